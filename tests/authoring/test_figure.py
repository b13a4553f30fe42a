"""Figures as points: the values of the terms, and nothing that contradicts the part."""

from __future__ import annotations

import pytest

from derive import Context, Panel
from derive.authoring.figure import plot
from derive.errors import DeriveError, SpecError
from derive.latex.assumptions import read_fact
from derive.latex.declare import read_declarations

SCALARS = r"\lambda: scalar, w: scalar, b: scalar, e: scalar, A: 2×2"


def context(*facts: str) -> Context:
    made = Context.of(read_declarations(SCALARS))
    for fact in facts:
        made = made.assume(*read_fact(fact, made))
    return made


def values_at(panel: Panel, x: float, *facts: str) -> list[float]:
    return [dict(curve.points)[x] for curve in plot(panel, context(*facts)).curves]


def panel(curve: str, low: object = -1, high: object = 1, **options: object) -> Panel:
    return Panel(("t", low, high), [(curve, "c")], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("curve", "values", "x", "y"),
    [
        ("t^2", {}, 1.0, 1.0),
        (r"\max(w t + b, 0)", {"w": 2, "b": "1/2"}, 1.0, 2.5),
        (r"\max(w t + b, 0)", {"w": 2, "b": "1/2"}, -1.0, 0.0),
        (r"\sqrt{t + 3}", {}, 1.0, 2.0),
        (r"\frac{t}{t^2 + \lambda}", {r"\lambda": 3}, 1.0, 0.25),
        (r"\mathbb{1}[t > 0]", {}, 0.0, 0.0),
    ],
)
def test_a_curve_has_the_values_of_its_term(curve: str, values: object, x: float, y: float) -> None:
    assert values_at(panel(curve, values=values), x) == pytest.approx([y])


def test_a_letter_has_the_value_that_the_part_defines() -> None:
    made = plot(
        panel("t", values={"w": 2, "b": 1}, marks=[("e", "0", "elbow")]),
        context(r"e = -\frac{b}{w}"),
    )
    assert [(spot.x, spot.y) for spot in made.spots] == [(-0.5, 0.0)]


def test_a_curve_goes_through_the_place_of_a_mark() -> None:
    kink = panel(r"\max(3 t - 1, 0)", marks=[(r"\frac{1}{3}", "0", "k")])
    assert values_at(kink, 1 / 3) == pytest.approx([0.0])


def test_each_curve_may_have_values_of_its_own() -> None:
    two = Panel(("t", 1, 2), [("w t", "one", {"w": 5}), ("w t", "other")], values={"w": 1})
    assert values_at(two, 2.0) == [10.0, 2.0]


def test_a_logarithmic_axis_has_its_points_evenly() -> None:
    made = plot(panel("t", "1/100", 100, log=True), context())
    xs = [x for x, _ in made.curves[0].points]
    assert xs[0] == 0.01
    assert xs[-1] == 100.0
    assert xs[len(xs) // 2] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("wrong", "facts", "said"),
    [
        (panel("w t", values={"w": -1}), ["w > 0"], "assumed is w > 0"),
        (panel("w t", values={"w": 1, "b": 2}), [r"b w = 3"], "assumed is b w = 3"),
        (Panel(("w", -1, 1), [("w", "")]), ["w > 0"], "w = -1"),
        (panel("w t"), [], "w in w t has no value"),
        (panel(r"\frac{1}{t}"), [], "has no value for t = 0"),
        (panel(r"\sqrt{t}"), [], "has no value for t = -1"),
        (panel("t", 1, 1), [], "cannot run from 1 to 1"),
        (panel("t", 0, 1, log=True), [], "cannot run from 0"),
        (panel("t - 2", 1, 3, log=True), [], "cannot be drawn where it is -1"),
        (Panel(("A", 0, 1), [("1", "")]), [], "is a matrix"),
        (panel("t", values={"A": 1}), [], "A is no scalar"),
        (panel("t", values={"z": 1}), [], "z is no scalar"),
        (panel("t", values={"w": "one"}), [], "one is no number"),
        (Panel(("t", 0, 1), []), [], "needs a curve"),
        (panel("e", values={}), ["e = b", "b = e"], "has no value"),
        (panel("w t", values={"w": 1, "b": 2}), ["e = w - b", "e > 0"], "assumed is w - b > 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: Panel, facts: list[str], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        plot(wrong, context(*facts))


def test_a_formula_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(DeriveError):
        plot(panel("u t"), context())
