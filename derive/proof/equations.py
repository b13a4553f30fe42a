"""Equations: which operation on both sides leads from one to the next.

The candidates are those a person would try: transpose, bring a term to the other side, divide by a
number, multiply by an inverse.  At most two are combined, as in "move it over and divide by 2".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.fractions import divisors, split
from derive.algebra.normal_form import equal_modulo
from derive.algebra.order import ordered
from derive.algebra.pattern import Position, match
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import StepError
from derive.models.counterexample_equations import solves_only_first
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.missing import wanted
from derive.proof.near_miss import wrong_equations
from derive.proof.primitives.both_sides import both_sides
from derive.proof.search import simplified
from derive.proof.sign_search import prove_sign
from derive.proof.step import Derivation, Step
from derive.proof.substitution import put_in
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["explain_equation", "lagrange", "second_derivative", "stationary", "wrong_equation"]

DEPTH = 2
MAX_VARIANTS = 16  # near misses tried for a wrong equation


def explain_equation(
    context: Context, before: Term, after: Term, depth: int = DEPTH
) -> tuple[Step, ...] | None:
    """Steps from one equation to another by reversible operations, or None when none are found."""
    if _agree(context, before, after):
        direct = simplified(context, before, after)
        if direct is not None:
            return direct
        for symbol in _defined_in(context, before):
            step = put_in(context, before, symbol)
            rest = simplified(context, step.after, after)
            if rest is not None:
                return (step, *rest)
    if depth == 0:
        return None
    for operation, operand in _candidates(context, before):
        step = kernel.apply(context, before, both_sides, operation, operand)
        rest = explain_equation(context, step.after, after, depth - 1)
        if rest is not None:
            return (step, *rest)
    return None


def _agree(context: Context, before: Term, after: Term) -> bool:
    """Whether the sides of two equations are equal in turn: if not, no rewriting leads there."""
    return all(
        compare(context, old, new, domain=False).status == "equal"
        for old, new in zip(before.args, after.args, strict=True)
    )


def _defined_in(context: Context, term: Term) -> Iterator[Term]:
    """The symbols of the term that an assumed equation says the value of, the last one first."""
    for fact in reversed(context.facts):
        if fact.predicate == "=" and fact.args[0] in t.free_symbols(term):
            yield fact.args[0]


def _candidates(context: Context, equation: Term) -> Iterator[tuple[str, Term | None]]:
    left, right = equation.args
    yield "transpose", None
    for side in (left, right):
        for summand in t.summands(side):
            if not isinstance(summand, t.ZeroMatrix) and summand != 0:
                yield "add", t.neg(summand)
    for side in (left, right):
        coefficient = t.factors(t.summands(side)[0])[0]
        if isinstance(coefficient, Rational) and coefficient not in (0, 1):
            yield "scale", 1 / coefficient
    yield "scale", Integer(-1)
    yield from _scalar_factors(context, (left, right))
    for side in (left, right):
        matrices = [factor for factor in t.factors(side) if t.is_matrix(factor)]
        for length in range(1, len(matrices)):
            for operation, part in (
                ("multiply_left", t.mul(*matrices[:length])),
                ("multiply_right", t.mul(*matrices[-length:])),
            ):
                if len(set(shape_of(part))) == 1 and _invertible(context, part):
                    yield operation, t.inverse(part)


def _scalar_factors(context: Context, sides: tuple[Term, Term]) -> Iterator[tuple[str, Term]]:
    """Divide by a scalar factor, or multiply by what is divided by, where that is not zero."""
    for side in sides:
        if t.is_scalar(side):
            below = list(divisors(side))
            for factor in (*below, *split(t.summands(side)[0])):
                operand = factor if factor in below else t.power(factor, Integer(-1))
                if prove_sign(context.facts, Fact("!=", (operand, t.ZERO))) is not None:
                    yield "scale", operand


def _invertible(context: Context, part: Term) -> bool:
    return bool(ask(context, Fact("invertible", (t.inverse(part),))).value)


def wrong_equation(
    context: Context, before: Term, after: Term, missing: Sequence[Fact] = ()
) -> StepError:
    """Why an equation does not follow: values that satisfy only one of the two, and a near miss.

    `missing` are facts any of which would make it follow.
    """
    example = solves_only_first(context, before, after)
    needs = next(iter(missing), None)
    if example is None:
        example = solves_only_first(context, after, before)
        if example is not None:
            said = f"this equation says less than the one before: {example}"
            return StepError(said, hint=None if needs is None else wanted(context, needs))
    if needs is not None:
        words = "does not follow" if example is not None else "was not shown to follow"
        shown = "" if example is None else f": {example}"
        return StepError(f"this equation {words}{shown}", hint=wanted(context, needs))
    if example is None:
        return StepError(
            "no operation on both sides was found that leads to this equation, and no values"
            " that solve only one of the two",
            hint="name it: both_sides='multiply_left', with_=…, or put a line between",
        )
    hint = None
    for variant, words in islice(wrong_equations(after), MAX_VARIANTS):
        if explain_equation(context, before, variant) is not None:
            hint = words
            break
    return StepError(f"this equation does not follow: {example}", hint=hint)


def stationary(context: Context, statement: Term, gradient: Derivation) -> Step:
    """x minimises f ⟺ its derivative is zero, for a convex quadratic f.

    `gradient` derives the row of first derivatives.  Raises StepError if the second derivative is
    not constant and positive semidefinite, or the gradient is not that of the objective.
    """
    rule = find_rule("stationary_convex")
    bindings, lemmas = _quadratic(context, statement, gradient, rule)
    return kernel.rewrite(context, statement, rule, Position(), bindings, lemmas=lemmas)


def lagrange(context: Context, statement: Term, gradient: Derivation, multiplier: Term) -> Step:
    """x minimises f where B x = b ⟺ the multiplier rule and the constraint hold (f convex)."""
    rule = find_rule("lagrange_convex")
    bindings, lemmas = _quadratic(context, statement, gradient, rule)
    constraint = statement.args[2]
    pattern = rule.lhs.args[2]
    for bound in match(pattern, constraint, bindings):
        letters = {symbol.name: symbol for symbol in ordered(rule.variables)}
        bound = {**bound, letters["v"]: multiplier}
        return kernel.rewrite(context, statement, rule, Position(), bound, lemmas=lemmas)
    raise StepError(f"{constraint} is not of the form B x = b")


def _quadratic(
    context: Context, statement: Term, gradient: Derivation, rule: Rule
) -> tuple[dict[Term, Term], tuple[Derivation, ...]]:
    x, objective = statement.args[:2]
    if not equal_modulo(gradient.start, t.jacobian(objective, x)):
        raise StepError(f"the derivation given is not of the derivative of {objective} by {x}")
    if not t.is_matrix(x):
        raise StepError("the rule is about columns, and this variable is one number")
    row = gradient.end
    hessian = second_derivative(context, row, x)
    letters = {symbol.name: symbol for symbol in ordered(rule.variables)}
    bindings: dict[Term, Term] = {
        letters["x"]: x,
        letters["f"]: objective,
        letters["g"]: row,
        letters["H"]: hessian.end,
        t.dimension("n"): x.shape[0],
    }
    return bindings, (gradient, hessian)


def second_derivative(context: Context, row: Term, x: Term) -> Derivation:
    """The derivation of the derivative of the transposed row."""
    start = t.jacobian(t.transpose(row), x)
    steps = simplified(context, start, None)
    return kernel.derivation(context, start, steps or ())
