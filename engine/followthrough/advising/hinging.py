"""The questions that can be asked now: those on which something hinges or, where that takes too long to prove, all."""

from followthrough.advising.inquiry import Inquiry
from followthrough.errors import NotSettled
from followthrough.format.applicability import unanswered
from followthrough.format.conditions import Truth
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.limits import within


def questions_for(base: KnowledgeBase, lead: Lead, counsel: str, concept: str, seconds: float) -> tuple[str, ...]:
    """Name the questions that can be asked now and on which an open concept hinges; all, if that takes too long."""
    try:
        with within(seconds):
            return Inquiry(base, lead, counsel, seconds).asks(concept)[0]
    except NotSettled:
        return open_questions(base, lead)[0]


def open_questions(base: KnowledgeBase, lead: Lead) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the open questions that apply, and those that may come to."""
    left = list(unanswered(base, lead.facts, lead.answers))
    questions = tuple(one.name for one in left if one.only_if.outcome(lead.facts) is Truth.TRUE)
    return questions, tuple(one.name for one in left if one.name not in questions)
