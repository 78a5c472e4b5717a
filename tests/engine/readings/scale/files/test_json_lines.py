"""JSON lines are looked at before they are read: what is no lead is named with its line, and nothing is altered."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from followthrough.errors import LeadError
from followthrough.readings.scale.files import json_lines
from followthrough.readings.scale.files.json_lines import Lines, Own
from followthrough.readings.scale.files.source import LINE, ROW, Source

MIXED = """\
{"lead": 1, "called": "no", "tags": []}
{"called": null, "lead": 2.5, "tags": ["a"]}

{"lead": 3, "pay": {"from": 1}, "id": 7}
{"lead": 4, "called": true, "pay": {"to": 2}, "note": "as long as several parts together", "id": "eight"}
"""


def read(path: Path, own: Own = "types") -> pl.DataFrame:
    lines = Lines(Source(path), ["called"], own)
    frame = lines.rows().collect()
    return frame.rename({f"given {number}": name for number, name in enumerate(lines.names)}, strict=False)


@pytest.fixture(params=[1, 30, 1_000])
def mixed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(json_lines, "PART", request.param)
    path = tmp_path / "leads.jsonl"
    path.write_text(MIXED, encoding="utf-8")
    return path


def test_types_fit_the_values_of_all_parts_and_answers_are_texts(mixed: Path) -> None:
    rows = read(mixed)
    assert rows.columns == [ROW, "lead", "called", "tags", "pay", "id", "note"]
    assert rows[ROW].to_list() == [1, 2, 4, 5]
    assert rows["lead"].to_list() == [1, 2.5, 3, 4]
    assert rows["called"].to_list() == ["no", None, None, "true"]
    assert rows["tags"].to_list() == [[], ["a"], None, None]
    assert rows["pay"].to_list() == [None, None, {"from": 1, "to": None}, {"from": None, "to": 2}]
    assert rows["id"].to_list() == [None, None, "7", "eight"]


def test_texts_are_read_where_no_types_are_wanted(mixed: Path) -> None:
    assert read(mixed, "texts")["lead"].to_list() == ["1", "2.5", "3", "4"]


def test_what_stays_in_its_line_is_not_read(mixed: Path) -> None:
    rows = read(mixed, "lines")
    assert rows.columns == [ROW, LINE, "called"]
    assert rows[LINE].to_list() == [line for line in MIXED.splitlines() if line]


def test_what_a_plan_asks_for_is_all_that_is_read(mixed: Path) -> None:
    rows = Lines(Source(mixed), ["called"], "types").rows()
    whole = rows.collect()
    assert rows.select("given 3", "given 0").collect().equals(whole.select("given 3", "given 0"))
    assert rows.filter(pl.col("given 0") > 2).collect().equals(whole.filter(pl.col("given 0") > 2))
    assert rows.head(3).filter(pl.col("given 0") > 2).collect().equals(whole.head(3).filter(pl.col("given 0") > 2))
    assert rows.tail(1).collect(engine="streaming")[ROW].to_list() == [5]


@settings(derandomize=True, deadline=None, max_examples=60)
@drawn(length=st.integers(0, 5), part=st.integers(1, 400))
def test_no_row_is_lost_or_read_twice_wherever_parts_end(
    length: int, part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "numbers.jsonl"
    path.write_text("".join(f'{{"n": {number * 10**length}}}\n' for number in range(40)).rstrip("\n"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(json_lines, "PART", part)
        assert read(path)["n"].to_list() == [number * 10**length for number in range(40)]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{"a": 1, "a": 2}', "has the key 'a' twice; keep one of the two"),
        ('{"a" : 1, "b": "at 12:30", "a" : 2}', "has the key 'a' twice; keep one of the two"),
        ('{"a": 1, "\\u0061": 2}', "has the key 'a' twice; keep one of the two"),
        ('{"mine": [{"b": 1, "b": 2}]}', "has the key 'b' twice; keep one of the two"),
        ('{"a": ' + "[" * 5_000 + "]" * 5_000 + "}", "is nested more than 100 deep; flatten it"),
        ('{"a": NaN}', "has NaN, which is not a number in JSON; write null"),
        ('{"a": -Infinity}', "has -Infinity, which is not a number in JSON; write null"),
        ('{"a": 1e999}', "has a number that is too large; put it in quotes"),
        ('{"a": "\\ud83d"}', "has half of a character, \\ud83d; write both halves, or the character itself"),
        ('["yes"]', "is a list and not an object; write each object on a line of its own, without brackets"),
        ("7", 'is not an object; write {"question": "answer", ...}'),
        ('{"a": 1}, {"a": 2}', "has something after its object; write one object to a line"),
        ('{"a": ', "ends before its object does; write each object on one line, and close it with }"),
        ("{'a': 1}", "is not JSON at character 2; write one object to a line, names and texts in double quotes"),
        ('{"a": "\\"b\\": 1"}', None),
        ('{"a": {"b": 1}, "b": "c:d"}', None),
        ('{"a": "' + "[" * 200 + '"}', None),
    ],
)
def test_a_line_that_is_no_lead_is_told_with_its_number(tmp_path: Path, line: str, wrong: str | None) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f'{{"a": 0}}\n\n{line}\n', encoding="utf-8")
    if wrong is None:
        assert read(path, "lines").height == 2
    else:
        with pytest.raises(LeadError) as refused:
            read(path)
        assert str(refused.value) == f"{path}, row 3: {wrong}"


def test_a_json_text_over_many_lines_is_told_as_one(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('[\n {"a": 1},\n {"a": 2}\n]\n')
    with pytest.raises(LeadError, match=r"in\.jsonl: is one JSON text over many lines; write one object to a line$"):
        read(path)


def test_of_many_lines_that_are_no_leads_the_first_are_told(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("[]\n" * 30)
    with pytest.raises(LeadError, match="30 lines are not leads, the first 20 as follows") as refused:
        read(path)
    assert len(refused.value.problems) == 21


def test_marks_and_line_ends_of_other_systems_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\r\n')
    assert read(path).rows() == [(1, 1), (3, 2)]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["1", "2"], [1, 2]),
        (["1", "true"], ["1", "true"]),
        (["12345678901234567890123", "1"], ["12345678901234567890123", "1"]),
        (["null", "null"], [None, None]),
        (["false", "null"], [False, None]),
    ],
)
def test_a_column_has_the_narrowest_type_that_holds_its_values(
    tmp_path: Path, values: list[str], kept: list[Any]
) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(f'{{"mine": {value}}}\n' for value in values))
    assert read(path)["mine"].to_list() == kept


def test_lists_and_texts_in_one_column_are_told_where_types_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"mine": {"a": 1}}\n{"mine": "text"}\n')
    with pytest.raises(LeadError, match="no one type of column can hold what is in 'mine'; write to a file that"):
        read(path)
    assert read(path, "lines").height == 2
