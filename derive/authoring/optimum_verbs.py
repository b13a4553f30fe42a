"""The verbs of a part about a minimum or a maximum: what is sought, and its lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.authoring.draft import Draft
from derive.authoring.formulas import formula
from derive.authoring.source_location import located
from derive.errors import SpecError
from derive.proof import kernel
from derive.proof.equations import lagrange, stationary
from derive.proof.explain import explain, explain_constraint
from derive.proof.primitives.elimination import eliminate
from derive.proof.standing import refuse_tied

__all__ = ["OptimumVerbs"]

Varied: TypeAlias = str | Term | Sequence[str | Term]


class OptimumVerbs(Draft):
    """From an objective to another with the same optima, or to the equations that say where."""

    def minimize(
        self, objective: str | Term, *, over: Varied, subject_to: str | Term | None = None
    ) -> None:
        """The goal: `over`, a letter or several, minimises the objective (under an equation).

        `stationary` or `lagrange` begins the derivation, once the derivative is derived; or
        `objective`, which goes to another one with the same minima.
        """
        self._optimize(t.Minimizer, objective, over, subject_to)

    def maximize(
        self, objective: str | Term, *, over: Varied, subject_to: str | Term | None = None
    ) -> None:
        """The goal: `over` maximises the objective (under an equation)."""
        self._optimize(t.Maximizer, objective, over, subject_to)

    def _optimize(
        self,
        kind: Callable[..., Term],
        objective: str | Term,
        over: Varied,
        subject_to: str | Term | None,
    ) -> None:
        with located(objective):
            letters = [over] if isinstance(over, str | Term) else over
            varied = [formula(letter, self._context) for letter in letters]
            x = varied[0] if len(varied) == 1 else t.blocks([[letter] for letter in varied])
            parts = [x, formula(objective, self._context, ())]
            if subject_to is not None:
                parts.append(formula(subject_to, self._context))
            goal = kind(*parts)
            refuse_tied(goal, self._context.facts)
            self._goal = goal

    def constraint(
        self, text: str | Term, why: str = "", *, both_sides: str = "", with_: str | Term = ""
    ) -> None:
        """The next line: the constraint of an optimum, rewritten or with an operation done to both
        its sides, `both_sides`, as for `line`."""
        with located(text):
            before = self._open_optimum()
            after = type(before)(*before.args[:2], formula(text, self._context))
            operand = formula(with_, self._context) if with_ else None
            steps = explain_constraint(self._context, before, after, both_sides, operand)
            self._add(steps, why)

    def eliminate(self, letter: str | Term, why: str = "") -> None:
        """The next line: a letter put in as the constraint says.  What follows is about the optimum
        over the other letters."""
        with located(letter):
            symbol = formula(letter, self._context)
            before = self._open_optimum()
            self._add((kernel.apply(self._context, before, eliminate, symbol),), why)
            self._goal_now = self._current().args[0]
            self._finish()
            self._reached = None

    def objective(self, text: str | Term, why: str = "", *, sense: str = "") -> None:
        """The next line: another objective with the same optima, from the goal if none is open.

        `sense`, "min" or "max", turns a maximum into a minimum or the other way round.
        """
        with located(text):
            before = self._open_optimum()
            kind = {"": type(before), "min": t.Minimizer, "max": t.Maximizer}.get(sense)
            if kind is None:
                raise SpecError(f"no such sense: {sense}", expected='"min" or "max"')
            x, _, *constraint = before.args
            after = kind(x, formula(text, self._context, ()), *constraint)
            self._add(explain(self._context, before, after), why)

    def stationary(self, why: str = "") -> None:
        """Begin at the goal to minimise: the derivative, derived before, is zero."""
        with located():
            self._begin(self._minimum())
            step = stationary(self._context, self._current(), self._gradient())
            self._add((step,), why)

    def lagrange(self, multiplier: str | Term, why: str = "") -> None:
        """Begin at the goal to minimise under a constraint: Lagrange's conditions."""
        with located(multiplier):
            self._begin(self._minimum())
            symbol = formula(multiplier, self._context)
            step = lagrange(self._context, self._current(), self._gradient(), symbol)
            self._add((step,), why)
