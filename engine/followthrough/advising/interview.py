"""Which question to ask next: one whose answer can still change the goals, and then one that can sharpen the advice.

The advice, that is the goals with the days on which they fall due, and the shown concepts, is *settled* when it is the
same in all possible leads that fit what is known; then nothing more is asked. The goals settle first: until they have,
only that is asked on which they hinge, and once they have, the advice can be told and the rest sharpens it. A question
*matters* if two such leads differ in its answer and in the advice, or first in the goals, and in no other question
that applies in both. So the pair shows that this one answer, all others staying as they are, changes the advice; only
questions that come or go with it may come or go.

Where a `never` ties answers together, one of them alone may not be free to change. So if no question matters by
itself, one is asked that matters together with those it is tied to: two leads differ in it, and besides only in
questions tested by the same `never` or by one of a chain of them, and in those that decide whether these apply.

A question waits until it applies in all leads that fit; a text is never asked. Of the others the one comes first that
leaves the fewest to be asked on average, of those that cost nobody one: in no lead more are asked than in the author's
order. Of equals, and where diagrams of the base would be too large (`left_open`), the first in that order is asked.
Some question can always be asked until the goals, and then until the advice, are settled; so the interview ends with
the advice that the complete lead would have got. docs/decisions/0005-order-of-questions.md has the argument for that,
docs/decisions/0039-goals-first.md says why goals come first, and docs/decisions/0059-fewest-questions-on-average.md
what the order costs and saves.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from followthrough.advising.branches import Branch, Possible, branches_of
from followthrough.advising.inquiry import ADVICE, GOALS, Inquiry, Matter, day, inquire
from followthrough.advising.left_open import LeftOpen, left_open
from followthrough.format.applicability import unanswered
from followthrough.format.conditions import Truth, Value
from followthrough.format.days import day_or_today
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.solver import SECONDS
from followthrough.short_repr import Result

Phase = Literal["goals", "sharpening", "settled"]
"""What is asked for: the goals with the days they fall due; then what sharpens the advice; or nothing any more."""


class Next(Result, frozen=True):
    """The question to ask next; None where the advice is settled.

    `hinges` names the goals whose value or day, and the shown concepts whose value, hinges on the question. No more
    than `open` questions will be asked, this one included, and no more than `open_goals` before the goals are settled
    and the `phase` is another. These are the questions that can still matter; of a base that has many rules, and of
    which diagrams would be too large, all are counted that may still apply.
    """

    question: str | None
    settled: bool
    possible: Possible
    hinges: tuple[str, ...]
    open: int
    phase: Phase = "goals"
    open_goals: int = 0


class WhyAsked(Result, frozen=True):
    """Why a question is asked: what is known, what is still wanted, and what hinges on the answer.

    `known` has what was answered, by question, or by count of days; `wanted` names the questions that can still
    matter, in the author's order. `branches` has every possible answer, None being "I don't know"; neighboring
    numbers, or days, that leave the same possible are one, and of several choices each stands by itself.
    """

    question: str
    known: Mapping[str, Value]
    wanted: tuple[str, ...]
    hinges: tuple[str, ...]
    branches: tuple[Branch, ...]


def next_question(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> Next:
    """Find the question to ask next, given the answers so far, None being "I don't know".

    Without a `counsel` the base's default one advises. Raises LeadError when an answer cannot be, or the answers
    fit no possible lead; NotSettled when a proof takes longer than `seconds`.

    >>> from followthrough import load
    >>> found = next_question(load(), {"interview": "upcoming"}, today=date(2026, 11, 22))
    >>> found.question, found.possible["stance"]
    ('want_it', ('pursue', 'drop'))
    """
    if (still := left_open(base, lead, counsel, today)) is not None:
        with still.reading():
            return still.kept("next", lambda: _next_by_diagrams(still))
    return _next_by_proofs(inquire(base, lead, counsel, today, seconds))


def _next_by_proofs(inquiry: Inquiry) -> Next:
    """Find the first question that can be asked, in the author's order; nothing is proved of those after it."""
    can_be = inquiry.possible_with({}) or {}
    phases: tuple[tuple[Phase, Matter], ...] = (("goals", GOALS), ("sharpening", ADVICE))
    for phase, matter in phases:
        question = inquiry.first(matter)
        if question is not None:
            left, before = _left(inquiry)
            hinges = _hinges(inquiry, question, matter)
            return Next(question, False, can_be, hinges, left, phase, before if matter == GOALS else 0)
    return Next(None, True, can_be, (), 0, "settled")


def _left(inquiry: Inquiry) -> tuple[int, int]:
    """Return how many questions may still be asked at most, in all and until the goals are settled."""
    if not inquiry.is_large:
        return len(inquiry.wanted), len(inquiry.wanted_for_goals)
    left = inquiry.left
    return left, left


def _next_by_diagrams(still: LeftOpen) -> Next:
    if not still.wanted:
        return Next(None, True, still.possible(), (), 0, "settled")
    question, before = still.next(), len(still.wanted_for_goals)
    phase: Phase = "goals" if before else "sharpening"
    return Next(question, False, still.possible(), still.hinges(question), len(still.wanted), phase, before)


def next_in_order(base: KnowledgeBase, lead: Mapping[Any, object], today: date) -> Next:
    """Choose the first question, in the author's order, that applies and has no answer yet.

    For when no proof can be waited for: what is not known to matter, and not known not to, is asked. What is possible
    is not told. Raises LeadError when an answer cannot be.
    """
    read = read_lead(base, lead, today, partial=True)
    left = list(unanswered(base, read.facts, read.answers))
    first = next((one.name for one in left if one.only_if.outcome(read.facts) is Truth.TRUE), None)
    return Next(first, first is None, {}, (), len(left), "settled" if first is None else "goals", len(left))


def candidates(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> tuple[str, ...]:
    """Name all questions that could be asked next, the best first; none where the advice is settled.

    Raises what `next_question` does.
    """
    if (still := left_open(base, lead, counsel, today)) is not None:
        with still.reading():
            return still.kept("candidates", still.candidates)
    inquiry = inquire(base, lead, counsel, today, seconds)
    return tuple(_candidates(inquiry)) if inquiry.wanted else ()


def why_asked(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    question: str,
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> WhyAsked:
    """Return why an open question is asked. Raises what `next_question` does; KeyError if it is not open."""
    day_of_asking = day_or_today(today)
    if (still := left_open(base, lead, counsel, today)) is not None:
        with still.reading():
            branches = branches_of(still, still.pending[question], day_of_asking)
            wanted, hinges = still.kept(f"why {question}", lambda: _wanted_and_hinges(still, question))
            return WhyAsked(question, still.known, wanted, hinges, branches)
    inquiry = inquire(base, lead, counsel, today, seconds)
    branches = branches_of(inquiry, inquiry.pending[question], day_of_asking)
    matter = GOALS if question in inquiry.wanted_for_goals else ADVICE
    hinges = _hinges(inquiry, question, matter) if question in inquiry.wanted else ()
    return WhyAsked(question, inquiry.told, inquiry.wanted, hinges, branches)


def _wanted_and_hinges(still: LeftOpen, question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the questions that can still matter, in the author's order, and what hinges on one of them."""
    wanted = tuple(name for name in still.base.questions if name in still.wanted)
    return wanted, still.hinges(question) if question in wanted else ()


def _candidates(inquiry: Inquiry) -> list[str]:
    """Return the questions that can be asked, in the author's order.

    They apply for certain and matter by themselves, to the goals until these are settled; if none does, they matter
    with those tied to them.
    """
    first = inquiry.wanted_for_goals
    wanted = [name for name in first or inquiry.wanted if inquiry.is_certain(name)]
    return [name for name in wanted if inquiry.matters_alone(name, GOALS if first else ADVICE)] or wanted


def _hinges(inquiry: Inquiry, question: str, matter: Matter) -> tuple[str, ...]:
    """Name the goals and shown concepts that can change with the answer to a question that matters to something."""
    if len(inquiry.shown) == 1:
        return inquiry.shown
    together = {question} if inquiry.matters_alone(question, matter) else inquiry.tied[question]

    def changes(concept: str) -> bool:
        changing = [concept, day(concept)] if concept in inquiry.base.goals else [concept]
        return any(inquiry.matters(question, together, one) for one in changing)

    return tuple(filter(changes, inquiry.shown))
