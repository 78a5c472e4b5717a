"""Advice on a saved lead as it stands, before everything is answered.

Nobody answers every question about every lead. To give a saved lead a step and a day anyway, we treat a question that
may stay unknown as "I don't know" until it is answered. What hinges on a question that must be answered stays open.
What the answers rest on is taken as said: whoever was turned down after an interview has had one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from followthrough.advising.advice import Advice
from followthrough.advising.advise import advise_as_far
from followthrough.advising.still_open import Open
from followthrough.format.lead import left_unknown, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.resting import rested_on


def as_it_stands(
    base: KnowledgeBase, answers: Mapping[Any, object], *, counsel: str | None = None, today: date
) -> Advice:
    """Advise on a lead, with "I don't know" for each question that allows it and has no answer.

    `Advice.open` has what hinges on the others. Raises LeadError if an answer is not possible, or if its question
    does not apply until another is answered, and that in one of several ways.
    """
    read = read_lead(base, {**answers, **rested_on(base, answers)}, today)
    return advise_as_far(base, left_unknown(base, read), counsel=counsel, today=today)


def asked_for(base: KnowledgeBase, opened: Mapping[str, Open], concepts: Iterable[str]) -> tuple[str, ...]:
    """Return the questions to ask now on which one of these concepts hinges, in the author's order."""
    wanted = {name for concept in concepts if concept in opened for name in opened[concept].questions}
    return tuple(name for name in base.questions if name in wanted)
