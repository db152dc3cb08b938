"""A sentence with its mentions, predicates, clauses, dates and places; the Parties that meet are a session."""

from __future__ import annotations

from pipeline.conventions.meeting_names import MeetingName
from pipeline.conventions.mentions import mentions_of
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.extraction.frames import analysis
from pipeline.extraction.frames.predicates import predicates_of

EVENTS = frozenset({"occur", "hosting", "made", "join", "seated", "hosted"})
# What ends the search for what an event happens to: another thing of which the same can be said.
RIVALS = {
    "made": frozenset({"agreement", "document", "instrument", "session", "body", "event"}),
    "join": frozenset({"agreement", "document", "instrument"}),
    "occur": frozenset({"session", "body", "event"}),
    "hosting": frozenset({"session", "body", "event"}),
}
# The body whose session it is when the Parties meet.
GATHERING = "cop"


class Analysis(analysis.Analysis):
    """A sentence with its mentions, predicates, clauses, dates and places."""

    context: SentenceContext

    def __init__(self, context: SentenceContext) -> None:
        super().__init__(context, mentions_of(context), predicates_of(context, EVENTS))
        self.gather_parties()

    def gather_parties(self) -> None:
        """The Parties that meet are a session whose number the text tells elsewhere."""
        for predicate in self.predicates:
            if predicate.kind != "occur" or predicate.form == "noun":
                continue
            found = self.subject(predicate, RIVALS["occur"] | {"members"})
            if found is not None and found.kind == "members" and found.value != "states":
                of = next((one for one in self.mentions if one.of is found and one.kind == "agreement"), None)
                name = MeetingName(GATHERING, found.first, found.last, agreement=of.value if of else None)
                found.kind, found.names = "session", [name]
                found.lead = "gathered"
