"""Answers in a file that has a date and its count."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from followthrough.advising.files import advise_file
from random_files import small_base

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_what_is_no_number_contradicts_no_date(nothing: float | None, tmp_path: Path) -> None:
    days = pl.Series([nothing, 2.0, 3.0], dtype=pl.Float64)
    leads = pl.DataFrame({"seen_on": [date(2026, 11, 20)] * 3, "days_since_seen": days, "weight": [3] * 3})
    leads.write_parquet(tmp_path / "in.parquet")
    done = advise_file(
        small_base(), tmp_path / "in.parquet", tmp_path / "out.csv", today=TODAY, set_aside=tmp_path / "aside.csv"
    )
    assert (done.advised, done.set_aside) == (2, 1)
