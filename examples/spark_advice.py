"""Advise on a table of leads with Spark, on this machine or on many.

    spark-submit examples/spark_advice.py LEADS ADVICE 2026-11-22

LEADS is a folder or file of Parquet with a lead to a row; ADVICE is the folder to write. docs/spark.md tells more.
"""

import sys
from datetime import date

from pyspark.sql import SparkSession

import followthrough as ft


def main(source: str, target: str, today: str) -> None:
    """Read the leads, add the columns of advice, and write them; faulty rows go into a folder of their own."""
    spark = SparkSession.builder.appName("followthrough").getOrCreate()
    leads = spark.read.parquet(source)
    advised = ft.advise_frame(ft.load(), leads, today=date.fromisoformat(today), why=True)
    advised.filter("fault is null").drop("fault").write.parquet(target)
    advised.filter("fault is not null").select(*leads.columns, "fault").write.parquet(f"{target}-faulty")
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
