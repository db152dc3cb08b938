"""Documents of addresses: from folders, from the package, from the cache and, where that is asked for, the network."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import UserError
from pipeline.core.fetch import NotFetched
from pipeline.datapackage.documents import ContractError, Document
from pipeline.datapackage.schema_store import BUNDLE, MissingDocument, SchemaStore, plain_address

URL = "https://raw.githubusercontent.com/example/things/1.0/profile.json"


def write(folder: Path, **files: Any) -> Path:
    for name, data in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def data(store: SchemaStore, url: str = URL) -> Any:
    document = store.document(url)
    return document.data if isinstance(document, Document) else document.reason


@pytest.mark.parametrize(
    "url",
    [
        URL, URL.replace("https", "http"), URL + "#", URL.replace("/1.0/", "/refs/tags/1.0/"),
        "https://github.com/example/things/raw/1.0/profile.json",
        "https://github.com/example/things/blob/refs/heads/1.0/profile.json",
        "HTTPS://RAW.GitHubUserContent.com:443/example/things/1.0/profile.json",
    ],
)  # fmt: skip
def test_spellings_of_one_address(url: str) -> None:
    assert plain_address(url) == "raw.githubusercontent.com/example/things/1.0/profile.json"


@pytest.mark.parametrize("url", [URL + "?a=1", URL.replace("1.0", "1.1"), URL.replace(".com/", ".com:8443/")])
def test_other_addresses(url: str) -> None:
    assert plain_address(url) != plain_address(URL)


def test_nothing_is_here_without_a_folder() -> None:
    assert SchemaStore().document(URL) == MissingDocument("remote-part", {"url": URL})


def test_a_list_of_addresses_comes_first(tmp_path: Path) -> None:
    listed = {URL: "a.json", "https://example.org/tables/": "tables"}
    write(tmp_path, addresses=listed, a=1, profile=2, tables__event=3)
    store = SchemaStore([tmp_path])
    assert data(store) == 1
    assert data(store, "http://example.org/tables/event.json") == 3


def test_host_and_path_come_before_the_name(tmp_path: Path) -> None:
    write(tmp_path, **{"raw.githubusercontent.com__example__things__1.0__profile.json": 1, "profile": 2})
    assert data(SchemaStore([tmp_path])) == 1


def test_a_name_that_one_file_has(tmp_path: Path) -> None:
    write(tmp_path, some__profile=1, other=2)
    assert data(SchemaStore([tmp_path])) == 1


def test_a_name_that_two_files_have_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, v1__profile=1, v2__profile=2)
    assert data(SchemaStore([tmp_path])) == "remote-part"


def test_a_file_that_says_its_own_address(tmp_path: Path) -> None:
    write(tmp_path, v1__profile={"$id": URL}, v2__profile={"$id": URL.replace("1.0", "2.0")}, note=[], word="x")
    assert data(SchemaStore([tmp_path])) == {"$id": URL}


def test_an_address_that_two_files_claim_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, a={"$id": URL}, b={"id": URL})
    assert data(SchemaStore([tmp_path])) == "remote-part"


def test_the_first_folder_wins(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1", profile=1), write(tmp_path / "2", profile=2, other=3)
    store = SchemaStore([first, second])
    assert data(store) == 1
    assert data(store, "https://example.org/other.json") == 3


def test_a_copy_in_yaml(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("type: object\n", encoding="utf-8")
    assert data(SchemaStore([tmp_path]), "https://example.org/profile.yaml") == {"type": "object"}


def test_a_copy_that_is_no_json_is_a_mistake_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "profile.json").write_text("{\n", encoding="utf-8")
    with pytest.raises(ContractError) as wrong:
        SchemaStore([tmp_path]).document(URL)
    assert wrong.value.findings[0].file == str(tmp_path / "profile.json")


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    """A link, a list or an address that leads out of the folder; the harmless twins beside them are read."""
    folder = write(tmp_path / "folder", inside=1)
    write(tmp_path, secret=2)
    (folder / "secret.json").symlink_to(tmp_path / "secret.json")
    (folder / "linked.json").symlink_to(folder / "inside.json")
    store = SchemaStore([folder])
    assert data(store, "https://example.org/secret.json") == "remote-part"
    assert data(store, "https://example.org/linked.json") == 1
    assert data(store, "https://../secret.json") == "remote-part"
    assert data(store, "https://example.org/..%2f..%2fsecret.json") == "remote-part"
    write(folder, addresses={URL: "../secret.json"})
    with pytest.raises(UserError, match="secret"):
        SchemaStore([folder]).document(URL)


@pytest.mark.parametrize("listed", [[], {URL: 1}, "x"])
def test_a_list_that_is_none_is_refused(tmp_path: Path, listed: Any) -> None:
    with pytest.raises(UserError, match="is not a list of addresses"):
        SchemaStore([write(tmp_path, addresses=listed)]).document(URL)


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.datapackage.schema_store.SCHEMA_FILES", 2)
    write(tmp_path, profile=1, b=2)
    assert data(SchemaStore([tmp_path])) == 1
    write(tmp_path, c=3)
    with pytest.raises(UserError, match="more than 2 files"):
        SchemaStore([tmp_path]).document(URL)


class Network:
    """What stands at addresses, and what was asked for."""

    def __init__(self, **pages: bytes) -> None:
        self.pages, self.asked = pages, list[str]()

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        name = url.rpartition("/")[2].partition(".")[0]
        if name not in self.pages:
            raise NotFetched("fetch-status", url=url, status=404)
        return self.pages[name]


def test_what_was_fetched_is_kept_with_its_sum(tmp_path: Path) -> None:
    network = Network(profile=b'{"a": 1}')
    assert data(SchemaStore(fetch=network, cache=tmp_path), URL.replace("https", "http")) == {"a": 1}
    assert network.asked == [URL]
    kept = next((tmp_path / "schemas").iterdir())
    assert kept.read_bytes() == hashlib.sha256(b'{"a": 1}').hexdigest().encode() + b'\n{"a": 1}'
    offline = Network()
    assert data(SchemaStore(fetch=offline, cache=tmp_path)) == {"a": 1}
    assert offline.asked == []


def test_a_kept_copy_that_was_changed_is_fetched_again(tmp_path: Path) -> None:
    assert data(SchemaStore(fetch=Network(profile=b"1"), cache=tmp_path)) == 1
    kept = next((tmp_path / "schemas").iterdir())
    kept.write_bytes(kept.read_bytes()[:-1] + b"2")
    assert data(SchemaStore(fetch=Network(profile=b"3"), cache=tmp_path)) == 3


def test_the_cache_is_for_those_who_ask_for_the_network(tmp_path: Path) -> None:
    """The verdict of a check does not depend on what an earlier one fetched."""
    assert data(SchemaStore(fetch=Network(profile=b"1"), cache=tmp_path)) == 1
    assert data(SchemaStore(cache=tmp_path)) == "remote-part"


def test_a_folder_comes_before_the_network(tmp_path: Path) -> None:
    network = Network(profile=b"2")
    assert data(SchemaStore([write(tmp_path, profile=1)], network, tmp_path)) == 1
    assert network.asked == []


@pytest.mark.parametrize("page", [b"<html>", b"\xff", b'{"a": 1, "a": 2}', b"[" * 100, b""])
def test_a_page_that_is_no_json_is_not_kept(tmp_path: Path, page: bytes) -> None:
    assert data(SchemaStore(fetch=Network(profile=page), cache=tmp_path)) == "fetch-document"
    assert not (tmp_path / "schemas").exists()


def test_an_address_is_asked_for_once(tmp_path: Path) -> None:
    network = Network()
    store = SchemaStore(fetch=network, cache=tmp_path)
    assert [data(store), data(store, URL + "#")] == ["fetch-status", "fetch-status"]
    assert len(network.asked) == 1
    assert data(store, "ftp://example.org/profile.json") == "fetch-https"
    assert len(network.asked) == 1


def test_every_document_of_the_package_says_where_it_comes_from() -> None:
    listed = json.loads((BUNDLE / "index.json").read_text(encoding="utf-8"))["files"]
    for item in listed:
        assert item.keys() == {"file", "addresses", "licence", "origin", "sha256"}
        assert hashlib.sha256((BUNDLE / item["file"]).read_bytes()).hexdigest() == item["sha256"]
        assert isinstance(SchemaStore().document(item["addresses"][0]), Document)
    lying = {path.relative_to(BUNDLE).as_posix() for path in BUNDLE.rglob("*.json")} - {"index.json"}
    assert lying == {item["file"] for item in listed}
    assert sum(path.stat().st_size for path in BUNDLE.rglob("*")) < 1_500_000


def test_a_document_of_the_package_is_found_by_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = {"files": [{"file": "a/profile.json", "addresses": [URL]}]}
    monkeypatch.setattr("pipeline.datapackage.schema_store.BUNDLE", write(tmp_path, index=listed, a__profile=7))
    assert data(SchemaStore()) == 7
    document = SchemaStore().document(URL)
    assert isinstance(document, Document)
    assert document.display_path == URL
