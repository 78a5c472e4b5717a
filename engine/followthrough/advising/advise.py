"""Advises on one lead under one counsel, as far as it is settled by the answers there are."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from followthrough.advising.advice import SECONDS, Advice, advise_lead
from followthrough.format.applicability import unanswered
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase


def advise(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> Advice:
    """Advise on a lead, as far as it is settled by the answers there are.

    `lead` maps questions, or counts of days, to answers: texts, whole numbers, dates, or None (or `"unknown"`) for "I
    don't know". A question that it leaves out is open: any answer to it may still come. What is advised whatever these
    answers are is settled, and told; `Advice.open` has the rest. Without a `counsel` the base's default one advises,
    and `today` is the local day.

    Never raises MissingFacts. Raises LeadError when an answer, or the counsel, cannot be; TypeError when `today` is
    anything but a `datetime.date`. A concept of which it is not proved within `seconds` that it is settled is open.

    >>> from followthrough import load
    >>> advice = advise(load(), {"interview": "upcoming"}, today=date(2026, 11, 22))
    >>> advice.open["stance"].possible, advice.open["stance"].questions
    (('pursue', 'drop'), ('want_it',))
    """
    day = day_or_today(today)
    read = read_lead(base, lead, day, partial=True)
    return advise_as_far(base, read, counsel=counsel, today=day, seconds=seconds)


def advise_as_far(
    base: KnowledgeBase, lead: Lead, *, counsel: str | None = None, today: date, seconds: float = SECONDS
) -> Advice:
    """Advise on a lead that has been read, as far as it is settled by the answers there are."""
    advice = advise_lead(base, lead, counsel=counsel, today=today)
    if next(unanswered(base, lead.facts, lead.answers), None) is None:
        return advice
    from followthrough.advising.openness import (
        as_far_as_settled,  # clingo takes longer to import than a lead to advise on
    )

    return as_far_as_settled(advice, seconds)


def others(advice: Advice) -> Iterator[Advice]:
    """Advise on the same lead under each other counsel, in the order of the base; what is open there stays so."""
    for counsel in advice.base.counsels:
        if counsel != advice.counsel:
            yield advise(advice.base, advice.lead.answers, counsel=counsel, today=advice.on)
