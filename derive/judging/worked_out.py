r"""What a reader is told by those who can work it out: the place and the value of an optimum, a
derivative at a point, whether a fact follows.

An optimum of a quadratic objective is read as its value where words show that it is reached at one
place only; `\max_{\|x\| = 1} x^\top M x` is the spectral norm of a semidefinite M.
"""

from __future__ import annotations

from sympy import Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import as_function
from derive.algebra.facts import ask, equations_in
from derive.algebra.needs import needs
from derive.algebra.normal_form import tidied
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.judging.all_sizes import all_sizes_of
from derive.judging.derivative_values import without_derivatives
from derive.judging.minimizer_answers import is_only_minimizer, times, unturned
from derive.judging.varied import constraints, free_around
from derive.proof.differentiate import derivative

__all__ = ["WorkedOut"]


class WorkedOut:
    """What follows in one context."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def follows(self, fact: Fact) -> bool:
        """Whether a fact is assumed or inferred."""
        return ask(self._context, fact).value is True

    def at_any_point(self, term: Term) -> Term | None:
        """The term with its derivatives written out, which needs all that they need; None where
        that is not seen."""
        written = without_derivatives(self._context, term)
        left = any(isinstance(part, t.DERIVATIVES + t.LIMITS) for part in t.subterms(written))
        return written if not left and set(needs(term)) <= set(needs(written)) else None

    def function_of(self, objective: Term, variable: Term) -> Term:
        """The objective with what varies with the letter written out.  Raises LimitError where a
        letter that may vary with it has no definition."""
        return as_function(equations_in(self._context.facts), objective, variable)

    def constraints(self, variable: Term) -> tuple[Fact, ...]:
        """What is assumed of the letter, or of one that varies with it."""
        return constraints(self._context, variable)

    def place(self, sense: str, variable: Term, objective: Term) -> Term | None:
        """The only place of a least (`min`) or greatest (`max`) value over all values of a letter;
        None where that is not seen."""
        below = objective if sense == "min" else t.neg(objective)
        free = free_around(self._context, variable)
        zero = t.zeros(*shape_of(variable)) if t.is_matrix(variable) else t.ZERO
        try:
            slope = derivative(free, below, variable, "gradient")
            curvature = derivative(free, slope, variable)
            if t.free_symbols(variable) & t.free_symbols(curvature):
                return None
            at_zero = tidied(t.substitute(slope, {variable: zero}))
            half = times(Rational(1, 2), unturned(free, curvature))
            found = tidied(t.mul(t.inverse(half), times(Rational(-1, 2), at_zero)))
            optimum = t.minimizer(variable, below)
            return found if is_only_minimizer(self._context, optimum, found) else None
        except DeriveError:
            return None

    def greatest_on_sphere(self, variable: Term, objective: Term) -> Term | None:
        r"""The greatest value where ‖x‖ = 1: of ‖M x‖ it is ‖M‖_2, and of x^\top M x too for a
        semidefinite M (Horn and Johnson, Matrix Analysis, 4.2.2 and 5.6.2)."""
        if not all(
            _says_length_one(fact, variable) for fact in constraints(self._context, variable)
        ):
            return None
        free = free_around(self._context, variable)
        words = all_sizes_of(free)
        try:
            if isinstance(objective, t.Norm):
                return _norm_of_factor(free, variable, objective)
            slope = derivative(free, objective, variable, "gradient")
            curvature = derivative(free, slope, variable)
        except DeriveError:
            return None
        half = times(Rational(1, 2), unturned(free, curvature))
        form = t.as_scalar(t.mul(t.transpose(variable), half, variable))
        fact = Fact("positive_semidefinite", (half,))
        if t.free_symbols(variable) & t.free_symbols(half) or ask(free, fact).value is not True:
            return None
        defined = all(words.always_defined(part, t.ZERO) for part in (objective, half))
        return t.norm(half, "2") if defined and words.shown(objective, form) else None


def _says_length_one(fact: Fact, variable: Term) -> bool:
    """Whether a fact says of the variable what a sphere says of its points."""
    length: Term = t.norm(variable, "2")
    return fact == Fact("unit_norm", (variable,)) or fact == Fact("=", (length, t.ONE))


def _norm_of_factor(free: Context, variable: Term, norm: Term) -> Term | None:
    """‖M‖_2 of ‖M x‖."""
    inner = norm.args[0]
    if norm.args[1].name != "2" or shape_of(inner)[1] != 1 or isinstance(variable, Symbol):
        return None
    factor = derivative(free, inner, variable)
    words = all_sizes_of(free)
    if t.free_symbols(variable) & t.free_symbols(factor):
        return None
    whole = t.mul(factor, variable)
    defined = all(words.always_defined(part, t.ZERO) for part in (inner, factor))
    return t.norm(factor, "2") if defined and words.shown(inner, whole) else None
