"""`--help` in the language of the reader: the English is in the commands and options, translations in the catalogues.

Keys: help/<command>, help/<command>#<option>, help/every#<option> for an option of several commands, and help#<word>
for click's own words.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

import click

from pipeline.core.i18n import Language
from pipeline.core.i18n.catalogue import Catalogue, read_catalogue

# click makes a plain space of a no-break one where it shortens help, so these stand for them until it is printed.
KEPT = str.maketrans("\u00a0\u202f", "\ue000\ue001")
RESTORED = str.maketrans("\ue000\ue001", "\u00a0\u202f")


class TranslatedFormatter(click.HelpFormatter):
    """Help whose headings are in another language: click asks `gettext` for them, but writes their colon itself."""

    def __init__(self, catalogue: Catalogue, ctx: click.Context) -> None:
        super().__init__(width=ctx.terminal_width, max_width=ctx.max_content_width)
        self.catalogue = catalogue

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Writes the usage line; `prefix` is click's, where it has one of its own."""
        super().write_usage(prog, args, prefix or f"{self.catalogue.text('help#usage')} ")

    def write_heading(self, heading: str) -> None:
        """Writes the heading that click calls "Options" or "Commands"."""
        self.write(f"{'':>{self.current_indent}}{self.catalogue.text(f'help#{heading.lower()}')}\n")


def help_text(command: click.Command, ctx: click.Context, lang: Language) -> str:
    """What `--help` prints of a command."""
    if lang == "en":
        formatter = ctx.make_formatter()
        command.format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")
    formatter = TranslatedFormatter(read_catalogue(lang), ctx)
    translated(command, ctx, formatter.catalogue).format_help(ctx, formatter)
    return formatter.getvalue().rstrip("\n").translate(RESTORED)


def translated(command: click.Command, ctx: click.Context, catalogue: Catalogue) -> click.Command:
    """A copy of a command, and of the commands in it, with the help of another language."""
    made = copy.copy(command)
    made.help = about(command, catalogue)
    made.params = [with_help(param, command, ctx, catalogue) for param in command.get_params(ctx)]
    # It is among the parameters now.
    made.add_help_option = False
    if isinstance(made, click.Group):
        made.commands = {name: translated(command, ctx, catalogue) for name, command in made.commands.items()}
    return made


def about(command: click.Command, catalogue: Catalogue) -> str:
    """What a command does, in the words of a catalogue."""
    # click takes a line with a backspace alone for: the lines below stay as they are.
    return catalogue.text(f"help/{command.name}").replace("\\b\n", "\b\n").translate(KEPT)


def with_help(
    param: click.Parameter, command: click.Command, ctx: click.Context, catalogue: Catalogue
) -> click.Parameter:
    """A copy of a parameter whose help, and the default in it, are in the words of a catalogue."""
    made = copy.copy(param)
    if isinstance(made, click.Option) and made.help is not None:
        key = next(key for key in help_keys(command, made) if key in catalogue.known)
        made.help = catalogue.text(key)
        extra = made.get_help_extra(ctx)
        if "default" in extra:
            default = "; ".join(filter(None, (extra["default"], extra.get("range"))))
            made.help += f"  {catalogue.text('help#default').format(default=default)}"
            # So that click adds neither again: a type without a range, which looks as the own one does.
            made.show_default, made.metavar, made.type = False, made.make_metavar(ctx), click.STRING
    return made


def help_keys(command: click.Command, option: click.Option) -> Iterator[str]:
    """The keys that the help of an option can have: of the command, of several commands, of click."""
    name = option_name(option)
    yield from (f"help/{command.name}#{name}", f"help/every#{name}", f"help#{name}")


def option_name(option: click.Option) -> str:
    """The longest name of an option, without its hyphens."""
    return max(option.opts, key=len).removeprefix("--")
