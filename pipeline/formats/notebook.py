"""An outcome as a notebook shows it: a table of the findings under the verdict."""

from __future__ import annotations

from jinja2 import Environment

from pipeline.findings import Outcome
from pipeline.formats.report import place
from pipeline.formats.text import hidden_line, unchecked_lines, verdict
from pipeline.messages import Language, render_finding
from pipeline.words import say

TABLE = """<table><caption>{{ verdict }}</caption>
<tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr>
{% for place, code, message, remedy in rows %}<tr><td>{{ place }}</td><td>{{ code }}</td>\
<td style="text-align: left">{{ message }}</td><td style="text-align: left">{{ remedy }}</td></tr>
{% endfor %}</table>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}"""


def render_html(outcome: Outcome, lang: Language = "en") -> str:
    """The outcome as a table: place, code, message and remedy of each finding."""
    rows = []
    for finding in outcome.findings:
        words = render_finding(finding, lang)
        rows.append((place(finding), finding.code, words.message, words.remedy))
    lines = [*(hidden_line(one, lang) for one in outcome.hidden), *unchecked_lines(outcome, lang)]
    titles = [say(lang, f"column-{name}") for name in ("place", "code", "message", "remedy")]
    page = Environment(autoescape=True).from_string(TABLE)
    return page.render(verdict=verdict(outcome, lang), titles=titles, rows=rows, lines=[line.plain for line in lines])
