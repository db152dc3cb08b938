"""What is wrong with data: findings, things left unchecked, and the one place where a verdict is computed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.core.exit_codes import DONE, NOT_VALID

Severity = Literal["error", "warning"]


class Model(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class OwnWording(Model):
    """What a finding says in one language where it brings its own words, as those of a rule do."""

    title: str
    message: str
    remedy: str


class Finding(Model):
    """One thing that is wrong with data, in no language yet (`pipeline.findings.messages` gives it words).

    `line` and `column` are the 1-based physical line and code point of the cell's first character, `row` counts as
    frictionless-py's `rowNumber` does (the header is row 1). `variant` picks the wording below the code
    ("type-error" + "integer"); `details` fill its placeholders; `suggestion` is what to type instead;
    `labels` is what that is called, by language, where it is a code; `wordings` are its own words by language, if it
    has any; `cells` are those of its row, as they stand.
    """

    code: str
    severity: Severity = "error"
    variant: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    suggestion: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    details: dict[str, str | int] = Field(default_factory=dict)
    wordings: dict[str, OwnWording] = Field(default_factory=dict)
    cells: tuple[str, ...] = ()

    @property
    def code_or_rule(self) -> str:
        """What `passerelle explain` is asked for: the code, or the name of the rule that the row breaks."""
        return self.variant if self.code == "rule" and self.wordings and self.variant else self.code

    @property
    def key(self) -> str:
        """The key of its wording in the catalogues: "code" or "code/variant"."""
        return f"{self.code}/{self.variant}" if self.variant else self.code

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """What findings are sorted by: place first, then code, so that the same data give the same list."""
        return (self.file or "", self.line or 0, self.column or 0, self.code, self.field or "", self.value or "")


class Unchecked(Model):
    """Something that could not be checked; while there is one, the verdict is never "valid".

    `file`: the file or resource that it concerns; `property`: the property of the descriptor; `reason`: the key of its
    wording below "unchecked/" in the catalogues; `details`: what fills the placeholders of that wording.
    """

    file: str
    property: str
    reason: str
    details: dict[str, str | int] = Field(default_factory=dict)


# Wordings of source-error and schema-error for what this program does not read, however right it may be.
LIMITS = frozenset(
    [
        "columns",
        "label",
        "record",
        "expands",
        "size",
        "levels",
        "values",
        "data-size",
        "data-line-size",
        "workbook-rows",
        "reader-memory",
        "reader-time",
        "reader-bytes",
        "reader-crash",
    ]
)


def beyond_limit(finding: Finding) -> Unchecked | None:
    """What could not be checked, for a finding that only says that a limit of this program was reached; else None."""
    if finding.variant not in LIMITS or finding.code not in ("source-error", "schema-error"):
        return None
    return Unchecked(file=finding.file or "", property="data", reason=finding.variant, details=dict(finding.details))


class Hidden(Model):
    """Findings of one check that were counted and not listed: `total` were found, `shown` are among the findings."""

    table: str
    code: str
    severity: Severity = "error"
    variant: str | None = None
    field: str | None = None
    total: int
    shown: int


class FieldNote(Model):
    """What a schema says of a field to people: titles and descriptions (English, French, Spanish), an example."""

    name: str
    titles: tuple[str, str, str] = ("", "", "")
    descriptions: tuple[str, str, str] = ("", "", "")
    example: str = ""

    def title(self, lang: str) -> str:
        return in_language(self.titles, lang)

    def description(self, lang: str) -> str:
        return in_language(self.descriptions, lang)


def in_language(texts: tuple[str, str, str], lang: str) -> str:
    """The text in a language, else in English."""
    given = dict(zip(("en", "fr", "es"), texts, strict=True))
    return given.get(lang) or texts[0]


class TableRead(Model):
    """A table that was checked: its files as findings show them, its labels, and how much of it there was.

    `bytes`: None where its size is not known; `seconds`: how long checking it took; `fields`: what its schema says.
    """

    name: str
    files: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int
    bytes: int | None = None
    seconds: float = 0.0
    fields: tuple[FieldNote, ...] = ()


class Outcome(Model):
    """The findings of a run with what was read; the verdict is derived from them and never kept."""

    findings: tuple[Finding, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    files: int = 0
    rows: int = 0
    tables: tuple[TableRead, ...] = ()
    # What a quick check did not do: tables that nothing touches, rules that ask many tables, texts.
    left_out: tuple[str, ...] = ()
    # Tables of which it looked only at what binds them to a table that changed.
    in_part: tuple[str, ...] = ()
    # Of the rows of a registry, those with errors of their own.
    refused: int = 0

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def error_count(self) -> int:
        """How many errors there are, those counted and not listed included."""
        return len(self.errors) + sum(check.total - check.shown for check in self.hidden if check.severity == "error")

    @property
    def valid(self) -> bool | None:
        """False with an error, None with something unchecked, else True."""
        if self.errors:
            return False
        return None if self.unchecked else True

    @property
    def exit_code(self) -> int:
        return DONE if self.valid else NOT_VALID

    def note(self, finding: Finding) -> FieldNote | None:
        """What the schema says of the field that a finding is about."""
        if finding.field is None or finding.file is None:
            return None
        return self.notes.get((finding.file, finding.field))

    @cached_property
    def notes(self) -> dict[tuple[str, str], FieldNote]:
        """What the schemas say of each field, by file and name."""
        noted: dict[tuple[str, str], FieldNote] = {}
        for table in self.tables:
            for file in table.files:
                for field in table.fields:
                    noted.setdefault((file, field.name), field)
        return noted


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.order))
