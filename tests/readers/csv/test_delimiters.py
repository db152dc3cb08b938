"""Files that are written with another delimiter than their dialect says."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.workflows.check_package import check_paths


def test_a_file_is_opened_with_another_delimiter_once(tmp_path: Path) -> None:
    """Seen without it: a tab in a quoted header suggested one delimiter after the other, until Python's stack ended."""
    fields = [{"name": name} for name in ("id", "mail", "year")]
    (tmp_path / "t.json").write_text(json.dumps({"fields": fields}), encoding="utf-8")
    (tmp_path / "t.tsv").write_text('"id\tmail\tyear"\n"1\ta@example.org\t2024"\n', encoding="utf-8")
    outcome = check_paths([tmp_path / "t.tsv"], tmp_path / "t.json")
    assert [finding.code for finding in outcome.errors][:1] == ["dialect-error"]
    assert [item.reason for item in outcome.unchecked] == []
