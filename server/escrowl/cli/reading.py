"""``check`` and ``judge``: what escrowl says to saved pages and written cases."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from escrowl import replies, rules
from escrowl.check import check as check_snapshot
from escrowl.check import judge as judge_facts
from escrowl.cli.terms import terms_options, wanted_terms
from escrowl.errors import EscrowlError
from escrowl.facts import Facts
from escrowl.report import FindingOut, Report
from escrowl.rules.cases import judge_case, read_case
from escrowl.snapshot import Snapshot, read_page_file

SHAPES = {"danger": "■ danger", "warning": "▲ warning", "caution": "◆ caution", "info": "● info"}
PAGE_ENDINGS = {".html", ".htm", ".mhtml", ".mht", ".txt", ".json"}
BESIDE_PAGES = {"snapshot.json", "expected.json"}


def plain(text: str) -> str:
    """Text of a page, safe for a terminal: no control or escape characters, white space folded, no rich markup."""
    return escape(" ".join("".join(c if c.isprintable() else " " for c in text).split()))


def page_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files and snapshot folders named, or found below a folder. Raises EscrowlError for a folder without any."""
    for path in paths:
        if path.is_dir() and not (path / "snapshot.json").exists():
            found = sorted(
                p for p in path.rglob("*") if p.suffix in PAGE_ENDINGS and p.name not in BESIDE_PAGES and p.is_file()
            )
            if not found:
                raise EscrowlError(
                    f"There is no saved page in {path}: none of its files ends in .html, .mhtml or .txt."
                )
            yield from found
        else:
            yield path


def _progress(files: list[Path], what: str) -> Iterable[Path]:
    """A progress bar on standard error when there is more than a handful and somebody looks."""
    if len(files) < 6 or not sys.stderr.isatty():
        return files
    return track(files, description=what, console=Console(stderr=True), transient=True)


def read_page(path: Path, url: str | None) -> Snapshot:
    if path.is_dir():
        return Snapshot.load(path)
    return read_page_file(path, url)


NARROW = 72
"""Columns of a terminal below which five columns of a table are a word wide each: then it is a list."""
MOST_FAULTS = 10
"""Lines that are named when they are no case; a file of another kind has thousands."""


def _said(report: Report) -> Iterator[tuple[str, list[FindingOut]]]:
    """What each card with findings to show is called, and those."""
    for card in report.cards:
        title = card.facts.get("job.title")
        shown = [finding for finding in card.findings if finding.folded_into is None]
        if shown:
            yield plain(str(title.value) if title else card.id)[:60], shown


def _list(path: Path, report: Report) -> Iterator[str]:
    """The same as `_table`, one finding below the other."""
    yield f"[bold]{plain(str(path))}[/]: {report.site} {report.kind}, {report.status}, {len(report.cards)} cards"
    for card, findings in _said(report):
        yield f"[bold]{card}[/]"
        for finding in findings:
            yield f"  {SHAPES[finding.severity]}  {plain(finding.title)} [dim]{finding.rule}[/]"
            yield from (f"    “{plain(quote)}”" for quote in finding.quotes)


def _table(path: Path, report: Report) -> Table | str:
    shown = [(card, finding) for card, findings in _said(report) for finding in findings]
    if not shown:
        return f"[bold]{plain(str(path))}[/]: {report.status}, {len(report.cards)} cards, nothing to say"
    table = Table(
        title=f"{plain(str(path))}: {report.site} {report.kind}, {report.status}, {len(report.cards)} cards",
        title_justify="left",
    )
    for head in ("card", "severity", "finding", "words on the page", "first reply"):
        table.add_column(head, overflow="fold")
    for card, finding in shown:
        table.add_row(
            card,
            SHAPES[finding.severity],
            f"{plain(finding.title)}\n[dim]{finding.rule}[/]",
            "\n".join(f"“{plain(quote)}”" for quote in finding.quotes),
            finding.replies[0] if finding.replies else "",
        )
    return table


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--url", help="Address of the page, when the file does not tell it (one file only).")
@click.option("--json", "as_json", is_flag=True, help="Print one Report a line.")
@terms_options
def check(files: tuple[Path, ...], url: str | None, as_json: bool, terms_at: Path | None, no_terms: bool) -> None:
    """Read saved pages, or folders of them, and print the findings."""
    if url and len(files) > 1:
        raise click.UsageError("--url goes with one file; several pages tell their addresses themselves.")
    console, unread, terms = Console(), 0, wanted_terms(terms_at, no_terms)
    for path in _progress(list(page_files(files)), "checking"):
        try:
            report = check_snapshot(read_page(path, url), terms=terms)
        except EscrowlError as fault:
            click.echo(f"{path}: {fault}", err=True)
            unread += 1
            continue
        if report.status != "read":
            unread += 1
            click.echo(f"{path}: {_status_words(report)}", err=True)
        if as_json:
            click.echo(json.dumps({"file": str(path), **json.loads(report.to_json())}, ensure_ascii=False))
        else:
            console.print(_table(path, report) if console.width >= NARROW else "\n".join(_list(path, report)))
    sys.exit(1 if unread else 0)


def _status_words(report: Report) -> str:
    return {
        "partial": "partly read: a fact that this kind of page should show is missing on some card",
        "unreadable": "the address is a marketplace's, but nothing could be read: its layout may have changed",
        "unsupported": "not a page that escrowl reads",
        "read": "read",
    }[report.status]


@click.command()
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one answer a line.")
@terms_options
def judge(cases: Path, as_json: bool, terms_at: Path | None, no_terms: bool) -> None:
    """Say what the rules say to given facts and messages: CASES is a file with one JSON case a line."""
    bad, console, terms = 0, Console(), wanted_terms(terms_at, no_terms)

    def under_terms(facts: Facts) -> rules.Judgement:
        judged = judge_facts(Facts({**terms.facts(facts.value("platform")), **facts}), terms)
        fired = [finding.rule for finding in judged.findings]
        offered = replies.offered(judged.replies, fired, None, replies.with_own(terms.replies))
        return replace(judged, replies=offered)

    with cases.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                answer = judge_case(read_case(line, number), under_terms)
            except EscrowlError as fault:
                bad += 1
                if bad <= MOST_FAULTS:
                    click.echo(f"{cases}:{number}: {fault}", err=True)
                continue
            if as_json:
                click.echo(json.dumps(answer, ensure_ascii=False))
                continue
            best = ", ".join(answer["replies"][:3]) or "none"
            console.print(
                f"[bold]{plain(str(answer['id']))}[/]  verdict: {answer['verdict'] or 'none'}  replies: {best}"
            )
            for finding in answer["findings"]:
                quotes = " · ".join(f"“{plain(q)}”" for q in finding.get("quotes", ()))
                console.print(f"   {SHAPES[finding['severity']]:10} {finding['rule']}  {quotes}")
    if bad > MOST_FAULTS:
        click.echo(f"{cases}: {bad - MOST_FAULTS} more lines are no cases. Each is one JSON object.", err=True)
    sys.exit(1 if bad else 0)
