"""What the program will not do, with the reason and what to do instead, in the language of whoever asked."""

from __future__ import annotations

from pipeline.core.i18n import Language, say
from pipeline.core.i18n.library_messages import known_problem


class PasserelleError(Exception):
    """A fault of set-up (a wrong schema, option or path), not of data: one clear line, exit code 2."""


class UserError(PasserelleError):
    """A fault whose words are command/<key> of the catalogues; as text it speaks English."""

    def __init__(self, key: str, **values: str | int) -> None:
        self.key, self.values = key, values
        super().__init__(self.message("en"))

    def message(self, lang: Language) -> str:
        """What is wrong and what to do, in a language."""
        return say(lang, self.key, **self.values_in(lang))

    def values_in(self, lang: Language) -> dict[str, str | int]:
        """What fills the words; what the system said is in that language, where there are words for it."""
        problem = self.values.get("problem")
        known = known_problem(problem, lang) if isinstance(problem, str) else None
        return self.values | ({"problem": known} if known else {})
