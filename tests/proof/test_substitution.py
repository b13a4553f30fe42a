"""Assumed equations: where each side is put in for the other, and what may be expanded."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.errors import StepError
from derive.proof.substitution import expanded, put_in, substituted, substitutions
from tests.letters import TALL, P, Q, R, S, U, V, X, c, y

USV = t.mul(U, S, t.transpose(V))
LEFT = t.mul(t.inverse(t.mul(t.transpose(X), X)), t.transpose(X), y)


@pytest.mark.parametrize(
    ("equation", "term", "ends"),
    [
        ((P, Q), t.mul(P, R, P), [t.mul(Q, R, Q)]),  # a symbol: everywhere
        ((P, Q), t.add(P, Q), [t.add(Q, Q), t.add(P, P)]),  # in both directions
        ((t.mul(P, Q), R), t.mul(P, P, Q), [t.mul(P, R)]),  # a product: where it first stands
        ((t.mul(P, Q), R), t.mul(Q, P), []),
    ],
)
def test_the_sides_of_an_equation_are_put_in(equation, term, ends):
    context = Context.of([P, Q, R], [Fact("=", equation)])
    found = list(substitutions(term, *context.facts))
    assert [move.after for move in found] == ends
    assert [substituted(context, move).after for move in found] == ends


def test_what_is_defined_is_expanded_numbers_first():
    context = Context.of([P, Q, c], [Fact("=", (P, t.mul(c, Q))), Fact("=", (c, t.ONE))])
    assert [move.fact.args[0] for move in expanded(context, t.mul(c, P))] == [c, P]
    assert expanded(context, Q) == []


def test_put_in():
    assert put_in(TALL, LEFT, X).after == t.substitute(LEFT, {X: USV})
    with pytest.raises(StepError, match="no equation says what"):
        put_in(TALL, LEFT, y)
    with pytest.raises(StepError, match="does not occur"):
        put_in(TALL, y, X)
