"""Options of several commands: the language of the messages, and the folder of the registry."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.core.i18n import MESSAGE_LANGUAGES, environment_language
from pipeline.core.os_errors import EnvironmentFault, is_there_a_current_folder
from pipeline.core.program_paths import CHECKOUT


def registry_root() -> Path:
    """The registry that holds the current folder. Raises EnvironmentFault where there is none."""
    if not is_there_a_current_folder():
        raise EnvironmentFault("no-current-folder")
    here = Path.cwd()
    found = next((folder for folder in (here, *here.parents) if is_registry(folder)), None)
    if found is None:
        raise EnvironmentFault("no-registry", path=str(here))
    return found


def registry_or_here() -> Path:
    """The registry that holds the current folder, else that folder: for what needs no registry if it is given files."""
    try:
        return registry_root()
    except EnvironmentFault:
        if not is_there_a_current_folder():
            raise
        return Path()


def known_registry() -> Path:
    """The registry that holds the current folder, else the one that this program lies in: for names, not for work.

    Raises EnvironmentFault where there is neither.
    """
    ours = CHECKOUT
    try:
        return registry_root()
    except EnvironmentFault:
        if not is_registry(ours):
            raise
        return ours


def is_registry(folder: Path) -> bool:
    return (folder / "schemas" / "package.yaml").is_file()


lang_option = click.option(
    "--lang",
    type=click.Choice(MESSAGE_LANGUAGES),
    default=environment_language,
    envvar="PASSERELLE_LANG",
    help="Language of the messages.  [default: that of the environment]",
)
registry_option = click.option(
    "--registry",
    type=click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True),
    help="Folder of the registry (it contains schemas/ and raw/).  [default: the current folder]",
)
