"""Forged answers to optima, and the points that an optimum is over."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.serialize import to_tree
from derive.algebra.term import Term
from derive.replay.claims import Fact as Said
from derive.replay.normal import Normal
from derive.replay.optima import keep_points, refuse_partial, refuse_tied
from derive.replay.report import Fuel, ReplayError
from derive.replay.terms import NestedTerms
from derive.replay.trees import make, number
from tests.replay.samples import Line, certificate, fact_json, formula
from tests.replay.sharing import replayed

n = t.dimension("n")
x, y, z, u, b = t.scalar("x"), t.scalar("y"), t.scalar("z"), t.matrix("u", n), t.matrix("b", n)
LETTERS = Context.of([x, y, z, u, b], [])
ONE, TWO, THREE = Integer(1), Integer(2), Integer(3)


def square(term: Term) -> Term:
    return t.power(term, TWO) if t.is_scalar(term) else t.power(t.norm(term), TWO)


def forged(
    goal: Term, *lines: Line, answer: Term, called: Term | None, given: Sequence[Fact] = ()
) -> Any:
    """A part that asks for an optimum, and answers with where its last derivation ends."""
    last = len(lines) - 1
    return certificate(
        LETTERS,
        *lines,
        goal=goal,
        given=[fact_json(fact) for fact in given],
        results=[
            {
                "name": "x",
                "called": None if called is None else formula(called),
                "answer": formula(answer),
                "derivation": last,
            }
        ],
        witness=None,
    )


def same(goal: Term) -> Line:
    return Line(LETTERS, goal).arithmetic(goal)


def sum_of(*parts: Term) -> Line:
    """A derivation that has nothing to do with an optimum."""
    return Line(LETTERS, t.add(*parts)).arithmetic(parts[0])


CUBIC = t.Minimizer(x, t.add(t.power(x, THREE), t.mul(Integer(-3), x)))
QUARTIC = t.Minimizer(
    x,
    t.add(
        t.mul(Rational(1, 4), t.power(x, Integer(4))),
        t.mul(Rational(1, 3), t.power(x, THREE)),
        t.mul(Integer(-3), square(x)),
    ),
)
SPHERE = t.Minimizer(u, square(t.add(u, b)), t.Equation(square(u), ONE))
TWO_POINTS = t.Minimizer(x, x, t.Equation(square(x), Integer(4)))
BOTH = t.Minimizer(t.blocks([[x], [y]]), t.add(square(x), square(y)))
CONVEX = t.Minimizer(x, square(t.add(x, ONE)))
HELD = t.Minimizer(x, t.add(square(x), square(y)))
UNIT = Fact("unit_norm", (b,))


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (forged(CUBIC, same(CUBIC), sum_of(ONE, t.ZERO), answer=ONE, called=x), "nothing shows"),
        (forged(QUARTIC, same(QUARTIC), sum_of(TWO, t.ZERO), answer=TWO, called=x), "nothing shows"),
        (forged(SPHERE, same(SPHERE), sum_of(b, t.zeros(n, 1)), answer=b, called=u, given=[UNIT]), "nothing shows"),
        (forged(TWO_POINTS, same(TWO_POINTS), sum_of(TWO, t.ZERO), answer=TWO, called=x), "nothing shows"),
        (forged(CONVEX, same(CONVEX), sum_of(ONE, t.ZERO), answer=ONE, called=None), "the name says a term"),
        (forged(CONVEX, same(CONVEX), answer=CONVEX.args[1], called=x), "nothing shows"),
        (forged(t.Minimizer(x, y), same(t.Minimizer(x, y)), answer=y, called=x), "nothing shows"),
        (forged(BOTH, same(BOTH), sum_of(t.zeros(2, 1), t.zeros(2, 1)), answer=t.zeros(2, 1), called=None), "no result answers"),
        (forged(HELD, same(HELD), answer=HELD.args[1], called=None, given=[Fact("=", (t.add(x, y), ONE))]), "stands for every point"),
        (forged(HELD, same(HELD), answer=HELD.args[1], called=None, given=[Fact("=", (y, t.mul(TWO, x)))]), "a function of the variable"),
        (forged(CONVEX, same(CONVEX), answer=CONVEX.args[1], called=None, given=[Fact("<=", (t.ZERO, x))]), "stands for every point"),
        (forged(CONVEX, same(CONVEX), answer=CONVEX.args[1], called=None, given=[Fact("=", (z, t.log(x)))]), "stands for every point"),
        (forged(CONVEX, same(CONVEX), answer=CONVEX.args[1], called=None, given=[Fact("symmetric", (t.blocks([[ONE, x], [y, ONE]]),))]), "stands for every point"),
    ],
)  # fmt: skip
def test_a_forged_answer_is_refused(made: Any, message: str) -> None:
    made["parts"][0]["results"][0]["name"] = "x" if message != "no result answers" else "f"
    report = replayed(made)
    assert not report.ok
    assert any(message in problem.message for problem in report.problems), report.problems


@pytest.mark.parametrize("given", [[], [Fact("=", (z, t.mul(TWO, x)))], [Fact("<", (t.ZERO, y))]])
def test_its_look_alikes_are_accepted(given: list[Fact]) -> None:
    made = forged(CONVEX, same(CONVEX), answer=CONVEX.args[1], called=None, given=given)
    made["parts"][0]["results"][0]["name"] = "objective"
    report = replayed(made)
    assert report.problems == ()
    assert "answer minimizer(x, (x + 1)^2)" in report.statements[0]


# -- the points of an optimum ---------------------------------------------------------------------

TREES = NestedTerms()


def tree(term: Term) -> Any:
    return TREES.tree(to_tree(term))


def normal() -> Normal:
    return Normal(Fuel(10**6))


D = t.as_scalar(t.mul(t.transpose(t.sub(u, b)), t.sub(u, b)))
GONE = t.mul(D, t.power(D, Integer(-1)))
LESS = t.Minimizer(u, t.add(square(u), GONE))
MORE = t.Minimizer(u, t.add(square(u), ONE))
POSITIVE = [Fact("<", (t.ZERO, y))]


def said(facts: Sequence[Fact]) -> list[Said]:
    return [Said(fact.predicate, tuple(map(tree, fact.args))) for fact in facts]


@pytest.mark.parametrize(
    ("before", "after", "facts", "kept"),
    [
        (LESS, MORE, [], False),
        (MORE, LESS, [], False),
        (LESS, MORE, [Fact("!=", (D, t.ZERO))], False),  # it speaks of the variable
        (LESS, t.Minimizer(u, t.add(GONE, square(u))), [], True),
        (t.Minimizer(x, x, t.Equation(x, y)), t.Minimizer(x, x, t.Equation(t.add(x, t.log(x)), t.add(y, t.log(x)))), [], False),
        (t.Minimizer(x, square(x)), t.Minimizer(x, t.mul(y, square(x), t.power(y, Integer(-1)))), [], True),
        (t.Minimizer(x, t.log(x)), t.Minimizer(x, t.add(t.log(x), t.log(x))), [], True),
        (t.Minimizer(x, square(x)), t.Minimizer(x, t.log(sympy.exp(square(x), evaluate=False))), [], True),
        (t.Minimizer(x, x), t.Minimizer(x, t.log(t.add(x, y))), POSITIVE, False),
        (t.Minimizer(x, square(x)), t.Minimizer(x, t.log(t.add(square(x), y))), POSITIVE, True),
    ],
)  # fmt: skip
def test_a_step_keeps_the_points_of_an_optimum(
    before: Term, after: Term, facts: list[Fact], kept: bool
) -> None:
    def checked() -> None:
        keep_points(normal(), tree(before), tree(after), said(facts))

    if kept:
        checked()
    else:
        with pytest.raises(ReplayError, match="over points"):
            checked()


@pytest.mark.parametrize(
    ("optimum", "kept"),
    [
        (LESS, False),
        (t.Minimizer(u, square(u)), True),
        (t.Minimizer(u, t.norm(u)), True),  # continuous: its row is refused, see below
        (t.Minimizer(u, t.relu(t.as_scalar(t.mul(t.transpose(b), u)))), False),
        (t.Minimizer(u, t.mul(t.relu(x), square(u))), True),
        (t.Minimizer(u, t.rank(t.mul(u, t.transpose(u)))), False),
        (t.Minimizer(u, t.log(square(u))), False),
        (t.Minimizer(u, t.log(t.add(square(u), ONE))), True),
        (t.Minimizer(u, square(u), t.Equation(t.mul(GONE, u), b)), False),
    ],
)
def test_a_stationary_point_needs_a_smooth_objective(optimum: Term, kept: bool) -> None:
    def checked(*equations: Any) -> None:
        refuse_partial(normal(), tree(optimum), equations, ())

    if kept:
        checked()
    else:
        with pytest.raises(ReplayError, match=r"no value|not known to be continuous"):
            checked()


def test_the_derivative_has_a_value_everywhere() -> None:
    row = t.mul(t.power(t.norm(u), Integer(-1)), t.transpose(u))
    with pytest.raises(ReplayError, match="no value or derivative"):
        refuse_partial(normal(), tree(t.Minimizer(u, t.norm(u))), (tree(row),), ())


def test_what_is_tied_in_two_ways_is_refused() -> None:
    """Two names for functions of the variable would be an equation for it."""
    optimum = make("minimizer", tree(x), make("pow", tree(x), number(Fraction(2))))
    once = said([Fact("=", (y, t.mul(TWO, x)))])
    refuse_tied(normal(), optimum, once)
    with pytest.raises(ReplayError, match="stands for every point"):
        refuse_tied(normal(), optimum, [*once, *said([Fact("=", (y, t.add(x, ONE)))])])
