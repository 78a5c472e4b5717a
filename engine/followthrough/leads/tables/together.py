"""What the cells of one row answer together: an answer that contradicts those before it is refused."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.format.day_order import must_have_passed
from followthrough.format.fitting import wrong_with
from followthrough.format.model import KnowledgeBase
from followthrough.format.problem_texts import fact_of
from followthrough.format.resting import named_answer, rested_on
from followthrough.leads.tables.columns import ReadColumn


class AnsweringCell(msgspec.Struct, frozen=True):
    """What a cell may answer: `sure` answers, and others of which one fits, for each question."""

    column: ReadColumn
    text: str
    sure: Mapping[str, str] = {}
    open: Mapping[str, tuple[str, ...]] = {}
    is_day: bool = False

    @property
    def day(self) -> date:
        """The day that a cell with a day says."""
        return date.fromisoformat(next(iter(self.open.values()))[0])


class Together(msgspec.Struct, frozen=True):
    """The answers of some cells together, the cells that are `refused`, and those `undecided` with what is left."""

    answers: Mapping[str, str]
    refused: Sequence[AnsweringCell]
    undecided: Sequence[tuple[AnsweringCell, Mapping[str, tuple[str, ...]]]] = ()
    alone: Sequence[AnsweringCell] = ()
    """Days of what no cell tells, such as of a reply."""


def together(base: KnowledgeBase, today: date, given: Sequence[AnsweringCell]) -> Together:
    """Return what cells answer together, the first before the others."""
    return _RowAnswers(base, today).of(given)


def contradicted(
    base: KnowledgeBase, today: date, given: Sequence[AnsweringCell], refused: AnsweringCell
) -> AnsweringCell | None:
    """Return the first cell that by itself contradicts a refused one; None if only several do."""
    for one in given:
        if one is not refused:
            pair = [cell for cell in given if cell is one or cell is refused]
            if together(base, today, pair).refused:
                return one
    return None


def is_of_another_answer(base: KnowledgeBase, cell: AnsweringCell) -> bool:
    """Return whether a cell has only the day of what several answers tell: it says none of them by itself."""
    return cell.is_day and all(
        any(named_answer(base, part) is None for part in base.questions[name].only_if.parts) for name in cell.open
    )


class _RowAnswers:
    def __init__(self, base: KnowledgeBase, today: date) -> None:
        self.base = base
        self.today = today
        self.answers: dict[str, str] = {}
        self.refused: list[AnsweringCell] = []
        self.undecided: list[tuple[AnsweringCell, Mapping[str, tuple[str, ...]]]] = []

    def of(self, given: Sequence[AnsweringCell]) -> Together:
        self._keep_sure(given)
        self._keep_open(given)
        alone = [*self._alone(given)]
        return Together(self.answers, self.refused, self.undecided, alone)

    def _keep_sure(self, given: Sequence[AnsweringCell]) -> None:
        """Keep the answers of which there is no doubt: all at once, or else one cell at a time, as far as they fit."""
        all_of_them = [(name, value) for cell in given for name, value in self._likely(cell).items()]
        is_open = any(cell.is_day and cell.day == self.today for cell in given)
        if not is_open and len(dict(all_of_them)) == len(set(all_of_them)) and self._keep(dict(all_of_them)):
            return
        for cell in given:
            if cell.is_day:
                self._keep_day(cell)
            elif cell.sure and not self._keep(cell.sure):
                self.refused.append(cell)

    def _keep_day(self, cell: AnsweringCell) -> None:
        """Keep a day as the answer to the first question that it fits: one that looks back if it has passed."""
        if not any(self._keep({name: cell.open[name][0]}) for name in self._by_day(cell)):
            self.refused.append(cell)

    def _by_day(self, cell: AnsweringCell) -> list[str]:
        """Return the questions that a day may answer, the likelier ones first."""
        has_passed = cell.day < self.today
        is_today = cell.day == self.today
        return sorted(
            cell.open,
            key=lambda name: (is_today and not self._is_asked(name), self._looks_back(name) != has_passed),
        )

    def _is_asked(self, name: str) -> bool:
        """Return whether the other answers already say that a day is asked for."""
        needed = [named_answer(self.base, part) for part in self.base.questions[name].only_if.parts]
        return all(one is not None and self.answers.get(one[0]) == one[1] for one in needed)

    def _likely(self, cell: AnsweringCell) -> Mapping[str, str]:
        """Return what a cell answers if nothing in its row speaks against it."""
        if cell.is_day:
            name = self._by_day(cell)[0]
            return {name: cell.open[name][0]}
        return cell.sure

    def _looks_back(self, name: str) -> bool:
        return must_have_passed(self.base.questions[name], self.base.counts_of(name))

    def _keep_open(self, given: Sequence[AnsweringCell]) -> None:
        """Keep the choice that the other answers leave, where a word may mean several."""
        for cell in given:
            for name, choices in {} if cell.is_day or cell in self.refused else cell.open.items():
                left = tuple(one for one in choices if self._with({name: one}) is not None)
                if len(left) == 1:
                    self._keep({name: left[0]})
                elif not left:
                    self.refused.append(cell)
                    break
                else:
                    self.undecided.append((cell, {name: left}))

    def _alone(self, given: Iterable[AnsweringCell]) -> Iterable[AnsweringCell]:
        """Take back, and yield, the days of what no cell tells: no question asks for them yet."""
        if not any(cell.is_day for cell in given):
            return
        whole = {**self.answers, **rested_on(self.base, self.answers)}
        for problem in wrong_with(self.base, whole, self.today, partial=False):
            name = fact_of(problem) or ""
            for cell in given:
                if cell.is_day and self.answers.get(name) in cell.open.get(name, ()):
                    del self.answers[name]
                    yield cell

    def _keep(self, more: Mapping[str, str]) -> bool:
        found = self._with(more)
        if found is not None:
            self.answers = found
        return found is not None

    def _with(self, more: Mapping[str, str]) -> dict[str, str] | None:
        """Return the answers with some more, and what these rest on; None if they contradict one another."""
        if any(self.answers.get(name, value) != value for name, value in more.items()):
            return None
        found = {**self.answers, **more}
        days = [name for name in more if self.base.questions[name].kind == "date"]
        found = {**rested_on(self.base, found, days, likely=True), **found}
        return None if wrong_with(self.base, found, self.today) else found
