"""Signs that a part claims, and tables of cases: every cell, and that the rows cover the domain."""

from __future__ import annotations

from collections.abc import Sequence

from derive.replay.answers import Part
from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.domains import needs, same_fact
from derive.replay.fractions import check_contradiction, check_sign
from derive.replay.lines import hold_on
from derive.replay.nodes import Tree
from derive.replay.plain import items, record, text
from derive.replay.report import Below, ReplayError
from derive.replay.statements import Claimed, linear, said, under
from derive.replay.trees import number

__all__ = ["check_cases", "check_claimed_sign"]

MAX_NODES = 2000


def check_claimed_sign(checker: Checker, data: object, part: Part) -> Claimed:
    """What is claimed, as it is printed: a comparison under the facts of the part and others."""
    given = record(data, "given", "proof")
    with Below("given"):
        more = checker.formulas.facts(given["given"], part.scope)
    with Below("proof"):
        fact = _sign(checker, given["proof"], part, (*part.facts, *more))
    _holds(checker, part, fact, (*part.facts, *more))
    about = (*fact.args, *(arg for one in more for arg in one.args))
    return Claimed(under(f"always {said(fact)}", more), about)


def _sign(checker: Checker, data: object, part: Part, facts: Sequence[Fact]) -> Fact:
    fact, _ = check_sign(data, checker.formulas, checker.normal, part.scope, facts)
    return fact


def _holds(checker: Checker, part: Part, fact: Fact, facts: tuple[Fact, ...]) -> None:
    """The fact is true on rational models of others."""
    for model in checker.models(part.scope, facts, ordered=True):
        hold_on(fact, model)


def check_cases(checker: Checker, data: object, part: Part) -> Claimed:
    """A table as it is printed: each cell holds in its case, and the cases cover the domain."""
    given = record(data, "domain", "columns", "rows", "split")
    with Below("domain"):
        more = checker.formulas.facts(given["domain"], part.scope)
    domain = (*part.facts, *more)
    columns = []
    for i, column in enumerate(items(given["columns"])):
        with Below(f"columns[{i}]"):
            columns.append(checker.formulas.formula(column, part.scope))
    rows, printed = [], []
    for i, row in enumerate(items(given["rows"])):
        with Below(f"rows[{i}]"):
            rows.append(_row(checker, row, part, domain, columns))
        signs = (cell["sign"] for cell in row["cells"])
        cells = (f"{linear(column)}: {sign}" for column, sign in zip(columns, signs, strict=True))
        printed.append(under(", ".join(cells), rows[-1]))
    with Below("split"):
        left = _Cover(checker, part, rows)
        left.check(given["split"], domain)
    facts = [*more, *(fact for row in rows for fact in row)]
    about = (*columns, *(arg for fact in facts for arg in fact.args))
    return Claimed("\n    ".join([under("signs by cases", more), *printed]), about)


def _row(
    checker: Checker,
    data: object,
    part: Part,
    domain: tuple[Fact, ...],
    columns: Sequence[Tree],
) -> tuple[Fact, ...]:
    given = record(data, "given", "cells")
    conditions = checker.formulas.facts(given["given"], part.scope)
    if any(needs(arg) for fact in conditions for arg in fact.args):
        raise ReplayError("the cases are told apart by what always has a value")
    cells = items(given["cells"])
    if len(cells) != len(columns):
        raise ReplayError("a row has a cell for each column")
    for i, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        with Below(f"cells[{i}]"):
            _cell(checker, cell, part, (*domain, *conditions), column)
    return conditions


def _cell(
    checker: Checker, data: object, part: Part, facts: tuple[Fact, ...], column: Tree
) -> None:
    given = record(data, "sign", "derivation", "proof")
    sign = text(given["sign"], "<", "=", ">", "none")
    with Below("derivation"):
        made = checker.derivation(given["derivation"], part.scope, facts)
    starts = _divisors(column) if sign == "none" else (column,)
    if made.start not in starts:
        raise ReplayError("it does not begin at the term of its column", "derivation.start")
    with Below("proof"):
        fact = _sign(checker, given["proof"], part, facts)
    zero = number(0)
    args = (zero, made.end) if sign == ">" else (made.end, zero)
    wanted = Fact("<" if sign in "<>" else "=", args)
    if not same_fact(checker.normal, fact, wanted):
        raise ReplayError("this proves another sign than the cell states", "proof")
    _holds(checker, part, fact, facts)


def _divisors(column: Tree) -> tuple[Tree, ...]:
    """What the column divides by, wherever it has a value: nothing below what binds a letter."""
    return tuple(need.tree for need in needs(column) if need.kind == "nonzero" and not need.over)


class _Cover:
    """Checks the split of a domain into rows and what is impossible."""

    def __init__(self, checker: Checker, part: Part, rows: Sequence[tuple[Fact, ...]]) -> None:
        self._checker, self._part, self._rows = checker, part, rows
        self._left = MAX_NODES

    def check(self, data: object, facts: tuple[Fact, ...]) -> None:
        self._left -= 1
        if self._left < 0 or not isinstance(data, dict):
            raise ReplayError("a split is a tree of branches, not too large")
        if "on" in data:
            self._branch(data, facts)
        elif "impossible" in data:
            record(data, "impossible")
            parts = self._checker.formulas, self._checker.normal, self._part.scope
            check_contradiction(data["impossible"], *parts, facts)
        else:
            self._covered(data, facts)

    def _branch(self, data: object, facts: tuple[Fact, ...]) -> None:
        given = record(data, "on", "below", "zero", "above")
        on, zero = self._checker.formulas.formula(given["on"], self._part.scope), number(0)
        if on.shape or needs(on):
            raise ReplayError("a branch is at the sign of what always has a value", "on")
        for key, predicate, args in (
            ("below", "<", (on, zero)),
            ("zero", "=", (on, zero)),
            ("above", "<", (zero, on)),
        ):
            with Below(key):
                self.check(given[key], (*facts, Fact(predicate, args)))

    def _covered(self, data: object, facts: tuple[Fact, ...]) -> None:
        given = record(data, "row", "proofs")
        row = given["row"]
        if not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < len(self._rows):
            raise ReplayError("there is no such row", "row")
        conditions, proofs = self._rows[row], items(given["proofs"])
        if len(proofs) != len(conditions):
            raise ReplayError("every condition of the row has a proof", "proofs")
        for i, (condition, proof) in enumerate(zip(conditions, proofs, strict=True)):
            with Below(f"proofs[{i}]"):
                fact = _sign(self._checker, proof, self._part, facts)
                if not same_fact(self._checker.normal, fact, condition):
                    raise ReplayError("this proves another condition")
