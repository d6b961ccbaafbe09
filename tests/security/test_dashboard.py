"""The dashboard in a real browser: what clients wrote stays text, no cookie, no violation of the policy, revoking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from escrowl.report import AnchorOut, CardReport, FactOut, FindingOut, Report
from escrowl.web.client import LocalClient

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

VECTORS = (
    "<script>window.__x=1</script>",
    "<img src=x onerror=window.__x=1>",
    "<svg onload=window.__x=1>",
    "<svg><animate onbegin=window.__x=1 attributeName=x>",
    "<math><mtext><img src=x onerror=window.__x=1></mtext></math>",
    "</title><script>window.__x=1</script>",
    "</textarea><img src=x onerror=window.__x=1>",
    "</template><img src=x onerror=window.__x=1>",
    "<!--><img src=x onerror=window.__x=1>-->",
    '"><img src=x onerror=window.__x=1>',
    "' autofocus onfocus=window.__x=1 x='",
    '" onmouseover="window.__x=1" x="',
    "` onmouseover=window.__x=1 `",
    "<iframe srcdoc='<script>parent.__x=1</script>'>",
    "<a href=javascript:window.__x=1>x</a>",
    "<details open ontoggle=window.__x=1>",
    "<body onload=window.__x=1>",
    "<base href=https://evil.test/>",
    "<form action=https://evil.test><button>x</button></form>",
    "<link rel=stylesheet href=https://evil.test/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<noscript><p title='</noscript><img src=x onerror=window.__x=1>'>",
    "<style>@import 'https://evil.test/x.css';</style>",
    "<form id=config name=attributes><input name=innerHTML>",
    "{{7*7}}{{cycler.__init__.__globals__}}",
    "{% for x in range(9) %}x{% endfor %}",
    "${7*7}#{7*7}%(x)s{0.__class__}",
    "&lt;script&gt;&#x3c;img&#x3e;",
    "javascript:window.__x=1",
    "\u202egnp.exe \u2028 \u2066",
)


def seed(target: Any, vectors: tuple[str, ...] = VECTORS) -> list[str]:
    """Every vector in every field that a client or a site can write; the names. The first client has them all."""
    findings = tuple(
        FindingOut(rule=f"payment/{number}{text}", severity="caution", title=text, quotes=(text[:60],))
        for number, text in enumerate(vectors)
    )
    for number, text in enumerate(vectors):
        card = CardReport(
            id=f"{number}{text}",
            role="job",
            anchor=AnchorOut(element=1, place=1),
            facts={
                "client.name": FactOut(value=text, text=text),
                "job.title": FactOut(value=text, text=text),
                "client.payment": FactOut(value="unverified", text=text),
            },
            findings=findings[number:] if number == 0 else findings[number : number + 1],
            client=f"client:upwork:{number}{text}",
        )
        url = f"https://www.upwork.com/jobs/{text}"
        report = Report(url=url, site="upwork", kind="job", status="read", cards=(card,))
        target.store.record(f"snapshot-{number}", report, datetime.now(UTC), "x")
    return [one.name or one.key for one in target.store.clients(100)]


def watch(page: Page) -> list[str]:
    """What the browser complains of: violations, errors, requests to elsewhere, dialogs."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    page.on("request", lambda request: None if "127.0.0.1" in request.url else seen.append(request.url))
    page.add_init_script(
        "document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
    )
    return seen


def open_dashboard(page: Page, target: Any) -> None:
    page.goto(LocalClient(target.running.settings).open())
    page.wait_for_selector("main h1")


def go(page: Page, name: str, heading: str) -> None:
    page.click(f"nav a[href='#{name}']")
    page.wait_for_function("heading => document.querySelector('main h1')?.textContent === heading", arg=heading)


def test_a83_to_a90_stored_text_stays_text(page: Page, target: Any) -> None:
    names = seed(target)
    seen = watch(page)
    open_dashboard(page, target)
    assert page.url == f"http://{target.host}/"
    assert page.locator("tbody tr").count() == len(VECTORS)
    go(page, "clients", "Clients")
    assert sorted(page.locator(".card h2").all_inner_texts()) == sorted(" ".join(name.split()) for name in names)
    for number in {0, 7, 14, len(names) - 1}:  # the last seen comes first, the one with all of them last
        page.locator(".card h2 button").nth(number).click()
        page.wait_for_selector("text=All clients")
        assert page.locator("main :is(script, img, svg, iframe, form, base, style, link, meta)").count() == 0
        page.go_back()
        page.wait_for_selector(".card h2 button")
    go(page, "replies", "Replies")
    page.click("button[data-tone=firm]")
    page.wait_for_selector("button[data-tone=firm][aria-pressed=true]")
    go(page, "browsers", "Paired browsers")
    assert page.evaluate("window.__x") is None
    assert page.context.cookies() == []
    assert seen == []


def test_a83_can_fail(page: Page, target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import markupsafe

    seed(target, VECTORS[1:2])
    seen = watch(page)
    monkeypatch.setattr(markupsafe, "_escape_inner", lambda text: text)  # autoescape off, in effect
    open_dashboard(page, target)
    page.click("nav a[href='#clients']")
    page.wait_for_selector("main img", state="attached")
    page.wait_for_timeout(300)
    # Even then the policy stops the scripts: the second line of defence, seen at work.
    assert page.evaluate("window.__x") is None
    assert seen


def test_searching_bringing_back_and_a_server_that_stopped(page: Page, target: Any) -> None:
    seed(target, ("Bake a cake", "Paint a fence", "Mow a lawn"))
    rule = "payment/1Paint a fence"
    target.store.dismiss("upwork", "1Paint a fence", rule)
    seen = watch(page)
    open_dashboard(page, target)
    page.fill("#find-q", "lawn jobs")
    assert page.locator("tbody tr:visible").count() == 1
    go(page, "clients", "Clients")
    page.keyboard.press("Tab")
    page.keyboard.type("FENCE")  # the page behind the field changes, the field keeps the focus
    page.wait_for_function("() => document.querySelectorAll('.card').length === 2")  # one has every finding of the seed
    assert page.input_value("#find-q") == "FENCE"
    page.select_option("#find-show", "dismissed")
    page.wait_for_function("() => document.querySelectorAll('.card').length === 1")
    page.locator(".card h2 button").click()
    page.get_by_role("button", name="Bring back").click()
    page.wait_for_selector("text=It is back")
    assert target.store.dismissed("upwork", "1Paint a fence") == frozenset()
    go(page, "rules", "Rules")
    page.fill("#find-q", "smallest budget")
    assert page.locator(".group .plain-list li:visible code").all_inner_texts() == ["job/below-my-minimum"]
    page.fill("#find-q", "")
    assert page.locator(".group[open]").count() == 0
    assert seen == []
    page.route("**/api/**", lambda route: route.abort())
    page.click("nav a[href='#clients']")
    page.wait_for_selector("text=escrowl is not running")
    assert "smallest" not in page.inner_text("main")
    page.unroute_all()
    page.click("text=Try again")
    page.wait_for_selector(".card")


def test_pairing_and_revoking_by_hand(page: Page, target: Any) -> None:
    seen = watch(page)
    open_dashboard(page, target)
    go(page, "browsers", "Paired browsers")
    page.fill("#pair-name", "Fire<b>fox")
    page.press("#pair-name", "Enter")
    line = page.wait_for_selector("#line")
    assert line is not None
    _, _, client_id, key = line.inner_text().split(":")
    _, token = target.hello(client_id, key, target.origin)
    assert target.post("replies", {"ids": []}, token, Origin=target.origin).status == 200
    page.click("text=Show the list again")
    page.wait_for_selector("tbody tr")
    assert page.locator("tbody tr").inner_text().startswith("Fire<b>fox")
    assert target.origin in page.locator("tbody tr").inner_text()
    page.click("button[data-revoke]")
    page.click("text=Really revoke?")
    page.wait_for_selector("text=No browser is paired")
    assert target.post("replies", {"ids": []}, token, Origin=target.origin).status == 403
    assert seen == []


def test_a_used_link_shows_no_data(page: Page, target: Any) -> None:
    seed(target)
    link = LocalClient(target.running.settings).open()
    page.goto(link)
    page.wait_for_selector("tbody tr")
    fresh = page.context.new_page()
    fresh.goto(link)
    fresh.wait_for_selector("text=This tab has no key")
    assert "used or is older" in fresh.inner_text("#state")
    fresh.close()


def test_pages_are_accessible(page: Page, target: Any, faults_of_access: Any) -> None:
    page.context.set_default_timeout(10_000)
    seed(target, VECTORS[:3])  # what any number of rows looks like
    target.pair()
    open_dashboard(page, target)
    for name, heading in (
        ("overview", "Checked pages"),
        ("clients", "Clients"),
        ("replies", "Replies"),
        ("sites", "Sites"),
        ("browsers", "Paired browsers"),
    ):
        go(page, name, heading)
        assert faults_of_access(page, "light") == []
        assert faults_of_access(page, "dark") == []
    page.evaluate("document.querySelector('nav a').style.color = '#333'")
    assert [rule for rule, _ in faults_of_access(page, "dark")] == ["color-contrast"]  # it would be seen
