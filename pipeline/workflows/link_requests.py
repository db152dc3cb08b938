"""Requests whether the addresses of sources still answer: one at a time for each host, many hosts in parallel.

The addresses are untrusted. As in `pipeline.core.fetch`, only public hosts are contacted, the connection goes to the
address that was checked, no password, cookie, .netrc or proxy is used, and every response is limited.
"""

from __future__ import annotations

import http.client
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Literal, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from pipeline.core.fetch import (
    MOVED,
    Connect,
    RequestTarget,
    Resolve,
    bracketed,
    connected,
    cut_at,
    is_public,
    left,
    plain,
    resolved,
    secured,
    within,
)
from pipeline.core.limits import LINK_REDIRECTS
from pipeline.core.version import __version__

State = Literal["alive", "gone", "refused", "unreachable"]
HOSTS_AT_ONCE = 8
# Some servers do not know HEAD, or treat it as an attack: then the page itself is asked for, and not read.
ASK_AGAIN = frozenset({400, 403, 405, 406, 429, 501, 503})
GONE = frozenset({404, 410})
PORTS = {"http": 80, "https": 443}
# Below are the ports of mail, shells and the like: what is asked there is no page.
FREE_PORTS = 1024
# The characters that have a meaning in an address; all others are percent-encoded.
MEANT = "%/:=&?~+!$,;'@()*[]|"
# How many times the seconds of one answer an address may take with all that it leads to.
ANSWERS = 3


class NotRequested(Exception):
    """Why an address is not asked: the key of a phrase below "links-why-"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Answer(NamedTuple):
    """What came of an address; `skipped`: why it was not asked, or not followed, "" where it was."""

    state: State
    skipped: str = ""


@dataclass(frozen=True)
class RequestOptions:
    """How addresses are requested. `timeout`: seconds for one answer; `resolve`, `connect`: as in `Fetcher`."""

    timeout: float
    resolve: Resolve = resolved
    connect: Connect | None = None

    def ask(self, url: str) -> Answer:
        """The state of an address after a request."""
        end = monotonic() + ANSWERS * self.timeout
        try:
            status = self.followed("HEAD", url, end)
            if status in ASK_AGAIN:
                status = self.followed("GET", url, end)
        except NotRequested as error:
            return Answer("unreachable", error.reason)
        except (OSError, http.client.HTTPException, ValueError):
            return Answer("unreachable")
        if status < 400:
            return Answer("alive")
        return Answer("gone" if status in GONE else "refused")

    def followed(self, method: str, url: str, end: float) -> int:
        """The HTTP status of an address after its redirects. Raises OSError if it redirects too often."""
        here = url
        for _ in range(LINK_REDIRECTS + 1):
            status, to = self.answered(method, here, min(end, monotonic() + self.timeout))
            if to is None:
                return status
            here = urljoin(here, to)
        raise OSError(url)

    def answered(self, method: str, url: str, end: float) -> tuple[int, str | None]:
        """The HTTP status of an address, and the address that it redirects to (None if none)."""
        scheme, target = target_of(url)
        addresses = within(end, lambda: self.resolve(target.host, target.port))
        if not addresses or not all(is_public(address) for address in addresses):
            raise NotRequested("private")
        link = connected(self.connect or (secured if scheme == "https" else plain), addresses, target, end)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = link
        with cut_at(link, end), closing(connection):
            connection.request(method, target.path, headers=headers(scheme, target))
            left(end)
            with connection.getresponse() as response:
                to = response.headers.get("Location") if response.status in MOVED else None
                return response.status, to


def headers(scheme: str, target: RequestTarget) -> Mapping[str, str]:
    port = "" if target.port == PORTS[scheme] else f":{target.port}"
    return {
        "Host": bracketed(target.host) + port,
        "User-Agent": f"Passerelle/{__version__} (link check)",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def target_of(url: str) -> tuple[str, RequestTarget]:
    """Where an address leads. Raises NotAsked for what is no page of the web, ValueError for what is no address."""
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    if scheme not in PORTS or parts.username is not None or parts.password is not None:
        raise NotRequested("scheme")
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = parts.port or PORTS[scheme]
    if not host:
        raise ValueError(url)
    if port not in PORTS.values() and port < FREE_PORTS:
        raise NotRequested("port")
    query = f"?{quote(parts.query, safe=MEANT)}" if parts.query else ""
    return scheme, RequestTarget(host, port, quote(parts.path or "/", safe=MEANT) + query)


def request_all(urls: Iterable[str], asking: RequestOptions) -> Mapping[str, Answer]:
    """What each address answers."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        hosts[host(url)].append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        answers = pool.map(lambda some: {url: asking.ask(url) for url in some}, hosts.values())
        return {url: answer for found in answers for url, answer in found.items()}


def host(url: str) -> str:
    """The host of an address; the address itself where it is none."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url
