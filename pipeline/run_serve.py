"""The way of a preview: build, show, and build again whenever a file of raw/ or schemas/ is saved.

The pages are those of the build; while they are served, each is given a line of script that asks for a newer build and
then loads the page again. Nothing of that is in the site itself.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic

from pipeline import run
from pipeline.contract.documents import ContractError
from pipeline.findings import Fault, Outcome
from pipeline.refusals import Refusal

WATCHED = ("raw", "schemas")
# How often saved files are looked for, and how long a browser waits for a newer build before it asks again: seconds.
LOOK, WAIT = 0.3, 20.0
ASK = "/.newer"
# The pages run no script that stands in them: this one is a file of the preview's own.
RELOAD = "/.reload.js"
SCRIPT = b'<script src="' + RELOAD.encode() + b'?than=%d"></script>'
RELOADING = (
    b"(async () => { const than = new URL(document.currentScript.src).search; for (;;) {"
    b" try { const said = await fetch('" + ASK.encode() + b"' + than);"
    b" if (said.status === 200) return location.reload(); }"
    b" catch { await new Promise(done => setTimeout(done, 1000)); } } })();"
)
# Told what a build gave, and how many seconds it took.
Tell = Callable[[Outcome, float], None]
TellFault = Callable[[Fault], None]


def in_silence(_fault: Fault) -> None:
    """Tells nothing of a fault."""


class Shown:
    """The number of the build that is shown; whoever waits for a newer one is woken."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = threading.Condition()

    def next(self) -> None:
        with self.changed:
            self.number += 1
            self.changed.notify_all()

    def newer(self, than: int, seconds: float) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.number > than, seconds)


class Pages(http.server.SimpleHTTPRequestHandler):
    """The files of a site; pages with the line of script."""

    def __init__(self, *args: object, shown: Shown, **more: object) -> None:
        self.shown = shown
        super().__init__(*args, **more)  # type: ignore[arg-type]  # as the server gives them

    def do_GET(self) -> None:
        if self.path.startswith(ASK):
            than = self.path.partition("than=")[2]
            newer = self.shown.newer(int(than) if than.isdigit() else 0, WAIT)
            self.send_response(200 if newer else 204)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            return
        if self.path.startswith(RELOAD):
            self.give(RELOADING, "text/javascript; charset=utf-8")
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if path.suffix != ".html" or not path.is_file():
            super().do_GET()
            return
        self.give(path.read_bytes() + SCRIPT % self.shown.number, "text/html; charset=utf-8")

    def give(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Says nothing: what is asked for is seen in the browser."""


class Preview:
    """A site that is built again on every save. It is asked for on this machine alone."""

    def __init__(self, root: Path, out: Path, port: int, tell: Tell, tell_fault: TellFault = in_silence) -> None:
        self.root, self.out, self.tell, self.tell_fault = root, out, tell, tell_fault
        self.shown, self.stopped = Shown(), threading.Event()
        self.seen: Mapping[Path, tuple[int, int]] = {}
        handler = functools.partial(Pages, shown=self.shown, directory=str(out / "site"))
        try:
            self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError as error:
            raise Refusal("fault-port", port=str(port), problem=error.strerror or str(error)) from error

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def build(self) -> None:
        """Builds, and shows the result where it is a good one; the last good one stays where it is not."""
        start = monotonic()
        self.seen = stamps(self.root)
        try:
            built = run.build(self.root, self.out, lambda _: None)
            outcome = built.outcome
            if built.pages:
                self.shown.next()
        except ContractError as error:
            outcome = Outcome(findings=error.findings)
        self.tell(outcome, monotonic() - start)

    def watch(self) -> None:
        """Builds again whenever something is saved, until `stop`."""
        while not self.stopped.wait(LOOK):
            if stamps(self.root) != self.seen:
                try:
                    self.build()
                except Fault as fault:
                    # A full disk, a file saved while it was read: the last good pages stay, the next save builds.
                    self.tell_fault(fault)

    def run(self) -> None:
        """Serves until `stop`."""
        threading.Thread(target=self.watch, daemon=True).start()
        self.server.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
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
