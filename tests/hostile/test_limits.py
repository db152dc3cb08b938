"""The limits are those that the documents state."""

from __future__ import annotations

import re

from pipeline.core import limits
from tests import ROOT

ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \|", re.MULTILINE)


def stated(text: str) -> str | float:
    if text.endswith("MiB"):
        return int(text.removesuffix(" MiB")) << 20
    return text if text.endswith("MB") else float(text.replace(",", ""))


def test_the_documents_state_every_limit() -> None:
    rows = dict(ROW.findall((ROOT / "docs" / "limits.md").read_text(encoding="utf-8")))
    real = {name: getattr(limits, name) for name in dir(limits) if name.isupper()}
    assert {name: stated(value.strip()) for name, value in rows.items()} == real


def test_the_two_policies_say_the_same_in_two_languages() -> None:
    english, french = ((ROOT / name).read_text(encoding="utf-8") for name in ("SECURITY.md", "SECURITE.md"))
    assert english.count("\n## ") == french.count("\n## ")
    assert english.count("\n| ") == french.count("\n| ")
    assert "docs/limits.md" in english
    assert "docs/limits.md" in french
