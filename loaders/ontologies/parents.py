"""Which term is below which, for all terms of an ontology, in 17 bytes a step.

The only table that grows with a file: a full cl.owl has some ten thousand steps, NCBITaxon some millions.
"""

from array import array
from collections.abc import Iterable
from typing import Final

__all__ = ["Parents"]

#: Digits of a local identifier that fit beside the number of its prefix.
_DIGITS: Final = 14
_SHIFT: Final = 10 ** (_DIGITS + 1)
#: As many prefixes fit into 64 bits then; identifiers of more are kept as text.
_PREFIXES: Final = 2**63 // _SHIFT - 1


class Parents:
    """The steps from terms to their parents.

    Example:
        >>> steps = Parents()
        >>> steps.add("CL:0002540", "CL:0000134", is_a=True)
        >>> steps.add("CL:0000134", "BFO:0000002", is_a=True)
        >>> steps.add("BFO:0000002", "CL:0000000", is_a=True)
        >>> above = steps.above(["CL:0002540"], "CL")
        >>> above["CL:0000134"]  # BFO:0000002 is of another ontology and is stepped over
        {'CL:0000000': True}
    """

    def __init__(self) -> None:
        self._children, self._above, self._is_a = array("q"), array("q"), array("b")
        self._prefixes: dict[str, int] = {}
        self._prefixed: list[str] = []
        self._names: dict[str, int] = {}
        self._named: list[str] = []

    def add(self, child: str, parent: str, *, is_a: bool) -> None:
        """Take one step; a step known twice is harmless."""
        self._children.append(self._number(child))
        self._above.append(self._number(parent))
        self._is_a.append(is_a)

    def above(self, terms: Iterable[str], prefix: str) -> dict[str, dict[str, bool]]:
        """Return the given terms and all above them in their ontology, each with its parents there.

        A parent of another ontology is stepped over: what is above it counts as its child's parent.

        Returns:
            term to parent to whether every step of the way between them is `is a`.
        """
        steps = self._reached({self._number(term) for term in terms})
        found: dict[str, dict[str, bool]] = {}
        for child in steps:
            name = self._name(child)
            if name.partition(":")[0] == prefix:
                found[name] = self._nearest(child, prefix, steps)
        return found

    def _reached(self, frontier: set[int]) -> dict[int, dict[int, bool]]:
        """Return every term on a way up, with its direct parents; one pass over all steps a level."""
        steps: dict[int, dict[int, bool]] = {}
        while frontier:
            steps |= {child: {} for child in frontier}
            for child, parent, is_a in zip(self._children, self._above, self._is_a, strict=True):
                if child in frontier and parent != child:
                    steps[child][parent] = steps[child].get(parent, False) or bool(is_a)
            frontier = {parent for child in frontier for parent in steps[child]} - steps.keys()
        return steps

    def _nearest(self, child: int, prefix: str, steps: dict[int, dict[int, bool]]) -> dict[str, bool]:
        found: dict[str, bool] = {}
        seen: dict[int, bool] = {}
        todo = list(steps[child].items())
        while todo:
            parent, is_a = todo.pop()
            name = self._name(parent)
            if name.partition(":")[0] == prefix:
                if parent != child:
                    found[name] = found.get(name, False) or is_a
            elif parent not in seen or (is_a and not seen[parent]):
                seen[parent] = is_a
                todo += [(next_one, is_a and way) for next_one, way in steps[parent].items()]
        return found

    def _number(self, name: str) -> int:
        """Return a number for an identifier: made of its digits, or counted for those without."""
        prefix, colon, local = name.rpartition(":")
        if colon and local.isascii() and local.isdigit() and len(local) <= _DIGITS:
            if prefix not in self._prefixes and len(self._prefixed) < _PREFIXES:
                self._prefixes[prefix] = len(self._prefixed)
                self._prefixed.append(prefix)
            if prefix in self._prefixes:
                # a leading 1 keeps the zeros: 0000134 and 134 are two identifiers
                return self._prefixes[prefix] * _SHIFT + int("1" + local)
        if name not in self._names:
            self._names[name] = len(self._named)
            self._named.append(name)
        return -1 - self._names[name]

    def _name(self, number: int) -> str:
        if number < 0:
            return self._named[-1 - number]
        prefix, local = divmod(number, _SHIFT)
        return f"{self._prefixed[prefix]}:{str(local)[1:]}"
