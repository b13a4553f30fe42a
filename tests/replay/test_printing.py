"""Replay prints every tree as the project's printer does, with code of its own."""

from __future__ import annotations

from random import Random

import pytest
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.serialize import to_tree
from derive.algebra.term import Term
from derive.latex.printer import latex
from derive.replay.printing import Printer
from derive.replay.trees import parse

m, n = t.dimension("m"), t.dimension("n")
SIZES = (m, n, Integer(1))
NAMES = ("A", "B", r"\Sigma", r"\Sigma_{11}", r"\hat{A}", "W^{(1)}", "x'", "k_{**}")
SCALARS = ("c", r"\lambda", r"\sigma_1", "a^*")


class Terms:
    """Random well-shaped terms."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def scalar(self, depth: int) -> Term:
        pick = self.random.randrange(9) if depth else self.random.randrange(2)
        rows = self.random.choice((m, n))
        match pick:
            case 0:
                return t.scalar(self.random.choice(SCALARS))
            case 1:
                return Rational(self.random.randrange(-4, 5), self.random.choice((1, 1, 2, 3)))
            case 2:
                return t.add(*(self.scalar(depth - 1) for _ in range(2)))
            case 3:
                return t.mul(*(self.scalar(depth - 1) for _ in range(2)))
            case 4:
                return t.power(t.scalar("c"), self.random.choice((Integer(-1), Rational(1, 2))))
            case 5:
                return t.as_scalar(self.matrix(Integer(1), Integer(1), depth - 1))
            case 6:
                return t.power(t.norm(self.matrix(rows, Integer(1), depth - 1)), Integer(2))
            case 7:
                return t.Trace(self.matrix(rows, rows, depth - 1))
            case _:
                return t.divide(self.scalar(depth - 1), t.scalar("a"))

    def matrix(self, rows: Term, cols: Term, depth: int) -> Term:
        pick = self.random.randrange(10) if depth else self.random.randrange(3)
        middle = self.random.choice(SIZES)
        below = depth - 1
        match pick:
            case 0 | 1:
                return t.matrix(self.random.choice(NAMES), rows, cols)
            case 2:
                return t.identity(rows) if rows == cols else t.zeros(rows, cols)
            case 3:
                return t.add(*(self.matrix(rows, cols, below) for _ in range(3)))
            case 4 | 5:
                return t.mul(self.matrix(rows, middle, below), self.matrix(middle, cols, below))
            case 6:
                return t.transpose(self.matrix(cols, rows, below))
            case 7:
                inner = self.matrix(cols, rows, below)
                return t.inverse(inner) if rows == cols else t.PseudoInverse(inner)
            case 8:
                return t.mul(self.scalar(below), self.matrix(rows, cols, below))
            case _:
                x = t.matrix("x", cols, Integer(1))
                of = self.matrix(rows, Integer(1), below) if rows != 1 else self.scalar(below)
                return t.jacobian(of, x)

    def statement(self, depth: int) -> Term:
        rows, cols = self.random.choice(SIZES), self.random.choice(SIZES)
        sides = (self.matrix(rows, cols, depth), self.matrix(rows, cols, depth))
        equation = t.Equation(*sides)
        x = t.matrix("x", n)
        statements = (
            equation,
            t.Minimizer(x, self.scalar(depth)),
            t.Minimizer(x, self.scalar(depth), equation),
            t.System(equation, equation),
        )
        return self.random.choice(statements)


@pytest.mark.parametrize("seed", range(40))
def test_it_prints_what_the_printer_prints(seed: int) -> None:
    terms, printer = Terms(seed), Printer()
    for _ in range(12):
        made = [terms.matrix(m, n, 3), terms.matrix(n, n, 4), terms.scalar(3), terms.statement(2)]
        for term in made:
            assert printer.latex(parse(to_tree(term))) == latex(term)


@pytest.mark.parametrize(
    ("rows", "cols"), [(n + 1, 1), (n + m, n + m), (2 * n, 1), (m, n), (n * m, 1), (n**2, 1)]
)
def test_it_prints_sizes_as_the_printer_does(rows: Term, cols: Term) -> None:
    term = t.zeros(rows, cols)
    assert Printer().latex(parse(to_tree(term))) == latex(term)
