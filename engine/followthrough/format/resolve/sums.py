"""Sums of points in concepts.yaml: what they add up, and from how many points to how many they reach."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from msgspec.structs import replace

from followthrough.errors import Place
from followthrough.format.choices import NONE
from followthrough.format.conditions import Between, Is, OtherThan, Test, Value, simple_tests
from followthrough.format.forms import ConceptForm
from followthrough.format.model import Never
from followthrough.format.numbers import fixed
from followthrough.format.resolve.conditions import is_testable, read_test
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import read_number, read_range
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.sums import MAX_POINTS, Points, Sum
from followthrough.format.words import Word

MOST_COMBINED = 10
"""Most tested values of a concept that may hold many, of which each combination is tried (1,024)."""

PointsRange = tuple[int, int]
"""The fewest and the most points."""


def read_sums(forms: Iterable[ConceptForm], nevers: Iterable[Never], words: Vocabulary, notes: Notes) -> None:
    """Read what the sums add up, once all other facts have been read."""
    tied = {words.question_of(test.fact) for never in nevers for test in never.conditions.tests()}
    for question in words.questions.values():
        tied.update((question.name, *question.not_before) if question.not_before else ())
    waiting = {str(form.concept): form for form in forms if form.concept in words.sums and form.adds}
    _SumReader(waiting, tied, words, notes).read_all()


class _SumReader:
    """Reads sums, each after those that it adds up."""

    def __init__(
        self, forms: Mapping[str, ConceptForm], tied: Collection[str], words: Vocabulary, notes: Notes
    ) -> None:
        self.forms, self.tied, self.words, self.notes = forms, tied, words, notes
        self.read: set[str] = set()
        self.circular: set[str] = set()

    def read_all(self) -> None:
        for name in self.forms:
            self._read(name, ())

    def _read(self, name: str, inside: tuple[str, ...]) -> None:
        """Read a sum that is part of those `inside` which it is read."""
        if name in self.read:
            return
        form = self.forms[name]
        for fact in form.adds or ():
            if fact in (*inside, name):
                path = (*inside, name, str(fact))
                circle = " -> ".join(path[path.index(str(fact)) :])
                self.circular.update(path)
                self.notes.add(fact.at, f"sums depend on themselves: {circle}", "remove one of them from `adds`")
            elif fact in self.forms:
                self._read(str(fact), (*inside, name))
        parts = tuple(self._parts(form))
        self.words.sums[name] = replace(self.words.sums[name], parts=parts)
        written = sum(len(tests) for tests in (form.adds or {}).values())
        if len(parts) == written > 0 and name not in self.circular:
            self._set_bounds(form, parts)
        else:  # what is missing has been noted, and may be what a test of the sum is about
            low, high = (fixed(end, self.decimals(form)) for end in (-MAX_POINTS, MAX_POINTS))
            self.words.sums[name] = replace(self.words.sums[name], low=low, high=high)
        self.read.add(name)

    def decimals(self, form: ConceptForm) -> int:
        """Return how many decimals the points of a sum have."""
        return self.words.sums[str(form.concept)].decimals

    def _parts(self, form: ConceptForm) -> Iterator[Points]:
        for fact, tests in (form.adds or {}).items():
            if (fact in self.forms and fact not in self.read) or not is_testable(fact, self.words, self.notes):
                continue
            for word, written in tests.items():
                test = read_test(fact, word, self.words, self.notes)
                digits = Word(written.removeprefix("+"), written.at)
                points = read_number(digits, self.notes, self.decimals(form))
                if test is not None and points is not None:
                    yield Points(str(fact), test, points, word.at)

    def _set_bounds(self, form: ConceptForm, parts: tuple[Points, ...]) -> None:
        """Work out how many points a sum can have; note it if that is more than its `from` and `to` allow."""
        by_fact: dict[str, list[Points]] = {}
        for part in parts:
            by_fact.setdefault(part.fact, []).append(part)
        ends = {fact: self._ends(fact, of_it) for fact, of_it in by_fact.items()}
        least, most = _joined(ends.values())
        if sum(abs(part.points) for part in parts) > MAX_POINTS:
            wrong = f"the points of {form.concept} add up to more than {MAX_POINTS:,}"
            self.notes.add(form.concept.at, wrong, "count in larger units")
            return
        decimals = self.decimals(form)
        least, most = fixed(least, decimals), fixed(most, decimals)
        low, high = read_range(form.low, form.high, least, most, self.notes, decimals)
        self._note_leaving(form, ends, low, high)
        name = str(form.concept)
        self.words.sums[name] = replace(self.words.sums[name], low=low, high=high)

    def _note_leaving(self, form: ConceptForm, ends: Mapping[str, PointsRange], low: int, high: int) -> None:
        """Note a bound that some lead leaves, whatever else may tie answers together; `check` proves the rest."""
        decimals = self.decimals(form)
        free = {fact: self._is_free(fact) for fact in ends}
        most = sum(highest if free[fact] else lowest for fact, (lowest, highest) in ends.items())
        least = sum(lowest if free[fact] else highest for fact, (lowest, highest) in ends.items())
        fewest, greatest = _joined(ends.values())
        if form.low is not None and least < low:
            wrong = f"{form.concept} can be {fixed(least, decimals)}, less than `from`"
            self.notes.add(form.low.at, wrong, f"write `from: {fixed(fewest, decimals)}`, or leave it out")
        if form.high is not None and most > high:
            wrong = f"{form.concept} can be {fixed(most, decimals)}, more than `to`"
            self.notes.add(form.high.at, wrong, f"write `to: {fixed(greatest, decimals)}`, or leave it out")

    def _is_free(self, fact: str) -> bool:
        """Return whether a fact is the answer to a question that may be answered in any way, whatever else is so."""
        name = self.words.question_of(fact)
        question = self.words.questions.get(name)
        if question is None or question.only_if.parts or name in self.tied:
            return False
        counted = [one for one in self.words.counts.values() if one.of == name]
        spanned = any(name in one.dates for one in self.words.spans.values())
        return question.kind != "date" or (len(counted) == 1 and not spanned)

    def _ends(self, fact: str, parts: Collection[Points]) -> PointsRange:
        """Return the fewest and the most points that one fact can add."""
        if self._holds_many(fact) and len(_tested_values(parts)) > MOST_COMBINED:
            points = [part.points for part in parts]
            return sum(one for one in points if one < 0), sum(one for one in points if one > 0)
        whole = Sum(fact, "", tuple(parts), 0, 0, "", Place(""))
        reached = [whole.value({fact: value}) for value in self._values(fact, parts)]
        return min(reached), max(reached)

    def _holds_many(self, fact: str) -> bool:
        """Return whether a fact may have several values at once."""
        holder = self.words.concepts.get(fact) or self.words.questions.get(fact)
        return holder is not None and holder.many

    def _values(self, fact: str, parts: Collection[Points]) -> Iterator[Value]:
        """Yield values of a fact, one of each kind that the tests of these parts tell apart."""
        question, concept = self.words.questions.get(fact), self.words.concepts.get(fact)
        asked = [self.words.questions[name] for name in self.words.questions_of(fact) if name in self.words.questions]
        if concept is not None or any(one.unknown_allowed or one.only_if.parts for one in asked):
            yield None
        ranged = self.words.ranged(fact)
        if ranged is not None:
            yield from _numbers(parts, ranged.low, ranged.high)
        elif self._holds_many(fact):
            alone = (NONE,) if question is not None else ()
            together = [value for value in self.words.values_of(fact) if value not in alone]
            yield from filter(None, (*_combined(together, parts), alone))
        elif question is not None and question.kind == "date":
            yield date.min
        else:
            yield from self.words.values_of(fact)


def _joined(ends: Iterable[PointsRange]) -> PointsRange:
    """Return the fewest and the most points of several facts together."""
    lows, highs = zip(*ends, strict=True)
    return sum(lows), sum(highs)


def _tests(parts: Iterable[Points]) -> Iterator[Test]:
    return (test for part in parts for test in simple_tests(part.test))


def _numbers(parts: Iterable[Points], low: int, high: int) -> Iterator[int]:
    """Yield the numbers of a range at which the outcome of a test can change."""
    yield from (low, high)
    for test in _tests(parts):
        ends = (test.low, test.high) if isinstance(test, Between) else ()
        around = [end + step for end in ends if end is not None for step in (-1, 0, 1)]
        if isinstance(test, Is | OtherThan):
            around = [int(test.value) + step for step in (-1, 0, 1)]
        yield from (number for number in around if low <= number <= high)


def _tested_values(parts: Iterable[Points]) -> set[str]:
    return {str(test.value) for test in _tests(parts) if isinstance(test, Is | OtherThan)}


def _combined(values: Sequence[str], parts: Iterable[Points]) -> Iterator[tuple[str, ...]]:
    """Yield the combinations of the values that are tested, with and without another one."""
    tested = _tested_values(parts)
    other = next(((value,) for value in values if value not in tested), ())
    for size in range(len(tested) + 1):
        for some in combinations([value for value in values if value in tested], size):
            yield some
            yield (*some, *other)
