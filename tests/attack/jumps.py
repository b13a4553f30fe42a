"""Ranks, pseudo-inverses, corners and steps that jump where nobody looks."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np

from tests.attack.cases import Case, dressed

__all__ = ["jumps"]


def jumps(random: Random) -> Iterator[Case]:
    """One round of every form, with new numbers."""
    yield from (dressed(case, random) for case in _ranks(random))
    yield from (dressed(case, random) for case in _corners(random))
    yield from (dressed(case, random, ["n", "n"]) for case in _pseudo_inverses())


def _ranks(random: Random) -> Iterator[Case]:
    c, d = random.sample(range(1, 60), 2)
    square = {"A": ["n", "n"], "B": ["n", "n"]}
    shifted, other = f"(A - {c} I)", f"(A - {d} I)"
    rank = np.linalg.matrix_rank
    zero = np.zeros((2, 2))
    yield Case("root", square, [], rf"\operatorname{{rank}}{shifted}", "n", lambda: rank(zero) != 2)
    product = rf"\operatorname{{rank}}({shifted}{other})"
    yield Case("two roots", square, [], product, "n", lambda: rank(zero) != 2)
    inside = rf"\det{shifted} (n - \operatorname{{rank}}({shifted}{other}))"
    yield Case("beside a root", square, [], inside, "0", lambda: (d - c) * (1 - 0) != 0)
    turned = rf"\operatorname{{rank}}(A^T - {c} I)"
    yield Case("transposed", square, [], rf"\operatorname{{rank}}{shifted}", turned)
    both = r"\operatorname{rank}(A) + \operatorname{rank}(B)"
    sum_ = r"\operatorname{rank}(A + B)"
    yield Case("sum", square, [], both, sum_, lambda: rank(np.eye(2) * 2) != 4)
    yield Case("sum in turn", square, [], both, r"\operatorname{rank}(B) + \operatorname{rank}(A)")
    thin = {"X": ["n", random.randint(2, 5)]}
    yield Case(
        "full", thin, [], r"\operatorname{rank}(X)", str(thin["X"][1]), lambda: rank(zero) != 2
    )
    yield Case("Gram", thin, [], r"\operatorname{rank}(X^T X)", r"\operatorname{rank}(X)")


def _corners(random: Random) -> Iterator[Case]:
    far = random.randint(2, 9) * 10 ** random.randint(1, 14)
    scalars: dict[str, object] = {"x": "scalar", "a": "scalar", "b": "scalar", "c": "scalar"}
    root = rf"\sqrt{{(x - {far})^2}}"
    yield Case("far corner", scalars, [], f"{far} - x", root, lambda: abs(1) != -1)
    yield Case("far absolute value", scalars, [], rf"|x - {far}|", root)
    yield Case(
        "far maximum",
        scalars,
        [],
        "x",
        rf"\max(x, -{far})",
        lambda: max(-far - 1, -far) != -far - 1,
    )
    yield Case("maximum in turn", scalars, [], rf"\max(x, -{far})", rf"\max(-{far}, x)")
    chain = r"\mathbf 1[a > b] \mathbf 1[b > c]"
    yield Case("chain", scalars, [], chain, "0", lambda: (3 > 2) and (2 > 1))
    yield Case("step", scalars, [], rf"\mathbf 1[x > {far}]", "0", lambda: far + 1 > far)
    yield Case("circle", scalars, [], chain, r"\mathbf 1[b > c] \mathbf 1[a > b]")
    small = rf"\max(x - {far}, 0) \max({far + 1} - x, 0)"
    yield Case("narrow", scalars, [], small, "0", lambda: 0.5 * 0.5 != 0)


def _pseudo_inverses() -> Iterator[Case]:
    square = {"A": ["n", "n"], "B": ["n", "n"]}
    a, b = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[1.0, 1.0], [0.0, 1.0]])
    pinv = np.linalg.pinv
    singular = lambda: bool((a @ pinv(a) != np.eye(2)).any())  # noqa: E731 -- a witness
    yield Case("projector", square, [], "A A^+", "I", singular)
    yield Case("Penrose", square, [], "A A^+ A", "A")
    order = lambda: not np.allclose(pinv(a @ b), pinv(b) @ pinv(a))  # noqa: E731 -- a witness
    yield Case("reverse order", square, [], "(A B)^+", "B^+ A^+", order)
    yield Case("transposed", square, [], "(A^T)^+", "(A^+)^T")
    yield Case("regular", square, [], "A^+", "A^{-1}", lambda: np.linalg.det(a) == 0)
