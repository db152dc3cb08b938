"""A second opinion on what was written: frictionless-py reads the package as any consumer would."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.errors import UserError


def validate_with_frictionless(folder: Path) -> None:
    """Raises PasserelleError where frictionless-py finds anything wrong with the package in `folder`.

    Our own kernel has checked the same rows before: a difference is a fault of this program, not of the data.
    """
    # Imported here: it takes a third of a second, and only a build needs it.
    import frictionless

    report = frictionless.validate(str(folder / "datapackage.json"))
    problems = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    if not report.valid:
        first = problems[0].message if problems else "no reason given"
        raise UserError("fault-second-opinion", problems=len(problems), first=first)
