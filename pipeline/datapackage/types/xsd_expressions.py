"""XML Schema regular expressions for Python and RE2, with `^` and `$` as anchors.

In XML Schema 2 (appendix F), `^` and `$` are ordinary characters, but in the example of the standard (`^a.*$`) they are
anchors. So they are anchors where a branch begins or ends, and ordinary characters elsewhere.
https://www.w3.org/TR/xmlschema11-2/#regexs
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

CATEGORY = r"(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)"
# An escaped sign that needs no escape means itself in every dialect.
SIGN = r"\\(?:[nrt]|[^\w\s]|[ _])"
PROPERTY = rf"\\[pP]\{{(?:{CATEGORY}|Is[A-Za-z0-9-]+)\}}"
MANY = rf"\\[sSiIcCdDwW]|{PROPERTY}"
SINGLE = rf"(?:{SIGN}|[^\\\[\]-])"
MEMBERS = rf"\^?-?(?:{SINGLE}-{SINGLE}|{MANY}|{SINGLE})*-?"
CLASS = rf"\[(?=[^\]])(?!\^\]){MEMBERS}(?:-\[(?=[^\]]){MEMBERS}\])?\]"
QUANTITY = r"(?:[?*+]|\{[0-9]+(?:,[0-9]*)?\})"
# `(?:` and a lazy quantity are not of XML Schema; a whole value matches with them as it does without.
TOKEN = re.compile(
    rf"(?P<many>{MANY})|(?P<sign>{SIGN})|(?P<class>{CLASS})|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)"
    rf"|(?P<quantity>{QUANTITY}\??)|(?P<letter>[^\\?*+{{}}()\[\]|])",
    re.DOTALL,
)
# What only a translator of XML Schema expressions knows.
SPECIAL = re.compile(r"\\[iIcC]|\\[pP]\{Is|-\[")
OPTIONAL = re.compile(r"[?*]|\{0")
ANY = r"[^\r\n]"
START, END = r"\A", r"\Z"

# What RE2 reads as Python does, or matches less with: its \d, \w and \s are those of ASCII. So these must not stand in
# a class that is negated, and their opposites nowhere. Long repetitions are beyond it.
BEYOND_ASCII = "\x80-\U0010ffff"
SHARED_LETTER = rf"[A-Za-z0-9_ @%&~#=<>!\"'`,;:/{BEYOND_ASCII}-]"
SHARED_SIGN = r"\\[.\\?*+{}()\[\]|^$/'\",;:@#%&=<>!~-]"
SHARED_RANGE = rf"[A-Za-z0-9]-[A-Za-z0-9]|[{BEYOND_ASCII}]-[{BEYOND_ASCII}]"
SHARED_MEMBER = rf"(?:{SHARED_RANGE}|[A-Za-z0-9_ @%&~#=<>!\"'`,;:/.?*+(){{}}|${BEYOND_ASCII}]|{SHARED_SIGN}|-(?=\]))"
SHARED_TOKEN = re.compile(
    rf"{SHARED_LETTER}|{SHARED_SIGN}|\\[dws]|\[(?:{SHARED_MEMBER}|\\[dws])+\]|\[\^{SHARED_MEMBER}+\]"
    rf"|\((?:\?:)?|\)|\||(?:[?*+]|\{{[0-9]{{1,3}}(?:,(?:[0-9]{{1,3}})?)?\}})\??"
)


class Token(NamedTuple):
    """A part of an expression: its kind (a group of TOKEN, or "anchor") and its text."""

    kind: str
    text: str


@dataclass
class OpenGroup:
    """A group as it is read: whether its branch so far, an earlier branch and the whole group can be empty."""

    edge: bool = True
    empty: bool = False
    optional: bool = False


class Translation(NamedTuple):
    """An expression for the whole of a value: for `regex`, for RE2 where it can, whether it is XML Schema's."""

    expression: str
    shared: str | None
    standard: bool


def translate(pattern: str) -> Translation | None:
    """An XML Schema expression translated; None for one that holds more than XML Schema and `(?:…)` have."""
    parts = tokens(pattern)
    if parts is None:
        return None
    standard = not any(is_addition(token) for token in parts)
    parts = without_outer_anchors(with_anchors(parts))
    if any(SPECIAL.search(token.text) for token in parts if token.kind in ("many", "class")):
        translated = special_expression(parts) if standard else None
        return None if translated is None else Translation(translated, None, standard)
    shared = "".join(shared_text(token) for token in parts) if all(map(is_shared, parts)) else None
    return Translation("".join(map(python_text, parts)), shared, standard)


def tokens(pattern: str) -> list[Token] | None:
    """The parts of an expression; None where something is not of XML Schema or does not fit."""
    found: list[Token] = []
    at = depth = 0
    while at < len(pattern):
        match = TOKEN.match(pattern, at)
        if match is None:
            return None
        token = Token(match.lastgroup or "", match[0])
        # A quantity needs something before it; `()` and `a|` match nothing, and may.
        if token.kind == "quantity" and (not found or found[-1].kind in ("open", "bar", "quantity")):
            return None
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if depth < 0:
            return None
        found.append(token)
        at = match.end()
    return found if depth == 0 else None


def is_addition(token: Token) -> bool:
    return token.text == "(?:" or (token.kind == "quantity" and token.text[1:].endswith("?"))


def with_anchors(parts: list[Token]) -> list[Token]:
    """The same with `^` as an anchor where a branch can begin, `$` where one can end, and as signs elsewhere.

    Where something must stand before `^` an anchor could match nothing: there it is the letter of XML Schema.
    """
    anchors = dict.fromkeys(at_edge(parts, "^", range(len(parts))), START)
    anchors |= dict.fromkeys(at_edge(parts, "$", reversed(range(len(parts)))), END)
    marked = [Token("anchor", anchors[at]) if at in anchors else token for at, token in enumerate(parts)]
    return [Token("sign", f"\\{token.text}") if token.text in ("^", "$") else token for token in marked]


def at_edge(parts: list[Token], sign: str, order: Iterable[int]) -> Iterator[int]:
    """Where a sign stands so that all before it in its branch, in the order that is given, can be empty."""
    levels = [OpenGroup()]
    for at in order:
        token, level = parts[at], levels[-1]
        optional = at + 1 < len(parts) and OPTIONAL.match(parts[at + 1].text) is not None
        if token.kind in ("open", "close") and (token.kind == "open") is (sign == "^"):
            levels.append(OpenGroup(optional=optional))
        elif token.kind in ("open", "close"):
            levels.pop()
            levels[-1].edge &= level.edge or level.empty or level.optional or optional
        elif token.kind == "bar":
            level.empty, level.edge = level.empty or level.edge, True
        elif token.text == sign and level.edge:
            yield at
        elif token.kind != "quantity":
            level.edge &= optional


def without_outer_anchors(parts: list[Token]) -> list[Token]:
    """The same without the anchors outside all groups, which say again that the whole value is meant."""
    kept: list[Token] = []
    depth = 0
    for at, token in enumerate(parts):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        counted = at + 1 < len(parts) and parts[at + 1].kind == "quantity"
        if token.kind != "anchor" or depth or counted:
            kept.append(token)
    return kept


def python_text(token: Token) -> str:
    return ANY if token == Token("letter", ".") else token.text


def shared_text(token: Token) -> str:
    return r"\z" if token == Token("anchor", END) else python_text(token)


def is_shared(token: Token) -> bool:
    """Whether RE2 matches nothing with a part that Python does not match with it."""
    if token.kind == "anchor" or token == Token("letter", "."):
        return True
    return SHARED_TOKEN.fullmatch(token.text) is not None


def special_expression(parts: list[Token]) -> str | None:
    """An expression with blocks of Unicode, characters of names or a subtraction; None where it is none."""
    # Loading it takes longer than a small check.
    from elementpath.regex import RegexError, translate_pattern

    def translated() -> Iterator[str]:
        # The translator reads groups of its own: what stands between anchors is translated part by part.
        for token in parts:
            plain = token.kind in ("many", "class", "sign")
            yield translate_pattern(token.text, anchors=True) if plain else python_text(token)

    try:
        return "".join(translated())
    except (RegexError, re.error, OverflowError, RecursionError, ValueError):
        return None
