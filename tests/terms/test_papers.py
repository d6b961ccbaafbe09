"""What the paper on terms shows can be used as it stands, and the editors begin with something that can."""

from __future__ import annotations

import re
from pathlib import Path

from escrowl import replies, rules
from escrowl.terms import OwnFile, parse
from escrowl.web.dashboard_own import NEW_REPLY, NEW_RULE

PAPER = Path(__file__).parents[2] / "docs/terms.md"


def test_the_examples_of_the_paper_can_be_used() -> None:
    terms, rule, reply = re.findall(r"^```toml\n(.+?)^```", PAPER.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    held = parse(terms)
    assert (held.rate, held.currency, len(held.muted)) == (45, "EUR", 2)
    mine = rules.own_rules((OwnFile("weekend", rule),))
    assert mine.faults == ()
    assert mine.catalog is not None
    assert len(mine.catalog["own/weekend"].examples) == 2
    texts = replies.own_replies((OwnFile("weekend", reply),))
    assert texts.faults == ()
    known = replies.with_own((OwnFile("weekend", reply),))
    assert replies.offered((), ["own/weekend"], None, known) == ("own/weekend",)
    filled = replies.fill("own/weekend", site="upwork", slots={"rate": "45"}, known=known)
    assert filled.text == "Hi there, I work from Monday to Friday. My rate is $45. Does that fit your plan?"


def test_what_the_editors_begin_with_can_be_used() -> None:
    assert rules.own_rules((OwnFile("new", NEW_RULE),)).faults == ()
    assert replies.own_replies((OwnFile("new", NEW_REPLY),)).faults == ()
