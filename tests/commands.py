"""The command `passerelle` for tests: in this process where that shows the same, else in one of its own."""

from __future__ import annotations

import contextvars
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipeline.cli.main import passerelle as command
from pipeline.cli.output import ready_outputs
from pipeline.findings.unexpected import STRICT
from tests import ROOT

LOCALE = "C.UTF-8"


def passerelle(*arguments: str, cwd: Path, **environment: str) -> CompletedProcess[str]:
    """Runs `passerelle <arguments>` in `cwd` with these variables, in this process: a tenth of the time of its own.

    What it prints goes through the outputs of the command (pipeline.cli.output) to streams of UTF-8 that are no
    terminal. Not for what concerns a process: how it starts and ends, signals, limits, encodings, closed outputs,
    PYTHON* and TMPDIR. These need `passerelle_process`.

    Returns the exit code, standard output and standard error. Whatever the command raises past its own handling of
    faults, is raised.
    """
    with in_folder(cwd, {"LC_ALL": LOCALE, **environment}), captured() as (out, err):
        code = contextvars.copy_context().run(exit_code, arguments)
    return CompletedProcess(["passerelle", *arguments], code, text_of(out), text_of(err))


def passerelle_process(*arguments: str, cwd: Path, **environment: str) -> CompletedProcess[str]:
    """Runs `python -m pipeline <arguments>` in `cwd` with these variables, as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": LOCALE, **environment}
    started = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(started, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)


def exit_code(arguments: tuple[str, ...]) -> int:
    """The code with which the command ends, as a user's process has it: there no test is told of unforeseen errors."""
    STRICT.set(False)
    with pytest.raises(SystemExit) as end:
        command.main([*arguments], prog_name="passerelle")
    code = end.value.code or 0
    assert isinstance(code, int), code
    return code


@contextmanager
def in_folder(cwd: Path, environment: dict[str, str]) -> Iterator[None]:
    """Inside, this process is in a folder, with these variables besides its own."""
    assert not any(name.startswith("PYTHON") or name == "TMPDIR" for name in environment), "needs a process"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        for name, value in environment.items():
            patch.setenv(name, value)
        yield


@contextmanager
def captured() -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    """Inside, standard output and error are streams of UTF-8, got ready as the command does it."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        ready_outputs()
        yield streams[0], streams[1]


def text_of(stream: io.TextIOWrapper) -> str:
    stream.flush()
    written = stream.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode("utf-8").replace(os.linesep, "\n")
