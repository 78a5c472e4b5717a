"""JSON lines read a part at a time: Polars' own way of reading them maps the whole file into memory."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

PART = 1 << 23
"""Bytes that are read at a time, and up to the end of a line."""


def scan_json_lines(path: Path) -> pl.LazyFrame:
    """Read a file of JSON lines lazily; the type of each column fits all its values, as where Polars finds it."""
    schema = _schema(path)

    def read(
        columns: list[str] | None, predicate: pl.Expr | None, limit: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        for lines in _parts(path):
            rows = pl.read_ndjson(lines, schema=schema)
            if limit is not None:
                rows = rows.head(limit)
                limit -= rows.height
            if predicate is not None:
                rows = rows.filter(predicate)
            yield rows if columns is None else rows.select(columns)
            if limit == 0:
                return

    return register_io_source(read, schema=schema)


def _schema(path: Path) -> pl.Schema:
    """Find the columns of all parts, and types that fit the values of all."""
    seen = pl.DataFrame()
    for lines in _parts(path):
        schema = pl.scan_ndjson(BytesIO(lines), infer_schema_length=None).collect_schema()
        seen = pl.concat([seen, pl.DataFrame(schema=schema)], how="diagonal_relaxed")
    return seen.schema


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while lines := file.read(PART):
            yield lines + file.readline()
