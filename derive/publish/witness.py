"""Values on which what a part assumes is met and its lines have values, for its certificate.

They are those of one of the models on which the steps were compared: replay evaluates them anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.authoring.parts import Part
from derive.errors import DeriveError
from derive.models.comparison import values_of
from derive.models.sampling.model_set import (
    UNDEFINED,
    UNRESOLVED,
    ModelSet,
    outcome,
    prepared_for,
)
from derive.models.values.evaluate import Model

__all__ = ["Witness", "witness"]

MAX_LENGTH = 200  # of a number, in characters


@dataclass(frozen=True, slots=True)
class Witness:
    """Integers by name, and rational matrices by name, each number as text."""

    sizes: Mapping[str, int]
    values: Mapping[str, list[list[str]]]


def witness(part: Part) -> Witness | None:
    """A model of what a part assumes, or None where none of those drawn gives each line a value."""
    ends = (e for one in part.arguments for e in (one.derivation.start, one.derivation.end))
    lines = [term for line in (part.goal, *ends) for term in _terms(line)]
    try:
        prepared = prepared_for(part.context)
        for model in _models(prepared):
            if all(_valued(line, model) for line in lines):
                return _written(part.context, prepared, model)
    except DeriveError:
        return None  # too large to be evaluated: replay draws a model of its own
    return None


def _models(prepared: ModelSet) -> Iterator[Model]:
    """The general models first, the smaller ones before the others."""
    yield from prepared.simple
    for trial in prepared.trials:
        yield from trial.rational


def _terms(line: Term) -> Iterator[Term]:
    """The terms of a line that must have a value, those of a statement one by one."""
    if isinstance(line, t.Asymptotic):
        return
    if isinstance(line, t.STATEMENTS):
        for arg in line.args[1:] if isinstance(line, t.OPTIMA) else line.args:
            if isinstance(arg, Term):
                yield from _terms(arg)
    else:
        yield line


def _valued(line: Term, model: Model) -> bool:
    return outcome(line, model) not in (UNDEFINED, UNRESOLVED)


def _written(context: Context, prepared: ModelSet, model: Model) -> Witness | None:
    values = {
        name: [[str(number) for number in row] for row in rows]
        for name, rows in values_of(prepared, model).items()
        if context.symbols[name] not in model.sizes
    }
    numbers = (number for rows in values.values() for row in rows for number in row)
    if any(len(number) > MAX_LENGTH for number in numbers):
        return None
    return Witness({str(symbol): size for symbol, size in model.sizes.items()}, values)
