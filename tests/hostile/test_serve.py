"""The preview answers this machine's own browser, whatever else asks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from pipeline.workflows import serve
from pipeline.workflows.serve import Pages, Preview


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    site = tmp_path / "build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>x</p>", encoding="utf-8")
    (site / "style.css").write_text("p {}", encoding="utf-8")
    (site / "folder").mkdir()
    (tmp_path / "secret.txt").write_text("SECRET", encoding="utf-8")
    (tmp_path / "secret.html").write_text("SECRET", encoding="utf-8")
    for name in ("txt", "html"):
        (site / f"link.{name}").symlink_to(tmp_path / f"secret.{name}")
    preview = Preview(tmp_path, tmp_path / "build", 0, lambda outcome, seconds: None)
    thread = threading.Thread(target=preview.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield preview
    preview.stop()
    thread.join()


def port(preview: Preview) -> int:
    return int(preview.server.server_address[1])


def said(preview: Preview, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port(preview)), timeout=10) as link:
        link.sendall(request)
        answer = b""
        while part := link.recv(65536):
            answer += part
    return answer


def get(preview: Preview, path: str, host: str = "localhost", method: str = "GET") -> bytes:
    return said(preview, f"{method} {path} HTTP/1.1\r\nHost: {host}:{port(preview)}\r\n\r\n".encode())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_its_own_names_are_answered(preview: Preview, host: str) -> None:
    answer = get(preview, "/", host)
    assert answer.startswith(b"HTTP/1.0 200")
    assert b"<p>x</p><script" in answer
    assert b"X-Content-Type-Options: nosniff" in answer


def test_another_name_is_not_answered(preview: Preview) -> None:
    """Seen without it: a page of evil.example whose name leads to 127.0.0.1 read the site (DNS rebinding)."""
    assert get(preview, "/", "evil.example").startswith(b"HTTP/1.0 421")
    assert get(preview, "/.newer?than=0", "evil.example").startswith(b"HTTP/1.0 421")
    assert said(preview, b"GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n").startswith(b"HTTP/1.0 421")
    assert said(preview, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.0 421")
    assert said(preview, b"GET / HTTP/1.1\r\nHost:\r\n\r\n").startswith(b"HTTP/1.0 421")
    assert (
        said(preview, b"GET / HTTP/1.0\r\nHost: localhost:%d\r\nHost:\r\n\r\n" % port(preview))[:12] == b"HTTP/1.0 421"
    )


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/link.txt", "/link.html", "//etc/passwd", "/folder/",
     "/a%00b", "/a%00.html", "/" + "a" * 5_000, "/" + "a/" * 3_000, "/%ff%fe", "/.newer.html"],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(preview: Preview, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Seen without it: a link of the site gave the file outside; a NUL and a long name gave tracebacks."""
    for method in ("GET", "HEAD"):
        answer = get(preview, path, method=method)
        assert answer.startswith(b"HTTP/1.0 404")
        assert b"SECRET" not in answer
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "request_",
    [b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n"],
)  # fmt: skip
def test_an_odd_request_is_refused_without_a_word(
    preview: Preview, request_: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    try:
        assert b" 200 " not in said(preview, request_)[:20]
    except ConnectionResetError:
        # It was refused before it was read to its end.
        sleep(0)
    assert capfd.readouterr() == ("", "")


def test_a_number_of_a_build_without_end_is_none(preview: Preview, capfd: pytest.CaptureFixture[str]) -> None:
    """Seen without it: int() of 5,000 digits raised, and so did a superscript two, which is a digit and no number."""
    preview.shown.next()
    for than in ("9" * 5_000, "%C2%B2", "-1", ""):
        assert get(preview, f"/.newer?than={than}").startswith(b"HTTP/1.0 200")
    assert capfd.readouterr() == ("", "")


def test_a_browser_that_leaves_is_not_reported(preview: Preview, capfd: pytest.CaptureFixture[str]) -> None:
    """Seen without it: a traceback for each (BrokenPipeError, ConnectionResetError)."""
    (preview.out / "site" / "big.bin").write_bytes(b"x" * 8_000_000)
    for path in ("/big.bin", "/"):
        link = socket.create_connection(("127.0.0.1", port(preview)))
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port(preview)}\r\n\r\n".encode())
        link.close()
    sleep(0.1)
    assert get(preview, "/").startswith(b"HTTP/1.0 200")
    assert capfd.readouterr() == ("", "")


def test_connections_that_say_nothing_do_not_keep_others_out(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: each held a thread for ever, and so did one that sent a byte now and then."""
    monkeypatch.setattr(serve, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(Pages, "timeout", 0.2)
    silent = [socket.create_connection(("127.0.0.1", port(preview))) for _ in range(serve.CONNECTIONS + 20)]
    for link in silent[::2]:
        link.sendall(b"GET / HT")
    assert get(preview, "/").startswith(b"HTTP/1.0 200")
    for link in silent:
        link.close()


def test_silent_connections_give_their_places_to_others_soon(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: 300 connections that said nothing kept every page waiting for ten seconds."""
    monkeypatch.setattr(serve, "SILENT_SECONDS", 0.1)
    silent = [socket.create_connection(("127.0.0.1", port(preview))) for _ in range(serve.CONNECTIONS + 100)]
    with socket.create_connection(("127.0.0.1", port(preview)), timeout=serve.REQUEST_SECONDS / 2) as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % port(preview))
        assert link.recv(12) == b"HTTP/1.0 200"
    for link in silent:
        link.close()


def test_those_who_take_no_answer_give_their_places_to_others_soon(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: such connections kept every page waiting for ten seconds."""
    monkeypatch.setattr(serve, "TAKING_SECONDS", 0.1)
    preview.server.free = threading.BoundedSemaphore(4)
    (preview.out / "site" / "big.bin").write_bytes(b"x" * 30_000_000)
    taking = [socket.create_connection(("127.0.0.1", port(preview))) for _ in range(6)]
    for link in taking:
        link.sendall(b"GET /big.bin HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % port(preview))
    with socket.create_connection(("127.0.0.1", port(preview)), timeout=serve.REQUEST_SECONDS / 2) as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % port(preview))
        assert link.recv(12) == b"HTTP/1.0 200"
    for link in taking:
        link.close()


def test_many_browsers_that_wait_are_asked_to_ask_again(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: each held a thread for 20 seconds."""
    monkeypatch.setattr(serve, "WAITING", 0)
    assert get(preview, "/.newer?than=9").startswith(b"HTTP/1.0 204")


def test_many_requests_at_once_are_all_answered(preview: Preview) -> None:
    """Seen with a queue of five: some of them waited seconds for another try, or were never answered."""
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: get(preview, "/style.css")[:12], range(500)))
    assert set(answers) == {b"HTTP/1.0 200"}
