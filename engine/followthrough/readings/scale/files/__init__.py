"""Advise on a file of leads, which may be larger than memory, and write a file with the advice, or none at all.

The file is read as a stream, and `advise_frame` runs the rules on it as columns. A column says which rows are faulty.
What is wrong with one is found by reading it as a single lead, so that the words are the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import polars as pl

from followthrough.errors import LeadError, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.readings.scale.files.formats import check_targets, format_of, reading, rows_in, scan
from followthrough.readings.scale.files.json_lines import Own
from followthrough.readings.scale.files.open_rows import FAULTY, GOAL_OPEN, OPEN, STATE, OpenRows, Settle
from followthrough.readings.scale.files.rows import Leads
from followthrough.readings.scale.files.several_cells import names_read
from followthrough.readings.scale.files.source import ROW
from followthrough.readings.scale.frame import FAULT, advise_frame, counsels_by_prefix
from followthrough.replacing import replaced, writing

Progress = Callable[[int, int], None]


class Done(NamedTuple):
    """What became of the leads in a file, and which columns may have been misread.

    `advised` counts the leads that were advised on: among them `something_open` those with something open, and
    `goal_open` those with an open goal. `set_aside` counts the faulty rows.
    """

    advised: int
    something_open: int
    goal_open: int
    set_aside: int
    doubts: tuple[Problem, ...]


def write_advice(
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
    settle: Settle,
) -> Done:
    """Advise on every lead in a file, and write another file with the columns of `advise_frame` after the given ones.

    Rows in which answers are missing get what `settle` finds to be settled, and two more columns say what is open.
    `keep` names the given columns to write, if not all. The files are CSV, Parquet, or JSON lines, by their endings;
    docs/batch.md describes their columns. `set_aside` is the file for faulty rows, each with a reason. A file is
    written whole or not at all. `progress` is called with the number of rows read and the number of all, from other
    threads, one at a time.

    Raises LeadError, and writes nothing, when a file cannot be read or written, a column to keep is not there, or rows
    are faulty and `set_aside` is None.
    """
    targets = [target] if set_aside is None else [set_aside, target]
    check_targets(source, targets)
    table = scan(source, names_read(base), _own(targets))
    count = _RowCounter(progress, rows_in(source) if progress else 0)
    with reading(table.source):
        leads = Leads(base, table, today)
        kept = leads.kept(keep)
        settled, added = _advised(base, leads, counsel, today, table.source.noting(settle), why=why)
        # With the number of the row, since Polars would pass on a column of one value as that value alone.
        is_faulty = pl.struct(ROW, STATE).map_batches(count, pl.Boolean, is_elementwise=True)
        good, bad = settled.filter(~is_faulty), settled.filter(pl.col(STATE) == FAULTY)
    with writing(target), replaced(*targets) as parts, reading(table.source):
        leads.write(good, kept, added, target, parts[-1])
        # Faulty rows are few, and a second reading of the file costs less than holding them back in the first.
        if count.became[FAULTY] and set_aside is None:
            raise LeadError(leads.problems(bad, count.became[FAULTY], count.read))
        if set_aside is not None:
            leads.set_aside(bad if count.became[FAULTY] else bad.head(0), set_aside, parts[0])
    return count.done(leads.notes())


def _advised(
    base: KnowledgeBase, leads: Leads, counsel: str | Sequence[str] | None, today: date, settle: Settle, *, why: bool
) -> tuple[pl.LazyFrame, list[str]]:
    """Return the rows of a file with the columns of the advice, and the names of these."""
    advised = advise_frame(base, leads.read(), counsel=counsel, today=today, why=why)
    types = advised.collect_schema()
    advice = {name: types[name] for name in types if name not in leads.read_columns and name != FAULT}
    leads.check_added(advice)
    names = leads.table.names
    rows = OpenRows(base, counsels_by_prefix(base, counsel), leads.answers, advice, names, settle)
    return rows.on(advised), [*advice, *rows.opened.values()]


def _own(targets: Sequence[Path]) -> Own:
    """Return how columns that are not answers must be read from JSON lines."""
    names = {format_of(target).name for target in targets}
    return "types" if "Parquet" in names else "texts" if "CSV" in names else "lines"


class _RowCounter:
    """Counts the rows that pass, and what became of them, some rows at a time."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.read = 0
        self.became = Counter[int]()
        self._progress = progress
        self._total = total
        self._busy = Lock()

    def __call__(self, rows: pl.Series) -> pl.Series:
        state = rows.struct.field(STATE)
        with self._busy:
            self.read += rows.len()
            self.became.update({one: int((state == one).sum()) for one in (FAULTY, OPEN, GOAL_OPEN)})
            if self._progress is not None:
                self._progress(self.read, max(self.read, self._total))
        return state == FAULTY

    def done(self, doubts: Iterable[Problem]) -> Done:
        """Return what was counted."""
        is_open = self.became[OPEN] + self.became[GOAL_OPEN]
        return Done(
            advised=self.read - self.became[FAULTY],
            something_open=is_open,
            goal_open=self.became[GOAL_OPEN],
            set_aside=self.became[FAULTY],
            doubts=tuple(doubts),
        )
