"""Texts that wait in a file: each is read again as it was added, and nothing of the file is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publishing.site import text_buffer
from pipeline.publishing.site.text_buffer import TextBuffer

TEXTS = ["a", "", "✓ sourced\nby two", "\x00", "é" * 300]


@pytest.mark.parametrize("in_memory", [4_000_000, 10])
def test_texts_are_read_as_they_were_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(text_buffer, "IN_MEMORY", in_memory)
    texts = TextBuffer(tmp_path)
    for text in TEXTS:
        texts.add(text)
    assert len(texts) == len(TEXTS)
    assert texts.read(1, 3) == TEXTS[1:3]
    assert texts.read(3, 200) == TEXTS[3:]
    assert list(texts.batches(2)) == [TEXTS[:2], TEXTS[2:4], TEXTS[4:]]
    texts.close()
    assert not list(tmp_path.iterdir())


def test_a_list_of_no_rows_has_no_texts(tmp_path: Path) -> None:
    texts = TextBuffer(tmp_path)
    assert (len(texts), texts.read(0, 200), list(texts.batches(200))) == (0, [], [])
    texts.close()
