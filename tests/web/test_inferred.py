"""What the pages say of rules that are inferred from their passages."""

from pathlib import Path

import pytest

from bases.reset import BASES
from web.visiting import Visitor


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "steps"))


def test_the_reasons_say_what_is_inferred_and_not_said(visitor: Visitor) -> None:
    page = visitor.asks("/reasons?paid_back=no&wrote=yes&wrote_on=2026-11-20&called=no").text
    assert "the advice desk, d2</a>, in our words, from which this is inferred" in page
    assert "the advice desk d2, inferred</span>" in page


def test_the_page_of_a_rule_says_whether_it_is_inferred_and_when_it_is_due(visitor: Visitor) -> None:
    page = visitor.asks("/rule/give-them-time").text
    assert "the advice desk, d2</a>, in our words, from which this is inferred" in page
    assert "<dt>due</dt><dd>when days_since_letter is 14</dd>" in page
    assert "inferred" not in visitor.asks("/rule/remind-them").text
