"""Findings counted in full and kept up to a number: a million bad cells are a number and a thousand examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.findings import Finding, Hidden

SHOWN_PER_CHECK = 1_000
Check = tuple[str, str | None, str | None]


class Tally:
    """The findings of a table: each check's total, and its first findings in the order in which they came."""

    def __init__(self, table: str, most: int = SHOWN_PER_CHECK) -> None:
        self.table = table
        self.most = most
        self.totals: Counter[Check] = Counter()
        self.findings: list[Finding] = []
        self.kept: Counter[Check] = Counter()

    def has_room(self, code: str, variant: str | None, field: str | None) -> bool:
        """Counts one more of a check, and says whether it is still to be shown."""
        check = (code, variant, field)
        self.totals[check] += 1
        return self.totals[check] <= self.most

    def room(self, check: Check) -> int:
        """How many more findings of a check are to be shown."""
        return max(0, self.most - self.totals[check])

    def keep(self, finding: Finding) -> None:
        """Keeps a finding that `has_room` has counted."""
        self.kept[finding.code, finding.variant, finding.field] += 1
        self.findings.append(finding)

    def add(self, findings: Iterable[Finding]) -> None:
        """Counts findings and keeps those that there is room for."""
        for finding in findings:
            if self.has_room(finding.code, finding.variant, finding.field):
                self.keep(finding)

    def count(self, check: Check, total: int) -> None:
        """Adds to a check's total what was counted elsewhere; its first findings are kept by `keep`."""
        self.totals[check] += total

    @property
    def hidden(self) -> tuple[Hidden, ...]:
        """What was counted and is not among the findings."""
        return tuple(self.hidden_checks())

    def hidden_checks(self) -> Iterable[Hidden]:
        for check in sorted(self.totals, key=lambda one: tuple(part or "" for part in one)):
            code, variant, field = check
            total, shown = self.totals[check], self.kept[check]
            if total > shown:
                yield Hidden(table=self.table, code=code, variant=variant, field=field, total=total, shown=shown)
