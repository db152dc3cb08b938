"""The templates of schemas/site.yaml at work: what they see of a row, and their filters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import nodes
from markupsafe import Markup, escape

from pipeline.core.i18n import Language
from pipeline.core.i18n.catalogue import read_catalogue
from pipeline.datapackage.rows import Row
from pipeline.publishing.site import translations
from pipeline.publishing.site.dates import date_in_words, range_in_words
from pipeline.registry.contract import Contract
from pipeline.registry.printed_names import LIST_DELIMITER
from pipeline.registry.site_contract.paths import Path
from pipeline.registry.site_contract.templates import parse_template
from pipeline.registry.site_contract.words import Text, text_in


class View(ABC):
    """How a template sees the registry: on a page with links, in a label without."""

    lang: Language

    @abstractmethod
    def values(self, table: str, row: Row, path: Path) -> Sequence[str]:
        """What a path leads to from a row, each value once, none empty."""

    @abstractmethod
    def label(self, table: str, key: str) -> str:
        """What a row is called."""

    @abstractmethod
    def found(self, table: str, key: str) -> Row | None:
        """A row by its key."""

    @abstractmethod
    def link(self, table: str, key: str) -> Markup:
        """The name of a row, leading to where it is shown."""

    @abstractmethod
    def shown(self, path: Path, value: str) -> Markup:
        """A value of the field at the end of a path, as HTML."""


class Frame(NamedTuple):
    """What a template is about: a row of a table, seen from a page or for a label."""

    texts: Texts
    view: View
    table: str
    row: Row


Part = Callable[[Frame], Any]


class Texts:
    """The templates of a registry, each compiled once for each language, as text and as HTML."""

    def __init__(self, contract: Contract) -> None:
        self.contract, self.paths = contract, contract.paths
        self.compiled: dict[tuple[str, str, Language, bool], Part] = {}
        pages = contract.site.tables.items()
        self.inline = {table: page.inline for table, page in pages if page.inline is not None}

    def text(self, view: View, table: str, row: Row, template: Text) -> str:
        """A template about a row as plain text."""
        return self.render(view, table, row, text_in(template, view.lang), html=False)

    def html(self, view: View, table: str, row: Row, template: Text) -> Markup:
        """A template about a row as HTML, with links to the rows that it names."""
        return Markup(self.render(view, table, row, text_in(template, view.lang), html=True))

    def render(self, view: View, table: str, row: Row, template: str, *, html: bool) -> str:
        key = (table, template, view.lang, html)
        part = self.compiled.get(key)
        if part is None:
            parsed = parse_template(template, table, self.paths)
            part = self.compiled[key] = Compiler(parsed.paths, view.lang, html=html).block(parsed.tree.body)
        return str(part(Frame(self, view, table, row))).strip()


class Compiler:
    """Makes functions of the tree of a checked template, which holds nothing but what is named here."""

    def __init__(self, paths: Mapping[str, Path], lang: Language, *, html: bool) -> None:
        self.paths, self.html, self.filters = paths, html, filters(lang, html=html)

    def block(self, body: Sequence[nodes.Node]) -> Part:
        """Some text with outputs and conditions."""
        parts = [part for node in body for part in self.statement(node)]
        return lambda frame: "".join([part(frame) for part in parts])

    def statement(self, node: nodes.Node) -> Iterator[Part]:
        if isinstance(node, nodes.If):
            yield self.condition(node)
        elif isinstance(node, nodes.Output):
            for one in node.nodes:
                yield self.output(one)

    def condition(self, node: nodes.If) -> Part:
        cases = [(self.expression(one.test), self.block(one.body)) for one in (node, *node.elif_)]
        otherwise = self.block(node.else_)

        def chosen(frame: Frame) -> Any:
            return next((body for test, body in cases if test(frame)), otherwise)(frame)

        return chosen

    def output(self, node: nodes.Node) -> Part:
        if isinstance(node, nodes.TemplateData):
            data = escape(node.data) if self.html else node.data
            return lambda frame: data
        value = self.expression(node)
        return (lambda frame: escape(value(frame))) if self.html else (lambda frame: str(value(frame)))

    def expression(self, node: nodes.Node | None) -> Part:
        """The value of an expression."""
        if isinstance(node, nodes.Name):
            path = self.paths[node.name]
            return lambda frame: Value(*frame, path)
        if isinstance(node, nodes.Const):
            value = node.value
            return lambda frame: value
        if isinstance(node, nodes.List | nodes.Tuple):
            items = [self.expression(one) for one in node.items]
            return lambda frame: [item(frame) for item in items]
        if isinstance(node, nodes.Filter):
            return self.filtered(node)
        if isinstance(node, nodes.CondExpr):
            test, first, second = (self.expression(one) for one in (node.test, node.expr1, node.expr2))
            return lambda frame: first(frame) if test(frame) else second(frame)
        return self.logic(node)

    def filtered(self, node: nodes.Filter) -> Part:
        apply, value = self.filters[node.name], self.expression(node.node)
        given = [self.expression(one) for one in node.args]
        return lambda frame: apply(value(frame), *[one(frame) for one in given])

    def logic(self, node: nodes.Node | None) -> Part:
        if isinstance(node, nodes.And):
            left, right = self.expression(node.left), self.expression(node.right)
            return lambda frame: left(frame) and right(frame)
        if isinstance(node, nodes.Or):
            left, right = self.expression(node.left), self.expression(node.right)
            return lambda frame: left(frame) or right(frame)
        if isinstance(node, nodes.Not):
            negated = self.expression(node.node)
            return lambda frame: not negated(frame)
        if isinstance(node, nodes.Compare):
            return self.compared(node)
        return lambda frame: ""

    def compared(self, node: nodes.Compare) -> Part:
        value = self.expression(node.expr)
        tests = [(COMPARISONS[one.op], self.expression(one.expr)) for one in node.ops]
        return lambda frame: all(test(value(frame), other(frame)) for test, other in tests)


COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "in": lambda left, right: any(left == one for one in members(right)),
    "notin": lambda left, right: all(left != one for one in members(right)),
}


class Value:
    """What a path leads to from a row, looked up when it is used: true where it leads to anything."""

    __slots__ = ("asked", "known", "path", "texts", "view")

    def __init__(self, texts: Texts, view: View, table: str, row: Row, path: Path) -> None:
        self.texts, self.view, self.path = texts, view, path
        self.asked: Callable[[], Sequence[str]] = lambda: view.values(table, row, path)
        self.known: Sequence[str] | None = None

    @property
    def values(self) -> Sequence[str]:
        if self.known is None:
            self.known = self.asked()
        return self.known

    def only(self, values: Sequence[str]) -> Value:
        """The same with some of its values."""
        made: Value = object.__new__(Value)
        made.texts, made.view, made.path, made.asked, made.known = self.texts, self.view, self.path, self.asked, values
        return made

    def each(self, *, html: bool) -> Iterator[str]:
        """Each value as it is shown, without those of which nothing is shown."""
        return filter(None, (self.html(one) if html else self.text(one) for one in self.values))

    def text(self, value: str) -> str:
        if self.path.target is not None:
            inline = self.inline(value, html=False)
            return self.view.label(self.path.target, value) if inline is None else inline
        field = self.path.end
        if field is not None and field.vocabulary:
            return self.texts.contract.label(field.vocabulary, value, self.view.lang)
        if field is not None and field.is_edtf:
            return date_in_words(value, self.view.lang)
        return ", ".join(value.split(LIST_DELIMITER)) if field is not None and field.type == "list" else value

    def html(self, value: str) -> Markup:
        if self.path.target is not None:
            inline = self.inline(value, html=True)
            return self.view.link(self.path.target, value) if inline is None else Markup(inline)
        return self.view.shown(self.path, value)

    def inline(self, key: str, *, html: bool) -> str | None:
        """A row as it is written in a line about another; None where its table says nothing of that."""
        table = self.path.target or ""
        template = self.texts.inline.get(table)
        row = self.view.found(table, key) if template is not None else None
        if template is None or row is None:
            return None
        return self.texts.render(self.view, table, row, text_in(template, self.view.lang), html=html)

    def __bool__(self) -> bool:
        return bool(self.values)

    def __eq__(self, other: object) -> bool:
        return (self.values[0] if self.values else "") == str(other)

    def __hash__(self) -> int:
        return hash(self.path.text)

    def __str__(self) -> str:
        return ", ".join(self.each(html=False))

    def __html__(self) -> Markup:
        return Markup(", ").join(Markup(one) for one in self.each(html=True))


def members(value: Any) -> Sequence[Any]:
    """What a value may be among."""
    return value.values if isinstance(value, Value) else value if isinstance(value, list) else [value]


def codes(value: Any) -> Sequence[str]:
    """The values as the tables have them."""
    return value.values if isinstance(value, Value) else [str(value)] if value else []


def first_of(value: Any) -> str:
    return next(iter(codes(value)), "")


def first(value: Any) -> Any:
    return value.only(value.values[:1]) if isinstance(value, Value) else value


def year(value: Any) -> str:
    found = first_of(value)[:4]
    return found if found.isdigit() else ""


def iso(value: Any) -> str:
    """A date as ISO 8601 has it; nothing where EDTF says more than that."""
    found = first_of(value)
    return found if found.replace("-", "").isdigit() else ""


def upper_first(value: Any) -> str:
    text = str(value)
    return text[:1].upper() + text[1:]


def filters(lang: Language, *, html: bool) -> Mapping[str, Callable[..., Any]]:
    """The filters that templates may use, for a language, as text or as HTML."""

    def join(value: Any, between: str, most: int = 0) -> str:
        shown = escape if html else str
        parts = [*value.each(html=html)] if isinstance(value, Value) else [shown(part) for part in value if part]
        text = shown(between).join(parts[:most] if most else parts) + (" …" if most and len(parts) > most else "")
        return Markup(text) if html else text

    def plural(value: Any, *forms: str) -> str:
        number = len(codes(value))
        form = forms[min(read_catalogue(lang).plural_form(number), len(forms) - 1)]
        return form.replace("{n}", translations.number(lang, number))

    def strong(value: Any) -> Any:
        return Markup("<strong>{}</strong>").format(value) if html and value else value

    def anchor(value: Any, name: str) -> Any:
        return Markup('<a href="#{}">{}</a>').format(name, value) if html and value else value

    def to(value: Any, last: Any) -> str:
        return range_in_words(first_of(value), first_of(last), lang)

    return {
        "anchor": anchor,
        "code": lambda value: ", ".join(codes(value)),
        "first": first,
        "iso": iso,
        "join": join,
        "plural": plural,
        "strong": strong,
        "to": to,
        "upper_first": upper_first,
        "year": year,
    }
