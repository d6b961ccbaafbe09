"""The meter of a talk: how far an interview has become unpaid advice, counted over all its messages.

The signs are quiet rules of the group ``signal``; this module weighs what they found. One question about the solution
is part of any interview, so a question counts in full only once the fit is clear (CATALOGUE 4.8): the client said so,
or was answered once and asks on.
"""

from __future__ import annotations

from collections.abc import Mapping

from escrowl.facts import Facts, Message
from escrowl.rules.model import Evidence, Meter

ID = "consultation"
WEIGHTS: Mapping[str, float] = {
    "signal/solution-question": 1.0,
    "signal/review-asked": 1.5,
    "signal/fix-asked": 1.5,
    "signal/plan-asked": 2.0,
    "signal/sample-asked": 2.0,
    "interview/long-or-repeat-calls": 1.0,
}
"""Points of one sentence: a plan or a sample can be used as it is, an answer only helps. Ours, no source."""

FIT = "signal/fit-clear"
FULL = 6.0
"""Points at which the meter is full: three requests for something usable, or six questions. Ours."""
_BEFORE_FIT = 0.5
_QUOTES = 4
_STEPS: tuple[tuple[float, str, str], ...] = (
    (0.25, "Still an interview", "One question about the solution is normal: answer it in a sentence."),
    (0.6, "Turning into advice", "Name the change kindly and offer paid time before you answer more."),
    (1.1, "This is consulting now", "Give no more detail here: offer an hour of paid advice or a small first part."),
)


def own_words(message: Message) -> str:
    """The words of a message without what it quotes from an older one."""
    return message.text.replace(message.quoted, " ") if message.quoted else message.text


def _answered(facts: Facts) -> int | None:
    """Place, among the client's messages, of the first one written after an answer of the freelancer to the client."""
    place, spoke, answered = 0, False, False
    for message in facts.value("msg") or ():
        if message.sender == "me":
            answered = answered or spoke
        elif message.sender == "client" and own_words(message).strip():
            if answered:
                return place
            spoke, place = True, place + 1
    return None


def meters(facts: Facts, fired: Mapping[str, tuple[object, tuple[Evidence, ...]]]) -> tuple[Meter, ...]:
    """The meter of the talk, none when nothing moved it. ``fired``: findings by rule, with their evidence."""
    marks: dict[tuple[int, int], tuple[float, str]] = {}
    starts = [item.at for item in fired[FIT][1]] if FIT in fired else []
    if (asked_on := _answered(facts)) is not None:
        starts.append(asked_on)
    clear = min(starts, default=None)
    for name, weight in WEIGHTS.items():
        for item in fired[name][1] if name in fired else ():
            early = name == "signal/solution-question" and (clear is None or item.at < clear)
            points = weight * (_BEFORE_FIT if early else 1.0)
            where = (item.at, item.sentence)
            if points > marks.get(where, (0.0, ""))[0]:
                marks[where] = (points, item.quote)
    if not marks:
        return ()
    level = round(min(1.0, sum(points for points, _ in marks.values()) / FULL), 2)
    _, label, advice = next(step for step in _STEPS if level < step[0])
    quotes = tuple(dict.fromkeys(quote for _, (_, quote) in sorted(marks.items())))
    return (Meter(ID, label, level, quotes[-_QUOTES:], advice),)
