"""`passerelle explain`: explains a code or a rule."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from pipeline.cli.error_handling import Command
from pipeline.cli.options import known_registry, lang_option, registry_option
from pipeline.cli.output import echo
from pipeline.core.errors import PasserelleError
from pipeline.core.i18n import Language
from pipeline.core.text.control_characters import escape_control
from pipeline.findings.messages import read_wordings


@click.command(cls=Command)
@click.argument("code", required=False)
@registry_option
@lang_option
def explain(code: str | None, registry: Path | None, lang: Language) -> None:
    """Explain a code or a rule, with a wrong and a right example; without an argument, list them all.

    \b
    Examples:
      passerelle explain foreign-key
      passerelle explain end-not-before-start --lang fr
    """
    from pipeline.findings import explanations
    from pipeline.registry import code_explanations
    from pipeline.registry.rule_files import read_rules

    try:
        rules = read_rules(registry or known_registry())
    except PasserelleError:
        rules = ()
    if code:
        from rich.markdown import Markdown

        text = "\n".join(explanations.explained_lines(code_explanations.explain(code, rules, lang), lang))
        Console().print(Markdown(escape_control(text))) if sys.stdout.isatty() else echo(text)
        return
    for known in explanations.read_examples():
        echo(f"{known:20} {read_wordings(lang)[known].title}")
    for rule in rules:
        echo(f"{rule.name:40} {rule.words('title', lang)}")
