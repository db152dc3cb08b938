"""Verifies the published package with frictionless-py, as a second, independent check."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.errors import UserError


def validate_with_frictionless(folder: Path) -> None:
    """Raises PasserelleError if frictionless-py finds a mistake in the package in `folder`.

    The rows have passed this program's own check, so a mistake is one of the program, not of the data.
    """
    # Imported here: it takes a third of a second, and only a build needs it.
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    problems = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    if not report.valid:
        first = problems[0].message if problems else "no reason given"
        raise UserError("fault-second-opinion", problems=len(problems), first=first)
