"""What rules conclude about the goals in many leads at once: their one meaning, read as the bits of long numbers."""

from collections.abc import Sequence

from followthrough.format.conditions import Test, Truth, Value
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.order import settled_order
from followthrough.readings.meaning import Meaning
from followthrough.readings.prove.bits import Bits, LeadBits


def goals_of_many(base: KnowledgeBase, counsel: str, leads: Sequence[Lead]) -> list[set[tuple[str, str]]]:
    """Return for each lead every goal with the value that it has under a counsel, or with each that it holds."""
    bits = LeadBits(len(leads))
    known: dict[str, dict[Value, Bits]] = {}

    def passes(fact: str, test: Test) -> Bits:
        if fact not in known:
            known[fact] = {}
            for place, lead in enumerate(leads):
                value = lead.facts[fact]
                known[fact][value] = known[fact].get(value, 0) | 1 << place
        return bits.any_of(held for value, held in known[fact].items() if test.outcome(value) is Truth.TRUE)

    meaning = Meaning(bits, settled_order(base, counsel), passes)
    found: list[set[tuple[str, str]]] = [set() for _ in leads]
    for goal in base.goals:
        for value in base.concepts[goal].values:
            held = meaning.values[goal, value]
            for place in range(held.bit_length()):
                if held >> place & 1:
                    found[place].add((goal, value))
    return found
