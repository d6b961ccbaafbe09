"""Which language a text is in, as far as that decides whether the rules can read it.

Told by writing system, by letters that only some alphabets have, and by the small words that every sentence needs. A
guess is made only where the signs are many and clear: a list of skills or a few words are in no language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from escrowl.rules.text import WORDS

READ: Mapping[str, str] = {
    "en": "English",
    "es": "Spanish",
    "pt": "Portuguese",
    "fr": "French",
    "de": "German",
    "ru": "Russian",
}
"""The languages that rules have words of: code and English name."""

OTHERS: Mapping[str, str] = {
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "tr": "Turkish",
    "ro": "Romanian",
    "cs": "Czech or Slovak",
    "hr": "Croatian, Serbian or Bosnian",
    "hu": "Hungarian",
    "sv": "Swedish",
    "da": "Danish or Norwegian",
    "fi": "Finnish",
    "id": "Indonesian or Malay",
    "vi": "Vietnamese",
    "tl": "Filipino",
    "uk": "Ukrainian",
    "bg": "Bulgarian",
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "ar": "Arabic, Persian or Urdu",
    "he": "Hebrew",
    "hi": "Hindi",
    "bn": "Bengali",
    "th": "Thai",
    "el": "Greek",
}
"""The languages that are told apart and that no rule reads."""

_SAME = {"no": "da", "nb": "da", "sk": "cs", "sr": "hr", "bs": "hr", "ms": "id", "fil": "tl", "fa": "ar", "ur": "ar"}
"""Codes that a person may write for a language that is not told from its neighbour."""

_WORDS: Mapping[str, str] = {
    "en": "the and of to in is you that it for with are this be have from or we will our your not can an i on as if by",
    "es": "el la de que y en un una los las por con para se del al lo es como más su sus pero este esta si usted le",
    "pt": "o a de que e em um uma os as do da no na por com para se dos das ao mais como mas foi você não seu sua pelo",
    "fr": "le la les de des du et en un une que qui dans pour pas sur est au aux avec ce cette nous vous je il par",
    "de": "der die das und ist ich sie wir nicht ein eine einen zu den mit von für auf dem im es auch sich bei oder",
    "ru": "и в не на что я с это по но мы он она как для вы из к от за если или так же нужно есть бы до при ваш можно",
    "it": "il di che e per un una in con non sono del della le dei da si al alla come anche ma gli nel più questo è i",
    "nl": "de het een van en ik je dat niet is te op zijn voor met die we aan om ook als er bij of naar uw heb wij kan",
    "pl": "i w na nie z do się że jest to za od po dla jak przed przez oraz lub są czy być może proszę aby tylko ale",
    "tr": "ve bir bu için ile da de çok ama gibi daha ne var olarak sonra kadar mi siz ben biz size değil lütfen olan",
    "ro": "și de la în cu nu pe un o care pentru să este din mai sunt ce sau dar am ai vă după prin fi acest ca noi că",
    "cs": "a v na se je že do s z pro to jako jsem jsou není ale by nebo po od které který nás vás musíte prosím aby",
    "hr": "i u je na se da za su od s ne što koji kako ili smo sam nije će biti vam vas molim prije ali ako po sve bez",
    "hu": "a az és hogy nem is egy van ez meg csak el ha de vagy mint már kell volt lesz önnek kérem után előtt nekünk",
    "sv": "och att det i en är på som för med den av inte till vi jag du ett om har kan från eller måste din oss era",
    "da": "og at det i en er på som for med den af av ikke til vi jeg du et om har kan fra eller skal deres oss dig",
    "fi": "ja on ei se että hän oli ovat myös joka mutta kun niin me te minä sinun voi tai ennen olla meidän teidän",
    "id": "yang dan di untuk dengan ini itu dari ke tidak anda saya kami akan ada atau pada juga bisa sudah kita oleh",
    "vi": "và của là có không cho với được các những một này để trong bạn tôi chúng người trước khi phải sẽ đã cần",
    "tl": "ang ng sa na mga ay at ko mo para hindi ito po kung namin kami ka may lang ikaw niyo inyo muna dito mag",
    "uk": "і в не на що я з це та але ми як для ви до від за якщо або є так треба ваш потрібно щоб про нам вам після",
    "bg": "и в не на че се да за с по но ние как вие от ако или е са ще трябва преди вашия има този след към моля",
}
_OF_WORD: Mapping[str, tuple[str, ...]] = {
    word: tuple(code for code, words in _WORDS.items() if word in words.split())
    for word in {word for words in _WORDS.values() for word in words.split()}
}
_ENGLISH = frozenset(_WORDS["en"].split())
_ALONE = frozenset(word for word in _ENGLISH if len(_OF_WORD[word]) == 1)
"""Small English words that no other language here has."""
_LETTERS: Mapping[str, str] = {
    **dict.fromkeys("łąęśżźćń", "pl"),
    **dict.fromkeys("ğış", "tr"),
    **dict.fromkeys("ășțţ", "ro"),
    **dict.fromkeys("řěůťďľĺŕ", "cs"),
    **dict.fromkeys("đ", "hr"),
    **dict.fromkeys("őű", "hu"),
    **dict.fromkeys("øæ", "da"),
    **dict.fromkeys("їєґі", "uk"),
    **dict.fromkeys("ơưạảấầẩậắặẹẻếềểệịỉọỏốồổộớờởợụủứừửựỳỹ", "vi"),
}
"""Letters that no language of `READ` writes."""
_RARE = re.compile(f"[{''.join(_LETTERS)}]")

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(f"[{span}]"))
    for code, span in (
        ("ja", "぀-ヿ"),
        ("ko", "가-힯"),
        ("zh", "一-鿿"),
        ("ar", "؀-ۿ"),
        ("he", "֐-׿"),
        ("hi", "ऀ-ॿ"),
        ("bn", "ঀ-৿"),
        ("th", "฀-๿"),
        ("el", "Ͱ-Ͽ"),
    )
)
_FOREIGN = re.compile("[Ͱ-Ͽ֐-ۿऀ-৿฀-๿぀-ヿ一-鿿가-힯]")

PIECE = 400
"""Characters that are looked at: about sixty words tell the language, and every card is asked."""
LEAST_WORDS, LEAST_LETTERS = 10, 8
"""Below so many words (of a script without spaces: letters) nothing is said."""
LEAST_HITS, LEAST_SHARE = 4, 0.12
"""So many small words must be there, and so large a share of all; ordinary prose has a third to a half."""
CLEAR = 1.5
"""How many times more signs than of any language of `READ` speak for one that no rule reads."""


def _by_script(text: str) -> str | None:
    found = len(_FOREIGN.findall(text))
    if found < LEAST_LETTERS or 2 * found < sum(map(str.isalpha, text)):
        return None
    counts = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS}
    if counts["ja"] > found // 20:  # Japanese mixes its own letters with Chinese ones
        return "ja"
    return max(counts, key=lambda code: counts[code])


def english(words: Sequence[str]) -> bool:
    """Whether words, in lower case, are those of an English text, however short."""
    return not _ALONE.isdisjoint(words) and sum(map(_ENGLISH.__contains__, words)) >= LEAST_SHARE * len(words)


def language(text: str) -> str | None:
    """The code of the text's language, a key of `READ` or `OTHERS`; None where that is not clear."""
    text = text[:PIECE].lower()
    words = text.split()
    if len(words) >= LEAST_WORDS and english(words):  # most texts, at a fifth of the cost
        return "en"
    if not text.isascii() and (code := _by_script(text)) is not None:
        return code
    tokens = WORDS.findall(text)
    if len(tokens) < LEAST_WORDS:
        return None
    signs: Counter[str] = Counter()
    for token in tokens:
        signs.update(_OF_WORD.get(token, ()))
        if not token.isascii():
            signs.update({_LETTERS[letter] for letter in _RARE.findall(token)})
    least = max(LEAST_HITS, LEAST_SHARE * len(tokens))
    read = max(READ, key=lambda code: signs[code])
    other = max(signs, key=lambda code: signs[code] * (code not in READ), default=read)
    if other not in READ and signs[other] >= least and signs[other] >= CLEAR * signs[read]:
        return other
    return read if signs[read] >= least else None


def name(code: str) -> str:
    """The English name of a language."""
    return READ.get(code) or OTHERS.get(code) or code


def is_among(code: str, mine: Iterable[str]) -> bool:
    """Whether a language is one of a person's, who may write a neighbour's code for one that is not told apart."""
    return code in {_SAME.get(one.casefold(), one.casefold()) for one in mine}
