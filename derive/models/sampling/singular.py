"""Models on which a given inverse does not exist, and what would have to be assumed for it.

(A - B)^-1 (A - B) C agrees with C wherever both are defined, and no random A and B are equal.
Along a line A + s u v' of rank one, det E is a fraction of degree one in s for every E in which A
stands once (the matrix determinant lemma), so that its zero is rational and is found from three
values; E may also vanish by two letters being equal, or a letter the identity.

Reference: Horn and Johnson, Matrix Analysis (2013), 0.8.5 (Cauchy's formula).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from random import Random
from typing import Any

import flint
import sympy
from sympy import Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.normal_form import tidied
from derive.algebra.order import ordered, text_of
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.predicates import satisfied
from derive.models.sampling.model_set import UNDEFINED, ModelSet, outcome
from derive.models.values.evaluate import Model, Undefined, evaluate
from derive.models.values.fields import is_grid
from derive.models.values.grids import Unresolved

__all__ = ["inverted_terms", "missing_assumption", "needed", "singular_models"]

BASES = 3  # models that are changed, a letter at a time
ENOUGH = 4


@lru_cache(maxsize=4096)
def inverted_terms(term: Term) -> frozenset[Term]:
    """What must be invertible, or not zero, for a term to have a value."""
    return frozenset(
        part.args[0]
        for part in _at_their_points(term)
        if isinstance(part, t.Inverse)
        or (isinstance(part, Pow | t.MatPow) and _negative(part.args[1]))
    )


def _at_their_points(term: Term) -> Iterator[Term]:
    """The parts of a term, those of a limit with its point put in; of one at ∞ none."""
    if isinstance(term, t.Limit | t.MatrixLimit):
        body, variable, point, _ = term.args
        if point is not sympy.oo:
            yield from _at_their_points(tidied(t.substitute(body, {variable: point})))
        return
    yield term
    if not t.is_leaf(term):
        for place in t.places(term):
            yield from _at_their_points(term.args[place])


def _negative(exponent: Term) -> bool:
    return isinstance(exponent, Rational) and bool(exponent < 0)


def singular_models(prepared: ModelSet, inverted: Term) -> tuple[Model, ...]:
    """Models of the assumptions on which a term that is inverted is singular."""
    return prepared.kept(inverted, lambda: tuple(islice(_found(prepared, inverted), ENOUGH)))


def _found(prepared: ModelSet, inverted: Term) -> Iterator[Model]:
    letters = ordered(t.free_symbols(inverted) & set(prepared.plan.free))
    random = Random(text_of(inverted))
    middle = len(prepared.simple) // 2
    for model in prepared.simple[middle : middle + BASES]:
        for letter in letters:
            for place in _coincidences(letter, letters, model, prepared):
                yield from _where_singular(inverted, place, prepared)
            direction = _direction(letter, prepared, model, random)
            if direction is not None:
                yield from _on_line(inverted, letter, direction, model, prepared)


def _coincidences(
    letter: Term, letters: Sequence[Term], model: Model, prepared: ModelSet
) -> Iterator[Model]:
    """The letter equal to another one, to the identity, or to minus either."""
    value = model.values[letter]
    for other in letters:
        twin = model.values[other]
        if other != letter and type(twin) is type(value) and _alike(value, twin):
            yield from _moved(letter, twin, model, prepared)
            yield from _moved(letter, twin * -1, model, prepared)
    if not is_grid(value):
        for number in (1, -1):
            yield from _moved(letter, model.field.number(number), model, prepared)
    elif value.nrows() == value.ncols():
        n = value.nrows()
        one = model.field.grid(n, n, [int(i == j) for i in range(n) for j in range(n)])
        yield from _moved(letter, one, model, prepared)
        yield from _moved(letter, one * -1, model, prepared)


def _alike(left: Any, right: Any) -> bool:
    if not is_grid(left):
        return True
    return (left.nrows(), left.ncols()) == (right.nrows(), right.ncols())


def _where_singular(inverted: Term, model: Model, prepared: ModelSet) -> Iterator[Model]:
    value = _determinant(inverted, model)
    if value is not None and value == 0:
        yield model


def _direction(letter: Term, prepared: ModelSet, model: Model, random: Random) -> Any:
    """A direction of rank one that keeps what is said of the letter; None if none is known."""
    value = model.values[letter]
    if not is_grid(value):
        return model.field.number(1)
    said = prepared.plan.said.get(letter, frozenset())
    rows, cols = value.nrows(), value.ncols()
    if "diagonal" in said:
        at = random.randrange(min(rows, cols))
        flat = [int(i == j == at) for i in range(rows) for j in range(cols)]
        return model.field.grid(rows, cols, flat)
    u = model.field.grid(rows, 1, _signs(rows, random))
    if said & {"symmetric", "positive_definite", "positive_semidefinite"}:
        return u * u.transpose()
    v = model.field.grid(1, cols, _signs(cols, random))
    return u * v


def _signs(count: int, random: Random) -> list[int]:
    entries = [random.choice((-1, 0, 1)) for _ in range(count)]
    entries[random.randrange(count)] = 1
    return entries


def _on_line(
    inverted: Term, letter: Term, direction: Any, model: Model, prepared: ModelSet
) -> Iterator[Model]:
    """det E = (a + b s) / (1 + c s) on the line, if it is so: its zero."""
    values = []
    for s in range(3):
        point = _along(model.values[letter], direction, s)
        moved = list(_moved(letter, point, model, prepared, checked=False))
        value = _determinant(inverted, moved[0]) if moved else None
        if not isinstance(value, flint.fmpq):
            return
        values.append(value)
    at = _zero(*values)
    if at is None:
        return
    for place in _moved(letter, _along(model.values[letter], direction, at), model, prepared):
        yield from _where_singular(inverted, place, prepared)


def _along(value: Any, direction: Any, s: Any) -> Any:
    return value + direction * flint.fmpq(s)


def _zero(f0: Any, f1: Any, f2: Any) -> Any:
    if f1 == f0 and f2 == f0:
        return None
    c = flint.fmpq(0) if f2 == f1 else (2 * f1 - f0 - f2) / (2 * (f2 - f1))
    b = f1 * (1 + c) - f0
    return None if b == 0 else -f0 / b


def _determinant(term: Term, model: Model) -> Any:
    """det of a square value, a number itself; None where it has no value."""
    try:
        value = evaluate(term, model)
    except (Undefined, Unresolved, LimitError, ZeroDivisionError):
        return None
    if not is_grid(value):
        return value
    return value.det() if value.nrows() == value.ncols() else None


def _moved(
    letter: Term, value: Any, model: Model, prepared: ModelSet, checked: bool = True
) -> Iterator[Model]:
    """The model with another value of a letter, if the assumptions hold there (when checked)."""
    values = {**model.values, letter: value}
    moved = Model(model.field, model.sizes, values)
    try:
        for step in prepared.plan.ways[0].steps:
            if step.kind == "define" and step.term is not None:
                del values[step.symbols[0]]
                values[step.symbols[0]] = evaluate(step.term, moved)
        if not checked or all(satisfied(fact, moved) for fact in prepared.context.facts):
            yield moved
    except (Undefined, Unresolved, LimitError, ZeroDivisionError):
        return


def missing_assumption(term: Term, model: Model) -> Fact | None:
    """What would have to be assumed for a term to have a value on a model, as the first failing
    inverse shows; None if it is no inverse that fails."""
    for part in reversed(list(_at_their_points(term))):
        if isinstance(part, t.Inverse | Pow | t.MatPow) and outcome_fails(part, model):
            return needed(part.args[0])
    return None


def outcome_fails(part: Term, model: Model) -> bool:
    """Whether a part has no value although what it is made of has one."""
    try:
        whole = outcome(part, model) is UNDEFINED
        return whole and outcome(part.args[0], model) is not UNDEFINED
    except LimitError:
        return False


def needed(base: Term) -> Fact:
    """What must hold of a divisor, or of what is inverted, for it to have an inverse."""
    if not t.is_matrix(base):
        return Fact("nonzero", (base,))
    parts: tuple[Term, ...] = base.args if isinstance(base, t.MatMul) else ()
    if len(parts) == 2 and t.transpose(parts[1]) == parts[0]:
        return Fact("full_column_rank", (parts[1],))
    if len(parts) == 2 and t.transpose(parts[0]) == parts[1] and shape_of(parts[0])[1] != 1:
        return Fact("full_row_rank", (parts[0],))
    return Fact("invertible", (base,))
