"""The output of the machine-readable formats when a command could not run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.core.i18n import Language, phrase
from pipeline.findings.model import Finding, Outcome, Unchecked

# The formats that programs read; elsewhere the line on the error output is all that is said.
MACHINE_FORMS = frozenset({"json", "sarif", "junit", "frictionless"})
# Where a phrase goes on from what is wrong to what to do.
TURN = re.compile(r"[ \u202f]?; |\. ")


class Failure(NamedTuple):
    """Why a command could not run: a code that is the same in every language, the message, and the remedy."""

    code: str
    message: str
    remedy: str


def failure_of(key: str, lang: Language, otherwise: str, **values: str | int) -> Failure:
    """The failure with the message `command/<key>`; `otherwise`: the remedy if the message contains none."""
    whole = phrase(lang, key)
    turn = TURN.search(whole)
    message, remedy = (whole[: turn.start()], whole[turn.end() :]) if turn else (whole, "")
    filled = [part.format_map(values) for part in (message, remedy)]
    return Failure(key, filled[0], capitalised(filled[1]) or otherwise)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def render_failure(
    failure: Failure, form: str, lang: Language, findings: Sequence[Finding] = (), *, bare: bool = False
) -> str:
    """The failure in one of MACHINE_FORMS. `bare`: whether the command gives no verdict."""
    from pipeline.findings.formats import render
    from pipeline.findings.formats.report import Report

    outcome = Outcome(findings=tuple(findings))
    if form == "json":
        shape = {} if bare else json.loads(render(Report(outcome, lang), form)) | {"valid": None}
        return json.dumps(shape | {"fault": failure._asdict()}, ensure_ascii=False, indent=2)
    details: dict[str, str | int] = {"message": failure.message, "remedy": failure.remedy}
    unchecked = Unchecked(file="passerelle", property=failure.code, reason="fault", details=details)
    return render(Report(Outcome(findings=tuple(findings), unchecked=(unchecked,)), lang), form)
