"""JSON lines read a part at a time say what they say when read as a whole."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.batch import json_lines
from followthrough.batch.json_lines import scan_json_lines

MIXED = """\
{"lead": 1, "called": "no", "tags": []}
{"called": null, "lead": 2.5, "tags": ["a"]}

{"lead": 3, "pay": {"from": 1}}
{"lead": 4, "called": true, "pay": {"to": 2}, "note": "as long as several parts together"}
"""


@pytest.fixture(params=[1, 30, 1_000])
def mixed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(json_lines, "PART", request.param)
    path = tmp_path / "leads.jsonl"
    path.write_text(MIXED, encoding="utf-8")
    return path


def test_columns_and_types_fit_the_values_of_all_parts(mixed: Path) -> None:
    whole = pl.read_ndjson(mixed, infer_schema_length=None)
    assert whole.columns == ["lead", "called", "tags", "pay", "note"]
    assert scan_json_lines(mixed).collect().equals(whole)


def test_what_a_plan_asks_for_is_all_that_is_read(mixed: Path) -> None:
    whole = pl.read_ndjson(mixed, infer_schema_length=None)
    rows = scan_json_lines(mixed)
    assert rows.select("pay", "lead").collect().equals(whole.select("pay", "lead"))
    assert rows.filter(pl.col("lead") > 2).collect().equals(whole.filter(pl.col("lead") > 2))
    assert rows.head(3).filter(pl.col("lead") > 2).collect().equals(whole.head(3).filter(pl.col("lead") > 2))
    assert rows.with_row_index().tail(1).collect(engine="streaming")["index"].to_list() == [3]


@given(length=st.integers(0, 5), part=st.integers(1, 400))
def test_no_row_is_lost_or_read_twice_wherever_parts_end(
    length: int, part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.jsonl"
    path.write_text("".join(f'{{"n": {number * 10**length}}}\n' for number in range(40)).rstrip("\n"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_lines, "PART", part)
        assert scan_json_lines(path).collect()["n"].to_list() == [number * 10**length for number in range(40)]
