"""How a lead of a table has ended: a status such as `Rejected` says so, as the base has it under `leads: ends:`."""

from collections.abc import Collection, Mapping
from datetime import date

from followthrough.format.conditions import Truth
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.resting import rested_on
from followthrough.leads.tables.words import plain


def end_told(base: KnowledgeBase, answers: Mapping[str, str], words: Collection[str], today: date) -> str:
    """Return the end that answers tell; of several, the one that one of the words means; empty if there is none.

    The words are plain (`plain`). Raises LeadError if the answers contradict one another.
    """
    listing = base.listing
    tested = {
        name for tests in listing.end_tests.values() for test in tests.tests() for name in base.questions_of(test.fact)
    }
    if tested.isdisjoint(answers):
        return ""
    facts = read_lead(base, {**answers, **rested_on(base, answers)}, today, partial=True).facts
    told = [end for end, tests in listing.end_tests.items() if tests.outcome(facts) is Truth.TRUE]
    if len(told) > 1:
        known = {
            end: {plain(word) for word in (end, listing.ends[end], *listing.end_words.get(end, ()))} for end in told
        }
        told = [end for end in told if known[end].intersection(words)]
    return told[0] if len(told) == 1 else ""
