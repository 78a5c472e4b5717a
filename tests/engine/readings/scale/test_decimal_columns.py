"""Columns of numbers with decimals say row by row what a single lead says, whatever type holds them."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bases.reset import BASES
from followthrough import LeadError, advise, advise_frame, load
from followthrough.advising.files import advise_file

BASE = load(BASES / "good" / "money")
TODAY = date(2026, 11, 26)
RENTS: Sequence[str | None] = (
    *("0", "123.49", "123.5", "123.50", "499.99", "500", "5000.5", "5000.51", "-0.01", "0.3", "0.7", "1.1", "2.3"),
    *("123.495", "123.4900001", "4999.999", "1e3", "9007199254740993", None),
)


def alone(rent: object) -> tuple[Any, bool]:
    """Return the band of a lead, and whether it is faulty."""
    if rent is None:
        return None, True
    try:
        return advise(BASE, {"rent": rent, "savings": None, "paid": 0}, today=TODAY).value("band"), False
    except LeadError:
        return None, True


def in_columns(rents: pl.Series) -> list[tuple[Any, bool]]:
    frame = pl.DataFrame({"rent": rents, "paid": [0] * len(rents)})
    advised = advise_frame(BASE, frame, today=TODAY)
    return [(row["band"], row["fault"] is not None) for row in advised.to_dicts()]


@pytest.mark.parametrize(
    ("dtype", "of"),
    [(pl.Float64(), float), (pl.Decimal(38, 2), Decimal), (pl.Decimal(38, 10), Decimal), (pl.Float32(), float)],
    ids=str,
)
def test_a_column_says_what_single_leads_say(dtype: pl.DataType, of: type) -> None:
    column = pl.Series([None if one is None else of(one) for one in RENTS], dtype=dtype)
    told = column.to_list()
    if dtype == pl.Float32:  # a short float is read as the decimal that it is written as
        told = [None if one is None else one for one in column.cast(pl.String).to_list()]
    expected = [alone(float(one) if isinstance(one, str) else one) for one in told]
    assert in_columns(column) == expected
    assert {band for band, _ in expected} >= {"low", "middle", "high", None}


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int64, pl.UInt8, pl.UInt64, pl.Int128])
def test_whole_numbers_are_whole_pounds(dtype: pl.DataType) -> None:
    numbers = [one for one in (0, 123, 124, 200, 500, 5000, 5001, 2**62) if one < 2**7 or dtype not in (pl.Int8,)]
    column = pl.Series(numbers, strict=False).cast(dtype, strict=False)
    assert in_columns(column) == [alone(one) for one in column.to_list()]


def test_every_number_of_two_decimals_is_what_it_is_as_a_float() -> None:
    pennies = range(0, 60_000, 7)
    column = pl.Series([penny / 100 for penny in pennies])
    assert [band for band, _ in in_columns(column)] == [
        "low" if penny < 12350 else "middle" if penny < 50000 else "high" for penny in pennies
    ]


def test_a_file_may_have_numbers_as_people_write_them(tmp_path: Path) -> None:
    rents = ["£123.49", "123,50", "1 234,50", "1,234.5", "GBP 500 a month"]
    lines = "".join(f'"{rent}",0\n' for rent in rents)
    (tmp_path / "in.csv").write_text(f"rent,paid\n{lines}", encoding="utf-8")
    advise_file(BASE, tmp_path / "in.csv", tmp_path / "out.csv", today=TODAY)
    assert pl.read_csv(tmp_path / "out.csv")["band"].to_list() == ["low", "middle", "high", "high", "high"]


@pytest.mark.parametrize("rent", ["1,234", "123.505", "$5", "5000.51", "much"])
def test_a_number_that_cannot_be_is_told_with_its_row(rent: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f'rent,paid\n100,0\n"{rent}",0\n', encoding="utf-8")
    with pytest.raises(LeadError, match=r"row 2.*rent cannot be"):
        advise_file(BASE, tmp_path / "in.csv", tmp_path / "out.csv", today=TODAY)


def test_json_lines_and_rows_that_lack_answers_keep_the_pennies(tmp_path: Path) -> None:
    lines = (
        '{"rent": 499.99, "paid": 0}\n{"rent": "500.00", "savings": "16000,01"}\n{"savings": 16000.01, "paid": 0.01}\n'
    )
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    advise_file(BASE, tmp_path / "in.jsonl", tmp_path / "out.jsonl", today=TODAY)
    rows = pl.read_ndjson(tmp_path / "out.jsonl")
    assert rows["band"].to_list() == ["middle", "high", None]
    assert rows["step"].to_list() == ["ask for a grant", "use your savings", "use your savings"]
    assert rows["rent"].to_list()[1] == "500.00"
