"""The language of a text, by its function words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.marks.word_classes import word_class

SMALL_WORDS = {
    "fr": word_class("languages", "small_words"),
    "en": word_class("languages", "small_words_1"),
    "es": word_class("languages", "small_words_2"),
}
SAMPLE = 600


def detect(words: Sequence[str]) -> str:
    """fr, en or es: the language most of whose small words a text uses; "und" (BCP 47) where none is there."""
    counts = Counter(words[:SAMPLE])
    scores = {lang: sum(counts[word] for word in small) for lang, small in SMALL_WORDS.items()}
    best = max(sorted(scores), key=lambda lang: scores[lang])
    return best if scores[best] else "und"
