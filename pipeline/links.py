"""Whether the addresses of sources still answer: asked politely, one at a time of each host, many hosts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from urllib.parse import urlsplit

import requests

from pipeline import __version__

State = Literal["alive", "gone", "refused", "unreachable"]
HOSTS_AT_ONCE = 8
# Some servers do not know HEAD, or treat it as an attack: then the page itself is asked for, and not read.
ASK_AGAIN = frozenset({400, 403, 405, 406, 429, 501, 503})
GONE = frozenset({404, 410})


def ask_all(urls: Iterable[str], timeout: float) -> Mapping[str, State]:
    """The state of each address; `timeout` in seconds for each answer."""
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        hosts[host(url)].append(url)
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        answers = pool.map(lambda some: ask_host(some, timeout), hosts.values())
        return {url: state for found in answers for url, state in found.items()}


def host(url: str) -> str:
    """The host of an address; the address itself where it is none."""
    try:
        return urlsplit(url).netloc or url
    except ValueError:
        return url


def ask_host(urls: Iterable[str], timeout: float) -> dict[str, State]:
    with requests.Session() as session:
        session.headers["User-Agent"] = f"Passerelle/{__version__} (link check)"
        return {url: ask(session, url, timeout) for url in urls}


def ask(session: requests.Session, url: str, timeout: float) -> State:
    """What an address answers."""
    try:
        status = answer(session, "HEAD", url, timeout)
        if status in ASK_AGAIN:
            status = answer(session, "GET", url, timeout)
    except (requests.RequestException, ValueError):
        return "unreachable"
    if status < 400:
        return "alive"
    return "gone" if status in GONE else "refused"


def answer(session: requests.Session, method: str, url: str, timeout: float) -> int:
    with session.request(method, url, timeout=timeout, allow_redirects=True, stream=True) as response:
        return response.status_code
