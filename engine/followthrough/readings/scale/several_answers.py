"""Columns of answers to a question that may have several: as texts, as lists, or as a column for each choice."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

import narwhals as nw

from followthrough.format.choices import AROUND, NONE, UNKNOWN, bare_ways_to_write, ways_to_write
from followthrough.format.model import Question
from followthrough.readings.scale.answer_column import AnswerColumn
from followthrough.readings.scale.sheet import NEVER, Mask, Sheet, all_of, any_of, negated

_COMMA = "\x1f"
"""Stands for a comma within a choice; no answer has this character."""

_SPECIAL = re.compile(r"[\\.^$|?*+()\[\]{}]")
"""What has a meaning in the regular expressions of every library that holds frames."""

_AROUND = f"[{AROUND.replace(',', '')}]*"
"""A pattern for what may stand around an answer; commas stand between several."""


def tick_column(question: str, choice: str) -> str:
    """Return the name of the column that says whether a choice is among the answers to a question.

    >>> tick_column("offered", "car")
    'offered: car'
    """
    return f"{question}: {choice}"


def ticks_of(question: Question, names: Collection[str]) -> dict[str, str]:
    """Return for each choice that has a column of its own the name of the column."""
    choices = question.choices if question.many else ()
    columns = {choice: tick_column(question.name, choice) for choice in choices}
    return {choice: name for choice, name in columns.items() if name in names}


class SeveralTexts(AnswerColumn):
    """Answers as texts, with semicolons or commas between choices.

    A comma within a choice separates nothing. Where capitals tell two choices apart, they count.
    """

    def __init__(self, name: str, sheet: Sheet, choices: Mapping[str, str]) -> None:
        super().__init__(name, sheet)
        self.ways = {one: ways_to_write(one, choices) for one in (*choices, UNKNOWN)}
        self.bare = {one: bare_ways_to_write(one, choices, {NONE: choices[NONE]}) for one in self.ways}
        cell = self.cell.cast(nw.String)
        if None in self.ways.values():
            self.ways = {one: [one] for one in self.ways}
            self.bare = {one: [] for one in self.ways}
        else:
            cell = cell.str.to_lowercase()
            self.ways[NONE] = [*(self.ways[NONE] or ()), choices[NONE].lower()]
        words = {word for ways in self.ways.values() for word in ways or () if "," in word}
        for word in sorted(words, key=lambda word: (-len(word), word)):
            cell = cell.str.replace_all(word, word.replace(",", _COMMA), literal=True)
        self.said = sheet.lay(f"{name}: said", Mask(cell))

    def known(self) -> Mask:
        """Return where there is an answer."""
        return self.sheet.lay(f"{self.name}: told", all_of([super().known(), negated(self.declined())]))

    def declined(self) -> Mask:
        """Return where the answer is `unknown`."""
        return self._matches(f"is only {UNKNOWN}", rf"^[\s;,]*{self._any_of([UNKNOWN])}[\s;,]*$")

    def possible(self) -> Mask:
        """Return where all answers are choices, and `none` goes with no other."""
        choices = [one for one in self.ways if one != UNKNOWN]
        any_one = self._any_of(choices)
        whole = self._matches("possible", rf"^[\s;,]*{any_one}(?:\s*[;,][\s;,]*{any_one})*[\s;,]*$")
        return all_of([whole, _none_alone(self, choices)])

    def equal(self, value: str | int) -> Mask:
        """Return where this is among the answers."""
        return self._matches(f"has {value}", rf"(?:^|[;,])\s*{self._any_of([str(value)])}\s*(?:$|[;,])")

    def _any_of(self, choices: Iterable[str]) -> str:
        """Return a pattern that matches some choices, however they are written."""
        plain = [_literally(word) for one in choices for word in self.ways[one] or ()]
        bare = [f"{_AROUND}{_literally(word)}{_AROUND}" for one in choices for word in self.bare[one]]
        return f"(?:{'|'.join(dict.fromkeys([*plain, *bare]))})"

    def _matches(self, says: str, pattern: str) -> Mask:
        matches = self.said.expression.str.contains(pattern).fill_null(False)
        return self.sheet.lay(f"{self.name}: {says}", Mask(matches, self.said.layer, self.said.reads))


def _literally(word: str) -> str:
    """Return a pattern that matches a word only."""
    return _SPECIAL.sub(lambda match: chr(92) + match[0], word.replace(",", _COMMA))


class ListColumn(AnswerColumn):
    """Answers as lists of choices, each written exactly, and once."""

    def __init__(self, name: str, sheet: Sheet, choices: Sequence[str]) -> None:
        super().__init__(name, sheet)
        self.choices = choices

    def possible(self) -> Mask:
        """Return where all entries are choices, and `none` goes with no other."""
        found = nw.sum_horizontal(*(self.cell.list.contains(one).cast(nw.Int64) for one in self.choices))
        whole = self.where("possible", (found == self.cell.list.len()) & (found > 0))
        return all_of([whole, _none_alone(self, self.choices)])

    def equal(self, value: str | int) -> Mask:
        """Return where this is among the answers."""
        return self.where(f"has {value}", self.cell.list.contains(value))


class TickColumns(AnswerColumn):
    """Answers as a column of true and false for each choice: null is false, and nothing is known where all are null.

    A choice without a column is not among the answers; `none` is the answer where no other choice is.
    """

    def __init__(self, question: str, sheet: Sheet, ticks: Mapping[str, str]) -> None:
        super().__init__(next(iter(ticks.values())), sheet)
        self.question = question
        self.ticks = ticks

    def known(self) -> Mask:
        """Return where there is an answer."""
        return any_of(self._column(choice, "given", ~nw.col(name).is_null()) for choice, name in self.ticks.items())

    def possible(self) -> Mask:
        """Return where `none` is ticked with no other choice."""
        return negated(all_of([self._ticked(NONE), self._others()]))

    def equal(self, value: str | int) -> Mask:
        """Return where this is among the answers."""
        return all_of([self.known(), negated(self._others())]) if value == NONE else self._ticked(str(value))

    def _others(self) -> Mask:
        """Return where a choice other than `none` is ticked."""
        return any_of(self._ticked(choice) for choice in self.ticks if choice != NONE)

    def _ticked(self, choice: str) -> Mask:
        if choice not in self.ticks:
            return NEVER
        return self._column(choice, "ticked", nw.col(self.ticks[choice]))

    def _column(self, choice: str, says: str, holds: nw.Expr) -> Mask:
        return self.sheet.lay(f"{self.question}: {choice} {says}", Mask(holds.fill_null(False)))


def _none_alone(answers: AnswerColumn, choices: Iterable[str]) -> Mask:
    """Return where `none` is not among the answers together with another choice."""
    others = any_of(answers.equal(one) for one in choices if one != NONE)
    return negated(all_of([answers.equal(NONE), others]))
