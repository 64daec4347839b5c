"""Rules -> graph `inferred`: every triple the ontology's rules make, each with the rule that made it.

A rule is a file `ontology/rules/<name>.rq`, a CONSTRUCT over the union of all graphs. Rules run until
none makes anything new, so they may build on each other in any order. A triple that is asserted
somewhere is not inferred again.
"""

from collections.abc import Iterator
from importlib.resources.abc import Traversable

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store, Triple

from graph.errors import BuildError
from graph.terms import LABEL, TYPE, act, actd, graph_node
from ontology import PREFIXES, RULES

__all__ = ["infer", "rules"]


def rules() -> dict[str, str]:
    """Return the text of every rule by name, sorted."""
    files: list[Traversable] = sorted(RULES.iterdir(), key=lambda entry: entry.name)
    return {file.name.removesuffix(".rq"): file.read_text(encoding="utf-8") for file in files}


def infer(store: Store) -> Iterator[Quad]:
    """Yield what follows; each inferred triple is added to the store at once, so that rules build on it.

    Raises:
        BuildError: a rule is not a CONSTRUCT, or not SPARQL.

    Each inferred triple has an act:Inference with rdf:subject, rdf:predicate, rdf:object and
    act:byRule: the first rule, by name, that made it.
    """
    graph = graph_node("inferred")
    for name, text in rules().items():
        yield from _described(name, text, graph)
    new = True
    while new:
        new = False
        for name, text in rules().items():
            try:
                made = store.query(text, use_default_graph_as_union=True)
            except SyntaxError as error:
                raise BuildError(f"ontology/rules/{name}.rq: {error}") from error
            if not isinstance(made, QueryTriples):
                raise BuildError(f"ontology/rules/{name}.rq is not a CONSTRUCT")
            for triple in sorted(set(made), key=str):
                if any(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)):
                    continue
                new = True
                made_quad = Quad(triple.subject, triple.predicate, triple.object, graph)
                store.add(made_quad)
                yield from (made_quad, *_reified(triple, name, graph))


def _described(name: str, text: str, graph: NamedNode) -> Iterator[Quad]:
    """Yield what a rule is: its first comment line says it in a sentence."""
    node = actd(f"rule-{name}")
    yield Quad(node, TYPE, act("Rule"), graph)
    yield Quad(node, LABEL, Literal(name.replace("-", " ")), graph)
    sentence = text.partition("\n")[0].removeprefix("#").strip()
    yield Quad(node, NamedNode(PREFIXES["skos"] + "definition"), Literal(sentence), graph)


def _reified(triple: Triple, rule: str, graph: NamedNode) -> Iterator[Quad]:
    rdf = PREFIXES["rdf"]
    parts = (triple.subject, triple.predicate, triple.object)
    key = "-".join(str(part).strip("<>").rpartition("/")[2].rpartition("#")[2] for part in parts)
    node = actd(f"inference-{key}")
    yield Quad(node, TYPE, act("Inference"), graph)
    for name, part in zip(("subject", "predicate", "object"), parts, strict=True):
        yield Quad(node, NamedNode(rdf + name), part, graph)
    yield Quad(node, act("byRule"), actd(f"rule-{rule}"), graph)
