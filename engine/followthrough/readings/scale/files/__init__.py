"""Advise on a file of leads, which may be larger than memory, and write a file with the advice, or none at all.

The file is read as a stream, and `advise_frame` runs the rules on it as columns. A column says which rows are faulty.
What is wrong with one is found by reading it as a single lead, so that the words are the same.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import polars as pl

from followthrough.errors import LeadError, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.readings.scale.files.formats import check_targets, format_of, reading, rows_in, scan
from followthrough.readings.scale.files.json_lines import Own
from followthrough.readings.scale.files.rows import UNREADABLE, Leads
from followthrough.readings.scale.files.source import ROW
from followthrough.readings.scale.frame import FAULT, advise_frame
from followthrough.replacing import replaced, writing

Progress = Callable[[int, int], None]


class Done(NamedTuple):
    """How many leads were advised on, how many were set aside, and which columns may have been misread."""

    advised: int
    set_aside: int
    doubts: tuple[Problem, ...]


def advise_file(
    base: KnowledgeBase,
    source: Path,
    target: Path,
    *,
    counsel: str | Sequence[str] | None = None,
    today: date,
    why: bool = False,
    keep: Sequence[str] | None = None,
    set_aside: Path | None = None,
    progress: Progress | None = None,
) -> Done:
    """Advise on every lead in a file, and write another file with the columns of `advise_frame` after the given ones.

    `keep` names the given columns to write, if not all. The files are CSV, Parquet, or JSON lines, by their endings;
    docs/batch.md describes their columns. `set_aside` is the file for faulty rows, each with a reason. A file is
    written whole or not at all. `progress` is called with the number of rows read and the number of all, from other
    threads, one at a time.

    Raises LeadError, and writes nothing, when a file cannot be read or written, a column to keep is not there, or rows
    are faulty and `set_aside` is None.
    """
    targets = [target] if set_aside is None else [set_aside, target]
    check_targets(source, targets)
    table = scan(source, {*base.questions, *base.counts}, _own(targets))
    count = _RowCounter(progress, rows_in(source) if progress else 0)
    with reading(table.source):
        leads = Leads(base, table, today)
        kept = leads.kept(keep)
        advised = advise_frame(base, leads.read(), counsel=counsel, today=today, why=why)
        added = [name for name in advised.collect_schema() if name not in leads.read_columns and name != FAULT]
        leads.check_added(added)
        is_faulty = pl.col(FAULT).is_not_null() | pl.col(UNREADABLE)
        # With the number of the row, since Polars would pass on a column of one value as that value alone.
        counted = pl.struct(ROW, is_faulty.alias(FAULT)).map_batches(count, pl.Boolean, is_elementwise=True)
        good, bad = advised.filter(~counted), advised.filter(is_faulty)
    with writing(target), replaced(*targets) as parts, reading(table.source):
        leads.write(good, kept, added, target, parts[-1])
        # Faulty rows are few, and a second reading of the file costs less than holding them back in the first.
        if count.faulty and set_aside is None:
            raise LeadError(leads.problems(bad, count.faulty, count.read))
        if set_aside is not None:
            leads.set_aside(bad if count.faulty else bad.head(0), set_aside, parts[0])
    return Done(count.read - count.faulty, count.faulty, tuple(leads.notes()))


def _own(targets: Sequence[Path]) -> Own:
    """Return how columns that are not answers must be read from JSON lines."""
    names = {format_of(target).name for target in targets}
    return "types" if "Parquet" in names else "texts" if "CSV" in names else "lines"


class _RowCounter:
    """Counts the rows that pass, and the faulty ones among them, some rows at a time."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.read = 0
        self.faulty = 0
        self._progress = progress
        self._total = total
        self._busy = Lock()

    def __call__(self, rows: pl.Series) -> pl.Series:
        are_faulty = rows.struct.field(FAULT)
        with self._busy:
            self.read += rows.len()
            self.faulty += int(are_faulty.sum())
            if self._progress is not None:
                self._progress(self.read, max(self.read, self._total))
        return are_faulty
