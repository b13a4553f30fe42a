"""All operations, each with its row: the one table from which the rooms take what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from derive.algebra import (
    arithmetic,
    binding_operations,
    matrix_operations,
    scalar_operations,
    statement_operations,
)
from derive.algebra.operation import Operation

__all__ = ["BINDING", "OPERATIONS", "which"]

_HOMES = (
    arithmetic,
    matrix_operations,
    scalar_operations,
    binding_operations,
    statement_operations,
)


def _rows(home: ModuleType) -> Iterator[tuple[type, Operation]]:
    for kind in vars(home).values():
        if isinstance(kind, type) and isinstance(vars(kind).get("operation"), Operation):
            yield kind, vars(kind)["operation"]


OPERATIONS: Mapping[type, Operation] = MappingProxyType(
    {**arithmetic.SYMPY, **{kind: row for home in _HOMES for kind, row in _rows(home)}}
)


def which(test: Callable[[Operation], object]) -> tuple[type[Any], ...]:
    """The classes of the operations whose row passes a test: `which(lambda row: row.strict)`."""
    return tuple(kind for kind, row in OPERATIONS.items() if test(row))


# below these a letter means more than one value
BINDING = tuple(
    kind
    for kind in which(lambda row: row.variable is not None or row.indices or row.repeated)
    if kind not in statement_operations.STATEMENTS
)
