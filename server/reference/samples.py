"""A question in SPARQL for each term: what it is used on, with labels, ready to be asked."""

import re
from typing import Final

from ontology import PREFIXES
from server.reference.terms import Term, curie
from server.reference.vocabulary import Vocabulary

__all__ = ["sample"]

#: Rows of an example.
ROWS: Final = 20
#: Properties that the example of a class shows beside the label.
SHOWN: Final = 2


def sample(term: Term, vocabulary: Vocabulary, *, claimed: bool = False, narrower: bool = False) -> str:
    """Return a SELECT query that shows what a term is used on; it has rows whenever there are uses.

    Args:
        term: a class or property.
        vocabulary: where it belongs.
        narrower: ask for members of narrower classes too; where inference is part of the data, they are
            members of this one already.
        claimed: ask for the claims on a property instead of its uses, for one that nothing but claims has.

    Example:
        >>> from ontology import ACT
        >>> from server.reference.vocabulary import vocabulary
        >>> found = vocabulary()
        >>> print(sample(found.terms[ACT + "route"], found))
        PREFIX act: <https://w3id.org/als-cell-therapy/ns#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        <BLANKLINE>
        SELECT ?intervention ?interventionLabel ?route ?routeLabel
        WHERE {
          ?intervention act:route ?route .
          OPTIONAL { ?intervention rdfs:label ?interventionLabel . }
          OPTIONAL { ?route rdfs:label ?routeLabel . }
        }
        ORDER BY ?interventionLabel ?intervention ?routeLabel
        LIMIT 20
    """
    if term.is_class:
        return _of_class(term, vocabulary, narrower)
    return _of_claims(term) if claimed else _of_property(term, vocabulary)


def _of_class(term: Term, vocabulary: Vocabulary, narrower: bool) -> str:
    name = _variable(term.iri)
    shown = [
        one
        for one in vocabulary.terms.values()
        if one.ours and term.iri in one.subjects and _local(one.iri) not in (name, f"{name}Label")
    ][:SHOWN]
    lines = [f"?{name} a {_named(term.iri)} ."]
    if narrower:
        lines = [f"?kind rdfs:subClassOf* {_named(term.iri)} .", f"?{name} a ?kind ."]
    lines.append(f"OPTIONAL {{ ?{name} rdfs:label ?{name}Label . }}")
    lines += [f"OPTIONAL {{ ?{name} {_named(one.iri)} ?{_local(one.iri)} . }}" for one in shown]
    columns = [name, f"{name}Label", *(_local(one.iri) for one in shown)]
    return _query(columns, lines, [f"{name}Label", name], distinct=narrower)


def _of_property(term: Term, vocabulary: Vocabulary) -> str:
    subject = _variable(term.subjects[0]) if term.subjects else "thing"
    objects = term.kind == "object property" and term.iri != PREFIXES["rdf"] + "type"
    value = "value"
    if objects and term.objects and term.objects[0] in vocabulary.terms:
        value = _variable(term.objects[0])
    if value == subject:
        value = "other" + value[:1].upper() + value[1:]
    lines = [f"?{subject} {_named(term.iri)} ?{value} ."]
    columns, order = [subject], [subject]
    if term.iri != PREFIXES["rdfs"] + "label":
        lines.append(f"OPTIONAL {{ ?{subject} rdfs:label ?{subject}Label . }}")
        columns.append(f"{subject}Label")
        order.insert(0, f"{subject}Label")
    columns.append(value)
    if objects:
        lines.append(f"OPTIONAL {{ ?{value} rdfs:label ?{value}Label . }}")
        columns.append(f"{value}Label")
        order.append(f"{value}Label")
    else:
        order.append(value)
    return _query(columns, lines, order)


def _of_claims(term: Term) -> str:
    lines = [
        f"?claim act:onProperty {_named(term.iri)} ;",
        "    act:about ?thing .",
        "OPTIONAL { ?thing rdfs:label ?thingLabel . }",
        "OPTIONAL { ?claim act:statedValue ?value . }",
        "OPTIONAL { ?claim act:hasQuantity/rdfs:label ?quantity . }",
        "OPTIONAL { ?claim act:statedIn/act:locator ?place . }",
    ]
    columns = ["thing", "thingLabel", "value", "quantity", "place", "claim"]
    return _query(columns, lines, ["thingLabel", "claim"])


def _query(columns: list[str], lines: list[str], order: list[str], *, distinct: bool = False) -> str:
    body = "\n".join("  " + line for line in lines)
    used = dict.fromkeys(["act", "rdfs", *re.findall(r"(?<![?\w])([A-Za-z][\w.-]*):\w", body)])
    heads = "\n".join(
        f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in sorted(used) if f" {prefix}:" in body
    )
    # a thing with two kinds would stand there twice
    select = "SELECT DISTINCT" if distinct else "SELECT"
    return (
        f"{heads}\n\n{select} {' '.join('?' + column for column in columns)}\n"
        f"WHERE {{\n{body}\n}}\n"
        f"ORDER BY {' '.join('?' + column for column in order)}\nLIMIT {ROWS}"
    )


def _named(iri: str) -> str:
    """Return an IRI as SPARQL has it: with a prefix where the project has one."""
    found = curie(iri)
    return found if re.fullmatch(r"[\w.]+:[\w-]+", found) else f"<{iri}>"


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _variable(iri: str) -> str:
    """Return a variable's name for the things of a class: ``clinicalTrial``, ``mscProduct``.

    Example:
        >>> _variable("ns#MSCProduct"), _variable("ns#DNA"), _variable("ns#Arm")
        ('mscProduct', 'dna', 'arm')
    """
    name = _local(iri)
    head = re.match(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]+$|[A-Z]", name)
    return name if head is None else head[0].lower() + name[head.end() :]
