"""Events of agreements: adopted, signed, in force; joined by states."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.extraction.frames.analysis import NEAR, RIVALS, Analysis
from pipeline.extraction.frames.event import Event
from pipeline.extraction.frames.mentions import Mention
from pipeline.extraction.frames.predicates import BY, Predicate
from pipeline.extraction.frames.session_events import occurring
from pipeline.extraction.marks.word_classes import word_class

# "se adoptó", "entró en vigor", "elle", "it": a verb without a subject of its own.
IMPERSONAL = word_class("events", "impersonal")
FOR = word_class("memberships", "for")


def made_events(analysis: Analysis) -> Iterator[Event]:
    """Agreements adopted, signed, opened for signature, in force."""
    for predicate in analysis.predicates:
        if predicate.kind != "made" or national(analysis, predicate) is not None:
            continue
        clause = analysis.clauses.of(predicate.first)
        themes = made_of(analysis, predicate)
        anchors = [(predicate.first, predicate.last), *light_verbs(analysis, predicate)]
        if not themes:
            yield Event("other", str(predicate.value), anchors, clause, None, predicate)
        own = [*(one for one in themes if one), *agents_of(analysis, predicate)]
        for theme in themes:
            yield Event("made", str(predicate.value), anchors, clause, theme, predicate, own=own)


def agents_of(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """The session or body that adopted something: behind "by", "at", or the subject of the active voice."""
    clause = analysis.clauses.of(predicate.first)
    near = [one for one in analysis.of_kind("session", "body") if analysis.clauses.of(one.first) is clause]
    behind = [one for one in near if 0 <= one.first - predicate.last <= NEAR + 1]
    before = [one for one in near if one.last <= predicate.first]
    return behind[:1] or before[-1:]


def made_of(analysis: Analysis, predicate: Predicate) -> list[Mention | None]:
    kinds = RIVALS["made"]
    found: Mention | None
    if predicate.form == "noun":
        found = analysis.complement(predicate, kinds)
    elif predicate.form == "active" and predicate.value != "entry_into_force":
        if analysis.subject(
            predicate, frozenset({"state", "actor", "session", "body", "agreement"})
        ) in analysis.of_kind("state", "actor"):
            # "France signed the Convention": an act of France, not of the Convention.
            return []
        found = analysis.object(predicate, kinds - {"session", "body", "event"})
    else:
        found = analysis.subject(predicate, kinds - {"session", "body"})
        if found is None and opens(analysis, predicate):
            found = analysis.object(predicate, kinds - {"session", "body"}, reach=30)
        if found is None:
            found = field_of(analysis, predicate) or implied(analysis, predicate)
    if found is None or found.kind != "agreement" or found.value is None:
        return []
    return list(analysis.coordinated(found))


def field_of(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """A line of an information box ("Signed | 3 March 1973", "Date Effective: 1996"): of what the text is about."""
    context = analysis.context
    text = context.reading.text
    if context.block.kind == "prose" or predicate.first - context.first > 1 or predicate.last >= context.last:
        return None
    valued = text.words[predicate.last].isdigit() or not {":", "|"}.isdisjoint(text.gap(predicate.last))
    key = (context.heading or context.focus) if context.block.kind == "row" or valued else None
    return Mention(predicate.first, predicate.last, "agreement", key) if key else None


def implied(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """What "se adoptó en 1971", "it entered into force" and "adopted in 1979" at the head of a sentence are of."""
    context = analysis.context
    words = context.reading.text.words
    if context.focus is None or any(one.kind in RIVALS["made"] for one in analysis.heads):
        return None
    lead = words[context.first : predicate.first]
    opening = not lead and context.focus_near
    impersonal = words[predicate.first] in IMPERSONAL or not IMPERSONAL.isdisjoint(lead)
    if not (opening or impersonal):
        return None
    return Mention(predicate.first, predicate.last, "agreement", context.focus)


def opens(analysis: Analysis, predicate: Predicate) -> bool:
    """Whether nothing that could be the subject stands before a predicate in its clause."""
    clause = analysis.clauses.of(predicate.first)
    return not any(
        one.last <= predicate.first and analysis.clauses.of(one.first) is clause and one.kind in RIVALS["made"]
        for one in analysis.heads
    )


def join_events(analysis: Analysis) -> Iterator[Event]:
    for predicate in analysis.predicates:
        anchors, clause = [(predicate.first, predicate.last)], analysis.clauses.of(predicate.first)
        if predicate.kind == "join":
            own = joined(analysis, predicate)
            anchors += light_verbs(analysis, predicate)
            yield Event("join", str(predicate.value), anchors, clause, None, predicate, own=own)
        elif (state := national(analysis, predicate)) is not None:
            for theme in made_of(analysis, predicate) or [None]:
                yield Event("join", "entry-into-force", anchors, clause, theme, predicate, agents=[state])


def joined(analysis: Analysis, predicate: Predicate) -> list[Mention]:
    """The agreements behind a verb of joining, in its clause, with those that "and" ties to them."""
    found = analysis.object(predicate, RIVALS["join"], reach=7)
    if found is None or found.kind != "agreement":
        return []
    following = next((one for one in analysis.predicates if one.first >= predicate.last and one.kind == "join"), None)
    end = following.first if following else analysis.context.last
    return [one for one in analysis.coordinated(found) if one.last <= end] if found.last <= end else []


def national(analysis: Analysis, predicate: Predicate) -> Mention | None:
    """The state for which alone an agreement enters into force: "pour la Suisse", "for the United Kingdom"."""
    if predicate.kind != "made" or predicate.value != "entry_into_force":
        return None
    context = analysis.context
    words, clause = context.reading.text.words, analysis.clauses.of(predicate.first)
    for one in analysis.of_kind("state"):
        led = not FOR.isdisjoint(words[max(context.first, one.first - 2) : one.first])
        near = 0 <= one.first - predicate.last <= 4 or one.last <= predicate.first
        if led and near and analysis.clauses.of(one.first) is clause:
            return one
    return None


def by_agents(analysis: Analysis, predicate: Predicate, kind: str) -> list[Mention]:
    """Who did it, behind "by": "ratifiée par la France et l'Italie"."""
    words = analysis.context.reading.text.words
    for one in analysis.of_kind(kind):
        if one.first >= predicate.last:
            between = words[max(predicate.first, predicate.last - 1) : one.first]
            if len(between) <= 10 and not BY.isdisjoint(between):
                return analysis.coordinated(one)
            return []
    return []


def light_verbs(analysis: Analysis, predicate: Predicate) -> list[tuple[int, int]]:
    """ "La ratification ... a eu lieu le": a verb that says when and where a noun of event happens."""
    if predicate.form != "noun":
        return []
    clause = analysis.clauses.of(predicate.first)
    return [
        (one.first, one.last)
        for one in analysis.predicates
        if one.kind == "occur"
        and one.first >= predicate.last
        and analysis.clauses.of(one.first) is clause
        and not occurring(analysis, one)
    ][:1]


def gapped_events(analysis: Analysis) -> Iterator[Event]:
    """What a verb says again without being repeated: "adopted in 1992, the CMS in 1979 and CITES in 1973"."""
    for predicate in analysis.predicates:
        if predicate.kind not in ("made", "join") or predicate.form == "noun":
            continue
        clause, end = analysis.clauses.of(predicate.first), following(analysis, predicate)
        first = next((one for one in analysis.arguments if one.date and one.first >= predicate.last), None)
        if first is None or (predicate.kind == "made" and not made_of(analysis, predicate)):
            continue
        for one in analysis.of_kind("agreement", "state"):
            if not first.last <= one.first < end or one.value is None or not dated(analysis, one):
                continue
            anchors = [(one.first, one.last)]
            if one.kind == "agreement":
                value = str(predicate.value)
                yield Event(predicate.kind, value, anchors, clause, one, predicate, own=[one], gapped=True)
            elif predicate.kind == "join":
                yield Event("join", str(predicate.value), anchors, clause, None, predicate, agents=[one], gapped=True)


def following(analysis: Analysis, predicate: Predicate) -> int:
    """The first word of the next verb."""
    found = (one.first for one in analysis.predicates if one.first >= predicate.last and one.form != "noun")
    return next(found, analysis.context.last)


def dated(analysis: Analysis, one: Mention) -> bool:
    """Whether a date stands right behind a mention, a preposition at most between them."""
    text = analysis.context.reading.text
    date = next((item for item in analysis.arguments if item.date and item.first >= one.last), None)
    if date is None or date.first - one.last > 2:
        return False
    return all(not set(text.gap(at)) & set(".;:") for at in range(one.last, date.first + 1))
