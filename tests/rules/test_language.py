"""Which language a text is in: one ordinary sentence or two each, and what is in none."""

from __future__ import annotations

import pytest

from escrowl.check import check_text
from escrowl.rules.language import OTHERS, READ, language

TEXTS = {
    "en": "We are looking for a translator of our catalogue. Before you start you pay a small deposit.",
    "es": "Buscamos un traductor para nuestro catálogo. Antes de empezar hay que pagar un pequeño depósito.",
    "pt": "Procuramos um tradutor para o nosso catálogo. Antes de começar é preciso pagar um pequeno depósito.",
    "fr": "Nous cherchons un traducteur pour notre catalogue. Avant de commencer il faut payer une petite caution.",
    "de": "Wir suchen für unseren Katalog eine Übersetzerin. Vorher ist ein Pfand zu zahlen, das Sie zurückbekommen.",
    "ru": "Ищем переводчика для нашего каталога. Перед началом работы нужно внести залог, это не обсуждается.",
    "it": "Cerchiamo un traduttore per il nostro catalogo. Prima di iniziare dovete pagare una cauzione, che sarà"
    " restituita con il primo pagamento.",
    "nl": "Wij zoeken een vertaler voor onze catalogus. Voor de start betaalt u een borg, die u terugkrijgt.",
    "pl": "Proszę pisać prywatnie. Najpierw trzeba wpłacić kaucję 200 zł, potem dostaniesz zlecenie poza platformą.",
    "tr": "Kataloğumuz için bir çevirmen arıyoruz. Başlamadan önce küçük bir depozito ödemeniz gerekiyor.",
    "ro": "Căutăm un traducător pentru catalogul nostru. Înainte de a începe trebuie să plătiți o mică garanție.",
    "cs": "Hledáme překladatele pro náš katalog. Než začnete, musíte zaplatit malou zálohu, kterou dostanete zpět.",
    "hr": "Tražimo prevoditelja za naš katalog. Prije početka morate platiti mali polog koji će vam biti vraćen.",
    "hu": "Fordítót keresünk a katalógusunkhoz. A kezdés előtt egy kis előleget kell fizetni, amelyet visszakap.",
    "sv": "Vi söker en översättare till vår katalog. Innan du börjar måste du betala en deposition som du får åter.",
    "da": "Vi søger en oversætter til vores katalog. Før du begynder skal du betale et depositum, som du får tilbage.",
    "fi": "Etsimme kääntäjää luettelollemme. Ennen aloittamista sinun on maksettava takuumaksu, ja se on pakollinen.",
    "id": "Kami mencari penerjemah untuk katalog kami. Sebelum mulai, anda harus membayar uang jaminan kecil.",
    "vi": "Chúng tôi cần một người dịch cho danh mục. Trước khi bắt đầu bạn phải trả một khoản đặt cọc nhỏ.",
    "tl": "Naghahanap kami ng tagasalin para sa aming katalogo. Bago magsimula, kailangan mong magbayar ng deposito.",
    "uk": "Шукаємо перекладача для нашого каталогу. Перед початком потрібно сплатити заставу, яку ви отримаєте назад.",
    "bg": "Търсим преводач за нашия каталог. Преди да започнете трябва да платите депозит, който ще ви бъде върнат.",
    "zh": "我们正在寻找一位翻译。开始之前，您需要支付押金。",
    "ja": "カタログの翻訳者を探しています。始める前に保証金を支払います。",
    "ko": "카탈로그 번역가를 찾고 있습니다. 시작하기 전에 보증금을 지불해야 합니다.",
    "ar": "نبحث عن مترجم لكتالوجنا. قبل البدء يجب عليك دفع تأمين صغير.",
    "he": "אנחנו מחפשים מתרגם לקטלוג שלנו. לפני ההתחלה עליך לשלם פיקדון קטן.",
    "hi": "हम अपने कैटलॉग के लिए एक अनुवादक की तलाश कर रहे हैं।",
    "bn": "আমরা আমাদের ক্যাটালগের জন্য একজন অনুবাদক খুঁজছি।",
    "th": "เรากำลังมองหานักแปลสำหรับแคตตาล็อกของเรา",
    "el": "Ψάχνουμε μεταφραστή για τον κατάλογό μας. Πριν ξεκινήσετε πληρώνετε εγγύηση.",
}


def test_ordinary_sentences_are_told_apart() -> None:
    assert set(TEXTS) == {*READ, *OTHERS}
    assert {code: language(text) for code, text in TEXTS.items()} == {code: code for code in TEXTS}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Logo für ein Café",
        "Python, Django, Docker, Celery, Redis, React, Terraform, Kubernetes, GraphQL, Nginx, AWS",
    ],
)
def test_few_or_bare_words_are_in_no_language(text: str) -> None:
    assert language(text) is None


def test_words_that_no_rule_reads_are_never_said_to_be_without_signs() -> None:
    card = check_text("https://mail.example.org/", "", TEXTS["pl"]).cards[0]
    assert [(found.rule, found.quotes) for found in card.findings] == [
        ("language/not-read", ("language not read: Polish",))
    ]
    assert "language/not-read" not in [
        found.rule for found in check_text("https://mail.example.org/", "", TEXTS["fr"]).cards[0].findings
    ]
