"""Dimensions: polynomials with integer coefficients in dimension symbols.

A dimension is a sorted tuple of (monomial, coefficient), a monomial a sorted tuple of names; two
dimensions are equal as polynomials exactly when the tuples are equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from derive.replay.plain import named
from derive.replay.report import ReplayError

__all__ = ["ONE", "Dim", "Shape", "add", "evaluate", "names", "number", "parse", "power", "show"]
__all__ += ["multiply", "parse_shape", "substitute", "symbol"]

Dim: TypeAlias = tuple[tuple[tuple[str, ...], int], ...]
Shape: TypeAlias = tuple[Dim, ...]

MAX_TERMS, MAX_DEGREE, MAX_NUMBER = 32, 6, 10**6
ONE: Dim = (((), 1),)


def _made(terms: Mapping[tuple[str, ...], int]) -> Dim:
    kept = {monomial: c for monomial, c in terms.items() if c}
    if len(kept) > MAX_TERMS or any(
        len(monomial) > MAX_DEGREE or abs(c) > MAX_NUMBER for monomial, c in kept.items()
    ):
        raise ReplayError("a dimension is too large a polynomial")
    return tuple(sorted(kept.items()))


def number(value: int) -> Dim:
    return _made({(): value})


def symbol(name: str) -> Dim:
    return (((name,), 1),)


def add(left: Dim, right: Dim) -> Dim:
    total = dict(left)
    for monomial, c in right:
        total[monomial] = total.get(monomial, 0) + c
    return _made(total)


def multiply(left: Dim, right: Dim) -> Dim:
    if right == ONE or left == ONE:
        return left if right == ONE else right
    total: dict[tuple[str, ...], int] = {}
    for one, c in left:
        for other, d in right:
            monomial = tuple(sorted(one + other))
            total[monomial] = total.get(monomial, 0) + c * d
    return _made(total)


def power(base: Dim, exponent: int) -> Dim:
    if not 0 <= exponent <= MAX_DEGREE:
        raise ReplayError("a dimension has too high a power")
    result = ONE
    for _ in range(exponent):
        result = multiply(result, base)
    return result


def names(dim: Dim) -> frozenset[str]:
    return frozenset(name for monomial, _ in dim for name in monomial)


def substitute(dim: Dim, values: Mapping[str, Dim]) -> Dim:
    """The dimension with names replaced by dimensions; names without a value stay."""
    total: Dim = ()
    for monomial, c in dim:
        term = number(c)
        for name in monomial:
            term = multiply(term, values.get(name, symbol(name)))
        total = add(total, term)
    return total


def evaluate(dim: Dim, sizes: Mapping[str, int]) -> int:
    """The number for these sizes; ReplayError if a name has none."""
    total = 0
    for monomial, c in dim:
        for name in monomial:
            if name not in sizes:
                raise ReplayError(f"the dimension {name} is not declared")
            c *= sizes[name]
        total += c
    return total


def show(dim: Dim, name: Callable[[str], str] = str) -> str:
    """The dimension as it is printed, its names by a function."""
    if not dim:
        return "0"
    return " + ".join(
        "·".join([*(str(c) for _ in [0] if c != 1 or not m), *map(name, m)]) for m, c in dim
    )


def parse(data: object) -> Dim:
    """A dimension of the certificate: an integer, a name, or a tree of add, mul and pow."""
    if isinstance(data, int) and not isinstance(data, bool):
        return number(data)
    if isinstance(data, str):
        return symbol(named(data))
    if isinstance(data, dict) and set(data) == {"op", "args"} and isinstance(data["args"], list):
        operation, args = data["op"], data["args"]
        if operation == "pow" and len(args) == 2:
            # The exponent is the argument that is a number; which comes first does not matter.
            base, exponent = args if isinstance(args[1], int) else args[::-1]
            if isinstance(exponent, int) and not isinstance(exponent, bool):
                return power(parse(base), exponent)
        if operation in ("add", "mul") and args:
            result = parse(args[0])
            for arg in args[1:]:
                result = (add if operation == "add" else multiply)(result, parse(arg))
            return result
    raise ReplayError(f"not a dimension: {str(data)[:60]}")


def parse_shape(data: object) -> Shape:
    """() for "scalar", else (rows, columns)."""
    if data == "scalar":
        return ()
    if isinstance(data, list) and len(data) == 2:
        return (parse(data[0]), parse(data[1]))
    raise ReplayError(f"not a shape: {str(data)[:60]}")
