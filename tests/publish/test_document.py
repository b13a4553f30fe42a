"""A document is well formed by construction."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest

from derive.errors import DeriveError
from derive.publish.document import (
    Block,
    DerivationBlock,
    DerivationLine,
    Document,
    Drawing,
    Emphasis,
    FigureBlock,
    Heading,
    Link,
    Math,
    Paragraph,
    RuleEntry,
    Table,
    Text,
    plain,
)
from tests.publish.sample import EVERY_BLOCK

WORDS = (Text("words"),)
FIGURE = FigureBlock((Drawing("f", b"", ""),), "what it shows")


def table(cells: int) -> Table:
    return Table((WORDS, WORDS), ((WORDS,) * cells,))


@pytest.mark.parametrize(
    "blocks",
    [
        (Heading(1, WORDS), Heading(2, WORDS), Heading(1, WORDS)),
        (Paragraph((Link("a", WORDS),)), Heading(1, WORDS, "a")),
        (
            DerivationBlock((DerivationLine("x", reason=(Link("b", WORDS),)),)),
            RuleEntry("b", "b", "x = x"),
        ),
        (
            DerivationBlock((DerivationLine("x", anchor="line"),)),
            Paragraph((Emphasis((Link("line", WORDS),)),)),
        ),
        (FIGURE, table(2)),
    ],
)
def test_accepts(blocks: tuple[Block, ...]) -> None:
    assert Document("t", "c", blocks).blocks == blocks


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ((Heading(2, WORDS),), "has level 2"),
        ((Heading(1, WORDS), Heading(3, WORDS)), "has level 3"),
        ((Heading(0, WORDS),), "has level 0"),
        ((Paragraph((Link("gone", WORDS),)),), "nowhere"),
        ((Paragraph((Emphasis((Link("gone", WORDS),)),)),), "nowhere"),
        ((DerivationBlock((DerivationLine("x", reason=(Link("gone", WORDS),)),)),), "nowhere"),
        ((Heading(1, WORDS, "a"), Heading(1, WORDS, "a")), "twice"),
        ((Heading(1, WORDS, "a b"),), "no anchor"),
        ((Heading(1, WORDS, 'a"><script>'),), "no anchor"),
        ((FigureBlock((), " "),), "does not say"),
        ((FigureBlock((Drawing("../f", b"", ""),), "words"),), "name of a file"),
        ((FIGURE, FIGURE), "second drawing"),
        ((table(1),), "header"),
        ((DerivationBlock(()),), "without a line"),
    ],
)
def test_refuses(blocks: tuple[Block, ...], message: str) -> None:
    with pytest.raises(DeriveError, match=message):
        Document("t", "c", blocks)


@pytest.mark.parametrize(
    ("inline", "words"),
    [
        (Text("a_b"), "a_b"),
        (Math(r"X^\top X"), "X^T X"),
        (Math(r"\left(A\right)^{-1}"), "(A)^-1"),
        (Math(r"\lVert X w \rVert"), "||X w ||"),
        (Math(r"\Sigma", alt="the singular values"), "the singular values"),
        (Link("a", (Emphasis((Text("in"),)),)), "in"),
    ],
)
def test_plain(inline: Text | Math | Link, words: str) -> None:
    assert plain((inline,)) == words


def test_the_sample_has_every_kind_of_block() -> None:
    """Its snapshots then show that each renderer has a row for each kind."""
    assert {type(block) for block in EVERY_BLOCK.blocks} == set(get_args(Block))


def test_import_is_light() -> None:
    code = (
        "import sys, derive.publish.document\n"
        "print([m for m in ('math_core', 'sympy', 'subprocess', 'flint') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
