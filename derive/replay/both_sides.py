"""Operations on statements: on both sides of an equation, and the elimination of a letter.

The guards make each operation reversible, so the two equations hold for the same values.
"""

from __future__ import annotations

from typing import Any

from derive.replay.claims import Fact
from derive.replay.derivations import Checker, Claim
from derive.replay.dims import ONE
from derive.replay.domains import unmet
from derive.replay.guards import discharge
from derive.replay.lines import Place, stands
from derive.replay.nodes import OPTIMA, Tree
from derive.replay.optima import free_of, keep_points, optimum_in, refuse_facts, without_letter
from derive.replay.plain import record, text
from derive.replay.positions import WHOLE, Position
from derive.replay.report import ReplayError
from derive.replay.trees import equation, make, number

__all__ = ["both_sides", "eliminated"]

ALONE = ("transpose", "vectorize", "as_scalar")  # these take no operand
OPERATIONS = (*ALONE, "add", "multiply_left", "multiply_right", "scale")


def both_sides(checker: Checker, claim: Claim, place: Place) -> None:
    """The operation on both sides of an equation, or of the constraint of an optimum."""
    before, after = claim.lines
    given = record(claim.reason, "kind", "operation", "operand", "guards")
    operation = text(given["operation"], *OPERATIONS)
    lines = claim.lines
    if before.op in OPTIMA and before.op == after.op and len(before.args) == 3:
        stands(claim.position, Position((2,), None))
        if len(after.args) != 3 or before.args[:2] != after.args[:2]:
            raise ReplayError("only the constraint is changed")
        refuse, before, after = before, before.args[2], after.args[2]
    else:
        stands(claim.position, WHOLE)
        refuse = before
    if before.op != "equation":
        raise ReplayError("only an equation has two sides")
    operand = _operand(checker, given, operation, place)
    needed = _needed(operation, operand)
    discharge(checker, needed, given["guards"], place, lines)
    refuse_facts(place.used, refuse)
    made = equation(*(_operate(side, operation, operand) for side in before.args))
    facts = free_of(place.facts, refuse) if refuse.op in OPTIMA else place.facts
    missing = unmet(checker.normal, before, made, (*facts, *needed))
    if missing:
        raise ReplayError(f"the operation loses or brings a need that nothing meets: {missing}")
    checker.must_be(made, after, place)


def eliminated(checker: Checker, claim: Claim, place: Place) -> None:
    """The constraint gives one of the letters, which is put into the objective."""
    before, after = claim.lines
    stands(claim.position, WHOLE)
    given = record(claim.reason, "kind", "letter")
    letter = checker.formulas.formula(given["letter"], place.scope)
    if before.op not in OPTIMA or len(before.args) < 3:
        raise ReplayError("only from an optimum under a constraint a letter is eliminated")
    wanted = without_letter(checker.normal, before, letter, place.facts)
    checker.must_be(wanted, after, place)
    found = optimum_in(after)
    if found is None:
        raise ReplayError("what is left of it is an optimum")
    keep_points(checker.normal, wanted.args[0], found, place.facts)


def _operand(checker: Checker, given: dict[str, Any], operation: str, place: Place) -> Tree | None:
    if operation not in ALONE:
        return checker.formulas.formula(given["operand"], place.scope)
    if given["operand"] is not None:
        raise ReplayError("this operation has no operand", "operand")
    return None


def _needed(operation: str, operand: Tree | None) -> list[Fact]:
    """What makes the operation reversible."""
    needed: list[Fact] = []
    if operand is not None and operation in ("multiply_left", "multiply_right"):
        needed = [Fact("invertible", (operand,))]
    elif operand is not None and operation == "scale":
        needed = [Fact("!=", (operand, number(0)))]
    for fact in needed:
        fact.check()
    return needed


def _operate(side: Tree, operation: str, operand: Tree | None) -> Tree:
    if operation == "vectorize":
        if not side.shape:
            raise ReplayError("only a matrix is vectorized")
        return make("vec", side)
    if operation == "as_scalar":
        if side.shape != (ONE, ONE):
            raise ReplayError("only a 1 x 1 matrix is a scalar")
        return make("as_scalar", side)
    if operand is None:
        return make("transpose", side) if side.shape else side
    if operation == "add":
        return make("add", side, operand)
    factors = (side, operand) if operation == "multiply_right" else (operand, side)
    return make("mul", *factors)
