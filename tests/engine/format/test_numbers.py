"""Numbers with decimals are exact, and read as people write them; what could be two numbers is refused."""

import copy
import math
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.format.numbers import (
    MAX_NUMBER,
    FixedPoint,
    NotANumber,
    TooManyPlaces,
    exact_number,
    fixed,
    places_of,
    typed_number,
    written_number,
)

NUMBERS = st.integers(-MAX_NUMBER, MAX_NUMBER)
PLACES = st.integers(0, 6)


@given(NUMBERS, PLACES)
def test_a_number_that_is_written_is_read_as_the_same_number(number: int, places: int) -> None:
    written = str(fixed(number, places))
    for read in (
        written_number(written, places),
        typed_number(written, places),
        exact_number(Decimal(written), places),
    ):
        assert (read, places_of(read), str(read)) == (number, places, written)


@given(NUMBERS, PLACES)
def test_a_float_is_the_decimal_that_it_is_written_as(number: int, places: int) -> None:
    value = float(str(fixed(number, places)))
    assert exact_number(value, places) == number


@given(
    NUMBERS, PLACES, st.sampled_from([("{:,}", ",", "."), ("{:,}", ".", ","), ("{:,}", " ", ","), ("{:,}", "'", ".")])
)
def test_thousands_apart_change_nothing_unless_a_text_could_be_two_numbers(
    number: int, places: int, style: tuple[str, str, str]
) -> None:
    form, mark, point = style
    whole, _, part = str(fixed(number, places)).partition(".")
    text = whole[: whole.startswith("-")] + form.format(abs(int(whole))).replace(",", mark) + (part and point + part)
    could_be_two = not part and mark in ",." and text.count(mark) == 1
    could_be_two |= bool(part) and places == 3 and point == "," and abs(number) < 10**6 and abs(number) >= 1000
    if could_be_two:
        with pytest.raises(NotANumber):
            typed_number(text, places)
    else:
        assert typed_number(text, places) == number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("1,234.50", "GBP", 123450),
        ("1.234,50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1\u00a0234,50", "EUR", 123450),
        ("1\u202f234,5", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1\u2019234.50", "CHF", 123450),
        ("1,234,567", "GBP", 123456700),
        ("12,34,567.50", "INR", 123456750),
        ("GBP 123.50", "GBP", 12350),
        ("gbp123,5", "GBP", 12350),
        ("123.50 GBP", "GBP", 12350),
        ("\u00a3123.50", "GBP", 12350),
        ("\u00a3 123.50", "pounds", 12350),
        ("\u00a3123.50 a month", "GBP a month", 12350),
        ("123.50 GBP a month", "GBP a month", 12350),
        ("123 pounds", "GBP", 12300),
        ("$5", "USD", 500),
        ("-\u00a35", "GBP", -500),
        ("\u00a3-5", "GBP", -500),
        ("\u22125.25", "", -525),
        (".5", "", 50),
        (",5", "", 50),
        ("\u20ac5", "", 500),
        ("007.10", "", 710),
        ("12.5000", "", 1250),
        ("0,123" + "0", "", None),
        ("5 nights", "nights", 500),
        ("1 night", "nights", 100),
        ("5%", "%", 500),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, unit: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(TooManyPlaces):
            typed_number(text, 2, unit)
    else:
        assert typed_number(text, 2, unit) == number


@pytest.mark.parametrize(
    "text",
    [
        *("1,234", "1.234", "999,000", "-1.234", "\u00a31,234"),
        *("1,234.", "1.234.50", "1,23,45", "12,34.50,1", "1 23", "1,2345,678", "12 50", "1..5", "1,,5", "--5", "- -5"),
        *("$5", "5 EUR", "five", "", " ", ".", ",", "-", "\u00a3", "1e3", "0x10", "1_000", "\u0661\u0662", "5 GBP GBP"),
        *("nan", "inf", "5-", "(5)", "+5", "5 6", "1/2", "\u00bd", "9" * 500),
    ],
)
def test_what_is_no_number_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        typed_number(text, 2, "GBP")


@pytest.mark.parametrize("text", ["1234.505", "0.001", "1,234.567", "1234,567"])
def test_more_places_than_allowed_are_refused(text: str) -> None:
    with pytest.raises(TooManyPlaces):
        typed_number(text, 2)


def test_a_point_with_three_digits_behind_it_has_one_meaning_where_there_are_three_decimals() -> None:
    assert typed_number("1.234", 3) == 1234
    with pytest.raises(NotANumber):
        typed_number("1,234", 3)


@pytest.mark.parametrize("number", [math.nan, math.inf, 1e300, Decimal("NaN"), Decimal("sNaN"), Decimal("1E+999999")])
def test_what_is_no_number_in_python_is_refused(number: float | Decimal) -> None:
    with pytest.raises(NotANumber):
        exact_number(number, 2)


@pytest.mark.parametrize("number", [0.1 + 0.2, 123.505, Decimal("0.001"), Decimal("1E-999999"), 1e-7])
def test_a_number_of_python_that_so_many_places_do_not_hold_is_refused(number: float | Decimal) -> None:
    with pytest.raises(TooManyPlaces):
        exact_number(number, 2)


def test_an_author_writes_digits_and_a_point() -> None:
    assert written_number("123.5", 2) == 12350
    for text in ("123,5", "1 234", ".5", "5.", "\u00a35", "+5", "1.5e3", "\u0661"):
        with pytest.raises(NotANumber):
            written_number(text, 2)


def test_a_number_of_other_places_is_read_as_it_is_written() -> None:
    assert exact_number(FixedPoint(12300, 2)) == 123
    assert exact_number(FixedPoint(12350, 2), 3) == 123500
    with pytest.raises(TooManyPlaces):
        exact_number(FixedPoint(12355, 2), 1)


def test_a_unit_with_digits_takes_none_from_the_number() -> None:
    assert (typed_number("10", 0, "0"), typed_number("50 m2", 0, "m2"), typed_number("52", 0, "2")) == (10, 50, 52)


def test_a_number_with_decimals_survives_copies_and_files() -> None:
    number = FixedPoint(-5, 2)
    for other in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert (other, str(other), hash(other)) == (-5, "-0.05", hash(-5))
    assert f"{number:>6}" == " -0.05"
