"""Is an answer right?  Shapes first, then the same line, then exact models.

A false `equivalent` is the worst outcome: what cannot be decided is `undecided`, and an unusable
question is an `error`, never held against the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sympy import Add, Integer, Mul, Pow, Symbol, log

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import equal_modulo
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, ReadError, ShapeError
from derive.judging.all_sizes import NOT_COVERED, always_defined, models_decide, shown
from derive.judging.canonical_judging import judged_by_number
from derive.judging.equation_answers import compare_equations
from derive.judging.reading import (
    read_written_answer,
    read_written_statement,
    undecided_letter,
)
from derive.judging.verdict import Verdict
from derive.latex.answer import ReadAnswer, unwrap
from derive.models import agreement as models
from derive.models.canonical import verdict_named
from derive.models.equivalence import compare
from derive.models.optimum_comparison import moved_optimum, same_optima
from derive.models.sampling.contradiction import certain_contradiction
from derive.models.sampling.model_set import UNDEFINED, prepared_for
from derive.proof.near_miss import near_miss

__all__ = ["Gold", "check_answer", "check_term", "read_gold"]

_OPTIMUM = re.compile(r"\\arg|\\(?:operatorname\*?|mathrm|text)\s*\{\s*arg")


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold answer: its term and shape in its context, the only letters an answer may use, and the
    equation if it is one.  Of an optimum the objective is the term.
    """

    context: Context
    term: Term
    shape: tuple[Any, ...]
    in_terms_of: tuple[Term, ...] = ()
    equation: t.Equation | None = None
    optimum: Term | None = None


def read_gold(text: str, context: Context, in_terms_of: Sequence[str] = ()) -> Gold:
    r"""The gold of a question.

    One equation without a label is an equation to be compared; the links of a longer chain must
    hold; of `\arg\min_w f` the optima are compared.  Raises DeriveError for a gold that is
    unusable: unread, false, or without a value on every model of the context.
    """
    allowed = tuple(read_written_answer(name, context).term for name in in_terms_of)
    optimum = _optimum_of(text, context)
    if optimum is not None:
        certain_contradiction(context)
        return Gold(context, optimum.args[1], (), allowed, optimum=optimum)
    read = _read_sized(text, context)
    if read.label is None and len(read.links) == 1 and read.term is read.links[0].args[1]:
        certain_contradiction(context)
        return Gold(context, read.term, shape_of(read.term, context.dims()), allowed, read.links[0])
    gold = Gold(context, read.term, shape_of(read.term, context.dims()), allowed)
    _check_usable(gold)
    broken = _links(gold, read)
    if broken is not None:
        raise ContextError(broken.reason)
    return gold


def _read_sized(text: str, context: Context) -> ReadAnswer:
    """The gold read; a lone I has the only size that there is, if there is only one."""
    try:
        return read_written_answer(text, context)
    except ReadError:
        if len(context.dimensions) != 1:
            raise
        (size,) = context.dimensions
        read = read_written_answer(text, context, expected=(size, size))
        if isinstance(read.term, t.ZeroMatrix):
            raise
        return read


def _check_usable(gold: Gold) -> None:
    """Raise ContextError for assumptions that exclude each other, or a gold without any value."""
    certain_contradiction(gold.context)
    renaming = Renaming.of(gold.context, gold.term)
    term = renaming.term(gold.term)
    try:
        prepared = prepared_for(renaming.context, term)
    except DeriveError as error:
        raise renaming.error(error) from None
    models_tried = [model for trial in prepared.trials for model in trial.rational]
    if models_tried and all(
        prepared.value(term, model) is UNDEFINED for model in (*prepared.simple, *models_tried)
    ):
        raise ContextError("the gold has no value on any model of the assumptions")


def check_answer(gold: Gold, answer: str, *, reveal: bool = True) -> Verdict:
    """The verdict on the text of an answer: each link of its chain, then its last member.

    Without `reveal` neither its words nor its values say anything of the gold but its shape.
    """
    found = _judged_answer(gold, answer, reveal)
    return found if reveal else _hidden(found)


def _hidden(verdict: Verdict) -> Verdict:
    """The verdict without what may show the gold: values, and parts that are undecided."""
    reason = "it could not be decided" if verdict.verdict == "undecided" else verdict.reason
    return replace(verdict, reason=reason, counterexample=None)


def _judged_answer(gold: Gold, answer: str, reveal: bool) -> Verdict:
    try:
        if gold.optimum is not None:
            stated = _optimum_of(answer, gold.context)
            if stated is not None:
                return judged_by_number(_judge_optimum, gold.context, gold.optimum, stated)
        if gold.equation is not None:
            lone = gold.equation.lhs in gold.context.symbols.values()
            read = read_written_answer(answer, gold.context, expected=gold.shape if lone else None)
            return _check_equation(gold, gold.equation, read, reveal)
        read = read_written_answer(answer, gold.context, expected=gold.shape)
        broken = _links(gold, read, reveal)
        return check_term(gold, read.term, reveal=reveal) if broken is None else broken
    except ShapeError as error:
        return Verdict("shape_error", str(error))
    except DeriveError as error:
        return Verdict("unparseable", str(error))


def _links(gold: Gold, answer: ReadAnswer, reveal: bool = True) -> Verdict | None:
    """The verdict on a chain with a false link; None if every link holds."""
    for link in answer.links:
        left, right = link.args
        found = _judged(Gold(gold.context, left, shape_of(left)), right)
        if found.verdict != "equivalent":
            kind = found.verdict if found.verdict in ("shape_error", "undecided") else "different"
            why = found.reason if reveal else "its two sides differ"
            return Verdict(kind, f"a link of the chain does not hold: {why}")
    return None


def _check_equation(gold: Gold, equation: t.Equation, read: ReadAnswer, reveal: bool) -> Verdict:
    """The verdict on an answer where an equation is asked for.

    For `w = …` with a declared w the right side alone is an answer, too.
    """
    if not read.links:
        lone = equation.lhs in gold.context.symbols.values()
        if read.label is None and lone and equation.lhs not in t.free_symbols(equation.rhs):
            return check_term(gold, read.term, reveal=reveal)
        return Verdict("unparseable", "this is no equation\n  expected: an equation")
    if len(read.links) > 1:
        return Verdict("unparseable", "this is more than one equation\n  expected: one equation")
    if tied := undecided_letter(gold.context, equation, read.links[0]):
        return Verdict("undecided", tied)
    renaming = Renaming.of(gold.context, equation, read.links[0])
    both = [t.equation(*map(renaming.term, one.args)) for one in (equation, read.links[0])]
    judged = compare_equations(renaming.context, *both)
    verdict = verdict_named(judged.verdict, renaming)
    form = _foreign(gold, read.links[0])
    if verdict.status == "equal" and judged.trivial:
        said = "it is true for all values, but not the equation that is asked for"
        return Verdict("wrong_form", said, _evidence(verdict))
    if verdict.status == "equal":
        return _right(_evidence(verdict), form, "it has the same solutions")
    if verdict.status == "different":
        reason = verdict.reason if reveal else "it has other solutions than the gold"
        return Verdict("different", reason, None, verdict.counterexample)
    return Verdict(verdict.status, verdict.reason)


def check_term(gold: Gold, answer: Term, *, reveal: bool = True) -> Verdict:
    """The verdict on a term, with the near miss that it is if `reveal`."""
    found = _judged(gold, answer)
    if found.verdict not in ("different", "shape_error"):
        return found
    if not reveal:
        said = "it differs from the gold" if found.verdict == "different" else found.reason
        return replace(found, reason=said)
    hint = near_miss(gold.context, gold.term, answer)
    return replace(found, reason=f"{found.reason}; {hint}") if hint else found


def _judged(gold: Gold, answer: Term) -> Verdict:
    """The verdict on a term, which depends on no name, on no order of declarations, and on nothing
    that is declared besides."""
    if tied := undecided_letter(gold.context, gold.term, answer):
        return Verdict("undecided", tied)
    renaming = Renaming.of(gold.context, gold.term, answer)
    shape, allowed = renaming.dims(gold.shape), tuple(map(renaming.term, gold.in_terms_of))

    def judge(context: Context, term: Term, said: Term) -> Verdict:
        return _judged_as_is(Gold(context, term, shape, allowed), said)

    return judged_by_number(judge, gold.context, gold.term, answer)


def _judged_as_is(gold: Gold, answer: Term) -> Verdict:
    context, dims = gold.context, gold.context.dims()
    shape = shape_of(answer, dims)
    if not dims.same_shape(shape or (t.ONE, t.ONE), gold.shape or (t.ONE, t.ONE)):
        return Verdict(
            "shape_error",
            f"the answer is {show_shape(shape)}, and {show_shape(gold.shape)} is asked for",
        )
    form = _foreign(gold, answer)
    limits = any(isinstance(part, t.LIMITS) for part in t.subterms(answer))
    same_line = not limits and shape == gold.shape and equal_modulo(gold.term, answer)
    if same_line and always_defined(context, answer, gold.term):
        return _right({"kind": "proved", "steps": []}, form)
    verdict = compare(context, gold.term, answer)
    match verdict.status:
        case "equal":
            return _accepted(gold, answer, verdict, form)
        case "different":
            return Verdict("different", verdict.reason, None, verdict.counterexample)
        case "undefined":
            return Verdict("undefined", verdict.reason)
    sampled = bool(prepared_for(context, gold.term).trials)
    if sampled and always_defined(context, answer, gold.term) and shown(context, gold.term, answer):
        return _right({"kind": "proved", "steps": []}, form)
    return Verdict("undecided", verdict.reason)


def _accepted(gold: Gold, answer: Term, verdict: models.RefereeVerdict, form: str) -> Verdict:
    """The verdict on an answer that agrees with the gold on all models: `equivalent` if that is
    shown for all sizes and values, or if models are complete for the question."""
    context = gold.context
    if not always_defined(context, answer, gold.term):
        return Verdict("undecided", NOT_COVERED)
    if shown(context, gold.term, answer):
        return _right({"kind": "proved", "steps": []}, form)
    if models_decide(context, gold.term, answer):
        return _right(_evidence(verdict), form)
    return Verdict("undecided", NOT_COVERED)


def _foreign(gold: Gold, answer: Term) -> str:
    """The letters of an answer that may not be used, in words."""
    foreign = t.free_symbols(answer) - set(gold.in_terms_of) if gold.in_terms_of else frozenset()
    return ", ".join(sorted(symbol.name for symbol in foreign))


def _right(
    evidence: dict[str, Any], form: str, said: str = "it is equal wherever the gold is defined"
) -> Verdict:
    if form:
        return Verdict("wrong_form", f"it is right, but contains {form}", evidence)
    return Verdict("equivalent", said, evidence)


def _evidence(verdict: models.RefereeVerdict) -> dict[str, Any]:
    strata = [
        {
            "sizes": dict(stratum.sizes),
            "ranks": dict(stratum.ranks),
            "draws": stratum.draws,
            "error_bound": None if stratum.error_bound is None else float(stratum.error_bound),
        }
        for stratum in verdict.strata
    ]
    return {"kind": verdict.kind, "strata": strata}


# -- optima ---------------------------------------------------------------------------------------


def _optimum_of(text: str, context: Context) -> Term | None:
    r"""The optimum that an answer states, `\hat{w} = \arg\min_w f`; None for another answer.

    Raises ReadError or ShapeError with the place.
    """
    plain = unwrap(text)
    found = _OPTIMUM.search(plain)
    if found is None:
        return None
    label = plain[: found.start()].rstrip()
    if label and not label.endswith("="):
        raise ReadError("an optimum is the whole answer")
    statement = read_written_statement(" " * found.start() + plain[found.start() :], context)
    return statement if isinstance(statement, t.OPTIMA) else None


def _judge_optimum(context: Context, gold: Term, answer: Term) -> Verdict:
    """The verdict on an optimum where one is asked for.

    It is right if its objective orders any two points as the gold's does, wrong if the gold's only
    optimum, found on exact rational models, is none of it.
    """
    if tied := undecided_letter(context, gold, answer):
        return Verdict("undecided", tied)
    if answer.args[0] != gold.args[0]:
        return Verdict("different", "the optimum is over another variable")
    if answer.args[2:] != gold.args[2:]:
        return Verdict("undecided", "the two optima are under different constraints")
    if shape_of(gold.args[0]) in ((), (1, 1)):  # level sets say nothing
        return Verdict("undecided", "optima over one number are not compared")
    verdict = same_optima(context, gold, answer)
    if verdict.status == "equal" and all(_at_most_quadratic(side) for side in (gold, answer)):
        strata = [stratum.to_json() for stratum in verdict.strata]
        return Verdict("equivalent", "it has the same optima", {"kind": "exact", "strata": strata})
    example = moved_optimum(context, gold, answer)
    if example is not None:
        return Verdict("different", f"its optimum is elsewhere: {example}")
    return Verdict("undecided", "whether the two have the same optima is not known")


def _at_most_quadratic(optimum: Term) -> bool:
    """Whether the objective has at most two factors of the variable in each term: the order of
    drawn points then tells two objectives apart."""
    parts = t.free_symbols(optimum.args[0])
    return all(_degree(optimum.args[1], part) <= 2 for part in parts)


def _degree(term: Term, letter: Term) -> int:
    """The degree of a polynomial in a letter; 3 for anything else."""
    if letter not in t.free_symbols(term):
        return 0
    if isinstance(term, t.MatrixSymbol | Symbol):
        return 1
    if isinstance(term, t.GaussianDensity):
        return 2 * max(_degree(arg, letter) for arg in term.args)
    if isinstance(term, log):
        return _degree(term.args[0], letter)
    if isinstance(term, Mul) and all(map(_is_density_of, term.args, [letter] * len(term.args))):
        return max(_degree(arg, letter) for arg in term.args)  # its logarithm is a sum
    if isinstance(term, t.MatMul | Mul | t.HadamardProduct | t.KroneckerProduct):
        return sum(_degree(arg, letter) for arg in term.args)
    if isinstance(term, Pow) and isinstance(term.exp, Integer) and term.exp > 0:
        return int(term.exp) * _degree(term.base, letter)
    if isinstance(
        term, t.MatAdd | Add | t.Transpose | t.AsScalar | t.Trace | t.BlockMatrix | t.Norm
    ):
        return max(_degree(arg, letter) for arg in (term.args[i] for i in t.places(term)))
    return 3


def _is_density_of(term: Term, letter: Term) -> bool:
    """Whether a factor is a normal density, or free of the letter."""
    return isinstance(term, t.GaussianDensity) or letter not in t.free_symbols(term)
