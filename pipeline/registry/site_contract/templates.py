"""Templates of texts: jinja2, of which paths, conditions and a few filters are allowed, no loops and no calls.

A template is checked when the contract is loaded; what is left to run can neither fail nor run long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from pipeline.registry.site_contract.paths import Path, PathError, Paths, nearest_name


class Arguments(NamedTuple):
    """What a filter is given: how many arguments at least and at most, whether paths are among them."""

    fewest: int
    most: int
    paths: bool = False


FILTERS: Mapping[str, Arguments] = {
    "anchor": Arguments(1, 1),
    "code": Arguments(0, 0),
    "first": Arguments(0, 0),
    "iso": Arguments(0, 0),
    "join": Arguments(1, 2),
    "plural": Arguments(2, 3),
    "strong": Arguments(0, 0),
    "to": Arguments(1, 1, paths=True),
    "upper_first": Arguments(0, 0),
    "year": Arguments(0, 0),
}
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
)
COMPARED = ("eq", "ne", "in", "notin")


class TemplateMistake(Exception):
    """What is wrong with a template: the variant of its finding, what it is about, what may be meant."""

    def __init__(self, variant: str, value: str, suggestion: str | None = None) -> None:
        super().__init__(variant, value)
        self.variant, self.value, self.suggestion = variant, value, suggestion


@dataclass
class Parsed:
    """A checked template: its tree, in which each path is a variable, and the paths by these variables."""

    tree: nodes.Template
    paths: dict[str, Path] = field(default_factory=dict)


@cache
def parser() -> ImmutableSandboxedEnvironment:
    """What parses templates; who runs them has the filters."""
    return ImmutableSandboxedEnvironment()


def parse_template(text: str, table: str, paths: Paths) -> Parsed:
    """A template about rows of a table. Raises TemplateMistake."""
    try:
        tree = parser().parse(text)
    except TemplateSyntaxError as error:
        raise TemplateMistake("template-syntax", error.message or "") from error
    except RecursionError as error:
        raise TemplateMistake("template-syntax", "too many levels") from error
    parsed = Parsed(tree)
    parsed.tree = Checker(table, paths, parsed.paths).visit(tree)
    return parsed


class Checker(NodeTransformer):
    """Puts a variable in place of each path, and refuses what a template may not hold."""

    def __init__(self, table: str, paths: Paths, found: dict[str, Path]) -> None:
        self.table, self.paths, self.found = table, paths, found

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        if not isinstance(node, ALLOWED):
            raise TemplateMistake("template-forbidden", type(node).__name__.lower())
        if isinstance(node, nodes.Operand) and node.op not in COMPARED:
            raise TemplateMistake("template-forbidden", node.op)
        return super().generic_visit(node, *args, **kwargs)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 - jinja2 looks for this name
        wanted = FILTERS.get(node.name)
        if wanted is None:
            raise TemplateMistake("unknown-filter", node.name, nearest_name(node.name, FILTERS))
        given = node.args
        constant = all(isinstance(one, nodes.Const) for one in given) or wanted.paths
        if node.kwargs or node.dyn_args or node.dyn_kwargs or not constant or node.node is None:
            raise TemplateMistake("template-forbidden", node.name)
        if not wanted.fewest <= len(given) <= wanted.most:
            raise TemplateMistake("filter-arguments", node.name)
        return super().generic_visit(node)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        return self.variable(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        return self.variable(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        return self.variable(node)

    def variable(self, node: nodes.Node) -> nodes.Node:
        text = path_text(node)
        try:
            path = self.paths.path(self.table, text)
        except PathError as error:
            raise TemplateMistake(error.variant, error.name, error.suggestion) from error
        name = next((one for one, known in self.found.items() if known == path), f"p{len(self.found)}")
        self.found[name] = path
        return nodes.Name(name, "load", lineno=node.lineno)


def path_text(node: nodes.Node | None) -> str:
    """The path that a chain of names stands for. Raises TemplateMistake for any other expression."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{path_text(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const | nodes.Name):
        by = node.arg.value if isinstance(node.arg, nodes.Const) else node.arg.name
        return f"{path_text(node.node)}[{by}]"
    raise TemplateMistake("template-forbidden", type(node).__name__.lower())
