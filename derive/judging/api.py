r"""The checker from Python: formulas are LaTeX or SymPy matrix expressions, results are data.

>>> import derive
>>> derive.check("(A B)^T", "B^T A^T", "A: m×n, B: n×k").verdict
'equivalent'
>>> derive.prove(r"(A B)^{-1} = B^{-1} A^{-1}", "A: n×n, B: n×n").status
'proved'
>>> derive.differentiate(r"x^T A x", "x", "A: n×n, x: n").shape
'1×n'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.authoring.given import given_context
from derive.authoring.parts import Answer, Part
from derive.authoring.problem import Problem
from derive.judging.claim_result import ClaimResult
from derive.judging.claims import Claim, DerivativeResult, derivative_of
from derive.judging.evidence import DEFAULT_GRADE, Grade
from derive.judging.gold import Gold
from derive.judging.inputs import (
    Assumptions,
    Formula,
    Given,
    expanded,
    formula_text,
    known_context,
)
from derive.judging.question import Question
from derive.judging.verdict import Verdict

__all__ = ["check", "differentiate", "judge_part", "part_question", "prove"]


def check(
    gold: Formula | Sequence[Formula],
    answer: Formula,
    context: Given = None,
    *,
    assume: Assumptions = (),
    in_terms_of: Sequence[Formula] = (),
    macros: Any = None,
    reveal: bool = True,
    deadline: int | None = None,
    min_evidence: str = DEFAULT_GRADE,
    layout: str = "",
) -> Verdict:
    """The verdict on an answer against a gold, or the best one against several golds.

    `context` is a Context, a JSON question or its `symbols`, or declarations in text; without one
    the letters' meaning is inferred from a gold in LaTeX (the reason says how), and taken from the
    symbols of a gold in SymPy.  Without `reveal` nothing in the verdict gives the gold away.  Never
    raises for bad input: an unusable gold or context is the verdict `error`.  `macros` are the
    author's own commands, as `derive.latex.macros` reads them.  `deadline` is the fuel that the
    answer may use (about microseconds, but counted and not timed: see `derive.fuel`); what is open
    then is `undecided`.  `min_evidence` is the least grade of evidence that is accepted: `proved`,
    `exact`, or `models` (also agreement on all models tried where no theorem covers all sizes).
    `layout` is `row` or `gradient`; without it the gold is read in the one in which it is
    well-typed, as a row in both.  Threads may call it at once.
    """
    asked = {"assume": assume, "in_terms_of": in_terms_of, "macros": macros, "layout": layout}
    question = Question.of(gold, context, reveal=reveal, min_evidence=min_evidence, **asked)
    return replace(question, fuel=deadline).judge(answer)


def judge_part(
    problem: Problem,
    part: str,
    result: str,
    answer: str,
    reveal: bool = True,
    min_evidence: Grade = DEFAULT_GRADE,
) -> Verdict:
    """The verdict on an answer to a part's result: the first, or the one with this name."""
    question = part_question(problem, part, result, reveal)
    return replace(question, min_evidence=min_evidence).judge(answer)


def part_question(problem: Problem, part: str, result: str, reveal: bool = True) -> Question:
    """The question that a part's result answers: the first one, or the one with this name."""
    parts = {one.name: one for one in problem.parts}
    if part not in parts:
        return _unnamed(f"{problem.id} has no part {part}" if part else "no part is named", parts)
    solved = parts[part]
    named = {one.name: one for one in reversed(solved.answers)}
    if not solved.answers or (result and result not in named):
        said = f"{problem.id}/{part} has no result{f' {result}' if result else ''}"
        return _unnamed(said, [one.name for one in solved.answers])
    chosen = named[result] if result else solved.answers[0]
    return _result_question(problem, solved, chosen, reveal)


def _unnamed(said: str, names: Iterable[str]) -> Question:
    """The question that cannot be used, as nothing has the name; `names` are those there are."""
    there = ", ".join(names)
    return Question((), fault=f"{said}\n  expected: one of {there}" if there else said)


def _result_question(problem: Problem, solved: Part, chosen: Answer, reveal: bool) -> Question:
    """An answer is judged against this result, from what is given before the part is solved."""
    term, allowed = chosen.term, chosen.in_terms_of
    context = given_context(problem, solved, term)
    if isinstance(term, t.Equation):
        gold = Gold(context, term.rhs, shape_of(term.rhs), allowed, term)
    else:
        optimum = chosen.statement if isinstance(chosen.statement, t.OPTIMA) else None
        gold = Gold(context, term, shape_of(term), allowed, optimum=optimum)
    return Question((gold,), context, reveal=reveal, name=chosen.name)


def prove(
    claim: Formula,
    context: Given = None,
    *,
    assume: Assumptions = (),
    macros: Any = None,
    strict: bool = False,
    layout: str = "",
) -> ClaimResult:
    """What is known of an equation or a comparison; one that cannot be read is an `error`.

    What it divides by is presumed not to vanish, and listed; a `strict` equation has values on both
    sides together.  `layout` is `row` or `gradient`; without it the claim is read in the one in
    which it is well-typed.
    """
    asked = {"assume": assume, "macros": macros, "layout": layout}
    return Claim.of(claim, context, strict=strict, **asked).prove()


def differentiate(
    formula: Formula,
    wrt: Formula,
    context: Given = None,
    *,
    assume: Assumptions = (),
    layout: str = "row",
    macros: Any = None,
) -> DerivativeResult:
    """The derivative of a formula by a letter, in the layout `row` (numerator) or `gradient`.

    Raises DeriveError for what cannot be read or differentiated.
    """
    formula, wrt, context, assume = expanded((formula, wrt, context, assume), macros)
    known = known_context(context, [formula, wrt], assume, layout)
    return derivative_of(known, formula_text(formula), formula_text(wrt), layout)
