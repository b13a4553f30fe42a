"""The differential of a function, rule by rule: d(A B) = dA B + A dB, d(A⁻¹) = -A⁻¹ dA A⁻¹.

From the outside inwards, each operation on the variable gives one row.  The derivative D is what
stands in df = D dx, or df = tr(D dX).  Each row is compared with dual numbers in a random direction
before it is returned.

References: Magnus and Neudecker, Matrix Differential Calculus (3rd ed. 2019), chapters 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow

from derive.algebra import term as t
from derive.algebra.context import Context
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
from derive.proof.slopes import (
    FUNCTIONS,
    entrywise_slope,
    matrix_slope,
    power_slope,
    scalar_slope,
)

__all__ = ["Differential", "differentials", "read_off"]

D = r"\mathrm{d}"


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
    marks = _Marks(x)
    value = t.mul(derivative, marks.of(x))
    if t.is_matrix(x) and shape_of(x)[1] != 1:
        value = t.trace(value)
    elif t.is_matrix(value) and t.is_scalar(inner):
        value = t.as_scalar(value)
    row = Differential("derivative_of_differential", inner, value, marks.terms)
    _confirm(context, row, x)
    return row


# -- the table ----------------------------------------------------------------------------------


class _Marks:
    """Letters for the differentials of the arguments of one node."""

    def __init__(self, x: Term) -> None:
        self._x = x
        self.terms: dict[Term, Term] = {}

    def varies(self, term: Term) -> bool:
        return self._x in t.free_symbols(term)

    def of(self, term: Term) -> Term:
        """The letter for d(term), of its shape."""
        inner = term.args[0] if isinstance(term, t.AsScalar) else term
        name = rf"{D}_{{{len(self.terms) + 1}}}"
        shape = shape_of(inner)
        mark = t.matrix(name, *shape) if shape else t.scalar(name)
        self.terms[mark] = inner
        return mark if inner is term else t.as_scalar(mark)


def _row(node: Term, x: Term) -> Differential:
    marks = _Marks(x)
    rule, value = _differential(node, marks)
    return Differential(rule, node, value, marks.terms)


def _differential(node: Term, d: _Marks) -> tuple[str, Term]:
    """The name of the rule for the outermost operation, and the differential by it."""
    match node:
        case Add() | t.MatAdd():
            return "differential_add", t.add(*(d.of(a) for a in node.args if d.varies(a)))
        case Mul() | t.MatMul() | t.HadamardProduct() | t.KroneckerProduct():
            return "differential_mul", t.add(*_by_factors(node, d))
        case t.Transpose():
            return "differential_transpose", t.transpose(d.of(node.args[0]))
        case t.Trace() if isinstance(node.args[0], t.MatrixFunction):
            slope = matrix_slope(node.args[0])
            if slope is not None:
                return "differential_trace_function", _trace(slope, d.of(node.args[0].args[0]))
        case t.Trace():
            return "differential_trace", t.trace(d.of(node.args[0]))
        case sympy.log() if isinstance(node.args[0], t.Determinant):
            inner = node.args[0].args[0]
            return "differential_log_det", _trace(t.inverse(inner), d.of(inner))
        case t.Determinant():
            inner = node.args[0]
            return "differential_det", t.mul(node, _trace(t.inverse(inner), d.of(inner)))
        case t.Inverse():
            return "differential_inv", t.mul(-1, node, d.of(node.args[0]), node)
        case sympy.log():
            return "differential_log", t.mul(t.power(node.args[0], Integer(-1)), d.of(node.args[0]))
        case sympy.exp():
            return "differential_exp", t.mul(node, d.of(node.args[0]))
        case t.Elementwise():
            slope = entrywise_slope(node)
            if slope is not None:
                made = t.hadamard(slope, d.of(node.args[0]))
                return "differential_entrywise", made
        case sympy.Function() if (
            isinstance(node, FUNCTIONS) and (slope := scalar_slope(node)) is not None
        ):
            return "differential_chain", t.mul(slope, d.of(node.args[0]))
        case t.BlockMatrix():
            rows = [
                [d.of(part) if d.varies(part) else _nothing(part) for part in row]
                for row in t.block_rows(node)
            ]
            return "differential_block", t.blocks(rows)
        case Pow() | t.MatPow():
            return _power(node, d)
    raise StepError(f"no rule gives the differential of {latex(node)}")


def _nothing(part: Term) -> Term:
    shape = shape_of(part)
    return t.zeros(*shape) if shape else t.ZERO


def _trace(*factors: Term) -> Term:
    return t.trace(t.mul(*factors))


def _by_factors(node: Term, d: _Marks) -> Iterator[Term]:
    for place, factor in enumerate(node.args):
        if d.varies(factor):
            yield t.rebuild(node, [*node.args[:place], d.of(factor), *node.args[place + 1 :]])


def _power(node: Term, d: _Marks) -> tuple[str, Term]:
    base, exponent = node.args
    if isinstance(base, t.Norm) and exponent == 2:
        inner = base.args[0]
        product = t.mul(t.transpose(inner), d.of(inner))
        column = shape_of(inner)[1] == 1
        whole = t.as_scalar(product) if column else t.trace(product)
        return "differential_norm_sq", t.mul(2, whole)
    if t.is_scalar(base) and not d.varies(exponent):
        return "differential_pow", t.mul(power_slope(node), d.of(base))
    if isinstance(exponent, Integer) and 2 <= exponent <= 6:
        factors = [base] * int(exponent)
        parts = ((*factors[:k], d.of(base), *factors[k + 1 :]) for k in range(int(exponent)))
        return "differential_pow", t.add(*(t.mul(*part) for part in parts))
    raise StepError(f"no rule gives the differential of {latex(node)}")


# -- the check ----------------------------------------------------------------------------------


def _confirm(context: Context, row: Differential, x: Term) -> None:
    """Compare both sides in a random direction on the models; StepError if they differ."""
    met = False
    random = Random(str(row.of))
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
