"""The things that a sentence names, in order: agreements, sessions, bodies, secretariats, actors, states, papers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.conventions.meeting_names import LINKS, MeetingName, named_meetings
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.conventions.word_classes import word_class
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.marks.lexicon import Mark

# What a mark of the lexicon is as a mention; `event`: something that happens, but nothing that the registry keeps.
KINDS = {
    "agreement": "agreement", "reference": "agreement", "weak": "agreement", "secretariat": "secretariat",
    "actor": "actor", "country": "state", "instrument": "instrument", "document": "document", "parties": "members",
    "states": "members", "summit": "event", "preparatory": "event", "distract": "event", "officer": "officer",
}  # fmt: skip
# Words that tie a mention to the one before it: "the Protocol to the Convention", "le Secrétariat de la CDB".
OF = word_class("mentions", "of")
# "a memorandum between X and Y".
BETWEEN = word_class("mentions", "between")
AND = word_class("clauses", "and")
SHORT = 3


def mentions_of(context: SentenceContext) -> list[Mention]:
    """The mentions of a sentence in order; none lies within another."""
    sessions = list(sessions_of(context))
    taken = [(one.first, one.last) for session in sessions for one in session.names]
    found = sessions + [
        Mention(mark.first, mark.last, KINDS[mark.kind], "states" if mark.kind == "states" else mark.value)
        for mark in context.marks
        if mark.kind in KINDS
        and not any(first <= mark.first < last for first, last in taken)
        and (mark.kind != "weak" or stands_for_agreement(context, mark))
    ]
    found.sort(key=lambda one: (one.first, -one.last))
    return list(tied(context, named_twice(context, outermost(found))))


def named_twice(context: SentenceContext, found: Sequence[Mention]) -> list[Mention]:
    """ "The UN Biodiversity Conference (COP 15)": a summit and the session in brackets behind it are one."""
    kept: list[Mention] = []
    for one in found:
        before = kept[-1] if kept else None
        if one.kind == "session" and before is not None and before.kind == "event" and before.value is None:
            gap = context.reading.text.gap(one.first)
            if one.first == before.last and "(" in gap:
                kept.pop()
                one.first = before.first
        kept.append(one)
    return kept


def outermost(found: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for one in found:
        if not kept or one.first >= kept[-1].last or (one.kind == "state" and kept[-1].kind == "event"):
            kept.append(one)
    return kept


def tied(context: SentenceContext, found: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, each with the one that it completes."""
    before: Mention | None = None
    for one in found:
        if before is not None and completes(context, before, one):
            one.of = before
        elif before is not None and before.of is not None and before.kind == one.kind and also(context, before, one):
            one.of = before.of
        yield one
        before = one


def also(context: SentenceContext, before: Mention, one: Mention) -> bool:
    """Whether "and" ties a mention to the one before it: "between the CBD and the CMS"."""
    text = context.reading.text
    between = text.words[before.last : one.first]
    plain = all(not set(text.gap(at)) & set(".;:()|,") for at in range(before.last, one.first + 1))
    return plain and 0 < len(between) <= SHORT and between[0] in AND and OF.issuperset(between[1:])


def completes(context: SentenceContext, before: Mention, one: Mention) -> bool:
    text = context.reading.text
    between = text.words[before.last : one.first]
    ties = OF | BETWEEN if before.kind == "instrument" else OF
    if not between or len(between) > SHORT or not ties.issuperset(between):
        return False
    return all(not set(text.gap(at)) & set(",.;:()|") for at in range(before.last, one.first + 1))


def stands_for_agreement(context: SentenceContext, mark: Mark) -> bool:
    """Whether a name that is a place as well stands for the agreement: alone in brackets, dashes, as one of a list."""
    text = context.reading.text
    before, after = text.gap(mark.first), text.after(mark.last - 1)
    if any(one.first == mark.last or one.last == mark.first for one in context.of("instrument")):
        return True
    if mark.last < context.last and "," in after:
        return False
    leads = ("and", "et", "y", "with", "avec", "con", "the", "la", "entre", "between")
    return (
        ("(" in before and ")" in after)
        or any(sign in before + after for sign in "/-")
        or context.block.kind == "item"
        or (mark.first > context.first and text.words[mark.first - 1] in leads)
    )


def sessions_of(context: SentenceContext) -> Iterator[Mention]:
    """Sessions and bodies, each with all its names in the sentence; a body has no number."""
    sessions: list[Mention] = []
    bodies: list[Mention] = []
    for name in named_meetings(context):
        same = next((one for one in reversed(sessions) if is_same(one, name)), None)
        if same:
            same.names.append(name)
        elif name.numbers:
            # "la Conférence des Parties à la CDB (COP15)": the number stands in brackets behind the name.
            fit = [
                one
                for one in bodies
                if one.names[0].kind == name.kind and name.first - one.last <= SHORT and agree(one.names[0], name)
            ]
            bodies = [one for one in bodies if one not in fit]
            whole = [*(one.names[0] for one in fit), name]
            sessions.append(Mention(whole[0].first, name.last, "session", names=whole))
        elif name.agreement and names_one_session(context, name):
            sessions.append(Mention(name.first, name.last, "session", names=[name]))
        else:
            bodies.append(Mention(name.first, name.last, "body", name.agreement, [name]))
    for one in sessions:
        one.lead = lead_of(context, one)
    yield from sessions
    yield from bodies


def is_same(session: Mention, name: MeetingName) -> bool:
    key, _, known = session.owner
    if (name.agreement and key and name.agreement != key) or not known:
        return False
    numbers = {number for number, *_ in session.numbers}
    if not name.numbers:
        # "la COP", after "la 12e réunion" of the same body, is that session.
        fits = name.kind == session.body and (name.agreement is None or name.agreement == key)
        return fits and name.first >= session.first
    if not numbers:
        near = name.first - session.names[0].last <= SHORT
        return near and name.kind == session.body and (name.agreement is None or name.agreement == key)
    alike = name.kind == session.body or {name.kind, session.body} <= {"cop", "mop", "cop-mop"}
    return alike and {number for number, *_ in name.numbers} == numbers


def agree(one: MeetingName, other: MeetingName) -> bool:
    return one.known and other.known and (None in (one.agreement, other.agreement) or one.agreement == other.agreement)


def names_one_session(context: SentenceContext, name: MeetingName) -> bool:
    """Whether a body without a number is one session of it: it is named by its subject ("la COP climat de Bakou")."""
    acronym = len(context.reading.text.words[name.first]) <= SHORT
    return acronym and name.agreement_at is not None and name.agreement_at[0] > name.first


def lead_of(context: SentenceContext, session: Mention) -> str:
    """How a session stands in its sentence: "" told of, "refer" spoken of, "preparatory" the aim of another one."""
    at, words = session.first, context.reading.text.words
    while at > context.first and words[at - 1] in LINKS | {"for", "pour", "para", "on", "at", "by", "from"}:
        at -= 1
    before = [
        mark
        for mark in context.marks
        if mark.kind in ("refer", "preparatory") and at - SHORT <= mark.last <= session.first
    ]
    if any(mark.kind == "preparatory" for mark in before):
        return "preparatory"
    return "refer" if any(mark.last >= at - 1 for mark in before) else ""
