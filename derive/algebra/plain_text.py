"""Terms as people type them, for messages: `X^T X`, `(A + B)^{-1}`, `tr(A)`.

The printer of `latex` is what formulas are printed by; this one serves rooms below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.term import Term

__all__ = ["plain"]

SUM, PRODUCT, POWER, ATOM = range(4)
_WORDS: Mapping[type, str] = MappingProxyType(
    {t.Trace: "tr", t.Determinant: "det", t.Rank: "rank", t.Vectorization: "vec"}
)
_INFIX: Mapping[type, str] = MappingProxyType(
    {t.HadamardProduct: " ⊙ ", t.KroneckerProduct: " ⊗ ", t.Equation: " = "}
)


def plain(term: Term) -> str:
    """The text of a term."""
    return _shown(term)[0]


def _at(level: int, term: Term) -> str:
    shown, own = _shown(term)
    return f"({shown})" if own < level else shown


def _shown(term: Term) -> tuple[str, int]:
    if isinstance(term, Symbol | t.MatrixSymbol):
        return str(term.name), ATOM
    if isinstance(term, Rational):
        return str(term), ATOM if isinstance(term, Integer) and term >= 0 else PRODUCT
    for kinds, show in _SPECIAL:
        if isinstance(term, kinds):
            return show(term)
    row = t.OPERATIONS.get(type(term))
    word = _WORDS.get(type(term)) or (
        type(term).__name__ if row is None or row.name == "apply" else row.name
    )
    return f"{word}({', '.join(map(plain, term.args))})", ATOM


def _sum(term: Term) -> tuple[str, int]:
    first, *rest = (_at(PRODUCT, arg) for arg in term.args)
    signed = (f" - {one[1:].lstrip()}" if one.startswith("-") else f" + {one}" for one in rest)
    return first + "".join(signed), SUM


def _product(term: Term) -> tuple[str, int]:
    first, *rest = term.args
    if first == -1 and rest:
        return f"-{' '.join(_at(POWER, arg) for arg in rest)}", PRODUCT
    return " ".join(_at(POWER, arg) for arg in term.args), PRODUCT


def _power(term: Term) -> tuple[str, int]:
    base, exponent = term.args
    return f"{_at(ATOM, base)}^{_raised(plain(exponent))}", POWER


def _raised(exponent: str) -> str:
    return exponent if len(exponent) == 1 else f"{{{exponent}}}"


def _entry(term: Term) -> tuple[str, int]:
    of, row, column = term.args
    places = plain(row) if column == 1 else f"{plain(row)},{plain(column)}"
    return f"{_at(ATOM, of)}_{_raised(places)}", ATOM


def _function(term: Term) -> tuple[str, int]:
    of, name = term.args
    return f"{name}({plain(of)})", ATOM


def _norm(term: Term) -> tuple[str, int]:
    below = "_F" if str(term.args[1]) == "F" else ""
    return f"‖{plain(term.args[0])}‖{below}", ATOM


def _infix(term: Term) -> tuple[str, int]:
    sign = next(sign for kind, sign in _INFIX.items() if isinstance(term, kind))
    return sign.join(_at(POWER, arg) for arg in term.args), SUM


def _blocks(term: Term) -> tuple[str, int]:
    rows = (" ".join(_at(POWER, block) for block in row) for row in t.block_rows(term))
    return f"[{'; '.join(rows)}]", ATOM


_SPECIAL: tuple[tuple[type | tuple[type, ...], Callable[[Term], tuple[str, int]]], ...] = (
    ((Add, t.MatAdd), _sum),
    ((Mul, t.MatMul), _product),
    ((Pow, t.MatPow), _power),
    (t.Inverse, lambda term: (f"{_at(ATOM, term.args[0])}^{{-1}}", POWER)),
    (t.Transpose, lambda term: (f"{_at(ATOM, term.args[0])}^T", POWER)),
    (t.PseudoInverse, lambda term: (f"{_at(ATOM, term.args[0])}^+", POWER)),
    (t.AsScalar, lambda term: _shown(term.args[0])),
    (t.Identity, lambda term: ("I", ATOM)),
    (t.ZeroMatrix, lambda term: ("0", ATOM)),
    (t.OneMatrix, lambda term: (r"\mathbf{1}", ATOM)),
    (t.UnitVector, lambda term: (f"e_{_raised(plain(term.args[0]))}", ATOM)),
    (t.Entry, _entry),
    (t.Norm, _norm),
    ((t.Elementwise, t.MatrixFunction), _function),
    (tuple(_INFIX), _infix),
    (t.BlockMatrix, _blocks),
)
