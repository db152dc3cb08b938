"""A new registry on disk: written beside its place, then moved into it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.core.i18n import Language, say
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.program_paths import example_folder
from pipeline.inference.model import Proposal
from pipeline.workflows.init.existing_files import tables_of_files
from pipeline.workflows.init.first_table import package_text, rows_text, table_text
from pipeline.workflows.init.plan import Plan

FILES = Path(__file__).with_name("files")
# Files of every new registry, by what they are called in it; the requirement of the program is filled in.
COPIED = {
    "noxfile.py": "noxfile.txt",
    ".gitattributes": "gitattributes.txt",
    ".gitignore": "gitignore.txt",
    ".pre-commit-config.yaml": "pre-commit.yaml",
    ".github/workflows/check.yaml": "workflows/check.yaml",
    ".github/workflows/publish.yaml": "workflows/publish.yaml",
}
# Where a new registry is written, and what that is called once it is whole: after a kill, the next start goes on.
BEGUN, MADE = ".passerelle-begun", ".passerelle-made"


def start_registry(folder: Path, plan: Plan, lang: Language, proposal: Proposal | None = None) -> None:
    """Makes a registry in a new or empty folder, which may contain .git. Raises PasserelleError.

    `proposal`: what was inferred from the files of the plan; `lang`: of the comments.
    """
    begun, made = folder / BEGUN, folder / MADE
    with translate_os_errors(folder):
        if not made.is_dir():
            check_folder(folder)
            if begun.exists():
                shutil.rmtree(begun)
            begun.mkdir(parents=True)
            write_registry(begun, plan, lang, proposal)
            begun.rename(made)
        # Killed from here on, the next start moves the rest.
        for path in sorted(made.iterdir()):
            path.rename(folder / path.name)
        made.rmdir()


def check_folder(folder: Path) -> None:
    """Raises UserError where a folder contains something, or is none."""
    with translate_os_errors(folder):
        there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
        if (folder.exists() and not folder.is_dir()) or there - {".git", BEGUN, MADE}:
            raise UserError("fault-folder-taken", folder=str(folder))


def write_registry(folder: Path, plan: Plan, lang: Language, proposal: Proposal | None) -> None:
    """Writes all of a new registry into a new folder."""
    if plan.example is not None:
        shutil.copytree(example_folder(plan.example), folder, dirs_exist_ok=True)
    elif proposal is not None:
        tables = tables_of_files(folder, proposal, plan.languages, lang)
        write_files(folder, {"schemas/package.yaml": package_text(plan, tables, lang)})
    else:
        texts = {
            "schemas/package.yaml": package_text(plan, [plan.table], lang),
            f"schemas/tables/{plan.table}.yaml": table_text(plan, lang),
            f"raw/tables/{plan.table}.csv": rows_text(plan),
        }
        write_files(folder, texts)
    copied = {name: (FILES / source).read_text(encoding="utf-8") for name, source in COPIED.items()}
    copied["noxfile.py"] = copied["noxfile.py"].replace("{requirement}", plan.requirement or "")
    if plan.example is None:
        copied["README.md"] = say(lang, "init-readme", title=plan.title)
    write_files(folder, copied)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def line_to_fill_in() -> int:
    """The line of noxfile.py on which the requirement of the program is written, from 1."""
    lines = (FILES / COPIED["noxfile.py"]).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if "{requirement}" in line)
