"""A million leads: from encoded columns in memory, and from a Parquet file to another; some of it on fewer leads."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.peers import by_duckdb, by_numpy, by_openfisca, by_zen
from bench.peers.measuring import in_turns
from bench.peers.one_lead import Disagreement
from bench.peers.tables import as_codes, as_table, from_file_to_file, rows_of_file, said_in
from bench.peers.translation import answers

from followthrough.advising.files import advise_file
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.inference import infer
from followthrough.readings.scale.frame import advise_frame

OURS = "followthrough"
LIMIT = "NumPy by hand"
COPY = "(Polars copies those columns, no rules)"
ZEN_SHARE = 100
"""zen is given one in so many leads, and its time multiplied: it takes minutes for a million."""


def check(base: KnowledgeBase, leads: list[Lead], today: date) -> int:
    """Compare the goals and shown concepts of all peers with ours, under all counsels; count the comparisons."""
    table = as_table(base, [answers(base, lead) for lead in leads], encoded=True)
    shown = [*base.goals, *base.shows]
    compared = 0
    for counsel in base.counsels:
        expected = [infer(base, counsel, lead, today).facts for lead in leads]
        for name, said in _said_by_all(base, counsel, table).items():
            for row, facts in enumerate(expected):
                found, wanted = said(row), {concept: facts[concept] for concept in shown}
                if found != wanted:
                    raise Disagreement(f"{name} under {counsel}: {found}, ours {wanted}, of {leads[row].answers}")
                compared += 1
    return compared


def _said_by_all(base: KnowledgeBase, counsel: str, table: Any) -> dict[str, Callable[[int], Any]]:
    codes = as_codes(base, table)
    numpy, openfisca = by_numpy.build(base, counsel)(codes), by_openfisca.build(base, counsel)(codes)
    rows = by_duckdb.build(base, counsel)(table).to_pylist()
    shown = [*base.goals, *base.shows]
    results = by_zen.many(base, counsel)(table.to_pylist())

    def of_duckdb(row: int) -> Any:
        many = {name: [v for v in base.concepts[name].values if rows[row].get(f"{name}: {v}")] for name in base.shows}
        return {name: rows[row][name] for name in base.goals} | {name: tuple(held) for name, held in many.items()}

    def of_zen(row: int) -> Any:
        said = by_zen.said(base, results[row])
        return {name: said[name] for name in shown}

    return {
        LIMIT: lambda row: said_in(base, numpy, row),
        "OpenFisca-core": lambda row: said_in(base, openfisca, row),
        "DuckDB": of_duckdb,
        "zen-engine, batch": of_zen,
    }


def in_memory(
    base: KnowledgeBase, counsel: str, leads: list[Lead], number: int, turns: int, today: date
) -> dict[str, float]:
    """Measure from encoded columns to columns of advice, in seconds."""
    import polars as pl
    import pyarrow as pa

    few = as_table(base, [answers(base, lead) for lead in leads], encoded=True)
    table = few.take(pa.array(_drawn(len(leads), number))).unify_dictionaries()
    codes = as_codes(base, table)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    frame = frame.rechunk()
    choices = {
        q.name: pl.Enum(list(q.choices)) for q in base.questions.values() if q.choices and q.name in frame.columns
    }
    frame = frame.cast(choices)
    numpy, openfisca = by_numpy.build(base, counsel), by_openfisca.build(base, counsel)
    duckdb = by_duckdb.build(base, counsel)
    jobs = {
        LIMIT: lambda: numpy(codes),
        OURS: lambda: advise_frame(base, frame, counsel=counsel, today=today),
        "OpenFisca-core": lambda: openfisca(codes),
        "DuckDB": lambda: duckdb(table),
    }
    return in_turns(jobs, turns)


def in_files(
    base: KnowledgeBase, counsel: str, leads: list[Lead], number: int, turns: int, today: date, folder: Path
) -> tuple[dict[str, float], dict[str, float]]:
    """Measure from a Parquet file to another, in seconds: with all columns that were given, and with one of them.

    zen is given few leads, and its time multiplied.
    """
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    few = as_table(base, [answers(base, lead) for lead in leads], encoded=False)
    source, small = folder / "leads.parquet", folder / "few.parquet"
    pq.write_table(few.take(pa.array(_drawn(len(leads), number))), source)
    pq.write_table(few.take(pa.array(_drawn(len(leads), number // ZEN_SHARE))), small)
    target = folder / "advice.parquet"

    def measured(keep: list[str]) -> dict[str, float]:
        jobs: Mapping[str, Callable[[Path, Path], object]] = {
            COPY: lambda source, target: pl.scan_parquet(source).select(keep).sink_parquet(target),
            OURS: lambda source, target: advise_file(base, source, target, counsel=counsel, keep=keep, today=today),
            "DuckDB": by_duckdb.build_files(base, counsel, keep),
            f"{LIMIT}, pyarrow": from_file_to_file(base, by_numpy.build(base, counsel), keep),
            "OpenFisca-core, pyarrow": from_file_to_file(base, by_openfisca.build(base, counsel), keep),
        }
        return in_turns({name: (lambda job=job: job(source, target)) for name, job in jobs.items()}, turns)

    whole, little = measured(few.column_names), measured(few.column_names[:1])
    zen = rows_of_file(by_zen.many(base, counsel))
    whole["zen-engine, batch"] = ZEN_SHARE * in_turns({"zen": lambda: zen(small, target)}, 1)["zen"]
    return whole, little


def _drawn(different: int, number: int) -> list[int]:
    """Draw so many of so many."""
    from random import Random

    return Random(1).choices(range(different), k=number)
