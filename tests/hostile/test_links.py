"""Addresses of sources that a stranger wrote: public machines only, with nothing of the user, and not for ever."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import CliRunner

from pipeline.cli.main import passerelle
from pipeline.core.limits import LINK_REDIRECTS
from pipeline.workflows.link_requests import Answer, RequestOptions
from tests.core.test_fetch import PUBLIC, moved, ok, public, serving

PRIVATE = Answer("unreachable", "private")
NO_PAGE = Answer("unreachable", "scheme")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "2130706433", "0177.0.0.1", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "localhost",
     "169.254.169.254", "10.0.0.1", "192.168.1.1", "[fe80::1]", "0.0.0.0", "[::]"],
)  # fmt: skip
def test_no_private_address_is_asked(host: str) -> None:
    """Seen without the gate: 127.0.0.1 and the machine's metadata (169.254.169.254) were asked."""

    def connect(_address: str, _host: str, _port: int, _seconds: float) -> socket.socket:
        raise AssertionError(host)

    for scheme in ("http", "https"):
        # Systems that know no such way to write an address do not reach it.
        assert RequestOptions(5, connect=connect).ask(f"{scheme}://{host}/") in (PRIVATE, Answer("unreachable"))


def test_a_name_with_one_private_address_is_not_asked_and_one_that_changes_is_asked_once() -> None:
    """Seen without it: the second look of the connection led to 127.0.0.1 (DNS rebinding)."""
    looked: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        looked.append(host)
        return [PUBLIC] if len(looked) == 1 else ["127.0.0.1"]

    with serving({"/": ok(b"")}) as server:
        assert (
            RequestOptions(5, lambda _host, _port: [PUBLIC, "127.0.0.1"], server.connect).ask("http://two.example")
            == PRIVATE
        )
        assert RequestOptions(5, resolve, server.connect).ask("http://example.org") == Answer("alive")
    assert (server.connections, looked) == ([(PUBLIC, "example.org", 80)], ["example.org"])


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        ("http://private.example/", PRIVATE),
        ("file:///etc/passwd", NO_PAGE),
        ("ftp://example.org/", NO_PAGE),
        ("data:text/plain,x", NO_PAGE),
        ("gopher://example.org:70/x", NO_PAGE),
        ("http://me:secret@example.org/", NO_PAGE),
        ("http://example.org:25/", Answer("unreachable", "port")),
        ("/a", Answer("unreachable")),
        ("//[broken", Answer("unreachable")),
    ],
)
def test_a_redirect_passes_through_the_same_gate(to: str, answer: Answer) -> None:
    """Seen without it: a public page led to a private one, and in a circle 30 times."""

    def resolve(host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.1"] if host == "private.example" else [PUBLIC]

    with serving({"/a": moved(to)}) as server:
        assert RequestOptions(5, resolve, server.connect).ask("http://example.org/a") == answer
    assert len(server.connections) == (LINK_REDIRECTS + 1 if to == "/a" else 1)


@pytest.mark.parametrize("url", ["http://me:secret@example.org/", "http://me@example.org/", "file:///etc/passwd", "x"])
def test_what_is_no_open_page_is_not_asked(url: str) -> None:
    with serving({}) as server:
        assert RequestOptions(5, public, server.connect).ask(url) == NO_PAGE
    assert server.connections == []


def test_nothing_of_the_user_goes_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Seen with `requests`: the password of .netrc and the cookies of a host were sent."""
    (tmp_path / "netrc").write_text("default login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    cookie = b"HTTP/1.1 302 Found\r\nSet-Cookie: a=1\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    with serving({"/a": cookie, "/b": ok(b"")}) as server:
        assert RequestOptions(5, public, server.connect).ask("http://example.org/a#part") == Answer("alive")
    sent = {line.split(b":")[0] for request in server.asked for line in request.splitlines()[1:] if line}
    assert sent == {b"Host", b"User-Agent", b"Accept", b"Accept-Encoding", b"Connection"}


def test_letters_of_any_alphabet_are_asked_for() -> None:
    with serving({"/t%C3%A9xte?q=%C3%A9%20x": ok(b"")}) as server:
        assert RequestOptions(5, public, server.connect).ask("http://\u00e9.example/t\u00e9xte?q=\u00e9 x") == Answer(
            "alive"
        )
    assert server.connections == [(PUBLIC, "xn--9ca.example", 80)]


def dripping(first: bytes, more: bytes) -> Callable[[socket.socket, bytes], None]:
    def reply(link: socket.socket, _request: bytes) -> None:
        link.sendall(first)
        for _ in range(200):
            link.sendall(more)
            sleep(0.02)

    return reply


@pytest.mark.parametrize(
    ("first", "more"), [(b"HTTP/1.1 200 OK\r\n", b"a"), (b"", b"HTTP/1.1 100 Continue\r\n\r\n"), (b"", b"")]
)
def test_a_server_that_drips_is_left(first: bytes, more: bytes) -> None:
    """Seen with a timeout of each byte alone: the command never ended."""
    with serving({"/": dripping(first, more)}) as server:
        start = monotonic()
        assert RequestOptions(0.3, public, server.connect).ask("http://example.org/") == Answer("unreachable")
    assert monotonic() - start < 3


def test_a_body_is_not_read() -> None:
    """A gigantic one, or one that unpacks to very much, is left where it is."""
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99999999999\r\n\r\n"
    with serving({"/": head + b"x" * 100_000}) as server:
        assert RequestOptions(5, public, server.connect).ask("http://example.org/") == Answer("alive")


def test_why_an_address_was_not_asked_is_reported(registry_at: Callable[[str], Path]) -> None:
    root = registry_at("tiny")
    register = root / "raw" / "sources.csv"
    head = register.read_text(encoding="utf-8").splitlines()[0]
    cells = {"id": "inside", "url": "http://127.0.0.1:9999/"}
    row = ",".join(cells.get(name, "") for name in head.split(","))
    register.write_text(f"{head}\n{row}\n", encoding="utf-8")
    said = CliRunner().invoke(passerelle, ["links", "--registry", str(root), "--lang", "en"])
    assert said.stdout.splitlines()[:2] == [
        "inside: http://127.0.0.1:9999/ (unreachable; last answered: never)",
        "  addresses of this machine or of a private network are not requested; write the public address of the source",
    ]
