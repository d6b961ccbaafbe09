"""General means of finding a job's title, text and price, a talk's messages, and data that is strict JSON."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from escrowl import pages
from escrowl.cards import Card
from escrowl.facts import Band, Facts, Known, Money, from_plain
from escrowl.pages.engines import with_lexbor
from escrowl.pages.postwords import AGO, PRICE, price
from escrowl.pages.single import DESCRIPTION, OTHERS
from escrowl.pages.talk import talk
from escrowl.snapshot import Snapshot

FL = "https://www.fl.ru/projects/"
LONG = "Восемьдесят подписей к картам старого порта, по две строки каждая, источники на картах."


def _read(url: str, html: str, me: str = "") -> dict[str, Card]:
    facts = Facts()
    if me:
        facts["me.name"] = from_plain("me.name", me)
    return {card.id: card for card in pages.read(Snapshot(url, html), facts).cards}


def _value(card: Card, fact: str) -> object:
    found = card.facts.get(fact)
    return found.value if isinstance(found, Known) else None


def _orders(texts: list[str]) -> str:
    cards = (
        f'<div class="k"><h2><a href="/projects/600000{at}/x.html">Заказ номер {at}</a></h2>'
        f'<div class="t">{text}</div><div><svg></svg>{at} ответов</div></div>'
        for at, text in enumerate(texts)
    )
    return f"<body><div>{''.join(cards)}</div></body>"


@pytest.mark.parametrize(
    "written",
    [
        "Срочно.<p>99 ответов</p><p>99 000 ₽</p>",
        '<a href="/projects/7777777/x.html">Заказ номер 7</a>',
        '<p><a href="/projects/6000003/x.html">Заказ номер 3</a></p>',
    ],
)
def test_a_short_text_of_a_client_is_known_by_where_others_have_theirs(written: str) -> None:
    cards = _read(FL, _orders([LONG, written, LONG, LONG]))
    assert list(cards) == [f"600000{at}" for at in range(4)]
    for at, card in enumerate(cards.values()):
        assert _value(card, "job.proposals") == Band(at, at)
        assert _value(card, "job.budget") is None


def test_a_card_whose_lines_disagree_leaves_the_fact_open() -> None:
    html = '<h2><a href="/projects/6000001/x.html">Один</a></h2><div>3 ответа</div><div>9 ответов</div>'
    (card,) = _read(FL, f"<body><div>{html}</div></body>").values()
    assert _value(card, "job.proposals") is None


@pytest.mark.parametrize(
    ("url", "window"),
    [
        ("https://www.linkedin.com/jobs/view/map-editor-at-sample-museum-3999000111", "LinkedIn"),
        ("https://www.linkedin.com/jobs/view/3999000111/", "Map Editor | Sample Museum | LinkedIn"),
    ],
)
def test_a_title_without_a_heading_is_the_words_of_the_address_or_the_window(url: str, window: str) -> None:
    body = f"<div><div>Sample Museum of Maps and Charts</div><div>Map Editor</div><div>{LONG}</div></div>"
    (card,) = _read(url, f"<head><title>{window}</title></head><body>{body}</body>").values()
    assert _value(card, "job.title") == "Map Editor"
    assert _value(card, "job.description") == LONG


@pytest.mark.parametrize(
    "state",
    [
        '{"wants":[{"id":2900001,"name":"A","priceLimit":"5.00"}],"rate":NaN}',
        '{"wants":[{"id":2900001,"name":"A","priceLimit":"5.00"}]',
        "[" * 100_000,
        '{"wants":[{"id":"2900001","name":"A","priceLimit":"5.00"},{"id":2900001,"name":["A"],"priceLimit":1}]}',
        "eval('x')",
    ],
    ids=["constant", "cut-off", "deep", "other-kinds", "code"],
)
def test_data_that_is_not_strict_json_says_nothing(state: str) -> None:
    got = pages.read(Snapshot("https://kwork.ru/projects", f"<script>window.stateData={state};</script>"), Facts())
    assert (got.status, got.cards) == ("unreadable", ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("от 5 000 ₽ / заказ", Money(5000.0, "RUB", at_least=True)),
        ("до 900 руб.", Money(900.0, "RUB")),
        ("from 300 EUR", Money(300.0, "EUR", at_least=True)),
        ("$1,200", Money(1200.0, "USD")),
        ("200 $", Money(200.0, "USD")),
        ("17 заявок", None),
        ("10.07.2026", None),
        ("300", None),
    ],
)
def test_a_line_that_is_a_price(text: str, wanted: Money | None) -> None:
    assert (price(text) if PRICE.fullmatch(text) else None) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "4 days ago", "an hour ago", "vor 3 Tagen", "vor einer Stunde", "hace 4 días", "hace un mes", "há 2 dias",
        "il y a 5 jours", "7 часов 20 минут назад", "день назад", "вчера", "gestern",
    ],
)  # fmt: skip
def test_how_long_ago_in_the_sites_languages(text: str) -> None:
    assert AGO.fullmatch(text)


def test_labels_of_texts_and_of_other_jobs_in_the_sites_languages() -> None:
    labels = ("Description", "Job description", "Beschreibung", "Описание задания", "Descripción del proyecto")
    assert all(DESCRIPTION.fullmatch(label) for label in (*labels, "Descrição do projeto", "Description du projet"))
    heads = ("Similar jobs", "Ähnliche Projekte", "Похожие заказы", "Proyectos similares", "Projets similaires")
    assert all(OTHERS.fullmatch(head) for head in heads)


def _message(author: str, at: str, text: str) -> str:
    return f"<div><div>{author}</div><div>{at}</div><div>{text}</div></div>"


def _talks() -> Iterator[tuple[str, str]]:
    yield "10:15 AM", "You"
    yield "24 ноября 2026 в 10:15", "Вы"
    yield "24. November 2026 um 10:15 Uhr", "Ich"
    yield "24 novembre 2026 à 10:15", "Moi"
    yield "hace 3 horas", "Tú"


@pytest.mark.parametrize(("at", "mine"), _talks())
def test_who_speaks_beside_the_times_of_a_talk(at: str, mine: str) -> None:
    side = _message("Somebody Else", at, "An older talk that stands in the list of talks, longer than this one is")
    shown = _message("Robin Sample", at, "Can you start today?") + _message(mine, at, "After the contract.")
    html = f"<aside>{side}{side}</aside><section><h2>Robin Sample</h2><div>{shown}</div><textarea></textarea></section>"
    found = talk(with_lexbor(f"<body>{html}</body>"), "1")
    assert found is not None
    assert [(story.author, story.text) for story in found.told] == [
        ("Robin Sample", "Can you start today?"),
        ("You", "After the contract."),
    ]


def test_the_first_of_two_paragraphs_names_nobody() -> None:
    said = "<div><p>You</p><p>agreed to work without a contract.</p><time>10:15</time></div>"
    found = talk(with_lexbor(f"<body><div>{said}{said}</div><textarea></textarea></body>"), "1")
    assert found is not None
    assert {(story.author, story.text) for story in found.told} == {("", "You agreed to work without a contract.")}


def test_a_page_of_words_without_any_is_left_alone() -> None:
    got = pages.read(Snapshot("https://www.malt.fr/messages/0a1b2c3d4e", "<main>Chargement</main>"), Facts())
    assert (got.status, got.kind, got.cards) == ("unsupported", "other", ())


@pytest.mark.parametrize(
    ("url", "html", "state"),
    [
        (FL, "<title>Один момент…</title><h1>www.fl.ru</h1><p>Проверка</p>", ("unsupported", "other")),
        (FL, "<title>Вход - FL.ru</title><form><input type='password'></form>", ("unsupported", "other")),
        (FL, "<title>Заказы</title><p>Ничего не найдено по вашему запросу</p>", ("read", "search")),
        (FL, "<title>Заказы</title><p>Всё новое</p>", ("unreadable", "search")),
        (
            "https://www.linkedin.com/jobs/view/3999000111/",
            "<title>LinkedIn Login, Sign in | LinkedIn</title><h1>Sign in</h1><form><input type='password'></form>",
            ("unsupported", "other"),
        ),
        (
            "https://www.linkedin.com/jobs/view/3999000111/",
            f"<title>Login page designer | LinkedIn</title><h1>Login page designer</h1><p>{LONG}</p>"
            "<form><input type='password'></form>",
            ("read", "job"),
        ),
        (
            "https://www.freelancermap.de/projekte?query=x",
            "<title>Projekte</title><p>Leider keine Projekte gefunden</p>",
            ("read", "search"),
        ),
        ("https://kwork.ru/projects", "<title>DDoS-Guard</title>", ("unsupported", "other")),
    ],
)
def test_what_stands_before_or_instead_of_a_list(url: str, html: str, state: tuple[str, str]) -> None:
    got = pages.read(Snapshot(url, f"<head></head><body>{html}</body>"), Facts())
    assert (got.status, got.kind) == state
    assert (len(got.cards) == 1) is (state == ("read", "job"))


@pytest.mark.parametrize(
    ("url", "job", "person"),
    [
        ("https://www.kwork.com/projects", "/projects/{}/view", "/user/{}"),
        ("https://www.peopleperhour.com/freelance-jobs", "/freelance-jobs/design/logo/map-{}", "/freelancer/x/{}"),
        ("https://www.linkedin.com/jobs/search", "/jobs/view/map-{}", "/company/{}"),
    ],
)
def test_a_link_in_a_clients_text_names_nobody(url: str, job: str, person: str) -> None:
    rows = "".join(
        f'<li class="k"><h3><a href="{job.format(6000000 + at)}">Map number {at} of the harbour</a></h3>'
        f'<p class="t">Ask <a href="{person.format("liar")}">Liar</a>: a map of the old harbour with all its lamps, '
        "two words for each of them, drawn by hand on thick paper, and a list of sources with the year of each.</p>"
        f'<div><a href="{person.format("nadia")}">Nadia</a></div></li>'
        for at in range(4)
    )
    cards = list(_read(url, f"<main><ul>{rows}</ul></main>").values())
    assert len(cards) == 4
    assert {_value(card, "client.name") or _value(card, "client.company") for card in cards} == {"Nadia"}
