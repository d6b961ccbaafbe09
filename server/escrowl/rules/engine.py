"""From the facts of a card to a judgement.

Passes: rules on facts and texts; suppressors, which take findings away; rules that read findings; escalation; rules
that read severities; verdicts; folding; badges; replies. Contact suppressors never touch money, scam or security.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from escrowl.facts import NOT_LOOKED_FOR, Fact, Facts, Known, Message
from escrowl.rules.conditions import AtLeast, Condition, FactIs, Found, Held
from escrowl.rules.derive import DERIVED, READERS, RULES_AGE, stages
from escrowl.rules.dispatch import Plan
from escrowl.rules.load import Catalog, Rule, catalog
from escrowl.rules.meter import meters, own_words
from escrowl.rules.model import CONFIDENCE, LEVELS, Badge, Evidence, Finding, Judgement, Severity, named
from escrowl.rules.patterns import Document
from escrowl.rules.policies import say

MOST_BADGES = 3
"""More would hide the marketplace's own page (CATALOGUE 5, rule 7); the rest is in the panel."""
MOST_QUOTES = 3
_KEPT = 256
"""Judgements that are kept: a page that changes shows most of its cards again, with the same facts."""
UNASKED = "prev.seen"
"""A fact that no rule asks for and every visit changes."""

VERDICTS = tuple(
    f"verdict/{name}"
    for name in (
        "likely-scam",
        "new-client-proceed",
        "not-enough-data",
        "work-covered-now",
        "looks-established",
        "rules-stale",
    )
)
"""Strongest first: only the first that holds is shown."""

_TEXTS = {"page": ("page.text", "notice.text"), "offer": ("offer.text", "contract.scope"), "draft": ("me.draft",)}
_LISTS = {"reviews": ("client.review_texts",), "files": ("job.attachments", "room.attachments")}


class _Scene:
    """What conditions look at: facts, texts and the findings so far."""

    def __init__(self, facts: Facts, rules: Catalog, today: date | None) -> None:
        self.facts = facts
        self.today = today or date.today()
        self.rules = rules
        self.fired: dict[str, tuple[Severity, tuple[Evidence, ...]]] = {}
        self.platform = facts.value("platform") or "other"
        self._stages = stages(facts)
        self._documents: dict[str, list[Document] | None] = {}
        self._derived: dict[str, Fact] = {}
        self._plan: Plan | None = None
        self._met: list[int] = []
        self._matching: set[tuple[str, int]] = set()

    def worth(self, number: int) -> list[Rule]:
        """The rules of a pass that may fire, in their order."""
        if self._plan is None:
            self._plan = self.rules.plan(self.platform, self._stages)
            self._met, self._matching = self._plan.met(self)
        return self._plan.worth(number, self, self._met)

    def holds(self, rule: Rule) -> Held:
        """Whether what the rule needs is known to hold: asked, after `worth`, without what cannot."""
        when = rule.when if self._plan is None else self._plan.some(rule, self._matching)
        return when.hold(self)

    def fact(self, name: str) -> Fact:
        if name not in DERIVED:
            return self.facts.look(name)
        if name == RULES_AGE:
            return self._rules_age()
        if name not in self._derived:
            value = READERS[name](self.facts)
            self._derived[name] = NOT_LOOKED_FOR if value is None else Known(value, layer="derived")
        return self._derived[name]

    def _rules_age(self) -> Fact:
        ours = [rule for name in self.fired if (rule := self.rules.get(name)) is not None]  # own rules have no date
        dates = [rule.checked for rule in ours if rule.checked is not None]
        return Known((self.today - max(dates)).days, layer="derived") if dates else NOT_LOOKED_FOR

    def stages(self) -> frozenset[str]:
        return self._stages

    def found(self) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
        for rule, (severity, evidence) in self.fired.items():
            yield rule, severity, evidence

    def documents(self, kind: str) -> list[Document] | None:
        if kind not in self._documents:
            self._documents[kind] = self._read(kind)
        return self._documents[kind]

    def _read(self, kind: str) -> list[Document] | None:
        bank = self.rules.banks[kind]
        if kind == "client":
            return self._said(self.facts.value("msg"))
        if kind == "post":
            texts = [self.facts.value("job.title"), self.facts.value("job.description")]
        elif kind == "mine":
            texts = [m.text for m in self.facts.value("msg") or () if m.sender == "me"]
        elif kind == "notice":
            texts = [self.facts.value("notice.text"), *self._site_said()]
        elif kind in _LISTS:
            texts = [text for name in _LISTS[kind] for text in self.facts.value(name) or ()]
        else:
            texts = [self.facts.value(name) for name in _TEXTS[kind]]
        made = [Document(text, bank, post=kind == "post") for text in texts if text and text.strip()]
        return made or None

    def _site_said(self) -> list[str]:
        """The site's own newest line in a talk; older ones are settled."""
        return [m.text for m in self.facts.value("msg") or () if m.sender == "platform"][-1:]

    def _said(self, messages: tuple[Message, ...] | None) -> list[Document] | None:
        said = [message for message in messages or () if message.sender == "client"]
        own = [message for message in said if own_words(message).strip()]
        bank = self.rules.banks["client"]
        made = [Document(own_words(m), bank, latest=m is said[-1], told=True) for m in own]
        return made or None


def _plainly_exempt(unless: Condition | None, scene: _Scene) -> bool:
    """Whether a finding or a fact exempts, which is told before any text is searched."""
    if not isinstance(unless, AtLeast) or unless.count != 1:
        return isinstance(unless, FactIs | Found) and unless.hold(scene).truth is True
    return any(isinstance(part, FactIs | Found) and part.hold(scene).truth is True for part in unless.parts)


def _try(rule: Rule, scene: _Scene) -> bool:
    """Fire the rule, one that applies, when what it needs is known to hold and no exemption is."""
    if _plainly_exempt(rule.unless, scene):
        return False
    held = scene.holds(rule)
    if held.truth is not True or (rule.unless is not None and rule.unless.hold(scene).truth is True):
        return False
    scene.fired[rule.id] = (rule.severity, held.evidence)
    return True


def _escalate(rules: Iterable[Rule], scene: _Scene) -> None:
    for rule in rules:
        severity, evidence = scene.fired[rule.id]
        for to, condition in rule.escalate:
            held = condition.hold(scene)
            if held.truth is True and LEVELS[to] > LEVELS[severity]:
                severity, evidence = to, (*evidence, *held.evidence)
        scene.fired[rule.id] = (severity, evidence)


def _passes(scene: _Scene, rules: Catalog) -> None:
    for rule in scene.worth(1):
        _try(rule, scene)
    for rule in scene.worth(0):
        if _try(rule, scene):
            for name in [n for n in scene.fired if named(n, rule.suppresses)]:
                del scene.fired[name]
    for rule in scene.worth(2):
        _try(rule, scene)
    _escalate([rules[name] for name in scene.fired], scene)
    for rule in scene.worth(3):
        _try(rule, scene)
    away = _withheld(scene, rules)
    for name in [n for n in scene.fired if named(n, away)] if away else ():
        del scene.fired[name]


def _withheld(scene: _Scene, rules: Catalog) -> tuple[str, ...]:
    """A late rule may take another's place: payment/verified-is-not-vetting stands instead of the good sign."""
    late = [rules[name] for name in scene.fired if rules[name].after == 3]
    return tuple(name for rule in late for name in rule.folds)


def _verdict(scene: _Scene) -> str | None:
    worth = {rule.id: rule for rule in scene.worth(4)}
    return next((name for name in VERDICTS if name in worth and _try(worth[name], scene)), None)


def _finding(rule: Rule, scene: _Scene) -> Finding:
    severity, evidence = scene.fired[rule.id]
    quotes = list(dict.fromkeys(item.quote for item in sorted(evidence, key=lambda e: not e.latest) if item.quote))
    ahead = [reply for reply, condition in rule.first if condition.hold(scene).truth is True]
    replies = tuple(dict.fromkeys([*ahead, *rule.replies]))
    advice = say(rule.advice, scene.platform, scene.today)
    return Finding(rule.id, severity, rule.title, tuple(quotes[:MOST_QUOTES]), advice, replies)


def _order(scene: _Scene, rules: Catalog, finding: Finding) -> tuple[int, int, int, int, int, str]:
    """Severity first; then verdicts, what the newest message raised, suppressors, confidence."""
    rule = rules[finding.rule]
    newest = any(item.latest for item in scene.fired[finding.rule][1])
    return (
        -LEVELS[finding.severity],
        rule.group != "verdict",
        not newest,
        not rule.suppresses,
        -CONFIDENCE[rule.confidence],
        finding.rule,
    )


def _fold(findings: list[Finding], rules: Catalog) -> list[Finding]:
    """One topic, one badge: the highest rank of a topic stands, the others are listed under it."""
    present = [(finding.rule, rules[finding.rule]) for finding in findings]
    into: dict[str, str] = {}
    for own, rule in present:
        for name, other in present:
            if name == own:
                continue
            if rule.folds and named(name, rule.folds):
                into.setdefault(name, own)
            elif other.topic == rule.topic and (rule.rank, own) > (other.rank, name):
                best = into.get(name)
                if best is None or (rules[best].topic == rule.topic and rules[best].rank < rule.rank):
                    into[name] = own
    return [replace(f, folded_into=into[f.rule]) if f.rule in into else f for f in findings]


def _replies(findings: list[Finding], scene: _Scene) -> tuple[str, ...]:
    """CATALOGUE 5, rule 10: a danger's reply, else the newest message's, else the strongest finding's."""
    newest = [
        f for f in findings if any(item.latest for item in scene.fired[f.rule][1]) and not f.rule.startswith("verdict/")
    ]
    dangers = [f for f in findings if f.severity == "danger" and not f.rule.startswith("verdict/")]
    dangers.sort(key=lambda f: f.folded_into is not None)
    return tuple(dict.fromkeys(reply for f in [*dangers, *newest, *findings] for reply in f.replies))


def _own(scene: _Scene, rules: Catalog, extra: Catalog) -> Catalog:
    """Fire the person's own rules beside ours: they see our findings and never change them. Both, by id."""
    both = Catalog({**rules.rules, **extra.rules}, extra.banks, extra.passes)
    own = _Scene(scene.facts, both, scene.today)
    own.fired = dict(scene.fired)
    for rule in (*extra.passes[1], *extra.passes[2]):  # few: no plan is made for them
        if rule.applies(scene.platform, scene.stages()):
            _try(rule, own)
    _escalate([rule for name, rule in extra.rules.items() if name in own.fired], own)
    scene.fired.update({name: held for name, held in own.fired.items() if name in extra.rules})
    return both


def judge(
    facts: Facts,
    rules: Catalog | None = None,
    today: date | None = None,
    quiet: bool = False,
    *,
    extra: Catalog | None = None,
    muted: Collection[str] = (),
) -> Judgement:
    """What an expert would say about the card these facts were read from. Never raises for any facts.

    ``today``: the day to judge on, else the clock's; ``quiet`` also lists findings meant for other rules only.
    ``extra``: the person's own rules; ``muted``: ids or globs of rules that are not shown, only named.
    """
    rules = catalog() if rules is None else rules
    if extra:
        return _judged(facts, rules, today, quiet, extra, muted)
    told = frozenset(item for item in facts.items() if item[0] != UNASKED)
    asked = (told, today, date.today(), quiet, frozenset(muted))
    found = rules.judged.get(asked)
    if found is None:
        found = _judged(facts, rules, today, quiet, None, muted)
        if len(rules.judged) >= _KEPT:
            rules.judged.clear()
        rules.judged[asked] = found
    return found


def _judged(
    facts: Facts, rules: Catalog, today: date | None, quiet: bool, extra: Catalog | None, muted: Collection[str]
) -> Judgement:
    scene = _Scene(facts, rules, today)
    _passes(scene, rules)
    return _conclude(scene, _own(scene, rules, extra) if extra else rules, quiet, muted)


def _conclude(scene: _Scene, rules: Catalog, quiet: bool = False, muted: Collection[str] = ()) -> Judgement:
    """Verdict, order, folding, badges, replies. A muted rule still counts for verdicts; what it folds comes forward."""
    verdict = _verdict(scene)
    listed = [name for name in scene.fired if quiet or not rules[name].quiet]
    away = frozenset(name for name in listed if named(name, tuple(muted)))
    findings = [_finding(rules[name], scene) for name in listed if name not in away]
    findings.sort(key=lambda finding: _order(scene, rules, finding))
    findings = _fold(findings, rules)
    shown = [finding for finding in findings if finding.folded_into is None][:MOST_BADGES]
    return Judgement(
        findings=tuple(findings),
        verdict=None if verdict in away else verdict,
        badges=tuple(Badge(finding.severity, rules[finding.rule].label, finding.rule) for finding in shown),
        replies=_replies(findings, scene),
        meters=meters(scene.facts, scene.fired),
        muted=tuple(sorted(away)),
    )


def conclude(facts: Facts, found: Iterable[str], rules: Catalog | None = None, today: date | None = None) -> Judgement:
    """The verdict on given findings ("rule" or "rule=severity"); how verdict examples are tried."""
    rules = catalog() if rules is None else rules
    scene = _Scene(facts, rules, today)
    for item in found:
        name, _, severity = item.partition("=")
        level = next((s for s in LEVELS if s == severity), rules[name].severity)
        scene.fired[name] = (level, ())  # type: ignore[assignment]
    return _conclude(scene, rules)
