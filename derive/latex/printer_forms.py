r"""How the rarer operations are printed: functions, sums over an index, cases, blocks, statements.

Each function takes `show`, which prints the argument at an index with the tightness that is needed,
and the node; it returns the text and how tightly that binds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

import sympy

from derive.algebra import term as t
from derive.algebra.indices import is_delta
from derive.algebra.term import Term
from derive.errors import DeriveError

__all__ = ["ATOM", "FORMS", "FOR_EVERY", "POWER", "PRODUCT", "SUM", "TIGHT", "Show", "sizeless"]

SUM, PRODUCT, TIGHT, POWER, ATOM = range(1, 6)
FOR_EVERY = r"\quad \text{for every} \quad"

WORDS: Mapping[str, str] = MappingProxyType(
    {
        name: rf"\{name}"
        for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min")
    }
    | {
        "maximum": r"\max",
        "minimum": r"\min",
        "logistic": r"\operatorname{logistic}",
        "relu": r"\operatorname{ReLU}",
    }
)
RELATIONS: Mapping[str, str] = MappingProxyType({"<": "<", "<=": r"\le", "=": "=", "!=": r"\neq"})


class Show(Protocol):
    """Prints what stands at a path of indices, in parentheses if it binds less than `least`."""

    def __call__(self, *path: int, least: int = SUM, sized: bool = True) -> str: ...


FUNCTIONS = (
    *(t.Logistic, t.ReLU, t.Maximum, t.Minimum, sympy.exp, sympy.log, sympy.sin, sympy.cos),
    *(sympy.tan, sympy.tanh, sympy.sinh, sympy.cosh, sympy.sign),
)
Form = Callable[[Show, Term], tuple[str, int]]


def _function(show: Show, term: Term) -> tuple[str, int]:
    """A function and all its arguments."""
    name = type(term).__name__.lower()
    word = WORDS.get(name, rf"\operatorname{{{name}}}")
    return f"{word}({', '.join(show(index) for index in range(len(term.args)))})", POWER


STEPS: Mapping[str, str] = MappingProxyType(
    {"positive": "> 0", "nonnegative": r"\ge 0", "zero": "= 0", "nonzero": r"\neq 0"}
)


def _named_function(show: Show, term: Term) -> tuple[str, int]:
    """A function of a matrix; its name is the second argument."""
    name = term.args[1].name
    if name in STEPS:
        return rf"\mathbf{{1}}[{show(0)} {STEPS[name]}]", ATOM
    return f"{WORDS.get(name, rf'{chr(92)}operatorname{{{name}}}')}({show(0)})", POWER


def _gaussian(show: Show, term: Term) -> tuple[str, int]:
    x = show(0)
    return rf"\mathcal{{N}}({x} \mid {show(1, sized=False)}, {show(2, sized=False)})", POWER


def _absolute(show: Show, term: Term) -> tuple[str, int]:
    return rf"\lvert {show(0)} \rvert", ATOM


def _sum_over(show: Show, term: Term) -> tuple[str, int]:
    """The summand is the product that follows; a sum or a sign stands in parentheses."""
    summand = show(0, least=PRODUCT)
    if summand.startswith("-"):
        summand = f"({summand})"
    sign = r"\prod" if isinstance(term, t.IndexProduct) else r"\sum"
    return rf"{sign}_{{{show(1)}={show(2)}}}^{{{show(3)}}} {summand}", PRODUCT


def _limit(show: Show, term: Term) -> tuple[str, int]:
    """The body is the product that follows; a sum or a sign stands in parentheses."""
    body = show(0, least=PRODUCT)
    if body.startswith("-"):
        body = f"({body})"
    return rf"\lim_{{{show(1)} \to {show(2, least=_point(term))}{_side_of(term)}}} {body}", PRODUCT


def _point(limit: Term) -> int:
    """How tightly the point must bind: a number stands without parentheses."""
    return SUM if isinstance(limit.args[2], sympy.Rational) else ATOM


def _side_of(limit: Term) -> str:
    """The mark of the side from which the variable of a limit comes, its last argument."""
    return {1: "^{+}", -1: "^{-}", 0: ""}[int(limit.args[-1])]


def _asymptotic(show: Show, term: Term) -> tuple[str, int]:
    of, like, variable, point = (show(index, sized=False) for index in range(4))
    return rf"{of} \sim {like} \quad ({variable} \to {point}{_side_of(term)})", SUM


def _for_all(show: Show, term: Term) -> tuple[str, int]:
    return rf"{show(1, sized=False)} {FOR_EVERY} {show(0, sized=False)}", SUM


def _system(show: Show, term: Term) -> tuple[str, int]:
    return r", \quad ".join(show(index, sized=False) for index in range(len(term.args))), SUM


def _infinity(show: Show, term: Term) -> tuple[str, int]:
    return r"\infty", ATOM


def _comparison(term: Term, left: str, right: str) -> str:
    """A comparison with its number on the right: `x > 0`."""
    sign = term.args[1].name
    if t.is_number(term.args[0]) and sign in ("<", "<="):
        return f"{right} {'>' if sign == '<' else chr(92) + 'ge'} {left}"
    return f"{left} {RELATIONS[sign]} {right}"


def _indicator(show: Show, term: Term) -> tuple[str, int]:
    if is_delta(term):
        left, right = show(0), show(2)
        separator = " " if len(left) == len(right) == 1 else ", "
        return rf"\delta_{{{left}{separator}{right}}}", ATOM
    return rf"\mathbf{{1}}[{_comparison(term, show(0), show(2))}]", ATOM


def _condition(show: Show, term: Term, index: int) -> str:
    """A comparison as it stands in cases; those that share a side make a chain: `0 < x < 1`."""
    parts = t.factors(term.args[index])
    if len(parts) == 1:
        return show(index).removeprefix(r"\mathbf{1}[").removesuffix("]")
    if not all(isinstance(part, t.Indicator) for part in parts):
        raise DeriveError("a condition that is no chain of comparisons is not printed")
    if any(left.args[2] != right.args[0] for left, right in pairwise(parts)):
        raise DeriveError("comparisons that share no side are not printed as one condition")
    text = show(index, 0, 0)
    for place, part in enumerate(parts):
        text += f" {RELATIONS[part.args[1].name]} {show(index, place, 2)}"
    return text


def _cases(show: Show, term: Term) -> tuple[str, int]:
    """A row for each case; the last one says `otherwise` if it has no condition."""
    rows = []
    for index in range(0, len(term.args), 2):
        last = index + 1 == len(term.args)
        said = r"\text{otherwise}" if last else rf"\text{{if }} {_condition(show, term, index + 1)}"
        rows.append(f"{show(index)} & {said}")
    return rf"\begin{{cases}} {f' {chr(92) * 2} '.join(rows)} \end{{cases}}", ATOM


def _block(show: Show, term: Term) -> tuple[str, int]:
    """Rows of blocks; I and 0 say their size where no other block of the row or column does."""
    rows = t.block_rows(term)
    width = len(rows[0])
    by_column = [any(not sizeless(row[j]) for row in rows) for j in range(width)]
    lines = []
    for i, row in enumerate(rows):
        by_row = any(
            not sizeless(cell) or (by_column[j] and isinstance(cell, t.Identity))
            for j, cell in enumerate(row)
        )
        fixed = [
            by_row or by_column[j] if isinstance(cell, t.Identity) else by_row and by_column[j]
            for j, cell in enumerate(row)
        ]
        cells = (show(1 + i * width + j, sized=not fixed[j]) for j in range(width))
        lines.append(" & ".join(cells))
    return rf"\begin{{bmatrix}} {f' {chr(92) * 2} '.join(lines)} \end{{bmatrix}}", ATOM


def sizeless(term: Term) -> bool:
    """Whether only the sizes written on I and 0 say what shape the term has."""
    if isinstance(term, t.Identity | t.ZeroMatrix | t.OneMatrix | t.UnitVector):
        return True
    if isinstance(term, t.MatMul):
        return all(sizeless(factor) for factor in term.args if t.is_matrix(factor))
    if isinstance(term, t.MatAdd | t.Transpose | t.Inverse | t.PseudoInverse | t.MatPow):
        return all(sizeless(part) for part in term.args if t.is_matrix(part))
    return False


def _e(show: Show, term: Term) -> tuple[str, int]:
    return "e", ATOM


def _pi(show: Show, term: Term) -> tuple[str, int]:
    return r"\pi", ATOM


FORMS: Mapping[type, Form] = MappingProxyType(
    {
        t.Elementwise: _named_function,
        t.MatrixFunction: _named_function,
        t.IndexSum: _sum_over,
        t.MatrixSum: _sum_over,
        t.Limit: _limit,
        t.MatrixLimit: _limit,
        type(sympy.oo): _infinity,
        t.IndexProduct: _sum_over,
        t.Indicator: _indicator,
        t.Cases: _cases,
        t.BlockMatrix: _block,
        sympy.Abs: _absolute,
        t.GaussianDensity: _gaussian,
        type(sympy.E): _e,
        type(sympy.pi): _pi,
        t.Asymptotic: _asymptotic,
        t.ForAll: _for_all,
        t.System: _system,
        **dict.fromkeys(FUNCTIONS, _function),
    }
)
