"""The files of rules across fields and tables: schemas/rules/<rule>.sql, a query that returns the offending rows."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Literal

from pipeline.core.i18n import Language, data_language
from pipeline.datapackage.documents import Document, parse_yaml, read_text, validate
from pipeline.findings.model import Model
from pipeline.registry.parsed_files import kept_by_text

COMMENT = "-- "


class RuleHeader(Model):
    """What stands in the comments at the head of a rule: how grave it is and what it says, in three languages."""

    severity: Literal["error", "warning"]
    title: str
    title_fr: str
    title_es: str
    message: str
    message_fr: str
    message_es: str
    remedy: str
    remedy_fr: str
    remedy_es: str


class Rule(Model):
    """A rule: its name (of its file), its header and its query."""

    name: str
    header: RuleHeader
    sql: str

    def words(self, part: Literal["title", "message", "remedy"], lang: Language) -> str:
        """The title, message or remedy in a language; the latter two hold {placeholders}, columns of the query."""
        written = data_language(lang)
        text: str = getattr(self.header, part if written == "en" else f"{part}_{written}")
        return text


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
