"""Decision diagrams of several counsels in one table, and as the text of a page.

A node has one way for each answer to the question at its level, the first for no answer, and leads to NOTHING, to
EVERYTHING, or to a node before it. Equal diagrams are one node, whatever counsel they are of; so in one table, two
statements hold in the same leads if and only if they have the same number.
"""

from collections.abc import Iterable, Iterator, Sequence

from followthrough.readings.prove.diagrams import EVERYTHING, Diagram, Diagrams

TableNode = tuple[int, tuple[int, ...]]
"""The level of a node, and for each answer the number of the node that it leads to."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Digits of which the first half ends a number, and the second goes on to the next digit."""

_HALF = len(_DIGITS) // 2


class UnreadableNodes(ValueError):
    """A text that is not one of nodes."""


class NodeTable:
    """Nodes, each once: the places of NOTHING and EVERYTHING stand first, and have none."""

    def __init__(self) -> None:
        self.nodes: list[TableNode] = []
        self._numbers: dict[TableNode, int] = {}

    def number(self, level: int, kids: tuple[int, ...]) -> int:
        """Return the number of a node, or of the one that all ways lead to."""
        if len({*kids}) == 1:
            return kids[0]
        node = level, kids
        if node not in self._numbers:
            self._numbers[node] = len(self.nodes) + EVERYTHING + 1
            self.nodes.append(node)
        return self._numbers[node]

    def numbers_of(self, diagrams: Diagrams, roots: Iterable[Diagram]) -> list[int]:
        """Take in diagrams with all below them, and return their numbers here."""
        known: dict[Diagram, int] = {number: number for number in range(EVERYTHING + 1)}

        def of(one: Diagram) -> int:
            if one not in known:
                known[one] = self.number(diagrams.level(one), tuple([of(kid) for kid in diagrams.kids(one)]))
            return known[one]

        return [of(one) for one in roots]

    def text(self) -> str:
        """Write the nodes as a text: for each its level and, for each answer, how far back the node is it leads to.

        An answer that leads where one before it does has the place of that answer instead.
        """
        return "".join(_written(place + EVERYTHING + 1, node) for place, node in enumerate(self.nodes))


def _written(number: int, node: TableNode) -> str:
    level, kids = node
    found: list[int] = []
    pattern, fresh = [], []
    for kid in kids:
        if kid not in found:
            found.append(kid)
            fresh.append(kid if kid <= EVERYTHING else number - kid + EVERYTHING)
        pattern.append(found.index(kid))
    return "".join(map(_digits, (level, *pattern, *fresh)))


def _digits(number: int) -> str:
    rest, last = divmod(number, _HALF)
    found = _DIGITS[last]
    while rest:
        rest, digit = divmod(rest, _HALF)
        found = _DIGITS[_HALF + digit] + found
    return found


def nodes_of(text: str, ways: Sequence[int]) -> NodeTable:
    """Read the nodes of a text; `ways` has how many answers the question of each level has.

    Raises UnreadableNodes.
    """
    table, numbers = NodeTable(), _numbers(text)
    for number, level in enumerate(numbers, EVERYTHING + 1):
        if level >= len(ways):
            raise UnreadableNodes(f"node {number} is at level {level}, and there are {len(ways)}")
        pattern = [_next(numbers, number) for _ in range(ways[level])]
        fresh = [_next(numbers, number) for _ in range(max(pattern) + 1)]
        kids = [one if one <= EVERYTHING else number + EVERYTHING - one for one in fresh]
        if not all(_leads_on(table, level, kid) for kid in kids):
            raise UnreadableNodes(f"node {number} does not lead to one before it")
        if table.number(level, tuple(kids[place] for place in pattern)) != number:
            raise UnreadableNodes(f"node {number} is written twice, or leads to one node only")
    return table


def _leads_on(table: NodeTable, level: int, kid: int) -> bool:
    """Return whether a node at a level may lead to one: it is there, and asks a later question."""
    if 0 <= kid <= EVERYTHING:
        return True
    place = kid - EVERYTHING - 1
    return 0 <= place < len(table.nodes) and table.nodes[place][0] > level


def _numbers(text: str) -> Iterator[int]:
    number, is_going_on = 0, False
    for digit in text:
        place = _DIGITS.find(digit)
        if place < 0:
            raise UnreadableNodes(f"{digit!r} is no digit")
        number = number * _HALF + place % _HALF
        is_going_on = place >= _HALF
        if not is_going_on:
            yield number
            number = 0
    if is_going_on:
        raise UnreadableNodes("the last number is cut off")


def _next(numbers: Iterator[int], number: int) -> int:
    found = next(numbers, None)
    if found is None:
        raise UnreadableNodes(f"node {number} is cut off")
    return found
