"""The output formats of an outcome; each has a module of its own."""

from __future__ import annotations

from importlib import import_module

from pipeline.core.text.control_characters import (
    escape_control,
    escape_control_json,
    escape_marked_commands,
    escape_workflow_commands,
)
from pipeline.findings.formats.report import Report

# Text has lines with colours, and its own way out: see `text`.
FORMATS = ("text", "json", "github", "sarif", "junit", "markdown", "frictionless")


def render(report: Report, form: str) -> str:
    """The report in one of FORMATS, as text; invisible characters are escaped."""
    module = import_module(f"pipeline.findings.formats.{MODULES.get(form, form)}")
    rendered: str = module.render_report(report)
    if form in JSON_FORMS:
        return escape_control_json(rendered)
    return (
        escape_marked_commands(escape_control(rendered))
        if form == "github"
        else escape_workflow_commands(escape_control(rendered))
    )


JSON_FORMS = frozenset({"json", "sarif", "frictionless"})
# A module called json would hide that of the standard library from its readers.
MODULES = {"json": "json_report"}
