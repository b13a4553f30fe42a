"""Expansions: each kind of cofactor, and what the kernel refuses."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position, match
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.moves import Direction
from derive.proof.primitives.expansion_step import expand
from derive.proof.step import Cofactor
from derive.proof.strategies.laws import Law
from derive.rules.library import find_rule
from tests.letters import d
from tests.proof.expansions import (
    COMMUTE,
    LETTERS,
    PROBLEMS,
    A,
    B,
    I,
    S,
    T,
    X,
    again,
    c,
    changes,
    n,
    step_of,
    u,
    v,
)
from tests.quick import quick

HERE = Position()
ONE = t.ONE
FREE = Context.of(LETTERS)
INVERSE_A = t.inverse(A)


def law(context, name, **values):
    """The derivation of an instance of a rule."""
    rule = find_rule(name)
    named = {x.name: x for x in rule.variables}
    bindings = {}
    for letter, value in values.items():
        bindings |= next(match(named[letter], value, bindings))
    left, right = (t.substitute(side, bindings) for side in (rule.lhs, rule.rhs))
    made = Law(left, right, None, Direction(rule), tuple(bindings.items()))
    return made.derived(context, context)


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_kind_of_cofactor(name):
    step = step_of(name)
    assert again(step, step.reason.equations, step.reason.cofactors)


@pytest.mark.parametrize("name", quick(8, PROBLEMS))
def test_a_change_is_refused(name):
    """Unless it says the same: a transpose, a trace or an order of a symmetric or scalar thing."""
    step = step_of(name)
    made = [what for what, *changed in changes(step) if again(step, *changed)]
    assert not made


@pytest.mark.slow
def test_there_are_many_changes():
    assert sum(len(list(changes(step_of(name)))) for name in PROBLEMS) > 300


def refused(context, before, after, equations, cofactors, message):
    with pytest.raises(StepError, match=message):
        kernel.apply(context, before, expand, HERE, after, equations, cofactors)


def test_a_cofactor_must_have_a_value():
    """A B = A S does not give B = S: A^-1 stands in the cofactor only."""
    fact = Fact("=", (t.mul(A, B), t.mul(A, S)))
    context = Context.of(LETTERS, [fact])
    equations = [
        Law(*fact.args, fact).derived(context, context),
        law(FREE, "inv_mul_cancel", P=A),
    ]
    cofactors = (Cofactor(0, ONE, INVERSE_A), Cofactor(1, -ONE, None, t.sub(B, S)))
    refused(context, B, S, equations, cofactors, "needs invertible")
    known = context.assume(Fact("invertible", (A,)))
    assert kernel.apply(known, B, expand, HERE, S, equations, cofactors)


def test_a_reciprocal_in_a_cofactor_must_have_a_value():
    """c x = 0 does not give x = 0."""
    fact = Fact("=", (t.mul(c, u), t.zeros(n, 1)))
    context = Context.of(LETTERS, [fact])
    equations = [
        Law(*fact.args, fact).derived(context, context),
        law(context, "scalar_mul_inv_cancel", c=c),
    ]
    one = t.power(c, -1)
    cofactors = (Cofactor(0, one), Cofactor(1, t.mul(-ONE, u)))
    refused(context, u, t.zeros(n, 1), equations, cofactors, "needs .*≠ 0")


def test_the_line_after_must_have_a_value_wherever_the_line_before_has():
    equations = [law(FREE, "mul_inv_cancel", P=A)]
    after = t.mul(A, INVERSE_A)
    refused(FREE, I, after, equations, (Cofactor(0, -ONE),), "needs invertible")
    assert kernel.apply(FREE, after, expand, HERE, I, equations, (Cofactor(0, ONE),))


def test_a_logarithm_in_a_cofactor_must_stand_in_the_line():
    log = t.log(c)
    zero = Fact("=", (u, t.zeros(n, 1)))
    context = Context.of(LETTERS, [zero])
    equations = [Law(*zero.args, zero).derived(context, context)]
    before = t.add(u, t.mul(log, v))
    more = t.add(t.mul(-ONE, log), ONE, log)
    refused(context, u, t.zeros(n, 1), equations, (Cofactor(0, more),), "does not stand in")
    cofactors = (Cofactor(0, more),)
    assert kernel.apply(context, before, expand, HERE, t.mul(log, v), equations, cofactors)


def test_what_cancels_below_a_logarithm_must_have_a_value():
    one = t.power(c, -1)
    log = t.log(t.as_scalar(t.mul(T(u), u)))
    more = t.log(t.add(t.as_scalar(t.mul(T(u), u)), one, t.neg(one)))
    refused(FREE, log, more, (), (), "needs .*≠ 0")
    assert kernel.apply(FREE, more, expand, HERE, log, (), ())


def test_what_stands_in_an_assumed_equation_has_a_value():
    fact = Fact("=", (B, INVERSE_A))
    context = Context.of(LETTERS, [fact])
    equation = Law(B, INVERSE_A, fact).derived(context, context)
    made = kernel.apply(context, B, expand, HERE, INVERSE_A, [equation], (Cofactor(0, ONE),))
    assert fact in made.rests_on()
    other = Law(B, INVERSE_A, fact).derived(context, context)
    line = t.jacobian(t.mul(B, u), u)
    assert kernel.apply(
        context,
        line,
        expand,
        Position((0,)),
        t.mul(INVERSE_A, u),
        [other],
        (Cofactor(0, ONE, None, u),),
    )


def test_below_a_binder_an_assumed_equation_of_the_variable_gives_nothing_a_value():
    fact = Fact("=", (c, t.power(d, -1)))
    context = Context.of((*LETTERS, d), [fact])
    line = t.jacobian(t.mul(2, d), d)
    one = t.power(d, -1)
    new = t.add(t.mul(2, d), one, t.neg(one))
    with pytest.raises(StepError, match="holds for one value"):
        kernel.apply(context, line, expand, Position((0,)), new, (), ())


def test_needs_that_contradict_what_is_assumed_prove_nothing():
    """Under AB = BA, P = AB - BA has no inverse, and P^-1 P is 0 and I by cofactors."""
    context = Context.of(LETTERS, [COMMUTE])
    bracket = t.sub(t.mul(A, B), t.mul(B, A))
    product = t.mul(t.inverse(bracket), bracket)
    equations = [Law(*COMMUTE.args, COMMUTE).derived(context, context)]
    cofactors = (Cofactor(0, ONE, t.inverse(bracket)),)
    refused(context, product, t.zeros(n, n), equations, cofactors, "could not be checked")
    with pytest.raises(StepError, match="could not be checked"):
        law(context, "inv_mul_cancel", P=bracket)


def test_an_equation_of_other_assumptions_is_refused():
    symmetric = Context.of(LETTERS, [Fact("symmetric", (S,))])
    equations = [law(symmetric, "symmetric", P=S)]
    refused(FREE, T(S), S, equations, (Cofactor(0, ONE),), "not derived under")


def test_what_is_assumed_of_a_bound_variable_is_not_used_below_it():
    zero = Fact("=", (u, t.zeros(n, 1)))
    context = Context.of(LETTERS, [zero])
    equations = [Law(*zero.args, zero).derived(context, context)]
    line = t.jacobian(t.mul(A, u), u)
    with pytest.raises(StepError, match="holds for one value"):
        kernel.apply(
            context, line, expand, Position((0,)), t.zeros(n, 1), equations, (Cofactor(0, ONE, A),)
        )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (t.mul(A, INVERSE_A), I),
        (t.mul(A, B), t.mul(B, A)),
        (T(S), S),
        (t.trace(I), ONE),
        (t.mul(X, t.PseudoInverse(X), X), X),
        (t.mul(u, T(v)), t.mul(v, T(u))),
    ],
)
def test_without_its_equation_nothing_is_equal(before, after):
    refused(FREE, before, after, (), (), "differ by more")


def test_a_forged_equation_is_refused():
    with pytest.raises(TypeError):
        kernel.apply(FREE, A, expand, HERE, A, ["A = A"], ())


def test_another_shape_is_refused():
    refused(FREE, A, u, (), (), "one shape")
    equations = [law(FREE, "mul_inv_cancel", P=A)]
    refused(FREE, u, u, equations, (Cofactor(0, t.ZERO),), "shape")
