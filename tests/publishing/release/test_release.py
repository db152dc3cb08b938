"""From a commit to an archive: what it holds, what it waits for, what it refuses and in which words."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from frictionless import Package
from frictionless.resources import TableResource

from pipeline.core.errors import UserError
from pipeline.core.files.atomic_folder import one_build
from pipeline.core.git.revisions import commit_day, last_release
from pipeline.core.i18n import say
from pipeline.datapackage.diff.difference import Difference, compare
from pipeline.datapackage.diff.render import changelog_lines
from pipeline.publishing.release.archive import sums
from pipeline.publishing.release.changelog import section
from pipeline.workflows import check_registry
from pipeline.workflows.check_registry import RegistryResult
from pipeline.workflows.diff import side
from pipeline.workflows.release import entry_lines, prepare, ready
from pipeline.workflows.restore import restore
from tests.commands import passerelle
from tests.publishing.release.conftest import quietly, released
from tests.publishing.release.repositories import change, commit_all, git

pytestmark = pytest.mark.release

ARCHIVE = "dist/passerelle-0.1.0.zip"


@pytest.fixture(scope="session")
def gathered(first_release: Path) -> RegistryResult:
    return check_registry.check_registry(first_release, quietly)


def test_the_archive_holds_every_format_and_its_sums(first_release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(first_release / ARCHIVE) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
        entries = archive.infolist()
    assert names == sorted(names)
    assert {(member.date_time, member.external_attr >> 16, member.create_system) for member in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, 3)
    }
    folders = Counter(name.partition("/")[0] for name in names if "/" in name)
    assert (folders["data"], folders["jsonl"], folders["parquet"]) == (39, 39, 39)
    assert {*folders} == {"data", "excel", "jsonl", "parquet", "rdf", "sqlite"}
    assert {name for name in names if "/" not in name} == {
        ".zenodo.json", "CHANGES.md", "CITATION.cff", "LICENSE", "README.md", "SHA256SUMS", "changes.json",
        "datapackage.json", "report.json",
    }  # fmt: skip
    assert files.pop("SHA256SUMS") == sums(files)
    with zipfile.ZipFile(first_release / ARCHIVE) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False, text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert (done.returncode, done.stdout.count(": OK\n")) == (0, len(files))


def test_the_archive_says_what_it_is(first_release: Path) -> None:
    with zipfile.ZipFile(first_release / ARCHIVE) as archive:
        package = json.loads(archive.read("datapackage.json"))
        deposit = json.loads(archive.read(".zenodo.json"))
        readme, changes = archive.read("README.md").decode(), archive.read("CHANGES.md").decode()
        cited = archive.read("CITATION.cff")
    # Half past eleven in New York is the next day in UTC.
    assert (package["version"], package["created"]) == ("0.1.0", "2026-01-03T00:00:00Z")
    assert (deposit["version"], deposit["publication_date"]) == ("0.1.0", "2026-01-03")
    assert cited == (first_release / "CITATION.cff").read_bytes()
    assert "- `data/` (39 files): the tables as CSV" in readme
    assert "- `data/` (39 fichiers)\u00a0: les tables en CSV" in readme
    assert "are not part of this licence" in readme
    assert changes.startswith(
        "# passerelle 0.1.0 (2026-01-03)\n\n### Data\n#### First release\n- agreements: 2 rows\n- actors: 7 rows\n"
    )


def test_frictionless_reads_the_archive_as_it_is(first_release: Path) -> None:
    package = Package(str(first_release / ARCHIVE))
    assert len(package.resources) == 39
    agreements = package.get_resource("agreements")
    assert isinstance(agreements, TableResource)
    assert [row["id"] for row in agreements.read_rows()] == ["cbd", "cms"]


def test_a_change_asks_for_a_version_and_an_entry_then_it_is_released(repository: Path) -> None:
    change(repository, "raw/tables/meetings.csv", "2014-10-17", "2014-10-18")
    with pytest.raises(UserError, match=r"not committed yet: raw/tables/meetings\.csv\. A release is made from"):
        released(repository)
    commit_all(repository, day="2026-02-01")
    with pytest.raises(UserError) as refused:
        released(repository)
    assert str(refused.value) == (
        "the changes since v0.1.0 require version 0.1.1, but schemas/package.yaml has 0.1.0. "
        "Run passerelle release --prepare, then commit what it writes"
    )
    before = (repository / "schemas" / "package.yaml").read_bytes()
    for _ in range(2):  # Prepared again it is as prepared once.
        assert prepare(repository, None, None, quietly).version == "0.1.1"
        assert (repository / "schemas" / "package.yaml").read_bytes() == before.replace(b"0.1.0", b"0.1.1", 1)
        log = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
        assert log.startswith(
            "# Changelog\n\n## 0.1.1 (2026-02-02)\n\n### Data\n#### Since 0.1.0\n- meetings: 1 row changed\n"
            "  - ~ `cbd-cop-12` end_date `2014-10-17` → `2014-10-18`\n"
        )
        assert log.count("## 0.1.1 ") == log.count("## 0.1.0 ") == 1
    commit_all(repository, "Release 0.1.1", day="2026-02-03")
    done = released(repository)
    assert (done.version, done.since, done.files) == ("0.1.1", "v0.1.0", 132)
    told = passerelle("diff", ARCHIVE, "HEAD", "--lang", "en", cwd=repository)
    assert told.stdout.startswith(
        "### meetings: 1 row changed\n\n- ~ `cbd-cop-12` end_date `2014-10-17` → `2014-10-18`"
    )
    restore(repository / ARCHIVE, repository / "build")
    assert json.loads((repository / "build" / "datapackage.json").read_bytes())["version"] == "0.1.0"
    assert not (repository / "build" / "site").exists()


def test_the_command_reports_what_it_would_not_do(repository: Path) -> None:
    (repository / "raw" / "tables" / "bodies.csv").write_bytes(b"")
    done = passerelle("release", "--lang", "fr", cwd=repository)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "passerelle: pas encore dans un commit\u00a0: raw/tables/bodies.csv. Une version se publie à partir de ce qui "
        "est dans un commit\u00a0: faites git add et git commit de ces fichiers, puis relancez\n"
    )


def test_no_difference_no_release(repository: Path) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    done = passerelle("release", "--lang", "fr", cwd=repository)
    assert (done.returncode, done.stdout, done.stderr.splitlines()[-1]) == (
        1,
        "",
        (
            "Rien n’a changé depuis v0.1.0\u00a0: il n’y a rien à publier. Modifiez d’abord raw/ ou schemas/\u202f; "
            "passerelle diff v0.1.0 montre ce qui compte."
        ),
    )
    assert say("en", "release-unchanged", since="v0.1.0") == (
        "Nothing changed since v0.1.0: there is nothing to release. Change raw/ or schemas/ first; "
        "passerelle diff v0.1.0 shows what counts."
    )


def test_equal_contents_are_equal_whichever_way_they_are_given(first_release: Path) -> None:
    names = [str(first_release / ARCHIVE), str(first_release / "build"), str(first_release), "v0.1.0"]
    with ExitStack() as stack:
        sides = [stack.enter_context(side(name, first_release)) for name in names]
    pairs = [compare(old, new) for old in sides for new in sides]
    assert len(pairs) == 16
    assert all(difference.none for difference in pairs)
    assert {len(side.tables) for side in sides} == {39}
    # Whichever way it is given, a side says of the whole package what the others say.
    assert len({tuple(sorted(side.described)) for side in sides}) == 1
    assert {"title", "licenses", "contributors"} <= sides[0].described.keys()


def test_what_the_package_says_of_itself_is_a_change(repository: Path) -> None:
    path = repository / "schemas" / "package.yaml"
    text = path.read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("title:"))
    path.write_text(text.replace(line, "title: Another name"), encoding="utf-8")
    with side("v0.1.0", repository) as old, side(str(repository), repository) as new:
        found = compare(old, new)
    assert (found.none, found.described, found.proposed) == (False, ("title",), "0.1.1")
    assert list(changelog_lines(found, "fr")) == ["- Description du paquet", "  - ~ `title`"]


def test_facts_read_otherwise_are_a_change(first_release: Path) -> None:
    with side("v0.1.0", first_release) as old:
        fewer = replace(old, tables={**old.tables, "statements": old.tables["statements"][1:]})
        found = compare(fewer, old)
    assert (found.none, len(found.statements[0]), found.proposed) == (False, 1, "0.1.1")


def test_the_last_release_is_its_tag_and_no_folder_of_that_name(repository: Path) -> None:
    (repository / "v0.1.0").mkdir()
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    nothing = released(repository)
    assert (nothing.changed, nothing.since) == (False, "v0.1.0")


def test_a_citation_that_somebody_wrote_by_hand_is_refused(repository: Path, gathered: RegistryResult) -> None:
    change(repository, "CITATION.cff", "2026-01-03", "2026-01-04")
    assert gathered.registry is not None
    difference = Difference("", "0.1.0", "")
    with pytest.raises(UserError) as refused:
        ready(repository, repository, gathered.registry, None, difference)
    assert str(refused.value) == (
        "CITATION.cff is not that of version 0.1.0. Run passerelle release --prepare, then commit what it writes"
    )


def test_what_makes_no_archive_takes_no_place_for_one(repository: Path) -> None:
    done = passerelle("release", "--prepare", "--out", "here", cwd=repository)
    assert (done.returncode, "--prepare makes no archive" in done.stderr) == (2, True)


def told(repository: Path, gathered: RegistryResult, version: str = "0.1.0", **more: str) -> tuple[str, str]:
    """Why a registry with such a package is not ready, in English and French."""
    assert gathered.registry is not None
    registry = gathered.registry
    package = registry.contract.package.model_copy(update={"version": version, **more})
    other = replace(registry, contract=replace(registry.contract, package=package))
    difference = Difference("", version, "")
    with pytest.raises(UserError) as refused:
        ready(repository, repository, other, None, difference)
    return str(refused.value), refused.value.message("fr")


def test_a_version_without_a_dated_entry_is_refused(repository: Path, gathered: RegistryResult) -> None:
    git(repository, "tag", "v0.3.0")
    assert told(repository, gathered, "0.3.0") == (
        "CHANGELOG.md has no dated entry for 0.3.0. Type: passerelle release --prepare; then commit what it writes",
        (
            "CHANGELOG.md n’a pas d’entrée datée pour 0.3.0. Tapez\u00a0: passerelle release --prepare\u202f; "
            "puis faites un commit de ce qui est écrit"
        ),
    )


def test_an_entry_that_says_something_else_is_refused(repository: Path, gathered: RegistryResult) -> None:
    change(repository, "CHANGELOG.md", "- actors: 7 rows", "- actors: 8 rows")
    assert told(repository, gathered) == (
        (
            "the entry of 0.1.0 in CHANGELOG.md does not say what has changed. "
            "Type: passerelle release --prepare; then commit what it writes"
        ),
        (
            "l’entrée de 0.1.0 dans CHANGELOG.md ne dit pas ce qui a changé. "
            "Tapez\u00a0: passerelle release --prepare\u202f; puis faites un commit de ce qui est écrit"
        ),
    )


def test_a_tag_of_another_version_is_refused(repository: Path, gathered: RegistryResult) -> None:
    assert told(repository, gathered, "0.2.0") == (
        "this commit has the tag v0.1.0 and holds version 0.2.0. Type: git tag --delete v0.1.0; git tag v0.2.0",
        (
            "ce commit porte l’étiquette v0.1.0 et contient la version 0.2.0. "
            "Tapez\u00a0: git tag --delete v0.1.0\u202f; git tag v0.2.0"
        ),
    )


def test_a_version_that_is_out_already_is_refused(repository: Path, gathered: RegistryResult) -> None:
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "later")
    assert told(repository, gathered) == (
        (
            "v0.1.0 is the tag of another commit: that version was already released. "
            "Raise the version in schemas/package.yaml, then run passerelle release --prepare"
        ),
        (
            "v0.1.0 est l’étiquette d’un autre commit\u00a0: cette version est déjà parue. "
            "Augmentez la version dans schemas/package.yaml, puis lancez passerelle release --prepare"
        ),
    )


@pytest.mark.parametrize("version", ["2026-11", "1.0", "1.0.0-/../x", ""])
def test_what_is_no_version_is_refused(repository: Path, gathered: RegistryResult, version: str) -> None:
    assert told(repository, gathered, version) == (
        f"the version in schemas/package.yaml is “{version}”; write three numbers, such as 1.0.0",
        f"la version dans schemas/package.yaml est «\u202f{version}\u202f»\u202f; écrivez trois nombres, comme 1.0.0",
    )


def test_a_name_that_leads_elsewhere_is_refused(repository: Path, gathered: RegistryResult) -> None:
    assert told(repository, gathered, name="../x")[0] == (
        "the name in schemas/package.yaml is “../x”, which no file can have; "
        "write lower-case letters, digits and hyphens"
    )


def test_without_a_commit_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        released(tmp_path)
    assert str(refused.value) == (
        f"there is no commit in {tmp_path}, and a release is made from one: "
        "git init; git add --all; git commit, then run it again"
    )
    assert refused.value.message("fr") == (
        f"il n’y a pas de commit dans {tmp_path}, et une version se publie à partir d’un commit\u202f; "
        "faites git init\u202f; git add --all\u202f; git commit, puis relancez"
    )


def test_the_last_release_is_the_highest_tag_below(repository: Path) -> None:
    assert last_release(repository, "HEAD") is None
    for tag in ("v0.9.0", "v0.10.0-rc.1", "vocabulary", "v0.10.0"):
        git(repository, "commit", "--quiet", "--allow-empty", "--message", tag)
        git(repository, "tag", tag)
    assert last_release(repository, "HEAD") == "v0.10.0-rc.1"
    git(repository, "commit", "--quiet", "--allow-empty", "--message", "more")
    assert last_release(repository, "HEAD") == "v0.10.0"
    git(repository, "checkout", "--quiet", "v0.9.0")
    assert last_release(repository, "HEAD") == "v0.1.0"
    assert commit_day(repository, "HEAD") == "2026-01-03"


def test_a_first_entry_counts_what_there_is(first_release: Path, gathered: RegistryResult) -> None:
    assert gathered.registry is not None
    lines = entry_lines(Difference("", "0.1.0", ""), gathered.registry)
    assert (lines[0], len(lines)) == ("#### First release", 21)
    entry = section((first_release / "CHANGELOG.md").read_text(encoding="utf-8"), "0.1.0")
    assert entry is not None
    assert entry.body.strip().splitlines()[1:] == lines


def test_the_half_archive_of_a_killed_release_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / ".a.zip.next"
    left.mkdir()
    (left / "new").write_bytes(b"PK")
    with one_build(tmp_path / "a.zip"):
        assert not (left / "new").exists()
    assert [*tmp_path.iterdir()] == []
