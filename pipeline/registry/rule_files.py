"""The files of rules across fields and tables: schemas/rules/<rule>.sql, a query that returns the offending rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from pipeline.core.i18n import DataLanguage, Language, data_language
from pipeline.datapackage.documents import Document, parse_yaml, read_text, validate
from pipeline.findings.model import Model
from pipeline.registry.parsed_files import kept_by_text

COMMENT = "-- "
Part = Literal["title", "message", "remedy"]


class RuleHeader(Model):
    """What stands in the comments at the head of a rule: how grave it is and what it says.

    As in a schema, the texts without a suffix are in English, or in the only language of the registry.
    """

    severity: Literal["error", "warning"]
    title: str
    title_fr: str | None = None
    title_es: str | None = None
    message: str
    message_fr: str | None = None
    message_es: str | None = None
    remedy: str
    remedy_fr: str | None = None
    remedy_es: str | None = None


PARTS: tuple[Part, ...] = get_args(Part)


class Rule(Model):
    """A rule: its name (of its file), its header and its query."""

    name: str
    header: RuleHeader
    sql: str

    def words(self, part: Part, lang: Language) -> str:
        """The title, message or remedy in a language; the latter two hold {placeholders}, columns of the query."""
        own: str = getattr(self.header, part)
        written = data_language(lang)
        return own if written == "en" else getattr(self.header, f"{part}_{written}") or own

    def untranslated(self, languages: Sequence[DataLanguage]) -> Iterator[str]:
        """The texts that the rule lacks in a registry of these languages."""
        others = [lang for lang in languages if lang != "en"] if len(languages) > 1 else []
        names = (f"{part}_{lang}" for part in PARTS for lang in others)
        yield from (name for name in names if not getattr(self.header, name))


def read_rules(root: Path) -> tuple[Rule, ...]:
    """The rules of the registry in `root`, by name. Raises ContractError."""
    return tuple(
        read_rule(path, f"schemas/rules/{path.name}") for path in sorted((root / "schemas" / "rules").glob("*.sql"))
    )


def read_rule(path: Path, display_path: str) -> Rule:
    """A rule file. Raises ContractError with the line in the file: no header, a missing or unknown key."""
    return parse_rule(read_text(path, display_path), display_path)


@kept_by_text
def parse_rule(text: str, display_path: str) -> Rule:
    lines = text.splitlines()
    height = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = "\n".join(line.removeprefix(COMMENT).removeprefix("--") for line in lines[:height])
    data = parse_yaml(header, display_path)
    document = Document(display_path, header, {} if data is None else data)
    name, sql = PurePosixPath(display_path).stem, "\n".join(lines[height:]).strip()
    return Rule(name=name, header=validate(document, RuleHeader), sql=sql)
