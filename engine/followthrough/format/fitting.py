"""Which answers hold together: new ones stand above earlier ones."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from followthrough.errors import LeadError, Problem
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase

RawAnswers = Mapping[Any, object]


def fitting(base: KnowledgeBase, first: RawAnswers, then: RawAnswers, today: date) -> dict[Any, object]:
    """Return the `first` answers together with those of `then` that do not contradict them."""
    if not wrong_with(base, {**then, **first}, today):
        return {**then, **first}
    kept = dict(first)
    left = [question for question in base.questions if question in then and question not in first]
    for question in left:  # in this order, each answer comes after those on which it depends
        if not wrong_with(base, {**kept, question: then[question]}, today):
            kept[question] = then[question]
    return kept


def wrong_with(base: KnowledgeBase, answers: RawAnswers, today: date, *, partial: bool = True) -> tuple[Problem, ...]:
    """Return what is wrong with the answers of a lead; in a `partial` one, open questions may still be answered."""
    try:
        read_lead(base, answers, today, partial=partial)
    except LeadError as error:
        return error.problems
    return ()
