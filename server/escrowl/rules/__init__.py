"""What the facts of a card mean: findings with their quotes, one verdict, badges and the replies to offer."""

from escrowl.rules.engine import judge
from escrowl.rules.load import Catalog, Rule, catalog
from escrowl.rules.model import LEVELS, Badge, Evidence, Finding, Judgement, Meter, Severity
from escrowl.rules.own import OwnRules, nothing, own_rules
from escrowl.rules.tuned import standard, tuned

__all__ = [
    "LEVELS",
    "Badge",
    "Catalog",
    "Evidence",
    "Finding",
    "Judgement",
    "Meter",
    "OwnRules",
    "Rule",
    "Severity",
    "catalog",
    "judge",
    "nothing",
    "own_rules",
    "standard",
    "tuned",
]
