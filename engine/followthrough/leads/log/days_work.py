"""A day's work: what to do today, what needs an answer, what waits until when, and what to let go."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import msgspec

from followthrough.advising.advice import Advice
from followthrough.format.conditions import AllOf, Truth, Value
from followthrough.format.model import KnowledgeBase
from followthrough.leads.deeds import deeds
from followthrough.leads.log.status import Need

WorkPart = Literal["today", "asks", "waiting", "let go"]
"""The part of a day's work that a lead belongs to."""


class DaysWork(msgspec.Struct, frozen=True):
    """The active leads by what they call for on a day, the most urgent first in each part.

    `today` has those with a step to do, and before these all that the base puts first, whatever else is wrong with
    them. `asks` has those whose step hinges on an answer, `waiting` those with nothing to do before a day, or before
    the other side acts, and `let_go` those that are advised to be let go, with nothing left to do for it.
    """

    today: tuple[Need, ...]
    asks: tuple[Need, ...]
    waiting: tuple[Need, ...]
    let_go: tuple[Need, ...]


def days_work(base: KnowledgeBase, needs: Iterable[Need], today: date) -> DaysWork:
    """Sort leads, given the most urgent first, into the work of a day."""
    parts: dict[WorkPart, list[Need]] = {"today": [], "asks": [], "waiting": [], "let go": []}
    for need in needs:
        parts[part_of(base, need, today)].append(need)
    first = sorted(parts["today"], key=lambda need: comes_first_by(base, need, today) is None)
    return DaysWork(tuple(first), tuple(parts["asks"]), tuple(parts["waiting"]), tuple(parts["let go"]))


def part_of(base: KnowledgeBase, need: Need, today: date) -> WorkPart:
    """Return the part of a day's work that a lead belongs to."""
    if comes_first_by(base, need, today) is not None:
        return "today"
    if need.turn is None:
        return "asks"
    advice, listing = need.turn.advice, base.listing
    if _holds(listing.let_go, advice) and not any(deeds(advice)):
        return "let go"
    if need.urgency == "asks":
        return "asks"
    is_due = need.urgency == "overdue" or (need.urgency == "today" and not _holds(listing.waiting, advice))
    return "today" if is_due else "waiting"


def comes_first_by(base: KnowledgeBase, need: Need, today: date) -> tuple[str, Value] | None:
    """Return the answer, with its question, for which the base puts a lead before all others; None if it does not.

    Where something is wrong with the answers, the one that puts it first may be left aside, or no advice be possible.
    So what was kept tells it, too: the answers to questions with choices.
    """
    told = put_first_by(base, need.turn.advice.lead.facts) if need.turn is not None else None
    return told or (put_first_by(base, as_kept(base, need.history.answers(today))) if need.fault else None)


def as_kept(base: KnowledgeBase, kept: Mapping[str, str]) -> dict[str, Value]:
    """Return what answers tell as they were kept, even if they contradict each other: those that are choices."""
    return {name: kept[name] for name, one in base.questions.items() if name in kept and one.choices}


def put_first_by(base: KnowledgeBase, facts: Mapping[str, Value]) -> tuple[str, Value] | None:
    """Return the fact, with its value, for which the base puts a lead before all others; None if it does not."""
    first = base.listing.first
    if first is None or first.outcome(facts) is not Truth.TRUE:
        return None
    return next((one.fact, facts.get(one.fact)) for one in first.tests() if one.outcome(facts) is Truth.TRUE)


def _holds(conditions: AllOf | None, advice: Advice) -> bool:
    """Return whether tests of answers and of what is advised hold, whatever is still open."""
    if conditions is None:
        return False
    base, is_open = advice.base, {*advice.open, *advice.open_beneath, *advice.open_sums}
    concluded = {name: advice.known(name) for name in (*base.concepts, *base.sums)}
    return conditions.outcome({**advice.lead.facts, **concluded}, is_open) is Truth.TRUE
