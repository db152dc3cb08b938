"""python -m tests.base_install: runs the command with what `pip install passerelle` installs, and nothing else.

`nox -s base-install` makes the environment. Only the standard library and what a check needs are imported here. The
commands run outside the repository, so that the installed package is used and not this folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, TextIO

from pipeline.core.extras import LIBRARIES
from tests import ROOT
from tests.base_install.files import PROFILE_URL, write_files

# What must not be installed: the libraries of the extras and of the tests.
OTHERS = (*(name for names in LIBRARIES.values() for name in names), "hypothesis", "pytest")
SPARK = "Spark needs libraries that are not installed (pyspark)"
INSTALL_BUILD = 'pip install "passerelle[build]"'
INSTALL_TEXTS = 'pip install "passerelle[texts]"'
INSTALL_EXCEL = 'pip install "passerelle[excel]"'


class Case(NamedTuple):
    """A command, the exit code that it must have, and texts of which each must be in what it prints."""

    command: str
    code: int
    texts: Sequence[str] = ()


CASES = (
    Case("--version", 0, ["passerelle, version"]),
    Case("--help", 0, ["[OPTIONS] COMMAND [ARGS]", "extract"]),
    Case("check --help --lang en", 0, ["Check the raw/ of a registry"]),
    Case("check --help --lang fr", 0, ["Vérifie"]),
    Case("check --help --lang es", 0, ["Comprueba"]),
    Case("explain type-error", 0, ["type-error"]),
    # Packages and tables, in every format that a check reads itself.
    Case("check good/datapackage.json", 0, ["Valid: 7 files, 14 rows, nothing wrong."]),
    Case("check bad/datapackage.json", 1, ["type-error", "primary-key", "Write Ana.", "Write 2014-11-04."]),
    *(
        Case(f"check bad/datapackage.json --format {form}", 1, ["type-error"])
        for form in ("json", "sarif", "junit", "github", "markdown", "frictionless")
    ),
    Case("check good/plain.csv --schema good/schema.json", 0, ["Valid: 1 file, 2 rows"]),
    Case("check good/lines.csv.gz --schema good/schema.json", 0, ["Valid: 1 file, 2 rows"]),
    Case(
        "check profile/datapackage.json --schemas profile/copies",
        1,
        ["schema-error", f"The profile {PROFILE_URL} requires"],
    ),
    Case("check bad/datapackage.json --quarantine apart", 1, ["bad/t.csv: 1 good, 2 refused"]),
    Case("check bad/datapackage.json --diff", 1, ["Nothing to correct."]),
    Case("diff bad profile", 0, ["table0"]),
    # A registry.
    Case("init ponts --requirement passerelle==1.0", 0, ["ponts is a registry"]),
    Case("check ponts", 0, ["Valid: 1 file, 2 rows, nothing wrong."]),
    Case("add sources --facts ponts --registry ponts", 0, ["schemas/tables/sources.yaml"]),
    Case("init example --example bridges --requirement passerelle==1.0", 0, ["example is a registry"]),
    Case("check example", 0, ["Valid"]),
    Case("init towns --from good/plain.csv --requirement passerelle==1.0", 0, ["towns is a registry"]),
    Case("check towns", 0, ["Valid: 1 file, 2 rows, nothing wrong."]),
    Case("check --registry ponts --since HEAD", 2, ["git"]),
    # What needs an extra is one clear line with the command that installs it.
    Case("check workbook/datapackage.json", 1, ["unchecked[format]", f"Run {INSTALL_EXCEL}"]),
    Case("check workbook/datapackage.json --format json", 1, ['Run pip install \\"passerelle[excel]\\"']),
    Case("check other/datapackage.json", 1, ['Run pip install "frictionless[html]"', '"shp"']),
    Case("template ponts --registry ponts", 2, ["(openpyxl)", INSTALL_EXCEL]),
    Case("import workbook/t.xlsx --registry ponts", 2, ["(python_calamine)", INSTALL_EXCEL]),
    Case("build --registry ponts", 2, ["building the registry needs libraries", "vl_convert", INSTALL_BUILD]),
    Case("build --registry ponts --lang fr", 2, ["\u202f; lancez " + INSTALL_BUILD]),
    Case("build --registry ponts --lang es", 2, ["; ejecute " + INSTALL_BUILD]),
    Case("serve --registry ponts --port 0", 2, [INSTALL_BUILD]),
    Case("release --registry ponts", 2, [INSTALL_BUILD]),
    Case("check good/datapackage.json --engine spark", 2, [SPARK, 'run pip install "passerelle[spark]"']),
    Case(
        "check good/datapackage.json --engine spark --format json",
        2,
        ['"code": "fault-needs-spark"', f'"message": "{SPARK}"', '"remedy": "Run pip install \\"passerelle[spark]\\""'],
    ),
    Case("check good/datapackage.json --engine spark --format sarif", 2, [SPARK, '"executionSuccessful": false']),
    Case("check good/datapackage.json --engine spark --format junit", 2, [SPARK]),
    Case("extract texts/plain.txt --registry ponts", 0),
    Case("extract texts/plain.txt --registry ponts --engine spark", 2, [SPARK]),
    Case("extract texts/page.html --registry ponts", 1, ["(inscriptis)", INSTALL_TEXTS]),
    Case("extract texts/page.pdf --registry ponts", 1, ["(pypdfium2)", INSTALL_TEXTS]),
    Case("extract texts/latin.txt --registry ponts --lang fr", 1, ["(charset_normalizer)", "Lancez " + INSTALL_TEXTS]),
)
NOTEBOOK = "import pipeline; print(pipeline.check('bad/datapackage.json')._repr_html_())"


def main(out: TextIO) -> int:
    there = [name for name in OTHERS if find_spec(name) is not None]
    if there:
        out.write(f"not a base installation: {', '.join(there)}\n")
        return 1
    failed = 0
    with tempfile.TemporaryDirectory(prefix="passerelle-") as name:
        folder = Path(name)
        write_files(folder, (ROOT / "raw" / "texts" / "chm-ma-convention.txt").read_text(encoding="utf-8"))
        for case in CASES:
            failed += report_case(case, run(folder, ["-m", "pipeline", *case.command.split()]), out)
        failed += report_case(Case("notebook", 0, ["<table>"]), run(folder, ["-c", NOTEBOOK]), out)
    installed = list(distributions())
    sizes = [Path(str(item.locate_file(file))) for item in installed for file in item.files or ()]
    size = sum(path.stat().st_size for path in sizes if path.is_file())
    out.write(f"{len(CASES) + 1 - failed} of {len(CASES) + 1} commands are right\n")
    out.write(f"{len(installed)} packages, {size / 1e6:.0f} MB\n")
    return 1 if failed else 0


def run(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Runs Python in a folder; its output is as a pipe gets it, in UTF-8."""
    env = {"PASSERELLE_CACHE": str(folder / "cache"), "PASSERELLE_LANG": "en", "PATH": "/usr/bin:/bin", "HOME": "/"}
    command = [sys.executable, "-X", "utf8", *arguments]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False, timeout=120)


def report_case(case: Case, done: subprocess.CompletedProcess[str], out: TextIO) -> int:
    """1 if a command did not do what it must, which is printed; else 0."""
    printed = done.stdout + done.stderr
    wrong = [] if done.returncode == case.code else [f"exit code {done.returncode}, not {case.code}"]
    wrong += [f"not printed: {text}" for text in case.texts if text not in printed]
    wrong += ["a traceback"] if "Traceback" in printed or "Error: " in printed else []
    if wrong:
        out.write(f"passerelle {case.command}: {'; '.join(wrong)}\n{printed}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.stdout))
