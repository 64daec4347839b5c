"""What the page of the ontology shows, put together for its template."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from ontology import PREFIXES
from server.links import address
from server.reference import documents
from server.reference.picture import picture
from server.reference.samples import sample
from server.reference.terms import KINDS, Concept, Scheme, Term, curie
from server.reference.usage import Usage
from server.reference.vocabulary import Vocabulary
from server.reference.wording import Wording, mapped

__all__ = ["Branch", "Entry", "Reference"]

#: Headings of the kinds of terms, with the anchors of their sections.
_SECTIONS = {
    "class": ("Classes", "classes"),
    "object property": ("Object properties", "object-properties"),
    "datatype property": ("Datatype properties", "datatype-properties"),
    "annotation property": ("Annotation properties", "annotation-properties"),
}


@dataclass(frozen=True)
class Branch:
    """A class with the classes right below it.

    Attributes:
        term: the class.
        count: its instances with those of narrower classes; None without a release.
        below: its narrower classes.
    """

    term: Term
    count: int | None
    below: list["Branch"]


@dataclass(frozen=True)
class Entry:
    """What the page says of one term.

    Attributes:
        term: the term.
        curie: its name with prefix.
        facts: (what, value) in the order shown.
        count: how much the data use it, in words; "" without a release.
        query: an example query.
        ask: its address.
    """

    term: Term
    curie: str
    facts: list[tuple[str, Markup]]
    count: str
    query: str
    ask: str


class Reference:
    """The content of the page.

    Args:
        vocabulary: the terms.
        usage: counts, mappings and labels of a release.
        root: prefix of a proxy.
    """

    def __init__(self, vocabulary: Vocabulary, usage: Usage, root: str = "") -> None:
        self.vocabulary = vocabulary
        self.usage = usage
        self.root = root
        self._wording = Wording(vocabulary, usage.labels, root)

    @cached_property
    def about(self) -> dict[str, str]:
        """Title, description, version, version IRI, licence and creators as the header has them."""
        names = {
            "title": "dcterms:title",
            "description": "dcterms:description",
            "version": "owl:versionInfo",
            "version_iri": "owl:versionIRI",
            "licence": "dcterms:license",
            "creators": "dcterms:creator",
        }
        held = self.vocabulary.about
        found = {"iri": documents.IRI}
        for name, property_name in names.items():
            prefix, _, local = property_name.partition(":")
            values = held.get(PREFIXES[prefix] + local, ())
            if name == "creators":
                values = tuple(self.vocabulary.label(value) for value in values)
            found[name] = "; ".join(values)
        return found

    @cached_property
    def downloads(self) -> list[tuple[documents.Module, list[tuple[str, str]]]]:
        """Each module, and (form, address) of its documents."""
        return [
            (module, [(form, f"{self.root}{module.path}.{form}") for form in documents.FORMS])
            for module in documents.modules().values()
        ]

    @cached_property
    def picture(self) -> Markup:
        """The model as SVG; its texts were escaped when it was drawn."""
        return Markup(picture(self.vocabulary, self.usage))  # noqa: S704

    @cached_property
    def tree(self) -> list[Branch]:
        """The classes of ours below one another; one with two superclasses stands under each."""
        terms = self.vocabulary.terms
        classes = [term for term in terms.values() if term.is_class and term.ours]

        def branch(term: Term, above: tuple[str, ...]) -> Branch:
            below = [terms[iri] for iri in term.subs if iri not in above]
            count = self.usage.instances.get(term.iri, 0) if self.usage.version else None
            ordered = sorted(below, key=lambda one: one.label.lower())
            return Branch(term, count, [branch(one, (*above, one.iri)) for one in ordered])

        tops = [term for term in classes if not any(iri in terms and terms[iri].ours for iri in term.supers)]
        return [branch(term, (term.iri,)) for term in sorted(tops, key=lambda one: one.label.lower())]

    @cached_property
    def sections(self) -> list[tuple[str, str, list[Entry]]]:
        """(heading, anchor, entries by label) of each kind of terms of ours, then of other vocabularies'."""
        terms = self.vocabulary.terms.values()
        found = []
        for kind in KINDS.values():
            heading, anchor = _SECTIONS[kind]
            own = sorted(
                (term for term in terms if term.kind == kind and term.ours), key=lambda one: one.label.lower()
            )
            if own:
                found.append((heading, anchor, [self._entry(term) for term in own]))
        foreign = sorted((term for term in terms if not term.ours), key=lambda one: one.name.lower())
        if foreign:
            found.append(("Terms of other vocabularies", "other", [self._entry(term) for term in foreign]))
        return found

    @cached_property
    def schemes(self) -> tuple[Scheme, ...]:
        """The concept schemes."""
        return self.vocabulary.schemes

    def broader(self, concept: Concept) -> Markup:
        """Return links to what is broader than a concept."""
        names = {one.iri for scheme in self.schemes for one in scheme.concepts}
        return Markup(", ").join(
            Markup('<a href="#{}">{}</a>').format(
                curie(iri).removeprefix("actd:"), self.vocabulary.label(iri)
            )
            if iri in names
            else self._wording.link(iri)
            for iri in concept.broader
        )

    def kinds(self, scheme: Scheme) -> Markup:
        """Return links to the classes of the concepts of a scheme."""
        classes = dict.fromkeys(kind for concept in scheme.concepts for kind in concept.types)
        return Markup(", ").join(map(self._wording.link, classes))

    def mappings(self, iri: str) -> list[Markup]:
        """Return what a term or concept is mapped to, in words."""
        return [mapped(one) for one in self.usage.mappings.get(iri, [])]

    @cached_property
    def _users(self) -> dict[str, list[str]]:
        """IRIs of the properties that members of a class have, by its IRI."""
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.vocabulary.terms.values():
            for iri in term.subjects:
                found[iri].append(term.iri)
        return found

    @cached_property
    def _leading(self) -> dict[str, list[str]]:
        """IRIs of the properties whose values are members of a class, by its IRI."""
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.vocabulary.terms.values():
            for iri in term.objects:
                found[iri].append(term.iri)
        return found

    def _entry(self, term: Term) -> Entry:
        usage = self.usage
        claimed = not usage.uses.get(term.iri) and bool(usage.claims.get(term.iri))
        narrower = bool(usage.instances.get(term.iri)) and not usage.direct.get(term.iri)
        query = sample(term, self.vocabulary, claimed=claimed, narrower=narrower)
        ask = address(f"{self.root}/sparql", [("query", query)])
        return Entry(term, curie(term.iri), list(self._facts(term)), self._count(term), query, ask)

    def _facts(self, term: Term) -> Iterator[tuple[str, Markup]]:
        nouns = ("Superclass", "Subclasses") if term.is_class else ("Superproperty", "Subproperties")
        links = (
            (nouns[0], term.supers),
            (nouns[1], term.subs),
            ("Domain", term.domain),
            ("Used on", term.used_on),
            ("Range", term.range),
            ("Values", term.values),
        )
        for name, iris in links:
            if iris:
                yield name, Markup(", ").join(map(self._wording.link, iris))
        for name, words in self._wording.axioms(term):
            yield name[0].upper() + name[1:], words
        if term.synonyms:
            yield "Synonyms", Markup(", ").join(Markup("{}").format(name) for name in term.synonyms)
        for name, text in term.notes:
            yield name[0].upper() + name[1:], Markup("{}").format(text)
        if term.is_class:
            for name, found in (("Properties", self._users), ("Value of", self._leading)):
                if found[term.iri]:
                    yield name, Markup(", ").join(map(self._wording.link, found[term.iri]))
        if mappings := self.mappings(term.iri):
            yield "Mappings", Markup("<br>").join(mappings)

    def _count(self, term: Term) -> str:
        usage = self.usage
        if not usage.version:
            return ""
        if term.is_class:
            own, all_of_them = usage.direct.get(term.iri, 0), usage.instances.get(term.iri, 0)
            text = f"{own:,} in the data"
            return text if own == all_of_them else f"{text}, {all_of_them:,} with narrower classes"
        uses, claims = usage.uses.get(term.iri, 0), usage.claims.get(term.iri, 0)
        text = f"{uses:,} use{'s' * (uses != 1)} in the data"
        return f"{text}, stated by {claims:,} claim{'s' * (claims != 1)}" if claims else text
