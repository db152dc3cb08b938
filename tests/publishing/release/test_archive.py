"""Archives: the same bytes for the same files, and nothing harmful out of those that come from elsewhere."""

from __future__ import annotations

import random
import shutil
import stat
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core import limits
from pipeline.core.errors import PasserelleError, UserError
from pipeline.publishing.release.archive import SUMS, BrokenSums, read_sums, sums, write_archive
from pipeline.publishing.release.unpacking import unpack
from pipeline.workflows.diff import diff
from pipeline.workflows.restore import restore

FILES = {"datapackage.json": b"{}", "report.json": b"{}", "data/é.csv": b"n\n1\n", ".hidden": b""}


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def hostile(path: Path, name: str, mode: int = 0o100644, data: bytes = b"x") -> Path:
    """An archive with right sums in which one entry means harm."""
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in FILES.items():
            archive.writestr(file, content)
        archive.writestr(entry(name, mode), data)
        archive.writestr(SUMS, sums({**FILES, name: data}))
    return path


def refused(path: Path, into: Path) -> UserError:
    """Why an archive is not unpacked; nothing of it may be left beside the folder."""
    with pytest.raises(UserError) as refusal:
        unpack(path, into)
    return refusal.value


def test_the_same_files_are_the_same_bytes_in_any_order_and_at_any_time(tmp_path: Path) -> None:
    write_archive(tmp_path / "one.zip", FILES)
    write_archive(tmp_path / "two.zip", dict(reversed(FILES.items())))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_what_is_packed_is_unpacked(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip", FILES)
    assert unpack(tmp_path / "a.zip", tmp_path / "out") == tuple(sorted([*FILES, SUMS]))
    assert {name: (tmp_path / "out" / name).read_bytes() for name in FILES} == FILES


@pytest.mark.parametrize(
    "name",
    ["../x", "/x", "a/../../x", "C:/x", "a\\..\\x", "a//x", "./x", "a/./x", "x/..", "a\n", "con.",
     "data/aux.csv", "NUL", "x ", "a\u202ex", "y" * 201],
)  # fmt: skip
def test_names_that_lead_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    refusal = refused(hostile(tmp_path / "a.zip", name), tmp_path / "in" / "out")
    assert str(refusal) == (
        f"{tmp_path}/a.zip contains “{name}”, a name that may be outside the folder or that some systems cannot write; "
        "nothing was unpacked; download it again from where it was published"
    )
    assert refusal.message("fr") == (
        f"{tmp_path}/a.zip contient «\u202f{name}\u202f», un nom qui peut sortir du dossier ou que certains systèmes "
        "ne peuvent pas écrire\u202f; rien n’a été décompressé\u202f; téléchargez-le de nouveau là où il a été publié"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    refusal = refused(hostile(tmp_path / "a.zip", "link", kind | 0o777, b"/etc/passwd"), tmp_path / "out")
    assert str(refusal) == (
        f"{tmp_path}/a.zip contains “link”, which is a link or a device, or is encrypted or compressed in an unusual "
        "way; nothing was unpacked; download it again from where it was published"
    )
    assert refusal.message("fr").startswith(f"{tmp_path}/a.zip contient «\u202flink\u202f», qui est un lien, un périph")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["REPORT.json", "data/e\u0301.csv"])
def test_names_that_some_systems_take_for_one_are_refused(tmp_path: Path, name: str) -> None:
    refusal = refused(hostile(tmp_path / "a.zip", name), tmp_path / "out")
    assert str(refusal).startswith(
        f"{tmp_path}/a.zip contains “{name}” twice, or under a name that is the same on some"
    )


def flagged(path: Path, flag: int, method: int) -> Path:
    """An archive whose first entry says that it is encrypted, or compressed in another way."""
    hostile(path, "more.txt")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8 : at + 12] = struct.pack("<HH", flag, method)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("flag", "method"), [(1, 0), (0, 12), (0, 99)], ids=["encrypted", "bzip2", "unknown"])
def test_what_cannot_be_read_by_all_is_refused(tmp_path: Path, flag: int, method: int) -> None:
    assert refused(flagged(tmp_path / "a.zip", flag, method), tmp_path / "out").key == "archive-kind"


def test_a_bomb_is_refused_by_what_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publishing.release.unpacking.ARCHIVE_BYTES", 50 << 20)
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(51 << 20))
    assert path.stat().st_size < 60_000
    refusal = refused(path, tmp_path / "out")
    assert str(refusal) == (
        f"{path} would take more than 50 MiB unpacked, the limit for a release; "
        "download it again from where it was published"
    )
    assert refusal.message("fr").startswith(f"{path} prendrait plus de 50 Mio une fois décompressé")
    assert not (tmp_path / "out").exists()


def test_a_bomb_that_claims_little_gives_no_more_than_that(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20 << 20))
    data = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(sign)
        data[at + offset : at + offset + 4] = struct.pack("<I", 10)
    path.write_bytes(data)
    assert refused(path, tmp_path / "out").key == "archive-broken"
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 10


def test_a_flood_of_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.publishing.release.unpacking.ARCHIVE_FILES", 5)
    refusal = refused(hostile(tmp_path / "a.zip", "more.txt"), tmp_path / "out")
    assert str(refusal) == (
        f"{tmp_path}/a.zip contains 6 files, more than the 5 that a release may have; "
        "download it again from where it was published"
    )


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"report.json": b"[]"}, "report.json"),
        ({"more.txt": b""}, "more.txt"),
        ({"report.json": None}, "report.json"),
    ],
    ids=["another", "unlisted", "absent"],
)
def test_a_file_that_is_not_what_its_sum_says_is_refused(
    tmp_path: Path, given: dict[str, bytes | None], name: str
) -> None:
    contents = {item: data for item, data in {**FILES, **given}.items() if data is not None}
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for item, data in {**contents, SUMS: sums(FILES)}.items():
            archive.writestr(item, data)
    refusal = refused(tmp_path / "a.zip", tmp_path / "out")
    assert str(refusal) == (
        f"{name} in {tmp_path}/a.zip does not match SHA256SUMS; download the archive again from where it was published"
    )
    assert refusal.message("fr") == (
        f"{name} dans {tmp_path}/a.zip ne correspond pas à SHA256SUMS\u202f; "
        "téléchargez de nouveau l’archive là où elle a été publiée"
    )


def packed(path: Path, entries: list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(entry(name), data, zipfile.ZIP_DEFLATED)
    return path


@pytest.mark.parametrize(
    ("entries", "key"),
    [
        # Seen without it: a list of 300 MB in an archive of 1 MB took 10 GB.
        ([(SUMS, b"\n" * (limits.SUMS_BYTES + 1))], "archive-sums-bytes"),
        # Seen without it: "File exists; name a file or folder that can be read and written".
        ([("a", b""), ("a/b", b"")], "archive-twice"),
        ([("A/b", b""), ("a", b"")], "archive-twice"),
        # Expected without it: an archive of 2 MB fills 2 GB of the disk.
        ([("a", b"\0" * (limits.EXPANDED_BYTES + 1))], "archive-bytes"),
    ],
    ids=["sums", "file-as-folder", "folder-as-file", "growth"],
)
def test_what_grows_or_clashes_is_refused_before_anything_is_written(
    tmp_path: Path, entries: list[tuple[str, bytes]], key: str
) -> None:
    assert refused(packed(tmp_path / "a.zip", entries), tmp_path / "out").key == key
    assert not (tmp_path / "out").exists()


def test_a_directory_without_end_is_not_read(tmp_path: Path) -> None:
    """Expected without it: the list of some millions of entries fills the memory."""
    path = packed(tmp_path / "a.zip", [("x" * 190 + str(at), b"") for at in range(35_000)])
    assert refused(path, tmp_path / "out").key == "archive-directory"


def test_a_place_beyond_every_file_is_reported_as_damage(tmp_path: Path) -> None:
    """Expected without it: an error of seeking, told as a fault of the program."""
    path = packed(tmp_path / "a.zip", [("a", b"")])
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    more = struct.pack("<HHQ", 1, 8, (1 << 64) - 1)
    data[at + 42 : at + 46] = b"\xff" * 4
    data[at + 30 : at + 32] = struct.pack("<H", len(more))
    data[at + 47 : at + 47] = more
    end = data.index(b"PK\x05\x06")
    data[end + 12 : end + 16] = struct.pack("<I", end - at)
    path.write_bytes(data)
    assert refused(path, tmp_path / "out").key == "archive-broken"


def test_an_archive_without_sums_is_no_release(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("datapackage.json", "{}")
    assert str(refused(tmp_path / "a.zip", tmp_path / "out")) == (
        f"{tmp_path}/a.zip has no SHA256SUMS, so it is not a release; name the archive of a release"
    )


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes) -> bytes:
    at = data.index(b"n\n1\n")
    return data[:at] + b"m" + data[at + 1 :]


@pytest.mark.parametrize("damage", [cut, flipped, lambda _: b"", lambda _: b"PK\x05\x06" + b"\xff" * 18])
def test_a_damaged_archive_is_reported_in_one_line(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = hostile(tmp_path / "a.zip", "more.txt")
    path.write_bytes(damage(path.read_bytes()))
    refusal = refused(path, tmp_path / "out")
    assert refusal.key == "archive-broken"
    assert str(refusal).startswith(f"{path} is damaged or not a zip archive (")
    assert len(str(refusal).splitlines()) == 1


def test_sums_are_read_as_they_are_written() -> None:
    assert list(read_sums(sums(FILES))) == sorted(FILES)
    for bad in (b"abc\n", b"a" * 64 + b" x\n", sums(FILES) * 2):
        with pytest.raises(BrokenSums):
            read_sums(bad)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """An archive cut off, or with a few bytes changed: anywhere, or near what tells its files apart."""
    if chance.random() < 0.15:
        return data[: chance.randrange(len(data))]
    signs = [at for at in range(len(data)) if data.startswith(b"PK", at)]
    anywhere = chance.random() < 0.3
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data)) if anywhere else chance.choice(signs) + chance.randrange(48)
        changed[min(at, len(data) - 1)] = chance.randrange(256)
    return bytes(changed)


def test_any_damage_is_a_refusal_or_does_no_harm(tmp_path: Path) -> None:
    path, chance = tmp_path / "a.zip", random.Random(2026)
    files = {**FILES, "noise.bin": chance.randbytes(2_000), "rows.csv": b"a,b\n1,2\n" * 300}
    write_archive(path, files)
    whole = path.read_bytes()
    told: Counter[str] = Counter()
    for number in range(2_500):
        path.write_bytes(damaged(whole, chance))
        out = tmp_path / str(number)
        try:
            names = unpack(path, out)
        except UserError as refusal:
            told[refusal.key] += 1
        else:
            told["whole"] += 1
            # A time or a right was changed: what was packed is what is unpacked.
            assert {name: (out / name).read_bytes() for name in names if name != SUMS} == files
        shutil.rmtree(out, ignore_errors=True)
    assert told["archive-broken"] > 1_000
    assert told["whole"] > 100
    assert {"archive-name", "archive-kind", "archive-no-sums"} <= told.keys()
    assert "archive-system" not in told


def test_a_refused_archive_leaves_what_was_there(tmp_path: Path) -> None:
    write_archive(tmp_path / "good.zip", FILES)
    out = tmp_path / "out"
    assert len(restore(tmp_path / "good.zip", out)) == 5
    before = sorted(out.rglob("*"))
    for bad in (hostile(tmp_path / "bad.zip", "../x"), hostile(tmp_path / "link.zip", "l", stat.S_IFLNK | 0o777)):
        with pytest.raises(UserError):
            restore(bad, out)
        assert sorted(out.rglob("*")) == before
    assert {path.name for path in tmp_path.iterdir()} <= {"good.zip", "bad.zip", "link.zip", "out"}


def test_what_holds_no_package_is_not_restored(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip", {"letter.txt": b"dear"})
    with pytest.raises(UserError, match=r"contains no datapackage\.json with its report\.json; name the archive"):
        restore(tmp_path / "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip", FILES)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(PasserelleError, match="is not a build of this program"):
        restore(tmp_path / "a.zip", tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_diff_takes_no_hostile_archive_either(tmp_path: Path) -> None:
    bad = hostile(tmp_path / "bad.zip", "../x")
    with pytest.raises(UserError, match=r"contains “\.\./x”"):
        diff(str(bad), str(bad), tmp_path)
    with pytest.raises(UserError, match=r"absent\.zip does not exist; name the archive of a release"):
        diff(str(tmp_path / "absent.zip"), None, tmp_path)


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.zip", FILES)
    (tmp_path / "file").write_bytes(b"")
    refusal = refused(tmp_path / "a.zip", tmp_path / "file" / "out")
    fixed = "name a file or folder that can be read and written"
    assert str(refusal) == f"{tmp_path}/a.zip: a part of the path is not a folder; {fixed}"
