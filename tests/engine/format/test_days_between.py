"""Days from one date to another, and several counts of one date: what follows from the answers of a lead."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from bases.reset import BASES
from bases_in_memory import CONCEPTS, base_of
from followthrough.advising.advise import advise
from followthrough.errors import FollowthroughError, LeadError
from followthrough.format.lead import read_lead
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY as CASE_TODAY
from random_bases import random_base, random_lead
from reference import Reference

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


# Days told as so many or more

TWO_DAYS = base_of(
    "- {rule: soon, counsel: elder, source: e1, if: {apart: at most 3}, then: {verdict: stay}, because: it was soon}\n",
    questions="""\
- {question: asked_on, ask: When?, kind: date, why: It counts.}
- {question: met_on, ask: When?, kind: date, unknown: allowed, why: It counts., not before: asked_on}
- {question: called_on, ask: When?, kind: date, unknown: allowed, why: It counts., not before: asked_on}
""",
    concepts="""\
- {concept: days_since_asked, counts: days since asked_on, from: 0, to: 10}
- {concept: apart, counts: days from asked_on to met_on, from: 0, to: 30}
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
""",
)


def test_a_day_from_which_more_is_counted_is_never_moved_by_a_day_that_is_told_later() -> None:
    told = {"days_since_asked": 10, "met_on": TODAY - timedelta(days=8)}
    assert advise(TWO_DAYS, told, today=TODAY).value("verdict") == "stay"
    for days in range(11):
        later = {**told, "called_on": TODAY - timedelta(days=days)}
        assert advise(TWO_DAYS, later, today=TODAY).value("verdict") == "stay"
    with pytest.raises(LeadError) as error:
        read_lead(TWO_DAYS, {**told, "called_on": TODAY - timedelta(days=12)}, TODAY)
    assert str(error.value).endswith(
        "called_on cannot be 2012-08-20: that is before asked_on, 2012-08-22; correct one of the two days, or give "
        "asked_on as a date, since days_since_asked 10 or more is taken for 2012-08-22"
    )


def test_who_names_the_day_instead_is_advised_by_that_day() -> None:
    told = {"asked_on": TODAY - timedelta(days=12), "met_on": TODAY - timedelta(days=8)}
    assert advise(TWO_DAYS, {**told, "called_on": TODAY - timedelta(days=12)}, today=TODAY).value("verdict") is None


def by_counts(base: KnowledgeBase, lead: dict[str, object], random: Random) -> dict[str, object]:
    """Tell most dates by one of their counts."""
    known, found = read_lead(base, lead, CASE_TODAY).facts, dict[str, object]()
    for name, answer in lead.items():
        counts = base.counts_of(name) if name in base.questions and answer is not None else ()
        fact = random.choice(counts).name if counts and random.random() < 0.7 else name
        found[fact] = known[fact] if fact != name else answer
    return found


def test_what_is_settled_without_some_days_told_by_counts_comes_of_the_whole_lead(
    record_property: Callable[[str, object], None],
) -> None:
    tally = Counter[str]()
    for seed in (*range(30), 93):
        base, random = random_base(seed, spans=True), Random(seed)
        for _ in range(4):
            lead = by_counts(base, random_lead(base, random), random)
            part = {name: lead[name] for name in lead if random.random() < 0.5}
            try:
                whole = advise(base, lead, today=CASE_TODAY)
            except FollowthroughError:
                tally["refused"] += 1
                continue
            advice = advise(base, part, today=CASE_TODAY)
            settled = [name for name in advice.shown() if name not in advice.open]
            expected = Reference(base, whole.counsel, whole.lead.facts).values
            assert {name: advice.value(name) for name in settled} == {name: expected[name] for name in settled}
            tally["settled"] += len(settled)
    assert tally["settled"] > 5 * tally["refused"]
    record_property("counted", f"{tally['settled']} conclusions settled without some days told by counts")
