"""What Spark costs beside `lint_table`: microseconds a row, the best of three, on this machine with two cores.

`python python/benches/spark.py [ROWS]`; needs what `scripts/spark` installs.
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as parquet
from pyspark.sql import DataFrame, SparkSession

import replylint
from replylint import spark

REPLIES = Path(__file__).resolve().parents[2] / "examples" / "python" / "replies.csv"


def table(rows: int) -> pa.Table:
    """The replies of the example over and over, each with a number in it, so that no two are the same."""
    with REPLIES.open(encoding="utf-8", newline="") as file:
        replies = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    drafts = [f"{replies[number % len(replies)]['draft']} ({number})" for number in range(rows)]
    inbound = [replies[number % len(replies)]["inbound"] for number in range(rows)]
    return pa.table({"number": list(range(rows)), "draft": drafts, "inbound": inbound})


def same(batches: Iterator[Any]) -> Iterator[Any]:
    """What a task does at the least."""
    yield from batches


def main() -> None:
    """Times each way three times, in turns."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    os.environ |= {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    linter = replylint.Linter(regime="hipaa")
    replies = table(rows)
    with tempfile.TemporaryDirectory() as folder:
        parquet.write_table(replies, f"{folder}/replies.parquet")
        df = session.read.parquet(f"{folder}/replies.parquet").repartition(8).cache()
        df.count()

        def done(of: DataFrame) -> None:
            of.write.format("noop").mode("overwrite").save()

        ways: dict[str, Callable[[], object]] = {
            "lint_table, one thread": lambda: linter.lint_table(replies, threads=1),
            "lint_table, two threads": lambda: linter.lint_table(replies, threads=2),
            "Spark alone, mapInArrow that changes nothing": lambda: done(df.mapInArrow(same, df.schema)),
            "spark.lint, two tasks": lambda: done(spark.lint(df, linter=linter)),
            "spark.lint, two tasks, explain=False": lambda: done(spark.lint(df, linter=linter, explain=False)),
            "History.build": lambda: replylint.History.build(replies.to_pylist(), key=bytes(32)),
            "spark.history, two tasks": lambda: spark.history(df, key=bytes(32)),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(3):
            for name, way in ways.items():
                began = time.perf_counter()
                way()
                best[name] = min(best[name], time.perf_counter() - began)
        for name, took in best.items():
            print(f"{name:<46}{took / rows * 1e6:8.1f} us a row")
    session.stop()


if __name__ == "__main__":
    main()
