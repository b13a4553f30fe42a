"""Optima as answers: is an objective a positive multiple of another, but for a constant?

If s g = c r f + d with positive s and r, a positive number c and a d in which the variable does not
occur, f and g order any two points alike, so that they have the same minimisers under one
constraint; for a negative c the minimisers of one are the maximisers of the other.  That the
difference is such a d is shown by words: it equals itself at the point 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sympy import Add, Integer, Mul, Pow, Rational, Symbol, exp, log

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.needs import is_positive
from derive.algebra.order import ordered
from derive.algebra.pattern import split
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.judging.all_sizes import AllSizes, all_sizes_of
from derive.judging.evidence import Grade, by_models, by_words, not_covered
from derive.judging.graded import SAME_OPTIMA, graded
from derive.judging.reading import undecided_letter
from derive.judging.varied import constraints
from derive.judging.verdict import Verdict
from derive.models.equivalence import models_of
from derive.models.optimum_comparison import free_of, same_optima
from derive.models.values.evaluate import Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals
from derive.models.values.grids import Unresolved
from derive.models.witnesses.optimum_points import moved_optimum

__all__ = ["judge_optimum"]


def scaled_objectives(context: Context, left: Term, right: Term) -> bool:
    """Whether words show that two optima over one variable have objectives that order any two
    points alike, or oppositely between a minimum and a maximum.

    Both must have values at every point: what is assumed of the variable is not used.
    """
    free = free_of(context, left.args[0])
    words = all_sizes_of(free)
    letters = ordered(t.free_symbols(left.args[0]))
    f, g = (_logarithm(side.args[1], letters, words) for side in (left, right))
    if not words.always_defined(g, f) or any(
        _needs_some_of(words, side, letters) for side in (f, g)
    ):
        return False
    scales = [_scale(side, letters, words) for side in (f, g)]
    first, second = t.mul(scales[1], f), t.mul(scales[0], g)
    origin: dict[Term, Term] = {letter: _zero(letter) for letter in letters}
    above = [t.sub(side, t.substitute(side, origin)) for side in (first, second)]
    ratio = next(_ratios(free, *above), None)
    wanted = 1 if type(left) is type(right) else -1
    if ratio is None or ratio * wanted <= 0:
        return False
    return words.shown(above[1], t.mul(ratio, above[0]))


def _logarithm(objective: Term, letters: Sequence[t.AnySymbol], words: AllSizes) -> Term:
    """The logarithm of a product of exponentials and normal densities, without what is constant,
    which has the same optima; any other objective as it is."""
    parts = [_exponent(factor, letters, words) for factor in t.factors(objective)]
    found = [part for part in parts if part is not None]
    return t.add(*found) if len(found) == len(parts) else objective


def _exponent(factor: Term, letters: Sequence[t.AnySymbol], words: AllSizes) -> Term | None:
    """The logarithm of a factor that has one at all points, but for a constant."""
    if isinstance(factor, exp):
        exponent: Term = factor.args[0]
        return exponent
    if not isinstance(factor, t.GaussianDensity):
        return None
    x, mean, covariance = factor.args
    wide = t.is_matrix(covariance)
    need = Fact("positive_definite", (covariance,)) if wide else Fact("<", (t.ZERO, covariance))
    if not t.free_symbols(covariance).isdisjoint(letters) or not words.known(need):
        return None
    scalars, matrices = split(covariance)
    apart, inverse = t.sub(x, mean), t.power(t.mul(*scalars), -1)
    square = t.power(apart, 2)
    if wide:
        middle = [t.inverse(t.mul(*matrices))] if matrices else []
        square = t.as_scalar(t.mul(t.transpose(apart), *middle, apart))
    return t.mul(Rational(-1, 2), inverse, square)


def _needs_some_of(words: AllSizes, objective: Term, letters: Sequence[t.AnySymbol]) -> bool:
    """Whether the objective may have no value at some points."""
    return any(
        letter in (need.free_symbols if isinstance(need, Fact) else t.free_symbols(need))
        for need in words.unmet(objective)
        for letter in letters
    )


def _zero(letter: t.AnySymbol) -> Term:
    return t.zeros(*letter.shape) if t.is_matrix(letter) else t.ZERO


def _scale(objective: Term, letters: Sequence[t.AnySymbol], words: AllSizes) -> Term:
    """The positive scalar factors of an objective, or of its first summand, without the letters."""
    summands = objective.args if isinstance(objective, Add) else (objective,)
    inside = (s for s in summands if not t.free_symbols(s).isdisjoint(letters))
    factors = t.factors(next(inside, t.ONE))
    kept = [
        factor
        for factor in factors
        if not isinstance(factor, Rational)
        and t.is_scalar(factor)
        and t.free_symbols(factor).isdisjoint(letters)
        and is_positive(factor, words.known)
    ]
    return t.mul(*kept) if kept else t.ONE


def _ratios(context: Context, mine: Term, other: Term) -> Iterator[Rational]:
    """The rational numbers by which `mine` is multiplied on models where it is not zero; one is
    enough, so that the sizes of the context will do."""
    for model in models_of(context):
        if not isinstance(model.field, Rationals):
            continue
        try:
            one, two = (rows_of(evaluate(term, model))[0][0] for term in (mine, other))
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            continue
        if one != 0:
            ratio = two / one
            yield Rational(ratio.numerator, ratio.denominator)


def at_most_quadratic(*optima: Term) -> bool:
    """Whether each objective has at most two factors of the variable in each term."""
    return all(
        _degree(optimum.args[1], part) <= 2
        for optimum in optima
        for part in ordered(t.free_symbols(optimum.args[0]))
    )


def _degree(term: Term, letter: Term) -> int:
    """The degree of a polynomial in a letter; 3 for anything else."""
    if letter not in t.free_symbols(term):
        return 0
    if isinstance(term, t.MatrixSymbol | Symbol):
        return 1
    if isinstance(term, t.GaussianDensity):
        return 2 * max(_degree(arg, letter) for arg in term.args)
    if isinstance(term, log):
        return _degree(term.args[0], letter)
    if isinstance(term, Mul) and all(map(_is_density_of, term.args, [letter] * len(term.args))):
        return max(_degree(arg, letter) for arg in term.args)  # its logarithm is a sum
    if isinstance(term, t.MatMul | Mul | t.HadamardProduct | t.KroneckerProduct):
        return sum(_degree(arg, letter) for arg in term.args)
    if isinstance(term, Pow) and isinstance(term.exp, Integer) and term.exp > 0:
        return int(term.exp) * _degree(term.base, letter)
    if isinstance(
        term, t.MatAdd | Add | t.Transpose | t.AsScalar | t.Trace | t.BlockMatrix | t.Norm
    ):
        return max(_degree(arg, letter) for arg in (term.args[i] for i in t.places(term)))
    return 3


def _is_density_of(term: Term, letter: Term) -> bool:
    """Whether a factor is a normal density, or free of the letter."""
    return isinstance(term, t.GaussianDensity) or letter not in t.free_symbols(term)


def judge_optimum(context: Context, grade: Grade, gold: Term, answer: Term) -> Verdict:
    """The verdict on an optimum where one is asked for.

    It is right if its objective is a positive multiple of the gold's but for a constant, wrong if
    the gold's only optimum is none of it.  That points are ordered alike is evidence of models.
    """
    if tied := undecided_letter(context, gold, answer):
        return Verdict("undecided", tied)
    if answer.args[0] != gold.args[0]:
        answer = _over(context, answer, gold.args[0])
    if answer.args[0] != gold.args[0]:
        same = context.dims().same_shape(*(shape_of(one.args[0]) for one in (gold, answer)))
        said = "the optimum is over another variable"
        return Verdict("undecided" if same else "different", said)
    if answer.args[2:] != gold.args[2:]:
        return Verdict("undecided", "the two optima are under different constraints")
    try:
        return _compared_optima(context, grade, gold, answer)
    except LimitError as error:
        return Verdict("undecided", error.message)


def _over(context: Context, optimum: Term, variable: Term) -> Term:
    """The optimum with another letter for its variable, which is bound; as it is where that letter
    means something in it, or something is assumed of one of the two."""
    own = optimum.args[0]
    letters = (own, variable)
    if any(one not in context.symbols.values() or constraints(context, one) for one in letters):
        return optimum
    if variable in t.free_symbols(optimum) or shape_of(own) != shape_of(variable):
        return optimum
    return t.substitute(optimum, {own: variable})


def _compared_optima(context: Context, grade: Grade, gold: Term, answer: Term) -> Verdict:
    if scaled_objectives(context, gold, answer):
        return graded(grade, by_words(), "", said=SAME_OPTIMA)
    if constraints(context, gold.args[0]):  # which points meet them no model says
        return Verdict("undecided", "the two are not compared where the variable meets assumptions")
    example = moved_optimum(context, gold, answer)
    if example is not None:
        return Verdict("different", f"its optimum is elsewhere: {example}")
    if shape_of(gold.args[0]) in ((), (1, 1)):  # level sets say nothing
        return Verdict("undecided", "optima over one number are not compared")
    verdict = same_optima(context, gold, answer)
    if verdict.status == "equal" and at_most_quadratic(gold, answer):
        return graded(grade, by_models(verdict, None), not_covered(verdict), said=SAME_OPTIMA)
    return Verdict("undecided", "whether the two have the same optima is not known")
