"""Files of leads: read as lazy frames, by their ending, and written whole or not at all."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import polars as pl

from followthrough.batch.json_lines import scan_json_lines
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.words import quoted

ROW = "followthrough row"
"""The column that numbers the leads of a file, from 1."""


class Row(Place, frozen=True, order=True):
    """A place in a file of leads: `line` is the number of the lead, from 1; 0 means the file as a whole."""

    def __str__(self) -> str:
        return f"{self.file}, row {self.line}" if self.line else self.file


class Format(NamedTuple):
    """A kind of file: its name, how it is read, and how it is written."""

    name: str
    scan: Callable[[Path], pl.LazyFrame]
    sink: Callable[[pl.LazyFrame, Path], None]


FORMATS = {
    ".csv": Format(
        "CSV",
        lambda path: pl.scan_csv(path, infer_schema=False, null_values=[""]),
        lambda rows, path: rows.sink_csv(path, engine="streaming"),
    ),
    ".parquet": Format("Parquet", pl.scan_parquet, lambda rows, path: rows.sink_parquet(path, engine="streaming")),
    ".jsonl": Format(
        "JSON lines",
        scan_json_lines,
        lambda rows, path: rows.sink_ndjson(path, engine="streaming"),
    ),
}
"""The formats by ending. Every cell of a CSV file is read as the text that stands there, like a scalar in YAML."""


def format_of(path: Path) -> Format:
    """Tell the format of a file by its ending; raises LeadError if there is none with that ending."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        wrong = f"ends in {quoted(path.suffix)}" if ending else "has no ending that tells what it is"
        raise LeadError([Problem(Place(str(path)), wrong, did_you_mean(ending, FORMATS))])
    return FORMATS[ending]


def scan(path: Path) -> pl.LazyFrame:
    """Read a file of leads lazily, its rows numbered; raises LeadError if it cannot be read."""
    kind = format_of(path)
    _check_readable(path)
    if kind.name == "CSV":
        _check_header(path)
    with reading(path):
        rows = kind.scan(path)
        rows.collect_schema()
    return rows.with_row_index(ROW, offset=1)


def _check_readable(path: Path) -> None:
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            if file.read(1):
                return
        wrong, remedy = "is empty", "write a lead to a row, in columns named after questions"
    except FileNotFoundError:
        wrong, remedy = "there is no such file", "name a file of leads"
    except IsADirectoryError:
        wrong, remedy = "is a folder", "name a file of leads in it"
    except OSError as error:
        wrong, remedy = f"cannot be read ({error.strerror})", "name a readable file"
    raise LeadError([Problem(place, wrong, remedy)])


def _check_header(path: Path) -> None:
    with reading(path):
        _, header = next(_records(path), (0, []))
    twice = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    if twice:
        place = Place(str(path), 1, 1)
        raise LeadError(Problem(place, f"two columns are named {quoted(name)}", "rename one of them") for name in twice)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what Polars says of a file that it cannot read into a LeadError, with the row if it can be found."""
    try:
        yield
    except (pl.exceptions.PolarsError, csv.Error, UnicodeDecodeError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        whole = Problem(Row(str(path)), f"cannot be read as {format_of(path).name} ({said})", "check what wrote it")
        raise LeadError([_damage(path) or whole]) from None


def _damage(path: Path) -> Problem | None:
    """Find the first row of a text file that cannot be read."""
    find = {"CSV": _csv_damage, "JSON lines": _json_damage}.get(format_of(path).name)
    return find(path) if find else None


def _csv_damage(path: Path) -> Problem | None:
    width = 0
    for number, cells in _records(path):
        if not number:
            width = len(cells)
        elif len(cells) > width:
            wrong = f"has {len(cells)} cells, and the header has {width}"
            return Problem(Row(str(path), number), wrong, "put a cell that has a comma in quotes")
        for cell in cells:
            if any("\udc80" <= character <= "\udcff" for character in cell):
                return Problem(Row(str(path), number), "is not UTF-8 text", "save the file as UTF-8")
    return None


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Go through the rows of a CSV file, the header being row 0; bytes that are not UTF-8 become half characters."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        yield from enumerate(csv.reader(file))


def _json_damage(path: Path) -> Problem | None:
    with path.open("rb") as file:
        for number, line in enumerate((line for line in file if line.strip()), 1):
            try:
                is_lead = isinstance(msgspec.json.decode(line), dict)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                return Problem(Row(str(path), number), f"is not JSON ({error})", "write one object to a line")
            if not is_lead:
                return Problem(Row(str(path), number), "is not an object", "write {'question': 'answer', ...}")
    return None


def write(rows: pl.LazyFrame, target: Path, part: Path) -> None:
    """Write rows as a stream, in the format of the target, to the file that becomes it."""
    format_of(target).sink(rows, part)


def rows_in(path: Path) -> int:
    """Count the rows of a file, as a measure of progress: of a text file the lines, some of which may be in quotes.

    A file that cannot be read has none: what reads it will say so.
    """
    try:
        if format_of(path).name == "Parquet":
            return int(pl.scan_parquet(path).select(pl.len()).collect().item())
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except (OSError, LeadError, pl.exceptions.PolarsError):
        return 0


def check_targets(source: Path, targets: Sequence[Path]) -> None:
    """Refuse to write where nothing can be, over the input, or twice to one file; raises LeadError."""
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
