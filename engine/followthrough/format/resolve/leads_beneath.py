"""What an overlay says about the leads of the base beneath it: all that were possible stay possible.

A lead of the base has no answer to the questions of the overlay, or any, and none of the choices that it adds. So an
exclusion (`never`) has to test something of the overlay's own that is not so in such a lead, and of every question that
must be answered, one answer at least has to be left by all exclusions.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from followthrough.format.conditions import AllOf, AnyOf, FactTest, Is, Truth, Value, simple_tests
from followthrough.format.counts import Count
from followthrough.format.expectations import CASE_DAY
from followthrough.format.layers import Layers
from followthrough.format.model import Never, Question
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary


def check_leads_beneath(nevers: Iterable[Never], words: Vocabulary, notes: Notes) -> None:
    """Note what would make leads impossible that are possible without the overlay that is laid last."""
    top = notes.layers.top
    if not top:
        return
    added = [never for never in nevers if notes.layers.of(never.place) == top]
    for never in added:
        tests = list(never.conditions.tests())
        if tests and not never_holds_beneath(never.conditions, top, words, notes.layers):
            _note_exclusion(never, tests, words, notes)
    for question in words.questions.values():
        if notes.layers.of(question.place) == top:
            _check_answerable(question, added, words, notes)
    for count in words.counts.values():
        if notes.layers.of(count.place) == top:
            _check_count(count.name, words, notes)


def never_holds_beneath(conditions: AllOf, layer: int, words: Vocabulary, layers: Layers) -> bool:
    """Return whether tests of an overlay never all hold for a lead of what is beneath it, by their form alone."""
    return any(_fails_beneath(part, layer, words, layers) for part in conditions.parts)


def _fails_beneath(part: FactTest | AnyOf, layer: int, words: Vocabulary, layers: Layers) -> bool:
    if isinstance(part, AnyOf):
        return all(never_holds_beneath(one, layer, words, layers) for one in part.alternatives)
    if _layer_of(part.fact, words, layers) >= layer:
        otherwise = words.concepts[part.fact].otherwise if part.fact in words.concepts else None
        return all(part.test.outcome(value) is not Truth.TRUE for value in (None, otherwise))
    values = words.values_at.get(part.fact, {})
    return all(
        isinstance(test, Is) and str(test.value) in values and layers.of(values[str(test.value)]) >= layer
        for test in simple_tests(part.test)
    )


def _layer_of(fact: str, words: Vocabulary, layers: Layers) -> int:
    """Return the layer without which a fact would be unknown: what follows from answers has the layer of these."""
    if fact in words.concepts:
        return layers.of(words.concepts[fact].place)
    if fact in words.sums:
        return 0
    asked = [words.questions[name] for name in words.questions_of(fact)]
    if fact in words.spans:  # a day that must be known makes it known
        asked = [question for question in asked if question.unknown_allowed]
    return max((layers.of(question.place) for question in asked), default=0)


def _note_exclusion(never: Never, tests: list[FactTest], words: Vocabulary, notes: Notes) -> None:
    tested = words.definitions()["fact"][tests[0].fact]
    wrong = (
        f"excludes leads that are possible in the base: {tests[0].fact} is from {notes.layers.seen(tested)}, and "
        "nothing in the `never` is an answer that this overlay adds"
    )
    notes.add(never.place, wrong, "test in it a question of this overlay too, or a choice that it adds")


def _check_answerable(question: Question, nevers: Iterable[Never], words: Vocabulary, notes: Notes) -> None:
    """Note a question to which no answer is left by all exclusions."""
    counts = [count for count in words.counts.values() if count.of == question.name]
    facts = {question.name, *(count.name for count in counts)}
    tests = [(never, test) for never in nevers for test in never.conditions.tests() if test.fact in facts]
    if question.unknown_allowed or not tests:
        return
    for answer in _answers(question, counts, [test for _, test in tests]):
        known = {question.name: answer}
        if isinstance(answer, date):
            known |= {count.name: count.days(answer, CASE_DAY) for count in counts}
        if not any(test.outcome(known) is Truth.TRUE for _, test in tests):
            return
    never, _ = tests[-1]
    wrong = f"with it, every answer to {question.name} is excluded for some leads of the base"
    notes.add(never.place, wrong, f"give {question.name} `unknown: allowed`, or leave one answer out of each `never`")


def _answers(question: Question, counts: Iterable[Count], tests: Iterable[FactTest]) -> Iterator[Value]:
    """Yield answers of which one passes all tests, if any answer does."""
    if question.choices:
        yield from question.choices
        return
    ends = list(_ends(tests))
    if question.kind == "date":
        yield CASE_DAY
        for count in counts:
            yield from (count.day(days, CASE_DAY) for days in (count.low, *ends, count.high))
    else:
        yield from (
            number for number in (question.low, *ends, question.high) if question.low <= number <= question.high
        )


def _ends(tests: Iterable[FactTest]) -> Iterator[int]:
    """Yield the numbers at which tests change, and those beside them."""
    for tested in tests:
        for test in simple_tests(tested.test):
            for end in (getattr(test, "low", None), getattr(test, "high", None), getattr(test, "value", None)):
                if isinstance(end, int):
                    yield from (end - 1, end, end + 1)


def _check_count(name: str, words: Vocabulary, notes: Notes) -> None:
    """Note a count by which the days of a date have passed that could lie ahead without it."""
    count = words.counts[name]
    question = words.questions[count.of]
    others = [one for one in words.counts.values() if one.of == count.of and one.name != name]
    beneath = notes.layers.of(question.place) < notes.layers.of(count.place)
    if beneath and count.passed and not question.passed and not any(one.passed for one in others):
        wrong = (
            f"{count.of}, at {notes.layers.seen(question.place)}, may lie ahead, and a count from {count.low} denies it"
        )
        notes.add(count.place, wrong, "count from a number below 0")
