"""Compare the third reading of the rules with the first, lead by lead: `python bench/agreement.py [--leads N]`.

Random possible leads of the shipped base, unknown answers among them, under each counsel: each lead by inference, all
as columns of Polars and DuckDB and, with --spark, of Spark. Tells what was compared; status 1 if they differ.
"""

import argparse
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from as_in_a_case import advise  # noqa: E402  # after the path to it is set
from followthrough.format.load import load  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from followthrough.readings.scale.frame import advise_frame  # noqa: E402
from random_bases import TODAY, random_lead  # noqa: E402


def by_inference(base: KnowledgeBase, counsel: str, lead: dict[str, Any]) -> dict[str, Any]:
    """Advise on one lead, laid out as the columns are."""
    advice = advise(base, lead, counsel=counsel, today=TODAY)
    row: dict[str, Any] = {}
    for name in advice.shown():
        concept, value = base.concepts[name], advice.value(name)
        row |= {f"{name}: {one}": one in value for one in concept.values} if concept.many else {name: value}
        row[f"why {name}"] = ", ".join(step.rule for step in advice.proof.deciding(name)) or None
    return row


def in_duckdb(frame: pl.DataFrame) -> Any:
    """Give the frame to DuckDB."""
    import duckdb

    return duckdb.from_arrow(frame.to_arrow())


def in_spark(frame: pl.DataFrame) -> Any:
    """Give the frame to a local Spark."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    return spark.createDataFrame(frame.to_arrow())


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """Read the advice back, in the order of the leads."""
    if not isinstance(frame, pl.DataFrame):
        read = frame.toArrow() if hasattr(frame, "toArrow") else frame.to_arrow_table()
        frame = pl.DataFrame(read)
    return frame.sort("lead").to_dicts()


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description="Compare columns with inference.")
    parser.add_argument("--leads", type=int, default=100_000, help="random leads under each counsel")
    parser.add_argument("--spark", action="store_true", help="compare Spark as well")
    wanted = parser.parse_args()
    base, random = load(), Random(0)
    leads = [random_lead(base, random) for _ in range(wanted.leads)]
    spare = [count.of for count in base.counts.values()]
    frame = pl.DataFrame(leads, infer_schema_length=None).drop(spare, strict=False).with_row_index("lead")
    kinds = {"Polars": lambda given: given, "DuckDB": in_duckdb} | ({"Spark": in_spark} if wanted.spark else {})
    differences = 0
    for counsel in base.counsels:
        started = time.perf_counter()
        expected = [by_inference(base, counsel, lead) for lead in leads]
        tell(f"{counsel}: {len(leads):,} leads by inference in {time.perf_counter() - started:.0f} s")
        for kind, given in kinds.items():
            rows = rows_of(
                advise_frame(base, given(frame.cast({"lead": pl.Int64})), counsel=counsel, today=TODAY, why=True)
            )
            found = [
                n for n, row in enumerate(expected) if row != {name: rows[n][name] for name in row} or rows[n]["fault"]
            ]
            differences += len(found)
            tell(f"{counsel}: {kind}: {len(rows):,} leads compared, {len(found)} differ")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
