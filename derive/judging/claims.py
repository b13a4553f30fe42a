"""Claims and derivatives asked for from outside: `derive prove` and `derive diff`.

`proved` is a chain of rule steps, each made by the kernel; `verified` agrees on every kind of
model; `refuted` comes with values.  What is none of these is `unknown`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, Place, ReadError, ShapeError, StepError
from derive.judging.inputs import (
    ALONE,
    Assumptions,
    Formula,
    Given,
    expanded,
    expanded_line,
    formula_text,
    known_context,
)
from derive.judging.reading import (
    function_of,
    read_written_answer,
    read_written_statement,
    undecided_letter,
)
from derive.judging.verdict import counterexample_html, formula_latex, note_html
from derive.latex.declare import read_context
from derive.latex.printer import latex
from derive.models.canonical import verdict_named
from derive.models.equivalence import compare, holds
from derive.proof.differentials import differentials, read_off
from derive.proof.differentiate import derivative
from derive.proof.explain import explain
from derive.proof.limit_evaluation import quotient_limit
from derive.proof.sign_search import prove_sign, sum_of
from derive.proof.step import Assumed, Reason, Reversed, RuleUse, Step

__all__ = ["Claim", "ClaimResult", "DerivativeResult", "derivative_of"]

Json: TypeAlias = dict[str, Any]

MOVES = 120  # tried before a claim is left as verified


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What is known of a claim: `proved`, `verified`, `refuted`, `shape_error`, `unknown` or
    `error`, and why.

    `steps` are rows of rule, relation, before and after (LaTeX); `counterexample` has the values
    and both sides as strings.
    """

    status: str
    reason: str
    steps: tuple[Mapping[str, str], ...] = ()
    counterexample: Mapping[str, Any] | None = None

    def to_json(self) -> Json:
        """The fields of a line of a batch, but the seconds."""
        return {
            "status": self.status,
            "steps": list(self.steps),
            "counterexample": self.counterexample,
            "reason": self.reason,
        }

    def __bool__(self) -> bool:
        raise TypeError("a proof is not a bool: compare .status with 'proved' or 'verified'")

    def _repr_latex_(self) -> str:
        if not self.steps:
            return rf"$\text{{{self.status}}}$"
        first = self.steps[0]["before"]
        rows = [
            rf"&{step['relation']} {step['after']} && \text{{{step['rule'].replace('_', ' ')}}}"
            for step in self.steps
        ]
        return rf"$\begin{{aligned}} {first} " + r" \\ ".join(rows) + r" \end{aligned}$"

    def _repr_html_(self) -> str:
        more = "" if self.counterexample is None else counterexample_html(self.counterexample)
        rows = [f"{step['relation']} {step['after']}    {step['rule']}" for step in self.steps]
        shown = [self.steps[0]["before"], *rows] if self.steps else []
        return note_html(self.status, "\n".join([self.reason, *shown]), more)


@dataclass(frozen=True, slots=True)
class DerivativeResult:
    """A derivative: its term, its LaTeX, and its shape in words (`1×n`).

    `steps` are the rules for differentials that lead to it: rows of rule, relation, before, after.
    """

    term: Term
    latex: str
    shape: str
    steps: tuple[Mapping[str, str], ...] = ()

    def to_json(self) -> Json:
        """The fields of a line of a batch, but the seconds."""
        return {"derivative": self.latex, "shape": self.shape, "steps": list(self.steps)}

    def __str__(self) -> str:
        return self.latex

    def _repr_latex_(self) -> str:
        return formula_latex(self.latex)

    def _repr_html_(self) -> str:
        return note_html(self.shape, self.latex)


@dataclass(frozen=True, slots=True)
class Claim:
    """An equation or a comparison of two terms, and the context in which it is claimed.

    `fault` says why a claim cannot be used, if it cannot: then its status is `error`, or
    `shape_error` if it is `ill_typed`.
    """

    context: Context
    statement: Fact | None
    fault: str = ""
    ill_typed: bool = False

    @classmethod
    def of(
        cls,
        claim: Formula,
        context: Given = None,
        *,
        assume: Assumptions = (),
        macros: Any = None,
    ) -> Claim:
        """The claim in one formula: an equation, a leading term or a comparison."""
        try:
            claim, given, assume = expanded((claim, context, assume), macros)
            known = known_context(given, [claim], assume)
            return cls(known, _stated(formula_text(claim), known))
        except DeriveError as error:
            return cls._unusable(error)

    @classmethod
    def from_json(cls, line: Mapping[str, Any], macros: Any = None) -> Claim:
        """The claim in a line of a batch, `{symbols, assume, lhs, rhs}`."""
        try:
            asked = expanded_line(line, macros)
            context = read_context(asked)
            left = _read_formula(str(asked.get("lhs")), context)
            right = _read_formula(str(asked.get("rhs")), context, expected=shape_of(left))
        except DeriveError as error:
            return cls._unusable(error)
        return cls(context, Fact("=", (left, right)))

    @classmethod
    def _unusable(cls, error: DeriveError) -> Claim:
        ill_typed = isinstance(error, ShapeError)
        return cls(Context.of(()), None, str(error), ill_typed)

    def prove(self) -> ClaimResult:
        """What is known of the claim.  Threads may call it: they wait for each other."""
        if self.statement is None:
            return ClaimResult("shape_error" if self.ill_typed else "error", self.fault)
        if tied := undecided_letter(self.context, *self.statement.args):
            return ClaimResult("unknown", tied)
        prover = _prove_equation if self.statement.predicate == "=" else _prove_comparison
        try:
            with ALONE:
                return prover(self.context, self.statement)
        except DeriveError as error:
            return ClaimResult("error", str(error))


def _stated(text: str, context: Context) -> Fact:
    """The equation or comparison that a text states.  Raises DeriveError for anything else."""
    statement = read_written_statement(text, context)
    if isinstance(statement, t.Asymptotic):
        statement = quotient_limit(statement)
    if isinstance(statement, t.Equation):
        return Fact("=", statement.args)
    if not isinstance(statement, Fact):
        raise ReadError("this is no equation", place=Place(text, 0, len(text)))
    return statement


def _prove_equation(context: Context, claim: Fact) -> ClaimResult:
    """The status of an equation, with its steps or its counterexample."""
    left, right = claim.args
    shapes = [shape_of(side) or (t.ONE, t.ONE) for side in (left, right)]
    if not context.dims().same_shape(*shapes):
        said = " and ".join(map(show_shape, shapes))
        return ClaimResult("shape_error", f"the two sides have different shapes: {said}")
    if shape_of(left) != shape_of(right):
        left, right = t.as_scalar(left), t.as_scalar(right)
    renaming = Renaming.of(context, left, right)
    numbered = compare(renaming.context, renaming.term(left), renaming.term(right))
    verdict = verdict_named(numbered, renaming)
    if verdict.status == "different":
        example = None if verdict.counterexample is None else verdict.counterexample.to_json()
        return ClaimResult("refuted", verdict.reason, counterexample=example)
    if verdict.status != "equal":
        return ClaimResult("unknown", verdict.reason)
    try:
        steps = explain(context, left, right, limit=MOVES)
    except StepError as error:
        return ClaimResult("verified", f"it holds on every kind of model; {error.message}")
    shown = [row for step in steps for row in _rows(step)]
    return ClaimResult("proved", "each step is an instance of a rule", steps=tuple(shown))


def _prove_comparison(context: Context, fact: Fact) -> ClaimResult:
    """The status of a comparison of scalars, with the sums that show the signs of its factors.

    That it holds on some models is no evidence: what is not proved is unknown.
    """
    if all(shape_of(arg) in ((), (t.ONE, t.ONE)) for arg in fact.args):
        fact = Fact(fact.predicate, tuple(map(t.as_scalar, fact.args)))
    if not all(map(t.is_scalar, fact.args)):
        return ClaimResult("shape_error", "only scalars have an order")
    renaming = Renaming.of(context, *fact.args)
    numbered = Fact(fact.predicate, tuple(map(renaming.term, fact.args)))
    verdict = verdict_named(holds(renaming.context, numbered), renaming)
    if verdict.counterexample is not None:
        example = verdict.counterexample.to_json()
        return ClaimResult("refuted", f"it fails: {verdict.counterexample}", counterexample=example)
    proof = prove_sign(context.facts, fact)
    if proof is None:
        return ClaimResult("unknown", "no proof of this sign was found, and no counterexample")
    left, right = fact.args
    rows = [
        {
            "rule": f"{latex(factor.term)} = {latex(sum_of(factor))}",
            "relation": factor.sign,
            "before": latex(factor.term),
            "after": "0",
        }
        for factor in proof.factors
        if factor.sum
    ]
    end = {"before": latex(left), "after": latex(right), "relation": fact.predicate}
    rows.append({"rule": "the signs of the factors", **end})
    return ClaimResult("proved", "each factor has its sign by what is assumed", steps=tuple(rows))


def _rows(step: Step) -> list[Json]:
    return [
        {
            "rule": _name(inner.reason),
            "relation": inner.relation,
            "before": latex(inner.before),
            "after": latex(inner.after),
        }
        for inner in step.flat()
    ]


def _name(reason: Reason) -> str:
    match reason:
        case RuleUse(rule):
            return rule.name
        case Assumed(fact):
            return f"assumption: {fact}"
        case Reversed(step):
            return _name(step.reason)
    return type(reason).__name__.lower()


def _read_formula(text: str, context: Context, *, expected: Shape | None = None) -> Term:
    """The term of one formula; ReadError for an equation, whose other side would be dropped."""
    read = read_written_answer(text, context, expected=expected)
    if read.links:
        place = Place(text, 0, len(text))
        raise ReadError("this is an equation", place=place, expected="one formula")
    return read.term


# -- derivatives ----------------------------------------------------------------------------------


def derivative_of(context: Context, formula: str, wrt: str, layout: str) -> DerivativeResult:
    """The derivative of a formula by a letter, in the layout `row` or `gradient`.

    Raises DeriveError for what cannot be read or differentiated.  Threads may call it: they wait
    for each other.
    """
    f, x = (_read_formula(text, context) for text in (formula, wrt))
    with ALONE:
        f = function_of(context, f, x)
        found = derivative(context, f, x, layout)
        steps = (*_differential_rows(context, f, x, found, layout), *_agreed(f))
    return DerivativeResult(found, latex(found), show_shape(shape_of(found)), steps)


def _agreed(f: Term) -> list[Json]:
    """What is agreed upon where a function has no derivative."""
    if not any(isinstance(part, t.ReLU) for part in t.subterms(f)):
        return []
    slope = r"\operatorname{ReLU}'(0)"
    return [{"rule": "agreed", "relation": "=", "before": slope, "after": "0"}]


def _differential_rows(context: Context, f: Term, x: Term, found: Term, layout: str) -> list[Json]:
    """The rules for differentials that lead to a derivative; none where one is not known."""
    row = found
    if layout == "gradient" and shape_of(f) in ((), (1, 1)):
        row = found.args[0] if isinstance(found, t.Transpose) else t.transpose(found)
    try:
        rows = differentials(context, f, x)
        last = read_off(context, f, x, row)
    except DeriveError:
        return []
    return [
        {"rule": row.rule, "relation": "=", "before": row.before, "after": row.after}
        for row in (*rows, last)
    ]
