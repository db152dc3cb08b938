"""A child process with limits: what it answers, and how its end is told."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from pipeline.readers.sandbox.child_process import WAITING, Child, ReaderFault, close_waiting, reader

unix = pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")


def test_one_child_serves_one_document_after_another() -> None:
    close_waiting()
    with reader() as first:
        assert first.ask("os:getpid") == first.process.pid
    with reader() as second:
        assert second is first
    close_waiting()
    assert WAITING == []


def test_what_a_function_raises_is_raised_and_the_child_goes_on() -> None:
    with reader() as child:
        with pytest.raises(ValueError, match="invalid literal"):
            child.ask("builtins:int", "x")
        assert child.ask("builtins:int", "7") == 7


@unix
def test_too_much_memory_is_reported_as_memory() -> None:
    """Seen without the limit: the machine's memory was filled."""
    with reader() as child, pytest.raises(ReaderFault) as told:
        child.ask("builtins:bytearray", 2 << 30)
    assert (told.value.reason, told.value.details) == ("memory", {"most": 1024})


def test_too_much_time_is_reported_as_time() -> None:
    """Seen without the limit: it never ends."""
    with reader() as child, pytest.raises(ReaderFault) as told:
        child.ask("time:sleep", 600, clock=1)
    assert (told.value.reason, told.value.details) == ("time", {"most": 1})


@unix
@pytest.mark.parametrize(
    ("number", "reason", "details"),
    [
        (signal.SIGABRT, "crash", {"name": "SIGABRT"}),
        (signal.SIGSEGV, "crash", {"name": "SIGSEGV"}),
        (signal.SIGXCPU, "time", {"most": 10}),
    ],
)
def test_a_death_is_reported_by_its_cause(number: int, reason: str, details: dict[str, str | int]) -> None:
    with reader() as child, pytest.raises(ReaderFault) as told:
        child.ask("signal:raise_signal", number)
    assert (told.value.reason, told.value.details) == (reason, details)
    with reader() as other:
        assert other.ask("builtins:len", "abc") == 3


@unix
def test_the_memory_of_the_parent_is_not_the_childs() -> None:
    """Seen without `inherited`: the crash of a small child of a large process was told as memory."""
    held = bytearray(800 << 20)
    child = Child(memory=1024 << 20)
    with pytest.raises(ReaderFault) as told:
        child.ask("signal:raise_signal", signal.SIGABRT)
    child.close()
    assert held
    assert (told.value.reason, told.value.details) == ("crash", {"name": "SIGABRT"})


def test_a_child_that_was_killed_while_it_waited_is_replaced() -> None:
    with reader() as child:
        child.ask("builtins:len", "")
    child.process.kill()
    child.process.wait()
    with reader() as other:
        assert other.ask("builtins:len", "abc") == 3


def test_what_comes_before_a_death_is_kept() -> None:
    child = Child(memory=0)
    answers = child.ask_each("math:factorial", [(3,), (4,), ("x",)])
    assert [next(answers), next(answers)] == [6, 24]
    with pytest.raises(TypeError):
        next(answers)
    child.close()


def test_a_module_of_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected without the safe path: pickle.py of the current folder is run."""
    for name in sorted(sys.stdlib_module_names - set(sys.builtin_module_names)):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'RUN')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "."]))
    child = Child()
    assert child.ask("os:getcwd") == str(tmp_path.resolve())
    child.close()
    assert not (tmp_path / "RUN").exists()
