"""A saved page rewritten: what goes, what gets a stand-in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from escrowl import pages
from escrowl.cards import Reading
from escrowl.dev.scrub.data import LONG, Data, parse
from escrowl.dev.scrub.people import is_person, is_user, people, words_of
from escrowl.dev.scrub.standins import StandIns
from escrowl.dev.scrub.texts import Texts
from escrowl.facts import Known, Message
from escrowl.snapshot import Snapshot

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

TAKEN_BY = "scrubbed"
"""What a scrubbed snapshot says of itself; `new-case` takes no other."""

DROPPED = re.compile(
    r"style|link|base|iframe|frame|object|embed|svg|math|canvas|video|audio|picture|source|img|noscript|template|textarea"
)
KEPT_ATTRIBUTES = re.compile(
    r"id|class|role|href|title|alt|name|rel|type|for|lang|dir|hidden|datetime|item(?:prop|type|scope)|tabindex|open|"
    r"disabled|content|property|colspan|rowspan|scope|charset|label|placeholder|(?:data|aria)-.+"
)
HIGHLIGHT = re.compile(r"span|em|b|strong|mark|i|u|font")
HIGHLIGHTED = re.compile(rf"</?(?:{HIGHLIGHT.pattern})\b[^<>]*>")
FLAG, CODE = re.compile(r"[a-z-]{0,20}"), re.compile(r"on.+|style|src|srcset|value|nonce|integrity|action")
VOCABULARY = re.compile(
    r"class|role|type|rel|lang|dir|itemprop|scope|charset|tabindex|data-(?:test|qa|cy|testid|test-id|ev-label)"
)
"""Attributes whose values are a site's own words, not a person's."""

PROSE_FACTS = ("job.description", "client.review_texts", "offer.text", "contract.scope", "notice.text", "page.text")
TITLE_FACTS = ("job.title", "room.title", "contract.title")
NAME_FACTS = ("client.name", "client.first_name", "client.company", "me.name")

SITES_OWN = re.compile(r"(?:private|sealed|hidden|featured) (?:project|job|contest)", re.IGNORECASE)
"""Titles that a site puts in place of a person's."""


class _Page:
    """One page being rewritten."""

    def __init__(self, snapshot: Snapshot, reading: Reading) -> None:
        from bs4 import BeautifulSoup

        self.reading = reading
        self.snapshot = snapshot
        self.made = StandIns()
        self.texts = Texts(self.made, snapshot.url)
        self.data = Data(self.texts)
        self.soup: BeautifulSoup = BeautifulSoup(snapshot.html, "lxml")
        self.prose: list[str] = []
        self.fact_lines: set[str] = set()  # what the page says itself: kept, also where a person says the same

    def run(self) -> Snapshot:
        """The page rewritten."""
        self._drop()
        words = words_of(self.soup)
        self._learn_facts()
        self._learn_names(words)
        self._whole_elements(words)
        for element in self.soup.find_all(True):
            self._attributes(element)
        self._strings()
        url = self.texts.address(self.snapshot.url)
        if _claimed(url) != _claimed(self.snapshot.url):  # the address says which kind of page it is
            url = self.texts.ids(self.snapshot.url.partition("#")[0].partition("?")[0])
        return Snapshot(url, str(self.soup), self.snapshot.taken_at, TAKEN_BY, self.snapshot.scope)

    def _drop(self) -> None:
        from bs4 import Comment

        for comment in self.soup.find_all(string=lambda text: isinstance(text, Comment)):
            comment.extract()
        gone = [tag for tag in self.soup.find_all(True) if DROPPED.fullmatch(tag.name)]
        scripts = [tag for tag in self.soup.find_all("script") if parse(tag.string or "") is None]
        hidden = self.soup.find_all("input", type="hidden")
        meta = [tag for tag in self.soup.find_all("meta") if not tag.get("charset")]
        self.made.dropped("scripts", len(scripts))
        self.made.dropped("pictures and avatars", sum(tag.name in ("img", "picture", "svg") for tag in gone))
        self.made.dropped("hidden fields and meta data", len(hidden) + len(meta))
        for tag in (*gone, *scripts, *hidden, *meta):
            tag.decompose()

    def _facts(self, names: Iterable[str]) -> Iterator[str]:
        for card in self.reading.cards:
            for name in names:
                fact = card.facts.get(name)
                if isinstance(fact, Known):
                    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
                    yield from (value for value in values if isinstance(value, str))

    def _learn_facts(self) -> None:
        for text in self._facts(PROSE_FACTS):
            self.prose.append(" ".join(text.split()))
        for card in self.reading.cards:
            told = card.facts.value("msg")
            for message in told or ():
                if isinstance(message, Message) and message.sender == "platform":
                    self.fact_lines.add(" ".join(message.text.split()))
                elif isinstance(message, Message):
                    self.prose += [" ".join(text.split()) for text in (message.text, message.quoted)]
            for name, fact in card.facts.known().items():
                if name not in (*NAME_FACTS, *TITLE_FACTS, *PROSE_FACTS):
                    self.fact_lines.add(" ".join(fact.text.split()))

        for title in self._facts(TITLE_FACTS):
            own = SITES_OWN.match(title) or any(title in line for line in self.fact_lines)
            if title.strip() and not own:
                self.texts.add_whole(title, self.made.prose(title, "titles"))

    def _whole_elements(self, words: Mapping[int, str]) -> None:
        """Titles and sentences that are split over several elements, as where a search word is highlighted."""
        titles = {_dense(title): stand_in for title, stand_in in self.texts.whole.items() if title.count(" ") > 1}
        prose = [_dense(text) for text in self.prose]
        for element in self.soup.find_all(True):
            text = _dense(words.get(id(element), ""))
            strings = element.find_all(string=True) if len(text) >= 20 and element.name != "script" else ()
            if len(strings) < 2:
                continue
            if text in titles and all(HIGHLIGHT.fullmatch(tag.name) for tag in element.find_all(True)):
                element.string = titles[text]
            elif len(text) >= 40 and any(text in one for one in prose):
                for string in strings:
                    if string.strip():
                        string.replace_with(" " + self.made.prose(str(string)) + " ")

    def _learn_names(self, words: Mapping[int, str]) -> None:
        lower = set(re.findall(r"(?<![\w])[^\W\d_A-Z][^\W\d_]*", self.soup.get_text(" ")))
        found = {*self._facts(NAME_FACTS), *people(self.soup, words)}
        for name in sorted(found, key=lambda name: (-len(name), name)):
            if is_person(name, lower) and name not in self.fact_lines:
                self.texts.add_name(name, lower)
            elif is_user(name):
                self.texts.add_whole(name, self.made.slug(name, "someone"))

    def _attributes(self, element: Tag) -> None:
        for name in list(element.attrs):
            value = element.attrs[name]
            plain = isinstance(value, str) and FLAG.fullmatch(value) is not None and not CODE.fullmatch(name)
            if not (plain or KEPT_ATTRIBUTES.fullmatch(name)):
                del element.attrs[name]
                continue
            if isinstance(value, list):  # class, rel
                element.attrs[name] = [self.texts.ids(word, tokens=False) for word in value]
                continue
            element.attrs[name] = self._attribute(name, str(value))

    def _attribute(self, name: str, value: str) -> str:
        if VOCABULARY.fullmatch(name):
            return self.texts.ids(value, tokens=False)
        if name == "href" or self.texts.is_address(value):
            return self.texts.address(value)
        if value[:1] in "{[" and (data := self.data.script(value)) is not None:
            return data
        value = HIGHLIGHTED.sub("", value)  # titles bring their marks into labels
        if len(value) > LONG:
            return self.made.prose(value)
        return self.texts.text(value)

    def _strings(self) -> None:
        for string in list(self.soup.find_all(string=True)):
            parent = string.parent
            if parent is not None and parent.name == "script":
                data = self.data.script(str(string))
                if data is None:
                    self.made.dropped("scripts")
                    parent.decompose()
                else:
                    string.replace_with(type(string)(data))
                continue
            text = str(string)
            if not text.strip():
                continue
            new = self._string(text)
            if new != text:
                string.replace_with(type(string)(new))

    def _string(self, text: str) -> str:
        folded = " ".join(text.split())
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        whole = self.texts.whole.get(folded)
        if whole is not None:
            return lead + whole + tail
        whole_line = len(folded) >= 20
        known = any(folded in prose if whole_line else folded == prose for prose in self.prose)
        known = known and not any(folded in line for line in self.fact_lines)
        if len(folded) > LONG or known:
            return lead + self.made.prose(text) + tail
        return self.texts.text(text)


def _dense(text: str) -> str:
    return "".join(text.split())


def _claimed(url: str) -> tuple[type, ...]:
    return tuple(pages.claimants(url))


def rewrite(snapshot: Snapshot, reading: Reading) -> tuple[Snapshot, StandIns]:
    """The snapshot with stand-ins, and what was replaced. ``reading``: what is read of it."""
    page = _Page(snapshot, reading)
    return page.run(), page.made
