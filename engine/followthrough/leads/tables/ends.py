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
        told = [end for end in told if end_words(base, end).intersection(words)]
    return told[0] if len(told) == 1 else ""


def end_words(base: KnowledgeBase, end: str) -> set[str]:
    """Return the plain words for an end: its name, what a person reads for it, and everyday words."""
    listing = base.listing
    return {plain(word) for word in (end, listing.ends[end], *listing.end_words.get(end, ()))}


def untested_ends(base: KnowledgeBase) -> list[str]:
    """Return the ends that no answer tells: a status may sound like one, but only the person can say so."""
    return [end for end in base.listing.ends if end not in base.listing.end_tests]
