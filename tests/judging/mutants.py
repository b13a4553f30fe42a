"""Wrong answers made from right ones, with their truth by numpy alone.

A formula is a tuple `(operation, operands...)` with its own printer and its own evaluator, so that
nothing of derive decides what is right.  Sizes that differ are drawn as numbers that differ, so a
shape error is numpy's, and then as small numbers that coincide.  Values are drawn generic, and with
every letter in turn zero, of low rank or a multiple of I where its assumptions allow that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

__all__ = ["LAWS", "QUESTIONS", "Question", "latex", "mutants", "pairs", "truth"]

Formula = tuple[Any, ...]
SIZES = ({"n": 5, "d": 3, "m": 4}, {"n": 3, "d": 5, "m": 4}, {"n": 4, "d": 3, "m": 6})
TALL = ({"n": 5, "d": 3, "m": 4}, {"n": 6, "d": 2, "m": 3}, {"n": 7, "d": 4, "m": 2})
# sizes that coincide: here a shape that does not fit says nothing of other sizes
SMALL = ({"n": 1, "d": 2, "m": 3}, {"n": 2, "d": 1, "m": 1}, {"n": 2, "d": 2, "m": 2})
SMALL_TALL = ({"n": 3, "d": 1, "m": 1}, {"n": 2, "d": 1, "m": 2}, {"n": 6, "d": 2, "m": 2})
SUMS_UP = ("add", "mul", "div", "T", "inv")
SCALAR_FUNCTIONS = ("log", "sqrt", "abs")
PREFIX = {"T": "^\\top", "inv": "^{-1}", "pinv": "^{+}"}
AROUND = {
    "tr": r"\operatorname{{tr}}({})",
    "det": r"\det({})",
    "had": r"(({}) \odot ({}))",
    "diag": r"\operatorname{{diag}}({})",
    "sq": r"\|{}\|_2^2",
    "div": r"\frac{{{}}}{{{}}}",
    "rank": r"\operatorname{{rank}}({})",
    "log": r"\log({})",
    "sqrt": r"\sqrt{{{}}}",
    "abs": r"|{}|",
    "exp": r"\exp({})",
}


@dataclass(frozen=True)
class Question:
    """A gold under assumptions, and other right answers."""

    name: str
    symbols: dict[str, Any]
    assume: list[str]
    right: list[Formula]
    sizes: tuple[dict[str, int], ...] = SIZES
    kinds: dict[str, str] = field(
        default_factory=dict
    )  # letter: pd, sym, inv, orth, full, positive


def mul(*factors: Any) -> Formula:
    return ("mul", *factors)


def add(*terms: Any) -> Formula:
    return ("add", *terms)


def neg(term: Any) -> Formula:
    return ("neg", term)


def T(term: Any) -> Formula:  # noqa: N802  # as it is written
    return ("T", term)


def inv(term: Any) -> Formula:
    return ("inv", term)


I, L, ONE = ("I",), "\\lambda", ("one",)  # noqa: E741  # the identity
X, Y, A, B, C, u, v, y, S, R, H, w = "X", "Y", "A", "B", "C", "u", "v", "y", "S", "R", "H", "w"


# -- printing ------------------------------------------------------------------------------------


def latex(f: Any, tight: bool = False) -> str:
    if isinstance(f, str):
        return f
    op, args = f[0], f[1:]
    if op == "I":
        return "I"
    if op == "num":
        return str(args[0])
    if op == "add":
        text = latex(args[0])
        for part in args[1:]:
            negative = isinstance(part, tuple) and part[0] == "neg"
            shown = latex(part[1] if negative else part, True)
            text += (" - " if negative else " + ") + shown
        return f"({text})" if tight else text
    if op == "neg":
        return f"(-{latex(args[0], True)})" if tight else f"-{latex(args[0], True)}"
    if op == "mul":
        first, *others = args
        return " ".join([latex(first, True), *map(_factor, others)])
    if op in PREFIX:
        inside = latex(args[0])
        single = isinstance(args[0], str) or args[0][0] in ("I",)
        return (inside if single else f"({inside})") + PREFIX[op]
    return AROUND[op].format(*map(latex, args))


def _factor(f: Any) -> str:
    """A factor that is not the first; a number that begins it stands in parentheses."""
    text = latex(f, True)
    return f"({text})" if text[0].isdigit() else text


# -- values --------------------------------------------------------------------------------------


def value(f: Any, at: dict[str, np.ndarray], want: int = 0) -> np.ndarray:
    """A matrix, of NaN where an inverse does not exist; a scalar is 1 x 1.

    ValueError for shapes that do not fit.
    """
    if isinstance(f, str):
        return at[f]
    op, args = f[0], f[1:]
    if op == "I":
        if not want:
            raise ValueError("a lone I")
        return np.eye(want)
    if op == "num":
        return np.array([[float(args[0])]])
    if op == "neg":
        return -value(args[0], at, want)
    if op == "T":
        return value(args[0], at, want).T
    if op == "add":
        return _added(args, at, want)
    if op == "mul":
        return _multiplied(args, at, want)
    if op == "inv":
        return _inverse(value(args[0], at, want))
    if op in ("rank", "exp", *SCALAR_FUNCTIONS):
        return _of_function(op, args, [value(arg, at, want) for arg in args])
    return _of_values(op, args, [value(arg, at, want) for arg in args])


def _of_values(op: str, args: Sequence[Any], inner: list[np.ndarray]) -> np.ndarray:
    """The value of an operation that takes every size from its arguments."""
    if op == "pinv":
        bad = not np.isfinite(inner[0]).all()
        return inner[0].T * np.nan if bad else np.linalg.pinv(inner[0], rcond=1e-9)
    if op in ("tr", "det"):
        _square(inner[0])
        if _is_scalar(args[0]):
            raise ValueError("a scalar")
        made = np.trace(inner[0]) if op == "tr" else np.linalg.det(inner[0])
        return np.array([[made]])
    if op == "had":
        if inner[0].shape != inner[1].shape:
            raise ValueError("shapes")
        return inner[0] * inner[1]
    if op == "diag":
        if inner[0].shape[1] != 1:
            raise ValueError("no column")
        return np.diag(inner[0].ravel())
    if op == "sq":
        largest = np.linalg.norm(inner[0], 2) if np.isfinite(inner[0]).all() else np.nan
        return np.array([[float(largest**2)]])  # of a matrix it is the spectral norm
    if op == "div":
        if inner[1].size != 1:
            raise ValueError("no scalar")
        return inner[0] * _inverse(inner[1])[0, 0]
    raise ValueError(op)


def _of_function(op: str, args: Sequence[Any], inner: list[np.ndarray]) -> np.ndarray:
    if op in SCALAR_FUNCTIONS:
        if not _is_scalar(args[0]):
            raise ValueError("no scalar")
        return _of_number(op, inner[0])
    if op == "rank":
        bad = not np.isfinite(inner[0]).all() or _is_scalar(args[0])
        return np.array([[np.nan if bad else float(np.linalg.matrix_rank(inner[0], tol=1e-7))]])
    _square(inner[0])
    return _exponential(inner[0])


def _of_number(op: str, x: np.ndarray) -> np.ndarray:
    """A function of a number; NaN where it has no value."""
    if op == "abs":
        return np.abs(x)
    if op == "log":
        return np.log(x) if (x > 0).all() else x * np.nan
    return np.sqrt(x) if (x >= 0).all() else x * np.nan


def _exponential(matrix: np.ndarray) -> np.ndarray:
    """exp of a square matrix, by its series at a small multiple and squarings."""
    if not np.isfinite(matrix).all() or np.abs(matrix).max() > 60:
        return matrix * np.nan
    small, term = matrix / 2**10, np.eye(len(matrix))
    total = term
    for k in range(1, 14):
        term = term @ small / k
        total = total + term
    for _ in range(10):
        total = total @ total
    return total


def _square(matrix: np.ndarray) -> None:
    if matrix.shape[0] != matrix.shape[1]:
        raise ValueError("not square")


def _inverse(matrix: np.ndarray) -> np.ndarray:
    _square(matrix)
    if not np.isfinite(matrix).all() or not matrix.any() or np.linalg.cond(matrix) > 1e9:
        return np.full(matrix.shape, np.nan)
    return np.linalg.inv(matrix)


def _is_scalar(f: Any) -> bool:
    """Whether a formula is a number by what it is made of: λ, a trace, a norm, a number."""
    if isinstance(f, str):
        return f == L
    if f[0] in ("num", "tr", "det", "sq", "rank", *SCALAR_FUNCTIONS):
        return True
    if f[0] in ("add", "mul", "neg", "inv", "T", "exp"):
        return all(map(_is_scalar, f[1:]))
    return f[0] == "div" and all(map(_is_scalar, f[1:]))


def _added(args: tuple[Any, ...], at: dict[str, np.ndarray], want: int) -> np.ndarray:
    """A sum; the I in it has the size of the others."""
    size, scalar = want, False
    for part in args:
        if not _has_bare_identity(part):
            found = value(part, at, want)
            size = found.shape[0]
    total = None
    for part in args:
        found = value(part, at, size)
        scalar = _is_scalar(part)
        if total is not None and (found.shape != total.shape or (scalar and total.size > 1)):
            raise ValueError("shapes")
        total = found if total is None else total + found
    assert total is not None
    return total


def _has_bare_identity(f: Any) -> bool:
    """Whether its size is only that of an I in it."""
    if isinstance(f, str):
        return False
    if f[0] == "I":
        return True
    if f[0] == "mul":
        matrices = [part for part in f[1:] if not _is_scalar(part)]
        return bool(matrices) and all(map(_has_bare_identity, matrices))
    return f[0] in ("neg", "T", "inv", "add") and all(map(_has_bare_identity, f[1:]))


def _multiplied(args: tuple[Any, ...], at: dict[str, np.ndarray], want: int) -> np.ndarray:
    number, matrix = 1.0, None
    for place, part in enumerate(args):
        if _is_scalar(part):
            number *= value(part, at)[0, 0]
            continue
        size = matrix.shape[1] if matrix is not None else _next_size(args[place + 1 :], at) or want
        found = value(part, at, size)
        if matrix is None:
            matrix = found
        elif matrix.shape[1] == found.shape[0]:
            matrix = matrix @ found
        elif matrix.size == 1 and found.shape[0] != 1:
            number, matrix = number * matrix[0, 0], found
        elif found.size == 1 and isinstance(part, tuple) and part[0] in SUMS_UP:
            number *= found[0, 0]
        else:
            raise ValueError("shapes")
    return number * matrix if matrix is not None else np.array([[number]])


def _next_size(args: tuple[Any, ...], at: dict[str, np.ndarray]) -> int:
    for part in args:
        if not _is_scalar(part) and not _has_bare_identity(part):
            return value(part, at).shape[0]
    return 0


# -- draws ---------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def draws(name: str) -> tuple[dict[str, np.ndarray], ...]:
    """Values of a question's letters: generic ones, then every letter in turn special."""
    question = next(q for q in (*QUESTIONS, *LAWS) if q.name == name)
    found = []
    for place, sizes in enumerate(question.sizes):
        rng = np.random.default_rng(place)
        found += [_drawn(question, sizes, rng, "") for _ in range(2)]
        for letter in question.symbols:
            found.append(_drawn(question, sizes, rng, letter))
            found.append(_drawn(question, sizes, rng, letter, low=True))
            found.append(_drawn(question, sizes, rng, letter) | _multiple(question, sizes, letter))
    return tuple(found)


@lru_cache(maxsize=64)
def small_draws(name: str) -> tuple[dict[str, np.ndarray], ...]:
    """Generic values where sizes are small or coincide."""
    question = next(q for q in (*QUESTIONS, *LAWS) if q.name == name)
    rng = np.random.default_rng(99)
    small = SMALL_TALL if question.sizes is TALL else SMALL
    return tuple(_drawn(question, sizes, rng, "") for sizes in small for _ in range(2))


def _multiple(q: Question, sizes: dict[str, int], letter: str) -> dict[str, np.ndarray]:
    """A multiple of I for a square letter: it commutes with all, its eigenvalues are repeated."""
    said = q.symbols[letter]
    rows, cols = (1, 1) if said == "scalar" else [sizes.get(str(size), 1) for size in said]
    fits = rows == cols > 1 and q.kinds.get(letter, "") != "orth"
    return {letter: 2.0 * np.eye(rows)} if fits else {}


def _drawn(
    q: Question, sizes: dict[str, int], rng: np.random.Generator, special: str, low: bool = False
) -> dict[str, np.ndarray]:
    at = {}
    for letter, said in q.symbols.items():
        rows, cols = (1, 1) if said == "scalar" else [sizes.get(str(s), 1) for s in said]
        kind = q.kinds.get(letter, "")
        a = rng.integers(-4, 5, (rows, cols)).astype(float) + rng.integers(1, 9, (rows, cols)) / 16
        if kind == "pd":
            a = a @ a.T + np.eye(rows)
        elif kind in ("sym", "psd"):
            a = a @ a.T if kind == "psd" else a + a.T
        elif kind == "orth":
            a = np.linalg.qr(a)[0]
        elif kind == "positive":
            a = np.abs(a) + 0.25
        elif kind in ("inv", "full"):
            a = a + 9 * np.eye(rows, cols)
        if letter == special and kind in ("", "sym", "psd"):
            a = a * 0 if not low else _of_low_rank(a, kind)
        at[letter] = a
    return at


def _of_low_rank(a: np.ndarray, kind: str) -> np.ndarray:
    column = np.round(a[:, :1]) + 1
    if kind:
        return column @ column.T
    return column @ (np.round(a[:1]) + 1) if min(a.shape) > 1 else -a


def truth(q: Question, gold: Formula, answer: Formula) -> str:
    """equivalent, different, shape_error, undefined; or unclear, where floats cannot tell."""
    pairs = []
    for at in draws(q.name):
        wanted = value(gold, at)
        try:
            found = value(answer, at)
        except ValueError:
            return "shape_error"
        if found.shape != wanted.shape:
            return "shape_error"
        pairs.append((_defined(wanted), _defined(found)))
    if all(found is None for _, found in pairs):
        return "undefined"
    for at in small_draws(q.name):
        try:
            pairs.append((_defined(value(gold, at)), _defined(value(answer, at))))
        except ValueError:
            continue
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    gaps = [np.abs(a - b).max() / (1 + np.abs(a).max() + np.abs(b).max()) for a, b in both]
    if any(gap > 1e-5 for gap in gaps):
        return "different"
    if any(gap > 1e-9 for gap in gaps) or not both:
        return "unclear"
    same = all((a is None) == (b is None) for a, b in pairs)
    return "equivalent" if same else "different"


def _defined(found: np.ndarray) -> np.ndarray | None:
    return None if np.isnan(found).any() else found


# -- mutations -----------------------------------------------------------------------------------


def mutants(q: Question, formula: Formula) -> Iterator[Formula]:
    """Every formula that differs in one respect."""
    yield from dict.fromkeys(_changed(q, formula))


def _changed(q: Question, f: Any) -> Iterator[Any]:
    if isinstance(f, str):
        others = [other for other in q.symbols if other not in (f, L)]
        changed = [*others, T(f), inv(f), neg(f)]
        yield from [mul(L, L), ("num", 1), neg(L), inv(L)] if f == L else changed
        return
    op, args = f[0], f[1:]
    if op in ("I", "num"):
        yield mul(("num", 2), f)
        yield neg(f)
        return
    if op in ("T", "inv", "neg", "pinv"):
        yield args[0]
    elif not _is_scalar(f):
        yield T(f)
        yield inv(f)
    yield mul(("num", 2), f)
    if op == "neg":
        yield mul(("num", 3), f)
    if op in ("mul", "add") and len(args) > 1:
        for i in range(len(args)):
            rest = args[:i] + args[i + 1 :]
            yield rest[0] if len(rest) == 1 else (op, *rest)
            if op == "add":
                yield (op, *args[:i], neg(args[i]), *args[i + 1 :])
            else:
                yield (op, *args[: i + 1], args[i], *args[i + 1 :])
        for i in range(len(args) - 1):
            yield (op, *args[:i], args[i + 1], args[i], *args[i + 2 :])
        yield (op, *args[::-1])
    for i, arg in enumerate(args):
        for other in _changed(q, arg):
            yield (op, *args[:i], other, *args[i + 1 :])


# -- questions -----------------------------------------------------------------------------------

_SQUARE = {A: ["n", "n"], B: ["n", "n"]}
_POSITIVE = "\\lambda > 0"
_XTX, _XXT = mul(T(X), X), mul(X, T(X))
QUESTIONS = (
    Question("ridge", {X: ["n", "d"], y: ["n", 1], L: "scalar"}, [_POSITIVE],
             [mul(inv(add(_XTX, mul(L, I))), T(X), y), mul(T(X), inv(add(_XXT, mul(L, I))), y)],
             kinds={L: "positive"}),
    Question("least_squares", {X: ["n", "d"], y: ["n", 1]}, ["full_column_rank(X)", "n > d"],
             [mul(inv(_XTX), T(X), y), mul(("pinv", X), y)], TALL, {X: "full"}),
    Question("weighted", {X: ["n", "d"], y: ["n", 1], S: ["n", "n"]},
             ["full_column_rank(X)", "n > d", "positive_definite(S)"],
             [mul(inv(mul(T(X), S, X)), T(X), S, y)], TALL, {X: "full", S: "pd"}),
    Question("woodbury", {A: ["n", "n"], X: ["n", "d"], C: ["d", "d"]},
             ["positive_definite(A)", "positive_definite(C)"],
             [inv(add(A, mul(X, C, T(X)))),
              add(inv(A), neg(mul(inv(A), X, inv(add(inv(C), mul(T(X), inv(A), X))), T(X), inv(A))))],
             kinds={A: "pd", C: "pd"}),
    Question("sherman", {A: ["n", "n"], u: ["n", 1]}, ["positive_definite(A)"],
             [inv(add(A, mul(u, T(u)))),
              add(inv(A), neg(("div", mul(inv(A), u, T(u), inv(A)), add(("num", 1), mul(T(u), inv(A), u)))))],
             kinds={A: "pd"}),
    Question("kalman", {S: ["n", "n"], H: ["m", "n"], R: ["m", "m"]},
             ["positive_definite(S)", "positive_definite(R)"],
             [mul(S, T(H), inv(add(mul(H, S, T(H)), R))),
              mul(inv(add(inv(S), mul(T(H), inv(R), H))), T(H), inv(R))], kinds={S: "pd", R: "pd"}),
    Question("lyapunov", {A: ["n", "n"], S: ["n", "n"], R: ["n", "n"]}, ["symmetric(S)"],
             [add(mul(T(A), S), mul(S, A), R)], kinds={S: "sym"}),
    Question("products", {A: ["n", "n"], B: ["n", "n"], C: ["n", "n"]},
             ["invertible(A)", "invertible(B)", "invertible(C)"],
             [inv(mul(A, B, C)), mul(inv(C), inv(B), inv(A))], kinds={A: "inv", B: "inv", C: "inv"}),
    Question("quadratic", {A: ["n", "n"], u: ["n", 1], v: ["n", 1]}, [],
             [add(mul(T(u), A, v), mul(T(v), A, u)), mul(T(u), add(A, T(A)), v)]),
    Question("gradient", {X: ["n", "d"], w: ["d", 1], y: ["n", 1], L: "scalar"}, [_POSITIVE],
             [add(mul(("num", 2), T(X), add(mul(X, w), neg(y))), mul(("num", 2), L, w))],
             kinds={L: "positive"}),
    Question("loss", {X: ["n", "d"], w: ["d", 1], y: ["n", 1]}, [],
             [("sq", add(mul(X, w), neg(y))),
              add(mul(T(w), T(X), X, w), neg(mul(("num", 2), T(y), X, w)), mul(T(y), y))]),
    Question("trace", {A: ["n", "d"], B: ["n", "d"], C: ["d", "d"]}, [],
             [("tr", mul(T(A), B, C)), ("tr", mul(B, C, T(A)))]),
    Question("determinant", {A: ["n", "n"], B: ["n", "n"]}, [],
             [("det", mul(A, B)), mul(("det", A), ("det", B))]),
    Question("hadamard", {A: ["m", "n"], u: ["m", 1], v: ["n", 1]}, [],
             [mul(("diag", u), A, ("diag", v)), ("had", A, mul(u, T(v)))]),
    Question("rotation", {A: ["n", "n"], B: ["n", "n"], u: ["n", 1]}, ["orthogonal(A)"],
             [mul(T(A), B, A, u), mul(inv(A), B, A, u)], kinds={A: "orth"}),
    Question("symmetric", {A: ["n", "n"], B: ["n", "n"], u: ["n", 1]}, ["symmetric(A)"],
             [add(mul(A, B, u), mul(T(B), A, u))], kinds={A: "sym"}),
    Question("projection", {X: ["n", "d"], y: ["n", 1]}, ["full_column_rank(X)", "n > d"],
             [add(y, neg(mul(X, inv(_XTX), T(X), y)))], TALL, {X: "full"}),
    Question("posterior", {H: ["m", "n"], S: ["n", "n"], L: "scalar"}, ["positive_definite(S)", _POSITIVE],
             [inv(add(inv(S), mul(inv(L), T(H), H))),
              add(S, neg(mul(S, T(H), inv(add(mul(H, S, T(H)), mul(L, I))), H, S)))],
             kinds={S: "pd", L: "positive"}),
)  # fmt: skip


# what words know of ranks, determinants, pseudo-inverses, exponentials, logarithms and roots
LAWS = (
    Question("ranks", {A: ["n", "n"], X: ["n", "d"]}, ["invertible(A)"],
             [("rank", mul(A, X)), ("rank", X), ("rank", _XTX), ("tr", mul(X, ("pinv", X)))], kinds={A: "inv"}),
    Question("pinvs", {X: ["n", "d"], Y: ["n", "d"]}, [],
             [("pinv", T(X)), T(("pinv", X)), mul(X, ("pinv", _XTX))]),
    Question("logdets", {S: ["n", "n"], B: ["n", "n"]}, ["positive_definite(S)"],
             [("log", ("det", S)), neg(("log", ("det", inv(S)))), ("div", ("log", ("det", mul(S, S))), ("num", 2))],
             kinds={S: "pd"}),
    Question("exponentials", {A: ["n", "n"], B: ["n", "n"], L: "scalar"}, [],
             [("exp", mul(L, A)), inv(("exp", neg(mul(L, A)))), T(("exp", mul(L, T(A))))]),
    Question("numbers", {L: "scalar", u: ["n", 1], v: ["n", 1]}, [],
             [("exp", add(L, ("sq", u))), mul(("exp", L), ("exp", ("sq", u)))]),
    Question("roots", {L: "scalar", u: ["n", 1], v: ["n", 1]}, [],
             [("sqrt", mul(L, L, ("sq", u))), mul(("abs", L), ("sqrt", ("sq", u)))]),
    Question("logs", {L: "scalar", u: ["n", 1], v: ["n", 1]}, [_POSITIVE],
             [("log", mul(L, L)), mul(("num", 2), ("log", L))], kinds={L: "positive"}),
    Question("changes", {A: ["n", "n"], u: ["n", 1], v: ["n", 1]}, ["invertible(A)"],
             [("det", add(A, mul(u, T(v)))), mul(("det", A), add(("num", 1), mul(T(v), inv(A), u)))],
             kinds={A: "inv"}),
    Question("sylvester", {A: ["n", "n"], X: ["n", "d"], L: "scalar"}, ["positive_definite(A)", _POSITIVE],
             [("det", add(A, mul(L, _XXT))), mul(("det", A), ("det", add(I, mul(L, T(X), inv(A), X))))],
             kinds={A: "pd", L: "positive"}),
)  # fmt: skip


def pairs(
    count: int, seed: int = 0, questions: Sequence[Question] = QUESTIONS
) -> Iterator[tuple[Question, Formula, Formula]]:
    """So many golds with a changed right answer each, by turns of the questions."""
    random = Random(seed)
    ways = {}
    for q in questions:
        single = [(g, m) for g in q.right[:1] for r in q.right for m in mutants(q, r)]
        random.shuffle(single)
        ways[q.name] = single
    for turn in range(count):
        q = questions[turn % len(questions)]
        single = ways[q.name]
        gold, mutant = single[turn // len(questions) % len(single)]
        if turn // len(questions) >= len(single):  # a second change
            again = list(mutants(q, mutant))
            mutant = again[random.randrange(len(again))]
        yield q, gold, mutant
