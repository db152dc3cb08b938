"""What the verb, participle or noun of an event is about: its subject, object, complement, or what "it" is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.extraction.frames.analysis import NEAR, Analysis
from pipeline.extraction.frames.mention import Mention
from pipeline.extraction.frames.predicates import Predicate
from pipeline.extraction.marks.word_classes import word_class

# "se adoptó", "entró en vigor", "elle", "it": a verb without a subject of its own.
IMPERSONAL = word_class("events", "impersonal")
# "n'est pas entrée en vigueur", "did not open": what did not happen.
NEGATIONS = word_class("events", "negations")
ARTICLES = word_class("clauses", "articles")
WHOLE = 30


@dataclass(frozen=True)
class Frame:
    """Which mentions take part in an event.

    `theme`: the kind of what it happens to; `rivals`: kinds of which the same can be said, the theme among them.
    `makers`: those of them that do it to others; `actors`: who does it for itself alone. `active`: what the theme is
    of a verb in the active voice. `recalls`: whether a noun alone ("l'inauguration") is of what was told before;
    `lasts`: whether it can last from one day to another.
    """

    theme: str
    rivals: frozenset[str]
    makers: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    active: Literal["object", "subject", "either"] = "either"
    recalls: bool = False
    lasts: bool = False


def themes_of(analysis: Analysis, predicate: Predicate, frame: Frame) -> list[Mention]:
    """What an event happens to, one or several that "and" ties together; empty where it is of something else."""
    found = None if negated(analysis, predicate) else theme_of(analysis, predicate, frame)
    if found is None or found.kind != frame.theme or found.value is None:
        return []
    return analysis.coordinated(found)


def theme_of(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    if predicate.form == "noun":
        return analysis.complement(predicate, frame.rivals) or told_before(analysis, predicate, frame)
    if predicate.form != "active" or frame.active == "subject":
        return subject_of(analysis, predicate, frame)
    if frame.active == "object":
        return object_of(analysis, predicate, frame)
    subject = analysis.subject(predicate, frame.rivals)
    if subject is not None:
        return subject
    return analysis.object(predicate, frame.rivals, NEAR) or implied(analysis, predicate, frame)


def subject_of(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    """The subject, behind the verb where the sentence turns round, or what nothing at all stands for."""
    kinds = frame.rivals - (frame.makers - {"event"})
    found = analysis.subject(predicate, kinds)
    if found is None and opens(analysis, predicate, frame):
        found = analysis.object(predicate, kinds, reach=WHOLE)
    return found or labelled(analysis, predicate, frame) or implied(analysis, predicate, frame)


def object_of(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    """What somebody does it to; nothing where an actor does it for itself: "France signed the Treaty"."""
    subject = analysis.subject(predicate, (frame.actors | frame.makers | {frame.theme}) - {"event"})
    if subject is not None and subject.kind in frame.actors:
        return None
    return analysis.object(predicate, frame.rivals - frame.makers)


def negated(analysis: Analysis, predicate: Predicate) -> bool:
    words = analysis.context.reading.text.words
    return not NEGATIONS.isdisjoint(words[max(analysis.context.first, predicate.first - NEAR) : predicate.first])


def labelled(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    """A line of an information box ("Signed | 3 March 1973", "Date Effective: 1996"): of what the text is about."""
    context = analysis.context
    text = context.reading.text
    if context.block.kind == "prose" or predicate.first - context.first > 1 or predicate.last >= context.last:
        return None
    valued = text.words[predicate.last].isdigit() or not {":", "|"}.isdisjoint(text.gap(predicate.last))
    key = (context.heading or context.recalled(frame.theme)) if context.block.kind == "row" or valued else None
    return Mention(predicate.first, predicate.last, frame.theme, key) if key else None


def implied(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    """What "se adoptó en 1971", "it entered into force" and "adopted in 1979" at the head of a sentence are of."""
    context = analysis.context
    words = context.reading.text.words
    known = context.recalled(frame.theme)
    if known is None or any(one.kind in frame.rivals for one in analysis.heads):
        return None
    lead = words[context.first : predicate.first]
    opening = not lead and context.focus_near
    impersonal = words[predicate.first] in IMPERSONAL or not IMPERSONAL.isdisjoint(lead)
    if not (opening or impersonal):
        return None
    return Mention(predicate.first, predicate.last, frame.theme, known)


def told_before(analysis: Analysis, predicate: Predicate, frame: Frame) -> Mention | None:
    """ "Le pont fut ouvert le 14 et l'inauguration fut faite le 24": a noun with its article, of the theme before."""
    context = analysis.context
    at = predicate.first - 1
    if not frame.recalls or at < context.first or context.reading.text.words[at] not in ARTICLES:
        return None
    before = [one for one in analysis.heads if one.kind in frame.rivals and one.last <= predicate.first]
    if before:
        return before[-1] if len({one.value for one in before}) == 1 else None
    known = context.recalled(frame.theme)
    return Mention(predicate.first, predicate.last, frame.theme, known) if known else None


def opens(analysis: Analysis, predicate: Predicate, frame: Frame) -> bool:
    """Whether nothing that could be the subject stands before a predicate in its clause."""
    clause = analysis.clauses.of(predicate.first)
    return not any(
        one.last <= predicate.first and analysis.clauses.of(one.first) is clause and one.kind in frame.rivals
        for one in analysis.heads
    )
