"""Answers that have no value where the gold has one: needs that cancel."""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt
from random import Random

import numpy as np

from tests.attack.cases import Case, dressed

__all__ = ["domains"]


def domains(random: Random) -> Iterator[Case]:
    """One round of every form, with new numbers."""
    yield from (dressed(case, random) for case in _scalars(random))
    yield from (dressed(case, random, ["n", "n"]) for case in _matrices(random))


def _scalars(random: Random) -> Iterator[Case]:
    symbols: dict[str, object] = {"p": "scalar", "q": "scalar", "r": "scalar", "w": ["n", 1]}
    k = random.randint(2, 40)
    lost = rf"p + \frac{{q}}{{r - {k}}} - \frac{{q}}{{r - {k}}}"
    yield Case("cancelled quotient", symbols, [], "p", lost, lambda: k - k == 0)
    yield Case("divisor known", symbols, [rf"r \neq {k}"], "p", lost)
    quotient = rf"\frac{{r^2 - {k}}}{{r^2 - {k}}}"
    yield Case("irrational zero", symbols, [], "1", quotient, lambda: k > 0)
    yield Case("no zero", symbols, [], "1", rf"\frac{{r^2 + {k}}}{{r^2 + {k}}}")
    log = rf"p + \log(r - {k}) - \log(r - {k})"
    yield Case("cancelled logarithm", symbols, [], "p", log, lambda: isqrt(k) ** 2 <= k)
    yield Case("logarithm known", symbols, [f"r > {k}"], "p", log)
    yield Case("root", symbols, [], "r", r"\sqrt{r}^2", lambda: -1 < 0)
    yield Case("root known", symbols, ["r > 0"], "r", r"\sqrt{r}^2")
    zero = np.zeros(2)
    norm = r"p \frac{w^T w}{w^T w}"
    yield Case("zero vector", symbols, [], "p", norm, lambda: zero @ zero == 0)
    yield Case("vector known", symbols, [r"w \neq 0"], "p", norm)
    sine = rf"\frac{{p (q - r)}}{{q - r}} + {k}"
    yield Case("equal letters", symbols, [], f"p + {k}", sine, lambda: 1 - 1 == 0)
    power = rf"r^{{{k}}} r^{{-{k}}}"
    yield Case("power", symbols, [], "1", power, lambda: 0**k == 0)


def _matrices(random: Random) -> Iterator[Case]:
    symbols = {"A": ["n", "n"], "B": ["n", "n"]}
    k = random.randint(1, 30)
    lost = f"B + (A - {k} I)^{{-1}} - (A - {k} I)^{{-1}}"
    eye = np.eye(2)
    yield Case(
        "cancelled inverse", symbols, [], "B", lost, lambda: np.linalg.det(k * eye - k * eye) == 0
    )
    yield Case("inverse known", symbols, [f"invertible(A - {k} I)"], "B", lost)
    turn = np.sqrt(k) * np.array([[0.0, 1.0], [-1.0, 0.0]])
    root = f"(A^2 + {k} I)^{{-1}} (A^2 + {k} I) B"
    yield Case("rotation", symbols, [], "B", root, lambda: np.allclose(turn @ turn + k * eye, 0))
    gram = f"(A^T A + {k} I)^{{-1}} (A^T A + {k} I) B"
    yield Case("definite", symbols, [], "B", gram)
    yield Case("singular", symbols, [], "B", "A^{-1} A B", lambda: np.linalg.det(0 * eye) == 0)
    product = Case("product", symbols, ["invertible(A)"], "A^{-1}", "B (A B)^{-1}", lambda: True)
    yield product
    yield Case(
        "product known", symbols, ["invertible(A)", "invertible(B)"], "A^{-1}", "B (A B)^{-1}"
    )
