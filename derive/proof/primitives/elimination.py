"""A letter of an optimum eliminated: its constraint says what it is."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof.primitives.checked import Checked
from derive.proof.step import Eliminated

__all__ = ["eliminate"]


def eliminate(_: Context, statement: Term, letter: Term) -> Checked:
    """An optimum over several letters as one over the others, and the constraint.

    The letter is substituted in the objective.  Raises StepError where the constraint is not solved
    for the letter, and where the letter stands below an operation that binds one.
    """
    parts = statement.args[0].args[1:] if isinstance(statement, t.OPTIMA) else ()
    if letter not in parts or len(parts) < 2 or len(statement.args) < 3:
        raise StepError(f"{letter} is not one of several letters of an optimum under a constraint")
    constraint = statement.args[2]
    if constraint.lhs != letter or letter in t.free_symbols(constraint.rhs):
        raise StepError(f"the constraint is not solved for {letter}")
    for node in t.subterms(statement.args[1]):
        if isinstance(node, t.BINDING) and letter in t.free_symbols(node):
            raise StepError(f"{letter} stands below {type(node).__name__}, and is not put in there")
    rest = [part for part in parts if part != letter]
    variable = rest[0] if len(rest) == 1 else t.blocks([[part] for part in rest])
    objective = t.substitute(statement.args[1], {letter: constraint.rhs})
    after = t.system(t.rebuild(statement, (variable, objective)), constraint)
    return Checked(after, Eliminated(letter))
