"""From an optimum to the equation for it: the derivative of a convex quadratic function is zero."""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.differentiation import derivative_of
from derive.algebra.expansion import Expansion
from derive.algebra.facts import ask
from derive.algebra.order import ordered
from derive.algebra.pattern import Position
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError, StepError
from derive.proof import kernel
from derive.proof.missing import wanted
from derive.proof.primitives.derivative_step import differentiate
from derive.proof.search import simplified
from derive.proof.step import Derivation, Step
from derive.proof.strategies.tracked import term_of
from derive.rules.library import find_rule

__all__ = ["stationary_equation"]


def stationary_equation(context: Context, optimum: Term) -> tuple[Step, ...]:
    """The steps from an optimum over a column to the equation that its derivative is zero.

    Raises StepError, which names what is missing, where the function is not known to be convex (a
    maximum: concave) and quadratic.
    """
    steps: list[Step] = []
    if len(optimum.args) > 2:
        raise StepError("an optimum under a constraint: use lagrange(…)")
    if isinstance(optimum, t.Maximizer):
        rule = find_rule("maximizer_neg")
        letters = {s.name: s for s in ordered(rule.variables)}
        bound: dict[Term, Term] = {letters["u"]: optimum.args[0], letters["p"]: optimum.args[1]}
        steps.append(kernel.rewrite(context, optimum, rule, Position(), bound))
        optimum = steps[-1].after
    x, objective = optimum.args
    if not t.is_matrix(x) or shape_of(x)[1] != t.ONE:
        raise StepError("only an optimum over a column is found from its derivative")
    gradient = _value(context, t.jacobian(objective, x))
    hessian = _semidefinite(context, t.jacobian(t.transpose(gradient.end), x))
    rule = find_rule("stationary_convex")
    letters = {s.name: s for s in ordered(rule.variables)}
    bindings: dict[Term, Term] = {
        letters["x"]: x,
        letters["f"]: objective,
        letters["g"]: gradient.end,
        letters["H"]: hessian.end,
        t.dimension("n"): shape_of(x)[0],
    }
    lemmas = [gradient, hessian]
    steps.append(kernel.rewrite(context, optimum, rule, Position(), bindings, lemmas=lemmas))
    return tuple(steps)


def _value(context: Context, start: Term) -> Derivation:
    """The derivation of a derivative, its value multiplied out and collected."""
    try:
        found = derivative_of(*start.args)
    except DeriveError as error:
        raise StepError(f"the derivative of this objective was not found: {error}") from None
    expansion = Expansion()
    value = term_of(expansion, expansion.of(found), shape_of(start))
    step = kernel.apply(context, start, differentiate, Position(), value)
    return kernel.derivation(context, start, (step,), domain=False)


def _semidefinite(context: Context, start: Term) -> Derivation:
    """The derivation of a second derivative in a form that is known to be semidefinite."""
    first: Derivation | None = None
    for made in _forms(context, start):
        first = first or made
        if ask(context, Fact("positive_semidefinite", (made.end,))).value is True:
            return made
    assert first is not None
    fact = Fact("positive_semidefinite", (first.end,))
    said = "that a stationary point is an optimum was not shown"
    raise StepError(said, hint=wanted(context, fact))


def _forms(context: Context, start: Term) -> Iterator[Derivation]:
    made = _value(context, start)
    yield made
    try:
        steps = simplified(context, made.end, None)
    except DeriveError:
        return
    if steps:
        yield kernel.derivation(context, start, (*made.steps, *steps), domain=False)
