"""The version that changes require, by semantic versioning (https://semver.org), for data as for code."""

from __future__ import annotations

import re
from typing import Literal

# What breaks readers, what adds, what mends.
Bump = Literal["major", "minor", "patch"]
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:[-+][0-9A-Za-z.+-]+)?", re.ASCII)


def parse_version(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a version such as 1.2.0 or 1.2.0-rc.1; None for any other text."""
    match = VERSION.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def next_version(version: str, bump: Bump | None) -> str:
    """The version after `version`. Below 1.0.0 a breaking change raises the second number, any other the third.

    `bump`: the part that changes require; None for no change. A text that is not a version is returned unchanged.
    """
    parts = parse_version(version)
    if parts is None or bump is None:
        return version
    major, minor, patch = parts
    if major == 0:
        return f"0.{minor + 1}.0" if bump == "major" else f"0.{minor}.{patch + 1}"
    raised = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}[bump]
    return ".".join(map(str, raised))


def is_raised(version: str, wanted: str) -> bool:
    """Whether a version is at least `wanted`; if one of them is not a version, whether both are equal."""
    mine, theirs = parse_version(version), parse_version(wanted)
    return mine >= theirs if mine and theirs else version == wanted
