"""The models of findings, of what is unchecked, and of the outcome, which alone decides the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pipeline.core.exit_codes import DONE, NOT_VALID
from pipeline.core.i18n import ENGLISH_FIRST

Severity = Literal["error", "warning"]


class Model(BaseModel):
    """A frozen pydantic model that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


class OwnWording(Model):
    """The texts of a finding in one language, for findings that bring their own, as those of rules do."""

    title: str
    message: str
    remedy: str


class Finding(Model):
    """Something that is wrong with the data, in no language; `pipeline.findings.messages` gives it words.

    `line`, `column`: the 1-based physical line and code point at which the cell begins. `row`: the number of the row as
    in frictionless-py (`rowNumber`; the header is row 1). `variant`: the wording below the code ("type-error" +
    "integer"). `details`: the values of its placeholders. `suggestion`: what to write instead; `labels`: its label by
    language, if it is a code. `wordings`: the finding's own texts by language. `cells`: all cells of its row as
    written.
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
        """What `passerelle explain` explains: the code, or the name of the violated rule."""
        return self.variant if self.code == "rule" and self.wordings and self.variant else self.code

    @property
    def key(self) -> str:
        """The key of its wording in the catalogues: "code" or "code/variant"."""
        return f"{self.code}/{self.variant}" if self.variant else self.code

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """The sort key: place first, then code, so that the same data give the same list."""
        return (self.file or "", self.line or 0, self.column or 0, self.code, self.field or "", self.value or "")


class Unchecked(Model):
    """Something that could not be checked; with one of these, an outcome is not valid.

    `file`: the file or resource; `property`: the property of the descriptor; `reason`: the key of its message below
    "unchecked/" in the catalogues; `details`: the values of its placeholders.
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
    """The Unchecked for a finding that only reports a limit of this program; None for any other finding."""
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
    """What a schema says about a field: titles and descriptions by `ENGLISH_FIRST`, and an example."""

    name: str
    titles: tuple[str, ...] = ("",) * len(ENGLISH_FIRST)
    descriptions: tuple[str, ...] = ("",) * len(ENGLISH_FIRST)
    example: str = ""

    def title(self, lang: str) -> str:
        """The title in a language, or else in English."""
        return in_language(self.titles, lang)

    def description(self, lang: str) -> str:
        """The description in a language, or else in English."""
        return in_language(self.descriptions, lang)


def in_language(texts: tuple[str, ...], lang: str) -> str:
    """The text in a language, or else in English. `texts`: one for each language of `ENGLISH_FIRST`."""
    given: dict[str, str] = dict(zip(ENGLISH_FIRST, texts, strict=True))
    return given.get(lang) or texts[0]


class TableRead(Model):
    """A table that was read: its files as findings show them, its labels and its size.

    `bytes`: None if unknown; `seconds`: the duration of its check; `fields`: what its schema says about them.
    """

    name: str
    files: tuple[str, ...]
    labels: tuple[str, ...]
    rows: int
    bytes: int | None = None
    seconds: float = 0.0
    fields: tuple[FieldNote, ...] = ()


class Outcome(Model):
    """The result of a check: its findings, and what was read; the verdict is computed from them."""

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
        """The findings that are errors."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that are warnings."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def error_count(self) -> int:
        """The number of errors, with those that were counted and not stored."""
        return len(self.errors) + sum(check.total - check.shown for check in self.hidden if check.severity == "error")

    @property
    def valid(self) -> bool | None:
        """False if there is an error, None if there is none but something is unchecked, else True."""
        if self.errors:
            return False
        return None if self.unchecked else True

    @property
    def exit_code(self) -> int:
        """The exit code of the command: 0 if valid, else 1."""
        return DONE if self.valid else NOT_VALID

    def note(self, finding: Finding) -> FieldNote | None:
        """What the schema says about the field of a finding; None if nothing."""
        if finding.field is None or finding.file is None:
            return None
        return self.notes.get((finding.file, finding.field))

    @cached_property
    def notes(self) -> dict[tuple[str, str], FieldNote]:
        """What the schemas say about each field, by file and name."""
        noted: dict[tuple[str, str], FieldNote] = {}
        for table in self.tables:
            for file in table.files:
                for field in table.fields:
                    noted.setdefault((file, field.name), field)
        return noted


def sorted_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by place, then code."""
    return tuple(sorted(findings, key=lambda finding: finding.order))
