"""Read files of leads as lazy frames, and write them, by their endings."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import polars as pl

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.words import quoted
from followthrough.readings.scale.files.csv_files import scan_csv
from followthrough.readings.scale.files.dialect import dialect_of
from followthrough.readings.scale.files.json_lines import Lines, Own
from followthrough.readings.scale.files.source import LINE, ROW, Row, Source, given
from followthrough.readings.scale.type_names import called


class Format(NamedTuple):
    """A kind of file: its name, how it is written, and types of columns that it cannot hold."""

    name: str
    sink: Callable[[pl.LazyFrame, Path], None]
    cannot_hold: tuple[type[pl.DataType], ...]


FORMATS = {
    ".csv": Format(
        "CSV",
        lambda rows, path: rows.sink_csv(path, engine="streaming"),
        (pl.List, pl.Array, pl.Struct, pl.Binary, pl.Duration, pl.Object),
    ),
    ".parquet": Format("Parquet", lambda rows, path: rows.sink_parquet(path, engine="streaming"), (pl.Object,)),
    ".jsonl": Format(
        "JSON lines", lambda rows, path: rows.sink_ndjson(path, engine="streaming"), (pl.Binary, pl.Object)
    ),
}
"""The formats, by ending."""

_OTHERS = {
    ".tsv": "rename it to .csv: tabs between cells are understood",
    ".txt": "rename it to .csv if there is a lead to a row",
    ".json": "write one object to a line, in a file that ends in .jsonl",
    ".ndjson": "rename it to .jsonl",
    ".gz": "unpack it first",
    ".zip": "unpack it first",
    ".zst": "unpack it first",
    ".bz2": "unpack it first",
    ".xz": "unpack it first",
    ".xlsx": "save the sheet as CSV",
    ".xls": "save the sheet as CSV",
    ".ods": "save the sheet as CSV",
    ".numbers": "export the sheet as CSV",
}
"""What to do about other endings that people's files have."""

_BEGINNINGS = {
    b"\x1f\x8b": ("is compressed (gzip)", "unpack it first"),
    b"\x28\xb5\x2f\xfd": ("is compressed (zstd)", "unpack it first"),
    b"BZh": ("is compressed (bzip2)", "unpack it first"),
    b"PK\x03\x04": ("is a workbook, or a ZIP archive", "save the sheet as CSV, or unpack the archive"),
    b"\xd0\xcf\x11\xe0": ("is a workbook", "save the sheet as CSV"),
    b"SQLite format 3": ("is a database", "export the table as CSV"),
    b"%PDF": ("is a PDF", "copy its rows into a sheet, and save that as CSV"),
    b"<": ("is a page, in HTML or XML", "save the table as CSV"),
}
"""How files of other formats begin, whatever they are called, and what to do about them."""


class Table(NamedTuple):
    """A file of leads: its columns, its rows, how it was read if that should be said, and how many lines of titles.

    `rows` has the number of each row, and the columns by their places (`given`); of JSON lines also the line, and no
    column that need not be read.
    """

    source: Source
    names: Sequence[str]
    rows: pl.LazyFrame
    read_as: str = ""
    titles: int = 0


def format_of(path: Path) -> Format:
    """Return the format of a file by its ending; raises LeadError if no format has that ending."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        wrong = f"ends in {quoted(path.suffix)}" if ending else "has no ending that tells what it is"
        raise LeadError([Problem(Place(str(path)), wrong, _OTHERS.get(ending) or did_you_mean(ending, FORMATS))])
    return FORMATS[ending]


def scan(path: Path, known: Collection[str], own: Own) -> Table:
    """Read a file of leads lazily; `known` has the names of columns that hold answers, `own` is for JSON lines.

    Raises LeadError if it cannot be read.
    """
    name = format_of(path).name
    _check_readable(path, name)
    source = Source(path)
    with reading(source):
        if name == "CSV":
            dialect = dialect_of(path, known)
            return Table(source, dialect.header, scan_csv(source, dialect), dialect.described(), dialect.line - 1)
        if name == "JSON lines":
            lines = Lines(source, known, own)
            return Table(source, lines.names, lines.rows())
        frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        names = list(frame.collect_schema())
        columns = [pl.nth(number).alias(given(number)) for number in range(len(names))]
        return Table(source, names, frame.select(columns).with_row_index(ROW, offset=1))


def _check_readable(path: Path, name: str) -> None:
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            start = file.read(16)
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4))
            end = file.read(4)
    except FileNotFoundError:
        wrong, remedy = "there is no such file", "name a file of leads"
    except IsADirectoryError:
        wrong, remedy = "is a folder", "name a file of leads in it"
    except OSError as error:
        wrong, remedy = f"cannot be read ({error.strerror})", "name a readable file"
    else:
        found = _not_what_it_is_called(start, end, name)
        if found is None:
            return
        wrong, remedy = found
    raise LeadError([Problem(place, wrong, remedy)])


def _not_what_it_is_called(start: bytes, end: bytes, name: str) -> tuple[str, str] | None:
    """Return what a file is by how it begins and ends, and what to do; None if it is what its name says."""
    if not start:
        return "is empty", "write a lead to a row, in columns named after questions"
    if b"PARE" in (start[:4], end):
        return "is an encrypted Parquet file", "decrypt it first"
    if name == "Parquet":
        if start[:4] != b"PAR1":
            return "is not a Parquet file", "give it the ending of what it is, .csv or .jsonl"
        return None if end == b"PAR1" else ("is a Parquet file without its end", "copy it, or write it, once more")
    if start[:4] == b"PAR1":
        return "is a Parquet file", "rename it, so that it ends in .parquet"
    for beginning, found in _BEGINNINGS.items():
        if start.startswith(beginning):
            return found
    if name == "CSV" and start.startswith((b'{"', b"[{")):
        return "is JSON", "write one object to a line, in a file that ends in .jsonl"
    return None


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """Turn any error of reading a file into a LeadError, with the lines of the rows that it is about."""
    place = Row(str(source.path))
    try:
        yield
    except UnicodeError:
        raise LeadError([Problem(place, "is not text in UTF-8 or UTF-16", "save the file as UTF-8")]) from None
    except LeadError as error:
        found = source.error or error  # Polars raises an error of this type again, made of its text
        raise LeadError(source.located(found.problems)) from None
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        name = format_of(source.path).name
        wrong, remedy = f"cannot be read as {name}: it is damaged, or of a kind that cannot be read", "write it again"
        found = source.error or LeadError([Problem(place, wrong, remedy)])
        raise LeadError(source.located(found.problems)) from None


def check_held(target: Path, columns: Mapping[str, pl.DataType]) -> None:
    """Raise LeadError if the format of a target cannot hold some columns."""
    kind = format_of(target)
    others = [ending for ending, other in FORMATS.items() if not set(kind.cannot_hold) <= set(other.cannot_hold)]
    problems = [
        Problem(
            Place(str(target)),
            f"{kind.name} cannot hold the column {quoted(name)}, which has {called(inner)} in it",
            f"name those to keep with --keep, or write to a file that ends in {' or '.join(others)}",
        )
        for name, dtype in columns.items()
        if (inner := next((one for one in _within(dtype) if isinstance(one, kind.cannot_hold)), None)) is not None
    ]
    if problems:
        raise LeadError(problems)


def _within(dtype: pl.DataType) -> Iterator[pl.DataType]:
    """Yield a type and all types within it."""
    yield dtype
    if isinstance(dtype, pl.List | pl.Array):
        yield from _within(dtype.inner)  # type: ignore[arg-type]  # an instance, once it is of a frame
    elif isinstance(dtype, pl.Struct):
        for field in dtype.fields:
            yield from _within(field.dtype)  # type: ignore[arg-type]  # likewise


def write(rows: pl.LazyFrame, target: Path, part: Path) -> None:
    """Write rows as a stream, in the format of the target, to the file that will become it."""
    format_of(target).sink(rows, part)


def write_lines(lines: pl.LazyFrame, part: Path) -> None:
    """Write a column of lines as they are, as a stream."""
    lines.sink_csv(part, include_header=False, quote_style="never", engine="streaming")


def lines_with(added: Sequence[str]) -> pl.Expr:
    """Return an expression that adds columns to the ends of the lines of JSON."""
    body = pl.col(LINE).str.strip_suffix("}").str.strip_chars()
    comma = pl.when(body == "{").then(pl.lit("")).otherwise(pl.lit(","))
    return pl.concat_str(body, comma, pl.struct(added).struct.json_encode().str.slice(1)).alias(LINE)


def rows_in(path: Path) -> int:
    """Count the rows of a file to measure progress; in a text file these are lines, some of which may be in quotes.

    Returns 0 for a file that cannot be read: what reads it will say so.
    """
    try:
        if format_of(path).name == "Parquet":
            return int(pl.scan_parquet(path, glob=False).select(pl.len()).collect().item())
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except (OSError, LeadError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return 0


def check_targets(source: Path, targets: Sequence[Path]) -> None:
    """Raise LeadError if a target cannot be written, is the input, or is named twice."""
    taken = {source.resolve(): "the input"}
    for target in targets:
        format_of(target)
        place, real = Place(str(target)), target.resolve()
        if real in taken:
            raise LeadError([Problem(place, f"is {taken[real]} as well", "name another file")])
        if target.is_dir():
            raise LeadError([Problem(place, "is a folder", "name a file in it")])
        if not real.parent.is_dir():
            raise LeadError([Problem(place, "its folder does not exist", "make it, or name a file elsewhere")])
        taken[real] = "the output"
