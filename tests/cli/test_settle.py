"""`passerelle settle`: a decision with a reason and a name, written where the next check takes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.commands import passerelle

RegistryAt = Callable[[str], Path]
ID = "meetings-cms-cop-11-end-date-1"
WHO = ["--reason", 'The report says "9 November", the page counts the day of departure.', "--by", "Passerelle"]


def test_open_disagreements_are_listed(registry_at: RegistryAt) -> None:
    done = passerelle("settle", "--lang", "fr", cwd=registry_at("tiny"))
    assert f"{ID}\n    cms-cop-11, end_date\u00a0: 2014-11-09 (liste) ≠ 2014-11-10 (page)\n" in done.stdout
    assert done.stdout.splitlines()[-1] == "1 désaccord ouvert"


def test_a_decision_is_written_and_taken(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    before = (root / "raw" / "corrections.csv").read_text(encoding="utf-8")
    done = passerelle("settle", ID, "--value", "2014-11-09", *WHO, "--lang", "en", cwd=root)
    assert done.stdout == f"{ID} is settled; written to raw/corrections.csv.\n"
    after = (root / "raw" / "corrections.csv").read_text(encoding="utf-8")
    assert after.startswith(before)
    assert after.removeprefix(before).startswith(
        'meetings,cms-cop-11,end_date,page,2014-11-10,2014-11-09,"The report says ""9 November"", the page counts'
    )
    assert passerelle("settle", "--lang", "en", cwd=root).stdout == "0 open disagreements\n"
    assert passerelle("check", cwd=root).returncode == 0
    again = passerelle("settle", ID, "--value", "2014-11-09", *WHO, cwd=root)
    assert (again.returncode, f"{ID} is settled: The report says" in again.stderr) == (2, True)


def test_the_other_value_can_be_the_right_one(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    assert passerelle("settle", ID, "--value", "2014-11-10", *WHO, cwd=root).returncode == 0
    assert "cms-cop-11,end_date,liste,2014-11-09,2014-11-10," in (root / "raw" / "corrections.csv").read_text(
        encoding="utf-8"
    )
    assert passerelle("check", cwd=root).returncode == 0


def test_what_nobody_says_is_not_set_aside(registry_at: RegistryAt) -> None:
    root = registry_at("tiny")
    meetings = root / "raw" / "tables" / "meetings.csv"
    meetings.write_text(meetings.read_text(encoding="utf-8").replace("2014-11-09", "2014-11-08"), encoding="utf-8")
    done = passerelle("settle", ID, "--value", "2014-11-09", *WHO, cwd=root)
    assert done.returncode == 2
    assert "write 2014-11-09 as end_date in raw/tables/meetings.csv:4" in done.stderr


def test_a_decision_needs_its_parts(registry_at: RegistryAt) -> None:
    done = passerelle("settle", ID, "--value", "2014-11-09", cwd=registry_at("tiny"))
    assert (done.returncode, "a decision needs --value, --reason and --by" in done.stderr) == (2, True)
    done = passerelle("settle", "nothing", "--value", "x", *WHO, cwd=registry_at("awful"))
    assert "the registry has errors" in done.stderr
