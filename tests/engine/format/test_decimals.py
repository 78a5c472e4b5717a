"""Numbers with decimals in a lead: what people write, what a program hands over, and what is shown for them."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

import followthrough as ft
from bases.reset import BASES
from followthrough.advising.advice_json import answers_json, as_json
from followthrough.errors import LeadError
from followthrough.format.conditions import Between, OtherThan, number_test
from followthrough.format.doing import done
from followthrough.format.lead import lasting, read_lead, read_plainly
from followthrough.format.numbers import fixed

BASE = ft.load(BASES / "good" / "money")
TODAY = date(2026, 11, 26)


def rent(raw: object) -> object:
    return read_lead(BASE, {"rent": raw}, TODAY, partial=True).facts["rent"]


def refusal(lead: dict[str, object]) -> str:
    with pytest.raises(LeadError) as caught:
        read_lead(BASE, lead, TODAY, partial=True)
    return str(caught.value)


@pytest.mark.parametrize(
    "raw",
    ["123.5", "123.50", "123,50", " 123,5 ", "£123.50", "GBP 123.50", "123.50 GBP a month", 123.5, Decimal("123.5")],
)
def test_a_number_with_decimals_is_a_whole_number_of_its_last_place(raw: object) -> None:
    assert rent(raw) == 12350
    assert str(rent(raw)) == "123.50"


@pytest.mark.parametrize("raw", ["1234.50", "1,234.50", "1.234,50", "1 234,50", "1'234.5", 1234.5])
def test_thousands_are_read_where_they_can_mean_only_one_number(raw: object) -> None:
    assert rent(raw) == 123450


def test_a_whole_number_of_a_program_is_a_number_of_whole_pounds() -> None:
    assert [rent(raw) for raw in (123, "123", 123.0, Decimal(123))] == [12300] * 4


@pytest.mark.parametrize(
    ("lead", "said"),
    [
        ({"rent": "1,234"}, "rent cannot be read: '1,234' can mean 1234 or 1.234; write a number from 0.00 to 5000.50"),
        ({"rent": "12.345"}, "rent cannot be read: '12.345' can mean 12345 or 12.345"),
        ({"rent": "1234.505"}, "rent cannot be '1234.505', which has more than 2 decimals; write a number from 0.00"),
        ({"rent": 0.1 + 0.2}, "rent cannot be '0.30000000000000004', which has more than 2 decimals"),
        ({"rent": 12.345}, "rent cannot be '12.345', which has more than 2 decimals"),
        ({"rent": "5000.51"}, "rent cannot be 5000.51; write a number from 0.00 to 5000.50 (GBP a month)"),
        ({"rent": "$5"}, "rent cannot be '$5'; write a number from 0.00 to 5000.50 (GBP a month)"),
        ({"rent": True}, "rent cannot be 'true'"),
        ({"rent": float("nan")}, "rent cannot be 'nan'"),
        ({"rent": 10**400}, "more than 200 characters"),
        ({"savings": "-500.26"}, "savings cannot be -500.26; write a number from -500.25 to 100000.00 (GBP)"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(lead: dict[str, object], said: str) -> None:
    assert said in refusal(lead)


def test_the_answers_of_advice_can_be_given_back() -> None:
    advice = ft.advise(BASE, {"rent": "£1,234.5", "savings": "16000,01", "paid": 0}, today=TODAY)
    again = ft.advise(BASE, advice.lead.answers, today=TODAY)
    assert again == advice
    assert ft.advise(BASE, lasting(BASE, advice.lead), today=TODAY).proof == advice.proof
    assert ft.advise(BASE, answers_json(advice.lead.answers), today=TODAY) == advice


def test_in_json_it_is_a_text_and_for_a_person_it_has_its_unit() -> None:
    advice = ft.advise(BASE, {"rent": 123.5, "savings": "16000,01", "paid": 0}, today=TODAY)
    assert as_json(advice)["lead"] == {"rent": "123.50", "savings": "16000.01", "paid": "0.00"}
    assert BASE.says("rent", advice.lead.facts["rent"]) == "123.50 GBP a month"
    premises = {premise["fact"]: premise for step in as_json(advice)["trace"] for premise in step["premises"]}
    assert (premises["savings"]["value"], premises["savings"]["test"]) == ("16000.01", "more than 16000")
    assert "rent: 123.50" in repr(advice.lead)


def test_a_step_gives_an_answer_with_decimals() -> None:
    lead = {"rent": "600", "savings": 0, "paid": 0}
    after = done(BASE, "step", "ask for a grant", lead, TODAY)
    assert (after["paid"], str(after["paid"])) == (25050, "250.50")
    assert ft.advise(BASE, after, today=TODAY).value("step") == "pay it yourself"


def test_a_plain_file_of_answers_may_have_decimals() -> None:
    assert read_plainly(b"rent: 123.50", "lead.yaml") == {"rent": "123.50"}


def test_a_test_is_exact_and_shown_as_it_is_written() -> None:
    low, high = fixed(0, 2), fixed(500050, 2)
    assert number_test("more than 123.5", low, high) == Between(12351, None, "more than 123.5")
    assert number_test("less than 123.5", low, high) == Between(None, 12349, "less than 123.5")
    assert number_test("123.5 to 124", low, high) == Between(12350, 12400, "123.5 to 124")
    assert number_test("other than 123.5", low, high) == OtherThan(12350)
    assert str(number_test("other than 123.5", low, high)) == "other than 123.50"


@pytest.mark.parametrize(
    ("unit", "typed"), [("nights", "1 night"), ("nights", "1 nights"), ("", "1"), ("km/h", "1 km/h"), ("%", "1%")]
)
def test_a_whole_number_may_have_its_unit_too(unit: str, typed: str) -> None:
    rent = replace(BASE.questions["rent"], low=0, high=2000, unit=unit, decimals=0)
    base = replace(BASE, questions={**BASE.questions, "rent": rent})
    assert read_lead(base, {"rent": typed}, TODAY, partial=True).facts["rent"] == 1
