"""What a page about a lead shows, as data: the question to ask, and what each counsel says so far."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import msgspec

from followthrough.advising.advice import Advice, advise
from followthrough.advising.branches import branch_text
from followthrough.advising.explain import Ground, WhyNot, why, why_not
from followthrough.advising.interview import Next, WhyAsked, next_in_order, next_question, why_asked
from followthrough.advising.whatif import WhatIf, what_if
from followthrough.errors import FollowthroughError, LeadError, MissingFacts, NotSettled, Problem
from followthrough.format.applicability import names_of
from followthrough.format.choices import Refused, written
from followthrough.format.conditions import Value, values_of
from followthrough.format.fitting import history_of
from followthrough.format.lead import Lead, RefusedDays, read_answer, read_lead, revised
from followthrough.format.model import KnowledgeBase, Question
from followthrough.leads.deeds import Deed, deeds
from followthrough.leads.letters import Written
from followthrough_web.address import Address, tried

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
        """The side of the base's default counsel."""
        return self.sides[0]

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

    def why(self, side: CounselSide, concept: str) -> Ground | None:
        """Explain what a side concludes; None if that is open."""
        return why(side.advice, concept) if side.advice is not None and concept not in side.advice.open else None

    def why_not(self, side: CounselSide, concept: str) -> list[WhyNot]:
        """Explain, for each other value, why a side does not conclude it."""
        if side.advice is None:
            return []
        held = values_of(side.advice.value(concept))
        return [why_not(side.advice, concept, one) for one in self.base.concepts[concept].values if one not in held]

    def what_if(self, side: CounselSide, concept: str) -> WhatIf | FollowthroughError:
        """Return what would change what a side concludes, or the error that keeps us from knowing."""
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


def talk(base: KnowledgeBase, address: Address, answers: Mapping[str, str], today: date) -> Talk:
    """Hold a consultation as far as the answers go. Raises LeadError if an answer is not possible."""
    lead = read_lead(base, tried(base, answers, address.trying), today, partial=True)
    names = [base.default_counsel, *(name for name in base.counsels if name != base.default_counsel)]
    sides = tuple(_side(base, lead.answers, name, today) for name in names)
    hear = address.hear if address.hear in base.counsels else base.default_counsel
    asking = next(side for side in sides if side.counsel == hear)
    again = address.again if address.again in base.questions else ""
    asked = None if address.trying else _asked(base, lead, asking, again, today)
    return Talk(base, address, today, lead, sides, asking.counsel, asked)


def letter_in(talk: Talk, step: str) -> LetterPage:
    """Return the letter of a step for the lead of a talk. Raises LeadError if the address names no draft of it."""
    from followthrough.leads import letters

    base, named, answers = talk.base, talk.address.draft, talk.lead.answers
    facts = {**talk.first.so_far.proof.facts, **talk.lead.facts}
    draft = letters.draft_of(base, step, facts, named)
    first = letters.deciding(base, step, facts, answers, named)
    lacking = letters.unanswered(base, draft, facts, answers)
    is_whole = all(base.questions[name].unknown_allowed for name in lacking)
    return LetterPage(
        step,
        draft.label,
        tuple(one.name for one in letters.other_drafts(base, draft, facts)),
        tuple(base.questions[name] for name in dict.fromkeys((*first, *lacking))),
        letters.write(base, draft, facts, answers, talk.today) if is_whole else None,
    )


def _settled_goal(goal: str, value: str | None, sides: Sequence[CounselSide]) -> SettledGoal:
    first = sides[0].so_far
    step = next(first.proof.deciding(goal, value), None) if value is not None else None
    return SettledGoal(
        value,
        tuple(first.base.counsels[side.counsel].person for side in sides),
        step.because if step is not None else "",
        first.due(goal, value) if value is not None else None,
    )


def _side(base: KnowledgeBase, answers: Mapping[str, Value], counsel: str, today: date) -> CounselSide:
    try:
        found = next_question(base, answers, counsel=counsel, today=today, seconds=SECONDS)
    except NotSettled:
        found = next_in_order(base, answers, today)
    return CounselSide(counsel, found, advise(base, answers, counsel=counsel, today=today, seconds=SECONDS))


def _asked(base: KnowledgeBase, lead: Lead, side: CounselSide, again: str, today: date) -> Asked | None:
    name = again or side.next.question
    if name is None:
        return None
    own = names_of(base, name)
    others = {fact: value for fact, value in lead.answers.items() if fact not in own}
    is_answered = bool(own & lead.answers.keys())
    places = list(lead.answers)
    number = 1 + (min(places.index(fact) for fact in own if fact in places) if is_answered else len(places))
    most = side.next.open_goals if side.next.phase == "goals" else side.next.open
    known = _why(base, others, name, side.counsel, today)
    return Asked(
        base.questions[name],
        None if not is_answered else written(lead.facts[name]),
        number,
        most if is_answered else most - 1,
        known.hinges if known is not None else (),
        tuple(_outcomes(base, known)) if known is not None else (),
    )


def _why(base: KnowledgeBase, others: Mapping[str, Value], name: str, counsel: str, today: date) -> WhyAsked | None:
    """Return why a question is asked; None if that takes too long, or if only a letter needs it."""
    try:
        return why_asked(base, others, name, counsel=counsel, today=today, seconds=SECONDS)
    except (NotSettled, KeyError):
        return None


def _outcomes(base: KnowledgeBase, known: WhyAsked) -> Iterator[AnswerOutcome]:
    """Group the answers that leave the same values possible."""
    together: dict[tuple[tuple[str | None, ...], ...], list[str]] = {}
    for branch in known.branches:
        left = tuple(branch.possible[goal] for goal in base.goals)
        together.setdefault(left, []).append(branch_text(base, known.question, branch))
    for left, answers in together.items():
        yield AnswerOutcome(tuple(answers), dict(zip(base.goals, left, strict=True)))


def answer(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    given: Mapping[str, str],
    today: date,
    known_on: Mapping[str, date] = MappingProxyType({}),
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return all answers with the given ones added, and the names of those that no longer fit. Raises LeadError.

    What a new day has made history no longer fits either. `known_on` has the days on which answers became known.
    """
    kept: dict[str, Value] = dict(answers)
    dropped: tuple[str, ...] = ()
    problems: list[Problem] = []
    for name, text in given.items():
        before = dict(kept)
        for count in base.counts_of(name):
            before.pop(count.name, None)
        value = None if text == "unknown" else text.strip()
        others = {one: said for one, said in before.items() if base.question_of(one) != name}
        history = history_of(base, {name: text.strip()}, others, today, known_on)
        before = {one: said for one, said in before.items() if one not in history}
        try:
            changed, gone = revised(base, before, name, value, today)
            kept = dict(read_lead(base, changed, today, partial=True).answers)
        except LeadError as error:
            problems += error.problems
            continue
        dropped = (*dropped, *(one for one in answers if one in {*history, *gone}))
    if problems:
        raise LeadError(problems)
    return kept, dropped


def possible_days(base: KnowledgeBase, name: str, text: str, today: date) -> tuple[date, ...]:
    """Return the days that an answer may mean, if it may mean more than one."""
    try:
        read_answer(base, base.questions[name], text, today)
    except RefusedDays as error:
        return error.days
    except Refused:
        pass
    return ()


def possible_together(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the answers that are possible together, each to a question that applies; earlier answers win."""
    kept: dict[str, str] = {}
    left = dict(answers)
    while left:
        found = next((name for name in left if _are_possible(base, {**kept, name: left[name]}, today)), None)
        if found is None:
            break
        kept[found] = left.pop(found)
    return kept


def _are_possible(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> bool:
    try:
        read_lead(base, answers, today)
    except LeadError:
        return False
    return True
