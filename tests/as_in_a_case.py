"""Advice on a lead that says all that will be said, as a case does: what it leaves out of the optional is not known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from followthrough.advising.advice import Advice, advise_lead
from followthrough.format.applicability import unanswered
from followthrough.format.lead import complete, read_lead
from followthrough.format.model import KnowledgeBase


def advise(base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date) -> Advice:
    """Advise on a lead; raises MissingFacts where an answer is lacking that may not be unknown."""
    return advise_lead(base, complete(read_lead(base, lead, today)), counsel=counsel, today=today)


def said_out(base: KnowledgeBase, lead: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Answer "I don't know" to the optional questions that a lead leaves out."""
    read = read_lead(base, lead, today, partial=True)
    left = (one.name for one in unanswered(base, read.facts, read.answers) if one.unknown_allowed)
    return {**lead, **dict.fromkeys(left)}
