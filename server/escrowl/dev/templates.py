"""Texts of the starting files that `new` writes."""

from __future__ import annotations

RULE = """\
id = "{id}"
title = {title}
severity = "caution" # info, caution: a step protects, warning: protection missing, danger: money at stake
confidence = "medium"
status = "experimental"
why = "Say why this matters to the freelancer, in one or two sentences."
advice = "Say the one thing to do."
false_positives = ["Say when the words mean no harm."]
sources = ["https://example.com/where-this-is-written"]
replies = ["polite-decline"] # ids of replies, best first

[when]
text = "client"
matches = '\\bwords of the sign\\b'

[[examples]]
name = "the sign"
fires = true
client = "Here are the words of the sign."

[[examples]]
name = "the sign in another sentence"
fires = true
client = "Before we start: the words of the sign, please."

[[examples]]
name = "no harm"
fires = false
client = "Here are other words."

[[examples]]
name = "the same words, meant otherwise"
fires = false
client = "The word of a signature is enough."
"""

REPLY = """\
id = "{id}"
title = {title}
purpose = "Say when this is sent."

# Slots: {{client}}, {{job}}, {{platform}} … (docs/reference/replies.md).
# [ … {{job}} …] is printed only when the slot in it is known.
[text]
soft = \"\"\"
Hi {{client}}, thank you for the message[ about "{{job}}"]. One purpose, one next step, and a reason.
\"\"\"
neutral = \"\"\"
Hi {{client}}, one purpose and one next step[ for "{{job}}"].
\"\"\"
firm = \"\"\"
Hi {{client}}, one next step.
\"\"\"

[tips]
do = "Say what helps."
dont = "Say what to leave out."
"""

PAGE = '''\
"""{name}: the {kind} page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from escrowl.pages.base import Area, CardReader, Found, PageObject, provides
{site_lines}


class Reader(CardReader):
    """Reads one card: a method for each fact, the surest layer first."""

    @provides("job.title", on="structure")
    def title(self, area: Area) -> Found | None:
        """The words of the card's first heading."""
        heading = next((node for node in area.page.inside(area.node) if node.tag in ("h1", "h2", "h3")), None)
        words = area.page.text(heading) if heading else ""
        return Found(words, words, "heading") if words else None


class {page}(PageObject):
    """Experimental until it has been tried on a real page."""

    site = SITE
    kind = SiteKind(
        kind="{kind}",
        pattern=r"^https://{pattern}/jobs(?:[/?#]|$)",
        cards=("[data-test='job-card']",),
        status="experimental",  # "fixtures" or "captures" once it was tried on pages; then also seen="2026-07"
        facts=tuple(sorted(Reader.readers)),
    )
    claims: ClassVar[tuple[str, ...]] = ("https://{host}/jobs?q=flask",)
    refuses: ClassVar[tuple[str, ...]] = ("https://{host}/about", "https://evil.test/{host}/jobs")

    def areas(self) -> Iterable[tuple[type[CardReader], Area]]:
        """The cards, in the order of the page."""
        for at, node in enumerate(self.page.tokens("data-test", "job-card")):
            yield Reader, Area(self.page, node, id=node.attrs.get("id", str(at)))
'''

CASE = """\
<!doctype html>
<html lang="en">
<head><title>Sample</title></head>
<body>
<main>
<!-- Write the smallest page of this shape by hand: invented names, amounts and words. -->
</main>
</body>
</html>
"""
