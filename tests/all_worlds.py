"""Every world there is, one by one: the engine never needs them, and tests compare it with them."""

from collections.abc import Iterator, Mapping

from followthrough.format.conditions import Value
from followthrough.readings.prove.worlds import World, Worlds, read_world


def each_world(worlds: Worlds, known: Mapping[str, Value] | None = None) -> Iterator[World]:
    """Go through every possible lead that fits what is known."""
    return worlds.solver.each(worlds.answered(known or {}), lambda holds, block: read_world(worlds.side, holds))


def each_firing(worlds: Worlds) -> Iterator[World]:
    """Go through the sets of rules that can fire together, each with one possible lead."""
    fired = worlds.side.meaning.fired

    def read(holds, block) -> World:
        world = read_world(worlds.side, holds)
        block(tuple(literal if rule in world.fired else -literal for rule, literal in fired.items()))
        return world

    return worlds.solver.each([], read)
