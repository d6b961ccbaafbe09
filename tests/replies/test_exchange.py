"""Own replies out into one file and in again."""

from __future__ import annotations

import pytest

from escrowl.errors import TermsInvalid
from escrowl.replies import catalog, own_replies
from escrowl.replies.exchange import export, plan, read, starting_from
from escrowl.terms import OwnFile

ONE = OwnFile(
    "one",
    'title = "One"\nrules = ["payment/*"]\n[text]\nsoft = """\nHi {client}, see:\n\na list, and so on\n"""\n'
    'neutral = "b"\nfirm = "c"\n[tips]\ndo = "x"\n',
)
TWO = OwnFile("two", 'title = "Two"\n[text]\nsoft = "a"\nneutral = "b"\nfirm = "c"\n')


def test_what_is_exported_is_imported_as_it_was() -> None:
    text = export([ONE, OwnFile("broken", "title ="), TWO])
    back = read(text)
    assert [file.name for file in back] == ["one", "two"]
    assert own_replies(tuple(back)).replies == own_replies((ONE, TWO)).replies
    assert [row.done for row in plan([ONE, TWO], back, "replace")] == ["same", "same"]
    assert export(back) == text
    assert read(export([])) == []


def test_conflicts_are_settled_as_asked_and_faulty_ones_told() -> None:
    other = OwnFile("one", ONE.text.replace('"c"', '"no"'))
    bad = OwnFile("bad", 'title = "Bad"\n')
    for conflict, done, name in (("keep", "kept", None), ("replace", "replaced", "one"), ("both", "renamed", "one-2")):
        rows = plan([ONE], [other, TWO, bad], conflict)  # type: ignore[arg-type]
        assert [row.done for row in rows] == [done, "added", "faulty"]
        assert (rows[0].file.name if rows[0].file else None) == name
        assert "the table [text] is missing" in rows[2].why
    twice = plan([ONE], [other, OwnFile("one", ONE.text.replace('"b"', '"no"'))], "both")
    assert [row.file.name for row in twice if row.file] == ["one-2", "one-3"]


@pytest.mark.parametrize(
    "text", ["x", "format = 2", "format = 1\nreply = 3", "format = 1\n[[reply]]\nname = '../evil'"]
)
def test_another_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(TermsInvalid, match="the file"):
        read(text)


def test_every_reply_of_ours_can_be_the_start_of_an_own_one() -> None:
    for reply in catalog().values():
        file = OwnFile("mine", starting_from(reply, ["client/*"]))
        made = own_replies((file,))
        assert made.faults == (), reply.id
        assert made.replies["own/mine"].source == reply.source
        assert own_replies(tuple(read(export([file])))).replies == made.replies
