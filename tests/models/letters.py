"""Letters and short names for the tables of the referee's tests."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact

n, m, d, k = map(t.dimension, "nmdk")
A, B, C = (t.matrix(name, n, n) for name in "ABC")
X, Y = t.matrix("X", n, d), t.matrix("Y", n, d)
U, V, S = t.matrix("U", n, n), t.matrix("V", d, d), t.matrix("S", n, d)
x, y = t.matrix("x", n), t.matrix("y", n)
l, s, r = (t.scalar(name) for name in ("l", "s", "r"))  # noqa: E741  # lambda
HALF = Rational(1, 2)
LETTERS = {str(letter): letter for letter in (A, B, C, X, Y, U, V, S, x, y, l, s, r)}

T, inv, pinv, mul, add, sub = t.transpose, t.inverse, t.PseudoInverse, t.mul, t.add, t.sub
identity, power = t.identity, t.power


def num(value: int, below: int = 1) -> Any:
    return Rational(value, below)


def det(a: Any) -> Any:
    return t.Determinant(a)


def tr(a: Any) -> Any:
    return t.Trace(a)


def fn(name: str, a: Any) -> Any:
    """A matrix function."""
    return t.MatrixFunction(a, Symbol(name))


def log(a: Any) -> Any:
    return sympy.log(a, evaluate=False)


def exp(a: Any) -> Any:
    return sympy.exp(a, evaluate=False)


def is_(predicate: str, *args: Any) -> Fact:
    return Fact(predicate, args)


def equation(left: Any, right: Any) -> Fact:
    return Fact("=", (left, right))


def positive(scalar: Any) -> Fact:
    return Fact("<", (Integer(0), scalar))


def commutator() -> Any:
    return sub(mul(A, B), mul(B, A))


def under(*facts: Fact, letters: tuple[Any, ...] = ()) -> Context:
    """A context of the letters in use and the facts."""
    return Context.of(letters or tuple(LETTERS.values()), facts)


def question(left: Any, right: Any, *facts: Fact) -> Context:
    """A context of exactly the letters that occur."""
    used = t.free_symbols(left) | t.free_symbols(right)
    for fact in facts:
        used = used.union(*map(t.free_symbols, fact.args))
    letters = [symbol for symbol in LETTERS.values() if symbol in used]
    return Context.of(letters, facts)
