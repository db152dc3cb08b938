"""docs/your-own-registry.md and docs/votre-registre.md: whoever does what they say gets what they promise.

A comment above a code block says what a reader does with it: `run` its commands, `write` a file, `append` to one, or
put a `file` next to the registry; `output` are lines that the last command printed, or parts of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.workflows.check_registry import check_registry
from tests import ROOT
from tests.builds import quiet
from tests.commands import passerelle

DOCUMENTS = {"en": ROOT / "docs" / "your-own-registry.md", "fr": ROOT / "docs" / "votre-registre.md"}
STEP = re.compile(r"^<!-- (run|write|append|file|output)(?: (\S+))? -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Commands of other programs, which no test runs.
FOREIGN = ("python -m pip ",)


class Step(NamedTuple):
    """What a reader does: the text of a code block, and the file that it is about."""

    kind: str
    file: str
    text: str


def steps(document: Path) -> Iterator[Step]:
    for kind, file, text in STEP.findall(document.read_text(encoding="utf-8")):
        yield Step(kind, file, text)


class Reader:
    """Somebody who does what a document says, in a folder of their own."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.top = self.folder = folder
        self.lang, self.printed, self.code, self.commands = lang, "", 0, 0

    def do(self, step: Step) -> None:
        if step.kind == "run":
            for line in step.text.splitlines():
                self.run(line)
        elif step.kind == "output":
            assert [line for line in step.text.splitlines() if line not in self.printed] == [], self.printed
        else:
            path = (self.top if step.kind == "file" else self.folder) / step.file
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if step.kind == "append" else ""
            path.write_text(before + step.text, encoding="utf-8", newline="\n")

    def run(self, line: str) -> None:
        words = re.findall(r'"[^"]*"|\S+', line)
        if line.startswith(FOREIGN):
            return
        if words[0] == "cd":
            self.folder /= words[1]
            assert self.folder.is_dir()
            return
        assert words[0] == "passerelle", line
        if words[1] == "init":
            # A new registry is made beside the one before.
            self.folder = self.top
        arguments = [word.strip('"') for word in words[1:]]
        done = passerelle(*arguments, cwd=self.folder, PASSERELLE_LANG=self.lang)
        self.printed, self.code = done.stdout + done.stderr, done.returncode
        self.commands += 1


@pytest.mark.parametrize("lang", DOCUMENTS)
def test_whoever_does_what_the_document_says_gets_a_site(tmp_path: Path, lang: str) -> None:
    reader = Reader(tmp_path, lang)
    found = list(steps(DOCUMENTS[lang]))
    for number, step in enumerate(found):
        reader.do(step)
        # A document shows what is printed where something is wrong.
        shows = found[number + 1].kind == "output" if number + 1 < len(found) else False
        assert step.kind != "run" or reader.code == 0 or shows, reader.printed
    assert reader.commands >= 10
    registry = next(path for path in tmp_path.iterdir() if (path / "schemas" / "site.yaml").exists())
    result = check_registry(registry, quiet)
    assert {finding.code for finding in result.outcome.findings} == {"disagreement", "unsourced"}
    home = (registry / "build" / "site" / lang / "index.html").read_text(encoding="utf-8")
    assert "Pont de Tancarville" in home
    page = (registry / "build" / "site" / lang / "sources" / "tancarville.html").read_text(encoding="utf-8")
    # The words of the text that say a fact are marked.
    assert "1959" in page
    assert page.count('id="w-') >= 1


def test_both_languages_say_the_same() -> None:
    shapes = {lang: [step.kind for step in steps(path)] for lang, path in DOCUMENTS.items()}
    assert shapes["en"] == shapes["fr"]
    assert len(shapes["en"]) >= 20
