"""What a build takes where the registry has many times its rows: time, and the most memory of it and of its children.

`python -m benchmarks.growth --times 1 --times 5 --times 20 --save`
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, sleep

import click
from rich.console import Console
from rich.table import Table

from pipeline.registry.contract import Contract, load_contract

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results" / "growth.json"
# Their keys are codes of a standard: there are no more of them.
FIXED = frozenset({"countries"})
# What tells a text from another: one text is read once, however many rows there are.
OF_TEXT = ("file", "sha256")
PLACES = ("table", "row", "field")
FOLDERS = ("schemas", "raw")
OFTEN = 0.05


@dataclass(frozen=True)
class Renaming:
    """How a copy of the registry names its rows: `targets` has the table that a field of a table refers to."""

    contract: Contract
    targets: Mapping[tuple[str, str], str]

    def copy(self, table: str, row: Mapping[str, str], number: int) -> dict[str, str]:
        """A row with the key and references of copy `number`; the first copy is the row itself."""
        if number == 1:
            return dict(row)
        names = set(self.contract.tables[table].names)
        made = {field: self.cell(table, field, value, number, names) for field, value in row.items()}
        made |= {field: "" for field in OF_TEXT if field in made}
        if set(PLACES) <= row.keys():
            for field in ("value", "source_value", "other_value"):
                if field in row:
                    made[field] = self.cell(row["table"], row["field"], row[field], number, set())
        return made

    def cell(self, table: str, field: str, value: str, number: int, names: set[str]) -> str:
        target = self.targets.get((table, field))
        if not value or target in FIXED:
            return value
        if target or field == "row":
            return suffixed(value, f"-x{number}")
        return suffixed(value, f" X{number}") if field in names else value


def suffixed(value: str, end: str) -> str:
    return "|".join(f"{part}{end}" for part in value.split("|"))


def renaming(contract: Contract) -> Renaming:
    keys = {(name, schema.key[0]): name for name, schema in contract.tables.items() if len(schema.key) == 1}
    refers = {
        (name, key.own[0]): key.reference.resource or name
        for name, schema in contract.tables.items()
        for key in schema.foreign_keys
    }
    return Renaming(contract, refers | keys)


def multiply(root: Path, times: int, into: Path) -> int:
    """Writes the registry in `root` with `times` times its rows to the folder `into`; returns how many rows it has."""
    contract = load_contract(root)
    for name in FOLDERS:
        shutil.copytree(root / name, into / name)
    names = renaming(contract)
    return sum(
        multiply_file(file.path, into / file.display_path, table, times, names)
        for table in contract.typed_tables
        for file in contract.files(table)
    )


def multiply_file(path: Path, into: Path, table: str, times: int, names: Renaming) -> int:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, fields = list(reader), list(reader.fieldnames or ())
    copies = range(1, 2 if table in FIXED else times + 1)
    with into.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        for number in copies:
            writer.writerows(names.copy(table, row, number) for row in rows)
    return len(rows) * len(copies)


@dataclass(frozen=True)
class Growth:
    """A build: rows that were typed, seconds of the processor with those of its children, peak memory in MB.

    `child`: the most that one of its children took; `together`: the most that all of them took at one moment.
    """

    rows: int
    seconds: float
    wall: float
    process: int
    child: int
    together: int


def measure(times: int, folder: Path) -> Growth:
    """Builds the registry with `times` times its rows from nothing, below a folder (Linux alone, for its /proc)."""
    root = folder / f"times-{times}"
    root.mkdir()
    rows = multiply(ROOT, times, root)
    environment = {**os.environ, "PASSERELLE_CACHE": str(folder / f"cache-{times}"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline", "build", "--registry", str(root), "--out", str(folder / "built")]
    start = perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment, cwd=folder)
        peaks, together = watched(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(output.read().decode(errors="replace"))
    wall = perf_counter() - start
    shutil.rmtree(folder / "built")
    own = peaks.pop(process.pid)
    return Growth(rows, usage.ru_utime + usage.ru_stime, wall, own, max(peaks.values(), default=0), together)


def watched(process: int) -> tuple[dict[int, int], int]:
    """The peak memory of a process and of each of its children, and of all together, in MB, until it ends.

    Not as `wait4` tells it: a child begins with the peak of its parent there.
    """
    peaks: dict[int, int] = {}
    together = 0
    while sizes := {pid: memory for pid in family(process) if (memory := memory_of(pid))}:
        if process not in sizes:
            break
        peaks |= {size: max(peak, peaks.get(size, 0)) for size, (_, peak) in sizes.items()}
        together = max(together, sum(now for now, _ in sizes.values()))
        sleep(OFTEN)
    return peaks, together


def family(process: int) -> list[int]:
    """A process and its children's children."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            children[int(path.read_text().rpartition(")")[2].split()[1])].append(int(path.parent.name))
        except OSError:
            continue
    found = [process]
    for pid in found:
        found += children[pid]
    return found


def memory_of(process: int) -> tuple[int, int] | None:
    """What a process takes now and what it took at most, in MB; None where it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    found = {name: value for name, _, value in (line.partition(":") for line in lines)}
    if "VmHWM" not in found:
        return None
    return int(found["VmRSS"].split()[0]) // 1024, int(found["VmHWM"].split()[0]) // 1024


@click.command()
@click.option("--times", default=(1, 5, 20), show_default=True, multiple=True)
@click.option("--folder", type=click.Path(path_type=Path), help="Where it is built: 20 times the rows take 2 GB.")
@click.option("--save", is_flag=True, help="Write the figures to benchmarks/results/growth.json.")
def main(times: tuple[int, ...], folder: Path | None, *, save: bool) -> None:
    titles = ("times", "rows", "processor, s", "wall, s", "process, MB", "largest child, MB", "together, MB")
    table = Table(*titles, title="The build as the registry grows")
    found = {}
    with tempfile.TemporaryDirectory(dir=folder) as name:
        for time in times:
            found[time] = growth = measure(time, Path(name))
            table.add_row(str(time), *(f"{value:,.0f}" for value in asdict(growth).values()))
    Console().print(table)
    if save:
        figures = {kind: asdict(growth) for kind, growth in found.items()}
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
