"""Every world there is, one by one: the engine never needs them, and tests compare it with them."""

from collections.abc import Iterator, Mapping

from followthrough.format.conditions import Value
from followthrough.readings.prove.worlds import World, Worlds, read_world


def each_world(worlds: Worlds, known: Mapping[str, Value] | None = None) -> Iterator[World]:
    """Go through every possible lead that fits what is known."""
    return worlds.solver.each(worlds.answered(known or {}), lambda holds, block: read_world(worlds.side, holds))


def each_firing(worlds: Worlds) -> Iterator[World]:
    """Go through the sets of rules that can fire together, each with one possible lead."""
    fired = [worlds.fired(rule.name) for rule in worlds.side.meaning.rules]

    def read(holds, block) -> World:
        block(tuple(one if holds(one) else -one for one in fired))
        return read_world(worlds.side, holds)

    return worlds.solver.each([], read)
