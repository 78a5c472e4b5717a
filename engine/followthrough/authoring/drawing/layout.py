"""Where the parts of a drawing go: columns of boxes, joined by lines with few crossings.

A small form of the layered layout of Sugiyama, Tagawa and Toda ("Methods for visual understanding of hierarchical
system structures", IEEE SMC 11(2), 1981): the columns are given, a line that passes a column gets a lane there, and
the boxes of a column are ordered by the positions they are joined to, sweeping back and forth. Each box then moves as
close as it can, without overlap, to where its lines pull it, which is a monotone regression, solved by pooling
neighbors (M. Ayer et al., "An empirical distribution function for sampling with incomplete information", 1955).
"""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

GAP = 7
"""Least space between two boxes of a column, in pixels."""
LANE = 6
"""Space for a line that passes a column, in pixels."""
SWEEPS = 24
"""How many sweeps to make over the columns. The built-in base stops improving after 12."""


class Box(msgspec.Struct, frozen=True):
    """A box of a column, or the lane of a line; `height` in pixels."""

    id: str
    column: int
    height: float


class Port(msgspec.Struct, frozen=True):
    """A point at the side of a box, `down` pixels from its top."""

    block: str
    down: float


class Net(msgspec.Struct, frozen=True):
    """A line from a port to others in any columns. All targets beyond a column share one lane through it."""

    source: Port
    targets: tuple[Port, ...]


class Link(msgspec.Struct, frozen=True):
    """A piece of a net between neighboring columns; `onward` if it goes from left to right."""

    net: int
    left: Port
    right: Port
    onward: bool


class Arrangement(msgspec.Struct, frozen=True):
    """The column and the top of every box, the lanes of every net, and the links that join them."""

    columns: Mapping[str, int]
    tops: Mapping[str, float]
    lanes: Mapping[int, Sequence[Box]]
    links: Sequence[Link]

    def y(self, port: Port) -> float:
        """Return how far down a port is."""
        return self.tops[port.block] + port.down


def arrange(blocks: Iterable[Box], nets: Sequence[Net]) -> Arrangement:
    """Return positions for the boxes that keep the nets between columns short."""
    placed = {block.id: block for block in blocks}
    columns: dict[int, list[Box]] = {}
    for block in placed.values():
        columns.setdefault(block.column, []).append(block)
    lanes: dict[int, list[Box]] = {}
    links: list[Link] = []
    for index, net in enumerate(nets):
        for onward in (True, False):
            for link, lane in _route(index, net, placed, onward=onward):
                links.append(link)
                if lane is not None:
                    lanes.setdefault(index, []).append(lane)
                    columns.setdefault(lane.column, []).append(lane)
    column_of = {block.id: number for number, column in columns.items() for block in column}
    return Arrangement(column_of, _tops([columns[number] for number in sorted(columns)], links), lanes, links)


def _route(index: int, net: Net, placed: Mapping[str, Box], *, onward: bool) -> Iterable[tuple[Link, Box | None]]:
    """Return the links of a net to one side, each with the lane that it opens, if any."""
    start = placed[net.source.block].column
    step = 1 if onward else -1
    reached = [(placed[port.block].column * step, port) for port in net.targets]
    ahead = [(column, port) for column, port in reached if column > start * step]
    here = net.source
    for column in range(start * step + 1, max((column for column, _ in ahead), default=start * step) + 1):
        for _, port in (one for one in ahead if one[0] == column):
            yield _link(index, here, port, onward), None
        if any(one > column for one, _ in ahead):
            lane = Box(f"lane {index} {column * step}", column * step, LANE)
            there = Port(lane.id, LANE / 2)
            yield _link(index, here, there, onward), lane
            here = there


def _link(index: int, here: Port, there: Port, onward: bool) -> Link:
    return Link(index, here, there, onward) if onward else Link(index, there, here, onward)


def _tops(columns: list[list[Box]], links: Sequence[Link]) -> dict[str, float]:
    """Return the top of every box, between 0 and the height of the tallest column, from the best sweep."""
    room = max((_height(column) for column in columns), default=0)
    pulls: dict[tuple[str, bool], list[tuple[Port, float]]] = {}
    for link in links:
        pulls.setdefault((link.right.block, True), []).append((link.left, link.right.down))
        pulls.setdefault((link.left.block, False), []).append((link.right, link.left.down))
    tops: dict[str, float] = {}
    for column in columns:
        tops.update(_spread(column, [(0.0, 1.0)] * len(column), room))
    best, least = dict(tops), float("inf")
    for sweep in range(SWEEPS):
        from_left = sweep % 2 == 0
        settling = sweep >= SWEEPS // 2
        for column in columns if from_left else columns[::-1]:
            sides = (True, False) if settling else (from_left,)
            wished = {block.id: _wished(block, pulls, tops, sides) for block in column}
            column.sort(key=lambda block, wished=wished: wished[block.id][0] + block.height / 2)  # type: ignore[misc]
            tops.update(_spread(column, [wished[block.id] for block in column], room))
        length = sum(
            abs(tops[one.left.block] + one.left.down - tops[one.right.block] - one.right.down) for one in links
        )
        if length < least:
            best, least = dict(tops), length
    return {name: round(top) for name, top in best.items()}


def _wished(
    block: Box,
    pulls: Mapping[tuple[str, bool], list[tuple[Port, float]]],
    tops: Mapping[str, float],
    sides: Iterable[bool],
) -> tuple[float, float]:
    """Return the top to which a box's lines would pull it, and the weight of that pull."""
    wishes = [tops[port.block] + port.down - down for side in sides for port, down in pulls.get((block.id, side), ())]
    if not wishes:  # no lines: it goes below the others
        return max(tops.values()), 0.1
    return sum(wishes) / len(wishes), len(wishes)


def _height(column: Iterable[Box]) -> float:
    return sum(block.height + GAP for block in column)


def _spread(column: Sequence[Box], wished: Sequence[tuple[float, float]], room: float) -> dict[str, float]:
    """Return the tops nearest to the wished ones, weighted, in this order, without overlap, within the room.

    Bounds do not change which blocks are pooled, so they can be put on the result.
    """
    before = 0.0
    offsets = []
    pools: list[tuple[float, float, int]] = []
    for block, (top, weight) in zip(column, wished, strict=True):
        offsets.append(before)
        pool = (top - before, weight, 1)
        while pools and pools[-1][0] >= pool[0]:
            mean, heavy, size = pools.pop()
            both = heavy + pool[1]
            pool = ((mean * heavy + pool[0] * pool[1]) / both, both, size + pool[2])
        pools.append(pool)
        before += block.height + GAP
    means = [min(max(mean, 0.0), room - before) for mean, _, size in pools for _ in range(size)]
    return {block.id: mean + offset for block, mean, offset in zip(column, means, offsets, strict=True)}
