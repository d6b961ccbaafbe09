"""Files that browsers save: encodings, web archives, and where a page says that it came from."""

from __future__ import annotations

import quopri
from pathlib import Path

import pytest

from escrowl import pages
from escrowl.errors import SnapshotRejected
from escrowl.facts import Facts
from escrowl.snapshot import read_page_file

FOLDER = Path(__file__).parent / "pages"
JOB = (FOLDER / "upwork/job/unmarked-text/page.html").read_text(encoding="utf-8")
URL = "https://www.upwork.com/jobs/~021990000000000000211"
RUSSIAN = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><p>Заказ</p>'


def archive(html: str, head: str = f"Snapshot-Content-Location: {URL}\r\n") -> bytes:
    body = quopri.encodestring(html.encode()).decode()
    return (
        f"From: <Saved by Blink>\r\n{head}Subject: Job\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----M--b"\r\n\r\n\r\n'
        f"------M--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        f"Content-Location: {URL}\r\n\r\n{body}\r\n------M--b\r\nContent-Type: text/css\r\n"
        "Content-Location: cid:1\r\n\r\n.x { content: '<p>' }\r\n------M--b--\r\n"
    ).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (RUSSIAN.encode("windows-1251"), "Заказ"),
        (RUSSIAN.encode(), "Заказ"),  # saved anew in UTF-8, with its older name
        (RUSSIAN.encode("utf-16"), "Заказ"),
        (b"\xef\xbb\xbf" + "<p>é</p>".encode(), "<p>é"),
        (b'<meta charset="no-such-thing"><p>\xff</p>', "\N{REPLACEMENT CHARACTER}"),
        (b'<meta charset="idna"><p>\xff</p>', "\N{REPLACEMENT CHARACTER}"),  # a codec that raises
        (b"<p>plain: multipart/related</p>", "plain"),
    ],
)
def test_bytes_become_the_words_they_stand_for(data: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "page.htm"
    file.write_bytes(data)
    assert said in read_page_file(file, URL).html


def test_an_archive_is_read_as_its_page(tmp_path: Path) -> None:
    file = tmp_path / "job.mhtml"
    for head in (f"Snapshot-Content-Location: {URL}\r\n", ""):
        file.write_bytes(archive(JOB, head))
        snapshot = read_page_file(file)
        assert snapshot.url == URL
        (card,) = pages.read(snapshot, Facts()).cards
        assert card.facts.value("client.payment") == "verified"


def test_single_file_says_where_a_page_came_from(tmp_path: Path) -> None:
    file = tmp_path / "job.html"
    mark = f"<!--\n Page saved with SingleFile \n url: {URL} \n saved date: Wed Nov 25 2026\n-->"
    file.write_text(JOB.replace("<head>", f"{mark}<head>"), encoding="utf-8")
    assert read_page_file(file).url == URL


def test_an_archive_without_a_page_is_none(tmp_path: Path) -> None:
    file = tmp_path / "job.mht"
    file.write_bytes(
        b"From: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b--"
    )
    with pytest.raises(SnapshotRejected, match="no HTML"):
        read_page_file(file, URL)
