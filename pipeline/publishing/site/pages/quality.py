"""The page on quality: the report of the build."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.findings.messages import render_finding
from pipeline.publishing.site.context import Publication
from pipeline.publishing.site.page import Page


class TableQuality(NamedTuple):
    """A table: its rows, its facts, and the shares of them (of 1) by evidence."""

    link: Markup
    rows: str
    facts: str
    sourced: str
    unsourced: str
    disputed: str
    share: float


def context(page: Page, publication: Publication) -> dict[str, Any]:
    """The context of the page of quality."""
    report = publication.report
    findings = [(finding, render_finding(finding, page.lang)) for finding in publication.findings]
    return {
        "tables": [
            table(page, name, about) for name, about in report["tables"].items() if name in page.index.contract.tables
        ],
        "raw": report["raw"],
        "codes": Counter((finding.code, words.title, finding.severity) for finding, words in findings).most_common(),
        "findings": findings,
        "statements": [
            (outcome_label(page, outcome), count) for outcome, count in report.get("statements", {}).items()
        ],
        "has_facts": page.index.role("evidence") is not None,
        "normalised": len(report.get("normalised", ())),
        "corrected": report.get("corrected", 0),
    }


def outcome_label(page: Page, outcome: str) -> str:
    """What an outcome of statements is called by the vocabulary of its field."""
    found = page.index.contract.field_of(page.index.role("statement_outcomes") or "", "outcome")
    vocabulary = found[1].vocabulary if found else None
    return page.index.contract.label(vocabulary, outcome, page.lang) if vocabulary else outcome


def table(page: Page, name: str, about: dict[str, Any]) -> TableQuality:
    counts = about.get("evidence", {})
    facts = sum(counts.values())
    schema = page.index.contract.tables[name]

    def part(evidence: str) -> str:
        return page.share(counts.get(evidence, 0) / facts) if facts else ""

    return TableQuality(
        Markup('<a href="{}">{}</a>').format(page.list_href(name), schema.title_in(page.lang)),
        page.number(about["rows"]),
        page.number(facts) if facts else "",
        part("sourced"),
        part("unsourced"),
        part("in-disagreement"),
        counts.get("sourced", 0) / facts if facts else 0.0,
    )
