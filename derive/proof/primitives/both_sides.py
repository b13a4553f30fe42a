"""One operation on both sides of an equation, where that can be undone."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.normal_form import tidy
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.discharge import discharge
from derive.proof.primitives.checked import Checked
from derive.proof.scoping import refuse_variable
from derive.proof.step import OPERATIONS, BothSides, assumed_by

__all__ = ["both_sides"]

ALONE = ("transpose", "vectorize", "as_scalar")  # operations that take no operand


def both_sides(
    context: Context, equation: Term, operation: str, operand: Term | None = None
) -> Checked:
    """An equation, or the constraint of an optimum, with one of OPERATIONS done to both its sides.

    `multiply_left` and `multiply_right` need an invertible operand, `scale` a nonzero number.
    Raises StepError where that is not known, for another operation, and for another statement.
    """
    if isinstance(equation, t.OPTIMA) and len(equation.args) == 3:
        inner = both_sides(context, equation.args[2], operation, operand)
        refuse_variable(equation.args[0], assumed_by(inner.reason))
        after: Term = type(equation)(*equation.args[:2], inner.after)
        return Checked(after, inner.reason, Position((2,)))
    if not isinstance(equation, t.Equation):
        raise StepError("only an equation has two sides")
    if operation not in OPERATIONS or (operand is None) != (operation in ALONE):
        raise StepError(f"no such operation: {operation}", expected=", ".join(OPERATIONS))
    needed: tuple[Fact, ...] = ()
    if operand is not None and operation.startswith("multiply"):
        needed = (Fact("invertible", (operand,)),)
    elif operand is not None and operation == "scale":
        needed = (Fact("!=", (operand, t.ZERO)),)
    guards = tuple(discharge(context, fact, operation) for fact in needed)
    after = t.equation(*(tidy(_operated(side, operation, operand)) for side in equation.args))
    return Checked(after, BothSides(operation, operand, guards))


def _operated(side: Term, operation: str, operand: Term | None) -> Term:
    if operation == "vectorize":
        return t.vec(side)
    if operation == "as_scalar":
        return t.as_scalar(side)
    if operand is None:
        return t.transpose(side)
    if operation == "add":
        return t.add(side, operand)
    return t.mul(side, operand) if operation == "multiply_right" else t.mul(operand, side)
