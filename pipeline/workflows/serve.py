"""`serve`: builds the site, shows it, and builds again when a file of raw/ or schemas/ is saved.

The pages are those of the build. Each served page gets one line of script that waits for a newer build and reloads the
page; the site itself does not contain it.
"""

from __future__ import annotations

import functools
import http.server
import os
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from pipeline.core.errors import PasserelleError, UserError
from pipeline.datapackage.documents import ContractError
from pipeline.findings.model import Outcome
from pipeline.workflows.build import build

# How a browser names this machine; a page of another name that has its address is not answered (DNS rebinding).
NAMES = ("localhost", "127.0.0.1", "[::1]")
WATCHED = ("raw", "schemas")
# How often saved files are looked for, and how long a browser waits for a newer build before it asks again: seconds.
LOOK, WAIT = 0.3, 20.0
ASK = "/.newer"
# The pages run no script that stands in them: this one is a file of the preview's own.
RELOAD = "/.reload.js"
# Digits of the number of a build; browsers that wait at once for a newer one: any more are told to ask again.
DIGITS, WAITING = 9, 32
# Connections at once, in work and waiting, and seconds in which a request must have come, or be taken.
CONNECTIONS, WAITING_CONNECTIONS, REQUEST_SECONDS = 200, 256, 10.0
# Where all connections are in work: how long one that has not sent its request keeps its place, and one that does not
# take its answer: seconds.
SILENT_SECONDS, TAKING_SECONDS = 1.0, 3.0
SCRIPT = b'<script src="' + RELOAD.encode() + b'?than=%d"></script>'
RELOADING = (
    b"(async () => { const than = new URL(document.currentScript.src).search; for (;;) {"
    b" try { const said = await fetch('" + ASK.encode() + b"' + than);"
    b" if (said.status === 200) return location.reload(); }"
    b" catch { await new Promise(done => setTimeout(done, 1000)); } } })();"
)
# Told what a build gave, and how many seconds it took.
ReportBuild = Callable[[Outcome, float], None]
ReportFault = Callable[[PasserelleError], None]


def in_silence(_fault: PasserelleError) -> None:
    """Tells nothing of a fault."""


class ShownBuild:
    """The number of the build that is shown; whoever waits for a newer one is woken."""

    def __init__(self) -> None:
        self.number, self.waiting = 0, 0
        self.changed = threading.Condition()

    def next(self) -> None:
        with self.changed:
            self.number += 1
            self.changed.notify_all()

    def newer(self, than: int, seconds: float) -> bool:
        """Whether there is a newer build within some seconds; at once where too many wait already."""
        with self.changed:
            self.waiting += 1
            try:
                return self.changed.wait_for(lambda: self.number > than, seconds if self.waiting <= WAITING else 0)
            finally:
                self.waiting -= 1


class Pages(http.server.SimpleHTTPRequestHandler):
    """The files of a site; pages with the line of script."""

    server: Server
    # A connection that says nothing is closed.
    timeout = REQUEST_SECONDS
    server_version, sys_version = "Passerelle", ""

    def __init__(self, *args: object, shown: ShownBuild, **more: object) -> None:
        self.shown = shown
        super().__init__(*args, **more)  # type: ignore[arg-type]  # as the server gives them

    def setup(self) -> None:
        # A timeout begins again at each byte: who drips is cut off.
        self.cut = threading.Timer(REQUEST_SECONDS, self.server.cut, (self.request,))
        self.cut.daemon = True
        self.cut.start()
        self.server.keep(self.request, SILENT_SECONDS)
        super().setup()

    def parse_request(self) -> bool:
        """Whether a request is one that is answered: its lines are all there, in time, and it names this server."""
        parsed = super().parse_request()
        self.cut.cancel()
        self.server.keep(self.request, TAKING_SECONDS)
        if not parsed:
            return False
        # A page elsewhere can give its own name the address of this machine, and read what is answered.
        named = self.headers.get_all("Host", [])
        if len(named) != 1 or named[0].lower() not in self.server.names:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return False
        return True

    def finish(self) -> None:
        self.cut.cancel()
        self.server.keep(self.request, WAIT)
        super().finish()

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Frame-Options", "SAMEORIGIN")
        super().end_headers()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == ASK:
            than = self.path.partition("than=")[2]
            number = int(than) if than.isascii() and than.isdigit() and len(than) <= DIGITS else 0
            self.server.keep(self.request, WAIT + TAKING_SECONDS)
            newer = self.shown.newer(number, WAIT)
            self.send_response(200 if newer else 204)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            return
        if path == RELOAD:
            self.give(RELOADING, "text/javascript; charset=utf-8")
            return
        page = self.inside()
        page = page / "index.html" if page and page.is_dir() and path.endswith("/") else page
        if page is None or page.suffix != ".html" or not page.is_file():
            super().do_GET()
            return
        self.give(page.read_bytes() + SCRIPT % self.shown.number, "text/html; charset=utf-8")

    def send_head(self) -> Any:
        if self.inside() is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def list_directory(self, _path: object) -> None:
        """A folder without a page has nothing to show."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def inside(self) -> Path | None:
        """The file that is asked for; None where there is none, or a link leads out of the site."""
        try:
            path = Path(self.translate_path(self.path))
            path.stat()
            return path if Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.directory)) else None
        except (OSError, ValueError):
            return None

    def give(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Says nothing: what is asked for is seen in the browser."""


class Server(http.server.ThreadingHTTPServer):
    """Answers on this machine, by the names that it has there, CONNECTIONS at a time."""

    request_queue_size = WAITING_CONNECTIONS
    daemon_threads = True

    def __init__(self, port: int, handler: Callable[..., Pages]) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.names = frozenset(f"{host}:{self.server_address[1]}" for host in NAMES)
        self.free = threading.BoundedSemaphore(CONNECTIONS)
        # The connections in work, and until when each keeps its place where all places are taken.
        self.until: dict[socket.socket, float] = {}

    def process_request(self, request: Any, client_address: Any) -> None:
        # More than these wait in the queue of the system.
        while not self.free.acquire(timeout=LOOK):
            self.cut_late()
        try:
            super().process_request(request, client_address)
        except BaseException:
            self.free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.until.pop(request, None)
            self.free.release()

    def keep(self, request: socket.socket, seconds: float) -> None:
        """Lets a connection keep its place for some seconds from now."""
        self.until[request] = monotonic() + seconds

    def cut_late(self) -> None:
        """Ends the connections whose time is over, so that others have their places."""
        now = monotonic()
        for request, until in self.until.copy().items():
            if until < now:
                self.cut(request)

    def cut(self, request: socket.socket) -> None:
        """Ends a connection from another thread."""
        with suppress(OSError):
            request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Says nothing of a browser that left, or of one request that cannot be answered; the next one is."""


class Preview:
    """A web server on this machine for a site that is built again after every save."""

    def __init__(
        self, root: Path, out: Path, port: int, report: ReportBuild, report_fault: ReportFault = in_silence
    ) -> None:
        self.root, self.out, self.report, self.report_fault = root, out, report, report_fault
        self.shown, self.stopped = ShownBuild(), threading.Event()
        self.seen: Mapping[Path, tuple[int, int]] = {}
        handler = functools.partial(Pages, shown=self.shown, directory=str(out / "site"))
        try:
            self.server = Server(port, handler)
        except OSError as error:
            raise UserError("fault-port", port=str(port), problem=error.strerror or str(error)) from error

    @property
    def address(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def build(self) -> None:
        """Builds the site; if there is an error, the last good one stays."""
        start = monotonic()
        self.seen = stamps(self.root)
        try:
            built = build(self.root, self.out, lambda _: None)
            outcome = built.outcome
            if built.pages:
                self.shown.next()
        except ContractError as error:
            outcome = Outcome(findings=error.findings)
        self.report(outcome, monotonic() - start)

    def watch(self) -> None:
        """Builds again after every save, until `stop`."""
        while not self.stopped.wait(LOOK):
            if stamps(self.root) != self.seen:
                try:
                    self.build()
                except PasserelleError as fault:
                    # A full disk, a file saved while it was read: the last good pages stay, the next save builds.
                    self.report_fault(fault)

    def run(self) -> None:
        """Serves the site until `stop`."""
        threading.Thread(target=self.watch, daemon=True).start()
        self.server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """Stops the server and the watching."""
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()


def stamps(root: Path) -> Mapping[Path, tuple[int, int]]:
    """Size and last change of every watched file."""
    found = {}
    for folder in WATCHED:
        for path in (root / folder).rglob("*"):
            try:
                state = path.stat()
            except OSError:
                continue
            found[path] = (state.st_size, state.st_mtime_ns)
    return found
