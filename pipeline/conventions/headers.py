"""Headings of several lines read as one sentence: "Eleventh meeting / Hyderabad, India / 8-19 October 2012"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.conventions.mentions import mentions_of
from pipeline.conventions.sentence_context import SentenceContext
from pipeline.extraction.layout import Sentence

LONGEST_HEADER = 7


def with_headers(contexts: Sequence[SentenceContext]) -> Iterator[SentenceContext]:
    """The sentences, those of a heading of several lines as one where it names a body."""
    at = 0
    while at < len(contexts):
        last = at + 1
        while last < len(contexts) and last - at < LONGEST_HEADER and is_line(contexts[last - 1], contexts[last]):
            last += 1
        group = contexts[at:last]
        if len(group) > 1 and any(context.of("body") for context in group):
            yield from (composed(part) for part in parted(group))
        else:
            yield from group
        at = last


def is_line(context: SentenceContext, following: SentenceContext) -> bool:
    return context.block.kind == following.block.kind == "heading"


def parted(lines: Sequence[SentenceContext]) -> Iterator[Sequence[SentenceContext]]:
    """The lines of a heading, cut where another session is named."""
    begin, number = 0, None
    for at, line in enumerate(lines):
        numbers = {one.numbers[0][0] for one in mentions_of(line) if one.names and one.numbers}
        if numbers and number is not None and number not in numbers:
            yield lines[begin:at]
            begin, number = at, min(numbers)
        elif numbers:
            number = min(numbers)
    yield lines[begin:]


def composed(contexts: Sequence[SentenceContext]) -> SentenceContext:
    if len(contexts) == 1:
        return contexts[0]
    first, last = contexts[0].sentence, contexts[-1].sentence
    sentence = Sentence(first.first, last.last, first.start, last.end)
    marks = [mark for context in contexts for mark in context.marks]
    return replace(contexts[0], sentence=sentence, marks=marks)
