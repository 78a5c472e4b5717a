"""CSV as people and programs write it: every row is there, or is named with what is wrong with it."""

import re
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from followthrough.errors import LeadError
from followthrough.readings.scale.files import csv_files
from followthrough.readings.scale.files.csv_files import scan_csv
from followthrough.readings.scale.files.dialect import dialect_of
from followthrough.readings.scale.files.formats import reading
from followthrough.readings.scale.files.source import ROW, Source


def read(path: Path, content: str | bytes) -> list[tuple[object, ...]]:
    """Write a file and read it: the number of each row, and its cells."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    source = Source(path)
    with reading(source):
        return scan_csv(source, dialect_of(path, ["want_it", "called"])).collect().rows()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "in.csv"


# How a file is written


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_separators_line_ends_and_encodings_of_all_systems_are_read_alike(
    path: Path, separator: str, line_end: str, encoding: str
) -> None:
    rows = [["lead", "want_it"], ["Gespräch 1", "yes"], ['"' + line_end, separator]]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' if len(cell) < 4 else cell for cell in row] for row in rows]
    text = "".join(separator.join(row) + line_end for row in quoted)
    assert read(path, text.encode(encoding)) == [(1, "Gespräch 1", "yes"), (2, '"' + line_end, separator)]


def test_line_ends_may_differ_within_a_file(path: Path) -> None:
    text = 'lead,want_it\ra,yes\r\nb,"y\res"\nc,no\r\rd,no'
    assert read(path, text) == [(1, "a", "yes"), (2, "b", "y\res"), (3, "c", "no"), (5, "d", "no")]


@pytest.mark.parametrize("blank", ["", ",", "  ", "\t"])
def test_blank_rows_are_passed_over_and_counted(path: Path, blank: str) -> None:
    assert read(path, f"lead,want_it\n{blank}\na,yes\n{blank}\nb,no\n{blank}\n") == [(2, "a", "yes"), (4, "b", "no")]


@pytest.mark.parametrize(
    "title", ["My leads\n", "sep=,\n", '"Leads, ""hot"" ones"\n\n2026-11-26,,\n', ",,\n", 'My 5" leads\n']
)
def test_titles_above_the_header_are_passed_over(path: Path, title: str) -> None:
    assert read(path, f"{title}lead,want_it,called\na,yes,no\n") == [(1, "a", "yes", "no")]


@pytest.mark.parametrize("name", ['5" screen', 'a "b"', '"a" b', '"a"b"'])
def test_a_header_with_a_stray_quote_is_refused(path: Path, name: str) -> None:
    with pytest.raises(LeadError, match=r"in\.csv:1:1: has a quote in the header that does not enclose the whole name"):
        read(path, f"{name},want_it,called\na,yes,no\n")


def test_a_name_in_a_header_may_have_quotes_and_separators_in_quotes(path: Path) -> None:
    path.write_text('"5"" screen, black",want_it,"called",\na,yes,no,\n')
    assert dialect_of(path, ["want_it", "called"]).header == ['5" screen, black', "want_it", "called"]


def test_a_row_of_answers_is_no_header_though_one_is_named_like_a_question(path: Path) -> None:
    assert read(path, "name,step\na,called\n") == [(1, "a", "called")]


def test_separators_behind_the_last_cell_are_passed_over(path: Path) -> None:
    assert read(path, 'lead,want_it,\na,yes,\nb,"no",,\nc,no\n') == [(1, "a", "yes"), (2, "b", "no"), (3, "c", "no")]


def test_cells_come_back_as_they_stand_there(path: Path) -> None:
    text = 'lead,want_it\n007, yes \n"a ""b""","1,5\n2"\nNA,null\n#1,\n'
    assert [row[1:] for row in read(path, text)] == [
        ("007", " yes "),
        ('a "b"', "1,5\n2"),
        ("NA", "null"),
        ("#1", None),
    ]


# What cannot be read


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ('a,5" x\nb,z\nc,6" x\n', ":2, row 1: has a quote in 'want_it' that does not enclose the whole cell; put the "),
        ('a,x\n"b"c,x\n', ":3, row 2: has a quote in 'lead' that does not enclose the whole cell; put the cell in "),
        ('a,x\nb, "x"\n', ":3, row 2: has a quote in 'want_it' that does not enclose the whole cell; put the "),
        ('a,x\nb,"x\nc,x\n', ":3, row 2: opens a quote in 'want_it' that is never closed; close it, or remove it"),
        ('a,x\nb,"\nc,x\n', ":3, row 2: opens a quote in 'want_it' that is never closed; close it, or remove it"),
        ("a,x\n\nb\n", ":4, row 3: has 1 cell, and the header has 2; add the cells it lacks"),
        ('a,x\n"b\nb",x,y\n', ":3, row 2: has 3 cells, and the header has 2; put a cell with a separator in it in "),
        ("a,x,y\nb\n", ":2, row 1: has 3 cells, and the header has 2; "),
        (b'"a\n",x\nb,\xe9\n', ":4, row 2: is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)"),
        (b'a,x\n"b\n\xe9",x\n', ":3, row 2: is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)"),
    ],
)
@pytest.mark.parametrize("part", [1, 7, 1_000])
def test_a_row_that_cannot_be_read_is_told_with_its_number(
    path: Path, rows: str | bytes, wrong: str, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_files, "PART", part)
    with pytest.raises(LeadError) as refused:
        read(path, b"lead,want_it\n" + (rows.encode() if isinstance(rows, str) else rows))
    assert str(refused.value).startswith(f"{path}{wrong}")


def test_all_rows_with_too_many_or_too_few_cells_are_counted_and_the_first_told(path: Path) -> None:
    with pytest.raises(LeadError) as refused:
        read(path, "lead,want_it\n" + 15 * "a\nb,yes\nc,no,no\n")
    first, *others = map(str, refused.value.problems)
    assert first == f"{path}: 30 rows have too many or too few cells, the first 20 as follows; correct them"
    assert [other.partition(": ")[0] for other in others[:3]] == [f"{path}:{row + 1}, row {row}" for row in (1, 3, 4)]
    assert len(others) == 20


@pytest.mark.parametrize(
    ("header", "wrong"),
    [
        ("want_it,mine,mine", "two columns are named 'mine'; rename one of them"),
        ("want_it,,a,,b", "columns 2 and 4 have no name; name them, or remove them"),
        (b"want_it,\xe9", "is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)"),
    ],
)
def test_a_header_that_cannot_be_is_told_with_its_line(path: Path, header: str | bytes, wrong: str) -> None:
    with pytest.raises(LeadError) as refused:
        read(path, b"Leads\n" + (header.encode() if isinstance(header, str) else header) + b"\n")
    assert str(refused.value) == f"{path}:2:1: {wrong}"


# Whatever is in it

CELL = st.text(st.sampled_from('ab ",;\n\r\t|é😀'), max_size=6)


def in_quotes(cell: str) -> str:
    """Write a cell, in quotes if it needs them."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('",;\n\r\t|') else cell


@settings(derandomize=True, deadline=None, max_examples=60)
@drawn(
    rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8),
    part=st.integers(1, 60),
    separator=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_wherever_parts_end(
    rows: list[tuple[str, str, str]],
    part: int,
    separator: str,
    line_end: str,
    encoding: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = line_end.join(separator.join(map(in_quotes, row)) for row in [("lead", "want_it", "called"), *rows])
    filled = [(number, *row) for number, row in enumerate(rows, 1) if any(row)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_files, "PART", part)
        found = read(tmp_path_factory.getbasetemp() / "any.csv", text.encode(encoding))
    assert [(number, *("" if cell is None else cell for cell in cells)) for number, *cells in found] == filled


@settings(derandomize=True, deadline=None, max_examples=40)
@drawn(rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8), part=st.integers(1, 60))
def test_the_line_on_which_a_row_starts_is_told_wherever_parts_end(
    rows: list[tuple[str, str]], part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "lines.csv"
    texts = [",".join(map(in_quotes, row)) for row in rows]
    path.write_bytes("\n".join(['My leads,,\n\nlead,"want\n it",called', *(f"{text},no" for text in texts)]).encode())
    source = Source(path)
    scan_csv(source, dialect_of(path, ["lead"]))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_files, "PART", part)
        starts = source.starts_of(range(1, len(rows) + 1))
    lengths = [len(re.split(r"\r\n|\r|\n", text)) for text in texts]
    assert list(starts.values()) == [5 + sum(lengths[:number]) for number in range(len(rows))]


def test_rows_are_numbered_across_parts(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "PART", 10)
    rows = read(path, "lead,want_it\n" + "".join(f"{number},yes\n" for number in range(1, 100)))
    assert [row[0] for row in rows] == [int(str(row[1])) for row in rows] == list(range(1, 100))
    assert ROW not in ("lead", "want_it")
