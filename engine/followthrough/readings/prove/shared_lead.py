"""One lead of a base under a counsel, as statements: made once, and read by diagrams and by single proofs alike.

Nothing may be added to its circuit later, since others may be reading it at the same time; so all that they need beside
what rules conclude is made with it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.due_days import DueDays, counted_from, due_days
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.space import LeadSpace

MOST_TOTALS = 32
"""Most numbers that a shown sum may come to where each is told by itself."""


class SharedLead(msgspec.Struct, frozen=True, eq=False):
    """A lead, the days on which its goals fall due, and what holds where it is possible.

    `counted_from` says for a question and a goal where the goal's day is counted from the answer, `totals` for each
    shown sum, of which each number is told, where it comes to its second least number or more, to the third, and so on.
    """

    space: LeadSpace
    side: PossibleLead
    possible: Literal
    due_days: DueDays
    counted_from: Mapping[tuple[str, str], Literal]
    totals: Mapping[str, Sequence[Literal]]


@lru_cache(maxsize=16)
def shared_lead(base: KnowledgeBase, counsel: str) -> SharedLead:
    """Return the lead of a base under a counsel, the same for all bases that say the same."""
    space = LeadSpace(base)
    side = space.side(base, counsel)
    side.days.prepare()
    space.two_answers()
    possible, days = -space.circuit.any_of_bodies(side.impossible), due_days(side)
    sums = [one for name in base.shown_sums if (one := base.sums[name]).high - one.low <= MOST_TOTALS]
    totals = {
        one.name: [
            space.circuit.reaches(least, side.meaning.sums[one.name]) for least in range(one.low + 1, one.high + 1)
        ]
        for one in sums
    }
    return SharedLead(space, side, possible, days, counted_from(days, space.circuit), totals)
