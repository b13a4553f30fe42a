"""When an equality holds at every size: shown by words, or compared on models that may say so.

Words decide formulas in letters, inverses and entries at all sizes at once.  Models try some sizes
only.  They are taken at their word where nothing in the question lets two formulas agree on all
models that are drawn and differ elsewhere: no assumed equation that draws a special set of values,
and no function that jumps or depends on ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import sympy
from sympy import Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.contractions import equal_in_entries
from derive.algebra.dependence import written_below
from derive.algebra.domains import defined_near, defined_wherever
from derive.algebra.facts import ask, equations_in
from derive.algebra.index_ranges import inside
from derive.algebra.lengths import counts
from derive.algebra.needs import is_nonnegative
from derive.algebra.normal_form import equal_modulo
from derive.algebra.normal_words import definitions, equal_by_equations, equations_of
from derive.algebra.term import Dim, Term
from derive.algebra.word_reading import Known
from derive.errors import LimitError

__all__ = ["NOT_COVERED", "always_defined", "models_decide", "shown"]

NOT_COVERED = "the two agree on all models tried; neither a proof nor a theorem covers all of them"
RANKED = (t.Rank, t.PseudoInverse)
UNSEEN = t.Cases
REPEATED = (t.IndexSum, t.MatrixSum, t.IndexProduct)


def shown(context: Context, left: Term, right: Term) -> bool:
    """Whether words show the two to be equal wherever both have values; False also if unknown."""
    try:
        equations = equations_in(context.facts)
        left, right = (written_below(equations, side) for side in (left, right))
    except LimitError:
        return False
    if equal_modulo(left, right):
        return True
    known = _Known(context)
    return equal_in_entries(left, right, known) or equal_by_equations(
        left, right, known, equations_of(context.facts)
    )


def always_defined(context: Context, formula: Term, other: Term) -> bool:
    """Whether the formula is seen to have a value wherever the other one has.

    Whether a limit exists is not seen; where it is the whole formula, models tell, if its inside is
    seen to have a value near the point.
    """
    equations = equations_of(context.facts)
    if isinstance(formula, t.LIMITS):
        near = inside(context, formula, (0,))
        return defined_near(formula, other, _Known(near), equations_of(near.facts))
    return defined_wherever(formula, other, _Known(context), equations)


def models_decide(context: Context, *formulas: Term) -> bool:
    """Whether agreement on models counts.

    No equation may constrain the values, and what jumps must do so where the strata of models look:
    ranks of words in one letter of symbolic sizes, determinants of square letters, and corners of
    one argument without constants of its own.  A sum is not cut off at some size, and the index of
    a product of symbolic length is no number.
    """
    known = _Known(context)
    parts = [part for formula in formulas for part in t.subterms(formula)]
    ranks = {letter for p in parts if isinstance(p, RANKED) for letter in t.free_symbols(p)}
    corners = {_up_to_sign(arg) for part in parts for arg in _corner(part)}
    return (
        not set(_constraints(context.facts))
        and not any(isinstance(part, UNSEEN) or _has_many(part) for part in parts)
        and all(_has_plain_bounds(part, known) for part in parts if isinstance(part, REPEATED))
        and all(map(_is_word, (p.args[0] for p in parts if isinstance(p, RANKED))))
        and len(ranks) <= 1
        and not any(isinstance(size, Integer) for letter in ranks for size in _sizes(letter))
        and all(_has_square_letters(p) for p in parts if isinstance(p, t.Determinant))
        and len(corners) <= 1
        and not any(_has_constant(arg) for part in parts for arg in _corner(part))
    )


def _has_plain_bounds(term: Term, known: Known) -> bool:
    """Whether a sum or product changes at no single size."""
    factor, index, first, last = term.args
    fixed = isinstance(first, Integer) and isinstance(last, Integer)
    if isinstance(term, t.IndexProduct) and not fixed and not _only_places(factor, index):
        return False
    return counts(first, last, known)


def _only_places(term: Term, index: Term) -> bool:
    """Whether an index only says which entries are meant."""
    if term == index:
        return False
    places = (0,) if isinstance(term, t.Entry) else () if t.is_leaf(term) else t.places(term)
    return all(_only_places(term.args[place], index) for place in places)


def _has_many(term: Term) -> bool:
    """Whether a term is the largest or smallest of more than two."""
    return isinstance(term, t.Maximum | t.Minimum) and len(term.args) > 2


def _sizes(letter: Term) -> tuple[Dim, ...]:
    return letter.shape if isinstance(letter, t.MatrixSymbol) else ()


def _corner(term: Term) -> tuple[Term, ...]:
    """What a function compares with zero, if it has a corner or a step there."""
    if isinstance(term, t.ReLU | sympy.Abs | sympy.sign):
        return term.args
    if isinstance(term, t.Elementwise) and term.args[1].name in ("abs", "relu", "sign"):
        return term.args[:1]
    if isinstance(term, t.Maximum | t.Minimum) and t.ZERO in term.args and len(term.args) == 2:
        return tuple(arg for arg in term.args if arg != 0)
    if isinstance(term, t.Indicator | t.Maximum | t.Minimum):
        return (term,)
    if not (isinstance(term, Pow) and isinstance(term.exp, Rational) and term.exp.q % 2 == 0):
        return ()
    base = term.base
    if (
        isinstance(base, Pow)
        and isinstance(base.exp, Integer)
        and not isinstance(base.base, t.Norm)
    ):
        return (base.base,)  # the root of an even power is an absolute value
    return () if is_nonnegative(base) else (base,)


def _up_to_sign(term: Term) -> frozenset[Term]:
    if isinstance(term, t.Indicator) and t.ZERO in term.args:
        [term] = [arg for arg in (term.args[0], term.args[2]) if arg != 0] or [term]
    return frozenset({term, t.neg(term)})


def _has_constant(term: Term) -> bool:
    """Whether a number other than 0, 1 and -1 stands in a term: a threshold models may not see."""
    return any(isinstance(part, Rational) and abs(part) > 1 for part in t.subterms(term))


def _is_word(term: Term) -> bool:
    """Whether a term is a product of letters, their transposes and pseudo-inverses in which no
    factor stands beside itself: of a power the rank depends on more than that of the letter."""
    factors = t.factors(term)
    if len(factors) > 1:
        alone = all(one != other for one, other in pairwise(factors))
        return alone and all(map(_is_word, filter(t.is_matrix, factors)))
    if isinstance(term, t.Transpose | t.PseudoInverse):
        return _is_word(term.args[0])
    return isinstance(term, t.MatrixSymbol)


def _has_square_letters(determinant: Term) -> bool:
    return all(
        isinstance(letter, t.MatrixSymbol) and letter.shape[0] == letter.shape[1]
        for letter in t.free_symbols(determinant)
        if t.is_matrix(letter)
    )


def _constraints(facts: Iterable[Fact]) -> Iterable[Fact]:
    """The assumptions that are neither definitions nor said of one letter alone."""
    defined = definitions(fact for fact in facts if fact.predicate == "=")
    for fact in facts:
        if fact.predicate == "=":
            if defined.get(fact.args[0]) != fact.args[1]:
                yield fact
        elif fact.predicate not in COMPARISONS and not t.is_leaf(fact.args[0]):
            yield fact


class _Known:
    """What follows from the assumptions of a context, each fact asked for once."""

    def __init__(self, context: Context) -> None:
        self._asked = lru_cache(maxsize=None)(lambda fact: ask(context, fact).value is True)

    def __call__(self, fact: Fact) -> bool:
        return self._asked(fact)
