"""What is compiled of a base is kept by what the base says, and what was asked before makes no difference."""

from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough import kept_files, next_question
from followthrough.errors import NotSettled
from followthrough.format.load import load
from followthrough.readings.prove import outcomes, remaining
from followthrough.readings.prove.outcomes import Outcomes
from followthrough.readings.prove.remaining import compiled
from random_bases import TODAY

PARCEL = BASES / "good" / "parcel-flow"


def test_a_base_that_is_loaded_again_is_not_compiled_again() -> None:
    one, other = load(PARCEL), load(PARCEL)
    assert compiled(one, one.default_counsel) is compiled(other, other.default_counsel)


def test_what_is_compiled_anew_asks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    base = load(PARCEL)
    leads: list[dict[str, object]] = [{}, {"dangerous": "no"}, {"dangerous": "no", "weight": 1}, {"dangerous": "yes"}]
    before = [next_question(base, lead, today=TODAY) for lead in leads]
    made = compiled(base, base.default_counsel)
    assert made is not None
    outcomes = made.outcomes
    monkeypatch.setattr(remaining, "MOST_KEPT", 0)
    assert [next_question(base, lead, today=TODAY) for lead in reversed(leads)] == before[::-1]
    assert made.outcomes is not outcomes


def test_days_between_dates_are_not_compiled() -> None:
    base = load(BASES / "good" / "days-between")
    assert compiled(base, base.default_counsel) is None


def test_what_would_become_too_large_is_given_up_early(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(kept_files.VARIABLE, str(tmp_path))  # that it was given up is kept, too
    base = load(PARCEL)
    assert Outcomes(base, base.default_counsel).parts
    monkeypatch.setattr(outcomes, "NODES_BEFORE_A_GUESS", 0)
    monkeypatch.setattr(outcomes, "MOST_GUESSED", 10)
    with pytest.raises(NotSettled, match="not likely to be told"):
        Outcomes(base, base.default_counsel)
