"""The tests of facts in rules, `only if`, `never`, and laws."""

from collections.abc import Callable, Iterable

from followthrough.format import conditions as tests
from followthrough.format import hints
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    FactTest,
    Is,
    Known,
    LawTest,
    OneOf,
    OtherThan,
    SimpleTest,
    Unknown,
)
from followthrough.format.counts import Count, Span
from followthrough.format.forms import Conditions
from followthrough.format.model import Question
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.sums import Sum
from followthrough.format.words import Word, quoted

MAX_TEST = 80
"""Longest test of a number, in characters: far more than two numbers and a few words take."""

OfALaw = Callable[[Word, Word], tuple[LawTest, ...] | None]
"""Reads a test of a fact that only laws have. Returns None for any other test, and nothing for one that is noted."""


def read_conditions(
    form: Conditions, words: Vocabulary, notes: Notes, answers_only: str = "", of_a_law: OfALaw | None = None
) -> AllOf:
    """Read tests. Where only answers may be tested, `answers_only` names the key that says so."""
    parts: list[FactTest | AnyOf] = []
    for key, value in form.items():
        if isinstance(value, list):
            parts.append(
                AnyOf(tuple(read_conditions(one, words, notes, answers_only, of_a_law) for one in value), key.at)
            )
        elif value and is_testable(key, words, notes, answers_only):  # without a value it has been noted
            parts.extend(_fact_test(key, value, words, notes, of_a_law))
    return AllOf(tuple(parts))


def is_testable(fact: Word, words: Vocabulary, notes: Notes, answers_only: str = "") -> bool:
    """Return whether rules can test a fact; note it if not."""
    notes.mentions.find("fact", [fact])
    question = words.questions.get(fact)
    if answers_only and (fact in words.concepts or fact in words.sums):
        how = "concluded by rules" if fact in words.concepts else "a sum of points"
        notes.add(fact.at, f"{fact} is {how}", f"test an answer under {answers_only}")
    elif not words.is_fact(fact):
        what, known = ("question", [*words.answers()]) if answers_only else ("fact", words.facts())
        if fact.lower() in hints.KEYS:
            notes.add(fact.at, f"unknown {what} {quoted(fact)}", hints.KEYS[fact.lower()])
        else:
            notes.unknown(fact, what, known, "questions", "concepts")
    elif question is not None and question.kind == "text":
        notes.add(fact.at, f"{fact} is a text, and texts cannot be tested", "ask for a choice instead, and test that")
    else:
        return True
    return False


def _fact_test(
    fact: Word, written: Iterable[Word], words: Vocabulary, notes: Notes, of_a_law: OfALaw | None
) -> Iterable[FactTest]:
    """Yield the test of one fact, or nothing if it cannot be read. Of several tests, at least one must hold."""
    notes.repeated(written)
    read: list[SimpleTest] = []
    for word in written:
        lawful = of_a_law(fact, word) if of_a_law is not None else None
        if lawful is not None:
            read.extend(lawful)
        elif (test := read_test(fact, word, words, notes)) is not None:
            read.append(test)
    if read:
        yield FactTest(str(fact), read[0] if len(read) == 1 else OneOf(tuple(read)), fact.at)


def read_test(fact: Word, word: Word, words: Vocabulary, notes: Notes) -> SimpleTest | None:
    """Read one test of a fact. Return None and note a problem if it is not a test."""
    if word in ("known", "unknown"):
        if fact in words.sums:
            notes.add(word.at, f"{fact} is a sum, which is always known", "test how much it is")
            return None
        return Known() if word == "known" else Unknown()
    question = words.questions.get(fact)
    if question is not None and question.kind == "date":
        _note_date(question, word, words, notes)
        return None
    if (ranged := words.ranged(fact)) is not None:
        return _number_test(fact, word, ranged, notes)
    return _value_test(fact, word, words, notes)


def _note_date(question: Question, word: Word, words: Vocabulary, notes: Notes) -> None:
    """Note a test of a date, and how to test the days counted from it instead."""
    fact = question.name
    counted = words.counting(fact)
    hint = f"test {counted} instead" if counted else f"add a concept with `counts: days since {fact}`"
    notes.add(word.at, f"{fact} is a date, and only `known` and `unknown` can test it", hint)


def _value_test(fact: Word, word: Word, words: Vocabulary, notes: Notes) -> SimpleTest | None:
    """Read one test of a fact that has named values."""
    values = words.values_of(fact)
    other = word.removeprefix("other than ")
    notes.mentions.find(f"value of {fact}", [word, other])
    if word in values:
        return Is(str(word))
    if other != word and other in values:
        return OtherThan(other)
    if fact in words.concepts and word in (tests.DUE, *(f"{tests.AS}{counsel}" for counsel in words.counsels)):
        notes.add(word.at, f"only a law can test whether {fact} is {quoted(word)}", "test a value, or write a law")
    elif values:
        notes.add(word.at, f"{quoted(fact)} has no value {quoted(other)}", hints.value_test(str(word), values))
        notes.mentions.miss(f"value of {fact}", other, notes.problems[-1])
    return None


def _number_test(fact: Word, word: Word, ranged: Question | Count | Span | Sum, notes: Notes) -> SimpleTest | None:
    """Read one test of a number."""
    if len(word) > MAX_TEST:
        notes.add(word.at, f"the test has more than {MAX_TEST} characters", "write a number or a range")
        return None
    try:
        return tests.number_test(str(word), ranged.low, ranged.high, days=isinstance(ranged, Count | Span))
    except ValueError as error:
        wrong, _, remedy = str(error).rpartition("; ")  # a test may contain a semicolon, but a remedy does not
        notes.add(word.at, wrong, remedy)
        return None
