"""Types and labels of the spine's own nodes: trials, arms, interventions.

A trial's label is made from what the spine holds of it, so it is never stale:
`MSC-NTF (NurOwn), intrathecal, phase 3 (NCT03280056)`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.facts import Value, facts, values
from graph.terms import LABEL, TYPE, act, graph_node
from ontology import ACT, ACTD, PREFIXES

__all__ = ["described"]

#: What the spine holds, by thing and local name of the property.
Held = dict[NamedNode, dict[str, list[Value]]]

_GIVEN = ("usesProduct", "usesTherapy", "route")
_PARTS = {"hasArm": "Arm", "hasIntervention": "Intervention"}


def described(spine: Iterable[Quad], store: Store) -> Iterator[Quad]:
    """Yield the type and label of each trial, arm and intervention of a spine.

    Args:
        spine: quads of graph `studies`.
        store: has the labels of products, routes and phases.
    """
    graph = graph_node("studies")
    held: Held = defaultdict(lambda: defaultdict(list))
    for quad in spine:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
            continue
        if quad.graph_name == graph:
            held[subject][quad.predicate.value.removeprefix(ACT)].append(value)
    parts = {part for kinds in list(held.values()) for name in _PARTS for part in kinds[name]}
    for node in list(held):
        for name, kind in _PARTS.items():
            for part in held[node][name]:
                if isinstance(part, NamedNode):
                    yield Quad(part, TYPE, act(kind), graph)
                    yield Quad(part, LABEL, Literal(_part(node, part, held, store)), graph)
        # everything else has its class already: from a table of things, a concept scheme, a pinned label
        if node not in parts and not any(facts(store, node, TYPE)):
            yield Quad(node, TYPE, act("ClinicalTrial"), graph)
            yield Quad(node, LABEL, Literal(_trial(node, held, store)), graph)


def _part(whole: NamedNode, part: NamedNode, held: Held, store: Store) -> str:
    """Return `cohort 1` for an arm, `cohort 1, intrathecal` for what was given in it."""
    name = part.value.removeprefix(whole.value + "-")
    routes = [_label(route, store) for route in held[part]["route"]]
    if not routes:
        return name.replace("-", " ")
    arm = whole.value
    for trial, facts_of_trial in held.items():
        if whole in facts_of_trial["hasArm"]:
            arm = whole.value.removeprefix(trial.value + "-").replace("-", " ")
    number = name.rpartition("-")[2]
    return f"{arm}, {routes[0]}" + (f" {number}" if number.isdigit() else "")


def _trial(node: NamedNode, held: Held, store: Store) -> str:
    arms = [arm for arm in held[node]["hasArm"] if isinstance(arm, NamedNode)]
    treatments = [one for arm in arms for one in held[arm]["hasIntervention"] if isinstance(one, NamedNode)]
    words = []
    tested = {therapy for therapy, facts_of_it in held.items() if node in facts_of_it["testedIn"]}
    given = {name: {value for one in treatments for value in held[one][name]} for name in _GIVEN}
    for values_given in (given["usesProduct"] or given["usesTherapy"] or tested, given["route"]):
        labels = {_label(value, store) for value in values_given}
        if labels:
            words.append(_both(labels, arms, held, store).join(sorted(labels)))
    words += [f"phase {_label(phase, store)}" for phase in held[node]["phase"]]
    numbers = sorted(number.value for number in held[node]["registryId"])
    name = ", ".join(numbers) or _label(node, store) or node.value.removeprefix(ACTD)
    return f"{', '.join(words)} ({name})" if words else name


def _both(labels: set[str], arms: list[NamedNode], held: Held, store: Store) -> str:
    """Return " and " where one arm got all of several products or routes, else " or "."""
    for arm in arms:
        of_arm = {
            _label(value, store)
            for one in held[arm]["hasIntervention"]
            if isinstance(one, NamedNode)
            for name in _GIVEN
            for value in held[one][name]
        }
        if labels <= of_arm:
            return " and "
    return " or "


def _label(node: Value, store: Store) -> str:
    """Return a label, or the first synonym of a trial known by its report."""
    for predicate in (LABEL, NamedNode(PREFIXES["skos"] + "altLabel")):
        for found in values(store, node, predicate):
            return found.value
    return ""
