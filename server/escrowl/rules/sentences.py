"""Sentences of a view: where they begin and end, whether one is negated, whether an app is the work itself."""

from __future__ import annotations

import re
from bisect import bisect_right

import re2

_END = re.compile(
    r"[.!?\r\n;•](?:(?<=[.!?])(?<![.!?]{2})[.!?]*(?:[\t\n\f\r \"')]+|\Z)|(?<=[\r\n])[\r\n]*|(?<=[;•])[\t\n\f\r ])"
)
"""Python's own engine walks through many short matches several times quicker than RE2 gives them, most of all where the
first character tells; each run of marks is tried once, from its first, so that no text takes long. White space is
ASCII's, as RE2 has it."""
_BREAKS = frozenset({"\n", "\r\n"})
_WRAPPED = range(58, 82)
"""Lengths of a line that a mail program may have wrapped: its break ends no sentence when a word follows."""
_NEGATION = re2.compile(
    r"\b(?:do not|don'?t|does not|doesn'?t|never|no need|not (?:allowed|permitted|accept\w*|"
    r"interested|looking|want|use|a|be)|"
    r"no|without|instead of|rather than|avoid|won'?t|will not|cannot|can'?t|refrain|nobody|not|nor|"
    r"against the (?:rules|terms|tos)|no me|nunca|ne |jamais|nicht|kein\w*|nie|niemals|ohne|nao|sem|nenhum\w*|sin|"
    r"ningun\w*|tampoco|pas|aucun\w*|sans)\b|(?:^|[^а-я])(?:не|нет|никогда|без|никак[а-я]*)\s"
)
_NOT_NEGATING = re2.compile(
    r"^(?:\w+ )?(?:suspension|losing|being|delay\w*|closure|termination|blocking|restrict\w*|hesitate|forget|"
    r"wait|only|worry|mind|why|problem|miss|just|be shy|experience|"
    r"matter|later than|more than|"
    r"less than|limited|skills?|degree|dud\w+|hesit\w+|zoger\w*|problem\w*|duvid\w+)|^стесн"
)
_BREAK = re2.compile(
    r"\bbut\b|\bhowever\b|\binstead\b|\b(?:so|kindly)\b|,\s*(?:so|please|just|text|message|contact|add|reach|write|"
    r"call|ping|email|you|we|i|it|"
    r"kindly|let|lets|send|pay|use|then|hit|drop|start|begin|go|get|let us)\b|[:)]"
)
_REPORTED = re2.compile(
    r"\b(?:previous|former|last|old|other|another|first|earlier) (?:\w+ )?(?:freelancers?|developers?|"
    r"designers?|clients?|guys?|"
    r"persons?|contractors?|agenc\w+|sellers?|vendors?|writers?|one|people)\b[^.!?\n]{0,40}\b(?:wanted|asked|"
    r"tried|offered|"
    r"demanded|insisted|refused|took|ran|scammed|cheated|disappeared|suggested|told|used)\b|"
    r"\b(?:i|we) (?:have |had )?(?:\w+ )?(?:refused|declined|rejected|reported|said no)\b|"
    r"\b(?:a|an|some|one|many|two|few|these|those) (?:\w+ )?(?:freelancers?|clients?|guys?|sellers?|"
    r"scammers?|person|"
    r"people|stranger|somebody|someone) (?:\w+ )?"
    r"(?:wrote|writes|messaged|asked|wanted|tried|offered|demanded|insisted|requested|suggested)\b|"
    r"\bbad experiences?\b|"
    r"\b(?:i was|we were|i got|we got|i've been|i have been|we have been) (?:\w+ )?(?:scammed|cheated|asked|"
    r"told|burned|burnt)\b|"
    r"\b(?:if|whenever|when|should) (?:some(?:body|one)|any(?:body|one)|a (?:client|freelancer|stranger|person)|"
    r"he|she) "
    r"(?:\w+ )?(?:asks?|tells?|wants?|offers?|sends?|says?|requests?|contacts?)\b|"
    r"\b(?:anterior|antig[uo]o?|ultimo|otro|outro) (?:freelancer|desarrollador|disenador|cliente|desenvolvedor)|"
    r"\b(?:ancien|precedent|dernier|autre) (?:freelance|developpeur|client|prestataire)|"
    r"\b(?:vorherige|fruhere|letzte|andere)[rn]? (?:freelancer|entwickler|kunde|auftraggeber)|"
    r"(?:прошл|предыдущ|прежн)[а-я]* (?:фрилансер|исполнител|заказчик|разработчик)|"
    r"\b(?:reported|ignored|declined|rejected|blocked|not (?:be )?considered) (?:if|when) you\b|"
    r"\bif you (?:contact|message|text|write|call|e-?mail)\b[^.!?\n]{0,40}\b(?:reported|ignored|blocked|"
    r"declined|rejected)\b|"
    r"\b(?:beware|be careful|watch out|look out) (?:of|for)\b|\b(?:scammers?|fraudsters?) (?:\w+ )?(?:ask|tell|"
    r"want|offer|send|say)"
)
"""Told about others, about earlier times or as a case that may come: nobody asks for it here."""
_ELSEWHERE = re2.compile(
    r"\b(?:i|we) used to\b|\b(?:last year|years ago|back then|in those days|a while ago|once) (?:i|we) (?:got|had|"
    r"were|was|paid|received|hired|sent)\b|\b(?:i|we) once (?:got|had|were|was|paid|received|hired|sent)\b|"
    r"\bbefore (?:i|we) (?:joined|came (?:here|to)|found this)\b|\b(?:pretend\w*|claim\w*) to be (?:you|me|us)\b|"
    r"\bmy (?:cousin|sister|brother|mother|father|friend|neighbou?r|wife|husband|uncle|aunt|mum|dad) (?:was|got|lost|"
    r"fell)\b|\b(?:if|when|whenever) (?:a|an|any|some) (?:job|client|buyer|post|ad|offer|message|company|employer|"
    r"recruiter|caller|stranger|person) (?:\w+ )?(?:asks?|tells?|wants?|offers?|sends?|says?|promises)\b|"
    r"\b(?:careful with|anyone who|anybody who|whoever|never let (?:a|any|some)|people who|those who)\b[^.!?\n]*"
    r"\b(?:fraud|scam|crooks?|trick|swindle|con|rip-?off)\b|"
    r"\byou(?:'ve| have)? (?:put|wrote|written|left|included|added|mentioned|typed) [^.!?\n]{0,40}\b(?:proposal|"
    r"profile|cover letter|bid)\b[^.!?\n]*\b(?:remov\w+|delet\w+|flag\w*|suspend\w*|punish\w*|bans?|banned)\b|"
    r"\byour (?:\w+ ){1,3}(?:is|are|stands?) in your (?:proposal|profile|cover letter|bid)\b|"
    r"\byour (?:\w+ ){1,3}(?:out of|from) your (?:proposal|profile|cover letter|bid)\b|"
    r"\byou have your (?:\w+ ){1,3}in your (?:proposal|profile|cover letter|bid)\b|"
    r"\b(?:i|we) (?:once )?tried (?:paying|to pay|hiring|using|working)\b|"
    r"\b(?:clients?|friends?|colleagues?|customers?) of (?:mine|ours) (?:was|were|got|had|lost|fell)\b|"
    r"\bmade me (?:pay|buy|send|install)\b|\b(?:cheque|check|gift card) (?:fraud|scams?)\b"
)
"""Habits of earlier times, what befell others, advice on jobs that ask for it, and on what stands in one's proposal."""
_ASKED_NOW = re2.compile(
    r"\b(?:send|give|tell|text|message|write|contact|add|forward|call|reach) (?:\w+ )?(?:to )?(?:me|us)\b|\bkindly\b|"
    r"\b(?:i|we)(?:'ll| will| can| would|'d)? (?:\w+ )?(?:send|pay|mail|need|want|ask|contact|write|text|add|reach|"
    r"message|call) (?:it to )?(?:you|your)\b|\blet'?s\b|\blet us\b|\bplease (?:send|pay|give|share|use|buy|"
    r"leave|do)\b|\bthe same\b|\bnow (?:you|i need)\b|\b(?:can|may|could|shall) (?:i|we)\b|"
    r"\bso (?:please )?you\b"
)
"""What asks the reader all the same, after such a beginning."""
_LESSON = re2.compile(
    r"\b(?:scams?|phishing|fraud)[ -](?:warning|awareness|prevention|training|education|quiz|leaflet|workshop)\b|"
    r"\b(?:cyber ?)?security (?:awareness|training|course|workshop)\b|"
    r"\b(?:has|contains|with) the (?:lines?|words) ['\"]|"
    r"\b(?:english|wording|spelling|grammar|tone) of ['\"]|\byou(?:'ve| have)? (?:wrote|written|write) ['\"]|"
    r"\bwarning (?:films?|posters?|leaflets?|videos?|spots?)\b|"
    r"\bawareness (?:quiz|course|campaign|training|leaflet|page|week|brochure|poster|module|workshop|film)\b|"
    r"\b(?:why|what makes) (?:it'?s|it is|this is|they'?re|they are|it|them) (?:so )?(?:dangerous|a scam|fake|"
    r"risky|fraud)\b|\bexplain\w* (?:the|each) (?:trick|danger|scam|con|fraud)\b|\bphishing examples\b|"
    r"\b(?:poster|leaflet|flyer|brochure|film|spot|video)s? (?:against|warning of) "
)
"""Work that teaches people to know schemes: what it quotes is its material."""
_BUILD = re2.compile(
    r"\b(?:build\w*|built|develop\w*|integrat\w*|creat\w*|design\w*|automat\w*|moderat\w*|"
    r"implement\w*|program\w*|cod(?:e|ing)|"
    r"set ?up|setting up|manag\w*|configur\w*|connect\w*|scrap\w*|pars\w*|bots?|chat ?bots?|apis?|"
    r"plugins?|widgets?|channels?|groups?|"
    r"communit\w+|campaigns?|notifications?|market\w*|webhooks?|automations?|clone|sdk|modules?|gateways?|buttons?|"
    r"mini ?apps?|scripts?|migrat\w*|posts?|posting|followers?|content|ads?|advertis\w*|support|crm|"
    r"stickers?|templates?|"
    r"platforms?|apps? like|similar to|such as|forwards|alerts?|sync\w*|customers?|users?|clients|social media|"
    r"checkout|payments? (?:system|method|option|process)\w*|shop\w*|store|woocommerce|stripe|"
    r"e-?commerce|website|saas|"
    r"features?|functional\w+|export\w*|import\w*|tools?|experience|expert\w*|knowledge|proficien\w+|"
    r"familiar\w*|calculator|page)\b"
)
_BUILD_TALK = re2.compile(
    r"\b(?:build\w*|built|develop\w*|integrat\w*|design\w*|automat\w*|moderat\w*|implement\w*|"
    r"program|chat ?bots?|bots?|apis?|"
    r"plugins?|widgets?|webhooks?|calculator|modules?|gateways?|checkout|campaigns?|mini ?apps?|customers? pay|"
    r"(?:our|the) (?:online )?(?:store|shop)|our (?:customers|users|clients)|we accept payments|"
    r"(?:log-?in|sign-?up|landing|home) page|users (?:enter|can|pay|log|upload|submit|scan|see|type|choose|"
    r"select|fill|register|sign)|screens?|feature|flow|"
    r"write (?:an? )?(?:articles?|texts?|about)|tenants?|landlords?|guests|students|visitors|shoppers|"
    r"subscribers|patients|"
    r"attendees|(?:to|of|for|from) (?:the |their |our |my |each )?(?:users?|clients|customers|leads|members)|"
    r"the system|"
    r"such as (?:sms|e-?mail|whatsapp|telegram)|capable of|(?:articles?|texts?|sections?|chapters?|guides?|"
    r"stor(?:y|ies)|books?|videos?|courses?|"
    r"blogs?) (?:is |are )?"
    r"(?:about|on)|is about|(?:our|the) (?:software|app|tool|plugin|shop|site|website) "
    r"(?:shows?|lets?|allows?|should|must|has to|calculates?))\b"
)
_PERSONAL = re2.compile(
    r"t\.me/|wa\.me/|discord\.gg/|(?:^|\s)@[a-z0-9_]{4,}|"
    r"\b(?:contact|reach|message|text|add|ping|dm|msg|write|call|hit|email|inbox|find) (?:me|us)\b|"
    r"\bmy (?:telegram|whatsapp|skype|discord|"
    r"viber|wechat|email|e-mail|number|phone)\b|\byour (?:telegram|whatsapp|skype|discord|viber|"
    r"wechat)(?: (?:id|number|handle|username|contact))?\b|"
    r"\b(?:telegram|whatsapp|skype|discord|viber|wechat)(?: (?:number|id|username))?\s*(?:[:=]|is)\s|"
    r"\b(?:let'?s|lets|(?:we|you|i) (?:can|could|will|would|should|may|must)|(?:could|can|shall|may) (?:we|you|"
    r"i)|please|"
    r"kindly|(?:would like|want|prefer|happy|need|rather) to|(?:interviews?|talks?|discussions?) (?:will|is|are|"
    r"takes?)) "
    r"(?:\w+ ){0,3}(?:chat|talk|discuss|continue|move|interview|held|done|conducted|place|be)\w* (?:\w+ ){0,3}"
    r"(?:on|over|via|through)\b|\b(?:chat|talk|speak)\w* (?:with|to) (?:me|us|my|our)\b"
)


_THINGS = re2.compile(
    r"\b(?:forms?|pages?|modules?|erp|crm|warehouse|software|screens?|tables?|reports?|database|servers?|"
    r"fields?|columns?|"
    r"spreadsheets?|dashboards?|widgets?|logistics|unit tests?|backend|frontend|firmware|devices?)\b"
)
"""Things that jobs are about; a sentence on one that speaks to nobody describes the work."""
_TO_YOU = re2.compile(
    r"\b(?:you|your|yours|yourself|ur|u|kindly|please|pls|me|my|i|let'?s|lets|freelancers?|applicants?|"
    r"candidates?|workers?|members?|everyone|everybody)\b|"
    r"^\W*(?:send|pay|buy|give|share|open|click|contact|write|add|download|install|deposit|transfer|tell|forward|fill|"
    r"provide|complete|enter|submit|upload|return|text|call|reach|visit|scan|record|log)\b"
)
_ADDRESS = re2.compile(r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w.-]+|(?:https?://|www\.)\S+")
"""Names in addresses (anna.design@…) say nothing of the work."""
_NOT_A_BOT = re2.compile(r"(?:not|n'?t|no) (?:an? |some )?(?:ro)?bots?\b")

_BUILD_ABROAD = re2.compile(
    r"\b(?:integr(?:ar|ez|er|ieren|iert|acao|acion|ation)|desarroll\w+|desenvolv\w+|developp\w+|entwick\w+|programar|"
    r"programmier\w*|tienda|loja|boutique|onlineshop|usuarios?|utilisateurs?|nutzer\w*|kunden|formularios?|"
    r"formulaire|"
    r"articulos?|artigos?)\b|"
    r"(?:интегр|разработ|чат-?бот|магазин|пользовател|клиентам|подписчик|приложени)[а-я]*|(?:^|[^а-я])бот(?:[^а-я]|$)"
)
"""The same in the other languages that are read, for posts and messages alike."""


class Sentences:
    """Boundaries of the sentences of one text, and what is known of each: found at the first question, then kept."""

    __slots__ = ("_about", "_denies", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] = []
        self._denies: dict[int, bool | None] = {}
        self._about: dict[tuple[int, bool], bool] = {}

    def place(self, at: int) -> int:
        """Number of the sentence that holds position ``at``."""
        if not self._starts:
            self._starts = self._begun()
        return bisect_right(self._starts, at) - 1

    def _begun(self) -> list[int]:
        text, line = self.text, 0
        out = [0]
        for match in _END.finditer(text):
            begin, end = match.span()
            if text[begin] in "\r\n" and match.group() in _BREAKS:
                wrapped = begin - line in _WRAPPED and text[end : end + 1].isalnum()
                line = end
                if wrapped:
                    continue
            out.append(end)
        return out

    def _span(self, number: int) -> tuple[int, int]:
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return self._starts[number], end

    def span(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence that holds position ``at``."""
        return self._span(self.place(at))

    def _denial(self, number: int) -> bool | None:
        """True: the sentence only reports; None: it holds a negation, so it depends on the place; False: neither."""
        if number not in self._denies:
            begin, end = self._span(number)
            sentence = self.text[begin:end]
            told = _REPORTED.search(sentence) or _told_elsewhere(sentence)
            self._denies[number] = True if told else None if _NEGATION.search(sentence) else False
        return self._denies[number]

    def negated(self, start: int, end: int) -> bool:
        """Whether a negation before the match, in the same sentence and clause, governs it, or it is only reported."""
        number = self.place(start)
        denied = self._denial(number)
        if denied is not None:
            return denied
        begin, _ = self._span(number)
        before = self.text[max(begin, start - 90) : start]
        last = None
        for match in _NEGATION.finditer(before):
            if not _NOT_NEGATING.search(before[match.end() :].lstrip() + self.text[start:end]):
                last = match
        return last is not None and not _BREAK.search(before[last.end() :])

    def is_the_work(self, start: int, post: bool) -> bool:
        """Whether the sentence speaks of building something and of no personal contact (CATALOGUE 8.4 a).

        A post is about the work, so more words count there than in a message.
        """
        number = self.place(start)
        if (number, post) not in self._about:
            begin, end = self._span(number)
            self._about[number, post] = _of_the_work(_NOT_A_BOT.sub(" ", self.text[begin:end]), post)
        return self._about[number, post]


def _told_elsewhere(sentence: str) -> bool:
    return bool((_ELSEWHERE.search(sentence) and not _ASKED_NOW.search(sentence)) or _LESSON.search(sentence))


def _of_the_work(sentence: str, post: bool) -> bool:
    plain = _ADDRESS.sub(" ", sentence)
    built = bool((_BUILD if post else _BUILD_TALK).search(plain) or _BUILD_ABROAD.search(plain))
    if not built and not post and _THINGS.search(sentence):
        built = not _TO_YOU.search(sentence)
    return built and not _PERSONAL.search(sentence)
