"""Thirty situations written down from the two texts alone: the shipped rules advise what is expected there."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from followthrough import Advice, load
from followthrough.format.conditions import values_of
from followthrough.format.days import day_of
from followthrough.leads.standing import as_it_stands

TODAY = date(2026, 11, 26)
SITUATIONS = yaml.load((Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
COUNSELS = ("wolfe", "jobfairy")


def test_there_are_thirty_situations_and_each_expects_something_of_both_counsels():
    assert len(SITUATIONS) == 30
    assert all(one[counsel] for one in SITUATIONS for counsel in COUNSELS)


@pytest.mark.parametrize("counsel", COUNSELS)
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda one: one["situation"])
def test_the_advice_is_what_the_texts_lead_one_to_expect(situation: dict[str, Any], counsel: str):
    expected = dict(situation[counsel])
    advice = as_it_stands(load(), situation["lead"], counsel=counsel, today=TODAY)
    due, never = expected.pop("due", None), expected.pop("never", {})
    assert {concept: _found(advice, concept, values) for concept, values in expected.items()} == expected
    assert due is None or advice.due("next_step", str(advice.value("next_step"))) == day_of(due, TODAY)
    assert not any(value in values_of(advice.value(concept)) for concept, value in never.items())


def _found(advice: Advice, concept: str, expected: str | list[str]) -> Any:
    """Return the value of a concept; of several, those among them that are expected."""
    if isinstance(expected, str):
        return advice.value(concept)
    return [value for value in expected if value in values_of(advice.value(concept))]
