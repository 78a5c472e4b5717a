"""Every world there is, one by one: the engine never needs them, and tests compare it with them."""

from collections.abc import Iterator, Mapping
from datetime import date

from followthrough.format.conditions import Value
from followthrough.readings.prove.worlds import World, Worlds, read_world
from reference import days_fit


def each_world(worlds: Worlds, known: Mapping[str, Value] | None = None) -> Iterator[World]:
    """Go through every possible lead that fits what is known; a known number of days is that number."""
    known = known or {}
    for world in worlds.solver.each(worlds.answered(known), lambda holds, block: read_world(worlds.side, holds)):
        ranges = {fact: numbers for fact, numbers in ranges_of(worlds, world).items() if known.get(fact) is None}
        days = [fact for fact, value in world.answers.items() if isinstance(value, date) and known.get(fact) is None]
        if days_fit(worlds.base, {**world.answers, **known}, ranges=ranges, any_days=days):
            yield world


def ranges_of(worlds: Worlds, world: World) -> dict[str, range]:
    """Give the numbers for which those of a world stand."""
    return {
        variable.fact: range(cell.value, cell.high + 1)
        for variable in worlds.variables
        for cell in variable.cells
        if isinstance(cell.value, int) and cell.high is not None and cell.includes(world.answers.get(variable.fact))
    }


def each_firing(worlds: Worlds) -> Iterator[World]:
    """Go through the sets of rules that can fire together, each with one possible lead."""
    fired = worlds.side.meaning.fired

    def read(holds, block) -> World:
        world = read_world(worlds.side, holds)
        block(tuple(literal if rule in world.fired else -literal for rule, literal in fired.items()))
        return world

    return worlds.solver.each([], read)
