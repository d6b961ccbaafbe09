"""Pages that stand before or instead of a site's own: challenges, login forms, and lists with nothing in them."""

from __future__ import annotations

import re
from dataclasses import replace

from escrowl.cards import Reading
from escrowl.facts import Known
from escrowl.pages.base import PageObject
from escrowl.pages.dom import HEADINGS, Index

_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|checking your browser|verify(?:ing)? you are (?:a )?human"
    r"|security (?:check|verification)|are you a robot|pardon our interruption|ddos[- ]guard|captcha"
    r"|один момент|проверка (?:браузера|безопасности)|вы не робот|доступ (?:ограничен|запрещ[её]н)"
    r"|einen moment|sicherheitsüberprüfung|un momento|um momento|un instant",
    re.IGNORECASE,
)
_FORM = (
    r"(?:log|sign) ?in|login|join|sign ?up|вход|войти|авторизация|регистрация|anmelden|anmeldung|einloggen|registrieren"
    r"|iniciar sesión|acceder|entrar|fazer login|(?:se )?connexion|se connecter|connectez-vous"
)
_SITE = r"[.!…]*(?:\s*[|·–—-]\s*[\w.]{2,20}(?: [\w.]{2,20})?)?"
_LOGIN = re.compile(rf"(?:\w+ )?(?:{_FORM})", re.IGNORECASE)
_LOGIN_ALONE = re.compile(
    rf"(?:\w+ )?(?:{_FORM})(?:(?:,| or| and| &) (?:{_FORM}))*(?: (?:to|on|with) (?:your )?[\w.]{{2,20}})?{_SITE}",
    re.IGNORECASE,
)
"""A title that says this and nothing else: a job may be about a login."""
_CHALLENGE_ALONE = re.compile(rf"(?:{_CHALLENGE.pattern})(?: required)?{_SITE}", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:sorry,? )?(?:we )?(?:couldn[’']t find any|found no|no|0) (?:matching )?"
    r"(?:results|jobs|projects|orders|tasks)\b.{0,80}"
    r"|ничего не найдено.{0,80}|(?:проектов|заказов|заданий|предложений) (?:пока )?(?:нет|не найдено).{0,80}"
    r"|(?:нет|0) (?:проектов|заказов|заданий)\b.{0,80}|(?:leider )?(?:keine|0) (?:projekte|treffer|ergebnisse)\b.{0,80}"
    r"|no (?:hay|se (?:han )?encontr\w+) (?:resultados|proyectos|trabajos).{0,80}|nenhum (?:resultado|projeto).{0,80}"
    r"|aucun (?:résultat|projet).{0,80}",
    re.IGNORECASE,
)


_GONE = re.compile(
    r"(?:error |http )?(?:40[0-9]|410|50[0-9])\b.{0,40}|(?:oops|uh[- ]oh)\b.{0,60}|bad gateway"
    r"|service unavailable.{0,40}"
    r"|.{0,30}\bpage (?:was |is )?(?:not found|doesn[’']t exist|does not exist|no longer exists|missing).{0,40}"
    r"|.{0,30}(?:can[’']t|cannot|couldn[’']t|could not) (?:be found|find (?:that|this|the|your) page).{0,40}|not found"
    r"|looking for something\?|something (?:went|has gone) wrong.{0,40}|an error (?:has )?occurred.{0,40}"
    r"|.{0,40}\b(?:down for|under|scheduled) maintenance.{0,40}|we[’']ll be (?:right )?back.{0,40}"
    r"|(?:press|click) (?:&|and) hold.{0,60}|robot check"
    r"|please (?:verify|confirm|prove) (?:that )?you[’' a-z]{2,6} .{0,40}"
    r"|access to this page has been denied.{0,40}|(?:this|the) (?:job|project|page|post|posting|listing|vacancy)"
    r" (?:is|was|has been)(?: a)? (?:no longer|not|private|removed|deleted|closed|unavailable).{0,60}"
    r"|(?:job|project|page|post|posting|listing|vacancy) (?:not found|unavailable|removed|deleted)"
    r"|.{0,30}страница (?:не найдена|не существует|удалена).{0,40}|(?:технические|профилактические) работы.{0,40}"
    r"|(?:die )?seite (?:wurde )?nicht gefunden.{0,40}|página no encontrada.{0,40}|página não encontrada.{0,40}"
    r"|page (?:introuvable|non trouvée).{0,40}",
    re.IGNORECASE,
)
_BARE = frozenset({"job.id", "job.title", "job.description"})


def gate(page: Index, *, alone: bool = False) -> str | None:
    """What stands before the site, by the window's title and first heading; None for anything else.

    ``alone``: only where they say nothing else, for a page with a text that may be a job's.
    """
    challenge, login = (
        (_CHALLENGE_ALONE.fullmatch, _LOGIN_ALONE.fullmatch) if alone else (_CHALLENGE.match, _LOGIN.match)
    )
    heads = [page.title, *(page.text(n) for n in page.tagged("h1")[:1])]
    if any(map(challenge, heads)):
        return "A challenge page stands before the site."
    fields = any(n.attrs.get("type", "").lower() == "password" for n in page.tagged("input"))
    return "This is the login page." if fields and any(map(login, heads)) else None


def checked(reading: Reading, page: Index) -> Reading:
    """The reading, unless the page stands instead of the site's own: a form, a challenge, an error.

    A page that tells more of a job than its title and text is never taken for one of them.
    """
    if reading.status in ("read", "unsupported") and not reading.cards:
        return reading
    told = [{name for name in card.facts.known() if name.startswith(_TOLD)} for card in reading.cards]
    if any(not names <= _BARE for names in told):
        return reading
    first = next((text for n in page.tagged(*HEADINGS) if (text := page.text(n))), "")
    if any(_GONE.fullmatch(head.strip(" .!")) for head in (page.title, first)):
        why: str | None = "The site says that this page is not there, or not now."
    else:
        why = gate(page, alone=any("job.description" in names for names in told))
    if why:
        return replace(reading, kind="other", status="unsupported", cards=(), notes=(why,))
    return reading


_TOLD = ("client.", "job.", "contract.", "milestones", "msg", "offer.")


class GatedPage(PageObject):
    """A page object that tells such pages from its own. A page that shows jobs is never taken for one of them."""

    nothing = _NOTHING

    def read(self) -> Reading:
        out = super().read()
        texts = any(isinstance(card.facts.get("job.description"), Known) for card in out.cards)
        if out.cards and (texts or self.kind.kind != "job"):
            return out
        why = gate(self.page)
        return replace(out, kind="other", status="unsupported", cards=(), notes=(why,)) if why else out
