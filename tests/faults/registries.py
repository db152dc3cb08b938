"""A small registry of the tests, and the state of a folder of files, byte for byte."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tests import ROOT, yaml_of, yaml_text

REGISTRIES = ROOT / "tests" / "registries"

State = Mapping[str, str]


def copy_registry(source: Path, root: Path) -> None:
    """The raw/ of a folder with our schemas/, less what package.yaml expects of the real rows where it is not ours."""
    shutil.copytree(ROOT / "schemas", root / "schemas")
    shutil.copytree(source / "raw", root / "raw")
    if source != ROOT:
        path = root / "schemas" / "package.yaml"
        package = yaml_of(path.read_text(encoding="utf-8"))
        package["tables"] = {table: {} for table in package["tables"]}
        path.write_text(yaml_text(package), encoding="utf-8")


def state(folder: Path) -> State:
    """A digest of every file below a folder by its path, links and hidden files included; "/" for an empty folder.

    Git's own files are left out: git writes them when it is only asked.
    """
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if name.startswith(".git/"):
            continue
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif not any(path.iterdir()):
            found[name] = "/"
    return found


def below(item: State, folder: str) -> State:
    """The part of a state that is in a folder."""
    return {path: digest for path, digest in item.items() if path.startswith(f"{folder}/")}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pipeline", *arguments]


def environment(cache: Path, **more: str) -> dict[str, str]:
    """The environment of a command: this checkout's program, a cache of its own, English."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PASSERELLE_CACHE": str(cache),
        "PASSERELLE_LANG": "en",
        "LC_ALL": "C.UTF-8",
        **more,
    }
