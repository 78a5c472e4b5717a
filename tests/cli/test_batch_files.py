"""`batch` on files as people, spreadsheets and programs write them: read rightly, or refused in our words."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from cli.running import followthrough
from followthrough.errors import LeadError
from followthrough_cli.batch import only_our_words
from followthrough_cli.terminal import Terminal
from random_files import outcome, random_file
from random_files import small_base as base_with_all_kinds

TODAY = date(2026, 11, 22)
UPCOMING = {"interview": "upcoming", "want_it": "yes"}
DONE = {
    "interview": "done",
    "want_it": "yes",
    "heard_back": "nothing",
    "told_rank": "not told",
    "focusing_on": "not said",
    "day_named": "no",
    "thank_you": "sent",
    "forgot_something": "no",
    "material": "sent",
    "second_letter": "not sent",
    "called": "no",
    "other_messages": "none",
    "thanked_on": "unknown",
    "others_being_seen": "unknown",
    "interest_shown": "unknown",
    "great_interview": "unknown",
    "hard_to_please": "unknown",
    "qualified": "unknown",
    "other_leads": "unknown",
    "they_write_by": "unknown",
}


def batch(source: Path, *arguments: object, out: str = "out.csv") -> tuple[int, str, str]:
    done = followthrough("batch", source, "-o", source.parent / out, *arguments, "--on", TODAY)
    return done.status, " ".join(done.out.split()), done.err


def of(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def table(folder: Path, **columns: Sequence[Any] | pl.Series) -> Path:
    """Write a Parquet file of leads whose interview is behind them, with these columns too."""
    height = len(next(iter(columns.values())))
    others = {name: [value] * height for name, value in DONE.items() if name not in columns}
    pl.DataFrame({"lead": list(range(height)), **others, **columns}).write_parquet(folder / "in.parquet")
    return folder / "in.parquet"


# No row is lost


def test_a_file_in_which_quotes_hide_rows_is_refused_whatever_is_kept(tmp_path: Path) -> None:
    text = (
        'lead,interview,want_it,size\na,upcoming,yes,3" by 5\nb,upcoming,yes,any\nc,upcoming,yes,4"\nd,upcoming,yes,x\n'
    )
    for keep in ([], ["--keep", "lead"]):
        status, out, err = batch(of(tmp_path, "in.csv", text), *keep)
        assert (status, out) == (2, "")
        assert err.startswith(
            f"{tmp_path / 'in.csv'}:2, row 1: has a quote in 'size' that does not enclose the whole cell;"
        )


@pytest.mark.parametrize("seed", range(60))
def test_rows_in_are_rows_advised_on_and_rows_told(seed: int, tmp_path: Path) -> None:
    random = Random(-seed)
    outcome(random_file(random), base_with_all_kinds(), tmp_path, random)


def test_a_title_and_a_header_spelt_otherwise_are_understood_and_told(tmp_path: Path) -> None:
    text = "Leads of November;;\n\nLead;Interview;Want it\nthe museum;Upcoming;TRUE\n"
    status, out, err = batch(of(tmp_path, "in.csv", text.encode("utf-16")))
    assert status == 0
    assert out.startswith(f"1 lead advised on in {tmp_path / 'out.csv'}.")
    assert "line 3 was read as the header, and what stands above it was left out; remove it if that is wrong" in err
    assert "the column 'Want it' was read as want_it; rename it if that is wrong" in err
    written = pl.read_csv(tmp_path / "out.csv")
    assert written.select("Lead", "Interview", "Want it").rows() == [("the museum", "Upcoming", True)]


def test_a_tracker_of_another_kind_is_refused_with_the_columns_that_it_has(tmp_path: Path) -> None:
    text = "My search\nFirma;Stelle;Interviewed am;Status\nBäckerei;Bäcker;18.11.2026;offen\n"
    status, _, err = batch(of(tmp_path, "in.csv", text))
    assert status == 2
    lines = [line.removeprefix(f"{tmp_path / 'in.csv'}: ") for line in err.splitlines()]
    assert lines == [
        "has the columns 'Firma', 'Stelle', 'Interviewed am', 'Status' (read with semicolons between cells, and line 2 "
        "as the header); name columns after the questions that they answer (perhaps 'Interviewed am' is "
        "interviewed_on); others are kept",
    ]


def test_a_file_of_empty_objects_has_no_columns(tmp_path: Path) -> None:
    status, _, err = batch(of(tmp_path, "in.jsonl", "{}\n{}\n"))
    assert status == 2
    assert err.startswith(
        f"{tmp_path / 'in.jsonl'}: has no columns; name columns after the questions that they answer;"
    )


def test_two_columns_that_could_both_be_a_question_are_refused(tmp_path: Path) -> None:
    status, _, err = batch(of(tmp_path, "in.csv", "Interview,interview ,want_it\nupcoming,done,yes\n"))
    assert status == 2
    assert (
        "the columns 'Interview' and 'interview ' could both be interview; name one of them interview, and the " in err
    )


# What types mean


@pytest.mark.parametrize(
    ("columns", "next_step"),
    [
        ({"day_named": [False, False]}, None),
        ({"interview": pl.Series(["Done", " done"], dtype=pl.Categorical)}, None),
        ({"days_since_interview": [Decimal("12.0"), Decimal("21.0")]}, ["a", "b"]),
        ({"days_since_interview": [timedelta(days=12), timedelta(days=21)]}, ["a", "b"]),
        ({"days_since_interview": ["12.0", " 21,0 "]}, ["a", "b"]),
        ({"interviewed_on": [datetime(2026, 11, 10, 23, 30), datetime(2026, 11, 1)]}, ["a", "b"]),
        (
            {
                "interviewed_on": pl.Series([datetime(2026, 11, 10, 23, 30)] * 2).dt.replace_time_zone(
                    "America/New_York"
                )
            },
            None,
        ),
        ({"interviewed_on": ["2026-11-10 00:00:00.000", "2026-11-10T23:30:00+01:00"]}, None),
    ],
)
def test_a_type_that_can_mean_one_thing_only_is_read(
    tmp_path: Path, columns: dict[str, Any], next_step: list[str] | None
) -> None:
    if not {"days_since_interview", "interviewed_on"} & columns.keys():
        columns = {**columns, "days_since_interview": [12, 12]}
    source = table(tmp_path, **columns)
    assert batch(source, "--keep", "lead", out="out.jsonl")[0] == 0
    advised = pl.read_ndjson(tmp_path / "out.jsonl")["next_step"].to_list()
    assert None not in advised
    expected = table(tmp_path, days_since_interview=[12, 21 if next_step else 12])
    assert batch(expected, "--keep", "lead", out="expected.jsonl")[0] == 0
    assert advised == pl.read_ndjson(tmp_path / "expected.jsonl")["next_step"].to_list()


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        (
            {"called": [["no"]]},
            "row 1: the column called holds lists (\"['no']\"), not texts; make it a column of texts",
        ),
        ({"called": [b"no"]}, "row 1: the column called holds bytes (\"b'no'\"), not texts; make it a column of texts"),
        ({"called": [None, 1]}, "row 2: the column called holds whole numbers ('1'), not texts; make it a column of "),
        ({"called": [True]}, "row 1: the column called holds true and false ('True'), not texts; make it a column of "),
        (
            {"interviewed_on": [1_762_732_800]},
            "row 1: the column interviewed_on holds whole numbers ('1762732800'), not dates; make it a column of dates",
        ),
        (
            {"days_since_interview": [12.5]},
            "row 1: days_since_interview cannot be '12.5'; write a whole number from 0 to 365 (days)",
        ),
        (
            {"days_since_interview": [timedelta(hours=30)]},
            "row 1: days_since_interview cannot be '1d 6h'; write a whole number from 0 to 365 (days)",
        ),
        (
            {"interviewed_on": pl.Series([8_000_000]).cast(pl.Date)},
            "row 1: interviewed_on cannot be read: '+23873-04-04' is not a day; write ",
        ),
        ({"called": pl.Series([8_000_000]).cast(pl.Date)}, "row 1: the column called holds dates, not texts; make it"),
        ({"day_named": ["1"]}, "row 1: day_named cannot be '1'; write one of: 'yes', 'no'"),
    ],
)
def test_a_type_that_holds_no_answer_is_told_as_what_it_is(tmp_path: Path, columns: dict[str, Any], wrong: str) -> None:
    if not {"days_since_interview", "interviewed_on"} & columns.keys():
        columns = {**columns, "days_since_interview": [12] * len(next(iter(columns.values())))}
    status, _, err = batch(table(tmp_path, **columns), out="out.parquet")
    assert status == 2
    assert err.startswith(f"{tmp_path / 'in.parquet'}, {wrong}")


def test_a_column_that_has_nothing_in_it_may_be_of_any_type(tmp_path: Path) -> None:
    empty = pl.Series([None], dtype=pl.List(pl.String))
    source = table(tmp_path, days_since_interview=[12], other_leads=empty, interest_shown=[float("nan")])
    assert batch(source, out="out.parquet")[0] == 0


# Columns of the person's own


def test_no_column_of_ones_own_is_overwritten_whatever_it_is_called(tmp_path: Path) -> None:
    own = {
        "reason": "a friend works there",
        "row": "007",
        "followthrough row": " x ",
        "followthrough given x": '"q"',
        "given 0": "",
        "followthrough 0": "1,5",
        "*": "two\nlines",
        "^.*$": "t\tt",
    }
    good, bad = {**own, **UPCOMING}, {**own, **UPCOMING, "want_it": "maybe"}
    pl.DataFrame([good, bad]).write_csv(tmp_path / "in.csv")
    assert batch(tmp_path / "in.csv", "--set-aside", tmp_path / "aside.csv")[0] == 0
    for name, lead in (("out.csv", good), ("aside.csv", bad)):
        written = pl.read_csv(tmp_path / name, infer_schema=False).fill_null("")
        assert {column: written[column].to_list() for column in lead} == {
            column: [cell] for column, cell in lead.items()
        }
    reasons = pl.read_csv(tmp_path / "aside.csv", infer_schema=False)["reason 2"].to_list()
    assert reasons == ["row 2: want_it cannot be 'maybe'; did you mean 'unsure'?"]


def test_a_column_that_the_output_cannot_hold_is_named_before_anything_is_written(tmp_path: Path) -> None:
    source = of(tmp_path, "in.jsonl", json.dumps({**UPCOMING, "mine": {"a": [1]}}) + "\n")
    status, _, err = batch(source)
    assert (status, sorted(path.name for path in tmp_path.iterdir())) == (2, ["in.jsonl"])
    assert err == (
        f"{tmp_path / 'out.csv'}: CSV cannot hold the column 'mine', which has objects in it; name those to keep with "
        "--keep, or write to a file that ends in .parquet or .jsonl\n"
    )
    assert batch(source, "--keep", "interview")[0] == 0
    assert batch(source, out="out.parquet")[0] == 0
    assert pl.read_parquet(tmp_path / "out.parquet")["mine"].to_list() == [{"a": [1]}]


def test_a_line_of_json_comes_back_as_it_stands_with_the_advice_behind(tmp_path: Path) -> None:
    lines = [
        '{"interview": "upcoming", "want_it": true, "id": 1.10, "mine": [1, {"b":  null}] }',
        '{"want_it":"NO","interview":"upcoming","id":12345678901234567890,"late":"\\u00e9"}',
    ]
    source = of(tmp_path, "in.jsonl", "\ufeff" + "\r\n".join(lines))
    assert batch(source, out="out.jsonl")[0] == 0
    written = (tmp_path / "out.jsonl").read_text().splitlines()
    for line, given in zip(written, lines, strict=True):
        assert line.startswith(given.removesuffix("}").rstrip() + ',"stance":')
        assert json.loads(line)["conflict"] is None
    batch(source, "--keep", "id", "--keep", "mine", out="kept.jsonl")
    kept = (tmp_path / "kept.jsonl").read_text().splitlines()
    assert [line.split(',"stance"')[0] for line in kept] == [
        '{"id":1.10,"mine":[1, {"b":  null}]',
        '{"id":12345678901234567890',
    ]


def test_numbers_of_json_lines_stand_in_csv_as_they_stood(tmp_path: Path) -> None:
    rows = [{**UPCOMING, "id": 1}, {**UPCOMING, "id": 2.5}, {**UPCOMING, "id": "007"}, {**UPCOMING, "id": True}]
    source = of(tmp_path, "in.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert batch(source)[0] == 0
    assert pl.read_csv(tmp_path / "out.csv", infer_schema=False)["id"].to_list() == ["1", "2.5", "007", "true"]


# Files that are something else


PARQUET = b"PAR1" + b"\x15\x04" * 20


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("in.parquet", PARQUET, "in.parquet: is a Parquet file without its end; copy it, or write it, once more"),
        ("in.parquet", PARQUET + b"PARE", "in.parquet: is an encrypted Parquet file; decrypt it first"),
        ("in.parquet", PARQUET + b"PAR1", "in.parquet: cannot be read as Parquet: it is damaged, or of a kind that ca"),
        ("in.csv", PARQUET, "in.csv: is a Parquet file; rename it, so that it ends in .parquet"),
        ("in.csv", b"PK\x03\x04...", "in.csv: is a workbook, or a ZIP archive; save the sheet as CSV, or unpack the "),
        ("in.csv", b"\x1f\x8b...", "in.csv: is compressed (gzip); unpack it first"),
        ("in.csv", b'{"interview": "upcoming"}\n', "in.csv: is JSON; write one object to a line, in a file that ends "),
        ("in.csv.gz", b"\x1f\x8b...", "in.csv.gz: ends in '.gz'; unpack it first"),
        ("in.tsv", b"interview\n", "in.tsv: ends in '.tsv'; rename it to .csv: tabs between cells are understood"),
        ("in.jsonl", b'[{"interview": "upcoming"}]\n', "in.jsonl, row 1: is a list and not an object; write each "),
    ],
)
def test_a_file_that_is_something_else_is_told_as_what_it_is(
    tmp_path: Path, name: str, content: bytes, wrong: str
) -> None:
    status, out, err = batch(of(tmp_path, name, content))
    assert (status, out) == (2, "")
    assert f"/{wrong}" in err
    assert len(err.splitlines()) == 1


def test_an_ending_may_have_capitals_and_a_name_any_character(tmp_path: Path) -> None:
    assert batch(of(tmp_path, "IN [1]*?.CSV", "interview,want_it\nupcoming,yes\n"))[0] == 0
    pl.DataFrame([UPCOMING]).write_parquet(tmp_path / "a=1 [2].PARQUET")
    assert batch(tmp_path / "a=1 [2].PARQUET", "--force")[0] == 0


def test_a_parquet_file_without_rows_is_advised_on(tmp_path: Path) -> None:
    pl.DataFrame([UPCOMING]).clear().write_parquet(tmp_path / "in.parquet")
    assert batch(tmp_path / "in.parquet")[1] == f"0 leads advised on in {tmp_path / 'out.csv'}."


def test_what_libraries_print_of_a_crash_does_not_reach_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    with open(2, "w", closefd=False) as screen:
        terminal = Terminal(sys.stdout, screen)

        def crash() -> None:
            with only_our_words(terminal):
                os.write(2, b"thread panicked\n")
                terminal.note("a note while it works")
                raise LeadError([])

        with pytest.raises(LeadError):
            crash()
        terminal.note("another one afterwards")
        assert terminal.err is screen
    assert capfd.readouterr().err == "a note while it works\nanother one afterwards\n"
