"""Reading texts about agreements, as workflows uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.conventions import from_registry
from pipeline.conventions.diagnostics import gaps
from pipeline.conventions.extract import extract_statements
from pipeline.conventions.gazetteer import Gazetteer
from pipeline.datapackage.rows import Tables
from pipeline.extraction.statement_cache import names_version, rules_version
from pipeline.registry.printed_names import PrintedName
from pipeline.registry.statement_kinds import StatementKind
from pipeline.registry.statements import Gap, Statement

RULES = Path(__file__).parent


@dataclass(frozen=True)
class ConventionsReading:
    """Reads texts with the names of agreements, bodies and secretariats."""

    gazetteer: Gazetteer

    def statements(self, text: str, source_id: str, lang: str | None) -> tuple[Statement, ...]:
        return extract_statements(text, source_id, lang, self.gazetteer)

    def gaps(self, text: str, statements: Sequence[Statement]) -> Iterator[Gap]:
        return gaps(text, statements, self.gazetteer)


@dataclass(frozen=True)
class ConventionsReader:
    """Makes readings for a registry whose schemas/package.yaml says `reading: conventions`."""

    kinds: Mapping[str, StatementKind]

    def version(self, names: list[PrintedName], typed: Tables) -> str:
        said = {name: kind.says for name, kind in self.kinds.items()}
        return rules_version(RULES) + names_version(names, (said, from_registry.reading_facts(typed)))

    def reading(self, names: list[PrintedName], typed: Tables) -> ConventionsReading:
        return ConventionsReading(from_registry.gazetteer(names, typed, self.kinds))
