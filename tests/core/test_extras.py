"""Which extra a library belongs to, and what is said where it is not installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from pipeline.cli.error_handling import fault_of
from pipeline.core import extras
from pipeline.core.extras import LIBRARIES, Extra, MissingExtra, missing_extra, require_extra
from pipeline.core.i18n import LANGUAGES, Language
from pipeline.workflows.build import build
from pipeline.workflows.check_package import Options, check_paths
from pipeline.workflows.release import ReleaseOptions, release
from tests import ROOT

# Libraries whose package has another name than the library.
PACKAGES = {"vl_convert": "vl-convert-python"}
WANTED = ReleaseOptions(Path("dist"), Path("build"))


def test_every_library_is_in_the_extra_that_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        extra: sorted(re.split(r"[\[<>=]", package)[0] for package in packages)
        for extra, packages in project["optional-dependencies"].items()
    }
    named = {
        extra: sorted(PACKAGES.get(name, name.replace("_", "-")) for name in names)
        for extra, names in LIBRARIES.items()
    }
    assert named == wanted
    base = {re.split(r"[\[<>=]", dependency)[0] for dependency in project["dependencies"]}
    assert not base & {name for names in named.values() for name in names}


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda _: False)


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "spreadsheets need libraries that are not installed (openpyxl); run "),
        ("fr", "les classeurs demandent des bibliothèques qui ne sont pas installées (openpyxl)\u202f; lancez "),
        ("es", "las hojas de cálculo necesitan bibliotecas que no están instaladas (openpyxl); ejecute "),
    ],
)
def test_a_missing_library_is_reported_with_the_command_that_installs_it(lang: Language, said: str) -> None:
    with pytest.raises(MissingExtra) as caught:
        require_extra("excel", "openpyxl")
    assert caught.value.message(lang) == f'{said}pip install "passerelle[excel]"'


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize("extra", LIBRARIES)
def test_every_extra_has_its_words_and_names_all_its_libraries(extra: Extra) -> None:
    with pytest.raises(MissingExtra) as caught:
        require_extra(extra)
    for lang in LANGUAGES:
        assert f'pip install "passerelle[{extra}]"' in caught.value.message(lang)
        assert f"({', '.join(LIBRARIES[extra])})" in caught.value.message(lang)


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (ModuleNotFoundError("No module named 'lxml'", name="lxml"), "fault-needs-build"),
        (ModuleNotFoundError("No module named 'pyspark.sql'", name="pyspark.sql"), "fault-needs-spark"),
        (ImportError("cannot import name 'PdfDocument'", name="pypdfium2"), "fault-needs-texts"),
    ],
)
def test_a_failed_import_of_such_a_library_is_a_missing_extra(error: ImportError, key: str) -> None:
    fault = fault_of(error)
    assert isinstance(fault, MissingExtra)
    assert fault.key == key


@pytest.mark.parametrize(
    "error", [ImportError("x"), ModuleNotFoundError("x", name="pipeline.none"), ValueError("lxml")]
)
def test_no_other_exception_is_a_missing_extra(error: Exception) -> None:
    assert missing_extra(error) is None


@pytest.mark.usefixtures("nothing_installed")
def test_a_check_on_a_cluster_and_a_build_say_at_once_what_they_need(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"resources": []}', encoding="utf-8")
    with pytest.raises(MissingExtra) as caught:
        check_paths([tmp_path / "datapackage.json"], options=Options(master="local[1]"))
    assert caught.value.key == "fault-needs-spark"
    for work in (lambda: build(tmp_path, tmp_path / "build", print), lambda: release(tmp_path, WANTED, print)):
        with pytest.raises(MissingExtra) as caught:
            work()
        assert caught.value.key == "fault-needs-build"
    assert not (tmp_path / "build").exists()
