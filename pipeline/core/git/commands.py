"""Runs git to read what is committed; nothing that a repository configures is executed, and every command has a limit.

Settings of a repository name programs (monitors, hooks, filters, drivers, protocol helpers), and the author of the
folder chose them. They are disabled, or the commands do not need them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from pipeline.core.errors import UserError
from pipeline.core.limits import GIT_BYTES, GIT_SECONDS
from pipeline.core.os_errors import translate_os_errors
from pipeline.core.programs import child_environment, find_program

# What git would otherwise take from .git/config. Values of the command line go before those of files.
SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.alternateRefsCommand=",
    # Files that git keeps about the commits; a stranger can have written them.
    "core.commitGraph=false",
    "protocol.allow=never",
    # A folder that looks like a repository without a work tree is data that somebody sent.
    "safe.bareRepository=explicit",
)
ENVIRONMENT = {
    # No protocol at all: objects that a clone left out are not fetched by a helper that its settings name.
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    # A commit is what its id says.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # One piece of memory; packs can unpack to more than any machine has.
    "GIT_ALLOC_LIMIT": str(GIT_BYTES),
    # What git says is looked at below.
    "LC_ALL": "C",
    "LANGUAGE": "C",
}
# What git says of a fault, in its own words, and the key of ours.
SAID = {
    "dubious ownership": "fault-git-owner",
    "not a git repository": "fault-git-none",
    "cannot use bare repository": "fault-git-none",
    "invalid gitfile format": "fault-git-corrupt",
    "could not fetch": "fault-git-partial",
    "promisor": "fault-git-partial",
    "lazy fetching disabled": "fault-git-partial",
    "attempting to allocate": "fault-git-large",
    **dict.fromkeys(
        (
            *("corrupt", "bad object", "unable to read", "could not get object", "unable to unpack", "inflate"),
            *("hash mismatch", "missing object", "not a tree object", "malformed", "too-short tree", "empty filename"),
            "garbage",
        ),
        "fault-git-corrupt",
    ),
}


def git(root: Path, *arguments: str, given: bytes = b"", fine: Sequence[int] = (0,)) -> bytes:
    """What git says, at most GIT_BYTES of it; `given`: what it reads.

    Raises UserError where it fails or is not there.
    """
    with running(root, *arguments, given=given, fine=fine) as said:
        answer = said.read(GIT_BYTES + 1)
        if len(answer) > GIT_BYTES:
            raise UserError("fault-git-large", root=str(root))
        return answer


@contextmanager
def running(root: Path, *arguments: str, given: bytes = b"", fine: Sequence[int] = (0,)) -> Iterator[IO[bytes]]:
    """What git says while it runs, for GIT_SECONDS at most. Raises UserError where it fails, also in what is inside."""
    late = threading.Event()
    with started(root, arguments, given) as (process, errors):
        timer = threading.Timer(GIT_SECONDS, partial(stop, process, late))
        timer.daemon = True
        timer.start()
        assert process.stdout is not None
        try:
            yield process.stdout
            process.stdout.read()
            done = process.wait()
            short = False
        except ShortAnswer:
            done, short = process.wait(), True
        finally:
            timer.cancel()
            process.kill()
        if late.is_set():
            raise UserError("fault-git-time", seconds=GIT_SECONDS, root=str(root))
        if short or done not in fine:
            errors.seek(0)
            raise failure(root, arguments[0], errors.read(GIT_BYTES).decode("utf-8", "replace"))


def is_partial(root: Path) -> bool:
    """Whether a clone was made with `--filter`: its settings name a remote that has promised the missing objects."""
    promised = r"^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$"
    return bool(git(root, "config", "--name-only", "--get-regexp", promised, fine=(0, 1)))


class ShortAnswer(Exception):
    """Git ended before it had answered everything; why is what it says."""


@contextmanager
def started(root: Path, arguments: Sequence[str], given: bytes) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    program = find_program("git")
    if program is None:
        raise UserError("fault-no-git")
    command = [str(program), "--no-pager", *(part for setting in SETTINGS for part in ("-c", setting)), "-C", str(root)]
    with tempfile.TemporaryFile() as errors, tempfile.TemporaryFile() as asked:
        with translate_os_errors(Path(tempfile.gettempdir())):
            asked.write(given)
            asked.seek(0)
        environment = {**child_environment(), **ENVIRONMENT}
        with subprocess.Popen(
            [*command, *arguments], stdin=asked, stdout=subprocess.PIPE, stderr=errors, env=environment
        ) as process:
            yield process, errors


def stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def failure(root: Path, command: str, said: str) -> UserError:
    """What git says of a fault, as what it is."""
    lines = [line for line in said.strip().splitlines() if line.startswith(("fatal:", "error:"))] or said.splitlines()
    problem = lines[-1].strip() if lines else "it failed"
    key = next((key for words, key in SAID.items() if words in said), "fault-git")
    return UserError(key, command=command, problem=problem, root=str(root))
