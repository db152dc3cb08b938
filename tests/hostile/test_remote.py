"""Nothing is fetched: a check and a build open no connection, whatever a descriptor, a schema or a text names."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pipeline.readers.text_documents import read_document
from pipeline.workflows import build
from tests import ROOT
from tests.hostile.conftest import Checked, keys, reasons

RegistryAt = Callable[[str], Path]
AWAY = "http://127.0.0.1:9/x"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every attempt to reach another machine fails the test, also where somebody catches its error."""
    tried: list[Any] = []

    def refuse(*given: Any, **_more: Any) -> NoReturn:
        tried.append(given)
        raise AssertionError(f"a connection to {given}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield
    assert tried == []


@pytest.mark.parametrize(
    "more",
    [
        {"path": AWAY + ".csv"},
        {"schema": AWAY},
        {"dialect": AWAY},
        {"profile": AWAY},
        {"$schema": AWAY},
        {"path": ["http://127.0.0.1:9/a.csv", "http://127.0.0.1:9/b.csv"]},
    ],
)
def test_addresses_in_a_descriptor_are_left_unchecked(checked: Checked, more: dict[str, Any]) -> None:
    """Seen with a reader that fetches: a stranger's package reached a server of the local network from CI."""
    outcome = checked({"t.csv": b"a\n1\n"}, **more)
    assert outcome.valid is None


def test_a_foreign_key_fetches_no_package(checked: Checked) -> None:
    """Seen with a reader that fetches: the same by way of a reference."""
    key = {"fields": "a", "reference": {"package": AWAY, "resource": "t", "fields": "a"}}
    outcome = checked({"t.csv": b"a\n1\n"}, schema={"fields": [{"name": "a"}], "foreignKeys": [key]})
    assert outcome.valid is None


@pytest.mark.parametrize("ref", [AWAY, "other.json", "file:///etc/passwd", "urn:x"])
def test_a_json_schema_fetches_nothing(checked: Checked, ref: str) -> None:
    """Expected without it: jsonschema opens a connection to the address of `$ref`."""
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": {"properties": {"b": {"$ref": ref}}}}}
    outcome = checked({"t.csv": b'a\n"{""b"": 1}"\n'}, schema={"fields": [field]})
    assert keys(outcome) == ["schema-error/constraint-value"]


def test_a_json_schema_without_end_ends(checked: Checked) -> None:
    """Seen without it: RecursionError; later an error in a cell of which nobody can say whether it is right."""
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": {"$ref": "#"}}}
    outcome = checked({"t.csv": b"a\n{}\n"}, schema={"fields": [field]})
    assert (keys(outcome), reasons(outcome), outcome.valid) == ([], ["cells-raised"], None)


SLOW = {"$schema": "http://json-schema.org/draft-07/schema#", "pattern": "^(a|aa)+$"}
DOUBLED = {f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(40)} | {"a40": {}}


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/a0", "$defs": DOUBLED},
        {"properties": {"b": {"$ref": "#/$defs/x"}}, "$defs": {"x": SLOW}},
        {"properties": {"b": SLOW}},
    ],
)
def test_a_json_schema_that_takes_too_long_vouches_for_nothing(
    checked: Checked, schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: references that double ran on, and below a `$schema` no expression had a limit of time."""
    monkeypatch.setattr("pipeline.datapackage.types.json_schema_validator.Clock.__init__.__defaults__", (0.3,))
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": schema}}
    cell = '"{""b"": ""' + "a" * 40 + '!""}"'
    outcome = checked({"t.csv": f"a\n{cell}\n".encode()}, schema={"fields": [field]})
    assert (outcome.valid, reasons(outcome)) == (None, ["json-schema-time"])


def test_a_json_schema_of_several_drafts_is_applied(checked: Checked) -> None:
    """The harmless twin."""
    schema = {"properties": {"b": {"$schema": "http://json-schema.org/draft-07/schema#", "pattern": "^a+$"}}}
    field = {"name": "a", "type": "object", "constraints": {"jsonSchema": schema}}
    outcome = checked({"t.csv": b'a\n"{""b"": ""aa""}"\n"{""b"": ""c""}"\n'}, schema={"fields": [field]})
    assert [(finding.key, finding.row) for finding in outcome.errors] == [("constraint-error/json-schema", 3)]


def test_references_of_a_profile_fetch_nothing(checked: Checked) -> None:
    """Expected without it: jsonschema opens a connection to the address of `$ref`."""
    outcome = checked({"t.csv": b"a\n1\n"}, **{"$schema": AWAY, "profile": AWAY + "/2"})
    assert outcome.valid is None
    assert {item.reason for item in outcome.unchecked} == {"profile"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.html", f'<!DOCTYPE x [<!ENTITY e SYSTEM "{AWAY}">]><p>&e;</p><img src="{AWAY}"><iframe src="{AWAY}">'),
        (
            "y.html",
            '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
            + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(12))
            + "]><p>&m;</p>",
        ),
        ("z.xhtml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e;</p>'),
        ("deep.html", "<div>" * 100_000),
    ],
)
def test_a_page_fetches_and_expands_nothing(tmp_path: Path, name: str, text: str) -> None:
    """Seen with an XML parser that resolves entities: /etc/passwd was the text of the page."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    read, _ = read_document(tmp_path / name)
    assert "root:" not in (read or "")
    assert len(read or "") < 10_000


def test_a_build_opens_no_connection(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    assert build.build(root, root / "build", lambda _: None).pages > 200


def test_the_cache_holds_text_and_no_objects() -> None:
    """Seen with pickle: loading the cache ran what somebody had put there."""
    package = ROOT / "pipeline"
    sources = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert len(sources) > 100
    words = ("import pickle", "import marshal", "import shelve")
    # Between a process and its children, which keep nothing (see tests/readers/sandbox/test_answers.py).
    spoken = {"readers/sandbox/answers.py", "readers/sandbox/child_process.py", "readers/sandbox/worker.py"}
    assert {path for path, text in sources.items() if any(word in text for word in words)} == spoken
