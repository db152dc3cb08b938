"""Files are read where their name says they lie, and written nowhere else."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import PasserelleError
from pipeline.core.git.revisions import revision
from pipeline.core.i18n import LANGUAGES
from pipeline.datapackage.documents import ContractError
from pipeline.findings.formats.report import Report
from pipeline.findings.formats.text import render_report
from pipeline.findings.messages import render_finding
from pipeline.workflows.check_package import check_paths
from pipeline.workflows.check_registry import check_registry
from pipeline.workflows.fix.package import fix_paths
from pipeline.workflows.fix.registry import fix_registry, write_fixes
from tests.commands import passerelle
from tests.hostile.conftest import Checked, keys

RegistryAt = Callable[[str], Path]
SECRET = "id,password\n1,hunter2\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that nobody named, beside the folder that was given."""
    path = tmp_path / "secret.csv"
    path.write_text(SECRET, encoding="utf-8")
    return path


def quiet(_stage: str) -> None:
    """Says nothing."""


@pytest.mark.parametrize(
    "path", ["../secret.csv", "/etc/passwd", "a/../../secret.csv", "..\\secret.csv", "~/secret.csv"]
)
@pytest.mark.parametrize("part", ["path", "schema", "dialect"])
@pytest.mark.usefixtures("secret")
def test_a_path_out_of_the_package_is_refused(checked: Checked, part: str, path: str) -> None:
    """Expected without it: the first line of /etc/passwd is quoted in a finding."""
    assert keys(checked({"t.csv": b"a\n1\n"}, **{part: path})) == ["schema-error/unsafe-path"]


@pytest.mark.parametrize("path", ["file:///etc/passwd", "gopher://x/y"])
def test_an_address_that_is_no_web_address_is_refused(checked: Checked, path: str) -> None:
    """Seen without it: "file://" was taken for a relative path, and for a reader that fetches it is a file of ours."""
    assert keys(checked(path=path)) == ["schema-error/url-scheme"]


@pytest.mark.parametrize("name", ["t.csv", "schema.json"])
def test_a_link_out_of_the_package_is_refused(checked: Checked, tmp_path: Path, secret: Path, name: str) -> None:
    """Seen without it: the table was read through the link, and "hunter2" stood in the findings."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / name).symlink_to(secret)
    files = {} if name == "t.csv" else {"t.csv": b"a\n1\n"}
    outcome = checked(files) if name == "t.csv" else checked(files, schema="schema.json")
    assert keys(outcome) == ["source-error/outside"]
    assert "hunter2" not in outcome.model_dump_json()
    assert all("ordinary" not in render_finding(outcome.errors[0], lang).message for lang in LANGUAGES)


def test_a_link_that_stays_in_the_package_is_followed(checked: Checked, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "t.csv").symlink_to("real.csv")
    assert checked({"real.csv": b"a\n1\n"}).valid


def test_a_folder_that_is_a_link_leads_nowhere(checked: Checked, tmp_path: Path, secret: Path) -> None:
    """Seen without it: the file was read through the folder."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "data").symlink_to(secret.parent)
    assert keys(checked(path="data/secret.csv")) == ["source-error/outside"]


def test_a_pipe_is_not_waited_for(checked: Checked, tmp_path: Path) -> None:
    """Seen without it: the check waited for a writer, and was killed after 30 s."""
    (tmp_path / "package").mkdir()
    os.mkfifo(tmp_path / "package" / "t.csv")
    assert keys(checked()) == ["source-error/special"]


def test_a_fix_writes_nothing_through_a_link(tmp_path: Path, secret: Path) -> None:
    """Seen without it: the line ends of the file behind the link were rewritten."""
    secret.write_bytes(SECRET.replace("\n", "\r\n").encode())
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "t.csv").symlink_to(secret)
    fields = '[{"name": "id"}, {"name": "password"}]'
    text = f'{{"resources": [{{"name": "t", "path": "t.csv", "schema": {{"fields": {fields}}}}}]}}'
    (tmp_path / "package" / "datapackage.json").write_text(text, encoding="utf-8")
    write_fixes(fix_paths([tmp_path / "package" / "datapackage.json"], None).files)
    assert b"\r\n" in secret.read_bytes()


@pytest.mark.parametrize("link", ["raw/tables/meetings.csv", "raw/texts/page.txt", "raw/corrections.csv", "raw/tables"])
def test_links_out_of_a_registry_are_refused(registry_at: RegistryAt, secret: Path, link: str) -> None:
    """Seen without it: the file behind the link was read as a table, and its cells were quoted."""
    root = registry_at("tiny")
    path = root / link
    if path.is_dir():
        path.rename(root.parent / "tables")
        path.symlink_to(root.parent / "tables")
    else:
        path.unlink()
        path.symlink_to(secret)
    outcome = check_registry(root, quiet).outcome
    assert "source-error/outside" in keys(outcome)
    assert "hunter2" not in outcome.model_dump_json()
    before = secret.read_bytes()
    write_fixes(fix_registry(root))
    assert secret.read_bytes() == before


def test_links_out_of_the_registry_that_is_the_current_folder_are_refused(
    registry_at: RegistryAt, secret: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen without it: by the name "." a file was taken for one that somebody had named, and quoted."""
    root = registry_at("tiny")
    (root / "raw" / "tables" / "cities.csv").unlink()
    (root / "raw" / "tables" / "cities.csv").symlink_to(secret)
    monkeypatch.chdir(root)
    outcome = check_registry(Path(), quiet).outcome
    assert "source-error/outside" in keys(outcome)
    assert "hunter2" not in outcome.model_dump_json()
    told = passerelle("check", "--registry", ".", cwd=root)
    assert (told.returncode, "hunter2" in told.stdout + told.stderr) == (1, False)


@pytest.mark.parametrize("link", ["schemas/package.yaml", "schemas/rules/x.sql", "schemas/vocabularies/functions.csv"])
def test_links_out_of_the_schemas_are_refused(registry_at: RegistryAt, secret: Path, link: str) -> None:
    """Seen without it: a line of the file behind the link was quoted as wrong YAML."""
    path = registry_at("tiny") / link
    path.unlink(missing_ok=True)
    path.symlink_to(secret)
    with pytest.raises(ContractError) as refused:
        check_registry(path.parents[2] if link.count("/") == 2 else path.parents[1], quiet)
    assert [finding.key for finding in refused.value.findings] == ["source-error/outside"]


def test_a_source_names_no_file_outside(registry_at: RegistryAt, secret: Path) -> None:
    """Seen without it: the text of the file was read for facts, and published with the build."""
    root = registry_at("tiny")
    sources = root / "raw" / "sources.csv"
    away = f"../../../{secret.name}"
    sources.write_text(sources.read_text(encoding="utf-8").replace("page.txt", away), encoding="utf-8")
    outcome = check_registry(root, quiet).outcome
    assert [finding.file for finding in outcome.errors if finding.key == "source-error/outside"] == [
        f"raw/texts/{away}"
    ]


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.csv", "raw/../../secret.csv", "schemas/package.yaml"])
def test_the_schema_of_a_table_names_no_file_outside_raw(registry_at: RegistryAt, path: str) -> None:
    """Seen without it: a traceback for /etc/passwd, and for the others the file was taken for the table."""
    root = registry_at("tiny")
    schema = root / "schemas" / "tables" / "meetings.yaml"
    schema.write_text(schema.read_text(encoding="utf-8") + f"\npath: {path}\n", encoding="utf-8")
    with pytest.raises(ContractError) as refused:
        check_registry(root, quiet)
    assert [finding.key for finding in refused.value.findings] == ["schema-error/unsafe-path"]


def test_a_rule_shows_no_line_of_another_file(registry_at: RegistryAt, secret: Path) -> None:
    """Seen without it: the report quoted the line of the file that the rule named as the place."""
    root = registry_at("tiny")
    rule = next((root / "schemas" / "rules").glob("meeting-length.sql"))
    header = [line for line in rule.read_text(encoding="utf-8").splitlines() if line.startswith("--")]
    query = f"SELECT '{secret}' AS _file, 2 AS _line, 1 AS _row, 'id' AS field, 'x' AS value, 'x' AS id, 1 AS days"
    rule.write_text("\n".join([*header, query]), encoding="utf-8")
    with pytest.raises(PasserelleError, match=r"meeting-length\.sql returns a place that does not exist"):
        render_report(Report(check_registry(root, quiet).outcome, "en", root))


@pytest.mark.parametrize("target", ["/etc", "../../away", "tables/../../../away"])
def test_a_revision_unpacks_nothing_outside(registry_at: RegistryAt, target: str) -> None:
    """Seen without it: the link to /etc was made, and read through."""
    root = registry_at("tiny")
    (root / "raw" / "away").symlink_to(target)
    git = ("git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    with pytest.raises(PasserelleError, match="a link that leads out"), revision(root, "HEAD"):
        pass


@pytest.mark.parametrize("name", ["--output=stolen", "--help", "-O/etc/passwd", "--git-dir"])
def test_a_revision_is_no_option_of_git(registry_at: RegistryAt, name: str) -> None:
    """Seen with neither the end of options nor the suffix of a commit: `--git-dir` was one, and git answered it."""
    root = registry_at("tiny")
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True, capture_output=True)
    with pytest.raises(PasserelleError, match="is not a revision"), revision(root, name):
        pass
    assert not (root / "stolen").exists()


@pytest.mark.parametrize("name", ["a\x00b.csv", "a" * 5_000 + ".csv", "\x1b[2J.csv", "a\u202egpj.csv"])
def test_a_name_that_no_system_takes_or_nobody_sees_is_refused(checked: Checked, name: str) -> None:
    """Seen without it: tracebacks (ValueError: embedded null byte; OSError: File name too long)."""
    told = ("schema-error/unseen", "source-error/missing", "source-error/unreadable")
    assert [key in told for key in keys(checked(path=name))] == [True]


def test_a_file_named_like_an_option_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "-rf.csv").write_bytes(b"a\n1\n")
    (tmp_path / "s.json").write_text('{"fields": [{"name": "a"}]}', encoding="utf-8")
    assert check_paths([tmp_path / "-rf.csv"], tmp_path / "s.json").valid
