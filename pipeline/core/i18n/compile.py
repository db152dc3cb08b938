"""Compiles catalogues (.po) with Babel to the form that Python's gettext reads (.mo).

The build of the package (hatch_build.py) runs this, and so does a checkout if a catalogue is newer than its .mo; an
installed package needs neither this module nor Babel. In our .mo, the key of a message is the msgctxt of the .po.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Two entries of our own: the keys in the order of the file, and the number of the plural form.
KEYS, PLURAL_FORM = "catalogue/keys", "catalogue/plural-form"


def compile_catalogue(source: Path) -> bytes:
    """The .mo of a .po, or of the template (.pot), whose translation is its own text.

    A message that is fuzzy or not translated is left out: English is said in its place.
    Raises `babel.messages.pofile.PoFileError` where the file is no catalogue.
    """
    with source.open("rb") as file:
        written = read_po(file, ignore_obsolete=True, abort_invalid=True)
    compiled = Catalog(creation_date=written.creation_date, revision_date=written.revision_date, fuzzy=False)
    # The rule for plurals is one of these.
    compiled.mime_headers = written.mime_headers
    keys = []
    for message in written:
        if message.id and message.context:
            keys.append(message.context)
            texts = message.id if source.suffix == ".pot" else message.string
            whole = texts if isinstance(texts, str) else all(texts or ())
            if whole and not message.fuzzy:
                compiled.add((message.context, message.context) if message.pluralizable else message.context, texts)
    compiled.add(KEYS, "\n".join(keys))
    compiled.add((PLURAL_FORM, PLURAL_FORM), tuple(map(str, range(compiled.num_plurals))))
    made = BytesIO()
    write_mo(made, compiled)
    return made.getvalue()


def write_compiled(source: Path, target: Path) -> bytes:
    """Compiles a catalogue into a file, whole or not at all; the bytes that it has now."""
    made = compile_catalogue(source)
    part = target.with_suffix(f".{os.getpid()}.mo")
    part.write_bytes(made)
    part.replace(target)
    return made


def compile_all(folder: Path) -> None:
    """Compiles every catalogue of a folder: <lang>.po to <lang>.mo, and the template, which is English, to en.mo."""
    for source in (*folder.glob("*.po"), *folder.glob("*.pot")):
        write_compiled(source, folder / ("en.mo" if source.suffix == ".pot" else f"{source.stem}.mo"))
