"""Documents as HTML: structure, accessibility, formulas."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from derive.errors import DeriveError
from derive.publish.document import (
    AnswerBlock,
    Block,
    Contents,
    DerivationBlock,
    DerivationLine,
    Display,
    Document,
    Heading,
    Math,
    Paragraph,
    RuleEntry,
    ShapeTable,
    ShapeTableRow,
    Text,
)
from derive.publish.html import render_html
from tests.publish.sample import EVERY_BLOCK, LEAST_SQUARES, SHORT, prose

DOCUMENTS = [EVERY_BLOCK, LEAST_SQUARES]
VOID = {"meta", "img", "br", "hr", "link", "input", "mspace"}


class Tree(HTMLParser):
    """Every tag with its attributes in order; balanced or not; the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def of(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def html_of(*blocks: Block) -> str:
    html = render_html(Document("t", "c", blocks))
    return html[html.index('<main id="content">') :]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_self_contained(document: Document) -> None:
    html = render_html(document)
    tree = Tree(html)
    assert not tree.of("script")
    assert not tree.of("link")
    assert not re.search(r"url\((?!#)|@import|javascript:| on[a-z]+=", html)
    assert not [a["src"] for _, a in tree.tags if "src" in a]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: Document) -> None:
    tree = Tree(render_html(document))
    names = [attributes["id"] for _, attributes in tree.tags if "id" in attributes]
    assert len(names) == len(set(names))
    assert all(a["href"].removeprefix("#") in names for a in tree.of("a"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_formulas_are_whole(document: Document) -> None:
    html = render_html(document)
    assert "<merror" not in html
    assert "<math" in html
    assert "#FB3199" not in html
    assert "\\" not in Tree(html[html.index("<body>") :].removesuffix("</html>\n")).text


def test_text_is_escaped() -> None:
    shown = html_of(Paragraph((Text("<script>a & b</script>"),)))
    assert "&lt;script&gt;a &amp; b&lt;/script&gt;" in shown
    assert "<script" not in shown


def test_title_is_escaped() -> None:
    html = render_html(Document("</title><b>", "c&d", ()))
    assert "<title>&lt;/title&gt;&lt;b&gt; – c&amp;d</title>" in html


@pytest.mark.parametrize("latex", [r"\foo", r"\left(x", r"\textcolor{red}{x}", r"\frac{a}"])
def test_refuses_formulas(latex: str) -> None:
    with pytest.raises(DeriveError):
        html_of(Display(latex))


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\textcolor{changed}{X}", '<mrow class="changed"><mi>X</mi></mrow>'),
        (r"\textcolor{changed}{X}^\top", '<msup><mrow class="changed"><mi>X</mi></mrow>'),
        (r"a \textcolor{changed}{- b}", '<mrow class="changed"><mrow></mrow><mo>−</mo><mi>b</mi>'),
        (r"(\textcolor{changed}{- b})", '<mrow class="changed"><mo lspace="0" rspace="0">−</mo>'),
    ],
)
def test_what_changed(latex: str, shown: str) -> None:
    assert shown in html_of(Paragraph((Math(latex),)))


@pytest.mark.parametrize("operator", [r"\operatorname*{arg\,min}", r"\lim", r"\max"])
def test_limits_stand_below_only_where_there_is_room(operator: str) -> None:
    latex = rf"{operator}_w f"
    assert re.search(
        r'<math displaystyle="true" alttext="[^"]*"><mrow><munder>', html_of(Display(latex))
    )
    assert "<munder>" not in html_of(Paragraph((Math(latex),)))


def test_long_formulas_break_between_terms() -> None:
    shown = html_of(Display(" + ".join(rf"A_{{{i}}} B" for i in range(20))))
    assert shown.count('<span class="term">') == 20
    assert shown.count("<mrow></mrow><mo>+</mo>") == 19


def test_wide_factors_scroll() -> None:
    factor = r"\begin{bmatrix}" + " & ".join("abcd" for _ in range(12)) + r"\end{bmatrix}"
    scroller = '<span class="formula scroll" tabindex="0" role="group" aria-label="Formula">'
    assert scroller in html_of(Display(factor))
    assert scroller not in html_of(Display("x"))


def test_derivation() -> None:
    shown = html_of(Heading(1, prose("a"), "rule-1"), SHORT)
    order = re.findall(r'<div class="(lead|left|relation|right|reason|number)"', shown)
    assert order == ["left", "relation", "right", "reason", "relation", "right", "reason"]
    assert shown.count('role="listitem"') == 2
    assert '<a href="#rule-1" aria-label="Rule R1">R1</a>' in shown


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (DerivationLine("x", left="w"), "line"),
        (DerivationLine("x", left=" + ".join("A" * 30)), "line wide-left"),
        (DerivationLine(" + ".join("A" * 16), left=" + ".join("A" * 6)), "line wide-left"),
        (DerivationLine(" + ".join("A" * 16), left=" + ".join("A" * 3)), "line"),
        (DerivationLine("x > 0", "", lead=r"\implies"), "line whole"),
    ],
)
def test_kinds_of_lines(line: DerivationLine, kind: str) -> None:
    assert f'<div class="{kind}" role="listitem"' in html_of(DerivationBlock((line,)))


def test_blocks_that_tell_what_they_are() -> None:
    shown = html_of(
        AnswerBlock("x", "w"),
        ShapeTable((ShapeTableRow("X", "1"),)),
        RuleEntry("a_b", "r", "x = x", guards=(prose("it"),)),
    )
    assert 'role="group" aria-label="Answer"' in shown
    assert "Note</th>" not in shown
    assert 'Needs</span> it.' in shown  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "depth", "nested"),
    [
        ((1, 1), 2, "<ol><li></li><li></li></ol>"),
        ((1, 2, 2, 1), 2, "<ol><li><ol><li></li><li></li></ol></li><li></li></ol>"),
        ((1, 2, 3, 1), 2, "<ol><li><ol><li></li></ol></li><li></li></ol>"),
        ((1, 2, 3, 1), 3, "<ol><li><ol><li><ol><li></li></ol></li></ol></li><li></li></ol>"),
    ],
)
def test_contents(levels: tuple[int, ...], depth: int, nested: str) -> None:
    shown = html_of(Contents(depth), *(Heading(level, prose("h")) for level in levels))
    nav = shown[shown.index("<nav") : shown.index("</nav>")]
    assert "".join(re.findall(r"</?(?:ol|li)>", nav)) == nested


def test_same_bytes() -> None:
    assert render_html(LEAST_SQUARES) == render_html(LEAST_SQUARES)


def test_every_formula_is_shown() -> None:
    assert render_html(LEAST_SQUARES).count("<math") > 60
