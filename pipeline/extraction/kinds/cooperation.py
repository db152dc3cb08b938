"""Memoranda and the like: between two sides in a sentence, a list of partners under one, a list under headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.extraction.facts import Fact
from pipeline.extraction.linking.sentence_context import SentenceContext
from pipeline.extraction.linking.years import year_in
from pipeline.extraction.marks.dates import DateRange
from pipeline.extraction.marks.lexicon import Mark
from pipeline.extraction.marks.word_classes import word_class

SIDES = ("agreement", "reference", "actor", "secretariat", "weak")
PAIR = 2
WHOLE = "united-nations"
DRAFT = word_class("cooperation", "draft")
ENDINGS = ":"


@dataclass(frozen=True)
class Lead:
    """A sentence that a list follows: whose instruments it lists, their kind if it names one alone, and where."""

    agreement: str
    instrument: str | None
    first: int
    last: int


def instruments(scene: SentenceContext) -> list[Mark]:
    """The instruments that a sentence names, one mark for each kind."""
    found: dict[str, Mark] = {}
    words = scene.reading.text.words
    for mark in scene.of("instrument"):
        if DRAFT.isdisjoint(words[max(scene.first, mark.first - 2) : mark.first]):
            found.setdefault(mark.value, mark)
    return list(found.values())


def lead_of(scene: SentenceContext) -> Lead | None:
    """The lead that a sentence gives to a list below it: it ends with a colon and names an instrument or a bond."""
    end = scene.reading.text.plain[scene.sentence.start : scene.sentence.end].rstrip()
    kinds = instruments(scene)
    about = scene.about
    if not end.endswith(ENDINGS) or not kinds or about is None:
        return None
    return Lead(about, kinds[0].value if len(kinds) == 1 else None, kinds[0].first, kinds[0].last)


def item_fact(scene: SentenceContext, lead: Lead) -> Iterator[Fact]:
    """The partner that an item of a list names; the last of several names decides: a title, then its acronym."""
    partners = [mark for mark in sides_of(scene) if mark.value != lead.agreement]
    if not partners:
        return
    partner = partners[-1]
    fact = cooperation(scene, lead.agreement, None, partner, lead.instrument, "cooperation.list")
    fact.span = (scene.reading.text.starts[scene.first], scene.sentence.end)
    if date := date_of(scene):
        fact.say("date", date.start, date.first, date.last)
    yield fact


def sides_of(scene: SentenceContext) -> list[Mark]:
    """Who a sentence names that can be a side, each once, in order. A secretariat stands for its agreement."""
    found: dict[str, Mark] = {}
    for mark in scene.marks:
        if mark.kind in SIDES and mark.value is not None and mark.value not in found:
            if mark.kind == "weak" and not bracketed(scene, mark):
                continue
            if mark.value == WHOLE and any(
                mark.last <= other.first <= mark.last + 1 and other.kind == "actor" for other in scene.marks
            ):
                continue
            found[mark.value] = mark
    return list(found.values())


def bracketed(scene: SentenceContext, mark: Mark) -> bool:
    """Whether a name that is also a place stands alone in brackets, between dashes or slashes, as an acronym does."""
    text = scene.reading.text
    before, after = text.gap(mark.first), text.after(mark.last - 1)
    if any(one.first == mark.last or one.last == mark.first for one in scene.of("instrument")):
        return True
    if mark.last < scene.last and "," in after:
        return False
    return (
        ("(" in before and ")" in after)
        or any(sign in before + after for sign in "/-")
        or scene.block.kind == "item"
        or (
            mark.first > scene.first
            and text.words[mark.first - 1] in ("and", "et", "y", "with", "avec", "con", "the", "la", "entre", "between")
        )
    )


def cooperation_facts(scene: SentenceContext) -> Iterator[Fact]:
    """The two sides that a sentence names beside an instrument; one side may be what the text is about."""
    kinds = instruments(scene)
    if not kinds or lead_of(scene):
        return
    sides = sides_of(scene)
    bonds = scene.of("bond", "made", "join")
    if not bonds or not sides:
        return
    if (
        any(mark.kind == "body" for mark in scene.marks)
        and not any(mark.value for mark in bonds if mark.kind == "made")
        and len(sides) < 2
    ):
        return
    own, own_mark, partners = split_sides(scene, sides)
    if own is None:
        return
    kind = kinds[0].value if len(kinds) == 1 else None
    date = date_of(scene)
    for partner in partners:
        fact = cooperation(scene, own, own_mark, partner, kind, "cooperation.sentence")
        fact.say("instrument", kind, kinds[0].first, kinds[0].last)
        if date and len(partners) == 1:
            fact.say("date", date.start, date.first, date.last)
        if (gone := scene.of("superseded")) or (gone := scene.of("in-force")):
            fact.say(
                "status", "superseded" if gone[0].kind == "superseded" else "in force", gone[0].first, gone[0].last
            )
        fact.span = (scene.sentence.start, scene.sentence.end)
        yield fact


def split_sides(scene: SentenceContext, sides: Sequence[Mark]) -> tuple[str | None, Mark | None, Sequence[Mark]]:
    """Whose instrument it is, and with whom: the agreement in focus if the sentence names it, else the first side."""
    agreements = [mark for mark in sides if mark.kind != "actor"]
    if len(sides) > 1:
        focus = next((mark for mark in agreements if mark.value == scene.focus), None) if len(sides) == PAIR else None
        own = focus or (agreements[0] if agreements else None)
        if own is None:
            return scene.focus, None, sides if scene.focus else ()
        return str(own.value), own, [mark for mark in sides if mark.value != own.value]
    if scene.focus and sides[0].value != scene.focus:
        return scene.focus, None, sides
    return None, None, ()


def date_of(scene: SentenceContext) -> DateRange | None:
    dates = scene.reading.dates_within(scene.first, scene.last)
    return dates[0] if dates else year_in(scene, scene.first, scene.last)


def cooperation(
    scene: SentenceContext, agreement: str, own: Mark | None, partner: Mark, kind: str | None, rule: str
) -> Fact:
    fact = Fact("cooperation", rule, scene.first, scene.last)
    fact.values["agreement"] = agreement
    if own:
        fact.say("agreement", agreement, own.first, own.last)
    fact.say("partner", partner.value, partner.first, partner.last)
    fact.values["instrument"] = kind
    return fact


@dataclass
class Listed:
    """A line of a list of instruments: its scene and the heading above it."""

    scene: SentenceContext
    partner: Mark
    instrument: Mark


def listed_facts(scenes: Sequence[SentenceContext]) -> Iterator[Fact]:
    """Lists of instruments under headings that name the other side; the owner is the side that its lines name."""
    lines = list(listed(scenes))
    owner = owner_of(scenes, lines)
    if owner is None or len(lines) < 2:
        return
    for line in lines:
        if line.partner.value == owner:
            continue
        date = date_of(line.scene)
        if date is None:
            # A plan with a period ("2012-2014") and no day of its own is a paper, not an act.
            continue
        fact = cooperation(line.scene, owner, None, line.partner, line.instrument.value, "cooperation.heading")
        fact.say("instrument", line.instrument.value, line.instrument.first, line.instrument.last)
        fact.say("date", date.start, date.first, date.last)
        if gone := line.scene.of("superseded"):
            fact.say("status", "superseded", gone[0].first, gone[0].last)
        fact.span = (line.scene.sentence.start, line.scene.sentence.end)
        yield fact


def listed(scenes: Sequence[SentenceContext]) -> Iterator[Listed]:
    """Short lines that name an instrument and no side but the owner's, under a line that names a side."""
    heading: Mark | None = None
    for scene in scenes:
        if scene.block.kind == "prose" and len(scene.block.sentences) > 1:
            heading = None
            continue
        found = instruments(scene)
        sides = sides_of(scene)
        if (
            found
            and heading
            and not [
                mark for mark in sides if mark.kind == "agreement" and mark.value != heading.value and len(sides) == 1
            ]
        ):
            yield Listed(scene, heading, found[0])
        elif sides and not found:
            heading = sides[-1] if sides[-1].kind == "agreement" else sides[0]


def owner_of(scenes: Sequence[SentenceContext], lines: Sequence[Listed]) -> str | None:
    """Who keeps the list: the side that its lines name beside the heading's ("Ramsar/CMS Plan"), else the focus."""
    partners = {line.partner.value for line in lines}
    counts: Counter[str] = Counter()
    for line in lines:
        marks = [
            mark
            for mark in line.scene.marks
            if mark.kind in ("agreement", "weak") and mark.value and mark.value != line.partner.value
        ]
        counts.update({str(mark.value) for mark in marks})
    if counts:
        best = max(sorted(counts), key=lambda key: counts[key])
        if best not in partners or counts[best] > 1:
            return best
    first = next((scene.focus for scene in scenes if scene.focus), None)
    return first if first not in partners else None
