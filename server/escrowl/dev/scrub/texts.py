"""Private data in a text: mail addresses, phone numbers, ids, tokens, and names that were found elsewhere."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from escrowl.dev.scrub.standins import LEGAL, StandIns, is_stand_in

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
JWT = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?")
UUID = re.compile(r"(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])", re.IGNORECASE)
TILDE = re.compile(r"(?<=~0)(\d)([0-9a-f]{16,19})(?![0-9a-f])", re.IGNORECASE)
HEX = re.compile(r"(?<![0-9a-z~])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{16,}(?![0-9a-z])", re.IGNORECASE)
DIGITS = re.compile(r"(?<![\w.,$€£₹~])(?<!-4000-8000-)(?!0{8}-0000-4000-)\d{8,}(?!\w|[.,]\d)")
TOKEN = re.compile(r"(?<![\w+-])[\w+-]{20,}={0,2}(?![\w+-])")
NO_STYLE = 28
"""Characters from which on a mixed word is no generated name of a style any more."""

_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_QUERY_ID = re.compile(r"(?:^|[_-])u?id$|[a-z]Id$|^(?:oid|guid|key)$", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w-])(?:\+\d|\(?\d)[\d ()./-]{7,24}\d(?![\w-])")
_TOKENS = re.compile(r"\w+|[^\w\s]")
_ONLY_ID = re.compile(r"\d+|~0\w+|[0-9a-f-]{16,36}", re.IGNORECASE)
_PERSON_PATH = re.compile(r"freelancers|users?|u|profiles?|in|compan(?:y|ies)|people|members|agencies")
OWN_PATH = (
    "(?:logout|log-out|login|signup|settings|messages|dashboard|me|edit|search|browse|jobs|home|reviews|find|directory)"
)
"""What stands in a person's place of an address and is a page of the site."""

SLUG = re.compile(r"[^\W_]+(?:[-_+][^\W_]+){2,}")
_BEFORE_ID = re.compile(r"^(.*?)(_?~0|[-_]\d{5,})", re.DOTALL)
_ADDRESS = re.compile(r"https?://|//[\w-]+\.|/[\w~%.-]*[/?]")


def is_token(text: str) -> bool:
    """Whether a long word is a code and no word: capitals, small letters and digits mixed."""
    return (
        sum(map(str.isdigit, text)) >= 3
        and any(map(str.isupper, text))
        and any(map(str.islower, text))
        and not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+", text)
    )


def phone_spans(text: str) -> Iterator[tuple[int, int]]:
    """Places of phone numbers that are written like one: with a plus, or in groups."""
    rough = [match for match in _PHONE.finditer(text) if 9 <= sum(map(str.isdigit, match[0])) <= 17]
    if not rough:
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for piece in rough:
        for region, leniency in ((None, Leniency.POSSIBLE), ("US", Leniency.VALID)):
            for match in PhoneNumberMatcher(piece[0], region, leniency, 5):
                grouped = re.search(r"\d[ ().-]+\d", match.raw_string) and sum(map(str.isdigit, match.raw_string)) >= 10
                if "+" in match.raw_string or grouped:
                    yield piece.start() + match.start, piece.start() + match.end


class Texts:
    """Replaces what is private in texts, addresses and single values."""

    def __init__(self, made: StandIns, url: str = "") -> None:
        self.made = made
        self._own = ".".join((urlsplit(url).hostname or "").rsplit(".", 2)[-2:])  # the site's own name
        self.whole: dict[str, str] = {}  # longer texts that stand as they are in several places, by their stand-in
        self.words: set[str] = set()  # words of names
        self._by_word: dict[str, list[tuple[tuple[str, ...], str]]] = {}  # whole texts by their first word

    def add_whole(self, text: str, stand_in: str) -> None:
        """A text to be replaced wherever it occurs, whatever white space it is written with."""
        text = " ".join(text.split())
        if len(text) < 3 or text == stand_in or text in self.whole:
            return
        self.whole[text] = stand_in
        words = tuple(_TOKENS.findall(text))
        self._by_word.setdefault(words[0], []).append((words, stand_in))
        self._by_word[words[0]].sort(key=lambda item: -len(item[0]))

    def add_name(self, name: str, common: Container[str]) -> None:
        """A person's name: replaced as a whole, and its words where they stand alone (``common`` words only within)."""
        if all(LEGAL.fullmatch(word) or is_stand_in(word) for word in _TOKENS.findall(name)):
            return
        self.add_whole(name, self.made.name(name))
        self.made.secrets.setdefault(name, "names")
        for word in re.findall(r"[^\W\d_]{3,}", name):
            if word[0].isupper() and word.lower() not in common and not (LEGAL.fullmatch(word) or is_stand_in(word)):
                self.words.add(word)
                self.made.secrets.setdefault(word, "names")

    def names(self, text: str) -> str:
        """The text without names and other texts that were told."""
        found = list(_TOKENS.finditer(text))
        words = [match[0] for match in found]
        out, done, at = list[str](), 0, 0
        while at < len(words):
            told = next(
                (it for it in self._by_word.get(words[at], ()) if tuple(words[at : at + len(it[0])]) == it[0]), None
            )
            if told is None and words[at] in self.words:
                told = ((words[at],), self.made.name(words[at]))
            if told is None:
                at += 1
                continue
            last = found[at + len(told[0]) - 1]
            out += [text[done : found[at].start()], told[1]]
            done = last.end()
            at += len(told[0])
        return "".join(out) + text[done:] if out else text

    def ids(self, text: str, tokens: bool = True) -> str:
        """The text without ids and tokens. ``tokens`` False: in names of styles, only what is too long for one goes."""
        made = self.made
        text = MAIL.sub(lambda m: made.mail(m[0]), text)
        text = JWT.sub(lambda m: made.token(m[0]), text)
        text = UUID.sub(lambda m: made.uuid(m[0]), text)
        text = TILDE.sub(lambda m: m[1] + (made.digits(m[2]) if m[2].isdigit() else made.hexadecimal(m[2])), text)
        text = HEX.sub(lambda m: made.hexadecimal(m[0]), text)
        text = DIGITS.sub(lambda m: m[0] if len(m[0]) == 8 and _DAY.fullmatch(m[0]) else made.digits(m[0]), text)
        least = 0 if tokens else NO_STYLE
        return TOKEN.sub(lambda m: made.token(m[0]) if is_token(m[0]) and len(m[0]) >= least else m[0], text)

    def text(self, text: str) -> str:
        """A text without private data; white space stays."""
        text = MAIL.sub(lambda m: self.made.mail(m[0]), text)
        text = self.ids(self.names(text))
        for start, end in sorted(set(phone_spans(text)), reverse=True):
            text = text[:start] + self.made.phone(text[start:end]) + text[end:]
        return text

    def is_address(self, text: str) -> bool:
        """Whether a value is an address rather than words."""
        return " " not in text.strip() and _ADDRESS.match(text.strip()) is not None

    def address(self, url: str) -> str:
        """An address without its query (ids in it stay, as stand-ins), names and titles."""
        url = url.strip()
        scheme = url.partition(":")[0].lower() if re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE) else ""
        if scheme in ("mailto", "tel", "sms", "javascript", "data", "blob", "skype", "tg", "whatsapp"):
            self.made.dropped(
                "links to people" if scheme in ("mailto", "tel", "sms", "skype") else "code and data in links"
            )
            return "#"
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            self.made.dropped("broken addresses")
            return "#"
        if host and self._own and not f".{host}".endswith(f".{self._own}"):
            self.made.dropped("names of other sites")
            host = "www.example.com"
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        kept = []
        for name, value in pairs:
            own = _QUERY_ID.search(name) and _ONLY_ID.fullmatch(value)
            kept.append((name, self.ids(value) if own else self.made.query(value)))
        before = ""
        segments = []
        for segment in parts.path.split("/"):
            segments.append(self._segment(segment, before))
            before = segment.lower()
        return urlunsplit((parts.scheme, host, "/".join(segments), urlencode(kept), ""))

    def _segment(self, segment: str, before: str) -> str:
        if not segment:
            return segment
        person = _PERSON_PATH.fullmatch(before) and not segment.startswith("~0") and not segment.isdigit()
        if person and not re.fullmatch(OWN_PATH, segment):
            lead = re.match(r"\d+-", segment)
            return self.ids(lead[0] if lead else "") + self.made.slug(segment[lead.end() if lead else 0 :], "someone")
        segment = self.names(MAIL.sub(lambda m: self.made.mail(m[0]), segment))
        found = _BEFORE_ID.match(segment)
        if found and len(found[1]) >= 4:
            segment = self.made.slug(found[1], "some-job") + segment[found.end(1) :]
        elif SLUG.fullmatch(segment) and segment.count("-") + segment.count("_") + segment.count("+") >= 3:
            segment = self.made.slug(segment, "some-job")
        return self.ids(segment)
