"""Run a session of noxfile.py with nothing installed beforehand: ``python3 run.py start`` or ``python3 run.py test``.

Needs Python 3.11 or newer with pip. nox is put into ``.tools`` beside this file, never into your Python.
"""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, ".tools")
NOX = "nox>=2024.10.9,<2027"


def ask_pip():
    """Put nox into .tools; say what to do when pip cannot."""
    print("escrowl: getting nox, the task runner (once) …", flush=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command = [*pip, "--target", TOOLS, NOX]
    if subprocess.call(command) != 0:
        sys.exit(
            "escrowl: pip could not install nox. Check that `%s -m pip` works and that you are online." % sys.executable
        )


def main():
    if sys.version_info < (3, 11):
        sys.exit(
            "escrowl needs Python 3.11 or newer; this is %d.%d. Install a newer one from https://www.python.org/ "
            "and run this command with it." % sys.version_info[:2]
        )
    session, *rest = sys.argv[1:] or ["start"]
    if rest[:1] == ["--"]:  # as nox and npm want it before what is handed on
        del rest[0]
    if not os.path.isdir(os.path.join(TOOLS, "nox")):
        ask_pip()
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
        # Without compiled files every process would compile every library anew. They are put where no sources are.
        os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(HERE, ".nox", "compiled")
    environment = dict(os.environ, PYTHONPATH=TOOLS)
    nox = [sys.executable, "-m", "nox", "--noxfile", os.path.join(HERE, "noxfile.py"), "--session", session]
    if session != "start":
        sys.exit(subprocess.call([*nox, "--", *rest], env=environment, cwd=HERE))
    # The server is started directly, not below nox, so that Ctrl+C and a service manager's signals reach it.
    code = subprocess.call([*nox, "--install-only", "--", *rest], env=environment, cwd=HERE)
    if code != 0:
        sys.exit(code)
    folder = os.path.join(HERE, ".nox", "start", "Scripts" if os.name == "nt" else "bin")
    command = [os.path.join(folder, "python"), "-m", "escrowl", "start", *rest]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
