"""`passerelle serve`: a save is a new build, and who looks at a page is told of it."""

from __future__ import annotations

import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.core.errors import PasserelleError
from pipeline.findings.model import Outcome
from pipeline.workflows.serve import Preview


@pytest.fixture
def preview(registry_at: Callable[[str], Path]) -> Iterator[tuple[Preview, list[Outcome], threading.Event]]:
    root, told, built = registry_at("tiny"), list[Outcome](), threading.Event()

    def report(outcome: Outcome, seconds: float) -> None:
        assert seconds > 0
        told.append(outcome)
        built.set()

    preview = Preview(root, root / "build", 0, report)
    preview.build()
    built.clear()
    threading.Thread(target=preview.run, daemon=True).start()
    yield preview, told, built
    preview.stop()


def asked(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.usefixtures("unverified")
def test_a_save_is_built_and_reported_to_who_looks(
    preview: tuple[Preview, list[Outcome], threading.Event],
) -> None:
    served, told, built = preview
    status, page = asked(f"{served.address}fr/meetings/cms-cop-11.html")
    assert (status, "/.reload.js?than=1" in page, "9 novembre 2014" in page) == (200, True, True)
    meetings = served.root / "raw" / "tables" / "meetings.csv"
    text = meetings.read_text(encoding="utf-8")
    meetings.write_text(text.replace("2014-11-09", "2014-11-08"), encoding="utf-8")
    assert asked(f"{served.address}.newer?than=1")[0] == 200
    assert "8 novembre 2014" in asked(f"{served.address}fr/meetings/cms-cop-11.html")[1]
    assert built.wait(60)
    built.clear()
    assert "fetch('/.newer'" in asked(f"{served.address}.reload.js?than=1")[1]
    # A mistake is told, and the last good pages stay.
    meetings.write_text(text.replace("2014-11-09", "2014-11-39"), encoding="utf-8")
    assert built.wait(60)
    assert [finding.code for finding in told[-1].errors] == ["type-error"]
    assert "8 novembre 2014" in asked(f"{served.address}fr/meetings/cms-cop-11.html")[1]
    assert asked(f"{served.address}static/style.css")[0] == 200
    assert "/.reload" not in (served.out / "site" / "fr" / "index.html").read_text(encoding="utf-8")


def test_a_port_that_is_taken_is_reported(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PasserelleError, match=f"port {port} is in use"):
            Preview(tmp_path, tmp_path / "build", port, lambda outcome, seconds: None)
