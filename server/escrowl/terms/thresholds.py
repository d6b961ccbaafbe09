"""Numbers of the client rules that a person may change: which rule, which condition of it, and what it means.

The numbers themselves stand in the rule files alone; what is not set here is what the file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Part = Literal["when", "escalate", "unless"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """``rule``, ``part``, ``fact``, ``operator`` say which number of which rule; ``low`` to ``high`` is what is taken.

    ``label`` reads as a sentence that the number ends; ``unit`` follows it.
    """

    name: str
    rule: str
    part: Part
    fact: str
    operator: str
    label: str
    unit: str
    low: float
    high: float


_TABLE: tuple[tuple[str, str, Part, str, str, str, str, float, float], ...] = (
    ("low_rating", "client/low-rating", "when", "client.rating", "below", "A rating is low below", "of 5", 0, 5),
    ("low_rating_reviews", "client/low-rating", "when", "client.reviews", "at_least",
     "… when it rests on at least", "reviews", 1, 1_000),
    ("very_low_rating", "client/low-rating", "escalate", "client.rating", "below",
     "A rating is very low below", "of 5", 0, 5),
    ("very_low_rating_reviews", "client/low-rating", "escalate", "client.reviews", "at_least",
     "… when it rests on at least", "reviews", 1, 1_000),
    ("low_hire_rate", "client/low-hire-rate", "when", "derived.fair_hire_rate", "below",
     "A hire rate is low below", "%", 0, 100),
    ("low_avg_rate", "client/low-avg-rate", "when", "derived.avg_rate_share", "below",
     "The average rate paid is low below", "% of my rate", 0, 200),
    ("low_avg_rate_hours", "client/low-avg-rate", "when", "client.hours", "at_least",
     "… when it was billed at least", "hours", 0, 100_000),
    ("harsh_rating", "client/harsh-reviewer", "when", "client.given_rating", "below",
     "A client rates harshly below", "of 5", 0, 5),
    ("harsh_rating_reviews", "client/harsh-reviewer", "when", "client.given_reviews", "at_least",
     "… when it gave at least", "ratings", 1, 1_000),
    ("many_open_jobs", "client/many-open-jobs", "when", "client.open_jobs", "at_least",
     "Open jobs are many from", "jobs", 1, 10_000),
    ("many_open_jobs_hires", "client/many-open-jobs", "when", "client.hires", "below",
     "… when the client hired fewer than", "times", 0, 10_000),
    ("new_account_days", "client/new-account", "when", "derived.member_days", "below",
     "An account is new below", "days", 0, 3_650),
    ("posts_without_hire", "client/posts-many-hires-none", "when", "client.jobs_posted", "at_least",
     "Posts and no hire: many from", "posts", 1, 10_000),
    ("crowded_proposals", "job/crowded", "when", "derived.proposals", "at_least",
     "A job is crowded from", "proposals", 1, 10_000),
    ("crowded_interviewing", "job/crowded", "when", "job.interviewing", "at_least",
     "… or from", "people interviewed", 1, 1_000),
    ("stale_days", "job/stale", "when", "derived.posted_days", "above", "A post is old above", "days", 1, 3_650),
    ("established_hires", "verdict/looks-established", "when", "client.hires", "at_least",
     "A client looks established from", "hires", 0, 10_000),
    ("established_reviews", "verdict/looks-established", "when", "client.reviews", "at_least",
     "… and at least", "reviews", 0, 10_000),
    ("established_rating", "verdict/looks-established", "when", "client.rating", "at_least",
     "… and a rating of at least", "of 5", 0, 5),
    ("established_spent", "verdict/looks-established", "when", "derived.spent", "at_least",
     "… and spent at least", "in the site's currency", 0, 100_000_000),
)  # fmt: skip

THRESHOLDS: Mapping[str, Threshold] = {row[0]: Threshold(*row) for row in _TABLE}
"""By name, in the order they are shown."""
