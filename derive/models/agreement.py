"""What the referee says: equal, different, undefined or undecided, and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from derive.algebra.context import Fact

__all__ = ["Counterexample", "RefereeVerdict", "Rows", "Status", "Stratum", "show_values"]

MAX_BITS = 12_000  # of a number that is shown; Python prints no more than 4300 digits

Status: TypeAlias = Literal["equal", "different", "undefined", "undecided"]
Rows: TypeAlias = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, slots=True)
class Stratum:
    """One kind of model that was tried: sizes, ranks, draws, and the fields' primes.

    `ranks` names the symbols that were held to a rank (a scalar: 0, or -1 for a negative value);
    the others were generic.  `error_bound` bounds the chance that two different terms agree on all
    draws of this stratum (Schwartz-Zippel); None where no bound is known.
    """

    sizes: Mapping[str, int]
    ranks: Mapping[str, int]
    draws: int
    error_bound: float | None
    primes: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "sizes": dict(self.sizes),
            "ranks": dict(self.ranks),
            "draws": self.draws,
            "error_bound": self.error_bound,
        }


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Values of the symbols under which the two sides differ; a side is None where undefined.

    Sides that are no rational numbers are given to six digits.
    """

    values: Mapping[str, Rows]
    left: Rows | None
    right: Rows | None

    def to_json(self) -> dict[str, Any]:
        return {
            "values": {name: _strings(rows) for name, rows in self.values.items()},
            "left": None if self.left is None else _strings(self.left),
            "right": None if self.right is None else _strings(self.right),
        }

    def __str__(self) -> str:
        values = show_values(self.values)
        sides = f"the one is {_show(self.left)}, the other {_show(self.right)}"
        return f"for {values} {sides}" if values else sides


def show_values(values: Mapping[str, Rows]) -> str:
    """`c = 1, x = [2; 3]`: the values of symbols, for a reader."""
    return ", ".join(f"{name} = {_show(rows)}" for name, rows in values.items())


def _strings(rows: Rows) -> list[list[str]]:
    return [[_number(value) for value in row] for row in rows]


def _number(value: Fraction) -> str:
    """A number in digits, or how many it has."""
    bits = max(abs(value.numerator).bit_length(), value.denominator.bit_length())
    return str(value) if bits <= MAX_BITS else f"a number of {bits} binary digits"


def _show(rows: Rows | None) -> str:
    if rows is None:
        return "undefined"
    if len(rows) == 1 and len(rows[0]) == 1:
        return _number(rows[0][0])
    return "[" + "; ".join(" ".join(map(_number, row)) for row in rows) + "]"


@dataclass(frozen=True, slots=True)
class RefereeVerdict:
    """The referee's answer, its reason, and the strata it rests on.

    `missing` is the assumption under which a side that is undefined would be defined.  `numeric` is
    an agreement of balls to 60 digits beyond those of the literals.
    """

    status: Status
    reason: str
    strata: tuple[Stratum, ...] = ()
    counterexample: Counterexample | None = None
    kind: Literal["exact", "numeric"] = "exact"
    missing: Fact | None = None

    def to_json(self) -> dict[str, Any]:
        example = self.counterexample
        return {
            "status": self.status,
            "reason": self.reason,
            "kind": self.kind,
            "strata": [stratum.to_json() for stratum in self.strata],
            "counterexample": None if example is None else example.to_json(),
            "missing": None if self.missing is None else str(self.missing),
        }
