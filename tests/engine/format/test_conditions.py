"""Three-valued tests of facts."""

from collections.abc import Mapping
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.errors import Place
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    Between,
    FactTest,
    Is,
    Known,
    OneOf,
    OtherThan,
    Test,
    Truth,
    Unknown,
    Value,
    holds,
    number_test,
)

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
HERE = Place("rules/x.yaml", 1, 1)
TESTS: dict[str, tuple[Test, dict[Value, Truth]]] = {
    "a value": (Is("a"), {"a": TRUE, "b": FALSE, None: UNKNOWN, ("a", "b"): TRUE, ("b",): FALSE, (): UNKNOWN}),
    "another": (OtherThan("a"), {"a": FALSE, "b": TRUE, None: UNKNOWN, ("a", "b"): FALSE, ("b",): TRUE, (): UNKNOWN}),
    "known": (Known(), {"a": TRUE, 0: TRUE, date(2026, 1, 1): TRUE, None: FALSE, ("a",): TRUE, (): FALSE}),
    "unknown": (Unknown(), {"a": FALSE, 0: FALSE, date(2026, 1, 1): FALSE, None: TRUE, ("a",): FALSE, (): TRUE}),
    "a range": (Between(7, 13, "7 to 13"), {6: FALSE, 7: TRUE, 13: TRUE, 14: FALSE, None: UNKNOWN}),
    "open above": (Between(7, None, "at least 7"), {6: FALSE, 7: TRUE, 1_000_000: TRUE, None: UNKNOWN}),
    "open below": (Between(None, 7, "at most 7"), {7: TRUE, 8: FALSE, -1_000_000: TRUE, None: UNKNOWN}),
    "another number": (OtherThan(0), {0: FALSE, 1: TRUE, None: UNKNOWN}),
    "one of": (OneOf((Is("a"), Is("b"))), {"a": TRUE, "b": TRUE, "c": FALSE, None: UNKNOWN, ("c", "b"): TRUE}),
    "one of, or unknown": (OneOf((Is("a"), Unknown())), {"a": TRUE, "b": FALSE, None: TRUE, (): TRUE}),
    "one of, or known": (OneOf((Is("a"), Known())), {"a": TRUE, "b": TRUE, None: UNKNOWN}),
    "ranges": (OneOf((Between(0, 1, "0 to 1"), Between(9, None, "at least 9"))), {1: TRUE, 5: FALSE, 9: TRUE}),
}


@pytest.mark.parametrize(
    ("test", "value", "outcome"),
    [(test, value, outcome) for test, outcomes in TESTS.values() for value, outcome in outcomes.items()],
    ids=str,
)
def test_a_test_of_a_value(test: Test, value: Value, outcome: Truth) -> None:
    assert test.outcome(value) is outcome
    assert holds(test)(value) is (outcome is TRUE)


def fixed(outcome: Truth, name: str = "x") -> FactTest:
    """Make a test of which the outcome is given in `FACTS`."""
    return FactTest(f"{name}-{outcome.value}", Is("yes"), HERE)


FACTS: dict[str, Value] = {f"x-{TRUE.value}": "yes", f"x-{FALSE.value}": "no", f"x-{UNKNOWN.value}": None}


def and_of(*outcomes: Truth) -> Truth:
    return AllOf(tuple(map(fixed, outcomes))).outcome(FACTS)


def or_of(*outcomes: Truth) -> Truth:
    return AnyOf(tuple(AllOf((fixed(outcome),)) for outcome in outcomes), HERE).outcome(FACTS)


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (TRUE, TRUE, TRUE, TRUE),
        (TRUE, FALSE, FALSE, TRUE),
        (TRUE, UNKNOWN, UNKNOWN, TRUE),
        (FALSE, FALSE, FALSE, FALSE),
        (FALSE, UNKNOWN, FALSE, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_all_of_and_any_of_are_kleenes_tables(one: Truth, other: Truth, both: Truth, either: Truth) -> None:
    assert and_of(one, other) is and_of(other, one) is both
    assert or_of(one, other) is or_of(other, one) is either


@pytest.mark.parametrize(("a", "b", "c"), list(product(Truth, repeat=3)))
def test_and_and_or_associate_absorb_and_distribute(a: Truth, b: Truth, c: Truth) -> None:
    assert and_of(a, and_of(b, c)) is and_of(and_of(a, b), c) is and_of(a, b, c)
    assert or_of(a, or_of(b, c)) is or_of(or_of(a, b), c) is or_of(a, b, c)
    assert and_of(a, or_of(a, b)) is or_of(a, and_of(a, b)) is a
    assert and_of(a, or_of(b, c)) is or_of(and_of(a, b), and_of(a, c))
    assert or_of(a, and_of(b, c)) is and_of(or_of(a, b), or_of(a, c))
    assert and_of(a, a) is or_of(a, a) is a


def test_no_tests_hold_always() -> None:
    assert AllOf().outcome({}) is TRUE
    assert and_of() is TRUE


def test_a_fact_that_is_not_mentioned_is_unknown() -> None:
    assert FactTest("x", Is("yes"), HERE).outcome({}) is UNKNOWN
    assert FactTest("x", Unknown(), HERE).outcome({}) is TRUE


NAMES = ["a", "b", "n"]
VALUES: dict[str, list[Value]] = {"a": ["x", "y", "z"], "b": [("x",), ("y",), ("x", "y")], "n": [0, 1, 2]}
words = st.sampled_from(["x", "y", "z"])
on_words = st.one_of(st.builds(Is, words), st.builds(OtherThan, words))
numbers = st.integers(-1, 3)
ends = st.one_of(st.none(), numbers)
on_numbers = st.one_of(st.builds(Between, ends, ends, st.just("range")), st.builds(OtherThan, numbers))


def fact_tests(*, knowing: bool) -> st.SearchStrategy[FactTest]:
    extra = [st.builds(Known), st.builds(Unknown)] if knowing else []

    def on(name: str) -> st.SearchStrategy[FactTest]:
        simple = st.one_of(on_numbers if name == "n" else on_words, *extra)
        several = st.lists(simple, min_size=2, max_size=3).map(lambda tests: OneOf(tuple(tests)))
        return st.builds(FactTest, st.just(name), st.one_of(simple, several), st.just(HERE))

    return st.one_of(*map(on, NAMES))


def conditions(*, knowing: bool) -> st.SearchStrategy[AllOf]:
    def grown(inner: st.SearchStrategy[AllOf]) -> st.SearchStrategy[AllOf]:
        alternatives = st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts), HERE))
        parts = st.one_of(fact_tests(knowing=knowing), alternatives)
        return st.lists(parts, min_size=1, max_size=3).map(lambda found: AllOf(tuple(found)))

    return st.recursive(fact_tests(knowing=knowing).map(lambda one: AllOf((one,))), grown, max_leaves=8)


def _known_or_not(name: str) -> st.SearchStrategy[Value]:
    return st.sampled_from([None, *VALUES[name]])


partial_facts = st.fixed_dictionaries({name: _known_or_not(name) for name in NAMES})
same_every_time = settings(derandomize=True, deadline=None)


def learned(facts: Mapping[str, Value]) -> list[dict[str, Value]]:
    """Give all that the facts may turn out to be when one unknown becomes known."""
    return [{**facts, name: value} for name, known in facts.items() if known is None for value in VALUES[name]]


@same_every_time
@given(conditions(knowing=False), partial_facts)
def test_what_is_true_or_false_stays_so_whatever_else_becomes_known(tests: AllOf, facts: dict[str, Value]) -> None:
    before = tests.outcome(facts)
    later = {tests.outcome(more) for more in learned(facts)}
    assert before is UNKNOWN or later <= {before}


@same_every_time
@given(conditions(knowing=False), partial_facts)
def test_nothing_is_unknown_when_every_fact_is_known(tests: AllOf, facts: dict[str, Value]) -> None:
    complete = {name: VALUES[name][0] if value is None else value for name, value in facts.items()}
    assert tests.outcome(complete) is not UNKNOWN


@same_every_time
@given(fact_tests(knowing=True), partial_facts)
def test_only_known_and_unknown_say_something_of_an_unknown_fact(test: FactTest, facts: dict[str, Value]) -> None:
    simple = test.test.tests if isinstance(test.test, OneOf) else (test.test,)
    knowing = any(isinstance(one, Known | Unknown) for one in simple)
    assert knowing or (test.outcome(facts) is UNKNOWN) == (facts[test.fact] is None)


def test_unknown_is_the_test_that_new_knowledge_turns_around() -> None:
    test = AllOf((FactTest("a", Unknown(), HERE),))
    assert test.outcome({"a": None}) is TRUE
    assert {test.outcome(more) for more in learned({"a": None})} == {FALSE}


@same_every_time
@given(conditions(knowing=True), partial_facts, st.randoms(use_true_random=False))
def test_the_order_of_parts_never_matters(tests: AllOf, facts: dict[str, Value], random: object) -> None:
    assert AllOf(tests.parts[::-1]).outcome(facts) is tests.outcome(facts)


@same_every_time
@given(conditions(knowing=True))
def test_every_test_is_listed_in_the_order_it_is_written(tests: AllOf) -> None:
    written = str(tests)
    at = 0
    for test in tests.tests():
        at = written.index(str(test), at) + 1
    assert at


@pytest.mark.parametrize(
    ("written", "holding"),
    [
        ("7", {7}),
        ("-3", {-3}),
        ("0", {0}),
        ("-0", {0}),
        ("007", {7}),
        ("at least 7", {7, 8, 9, 10}),
        ("at most -3", {-5, -4, -3}),
        ("more than 7", {8, 9, 10}),
        ("less than -3", {-5, -4}),
        ("7 to 9", {7, 8, 9}),
        ("-4 to -3", {-4, -3}),
        ("-1 to 1", {-1, 0, 1}),
        ("7 to 7", {7}),
        ("9 to 99", {9, 10}),
        ("other than 0", {*range(-5, 0), *range(1, 11)}),
        ("other than -5", set(range(-4, 11))),
    ],
)
def test_what_a_test_of_a_number_holds_for(written: str, holding: set[int]) -> None:
    test = number_test(written, -5, 10)
    assert {number for number in range(-5, 11) if test.outcome(number) is TRUE} == holding
    assert test.outcome(None) is UNKNOWN
    assert str(test) == (written if isinstance(test, Between) else f"other than {int(written.split()[-1])}")


@pytest.mark.parametrize(
    "outside", ["11", "-6", "at least 11", "more than 10", "at most -6", "less than -5", "11 to 12"]
)
def test_a_test_that_no_number_in_the_range_can_pass_is_refused(outside: str) -> None:
    with pytest.raises(ValueError, match=f"'{outside}' is outside the range -5 to 10; test a number within it"):
        number_test(outside, -5, 10)


@pytest.mark.parametrize("outside", ["other than 11", "other than -6"])
def test_an_exception_that_no_number_in_the_range_is_is_refused(outside: str) -> None:
    with pytest.raises(ValueError, match="is outside the range -5 to 10; test a number within it"):
        number_test(outside, -5, 10)


def test_a_range_is_written_from_the_smaller_number_to_the_larger() -> None:
    with pytest.raises(ValueError, match="no number can be '13 to 7'; put the smaller number first"):
        number_test("13 to 7", 0, 365)


@pytest.mark.parametrize(
    "written",
    [
        *["", " ", "seven", "7.0", "7,5", "1e3", "+7", "\u0667", "\uff17", "\u00b2", "--7", "- 7", "0x7", "1_0", "nan"],
        *["7-9", "7 - 9", "7 to", "to 9", "1 to 2 to 3", "at least", "At least 7", "at  least 7", "at least 7 days"],
        *[">= 7", "7 ", " 7", "7\n", "other than", "known", "unknown", "9" * 101],
    ],
    ids=ascii,
)
def test_what_is_no_test_of_a_number_is_refused_with_how_to_write_one(written: str) -> None:
    with pytest.raises(ValueError, match="is not a test of a number; write "):
        number_test(written, 0, 365)


@pytest.mark.parametrize("digits", [10, 50, 100])
def test_a_number_beyond_all_limits_lies_outside(digits: int) -> None:
    with pytest.raises(ValueError, match="is outside the range 0 to 365"):
        number_test("9" * digits, 0, 365)


@same_every_time
@given(st.integers(-20, 20), st.integers(-20, 20), st.integers(-20, 20))
def test_a_range_of_numbers_is_one_between_its_ends(low: int, high: int, number: int) -> None:
    low, high = sorted((low, high))
    inside = low <= number <= high
    assert holds(number_test(f"{low} to {high}", -20, 20))(number) is inside
    both = AllOf(
        tuple(FactTest("n", number_test(f"{end}", -20, 20), HERE) for end in (f"at least {low}", f"at most {high}"))
    )
    assert (both.outcome({"n": number}) is TRUE) is inside


def test_conditions_are_written_as_an_author_would_say_them() -> None:
    tests = AllOf(
        (
            FactTest("a", OneOf((Is("x"), OtherThan("y"))), HERE),
            AnyOf(
                (AllOf((FactTest("n", Between(7, None, "at least 7"), HERE),)), AllOf((FactTest("b", Known(), HERE),))),
                HERE,
            ),
        )
    )
    assert str(tests) == "a: x or other than y, any of (n: at least 7; b: known)"
