"""Sums of monomials that are known to be combinations of equations, and how they are combined.

Nothing here is trusted: the kernel expands what comes of it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import TypeAlias

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.expansion import Expansion, Monomials, Spelling, add_multiple
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.proof.step import Cofactor

__all__ = ["Core", "Frame", "Tracked", "Uses", "add_uses", "cofactors", "letter_shape", "placed"]
__all__ += ["term_of", "turned"]


class Core(IntEnum):
    """What is made of left * difference * right: a word, a scalar, or its trace."""

    WORD = 0
    SCALAR = 1
    TRACE = 2


Use: TypeAlias = tuple[int, Spelling, Spelling, bool, Core]  # equation, left, right, transposed
Uses: TypeAlias = dict[Use, Monomials]  # with the coefficient of each


@dataclass(frozen=True, slots=True)
class Tracked:
    """A sum that is zero because it is a combination of equations; the shape is that of the sum."""

    total: Monomials
    uses: Uses
    shape: Shape


@dataclass(frozen=True, slots=True)
class Frame:
    """coefficient * left * _ * right, or the coefficient times the trace of that."""

    coefficient: Monomials
    left: Spelling = ()
    right: Spelling = ()
    core: Core = Core.WORD


def add_uses(total: Uses, more: Uses, times: Fraction | int = 1) -> None:
    """Add a multiple of a combination to another one, in place."""
    for use, coefficient in more.items():
        kept = total.setdefault(use, {})
        add_multiple(kept, coefficient, times)
        if not kept:
            del total[use]


def placed(expansion: Expansion, frame: Frame, of: Tracked) -> Tracked:
    """What a combination is in a frame."""
    size = expansion.of(_size(expansion, frame, of.shape)) if frame.core is Core.TRACE else {}

    def framed(inner: Monomials) -> Monomials:
        made = inner
        if frame.left:
            made = expansion.times({((), frame.left): Fraction(1)}, made)
        if frame.right:
            made = expansion.times(made, {((), frame.right): Fraction(1)})
        if frame.core is Core.TRACE:
            made = expansion.traced(made, size)
        return expansion.times(frame.coefficient, made)

    uses: Uses = {}
    for (equation, left, right, transposed, core), coefficient in of.uses.items():
        if core is Core.WORD:
            use = (equation, frame.left + left, right + frame.right, transposed, frame.core)
            add_uses(uses, {use: expansion.times(frame.coefficient, coefficient)})
        else:
            add_uses(uses, {(equation, left, right, transposed, core): framed(coefficient)})
    return Tracked(framed(of.total), uses, ())


def _size(expansion: Expansion, frame: Frame, shape: Shape) -> Term:
    return letter_shape(expansion, frame.left[0])[0] if frame.left else shape[0]


def letter_shape(expansion: Expansion, letter: int) -> Shape:
    """The shape of a letter or of its transpose."""
    rows, cols = shape_of(expansion.letters[letter // 2])
    return (cols, rows) if letter % 2 else (rows, cols)


def turned(expansion: Expansion, of: Tracked) -> Tracked:
    """The transpose of a combination."""
    uses: Uses = {}
    for (equation, left, right, transposed, core), coefficient in of.uses.items():
        if core is Core.WORD:
            ends = (expansion.reversed(right), expansion.reversed(left))
            add_uses(uses, {(equation, *ends, not transposed, core): coefficient})
        else:
            kept = expansion.transposed(coefficient)
            add_uses(uses, {(equation, left, right, transposed, core): kept})
    return Tracked(expansion.transposed(of.total), uses, of.shape[::-1])


# -- terms ----------------------------------------------------------------------------------------


def term_of(expansion: Expansion, total: Monomials, shape: Shape) -> Term:
    """A term with this expansion; a scalar for the shape () or 1 x 1."""
    scalar = not shape or shape == (t.ONE, t.ONE)
    if not total:
        return t.ZERO if scalar else t.zeros(*shape)
    summands = []
    for (scalars, word), c in sorted(total.items(), key=lambda item: item[0]):
        factors: list[Term] = [Rational(c.numerator, c.denominator)]
        factors += (
            t.power(_atom(expansion, atom), Integer(count)) if count > 1 else _atom(expansion, atom)
            for atom, count in scalars
        )
        factors += _letters(expansion, word)
        if not word and not scalar:
            factors.append(t.identity(shape[0]))
        summands.append(t.mul(*factors))
    return t.add(*summands)


def _letters(expansion: Expansion, word: Spelling) -> list[Term]:
    terms = ((expansion.letters[letter // 2], letter % 2) for letter in word)
    return [t.transpose(term) if transposed else term for term, transposed in terms]


def _product(expansion: Expansion, word: Spelling) -> Term:
    return t.mul(*_letters(expansion, word))


def _atom(expansion: Expansion, number: int) -> Term:
    kind, of = expansion.atoms[number]
    if isinstance(of, tuple):
        product = _product(expansion, of)
        return t.trace(product) if kind == "trace" else t.as_scalar(product)
    if isinstance(of, frozenset):
        return t.power(term_of(expansion, dict(of), ()), Integer(-1))
    assert isinstance(of, t.Term)
    return t.as_scalar(of)


def cofactors(expansion: Expansion, uses: Uses, shape: Shape) -> tuple[tuple[int, Cofactor], ...]:
    """The cofactors that a combination is made of, each with the number of its equation."""
    made: list[tuple[int, Cofactor]] = []
    for (equation, left, right, transposed, core), coefficient in uses.items():
        of = () if core is Core.WORD else shape
        before, after = (_product(expansion, word) if word else None for word in (left, right))
        scalar = term_of(expansion, coefficient, of)
        traced = core is Core.TRACE
        made.append((equation, Cofactor(equation, scalar, before, after, transposed, traced)))
    return tuple(made)
