"""The look at a page from outside: what the engine nests deeply never passes for shallow."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escrowl import pages
from escrowl.errors import PageRefused
from escrowl.pages.engines import with_lexbor
from escrowl.pages.nesting import nesting

NAMES = """
    div span p b a i li ul td tr table x form button select option svg g path title desc foreignObject math mi object
    h1 body html head script style textarea iframe template br font dd caption section ruby
    """.split()  # noqa: SIM905 - one name a line would take a page
ENDS = [f"</{name}>" for name in NAMES]
PARTS = [
    *(f"<{name}>" for name in NAMES), *ENDS, *ENDS, "<path/>", "<div/>", "<!--", "-->", "--!>", "<!-->", '<a title="',
    '">', "<a title='>", "'>", "<![CDATA[", "]]>", '<x =">', '"', "<DIV>", "</DIV>", "text", "<", "</", "<a id=1>",
    "<script><!--<script>", "</div<p>", "<div<p>", "/>", "<td a=b/>", "</>", "</ x>", "</div a='>'>", "<!x>",
]  # fmt: skip
TIMES = 60


def _depth(html: str) -> int:
    """Elements inside each other in the tree of the everyday engine."""
    depths: dict[int, int] = {-1: 0}
    for node in with_lexbor(html).nodes:
        depths[node.place] = depths[node.parent] + 1
    return max(depths.values())


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=2), st.lists(st.sampled_from(PARTS), min_size=1, max_size=7))
def test_no_page_is_deeper_than_it_is_taken_for(before: list[str], unit: list[str]) -> None:
    html = "".join(before) + "".join(unit) * TIMES
    found = nesting(html, lambda name, attributes: None)
    assert found.odd or _depth(html) <= 3 * found.deepest + 8  # a table's cell brings a body and a row


@pytest.mark.parametrize(
    "unit",
    [
        "<div></x>",
        "<span><div></span></div>",
        "<div><marquee></div></marquee>",
        "<form><div></form>",
        "<body><div></body>",
        "<div><script></scriptx></div></script>",
        '<div><a title="</div>"></a>',
        "<div><!-- --!><!-- </div> -->",
        "<div></div<p></p>",
        "<table><table></table><section></table>",
        "<p><section></p>",
        "<br><center><font></marquee></center></a>",
    ],
)
def test_tags_that_end_nothing_leave_a_page_deep(unit: str) -> None:
    assert pages.is_strange(unit * 1_500)
    with pytest.raises(PageRefused):
        pages.is_strange(unit * 30_000)


@pytest.mark.parametrize(
    "before", ["<svg>", "<svg><div></div>", "<math><style>", "<!-->", "<!--->", "<script></SCRIPT>", "<svg><textarea>"]
)
def test_what_hides_tags_does_not_hide_depth(before: str) -> None:
    assert pages.is_strange(before + "<div>" * 1_500)


def test_formats_that_are_opened_again_in_each_paragraph_are_strange() -> None:
    assert pages.is_strange("".join(f"<p><b id={number}></p>" for number in range(150)))


@pytest.mark.parametrize(
    "html",
    [
        "<ul>" + "<li>one" * 500 + "</ul>",
        '<ul><li title="a > b"><svg class="i"><path d="M0 0"/><use href=\'#x\'></use></svg>x</li></ul>' * 2_000,
        "<script>if (a < b) { '</div><x>' }</script><p>x</p>" * 2_000,
        "<div><p>one<p>two</div>" * 2_000,
        "<select><option>1<option>2</select>" * 2_000,
        "<table><tr><td>x<td><b>y</b><tr><td>z</table>" * 2_000,
        '<i data-x="' + "word " * 2_000 + '"></i>',
    ],
)
def test_ordinary_pages_stay_ordinary(html: str) -> None:
    assert not pages.is_strange(html)
