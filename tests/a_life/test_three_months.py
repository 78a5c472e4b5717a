"""A job hunt of three months with 25 leads, lived through the commands that a person types."""

from datetime import date
from pathlib import Path

from a_life.life import Life, story_at


def test_what_was_said_in_three_months_is_kept_and_each_step_to_come_is_in_the_calendar_with_its_alarm(
    tmp_path: Path,
) -> None:
    life = Life(tmp_path, story_at())
    *_, last = life.live()
    assert (last.day, len(life.known.answers), len(life.known.gone)) == (date(2026, 12, 20), 25, 12)
    assert life.canceled
