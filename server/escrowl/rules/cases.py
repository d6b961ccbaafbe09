"""Cases as lines of JSON (`escrowl judge`): facts and messages in, findings, verdict and replies out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args

from escrowl.errors import EscrowlError
from escrowl.facts import ALIASES, FACTS, STAGES, Facts, Kind, Known, Sender, from_plain
from escrowl.rules.engine import judge
from escrowl.rules.model import Judgement
from escrowl.rules.written import as_band, as_milestone, as_stage

_SENDERS = get_args(Sender)
_PARTS = frozenset({"job.rate_min", "job.rate_max", "contract.memos"})
"""What cases write in their own way and is read beside the vocabulary (CATALOGUE 1)."""


class CaseInvalid(EscrowlError):
    """A line of a case file cannot be judged. The text names the case and the field."""

    status = 422
    code = "case"


def facts_of(case: Mapping[str, Any]) -> tuple[Facts, tuple[str, ...]]:
    """Facts of a case, and the names it uses that are not in the vocabulary (`dom.*` is left out silently).

    Raises CaseInvalid, naming case and field.
    """
    name = str(case.get("id", "?"))
    given = case.get("facts", {})
    if not isinstance(given, Mapping):
        raise CaseInvalid(f"case {name}: facts must be an object of names and values")
    facts, ignored = Facts(), []
    for key, plain in given.items():
        fact = ALIASES.get(key, key)
        if fact not in FACTS:
            if not fact.startswith("dom.") and fact not in _PARTS:
                ignored.append(key)
            continue
        try:
            facts[fact] = from_plain(fact, _plain(FACTS[fact].kind, plain))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise CaseInvalid(f"case {name}: the value of {key} cannot be used: {error}") from error
    _range(facts, given)
    if isinstance(given.get("contract.memos"), bool) and "contract.memos_missing" not in facts:
        facts["contract.memos_missing"] = Known(0 if given["contract.memos"] else 1)
    facts["platform"] = Known(str(case.get("platform") or "other"))
    stage = as_stage(case.get("stage", "any"))
    if stage not in STAGES:
        raise CaseInvalid(f"case {name}: stage must be one of {', '.join(STAGES)}, not {stage!r}")
    facts.setdefault("stage", Known(stage))
    messages = case.get("messages") or []
    if not isinstance(messages, list) or not all(isinstance(message, Mapping) for message in messages):
        raise CaseInvalid(f"case {name}: messages must be a list of objects with from and text")
    for message in messages:
        if message.get("from", "unknown") not in _SENDERS:
            raise CaseInvalid(f"case {name}: a message is from {', '.join(_SENDERS)}, not {message['from']!r}")
    if messages:
        facts["msg"] = from_plain("msg", messages)
    return facts, tuple(ignored)


def _plain(kind: Kind, plain: Any) -> Any:
    """The value as facts are written, where a case has it in the page's words."""
    if kind is Kind.BAND:
        return as_band(plain)
    if kind is Kind.MILESTONES and isinstance(plain, list):
        return [as_milestone(row) for row in plain]
    return plain


def _range(facts: Facts, given: Mapping[str, Any]) -> None:
    """The hourly range written as two facts."""
    if "job.rate" not in facts and ("job.rate_min" in given or "job.rate_max" in given):
        facts["job.rate"] = from_plain("job.rate", {"min": given.get("job.rate_min"), "max": given.get("job.rate_max")})


def judge_case(case: dict[str, Any], judging: Callable[[Facts], Judgement] = judge) -> dict[str, Any]:
    """The answer to one case, ready to be printed as a line. Raises CaseInvalid."""
    facts, ignored = facts_of(case)
    judged = judging(facts)
    answer: dict[str, Any] = {
        "id": case.get("id"),
        "findings": [{"rule": f.rule, "severity": f.severity, "quotes": list(f.quotes)} for f in judged.findings],
        "verdict": judged.verdict,
        "replies": list(judged.replies),
    }
    if judged.meters:
        answer["meters"] = [{"id": m.id, "level": m.level, "quotes": list(m.quotes)} for m in judged.meters]
    if judged.muted:
        answer["muted"] = list(judged.muted)
    if ignored:
        answer["ignored"] = list(ignored)
    return answer


def read_case(line: str, number: int) -> dict[str, Any]:
    """The case of one line of a JSONL file. Raises CaseInvalid naming the line."""
    try:
        case = json.loads(line)
    except json.JSONDecodeError as error:
        raise CaseInvalid(f"line {number} is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError):  # a number of more than 4,300 digits; brackets in brackets without end
        raise CaseInvalid(f"line {number} holds a number or a nesting that is too long to read") from None
    if not isinstance(case, dict) or "id" not in case:
        raise CaseInvalid(f"line {number} must be an object with an id")
    return case
