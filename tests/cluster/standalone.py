"""A real standalone Spark cluster on the loopback: a master and workers, processes that can be ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

SPARK = Path(pyspark.__file__).parent
PATIENCE = 90


class Standalone:
    """The processes of a cluster; their logs stand in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.master = ""

    def start(self, workers: int) -> None:
        log = self.run("master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0")
        self.master = found(log, r"Starting Spark master at (spark://\S+)")
        for number in range(workers):
            options = ["--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / "work")]
            log = self.run(f"worker{number}", "org.apache.spark.deploy.worker.Worker", *options, self.master)
            found(log, r"Successfully registered with master")

    def run(self, name: str, main: str, *arguments: str) -> Path:
        log = self.folder / f"{name}.log"
        environment = {
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_MASTER_WEBUI_PORT": "0",
            "SPARK_WORKER_WEBUI_PORT": "0",
            "PYSPARK_PYTHON": sys.executable,
        }
        command = [str(SPARK / "bin" / "spark-class"), main, "--webui-port", "0", *arguments]
        with log.open("wb") as written:
            process = subprocess.Popen(command, stdout=written, stderr=written, env=environment, start_new_session=True)
        self.processes.append(process)
        return log

    def end_worker(self, number: int) -> None:
        """Ends a worker and its executors at once, as a machine ends that loses its power."""
        end(self.processes[1 + number])

    def stop(self) -> None:
        for process in reversed(self.processes):
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def found(log: Path, pattern: str) -> str:
    """Waits for a line of a log; its group, or all of it. Raises TimeoutError with the log."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        match = re.search(pattern, log.read_text(encoding="utf-8", errors="replace"))
        if match:
            return match[match.re.groups]
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace"))


@contextmanager
def standalone(folder: Path, workers: int = 2) -> Iterator[Standalone]:
    cluster = Standalone(folder)
    try:
        cluster.start(workers)
        yield cluster
    finally:
        cluster.stop()
