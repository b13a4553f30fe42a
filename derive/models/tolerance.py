"""Whether two values agree: exactly, or in balls to so many digits.

Disjoint balls refute rigorously.  Balls that meet count as equal only if their difference is
enclosed below 10^-60 of the smallest number that the formulas hold, which a term hidden behind a
tiny coefficient cannot survive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

import flint
import sympy

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.degree import literal_digits
from derive.models.values.balls import take_turn
from derive.models.values.duals import DualGrid, DualNumber
from derive.models.values.evaluate import Model, Undefined, evaluate
from derive.models.values.fields import is_grid
from derive.models.values.grids import Unresolved

__all__ = ["DIGITS", "Agreement", "agreement", "digits_needed", "precision"]

Agreement = Literal["same", "near", "different", "unclear"]
DIGITS = 60
PLACES = (1, 2, 3)  # of an index, at which a part of a sum is measured
MAX_SCALE = 10_000
BITS_PER_DIGIT = 3.33
_WIDE = (
    *(sympy.Function, sympy.Pow, sympy.Mul, t.MatPow, t.MatMul),
    *(t.MatrixFunction, t.Elementwise, t.Determinant, t.GaussianDensity),
)


@contextmanager
def precision(digits: int) -> Iterator[None]:
    """Compute balls with so many decimal digits."""
    take_turn()
    before = flint.ctx.prec
    flint.ctx.prec = int(digits * BITS_PER_DIGIT)
    try:
        yield
    finally:
        flint.ctx.prec = before


def agreement(left: Any, right: Any, digits: int = 0) -> Agreement:
    """How two values compare: `same` exactly, `near` as balls to 60 digits beyond `digits`."""
    if is_grid(left) != is_grid(right):
        return "different"
    balls = isinstance(left, flint.arb | flint.arb_mat) or isinstance(
        right, flint.arb | flint.arb_mat
    )
    if not balls:
        return "same" if left == right else "different"
    if is_grid(left):
        if (left.nrows(), left.ncols()) != (right.nrows(), right.ncols()):
            return "different"
        pairs = zip(left.entries(), right.entries(), strict=True)
        return _worst(_balls_agree(a, b, digits) for a, b in pairs)
    return _balls_agree(left, right, digits)


def _worst(found: Iterator[Agreement]) -> Agreement:
    seen = set(found)
    order: tuple[Agreement, ...] = ("different", "unclear", "near")
    for kind in order:
        if kind in seen:
            return kind
    return "same"


def _balls_agree(left: Any, right: Any, digits: int) -> Agreement:
    gap = flint.arb(left) - flint.arb(right)
    if gap == 0:
        return "same"
    if not gap.contains(0):
        return "different"
    return "near" if abs(gap) < flint.arb(10) ** -(DIGITS + digits) else "unclear"


def digits_needed(term: Term, model: Model) -> int:
    """The decimal digits that the numbers in a term span on a model, literals and values alike.

    Raises LimitError above MAX_SCALE.
    """
    literals = literal_digits(term)
    parts = reversed(dict.fromkeys(_wide_parts(term)))  # the inner ones first, each once
    known: dict[Term, Any] | None = dict(model.values)
    if any(isinstance(part, t.BINDING) for part in t.subterms(term)):
        known = None  # below what binds, a part has other values
    span = literals + max((_scale(part, model, known) for part in parts), default=0)
    if span > MAX_SCALE:
        raise LimitError(f"its numbers span more than {MAX_SCALE} digits")
    return span


def _wide_parts(term: Term) -> Iterator[Term]:
    """The parts whose values can be large or small whatever their letters are."""
    for part in t.subterms(term):
        if isinstance(part, _WIDE):
            yield part


def _saturating(part: Term) -> bool:
    """Whether a part comes so close to a constant that balls lose what is between them."""
    named = part.args[1].name if isinstance(part, t.Elementwise) else ""
    return isinstance(part, t.Logistic | sympy.tanh) or named in ("tanh", "logistic")


def _scale(part: Term, model: Model, known: dict[Term, Any] | None) -> int:
    """The largest |log10| of the entries of a value that are not zero, or of how far they are from
    a constant that they tend to: 1 - tanh x is about 2 exp(-2x).
    """
    if _saturating(part):
        return max(map(_digits_from_limit, _entries_of(part.args[0], model, known)), default=0)
    return max(map(_magnitude, _entries_of(part, model, known)), default=0)


def _digits_from_limit(entry: Any) -> int:
    """The digits of exp(-2|x|), about."""
    if isinstance(entry, DualNumber | DualGrid):
        return 0
    size = abs(flint.arb(entry))
    return int(float(size.mid()) * 0.87) + 1 if size < 2 * MAX_SCALE else 2 * MAX_SCALE


def _entries_of(part: Term, model: Model, known: dict[Term, Any] | None) -> list[Any]:
    """The entries of a value, at a few places for a part that a sum over an index repeats.

    The value is kept among the known ones, and found by them.
    """
    loose = [s for s in ordered(t.free_symbols(part)) if s.is_integer and s not in model.sizes]
    found: list[Any] = []
    model = model if known is None else replace(model, values=known)
    for place in PLACES if loose else PLACES[:1]:
        at = replace(model, sizes={**model.sizes, **dict.fromkeys(loose, place)})
        try:
            value = evaluate(part, at if loose else model)
        except (Undefined, Unresolved, ZeroDivisionError, LimitError):
            continue
        if known is not None and not loose:
            known[part] = value
        found += list(value.entries()) if is_grid(value) else [value]
    return found


def _magnitude(entry: Any) -> int:
    if isinstance(entry, DualNumber | DualGrid) or entry == 0:
        return 0
    ball = flint.arb(entry)
    if ball.contains(0):
        return 0
    return abs(int(float(abs(ball).log().mid()) / 2.302585))
