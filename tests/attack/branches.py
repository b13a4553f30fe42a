"""Assumed equations with several branches: what holds on one of them only."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np

from tests.attack.cases import Case, dressed

__all__ = ["branches"]

SQUARE = {"A": ["n", "n"], "B": ["n", "n"]}
EYE = np.eye(2)
SHIFT = np.array([[0.0, 1.0], [0.0, 0.0]])


def branches(random: Random) -> Iterator[Case]:
    """One round of every form, with new numbers."""
    yield from (dressed(case, random) for case in _scalars(random))
    yield from (dressed(case, random, ["n", "n"]) for case in _matrices(random))
    yield from (dressed(case, random, ["n", 1]) for case in _vectors(random))
    yield from _finite(random)


def _scalars(random: Random) -> Iterator[Case]:
    p, q = random.sample(range(2, 30), 2)
    k = random.randint(2, 5)
    symbols = {"a": "scalar", "b": "scalar"}
    roots = [f"b^2 = {p + q} b - {p * q}"]
    yield Case("one root of two", symbols, roots, "b", str(p), lambda: q != p)
    yield Case("both roots", symbols, roots, f"(b - {p})(b - {q})", "0")
    factor = [f"a b = {p} b"]
    yield Case("zero factor", symbols, factor, f"b^{k}", "0", lambda: p * 1 == p and 1**k != 0)
    yield Case("cancelled factor", symbols, factor, f"a^{k}", str(p**k), lambda: 0**k != p**k)
    yield Case("kept factor", symbols, factor, f"a^{k} b", f"{p**k} b")
    powers = [f"a^{{{2 * k}}} = b^{{{2 * k}}}"]
    yield Case("even powers", symbols, powers, "a", "b", lambda: (-1) ** (2 * k) == 1)
    yield Case("even powers kept", symbols, powers, f"a^{{{4 * k}}}", f"b^{{{4 * k}}}")


def _matrices(random: Random) -> Iterator[Case]:
    k, c = random.randint(2, 4), random.randint(2, 20)
    commuting = ["A B = B A", "symmetric(B)", "invertible(B)"]
    yield Case("commuting", SQUARE, commuting, "A", "A^T", lambda: not (SHIFT == SHIFT.T).all())
    yield Case("commuting powers", SQUARE, commuting[:1], f"A B^{k}", f"B^{k} A")
    idempotent = ["A A = A"]
    yield Case(
        "identity only", SQUARE, idempotent, "A", "I", lambda: (np.diag([1, 0]) != EYE).any()
    )
    yield Case("zero only", SQUARE, idempotent, f"{c} A", "0", lambda: c * EYE.any() != 0)
    yield Case("idempotent powers", SQUARE, idempotent, f"A^{k}", "A")
    yield Case("complement", SQUARE, idempotent, "(I - A)(I - A)", "I - A")
    factor = {**SQUARE, "a": "scalar"}
    hidden = [f"symmetric((a - {c}) A)"]
    yield Case("hidden factor", factor, hidden, "A", "A^T", lambda: (SHIFT != SHIFT.T).any())
    yield Case("shown factor", factor, hidden, f"(a - {c}) A", f"(a - {c}) A^T")
    zero = ["A B = 0"]
    left, right = np.diag([1.0, 0.0]), np.array([[0.0, 0.0], [1.0, 0.0]])
    yield Case(
        "zero product", SQUARE, zero, "A", "0", lambda: left.any() and not (left @ right).any()
    )
    yield Case("turned product", SQUARE, zero, "B A", "0", lambda: (right @ left).any())
    yield Case("longer product", SQUARE, zero, "B A B A", "0")
    root = ["A A = I"]
    yield Case("one root", SQUARE, root, "A", "I", lambda: (-EYE != EYE).any())
    yield Case("its own inverse", SQUARE, root, f"A^{2 * k + 1}", "A")


def _vectors(random: Random) -> Iterator[Case]:
    k = random.randint(2, 5)
    symbols = {"A": ["n", "n"], "v": ["n", 1], "w": ["n", 1], r"\lambda": "scalar"}
    pair = [r"A v = \lambda v"]
    yield Case(
        "eigenvector", symbols, pair, r"A w", r"\lambda w", lambda: np.diag([1, 2])[1, 1] != 1
    )
    inverse = [*pair, "invertible(A)"]
    yield Case("inverse", symbols, inverse, "A^{-1} v", r"\lambda v", lambda: 1 / 2 != 2)
    yield Case("powers", symbols, pair, f"A^{k} v", rf"\lambda^{k} v")
    normal = {"X": ["m", "n"], "y": ["m", 1], "w": ["n", 1], "v": ["n", 1]}
    equations = ["X^T X w = X^T y"]
    yield Case("null space", normal, equations, "w", "X^+ y", lambda: True)
    yield Case("normal", normal, equations, "X^T (X w - y) + v", "v")


def _finite(random: Random) -> Iterator[Case]:
    count = random.randint(4, 9)
    letters = [f"b_{i}" for i in range(1, count + 1)]
    symbols: dict[str, object] = dict.fromkeys(letters, "scalar")
    binary = [f"binary({letter})" for letter in letters]
    yield Case(
        "all ones", symbols, binary, " ".join(letters), "0", lambda: np.prod([1] * count) != 0
    )
    yield Case("squares", symbols, binary, " ".join(f"{x}^2" for x in letters), " ".join(letters))
    count, size = random.randint(2, 5), random.randint(2, 4)
    turns = [f"U_{i}" for i in range(1, count + 1)]
    symbols = {letter: [size, size] for letter in turns}
    orthogonal = [f"orthogonal({letter})" for letter in turns]
    signs = " ".join(rf"(1 - \det({letter}))" for letter in turns)
    yield Case("reflections", symbols, orthogonal, signs, "0", lambda: (1 - -1) ** count != 0)
    squares = " ".join(rf"\det({letter})^2" for letter in turns)
    yield Case("squares of signs", symbols, orthogonal, squares, "1")
