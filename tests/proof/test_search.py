"""Rules are found for true lines; false lines are refused with values; nothing hangs."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import StepError
from derive.proof.equations import explain_equation, wrong_equation
from derive.proof.search import explain, simplified
from derive.proof.step import Reversed, RuleUse
from tests.letters import TALL, WIDE, P, Q, S, U, V, X, m, n, w, y

T, PINV = t.transpose, t.PseudoInverse
USV = t.mul(U, S, T(V))
LEFT = t.mul(t.inverse(t.mul(T(X), X)), T(X), y)
CORE = t.mul(V, t.inverse(t.mul(T(S), S)), T(S), T(U), y)
RESIDUAL = t.sub(t.mul(X, w), y)
EXPANDED = t.add(t.mul(T(w), T(X), X, w), t.mul(-2, T(y), X, w), t.mul(T(y), y))
FREE = Context.of([P, Q])


def used(steps):
    """The names of the rules, those read backwards marked."""
    names = []
    for step in steps:
        turned = isinstance(step.reason, Reversed)
        reason = step.reason.step.reason if turned else step.reason
        if isinstance(reason, RuleUse):
            names.append(("<-" if turned or not reason.forward else "") + reason.rule.name)
    return names


@pytest.mark.parametrize(
    ("context", "before", "after", "rules"),
    [
        (TALL, t.mul(V, T(S), T(U), U), t.mul(V, T(S)), ["orthonormal_columns"]),
        (TALL, T(USV), t.mul(V, T(S), T(U)), ["transpose_mul", "transpose_mul", "transpose_transpose"]),
        (TALL, CORE, t.mul(V, PINV(S), T(U), y), ["<-pinv_eq_left"]),
        (TALL, t.mul(PINV(X), X), t.identity(n), ["pinv_mul_self"]),
        (WIDE, t.mul(X, PINV(X)), t.identity(m), ["mul_pinv_self"]),
        (FREE, t.inverse(t.mul(P, Q)), t.mul(t.inverse(Q), t.inverse(P)), ["mul_inv_rev"]),
        (FREE, t.power(t.norm(y), 2), t.as_scalar(t.mul(T(y), y)), ["norm_sq"]),
    ],
)  # fmt: skip
def test_the_rules_are_found(context, before, after, rules):
    context = (
        Context.of([*context.symbols.values(), y], context.facts) if context is FREE else context
    )
    steps = explain(context, before, after)
    assert steps[0].before == before
    assert steps[-1].after == after
    assert used(steps) == rules


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LEFT, CORE),
        (LEFT, t.mul(V, PINV(S), T(U), y)),
        (t.power(t.norm(RESIDUAL), 2), t.as_scalar(EXPANDED)),
        (t.jacobian(EXPANDED, w), t.sub(t.mul(2, T(w), T(X), X), t.mul(2, T(y), X))),
        (t.mul(V, PINV(S), T(U), X), t.identity(n)),
        (T(t.mul(U, S, PINV(S), T(U))), t.mul(U, S, PINV(S), T(U))),
        (t.power(t.mul(U, S, PINV(S), T(U)), 2), t.mul(U, S, PINV(S), T(U))),
        (t.mul(T(y), X, w), t.mul(T(w), T(X), y)),
    ],
)
def test_longer_ways_are_found(before, after):
    steps = explain(TALL, before, after)
    assert steps[0].before == before
    assert steps[-1].after == after


@pytest.mark.parametrize(
    ("before", "after", "hint"),
    [
        (t.mul(T(X), X), t.mul(T(X), X, T(X), X), None),
        (LEFT, t.neg(LEFT), "the sign is wrong"),
        (LEFT, t.mul(2, LEFT), r"a factor \frac{1}{2} is missing"),
        (CORE, t.substitute(CORE, {T(U): U}), r"with $\boldsymbol{U}^\top$ in place of $\boldsymbol{U}$"),
        (t.mul(P, Q), t.mul(Q, P), r"with $\boldsymbol{P} \boldsymbol{Q}$, in this order"),
    ],
)  # fmt: skip
def test_false_lines_are_refused_with_values_and_a_hint(before, after, hint):
    context = Context.of([*TALL.symbols.values(), P, Q], TALL.facts)
    with pytest.raises(StepError, match="not equal to the one before: they differ: for") as caught:
        explain(context, before, after)
    assert (caught.value.hint or "").startswith(hint or "")
    assert (hint is None) == (caught.value.hint is None)


def test_a_true_line_without_rules_is_refused():
    with pytest.raises(StepError, match="no rules were found"):
        explain(FREE, t.Adjugate(t.transpose(P)), t.transpose(t.Adjugate(P)))


def test_simplified_goes_as_far_as_it_can():
    steps = simplified(FREE, T(T(t.mul(P, Q))), None)
    assert steps[-1].after == t.mul(P, Q)
    assert simplified(FREE, t.mul(P, Q), t.mul(Q, P)) is None


NORMAL = t.Equation(t.mul(T(X), X, w), t.mul(T(X), y))


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [
        (NORMAL, t.Equation(w, LEFT), 1),
        (t.Equation(t.mul(T(w), T(X), X), t.mul(T(y), X)), NORMAL, 1),
        (
            t.Equation(t.sub(t.mul(2, T(w), T(X), X), t.mul(2, T(y), X)), t.zeros(1, n)),
            t.Equation(t.mul(T(w), T(X), X), t.mul(T(y), X)),
            2,
        ),
    ],
)
def test_operations_on_both_sides_are_found(before, after, operations):
    steps = explain_equation(TALL, before, after)
    assert steps is not None
    assert steps[-1].after == after
    assert sum(type(step.reason).__name__ == "BothSides" for step in steps) == operations


@pytest.mark.parametrize(
    ("after", "hint"),
    [
        (t.Equation(t.mul(T(X), X, w), t.neg(t.mul(T(X), y))), "the sign of one side is wrong"),
        (t.Equation(t.mul(T(X), X, w), t.mul(2, T(X), y)), r"a factor \frac{1}{2} is missing on the right"),
    ],
)  # fmt: skip
def test_a_wrong_equation_is_refuted(after, hint):
    assert explain_equation(TALL, NORMAL, after) is None
    error = wrong_equation(TALL, NORMAL, after)
    assert error.message.startswith("this equation does not follow: for ")
    assert error.hint == hint


def test_an_inverse_that_need_not_exist_is_not_multiplied_by():
    free = Context.of([X, w, y])
    assert explain_equation(free, NORMAL, t.Equation(w, LEFT)) is None
