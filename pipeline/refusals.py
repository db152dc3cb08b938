"""What the program will not do, with the reason and what to do instead, in the language of whoever asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.findings import Fault
from pipeline.messages import Language
from pipeline.words import say


class Refusal(Fault):
    """A fault whose words stand in pipeline/words under `key`; as text it speaks English."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(say("en", key, **values))
        self.key, self.values = key, values

    def told(self, lang: Language) -> str:
        return say(lang, self.key, **self.values)


@contextmanager
def refusing_in(lang: Language) -> Iterator[None]:
    """Every refusal within it speaks the language that was asked for."""
    try:
        yield
    except Refusal as refusal:
        raise Fault(refusal.told(lang)) from refusal
