"""A part about an optimum: its answer ends what is derived from the optimum itself."""

from collections.abc import Callable
from typing import Any

import pytest

from derive import Problem
from derive.errors import DeriveError
from derive.publish.certificate import certificate
from derive.replay import replay

Part = Any  # a part that is written


def solved(*steps: Callable[[Part], None], assume: str = "") -> Problem:
    problem = Problem("q", course="tests", title="q")
    problem.declare(r"x, y, z: scalar, u, b: n, v: m, w: k, B: m×n, c: m")
    if assume:
        problem.assume(assume)
    asked = [getattr(step, "asked", "") for step in steps]
    with problem.part("a", f"Find it: {' '.join(asked)}.") as part:
        for step in steps:
            step(part)
    return problem


def over(
    objective: str, letters: Any, subject_to: str | None = None, sense: str = "minimize"
) -> Callable[[Part], None]:
    def write(part: Part) -> None:
        getattr(part, sense)(objective, over=letters, subject_to=subject_to)

    write.asked = f"${objective}$" + (f" subject to ${subject_to}$" if subject_to else "")  # type: ignore[attr-defined]
    return write


def lines(start: str, *after: str, named: str | None = None) -> Callable[[Part], None]:
    def write(part: Part) -> None:
        part.start(start, named=named)
        for line in after:
            part.line(line)

    return write


def objective(text: str, sense: str = "") -> Callable[[Part], None]:
    return lambda part: part.objective(text, sense=sense)


def answer(name: str, text: str) -> Callable[[Part], None]:
    return lambda part: part.answer(name, text)


def stationary(*after: str) -> Callable[[Part], None]:
    def write(part: Part) -> None:
        part.stationary()
        for line in after:
            part.line(line)

    return write


def eliminate(letter: str) -> Callable[[Part], None]:
    return lambda part: part.eliminate(letter)


def define(name: str, meaning: str) -> Callable[[Part], None]:
    return lambda part: part.define(name, meaning)


QUADRATIC = over("u^T u + 2 b^T u", "u")
SLOPE = lines(r"\frac{\partial}{\partial u} (u^T u + 2 b^T u)", "2 u^T + 2 b^T")
SOLVED = stationary("u^T = -b^T", "u = -b")
CUBIC = over("x^3 - 3 x", "x")
SPHERE = over(r"\|u + b\|^2", "u", r"\|u\|^2 = 1")


@pytest.mark.parametrize(
    ("steps", "assume", "message"),
    [
        # the value of something else, by whatever name
        ([CUBIC, objective("-3 x + x^3"), lines("2 - 1", "1"), answer("x", "1")], "", "only optimum"),
        ([CUBIC, lines("2 - 1", "1", named="x")], "", "only optimum"),
        ([CUBIC, lines("2 - 1", "1"), answer("f", "1")], "", "no answer"),
        ([CUBIC, lines("x = 2 - 1", "x = 1"), answer("x", "1")], "", "only optimum"),
        ([SPHERE, objective(r"\|b + u\|^2"), lines("2 b - b", "b"), answer("u", "b")], "unit_norm(b)", "only optimum"),
        ([QUADRATIC, SLOPE, SOLVED, lines(r"-(b^T)^T", "-b"), answer("u", "-b")], "", "no answer"),
        ([QUADRATIC, SLOPE, stationary("u^T = -b^T"), lines("-b + 0", "-b"), answer("u", "-b")], "", "only optimum"),
        # the objective is no value of the variable
        ([over("x^2 + 3", "x"), objective("3 + x^2"), answer("x", "3 + x^2")], "", "only optimum"),
        # something is assumed of the variable, or a letter varies with it
        ([QUADRATIC], "b^T u = 1", "stands for every point"),
        ([over("(x + 1)^2", "x")], "x >= 0", "stands for every point"),
        ([over("x^2 + y^2", "x")], "x + y = 1", "stands for every point"),
        ([over("x^2", "x"), define("z", r"\log x"), objective("x^2 + 1")], "", "no answer|stands for every"),
        # the domain of a constraint, and of an objective
        ([over("x^2", ["x", "y"], r"y = \log x"), eliminate("y")], "", "may have no value"),
        ([over(r"\|w\|^2", ["w", "y"], r"y = \frac{1}{w^T w}"), eliminate("y")], "", "may have no value"),
        # the question says nothing of it
        ([lambda part: part.minimize("x^2", over="x"), objective("x^2 + 1"), answer("f", "x^2 + 1")], "", "the question"),
        # nothing is answered
        ([QUADRATIC, SLOPE], "", "no answer"),
    ],
)  # fmt: skip
def test_no_other_answer_is_stated(steps, assume, message):
    with pytest.raises(DeriveError) as refused:
        solved(*steps, assume=assume)
    assert any(one in refused.value.message for one in message.split("|")), refused.value.message


@pytest.mark.parametrize(
    ("steps", "printed"),
    [
        ([QUADRATIC, SLOPE, SOLVED, answer("u", "-b")], "answer u = (-1) * b"),
        ([QUADRATIC, SLOPE, SOLVED, lines("-b + 0", "-b")], ""),
        ([QUADRATIC, objective("u^T u + 2 b^T u + 3"), answer("objective", "u^T u + 2 b^T u + 3")],
         "answer minimizer(u"),
        ([over("x^2 + z^2", ["x", "y"], "y = 2 x"), eliminate("y"), objective("x^2"),
          answer("objective", "x^2")], "answer minimizer(x, x^2)"),
        ([over(r"-\|u\|^2", "u", sense="maximize"), objective(r"\|u\|^2", "min"),
          lines(r"\frac{\partial}{\partial u} \|u\|^2", "2 u^T"), stationary("u^T = 0", "u = 0"),
          answer("u", "0")], "answer u = 0"),
        ([over(r"\|u\|^2", ["u", "b"], "b = 2 u"), eliminate("b"),
          lines(r"\frac{\partial}{\partial u} \|u\|^2", "2 u^T"), stationary("u^T = 0", "u = 0"),
          answer("u", "0")], "answer u = 0"),
        ([QUADRATIC, define("r", "u + b"), SLOPE, SOLVED, answer("u", "-b")], "answer u = (-1) * b"),
    ],
)  # fmt: skip
def test_what_is_derived_from_the_optimum_answers_it(steps, printed):
    if not printed:
        steps = [*steps[:-1], answer("u", "-b"), steps[-1], answer("f", "-b")]
    report = replay(certificate(solved(*steps)))
    assert report.problems == ()
    assert printed in report.statements[0]


def test_a_multiplier_is_put_in():
    """The least norm where B u = c: each equation of the system gives a letter."""
    problem = solved(
        over(r"\|u\|^2", "u", "B u = c"),
        lines(r"\frac{\partial}{\partial u} \|u\|^2", "2 u^T"),
        lambda part: part.lagrange("v"),
        lines("2 u^T + v^T B = 0", r"u^T = -\frac{1}{2} v^T B", r"u = -\frac{1}{2} B^T v"),
        lines("B u = c", r"-\frac{1}{2} B B^T v = c", "B B^T v = -2 c", "v = -2 (B B^T)^{-1} c"),
        lines(r"-\frac{1}{2} B^T v", "B^T (B B^T)^{-1} c", named="u"),
        answer("u", "B^T (B B^T)^{-1} c"),
        assume="full_row_rank(B)",
    )
    assert replay(certificate(problem)).problems == ()


def test_with_an_equation_left_over_nothing_is_answered():
    """u = -B'v/2 is not the optimum until the constraint gives v."""
    with pytest.raises(DeriveError, match="only optimum"):
        solved(
            over(r"\|u\|^2", "u", "B u = c"),
            lines(r"\frac{\partial}{\partial u} \|u\|^2", "2 u^T"),
            lambda part: part.lagrange("v"),
            lines("2 u^T + v^T B = 0", r"u^T = -\frac{1}{2} v^T B", r"u = -\frac{1}{2} B^T v"),
            lambda part: part.answer("u", r"-\frac{1}{2} B^T v"),
        )
