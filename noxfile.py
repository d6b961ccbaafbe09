"""Every task of the project. ``python3 run.py NAME`` runs one with nothing installed beforehand."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import nox

ROOT = Path(__file__).parent
nox.options.sessions = ["test"]
nox.options.reuse_existing_virtualenvs = True
nox.options.default_venv_backend = "virtualenv"
if os.environ.get("CI"):  # a log is read by programs too
    os.environ["NO_COLOR"] = "1"


WORKERS = ("-n", str(min(8, 1 + (os.cpu_count() or 1))), "--dist", "worksteal")
"""One worker more than processors: much of the suite's time is waiting for browsers and disks."""

PLUGINS = (
    "xdist.plugin",
    "pytest_playwright.pytest_playwright",
    "pytest_rerunfailures",
    "pytest_socket",
    "_hypothesis_pytestplugin",
)
"""Named, for of a plugin that it finds by itself pytest rewrites every file: seconds in each worker for hypothesis."""

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory."""


def _install(session: nox.Session, *what: str) -> None:
    """pip install, but only when the project's requirements changed since the last time in this environment."""
    session.env["PYTHONPATH"] = ""  # run.py sets it for nox itself
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + repr(what) + sys.version
    digest = hashlib.sha256(text.encode()).hexdigest()
    stamp = Path(session.virtualenv.location) / "escrowl-installed"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return
    session.log("installing what this task needs (once; about half a minute)")
    session.install("--no-compile", *what)  # a third quicker; Python compiles what it really imports
    stamp.write_text(digest, encoding="utf-8")


def _pytest(session: nox.Session, *arguments: str) -> None:
    """Run the suite; throwaway files lie in memory where there is room, for a busy disk makes each test wait."""
    session.env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugins = [part for name in PLUGINS for part in ("-p", name)]
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2 << 30
    with tempfile.TemporaryDirectory(prefix="escrowl-tests-", dir=MEMORY if roomy else None) as folder:
        session.env["TMPDIR"] = folder
        session.run("python", "-m", "pytest", "-rs", *plugins, *WORKERS, *arguments, *session.posargs)


@nox.session
def start(session: nox.Session) -> None:
    """Serve on 127.0.0.1 and say how to load and pair the extension. ``-- --demo`` shows it on sample pages."""
    _install(session, "-e", ".[scrapers]" if "--demo" in session.posargs else ".")
    session.run("python", "-m", "escrowl", "start", *session.posargs)


@nox.session
def test(session: nox.Session) -> None:
    """All tests, with a real browser."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "escrowl_scrapers.cli", "browser")
    _pytest(session)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, types and import contracts."""
    _install(session, "-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")


@nox.session(venv_backend="none")
def extension(session: nox.Session) -> None:
    """The extension's checks: types in JSDoc, unit tests, the stores' linter. Needs Node 20 or newer with npm."""
    if shutil.which("npm") is None:
        session.error("npm is not installed; the extension's checks need Node 20 or newer (https://nodejs.org/)")
    session.chdir("extension")
    session.run("npm", "ci", "--no-audit", "--no-fund", external=True)
    for task in ("check", "test", "lint"):
        session.run("npm", "run", "--silent", task, external=True)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it elsewhere, and run the suite against it (browser tests left to ``test``)."""
    session.env["PYTHONPATH"] = ""
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    session.install("--no-compile", "build")
    session.run("python", "-m", "build", "--quiet")
    built = next((ROOT / "dist").glob("*.whl"))
    session.install("--no-compile", f"escrowl[test] @ {built.as_uri()}")
    session.install("--no-compile", "--force-reinstall", "--no-deps", str(built))  # the version may be that of before
    session.run("python", "-c", "import escrowl, sys; assert 'site-packages' in escrowl.__file__, escrowl.__file__")
    _pytest(session, "-m", "not browser and not firefox")


@nox.session
def faults(session: nox.Session) -> None:
    """The store killed at every system call on its files, and every call failing once (Linux, strace; minutes)."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", "tests/store/every_syscall.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed and memory, printed as ratios of one run."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def judge(session: nox.Session) -> None:
    """How well the rules judge: precision, recall, false alarms; writes docs/reference/judgement.md."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "bench.judging", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages of docs/reference and the extension's types anew."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "escrowl", "dev", "docs")


@nox.session
def pictures(session: nox.Session) -> None:
    """Make the README's screenshots anew from the real thing."""
    _install(session, "-e", ".[test]")
    session.run("python", "-m", "escrowl_scrapers.shots", "--out", "docs/images")
