"""Texts of `schemas/site.yaml` in each language of the site."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.core.i18n import DataLanguage, Language, data_language
from pipeline.findings.model import Model


class Words(Model):
    """A text in each language of the registry."""

    en: str | None = None
    fr: str | None = None
    es: str | None = None

    def missing(self, languages: Iterable[DataLanguage]) -> list[DataLanguage]:
        """The languages in which it says nothing."""
        return [lang for lang in languages if not getattr(self, lang)]


# A text that is the same in every language stands alone.
Text = str | Words


def text_in(text: Text | None, lang: Language, otherwise: str = "") -> str:
    """A text in a language; `otherwise` where there is none."""
    if text is None:
        return otherwise
    if isinstance(text, str):
        return text
    found: str | None = getattr(text, data_language(lang))
    return found or text.en or text.fr or text.es or otherwise
