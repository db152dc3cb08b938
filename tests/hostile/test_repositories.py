"""A repository that a stranger made: what its settings name is not run, and what it holds is what was committed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import PasserelleError, UserError
from pipeline.core.git import commands, trees
from pipeline.core.git.revisions import (
    changed_since,
    commit,
    commit_day,
    last_release,
    parts_at,
    revision,
    tags,
    uncommitted,
)
from pipeline.core.i18n import LANGUAGES
from pipeline.core.programs import find_program
from tests.publishing.release.repositories import commit_all, git

RegistryAt = Callable[[str], Path]
FILE = "raw/tables/meetings.csv"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of two commits."""
    root = tmp_path / "r"
    for file in (FILE, "raw/sources.csv", "schemas/package.yaml"):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(f"{file} $Id$\n".encode())
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root)
    git(root, "tag", "v1.0.0")
    return root


def ask_everything(root: Path) -> None:
    """All that the commands ask of git."""
    changed_since(root, "HEAD")
    uncommitted(root)
    commit_day(root, "HEAD")
    parts_at(root, "HEAD", ["raw"])
    tags(root)
    last_release(root, "HEAD")
    with revision(root, "HEAD"):
        pass


def test_no_program_that_the_settings_name_is_run(root: Path, tmp_path: Path) -> None:
    """Seen with `git diff`, `status`, `archive` and `show`: the monitor, both filters and gpg were run."""
    (root / ".gitattributes").write_text("* filter=x diff=x merge=x\n", encoding="utf-8")
    git(root, "add", "--all")
    tree = git(root, "rev-parse", "HEAD").strip()
    body = git(root, "cat-file", "commit", tree).replace("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1)
    signed = tmp_path / "signed"
    signed.write_text(body, encoding="utf-8", newline="\n")
    git(root, "update-ref", "HEAD", git(root, "hash-object", "-t", "commit", "-w", str(signed)).strip())
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $0 $* >> '{tmp_path}/RUN'\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    named = (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.alternateRefsCommand", "diff.external"),
        *("diff.x.textconv", "diff.x.command", "filter.x.clean", "filter.x.smudge", "gpg.program", "alias.ls-tree"),
    )
    for name in named:
        git(root, "config", name, f"!{program}" if name.startswith("alias") else str(program))
    git(root, "config", "log.showSignature", "true")
    git(root, "config", "core.hooksPath", str(tmp_path))
    (root / FILE).write_bytes(b"changed\n")
    ask_everything(root)
    assert not (tmp_path / "RUN").exists()


@pytest.mark.parametrize("allowed", [(), ("protocol.ext.allow=always",)])
def test_a_helper_of_a_protocol_fetches_no_missing_object(root: Path, tmp_path: Path, allowed: tuple[str, ...]) -> None:
    """Seen without GIT_ALLOW_PROTOCOL and GIT_NO_LAZY_FETCH: the command of the address `ext::` was run."""
    for setting in (*allowed, "remote.o.promisor=true", f"remote.o.url=ext::touch {tmp_path}/RUN"):
        git(root, "config", *setting.split("=", 1))
    git(root, "config", "extensions.partialClone", "o")
    git(root, "config", "core.repositoryFormatVersion", "1")
    missing = git(root, "rev-parse", f"HEAD:{FILE}").strip()
    (root / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    with pytest.raises(UserError) as refused, revision(root, "HEAD"):
        pass
    assert refused.value.key in ("fault-git-partial", "fault-git-corrupt")
    assert not (tmp_path / "RUN").exists()
    # The ids of a commit are enough to know what has changed.
    assert changed_since(root, "HEAD") == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ((), "is damaged ({id} ('raw/tables/meetings.csv')); git fsck says more, and a new clone repairs it"),
        (("remote.o.promisor=true", "remote.o.url=/nowhere"), "this clone lacks a part of the revision"),
        (("remote.o.partialCloneFilter=blob:none",), "this clone lacks a part of the revision"),
    ],
)
def test_an_object_that_was_lost_is_told_as_damage(root: Path, settings: tuple[str, ...], said: str) -> None:
    """Seen without it: the advice to clone without --filter, of a repository that never had one."""
    for setting in settings:
        git(root, "config", *setting.split("=", 1))
    missing = git(root, "rev-parse", f"HEAD:{FILE}").strip()
    (root / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    with pytest.raises(UserError) as refused, revision(root, "HEAD"):
        pass
    assert said.format(id=missing) in refused.value.message("en")


@pytest.mark.parametrize(
    "attributes",
    ["* export-ignore", "* export-subst", "* ident", "* text eol=crlf", "*.csv text working-tree-encoding=UTF-16"],
)
def test_attributes_do_not_change_what_a_revision_is(root: Path, attributes: str) -> None:
    """Seen with `git archive`: the table was left out, or held other bytes."""
    (root / ".gitattributes").write_text(attributes + "\n", encoding="utf-8")
    git(root, "add", ".gitattributes")
    git(root, "commit", "--quiet", "--message", "attributes")
    with revision(root, "HEAD") as folder:
        assert (folder / FILE).read_bytes() == f"{FILE} $Id$\n".encode()
    assert changed_since(root, "HEAD") == []


def test_what_is_said_of_a_commit_elsewhere_does_not_change_it(root: Path) -> None:
    """Seen without GIT_NO_REPLACE_OBJECTS: the revision was another one."""
    (root / FILE).write_bytes(b"other\n")
    commit_all(root)
    git(root, "replace", git(root, "rev-parse", "HEAD").strip(), git(root, "rev-parse", "HEAD~1").strip())
    with revision(root, "HEAD") as folder:
        assert (folder / FILE).read_bytes() == b"other\n"


def test_files_are_compared_by_what_they_hold(root: Path) -> None:
    """Seen with the index of a stranger: `update-index --assume-unchanged` hid a change."""
    git(root, "update-index", "--assume-unchanged", FILE)
    (root / FILE).write_bytes(b"changed\n")
    (root / "raw" / "new.csv").write_bytes(b"x\n")
    (root / "raw" / "sources.csv").unlink()
    (root / ".gitignore").write_text("*.bak\n", encoding="utf-8")
    (root / "raw" / "x.bak").write_bytes(b"x\n")
    assert changed_since(root, "HEAD") == ["raw/new.csv", "raw/sources.csv", FILE]


def test_a_change_of_the_ends_of_lines_is_a_change_of_a_text_and_none_of_a_commit(root: Path) -> None:
    (root / FILE).write_bytes(f"{FILE} $Id$\r\n".encode())
    assert changed_since(root, "HEAD") == [FILE]
    assert uncommitted(root) == []


def tree_of(root: Path, *lines: tuple[str, str, str]) -> str:
    """A commit whose raw/ has entries that git itself would not make."""
    ids = {"blob": git(root, "rev-parse", f"HEAD:{FILE}").strip(), "tree": git(root, "rev-parse", "HEAD:raw").strip()}
    raw = b"".join(f"{mode} {name}".encode() + b"\0" + bytes.fromhex(ids[kind]) for mode, kind, name in lines)
    made = root / "made"
    made.write_bytes(raw)
    inner = git(root, "hash-object", "--literally", "-t", "tree", "-w", str(made)).strip()
    made.write_bytes(b"40000 raw\0" + bytes.fromhex(inner))
    outer = git(root, "hash-object", "--literally", "-t", "tree", "-w", str(made)).strip()
    made.unlink()
    return git(root, "commit-tree", outer, "-m", "x").strip()


@pytest.mark.parametrize(
    "entries",
    [
        [("40000", "tree", "..")],
        [("40000", "tree", ".GIT")],
        [("100644", "blob", "../../escaped")],
        [("100644", "blob", "/escaped")],
        [("100644", "blob", "a"), ("100644", "blob", "a")],
        [("100644", "blob", "a"), ("40000", "tree", "a")],
        [("100644", "blob", "a" * 300)],
    ],
)
def test_a_name_in_a_tree_leads_nowhere_else(root: Path, entries: list[tuple[str, str, str]]) -> None:
    """Seen without the look at names: `escaped` lay beside the folder; without exclusive files: a file of two."""
    made = tree_of(root, *entries)
    with pytest.raises(UserError) as refused, revision(root, made):
        pass
    assert refused.value.key in ("fault-revision-name", "fault-git-corrupt")


def test_a_link_through_a_link_leads_nowhere_else(root: Path) -> None:
    """Seen with the text of each link alone: `y` was the folder above."""
    (root / "raw" / "a" / "b").mkdir(parents=True)
    (root / "raw" / "a" / "b" / "x").symlink_to("../../..")
    (root / "raw" / "y").symlink_to("a/b/x/../tables")
    commit_all(root)
    with pytest.raises(PasserelleError, match="a link that leads out"), revision(root, "HEAD"):
        pass


@pytest.mark.parametrize(
    ("limit", "key"),
    [("REGISTRY_FILES", "fault-revision-files"), ("RAW_BYTES", "fault-revision-file"),
     ("REVISION_BYTES", "fault-revision-bytes")],
)  # fmt: skip
def test_a_revision_has_the_limits_of_raw(root: Path, limit: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without them: a tree of a million names and a file of 2 GB were unpacked whole."""
    monkeypatch.setattr(trees, limit, 1)
    with pytest.raises(UserError) as refused, revision(root, "HEAD"):
        pass
    assert refused.value.key == key


def test_a_question_to_git_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: settings that include a pipe, or a pipe in the place of a file of git's, held it for ever."""
    monkeypatch.setattr(commands, "GIT_SECONDS", 0.3)
    os.mkfifo(root / "pipe")
    git(root, "config", "include.path", str(root / "pipe"))
    with pytest.raises(PasserelleError, match="git did not answer within"):
        commit(root, "HEAD")


def test_a_repository_without_a_work_tree_is_data(root: Path, tmp_path: Path) -> None:
    """Seen without safe.bareRepository: its settings were those of the question."""
    planted = tmp_path / "planted"
    shutil.copytree(root / ".git", planted)
    with pytest.raises(UserError) as refused:
        commit(planted, "HEAD")
    assert refused.value.key == "fault-git-none"


def test_git_is_not_taken_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen with an empty entry of PATH: the file `git` of the folder was run."""
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", os.pathsep, f".{os.pathsep}"):
        monkeypatch.setenv("PATH", path)
        assert find_program("git") is None
    monkeypatch.setenv("PATH", f"{os.pathsep}{tmp_path}")
    assert find_program("git") == program


def key_of(root: Path, name: str = "main") -> str:
    with pytest.raises(UserError) as refused:
        commit(root, name)
    assert len({refused.value.message(lang) for lang in LANGUAGES}) == 3
    return refused.value.key


def test_what_is_missing_is_reported_as_what_it_is(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen without it: all of these were "no revision of the repository"."""
    assert key_of(root, "nowhere") == "fault-no-revision"
    assert key_of(root, "HEAD:raw") == "fault-no-revision"
    assert key_of(root, "a\0b") == "fault-no-revision"
    (tmp_path / "none").mkdir()
    assert key_of(tmp_path / "none") == "fault-git-none"
    (root / FILE).write_bytes(b"second\n")
    commit_all(root)
    first = git(root, "rev-parse", "HEAD~1").strip()
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{root}", str(tmp_path / "shallow")], check=True)
    assert key_of(tmp_path / "shallow", first) == "fault-git-shallow"
    (root / ".git" / "objects" / first[:2] / first[2:]).chmod(0o644)
    (root / ".git" / "objects" / first[:2] / first[2:]).write_bytes(b"damaged")
    assert key_of(root, first) == "fault-git-corrupt"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert key_of(root) == "fault-no-git"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_another_user_is_reported_as_that(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: "main is no revision of the repository"."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for path in (root, root / ".git"):
        os.chown(path, 1234, 1234)
    assert key_of(root) == "fault-git-owner"
