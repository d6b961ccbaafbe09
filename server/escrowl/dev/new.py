"""Starting files for contributors: each is complete enough to load and to be tested, and says what to change."""

from __future__ import annotations

import json
import re
from pathlib import Path

from escrowl import pages, replies
from escrowl.cards import PageKind
from escrowl.check import check
from escrowl.dev import templates
from escrowl.errors import EscrowlError
from escrowl.snapshot import Snapshot

RULES = Path("server/escrowl/rules/catalog")
REPLIES = Path("server/escrowl/replies/catalog")
PAGES = Path("server/escrowl/pages")
CASES = Path("tests/pages")
_WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class NotCreated(EscrowlError):
    """A starting file cannot be written: the name does not fit, or there is such a file already."""

    code = "new"


def _named(name: str, what: str, example: str) -> str:
    if not _WORD.fullmatch(name):
        raise NotCreated(f"{what} {name!r} does not fit; use small letters, digits and single dashes, as in {example}.")
    return name


def _write(path: Path, text: str) -> Path:
    if path.exists():
        raise NotCreated(f"{path} is there already; choose another name or change that file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def new_rule(root: Path, rule: str, title: str) -> Path:
    """A rule file ``group/name`` below ``root``. Raises NotCreated for a name that does not fit or exists."""
    group, _, name = rule.partition("/")
    example = "contact/new-sign"
    _named(group, "The group", example)
    _named(name, "The rule's name", example)
    text = templates.RULE.format(id=f"{group}/{name}", title=_quoted(title))
    return _write(root / RULES / group / f"{name}.toml", text)


def new_reply(root: Path, reply: str, title: str) -> Path:
    """A reply file below ``root``, checked by loading it. Raises NotCreated for a name that does not fit or exists."""
    name = _named(reply, "The reply's id", "ask-for-brief")
    path = _write(root / REPLIES / f"{name}.toml", templates.REPLY.format(id=name, title=_quoted(title)))
    replies.load_reply(path)
    return path


def new_page(root: Path, site: str, kind: PageKind, host: str, name: str) -> Path:
    """A page object for one kind of page of a site. The host goes into the extension's manifest too.

    Raises NotCreated for names that do not fit or a page object that exists.
    """
    _named(site.replace("_", "-"), "The site", "examplejobs")
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
        raise NotCreated(f"The host {host!r} does not fit; write it as in www.example.com.")
    folder = root / PAGES / site
    init = folder / "__init__.py"
    text = templates.PAGE.format(
        site=site,
        name=_quoted(name),
        host=host,
        pattern=re.escape(host),
        kind=kind,
        what=" ".join(name.split()).replace('"', "'"),
        page="".join(part.capitalize() for part in re.split(r"[^a-z0-9]", f"{site}_{kind}")) + "Page",
    )
    path = _write(folder / f"{kind}.py", text)
    if not init.exists():
        _write(init, f'"""{" ".join(name.split())}."""\n'.replace("\\", ""))
    return path


def new_case(root: Path, url: str, case: str, html: str = templates.CASE) -> Path:
    """A case folder for the page at ``url``: page, snapshot and what is read from it now, to be looked through.

    ``html`` must be written by hand, never copied from a real page. Raises NotCreated when no page object takes the
    address, the name does not fit or the case exists; SnapshotRejected for an address that is none.
    """
    _named(case, "The case", "two-tiles")
    found = pages.claimants(url)
    if not found:
        raise NotCreated(f"No page object takes {url}; begin with a new page, or use an address it claims.")
    folder = root / CASES / found[0].site.site / found[0].kind.kind / case
    given = {"url": url, "taken_at": "2026-01-01T12:00:00+00:00", "taken_by": "hand-written", "scope": "page"}
    report = check(Snapshot(url=url, html=html))
    expected = report.model_dump(mode="json", by_alias=True)
    _write(folder / "page.html", html)
    _write(folder / "snapshot.json", json.dumps(given, indent=1) + "\n")
    _write(folder / "expected.json", json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    return folder
