"""What `derive check`, `prove` and `diff` do with one answer, claim or formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.authoring.given import given_context
from derive.authoring.problem import Problem
from derive.errors import DeriveError, Place, ReadError
from derive.judging.check import Gold, check, check_answer
from derive.judging.claims import (
    differential_rows,
    prove,
    prove_comparison,
    read_formula,
)
from derive.judging.conditions import as_equation
from derive.judging.verdict import Verdict
from derive.latex.declare import read_declarations, read_fact
from derive.latex.macros import put_in, put_in_answer, read_macros
from derive.latex.names import canonical_name
from derive.latex.printer import latex
from derive.latex.reader import read_statement
from derive.proof.differentiate import derivative
from derive.proof.limit_evaluation import quotient_limit

__all__ = [
    "CLAIM_CODES",
    "EXIT_CODES",
    "differentiate",
    "judge",
    "judge_part",
    "prove_claim",
    "prove_in",
]

CLAIM_CODES: Mapping[str, int] = MappingProxyType(
    {"proved": 0, "verified": 0, "refuted": 1, "error": 2, "unknown": 3}
)

EXIT_CODES: Mapping[str, int] = MappingProxyType(
    {
        "equivalent": 0,
        "different": 1,
        "shape_error": 1,
        "undefined": 1,
        "wrong_form": 1,
        "unparseable": 1,
        "error": 2,
        "undecided": 3,
    }
)


def judge(
    gold: str,
    answer: str,
    declared: str,
    assumed: Sequence[str],
    reveal: bool = True,
    macros: str = "",
) -> Verdict:
    """The verdict on one answer; declarations, assumptions or macros that cannot be used are an
    `error`.

    Without declarations the context is inferred from the gold.
    """
    try:
        known = read_macros(macros)
        gold, declared, assumed = (put_in(said, known) for said in (gold, declared, assumed))
    except DeriveError as error:
        return Verdict("error", str(error))
    answer = put_in_answer(answer, known)
    if not declared.strip():
        return check(gold, answer, None, reveal=reveal, assume=assumed)
    try:
        context = _context(declared, assumed)
    except DeriveError as error:
        return Verdict("error", str(error))
    return check(gold, answer, context, reveal=reveal)


def judge_part(
    problem: Problem, part: str, result: str, answer: str, reveal: bool = True
) -> Verdict:
    """The verdict on an answer to a part's result: the first, or the one with this name."""
    try:
        solved = problem[part]
        named = {one.name: one for one in solved.answers}
        chosen = named[result] if result else solved.answers[0]
    except (KeyError, IndexError) as error:
        return Verdict("error", f"{problem.id} has no result {part}:{result} ({error})")
    term, allowed = chosen.term, chosen.in_terms_of
    context = given_context(problem, solved, term)
    if isinstance(term, t.Equation):
        gold = Gold(context, term.rhs, shape_of(term.rhs), allowed, term)
        return check_answer(gold, as_equation(answer), reveal=reveal)
    optimum = chosen.statement if isinstance(chosen.statement, t.OPTIMA) else None
    gold = Gold(context, term, shape_of(term), allowed, optimum=optimum)
    return check_answer(gold, _unnamed(context, chosen.name, term, answer), reveal=reveal)


def _unnamed(context: Context, name: str, term: Term, answer: str) -> str:
    """The answer without `e =` in front, where e is what the result is called by.

    A letter that the result or an assumption speaks of is no mere name.
    """
    head, sign, rest = answer.partition("=")
    if not sign or not rest.strip():
        return answer
    try:
        called = canonical_name(name)
        if canonical_name(head.strip().lstrip("$").strip()) != called:
            return answer
    except ReadError:
        return answer
    letter = context.symbols.get(called)
    spoken = [term, *(arg for fact in context.facts for arg in fact.args)]
    if letter is None or any(letter in t.free_symbols(part) for part in spoken):
        return answer
    dollars = head[: len(head) - len(head.lstrip().lstrip("$"))]
    return dollars.ljust(len(head) + 1) + rest


def prove_claim(
    claim: str, declared: str, assumed: Sequence[str], macros: str = ""
) -> dict[str, Any]:
    """The result for one equation; one that cannot be read is an `error`."""
    try:
        claim, declared, assumed = put_in((claim, declared, assumed), read_macros(macros))
        return prove_in(_context(declared, assumed), claim)
    except DeriveError as error:
        return {"status": "error", "reason": str(error), "steps": [], "counterexample": None}


def prove_in(context: Context, claim: str) -> dict[str, Any]:
    """The result for an equation, a leading term or a comparison; DeriveError for anything else."""
    equation = read_statement(claim, context)
    if isinstance(equation, t.Asymptotic):
        equation = quotient_limit(equation)
    if isinstance(equation, Fact):
        return prove_comparison(context, equation)
    if not isinstance(equation, t.Equation):
        raise ReadError("this is no equation", place=Place(claim, 0, len(claim)))
    return prove(context, *equation.args)


def differentiate(
    formula: str,
    wrt: str,
    layout: str,
    declared: str,
    assumed: Sequence[str],
    macros: str = "",
) -> dict[str, Any]:
    """The derivative and its shape, or `error`."""
    try:
        said = put_in((formula, wrt, declared, assumed), read_macros(macros))
        formula, wrt, declared, assumed = said
        context = _context(declared, assumed)
        f, x = (read_formula(text, context) for text in (formula, wrt))
        found = derivative(context, f, x, layout)
    except DeriveError as error:
        return {"error": str(error)}
    return {
        "derivative": latex(found),
        "shape": show_shape(shape_of(found)),
        "steps": differential_rows(context, f, x, found, layout),
    }


def _context(declared: str, assumed: Sequence[str]) -> Context:
    context = Context.of(read_declarations(declared))
    for text in assumed:
        context = context.assume(*read_fact(text, context))
    return context
