"""`passerelle check --schemas` and `--fetch`, and the same of the function `pipeline.check`."""

from __future__ import annotations

import json
from os import pathsep
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import pipeline
from pipeline.cli.main import passerelle
from pipeline.core.errors import PasserelleError
from pipeline.core.fetch import Fetcher, NotFetched

SCHEMA = "https://example.org/1.0/table.json"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with a schema of an address, of which `copies` has a copy."""
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "table.json").write_text('{"fields": [{"name": "a", "type": "integer"}]}', encoding="utf-8")
    (tmp_path / "t.csv").write_text("a\nx\n", encoding="utf-8")
    resource = {"name": "t", "path": "t.csv", "schema": SCHEMA}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}), encoding="utf-8")
    return tmp_path / "datapackage.json"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is asked of the network, which has the schema; nothing reaches the real one."""
    asked: list[str] = []

    def fetch(_fetcher: Fetcher, url: str) -> bytes:
        asked.append(url)
        if url != SCHEMA:
            raise NotFetched("fetch-private", url=url)
        return b'{"fields": [{"name": "a", "type": "integer"}]}'

    monkeypatch.setattr(Fetcher, "__call__", fetch)
    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))
    return asked


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(passerelle, ["check", *map(str, arguments)], env=env)


def codes(result: Result) -> list[str]:
    report = json.loads(result.stdout)
    return [item["code"] for item in (*report["findings"], *report["unchecked"])]


def test_a_folder_of_copies_gives_a_verdict(package: Path, network: list[str]) -> None:
    assert codes(run(package, "--format", "json")) == ["remote-part"]
    result = run(package, "--format", "json", "--schemas", package.parent / "copies")
    assert (result.exit_code, codes(result)) == (1, ["type-error"])
    assert network == []


def test_several_folders_and_the_environment(package: Path) -> None:
    (package.parent / "none").mkdir()
    copies = package.parent / "copies"
    both = run(package, "--format", "json", "--schemas", package.parent / "none", "--schemas", copies)
    assert codes(both) == ["type-error"]
    named = run(package, "--format", "json", env={"PASSERELLE_SCHEMAS": f"{package.parent / 'none'}{pathsep}{copies}"})
    assert codes(named) == ["type-error"]
    assert codes(run(package, "--format", "json", env={"PASSERELLE_SCHEMAS": ""})) == ["remote-part"]


def test_the_network_is_asked_once_if_that_is_asked_for(package: Path, network: list[str]) -> None:
    assert codes(run(package, "--format", "json", "--fetch")) == ["type-error"]
    assert codes(run(package, "--format", "json", "--fetch")) == ["type-error"]
    assert network == [SCHEMA]


def test_what_cannot_be_fetched_is_unchecked_with_the_reason(package: Path, network: list[str]) -> None:
    package.write_text(
        package.read_text(encoding="utf-8").replace(SCHEMA, "http://router.local/x.json"), encoding="utf-8"
    )
    result = run(package, "--fetch", "--lang", "fr")
    assert network == ["https://router.local/x.json"]
    assert "se trouve sur un réseau privé et n’est donc pas téléchargé." in result.stdout
    assert result.exit_code == 1


@pytest.mark.parametrize(("options", "name"), [(["--fetch"], "--fetch"), (["--schemas", "."], "--schemas")])
def test_the_options_are_about_data_packages(options: list[str], name: str) -> None:
    result = run(*options, "--lang", "en")
    assert result.exit_code == 2
    assert f"{name} applies to the addresses in a data package" in result.stderr


def test_a_wrong_list_of_addresses_ends_the_check(package: Path) -> None:
    (package.parent / "copies" / "addresses.json").write_text("[]", encoding="utf-8")
    result = run(package, "--schemas", package.parent / "copies", "--lang", "en")
    assert (result.exit_code, "is not a list of addresses" in result.stderr) == (2, True)
    with pytest.raises(PasserelleError, match="is not a list of addresses"):
        pipeline.check(package, schemas=[package.parent / "copies"])


def test_the_function_takes_the_same(package: Path, network: list[str]) -> None:
    assert pipeline.check(package).valid is None
    assert pipeline.check(package, schemas=[package.parent / "copies"]).valid is False
    assert network == []
    assert pipeline.check(package, fetch=True).valid is False
    assert network == [SCHEMA]
