"""The tiny registry with a few things changed, anywhere: rows, texts, schemas, vocabularies, rules, sources."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests import ROOT
from tests.fuzz.nasty import CELLS
from tests.fuzz.texts import mutated_bytes, mutated_lines, mutated_table
from tests.fuzz.trees import mutated_tree

Files = dict[str, bytes]
LOOSENED = "schemas/package.yaml"
STRANGE_FILES = (
    "raw/tables/x.csv",
    "raw/texts/x.txt",
    "raw/x",
    "schemas/tables/x.yaml",
    "schemas/rules/x.sql",
    "raw/tables/agreements/a.csv",
)


@cache
def tiny() -> Files:
    """Every file of the tiny registry by its path, with the real schemas less what they expect of the real rows."""
    folders = {"schemas": ROOT / "schemas", "raw": ROOT / "tests" / "registries" / "tiny" / "raw"}
    files = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for name, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "editor" not in path.parts
    }
    package = yaml.safe_load(files[LOOSENED])
    package["tables"] = {table: {} for table in package["tables"]}
    return files | {LOOSENED: yaml.safe_dump(package, allow_unicode=True, sort_keys=False).encode()}


def mutated_registry(seed: int) -> Files:
    """The files of the tiny registry that are changed, each as it is then; the same for the same seed."""
    random = Random(f"registry {seed}")
    files = tiny()
    changed: Files = {}
    for _ in range(random.choice((1, 1, 2, 3))):
        if random.random() < 0.03:
            changed[random.choice(STRANGE_FILES)] = random.choice(CELLS).encode("utf-8", "surrogatepass")
            continue
        name = chosen(random, files)
        changed[name] = mutated_file(name, changed.get(name, files[name]), random)
    return changed


def chosen(random: Random, files: Files) -> str:
    """A file: one of the rows as often as one of the schemas."""
    kinds = ("raw/tables/", "raw/tables/", "raw/", "raw/texts/", "schemas/tables/", "schemas/rules/", "schemas/")
    start = random.choice(kinds)
    return random.choice([name for name in files if name.startswith(start)])


def mutated_file(name: str, data: bytes, random: Random) -> bytes:
    way = random.random()
    if name.endswith(".csv") and way < 0.75:
        return mutated_table(data, random)
    if name.endswith(".yaml") and way < 0.5:
        try:
            tree: Any = mutated_tree(yaml.safe_load(data), random)
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            return mutated_bytes(data, random)
        return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")
    return mutated_lines(data, random) if way < 0.8 else mutated_bytes(data, random)


class Ground:
    """A folder with the tiny registry, in which one set of changed files after another is laid out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lay(tiny())

    def lay(self, files: Files) -> None:
        for name, data in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def restore(self) -> None:
        """Everything as it was: what was added is gone, what was changed is back."""
        shutil.rmtree(self.folder / "raw")
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        for path in self.folder.glob("schemas/**/*"):
            if path.is_file() and path.relative_to(self.folder).as_posix() not in tiny():
                path.unlink()
        self.lay(tiny())
