"""One worker beside two, on a real standalone cluster of this machine: `python -m benchmarks.cluster`."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

from rich.console import Console

import pipeline
from benchmarks.trade import make_package, make_table
from tests.cluster.standalone import standalone


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    options = parser.parse_args()
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    with tempfile.TemporaryDirectory() as folder:
        make_table(Path(folder) / "trade.csv", options.rows)
        package = make_package(Path(folder))
        seconds = {workers: measured(package, workers) for workers in (1, 2, 1, 2)}
    Console().print(f"{options.rows:,} rows: {seconds}, speed-up {seconds[1] / seconds[2]:.2f}", highlight=False)


def measured(package: Path, workers: int) -> float:
    """The seconds of one check, the start of the Spark session included; the workers, of one core each, run before."""
    with tempfile.TemporaryDirectory() as logs, standalone(Path(logs), workers) as cluster:
        start = time.perf_counter()
        outcome = pipeline.check(package, master=cluster.master)
        seconds = round(time.perf_counter() - start, 1)
        said = f"{workers} workers: {seconds} s, {outcome.rows:,} rows, valid: {outcome.valid}"
        Console().print(said, highlight=False)
        return seconds


if __name__ == "__main__":
    main()
