"""Texts as people have them: plain in any encoding, Markdown, HTML, PDF, folders of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import extras
from pipeline.findings.messages import render_finding
from pipeline.readers.text_documents import documents_in, read_document

PAGE = """<html><head><title>COP</title><meta charset="{charset}"></head><body><nav><a>Accueil</a></nav>
<h1>La COP 12</h1>
<p>La <b>12e</b> réunion s’est tenue à Pyeongchang.</p><ul><li>la CITES ;</li><li>la CMS.</li></ul>
<table><tr><td>COP 11</td><td>Hyderabad</td></tr></table><script>ignored()</script></body></html>"""


def pdf(*lines: str) -> bytes:
    """A PDF of one page that prints some lines of ASCII."""
    drawn = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")


def test_a_page_is_its_text_with_lists_and_tables_as_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    text, found = read_document(path)
    assert found == ()
    assert text is not None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    assert lines[:3] == ["Accueil", "La COP 12", "La 12e réunion s’est tenue à Pyeongchang."]
    assert lines[3:] == ["* la CITES ;", "* la CMS.", "COP 11 | Hyderabad"]


def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(PAGE.format(charset="windows-1252").encode("cp1252"))
    text, found = read_document(path)
    assert found == ()
    assert "La 12e réunion s’est tenue à Pyeongchang." in str(text)


def test_a_pdf_is_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf("COP 12 of the CBD was held in Pyeongchang,", "Republic of Korea, in October 2014."))
    text, found = read_document(path)
    assert found == ()
    assert [line.rstrip() for line in str(text).splitlines()] == [
        "COP 12 of the CBD was held in Pyeongchang,",
        "Republic of Korea, in October 2014.",
    ]


def test_markdown_and_text_stay_as_they_are(tmp_path: Path) -> None:
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_bytes("\ufeff# COP 12\r\n\r\nétait".encode())
        assert read_document(tmp_path / name) == ("\ufeff# COP 12\r\n\r\nétait", ())


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_another_encoding_is_repaired_with_a_warning(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "old.txt"
    said = "La réunion s’est tenue à Genève où les Parties ont siégé. El señor llegó de España en mayo, según él." * 3
    path.write_bytes(said.encode(encoding))
    text, (warning,) = read_document(path)
    assert str(text).lstrip("\ufeff") == said
    assert (warning.code, warning.severity, warning.file) == ("encoding-repaired", "warning", str(path))


@pytest.mark.parametrize(
    ("name", "data", "variant"), [("bad.pdf", b"%PDF-1.4 nothing", "document"), ("none.txt", None, "missing")]
)
def test_what_cannot_be_read_is_a_finding(tmp_path: Path, name: str, data: bytes | None, variant: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    text, (finding,) = read_document(tmp_path / name)
    assert text is None
    assert (finding.code, finding.variant) == ("source-error", variant)


@pytest.mark.parametrize(
    ("name", "data", "library"),
    [
        ("a.pdf", pdf("COP 12"), "pypdfium2"),
        ("a.html", b"<p>COP 12</p>", "inscriptis"),
        ("a.txt", "été".encode("latin-1"), "charset_normalizer"),
    ],
)
def test_without_the_extra_a_text_is_a_finding_with_what_to_install(
    tmp_path: Path, name: str, data: bytes, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda _: False)
    (tmp_path / name).write_bytes(data)
    text, (finding,) = read_document(tmp_path / name)
    assert (text, finding.code) == (None, "source-error")
    said = render_finding(finding, "en")
    assert said.message == f'The text is read with the extra "texts", which is not installed ({library}).'
    assert said.remedy == 'Run pip install "passerelle[texts]", then read it again.'


def test_plain_utf_8_is_read_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda _: False)
    (tmp_path / "a.txt").write_text("été", encoding="utf-8")
    assert read_document(tmp_path / "a.txt") == ("été", ())


def test_a_folder_is_all_texts_in_it_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/c.PDF", "a/d.csv", "c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [path.relative_to(tmp_path).as_posix() for path in documents_in([tmp_path, tmp_path / "b.txt"])]
    assert found == ["a/c.PDF", "a/z.html", "b.txt", "c.md", "b.txt"]
