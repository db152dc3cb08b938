"""The session of Apache Spark: the one of this process, or a new one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

from pipeline.core.errors import UserError

LOG = Path(__file__).with_name("cluster_log.properties")
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={LOG.as_uri()}",
    # What a lost worker had is done elsewhere.
    "spark.task.maxFailures": "8",
    # Workers are started with -m: without this a module of the current folder would come before the true one.
    "spark.executorEnv.PYTHONSAFEPATH": "1",
}


@contextmanager
def session(master: str) -> Iterator[SparkSession]:
    """Context manager: the Spark session of this process, or a new one at `master` (local[2], spark://host:7077).

    Raises PasserelleError if Spark is not installed or cannot start.
    """
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    started = start_session(master)
    try:
        yield started
    finally:
        started.stop()


def start_session(master: str) -> SparkSession:
    if master.startswith("local"):
        # Else workers are the first `python3` of PATH, whose modules are others.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("passerelle").master(master)
    settings = SETTINGS | ({"spark.pyspark.python": sys.executable} if master.startswith("local") else {})
    for setting, value in settings.items():
        builder = builder.config(setting, value)
    try:
        return builder.getOrCreate()
    except Exception as error:
        raise UserError("fault-spark-start", master=master, problem=first_line(error)) from error


def first_line(error: Exception) -> str:
    """The line of a Java error that says what is wrong: not the name of the method that was called."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(": ")), lines[0] if lines else "").removeprefix(": ")
