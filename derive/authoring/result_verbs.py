"""The verbs of a part for what stands beside its derivations, and for its answers."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.normal_form import equal_modulo
from derive.algebra.order import ordered
from derive.algebra.plain_text import plain
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring.case_tables import case_table, conditions, four
from derive.authoring.draft import Draft
from derive.authoring.figure import Panel, plot
from derive.authoring.formulas import formula, read_claim, words
from derive.authoring.parts import (
    Answer,
    Argument,
    CaseColumn,
    Figure,
    Refutation,
    ShapeRow,
    Shapes,
    Sign,
)
from derive.authoring.result_names import check_name, check_proved, proved_equal, read_name
from derive.authoring.source_location import located
from derive.errors import SpecError, StepError
from derive.latex.printer import latex
from derive.models.equivalence import compare, holds
from derive.proof.case_analysis import prove_claim
from derive.proof.limit_evaluation import quotient_limit

__all__ = ["ResultVerbs"]


class ResultVerbs(Draft):
    """Tables, figures, claims, answers."""

    def shapes(self, *rows: str | tuple[str, str]) -> None:
        """A table of shapes; each row a formula, or a formula and a note."""
        self._finish()
        made = []
        for row in rows:
            text, note = (row, "") if isinstance(row, str) else row
            with located(text):
                made.append(ShapeRow(formula(text, self._context), words(note, self._context)))
        self._blocks.append(Shapes(tuple(made)))

    def figure(self, *panels: Panel, caption: str, alt: str) -> None:
        """A figure of one or more panels; `alt` says in words what is to be seen."""
        with located(caption):
            self._finish()
            if not panels or not alt.strip():
                raise SpecError("a figure needs a panel, and alt: what it shows, in words")
            plots = tuple(plot(panel, self._context) for panel in panels)
            self._blocks.append(Figure(plots, words(caption, self._context), alt))

    def refute(self, claim: str | Term, *, given: Sequence[str] = ()) -> None:
        """State that an equation or a comparison does not hold, with a counterexample.

        `given` are conditions under which it does not hold either.
        """
        with located(claim):
            self._finish()
            stated = read_claim(claim, self._context)
            more = conditions(given, self._context)
            here = self._context.assume(*more)
            verdict = (
                holds(here, stated) if isinstance(stated, Fact) else compare(here, *stated.args)
            )
            if verdict.counterexample is None:
                raise StepError(f"no counterexample was found: {verdict.reason}")
            self._blocks.append(Refutation(stated, verdict.counterexample, more))

    def sign(self, claim: str, so: str = "", *, given: Sequence[str] = ()) -> None:
        """State a comparison, as `e - c > 0`; its proof is found, and printed with what it says.

        `so` says what follows; `given` are conditions that are assumed besides those of the part.
        """
        with located(claim):
            self._finish()
            stated = read_claim(claim, self._context)
            if not isinstance(stated, Fact):
                raise SpecError("this is no comparison", hint="as e - c > 0")
            more = conditions(given, self._context)
            proof = prove_claim(self._context.assume(*more), stated)
            self._blocks.append(Sign(more, proof, words(so, self._context)))

    def cases(
        self,
        *rows: tuple[Sequence[str], Sequence[str]],
        columns: Sequence[tuple[str, str, str]],
        domain: Sequence[str] = (),
    ) -> None:
        """A table of cases that cover a domain: what the part assumes, and `domain` besides.

        A column is its title, a term, and words for the signs as "falls, stays, rises[, none]"; a
        row its conditions, and for each column `<`, `=`, `>`, or `none` where it has no value.
        """
        with located(", ".join(domain)):
            self._finish()
            context = self._context
            made = [
                CaseColumn(words(title, context), formula(term, context, ()), four(said))
                for title, term, said in columns
            ]
            table = [(conditions(given, context), signs) for given, signs in rows]
            self._blocks.append(case_table(context, conditions(domain, context), made, table))

    def answer(
        self,
        name: str,
        text: str | Term | None = None,
        *,
        in_terms_of: Sequence[str] | None = None,
        shown: str | Term | None = None,
    ) -> None:
        """The result: the end of the last derivation, which `text` repeats for the reader.

        It is shown as the value of its name, or of what is `shown` instead.
        """
        with located(text if text is not None else name):
            place, argument = self._last("an answer needs a derivation that ends in it")
            end = argument.derivation.end
            statement: Term | None = end if isinstance(end, t.OPTIMA) else None
            term = end.args[1] if _solved(end) or statement is not None else end
            if text is not None:
                shape = None if isinstance(term, t.STATEMENTS) else shape_of(term)
                stated = formula(text, self._context, shape)
                if not equal_modulo(stated, term):
                    raise StepError(f"the answer is not where the derivation ends: {latex(term)}")
            allowed = tuple(formula(symbol, self._context) for symbol in in_terms_of or ())
            foreign = t.free_symbols(term) - set(allowed)
            if in_terms_of is not None and foreign:
                raise StepError(f"the answer contains {', '.join(map(plain, ordered(foreign)))}")
            proved = proved_equal(argument)
            letter = self._optimum_of(argument)
            self._refuse_unshown(read_name(name, self._context), term, letter)
            if shown is not None:
                left = formula(shown, self._context)
                self._refuse_unshown(left, term, letter)
                check_proved(latex(left), left, proved, self._context)
                statement = t.equation(left, term)
                shape_of(statement)
            self._check_name(name, term, proved)
            self._blocks.append(Answer(name, term, place, allowed, statement))

    def _optimum_of(self, argument: Argument) -> Term | None:
        """The letter of an optimum that a derivation ends in the value of; notes whether the goal
        is answered."""
        if not isinstance(self._goal, t.OPTIMA):
            return None
        standing = self._standing(self._goal)
        letter = standing.value_of(argument.derivation)
        if letter is not None or standing.says_goal(argument.derivation):
            self._answered = True
        return letter

    def leading(self, text: str | Term, *, name: str = "leading") -> None:
        r"""A result f \sim g: the last derivation shows that the limit of f / g is 1.

        The leading term g is what is asked for by the name.
        """
        with located(text):
            place, argument = self._last("a leading term needs the limit of a quotient")
            made = argument.derivation
            statement = formula(text, self._context)
            if not isinstance(statement, t.Asymptotic):
                raise SpecError(r"this is no leading term", hint=r"write f \sim g \quad (x \to 0)")
            limit = quotient_limit(statement)
            if not (
                equal_modulo(made.start, limit.args[0]) and equal_modulo(made.end, limit.args[1])
            ):
                raise StepError(f"the derivation before does not show that {latex(limit)}")
            self._check_name(name, statement, ())
            self._blocks.append(Answer(name, statement.args[1], place, (), statement))

    def _check_name(self, name: str, value: Term, proved: Sequence[Term]) -> None:
        earlier = [block for block in self._blocks if isinstance(block, Answer)]
        check_name(name, value, proved or (value,), self._context, earlier)


def _solved(end: Term) -> bool:
    """Whether a derivation ends in an equation that says what a letter is."""
    if not isinstance(end, t.Equation) or not isinstance(end.lhs, t.MatrixSymbol | Symbol):
        return False
    return end.lhs not in t.free_symbols(end.rhs)
