"""Files of random leads for the measurements: as many as asked for, drawn from twenty thousand possible ones."""

import sys
from pathlib import Path
from random import Random

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from followthrough.format.model import KnowledgeBase  # noqa: E402  # after the path to it is set
from random_bases import random_lead  # noqa: E402

DISTINCT = 20_000
"""Different leads: enough that nothing repeats in a pattern, few enough to be drawn in seconds."""
SLICE = 500_000
"""Rows that are made at a time, so that no file needs to fit into memory."""


def possible_leads(base: KnowledgeBase, number: int = DISTINCT, *, seed: int = 1, texts: bool = False) -> pl.DataFrame:
    """Draw possible leads, answers as enumerations, or as texts; days as counts."""
    random = Random(seed)
    leads = [random_lead(base, random) for _ in range(number)]
    columns = {}
    for question in (one for one in base.questions.values() if one.kind != "text"):
        count = base.count_of(question.name)
        name = count.name if count else question.name
        is_number = count is not None or question.kind == "number"
        dtype = pl.Int16() if is_number else pl.String() if texts else pl.Enum(list(question.choices))
        columns[name] = pl.Series([lead.get(name) for lead in leads], dtype=dtype)
    return pl.DataFrame(columns)


def write(base: KnowledgeBase, rows: int, path: Path) -> None:
    """Write a file of leads, CSV, JSON lines or Parquet by its ending, with a number for each."""
    import pyarrow.parquet as pq

    leads = possible_leads(base, texts=True)
    writer = None
    with path.open("wb") as file:
        for first in range(0, rows, SLICE):
            number = min(SLICE, rows - first)
            part = leads.sample(number, with_replacement=True, seed=first).with_row_index("lead", offset=first)
            if path.suffix == ".csv":
                part.write_csv(file, include_header=first == 0)
                continue
            if path.suffix == ".jsonl":
                part.write_ndjson(file)
                continue
            table = part.to_arrow()
            writer = writer or pq.ParquetWriter(file, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()
