"""Functions with corners and steps: the formulas of each cell are compared, not their values.

The arguments of |·|, max, min, ReLU, sign, 1[·] and of even roots of even powers divide space into
cells.  A vector of signs is left out only where z3 proves it impossible under the assumptions, from
arguments that it finds different from zero somewhere.  On
each full-dimensional cell the branches are put in, and what remains must be equal as formulas;
that is enough for continuous functions, since the cells are dense.  For functions that jump the
cells with a zero sign count as well, and there the argument being zero is an equation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress, product
from typing import Any, TypeAlias

import sympy
from sympy import Integer, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.normal_words import equal_by_equations, equal_everywhere
from derive.algebra.term import Term
from derive.models.covers.theorem import NotCovered, Theorem
from derive.models.witnesses.scalar_points import RLIMIT, ScalarWriter, Untranslated

__all__ = ["by_cells", "has_cells"]

MAX_CELLS = 243
STATEMENT = "the formulas of all cells that are not impossible are equal"
_CORNERS = (t.ReLU, sympy.Abs, sympy.sign, t.Maximum, t.Minimum, t.Indicator)
_OF_ENTRIES = ("relu", "abs", "sign", "positive", "nonnegative")
_STEPS = ("sign", "positive", "nonnegative")
# what acts on each entry by itself
_ENTRYWISE = (t.MatAdd, t.HadamardProduct)

Known = Callable[[Fact], bool]
Signs: TypeAlias = tuple[int, ...]
Equal = Callable[[Term, Term], bool]


def has_cells(*terms: Term) -> bool:
    """Whether a function with a corner or step stands in one of the formulas."""
    return any(
        isinstance(part, _CORNERS)
        or (isinstance(part, t.Elementwise) and part.args[1].name in _OF_ENTRIES)
        or _even_root(part) is not None
        for term in terms
        for part in t.subterms(term)
    )


def by_cells(
    context: Context, left: Term, right: Term, known: Known, equal: Equal
) -> Theorem | None:
    """The theorem with its numbers if the formulas are equal on every cell; `equal` says of two
    formulas without corners that they are."""
    if not has_cells(left, right):
        return None
    try:
        sides = [_plain(side, entrywise=True) for side in (left, right)]
        gaps = _Gaps(known)
        for side in sides:
            gaps.collect(side)
        tried = _tried(gaps, context, _alike_on_cells(gaps, sides, known, equal))
    except NotCovered:
        return None
    if not tried:
        return None
    return Theorem("cells", {"corners": len(gaps.found), "cells": tried}, STATEMENT)


def _alike_on_cells(
    gaps: _Gaps, sides: Sequence[Term], known: Known, equal: Equal
) -> Callable[[Signs], bool]:
    """Whether the formulas of a cell are equal, with what is zero there as an equation."""

    @cache
    def alike(signs: Signs) -> bool:
        one, other = (gaps.branch(side, signs) for side in sides)
        if equal_everywhere(one, other, known) or equal(one, other):
            return True
        zeros = gaps.equations(signs, one, other)
        return bool(zeros) and equal_by_equations(one, other, known, zeros)

    return alike


def _tried(gaps: _Gaps, context: Context, alike: Callable[[Signs], bool]) -> int:
    """How many cells are not impossible, if the formulas of all of them are equal; else 0.

    Where the bounds of a continuous function are part of what is allowed, its points need not be
    limits of open cells: a zero argument may then be given either sign.
    """
    closed = any(fact.predicate == "<=" for fact in context.facts)
    if gaps.jumps:
        cells = list(_cells(gaps, context, (1, -1, 0), ("<", "<=")))
        return len(cells) if all(map(alike, cells)) else 0
    if closed:
        cells = list(_cells(gaps, context, (1, -1, 0), ("<", "<=")))
        return len(cells) if all(any(map(alike, _signed(cell))) for cell in cells) else 0
    cells = list(_cells(gaps, context, (1, -1), ("<",)))
    return len(cells) if all(map(alike, cells)) else 0


def _signed(cell: Signs) -> Iterator[Signs]:
    """The cells whose formulas have the same values at the points of one."""
    return product(*([sign] if sign else [1, -1] for sign in cell))


def _even_root(term: Term) -> Term | None:
    """q of (q^2k)^(1/2k); None for another term."""
    if not (isinstance(term, Pow) and isinstance(term.exp, Rational) and term.exp.q % 2 == 0):
        return None
    base = term.base
    if isinstance(base, Pow) and isinstance(base.exp, Integer) and base.exp == term.exp.q:
        return None if isinstance(base.base, t.Norm) else base.base
    return None


def _plain(term: Term, entrywise: bool) -> Term:
    """The formula with its extremes as rectifiers and its even roots as absolute values.

    Raises NotCovered for other roots, whose domain may have no interior, and for an elementwise
    corner below an operation that mixes entries.
    """
    if t.is_leaf(term):
        return term
    root = _even_root(term)
    if root is not None:
        value = t.function(sympy.Abs, _plain(root, False))
        return t.power(value, Integer(abs(term.args[1].p))) if term.args[1] > 0 else _refuse()
    if isinstance(term, Pow | t.MatPow) and not isinstance(term.args[1], Integer):
        return _refuse()
    if isinstance(term, (*t.BINDING, t.Cases)):
        return _refuse() if has_cells(term) else term
    if isinstance(term, t.Elementwise) and term.args[1].name in _OF_ENTRIES and not entrywise:
        return _refuse()
    inside = entrywise and (isinstance(term, _ENTRYWISE) or _is_multiple(term))
    args = list(term.args)
    for place in t.places(term):
        args[place] = _plain(args[place], inside)
    if isinstance(term, t.Maximum | t.Minimum):
        return _extreme(args, isinstance(term, t.Maximum))
    return t.rebuild(term, tuple(args))


def _refuse() -> Term:
    raise NotCovered


def _is_multiple(term: Term) -> bool:
    """Whether a term is a matrix times scalars."""
    factors = t.factors(term)
    return isinstance(term, t.MatMul) and sum(map(t.is_matrix, factors)) == 1


def _is_entrywise(term: Term) -> bool:
    """Whether each entry of a formula is made of the same entries of its letters."""
    if isinstance(term, _ENTRYWISE):
        return all(map(_is_entrywise, term.args))
    if _is_multiple(term):
        number, letter = t.factors(term)[0], t.factors(term)[-1]
        return len(t.factors(term)) == 2 and t.is_number(number) and _is_entrywise(letter)
    return t.is_matrix(term) and t.is_leaf(term)


def _extreme(args: Sequence[Term], largest: bool) -> Term:
    """max(a, b) = a + ReLU(b - a), min(a, b) = a - ReLU(a - b)."""
    total = args[0]
    for arg in args[1:]:
        if largest:
            total = t.add(total, t.relu(t.sub(arg, total)))
        else:
            total = t.sub(total, t.relu(t.sub(total, arg)))
    return total


@dataclass(slots=True)
class _Gaps:
    """The arguments whose signs make the cells, each once up to its sign."""

    known: Known
    found: list[Term]
    jumps: bool

    def __init__(self, known: Known) -> None:
        self.known, self.found, self.jumps = known, [], False

    def collect(self, term: Term) -> None:
        for part in t.subterms(term):
            gap = _gap(part)
            if gap is not None:
                if has_cells(gap):
                    raise NotCovered  # corners within corners
                self.jumps |= isinstance(part, t.Indicator | sympy.sign) or (
                    isinstance(part, t.Elementwise) and part.args[1].name in _STEPS
                )
                self.place(gap)

    def place(self, gap: Term) -> tuple[int, int]:
        """Which of the arguments it is, and with which sign."""
        for number, other in enumerate(self.found):
            if t.is_matrix(other) != t.is_matrix(gap):
                continue
            if equal_everywhere(gap, other, self.known):
                return number, 1
            if equal_everywhere(gap, t.neg(other), self.known):
                return number, -1
        self.found.append(gap)
        return len(self.found) - 1, 1

    def equations(self, signs: Sequence[int], *sides: Term) -> list[Fact]:
        """What is zero in a cell.  Of a matrix some entries are, which says that it is zero only
        where each entry of both sides hangs on its own entry alone."""
        entrywise = all(map(_is_entrywise, (*sides, *filter(t.is_matrix, self.found))))
        return [
            Fact("=", (gap, t.zeros(*gap.shape) if t.is_matrix(gap) else t.ZERO))
            for gap, sign in zip(self.found, signs, strict=True)
            if sign == 0 and (entrywise or not t.is_matrix(gap))
        ]

    def branch(self, term: Term, signs: Sequence[int]) -> Term:
        """The formula with the branches of a cell put in."""
        if t.is_leaf(term):
            return term
        gap = _gap(term)
        if gap is not None:
            number, turned = self.place(gap)
            return _branch(term, gap, signs[number] * turned)
        args = list(term.args)
        for place in t.places(term):
            args[place] = self.branch(args[place], signs)
        return t.rebuild(term, tuple(args))


def _gap(part: Term) -> Term | None:
    """What changes sign at the corner or step of a part."""
    entries = isinstance(part, t.Elementwise) and part.args[1].name in _OF_ENTRIES
    if entries or isinstance(part, t.ReLU | sympy.Abs | sympy.sign):
        gap: Term = part.args[0]
        return gap
    if isinstance(part, t.Indicator):
        if any(s.is_integer for arg in (part.args[0], part.args[2]) for s in arg.free_symbols):
            raise NotCovered
        return t.sub(part.args[2], part.args[0])
    return None


def _branch(part: Term, gap: Term, sign: int) -> Term:
    zero = t.zeros(*gap.shape) if t.is_matrix(gap) else t.ZERO
    if isinstance(part, t.Indicator):
        holds = {"<": sign > 0, "<=": sign >= 0, "=": sign == 0}.get(part.args[1].name, sign != 0)
        return Integer(int(holds))
    name = part.args[1].name if isinstance(part, t.Elementwise) else type(part).__name__.lower()
    if name in _STEPS:
        number = Integer({"sign": sign, "positive": sign > 0}.get(name, sign >= 0))
        return t.mul(number, t.ones(*gap.shape)) if t.is_matrix(gap) else number
    if sign == 0 or (name == "relu" and sign < 0):
        return zero
    return gap if sign > 0 else t.neg(gap)


def _cells(
    gaps: _Gaps, context: Context, values: Sequence[int], predicates: Sequence[str]
) -> Iterator[Signs]:
    """The sign vectors that z3 does not prove impossible under facts of these predicates."""
    if len(values) ** len(gaps.found) > MAX_CELLS:
        raise NotCovered
    given = [
        fact
        for fact in context.facts
        if fact.predicate in predicates and all(map(t.is_scalar, fact.args))
    ]
    possible = _judge(gaps.found, given, 0 not in values)
    for signs in product(values, repeat=len(gaps.found)):
        if possible(signs):
            yield signs


def _judge(
    gaps: Sequence[Term], facts: Sequence[Fact], dense: bool
) -> Callable[[Sequence[int]], bool]:
    """Whether a sign vector may be possible; always so where z3 cannot read the arguments.

    Where cells have to be dense, an argument that z3 finds zero everywhere excludes nothing.
    """
    letters = dict.fromkeys(
        part
        for term in (*gaps, *(arg for fact in facts for arg in fact.args))
        for part in t.subterms(term)
        if isinstance(part, Symbol)
    )
    if not all(map(t.is_scalar, gaps)) or any(s.is_integer for s in letters):
        return lambda signs: True
    # z3 costs a third of a second to import, which few questions need
    import z3

    writer = ScalarWriter(z3, tuple(letters))
    try:
        numbers = [writer.number(gap) for gap in gaps]
        given = [writer.relation(fact.predicate, *fact.args) for fact in facts]
    except Untranslated:
        return lambda signs: True

    def answer(*asked: Any) -> Any:
        solver = z3.Solver()
        solver.set("rlimit", RLIMIT // 10)
        solver.add(*given, *writer.meanings, *writer.needs, *asked)
        return solver.check()

    signed = [not dense or answer(number != 0) == z3.sat for number in numbers]

    def possible(signs: Sequence[int]) -> bool:
        pairs = compress(zip(numbers, signs, strict=True), signed)
        asked = (g > 0 if sign > 0 else g < 0 if sign < 0 else g == 0 for g, sign in pairs)
        return bool(answer(*asked) != z3.unsat)

    return possible
