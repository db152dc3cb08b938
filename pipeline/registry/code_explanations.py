"""Explains a code, or a rule of a registry."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.errors import UserError
from pipeline.core.i18n import Language, say
from pipeline.core.text.spelling import similar_names
from pipeline.findings.explanations import Explained, explain_code, plain, read_examples
from pipeline.findings.messages import Wording
from pipeline.registry.rule_files import Rule


def explain(code: str, rules: Sequence[Rule], lang: Language) -> Explained:
    """The explanation of a code, or of one of the rules. Raises PasserelleError if there is no such code or rule."""
    rule = next((rule for rule in rules if rule.name == code), None)
    if rule is not None:
        return explain_rule(rule, lang)
    if code in read_examples():
        return explain_code(code, lang)
    near = similar_names(code, [*read_examples(), *(rule.name for rule in rules)])
    if near:
        raise UserError("fault-no-code-near", code=code, near=f" {say(lang, 'or')} ".join(near))
    raise UserError("fault-no-code", code=code)


def explain_rule(rule: Rule, lang: Language) -> Explained:
    wording = Wording(message=rule.words("message", lang), remedy=rule.words("remedy", lang))
    return Explained(rule.name, rule.words("title", lang), "", [plain(wording)], query=rule.sql)
