"""What inference is made of: Horn clauses, read from the rules and from the axioms of the ontology.

A rule is a file `ontology/rules/<name>.rq`: a CONSTRUCT of one triple from triples that all have to be
there. An axiom is a class axiom of the schema in one of the forms that OWL 2 EL and RL share: a class
below a class, and a class that holds whatever is in one class and has a value, or some value of a
class. Both come to the same shape, one head and a body, and that is why each step can be explained.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import rdflib
from pyoxigraph import NamedNode, Variable
from rdflib import OWL, RDFS
from rdflib.collection import Collection
from rdflib.plugins.sparql import prepareQuery

from graph.errors import BuildError
from graph.terms import TYPE
from ontology import ACT, RULES, SCHEMA

__all__ = ["Clause", "Pattern", "Term", "axioms", "rules"]

Term = NamedNode | Variable
Pattern = tuple[Term, Term, Term]

_MEMBER: Final = Variable("x")


@dataclass(frozen=True, slots=True)
class Clause:
    """If the body is there, so is the head.

    Attributes:
        name: file name of a rule without its ending; for an axiom the local name of the class that it
            fills, with a number where several do, or ``<Class>-is-<Class>``.
        kind: "rule" or "axiom".
        sentence: what it says, for a reader; empty for an axiom, whose words come from labels.
        head: the triple that follows; its variables stand in the body.
        body: the triples it follows from, in the order in which one leads to the next.
    """

    name: str
    kind: str
    sentence: str
    head: Pattern
    body: tuple[Pattern, ...]

    def select(self) -> str:
        """Return the SPARQL SELECT of every way in which the body is there."""
        return f"SELECT * WHERE {{ {' . '.join(' '.join(map(str, pattern)) for pattern in self.body)} }}"


@cache
def rules() -> tuple[Clause, ...]:
    """Return the rules, by name.

    Raises:
        BuildError: a rule is not SPARQL, or not a CONSTRUCT of one triple from a basic graph pattern.

    Example:
        >>> next(rule.sentence for rule in rules() if rule.name == "tests-product")
        'A study tests every product that one of its arms gets.'
    """
    files = sorted(RULES.iterdir(), key=lambda entry: entry.name)
    return tuple(_rule(file.name.removesuffix(".rq"), file.read_text(encoding="utf-8")) for file in files)


def _rule(name: str, text: str) -> Clause:
    try:
        algebra = prepareQuery(text).algebra
    except Exception as error:  # rdflib's parser raises many kinds, none of them its own
        raise BuildError(f"ontology/rules/{name}.rq: {error}") from error
    where = algebra.p
    while where is not None and where.name in ("Project", "SelectQuery"):
        where = where.p
    plain = algebra.name == "ConstructQuery" and len(algebra.template) == 1 and where.name == "BGP"
    if not plain or not all(
        isinstance(part, rdflib.term.Node) for triple in where.triples for part in triple
    ):
        raise BuildError(
            f"ontology/rules/{name}.rq: a rule constructs one triple from triple patterns only, "
            "without paths, filters or optional parts, so that each of its steps can be explained"
        )
    head = _pattern(algebra.template[0])
    sentence = text.partition("\n")[0].removeprefix("#").strip()
    return Clause(
        name, "rule", sentence, head, _ordered(head, [_pattern(triple) for triple in where.triples])
    )


def _pattern(triple: tuple[rdflib.term.Node, ...]) -> Pattern:
    one, two, three = (
        Variable(str(part)) if isinstance(part, rdflib.Variable) else NamedNode(str(part)) for part in triple
    )
    return one, two, three


def _ordered(head: Pattern, body: list[Pattern]) -> tuple[Pattern, ...]:
    """Order a body from what the head is about to what that leads to; a parser keeps no order."""
    known, rest, found = {head[0]}, sorted(body, key=str), list[Pattern]()
    while rest:
        following = next((pattern for pattern in rest if pattern[0] in known), rest[0])
        rest.remove(following)
        known.add(following[2])
        found.append(following)
    return tuple(found)


@cache
def axioms() -> tuple[Clause, ...]:
    """Return the class axioms of the schema that make members, by name.

    Raises:
        BuildError: an axiom has a form that no clause stands for, so that its members could not be explained.

    Example:
        >>> msc = next(axiom for axiom in axioms() if axiom.name == "MSCProduct")
        >>> [str(pattern[1]).rpartition("#")[2].strip(">") for pattern in msc.body]
        ['type', 'cellTypeOrBroader']
    """
    schema = rdflib.Graph().parse(data=SCHEMA.read_text(encoding="utf-8"), format="turtle")
    found = list(_conditions(schema))
    several = Counter(name for name, _ in found)
    numbers = Counter[str]()
    clauses = []
    for name, body in found:
        numbers[name] += 1
        head: Pattern = (
            _MEMBER,
            TYPE,
            NamedNode(ACT + name.partition("-is-")[2] if "-is-" in name else ACT + name),
        )
        number = f"-{numbers[name]}" if several[name] > 1 else ""
        clauses.append(Clause(name + number, "axiom", "", head, _ordered(head, body)))
    return tuple(sorted(clauses, key=lambda clause: clause.name))


def _conditions(schema: rdflib.Graph) -> Iterator[tuple[str, list[Pattern]]]:
    """Yield the name and the body of each class axiom, in an order that does not depend on blank nodes."""
    named, described = [], []
    for below, above in schema.subject_objects(RDFS.subClassOf):
        if not isinstance(above, rdflib.URIRef):
            raise BuildError(
                f"ontology: {_local(below)} is below a class without a name; what follows from that is no "
                "membership, so it is a rule of ontology/rules or a named class"
            )
        if isinstance(below, rdflib.URIRef):
            body: list[Pattern] = [(_MEMBER, TYPE, NamedNode(str(below)))]
            named.append((f"{_local(below)}-is-{_local(above)}", body))
        else:
            described.append((_local(above), _body(schema, below)))
    for defined, same in schema.subject_objects(OWL.equivalentClass):
        described.append((_local(defined), _body(schema, same)))
    yield from sorted((*named, *described), key=str)


def _body(schema: rdflib.Graph, node: rdflib.term.Node) -> list[Pattern]:
    """Return what has to hold of ?x for it to be in an anonymous class."""
    members = schema.value(node, OWL.intersectionOf)
    if members is None:
        raise BuildError(f"ontology: the axiom on {_local(node)} is no intersection; see graph/clauses.py")
    body: list[Pattern] = []
    for number, part in enumerate(Collection(schema, members)):
        if isinstance(part, rdflib.URIRef):
            body.append((_MEMBER, TYPE, NamedNode(str(part))))
            continue
        on = NamedNode(str(schema.value(part, OWL.onProperty)))
        value, filler = schema.value(part, OWL.hasValue), schema.value(part, OWL.someValuesFrom)
        if isinstance(value, rdflib.URIRef):
            body.append((_MEMBER, on, NamedNode(str(value))))
        elif isinstance(filler, rdflib.URIRef):
            some = Variable(f"y{number}")
            body += [(_MEMBER, on, some), (some, TYPE, NamedNode(str(filler)))]
        else:
            raise BuildError(
                "ontology: a restriction is neither on a value nor on some member of a named class"
            )
    if (_MEMBER, TYPE) not in {pattern[:2] for pattern in body}:
        raise BuildError("ontology: an intersection names no class; name the kind of thing that it is about")
    return body


def _local(node: rdflib.term.Node) -> str:
    return str(node).removeprefix(ACT)
