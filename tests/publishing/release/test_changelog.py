"""The entry of a release in CHANGELOG.md: where it goes, what it leaves alone."""

from __future__ import annotations

import pytest

from pipeline.publishing.release.changelog import section, sections, with_entry, written_lines
from pipeline.publishing.site.feed import items
from tests import ROOT

LINES = ["#### Since 0.1.0", "- meetings: 1 row added", "  - + `a`"]
BLOCK = "#### Since 0.1.0\n- meetings: 1 row added\n  - + `a`\n"
OLD = "## 0.1.0 (2026-01-01)\n\n### Data\n- First.\n"
HAND = "# Changelog\n\nWords.\n\n## 0.2.0 (unreleased)\n\n### Data\n- By hand.\n\n### Pipeline\n- Faster.\n\n" + OLD


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"# Changelog\n\n## 0.2.0 (2026-02-01)\n\n### Data\n{BLOCK}"),
        (f"# Changelog\n\n{OLD}", f"# Changelog\n\n## 0.2.0 (2026-02-01)\n\n### Data\n{BLOCK}\n{OLD}"),
        (
            HAND,
            HAND.replace("unreleased", "2026-02-01").replace("- By hand.\n", f"- By hand.\n\n{BLOCK}"),
        ),
        (
            f"# Changelog\n\n## 0.1.1 (unreleased)\n\n### Pipeline\n- Faster.\n\n{OLD}",
            f"# Changelog\n\n## 0.2.0 (2026-02-01)\n\n### Data\n{BLOCK}\n### Pipeline\n- Faster.\n\n{OLD}",
        ),
    ],
    ids=["no file", "no section", "a section by hand", "a section of another number"],
)
def test_the_entry_takes_its_place(before: str, after: str) -> None:
    found = with_entry(before, "0.2.0", "2026-02-01", LINES, {"0.1.0"})
    assert found == after
    assert with_entry(found, "0.2.0", "2026-02-01", LINES, {"0.1.0"}) == after
    newest = section(found, "0.2.0")
    assert newest is not None
    assert (newest.date, written_lines(newest.body)) == ("2026-02-01", LINES)


def test_another_entry_of_the_same_version_takes_the_place_of_the_first() -> None:
    once = with_entry(HAND, "0.2.0", "2026-02-01", LINES)
    twice = with_entry(once, "0.2.0", "2026-02-02", [LINES[0], "- bodies: 2 rows removed"])
    assert twice == once.replace("2026-02-01", "2026-02-02").replace(BLOCK, f"{LINES[0]}\n- bodies: 2 rows removed\n")


def test_a_version_that_never_came_out_becomes_the_next() -> None:
    once = with_entry(f"# Changelog\n\n{OLD}", "0.1.1", "2026-02-01", LINES, {"0.1.0"})
    assert with_entry(once, "0.2.0", "2026-02-02", LINES, {"0.1.0"}) == once.replace(
        "## 0.1.1 (2026-02-01)", "## 0.2.0 (2026-02-02)"
    )
    # One that is out stays, dated as it was.
    assert with_entry(once, "0.2.0", "2026-02-02", LINES, {"0.1.0", "0.1.1"}).endswith(once[len("# Changelog\n\n") :])


def test_a_line_is_a_line_whatever_signs_it_has() -> None:
    lines = [LINES[0], "- a\u2028b\x85c"]
    newest = section(with_entry("", "0.2.0", "2026-02-01", lines), "0.2.0")
    assert newest is not None
    assert written_lines(newest.body) == lines


def test_the_site_shows_lists_within_lists_one_by_one() -> None:
    assert items(f"- By hand,\n  in two lines.\n\n{BLOCK}") == [
        "By hand, in two lines.",
        "meetings: 1 row added",
        "+ a",
    ]


def test_the_changelog_of_the_project_is_read() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [section.version for section in sections(text)][-1] == "0.1.0"
