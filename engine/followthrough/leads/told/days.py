"""The days in what was told: what they answer, and on which of them it happened."""

from collections.abc import Mapping, Sequence
from datetime import date

from followthrough.format.conditions import FactTest, Is, Truth
from followthrough.format.days import NotADay, SeveralDays, day_of
from followthrough.format.model import KnowledgeBase, Question
from followthrough.leads.told.clauses import DAY, Clause
from followthrough.leads.told.grammar import PASSIVE, THEM
from followthrough.leads.told.phrases import Match


class DaysTold:
    """Reads the days of clauses about a lead that has the answers `before`.

    What is new happened on `otherwise`, if no day is named at all.
    """

    def __init__(
        self, base: KnowledgeBase, today: date, before: Mapping[str, str], otherwise: date | None = None
    ) -> None:
        self.base, self.today, self.before, self.otherwise = base, today, before, otherwise
        self.starts = {name for one in base.questions.values() if one.passed for name in one.not_before}
        """The questions of days after which others must have passed: these have passed themselves."""

    def is_ahead(self, match: Match) -> bool:
        """Return whether something is yet to take place after what a phrase answers: an interview, say."""
        told = {question: choices[0] for question, choices in match.meanings.items()}
        return any(one.ahead and one.only_if.outcome(told) is Truth.TRUE for one in self.base.questions.values())

    def is_to_come(self, clause: Clause) -> bool:
        """Return whether a clause names a day that is yet to come, however it is read."""
        return any(day > self.today for day in map(self._plain, clause.days) if day is not None)

    def happened(self, clause: Clause) -> set[date | None]:
        """Return the days of a clause that have passed; None for one that could be several."""
        found: set[date | None] = set()
        for written in clause.days:
            day = self._plain(written) or self._last(written)
            found |= {day} if day is None or day <= self.today else set()
        return found

    def _plain(self, written: str) -> date | None:
        """Return the day that is meant if nothing more is known; None if it could be several."""
        try:
            return day_of(written, self.today)
        except NotADay:
            return None

    def _last(self, written: str) -> date | None:
        try:
            return day_of(written, self.today, latest=self.today)
        except NotADay:
            return None

    def of_phrase(self, clause: Clause, match: Match, *, is_future: bool) -> list[dict[str, str]]:
        """Return what a phrase with its day may mean, with the answers without which there is no such day."""
        written = clause.days[clause.words[: match.end].count(DAY) - 1]
        ways: list[dict[str, str]] = []
        for name in match.meanings:
            question = self.base.questions[name]
            implied = {
                part.fact: str(part.test.value)
                for part in question.only_if.parts
                if isinstance(part, FactTest) and isinstance(part.test, Is) and part.fact in self.base.questions
            }
            new = {key: value for key, value in implied.items() if self.before.get(key) != value}
            has_passed = question.passed or name in self.starts
            if not has_passed or (self._plain(written) or self.today) <= self.today:
                ways += [{**new, name: str(day)} for day in self._days(written, has_passed, is_future)]
        return ways

    def beside(self, clause: Clause, way: Mapping[str, str], several: Sequence[str]) -> list[dict[str, str]]:
        """Return what a day beside an answer may mean: when that was, or when what follows it will be."""
        answered = [question for question in self.base.questions if question in way][-1:]
        written = next(iter(clause.days or several), None)
        if written is None:
            return [self._otherwise(clause, way, answered)]
        coming = [
            name
            for name, one in self.base.questions.items()
            if clause.days and one.ahead and one.only_if.outcome({key: way[key] for key in answered}) is Truth.TRUE
        ]
        if len(coming) == 1:
            return self._coming(coming[0], written)
        about = self._asked_when(way, answered, is_mine=bool(clause.days) and _is_mine(clause))
        if about is None:
            return [{}]
        return [{about: str(day)} for day in self._days(written, True, False)]

    def _otherwise(self, clause: Clause, way: Mapping[str, str], answered: Sequence[str]) -> dict[str, str]:
        """Return that what is new happened on the day on which it did if no day is named.

        A day that was known beforehand may be the one instead, unless it is the same.
        """
        if self.otherwise is None or all(self.before.get(question) == way[question] for question in answered):
            return {}
        about, after = self._asked_when(way, answered, is_mine=_is_mine(clause)), {**self.before, **way}
        planned = [
            name
            for name, one in self.base.questions.items()
            if one.ahead and self.before.get(name, str(self.otherwise)) != str(self.otherwise)
            if one.only_if.outcome(self.before) is Truth.TRUE and one.only_if.outcome(after) is not Truth.TRUE
        ]
        return {about: str(self.otherwise)} if about is not None and not planned else {}

    def _asked_when(self, way: Mapping[str, str], answered: Sequence[str], *, is_mine: bool) -> str | None:
        """Return the question that asks when that was which the last answer tells; None without one, or of several.

        Of what I did, it is one about what I do, or about this answer alone: the day on which I answered them is not
        the one on which they said something.
        """
        about = [
            (name, question)
            for name, question in self.base.questions.items()
            if question.kind == "date" and not question.ahead and _asks_when(question, way, answered)
        ]
        if len(about) != 1:
            return None
        name, question = about[0]
        is_about_me = any(self.base.questions[one].can_become for one in answered)
        return name if not is_mine or is_about_me or _is_of_one_answer(question, answered) else None

    def _coming(self, name: str, written: str) -> list[dict[str, str]]:
        """Return when it will be; a day that may have passed may also be the one on which they said it."""
        day = self._plain(written)
        if day is not None:
            return [{name: str(day)}] if day > self.today else [{}]
        return [{}, *({name: str(one)} for one in self._days(written, False, True))]

    def _days(self, written: str, passed: bool, is_future: bool) -> Sequence[date]:
        earliest, latest = self.today if is_future else date.min, self.today if passed else date.max
        try:
            return [day_of(written, self.today, earliest=earliest, latest=latest)]
        except SeveralDays as several:
            return several.days


def _is_mine(clause: Clause) -> bool:
    """Return whether nobody else does something in a clause."""
    return not {*clause.words} & (THEM | PASSIVE | {"received"})


def _asks_when(question: Question, way: Mapping[str, str], answered: Sequence[str]) -> bool:
    return any(part.outcome(way) is Truth.TRUE for part in _parts_about(question, answered))


def _is_of_one_answer(question: Question, answered: Sequence[str]) -> bool:
    return all(isinstance(part.test, Is) for part in _parts_about(question, answered))


def _parts_about(question: Question, answered: Sequence[str]) -> list[FactTest]:
    """Return the parts of the condition of a question that are about what was answered."""
    return [part for part in question.only_if.parts if isinstance(part, FactTest) and part.fact in answered]
