"""What is installed beside the command has no say in what it accepts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.programs import find_program
from pipeline.publishing.site.charts import render
from tests.readers.test_text_documents import pdf

PLUGIN = """
raise SystemExit("a plugin was run")
"""


def test_plugins_of_the_model_library_are_not_loaded(tmp_path: Path) -> None:
    """Seen without it: "a plugin was run" and exit code 1, for whatever package is installed beside the pipeline."""
    about = tmp_path / "stranger-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[pydantic]\nstranger = stranger:plugin\n", encoding="utf-8")
    (tmp_path / "stranger.py").write_text(PLUGIN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "explain", "type-error"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("# Type error")


COMMAND = "import sys; from pipeline.__main__ import main; sys.exit(main())"
# Libraries that the commands below load, and that a folder may hold modules of the same name for.
LIBRARIES = (
    "pipeline",
    "click",
    "duckdb",
    "pydantic",
    "yaml",
    "pagefind",
    "inscriptis",
    "pypdfium2",
    "python_calamine",
)


@pytest.fixture
def strange_folder(tmp_path: Path) -> Path:
    """A folder with a module for each of the standard library's and of some libraries', each of which leaves a mark."""
    folder = tmp_path / "strange"
    folder.mkdir()
    for name in {*sys.stdlib_module_names, *LIBRARIES} - {*sys.builtin_module_names}:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'RUN')!r}, 'a').write('{name} ')", encoding="utf-8")
    for name in ("git", "java", "pagefind", "node"):
        (folder / name).write_text(f"#!/bin/sh\ntouch {tmp_path / 'RUN'}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as its script starts it, in a folder that PATH names by entries that are relative."""
    path = os.pathsep.join(["", ".", os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-P", "-c", COMMAND, *arguments],
        env={**os.environ, "PATH": path, "PASSERELLE_LANG": "en"},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the child that ends with its parent is Linux's")
def test_no_module_or_program_of_the_current_folder_is_run(strange_folder: Path, tmp_path: Path) -> None:
    """Seen without it: ctypes.py was run by `build` (the child of pagefind), multiprocessing.py by `extract`."""
    registry = tmp_path / "registry"
    assert run_in(strange_folder, "init", str(registry)).returncode == 0
    child = (
        "from pipeline.core.linux import child_command; import subprocess; "
        "subprocess.run(child_command('/bin/echo', 'x'))"
    )
    beside = subprocess.run(
        [sys.executable, "-P", "-c", child], cwd=strange_folder, capture_output=True, encoding="utf-8", check=False
    )
    assert (beside.stdout, beside.stderr) == ("x\n", "")
    (strange_folder / "a.pdf").write_bytes(pdf("COP 12 of the CBD was held in Pyeongchang."))
    for at in range(41):
        (strange_folder / f"{at}.txt").write_text("COP 12 of the CBD was held in Pyeongchang.", encoding="utf-8")
    texts = sorted(path.name for path in strange_folder.iterdir() if path.suffix in (".txt", ".pdf"))
    read = run_in(strange_folder, "extract", "--registry", str(registry), "--no-cache", "--jobs", "2", *texts)
    assert (read.returncode, read.stderr) == (0, "")
    assert not (tmp_path / "RUN").exists()


def test_programs_are_looked_for_in_absolute_folders_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: a program of the current folder was run where PATH had an empty entry."""
    (tmp_path / "tool").write_text("#!/bin/sh\n", encoding="utf-8")
    (tmp_path / "tool").chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", os.pathsep, f".{os.pathsep}"):
        monkeypatch.setenv("PATH", path)
        assert find_program("tool") is None
    monkeypatch.setenv("PATH", os.pathsep.join([".", str(tmp_path)]))
    assert find_program("tool") == tmp_path / "tool"


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are those of Linux")
def test_an_honest_pdf_is_read_where_there_is_little_memory(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf("COP 12 was held."))
    lines = [
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))",
        "from pathlib import Path; from pipeline.readers.text_documents import read_document",
        f"print(read_document(Path({str(tmp_path / 'a.pdf')!r})))",
    ]
    command = [sys.executable, "-P", "-c", "\n".join(lines)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout, done.stderr) == ("('COP 12 was held.', ())\n", "")


def test_the_child_that_draws_looks_for_no_module_in_the_current_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected without it: a json.py in the folder of a registry runs while its charts are drawn."""
    asked: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], **given: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append((command, given["env"]))
        return subprocess.CompletedProcess(command, 0, b"[]")

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "here", os.sep + "there"]))
    monkeypatch.setattr("pipeline.publishing.site.charts.render.subprocess.run", run)
    assert render.converted([{}]) == []
    ((command, environment),) = asked
    assert [part for part in command if part in (sys.executable, "-P", "-c")][-3:] == [sys.executable, "-P", "-c"]
    assert (environment["PYTHONPATH"], environment["PYTHONSAFEPATH"]) == (os.sep + "there", "1")
