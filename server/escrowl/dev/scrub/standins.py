"""Stand-ins for private values: of the same form, numbered in the order of their first occurrence, told by their form.

Nothing in a stand-in comes from the value it stands for, so no stand-in can be turned back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

GIVEN: tuple[str, ...] = tuple(
    re.findall(
        r"\w+",
        "Alder Birch Briar Cedar Clover Fern Hazel Heath Holly Ivy Juniper Larch Laurel Linden Lotus Maple Myrtle "
        "Olive Poppy Quince Reed Rowan Rue Sage Sorrel Tansy Thyme Willow Yarrow",
    )
)
"""Stand-ins for words of names: plants, not a list of names that somebody is called by."""

FILLER: tuple[str, ...] = tuple(
    re.findall(
        r"\w+",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore "
        "magna aliqua enim minim veniam quis nostrud exercitation",
    )
)
"""Words of stand-ins for people's own sentences: no rule and no reader of facts knows them."""

_ID = re.compile(r"19?0{2,}\d{1,6}|a0+[0-9a-f]{1,6}|tok0*\d+|0{8}-0000-4000-8000-\d{12}|x\d+|someone-\d+|some-job-\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LEGAL = re.compile(r"(?:Ltd|LLC|Inc|GmbH|AG|UG|KG|Co|Corp|SL|SA|SAS|BV|Pty|OOO|ООО|ИП)")
"""What a company is, which is no name."""

_PHONE = re.compile(r"\+1 202-555-01\d\d")
_NAME = re.compile(rf"(?:{'|'.join(GIVEN)})\d*")


def is_stand_in(text: str) -> bool:
    """Whether an id, phone number, mail address or word of a name is one that was put in by us."""
    return bool(_ID.fullmatch(text) or _PHONE.fullmatch(text) or _NAME.fullmatch(text) or text.endswith("@example.com"))


def is_filler(text: str) -> bool:
    """Whether a text is made of the words we put in place of people's sentences."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(words) and sum(word in FILLER for word in words) >= 0.8 * len(words)


class StandIns:
    """What was replaced by what. ``counts``: how many values of each kind; ``secrets``: the values, with their kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.secrets: dict[str, str] = {}
        self._made: dict[tuple[str, str], str] = {}
        self._numbers: Counter[str] = Counter()

    def dropped(self, kind: str, number: int = 1) -> None:
        """Note values that were taken out without a stand-in."""
        self.counts[kind] += number

    def _same(self, kind: str, value: str, make: Callable[[int], str], secret: bool = True) -> str:
        self.counts[kind] += 1
        found = self._made.get((kind, value))
        if found is None:
            self._numbers[kind] += 1
            found = self._made[kind, value] = make(self._numbers[kind])
            if secret:
                self.secrets.setdefault(value, kind)
        return found

    def digits(self, value: str) -> str:
        """An id of as many digits."""
        if is_stand_in(value):
            return value
        return self._same("ids", value, lambda n: "19" + str(n).zfill(len(value) - 2))

    def hexadecimal(self, value: str) -> str:
        """An id of as many hexadecimal digits, in lower case; what is longer than an id is a token."""
        if is_stand_in(value.lower()):
            return value
        if len(value) > 36:
            return self.token(value)
        return self._same("ids", value, lambda n: "a" + f"{n:x}".zfill(len(value) - 1))

    def uuid(self, value: str) -> str:
        """A UUID."""
        if is_stand_in(value):
            return value
        return self._same("ids", value, lambda n: f"00000000-0000-4000-8000-{n:012d}")

    def token(self, value: str) -> str:
        """A key, token or other code."""
        if is_stand_in(value):
            return value
        return self._same("tokens", value, lambda n: "tok" + str(n).zfill(min(len(value), 24) - 3))

    def mail(self, value: str) -> str:
        """A mail address."""
        if is_stand_in(value):
            return value
        return self._same("mail addresses", value, lambda n: f"someone{n}@example.com")

    def phone(self, value: str) -> str:
        """A phone number, of the range kept for stories."""
        if is_stand_in(value):
            return value
        return self._same("phone numbers", value, lambda n: f"+1 202-555-01{n % 100:02d}")

    def slug(self, value: str, kind: str) -> str:
        """A readable piece of an address. ``kind``: "someone" or "some-job"."""
        if is_stand_in(value):
            return value
        what = "names in addresses" if kind == "someone" else "titles in addresses"
        return self._same(what, value, lambda n: f"{kind}-{n}", secret=value.count("-") >= 3)

    def query(self, value: str) -> str:
        """A value of an address's query."""
        if not value or is_stand_in(value):
            return value
        return self._same("values of addresses' queries", value, lambda n: f"x{n}", secret=False)

    def name(self, value: str) -> str:
        """A name, word by word: an initial stays an initial, "Nia O." is "Alder B."."""

        def word(found: re.Match[str]) -> str:
            text = str(found[0])
            if is_stand_in(text):
                return text
            if len(text) == 1:
                return "B"
            if LEGAL.fullmatch(text):
                return text
            number = int(self._same("names", text, str, secret=False)) - 1
            return GIVEN[number % len(GIVEN)] + (str(number // len(GIVEN)) if number >= len(GIVEN) else "")

        return _WORD.sub(word, value)

    def prose(self, value: str, kind: str = "people's own sentences") -> str:
        """As many words as a person's sentences have, with its digits, lines and marks gone."""
        if is_filler(value):
            return value
        words = len(value.split())
        self.counts[kind] += 1
        if len(value) >= 25:
            self.secrets.setdefault(" ".join(value.split()), kind)
        start = self.counts[kind] if kind == "titles" else 0  # two titles stay two
        out = [FILLER[(at + start) % len(FILLER)] for at in range(words)]
        if out:
            out[0] = out[0].capitalize()
        return " ".join(out) + ("." if value.rstrip().endswith((".", "!", "?")) else "")
