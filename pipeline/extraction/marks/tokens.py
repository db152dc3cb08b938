"""The words of a folded text; letters and digits are separated: "K11", "12e" and "au27" are two words each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.extraction.marks.folded_text import Folded, fold

WORD = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Text:
    """A text, folded and cut into words; places count code points of the folded text."""

    printed: str
    folded: Folded = field(repr=False)
    words: list[str] = field(repr=False)
    starts: list[int] = field(repr=False)
    ends: list[int] = field(repr=False)

    @staticmethod
    def of(printed: str) -> Text:
        folded = fold(printed)
        return Text.cut(printed, folded, WORD.findall(folded.text))

    @staticmethod
    def cut(printed: str, folded: Folded, words: list[str]) -> Text:
        """A text whose words are known already."""
        spans = [match.span() for match in WORD.finditer(folded.text)]
        return Text(printed, folded, words, [start for start, _ in spans], [end for _, end in spans])

    @cached_property
    def plain(self) -> str:
        """The folded text."""
        return self.folded.text

    def as_printed(self, first: int, last: int) -> str:
        """The printed characters of words [first, last)."""
        return self.printed[self.folded.back(self.starts[first]) : self.folded.back(self.ends[last - 1])]

    def capital(self, word: int) -> bool:
        """Whether a word begins with a capital as it is printed."""
        return self.printed[self.folded.back(self.starts[word])].isupper()

    def gap(self, word: int) -> str:
        """What stands between a word and the one before it."""
        return self.plain[self.ends[word - 1] if word else 0 : self.starts[word]]

    def after(self, word: int) -> str:
        """What stands between a word and the one behind it."""
        end = self.starts[word + 1] if word + 1 < len(self.words) else len(self.plain)
        return self.plain[self.ends[word] : end]
