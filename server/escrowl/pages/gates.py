"""Pages that stand before or instead of a site's own: challenges, login forms, and lists with nothing in them."""

from __future__ import annotations

import re
from dataclasses import replace

from escrowl.cards import Reading
from escrowl.facts import Known
from escrowl.pages.base import PageObject
from escrowl.pages.dom import Index

_CHALLENGE = re.compile(
    r"just a moment|attention required|access denied|checking your browser|verify(?:ing)? you are (?:a )?human"
    r"|security (?:check|verification)|are you a robot|pardon our interruption|ddos[- ]guard|captcha"
    r"|один момент|проверка (?:браузера|безопасности)|вы не робот|доступ (?:ограничен|запрещ[её]н)"
    r"|einen moment|sicherheitsüberprüfung|un momento|um momento|un instant",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:log|sign) ?in|login|join|sign ?up|вход|войти|авторизация|регистрация|anmelden|anmeldung|einloggen|registrieren"
    r"|iniciar sesión|acceder|entrar|fazer login|(?:se )?connexion|se connecter|connectez-vous",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:sorry,? )?(?:we )?(?:couldn[’']t find any|found no|no|0) (?:matching )?"
    r"(?:results|jobs|projects|orders|tasks)\b.{0,80}"
    r"|ничего не найдено.{0,80}|(?:проектов|заказов|заданий|предложений) (?:пока )?(?:нет|не найдено).{0,80}"
    r"|(?:нет|0) (?:проектов|заказов|заданий)\b.{0,80}|(?:leider )?(?:keine|0) (?:projekte|treffer|ergebnisse)\b.{0,80}"
    r"|no (?:hay|se (?:han )?encontr\w+) (?:resultados|proyectos|trabajos).{0,80}|nenhum (?:resultado|projeto).{0,80}"
    r"|aucun (?:résultat|projet).{0,80}",
    re.IGNORECASE,
)


def gate(page: Index) -> str | None:
    """What stands before the site, by the window's title and first heading; None for anything else."""
    heads = [page.title, *(page.text(n) for n in page.tagged("h1")[:1])]
    if any(_CHALLENGE.match(head) for head in heads):
        return "A challenge page stands before the site."
    fields = any(n.attrs.get("type", "").lower() == "password" for n in page.tagged("input"))
    return "This is the login page." if fields and any(_LOGIN.match(head) for head in heads) else None


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
