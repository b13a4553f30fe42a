"""The differential of a function, rule by rule: d(A B) = dA B + A dB, d(A⁻¹) = -A⁻¹ dA A⁻¹.

From the outside inwards, each operation on the variable gives one row.  The derivative D is what
stands in df = D dx, or df = tr(D dX).  Each row is compared with dual numbers in a random direction
before it is returned.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapters 8 and 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError, StepError
from derive.latex.printer import latex
from derive.models.equivalence import models_of
from derive.models.tolerance import agreement
from derive.models.values.duals import DualGrid, DualNumber
from derive.models.values.evaluate import Model, Undefined, evaluate
from derive.models.values.fields import Tangent, is_grid
from derive.models.values.grids import Unresolved
from derive.proof.differential_row import D, Marks
from derive.proof.differential_rules import ROWS

__all__ = ["Differential", "differentials", "read_off"]


@dataclass(frozen=True, slots=True)
class Differential:
    """d(of) = value, where the letters in `marks` stand for the differentials of terms."""

    rule: str
    of: Term
    value: Term
    marks: Mapping[Term, Term]

    @property
    def before(self) -> str:
        """d(of), in LaTeX."""
        return _d(self.of)

    @property
    def after(self) -> str:
        """What it is equal to, in LaTeX."""
        text = latex(self.value)
        for mark, inner in self.marks.items():
            plain = latex(mark)
            for raised in (f"{plain}^", f"{plain}_"):
                text = text.replace(raised, f"({_d(inner)}){raised[-1]}")
            text = text.replace(plain, _d(inner))
        return text


def _d(term: Term) -> str:
    shown = latex(term)
    return rf"{D} {shown}" if t.is_leaf(term) else rf"{D}({shown})"


def differentials(context: Context, f: Term, x: Term) -> tuple[Differential, ...]:
    """The rules that give the differential of f, which depends on the symbol x.

    Raises StepError where no rule is known, or a row is not confirmed by dual numbers.
    """
    rows: dict[Term, Differential] = {}
    waiting = [f]
    while waiting:
        node = waiting.pop(0)
        node = node.args[0] if isinstance(node, t.AsScalar) else node
        if node == x or node in rows or x not in t.free_symbols(node):
            continue
        rows[node] = _row(node, x)
        waiting += rows[node].marks.values()
    for row in rows.values():
        _confirm(context, row, x)
    return tuple(rows.values())


def read_off(context: Context, f: Term, x: Term, derivative: Term) -> Differential:
    """df = D dx for a column or a letter x, tr(D dX) for a matrix: D is the derivative (a row).

    Raises StepError if that is not so.
    """
    inner = f.args[0] if isinstance(f, t.AsScalar) else f
    marks = Marks(x)
    value = t.mul(derivative, marks.of(x))
    if t.is_matrix(x) and shape_of(x)[1] != 1:
        value = t.trace(value)
    elif t.is_matrix(value) and t.is_scalar(inner):
        value = t.as_scalar(value)
    row = Differential("derivative_of_differential", inner, value, marks.terms)
    _confirm(context, row, x)
    return row


def _row(node: Term, x: Term) -> Differential:
    """The differential by the rule for the outermost operation."""
    marks = Marks(x)
    row = ROWS.get(type(node))
    found = row.differential(node, marks) if row else None
    if found is None:
        raise StepError(f"no rule gives the differential of {latex(node)}")
    rule, value = found
    return Differential(rule, node, value, marks.terms)


# -- the check ----------------------------------------------------------------------------------


def _confirm(context: Context, row: Differential, x: Term) -> None:
    """Compare both sides in a random direction on the models; StepError if they differ."""
    met = False
    random = Random(str(Renaming.of(context, row.of).term(row.of)))
    for model in models_of(context, row.of):
        try:
            point = model.values[x]
            tangent = _towards(model, x, _direction(point, model, random))
            wanted = _slope(row.of, tangent)
            slopes = {mark: _slope(inner, tangent) for mark, inner in row.marks.items()}
            found = evaluate(row.value, replace(model, values={**model.values, **slopes}))
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            continue
        agreed = agreement(wanted, found)
        if agreed == "different":
            raise StepError(f"{row.rule} does not hold for {latex(row.of)}")
        met |= agreed in ("same", "near")
    if not met:
        raise StepError(f"{row.rule} could be confirmed on no model")


def _direction(point: Any, model: Model, random: Random) -> Any:
    if not is_grid(point):
        return model.field.number(random.randrange(1, 9))
    numbers = [random.randrange(-4, 5) for _ in range(point.nrows() * point.ncols())]
    return model.field.grid(point.nrows(), point.ncols(), numbers)


def _towards(model: Model, x: Term, direction: Any) -> Model:
    kind = DualGrid if is_grid(direction) else DualNumber
    values = {**model.values, x: kind(model.values[x], direction)}
    roots = {symbol: root for symbol, root in model.roots.items() if symbol != x}
    return replace(model, field=Tangent(model.field), values=values, roots=roots)


def _slope(term: Term, tangent: Model) -> Any:
    value = evaluate(term, tangent)
    return value.slope if isinstance(value, DualNumber | DualGrid) else value * 0
