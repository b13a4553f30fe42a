"""Documents as LaTeX."""

from __future__ import annotations

from pathlib import Path

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
    Drawing,
    Emphasis,
    FigureBlock,
    Given,
    Heading,
    Math,
    PageBreak,
    Paragraph,
    QuestionBlock,
    Remark,
    RuleEntry,
    ShapeTable,
    ShapeTableRow,
    Strong,
    Table,
    Text,
    VerifiedNote,
)
from derive.publish.tex import escape, render_tex
from tests.publish.sample import EVERY_BLOCK, LEAST_SQUARES, SHORT

SNAPSHOTS = Path(__file__).parent / "snapshots"
WORDS = (Text("words"),)


def body(document: Document) -> str:
    text = render_tex(document)
    return text[text.index(r"\begin{document}") :]


def body_of(*blocks: Block) -> str:
    return body(Document("t", "c", blocks))


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Heading(1, WORDS, "a"), r"\section[{\texorpdfstring{words}{words}}]{\anchor{a}words}"),
        (Paragraph((Emphasis(WORDS), Strong(WORDS))), r"\emph{words}\textbf{words}\par"),
        (Paragraph((Math("x + y"),)), r"$x \brkT + y$\par"),
        (Display("x", "1", "eq"), r"\display{x}{x}{\anchor{eq}(1)}"),
        (DerivationBlock((DerivationLine("y", "=", "x", r"\iff", WORDS, "2"),)),
         r"\dvline{\iff}{x}{=}{y}{y}{words}{(2)}%"),
        (AnswerBlock("A b", "w"), r"\answer{w \brkT = A \brkF b}"),
        (ShapeTable((ShapeTableRow("X", r"m \times n", WORDS),)), r"$X$ & $m \times n$ & words\\"),
        (Table((WORDS, WORDS), ((WORDS, WORDS),), WORDS), r"words & words\\"),
        (FigureBlock((Drawing("f", b"", ""), Drawing("g", b"", "", 2.5)), "a line", WORDS),
         r"\figured{\drawing{f}{4.6in}\quad \drawing{g}{2.5in}}{words}{a line}"),
        (FigureBlock((), "a line"), r"\figured{}{}{a line}"),
        (Given((WORDS, WORDS)), r"\given{words; words.}"),
        (QuestionBlock(WORDS), r"\question{words}"),
        (Remark(WORDS, "Note"), r"\remark{Note}{words}"),
        (VerifiedNote(WORDS), r"\verified{words}"),
        (RuleEntry("a_b", "r", "x = y", "R1", (WORDS,), WORDS, SHORT),
         r"\ruleentry{a\_b}{\anchor{r}R1}{\rulestated{x \brkT = y}{= y}{words}}"),
        (Contents(2), r"\contents{2}"),
        (PageBreak(), r"\clearpage"),
    ],
)  # fmt: skip
def test_blocks(block: Block, shown: str) -> None:
    document = Document("t", "c", (Heading(1, WORDS, "rule-1"), block))
    assert shown in body(document)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a_b & c%", r"a\_b \& c\%"),
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("$x^2$", r"\$x\textasciicircum{}2\$"),
        ("#~", r"\#\textasciitilde{}"),
        ("“so” – it’s…", r"``so'' -- it's\dots{}"),
        ("Moore–Penrose, Gauß, Erdős", "Moore--Penrose, Gauß, Erdős"),
        ("m ≥ n", r"m \ensuremath{\ge} n"),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize("letter", ["\x00", "漢", "Ħ", "\u200b", "😀"])
def test_no_letter_without_a_glyph(letter: str) -> None:
    with pytest.raises(DeriveError, match=f"U\\+{ord(letter):04X}"):
        escape(letter)


@pytest.mark.parametrize("latex", [r"\left(x", r"\textcolor{red}{x}", "ä"])
def test_refuses_formulas(latex: str) -> None:
    with pytest.raises(DeriveError):
        body_of(Display(latex))


def test_what_changed_is_coloured() -> None:
    assert r"$a \brkT \changed{- b}$" in body_of(Paragraph((Math(r"a \textcolor{changed}{- b}"),)))


def test_blackboard_one_is_bold() -> None:
    assert r"\mathbf{1}[x]" in body_of(Display(r"\mathbb{1}[x]"))


def test_same_bytes() -> None:
    assert render_tex(LEAST_SQUARES) == render_tex(LEAST_SQUARES)


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("every_block", EVERY_BLOCK),
        ("short", Document("A & B", "c", (Heading(1, (Math("x"),), "rule-1"), SHORT))),
    ],
)
def test_snapshot(name: str, document: Document) -> None:
    """The body; a change on purpose is copied into the snapshot."""
    assert body(document) == (SNAPSHOTS / f"{name}.tex").read_text(encoding="utf-8")
