"""What a sum comes to, point by point, and what it can still come to."""

from datetime import date

import pytest

from bases.reset import BASES
from followthrough import MissingFacts, advise, load, why
from followthrough.advising.advice import Advice
from followthrough.advising.advice_json import as_json
from followthrough.advising.advise import others
from followthrough.advising.dissent import differences
from followthrough.advising.explain import as_json as ground_json
from followthrough.advising.totals import Total
from followthrough.format.conditions import Value

ON = date(2026, 11, 22)
BASE = load(BASES / "good" / "points")
WHOLE = {"bought_on": "unknown", "loved": "no", "rust": "frame", "flats": 2, "brakes": "no"}


def advice_on(lead: dict[str, object], counsel: str = "mechanic") -> Advice:
    return advise(BASE, lead, counsel=counsel, today=ON)


def added(found: Total) -> list[tuple[int, str, Value]]:
    return [(one.points, one.fact, one.value) for one in found.points]


def test_a_sum_comes_to_the_points_of_all_tests_that_are_true():
    found = advice_on(WHOLE)["defects"]
    assert isinstance(found, Total)
    assert (found.value, found.says) == (5, "5")
    assert added(found) == [(2, "rust", "frame"), (1, "flats", 2), (1, "flats", 2), (1, "missing", ("brakes",))]


def test_a_sum_of_sums_tells_what_each_of_them_added():
    advice = advice_on(WHOLE)
    assert advice.value("worth") == -1
    assert added(advice.total("worth")) == [(1, "days_since_bought", None), (-2, "defects", 5)]


def test_a_sum_that_hinges_on_answers_says_from_how_few_to_how_many_points_it_can_come():
    advice = advice_on({"loved": "yes", "rust": "frame"})
    left = advice.open_sums["worth"]
    assert (left.low, left.high, left.questions) == (1, 4, ("bought_on", "flats", "brakes"))
    assert advice.total("worth").says == "1 to 4 points"
    assert advice.total("worth").value is None
    with pytest.raises(MissingFacts) as missing:
        advice.value("worth")
    assert missing.value.questions == ("bought_on", "flats", "brakes")


def test_no_other_answer_can_take_a_sum_beyond_what_it_can_still_come_to():
    left = advice_on({"loved": "yes", "rust": "frame"}).open_sums["worth"]
    reached = {
        advice_on({"loved": "yes", "rust": "frame", "flats": flats, "brakes": brakes, "bought_on": day}).value("worth")
        for flats in (0, 1, 2)
        for brakes in ("yes", "no")
        for day in ("unknown", "2026-11-01", "2025-01-01", "2017-01-01")
    }
    assert (min(reached), max(reached)) == (left.low, left.high)


def test_a_sum_is_settled_where_no_missing_answer_can_change_it():
    advice = advise(BASE, {"loved": "yes", "rust": "frame", "flats": 2, "bought_on": "unknown"}, today=ON)
    assert advice.open_sums.keys() == {"defects"}
    assert advice.value("worth") == 2  # four defects and five cost the same
    assert advice.needed() == ("brakes",)


def test_a_reason_says_that_a_sum_which_is_open_is_what_it_comes_to_so_far():
    advice = advice_on({"loved": "yes"})
    assert advice.value("verdict") == "mend"
    assert why(advice, "verdict").reasons[0].step.because == "There is more for it than against it (4 points so far)."


def test_why_goes_from_a_sum_to_the_answers_behind_its_points():
    ground = why(advice_on(WHOLE), "worth")
    assert ground.origin == "added"
    [(one, days), (other, defects)] = ground.points
    assert (one, days.fact, days.test, days.origin) == (1, "days_since_bought", "unknown", "nothing")
    assert (other, defects.value) == (-2, 5)
    [*_, (_, missing)] = defects.points
    assert [reason.step.rule for reason in missing.reasons] == ["brakes"]
    assert [point["adds"] for point in ground_json(ground)["points"]] == [1, -2]


def test_counsels_differ_about_a_sum_and_it_turns_on_the_answers_behind_it():
    advice = advice_on(WHOLE)
    [club] = others(advice)
    found = {one.concept: one for one in differences(advice, club)}
    assert (found["defects"].here, found["defects"].there, found["defects"].turns_on) == (5, 4, ("brakes",))


def test_the_data_of_advice_has_the_shown_sums_and_no_key_for_them_in_a_base_without():
    data = as_json(advice_on({"loved": "yes", "rust": "frame"}))
    assert data["sums"]["worth"]["value"] is None
    assert data["sums"]["worth"]["open"]["from"] == 1
    assert "sums" not in as_json(advise(load(), {}, today=ON))
