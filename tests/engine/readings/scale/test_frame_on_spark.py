"""The third reading on Spark: the example of docs/spark.md on a cluster of this machine, in one session."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import polars as pl
import pytest

from followthrough import advise_frame, load
from random_bases import TODAY, random_lead

ROOT = Path(__file__).parents[4]
LEADS = 150

SOONER = (
    "--conf spark.ui.enabled=false --conf spark.sql.codegen.wholeStage=false "
    "--conf spark.sql.codegen.factoryMode=NO_CODEGEN --conf spark.python.sql.dataFrameDebugging.enabled=false "
    "--conf spark.sql.optimizer.maxIterations=1 --conf spark.sql.variant.pushVariantIntoScan=false "
    "--conf spark.sql.optimizer.excludedRules="
    "org.apache.spark.sql.execution.datasources.PruneFileSourcePartitions,"
    "org.apache.spark.sql.execution.datasources.SchemaPruning "
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"
)
"""Few leads are advised on sooner if nothing is compiled for them first, if the plan is improved in one turn and not
searched at each layer for what need not be read of a large file, and if no line of Python is noted with each of the
thousands of parts of a column."""


def test_spark_says_what_polars_says(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    if shutil.which("java") is None:
        pytest.skip(
            "there is no Java on this machine, and Spark needs it (Debian: apt-get install default-jre-headless)"
        )
    base, random = load(), Random(8)
    drawn = [{**random_lead(base, random), "lead": number} for number in range(LEADS)]
    leads = pl.DataFrame(drawn, infer_schema_length=None).drop(
        [count.of for count in base.counts.values()], strict=False
    )
    leads = leads.with_columns(
        pl.when(pl.col("lead") % 10 != 3).then("want_it"),  # a tenth is faulty
        interviewed_on=pl.lit(TODAY) - pl.duration(days="days_since_interview"),
    ).drop("days_since_interview")
    expected = advise_frame(base, leads, today=TODAY, why=True)
    leads.write_parquet(tmp_path / "leads.parquet")
    run_example(tmp_path)
    advised = pl.read_parquet(tmp_path / "advice" / "*.parquet").sort("lead")
    good = expected.filter(pl.col("fault").is_null()).drop("fault")
    assert advised.columns == good.columns
    assert advised.to_dicts() == good.to_dicts()
    faulty = pl.read_parquet(tmp_path / "advice-faulty" / "*.parquet").sort("lead")
    assert faulty.select("lead", "fault").rows() == [(number, "want_it") for number in range(3, LEADS, 10)]
    record_property("counted", f"{LEADS} leads compared, {faulty.height} of them faulty")


def run_example(folder: Path) -> None:
    """Run the example as its own words say, with this Python on two local workers."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "engine"),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": f"--master local[2] {SOONER} pyspark-shell",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [sys.executable, str(ROOT / "examples" / "spark_advice.py"), "leads.parquet", "advice", str(TODAY)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
