"""What schema.org calls the things of the registry: the same words on the pages and in the graph."""

from __future__ import annotations

EVENT_STATUS = {
    "held": "EventScheduled", "planned": "EventScheduled", "tentative": "EventScheduled",
    "postponed": "EventPostponed", "cancelled": "EventCancelled",
}  # fmt: skip
