"""Pages that stand instead of a site's own: none of them gives a job, whatever the address says."""

from __future__ import annotations

import pytest

from escrowl import pages
from escrowl.facts import Facts
from escrowl.snapshot import Snapshot

ADDRESSES = (
    "https://www.upwork.com/nx/search/jobs/",
    "https://www.upwork.com/jobs/~021800000000000000001",
    "https://www.freelancer.com/projects/php/some-words-39000001",
    "https://www.guru.com/jobs/some-words/2100000",
    "https://www.linkedin.com/jobs/view/some-words-3400000000",
)
LINK = '<a href="/jobs/Some-words_~021800000000000000002">Some words</a>'


def _read(url: str, html: str) -> tuple[str, int]:
    got = pages.read(Snapshot(url, html), Facts())
    return got.status, len(got.cards)


@pytest.mark.parametrize(
    ("title", "heading", "text"),
    [
        ("Just a moment...", "www.site.test", "Verify that you are human by completing the action below."),
        ("Site", "Press & Hold to confirm you are a human (and not a bot)", ""),
        ("Page not found", "Looking for something?", f"We cannot find this page, but here is new work for you: {LINK}"),
        ("404", "This job is no longer available", ""),
        ("Site", "We are down for maintenance", "We are working on it and will be back in an hour or two, we promise."),
        ("Site", "Something went wrong", "Payment verified"),
        ("Страница не найдена", "Ошибка", ""),
    ],
)
def test_no_card_is_made_of_it(title: str, heading: str, text: str) -> None:
    html = f"<html><head><title>{title}</title></head><body><main><h1>{heading}</h1><p>{text}</p></main></body></html>"
    assert {_read(url, html) for url in ADDRESSES} == {("unsupported", 0)}


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("Just a moment...", "www.site.test"),
        ("Attention Required! | Cloudflare", "One more step"),
        ("Sign in", "Sign in"),
        ("LinkedIn Login, Sign in | LinkedIn", "Welcome back"),
        ("Log in to Freelancer", "Welcome back"),
    ],
)
def test_a_challenge_or_a_form_with_a_long_text_is_no_job(title: str, heading: str) -> None:
    text = "It takes a moment and is free for everybody who wants to find work here, today and on all other days."
    form = "<form><input name=who><input type=password></form>"
    html = f"<title>{title}</title><main><h1>{heading}</h1>{form}<p>{text}</p></main>"
    addresses = (*ADDRESSES, "https://www.peopleperhour.com/job/some-words-4000001")
    assert {_read(url, html) for url in addresses} == {("unsupported", 0)}


def test_a_job_may_be_about_a_login() -> None:
    text = "We want a page where people log in, and one where they register, and both should be done in spring."
    form = "<form><input name=who><input type=password></form>"
    html = f"<title>Login page for our shop | LinkedIn</title><main><h1>Login page for our shop</h1><p>{text}</p>{form}"
    assert _read(ADDRESSES[4], html)[1] == 1


def test_a_job_may_be_about_such_a_page() -> None:
    facts = "<p>$250</p><p>Posted 3 days ago</p><h3>About the client</h3><p>India</p>"
    html = (
        f"<title>404 page not found - help</title><main><h1>404 page not found</h1><p>Find out why.</p>{facts}</main>"
    )
    assert _read(ADDRESSES[2], html)[1] == 1
