"""Which question to ask next: one whose answer can still change the advice.

The advice, that is the goals and shown concepts, is *settled* when it is the same in all possible leads that fit
what is known; then nothing more is asked. Until then a question *matters* if two such leads differ in its answer
and in the advice, and in no other question that applies in both. So the pair shows that this one answer, all
others staying as they are, changes the advice; only questions that come or go with it may come or go.

Where a `never` ties answers together, one of them alone may not be free to change. So if no question matters by
itself, one is asked that matters together with those it is tied to: two leads differ in it, and besides only in
questions tested by the same `never` or by one of a chain of them, and in those that decide whether these apply.

A question waits until it applies in all leads that fit; a text is never asked. Of the others the one comes first
on which most goals and shown concepts hinge, of equals the first in the author's order. Some question can always
be asked until the advice is settled, so the interview ends with the advice that the complete lead would have got.
docs/decisions/0005-order-of-questions.md has the argument, and what other orders cost.
"""

from collections.abc import Iterator, Mapping, Set
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import msgspec

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.applicability import may_apply
from followthrough.format.conditions import AllOf, Truth, Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.solver import SECONDS
from followthrough.readings.prove.worlds import Worlds, pairs

MAX_SHOWN = 20
"""Most pairs remembered for a question: an interview comes back to few, and each is looked at in turn."""

Possible = Mapping[str, tuple[str | None, ...]]
"""For every goal the values it can still have, in the author's order; None: it stays undecided."""


class Next(msgspec.Struct, frozen=True):
    """The question to ask next; None where the advice is settled.

    `hinges` names the goals and shown concepts whose value hinges on the question. `open` counts the questions
    that can still matter, this one included: no more will be asked.
    """

    question: str | None
    settled: bool
    possible: Possible
    hinges: tuple[str, ...]
    open: int


class Branch(msgspec.Struct, frozen=True):
    """What can still be advised after an answer: `answer`, or a number or count of days from there to `high`."""

    answer: Value
    high: int | None
    possible: Possible


class WhyAsked(msgspec.Struct, frozen=True):
    """Why a question is asked: what is known, what is still wanted, and what hinges on the answer.

    `known` has what was answered, by question, or by count of days; `wanted` names the questions that can still
    matter, in the author's order. `branches` has every possible answer, None being "I don't know"; neighbouring
    numbers that leave the same possible are one.
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
    today: date,
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
    return _Inquiry(base, lead, counsel, today, seconds).next()


def next_in_order(base: KnowledgeBase, lead: Mapping[Any, object], today: date) -> Next:
    """Choose the first question, in the author's order, that applies and has no answer yet.

    For when no proof can be waited for: what is not known to matter, and not known not to, is asked. What is possible
    is not told. Raises LeadError when an answer cannot be.
    """
    read = read_lead(base, lead, today, partial=True)
    left = [
        question
        for question in base.questions.values()
        if question.kind != "text"
        and question.name not in read.answers
        and read.facts[question.name] is None
        and may_apply(base, question, read.facts, read.answers)
    ]
    first = next((one.name for one in left if one.only_if.outcome(read.facts) is Truth.TRUE), None)
    return Next(first, first is None, {}, (), len(left))


def candidates(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date,
    seconds: float = SECONDS,
) -> tuple[str, ...]:
    """Name all questions that could be asked next, the best first; none where the advice is settled.

    Raises what `next_question` does.
    """
    return tuple(name for name, _ in _Inquiry(base, lead, counsel, today, seconds).candidates())


def why_asked(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    question: str,
    *,
    counsel: str | None = None,
    today: date,
    seconds: float = SECONDS,
) -> WhyAsked:
    """Tell why an open question is asked. Raises what `next_question` does; KeyError if it is not open."""
    return _Inquiry(base, lead, counsel, today, seconds).why(question)


def completion(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    *,
    counsel: str | None = None,
    today: date,
    seconds: float = SECONDS,
) -> Mapping[str, Value]:
    """Give answers to all open questions that together with the known ones make a possible lead."""
    inquiry = _Inquiry(base, lead, counsel, today, seconds)
    worlds = inquiry.worlds.witness(inquiry.known)
    assert worlds is not None, "an inquiry has a possible lead"
    return {name: value for name, value in worlds[0].answers.items() if name not in inquiry.known}


class _Inquiry:
    """What is known of one lead, and what that leaves open."""

    def __init__(
        self, base: KnowledgeBase, lead: Mapping[Any, object], counsel: str | None, today: date, seconds: float
    ) -> None:
        name = base.counsel_named(counsel)
        read = read_lead(base, lead, today, partial=True)
        self.base = base
        self.worlds = pairs(base, name, seconds)
        self.shown = tuple(dict.fromkeys((*base.goals, *base.shows)))
        self.known: dict[str, Value] = {}
        self.pending: dict[str, Variable] = {}
        for variable in self.worlds.variables:
            if variable.fact in read.answers or variable.question.name in read.answers:
                self.known[variable.fact] = read.facts[variable.fact]
            else:
                self.pending[variable.question.name] = variable
        if not self.worlds.possible(self.known):
            raise LeadError(
                [Problem(Place("lead"), "these answers cannot all be given together", "change one of them")]
            )
        self.tied = _tied(base, self.pending)
        self.cells = {variable.fact: variable.cells for variable in self.worlds.variables}

    def next(self) -> Next:
        possible = self.possible(self.known)
        if self.settled():
            return Next(None, True, possible, (), 0)
        question, hinges = self.candidates()[0]
        return Next(question, False, possible, hinges, len(self.wanted))

    def settled(self) -> bool:
        """Tell whether the advice is the same in all possible leads that fit."""
        return not self.worlds.possible(self.known, self.worlds.any_differs())

    def candidates(self) -> list[tuple[str, tuple[str, ...]]]:
        """Give the questions that can be asked, the best first, each with what hinges on it.

        They apply for certain and matter by themselves; if none does, they matter with those tied to them.
        """
        wanted = [name for name in self.wanted if self.is_certain(name)]
        alone = [name for name in wanted if self.matters_alone(name)]
        found = [(name, self.hinges(name)) for name in alone or wanted]
        return sorted(found, key=lambda candidate: -len(candidate[1]))

    def is_certain(self, question: str) -> bool:
        """Tell whether a question applies in all possible leads that fit."""
        if not self.base.questions[question].only_if.parts:
            return True
        return not self.worlds.possible(self.known, -self.worlds.applies(question))

    def matters(self, question: str, together: Set[str], concept: str | None = None) -> bool:
        """Tell whether the advice, or a concept of it, can change with the answer, others than these staying."""
        worlds = self.worlds
        changed = worlds.any_differs() if concept is None else worlds.differs(concept)
        same = [-worlds.differs(other) for other in self.pending if other not in together]
        return worlds.possible(self.known, changed, worlds.differs(question), *same)

    def pair(self, question: str) -> tuple[Mapping[str, Value], ...] | None:
        """Find a pair of leads that shows that a question matters together with those it is tied to."""
        worlds = self.worlds
        same = [-worlds.differs(other) for other in self.pending if other not in self.tied[question]]
        return worlds.answers(self.known, worlds.any_differs(), worlds.differs(question), *same)

    def representative(self, fact: str, value: Value) -> Value:
        """Give the value that stands for all that no rule tells apart from this one."""
        if value is None:
            return None
        return next(cell.value for cell in self.cells[fact] if cell.includes(value))

    def matters_alone(self, question: str) -> bool:
        """Tell whether the advice can change with this answer only."""
        return len(self.tied[question]) == 1 or self.matters(question, {question})

    def hinges(self, question: str) -> tuple[str, ...]:
        """Name the goals and shown concepts that can change with the answer to a question that matters."""
        if len(self.shown) == 1:
            return self.shown
        together = {question} if self.matters_alone(question) else self.tied[question]
        return tuple(concept for concept in self.shown if self.matters(question, together, concept))

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """All questions that can still matter, whether they apply for certain or not."""
        memory = _memory(self.worlds)
        return tuple(name for name in self.pending if memory.matters(self, name))

    def possible(self, known: Mapping[str, Value]) -> dict[str, tuple[str | None, ...]]:
        """Give the values that the goals can still have."""
        return {goal: self.worlds.values(goal, known) for goal in self.base.goals}

    def why(self, question: str) -> WhyAsked:
        """Tell why an open question is asked."""
        branches = tuple(self.branches(self.pending[question]))
        hinges = self.hinges(question) if question in self.wanted else ()
        return WhyAsked(question, self.known, self.wanted, hinges, branches)

    def branches(self, variable: Variable) -> Iterator[Branch]:
        """Give a branch for each possible answer; neighbouring numbers that leave the same possible are one."""
        cells = [(cell.value, cell.high) for cell in variable.cells]
        last: Branch | None = None
        for value, high in [*cells, (None, None)] if variable.question.unknown_allowed else cells:
            known = {**self.known, variable.fact: value}
            if not self.worlds.possible(known):
                continue
            branch = Branch(value, high, self.possible(known))
            if last is not None and high is not None and last.possible == branch.possible:
                branch = Branch(last.answer, high, last.possible)
            elif last is not None:
                yield last
            last = branch
        if last is not None:
            yield last


class _Memory:
    """What earlier questions to the same worlds have shown, so that an answer more need not prove it again.

    A question that did not matter does not once more is known: a pair that showed it would have shown it before. One
    that did still does as long as the pair that showed it fits what is known.
    """

    def __init__(self) -> None:
        self.idle: dict[str, list[frozenset[tuple[str, Value]]]] = {}
        self.shown: dict[str, list[tuple[Mapping[str, Value], ...]]] = {}

    def matters(self, inquiry: _Inquiry, question: str) -> bool:
        """Tell whether a question matters together with those it is tied to."""
        known = {fact: inquiry.representative(fact, value) for fact, value in inquiry.known.items()}
        items = frozenset(known.items())
        if any(before <= items for before in self.idle.get(question, ())):
            return False
        for pair in self.shown.get(question, ()):
            if all(lead.get(fact) == value for lead in pair for fact, value in items):
                return True
        found = inquiry.pair(question)
        if found is None:
            self.idle.setdefault(question, []).append(items)
        else:
            self.shown.setdefault(question, []).append(found)
            del self.shown[question][:-MAX_SHOWN]
        return found is not None


@lru_cache(maxsize=16)
def _memory(worlds: Worlds) -> _Memory:
    return _Memory()


def _tied(base: KnowledgeBase, pending: Mapping[str, Variable]) -> dict[str, frozenset[str]]:
    """Give for every open question those that it is tied to, itself included.

    Tied are the open questions that one `never` tests and those on which their applying hangs; and so on from
    one `never` to the next.
    """
    tied = {name: frozenset({name}) for name in pending}
    for never in base.nevers:
        together = frozenset(_asked(base, pending, never.conditions))
        whole = together.union(*(tied[name] for name in together))
        tied.update(dict.fromkeys(whole, whole))
    return tied


def _asked(base: KnowledgeBase, pending: Mapping[str, Variable], conditions: AllOf) -> Iterator[str]:
    """Give the open questions that conditions test, and those on which their applying hangs."""
    for test in conditions.tests():
        name = base.question_of(test.fact)
        if name in pending:
            yield name
        yield from _asked(base, pending, base.questions[name].only_if)
