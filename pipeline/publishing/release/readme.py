"""The README.md of an archive in English and French: its contents, how to open it, its licence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.registry.contract_models import PackageContract

TEMPLATE = Path(__file__).with_name("readme.txt")


class ArchivePart(NamedTuple):
    """Some of the files of an archive: how their names start, and what they are in English and French."""

    start: str
    english: str
    french: str


PARTS = (
    ArchivePart("datapackage.json", "the tables and their columns explained (Data Package v2)", "les tables et leurs colonnes expliquées (Data Package v2)"),
    ArchivePart("data/", "the tables as CSV: UTF-8, comma, one header line", "les tables en CSV : UTF-8, virgule, une ligne d’en-tête"),
    ArchivePart("jsonl/", "the same, one JSON object a line", "les mêmes, un objet JSON par ligne"),
    ArchivePart("parquet/", "the same as Parquet", "les mêmes en Parquet"),
    ArchivePart("sqlite/", "the same as one SQLite database, with keys and full-text search; opens in Datasette", "les mêmes en une base SQLite, avec clés et recherche en plein texte ; s’ouvre dans Datasette"),
    ArchivePart("excel/", "the same as one Excel workbook, a sheet for each table", "les mêmes en un classeur Excel, une feuille par table"),
    ArchivePart("rdf/", "the same as RDF (JSON-LD, Turtle)", "les mêmes en RDF (JSON-LD, Turtle)"),
    ArchivePart("report.json", "what became of every record that was given", "ce qu’est devenu chaque enregistrement reçu"),
    ArchivePart("CHANGES.md", "what changed since the last release, to read", "ce qui a changé depuis la version précédente, à lire"),
    ArchivePart("changes.json", "the same for programs, every row with its old and new values", "le même pour les programmes, chaque ligne avec ses anciennes et nouvelles valeurs"),
    ArchivePart("CITATION.cff", "how to cite it", "comment le citer"),
    ArchivePart(".zenodo.json", "what a deposit at Zenodo says", "ce que dit un dépôt à Zenodo"),
    ArchivePart("LICENSE", "the licences in full", "les licences en entier"),
    ArchivePart("SHA256SUMS", "the sum of every file", "la somme de chaque fichier"),
)  # fmt: skip


def readme(package: PackageContract, date: str, files: Sequence[str]) -> str:
    """The text of README.md in English and French for an archive with these files. `date`: YYYY-MM-DD."""
    there = [
        (part, sum(name.startswith(part.start) for name in files))
        for part in PARTS
        if any(name.startswith(part.start) for name in files)
    ]
    french = [line(part.start, number, part.french, ("fichier", "fichiers"), "\u00a0:") for part, number in there]
    english = [line(part.start, number, part.english, ("file", "files"), ":") for part, number in there]
    return TEMPLATE.read_text(encoding="utf-8").format_map(
        {
            "name": package.name,
            "version": package.version,
            "date": date,
            "title": package.title or package.name,
            "title_fr": package.title_fr or package.title or package.name,
            "licence": ", ".join(f"{licence.title or licence.name} ({licence.path})" for licence in package.licenses),
            "files": "\n".join(english),
            "files_fr": "\n".join(french),
        }
    )


def line(start: str, number: int, what: str, nouns: tuple[str, str], colon: str) -> str:
    counted = f" ({number} {nouns[number > 1]})" if start.endswith("/") else ""
    return f"- `{start}`{counted}{colon} {what}"
