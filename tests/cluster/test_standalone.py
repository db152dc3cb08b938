"""Against a real standalone master with two workers on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyspark import SparkContext, SparkStageInfo

from benchmarks.trade import make_package, make_table, spoil
from pipeline.readers.csv.text_layout import Sizes
from pipeline.workflows.check_package import Options, check_paths
from tests.cluster.standalone import Standalone, standalone
from tests.validation.test_paths import told

pytestmark = pytest.mark.spark
SIZES = Sizes(block=1 << 20, few=0)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standalone]:
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    (tmp_path / "cluster").mkdir()
    with standalone(tmp_path / "cluster") as started:
        yield started


def trade(folder: Path, rows: int) -> Path:
    make_table(folder / "trade.csv", rows)
    spoil(folder / "trade.csv", folder / "bad.csv", structure=True)
    return make_package(folder, "bad.csv")


def test_two_workers_report_what_one_machine_reports(cluster: Standalone, tmp_path: Path) -> None:
    path = trade(tmp_path, 100_000)
    alone = check_paths([path])
    assert alone.error_count > 800
    assert told(check_paths([path], None, Options(master=cluster.master, sizes=SIZES))) == told(alone)


def test_a_worker_that_ends_midway_changes_nothing(cluster: Standalone, tmp_path: Path) -> None:
    path = trade(tmp_path, 200_000)
    alone = check_paths([path])
    with ThreadPoolExecutor(max_workers=1) as threads:
        ending = threads.submit(end_a_worker_midway, cluster)
        told_there = told(check_paths([path], None, Options(master=cluster.master, sizes=SIZES)))
        done, tasks = ending.result()
    assert 0 < done < tasks
    assert told_there == told(alone)


def end_a_worker_midway(cluster: Standalone) -> tuple[int, int]:
    """Ends a worker once a few, but not all, of the table's blocks are judged; how many were, and of how many."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        for stage in active_stages():
            if stage.numTasks > 10 and 3 <= stage.numCompletedTasks < stage.numTasks - 4:
                cluster.end_worker(0)
                return stage.numCompletedTasks, stage.numTasks
        time.sleep(0.02)
    raise TimeoutError


def active_stages() -> list[SparkStageInfo]:
    """What the session that the check has started is doing; nothing while it starts."""
    context = SparkContext._active_spark_context
    if context is None or getattr(context, "_jsc", None) is None:
        return []
    tracker = context.statusTracker()
    return [known for stage in tracker.getActiveStageIds() if (known := tracker.getStageInfo(stage))]
