"""Texts read on a cluster give what they give on one machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.texts import many_texts
from pipeline.workflows.extract import Options, ReadText, extract_paths
from tests.extraction.names import gazetteer

pytestmark = pytest.mark.spark


def read_all(folder: Path, options: Options) -> list[ReadText]:
    return list(extract_paths([folder], gazetteer(), options))


def test_texts_give_the_same_on_a_cluster(tmp_path: Path) -> None:
    for number, text in enumerate(many_texts(0.2)):
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "050.pdf").write_bytes(b"no pdf")
    here = read_all(tmp_path, Options())
    assert sum(len(text.statements) for text in here) > 100
    assert [text.path.name for text in here if text.findings] == ["050.pdf"]
    assert read_all(tmp_path, Options(master="local[2]")) == here
