"""Identities of some sizes: thresholds, least sizes, and identities that hold below a number."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from random import Random

import numpy as np

from tests.attack.cases import Case, dressed

__all__ = ["sizes"]


def sizes(random: Random) -> Iterator[Case]:
    """One round of every form, with new numbers."""
    yield from (dressed(case, random) for case in _thresholds(random))
    yield from (dressed(case, random, shape) for case, shape in _identities(random))
    yield from (dressed(case, random) for case in _least())
    yield from (dressed(case, random, ["n", "n"]) for case in _hats())


def _gram(*widths: int) -> bool:
    """Whether the Gram determinant of so many columns is not zero at the size that they have."""
    total = sum(widths)
    return bool(np.linalg.det(np.eye(total).T @ np.eye(total)) != 0)


def _thresholds(random: Random) -> Iterator[Case]:
    k, j = random.randint(2, 5), random.randint(1, 3)
    one = {"X": ["n", k]}
    yield Case("Gram", one, [], r"\det(X^T X)", "0", lambda: _gram(k))
    two = {"X": ["n", k], "Y": ["n", j]}
    stacked = r"\begin{bmatrix} X & Y \end{bmatrix}"
    gram = rf"\det({stacked}^T {stacked})"
    yield Case("stacked Gram", two, [], gram, "0", lambda: _gram(k, j))
    yield Case("Sylvester", one, [], r"\det(I + X^T X)", r"\det(I + X X^T)")
    outer = r"\det(x x^T) \det(y y^T)"
    columns = {"x": ["n", 1], "y": ["m", 1]}
    yield Case("both least", columns, [], outer, "0", lambda: 1 * 1 != 0)
    a, b = random.sample(range(1, 40), 2)
    size = {"A": ["n", "n"]}
    hidden = rf"(n - {a})(n - {b}) \operatorname{{tr}} A"
    yield Case("two sizes", size, [], hidden, "0", lambda: (41 - a) * (41 - b) != 0)
    out = rf"n^2 \operatorname{{tr}} A - {a + b} n \operatorname{{tr}} A + {a * b} \operatorname{{tr}} A"
    yield Case("multiplied out", size, [], hidden, out)
    yield Case(
        "parity", size, [], r"\det(-A)", r"-\det(A)", lambda: np.linalg.det(-np.eye(2)) != -1
    )
    yield Case("parity kept", size, [], r"\det(-A)", r"(-1)^n \det(A)")
    skew = ["skew_symmetric(A)"]
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    yield Case("odd skew", size, skew, r"\det(A)", "0", lambda: bool(np.linalg.det(turn) != 0))


HAMILTON = r"A^2 - \operatorname{tr}(A) A + \frac{1}{2} (\operatorname{tr}(A)^2 - \operatorname{tr}(A^2)) I"


def _hamilton(size: int) -> bool:
    a = np.diag(np.arange(1.0, size + 1))
    t = np.trace
    return bool((a @ a - t(a) * a + (t(a) ** 2 - t(a @ a)) / 2 * np.eye(size)).any())


def _standard(letters: str) -> str:
    """The standard polynomial: the alternating sum of the products in every order."""
    terms = []
    for order in permutations(range(len(letters))):
        odd = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) % 2
        terms.append(("-" if odd else "+") + " ".join(letters[i] for i in order))
    return " ".join(terms).lstrip("+")


def _standard_differs(count: int, size: int) -> bool:
    random = np.random.default_rng(1)
    values = [random.integers(-3, 4, (size, size)) for _ in range(count)]
    total = np.zeros((size, size), dtype=int)
    for order in permutations(range(count)):
        odd = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) % 2
        made = np.eye(size, dtype=int)
        for i in order:
            made = made @ values[i]
        total += -made if odd else made
    return bool(total.any())


def _identities(random: Random) -> Iterator[tuple[Case, list[object]]]:
    wide: list[object] = ["n", "n"]
    yield Case("Cayley-Hamilton", {"A": wide}, [], HAMILTON, "0", lambda: _hamilton(3)), wide
    yield Case("Cayley-Hamilton at 2", {"A": [2, 2]}, [], HAMILTON, "0"), [2, 2]
    letters = "ABCD"[: random.choice((2, 4))]
    count = len(letters)
    least = count // 2
    standard = _standard(letters)
    symbols = dict.fromkeys(letters, wide)
    differs = Case(
        "standard", symbols, [], standard, "0", lambda: _standard_differs(count, least + 1)
    )
    yield differs, wide
    if count == 4:
        small = {letter: [2, 2] for letter in letters}
        yield Case("standard at 2", small, [], standard, "0"), [2, 2]
    turn = r"Q^2 - \operatorname{tr}(Q) Q + \operatorname{tr}(Q) I"
    special = ["orthogonal(Q)", r"\det(Q) = 1"]

    def palindrome() -> bool:
        q = -np.eye(4)
        return bool((q @ q - np.trace(q) * q + np.trace(q) * np.eye(4) != q.T).any())

    yield Case("palindrome", {"Q": wide}, special, turn, "Q^T", palindrome), wide
    yield Case("palindrome at 3", {"Q": [3, 3]}, special, turn, "Q^T"), [3, 3]


def _least() -> Iterator[Case]:
    """What holds at size 1."""
    two = {"A": ["n", "n"], "B": ["n", "n"]}
    a, b = np.diag([1.0, 2.0]), np.diag([3.0, 5.0])
    det, trace = np.linalg.det, np.trace
    split = r"\det A + \det B"
    yield Case("det of sum", two, [], r"\det(A + B)", split, lambda: det(a + b) != det(a) + det(b))
    parts = r"\operatorname{tr}(A) \operatorname{tr}(B)"
    false = lambda: bool(trace(a @ b) != trace(a) * trace(b))  # noqa: E731 -- a witness
    yield Case("trace of product", two, [], r"\operatorname{tr}(A B)", parts, false)
    yield Case("cycle", two, [], r"\operatorname{tr}(A B)", r"\operatorname{tr}(B A)")
    size = {"x": ["n", 1]}
    yield Case("least size", size, [], "1", r"\frac{n - 1}{n - 1}", lambda: 1 - 1 == 0)
    yield Case("above the least", size, ["n > 1"], "1", r"\frac{n - 1}{n - 1}")
    outer = r"\operatorname{tr}(x x^T)^2"
    yield Case("norm", size, [], outer, "(x^T x)^2")


def _hats() -> Iterator[Case]:
    x = np.array([[1.0], [0.0]])
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    full = ["full_column_rank(X)"]
    symbols = {"X": ["n", "d"], "Y": ["n", "d"]}
    text = "X (X^T X)^{-1} X^T"
    yield Case("hat", symbols, full, text, "I", lambda: bool((hat != np.eye(2)).any()))
    yield Case("hat squared", symbols, full, f"{text} {text}", text)
    stacked = r"\begin{bmatrix} X & Y \end{bmatrix}"
    both = [f"full_column_rank({stacked})"]
    blocks = f"{stacked} ({stacked}^T {stacked})^{{-1}} {stacked}^T"
    three = np.eye(3)[:, :2]
    wide = three @ three.T
    yield Case("hat of blocks", symbols, both, blocks, "I", lambda: bool((wide != np.eye(3)).any()))
