"""Cards found by links and structure, and the words and hints that are read inside them."""

from __future__ import annotations

import re

import pytest

from escrowl.facts import Unknown
from escrowl.pages.base import Found
from escrowl.pages.dom import Index, Node
from escrowl.pages.engines import with_lexbor
from escrowl.pages.phrases import WordedArea, agreed, labelled
from escrowl.pages.repeated import grow, items, titled


def item_id(address: str) -> str:
    found = re.search(r"/item/(\d+)$", address)
    return found[1] if found else ""


def _card(number: int, more: str = "") -> str:
    return (
        f'<div class=c><div><a href="/item/{number}">Title {number}</a> <span>2 days left</span></div>'
        f'<div>text {more}</div><a href="/item/{number}">Bid now</a></div>'
    )


def _found(html: str) -> list[tuple[str, str, str]]:
    page = with_lexbor(html)
    return [
        (item.id, page.text(item.title), item.box.attrs.get("class", item.box.tag)) for item in items(page, item_id)
    ]


def test_cards_are_as_large_as_their_links_allow() -> None:
    html = f"<main><h1>Items</h1><div>{_card(1)}{_card(2)}<section>{_card(3)}</section></div></main>"
    assert _found(html) == [("1", "Title 1", "c"), ("2", "Title 2", "c"), ("3", "Title 3", "section")]


def test_the_title_is_the_link_whose_words_no_other_card_has() -> None:
    swapped = '<div class=c><a href="/item/{0}">Bid now</a><p>x</p><a href="/item/{0}">{1}</a></div>'
    html = swapped.format(1, "A") + swapped.format(2, "A very long title") + swapped.format(3, "")
    assert [(found, title) for found, title, _ in _found(html)] == [
        ("1", "A"), ("2", "A very long title"), ("3", ""),
    ]  # fmt: skip


def test_a_heading_inside_a_link_around_the_whole_card_is_the_title() -> None:
    html = '<a class=c href="/item/1"><h2>One</h2><p>x</p></a><a class=c href="/item/2"><h2>Two</h2></a>'
    assert _found(html) == [("1", "One", "c"), ("2", "Two", "c")]


WHOLE = """<a class=c href="/item/{0}/{1}"><p>Seen by all</p><div>{2}<span> 6 days left</span></div>
<p>We want it soon and well made.</p><p>$20</p></a>"""


def test_the_title_of_a_card_that_is_one_link_is_what_its_address_says() -> None:
    def slugged(address: str) -> str:
        found = re.match(r"/item/(\d+)/", address)
        return found[1] if found else ""

    cards = [(1, "oak-table", "<b>Oak table</b>"), (2, "pine-chair", "<b>Pine chair</b>"), (3, "elm-bed", "Elm bed")]
    page = with_lexbor("".join(WHOLE.format(*card) for card in cards))
    titles = [page.text(item.title) for item in items(page, slugged)]
    assert titles == ["Oak table", "Pine chair", ""]  # the last one cannot be told from what stands beside it


def test_a_link_without_words_over_the_card_names_its_title() -> None:
    over = (
        '<div class=c><a href="/item/{0}" aria-label="{1}"></a><p>New</p><h3>Offer of the week</h3><{2}>{1}</{2}></div>'
    )
    html = "<h1>Items</h1>" + over.format(1, "One", "h3") + over.format(2, "Two", "h3")
    page = with_lexbor(html)
    assert [page.text(heading) for heading, _, _ in titled(page, item_id)] == ["One", "Two"]
    assert _found(over.format(1, "One", "p") + over.format(2, "Two", "p")) == [("1", "One", "c"), ("2", "Two", "c")]


@pytest.mark.parametrize(
    "written",
    [
        '<a href="/item/9">https://site.test/item/9</a>',
        '<a href="/item/9">/jobs/item/9</a>',
        f'{"many words that a client wrote " * 4}<a href="/item/9">here</a>',
    ],
)
def test_links_in_a_clients_text_make_no_cards(written: str) -> None:
    html = f"<div>{_card(1, written)}{_card(2)}</div>"
    assert _found(html) == [("1", "Title 1", "c"), ("2", "Title 2", "c")]


def test_a_single_card_ends_at_the_pages_headings() -> None:
    html = (
        f"<body><div class=page><h1>Items</h1><div class=list>{_card(1)}</div></div><footer><h5>x</h5></footer></body>"
    )
    assert _found(html) == [("1", "Title 1", "list")]


def test_an_item_that_is_listed_twice_is_one_card() -> None:
    assert [found for found, _, _ in _found(_card(1) + _card(2) + _card(1))] == ["1", "2"]


def test_headings_with_links() -> None:
    page = with_lexbor(
        '<h2><a href="/item/1">One</a></h2><a href="/item/2"><h3>Two</h3></a><a href="/item/3">Three</a>'
    )
    assert [(page.text(heading), found) for heading, _, found in titled(page, item_id)] == [("One", "1"), ("Two", "2")]


def test_growing_stops_at_what_the_extension_did_not_number() -> None:
    page = with_lexbor('<section><div data-escrowl-n="1" class=card><p data-escrowl-n="2">x</p></div></section>')
    assert grow(page, _first(page, "p"), []).attrs["class"] == "card"


def test_growing_stops_at_what_stands_around_the_cards_of_a_snapshot() -> None:
    inside = '<div data-escrowl-n="{0}" class=card><p data-escrowl-n="{1}">x</p></div>'
    for number, grown in (("9", "card"), ("1", "row"), ("x", "card")):
        page = with_lexbor(f'<li class=row data-escrowl-n="{number}">{inside.format(2, 3)}</li>')
        assert grow(page, _first(page, "p"), []).attrs["class"] == grown


def _first(page: Index, tag: str) -> Node:
    return page.tagged(tag)[0]


def _area(html: str, *cut: str) -> WordedArea:
    page = with_lexbor(html)
    return WordedArea(page, _first(page, "body"), tuple(node for tag in cut for node in page.tagged(tag)))


def test_phrases_of_one_line_are_read_apart() -> None:
    area = _area(
        "<div><span>3 days ago</span><span><b>43</b> proposals</span><span>Remote</span></div><p>9 proposals</p>", "p"
    )
    assert {"3 days ago", "43 proposals", "Remote"} <= {phrase.text for phrase in area.phrases}
    found = area.read(re.compile(r"(\d+) proposals"), lambda match: int(match[1]), "here")
    assert found == Found(43, "43 proposals", "here")


def test_different_things_said_are_unknown() -> None:
    area = _area("<p>4 bids</p><p>5 bids</p>")
    found = area.read(re.compile(r"(\d+) bids"), lambda match: int(match[1]), "here")
    assert found is not None
    assert isinstance(found.value, Unknown)
    assert agreed([]) is None


def test_hints_are_of_icons_and_not_of_what_people_wrote() -> None:
    area = _area(
        '<i title="Payment verified"></i><span data-tooltip="Is not verified">VERIFIED</span>'
        '<a title="Payment verified">x</a><img alt="Payment verified"><h2 title="Payment verified"></h2>'
        '<p title="Payment verified">Payment veri…</p><p title="Payment verified">Payment verified</p>'
        '<b><i title="Phone verified"></i></b>',
        "b",
    )
    assert [(hint.text, hint.attr) for hint in area.hints] == [
        ("Payment verified", "title"), ("Is not verified", "data-tooltip"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("html", "price"),
    [
        ("<p>$40</p>", "$40"),
        ("<p><span>$12</span><span> / hr</span></p>", "$12 / hr"),
        ("<p>$40</p><p>$50</p>", None),
        ("<p>$40 deposit</p>", None),
        ("<p>was <span>$40</span></p>", "$40"),
    ],
)
def test_the_price_of_a_card(html: str, price: str | None) -> None:
    area = _area(html)
    assert (area.price[1] if area.price else None) == price


def test_a_label_is_the_sites_and_not_a_line_of_a_text() -> None:
    about = re.compile("about the client", re.IGNORECASE)
    prose = f"<div><p>{'long words of a client ' * 5}</p><p>About the client</p><p>Mars</p></div>"
    page = with_lexbor(f"{prose}<section><div>About the client</div><div>Kenya</div></section>")
    label = labelled(page, about)
    assert label is not None
    assert page.text(page.nodes[label.parent]) == "About the clientKenya"
    assert labelled(with_lexbor(prose), about) is None
    assert labelled(with_lexbor("<p>x</p>"), about) is None
