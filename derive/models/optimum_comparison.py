"""Have two objectives the same optima?  Tried on exact models, as level sets and as an order.

A positive factor, a constant summand and an increasing function keep the level sets and the order
of any two values.  Two objectives count as equal if at a random point of every model their
gradients are parallel, and if f(x) - f(y) and g(x) - g(y) have one sign for two random points x and
y (opposite signs between a minimum and a maximum).  Under a constraint both points satisfy it, and
the gradients are parallel along it.  Nothing that is assumed of the variable is used: it stands for
every point.

Limits: objectives with the same optima and other level sets are `different` here.  Where the
variable is one number, gradients say nothing, and the order alone is tried.
"""

from __future__ import annotations

from collections.abc import Iterator

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import RefereeVerdict, show_values
from derive.models.comparison import FINE, values_of
from derive.models.degree import literal_digits
from derive.models.level_sets import gradient, same_levels
from derive.models.sampling.model_set import UNDEFINED, UNRESOLVED, ModelSet, prepared_for
from derive.models.tolerance import DIGITS, precision
from derive.models.values.evaluate import Model
from derive.models.values.functions import positive
from derive.models.values.grids import Unresolved

__all__ = ["free_of", "same_optima"]

_MARK = "@"  # between the name of a variable and the number of a point; in no name


def free_of(context: Context, variable: Term) -> Context:
    """The context without what is assumed of a variable that stands for every point."""
    letters = t.free_symbols(variable)
    kept = (fact for fact in context.facts if not letters & fact.free_symbols)
    return Context(context.symbols, tuple(kept))


def same_optima(context: Context, left: Term, right: Term) -> RefereeVerdict:
    """Whether two optima over one variable, under one constraint, are at the same points.

    `left` and `right` are Minimizers or Maximizers; the constraint of the first is used.
    """
    equations = equations_in(context.facts)
    left, right = (written_below(equations, side, strict=False) for side in (left, right))
    letters = ordered(t.free_symbols(left.args[0]))
    points: list[dict[Term, t.AnySymbol]] = [
        {s: _fresh(s, mark) for s in letters} for mark in ("1", "2")
    ]
    free = free_of(context, left.args[0]).declare(*(s for at in points for s in at.values()))
    for equation in left.args[2:]:
        sides = ([t.substitute(side, at) for side in equation.args] for at in points)
        free = free.assume(*(Fact("=", tuple(pair)) for pair in sides))
    values = [t.substitute(side.args[1], at) for side in (left, right) for at in points]
    constraints = [t.sub(*equation.args) for equation in left.args[2:]]
    rows = [
        gradient(t.substitute(term, points[0]), list(points[0].values()))
        for term in (left.args[1], right.args[1], *constraints)
    ]
    try:
        prepared = prepared_for(free, *values)
        if prepared.obstacle:
            return RefereeVerdict("undecided", prepared.obstacle)
        digits = 2 * DIGITS + sum(map(literal_digits, values))
        with precision(digits):
            return _Orders(prepared, values, rows, type(left) is not type(right), digits).verdict()
    except LimitError as error:
        return RefereeVerdict("undecided", error.message)


def _fresh(symbol: t.AnySymbol, mark: str) -> t.AnySymbol:
    name = symbol.name + _MARK + mark
    return t.matrix(name, *symbol.shape) if t.is_matrix(symbol) else t.scalar(name)


class _Orders:
    """The gradients of f and g, and the signs of f(x) - f(y) and g(x) - g(y), on the models."""

    def __init__(
        self,
        prepared: ModelSet,
        values: list[Term],
        rows: list[tuple[Term, ...]],
        opposite: bool,
        digits: int,
    ) -> None:
        self.prepared, self.values, self.rows, self.digits = prepared, values, rows, digits
        self.sign = -1 if opposite else 1

    def verdict(self) -> RefereeVerdict:
        decided = 0
        for model, general in self._models():
            found = [self.prepared.value(term, model, self.digits) for term in self.values]
            if UNRESOLVED in found:
                continue
            defined = [value is not UNDEFINED for value in found]
            if defined[:2] != defined[2:]:
                which = "second" if all(defined[:2]) else "first"
                return self._different(f"the {which} objective is not defined everywhere", model)
            signs = [_sign(*pair) for pair in (found[:2], found[2:]) if all(defined)]
            if None in signs or not signs:
                continue
            if signs[0] != self.sign * (signs[1] or 0):
                return self._different("the two objectives order two points differently", model)
            decided += general and signs[0] != 0
        if not decided:
            return RefereeVerdict("undecided", "the order of two points could be told on no model")
        return self._levels() or self._equal()

    def _levels(self) -> RefereeVerdict | None:
        """What speaks against one being a function of the other."""
        first, second, *along = self.rows
        for trial in self.prepared.trials:
            for model in (*trial.rational, *trial.prime):
                if same_levels(first, second, along, model) is not False:
                    continue
                if model.field.ordered:
                    return self._different("the two objectives have other level sets", model)
                return RefereeVerdict("undecided", "their gradients differ over a prime field")
        return None

    def _equal(self) -> RefereeVerdict:
        strata = tuple(trial.stratum for trial in self.prepared.trials)
        return RefereeVerdict("equal", "they order any two points that were tried alike", strata)

    def _models(self) -> Iterator[tuple[Model, bool]]:
        """Rational models, the simplest first, and whether one is held neither to a rank nor to
        chance."""
        yield from ((model, False) for model in self.prepared.simple)
        for trial in self.prepared.trials:
            for model in trial.rational:
                yield model, not (trial.stratum.ranks or trial.lucky)
        yield from ((model, True) for model in self.prepared.generic(FINE))

    def _different(self, what: str, model: Model) -> RefereeVerdict:
        values = values_of(self.prepared, model)
        letters = sorted({str(s.name) for term in self.values for s in t.free_symbols(term)})
        at = [name for name in letters if _MARK in name]
        given = {name: values[name] for name in letters if name in values and name not in at}
        points = " and ".join(
            show_values({name.split(_MARK)[0]: values[name] for name in at if name.endswith(mark)})
            for mark in ("1", "2")
        )
        context = f" for {show_values(given)}," if given else ""
        return RefereeVerdict("different", f"{what}:{context} at {points}")


def _sign(left: object, right: object) -> int | None:
    """Of left - right: None where balls cannot tell."""
    gap = left - right  # type: ignore[operator]  # two numbers of the field
    try:
        return 1 if positive(gap) else -1 if positive(-gap) else 0
    except Unresolved:
        return None
