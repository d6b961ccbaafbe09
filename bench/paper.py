"""The page of the reference that shows one run: table, picture, machine, and why a target was missed."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.plot import drawn
from bench.timing import HEAD, Row

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"

_INTRO = """\
# Benchmarks

`python3 run.py bench` (or parts of it: `python -m bench analyse rules store start memory browser`) prints this table;
a run of all parts writes this page. Figures are medians. Most are **ratios** to something plain measured by turns with
it in the same run: lxml's bare parse of the same bytes, a store with nothing in it, Flask on waitress with one route,
JavaScript in the page. Analysis, rules and memory are measured in processor time of their own thread or process, the
rest by the clock. Lines about saved pages and real posts need those beside the checkout and are left out without them.
"""

_READING = """\
## Reading it

- *Cards only* is what the extension sends: no style, no script, nothing around the cards. Each card is read, judged,
  kept and written into the answer, while lxml has a few kilobytes to parse: the ratio says what a card costs, and no
  target stands beside it. The target of 2 is for whole pages, most of which is style and markup around the cards.
- A reading repeats the same page, but nothing of a page is remembered between two readings. Rules are measured on
  texts never seen before too, because RE2 builds its automata as texts ask for them.
- In the browser nothing is attached: the page drives itself, a content script added to a copy of the extension times it
  from inside, and the page reports to its own server. *In-page JavaScript* reads the same fields of the same tiles by
  attribute, tries ten patterns and draws one badge a tile; it knows one design of one site, and judges nothing.
- *Worker and server* is the time in which at least one question is under way. *Reading, drawing, placing* is the work
  on the page's main thread, with the layouts it forces. A task over 50 ms counts when it ends after the extension's
  scripts came to the page, unless the page's own comparison ran in it; those before are the page's own first layout.
"""

WHY: Mapping[str, str] = {
    "whole saved pages": (
        "**Whole pages**: two things look at each tag from Python and cost together what the target allows. The look "
        "before any parser, which a page built to hang one cannot get around, takes one lxml parse; the index takes "
        "1.3, a third of it lexbor's own parse, the rest one step of the interpreter for each element and text. What "
        "is above that goes by the number of cards, each with its facts, two hundred rules, report and record: a page "
        "of one card is at 3 to 8, a list of 30 to 50 short ones at 12 and more. The extension sends cards and not "
        "pages, so a person waits for the *cards only* figures."
    ),
    "3 changed cards": (
        "**Three changed cards**: two fifths of it are reading the cards' facts, two fifths rules and report, a tenth "
        "what is kept of them; all of that is interpreted Python, one to two ms a card. The parse it is held against "
        "is C from end to end."
    ),
    "all rules": (
        "**All rules**: the target leaves a card 0.15 ms. A card with the same facts is judged once: most cards of a "
        "changed page cost a tenth of that. Of a new text, one look for words names the patterns that may match, "
        "about forty of two hundred for a long post, because many signs are told by common words meeting. RE2 then "
        "builds states for wordings it has not met, up to half of the time; the rest is Python that goes from word to "
        "pattern to sentence. One automaton of all patterns (Hyperscan) was tried: 0.1 ms a post, but three minutes "
        "to compile and 36 MB."
    ),
    "load the rules": "**Loading the rules**: tables come from the cache; conditions are made of them at each start.",
    "first answer after start": "**The first answer**: the program itself and its command line come first.",
    "tiles: snapshot to painted badges": (
        "**Painted badges**: the time of worker and server stands beside the figure, and it is most of it. The server "
        "reads, judges, keeps and writes each card in interpreted Python, one to two ms a card, and syncs each "
        "batch to disk before it answers; messages between page, worker and server take 2 ms each way. Cards in the "
        "window are sent and drawn first; the others are read while the server is at work on those, and drawn when the "
        "page is idle: the last of 30 comes later than it could, where nobody looks. The script in the page does none "
        "of this; most of its time is "
        "the wait for the next frame, and a few times that is less than the server's share alone."
    ),
    "main thread": (
        "**Work on the main thread**: more than half is finding places, and most of that the style and layout of the "
        "badges themselves, 0.4 ms each, which the page would pay for with its next frame: it is asked for once a "
        "group, so that a badge that moves something is taken back unseen. Copying takes 0.2 to 0.4 ms a card in "
        "scripts that were loaded a moment ago and run interpreted. All of it is cut into slices of 3 ms (reading, "
        "drawing) and 8 ms (placing)."
    ),
    "tasks over 50 ms": (
        "**Long tasks** are told by the clock: where other programs keep the processors busy, a task is long because "
        "it waits for one. The longest piece of the extension's own work stands beside the figures above."
    ),
    "layout shift": "**Layout shift**: where a badge finds no free spot beside its title, what stands below moves.",
}
"""Why a target is missed, by a part of the line's name."""


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    for line in cpu.read_text(encoding="utf-8").splitlines() if cpu.is_file() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    load = f", load average {os.getloadavg()[0]:.1f} at its end" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} processors ({model}), {platform.system()}, Python {platform.python_version()}{load}"


def page(rows: Sequence[Row], day: datetime, machine: str) -> str:
    """The page in Markdown."""
    out = [_INTRO, f"One run, as printed, {day:%d %B %Y}: {machine}.", ""]
    out += ["Other work on the same machine moves single figures by a third between runs.", "", HEAD]
    out += [row.words() for row in rows]
    out += ["", "![Each figure divided by its target](benchmarks.svg)", "", _READING]
    missed = [row.what for row in rows if row.missed]
    reasons = [why for part, why in WHY.items() if any(part in what for what in missed)]
    if reasons:
        out += ["## Over target, and why", "", *(f"- {why}" for why in reasons), ""]
    return "\n".join(out)


def write(rows: Sequence[Row], folder: Path = FOLDER) -> list[Path]:
    """Write page and picture; gives their paths."""
    texts = {"benchmarks.md": page(rows, datetime.now(UTC), _machine()), "benchmarks.svg": drawn(rows)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in texts]
