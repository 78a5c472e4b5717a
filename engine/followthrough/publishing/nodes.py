"""Decision diagrams of several counsels in one table, and as the text of a page.

A node has one way for each answer to the question at its level, the first for no answer, and leads to NOTHING, to
EVERYTHING, or to a node before it. Equal diagrams are one node, whatever counsel they are of; so in one table, two
statements hold in the same leads if and only if they have the same number.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, repeat

from followthrough.readings.prove.diagrams import EVERYTHING, Diagram, Diagrams

TableNode = tuple[int, tuple[int, ...]]
"""The level of a node, and for each answer the number of the node that it leads to."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""Digits of which the first half ends a number, and the second goes on to the next digit."""

_HALF = len(_DIGITS) // 2


MOST_READ = 1_000_000
"""Most nodes at a level that are read: many times as many as a page has."""


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

    def in_order(self) -> "NodeTable":
        """Return the same nodes in the order in which their text is short: by level from the last, like after like."""
        numbers, found = {number: number for number in range(EVERYTHING + 1)}, NodeTable()
        levels: dict[int, list[int]] = {}
        for place, (level, _) in enumerate(self.nodes):
            levels.setdefault(level, []).append(place)
        for level in sorted(levels, reverse=True):
            below = {place: tuple(numbers[kid] for kid in self.nodes[place][1]) for place in levels[level]}
            for place, kids in sorted(below.items(), key=lambda one: _pattern(one[1])):
                numbers[place + EVERYTHING + 1] = found.number(level, kids)
        return found

    def text(self) -> str:
        """Write the nodes as a text: how many follow at which level; which answers of each lead to the same; where to.

        Where to is told by how far it is from where the node before leads, for nodes in order mostly a short way.
        """
        runs = [(level, len([*nodes])) for level, nodes in groupby(self.nodes, key=lambda node: node[0])]
        patterns = [_pattern(kids) for _, kids in self.nodes]
        ways = [way for pattern, _ in patterns for way in pattern]
        steps = _steps([leads for _, leads in patterns])
        return "".join(map(_digits, (len(runs), *chain(*runs), *ways, *steps)))


def _pattern(kids: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """Return for each answer the place of where it leads, and these by their places, as they first come."""
    leads = list(dict.fromkeys(kids))
    return [leads.index(kid) for kid in kids], leads


def _steps(leads: Iterable[list[int]]) -> Iterator[int]:
    """Yield how far each number is from the one in its place before: twice the distance, less one if it goes back."""
    before: list[int] = []
    for numbers in leads:
        for place, number in enumerate(numbers):
            step = number - _likely(place, numbers, before)
            yield 2 * step if step >= 0 else -2 * step - 1
        before = numbers


def _likely(place: int, numbers: Sequence[int], before: Sequence[int]) -> int:
    """Return the number that one at a place is told from: that of the node before, or the last one of its own."""
    return before[place] if place < len(before) else numbers[place - 1] if place else 0


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
    levels = [*_levels(numbers, len(ways))]
    patterns = [[_next(numbers) for _ in range(ways[level])] for level in levels]
    before: list[int] = []
    for number, (level, pattern) in enumerate(zip(levels, patterns, strict=True), EVERYTHING + 1):
        leads: list[int] = []
        for place in range(max(pattern) + 1):
            step = _next(numbers)
            leads.append(_likely(place, leads, before) + (-(step + 1) // 2 if step % 2 else step // 2))
        if not all(_leads_on(table, level, kid) for kid in leads):
            raise UnreadableNodes(f"node {number} does not lead to one before it")
        if table.number(level, tuple(leads[place] for place in pattern)) != number:
            raise UnreadableNodes(f"node {number} is written twice, or leads to one node only")
        before = leads
    if next(numbers, None) is not None:
        raise UnreadableNodes("something follows the last node")
    return table


def _levels(numbers: Iterator[int], end: int) -> Iterator[int]:
    """Yield the level of each node."""
    for _ in range(_next(numbers)):
        level, count = _next(numbers), _next(numbers)
        if level >= end or count > MOST_READ:
            raise UnreadableNodes(f"{count} nodes are at level {level}, and there are {end} levels")
        yield from repeat(level, count)


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


def _next(numbers: Iterator[int]) -> int:
    found = next(numbers, None)
    if found is None:
        raise UnreadableNodes("the nodes are cut off")
    return found
