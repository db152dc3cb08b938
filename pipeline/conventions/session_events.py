"""Sessions, which are events by themselves, with the predicates that tell of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.conventions.analysis import RIVALS, Analysis
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.frames.analysis import NEAR
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import BY, Predicate
from pipeline.extraction.marks.lexicon import Mark

BUT = word_class("events", "but")
INVITATION = word_class("events", "invitation")
# What says only that a session happens, and what counts more than that it was held or planned.
VAGUE = frozenset({"now", "named"})
CHANGES = frozenset({"postponed", "cancelled", "tentative"})


def session_events(analysis: Analysis) -> Iterator[Event]:
    """Each session with the predicates that tell of it, and what was planned for it and did not happen."""
    found = {id(one): session_event(analysis, one) for one in analysis.of_kind("session")}
    for predicate in analysis.predicates:
        if predicate.kind in ("occur", "hosting"):
            for theme in occurring(analysis, predicate):
                if event := found.get(id(theme)):
                    yield from tell(analysis, event, predicate, found)
    for event in found.values():
        if event.predicate is not None and event.predicate.kind == "hosting":
            event.hosts = hosts(analysis, event.predicate)
        elif len(found) == 1 and (host := host_of_that(analysis)):
            event.hosts = host
    yield from found.values()


def session_event(analysis: Analysis, one: Mention) -> Event:
    anchors = [(name.first, name.last) for name in one.names]
    return Event("session", "", anchors, analysis.clauses.of(one.first), one)


def tell(analysis: Analysis, event: Event, predicate: Predicate, found: Mapping[int, Event]) -> Iterator[Event]:
    """Adds a predicate to the event of a session; what it takes the place of is an event of its own."""
    if predicate.value == "follow" and (other := analysis.object(predicate, RIVALS["occur"])):
        event.own.append(other)
        if id(other) in found:
            found[id(other)].aside = True
    before = event.predicate
    if before is not None and moved(analysis, before, predicate):
        dropped = [one for one in event.anchors if one[0] >= before.first]
        yield Event("other", "", dropped, event.clause, None, before)
        event.anchors = [one for one in event.anchors if one[0] < before.first]
        event.predicate = None
    event.anchors.append((predicate.first, predicate.last))
    if event.predicate is None or event.predicate.value in VAGUE or predicate.value in CHANGES:
        event.predicate = predicate


def hosts(analysis: Analysis, predicate: Predicate) -> list[Mark]:
    """The city or state that receives a session, as the subject: "Abidjan accueille", "Brazil hosted"."""
    places = analysis.context.of("city", "country")
    words = analysis.context.reading.text.words
    if not INVITATION.isdisjoint(words[predicate.first : predicate.last]) or words[predicate.last - 1] in BY:
        # "At the invitation of the Government of Hungary", "hosted by Samarkand"
        return [one for one in places if 0 <= one.first - predicate.last <= NEAR + 1][:1]
    marks = [one for one in places if one.last <= predicate.first and predicate.first - one.last <= NEAR * 2]
    return marks[-2:] if len(marks) > 1 and marks[-1].first - marks[-2].last <= NEAR else marks[-1:]


def host_of_that(analysis: Analysis) -> list[Mark]:
    """Who receives "this meeting", where the sentence names one session alone."""
    found = [one for one in analysis.predicates if one.kind == "hosting" and not occurring(analysis, one)]
    return hosts(analysis, found[0]) if found else []


def moved(analysis: Analysis, before: Predicate, predicate: Predicate) -> bool:
    """ "was scheduled in Colombo for May, but took place in Geneva in August": what really happened counts."""
    words = analysis.context.reading.text.words
    return (
        before.value == "planned"
        and predicate.value == "held"
        and before.last <= predicate.first
        and not BUT.isdisjoint(words[before.last : predicate.first])
    )


def occurring(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """What takes place: the subject, of a host the object; behind the verb where the sentence turns round."""
    kinds = RIVALS[predicate.kind]
    if predicate.kind == "hosting" and predicate.form != "participle":
        found = analysis.object(predicate, kinds) or analysis.subject(predicate, kinds)
    elif predicate.form == "noun":
        found = analysis.complement(predicate, kinds)
    elif predicate.value == "named":
        found = analysis.object(predicate, kinds)
    else:
        opening = analysis.clauses.of(predicate.first).head is None
        found = analysis.subject(predicate, kinds) or analysis.object(predicate, kinds, reach=30 if opening else 8)
    if found is None or found.kind != "session":
        return []
    return [one for one in analysis.coordinated(found) if one.kind == "session"]
