"""The messages for wrong options and arguments, in the language of the reader."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import IO, Any

import click

from pipeline.cli.output import echo, echo_json
from pipeline.core.i18n import MESSAGE_LANGUAGES, Language, environment_language, say
from pipeline.findings.formats.failure import MACHINE_FORMS, failure_of, render_failure

# Where a command line's language is kept.
LANGUAGE = "pipeline.cli.usage_errors"


class UsageError(click.UsageError):
    """A command that was typed in a way that it does not take; its words are command/<key> of the catalogues."""

    def __init__(
        self,
        key: str,
        ctx: click.Context | None = None,
        lang: Language | None = None,
        form: str | None = None,
        **values: str,
    ) -> None:
        self.key, self.values, self.form = key, values, form
        self.lang: Language = lang or (ctx or click.get_current_context()).params.get("lang") or environment_language()
        super().__init__(say(self.lang, key, **values), ctx)

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints on the error output what the command takes, what is wrong, and where to read more."""
        assert file is None, "all is printed by one door"
        context = self.ctx or click.get_current_context()
        usage = " ".join((context.command_path, *context.command.collect_usage_pieces(context)))
        echo(say(self.lang, "usage", usage=usage), err=True)
        echo(f"passerelle: {self.message}", err=True)
        more = say(self.lang, "usage-help", command=context.command_path)
        echo(more, err=True)
        form = self.form or context.params.get("form")
        if form in MACHINE_FORMS:
            failure = failure_of(self.key, self.lang, more, **self.values)
            echo_json(render_failure(failure, form, self.lang, bare=context.command.name == "diff"))


@contextmanager
def worded(ctx: click.Context, arguments: Sequence[str]) -> Iterator[None]:
    """Inside, what click says of wrong options and arguments is said in the language that these ask for."""
    lang = requested_language(arguments)
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        key, values = key_and_values(error, ctx, lang, arguments)
        raise UsageError(key, ctx, lang, requested_form(arguments), **values) from error


def key_and_values(
    error: click.UsageError, ctx: click.Context, lang: Language, arguments: Sequence[str]
) -> tuple[str, dict[str, str]]:
    """Our words for an error of click's, and what fills them; none of it is taken from the English of click."""
    match error:
        case click.NoSuchOption():
            return near("usage-no-option", lang, error.option_name, error.possibilities)
        case click.exceptions.NoSuchCommand():
            return near("usage-no-command", lang, error.command_name, error.possibilities)
        case click.MissingParameter(param=click.Parameter() as param):
            return "usage-missing", {"name": param_text(param, ctx)}
        case click.BadParameter(param=click.Parameter() as param):
            key, values = taken(param)
            if key is not None:
                return key, {"name": param_text(param, ctx), "given": refused_value(param, ctx, arguments), **values}
        case click.BadOptionUsage():
            options = [option for option in ctx.command.params if isinstance(option, click.Option)]
            is_flag = any(option.is_flag for option in options if error.option_name in option.opts)
            return "usage-flag" if is_flag else "usage-value", {"name": error.option_name}
    if type(error) is click.UsageError and (extra := extra_arguments(ctx, arguments)):
        return "usage-extra", {"given": " ".join(extra)}
    # What only click has words for. They hold what was typed, so they too are printed by our door.
    return "usage-other", {"problem": error.format_message()}


def near(key: str, lang: Language, name: str, possible: Sequence[str] | None) -> tuple[str, dict[str, str]]:
    """A name that is none, with those that may be meant."""
    if not possible:
        return key, {"name": name}
    return f"{key}-near", {"name": name, "near": f" {say(lang, 'or')} ".join(possible)}


def taken(param: click.Parameter) -> tuple[str | None, dict[str, str]]:
    """The words for what a parameter takes, and what fills them; None for a type without words."""
    match param.type:
        case click.Choice() as choice:
            return "usage-choice", {"choices": ", ".join(map(str, choice.choices))}
        case (click.IntRange() | click.FloatRange()) as number:
            bounds = (f"{sign} {bound}" for sign, bound in (("≥", number.min), ("≤", number.max)) if bound is not None)
            return "usage-number", {"range": ", ".join(bounds)}
        case click.Path() | click.File():
            return "usage-path", {}
        case click.DateTime():
            return "usage-day", {}
    return None, {}


def refused_value(param: click.Parameter, ctx: click.Context, arguments: Sequence[str]) -> str:
    """The value of a parameter that its type refused, as it was typed or as the environment has it."""
    typed, _, _ = ctx.command.make_parser(ctx).parse_args(list(arguments))
    value, _ = param.consume_value(ctx, typed)
    several = value if isinstance(value, (list, tuple)) else (value,)
    return next(str(candidate) for candidate in several if is_refused(candidate, param, ctx))


def is_refused(value: Any, param: click.Parameter, ctx: click.Context) -> bool:
    """Whether a value is none that a parameter takes."""
    try:
        param.type.convert(value, param, ctx)
    except click.BadParameter:
        return True
    return False


def extra_arguments(ctx: click.Context, arguments: Sequence[str]) -> Sequence[str]:
    """The arguments that are more than a command takes."""
    _, extra, _ = ctx.command.make_parser(ctx).parse_args(list(arguments))
    return [] if isinstance(ctx.command, click.Group) else extra


def param_text(param: click.Parameter, ctx: click.Context) -> str:
    """A parameter as it is typed: --limit, or the place of an argument."""
    return max(param.opts, key=len) if isinstance(param, click.Option) else param.make_metavar(ctx).rstrip(".")


def requested_form(arguments: Sequence[str]) -> str | None:
    """The format that a command line asks for, as far as can be told before it is understood."""
    named = [argument.partition("=")[2] for argument in arguments if argument.startswith("--format=")]
    named += [second for first, second in pairwise(arguments) if first == "--format"]
    return next((form for form in named if form in MACHINE_FORMS), None)


def requested_language(arguments: Sequence[str]) -> Language:
    """The language that a command line asks for, as far as can be told before it is understood; else the machine's."""
    named = [argument.partition("=")[2] for argument in arguments if argument.startswith("--lang=")]
    named += [second for first, second in pairwise(arguments) if first == "--lang"]
    named.append(os.environ.get("PASSERELLE_LANG", ""))
    return next((lang for form in named for lang in MESSAGE_LANGUAGES if form == lang), environment_language())


class TranslatedCommand(click.Command):
    """A command that speaks the language of whoever typed it, in its help and of what it does not take."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Asked for help, click looks at no other option first.
        ctx.meta[LANGUAGE] = requested_language(args)
        with worded(ctx, list(args)):
            return super().parse_args(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        # Imported here: a command that runs needs none of it.
        from pipeline.cli.help import help_text

        return help_text(self, ctx, ctx.meta[LANGUAGE])


class SpellingGroup(TranslatedCommand, click.Group):
    """A command of commands, which knows what a misspelt name was meant to be."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        with worded(ctx, args):
            return super().resolve_command(ctx, args)
