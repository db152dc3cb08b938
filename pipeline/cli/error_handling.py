"""How a command ends if it cannot run: a one-line message in the chosen language, and an exit code."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import click

from pipeline.cli.output import echo, echo_json
from pipeline.cli.terminal import print_lines
from pipeline.cli.usage_errors import SpellingGroup, TranslatedCommand, requested_language
from pipeline.core.errors import PasserelleError, UserError
from pipeline.core.exit_codes import CANNOT_RUN, UNREAD
from pipeline.core.extras import missing_extra
from pipeline.core.i18n import Language, environment_language, say
from pipeline.core.memory import is_scarce, save_memory, spare_memory, too_little
from pipeline.core.os_errors import EnvironmentFault, environment_fault
from pipeline.core.signals import Stopped, stoppable
from pipeline.findings.formats.failure import MACHINE_FORMS, Failure, failure_of, render_failure
from pipeline.findings.messages import render_finding
from pipeline.findings.model import Finding
from pipeline.findings.unexpected import described

# The modules through which everything goes that is printed.
PRINTING = frozenset({"click.utils", "rich.console", "pipeline.cli.terminal"})


class SafeCommand(TranslatedCommand):
    """A command that never ends in a traceback: codes 2 (cannot run), 130, 143, 129 (stopped), 141 (unread)."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Here the help is printed.
        with ending_in_order(requested_language(args)):
            return super().parse_args(ctx, args)


class Group(SafeCommand, SpellingGroup):
    """A command of commands."""


class Command(SafeCommand):
    """A command that does something, and can be asked to stop."""

    def invoke(self, ctx: click.Context) -> Any:
        asked = RequestedOutput(ctx.params.get("form"), bare=ctx.command.name != "check")
        with ending_in_order(ctx.params.get("lang") or environment_language(), asked), fitting_memory(), stoppable():
            return super().invoke(ctx)


@contextmanager
def fitting_memory() -> Iterator[None]:
    """Inside, memory is saved where there is little, as long as no thread has been started before.

    Raises EnvironmentFault where the limits of the process leave too little for the libraries of a command: with less
    these end the process by a signal (SIGABRT, SIGSEGV), and nobody learns why.
    """
    found = too_little()
    if found is not None:
        key = "little-addresses" if found.of_addresses else "little-memory"
        raise EnvironmentFault(key, found=found.limit >> 20, needed=found.needed >> 20)
    if is_scarce(spare_memory()):
        save_memory()
    yield


class RequestedOutput(NamedTuple):
    """The format that was asked for on standard output; `bare`: of a command that gives no verdict."""

    form: str | None = None
    bare: bool = True


NOTHING_REQUESTED = RequestedOutput()


@contextmanager
def ending_in_order(lang: Language, asked: RequestedOutput = NOTHING_REQUESTED) -> Iterator[None]:
    """Inside, whatever goes wrong ends the program with one clear line, and in the format that was asked for."""
    open_closed()
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Stopped as stopped:
        print_error(say(lang, "stopped", name=stopped.name))
        give(failure_of("stopped", lang, "", name=stopped.name), asked, lang)
        code = stopped.exit_code
    except BrokenPipeError:
        code = UNREAD
    except Exception as error:
        # Whatever it is: the fault is told with its place in the program, and a traceback helps nobody here.
        report_fault(error, lang, asked)
        code = CANNOT_RUN
    else:
        return
    silence()
    sys.exit(code)


def report_fault(error: Exception, lang: Language, asked: RequestedOutput = NOTHING_REQUESTED) -> None:
    """Prints what went wrong: the findings of a wrong schema, else one line; and it as a program reads it."""
    from pipeline.datapackage.documents import ContractError
    from pipeline.findings.formats.text import finding_lines

    if isinstance(error, ContractError):
        for finding in error.findings:
            print_lines(finding_lines(finding, lang), err=True)
        words = render_finding(error.findings[0], lang)
        give(Failure(error.findings[0].code, words.message, words.remedy), asked, lang, error.findings)
        return
    fault = fault_of(error)
    if isinstance(fault, UserError):
        said = fault.message(lang)
        failure = failure_of(fault.key, lang, said, **fault.values_in(lang))
    else:
        said = str(fault)
        failure = Failure("fault", said, said)
    print_error(f"passerelle: {said}")
    give(failure, asked, lang)


def give(failure: Failure, asked: RequestedOutput, lang: Language, findings: Sequence[Finding] = ()) -> None:
    """The failure on standard output for a program that waits for it there; nothing if the output is closed."""
    if asked.form in MACHINE_FORMS:
        with suppress(OSError, ValueError):
            echo_json(render_failure(failure, str(asked.form), lang, findings, bare=asked.bare))


def fault_of(error: Exception) -> PasserelleError:
    """The fault behind an exception: itself, a missing extra, the machine, the output, else a fault of this program."""
    if isinstance(error, PasserelleError):
        return error
    if missing := missing_extra(error):
        return missing
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF) and is_of_output(error):
        return EnvironmentFault("output", problem=error.strerror or str(error))
    # What writes files for good says which (`troubles`); without a name it is one for a while.
    return environment_fault(error, Path(tempfile.tempdir or ".")) or EnvironmentFault(
        "program", problem=described(error)
    )


def is_of_output(error: Exception) -> bool:
    """Whether an exception comes from where something is printed."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__") in PRINTING for frame, _ in frames)


def print_error(line: str) -> None:
    """A line on the error output; where nobody takes it, none."""
    with suppress(OSError):
        echo(line, err=True)


def open_closed() -> None:
    """Opens to nowhere what of input and outputs was closed: else the next open file would be taken for it."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            with suppress(OSError):
                # The lowest free number is given out first, so these are 0, 1 and 2.
                os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, Path(os.devnull).open("r" if number == 0 else "w", encoding="utf-8"))  # noqa: SIM115 - to the end of the program


def silence() -> None:
    """Lets what is left in the output go nowhere, so that the end of the program does not fail at it once more."""
    with suppress(OSError, ValueError, AttributeError):
        output = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), output)
