"""The calendars of the site, read by two libraries that did not write them."""

from __future__ import annotations

import datetime
from pathlib import Path

import ics
import pytest
import vobject

from tests.interop.conftest import Expected

pytestmark = pytest.mark.interop


def days(expected: dict[str, Expected]) -> set[tuple[str, str]]:
    """First and last day of each meeting of which both are known to the day."""
    spans = {(row["start_date"], row["end_date"]) for row in expected["meetings"].rows}
    return {(start, end) for start, end in spans if len(start) == len(end) == 10}


@pytest.mark.parametrize("lang", ["fr", "en", "es"])
def test_two_libraries_find_the_same_days(package: Path, expected: dict[str, Expected], lang: str) -> None:
    text = (package / "site" / lang / "calendars" / "all.ics").read_text(encoding="utf-8")
    by_ics = {(event.uid, event.name, event.begin.date(), event.end.date()) for event in ics.Calendar(text).events}
    by_vobject = {
        (item.uid.value, item.summary.value, item.dtstart.value, item.dtend.value)
        for item in vobject.readOne(text).vevent_list
    }
    assert len(by_vobject) > 190
    first_days = {(begin, end) for _, _, begin, end in by_vobject}
    # ics counts the end of a day-long event as the day itself, the standard and vobject as the day after.
    assert {item[:3] for item in by_ics} == {item[:3] for item in by_vobject}
    day = datetime.timedelta(days=1)
    wanted = {
        (datetime.date.fromisoformat(start), datetime.date.fromisoformat(end) + day) for start, end in days(expected)
    }
    assert wanted <= first_days
