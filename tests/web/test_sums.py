"""What the pages say of sums of points."""

from pathlib import Path

import pytest

from bases.reset import BASES
from web.visiting import Visitor


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "points"))


def text_of(page: str) -> str:
    return " ".join(page.split())


def test_a_shown_sum_is_told_with_its_points_one_by_one(visitor: Visitor) -> None:
    page = text_of(visitor.asks("/reasons?loved=yes&rust=frame&flats=2&brakes=yes&bought_on=unknown").text)
    assert "<p>2 points</p>" in page
    assert '<span class="value">+3</span> <span class="fact">Is it loved?</span> <span class="value">yes</span>' in page
    assert (
        '<span class="value">-2</span> <span class="fact">What is wrong with it:</span> <span class="value">4</span>'
        in page
    )


def test_what_a_rule_rests_on_is_opened_down_to_the_points_of_a_sum(visitor: Visitor) -> None:
    page = text_of(visitor.asks("/reasons?loved=no&rust=frame&flats=2&brakes=yes&bought_on=unknown").text)
    assert '<summary><span class="fact">What is wrong with it:</span> <span class="value">4</span></summary>' in page


def test_a_sum_that_is_open_says_from_how_few_to_how_many_points_it_can_come(visitor: Visitor) -> None:
    page = text_of(visitor.asks("/?loved=yes&rust=unknown").text)
    assert "points, depending on further answers" in page
