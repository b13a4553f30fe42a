"""Claims and derivatives asked for from outside: `derive prove` and `derive diff`.

`proved` is a chain of rule steps, each made by the kernel; `verified` agrees on every kind of
model; `refuted` comes with values.  What is none of these is `unknown`.
"""

from __future__ import annotations

import time
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, Place, ReadError, StepError
from derive.latex.answer import read_answer
from derive.latex.declare import read_context
from derive.latex.printer import latex
from derive.models.equivalence import compare, holds
from derive.proof.differentials import differentials, read_off
from derive.proof.differentiate import derivative
from derive.proof.explain import explain
from derive.proof.sign_search import prove_sign, sum_of
from derive.proof.step import Assumed, Reason, Reversed, RuleUse, Step

__all__ = [
    "diff_line",
    "differential_rows",
    "prove",
    "prove_comparison",
    "prove_line",
    "read_formula",
]

Json: TypeAlias = dict[str, Any]

MOVES = 120  # tried before a claim is left as verified


def prove(context: Context, left: Term, right: Term) -> Json:
    """The status of the claim left = right, with its steps or its counterexample."""
    shapes = [shape_of(side) or (t.ONE, t.ONE) for side in (left, right)]
    if not context.dims().same_shape(*shapes):
        said = " and ".join(map(show_shape, shapes))
        return _claim("refuted", f"the two sides have different shapes: {said}")
    if shape_of(left) != shape_of(right):
        left, right = t.as_scalar(left), t.as_scalar(right)
    verdict = compare(context, left, right)
    if verdict.status == "different":
        example = None if verdict.counterexample is None else verdict.counterexample.to_json()
        return _claim("refuted", verdict.reason, counterexample=example)
    if verdict.status != "equal":
        return _claim("unknown", verdict.reason)
    try:
        steps = explain(context, left, right, limit=MOVES)
    except StepError as error:
        return _claim("verified", f"it holds on every kind of model; {error.message}")
    shown = [row for step in steps for row in _rows(step)]
    return _claim("proved", "each step is an instance of a rule", steps=shown)


def prove_comparison(context: Context, fact: Fact) -> Json:
    """The status of a comparison of scalars, with the sums that show the signs of its factors.

    That it holds on some models is no evidence: what is not proved is unknown.
    """
    if not all(map(t.is_scalar, fact.args)):
        return _claim("error", "only scalars have an order")
    verdict = holds(context, fact)
    if verdict.counterexample is not None:
        example = verdict.counterexample.to_json()
        return _claim("refuted", f"it fails: {verdict.counterexample}", counterexample=example)
    proof = prove_sign(context.facts, fact)
    if proof is None:
        return _claim("unknown", "no proof of this sign was found, and no counterexample")
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
    return _claim("proved", "each factor has its sign by what is assumed", steps=rows)


def _claim(status: str, reason: str, **more: Any) -> Json:
    return {"status": status, "steps": [], "counterexample": None, "reason": reason, **more}


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


def read_formula(text: str, context: Context, *, expected: Shape | None = None) -> Term:
    """The term of one formula; ReadError for an equation, whose other side would be dropped."""
    read = read_answer(text, context, expected=expected)
    if read.links:
        place = Place(text, 0, len(text))
        raise ReadError("this is an equation", place=place, expected="one formula")
    return read.term


def prove_line(line: Json) -> Json:
    """The result of one line `{symbols, assume, lhs, rhs}`."""
    begun = time.perf_counter()
    try:
        context = read_context(line)
        left = read_formula(str(line.get("lhs")), context)
        right = read_formula(str(line.get("rhs")), context, expected=shape_of(left))
        made = prove(context, left, right)
    except DeriveError as error:
        made = _claim("error", str(error))
    return {**made, "seconds": round(time.perf_counter() - begun, 6)}


def differential_rows(context: Context, f: Term, x: Term, found: Term, layout: str) -> list[Json]:
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


def diff_line(line: Json) -> Json:
    """The result of one line `{symbols, assume, f, wrt, layout}`: the derivative, or `error`."""
    begun = time.perf_counter()
    try:
        context = read_context(line)
        f = read_formula(str(line.get("f")), context)
        x = read_formula(str(line.get("wrt")), context)
        layout = str(line.get("layout") or "row")
        found = derivative(context, f, x, layout)
    except DeriveError as error:
        return {"error": str(error)}
    return {
        "derivative": latex(found),
        "shape": show_shape(shape_of(found)),
        "steps": differential_rows(context, f, x, found, layout),
        "seconds": round(time.perf_counter() - begun, 6),
    }
