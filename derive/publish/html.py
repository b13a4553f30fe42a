r"""A Document as one self-contained HTML file: MathML, its own style, no JavaScript.

Formulas are turned into MathML Core by math-core, which refuses what it does not know.  A long
formula becomes several `<math>` elements, one for each factor, because browsers break no line
within one.  The layout lives in `style/sheet.css`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from derive.publish.document import (
    AnswerBlock,
    Block,
    Contents,
    DerivationBlock,
    DerivationLine,
    Display,
    Document,
    FigureBlock,
    Given,
    Heading,
    PageBreak,
    Paragraph,
    QuestionBlock,
    Remark,
    RuleEntry,
    ShapeTable,
    Table,
    VerifiedNote,
)
from derive.publish.formula import length
from derive.publish.inline import Emphasis, Inline, Inlines, Link, Math, Strong, Text, plain
from derive.publish.mathml import MathML
from derive.publish.palette import DARK, PAPER, Palette

__all__ = ["render_html"]

_WIDE_LEFT = 24  # letters: a left side beyond this stands on a line of its own
_SHORT_LEFT = 8  # a left side up to this stands beside any right side
_BESIDE = 40  # letters of both sides that fit beside the reason
_PHONE = 30  # letters that fit beside each other on a telephone


def render_html(document: Document) -> str:
    """The HTML of a document.

    Raises DeriveError for a formula that is not LaTeX as math-core knows it, or is unbalanced.
    """
    style = files("derive.publish").joinpath("style/sheet.css").read_text(encoding="utf-8")
    title, course = escape(document.title), escape(document.course)
    body = "\n".join(_Page(document).lines())
    return f"""<!DOCTYPE html>
<html lang="{escape(document.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} – {course}</title>
<style>
:root {{ color-scheme: light dark; {_variables(PAPER)} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {_variables(DARK)} }} }}
{style.rstrip()}
</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<p class="sheet-info"><span>{course}</span><span>{escape(document.subtitle)}</span></p>
<h1>{title}</h1>
</header>
<main id="content">
{body}
</main>
</body>
</html>
"""


def _variables(palette: Palette) -> str:
    return " ".join(f"--{name}: #{value};" for name, value in palette.items())


def _id(anchor: str) -> str:
    return f' id="{anchor}"' if anchor else ""


class _Page:
    """The blocks of one document on their way to HTML; `level` is that of the heading above."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.math = MathML()
        self.level = 1
        self.names = {
            id(heading): heading.anchor or f"section-{index}"
            for index, heading in enumerate(document.headings, 1)
        }

    def lines(self) -> Iterator[str]:
        for block in self.document.blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[str]:
        return _BLOCKS[type(block)](self, block)

    # -- sentences ----------------------------------------------------------------------------

    def prose(self, inlines: Inlines) -> str:
        return "".join(map(self.inline, inlines))

    def inline(self, inline: Inline) -> str:
        match inline:
            case Text(text):
                return escape(text, quote=False)
            case Math(latex):
                return self.math.inline(latex)
            case Emphasis(inlines):
                return f"<em>{self.prose(inlines)}</em>"
            case Strong(inlines):
                return f"<strong>{self.prose(inlines)}</strong>"
            case Link(anchor, inlines):
                name = f' aria-label="Rule {plain(inlines)}"' if anchor.startswith("rule-") else ""
                return f'<a href="#{anchor}"{name}>{self.prose(inlines)}</a>'

    # -- blocks of one line -------------------------------------------------------------------

    def heading(self, heading: Heading) -> Iterator[str]:
        self.level = heading.level + 1
        name = self.names[id(heading)]
        yield f'<h{self.level} id="{name}">{self.prose(heading.inlines)}</h{self.level}>'

    def paragraph(self, paragraph: Paragraph) -> Iterator[str]:
        yield f"<p>{self.prose(paragraph.inlines)}</p>"

    def display(self, display: Display) -> Iterator[str]:
        number = f'<span class="number">({escape(display.number)})</span>' if display.number else ""
        formula = self.math.shown(display.latex)
        yield f'<div class="display"{_id(display.anchor)}>{formula}{number}</div>'

    def answer(self, answer: AnswerBlock) -> Iterator[str]:
        whole = f"{answer.name} = {answer.latex}" if answer.name else answer.latex
        yield (
            f'<div class="answer" role="group" aria-label="Answer"{_id(answer.anchor)}>'
            f"{self.math.shown(whole)}</div>"
        )

    def given(self, given: Given) -> Iterator[str]:
        items = "; ".join(map(self.prose, given.items))
        yield f'<p><span class="label">Given</span> {items}.</p>'

    def question(self, question: QuestionBlock) -> Iterator[str]:
        yield f'<div class="question"><p>{self.prose(question.inlines)}</p></div>'

    def remark(self, remark: Remark) -> Iterator[str]:
        title = escape(remark.title)
        yield f'<p><span class="label">{title}</span> {self.prose(remark.inlines)}</p>'

    def verified(self, note: VerifiedNote) -> Iterator[str]:
        yield f'<p class="verified">{self.prose(note.inlines)}</p>'

    def page_break(self, block: PageBreak) -> Iterator[str]:
        yield '<div class="page-break"></div>'

    # -- blocks of several lines --------------------------------------------------------------

    def derivation(self, derivation: DerivationBlock) -> Iterator[str]:
        """A list of lines; on a telephone it is stacked unless both sides fit beside each other."""
        lines = derivation.lines
        sides = max(length(line.left) for line in lines) + max(length(line.right) for line in lines)
        leads = any(line.lead for line in lines)
        kind = "derivation" if sides + 5 * leads <= _PHONE else "derivation stacked"
        yield f'<div class="{kind}" role="list" aria-label="Derivation">'
        for line in lines:
            yield self.line(line)
        yield "</div>"

    def line(self, line: DerivationLine) -> str:
        kind = "line"
        left, right = length(line.left), length(line.right)
        if left > _WIDE_LEFT or (left > _SHORT_LEFT and left + right > _BESIDE):
            kind = "line wide-left"
        elif not line.left and not line.relation:
            kind = "line whole"
        cells = [
            ("lead", self.math.symbol(line.lead) if line.lead else ""),
            ("left", self.math.shown(line.left) if line.left else ""),
            ("relation", self.math.symbol(line.relation) if line.relation else ""),
            ("right", self.math.shown(line.right)),
            ("reason", self.prose(line.reason)),
            ("number", f"({escape(line.number)})" if line.number else ""),
        ]
        shown = "".join(f'<div class="{name}">{cell}</div>' for name, cell in cells if cell)
        return f'<div class="{kind}" role="listitem"{_id(line.anchor)}>{shown}</div>'

    def table(self, table: ShapeTable | Table) -> Iterator[str]:
        if isinstance(table, ShapeTable):
            header = ["Matrix", "Shape", "Note"]
            rows = [
                [self.math.inline(row.latex), self.math.inline(row.shape), self.prose(row.note)]
                for row in table.rows
            ]
            anchor = ""
            if not any(row.note for row in table.rows):
                header, rows = header[:2], [row[:2] for row in rows]
        else:
            header = [self.prose(cell) for cell in table.header]
            rows = [[self.prose(cell) for cell in row] for row in table.rows]
            anchor = table.anchor
        kind = 'class="tabled scroll" tabindex="0" role="group" aria-label="Table"'
        yield f"<div {kind}{_id(anchor)}><table>"
        if table.caption:
            yield f"<caption>{self.prose(table.caption)}</caption>"
        heads = "".join(f'<th scope="col">{cell}</th>' for cell in header)
        yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for row in rows:
            yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        yield "</tbody></table></div>"

    def figure(self, figure: FigureBlock) -> Iterator[str]:
        """The drawings as one image; its words for those who do not see it."""
        words = escape(re.sub(r"\s+", " ", figure.alt))
        caption = f"<figcaption>{self.prose(figure.caption)}</figcaption>" if figure.caption else ""
        if not figure.drawings:
            yield f'<figure{_id(figure.anchor)}><p class="undrawn">{words}</p>{caption}</figure>'
            return
        drawn = "".join(
            f'<div class="drawing" style="width: {1.25 * drawing.width:.4g}in">{drawing.svg}</div>'
            for drawing in figure.drawings
        )
        shown = f'<div class="drawings" role="img" aria-label="{words}">{drawn}</div>'
        yield f"<figure{_id(figure.anchor)}>{shown}{caption}</figure>"

    def rule(self, entry: RuleEntry) -> Iterator[str]:
        level = self.level + 1
        name = f'<code class="rule-name">{escape(entry.name)}</code>'
        yield f'<section class="rule" id="{entry.anchor}">'
        yield f"<h{level}>{escape(entry.title or entry.name)} {name}</h{level}>"
        yield f'<div class="display">{self.math.shown(entry.statement)}</div>'
        if entry.guards:
            needs = "; ".join(map(self.prose, entry.guards))
            yield f'<p><span class="label">Needs</span> {needs}.</p>'
        if entry.why:
            yield f"<p>{self.prose(entry.why)}</p>"
        if entry.derivation is not None:
            yield from self.derivation(entry.derivation)
        yield "</section>"

    def contents(self, contents: Contents) -> Iterator[str]:
        """Nested lists of the headings down to the depth asked for."""
        yield '<nav aria-label="Contents">'
        level = 0
        for heading in self.document.headings:
            if heading.level > contents.depth:
                continue
            yield "<ol>" if heading.level > level else "</li>"
            yield from ["</ol></li>"] * (level - heading.level)
            yield f'<li><a href="#{self.names[id(heading)]}">{self.prose(heading.inlines)}</a>'
            level = heading.level
        yield "</li></ol>" * level + "</nav>"


_BLOCKS: Mapping[type[Block], Callable[[_Page, Any], Iterator[str]]] = MappingProxyType(
    {
        Heading: _Page.heading,
        Paragraph: _Page.paragraph,
        Display: _Page.display,
        DerivationBlock: _Page.derivation,
        AnswerBlock: _Page.answer,
        ShapeTable: _Page.table,
        Table: _Page.table,
        FigureBlock: _Page.figure,
        Given: _Page.given,
        QuestionBlock: _Page.question,
        Remark: _Page.remark,
        VerifiedNote: _Page.verified,
        RuleEntry: _Page.rule,
        Contents: _Page.contents,
        PageBreak: _Page.page_break,
    }
)
