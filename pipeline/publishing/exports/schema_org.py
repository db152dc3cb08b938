"""The registry in terms of schema.org, for the pages and for the graph."""

from __future__ import annotations

EVENT_STATUS = {
    "held": "EventScheduled", "planned": "EventScheduled", "tentative": "EventScheduled",
    "postponed": "EventPostponed", "cancelled": "EventCancelled",
}  # fmt: skip
