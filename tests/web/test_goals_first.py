"""The page of advice comes as soon as the goals are settled, with what sharpens it below."""

from pathlib import Path

import pytest

from bases_in_memory import PARCEL, PARCEL_FILES, written
from web.visiting import Visitor


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    folder = written(tmp_path / "parcel", PARCEL, **PARCEL_FILES)
    return Visitor(tmp_path / "leads.sqlite", str(folder))


LATE = {"arrived": "missing", "sent_on": "2026-11-12"}


def test_until_the_goals_are_settled_the_question_is_the_page(visitor: Visitor) -> None:
    page = visitor.reads("/", {"arrived": "missing"})
    assert "Question 2 then the advice On what day was it sent?" in page
    assert "To sharpen it" not in page


def test_once_they_are_the_page_has_the_advice_with_its_day_and_the_further_questions_below_it(
    visitor: Visitor,
) -> None:
    page = visitor.reads("/", LATE)
    places = [page.index(one) for one in ("Ask the post office.", "To sharpen it", "Is it fragile?")]
    assert places == sorted(places)
    assert "By Sunday 22 November 2026 , today" in page
    assert "It depends on further answers" in page
    assert "To sharpen it, answer up to 2 more questions" in page


def test_what_an_open_concept_holds_whatever_is_answered_is_told_and_what_may_come_of_further_answers(
    visitor: Visitor,
) -> None:
    page = visitor.reads("/", {**LATE, "fragile": "yes"})
    assert "Say that it is fragile." in page
    assert "More may come of further answers" in page
    assert "Have its number at hand." in page.partition("More may come of further answers")[2]


def test_a_further_answer_leads_back_to_the_question_below_the_advice(visitor: Visitor) -> None:
    assert 'action="/answer?arrived=missing&amp;sent_on=2026-11-12#sharpen"' in visitor.loads("/", LATE)
    assert 'id="sharpen"' in visitor.loads("/", LATE)
    asked = visitor.sends("/answer?arrived=missing&sent_on=2026-11-12", {"answer.fragile": "perhaps"}, 422)
    assert "Ask the post office." in asked
    assert "Is it fragile?" in asked


def test_what_sharpens_the_advice_of_another_authority_is_offered_below(visitor: Visitor) -> None:
    settled = {**LATE, "fragile": "no", "tracked": "no"}
    page = visitor.loads("/", settled)
    assert "1 more answer can sharpen what the neighbor advises" in page
    asked = visitor.reads("/", {**settled, "hear-also": "neighbor"})
    assert "To sharpen what the neighbor advises, answer 1 more question Is it insured?" in asked


def test_an_earlier_answer_is_changed_on_a_page_of_its_own(visitor: Visitor) -> None:
    page = visitor.reads("/", {**LATE, "ask-again": "arrived"})
    assert "Question 1, once more" in page
    assert "To sharpen it" not in page


def test_a_lead_that_is_tried_out_is_shown_without_further_questions(visitor: Visitor) -> None:
    page = visitor.loads("/", {**LATE, "if-sent_on": "2026-11-20"})
    assert "Wait." in page
    assert "To sharpen it" not in page
