"""An outcome as JUnit XML for CI servers: a suite for each file, a failed case for each error, warnings as output.

It follows the schema of the Jenkins xUnit plugin.
"""

from __future__ import annotations

import re
from collections import defaultdict
from xml.etree import ElementTree

from pipeline.core.i18n import say
from pipeline.findings.formats.report import Report, place
from pipeline.findings.messages import render_finding, render_unchecked
from pipeline.findings.model import Finding

# What XML 1.0 cannot hold, whatever the escape.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_report(report: Report) -> str:
    outcome = report.outcome
    by_file: defaultdict[str, list[Finding]] = defaultdict(list)
    for table in outcome.tables:
        for file in table.files:
            by_file[file] = []
    for finding in outcome.findings:
        by_file[finding.file or "."].append(finding)
    suites = ElementTree.Element("testsuites", name="passerelle check", time=f"{report.seconds:.3f}")
    tests = failures = 0
    for file, found in by_file.items():
        suite = suite_of(file, found, report)
        suites.append(suite)
        tests, failures = tests + int(suite.get("tests", 0)), failures + int(suite.get("failures", 0))
    for item in outcome.unchecked:
        suite = ElementTree.SubElement(suites, "testsuite", name=plain(item.file), tests="1", errors="1", failures="0")
        case = ElementTree.SubElement(suite, "testcase", name=plain(item.property), classname=plain(item.file))
        words = render_unchecked(item, report.lang)
        error = ElementTree.SubElement(case, "error", message=plain(words.message), type="unchecked")
        error.text = plain(words.remedy)
        tests += 1
    suites.set("tests", str(tests))
    suites.set("failures", str(failures))
    suites.set("errors", str(len(outcome.unchecked)))
    ElementTree.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(suites, encoding="unicode")


def suite_of(file: str, found: list[Finding], report: Report) -> ElementTree.Element:
    """A file: one passed case where nothing is wrong in it, else a failed one for each error; its warnings."""
    errors = [finding for finding in found if finding.severity == "error"]
    suite = ElementTree.Element(
        "testsuite", name=plain(file), tests=str(max(1, len(errors))), failures=str(len(errors)), errors="0"
    )
    if not errors:
        ElementTree.SubElement(suite, "testcase", name=say(report.lang, "stage-check"), classname=plain(file))
    for finding in errors:
        words = render_finding(finding, report.lang)
        name = f"{place(finding)} {finding.code_or_rule}"
        case = ElementTree.SubElement(suite, "testcase", name=plain(name), classname=plain(file))
        failure = ElementTree.SubElement(case, "failure", message=plain(words.message), type=finding.code_or_rule)
        failure.text = plain(f"{place(finding)}\n{words.message}\n{words.remedy}")
    warnings = [finding for finding in found if finding.severity == "warning"]
    if warnings:
        output = ElementTree.SubElement(suite, "system-out")
        lines = (f"{place(warning)}: {render_finding(warning, report.lang).message}" for warning in warnings)
        output.text = plain("\n".join(lines))
    return suite


def plain(text: str) -> str:
    return NOT_XML.sub("\ufffd", text)
