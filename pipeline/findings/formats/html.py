"""An outcome in a notebook: a table of the findings below the verdict."""

from __future__ import annotations

from pipeline.core.i18n import Language, say
from pipeline.findings.formats.groups import other_places
from pipeline.findings.formats.report import place
from pipeline.findings.formats.text import hidden_line, reported_groups, unchecked_lines, unlisted, verdict
from pipeline.findings.model import Outcome

TABLE = """<table><caption>{{ verdict }}</caption>
<tr>{% for title in titles %}<th>{{ title }}</th>{% endfor %}</tr>
{% for place, code, message, remedy in rows %}<tr><td>{{ place }}</td><td>{{ code }}</td>\
<td style="text-align: left">{{ message }}</td><td style="text-align: left">{{ remedy }}</td></tr>
{% endfor %}</table>
{% for line in lines %}<p>{{ line }}</p>
{% endfor %}"""


class NotebookOutcome(Outcome):
    """An outcome that a notebook shows as a table of its findings."""

    def _repr_html_(self) -> str:
        return render_html(self)


def render_html(outcome: Outcome, lang: Language = "en") -> str:
    """The outcome as a table: place, code, message and remedy of each kind of mistake."""
    # Imported here: most outcomes are never shown in a notebook.
    from jinja2 import Environment

    rows = []
    for group in reported_groups(outcome, lang):
        where = place(group.first)
        if group.total > 1:
            where += f", {say(lang, 'also')} {other_places(group, lang)}"
        rows.append((where, group.first.code, group.words.message, group.words.remedy))
    lines = [*(hidden_line(check, lang) for check in unlisted(outcome)), *unchecked_lines(outcome, lang)]
    titles = [say(lang, f"column-{name}") for name in ("place", "code", "message", "remedy")]
    page = Environment(autoescape=True).from_string(TABLE)
    return page.render(verdict=verdict(outcome, lang), titles=titles, rows=rows, lines=[line.plain for line in lines])
