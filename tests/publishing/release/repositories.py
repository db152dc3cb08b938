"""Repositories of git for the tests: commits of a known author and day."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

WHO = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false")


def git(root: Path, *arguments: str, day: str = "2026-01-02") -> str:
    env = {**os.environ, "GIT_AUTHOR_DATE": f"{day}T23:30:00-0500", "GIT_COMMITTER_DATE": f"{day}T23:30:00-0500"}
    command = ["git", "-C", str(root), *WHO, *arguments]
    return subprocess.run(command, env=env, capture_output=True, check=True, encoding="utf-8").stdout


def commit_all(root: Path, message: str = "change", day: str = "2026-01-02") -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message, day=day)


def change(root: Path, file: str, before: str, after: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
