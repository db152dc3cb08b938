"""`--help` in the language of whoever asks: English stands beside the options, the others in pipeline/words."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import click
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from pipeline.core.i18n import Language

WORDS = Path(__file__).parent
# click makes a plain space of a no-break one where it shortens help, so these stand for them until it is printed.
KEPT = str.maketrans("\u00a0\u202f", "\ue000\ue001")
RESTORED = str.maketrans("\ue000\ue001", "\u00a0\u202f")


class CommandHelp(BaseModel):
    """What a command is about, and what its options are for; those that several commands share stand apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    options: dict[str, str] = {}


class Help(BaseModel):
    """The words of a language: `headings` by the English of click, `every` by the options that commands share."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    headings: dict[str, str]
    every: dict[str, str]
    commands: dict[str, CommandHelp]


@cache
def read_help(lang: Language) -> Help:
    """The help of a language but English."""
    found = yaml.load((WORDS / f"help.{lang}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    commands = {name: one for name, one in found.items() if name not in ("headings", "every")}
    return TypeAdapter(Help).validate_python(
        {"headings": found["headings"], "every": found["every"], "commands": commands}
    )


def help_text(command: click.Command, ctx: click.Context, lang: Language) -> str:
    """What `--help` prints of a command."""
    formatter = ctx.make_formatter()
    if lang == "en":
        command.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")
    words = read_help(lang)
    translated(command, words).format_help(ctx, formatter)
    return with_headings(formatter.getvalue().rstrip("\n"), words.headings)


def translated(command: click.Command, words: Help) -> click.Command:
    """A copy of a command, and of the commands in it, with the help of another language."""
    made = copy.copy(command)
    own = words.commands[command.name or ""]
    # click takes a line with a backspace alone for: the lines below stay as they are.
    made.help = own.about.replace("\\b\n", "\b\n").translate(KEPT)
    made.params = [with_help(one, {**words.every, **own.options}) for one in command.params]
    if isinstance(made, click.Group):
        made.commands = {name: translated(one, words) for name, one in made.commands.items()}
    return made


def with_help(param: click.Parameter, options: Mapping[str, str]) -> click.Parameter:
    made = copy.copy(param)
    if isinstance(made, click.Option):
        made.help = options.get(option_name(made), made.help)
    return made


def option_name(option: click.Option) -> str:
    return max(option.opts, key=len).removeprefix("--")


def with_headings(text: str, headings: Mapping[str, str]) -> str:
    for english, other in headings.items():
        text = text.replace(english, other)
    return text.translate(RESTORED)
