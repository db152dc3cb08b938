"""Where others can install this program from: what pip noted of its installation, or the address of its repository."""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from pipeline.core.errors import PasserelleError, UserError
from pipeline.core.git.commands import git
from pipeline.core.program_paths import CHECKOUT
from pipeline.core.version import __version__
from pipeline.workflows.init.plan import check_requirement

# git@host:owner/name, as ssh has it.
SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!/)(\S+)")


def known_requirement() -> str | None:
    """What installs this program elsewhere, as pip writes it; None where only this machine has it."""
    try:
        noted = distribution("passerelle").read_text("direct_url.json")
    except PackageNotFoundError:
        return of_checkout(CHECKOUT)
    if noted is None:
        # An index has it.
        return f"passerelle=={__version__}"
    origin = json.loads(noted)
    url, vcs = str(origin.get("url", "")), origin.get("vcs_info")
    if vcs:
        return installable(f"{vcs['vcs']}+{public(url)}@{vcs['commit_id']}")
    return of_checkout(CHECKOUT) if url.startswith("file:") else installable(public(url))


def of_checkout(folder: Path) -> str | None:
    """The address and the commit of a checkout, where a server is known to have that commit."""
    if not (folder / ".git").exists():
        return None
    try:
        commit = git(folder, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
        remotes = git(folder, "for-each-ref", "--contains", commit, "--format=%(refname)", "refs/remotes").decode()
        for name in sorted({line.split("/")[2] for line in remotes.splitlines() if line.count("/") > 2}):
            url = public(git(folder, "config", "--get", f"remote.{name}.url", fine=(0, 1)).decode().strip())
            if url.startswith("https://") and (found := installable(f"git+{url}@{commit}")):
                return found
    except PasserelleError:
        return None
    return None


def public(url: str) -> str:
    """An address as anyone may read it: over https, without a name or password; empty for one of this machine."""
    short = SCP.fullmatch(url)
    if short and "://" not in url:
        return f"https://{short[1]}/{short[2]}"
    parts = urlsplit(url)
    if parts.scheme not in ("https", "ssh") or not parts.hostname:
        return ""
    port = f":{parts.port}" if parts.port and parts.scheme == "https" else ""
    return urlunsplit(("https", parts.hostname + port, parts.path, parts.query, ""))


def installable(requirement: str) -> str | None:
    try:
        return check_requirement(requirement)
    except UserError:
        return None
