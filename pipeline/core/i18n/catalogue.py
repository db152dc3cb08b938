"""The catalogue of a language: every message by its key, compiled from locale/<lang>.po (English: passerelle.pot)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cache, cached_property
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

LOCALE = Path(__file__).with_name("locale")
ENGLISH = "en"
# What `pipeline.core.i18n.compile` adds; named here too, since that needs Babel, which takes long to load.
KEYS, PLURAL_FORM = "catalogue/keys", "catalogue/plural-form"


class Catalogue:
    """The messages of a language by key; a message without a translation is in English."""

    def __init__(self, lang: str, compiled: bytes) -> None:
        """`compiled`: a .mo that `pipeline.core.i18n.compile` made."""
        self.lang = lang
        self.translations = GNUTranslations(BytesIO(compiled))

    @cached_property
    def keys(self) -> Sequence[str]:
        """The keys of all messages, translated or not, in the order of the file."""
        return self.translations.gettext(KEYS).split("\n")

    @cached_property
    def known(self) -> frozenset[str]:
        """The keys of all messages as a set."""
        return frozenset(self.keys)

    def text(self, key: str) -> str:
        """The message of a key. Raises KeyError for an unknown key."""
        found = self.translations.gettext(key)
        return found if found != key else self.in_english(key).text(key)

    def plural(self, key: str, number: int) -> str:
        """The plural form of a message for a number. Raises KeyError for an unknown key."""
        found = self.translations.ngettext(key, key, number)
        return found if found != key else self.in_english(key).plural(key, number)

    def plural_form(self, number: int) -> int:
        """The index of the plural form for a number, 0-based."""
        return int(self.translations.ngettext(PLURAL_FORM, PLURAL_FORM, number))

    def in_english(self, key: str) -> Catalogue:
        """The English catalogue, for a message that this one lacks. Raises KeyError if this one is English."""
        if self.lang == ENGLISH:
            raise KeyError(key)
        return read_catalogue(ENGLISH)


@cache
def read_catalogue(lang: str) -> Catalogue:
    """The catalogue of a language; it is compiled first if its .po file is newer."""
    return Catalogue(lang, compiled_catalogue(lang))


def compiled_catalogue(lang: str, folder: Path = LOCALE) -> bytes:
    """What is compiled of a language; in a checkout whose texts changed since, compiled again by Babel if it can be."""
    compiled, source = folder / f"{lang}.mo", folder / ("passerelle.pot" if lang == ENGLISH else f"{lang}.po")
    with suppress(FileNotFoundError):
        # A package that is installed has no sources.
        if not source.exists() or compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            return compiled.read_bytes()
    try:
        from pipeline.core.i18n.compile import compile_catalogue, write_compiled
    except ModuleNotFoundError:
        # Installed for checks alone: what was compiled then is all that there is.
        return compiled.read_bytes()
    try:
        return write_compiled(source, compiled)
    except OSError:
        # Nothing can be written there: it is made each time.
        return compile_catalogue(source)
