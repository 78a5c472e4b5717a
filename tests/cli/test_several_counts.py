"""Of a date with several counts, any of them may be told, one after the other, and in a file one of them."""

from pathlib import Path

import pytest

from bases.reset import BASES
from cli.running import followthrough
from two_counts import written

ON = ("--on", "2026-11-22")


@pytest.fixture
def base(tmp_path: Path) -> tuple[str, Path]:
    return "--base", written(tmp_path / "base")


@pytest.mark.parametrize("answer", ["days_late=2", "days_left=0", "answer_by=2026-11-20"])
def test_an_answer_replaces_each_way_in_which_the_day_was_told(
    answer: str, base: tuple[str, Path], tmp_path: Path
) -> None:
    lead = tmp_path / "lead.yaml"
    lead.write_text("days_left: 5\ndays_late: -5\n")
    done = followthrough("advise", lead, "-a", answer, *base, *ON)
    assert (done.status, done.err) == (0, "")
    assert ("Give your answer." if answer == "days_left=0" else "Say that you are sorry.") in done.out


def test_two_counts_told_together_must_fit(base: tuple[str, Path]) -> None:
    both = followthrough("advise", "-a", "days_left=0", "-a", "days_late=3", *base, *ON)
    assert "Say that you are sorry." in both.out
    none = followthrough("advise", "-a", "days_left=2", "-a", "days_late=3", *base, *ON)
    assert "is late” is 3, which no day has of which “How many days are left” is 2" in none.err


@pytest.mark.parametrize(
    ("header", "row", "columns"),
    [
        ("days_left,days_late", "5,-5", "'days_left' and 'days_late' both"),
        ("Days left,answer_by", "5,2026-11-27", "'answer_by' and 'Days left' both"),
        ("answer_by,days_left,days_late", "2026-11-27,5,-5", "'answer_by', 'days_left' and 'days_late' all"),
    ],
)
def test_several_columns_for_one_day_are_refused_by_their_names(
    header: str, row: str, columns: str, base: tuple[str, Path], tmp_path: Path
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text(f"{header}\n{row}\n")
    done = followthrough("batch", leads, "-o", tmp_path / "out.csv", *base, *ON)
    assert done.err.startswith(f"{leads}: the columns {columns} tell the same day; keep one of them (")


def test_a_column_of_days_between_dates_is_kept_and_said_not_to_be_read(tmp_path: Path) -> None:
    leads, maternity = tmp_path / "leads.csv", BASES / "published" / "maternity-pay-dates"
    leads.write_text("started_on,week_begins_on,Days employed\n2010-01-01,2011-11-05,3\n")
    done = followthrough("batch", leads, "-o", tmp_path / "out.csv", "--base", maternity, *ON)
    assert "'Days employed' was not read: days_employed follows from started_on and week_begins_on" in done.err


def test_why_a_day_is_asked_for_is_told_in_real_days(base: tuple[str, Path]) -> None:
    said = " ".join(followthrough("ask", *base, *ON, typed="?\n").out.split())
    assert "Sunday 22 November 2026 to Wednesday 25 November 2026: “Give your answer”" in said
    assert "Thursday 26 November 2026 or later: “Think it over”" in said
    assert "January" not in said
