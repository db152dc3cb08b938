"""Counts every finding and stores the first of each check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.core.budget import budget
from pipeline.core.limits import FINDINGS_PER_CHECK
from pipeline.findings.model import Finding, Hidden, Severity, Unchecked, beyond_limit

Check = tuple[str, str | None, str | None]
# A row of more cells counts as several findings.
CELLS_OF_A_FINDING = 50
# The code of what could not be checked: it is counted, and no cell is wrong for it.
UNCHECKED = "unchecked"
# What could not be checked of cells at all: the check had no time left, or their validator failed.
UNCHECKED_CELLS = frozenset({"cells-time", "cells-raised"})
# The code of what departs from the standard and is read as it was meant: a warning, once for a field.
NON_STANDARD = "non-standard"


class FindingCollector:
    """The findings of a table: the total of each check, its first findings, and what could not be checked."""

    def __init__(self, table: str, findings_per_check: int = FINDINGS_PER_CHECK) -> None:
        self.table = table
        self.findings_per_check = findings_per_check
        self.totals: Counter[Check] = Counter()
        self.findings: list[Finding] = []
        self.kept: Counter[Check] = Counter()
        self.severities: dict[Check, Severity] = {}
        self.unchecked: list[Unchecked] = []
        # Why cells could not be checked, of each check the first cause.
        self.causes: dict[Check, str] = {}
        # The numbers of the rules across fields that rows were not checked by, for want of time.
        self.unreached_rules: set[int] = set()

    def has_capacity(self, code: str, variant: str | None, field: str | None) -> bool:
        """Counts a finding of a check; returns whether it is to be stored."""
        check = (code, variant, field)
        self.totals[check] += 1
        return self.totals[check] <= self.limit(code)

    def capacity(self, check: Check, waiting: int = 0) -> int:
        """How many more findings of a check can be stored. `waiting`: those that will be stored before."""
        return max(0, self.limit(check[0], waiting) - self.totals[check])

    def limit(self, code: str, waiting: int = 0) -> int:
        """How many findings of a check are stored at most: one for `non-standard`, none for what is unchecked."""
        findings_per_check = self.findings_per_check if budget().findings > waiting else min(1, self.findings_per_check)
        return {UNCHECKED: 0, NON_STANDARD: 1}.get(code, findings_per_check)

    def uncount(self, check: Check) -> None:
        """Subtracts one from a check, because another finding reports the same mistake better."""
        self.totals[check] -= 1

    def store(self, finding: Finding) -> None:
        """Stores a finding that `has_capacity` has counted."""
        check = (finding.code, finding.variant, finding.field)
        self.kept[check] += 1
        # A finding carries the cells of its row, which may be many.
        budget().findings -= 1 + len(finding.cells) // CELLS_OF_A_FINDING
        self.severities[check] = finding.severity
        self.findings.append(finding)

    def add(self, findings: Iterable[Finding]) -> None:
        """Counts findings and stores those for which there is room."""
        for finding in findings:
            if self.has_capacity(finding.code, finding.variant, finding.field):
                self.store(finding)

    def refuse(self, finding: Finding) -> None:
        """Adds why a file could not be read to its end; a limit of this program is unchecked, not a finding."""
        limit = beyond_limit(finding)
        if limit is None:
            self.add([finding])
        else:
            self.unchecked.append(limit)

    def count(self, check: Check, total: int) -> None:
        """Adds to the total of a check what was counted elsewhere; its first findings are stored with `store`."""
        self.totals[check] += total

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """The checks with more findings than were stored."""
        return tuple(self.hidden_checks())

    @property
    def has_unchecked_cells(self) -> bool:
        """Whether there are cells whose value is not known."""
        return any(code == UNCHECKED and variant in UNCHECKED_CELLS for code, variant, _ in self.totals)

    @property
    def unchecked_cells(self) -> tuple[tuple[str, str, int], ...]:
        """The checks that could not be done for some cells: the variant, the field, and the number of cells."""
        found = [(check, total) for check, total in self.totals.items() if check[0] == UNCHECKED]
        return tuple(sorted((variant or "", field or "", total) for (_, variant, field), total in found))

    def hidden_checks(self) -> Iterable[Hidden]:
        for check in sorted(self.totals, key=lambda key: tuple(part or "" for part in key)):
            code, variant, field = check
            if code in (UNCHECKED, NON_STANDARD):
                continue
            total, shown = self.totals[check], self.kept[check]
            if total > shown:
                yield Hidden(
                    table=self.table,
                    code=code,
                    severity=self.severities.get(check, "error"),
                    variant=variant,
                    field=field,
                    total=total,
                    shown=shown,
                )


class ListedFindings:
    """The findings of a file of raw/: at most `FINDINGS_PER_CHECK` of each code are stored, all are counted."""

    def __init__(self, display_path: str) -> None:
        self.display_path = display_path
        self.kept: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def add(self, findings: Iterable[Finding]) -> None:
        """Counts findings and stores the first of each code."""
        for finding in findings:
            self.counts[finding.code] += 1
            if self.counts[finding.code] <= FINDINGS_PER_CHECK:
                self.kept.append(finding)

    def all(self) -> list[Finding]:
        """The stored findings, and for each code with more of them a finding with their number."""
        many = [(code, total) for code, total in sorted(self.counts.items()) if total > FINDINGS_PER_CHECK]
        return self.kept + [
            Finding(
                code="source-error",
                variant="findings",
                file=self.display_path,
                details={"code": code, "total": total, "most": FINDINGS_PER_CHECK},
            )
            for code, total in many
        ]
