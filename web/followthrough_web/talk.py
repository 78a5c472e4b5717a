"""What a page about a lead shows, as data: the question to ask, and what each counsel says so far."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from followthrough.advising.advice import Advice, is_contested
from followthrough.advising.interview import Next
from followthrough.errors import FollowthroughError, LeadError, MissingFacts, NotSettled
from followthrough.format.conditions import Value, values_of
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.phrases import about
from followthrough.format.sentences import begun
from followthrough.leads.deeds import Deed, deeds
from followthrough.leads.letters import Written
from followthrough_web.address import Address

if TYPE_CHECKING:
    from followthrough.advising.explain import Ground, WhyNot
    from followthrough.advising.whatif import WhatIf

SECONDS = 5.0
"""How long a proof may take while a person waits for a page."""

_ROW = 72
"""About how many characters of a letter fit on a line of a page."""


class CounselSide(msgspec.Struct, frozen=True):
    """What one counsel says: the values still possible, the advice so far, and what to ask next."""

    counsel: str
    next: Next
    so_far: Advice

    @property
    def advice(self) -> Advice | None:
        """The advice once its goals are settled with their days; what is shown with them may still be open."""
        return self.so_far if self.next.phase != "goals" else None


class SettledGoal(msgspec.Struct, frozen=True):
    """A value of a goal that is settled, None for its staying undecided: who advises it, why, and when it is due."""

    value: str | None
    people: tuple[str, ...]
    because: str
    due: date | None


class AnswerOutcome(msgspec.Struct, frozen=True):
    """Some answers to a question, and for each goal the values that they leave possible."""

    answers: tuple[str, ...]
    possible: Mapping[str, tuple[str | None, ...]]


class Asked(msgspec.Struct, frozen=True):
    """A question as it is asked: the earlier answer, what depends on it, and what each answer would leave possible.

    `number` is its place among the answers, from 1; `after` is the most questions that may follow.
    """

    question: Question
    given: str | None
    number: int
    after: int
    hinges: tuple[str, ...]
    outcomes: tuple[AnswerOutcome, ...]


class LetterPage(msgspec.Struct, frozen=True):
    """A letter: the questions that would change it, the other drafts that may be for the lead, and the letter itself.

    `written` is None while an answer is missing that the letter cannot do without.
    """

    step: str
    draft: str
    others: tuple[str, ...]
    wanted: tuple[Question, ...]
    written: Written | None

    def rows(self) -> int:
        """Return how many lines the text takes on a page."""
        lines = self.written.text().split("\n") if self.written is not None else ()
        return sum(1 + len(line) // _ROW for line in lines)


class Talk(msgspec.Struct, frozen=True):
    """A consultation so far. `asked` is None if the advice of the counsel `asking` is settled."""

    base: KnowledgeBase
    address: Address
    today: date
    lead: Lead
    sides: tuple[CounselSide, ...]
    asking: str
    asked: Asked | None

    @property
    def sharpens(self) -> bool:
        """Whether there is advice already, and what is asked only sharpens it."""
        phase = next(side.next.phase for side in self.sides if side.counsel == self.asking)
        return self.asked is not None and phase == "sharpening" and not self.address.again

    @property
    def first(self) -> CounselSide:
        """The side of the counsel that the person follows."""
        return self.sides[0]

    @property
    def others(self) -> tuple[CounselSide, ...]:
        """The sides of the other counsels."""
        return self.sides[1:]

    @property
    def headline(self) -> str:
        """The goal that says what to do: the last one, since it is what the others lead to."""
        return self.base.goals[-1]

    def parted(self, side: CounselSide) -> list[str]:
        """Return the goals on which a side disagrees with the one that the person follows."""
        here, there = self.first.advice, side.advice
        if here is None or there is None:
            return []
        return [goal for goal in self.base.goals if here.value(goal) != there.value(goal)]

    def because(self, side: CounselSide, goal: str) -> str:
        """Return why a side advises what it does of a goal; empty if nothing decides it."""
        value = next(iter(values_of(side.so_far.known(goal))), None)
        step = next(side.so_far.proof.deciding(goal, value), None) if value is not None else None
        return step.because if step is not None else ""

    def said(self, side: CounselSide, concept: str) -> list[str]:
        """Return what a side says of a concept, without what the side that the person follows says already."""
        told = set(values_of(self.first.so_far.known(concept))) if side is not self.first else set()
        return [self.base.says(concept, one) for one in values_of(side.so_far.known(concept)) if one not in told]

    def adds(self, side: CounselSide) -> bool:
        """Return whether a side says more of what is shown with the advice than the one that the person follows."""
        return any(self.said(side, one) or is_contested(side.so_far, one) for one in self.base.shows)

    def topic(self, concept: str) -> str:
        """Return what a concept is about, as a person reads it."""
        return begun(about(self.base, concept))

    def side_by_side(self) -> str:
        """Return what the page with every reason is called."""
        return "Every reason" if len(self.sides) == 1 else "Every reason, side by side"

    def back(self) -> str:
        """Return the address of the question before the one that is asked; empty if there is none."""
        before = list(dict.fromkeys(self.base.question_of(fact) for fact in self.lead.answers))
        asked = self.asked.question.name if self.asked is not None else ""
        earlier = before[: before.index(asked)] if asked in before else before
        return self.address.asking(earlier[-1]).to() if earlier else ""

    def agree(self, concept: str) -> bool:
        """Return whether all counsels give advice, and agree on a concept, which is open under none."""
        advice = [side.advice for side in self.sides if side.advice is not None and concept not in side.advice.open]
        return len(advice) == len(self.sides) and len({one.value(concept) for one in advice}) == 1

    def agree_on_sum(self, name: str) -> bool:
        """Return whether all counsels give advice, and agree on what a sum comes to, or can still come to."""
        advice = [side.advice for side in self.sides if side.advice is not None]
        return len(advice) == len(self.sides) and all(one[name] == advice[0][name] for one in advice)

    def still_possible(self, advice: Advice, concept: str) -> list[str]:
        """Return what an open concept can still say beyond what it says already."""
        one = advice.open[concept]
        return [self.base.says(concept, value) for value in one.possible if value and value not in one.held]

    def settled(self, goal: str) -> list[SettledGoal]:
        """Return the settled values of a goal, each with the people who advise it and the reason of the first."""
        found: dict[str | None, list[CounselSide]] = {}
        for side in self.sides:
            for value in self._settled_values(side, goal):
                found.setdefault(value, []).append(side)
        return [_settled_goal(goal, value, sides) for value, sides in found.items()]

    def _settled_values(self, side: CounselSide, goal: str) -> tuple[str | None, ...]:
        """Return what is settled of a goal, among others that it may still hold; None if it stays undecided."""
        if self.base.concepts[goal].many:
            return values_of(side.so_far.known(goal)) or (() if goal in side.so_far.open else (None,))
        left = side.next.possible.get(goal, ())
        return left if len(left) == 1 else ()

    def hinges(self, goal: str) -> list[Question]:
        """Return the questions, other than the one that is asked, on which a goal hinges for its open sides."""
        wanted = {
            name
            for side in self.open_sides(goal)
            if goal in side.so_far.open
            for name in side.so_far.open[goal].questions
        }
        asked = self.asked.question.name if self.asked is not None else ""
        return [one for name, one in self.base.questions.items() if name in wanted and name != asked]

    def open_sides(self, goal: str) -> list[CounselSide]:
        """Return the sides for which a goal is not settled."""
        if self.base.concepts[goal].many:
            return [side for side in self.sides if goal in side.so_far.open]
        return [side for side in self.sides if len(side.next.possible.get(goal, ())) != 1]

    def possible(self, goal: str) -> list[tuple[str, tuple[bool, ...]]]:
        """Return each value that is still possible for a goal, and for which open sides."""
        values = self.base.concepts[goal].values
        sides = self.open_sides(goal)
        rows = ((value, tuple(self._is_left(side, goal, value) for side in sides)) for value in values)
        return [(value, left) for value, left in rows if any(left)]

    def _is_left(self, side: CounselSide, goal: str, value: str) -> bool:
        """Return whether a value is possible that is not settled."""
        is_held = self.base.concepts[goal].many and value in values_of(side.so_far.known(goal))
        return not is_held and value in side.next.possible.get(goal, self.base.concepts[goal].values)

    def ruled_out(self, goal: str) -> list[str]:
        """Return the values of a goal that are no longer possible under any counsel."""
        values = self.base.concepts[goal].values
        return [
            value for value in values if not any(value in side.next.possible.get(goal, values) for side in self.sides)
        ]

    def why(self, side: CounselSide, concept: str) -> "Ground | None":
        """Explain what a side concludes; None if that is open."""
        from followthrough.advising.explain import why

        return why(side.advice, concept) if side.advice is not None and concept not in side.advice.open else None

    def why_not(self, side: CounselSide, concept: str) -> "list[WhyNot]":
        """Explain, for each other value, why a side does not conclude it."""
        from followthrough.advising.explain import why_not

        if side.advice is None:
            return []
        held = values_of(side.advice.value(concept))
        return [why_not(side.advice, concept, one) for one in self.base.concepts[concept].values if one not in held]

    def what_if(self, side: CounselSide, concept: str) -> "WhatIf | FollowthroughError":
        """Return what would change what a side concludes, or the error that keeps us from knowing."""
        from followthrough.advising.whatif import what_if

        try:
            return what_if(
                self.base, self.lead.answers, concept, counsel=side.counsel, today=self.today, seconds=SECONDS
            )
        except (LeadError, MissingFacts, NotSettled) as error:
            return error

    def given_answers(self) -> list[tuple[Question, Value]]:
        """Return the answers in the order in which they were given, with a count of days as its date."""
        names = map(self.base.question_of, self.lead.answers)
        return [(self.base.questions[name], self.lead.facts[name]) for name in names]

    def doable(self) -> list[Deed]:
        """Return the steps that the person can report as done today, those of the default counsel first."""
        found: dict[tuple[str, str], Deed] = {}
        for side in self.sides:
            for deed in deeds(side.so_far):
                found.setdefault((deed.goal, deed.value), deed)
        return list(found.values())

    def questions(self, names: Sequence[str]) -> list[Question]:
        """Return the questions with these names."""
        return [self.base.questions[name] for name in names]

    def letters(self) -> dict[str, list[CounselSide]]:
        """Return the steps that the advice calls for a letter with, and the sides that call for each."""
        from followthrough.leads.letters import called_for

        found: dict[str, list[CounselSide]] = {}
        for side in self.sides:
            for step in called_for(side.so_far):
                found.setdefault(step, []).append(side)
        return found


def _settled_goal(goal: str, value: str | None, sides: Sequence[CounselSide]) -> SettledGoal:
    first = sides[0].so_far
    step = next(first.proof.deciding(goal, value), None) if value is not None else None
    return SettledGoal(
        value,
        tuple(first.base.counsels[side.counsel].person for side in sides),
        step.because if step is not None else "",
        first.due(goal, value) if value is not None else None,
    )
