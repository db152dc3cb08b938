"""Fetches documents from untrusted addresses: by https, from public hosts, with limits of time and size.

No password, cookie, .netrc or proxy is used. A name is resolved once, all of its addresses must be public, and the
connection goes to an address that was checked, so that a name that changes in between cannot lead elsewhere. Redirects
are checked in the same way.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from pipeline.core.limits import DOCUMENT_BYTES, FETCH_REDIRECTS, FETCH_SECONDS, FETCHES_SECONDS
from pipeline.core.version import __version__

MOVED = frozenset({301, 302, 303, 307, 308})
CHUNK = 1 << 16
# Addresses of version 6 that hold one of version 4: translated by NAT64, or given without translation.
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Translated within one network; not all versions of Python know that it is private.
LOCAL = IPv6Network("64:ff9b:1::/48")
# Kept for protocols (RFC 6890); not all versions of Python know that none of it is public.
PROTOCOLS = IPv4Network("192.0.0.0/24")

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, str, int, float], socket.socket]


class NotFetched(Exception):
    """Raised if an address was not fetched: `reason` is the key of a message below "unchecked/", `details` fill it."""

    def __init__(self, reason: str, **details: str | int) -> None:
        super().__init__(reason)
        self.reason, self.details = reason, details


class RequestTarget(NamedTuple):
    """The target of a request: host, port, and path with query."""

    host: str
    port: int
    path: str


@dataclass
class Fetcher:
    """Fetches documents by https, with limits of time that apply to all of them together.

    `resolve` returns the addresses of a host and port. `connect` opens a connection to (address, host, port) within
    some seconds, ready for HTTP.
    """

    resolve: Resolve | None = None
    connect: Connect | None = None
    seconds: float = FETCH_SECONDS
    all_seconds: float = FETCHES_SECONDS
    most: int = DOCUMENT_BYTES

    def __call__(self, url: str) -> bytes:
        """The content of an address. Raises NotFetched."""
        start = monotonic()
        if self.all_seconds <= 0:
            raise NotFetched("fetch-time", url=url, most=FETCHES_SECONDS)
        end = start + min(self.seconds, self.all_seconds)
        try:
            return self.followed(url, end)
        except (OSError, http.client.HTTPException, ValueError) as error:
            if monotonic() >= end:
                raise NotFetched("fetch-time", url=url, most=int(end - start)) from error
            raise NotFetched("fetch-unreachable", url=url) from error
        finally:
            self.all_seconds -= monotonic() - start

    def followed(self, url: str, end: float) -> bytes:
        """The content of an address, after redirects; `end`: the monotonic time to give up at. Raises NotFetched."""
        here = url
        for _ in range(FETCH_REDIRECTS + 1):
            found = self.asked(target_of(here), here, end)
            if isinstance(found, bytes):
                return found
            here = urljoin(here, found)
        raise NotFetched("fetch-redirects", url=url, most=FETCH_REDIRECTS)

    def asked(self, target: RequestTarget, url: str, end: float) -> bytes | str:
        """The content of one address, or the address that it redirects to (a str). Raises NotFetched."""
        addresses = within(end, lambda: (self.resolve or resolved)(target.host, target.port))
        if not addresses or not all(is_public(address) for address in addresses):
            raise NotFetched("fetch-private", url=url)
        link = connected(self.connect or secured, addresses, target, end)
        with cut_at(link, end):
            return answer(link, target, url, self.most)


def connected(connect: Connect, addresses: Sequence[str], target: RequestTarget, end: float) -> socket.socket:
    """A connection to the first of some addresses of a host that accepts one. Raises OSError if none does."""
    for at, address in enumerate(addresses):
        try:
            return connect(address, target.host, target.port, left(end))
        except OSError:
            if at == len(addresses) - 1:
                raise
    raise OSError(target.host)


def target_of(url: str) -> RequestTarget:
    """Where an address leads. Raises NotFetched for any that is not https, or that holds a name or a password."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port or 443
    except (ValueError, UnicodeError) as error:
        raise NotFetched("fetch-https", url=url) from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme.lower() != "https" or not host or parts.username is not None or parts.password is not None:
        raise NotFetched("fetch-https", url=url)
    if not path.isascii() or not path.isprintable() or " " in path:
        raise NotFetched("fetch-https", url=url)
    return RequestTarget(host, port, path)


def is_public(address: str) -> bool:
    """Whether an IP address is public: not of this machine, of a private network or of its provider."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = embedded(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local or ip in LOCAL:
            return False
    return ip.is_global and ip not in PROTOCOLS and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def embedded(address: IPv6Address) -> IPv4Address | None:
    """The address of version 4 to which one of version 6 leads."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFF_FFFF) if any(address in lang for lang in TRANSLATED) else None


def resolved(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host, each once. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def plain(address: str, _host: str, port: int, seconds: float) -> socket.socket:
    """An unencrypted connection to an address. Raises OSError."""
    return socket.create_connection((address, port), timeout=seconds)


def secured(address: str, host: str, port: int, seconds: float) -> socket.socket:
    """A TLS connection to an address; the certificate must be valid for `host`. Raises OSError."""
    plain = socket.create_connection((address, port), timeout=seconds)
    try:
        link = context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    except BaseException:
        plain.close()
        raise
    try:
        with cut_at(link, monotonic() + seconds, close=False):
            link.do_handshake()
    except BaseException:
        link.close()
        raise
    return link


@cache
def context() -> ssl.SSLContext:
    """Certificates are looked at, with the authorities that the system knows and those of certifi."""
    import certifi

    made = ssl.create_default_context()
    made.load_verify_locations(certifi.where())
    return made


def answer(link: socket.socket, target: RequestTarget, url: str, most: int) -> bytes | str:
    """One request and its answer: the bytes, or the address in a redirect."""
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = link
    headers = {
        "User-Agent": f"Passerelle/{__version__} (schemas)",
        "Accept": "application/schema+json, application/json, */*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    # The port belongs to the name only where it is not that of https.
    headers["Host"] = bracketed(target.host) + ("" if target.port == 443 else f":{target.port}")
    connection.request("GET", target.path, headers=headers)
    with closing(connection), connection.getresponse() as response:
        moved = response.headers.get("Location")
        if response.status in MOVED and moved:
            return moved
        if response.status != 200 or response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NotFetched("fetch-status", url=url, status=response.status)
        if response.length is not None and response.length > most:
            raise NotFetched("fetch-size", url=url, most=most >> 20)
        return body(response, url, most)


def body(response: http.client.HTTPResponse, url: str, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > most:
            raise NotFetched("fetch-size", url=url, most=most >> 20)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def bracketed(host: str) -> str:
    """The host as an address writes it: IPv6 addresses are in square brackets."""
    return f"[{host}]" if ":" in host else host


def left(end: float) -> float:
    """The seconds from now until the monotonic time `end`. Raises TimeoutError if it has passed."""
    seconds = end - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def within(end: float, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The result of a call that has no timeout of its own, such as the system's resolver.

    Raises TimeoutError if it takes until the monotonic time `end`, and what the call raises.
    """
    done: Future[Sequence[str]] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return done.result(timeout=left(end))


@contextmanager
def cut_at(link: socket.socket, end: float, *, close: bool = True) -> Iterator[None]:
    """Context manager: a connection is shut down at the monotonic time `end`, even if single bytes still arrive.

    A timeout of the socket begins again at each byte. `close`: whether to close the connection at the end.
    """
    link.settimeout(left(end))
    # Not the method of a secured connection, which would first talk to the other side.
    timer = threading.Timer(left(end), shut, (link,))
    timer.daemon = True
    timer.start()
    try:
        yield
        # An answer that was cut off may look like one that ends there.
        left(end)
    finally:
        timer.cancel()
        if close:
            link.close()


def shut(link: socket.socket) -> None:
    try:
        socket.socket.shutdown(link, socket.SHUT_RDWR)
    except OSError:
        return
