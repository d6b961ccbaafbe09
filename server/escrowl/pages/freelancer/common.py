"""What all Freelancer.com pages share: hosts, addresses of projects, who is signed in, and how a state is shown."""

from __future__ import annotations

import re
from dataclasses import replace

from escrowl.cards import Reading
from escrowl.facts import Unknown, Verification
from escrowl.pages import values_states
from escrowl.pages.base import Found, PageObject
from escrowl.pages.dom import Node
from escrowl.pages.phrases import Phrase, WordedArea, agreed
from escrowl.pages.site import Site

_COUNTRIES = (
    "ca", "cl", "co.ke", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.bd", "com.co", "com.jm", "com.pe",
    "com.ru", "de", "ec", "es", "hk", "ie", "in", "mx", "ph", "pk", "pt", "sg", "uy",
)  # fmt: skip
"""Endings of the site's own hosts in English, Spanish, Portuguese, German and Russian."""
HOSTS = (
    "www.freelancer.com",
    "freelancer.com",
    "www.br.freelancer.com",
    "www.fr.freelancer.com",
    *(f"www.freelancer.{end}" for end in _COUNTRIES),
)
SITE = Site("freelancer", "Freelancer.com", HOSTS)
_HOST = r"https://(?:(?:www\.)?(?:br\.|fr\.)?freelancer\.com|www\.freelancer\.(?:{}))".format(
    "|".join(re.escape(end) for end in _COUNTRIES)
)
HOST = "^" + _HOST

_PROJECT = re.compile(
    rf"(?:{_HOST})?/projects/(?:(?P<category>[^/?#\s]+)/)?(?P<slug>[^/?#\s]+?)(?:\.html)?"
    r"(?:/(?:details|proposals|payments|files|tasks|reviews)?)?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_CONTEST = re.compile(
    rf"(?:{_HOST})?/contest/[^/?#\s]+?-(?P<number>\d{{5,10}})(?:/[^?#\s]*)?(?:[?#]\S*)?", re.IGNORECASE
)
CONTEXT = (
    "fl-login-signup-angular",
    "header a[href*='/login']",
    "header a[href*='/signup']",
    "a[href='/login']",
    "a[href='/signup']",
    "a[href*='/logout']",
    "a[href='/dashboard']",
)
"""CSS selectors of what tells whether the reader is signed in."""

_LOGOUT = re.compile(r"/logout\b")
_LOGIN = re.compile(rf"(?:{_HOST})?/(?:login|signup)/?(?:\?\S*)?")
_DASHBOARD = re.compile(rf"(?:{_HOST})?/dashboard/?(?:\?\S*)?")
SKILL = re.compile(rf"(?:{_HOST})?/jobs/[^/?#]+/?", re.IGNORECASE)

_YES = frozenset({"is-verified", "verified", "is-success", "success", "is-completed", "completed"})
_NO = frozenset({"notverified", "not-verified", "is-unverified", "unverified", "is-disabled", "disabled"})
_YES_COLOURS = _YES | {"green", "blue", "primary", "true"}
_NO_COLOURS = _NO | {"grey", "gray", "mid", "light", "muted", "false"}
_COLOURS = ("data-color", "color", "data-state", "data-status", "aria-checked", "data-verified")
"""Attributes in which an icon holds its state; the site's own icons carry ``data-color``."""
_NAMES = ("aria-label", "alt")
_LABEL = "not shown: its label stands there for every client, and its icon was not readable"


def project_id(address: str) -> str:
    """The project's id in an address: its number when the address ends in one, else "category/name" or the name."""
    found = _PROJECT.fullmatch(address)
    if found is None:
        return ""
    slug, category = found["slug"], found["category"]
    if number := re.search(r"(?:^|-)(\d{6,10})$", slug):
        return number[1]
    return f"{category}/{slug}" if category else slug


def contest_id(address: str) -> str:
    """The number of a contest in an address, after "contest-": contests stand in lists among projects."""
    found = _CONTEST.fullmatch(address)
    return f"contest-{found['number']}" if found else ""


def icon_state(node: Node) -> Verification | None:
    """What an icon (or the row it stands in) says by its classes or state attributes; None when neither or both."""
    classes = {token.lower().rpartition("--")[2] for token in node.attrs.get("class", "").split()}
    colours = {node.attrs[name].strip().lower() for name in _COLOURS if name in node.attrs}
    yes = not classes.isdisjoint(_YES) or not colours.isdisjoint(_YES_COLOURS)
    no = not classes.isdisjoint(_NO) or not colours.isdisjoint(_NO_COLOURS)
    if yes == no:
        return None
    return "verified" if yes else "unverified"


def verification(area: WordedArea, thing: values_states.Thing) -> Found | None:
    """A state from hover texts and icons. A printed label says nothing by itself: it stands there for every client."""
    hinted = [one for hint in area.hints if (one := _of_hint(hint, thing))]
    if hinted:
        return agreed(hinted)
    labelled = area.stated
    rows = [row for row in labelled if row[0] == thing]
    if not rows:
        return None
    found: list[Found] = []
    for _, said, phrase in rows:
        state = _beside(area, phrase, [p.node for _, _, p in labelled if p is not phrase])
        if state is None and said == "unverified" and len({name for name, _, _ in labelled}) > 2:
            state = "unverified"  # in a list of such labels the site itself says "not"
        value = state or Unknown(_LABEL)
        found.append(Found(value, phrase.text, "the icon beside the label"))
    read = [one for one in found if not isinstance(one.value, Unknown)]  # words alone cannot speak against an icon
    return agreed(read or found)


def _of_hint(hint: Phrase, thing: values_states.Thing) -> Found | None:
    said = values_states.statement(hint.text)
    if said is None or said[0] != thing:
        return None
    shown = icon_state(hint.node)
    if hint.attr in _NAMES and said[1] == "verified":  # an icon's name is a label: it may be the same in grey
        return Found(shown or Unknown(_LABEL), hint.text, "the icon's state")
    if shown is not None and shown != said[1]:
        return Found(Unknown("its hover text and its icon say different things"), hint.text)
    return Found(said[1], hint.text, "the icon's hover text")


def _beside(area: WordedArea, phrase: Phrase, others: list[Node]) -> Verification | None:
    """The state of the icon that shares a row with the label: the smallest element around it that has an icon with a
    state, as long as no other label stands in it."""
    page, node = area.page, phrase.node
    while True:
        if any(page.is_within(other, node) and not page.is_within(phrase.node, other) for other in others):
            return None
        states = {state for inner in page.inside(node) if (state := icon_state(inner))}
        if states:
            return states.pop() if len(states) == 1 else None
        if node is area.node or node.parent < 0:
            return None
        node = page.nodes[node.parent]


class FreelancerPage(PageObject):
    """What all pages of the site have in common. They show a client's payment to visitors too."""

    site = SITE

    def signed_in(self) -> bool | None:
        page = self.page
        links = [(node.attrs.get("href", ""), node) for node in page.tagged("a")]
        if any(_LOGOUT.search(href) for href, _ in links):
            return True
        if page.tagged("fl-login-signup-angular"):
            return False
        for href, node in links:
            if _LOGIN.fullmatch(href) and "goto=" not in href:
                return False
            if _DASHBOARD.fullmatch(href) and not page.text(node):
                return True
        return None

    def unsupported(self) -> str | None:
        title = self.page.title.lower()
        if title.startswith(("just a moment", "access denied", "attention required", "pardon our interruption")):
            return "A challenge page stands before the site."
        return "This is the login page." if title.startswith(("login", "log in", "sign up")) else None

    def read(self) -> Reading:
        return replace(super().read(), signed_in=self.signed_in())
