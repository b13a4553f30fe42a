"""What the kernel makes, and above all what it refuses."""

import pytest
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position, match
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.discharge import discharge
from derive.proof.primitives.both_sides import both_sides
from derive.proof.primitives.fraction import fraction
from derive.proof.sign_search import prove_sign
from derive.rules.library import RULES
from tests.letters import SVD, TALL, A, B, P, Q, R, S, U, V, X, c, n, w, x, y

T = t.transpose
FREE = Context.of([A, B, P, Q, R, X, U, S, V, w, x, y, c], SVD)
HERE = Position()


def letters(rule):
    return {symbol.name: symbol for symbol in rule.variables}


def bound(name, **values):
    known = letters(RULES[name])
    return {known[letter]: value for letter, value in values.items()}


def test_an_instance_is_rewritten():
    step = kernel.rewrite(
        FREE, T(t.mul(A, B)), RULES["transpose_mul"], HERE, bound("transpose_mul", A=A, B=B)
    )
    assert (step.before, step.relation) == (T(t.mul(A, B)), "=")
    assert step.after == t.mul(T(B), T(A))


def test_units_that_are_left_are_dropped():
    line = t.mul(V, T(S), T(U), U, S)
    rule = RULES["orthonormal_columns"]
    [bindings] = match(rule.lhs, t.mul(T(U), U))
    step = kernel.rewrite(FREE, line, rule, Position((), (2, 3)), bindings)
    assert step.after == t.mul(V, T(S), S)


@pytest.mark.parametrize(
    ("rule", "line", "position", "values", "forward", "message"),
    [
        ("transpose_mul", T(t.mul(P, Q)), HERE, {"A": Q, "B": P}, True, "no instance"),
        ("transpose_mul", t.mul(P, Q), HERE, {"A": P, "B": Q}, True, "no instance"),
        ("symmetric", T(P), HERE, {"P": P}, True, "symmetric needs symmetric"),
        ("orthonormal_columns", t.mul(T(X), X), HERE, {"Q": X}, True, "needs orthonormal_columns"),
        ("orthogonal_mul_transpose", t.mul(P, T(P)), HERE, {"O": P}, True, "needs orthogonal"),
        ("inv_mul_cancel", t.identity(n), HERE, {"P": P}, False, "needs invertible"),
        ("pinv_mul_self", t.mul(t.PseudoInverse(X), X), HERE, {"A": X}, True, "full_column_rank"),
        ("transpose_mul", T(t.mul(P, Q)), Position((7,)), {"A": P, "B": Q}, True, "has no part 7"),
        ("mul_inv_cancel", t.mul(P, Q, t.inverse(P)), Position((), (0, 2)), {"P": P}, True, "neighbours"),
    ],
)  # fmt: skip
def test_what_is_no_step_is_refused(rule, line, position, values, forward, message):
    with pytest.raises(StepError, match=message):
        kernel.rewrite(FREE, line, RULES[rule], position, bound(rule, **values), forward=forward)


def test_an_equation_guard_needs_its_lemma():
    values = bound("inv_unique", P=P, R=Q)
    with pytest.raises(StepError, match="inv_unique needs"):
        kernel.rewrite(FREE, t.inverse(P), RULES["inv_unique"], HERE, values)


def test_a_lemma_under_more_assumptions_does_not_serve():
    more = FREE.assume(Fact("orthogonal", (P,)))
    made = kernel.rewrite(
        more, t.mul(P, T(P)), RULES["orthogonal_mul_transpose"], HERE, bound("orthogonal_mul_transpose", O=P)
    )  # fmt: skip
    lemma = kernel.derivation(more, t.mul(P, T(P)), [made])
    values = bound("inv_unique", P=P, R=T(P))
    inside = kernel.rewrite(more, t.inverse(P), RULES["inv_unique"], HERE, values, lemmas=[lemma])
    assert inside.after == T(P)
    with pytest.raises(StepError, match="inv_unique needs"):
        kernel.rewrite(FREE, t.inverse(P), RULES["inv_unique"], HERE, values, lemmas=[lemma])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (t.mul(P, Q), t.mul(Q, P)),
        (t.mul(P, t.inverse(P)), t.identity(n)),
        (t.add(P, Q), t.sub(P, Q)),
        (t.mul(2, P), P),
        (T(P), P),
    ],
)
def test_arithmetic_is_no_more_than_arithmetic(left, right):
    with pytest.raises(StepError, match="more than arithmetic"):
        kernel.arithmetic(FREE, left, right)


def test_only_assumed_equations_are_put_in():
    equation = Fact("=", (X, t.mul(U, S, T(V))))
    step = kernel.rewrite_assumed(
        FREE, t.mul(T(X), X), equation, [Position((0, 0)), Position((1,))]
    )
    assert step.after == t.mul(T(t.mul(U, S, T(V))), U, S, T(V))
    for wrong in (Fact("=", (X, t.mul(2, X))), Fact("orthogonal", (U,))):
        with pytest.raises(StepError, match="not an equation among"):
            kernel.rewrite_assumed(FREE, X, wrong, [HERE])
    with pytest.raises(StepError, match="is not"):
        kernel.rewrite_assumed(FREE, t.mul(P, Q), equation, [Position((0,))])


def test_an_assumption_about_x_is_not_used_inside_a_function_of_x():
    solved = Context.of([X, w, y], [Fact("=", (w, t.mul(T(X), y)))])
    inside = t.jacobian(t.mul(T(w), w), w)
    with pytest.raises(StepError, match="not inside a function of it"):
        kernel.rewrite_assumed(solved, inside, solved.facts[0], [Position((0, 1))])
    with pytest.raises(StepError, match="is the variable here"):
        kernel.rewrite_assumed(solved, inside, solved.facts[0], [Position((1,))])


EQUATION = t.Equation(t.mul(T(X), X, w), t.mul(T(X), y))


@pytest.mark.parametrize(
    ("operation", "operand", "sides"),
    [
        ("transpose", None, (T(t.mul(T(X), X, w)), T(t.mul(T(X), y)))),
        ("scale", Integer(2), (t.mul(2, T(X), X, w), t.mul(2, T(X), y))),
        ("add", w, (t.add(t.mul(T(X), X, w), w), t.add(t.mul(T(X), y), w))),
        (
            "multiply_left",
            t.inverse(t.mul(T(X), X)),
            (t.mul(t.inverse(t.mul(T(X), X)), side) for side in EQUATION.args),
        ),
    ],
)
def test_both_sides(operation, operand, sides):
    step = kernel.apply(TALL, EQUATION, both_sides, operation, operand)
    assert step.relation == "⟺"
    assert step.after == t.Equation(*sides)


@pytest.mark.parametrize(
    ("operation", "operand", "message"),
    [
        ("multiply_left", P, "multiply_left needs invertible"),
        ("scale", t.ZERO, "scale needs"),
        ("scale", c, "scale needs"),
        ("square", None, "no such operation"),
        ("transpose", P, "no such operation"),
    ],
)
def test_operations_that_cannot_be_undone_are_refused(operation, operand, message):
    context = Context.of([*TALL.symbols.values(), P, c], TALL.facts)
    with pytest.raises(StepError, match=message):
        kernel.apply(context, EQUATION, both_sides, operation, operand)


def test_steps_must_join():
    one = kernel.arithmetic(FREE, t.add(P, Q), t.add(Q, P))
    two = kernel.arithmetic(FREE, t.add(P, P), t.mul(2, P))
    with pytest.raises(StepError, match="not where the step before it ends"):
        kernel.chain(FREE, [one, two])
    with pytest.raises(StepError, match="does not begin at the start"):
        kernel.derivation(FREE, t.add(Q, P), [one])


def test_the_two_ends_are_defined_on_the_same_values():
    line = t.mul(t.inverse(P), P)
    step = kernel.rewrite(FREE, line, RULES["inv_mul_cancel"], HERE, bound("inv_mul_cancel", P=P))
    with pytest.raises(StepError, match="the two ends differ"):
        kernel.derivation(FREE, line, [step])
    known = FREE.assume(Fact("invertible", (P,)))
    assert kernel.derivation(known, line, [step]).end == t.identity(n)


def test_a_turned_step_has_the_guards_of_its_direction():
    line = t.mul(t.inverse(P), P)
    step = kernel.rewrite(FREE, line, RULES["inv_mul_cancel"], HERE, bound("inv_mul_cancel", P=P))
    with pytest.raises(StepError, match="needs invertible"):
        kernel.reverse(FREE, step)
    known = FREE.assume(Fact("invertible", (P,)))
    assert kernel.reverse(known, step).after == line


MORE = FREE.assume(Fact("=", (P, Q)))
UNDER_MORE = kernel.rewrite_assumed(MORE, P, MORE.facts[-1], [HERE])
UNUSED = kernel.arithmetic(MORE, t.add(P, Q), t.add(Q, P))


@pytest.mark.parametrize(
    "use",
    [
        lambda context, step: kernel.chain(context, [step]),
        lambda context, step: kernel.chain(context, [step, kernel.reverse(MORE, step)]),
        lambda context, step: kernel.derivation(context, step.before, [step], domain=False),
        lambda context, step: kernel.derivation(
            context, step.before, [kernel.chain(MORE, [step, kernel.reverse(MORE, step)])]
        ),
        lambda context, step: kernel.reverse(context, step),
    ],
    ids=["chain", "chain of two", "derivation", "derivation with a chain", "reverse"],
)
def test_a_step_does_not_leave_its_assumptions_behind(use):
    with pytest.raises(StepError, match=r"uses .*, not assumed here"):
        use(FREE, UNDER_MORE)
    assert use(MORE, UNDER_MORE)
    assert use(FREE, UNUSED)


def test_the_proof_of_another_sign_meets_no_guard(monkeypatch):
    positive = Context.of([c], [Fact("<", (t.ZERO, c))])
    other = prove_sign(positive.facts, Fact("<", (t.ZERO, t.power(c, Integer(3)))))
    wanted = Fact("!=", (t.sub(c, t.ONE), t.ZERO))
    monkeypatch.setattr("derive.proof.discharge.prove_sign", lambda *_: other)
    with pytest.raises(StepError, match="scale needs"):
        discharge(positive, wanted, "scale")


def test_a_fraction_that_lost_a_divisor_is_not_turned_round():
    """c / c is 1 wherever it has a value; 1 is not c / c where c is 0."""
    quotient = t.mul(c, t.power(c, Integer(-1)))
    step = kernel.apply(FREE, quotient, fraction, HERE, t.ONE)
    with pytest.raises(StepError, match="only a single rewriting"):
        kernel.reverse(FREE, step)
    with pytest.raises(StepError, match="the division needs"):
        kernel.apply(FREE, t.ONE, fraction, HERE, quotient)
