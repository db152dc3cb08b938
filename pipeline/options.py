"""Options that most commands share: the language of the messages, and the registry that is meant."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipeline.findings import Fault
from pipeline.messages import LANGUAGES, Language


def environment_language() -> Language:
    """The language that the environment asks for, English where it asks for none of ours."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return next((lang for lang in LANGUAGES if asked.startswith(lang)), "en")


def registry_root() -> Path:
    """The registry that holds the current folder, else the one that this program was installed from. Raises Fault."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).parents[1]):
        if (folder / "schemas" / "package.yaml").is_file():
            return folder
    raise Fault(
        f"no registry here: {here} holds no schemas/package.yaml; change to its folder or name it with --registry"
    )


lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=environment_language,
    show_default="that of the environment",
    envvar="PASSERELLE_LANG",
    help="Language of the messages.",
)
registry_option = click.option(
    "--registry",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the registry (it holds schemas/ and raw/).  [default: the one you are in]",
)
