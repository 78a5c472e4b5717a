"""All leads with one answer other than in a given lead: what only one answer decides shows in them without a proof."""

from collections.abc import Callable, Sequence

from followthrough.readings.prove.bits import Bits, TruthTable
from followthrough.readings.prove.circuit import Circuit
from followthrough.readings.prove.diagrams import NumberedAnswers

OfTable = Callable[[TruthTable], Bits]
"""Tells in which leads of a table something holds."""


def deciding(circuit: Circuit, choices: Sequence[Sequence[int]], lead: NumberedAnswers, told: OfTable) -> set[int]:
    """Return the questions, by their places, of which one other answer than a lead's is among what is `told`."""
    changed: list[Bits] = []
    held: dict[int, Bits] = {}
    size = sum(map(len, choices))  # of each question, there are as many other answers as it has, as one is that of none
    everywhere, place = (1 << size) - 1, 0
    for inputs, number in zip(choices, lead, strict=True):
        among = ((1 << len(inputs)) - 1) << place
        others = (one for one in range(len(inputs) + 1) if one != number)
        alone = {other: 1 << place + offset for offset, other in enumerate(others)}
        held.update({one: alone.get(other, everywhere ^ among) for other, one in enumerate(inputs, 1)})
        changed.append(among)
        place += len(inputs)
    shown = told(TruthTable(circuit, held, size))
    return {level for level, among in enumerate(changed) if shown & among}
