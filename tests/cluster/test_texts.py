"""Texts read on a cluster give what they give on one machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.texts import many_texts
from pipeline.registry.statements import HEAD, TAIL
from pipeline.workflows.extract import Options, ReadText, extract_paths
from tests.extraction.names import reading

pytestmark = pytest.mark.spark


COLUMNS = (*HEAD, *TAIL)


def read_all(folder: Path, options: Options) -> list[ReadText]:
    return list(extract_paths([folder], reading(), options))


def test_texts_give_the_same_on_a_cluster(tmp_path: Path) -> None:
    for number, text in enumerate(many_texts(0.2)):
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "050.pdf").write_bytes(b"no pdf")
    here = read_all(tmp_path, Options(COLUMNS))
    assert sum(len(one.statements) for one in here) > 100
    assert [one.path.name for one in here if one.findings] == ["050.pdf"]
    assert read_all(tmp_path, Options(COLUMNS, master="local[2]")) == here
