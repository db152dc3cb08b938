"""The sessions of the project; each makes its own environment. `nox -s build` and `nox -s tests` are all the set-up."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import nox

# uv where it is there: it installs in a tenth of the time.
nox.options.default_venv_backend = "uv|venv"
# An environment is used again; `install` looks whether it still has what is wanted.
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "tests", "build"]
nox.needs_version = ">=2025.5.1"

PROJECT = nox.project.load_toml("pyproject.toml")
SOURCES = ("pipeline", "tests", "benchmarks", "hatch_build.py", "noxfile.py")
# Exact versions of everything, so that the same commit gives the same bytes next year.
PINNED = ("--constraint", "constraints.txt")
# All extras but Spark's.
WHOLE = "build,excel,texts"
# A file in an environment: a digest of what was installed there.
STAMP = "installed.txt"
# How tests run on all processors: each works through its half, then takes over what is left of another's.
IN_PARALLEL = ("--numprocesses", "auto", "--dist", "worksteal")
# A file that is opened without an encoding is a warning, and a warning is an error.
STRICT_ENCODINGS = {"PYTHONWARNDEFAULTENCODING": "1"}
# Tests that say whether a library does what the project needs of it.
OF_LIBRARIES = (
    "tests/datapackage/test_documents.py",
    "tests/findings/formats",
    "tests/libraries",
    "tests/readers",
    "tests/publishing/release/test_release.py",
    "tests/standard/test_cells.py",
    "tests/standard/test_packages.py",
    "tests/core/text/test_spelling.py",
    "tests/core/files/test_temporary.py",
    "tests/registry/test_spreadsheets.py",
)


def install(session: nox.Session, *groups: str, extra: str = WHOLE) -> None:
    """Installs the project as it is here, with extras and dependency groups, at the pinned versions."""
    wanted = [name for group in groups for name in nox.project.dependency_groups(PROJECT, group)]
    install_once(session, "--editable", f".[{extra}]" if extra else ".", *wanted)


def install_once(session: nox.Session, *wanted: str) -> None:
    """Installs at the pinned versions, unless the environment has exactly this from an earlier run."""
    environment = Path(session.virtualenv.location)
    digest = hashlib.sha256("\0".join((str(Path.cwd()), *wanted)).encode())
    # pyvenv.cfg says which Python the environment has.
    for file in (Path("constraints.txt"), Path("pyproject.toml"), environment / "pyvenv.cfg"):
        digest.update(file.read_bytes())
    stamp = environment / STAMP
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest.hexdigest():
        return
    stamp.unlink(missing_ok=True)
    session.install(*PINNED, *wanted)
    stamp.write_text(digest.hexdigest(), encoding="utf-8")


def run_tests(session: nox.Session, *options: str) -> None:
    """Runs pytest on all processors, with the options given here and those after --."""
    install(session, "tests")
    session.run("pytest", *IN_PARALLEL, *options, *session.posargs, env=of_tests(session))


def of_tests(session: nox.Session) -> dict[str, str | None]:
    """The variables with which tests run.

    What Python compiles is kept in the environment of the session, whatever the user's variables say: else each worker
    and each process that a test starts compiles every module again, a third of the time of the tests.
    """
    kept = {"PYTHONDONTWRITEBYTECODE": None, "PYTHONPYCACHEPREFIX": str(Path(session.virtualenv.location) / "bytecode")}
    return {**STRICT_ENCODINGS, **kept}


@nox.session
def build(session: nox.Session) -> None:
    """Takes what is in raw/ to build/: the data package, the CSV files and the site."""
    install(session, extra="build")
    session.run("passerelle", "build", *session.posargs)


@nox.session(reuse_venv=False)
def release(session: nox.Session) -> None:
    """Makes dist/<name>-<version>.zip from a clean commit; with -- --prepare first its version and its entry."""
    install(session, extra="build")
    session.run("passerelle", "release", *session.posargs)


@nox.session
def reproduce(session: nox.Session) -> None:
    """Makes the registry's release twice, in two environments that differ in all they can, and compares the bytes."""
    install(session, extra="build")
    session.run("python", "-m", "tests.reproducing", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Checks raw/, or what is named after --, and writes nothing."""
    install(session, extra="")
    session.run("passerelle", "check", *session.posargs)


@nox.session(name="base-install", reuse_venv=False)
def base_install(session: nox.Session) -> None:
    """Runs the command where only the wheel and what a check needs are installed."""
    # uv would take a wheel that it made of an earlier state of the sources.
    fresh = ("--reinstall-package", "passerelle") if session.venv_backend == "uv" else ()
    session.install(*PINNED, *fresh, ".")
    session.run("python", "-m", "tests.base_install", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Runs the tests that no session below selects, on all processors; a folder of them: -- tests/validation."""
    run_tests(session)


@nox.session(name="crash-tests")
def crash_tests(session: nox.Session) -> None:
    """Runs the tests of full disks, limits and signals, and kills commands at random moments; -- --full: 200 each."""
    install(session, "tests")
    session.run("pytest", *IN_PARALLEL, "-m", "crash", env=of_tests(session))
    session.run("python", "-m", "tests.faults.kills", *session.posargs)


@nox.session(name="release-tests")
def release_tests(session: nox.Session) -> None:
    """Runs the tests that make releases, and those that build again or elsewhere and compare the bytes."""
    run_tests(session, "-m", "release")


@nox.session(reuse_venv=False)
def latest(session: nox.Session) -> None:
    """Builds, checks, extracts and releases with the newest versions that pyproject.toml allows."""
    session.install("--upgrade", "--editable", f".[{WHOLE}]", *nox.project.dependency_groups(PROJECT, "runner"))
    try_libraries(session)


@nox.session(reuse_venv=False)
def lowest(session: nox.Session) -> None:
    """Builds, checks, extracts and releases with the lowest versions that pyproject.toml allows."""
    # Of what installs, uv alone can take the lowest; so it is there also where nox came without it.
    session.install("uv")
    wanted = ["--editable", f".[{WHOLE}]", *nox.project.dependency_groups(PROJECT, "runner")]
    target = ("--python", f"{session.virtualenv.location}")
    session.run("uv", "pip", "install", "--quiet", *target, "--resolution", "lowest-direct", *wanted)
    try_libraries(session)


def try_libraries(session: nox.Session) -> None:
    """Runs what needs the libraries: a build, a check of 200,000 rows, an extraction, and the tests with a release."""
    folder = session.create_tmp()
    env = {"PASSERELLE_CACHE": f"{folder}/cache"}
    session.run("passerelle", "build", "--out", f"{folder}/build", env=env)
    session.run("python", "-m", "tests.libraries", f"{folder}/sightings")
    session.run("passerelle", "check", f"{folder}/sightings/datapackage.json", env=env)
    session.run("passerelle", "extract", "raw/texts/chm-ma-convention.txt", env=env, silent=True)
    # The tests make repositories of git, which must not lie in this one.
    outside = {"TMPDIR": tempfile.gettempdir()}
    # An empty expression selects tests of every session.
    session.run("pytest", *IN_PARALLEL, "-m", "", *OF_LIBRARIES, *session.posargs, env=outside)


@nox.session(name="property-tests")
def property_tests(session: nox.Session) -> None:
    """Runs the property tests with 1,500 examples each: half an hour."""
    run_tests(session, "--hypothesis-profile", "full", "-k", "every_way")


@nox.session
def mutation(session: nox.Session) -> None:
    """Counts how many mutants of the code the tests notice, of 150; -- 'pipeline.validation.*' --number 50."""
    install(session, "tests", "mutation")
    session.run("python", "-m", "tests.mutation", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Sees that mutants of registries and packages break no promise: a minute; -- --full: 20,000 of them, hours."""
    install(session, "tests")
    session.run("python", "-m", "tests.fuzz.campaign", *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Runs the check on Apache Spark: on threads, then on a master and two workers that it starts; needs Java 17."""
    install(session, "tests", extra=f"{WHOLE},spark")
    session.run("pytest", "-m", "spark", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Looks at the whole site in Chromium, from disk and from a server; needs Chromium, Java 17 and npm."""
    install(session, "tests", "browser")
    tools = session.create_tmp()
    package = "tests/browser/package.json"
    session.run("cp", package, tools, external=True)
    session.run("npm", "install", "--prefix", tools, "--no-audit", "--no-fund", "--silent", external=True)
    env = {"BROWSER_TOOLS": f"{tools}/node_modules"}
    session.run("pytest", "-m", "browser", *session.posargs, env=env)


@nox.session
def interop(session: nox.Session) -> None:
    """Reads the package back with the tools of those who use it; needs R with jsonlite, Node and LibreOffice Calc."""
    install(session, "tests", "interop")
    session.run("pytest", "-m", "interop", *session.posargs)


@nox.session
def links(session: nox.Session) -> None:
    """Asks the addresses of the sources whether they still answer, and notes it in raw/tables/links.csv."""
    install(session, extra="")
    session.run("passerelle", "links", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measures the check and the reading of texts beside their peers: nox -s bench -- --rows 1000000, or -- texts.

    With -- checks: how long a contributor waits; with -- tables: packages of many small tables; with -- growth: time
    and memory of the build where the registry has 5 and 20 times its rows.
    """
    install(session, "bench")
    named = {"texts": "benchmarks.reading", "checks": "benchmarks.checks", "tables": "benchmarks.many_tables"}
    named |= {"growth": "benchmarks.growth"}
    which, *options = session.posargs or [""]
    if which in named:
        session.run("python", "-m", named[which], *options)
    else:
        session.run("python", "-m", "benchmarks.run", *session.posargs)
    if not session.posargs:
        session.run("python", "-m", named["texts"])


@nox.session
def lint(session: nox.Session) -> None:
    """Checks style, and which room may import which; with -- --fix it corrects the style."""
    install_once(session, *nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check", *session.posargs, *SOURCES)
    session.run("ruff", "format", "--check", *SOURCES)
    session.run("lint-imports", "--no-logo", env={"PYTHONPATH": "."})


@nox.session
def types(session: nox.Session) -> None:
    """Checks the types, strictly."""
    install(session, "types")
    session.run("mypy")
