"""Days from one date to another, and several counts of one date: what follows from the answers of a lead."""

from datetime import date, timedelta

import pytest

from bases.reset import BASES
from bases_in_memory import CONCEPTS, base_of
from followthrough.errors import LeadError
from followthrough.format.lead import read_lead
from followthrough.format.load import load

TODAY = date(2012, 9, 1)
PUBLISHED = load(BASES / "published" / "maternity-pay-dates")


def facts(**answers: object) -> dict[str, object]:
    return dict(read_lead(PUBLISHED, answers, TODAY, partial=True).facts)


def test_days_between_two_dates_are_known_where_both_dates_are() -> None:
    assert facts(started_on="2012-03-17")["days_employed"] is None
    assert facts(started_on="2012-03-17", week_begins_on="2012-12-16")["days_employed"] == 274


def test_days_between_two_dates_stop_at_their_bounds() -> None:
    assert facts(started_on="2001-01-01", week_begins_on="2012-12-16")["days_employed"] == 365
    assert PUBLISHED.says("days_employed", 365) == "365 or more"


def test_days_between_two_dates_are_negative_where_the_last_comes_first() -> None:
    found = facts(leave_from=TODAY + timedelta(days=40), week_begins_on=TODAY + timedelta(days=30))
    assert found["days_before_birth"] == -10


def test_days_between_two_dates_are_never_answered_themselves() -> None:
    with pytest.raises(LeadError) as error:
        read_lead(PUBLISHED, {"days_employed": 274}, TODAY, partial=True)
    assert "days_employed follows from started_on and week_begins_on; remove it, and answer these two" in str(
        error.value
    )


# Several counts of one date

SEVERAL = base_of(
    "- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is}\n",
    concepts=f"""\
- {{concept: days_since, counts: days since seen_on, from: -30, to: 30}}
- {{concept: days_until, counts: days until seen_on, from: -300, to: 300}}
{CONCEPTS}""",
)


def test_every_count_of_a_date_follows_from_the_day_and_the_day_from_any_of_them() -> None:
    by_date = read_lead(SEVERAL, {"seen_on": TODAY - timedelta(days=50)}, TODAY, partial=True).facts
    by_count = read_lead(SEVERAL, {"days_until": -50}, TODAY, partial=True).facts
    assert by_date == by_count
    assert (by_date["days_since"], by_date["days_until"]) == (30, -50)


def test_counts_of_a_date_that_no_day_has_together_are_refused() -> None:
    assert read_lead(SEVERAL, {"days_since": 30, "days_until": -50}, TODAY, partial=True).facts["days_until"] == -50
    with pytest.raises(LeadError, match="days_until is -50, which no day has of which days_since is 20"):
        read_lead(SEVERAL, {"days_since": 20, "days_until": -50}, TODAY, partial=True)
