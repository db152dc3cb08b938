"""Texts of `schemas/site.yaml` in each language of the site."""

from __future__ import annotations

from pipeline.core.i18n import Language, data_language
from pipeline.findings.model import Model


class Words(Model):
    """A text in each language of the site."""

    en: str
    fr: str
    es: str


# A text that is the same in every language stands alone.
Text = str | Words


def text_in(text: Text | None, lang: Language, otherwise: str = "") -> str:
    """A text in a language; `otherwise` where there is none."""
    if text is None:
        return otherwise
    if isinstance(text, str):
        return text
    found: str = getattr(text, data_language(lang))
    return found
