"""The small model of words: what it weighs, what it leaves alone, and that the training reads texts as it does."""

from __future__ import annotations

import pytest

from escrowl.rules import wording
from escrowl.rules.text import fold

training = pytest.importorskip("bench.wording", reason="the training is part of the checkout, not of the package")

SCHEME = (
    "You keep 60 of each transfer and forward the rest to my agent by Bitcoin today, then the wallet pays you again."
)
ORDER = "I would like to order three product descriptions, 200 words each. Could you tell me when you can start?"


def test_a_scheme_weighs_more_than_an_order_and_quotes_a_stretch_of_itself() -> None:
    score, (begin, end) = wording.weigh(fold(SCHEME))
    assert score > wording.STEP > 0 > wording.weigh(fold(ORDER))[0]
    assert 0 <= begin < end <= len(SCHEME)
    assert list(wording.over(wording.STEP)(fold(SCHEME))) == [(begin, end)]
    assert list(wording.over(0)(fold(ORDER))) == []


def test_other_languages_and_empty_texts_are_not_weighed() -> None:
    for text in ("", "60 $ 24/7", "Bitte zahlen Sie heute die Kaution, dann bekommen Sie die Aufgabe."):
        assert wording.weigh(fold(text)) == (-9.0, (0, 0))


def test_the_training_scores_a_text_as_the_model_does() -> None:
    text = training._text(SCHEME, True, 1.0)
    assert text is not None
    assert abs(training.score(wording._model(), text) - wording.weigh(fold(SCHEME))[0]) < 1e-9


def test_what_is_learned_is_told_apart_and_kept_small() -> None:
    pairs = [(f"please send the deposit to my agent {n}", True) for n in ("now", "today", "soon")]
    pairs += [(f"please send the draft to my desk {n}", False) for n in ("now", "today", "soon")]
    texts = [text for words, scheme in pairs if (text := training._text(words, scheme, 1.0))]
    model = training.train(texts)
    assert [training.score(model, text) > 0 for text in texts] == [True, True, True, False, False, False]
    assert model == training.train(texts)
    assert wording.FILE.stat().st_size < 400_000
