"""Leads as Arrow tables and as encoded columns, and from Parquet to Parquet, for peers that take arrays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.peers.by_numpy import UNKNOWN_NUMBER
from bench.peers.translation import Answer, Said, facts_asked

from followthrough.format.model import KnowledgeBase

Columns = Mapping[str, Any]


def as_table(base: KnowledgeBase, leads: Sequence[Mapping[str, Answer]], *, encoded: bool) -> Any:
    """Make a table, a lead to a row; `encoded` texts are dictionaries, whose codes are in the order of the choices."""
    import pyarrow as pa

    columns = {}
    for name, choices in facts_asked(base).items():
        values = [lead[name] for lead in leads]
        if not choices:
            columns[name] = pa.array(values, pa.int16())
        elif encoded:
            codes = [None if value is None else choices.index(str(value)) for value in values]
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(choices))
        else:
            columns[name] = pa.array(values, pa.string())
    return pa.table(columns)


def as_codes(base: KnowledgeBase, table: Any) -> Columns:
    """Make arrays of a table: for choices their codes from 1 on, 0 for unknown; for numbers the numbers."""
    import numpy as np

    columns = {}
    for name, choices in facts_asked(base).items():
        column = table[name].combine_chunks()
        if not choices:
            columns[name] = column.fill_null(UNKNOWN_NUMBER).to_numpy(zero_copy_only=False).astype(np.int16, copy=False)
            continue
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        order = np.array([choices.index(word) + 1 for word in column.dictionary.to_pylist()] + [0], np.int8)
        columns[name] = order[codes]  # the last stands for the null's -1
    return columns


def said_in(base: KnowledgeBase, said: Columns, row: int) -> Said:
    """Read what is said of one row; what is not among the goals and shown concepts is left out."""
    values: dict[str, str | tuple[str, ...] | None] = {}
    for name in (*base.goals, *base.shows):
        concept = base.concepts[name]
        if concept.many:
            masks = {value: said.get(f"{name}: {value}") for value in concept.values}
            values[name] = tuple(value for value, mask in masks.items() if mask is not None and mask[row])
        else:
            values[name] = (None, *concept.values)[said[name][row]]
    return values


def from_file_to_file(
    base: KnowledgeBase, advise: Callable[[Columns], Columns], keep: Sequence[str]
) -> Callable[[Path, Path], None]:
    """Read a Parquet file as encoded columns, advise, and write one with these of its columns and the advice."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    choices = [name for name, values in facts_asked(base).items() if values]

    def work(source: Path, target: Path) -> None:
        table = pq.read_table(source, columns=list(facts_asked(base)), read_dictionary=choices)
        table = table.unify_dictionaries()
        said = advise(as_codes(base, table))
        columns = {name: table[name] for name in keep}
        for name, column in said.items():
            if name in base.concepts:
                words = pa.array(list(base.concepts[name].values))
                codes = np.asarray(column).astype(np.int8) - 1
                columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words)
            else:
                columns[name] = pa.array(column)
        pq.write_table(pa.table(columns), target)

    return work


def rows_of_file(
    advise: Callable[[Sequence[Mapping[str, Answer]]], Iterable[Mapping[str, Any]]], slice_: int = 10_000
) -> Callable[[Path, Path], None]:
    """Read a Parquet file as rows, a slice at a time, advise, and write the results as rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def work(source: Path, target: Path) -> None:
        writer = None
        for batch in pq.ParquetFile(source).iter_batches(slice_):
            leads = batch.to_pylist()
            said = [{**lead, **result} for lead, result in zip(leads, advise(leads), strict=True)]
            table = pa.Table.from_pylist(said, schema=None if writer is None else writer.schema)
            writer = writer or pq.ParquetWriter(target, table.schema)
            writer.write_table(table)
        if writer is not None:
            writer.close()

    return work
