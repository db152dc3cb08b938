"""The registry between stages: where each row comes from."""

from __future__ import annotations

from pipeline.datapackage.rows import RowOrigins


def test_each_row_has_its_file_and_line() -> None:
    origins = RowOrigins()
    origins.add("meetings", "a", "raw/one.csv", 2)
    origins.add("meetings", "b", "raw/two.csv", 7)
    origins.add("actors", "a", "raw/one.csv", 2**32 - 1)
    assert dict(origins) == {
        ("meetings", "a"): ("raw/one.csv", 2),
        ("meetings", "b"): ("raw/two.csv", 7),
        ("actors", "a"): ("raw/one.csv", 2**32 - 1),
    }
    assert origins.get(("actors", "b")) is None
    assert origins.get(("none", "a")) is None
