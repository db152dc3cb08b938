"""Files without a schema to a proposal, and the proposal to files of a registry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.budget import budgeted
from pipeline.core.database.connection import workspace
from pipeline.core.errors import UserError
from pipeline.core.files.atomic_files import Rewrite, replace_files
from pipeline.core.files.snapshot import assert_unchanged
from pipeline.core.i18n import Language
from pipeline.core.os_errors import translate_os_errors
from pipeline.inference.infer import Inference
from pipeline.inference.model import Proposal
from pipeline.inference.render import registry_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def infer_files(paths: Sequence[Path]) -> Proposal:
    """What is proposed for some files: all rows of each are read once. Raises PasserelleError where it cannot run.

    What is wrong with the files are findings of the proposal; a file that is no table has no table in it.
    """
    unique = list(dict.fromkeys(paths))
    for path in unique:
        if not path.exists():
            raise UserError("fault-no-file", path=str(path))
    with budgeted(), assert_unchanged(lambda: [one for one in unique if one.is_file()]), opened() as connection:
        return Inference(connection).run([(path, str(path)) for path in unique])


@contextmanager
def opened() -> Iterator[DuckDBPyConnection]:
    with workspace() as connection:
        yield connection


def write_registry_files(proposal: Proposal, folder: Path, lang: Language) -> list[Path]:
    """Writes schemas/tables/*.yaml and schemas/vocabularies/*.csv below a folder, all of them or none.

    Returns their paths. Raises UserError where one of them is there already, EnvironmentFault where none can be
    written.
    """
    files = {folder / name: text for name, text in registry_files(proposal, lang).items()}
    for path in files:
        if path.exists():
            raise UserError("fault-file-there", path=str(path))
    with translate_os_errors(folder):
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
    replace_files([Rewrite(path, text.encode("utf-8")) for path, text in files.items()])
    return list(files)
