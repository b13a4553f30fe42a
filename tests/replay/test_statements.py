"""What replay says that it checked."""

from __future__ import annotations

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.serialize import to_tree
from derive.algebra.term import Term
from derive.latex.reader import read_statement
from derive.replay import replay
from derive.replay.statements import linear
from derive.replay.terms import NestedTerms
from tests.replay.cases import CASES

n, m = t.dimension("n"), t.dimension("m")
CONTEXT = Context.of(
    [t.matrix("X", m, n), t.matrix("A", n, n), t.matrix("w", n), t.matrix("y", m), t.scalar("c")]
)


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("X w - y", "X * w + (-1) * y"),
        (r"(X^\top X)^{-1} X^\top y", "inverse(transpose(X) * X) * transpose(X) * y"),
        (r"(c + 1) (A + A^\top) w", "(c + 1) * (A + transpose(A)) * w"),
        (r"\frac{c}{2} A^2", "c * (1/2) * A^2"),
        (r"c^{-1} I_n", "c^(-1) * I[n×n]"),
        ("X w = 0", "X * w = 0[m×1]"),
        (r"\lVert X w \rVert_2^2", "norm(X * w, 2)^2"),
        (r"\frac{\partial}{\partial w} (X w)", "jacobian(X * w, w)"),
        (r"\mathbf{1}[c > 0] w", "indicator(0 < c) * w"),
        (r"\operatorname{tr}(A)", "trace(A)"),
    ],
)
def test_a_term_in_linear_form(latex: str, text: str) -> None:
    term = read_statement(latex, CONTEXT)
    assert isinstance(term, Term)
    assert linear(NestedTerms().tree(to_tree(term))) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("w", "w"), (r"\lambda", r"\lambda"), ("x = y", "'x = y'"), ("a b", "'a b'")],
)
def test_a_name_cannot_look_like_a_formula(name: str, text: str) -> None:
    tree = {"op": "symbol", "shape": "scalar", "name": name}
    assert linear(NestedTerms().tree(tree)) == text


def test_every_part_is_stated_with_its_letters_and_assumptions() -> None:
    report = replay(CASES["inverse_cancelled"]())
    assert report.statements == (
        "part a: for X: m×n, w: n×1\n"
        "  given n < m; full_column_rank(X)\n"
        "  goal inverse(transpose(X) * X) * transpose(X) * X * w\n"
        "  answer w",
    )


def test_it_says_that_latex_is_not_read() -> None:
    assert "LaTeX" in replay(CASES["inverse_cancelled"]()).unread


def test_latex_alone_changes_nothing_that_is_checked() -> None:
    data = CASES["inverse_cancelled"]()
    data["parts"][0]["goal"]["latex"] = "0"
    assert replay(data).ok
