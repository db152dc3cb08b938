"""Small files that grow, and files that never end: refused at a limit, in time and in memory that any machine has."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core import limits
from pipeline.core.errors import PasserelleError
from pipeline.datapackage.documents import ContractError, read_json, read_yaml
from pipeline.registry.spreadsheets import read_sheets
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.check_registry import check_registry
from tests.hostile.conftest import Checked, keys, reasons

RegistryAt = Callable[[str], Path]
PACK: dict[str, Callable[[bytes], bytes]] = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    """Each is refused within ten seconds, on a machine that is busy with other things."""
    start = time.process_time()
    yield
    assert time.process_time() - start < 10


def told(path: Path, text: str, read: Callable[[Path, str], object] = read_yaml) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as refused:
        read(path, path.name)
    return [finding.key for finding in refused.value.findings]


def test_aliases_of_yaml_are_refused(tmp_path: Path) -> None:
    """Seen without it: nine lines of aliases became 10^9 texts; the process was killed after 30 s."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 9)]
    assert told(tmp_path / "s.yaml", "\n".join(lines)) == ["schema-error/alias"]


def test_an_alias_of_itself_is_refused(tmp_path: Path) -> None:
    """Seen without it: the data were built for ever."""
    assert told(tmp_path / "s.yaml", "a: &a [*a]") == ["schema-error/alias"]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [id]", "!!binary aGk=", "!include /etc/passwd", "!!set {a}"]
)
def test_tags_of_yaml_are_refused(tmp_path: Path, tag: str) -> None:
    """Seen without it: the tag was passed over in silence; with a loader that obeys tags `id` was run."""
    assert told(tmp_path / "s.yaml", f"a: {tag}") == ["schema-error/tag"]


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 65 + "]" * 65])
def test_deep_nesting_is_refused(tmp_path: Path, text: str) -> None:
    """Seen without it: RecursionError where the line of a value was looked for."""
    assert told(tmp_path / "s.json", text, read_json) == ["schema-error/levels"]


def test_deep_nesting_of_yaml_is_refused(tmp_path: Path) -> None:
    """Seen without it: RecursionError."""
    assert told(tmp_path / "s.yaml", "[" * 200 + "]" * 200)[0] in ("schema-error/levels", "schema-error/syntax")


def test_brackets_in_texts_are_no_levels(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"a": "[" * 500 + '"\\"[['}), encoding="utf-8")
    assert read_json(path, "s.json").data["a"].startswith("[[")


def test_a_gigantic_descriptor_is_refused(tmp_path: Path) -> None:
    """Seen without it: 2 GB of memory for a descriptor of 200 MB."""
    path = tmp_path / "s.json"
    with path.open("wb") as file:
        file.truncate(limits.DOCUMENT_BYTES + 1)
    with pytest.raises(ContractError) as refused:
        read_json(path, "s.json")
    assert [finding.key for finding in refused.value.findings] == ["source-error/size"]


@pytest.mark.parametrize("kind", PACK)
def test_a_compressed_file_that_explodes_is_refused(
    checked: Checked, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Seen without it: 10 KB of gzip kept the check busy with 10 MB of rows, 10 MB of it would with 10 GB."""
    monkeypatch.setattr("pipeline.readers.byte_streams.EXPANDED_BYTES", 1 << 16)
    monkeypatch.setattr("pipeline.readers.byte_streams.EXPANSION", 20)
    data = PACK[kind](b"a\n" + b"0\n" * 2_000_000)
    outcome = checked({"t.csv." + kind: data}, path="t.csv." + kind)
    assert (outcome.valid, reasons(outcome)) == (None, ["expands"])


@pytest.mark.parametrize("kind", PACK)
def test_a_compressed_file_of_ordinary_rows_is_read(checked: Checked, kind: str) -> None:
    rows = "".join(f"{at * 7919 % 100_003}\n" for at in range(50_000))
    assert checked({"t.csv." + kind: PACK[kind](f"a\n{rows}".encode())}, path="t.csv." + kind).valid


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("cut", [12, 30])
def test_a_broken_compressed_file_is_reported(checked: Checked, kind: str, cut: int) -> None:
    """Seen without it: a traceback (LZMAError: Corrupt input data)."""
    data = PACK[kind](b"a\n" + bytes(range(48, 58)) * 40)
    broken = data[:cut] + bytes([data[cut] ^ 0xFF]) + data[cut + 1 :]
    assert keys(checked({"t.csv." + kind: broken}, path="t.csv." + kind))[0].startswith(
        ("source-error", "encoding-error")
    )


def test_a_spreadsheet_that_explodes_is_refused(tmp_path: Path) -> None:
    """Seen without it: the reader was given a file of 130 KB that unpacks to 130 MB."""
    path = tmp_path / "t.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts,
        parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(130):
            part.write(b" " * (1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(PasserelleError, match="unpacks to"):
        read_sheets(path)


def test_very_many_columns_are_refused(checked: Checked) -> None:
    """Seen without it: the header of 40,000 columns was compared with itself; killed after 30 s."""
    header = ",".join(f"c{at}" for at in range(40_000))
    outcome = checked({"t.csv": f"{header}\n".encode()})
    assert (outcome.valid, reasons(outcome)) == (None, ["columns"])


def test_a_gigantic_label_is_refused(checked: Checked) -> None:
    """Seen without it: the outcome repeated the label of 2 MB in every finding about it; 11 s."""
    outcome = checked({"t.csv": b"a" * 2_000_000 + b"\n1\n"})
    assert (outcome.valid, reasons(outcome)) == (None, ["label"])
    assert len(outcome.model_dump_json()) < 5_000


def test_a_line_that_never_ends_is_refused(checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: the buffer doubled until the memory was full."""
    for module in ("pipeline.readers.csv.block_splitter", "pipeline.readers.csv.head"):
        monkeypatch.setattr(f"{module}.RECORD_BYTES", 1 << 20)
    for text in (b"a\n" + b"x" * 40_000_000, b'"a' * 3_000_000):
        outcome = checked({"t.csv": text})
        assert (outcome.valid, reasons(outcome)) == (None, ["record"])


def test_very_many_faults_in_one_line_are_reported_in_time(checked: Checked) -> None:
    """Seen without it: killed after 30 s, for each of 200,000 returns the lines were counted from the beginning."""
    outcome = checked({"t.csv": b"a\n" + b"x\r" * 200_000 + b"\n"})
    assert set(keys(outcome)) == {"line-end"}
    assert len(outcome.errors) == 100


def test_very_many_findings_are_counted(registry_at: RegistryAt) -> None:
    """Seen without it: 60,000 findings, and 23 s instead of 2."""
    root = registry_at("tiny")
    path = root / "raw" / "tables" / "meetings.csv"
    path.write_bytes(path.read_bytes() + b"\n" * 60_000)
    outcome = check_registry(root, lambda _: None).outcome
    assert sum(finding.code == "blank-row" for finding in outcome.errors) == limits.FINDINGS_PER_CHECK
    (more,) = [finding for finding in outcome.errors if finding.key == "source-error/findings"]
    assert more.details == {"code": "blank-row", "total": 60_000, "most": limits.FINDINGS_PER_CHECK}


def test_a_gigantic_file_of_raw_is_refused(registry_at: RegistryAt) -> None:
    """Seen without it: the file was read into memory, whatever its size."""
    root = registry_at("tiny")
    with (root / "raw" / "tables" / "meetings.csv").open("r+b") as file:
        file.truncate(limits.RAW_BYTES + 1)
    assert "source-error/size" in keys(check_registry(root, lambda _: None).outcome)


def test_very_many_resources_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: a descriptor of 8 MB opened 200,000 files."""
    monkeypatch.setattr("pipeline.datapackage.package_reader.RESOURCES", 10)
    resources = [{"name": f"t{at}", "path": "t.csv"} for at in range(11)]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), encoding="utf-8")
    outcome = check_paths([tmp_path / "datapackage.json"])
    assert (outcome.valid, reasons(outcome)) == (None, ["many"])


def test_very_many_files_are_refused(registry_at: RegistryAt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: a finding for each file."""
    monkeypatch.setattr("pipeline.registry.raw_files.inventory.REGISTRY_FILES", 30)
    root = registry_at("tiny")
    for at in range(40):
        (root / "raw" / f"{at}").touch()
    found = keys(check_registry(root, lambda _: None).outcome)
    assert "source-error/files" in found
    assert found.count("undeclared-file") <= 30


@pytest.mark.parametrize("number", ["1e999999999", "-1E-999999999", "9" * 100_000, "1e" + "9" * 50])
def test_gigantic_numbers_are_checked_in_time(checked: Checked, number: str) -> None:
    """Seen without it: written out, 1e999999999 has a thousand million digits."""
    field = {"name": "a", "type": "number", "constraints": {"maximum": 5}}
    checked({"t.csv": f"a\n{number}\n".encode()}, schema={"fields": [field]})


def test_very_many_numbers_in_a_cell_are_checked_in_time(checked: Checked) -> None:
    """Seen without it: the rest of the cell was copied for each of 200,000 numbers; 38 s."""
    schema = {"fields": [{"name": "a", "type": "number", "bareNumber": False}]}
    assert keys(checked({"t.csv": b"a\n" + b"x. " * 3 + b"1 " * 200_000 + b"\n"}, schema=schema)) == [
        "type-error/number"
    ]
