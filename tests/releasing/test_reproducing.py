"""The same commit gives the same bytes, wherever and however it is released; `nox -s reproduce` takes the real one."""

from __future__ import annotations

from pathlib import Path

from tests.reproducing.twice import ENVIRONMENTS, Comparison, compare, contents, make


def test_two_environments_give_the_same_bytes(first_release: Path, tmp_path: Path) -> None:
    one, other = (make(first_release, tmp_path, environment) for environment in ENVIRONMENTS)
    found = compare(one, other)
    assert found.different == ()
    kinds = {name.rpartition(".")[2] for name in found.same}
    assert {"csv", "html", "parquet", "sqlite", "xlsx", "zip", "ttl", "jsonl", "ics"} <= kinds
    assert sum(name.startswith("passerelle-0.1.0.zip/") for name in found.same) == 132
    # Neither is an empty comparison, nor one of a folder with itself.
    (other / "build" / "report.json").write_bytes(b"{}")
    (other / "build" / "more").write_bytes(b"")
    assert compare(one, other) == Comparison(
        tuple(name for name in found.same if name != "build/report.json"), ("build/more", "build/report.json")
    )
    assert len(dict(contents(one))) == len(found.same) > 500
