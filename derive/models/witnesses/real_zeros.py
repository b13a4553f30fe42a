"""Real points, rational or not, at which a formula has no value because a divisor is zero.

Along a line through a model, the divisor or determinant is a rational function of one number.  The
real zeros of its numerator are isolated exactly; at each of them the formula has no value, and the
other formula is enclosed in balls around it: if that has a value, it is defined on more.

Reference: Cohen, A Course in Computational Algebraic Number Theory (1993), 4.1.2 (real roots).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import flint

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.models.sampling.model_set import UNDEFINED, UNRESOLVED, outcome
from derive.models.sampling.plan import OPEN
from derive.models.sampling.singular import inverted_terms
from derive.models.values.evaluate import Model, evaluate
from derive.models.values.fields import Germs, is_grid
from derive.models.values.germs import Germ, variable
from derive.models.values.grids import determinant
from derive.models.witnesses.branches import Purse, evaluation_weight, holds_exactly, special_models

__all__ = ["real_zero"]

BASES = 40  # models through which lines are laid
MAX_DEGREE = 24
MAX_SIZE = 3
_OPEN = frozenset(OPEN | {"<", "!="})


def real_zero(context: Context, left: Term, right: Term, purse: Purse) -> tuple[Model, Term] | None:
    """A model on which the left formula has a value and the right one has none, and what is zero or
    singular in the right one there.  Values that are not rational are balls."""
    divisors = ordered(inverted_terms(right) - inverted_terms(left))
    if not divisors:
        return None
    weight = sum(map(evaluation_weight, (left, *divisors)))
    for base in islice(special_models(context, (left, right), purse), BASES):
        if max(base.sizes.values(), default=1) > MAX_SIZE:
            continue
        for divisor in divisors:
            for letter in _movable(context, divisor, base):
                for direction in _directions(base.values[letter]):
                    if not purse.spend(10 * weight):
                        return None
                    for model in _zeros(context, divisor, letter, direction, base):
                        if outcome(left, model) not in (UNDEFINED, UNRESOLVED):
                            return model, divisor
    return None


def _movable(context: Context, divisor: Term, base: Model) -> list[Term]:
    """The letters of a divisor that may change a little whatever else has a value."""
    closed = {
        letter
        for fact in context.facts
        if fact.predicate not in _OPEN
        for letter in fact.free_symbols
    }
    return [s for s in ordered(t.free_symbols(divisor) - closed) if s in base.values]


def _directions(value: Any) -> Iterator[Any]:
    if not is_grid(value):
        yield flint.fmpq(1)
        return
    rows, cols = value.nrows(), value.ncols()
    for entries in ([1], [1] * min(rows, cols)):
        flat = [int(i == j and i < len(entries)) for i in range(rows) for j in range(cols)]
        yield flint.fmpq_mat(rows, cols, flat)
        if min(rows, cols) == 1:
            return


def _zeros(
    context: Context, divisor: Term, letter: Term, direction: Any, base: Model
) -> Iterator[Model]:
    """The models on the line on which the divisor is zero and the assumptions hold."""
    start = base.values[letter]
    moving = start + direction * variable(flint.fmpq(1))
    germ = replace(base, field=Germs(base.field), values={**base.values, letter: moving})
    try:
        value = evaluate(divisor, germ)
        found = determinant(value, germ.field) if is_grid(value) else value
    except (DeriveError, ArithmeticError, TypeError, AttributeError):
        return
    if not isinstance(found, Germ) or not 0 < found.above.degree() <= MAX_DEGREE:
        return
    for root in _real_roots(found.above):
        at = _along(start, direction, root)
        model = replace(base, values={**base.values, letter: at})
        touched = [fact for fact in context.facts if letter in fact.free_symbols]
        if all(holds_exactly(fact, model) for fact in touched):
            yield model


def _along(start: Any, direction: Any, root: Any) -> Any:
    """start + root · direction, in balls if the root is one."""
    if isinstance(root, flint.fmpq):
        return start + direction * root
    if not is_grid(start):
        return root + flint.arb(start)
    return flint.arb_mat(start) + flint.arb_mat(direction) * root


def _real_roots(poly: flint.fmpq_poly) -> Sequence[Any]:
    """Balls around the real roots, rational roots exactly."""
    whole = flint.fmpz_poly([int(c) for c in (poly * poly.denom()).coeffs()])
    found: list[Any] = []
    for factor, _ in whole.factor()[1]:
        if factor.degree() == 1:
            found.append(flint.fmpq(-factor[0], factor[1]))
        else:
            roots: Any = factor.complex_roots()  # with multiplicities, which the stub leaves out
            found += [root.real for root, _ in roots if root.imag == 0]
    return found
