"""Is an answer right?  Shapes first, then the same line, then exact models.

A false `equivalent` is the worst outcome: what cannot be decided is `undecided`, and an unusable
question is an `error`, never held against the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.dependence import letters_varying
from derive.algebra.facts import equations_in
from derive.algebra.normal_form import equal_modulo
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, LimitError, ReadError, ShapeError
from derive.fuel import SpentError, metered
from derive.judging.all_sizes import AllSizes, all_sizes_of
from derive.judging.canonical_judging import judged_by_number
from derive.judging.equation_answers import compare_equations
from derive.judging.evidence import (
    DEFAULT_GRADE,
    Grade,
    by_models,
    by_steps,
    by_theorem,
    by_words,
    not_covered,
)
from derive.judging.graded import EQUAL, NOT_PROVED, WIDER, graded, right, wrong
from derive.judging.inputs import SPENT
from derive.judging.minimizer_answers import is_excluded, is_only_minimizer, slope_at
from derive.judging.optimum_answers import judge_optimum
from derive.judging.reading import read_written_answer, stated_optimum, undecided_letter
from derive.judging.sampled import has_more_values, is_limit_found, is_sampled
from derive.judging.verdict import FULL, Feedback, Verdict
from derive.latex.answer import ReadAnswer
from derive.latex.labels import Label, read_label
from derive.latex.layouts import ROW_FIRST, laid_out
from derive.models import agreement as models
from derive.models.canonical import verdict_named
from derive.models.contradictions import check_assumptions
from derive.models.equivalence import compare, refute
from derive.models.sampling.model_set import UNDEFINED, prepared_for
from derive.models.theorems import covering
from derive.models.witnesses.search import find_witness
from derive.proof.near_miss import near_miss

__all__ = ["Gold", "check_answer", "check_term", "layout_of", "read_gold"]

REFUTING = 700_000  # fuel of the models that are asked before words
HINTING = 300_000  # fuel: a hint is not worth more


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold answer: its term and shape in its context, the only letters an answer may use, and the
    equation if it is one.  Of an optimum the objective is the term.  `grade` is the least evidence
    on which an answer is accepted.  `label` is the name that the gold gives to what is asked for.
    """

    context: Context
    term: Term
    shape: tuple[Any, ...]
    in_terms_of: tuple[Term, ...] = ()
    equation: t.Equation | None = None
    optimum: Term | None = None
    grade: Grade = DEFAULT_GRADE
    label: Label | None = None

    @property
    def all_sizes(self) -> AllSizes:
        """What is seen of formulas in the gold's context."""
        return all_sizes_of(self.context)


def read_gold(text: str, context: Context, in_terms_of: Sequence[str] = ()) -> Gold:
    r"""The gold of a question.

    One equation without a label is an equation to be compared; the links of a longer chain must
    hold; of `\arg\min_w f` the optima are compared.  Raises DeriveError for a gold that is
    unusable: unread, false, or without a value on every model of the context.
    """
    allowed = tuple(read_written_answer(name, context).term for name in in_terms_of)
    optimum = stated_optimum(text, context)
    if optimum is not None:
        check_assumptions(context)
        return Gold(context, optimum.args[1], (), allowed, optimum=optimum)
    read = _read_sized(text, context)
    if read.label is None and len(read.links) == 1 and read.term is read.links[0].args[1]:
        check_assumptions(context)
        return Gold(context, read.term, shape_of(read.term, context.dims()), allowed, read.links[0])
    shape = shape_of(read.term, context.dims())
    gold = Gold(context, read.term, shape, allowed, label=read.named)
    _check_usable(gold)
    broken = _links(gold, read)
    if broken is not None:
        raise ContextError(broken.reason)
    return gold


def layout_of(text: str, context: Context) -> tuple[Context, str]:
    """The context with the layout in which the gold is well-typed, row where both are, and what was
    assumed, in words."""
    if context.layout:
        return context, ""
    try:
        found = laid_out(
            context, [text], ROW_FIRST, lambda known: read_written_answer(text, known, powers=True)
        )
    except DeriveError:  # an optimum, or a gold that is unusable: `read_gold` says why
        return context, ""
    return found.context, found.assumed


def _read_sized(text: str, context: Context) -> ReadAnswer:
    """The gold read; a lone I has the only size that there is, if there is only one."""
    try:
        return read_written_answer(text, context, powers=True)
    except ReadError:
        if len(context.dimensions) != 1:
            raise
        (size,) = context.dimensions
        read = read_written_answer(text, context, expected=(size, size), powers=True)
        if isinstance(read.term, t.ZeroMatrix):
            raise
        return read


def _check_usable(gold: Gold) -> None:
    """Raise ContextError for assumptions that exclude each other, or a gold without any value."""
    renaming = Renaming.of(gold.context, gold.term)
    term = renaming.term(gold.term)
    tied = [f for f in gold.context.facts if f.free_symbols <= renaming.forward.keys()]
    try:
        prepared = prepared_for(renaming.context, term)
        drawn = [model for trial in prepared.trials for model in trial.rational]
        tried = (*prepared.simple, *drawn) if drawn else ()
        nowhere = tried and all(prepared.value(term, model) is UNDEFINED for model in tried)
    except LimitError:
        check_assumptions(gold.context)
        return  # too much is to be drawn: answers stay undecided, or words decide them
    except DeriveError as error:
        raise renaming.error(error) from None
    check_assumptions(gold.context, tied if prepared.trials else ())
    if nowhere:
        raise ContextError("the gold has no value on any model of the assumptions")


def check_answer(gold: Gold, answer: str, feedback: Feedback = FULL) -> Verdict:
    """The verdict on the text of an answer: each link of its chain, then its last member.

    Where the gold is hidden neither its words nor its values say anything of it but its shape.
    """
    found = _judged_answer(gold, answer, feedback)
    return found if feedback.reveals else _hidden(found)


def _hidden(verdict: Verdict) -> Verdict:
    """The verdict without what may show the gold: values, and parts that are undecided."""
    reason = "it could not be decided" if verdict.verdict == "undecided" else verdict.reason
    return replace(verdict, reason=reason, counterexample=None)


def _judged_answer(gold: Gold, answer: str, feedback: Feedback) -> Verdict:
    try:
        if gold.optimum is not None:
            stated = stated_optimum(answer, gold.context)
            if stated is not None:
                return judged_by_number(
                    lambda context, *both: judge_optimum(context, gold.grade, *both),
                    gold.context,
                    gold.optimum,
                    stated,
                )
            return _judge_minimizer(gold, gold.optimum, answer)
        if gold.equation is not None:
            lone = gold.equation.lhs in gold.context.symbols.values()
            named = read_label(str(gold.equation.lhs), ()) if lone else None
            expected = gold.shape if lone else None
            read = read_written_answer(answer, gold.context, expected=expected, asked=named)
            return _check_equation(gold, gold.equation, read, feedback)
        unknowns = _unknowns(gold)
        read = read_written_answer(
            answer, gold.context, expected=gold.shape, unknowns=unknowns, asked=gold.label
        )
        broken = _links(gold, read, feedback)
        found = check_term(gold, read.term, feedback) if broken is None else broken
        return replace(found, assumed=read.assumed) if read.assumed else found
    except ShapeError as error:
        return Verdict("shape_error", str(error))
    except DeriveError as error:
        return Verdict("unparseable", str(error))


def _judge_minimizer(gold: Gold, optimum: Term, answer: str) -> Verdict:
    """The verdict on a value where an optimum is asked for."""
    variable, context = optimum.args[0], gold.context
    shape, name = shape_of(variable), str(variable)
    named = read_label(name, ()) if variable in context.symbols.values() else None
    read = read_written_answer(answer, context, expected=shape, unknowns={name}, asked=named)
    if not context.dims().same_shape(
        shape_of(read.term) or (t.ONE, t.ONE), shape or (t.ONE, t.ONE)
    ):
        said = show_shape(shape_of(read.term))
        return Verdict("shape_error", f"the answer is {said}, and {show_shape(shape)} is asked for")
    broken = _links(gold, read)
    if broken is not None:
        return broken
    if tied := undecided_letter(context, optimum):
        return Verdict("undecided", tied)
    varying = letters_varying(equations_in(context.facts), variable)
    if varying.isdisjoint(t.free_symbols(read.term)):
        if is_only_minimizer(context, optimum, read.term):
            return graded(gold.grade, by_words(), "", said="it is the only optimum")
        if is_excluded(context, optimum, read.term):
            return Verdict("different", "what is assumed of the variable does not hold there")
        slope = slope_at(context, optimum, read.term)
        zero = t.zeros(*shape) if shape else t.ZERO
        if slope is not None and _is_other(Gold(context, slope, shape), zero):
            return Verdict("different", "the derivative of the objective is not 0 there")
        everywhere = all_sizes_of(context).always_defined(optimum.args[1], t.ZERO)
        nothing = t.sub(read.term, read.term)
        if everywhere and _is_other(Gold(context, zero, shape), nothing):
            return Verdict("different", "it has no value for some values of the letters")
    return Verdict("undecided", "whether this is the optimum is not known")


def _is_other(gold: Gold, answer: Term) -> bool:
    return _judged(gold, answer).verdict == "different"


def _unknowns(gold: Gold) -> frozenset[str]:
    """The declared letters that nothing is assumed of and that are not in the gold: one of them may
    be what was asked for."""
    used = t.free_symbols(gold.term).union(*(fact.free_symbols for fact in gold.context.facts))
    return frozenset(name for name, symbol in gold.context.symbols.items() if symbol not in used)


def _links(gold: Gold, answer: ReadAnswer, feedback: Feedback = FULL) -> Verdict | None:
    """The verdict on a chain with a false link; None if every link holds."""
    for link in answer.links:
        left, right = link.args
        found = _judged(Gold(gold.context, left, shape_of(left), grade=gold.grade), right)
        if found.verdict != "equivalent":
            kind = found.verdict if found.verdict in ("shape_error", "undecided") else "different"
            why = found.reason if feedback.reveals else "its two sides differ"
            return Verdict(kind, f"a link of the chain does not hold: {why}")
    return None


def _check_equation(
    gold: Gold, equation: t.Equation, read: ReadAnswer, feedback: Feedback
) -> Verdict:
    """The verdict on an answer where an equation is asked for.

    For `w = …` with a declared w the right side alone is an answer, too.
    """
    if not read.links:
        lone = equation.lhs in gold.context.symbols.values()
        if lone and equation.lhs not in t.free_symbols(equation.rhs):
            return check_term(gold, read.term, feedback)
        return Verdict("unparseable", "this is no equation\n  expected: an equation")
    if len(read.links) > 1:
        return Verdict("unparseable", "this is more than one equation\n  expected: one equation")
    if tied := undecided_letter(gold.context, equation, read.links[0]):
        return Verdict("undecided", tied)
    renaming = Renaming.of(gold.context, equation, read.links[0])
    both = [t.equation(*map(renaming.term, one.args)) for one in (equation, read.links[0])]
    judged = compare_equations(renaming.context, *both)
    verdict, evidence = verdict_named(judged.verdict, renaming), renaming.back(judged.evidence)
    form = _foreign(gold, read.links[0])
    if verdict.status == "equal" and judged.trivial:
        said = "it is true for all values, but not the equation that is asked for"
        return Verdict("wrong_form", said, evidence)
    if verdict.status == "equal":
        return graded(
            gold.grade, judged.evidence, not_covered(verdict), form, "it has the same solutions"
        )
    if verdict.status == "different":
        reason = verdict.reason if feedback.reveals else "it has other solutions than the gold"
        return Verdict("different", reason, None, verdict.counterexample)
    return Verdict(verdict.status, verdict.reason)


def check_term(gold: Gold, answer: Term, feedback: Feedback = FULL) -> Verdict:
    """The verdict on a term, with the near miss that it is where hints are read."""
    found = _judged(gold, answer)
    if found.verdict not in ("different", "shape_error"):
        return found
    if not feedback.reveals:
        said = "it differs from the gold" if found.verdict == "different" else found.reason
        return replace(found, reason=said)
    hint = _hint(gold, answer) if feedback.hints else ""
    return replace(found, reason=f"{found.reason}; {hint}") if hint else found


def _hint(gold: Gold, answer: Term) -> str:
    """What the answer is instead of the gold; empty where nothing is seen: no verdict needs it."""
    renaming = Renaming.of(gold.context, gold.term, answer)
    try:
        with metered(HINTING):
            hint = near_miss(renaming.context, renaming.term(gold.term), renaming.term(answer))
    except SpentError:
        return ""
    return renaming.text(hint or "")


def _judged(gold: Gold, answer: Term) -> Verdict:
    """The verdict on a term, which depends on no name, no order, and nothing declared besides."""
    if tied := undecided_letter(gold.context, gold.term, answer):
        return Verdict("undecided", tied)
    renaming = Renaming.of(gold.context, gold.term, answer)
    shape, allowed = renaming.dims(gold.shape), tuple(map(renaming.term, gold.in_terms_of))

    def judge(context: Context, term: Term, said: Term) -> Verdict:
        return _judged_as_is(Gold(context, term, shape, allowed, grade=gold.grade), said)

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
    words = gold.all_sizes
    limits = any(isinstance(part, t.LIMITS) for part in t.subterms(answer))
    met = words.always_defined(answer, gold.term)
    if met and not limits and shape == gold.shape and equal_modulo(gold.term, answer):
        return right(by_steps(), form)
    doubt = _refuted(context, gold.term, answer)
    said = EQUAL
    if has_more_values(doubt):
        doubt, said = refute(context, gold.term, answer, wider=True), WIDER
    if doubt is not None and doubt.status != "undecided":
        return wrong(doubt)
    sampled = is_sampled(context, gold.term)
    if met and sampled and words.shown(gold.term, answer, where_defined=said == WIDER):
        return right(by_words(), form, said)
    theorem = covering(context, gold.term, answer) if met and sampled else None
    if theorem is not None:
        return graded(gold.grade, by_theorem(theorem), NOT_PROVED, form, said)
    if met and sampled and is_limit_found(context, gold.term, answer):
        return right(by_steps(), form, said)
    return _by_models(gold, answer, doubt, form, said)


def _refuted(context: Context, left: Term, right: Term) -> models.RefereeVerdict | None:
    """What speaks against the two on models, on which no more than a share of the fuel is spent:
    words may still decide."""
    try:
        with metered(REFUTING):
            return refute(context, left, right)
    except SpentError:
        return models.RefereeVerdict("undecided", SPENT)


def _by_models(
    gold: Gold, answer: Term, doubt: models.RefereeVerdict | None, form: str, said: str
) -> Verdict:
    """The verdict where nothing is shown: wrong with a witness, else what the models say."""
    try:
        witness = find_witness(gold.context, gold.term, answer)
    except LimitError as error:
        return Verdict("undecided", error.message)
    if witness is not None:
        return wrong(witness)
    verdict = doubt or compare(gold.context, gold.term, answer, wider=said == WIDER)
    if verdict.status != "equal":
        return wrong(verdict)
    return graded(gold.grade, by_models(verdict, None), not_covered(verdict), form, said)


def _foreign(gold: Gold, answer: Term) -> str:
    """The letters of an answer that may not be used, in words."""
    if not gold.in_terms_of:
        return ""
    sizes = (size for letter in gold.in_terms_of for size in shape_of(letter))
    foreign = t.free_symbols(answer).difference(
        gold.in_terms_of, *(size.free_symbols for size in sizes)
    )
    return ", ".join(sorted(symbol.name for symbol in foreign))
