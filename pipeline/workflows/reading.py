"""Which code reads the texts of a registry: its kinds of statements alone, or the room that its package names."""

from __future__ import annotations

from pipeline.conventions.reader import ConventionsReader
from pipeline.core.files.cache import cache_folder
from pipeline.datapackage.documents import ContractError
from pipeline.datapackage.rows import Tables
from pipeline.extraction.declared_reader import DeclaredReader
from pipeline.extraction.reading import Reader, Reading
from pipeline.extraction.statement_cache import StatementCache
from pipeline.findings.model import Finding
from pipeline.registry import publication
from pipeline.registry.contract import Contract

CONVENTIONS = "conventions"


def reader_of(contract: Contract) -> Reader:
    """What reads the texts of a registry. Raises ContractError where its package names code that there is not."""
    wanted = contract.package.reading
    if wanted is None:
        return DeclaredReader(contract.statement_kinds)
    if wanted == CONVENTIONS:
        return ConventionsReader(contract.statement_kinds)
    shown = "schemas/package.yaml"
    details: dict[str, str | int] = {"property": wanted}
    raise ContractError(
        (Finding(code="schema-error", variant="unknown-reading", file=shown, value=wanted, details=details),)
    )


def reading_of(contract: Contract, typed: Tables) -> Reading:
    """The reading of a registry with its names; slow for one of many names."""
    return reader_of(contract).reading(publication.all_names(contract, typed), typed)


def statement_cache(contract: Contract, typed: Tables) -> StatementCache:
    """The statements of earlier runs, as far as the same names and rules read them."""
    return StatementCache(cache_folder(), reader_of(contract).version(publication.all_names(contract, typed), typed))
