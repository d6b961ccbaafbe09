"""Starting files for contributors: each is complete enough to load and to be tested, and says what to change."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from escrowl import pages, replies
from escrowl.cards import PageKind
from escrowl.dev import templates
from escrowl.errors import EscrowlError
from escrowl.facts import Facts, Unknown, to_plain
from escrowl.pages.registry import registry
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


def _titled(name: str, title: str) -> str:
    return _quoted(title or name.replace("-", " ").capitalize())


def new_rule(root: Path, rule: str, title: str = "") -> Path:
    """A rule file ``group/name`` below ``root``. Raises NotCreated for a name that does not fit or exists."""
    group, _, name = rule.partition("/")
    example = "contact/new-sign"
    _named(group, "The group", example)
    _named(name, "The rule's name", example)
    text = templates.RULE.format(id=f"{group}/{name}", title=_titled(name, title))
    return _write(root / RULES / group / f"{name}.toml", text)


def new_reply(root: Path, reply: str, title: str = "") -> Path:
    """A reply file below ``root``, checked by loading it. Raises NotCreated for a name that does not fit or exists."""
    name = _named(reply, "The reply's id", "ask-for-brief")
    path = _write(root / REPLIES / f"{name}.toml", templates.REPLY.format(id=name, title=_titled(name, title)))
    replies.load_reply(path)
    return path


def _site_lines(site: str, name: str, host: str) -> str:
    """The lines that give a page object its site: taken from where it is defined already, else defined."""
    modules = (item for item in sorted(sys.modules.items()) if item[0].startswith(f"{pages.__name__}.{site}."))
    for module, found in modules:
        if getattr(getattr(found, "SITE", None), "site", None) == site and module.count(".") == 3:
            return f"from escrowl.pages.site import SiteKind\nfrom {module} import SITE"
    return f'from escrowl.pages.site import Site, SiteKind\n\nSITE = Site("{site}", "{name}", ("{host}",))'


def new_page(root: Path, site: str, kind: str, host: str = "") -> Path:
    """A page object for one kind of page of a site, at ``host`` (a stand-in when none is given).

    Raises NotCreated for names that do not fit or a page object that exists.
    """
    _named(site.replace("_", "-"), "The site", "examplejobs")
    if kind not in get_args(PageKind):
        raise NotCreated(f"{kind!r} is no kind of page; there are {', '.join(get_args(PageKind))}.")
    known = next((found for found in pages.sites() if found.site == site), None)
    host = host or (known.hosts[0] if known else f"www.{site.replace('_', '-')}.test")
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
        raise NotCreated(f"The host {host!r} does not fit; write it as in www.example.com.")
    name = known.name if known else site.replace("_", " ").title()
    folder = root / PAGES / site
    if folder.with_suffix(".py").exists():
        raise NotCreated(f"{folder.with_suffix('.py')} holds this site's pages: add the {kind} page there.")
    text = templates.PAGE.format(
        site_lines=_site_lines(site, name, host),
        name=name,
        host=host,
        pattern=re.escape(host),
        kind=kind,
        page="".join(part.capitalize() for part in f"{site}_{kind}".split("_")) + "Page",
    )
    path = _write(folder / f"{kind}.py", text)
    if not (folder / "__init__.py").exists():
        _write(folder / "__init__.py", f'"""{name}."""\n')
    return path


def _expected(snapshot: Snapshot) -> dict[str, Any]:
    """What is read now, in the form of expected.json."""
    reading = pages.read(snapshot, Facts())
    return {
        "kind": reading.kind,
        "status": reading.status,
        "signed_in": reading.signed_in,
        "cards": [
            {
                "id": card.id,
                "role": card.role,
                "facts": {name: to_plain(fact.value) for name, fact in card.facts.known().items()},
                "unknown": {name: fact.reason for name, fact in card.facts.items() if isinstance(fact, Unknown)},
            }
            for card in reading.cards
        ],
    }


def new_case(root: Path, site: str, kind: str, case: str, html: str = templates.CASE) -> Path:
    """A case folder for a kind of page: page, snapshot, and what is read from it now, to be looked through.

    ``html`` must be written by hand, never copied from a real page. Raises NotCreated when there is no such page
    object, the name does not fit or the case exists.
    """
    _named(case, "The case", "two-tiles")
    found = next((cls for cls in registry().objects if (cls.site.site, cls.kind.kind) == (site, kind)), None)
    if found is None:
        raise NotCreated(f"There is no page object {site} {kind}; begin with `escrowl dev new-page {site} {kind}`.")
    taken = datetime(2026, 1, 1, 12, tzinfo=UTC)
    return write_case(root, (site, kind, case), Snapshot(found.claims[0], html, taken, "hand"))


def write_case(root: Path, place: tuple[str, str, str], snapshot: Snapshot) -> Path:
    """Write a case: ``place`` is site, kind of page and name. Raises NotCreated as `new_case` does."""
    site, kind, case = place
    _named(case, "The case", "two-tiles")
    folder = root / CASES / site / kind / case
    given = {
        "url": snapshot.url,
        "taken_at": snapshot.taken_at.isoformat(),
        "taken_by": snapshot.taken_by,
        "scope": snapshot.scope,
    }
    expected = _expected(snapshot)
    _write(folder / "page.html", snapshot.html)
    _write(folder / "snapshot.json", json.dumps(given, indent=1) + "\n")
    _write(folder / "expected.json", json.dumps(expected, indent=1, ensure_ascii=False) + "\n")
    return folder
