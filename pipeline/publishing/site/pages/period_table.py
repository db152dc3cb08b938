"""Who belongs to what since when, as people look it up: a line for each, a column for each kind of action."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from pipeline.datapackage.rows import Row
from pipeline.publishing.site.page import Page
from pipeline.publishing.site.pages.columns import Grid
from pipeline.publishing.site.translations import sort_key
from pipeline.registry.contract_models import ROW_EVIDENCE
from pipeline.registry.site_contract.pictures import ActionColumn, Periods


class Side(NamedTuple):
    """The periods of one row: their name and declaration, its key, and whether it is what others belong to."""

    name: str
    declared: Periods
    key: str
    is_whole: bool

    @property
    def other(self) -> str:
        """The field with the rows at the other side."""
        return self.declared.who if self.is_whole else self.declared.of

    def actions(self, page: Page, other: str) -> Sequence[Row]:
        """The actions of this row and another, in their order."""
        of, who = (self.key, other) if self.is_whole else (other, self.key)
        return page.index.actions(self.name, of, who)


def side_of(page: Page, table: str, field: str, key: str) -> Side | None:
    """The side of declared periods that a row has to rows which refer to it by a field; None where there is none."""
    for name, declared in page.index.site.periods.items():
        if declared.table == table and field in (declared.of, declared.who):
            return Side(name, declared, key, is_whole=field == declared.of)
    return None


def period_grid(page: Page, side: Side, rows: Iterable[Row]) -> Grid:
    """What belongs to a row, by name; or to what a row belongs, in the order of the registry."""
    declared = side.declared
    target = page.index.targets[declared.table, side.other]
    others = list(dict.fromkeys(row[side.other] for row in rows))
    if side.is_whole:
        others.sort(key=lambda key: sort_key(page.lang, page.label(target, key)))
    schema = page.index.contract.tables[declared.table]
    kinds = declared.columns or every_action(page, declared)
    acts = [
        [[one for one in side.actions(page, key) if one[declared.action] in kind.actions] for kind in kinds]
        for key in others
    ]
    used = [at for at in range(len(kinds)) if any(row[at] for row in acts)]
    heads = [(page.link(target, key), [row[at] for at in used]) for key, row in zip(others, acts, strict=True)]
    lines = [line(page, declared, [kinds[at] for at in used], head, cells) for head, cells in heads]
    headings = [schema.field(side.other).title_in(page.lang), *(page.said(kinds[at].title) for at in used)]
    return Grid(
        side.name, [(str(at), title) for at, title in zip((0, *(at + 1 for at in used)), headings, strict=True)], lines
    )


def every_action(page: Page, declared: Periods) -> tuple[ActionColumn, ...]:
    """A column for each action, where none are declared."""
    return tuple(
        ActionColumn(title=code_label(page, declared, code), actions=(code,))
        for code in (*declared.opens, *declared.closes)
    )


def code_label(page: Page, declared: Periods, code: str) -> str:
    field = page.index.contract.tables[declared.table].field(declared.action)
    return page.index.contract.label(field.vocabulary, code, page.lang) if field.vocabulary else code


def line(
    page: Page, declared: Periods, kinds: Sequence[ActionColumn], head: Markup, cells: Sequence[Sequence[Row]]
) -> Markup:
    date = declared.date
    shown = "".join(
        f'<td data-s="{escape(found[0][date] if found else "")}">{cell(page, declared, kind, found)}</td>'
        for kind, found in zip(kinds, cells, strict=True)
    )
    return Markup(f'<tr><th scope="row">{escape(head)}</th>{shown}</tr>')


def cell(page: Page, declared: Periods, kind: ActionColumn, actions: Sequence[Row]) -> Markup:
    return Markup("<br>".join(action_html(page, declared, one, named=len(kind.actions) > 1) for one in actions))


def action_html(page: Page, declared: Periods, row: Row, *, named: bool) -> Markup:
    """A day, which action it was where several stand in a column, its evidence, and until when it is known."""
    parts = [page.date(row[declared.date])]
    if named:
        parts.append(Markup(f'<span class="detail">{escape(code_label(page, declared, row[declared.action]))}</span>'))
    if ROW_EVIDENCE in row:
        parts.append(page.row_mark(declared.table, row, page.index.walker.key(declared.table, row)))
    if declared.as_of and row[declared.as_of]:
        text = page.words["as_of"].replace("{date}", row[declared.as_of])
        parts.append(Markup(f'<span class="detail">{escape(text)}</span>'))
    return Markup(" ".join(parts))
