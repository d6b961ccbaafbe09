"""Loads the rule files and refuses half-finished ones, naming the file and the fault."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from escrowl.errors import CatalogInvalid
from escrowl.facts import ALIASES, FACTS, STAGES
from escrowl.rules.bank import Bank
from escrowl.rules.cache import keep, kept, key_of
from escrowl.rules.conditions import Condition
from escrowl.rules.dispatch import Plan, asked
from escrowl.rules.model import CONFIDENCE, LEVELS, Example, Judgement, Severity
from escrowl.rules.parse import Parser, stage_names

FOLDER = Path(__file__).parent / "catalog"
_EXAMPLES = "[[examples]]"
_WORDS = "words*.toml"
"""The files of word lists: those that every group uses, and those of some groups."""
_NEEDED = ("id", "title", "severity", "why", "advice", "false_positives", "sources", "when")
_KEYS = frozenset(_NEEDED) | frozenset(
    (
        "examples",
        "confidence",
        "status",
        "since",
        "replies",
        "stages",
        "platforms",
        "not_platforms",
        "topic",
        "rank",
        "suppresses",
        "folds",
        "unless",
        "escalate",
        "parts",
        "quiet",
        "after",
        "label",
        "first",
        "checked",
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file. ``rank``: within a topic the highest rank gets the badge. ``after``: which pass it runs in.

    ``first``: replies that come first when their condition holds. ``quiet``: only other rules see it.
    """

    id: str
    title: str
    severity: Severity
    why: str
    advice: str
    false_positives: tuple[str, ...]
    sources: tuple[str, ...]
    when: Condition
    unless: Condition | None
    escalate: tuple[tuple[Severity, Condition], ...]
    read_examples: Callable[[], tuple[Example, ...]]
    replies: tuple[str, ...]
    confidence: str
    status: str
    since: str
    stages: frozenset[str]
    platforms: frozenset[str]
    not_platforms: frozenset[str]
    topic: str
    rank: int
    suppresses: tuple[str, ...]
    folds: tuple[str, ...]
    checked: date | None
    first: tuple[tuple[str, Condition], ...]
    quiet: bool
    after: int
    label: str

    @property
    def group(self) -> str:
        """The folder of the rule."""
        return self.id.split("/")[0]

    @property
    def examples(self) -> tuple[Example, ...]:
        """Cases that fire and cases that stay quiet; read from the file at the first use."""
        return self.read_examples()

    def applies(self, platform: str, stages: frozenset[str]) -> bool:
        """Whether it is for cards of this platform in these stages."""
        if (self.platforms and platform not in self.platforms) or platform in self.not_platforms:
            return False
        return "any" in self.stages or bool(self.stages & stages)


@dataclass(frozen=True, slots=True)
class Catalog(Mapping[str, Rule]):
    """Rules by id, and the banks of their patterns by kind of text."""

    rules: dict[str, Rule]
    banks: dict[str, Bank]
    passes: dict[int, tuple[Rule, ...]]
    """Rules of each pass; 0: the suppressors; 4: the verdicts."""
    judged: dict[Any, Judgement] = field(default_factory=dict)
    """The last judgements by these rules, by all that they rest on."""
    _plans: dict[tuple[str, frozenset[str]], Plan] = field(default_factory=dict)

    def plan(self, platform: str, stages: frozenset[str]) -> Plan:
        """The rules of each pass that apply there. All cards of a page ask the same, so the answer is kept."""
        plan = self._plans.get((platform, stages))
        if plan is None:
            there = {n: [rule for rule in rules if rule.applies(platform, stages)] for n, rules in self.passes.items()}
            plan = self._plans[platform, stages] = Plan.of(there, stages, self.rules, self.banks)
        return plan

    def __getitem__(self, name: str) -> Rule:
        return self.rules[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)


def make_example(table: dict[str, Any]) -> Example:
    """One ``[[examples]]`` table. Raises ValueError, naming what is wrong."""
    allowed = {"name", "fires", "facts", "client", "messages", "findings", "stage", "platform", "severity", "today"}
    if extra := sorted(set(table) - allowed):
        raise ValueError(f"unknown key {extra[0]!r} in an example")
    if not table.get("name") or not isinstance(table.get("fires"), bool):
        raise ValueError("an example needs a name and fires = true or false")
    for name in table.get("facts", {}):
        if ALIASES.get(name, name) not in FACTS:
            raise ValueError(f"example {table['name']!r}: unknown fact {name!r}")
    if table.get("stage", "any") not in STAGES:
        raise ValueError(f"example {table['name']!r}: unknown stage {table['stage']!r}")
    client = table.get("client", [])
    return Example(
        name=table["name"],
        fires=table["fires"],
        facts=table.get("facts", {}),
        client=(client,) if isinstance(client, str) else tuple(client),
        messages=tuple(table.get("messages", ())),
        findings=tuple(table.get("findings", ())),
        stage=table.get("stage", "any"),
        platform=table.get("platform", "upwork"),
        severity=table.get("severity"),
        today=table.get("today"),
    )


def _severity(word: Any) -> Severity:
    if word not in LEVELS:
        raise ValueError(f"unknown severity {word!r}; there are {', '.join(LEVELS)}")
    return cast(Severity, word)


def _examples(path: Path) -> tuple[Example, ...]:
    """The examples of a rule file. Raises ValueError, naming what is wrong."""
    examples = tuple(
        make_example(table) for table in tomllib.loads(path.read_text(encoding="utf-8")).get("examples", ())
    )
    for fires, word in ((True, "that fires"), (False, "that stays quiet")):
        if not any(example.fires is fires for example in examples):
            raise ValueError(f"no example {word}")
    return examples


def make_rule(raw: dict[str, Any], name: str, parser: Parser, examples: Callable[[], tuple[Example, ...]]) -> Rule:
    """The rule of a file's tables; ``examples`` gives its examples when asked. Raises ValueError and the like."""
    for key in _NEEDED:
        if not raw.get(key):
            raise ValueError(f"{key} is missing or empty")
    if extra := sorted(set(raw) - _KEYS):
        raise ValueError(f"unknown key {extra[0]!r}")
    if raw["id"] != name:
        raise ValueError(f"id {raw['id']!r} differs from its path {name!r}")
    if raw.get("confidence", "medium") not in CONFIDENCE:
        raise ValueError(f"unknown confidence {raw['confidence']!r}")
    read_examples = cache(examples)
    if parser.verify:
        read_examples()
    named = len(parser.named)
    parser.keep(raw.get("parts", {}))
    when = parser.condition(raw["when"])
    unless = parser.condition(raw["unless"]) if "unless" in raw else None
    reads_findings = len(parser.named) > named
    return Rule(
        id=name,
        title=raw["title"],
        severity=_severity(raw["severity"]),
        why=raw["why"],
        advice=raw["advice"],
        false_positives=tuple(raw["false_positives"]),
        sources=tuple(raw["sources"]),
        when=when,
        unless=unless,
        escalate=tuple((_severity(step["to"]), parser.condition(step["when"])) for step in raw.get("escalate", ())),
        read_examples=read_examples,
        replies=tuple(raw.get("replies", ())),
        confidence=raw.get("confidence", "medium"),
        status=raw.get("status", "stable"),
        since=raw.get("since", "0.1.0"),
        stages=stage_names(raw.get("stages", ["any"])),
        platforms=frozenset(raw.get("platforms", ())),
        not_platforms=frozenset(raw.get("not_platforms", ())),
        topic=raw.get("topic", name),
        rank=int(raw.get("rank", 0)),
        suppresses=tuple(raw.get("suppresses", ())),
        folds=tuple(raw.get("folds", ())),
        first=tuple((step["reply"], parser.condition(step["when"])) for step in raw.get("first", ())),
        checked=raw.get("checked"),
        quiet=bool(raw.get("quiet", False)),
        after=int(raw.get("after", 2 if reads_findings else 1)),
        label=raw.get("label", raw["title"]),
    )


def word_lists(folder: Path = FOLDER) -> dict[str, str]:
    """The word lists that patterns may use, each as the inside of a group."""
    files = sorted(folder.glob(_WORDS))
    return _lists({key: value for file in files for key, value in _toml(_text(file, file.name), file.name).items()})


def _lists(table: dict[str, Any]) -> dict[str, str]:
    return {key: "|".join(value) for key, value in table.items()}


def _tables(folder: Path, verify: bool) -> dict[str, dict[str, Any]]:
    """The tables of all files below ``folder`` by name, the word lists first; of ours from the cache when it can be."""
    files = [*sorted(folder.glob(_WORDS)), *sorted(folder.glob("*/*.toml"))]
    texts = {file.relative_to(folder).as_posix(): file for file in files}
    words = {name: _text(file, name) for name, file in texts.items()}
    if verify or folder != FOLDER:
        return {name: _toml(text, name, whole=verify) for name, text in words.items()}
    key = key_of(words)
    tables: dict[str, dict[str, Any]] | None = kept(key)
    if tables is None:
        tables = {name: _toml(text, name, whole=False) for name, text in words.items()}
        keep(key, tables)
    return tables


def load(folder: Path = FOLDER, *, verify: bool = True) -> Catalog:
    """All rules below ``folder``. Raises CatalogInvalid, naming the file and the fault.

    ``verify`` compiles each pattern alone, to name the faulty one, and reads the examples; that takes a second.
    """
    tables = _tables(folder, verify)
    lists = [tables.pop(name) for name in [name for name in tables if "/" not in name]]
    parser = Parser({key: value for table in lists for key, value in _lists(table).items()}, verify)
    rules: dict[str, Rule] = {}
    mentioned: dict[str, str] = {}
    for file, raw in tables.items():
        name = file.removesuffix(".toml")
        try:
            rules[name] = make_rule(raw, name, parser, partial(_examples, folder / file))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise CatalogInvalid(f"{file}: {error}") from error
        mentioned.update((other, file) for other in (*parser.named, *rules[name].suppresses, *rules[name].folds))
        parser.named.clear()
    for other, file in mentioned.items():
        if other not in rules and not any(fnmatch.fnmatchcase(rule, other) for rule in rules):
            raise CatalogInvalid(f"{file}: there is no rule {other!r}")
    for kind, bank in parser.banks.items():
        bank.name = "" if verify or folder != FOLDER else f"words-{kind}"
    return assemble(rules, parser.banks)


def assemble(rules: dict[str, Rule], banks: dict[str, Bank]) -> Catalog:
    """The catalogue of rules whose patterns are in ``banks``."""
    wanted = cache(partial(asked, tuple(rules.values()), banks))
    for kind, bank in banks.items():
        bank.choose = partial(_asked_of, wanted, kind)
    plain = [rule for rule in rules.values() if rule.group != "verdict"]
    passes = {0: tuple(rule for rule in plain if rule.suppresses)}
    for number in (1, 2, 3):
        passes[number] = tuple(rule for rule in plain if rule.after == number and not rule.suppresses)
    passes[4] = tuple(rule for rule in rules.values() if rule.group == "verdict")
    return Catalog(rules, banks, passes)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CatalogInvalid(f"{name}: not readable as TOML: {error}") from error


def _asked_of(wanted: Callable[[], dict[str, frozenset[int]]], kind: str) -> frozenset[int]:
    return wanted().get(kind, frozenset())


def _toml(text: str, name: str, whole: bool = True) -> dict[str, Any]:
    """The tables of a file; not ``whole``: without the examples, which are half of it and stand at its end."""
    try:
        head, _, tail = text.partition(f"\n{_EXAMPLES}")
        only_examples = all(line.startswith(_EXAMPLES) for line in tail.splitlines() if line.startswith("["))
        return tomllib.loads(head if only_examples and not whole else text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogInvalid(f"{name}: not readable as TOML: {error}") from error


@cache
def catalog() -> Catalog:
    """The product's rules, loaded once. Their patterns are proved by the tests, not at each start."""
    return load(verify=False)
