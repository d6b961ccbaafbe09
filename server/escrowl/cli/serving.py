"""``start``: serve, lay out the extension, say how to load and pair it; with ``--demo`` show it on sample pages."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
from pathlib import Path

import click

from escrowl.cli.layout import lay_out
from escrowl.errors import EscrowlError
from escrowl.naming import command, quoted
from escrowl.settings import Settings, read_settings
from escrowl.web.pairing import FIRST_WINDOW, WINDOW
from escrowl.web.serve import Running, serve

STEPS = """\
  1. Chrome, Edge, Brave: open chrome-extension-page  and switch on "Developer mode".
     Firefox: open about:debugging#/runtime/this-firefox
  2. Choose "Load unpacked" (Firefox: "Load Temporary Add-on", then manifest.json) and pick that folder.
  3. escrowl's options open by themselves (later: its icon, then "Options").
     Paste the pairing line there and press "Pair".
  4. Open a list of jobs, a job or a talk on a marketplace. What is in the way, if anything, its icon tells.""".replace(
    "chrome-extension-page", "chrome://extensions"
)


def _say(running: Running, settings: Settings, folder: Path, line: str, seconds: float) -> None:
    at = "" if settings.data == read_settings().data else f" --data {quoted(settings.data)}"
    click.echo(f"\nescrowl serves on http://127.0.0.1:{running.port}  (this machine only; stop with Ctrl+C)\n")
    click.echo(f"The extension is in  {folder}\n{STEPS}\n")
    click.echo(f"Pairing line (one browser, within {seconds / 60:.0f} minutes):\n\n  {line}\n")
    click.echo(f"Another pairing line:  {command('pair')}{at}\nThe dashboard:         {command('open')}{at}")
    sys.stdout.flush()


def _demo(line: str, out: Path) -> subprocess.Popen[str]:
    """A process of its own: driving a browser is the scrapers' work. It gets the line where no other reads it."""
    child = subprocess.Popen(  # noqa: S603 (our own module, our own arguments)
        [sys.executable, "-m", "escrowl_scrapers.demo", "--line", "-", "--out", str(out)],
        stdin=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    child.stdin.write(line + "\n")
    child.stdin.close()
    return child


def _watch(child: subprocess.Popen[str]) -> None:
    code = child.wait()
    if code == 0:
        click.echo("The demo has ended; the server goes on. Stop it with Ctrl+C.")
    elif code > 0:
        click.echo(
            f"escrowl: the demo ended with status {code} (see above); the server goes on. Stop with Ctrl+C.", err=True
        )


@click.command()
@click.option("--port", type=int, help="Port on 127.0.0.1 (default 48615, or ESCROWL_PORT).")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the store (or ESCROWL_DATA).")
@click.option(
    "--extension",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to lay out the extension (default ~/escrowl-extension).",
)
@click.option(
    "--demo", is_flag=True, help="Also open Chromium with the extension loaded and paired on the bundled sample pages."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("escrowl-demo"),
    help="Folder of the demo's screenshots.",
)
@click.option("--openapi", is_flag=True, help="Serve the API's OpenAPI document to paired programs.")
def start(port: int | None, data: Path | None, extension: Path | None, demo: bool, out: Path, openapi: bool) -> None:
    """Serve on 127.0.0.1, lay out the extension, and say how to load and pair it."""
    settings = read_settings(port, data, extension, openapi)
    if demo and importlib.util.find_spec("playwright") is None:
        raise EscrowlError(
            'The demo drives a browser with Playwright, which is not installed: pip install "escrowl[scrapers]".'
        )
    if demo and subprocess.run([sys.executable, "-m", "escrowl_scrapers.cli", "browser"], check=False).returncode != 0:
        raise EscrowlError("The demo needs Chromium, and none could be found or installed (see above).")
    folder = lay_out(settings.extension)
    children: list[subprocess.Popen[str]] = []

    def on_ready(running: Running) -> None:
        from escrowl.cli.terms import say_faults  # the rules are loaded by now; the first answer did not wait for them
        from escrowl.terms import read
        from escrowl.web.own import faults

        # Who has no browser paired yet has still to load the unpacked extension, which takes longer than two minutes.
        pairing = running.new_pairing("browser", WINDOW if running.any_paired() else FIRST_WINDOW)
        _say(running, settings, folder, pairing.line, pairing.seconds)
        say_faults(faults(read(settings.data)))
        if demo:
            child = _demo(running.new_pairing("demo").line, out)
            children.append(child)
            threading.Thread(target=_watch, args=(child,), daemon=True).start()

    try:
        serve(settings, on_ready)
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
