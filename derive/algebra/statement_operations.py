"""Statements: equations, optima, leading terms, and what is said for every value."""

from __future__ import annotations

from typing import ClassVar

from sympy import Basic, Integer, Symbol

from derive.algebra import shape_rules as shapes
from derive.algebra.operation import Operation, build
from derive.algebra.symbols import Term

__all__ = ["OPTIMA", "STATEMENTS", "Asymptotic", "Equation", "ForAll", "Maximizer", "Minimizer"]
__all__ += ["System", "asymptotic", "equation", "for_all", "maximizer", "minimizer", "system"]


class Equation(Basic):
    """lhs = rhs, as a statement that a step may transform."""

    operation: ClassVar = Operation("equation", shapes.of_equation)

    @property
    def lhs(self) -> Term:
        side: Term = self.args[0]
        return side

    @property
    def rhs(self) -> Term:
        side: Term = self.args[1]
        return side


def equation(left: Term, right: Term) -> Equation:
    """left = right."""
    return build(Equation, left, right)


class Minimizer(Basic):
    """x minimises f, over all x or over those that satisfy an equation; arguments (x, f[, g]).

    x is a letter, or a column of letters that are columns.
    """

    operation: ClassVar = Operation("minimizer", shapes.of_statements, variable=0)


def minimizer(x: Term, of: Term, *subject_to: Term) -> Minimizer:
    """x minimises a function, subject to at most one equation."""
    return build(Minimizer, x, of, *subject_to)


class Maximizer(Basic):
    """x maximises f, over all x or over those that satisfy an equation; arguments (x, f[, g])."""

    operation: ClassVar = Operation("maximizer", shapes.of_statements, variable=0)


def maximizer(x: Term, of: Term, *subject_to: Term) -> Maximizer:
    """x maximises a function, subject to at most one equation."""
    return build(Maximizer, x, of, *subject_to)


class Asymptotic(Basic):
    """f ~ g: the limit of f / g is 1; arguments (f, g, variable, point, side), as of `Limit`.

    g is a leading term of f where it is the simpler one (de Bruijn, Asymptotic Methods, 1.4).
    """

    operation: ClassVar = Operation("asymptotic", shapes.of_statements, variable=2)


def asymptotic(of: Term, to: Term, variable: Symbol, point: Term, side: int) -> Asymptotic:
    """f ~ g as the variable tends to the point."""
    return build(Asymptotic, of, to, variable, point, Integer(side))


class System(Basic):
    """All of these statements hold: equations, the first of them possibly an optimum."""

    operation: ClassVar = Operation("system", shapes.of_statements)


def system(*statements: Term) -> System:
    """All of the statements hold."""
    return build(System, *statements)


class ForAll(Basic):
    """An equation that holds for every value of a letter; arguments (x, equation)."""

    operation: ClassVar = Operation("forall", shapes.of_statements, variable=0)


def for_all(x: Term, statement: Term) -> ForAll:
    """The equation holds for every x."""
    return build(ForAll, x, statement)


OPTIMA = (Minimizer, Maximizer)
STATEMENTS = (Equation, *OPTIMA, System, Asymptotic, ForAll)
