"""A mutant through the command, in the ways that people call it; every promise that is broken on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from pipeline.core.i18n import LANGUAGES
from pipeline.findings.formats import FORMATS
from tests.fuzz.calls import SECONDS, Called, call
from tests.fuzz.packages import Files
from tests.fuzz.promises import broken_promises, of_the_build
from tests.fuzz.registries import Ground


class Broken(NamedTuple):
    """A promise that a mutant broke: what the promise is known by, and the whole trace where there is one."""

    what: str
    trace: str = ""


def try_package(files: Files, folder: Path, seed: int, seconds: float = SECONDS) -> Iterator[Broken]:
    """A package, laid out in an empty folder: checked, sometimes mended, sometimes set apart."""
    random = Random(f"way {seed}")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    named = ["datapackage.json"]
    csv = next((name for name in files if name.startswith("things.")), None)
    if "schema.yaml" in files and csv:
        named = [csv, "--schema", "schema.yaml"]
    if "schema.json" in files and csv and random.random() < 0.5:
        named = [csv, "--schema", "schema.json"]
    yield from try_check(named, folder, random, seconds)
    if seed % 4 == 0:
        yield from try_fix(named, folder, seconds)
    if seed % 9 == 0:
        yield from kept(call(["check", *named, "--quarantine", "apart", "--format", "json"], seconds), "json", folder)


def try_registry(files: Files, ground: Ground, seed: int, seconds: float = SECONDS) -> Iterator[Broken]:
    """A registry: checked, sometimes mended, sometimes built."""
    random = Random(f"way {seed}")
    ground.restore()
    ground.lay(files)
    yield from try_check(["--registry", "."], ground.folder, random, seconds)
    if seed % 5 == 0:
        yield from try_fix(["--registry", "."], ground.folder, seconds)
    if seed % 7 == 0:
        built = call(["build", "--registry", "."], seconds)
        yield from kept(built, "text", ground.folder)
        if built.code == 0:
            yield from (Broken(item) for item in of_the_build(ground.folder))


def try_document(files: Files, ground: Ground, seed: int, seconds: float = SECONDS) -> Iterator[Broken]:
    """A PDF or a page: the facts in it."""
    random = Random(f"way {seed}")
    ground.restore()
    ground.lay(files)
    form = random.choice(("jsonl", "text"))
    options = ["--registry", ".", "--no-cache", "--jobs", "1", "--format", form, "--lang", random.choice(LANGUAGES)]
    yield from kept(call(["extract", *options, *files], seconds), form, ground.folder)


def try_workbook(files: Files, ground: Ground, seed: int, seconds: float = SECONDS) -> Iterator[Broken]:
    """A workbook: checked as the table of a package, sometimes imported."""
    random = Random(f"way {seed}")
    ground.restore()
    ground.lay(files)
    yield from try_check(["datapackage.json"], ground.folder, random, seconds)
    if seed % 3 == 0:
        book = next(name for name in files if name != "datapackage.json")
        yield from kept(call(["import", "--registry", ".", book], seconds), "text", ground.folder)


def try_check(named: list[str], folder: Path, random: Random, seconds: float) -> Iterator[Broken]:
    form = random.choice((*FORMATS, "json", "json", "json"))
    yield from kept(
        call(["check", *named, "--format", form, "--lang", random.choice(LANGUAGES)], seconds), form, folder
    )


def try_fix(named: list[str], folder: Path, seconds: float) -> Iterator[Broken]:
    """What --fix writes once it need not write again."""
    yield from kept(call(["check", *named, "--fix", "--format", "json"], seconds), "json", folder)
    once = contents(folder)
    yield from kept(call(["check", *named, "--fix", "--format", "json"], seconds), "json", folder)
    yield from (
        Broken(f"--fix mends {name.suffix} again") for name, data in contents(folder).items() if once.get(name) != data
    )


def kept(called: Called, form: str, folder: Path) -> Iterator[Broken]:
    yield from (Broken(promise, called.trace) for promise in broken_promises(called, form, folder))


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
