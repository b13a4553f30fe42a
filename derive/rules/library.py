"""All rules, by name.

Their order matters: a lemma may use the rules before it, and a search tries them in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from derive.errors import StepError
from derive.rules.blocks import BLOCKS
from derive.rules.calculus import CALCULUS
from derive.rules.kronecker import HADAMARD, KRONECKER
from derive.rules.limits import LIMITS
from derive.rules.matrices import INVERSES, NORMS, ORTHOGONAL, PRODUCTS, TRANSPOSES
from derive.rules.matrix_functions import MATRIX_FUNCTIONS
from derive.rules.optimization import OPTIMIZATION
from derive.rules.probability import LOGARITHMS, NORMAL
from derive.rules.pseudoinverse import PSEUDOINVERSES
from derive.rules.rule import Rule, Ruleset
from derive.rules.scalars import PARTIAL_RECTIFIER, RECTIFIER, SCALAR_CALCULUS
from derive.rules.statements import STATEMENTS
from derive.rules.sums import DIAGONALS, ENTRIES, PARTIALS, SUMS
from derive.rules.traces import DETERMINANTS, RANKS, TRACES

__all__ = ["RULES", "find_rule", "library"]

TABLES = (
    PRODUCTS,
    TRANSPOSES,
    INVERSES,
    ORTHOGONAL,
    NORMS,
    TRACES,
    DETERMINANTS,
    RANKS,
    KRONECKER,
    HADAMARD,
    BLOCKS,
    PSEUDOINVERSES,
    MATRIX_FUNCTIONS,
    LIMITS,
    CALCULUS,
    OPTIMIZATION,
    RECTIFIER,
    SCALAR_CALCULUS,
    PARTIAL_RECTIFIER,
    ENTRIES,
    DIAGONALS,
    SUMS,
    PARTIALS,
    LOGARITHMS,
    NORMAL,
    STATEMENTS,
)


def library(tables: Iterable[Ruleset]) -> Mapping[str, Rule]:
    """All rules of some tables, by name and in order.  ValueError if a name occurs twice."""
    rules: dict[str, Rule] = {}
    homes: dict[str, str] = {}
    for table in tables:
        for rule in table.rules:
            if rule.name in rules:
                other = homes[rule.name]
                both = table.name == other
                where = f"twice in {other}" if both else f"in {other} and in {table.name}"
                raise ValueError(f"two rules are called {rule.name}: {where}")
            rules[rule.name], homes[rule.name] = rule, table.name
    return MappingProxyType(rules)


RULES = library(TABLES)


def find_rule(name: str) -> Rule:
    """The rule with this name.  Raises StepError with the nearest name for an unknown one."""
    if name in RULES:
        return RULES[name]
    near = get_close_matches(name, RULES, n=1)
    hint = f"did you mean {near[0]}?" if near else "`derive rules` lists them all"
    raise StepError(f"no rule is called {name}", hint=hint)
