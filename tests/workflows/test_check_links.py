"""`passerelle links`: asked of a server on this machine that answers in every way."""

from __future__ import annotations

import csv
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.main import passerelle
from pipeline.workflows import build
from pipeline.workflows.check_links import noted, request_links
from pipeline.workflows.link_requests import Answer, RequestOptions, request_all


class Answers(http.server.BaseHTTPRequestHandler):
    """/200, /404 ... answer with that status; /no-head answers only to GET; /moved leads to /200."""

    def do_HEAD(self) -> None:
        self.reply(head=True)

    def do_GET(self) -> None:
        self.reply(head=False)

    def reply(self, *, head: bool) -> None:
        name = self.path.strip("/")
        status = 302 if name == "moved" else (405 if head else 200) if name == "no-head" else int(name)
        self.send_response(status)
        if name == "moved":
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *said: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}"
        listening.shutdown()
        thread.join()


def asking(server: str, timeout: float = 5) -> RequestOptions:
    """Asking in which the server of the test is the one public machine, by the name of every host."""
    port = int(server.rpartition(":")[2])

    def connect(_address: str, _host: str, _port: int, seconds: float) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)

    return RequestOptions(timeout, lambda _host, _port: ["93.184.216.34"], connect)


def test_every_answer_has_its_state(server: str) -> None:
    expected = {
        "200": "alive", "moved": "alive", "no-head": "alive", "404": "gone", "410": "gone", "403": "refused",
        "500": "refused", "503": "refused",
    }  # fmt: skip
    answers = request_all([f"{server}/{path}" for path in expected], asking(server))
    assert {url.rpartition("/")[2]: answer.state for url, answer in answers.items()} == expected


def test_nobody_at_an_address_is_unreachable() -> None:
    urls = [
        "http://example.org/page",
        "http://[broken",
        "http:///",
        "http://example.org:99999/",
        "http://\u2024\u2024/",
    ]
    answers = request_all(urls, RequestOptions(2, lambda _host, _port: ["93.184.216.34"], nobody))
    assert set(answers.values()) == {Answer("unreachable")}


def nobody(_address: str, _host: str, _port: int, _seconds: float) -> socket.socket:
    raise OSError


@pytest.mark.parametrize(
    ("before", "state", "alive"),
    [
        (None, "alive", "2026-11-23"),
        (None, "gone", ""),
        ({"url": "http://a", "alive_date": "2026-01-01"}, "gone", "2026-01-01"),
        ({"url": "http://a", "alive_date": "2026-01-01"}, "alive", "2026-11-23"),
        ({"url": "http://other", "alive_date": "2026-01-01"}, "unreachable", ""),
    ],
)
def test_the_last_day_on_which_it_answered_is_kept(before: dict[str, str] | None, state: str, alive: str) -> None:
    row = noted("source", "http://a", state, before, "2026-11-23")
    assert row == {
        "source_id": "source", "url": "http://a", "state": state, "checked_date": "2026-11-23", "alive_date": alive
    }  # fmt: skip


@pytest.mark.usefixtures("unverified")
def test_what_was_found_is_published_with_the_source(registry_at: Callable[[str], Path], server: str) -> None:
    root = registry_at("tiny")
    register = root / "raw" / "sources.csv"
    lines = register.read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("url")
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    for number, row in enumerate(rows[1:]):
        row[at] = f"{server}/{200 if number % 2 else 404}"
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    request_links(root, asking(server), "2026-11-22", lambda _: None)
    asked = request_links(root, asking(server), "2026-11-23", lambda _: None)
    assert asked.total == len(rows) - 1
    assert {row["state"] for row in asked.dead} == {"gone"}
    built = build.build(root, root / "build", lambda _: None)
    assert built.outcome.valid
    page = (root / "build" / "site" / "en" / "sources" / f"{rows[2][0]}.html").read_text(encoding="utf-8")
    assert '<time datetime="2026-11-23">23 November 2026</time>' in page
    assert "alive" in page


def test_the_command_names_what_does_not_answer(
    registry_at: Callable[[str], Path], server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = registry_at("tiny")
    register = root / "raw" / "sources.csv"
    with register.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["url"] = ""
    rows[0]["url"] = f"{server}/404"
    with register.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr("pipeline.workflows.link_requests.RequestOptions", lambda _timeout: asking(server))
    said = CliRunner().invoke(passerelle, ["links", "--registry", str(root), "--lang", "fr"])
    assert said.exit_code == 0
    assert said.stdout.splitlines() == [
        f"{rows[0]['id']}\u00a0: {server}/404 (gone\u202f; dernière réponse\u00a0: jamais)",
        "0 adresses sur 1 répondent\u202f; écrit dans raw/tables/links.csv.",
    ]
