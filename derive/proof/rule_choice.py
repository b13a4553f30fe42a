"""Which rules a search uses, which way it reads them, and in what order it tries them.

All of it follows from the columns of the tables in `derive.rules`.  A line is simplified with few
families of rules first, so that no rule is used without need.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.occurrences import kinds
from derive.proof.moves import Direction
from derive.rules.families import Family
from derive.rules.library import RULES, find_rule
from derive.rules.rule import Rule

__all__ = ["ALL", "PUSH_TRANSPOSES", "RECTIFY", "SIMPLIFY", "TIDY", "Library", "simplifying"]

WHOLE = ~(Family.ENTRIES | Family.PARTIALS | Family.DIAGONALS)  # lines about whole matrices
TRANSPOSES = Family.TRANSPOSES | Family.SYMMETRY

WAYS = (
    TRANSPOSES,
    Family.SCALARS | Family.SLOPES,
    Family.DENSITIES,
    Family.NORMS | Family.MULTIPLES,
    Family.DENSITIES | Family.NORMS | Family.MULTIPLES | Family.SCALARS | Family.SLOPES,
    Family.TRANSPOSES | Family.INVERSES,
    Family.CANCELLATION,
    Family.TRANSPOSES | Family.SUMS | Family.NORMS,
    Family.SLOPES,
    Family.SLOPES | Family.RECTIFIER,
    WHOLE,
)
COMPONENTS = (Family.DIAGONALS, Family.ENTRIES, Family.ENTRIES | Family.PARTIALS)
CLEARING = (find_rule("mul_left_cancel"), find_rule("mul_right_cancel"))


def simplifying(
    families: Family, rules: Iterable[Rule] = tuple(RULES.values())
) -> tuple[Direction, ...]:
    """The rules of some families that simplify, in the order in which they are tried."""
    chosen = (rule for rule in rules if rule.simplify != "never" and rule.families & families)
    ordered = sorted(chosen, key=lambda rule: rule.stage)
    return tuple(Direction(rule, rule.simplify == "forward") for rule in ordered)


@dataclass(frozen=True, slots=True)
class Library:
    """The rules that a search may use.

    `every` holds each of them both ways, `whole` and `components` the simplifying ones of the
    families that are tried together: for lines about matrices, and for lines about their entries.
    """

    every: tuple[Direction, ...]
    whole: tuple[tuple[Direction, ...], ...]
    components: tuple[tuple[Direction, ...], ...]
    clears: bool  # whether inverses may be cleared

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Library:
        """The rules in their order, without the ways in which they fit nowhere or everywhere."""
        chosen = tuple(rules)
        return cls(
            tuple(
                Direction(rule, way) for rule in chosen for way in (True, False) if _fits(rule, way)
            ),
            tuple(simplifying(families, chosen) for families in WAYS),
            tuple(simplifying(families, chosen) for families in COMPONENTS),
            set(CLEARING) <= set(chosen),
        )


def _fits(rule: Rule, way: bool) -> bool:
    """Whether the rule, read that way, may be tried anywhere."""
    source, target = rule.sides(way)
    makes_blocks = t.BlockMatrix in kinds(target) - kinds(source)  # would cut any sum of products
    anything = isinstance(source, t.MatrixSymbol | Symbol)
    return not (anything or makes_blocks or rule.unbound(way))


ALL = Library.of(RULES.values())
SIMPLIFY = simplifying(WHOLE)
PUSH_TRANSPOSES = simplifying(TRANSPOSES)
TIDY = simplifying(TRANSPOSES | Family.BLOCKS)
RECTIFY = simplifying(Family.RECTIFIER)
