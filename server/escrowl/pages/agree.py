"""Whether the data inside a page and the page's visible words say the same."""

from __future__ import annotations

from collections.abc import Mapping

from escrowl.cards import Disagreement
from escrowl.facts import Facts, FactValue, Known, Money, Unknown
from escrowl.pages.dom import fold

NEAR = 0.06
"""How far, as a share, a shown amount may lie from the exact one: pages print "$1.2K" for 1,150 to 1,249."""


def agrees(data: FactValue, visible: FactValue) -> bool:
    """Whether both can be true: a page rounds amounts, cuts long texts and writes countries in its own way."""
    if isinstance(data, Money) and isinstance(visible, Money):
        if None not in (data.currency, visible.currency) and data.currency != visible.currency:
            return False
        if visible.at_least:
            return data.amount >= visible.amount * (1 - NEAR)
        return abs(data.amount - visible.amount) <= max(NEAR * visible.amount, 0.5)
    if isinstance(data, bool) or isinstance(visible, bool):
        return data == visible
    if isinstance(data, int | float) and isinstance(visible, int | float):
        return abs(data - visible) <= 0.06 if isinstance(data, float) or isinstance(visible, float) else data == visible
    if isinstance(data, str) and isinstance(visible, str):
        one, other = fold(data).casefold(), fold(visible).casefold().rstrip(".… ")
        return one == other or one.startswith(other) or (len(one) == 3) != (len(other) == 3)  # "UKR" for Ukraine
    return data == visible


def settle(card: str, facts: Facts, inside: Mapping[str, Known]) -> list[Disagreement]:
    """Put the page's own data where its words are silent, and say where both speak and differ; the words stay.

    ``facts`` is changed. A fact that the words make doubtful ("says both") stays unknown: only one that is not shown
    is filled.
    """
    out = []
    for name, said in inside.items():
        shown = facts.look(name)
        if isinstance(shown, Unknown):
            if shown.reason.startswith(("not shown", "not looked for")):
                facts[name] = said
        elif not agrees(said.value, shown.value):
            out.append(Disagreement(card, name, said.value, shown.value, said.where))
    return out
