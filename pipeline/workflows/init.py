"""`init`: makes a new registry in an empty folder, with the contract and a worked example that builds at once."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import yaml

from pipeline.core.errors import UserError
from pipeline.core.files.file_names import FILE_NAME
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.program_paths import schemas_folder
from pipeline.core.version import __version__

STARTER = Path(__file__).with_name("starter")
# Files of the starter and what they are called in a registry; {name} and {requirement} are filled in.
FILES = {
    "noxfile.txt": "noxfile.py",
    "README.txt": "README.md",
    "gitattributes.txt": ".gitattributes",
    "gitignore.txt": ".gitignore",
}
WORKFLOWS = ("check.yaml", "publish.yaml")
# Where it is written, and what that is called once it is whole: a killed start is gone on with.
BEGUN, MADE = ".passerelle-begun", ".passerelle-made"


def start_registry(folder: Path, name: str) -> None:
    """Makes a registry named `name` in a new or empty folder, which may contain .git. Raises PasserelleError."""
    if not FILE_NAME.fullmatch(name):
        raise UserError("fault-package-name", name=name)
    begun, made = folder / BEGUN, folder / MADE
    with translate_os_errors(folder):
        if not made.is_dir():
            there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
            if folder.is_file() or there - {".git", BEGUN}:
                raise UserError("fault-folder-taken", folder=str(folder))
            if begun.exists():
                shutil.rmtree(begun)
            write_registry(begun, name)
            begun.rename(made)
        # Killed from here on, the next start moves the rest.
        for path in sorted(made.iterdir()):
            path.rename(folder / path.name)
        made.rmdir()


def write_registry(folder: Path, name: str) -> None:
    """Writes all of a new registry into a new folder."""
    folder.mkdir(parents=True)
    shutil.copytree(schemas_folder(), folder / "schemas")
    shutil.copytree(STARTER / "raw", folder / "raw")
    write_package(folder / "schemas" / "package.yaml", name)
    for source, target in FILES.items():
        text = (STARTER / source).read_text(encoding="utf-8")
        filled = text.replace("{name}", name).replace("{requirement}", requirement())
        (folder / target).write_text(filled, encoding="utf-8", newline="\n")
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for workflow in WORKFLOWS:
        shutil.copyfile(STARTER / "workflows" / workflow, workflows / workflow)


def write_package(path: Path, name: str) -> None:
    """schemas/package.yaml of a new registry: its own name, nothing expected of its tables yet."""
    package = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key in [key for key in package if key.startswith(("title", "description"))]:
        package[key] = name
    package |= {"name": name, "version": "0.1.0", "contributors": [{"title": name, "roles": ["publisher"]}]}
    package |= {"keywords": [], "tables": {table: {} for table in package["tables"]}}
    text = yaml.safe_dump(package, allow_unicode=True, sort_keys=False, width=110)
    path.write_text(text, encoding="utf-8", newline="\n")


def requirement() -> str:
    """How this program can be installed again: as it was, from a repository, a folder or an index."""
    try:
        direct_url = distribution("passerelle").read_text("direct_url.json")
    except PackageNotFoundError:
        direct_url = None
    if direct_url is None:
        return f"passerelle=={__version__}"
    origin = json.loads(direct_url)
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return f"passerelle @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    return f"passerelle @ {origin['url']}"
