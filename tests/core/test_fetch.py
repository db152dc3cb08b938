"""Documents fetched from addresses: from a server on this machine that stands for a public one, and never from it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.core.fetch import Fetcher, NotFetched, is_public
from pipeline.core.limits import FETCH_REDIRECTS

PUBLIC = "93.184.216.34"
Reply = Callable[[socket.socket, bytes], None]


class Server:
    """A server of one reply for each path, and everything that it was asked."""

    def __init__(self, replies: dict[str, bytes | Reply]) -> None:
        self.replies, self.asked = replies, list[bytes]()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections: list[tuple[str, str, int]] = []

    def run(self) -> None:
        while True:
            try:
                link, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.reply, args=(link,), daemon=True).start()

    def reply(self, link: socket.socket) -> None:
        with link:
            request = b""
            while b"\r\n\r\n" not in request:
                if not (part := link.recv(4096)):
                    return
                request += part
            self.asked.append(request)
            reply = self.replies[request.split()[1].decode()]
            try:
                link.sendall(reply) if isinstance(reply, bytes) else reply(link, request)
            except OSError:
                return

    def connect(self, address: str, host: str, port: int, seconds: float) -> socket.socket:
        """In the place of a connection to the open network."""
        self.connections.append((address, host, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


@contextmanager
def serving(replies: dict[str, bytes | Reply]) -> Iterator[Server]:
    server = Server(replies)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    # A thread that waits for a connection does not see that its socket is closed.
    socket.socket.shutdown(server.socket, socket.SHUT_RDWR)
    server.socket.close()
    thread.join()


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def moved(to: str) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % to.encode()


def public(_host: str, _port: int) -> Sequence[str]:
    return [PUBLIC]


def refusal(fetch: Fetcher, url: str) -> str:
    with pytest.raises(NotFetched) as refused:
        fetch(url)
    return refused.value.reason


def test_a_document_is_fetched_from_the_address_that_was_looked_at() -> None:
    """A name that leads to another machine the second time (DNS rebinding) is asked once."""
    names: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        names.append(host)
        return [PUBLIC] if len(names) == 1 else ["127.0.0.1"]

    with serving({"/a.json": ok(b"{}")}) as server:
        assert Fetcher(resolve, server.connect)("https://example.org/a.json") == b"{}"
    assert names == ["example.org"]
    assert server.connections == [(PUBLIC, "example.org", 443)]


def test_nothing_of_the_user_goes_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine example.org login me password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 2\r\n\r\n{}"
    with serving({"/a": cookie}) as server:
        fetch = Fetcher(public, server.connect)
        assert [fetch("https://example.org/a"), fetch("https://example.org/a")] == [b"{}", b"{}"]
    sent = {line.split(b":")[0] for request in server.asked for line in request.splitlines()[1:] if line}
    assert sent == {b"Host", b"User-Agent", b"Accept", b"Accept-Encoding", b"Connection"}


@pytest.mark.parametrize(
    "url",
    ["http://example.org/a", "ftp://example.org/a", "https://me:secret@example.org/a", "https://me@example.org/",
     "https:///a", "https://example.org/a b"],
)  # fmt: skip
def test_other_addresses_are_refused_before_anything_is_asked(url: str) -> None:
    with serving({}) as server:
        assert refusal(Fetcher(public, server.connect), url) == "fetch-https"
    assert server.connections == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "192.0.0.8", "10.1.2.3",
        "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "::127.0.0.1",
        "fec0::1", "2001:db8::1", "64:ff9b:1::808:808",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)
    with serving({}) as server:
        fetch = Fetcher(lambda *_: [PUBLIC, address], server.connect)
        assert refusal(fetch, "https://example.org/a") == "fetch-private"
    assert server.connections == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "127.1"])
def test_this_machine_is_refused_for_real(host: str) -> None:
    """With the resolver and the connection of the system: nobody knocks at the server."""
    with serving({"/": ok(b"{}")}) as server:
        assert refusal(Fetcher(), f"https://{host}:{server.port}/") in ("fetch-private", "fetch-unreachable")
    assert server.asked == []


def test_a_redirect_is_followed_and_looked_at_as_the_first_address() -> None:
    with serving({"/a": moved("/b"), "/b": moved("https://other.example/c"), "/c": ok(b"[]")}) as server:
        assert Fetcher(public, server.connect)("https://example.org/a") == b"[]"
    assert [host for _, host, _ in server.connections] == ["example.org", "example.org", "other.example"]


def test_a_redirect_to_a_private_machine_is_refused() -> None:
    def resolve(host: str, _port: int) -> Sequence[str]:
        return ["169.254.169.254"] if host == "metadata.example" else [PUBLIC]

    with serving({"/a": moved("https://metadata.example/latest")}) as server:
        assert refusal(Fetcher(resolve, server.connect), "https://example.org/a") == "fetch-private"
    assert len(server.connections) == 1


@pytest.mark.parametrize("to", ["http://example.org/b", "file:///etc/passwd", "https://me:secret@example.org/b"])
def test_a_redirect_to_what_is_not_https_is_refused(to: str) -> None:
    with serving({"/a": moved(to)}) as server:
        assert refusal(Fetcher(public, server.connect), "https://example.org/a") == "fetch-https"


def test_redirects_in_a_circle_end() -> None:
    with serving({"/a": moved("/a")}) as server:
        assert refusal(Fetcher(public, server.connect), "https://example.org/a") == "fetch-redirects"
    assert len(server.connections) == FETCH_REDIRECTS + 1


def test_an_address_that_answers_otherwise_is_refused() -> None:
    gone = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
    with serving({"/gone": gone, "/packed": packed, "/cut": ok(b"{}")[:-1], "/noise": b"\0\n\r\n"}) as server:
        fetch = Fetcher(public, server.connect)
        assert refusal(fetch, "https://example.org/gone") == "fetch-status"
        assert refusal(fetch, "https://example.org/packed") == "fetch-status"
        assert refusal(fetch, "https://example.org/cut") == "fetch-unreachable"
        assert refusal(fetch, "https://example.org/noise") == "fetch-unreachable"


def test_a_document_that_is_too_large_is_refused_whether_it_says_so_or_not() -> None:
    def endless(link: socket.socket, _: bytes) -> None:
        link.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            link.sendall(b" " * 1000)

    with serving({"/told": ok(b" " * 101), "/endless": endless, "/fits": ok(b" " * 100)}) as server:
        fetch = Fetcher(public, server.connect, most=100)
        assert refusal(fetch, "https://example.org/told") == "fetch-size"
        assert refusal(fetch, "https://example.org/endless") == "fetch-size"
        assert fetch("https://example.org/fits") == b" " * 100


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_bytes_that_drip_without_end_are_cut_off(head: bytes) -> None:
    """A timeout for each answer begins again at every byte."""
    stop = threading.Event()

    def drip(link: socket.socket, _: bytes) -> None:
        link.sendall(head)
        while not stop.wait(0.02):
            link.sendall(b"x")

    with serving({"/a": drip}) as server:
        assert refusal(Fetcher(public, server.connect, seconds=0.4), "https://example.org/a") == "fetch-time"
        stop.set()


def test_a_resolver_that_never_answers_is_left_behind() -> None:
    stop = threading.Event()

    def resolve(_host: str, _port: int) -> Sequence[str]:
        stop.wait()
        return [PUBLIC]

    assert refusal(Fetcher(resolve, seconds=0.2), "https://example.org/a") == "fetch-time"
    stop.set()


def test_all_addresses_of_a_check_have_a_time_together() -> None:
    with serving({"/a": ok(b"{}")}) as server:
        fetch = Fetcher(public, server.connect, all_seconds=60)
        assert fetch("https://example.org/a") == b"{}"
        fetch.all_seconds = 0
        assert refusal(fetch, "https://example.org/a") == "fetch-time"


def test_a_connection_without_a_certificate_is_refused() -> None:
    """The connection is secured for real: a server that speaks no TLS is nobody."""
    from pipeline.core.fetch import secured

    with serving({"/a": ok(b"{}")}) as server:

        def connect(_address: str, host: str, _port: int, seconds: float) -> socket.socket:
            return secured("127.0.0.1", host, server.port, seconds)

        reason = refusal(Fetcher(public, connect, seconds=0.5), "https://example.org/a")
        assert reason in ("fetch-unreachable", "fetch-time")
    assert all(b"GET" not in item for item in server.asked)
