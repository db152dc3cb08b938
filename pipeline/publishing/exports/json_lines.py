"""JSON Lines: an object on each line with every key; unknown is null, numbers and lists have their JSON type."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.publishing.exports.tables import Table
from pipeline.publishing.exports.typed_values import json_record


def write_json_lines(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for values in table.records():
            lines.write(json.dumps(json_record(table.fields, values), ensure_ascii=False) + "\n")
