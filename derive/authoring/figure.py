r"""Figures as an author writes them, drawn from terms by the evaluation that the referee uses.

    d.figure(
        Panel(
            (r"\sigma", "1/100", 100),
            [(r"\frac{\sigma}{\sigma^2 + \lambda}", r"$\lambda = 1$", {r"\lambda": 1})],
            log=True,
        ),
        caption="…",
        alt="What is to be seen, in words.",
    )

Nothing is drawn that contradicts the part: the numbers chosen for the letters, and every point of
the range, must meet the assumptions.  A letter that the part defines takes its value from there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.authoring.formulas import formula, words
from derive.authoring.parts import Curve, Plot, Spot, Words
from derive.errors import LimitError, SpecError
from derive.latex.names import canonical_name
from derive.latex.printer import latex, latex_fact
from derive.models.predicates import COMPARES, satisfied
from derive.models.values.evaluate import Model, evaluate
from derive.models.values.fields import Rationals
from derive.models.values.grids import Undefined, Unresolved

__all__ = ["Panel", "plot"]

POINTS = 240  # between the ends of a curve
MAX_DEFINITIONS = 20  # put into one another
FIELD = Rationals()

Number: TypeAlias = int | str | Fraction
Values: TypeAlias = Mapping[str, Number]
Drawn: TypeAlias = tuple[str | Term, str] | tuple[str | Term, str, Values]


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes.

    `over` is the letter along the horizontal axis and its range.  A curve is a term and its label,
    and the values that it alone has; `values` are those of all.  A mark is a point: x, y (terms
    without the letter of the axis) and a label.  Numbers are exact: 3, "1/2".  `log`: both axes
    are logarithmic.  `axes` are the words beside them; the letter of the axis by default.
    """

    over: tuple[str, Number, Number]
    curves: Sequence[Drawn]
    values: Values = field(default_factory=dict)
    marks: Sequence[tuple[str | Term, str | Term, str]] = ()
    title: str = ""
    axes: tuple[str, str] = ("", "")
    log: bool = False


def plot(panel: Panel, context: Context) -> Plot:
    """The panel with its curves as points.

    Raises SpecError for numbers that contradict an assumption, for a letter without a value, and
    for a curve that has no value somewhere in its range.
    """
    return _Plotter(panel, context).plot()


class _Plotter:
    """The evaluation of one panel."""

    def __init__(self, panel: Panel, context: Context) -> None:
        name = canonical_name(panel.over[0])
        if name not in context.symbols:
            context = context.declare(t.scalar(name))
        self.panel, self.context = panel, context
        self.variable = context.symbols[name]
        if t.is_matrix(self.variable):
            raise SpecError(f"{name} is a matrix, and cannot run along an axis")
        self.low, self.high = (_exact(end) for end in panel.over[1:])
        if not self.low < self.high or (panel.log and self.low <= 0):
            raise SpecError(f"{name} cannot run from {self.low} to {self.high}")

    def plot(self) -> Plot:
        panel = self.panel
        spots = tuple(self._spot(*mark) for mark in panel.marks)
        places = self._places(spots)
        curves = tuple(self._curve(places, *curve) for curve in panel.curves)
        if not curves:
            raise SpecError("a panel needs a curve")
        beside, above = panel.axes
        across = self._words(beside) if beside else (self.variable,)
        axes = (across, self._words(above))
        return Plot(self._words(panel.title), axes, curves, spots, panel.log)

    def _words(self, text: str) -> Words:
        return words(text, self.context)

    def _curve(
        self, places: Sequence[Fraction], text: str | Term, label: str, own: Values | None = None
    ) -> Curve:
        values = self._values({**self.panel.values, **(own or {})})
        term = self._closed(formula(text, self.context, ()), values, {self.variable})
        facts = [
            f for f in self._facts({*values, self.variable}) if self.variable in f.free_symbols
        ]
        points = []
        for x in places:
            here = {**values, self.variable: FIELD.number(x)}
            for fact in facts:
                self._require(fact, here)
            y = self._value(term, here)
            if not math.isfinite(y) or (self.panel.log and y <= 0):
                raise SpecError(f"{latex(term)} cannot be drawn where it is {y:g}")
            points.append((float(x), y))
        return Curve(self._words(label), tuple(points))

    def _spot(self, x: str | Term, y: str | Term, label: str) -> Spot:
        values = self._values(self.panel.values)
        place = [
            self._value(self._closed(formula(text, self.context, ()), values, set()), values)
            for text in (x, y)
        ]
        return Spot(place[0], place[1], self._words(label))

    # -- values -------------------------------------------------------------------------------

    def _values(self, given: Values) -> dict[Term, Any]:
        values: dict[Term, Any] = {}
        for name, number in given.items():
            symbol = self.context.symbols.get(canonical_name(name))
            if symbol is None or t.is_matrix(symbol) or symbol == self.variable:
                raise SpecError(f"{name} is no scalar that can be given a value here")
            values[symbol] = FIELD.number(_exact(number))
        for fact in self._facts(values.keys()):
            self._require(fact, values)
        return values

    def _closed(self, term: Term, values: Mapping[Term, Any], free: set[Term]) -> Term:
        """The term with definitions put in until every letter in it has a value."""
        closed = self._put_in(term, {*values, *free})
        missing = [str(s) for s in ordered(self._undetermined(closed, {*values, *free}))]
        if missing:
            raise SpecError(
                f"{', '.join(missing)} in {latex(term)} has no value", hint="say it in values="
            )
        return closed

    def _put_in(self, term: Term, letters: Set[Term]) -> Term:
        """The term with what other letters than these stand for, as far as it is known."""
        for _ in range(MAX_DEFINITIONS):
            found = {
                s: self.context.definition(s) for s in ordered(self._undetermined(term, letters))
            }
            known = {symbol: value for symbol, value in found.items() if value is not None}
            if not known:
                return term
            term = t.substitute(term, known)
        return term

    def _undetermined(self, term: Term, letters: Set[Term]) -> Set[Term]:
        return (t.free_symbols(term) & set(self.context.symbols.values())) - letters

    def _places(self, spots: Sequence[Spot]) -> list[Fraction]:
        """Where the curves are evaluated: evenly along the axis, and at the marks."""
        low, high = self.low, self.high
        shares = [Fraction(index, POINTS) for index in range(1, POINTS)]
        if self.panel.log:
            ratio = float(high / low)
            inside = [low * Fraction(ratio ** float(share)) for share in shares]
        else:
            inside = [low + (high - low) * share for share in shares]
        marked = {Fraction(spot.x) for spot in spots if low < spot.x < high}
        return sorted({low, high, *inside, *marked})

    def _value(self, term: Term, values: Mapping[Term, Any]) -> float:
        try:
            return float(evaluate(term, Model(FIELD, {}, values)))
        except (Undefined, Unresolved, LimitError) as error:
            where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
            why = f": {error}" if str(error) else ""
            raise SpecError(f"{latex(term)} has no value for {where}{why}") from None

    # -- assumptions --------------------------------------------------------------------------

    def _facts(self, letters: Set[Term]) -> list[Fact]:
        """What is assumed of scalars among these letters and of nothing else.

        Letters without a value are replaced by what they stand for.
        """
        scalar = [
            f for f in self.context.facts if f.predicate in (*COMPARES, "positive", "nonzero")
        ]
        closed = [
            Fact(fact.predicate, tuple(self._put_in(arg, letters) for arg in fact.args))
            for fact in scalar
        ]
        return [fact for fact in closed if (spoken := fact.free_symbols) and spoken <= letters]

    def _require(self, fact: Fact, values: Mapping[Term, Any]) -> None:
        try:
            holds = satisfied(fact, Model(FIELD, {}, values))
        except (Undefined, Unresolved, LimitError):
            holds = False
        if not holds:
            where = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
            raise SpecError(f"the figure has {where}, and assumed is {latex_fact(fact)}")


def _exact(number: Number) -> Fraction:
    try:
        return Fraction(number)
    except (ValueError, ZeroDivisionError):
        raise SpecError(f"{number} is no number", expected='an exact one, as 3 or "1/2"') from None
