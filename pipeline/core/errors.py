"""The exceptions for what the program cannot do, with a reason and a remedy in the language of the reader."""

from __future__ import annotations

from pipeline.core.i18n import Language, say
from pipeline.core.i18n.library_messages import known_problem


class PasserelleError(Exception):
    """An error of the set-up (a schema, an option, a path), not of the data: a one-line message and exit code 2."""


class UserError(PasserelleError):
    """A PasserelleError whose message is `command/<key>` of the catalogues; `str()` gives it in English.

    `values` fill the placeholders of the message.
    """

    def __init__(self, key: str, **values: str | int) -> None:
        self.key, self.values = key, values
        super().__init__(self.message("en"))

    def message(self, lang: Language) -> str:
        """The message: what is wrong and what to do."""
        return say(lang, self.key, **self.values_in(lang))

    def values_in(self, lang: Language) -> dict[str, str | int]:
        """The values that fill the message; messages of the operating system among them are translated if possible."""
        problem = self.values.get("problem")
        known = known_problem(problem, lang) if isinstance(problem, str) else None
        return self.values | ({"problem": known} if known else {})
