"""Passerelle beside its peers, in one run, in turns: whole processes from start to exit, time and peak memory.

python -m benchmarks.run --rows 1000000 --repeat 5
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import CONTENDERS
from benchmarks.trade import make_package, make_table, spoil

RESULTS = Path(__file__).parent / "results"
FLOOR = "bare DuckDB"
OURS = "Passerelle"
BAD = "Passerelle, 1 % of rows bad"
# Beyond so many rows the peers that hold a row in Python, or the whole table in memory, are left out.
MOST_FOR_PEERS = 1_000_000


@dataclass(frozen=True)
class Run:
    """A process: seconds from start to exit, peak memory in MB."""

    seconds: float
    memory: float


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        commands = contenders(Path(folder), options.rows, options.only)
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        # One round first that only fills the file cache, then all in turns: a slow minute hits each of them.
        read_through(Path(folder) / "trade.csv")
        for _ in range(options.repeat):
            for name, command in commands.items():
                runs[name].append(measured(command))
                show_progress(name, runs[name][-1])
    report(options.rows, runs, options.save)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--only", nargs="*", help="names of contenders; all that suit the size if none is named")
    parser.add_argument("--folder", help="where the table is made (default: the folder for temporary files)")
    parser.add_argument("--save", action="store_true", help="keep figures and drawing in benchmarks/results")
    return parser.parse_args()


def contenders(folder: Path, rows: int, only: Sequence[str] | None) -> dict[str, list[str]]:
    """The commands by name; the tables and packages that they read are made first."""
    table, bad = folder / "trade.csv", folder / "bad.csv"
    make_table(table, rows)
    package = make_package(folder)
    check = [sys.executable, "-m", "pipeline", "check"]
    commands = {FLOOR: [], OURS: [*check, str(package)], BAD: [*check, str(make_package(folder, bad.name))]}
    commands |= {name: [] for name in CONTENDERS if name != FLOOR and (rows <= MOST_FOR_PEERS or only)}
    chosen = {name: command for name, command in commands.items() if not only or name in only}
    for name in set(chosen) & set(CONTENDERS):
        chosen[name] = [sys.executable, "-m", "benchmarks.contenders", name, str(table), str(package)]
    if BAD in chosen:
        spoil(table, bad)
    return chosen


def read_through(path: Path) -> None:
    with path.open("rb") as stream:
        while stream.read(1 << 24):
            pass


def measured(command: Sequence[str]) -> Run:
    """Runs a command; a check that finds something exits with 1, anything beyond is a failure of the benchmark."""
    # Modules are compiled once and kept, as everywhere but where this variable is set.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1])
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        code = process.returncode = os.waitstatus_to_exitcode(status)
        if code not in (0, 1):
            output.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {code}:\n{output.read().decode(errors='replace')}")
    return Run(seconds, usage.ru_maxrss / 1024)


def show_progress(name: str, run: Run) -> None:
    Console(stderr=True).print(f"{name}: {run.seconds:.2f} s, {run.memory:.0f} MB", highlight=False)


def report(rows: int, runs: Mapping[str, Sequence[Run]], save: bool) -> None:
    """Prints medians and ratios, each of the same round; keeps them and draws them if that is asked."""
    floor = [run.seconds for run in runs[FLOOR]] if FLOOR in runs else None
    table = Table(title=f"{rows:,} rows, {os.cpu_count()} cores, median of {max(map(len, runs.values()))}")
    for title in ("", "seconds", "rows a second", "peak memory, MB", "times bare DuckDB"):
        table.add_column(title, justify="right" if title else "left")
    for name, found in runs.items():
        seconds = statistics.median(run.seconds for run in found)
        memory = max(run.memory for run in found)
        ratio = statistics.median(run.seconds / least for run, least in zip(found, floor, strict=True)) if floor else 0
        table.add_row(
            name, f"{seconds:.2f}", f"{rows / seconds:,.0f}", f"{memory:.0f}", f"{ratio:.2f}" if ratio else ""
        )
    Console().print(table)
    if save:
        RESULTS.mkdir(exist_ok=True)
        kept = {"rows": rows, "runs": {name: [asdict(run) for run in found] for name, found in runs.items()}}
        (RESULTS / f"{rows}.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        draw(rows, runs)


def draw(rows: int, runs: Mapping[str, Sequence[Run]]) -> None:
    import altair

    medians = [
        {"name": name, "measure": measure, "value": statistics.median(values)}
        for name, found in runs.items()
        for measure, values in (
            ("seconds, start to exit", [run.seconds for run in found]),
            ("peak memory, MB", [run.memory for run in found]),
        )
    ]
    base = altair.Chart({"values": medians}).encode(
        y=altair.Y("name:N", title=None, sort=list(runs)), x=altair.X("value:Q", title=None)
    )
    bars = base.mark_bar(height=14)
    figures = base.mark_text(align="left", dx=3).encode(text=altair.Text("value:Q", format=".3~s"))
    chart = (
        altair.layer(bars, figures)
        .properties(width=420, title=f"{rows:,} rows")
        .facet(row=altair.Row("measure:N", title=None))
        .resolve_scale(x="independent")
    )
    chart.save(RESULTS / f"{rows}.svg")


if __name__ == "__main__":
    main()
