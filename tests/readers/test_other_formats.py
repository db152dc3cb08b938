"""Formats that only frictionless-py reads: what is said is the same whether it is installed or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.readers import other_formats
from pipeline.readers.byte_streams import Storage
from pipeline.readers.other_formats import PACKAGES, NotReadable, frictionless_rows

STORAGE = Storage("utf-8", "", "", "")
# What frictionless-py reads as it is installed, without a library of an extra.
PLAIN = frozenset(form for form, package in PACKAGES.items() if package == "frictionless")


def told(path: Path, form: str) -> tuple[str, dict[str, str | int]]:
    with pytest.raises(NotReadable) as caught:
        list(frictionless_rows(path, form, None, STORAGE))
    return caught.value.reason, caught.value.details


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "t.any"
    path.write_text("<table></table>", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", [*sorted(PACKAGES.keys() - PLAIN), "shp", "xml", "geojson", "sqlite"])
def test_what_to_install_is_the_same_without_frictionless(
    file: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = told(file, form)
    monkeypatch.setattr(other_formats, "is_installed", lambda _: False)
    assert told(file, form) == with_it


@pytest.mark.parametrize("form", sorted(PLAIN))
def test_what_frictionless_reads_alone_is_read_with_it(file: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_formats, "is_installed", lambda _: False)
    assert told(file, form) == ("install", {"format": form, "package": "frictionless"})
