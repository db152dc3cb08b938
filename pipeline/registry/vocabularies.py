"""Vocabularies: lists of codes with labels, in schemas/vocabularies/<name>.csv."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pydantic import Field as Property

from pipeline.core.i18n import ENGLISH_FIRST, LANGUAGES, DataLanguage, Language, data_language
from pipeline.datapackage.documents import mistake, read_text
from pipeline.findings.model import Model
from pipeline.readers.csv.small_files import CsvProblem, csv_records
from pipeline.registry.parsed_files import kept_by_text

# The columns, with their titles and descriptions in English, French and Spanish.
COLUMNS = {
    "code": (
        *("Code", "Code", "Código"),
        "What the tables hold; it stays when labels change.",
        "Ce que contiennent les tables ; il reste quand les libellés changent.",
        "Lo que contienen las tablas; permanece cuando cambian las etiquetas.",
    ),
    "label_fr": (
        *("Label in French", "Libellé en français", "Etiqueta en francés"),
        "What the code is called in French.",
        "Le nom du code en français.",
        "El nombre del código en francés.",
    ),
    "label_en": (
        *("Label in English", "Libellé en anglais", "Etiqueta en inglés"),
        "What the code is called in English.",
        "Le nom du code en anglais.",
        "El nombre del código en inglés.",
    ),
    "label_es": (
        *("Label in Spanish", "Libellé en espagnol", "Etiqueta en español"),
        "What the code is called in Spanish.",
        "Le nom du code en espagnol.",
        "El nombre del código en español.",
    ),
    "aliases": (
        *("Other names", "Autres noms", "Otros nombres"),
        "Other forms that stand for the code, separated by |; empty where there are none.",
        "D’autres formes qui désignent le code, séparées par | ; vide s’il n’y en a pas.",
        "Otras formas que designan el código, separadas por |; vacío si no las hay.",
    ),
    "definition": (
        *("Definition", "Définition", "Definición"),
        "What the code means, in English.",
        "Ce que signifie le code, en anglais.",
        "Lo que significa el código, en inglés.",
    ),
    "source": (
        *("Source", "Source", "Fuente"),
        "Where the code or its definition comes from; empty where it is ours.",
        "D’où vient le code ou sa définition ; vide s’il est de nous.",
        "De dónde vienen el código o su definición; vacío si son nuestros.",
    ),
}
LABEL_COLUMNS = tuple(f"label_{lang}" for lang in ENGLISH_FIRST)
NAME_COLUMNS = (*(f"label_{lang}" for lang in LANGUAGES), "aliases")
NEEDED = ("code", "definition")


def needed_columns(languages: Sequence[DataLanguage]) -> tuple[str, ...]:
    """The columns that have a value in each row, in a registry of these languages."""
    labels = {f"label_{lang}" for lang in languages}
    return tuple(column for column in COLUMNS if column in NEEDED or column in labels)


class Vocabulary(Model):
    """A controlled list: rows by code, in the order of the file."""

    name: str
    rows: Mapping[str, Mapping[str, str]]
    # The line on which the row of each code ends.
    lines: Mapping[str, int] = Property(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.rows)

    def label(self, code: str, lang: Language) -> str:
        """The label of a code in a language, else in English or another; the code where the list does not know it."""
        row = self.rows.get(code, {})
        labels = (row.get(column) for column in (f"label_{data_language(lang)}", *LABEL_COLUMNS))
        return next(filter(None, labels), code)

    def unlabelled(self, languages: Sequence[DataLanguage]) -> Iterator[tuple[int, str]]:
        """The labels that a registry of these languages lacks: the line of each, and its column."""
        columns = [f"label_{lang}" for lang in languages]
        yield from (
            (self.lines.get(code, 1), column)
            for code, row in self.rows.items()
            for column in columns
            if not row[column]
        )


def read_vocabulary(path: Path, display_path: str) -> Vocabulary:
    """A vocabulary. Raises ContractError: a wrong header, a ragged row, an empty label, a code twice."""
    return parse_vocabulary(read_text(path, display_path), display_path)


@kept_by_text
def parse_vocabulary(text: str, display_path: str) -> Vocabulary:
    rows: dict[str, Mapping[str, str]] = {}
    lines: dict[str, int] = {}
    for line, cells in records(text, display_path):
        if len(cells) != len(COLUMNS):
            raise mistake(display_path, line, "row", expected=len(COLUMNS), found=len(cells))
        row = dict(zip(COLUMNS, cells, strict=True))
        empty = [column for column in NEEDED if not row[column]]
        if empty:
            raise mistake(display_path, line, "missing", property=empty[0])
        if row["code"] in rows:
            raise mistake(display_path, line, "duplicate-key", key=row["code"])
        rows[row["code"]], lines[row["code"]] = row, line
    return Vocabulary(name=PurePosixPath(display_path).stem, rows=rows, lines=lines)


def records(text: str, display_path: str) -> Iterator[tuple[int, list[str]]]:
    """The records below the header, each with the line on which it ends."""
    found = csv_records(text)
    try:
        _, header = next(found, (1, []))
        if tuple(header) != tuple(COLUMNS):
            raise mistake(display_path, 1, "header", expected=",".join(COLUMNS), found=",".join(header))
        yield from found
    except CsvProblem as error:
        raise mistake(display_path, error.line, "syntax", problem=str(error)) from error
