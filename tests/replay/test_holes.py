"""Each row is a false certificate, and a true one that looks like it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from derive.replay import load
from derive.replay.evaluate import Model
from derive.replay.exact import Field
from derive.replay.nodes import Tree
from derive.replay.report import Fuel, ReplayError
from derive.replay.substitution import substitute
from derive.replay.trees import leaf, make
from tests.replay.forging import (
    Cert,
    add,
    entry,
    eq,
    idx,
    indicator,
    inv,
    jac,
    less,
    mul,
    num,
    power,
    size,
    sym,
    total,
)

X, Y, Z, F, G, P, Q = map(sym, "xyzfgpq")
II, J = idx("i"), idx("j")
A, V, B = sym("A", "n", "n"), sym("v", "n", 1), sym("B", "n", 1)
ARITHMETIC = {"kind": "arithmetic"}
SEVEN = less(X, num(7))
Row = Callable[[bool], Cert]


def _cancel(c: Cert) -> None:
    c.rule("cancel", mul(P, inv(P)), num(1), backward=[c.fact("!=", P, num(0))])


def _constant(c: Cert) -> None:
    c.rule("const", jac(P, Q), num(0), guards=[c.fact("constant", P, Q)])


def _is_constant(c: Cert, of: Any, by: Any) -> Any:
    return c.proof(c.fact("constant", of, by), "arithmetic")


def narrower_fact(false: bool) -> Cert:
    """y = 5 + t - t for a t that need not have a value is less than y = 5."""
    c = Cert(X, Y)
    lost = add(num(5), inv(X), mul(num(-1), inv(X))) if false else add(num(2), num(3))
    given, said = c.fact("=", Y, num(5)), c.fact("=", Y, lost)
    c.one(Y, num(5), c.assumed(given), facts=[said, given], given=[given])
    return c


def derivative_in_a_guard(false: bool) -> Cert:
    """g = f' for a function f says nothing of f that is taken for a constant."""
    c = Cert(X)
    _constant(c)
    guard = c.fact("=", G, jac(F, Z)) if false else c.fact("=", G, mul(num(0), F))
    middle = jac(F, Z) if false else mul(num(0), F)
    ends = c.use("const", [(P, F), (Q, Z)], _is_constant(c, F, Z)) if false else ARITHMETIC
    lemma = c.line(
        G, c.step(G, middle, c.assumed(guard)), c.step(middle, num(0), ends), facts=[guard]
    )
    c.rule("bad", G, num(0), guards=[guard], lemma=lemma)
    of = make("relu", SEVEN)
    start = jac(of, X) if false else mul(num(0), X)
    same = c.proof(c.fact("=", start, start), "arithmetic")
    bound = [(G, start), (F, of if false else X), *([(Z, X)] if false else [])]
    c.one(start, num(0), c.use("bad", bound, same))
    return c


def sum_in_a_guard(false: bool) -> Cert:
    """An index that a sum of a guard binds is no more free than one of a side."""
    c = Cert(V)
    a, k = sym("a"), idx("k")
    c.rule("out", total(mul(a, entry(B, II)), II), mul(a, total(entry(B, II), II)))
    bound = total(mul(a, entry(B, J)), J)
    guard = c.fact("=", G, bound)
    lines = [bound, mul(a, total(entry(B, J), J)), mul(a, total(entry(B, II), II))]
    names = [(a, a), (B, B), (II, J), (size("n"), size("n"))]
    steps = [
        c.step(G, lines[0], c.assumed(guard)),
        c.step(lines[0], lines[1], c.use("out", names)),
        c.step(lines[1], lines[2], ARITHMETIC),
    ]
    c.rule("bad", G, lines[2], guards=[guard], lemma=c.line(G, *steps, facts=[guard]))
    factor = make("relu", add(power(entry(V, k), 2), num(-1000))) if false else num(3)
    start = total(mul(factor, entry(V, k)), k)
    after = mul(factor, total(entry(V, II), II))
    same = c.proof(c.fact("=", start, start), "arithmetic")
    values = [(G, start), (a, factor), (B, V), (II, II), (J, k), (size("n"), size("n"))]
    facts = [c.fact("<=", num(1), k), c.fact("<=", k, size("n"))]
    reason = c.use("bad", values, same)
    c.one(start, after, reason, symbols=[c.t(k)], given=facts, facts=facts)
    return c


def table_out_of_range(false: bool) -> Cert:
    """Σ_i δ_ij f_i = f_j for a j that is in range: 1 is, 2 need not be."""
    c = Cert(V)
    lhs, rhs = total(mul(indicator(II, "=", J), entry(B, II)), II), entry(B, J)
    at_most = [c.fact("<=", num(1), J), c.fact("<=", J, size("n"))]
    c.rule("delta", lhs, rhs, forward=at_most)
    where = num(2 if false else 1)
    table = make("tabulated", num(1), II, num(1), size("n"), num(1))
    after = total(mul(indicator(II, "=", where), num(1)), II)
    bound = [(B, table), (II, II), (J, where), (size("n"), size("n"))]
    c.one(num(1), after, c.use("delta", bound, forward=False))
    return c


def _presumed(false: bool, root: Any, **more: Any) -> Cert:
    """1[0 < t^2] = t / t, presuming that t is not zero: true where t is known not to be."""
    c = Cert(X)
    _cancel(c)
    c.rule("one", indicator(num(0), "<", P), num(1), guards=[c.fact("<", num(0), P)])
    nonzero = c.fact("!=", root, num(0))
    square, quotient = power(root, 2), mul(root, inv(root))
    summand = {"coefficient": "1", "root": c.t(num(1)), "facts": [nonzero]}
    factor = {"term": c.t(root), "exponent": 2, "sign": "!=", "sum": [summand]}
    sign = {"fact": c.fact("<", num(0), square), "number": "1", "factors": [factor]}
    start = indicator(num(0), "<", square)
    shown = c.proof(nonzero, "assumption")
    steps = [
        c.step(start, num(1), c.use("one", [(P, square)], {"sign": sign})),
        c.step(num(1), quotient, c.use("cancel", [(P, root)], shown, forward=False)),
    ]
    chain = {"kind": "chain", "steps": steps, "presumed": [nonzero]}
    given = {} if false else {"given": [nonzero], "facts": [nonzero]}
    c.one(start, quotient, chain, **given, **more)
    return c


def presumed_with_an_index(false: bool) -> Cert:
    c = _presumed(false, SEVEN)
    c.parts[0]["symbols"] = [c.t(II)]
    return c


def presumed_irrational(false: bool) -> Cert:
    return _presumed(false, less(power(X, 2), num(2)))


def lemma_under_what_it_needs(false: bool) -> Cert:
    """A lemma may use what one side needs only if the other side needs it, or a guard says it."""
    c = _presumed(True, less(P, num(7)))
    [chain] = c.parts.pop()["derivations"]
    nonzero = chain["steps"][0]["reason"]["presumed"]
    lemma = {**chain, "facts": nonzero, "steps": chain["steps"][0]["reason"]["steps"]}
    start, quotient = indicator(num(0), "<", power(SEVEN, 2)), mul(SEVEN, inv(SEVEN))
    of, over = (make_at(tree) for tree in (start, quotient))
    c.rule("back", of, over, forward=[] if false else nonzero, lemma=lemma)
    given = c.fact("!=", SEVEN, num(0))
    guards = [] if false else [c.proof(given, "assumption")]
    facts = [] if false else [given]
    steps = [
        c.step(start, quotient, c.use("back", [(P, X)], *guards)),
        c.step(quotient, num(1), c.use("cancel", [(P, SEVEN)])),
    ]
    c.part(start, [c.line(start, *steps, facts=facts)], num(1), given=facts)
    return c


def make_at(tree: Tree) -> Tree:
    """The tree with the variable of a rule for the letter."""
    return substitute(tree, {"x": P}, {})


def equation_that_gains_a_solution(false: bool) -> Cert:
    """x (x - 7) / (x - 7) = 7 has no solution."""
    c = Cert(X)
    _cancel(c)
    at = SEVEN if false else less(X, num(8))
    given = c.fact("!=", at, num(0))
    lines = [eq(mul(X, at, inv(at)), num(7)), eq(mul(X, num(1)), num(7)), eq(X, num(7))]
    steps = [
        c.step(lines[0], lines[1], c.use("cancel", [(P, at)]), path=(0,), window=[1, 2]),
        c.step(lines[1], lines[2], ARITHMETIC),
    ]
    facts = [] if false else [given]
    c.part(lines[0], [c.line(lines[0], *steps, facts=facts)], num(7), "x", X, given=facts)
    return c


def operand_without_a_value(false: bool) -> Cert:
    c = Cert(X)
    operand = inv(SEVEN) if false else inv(num(7))
    before = eq(X, num(7))
    after = eq(add(X, operand), add(num(7), operand))
    reason = {"kind": "both_sides", "operation": "add", "operand": c.t(operand), "guards": []}
    c.one(before, after, reason)
    return c


def start_without_its_needs(false: bool) -> Cert:
    """The goal and the start are one by arithmetic, but the goal is true nowhere at y = 0."""
    c = Cert(X, Y)
    more = [inv(Y), mul(num(-1), inv(Y))] if false else [num(1), num(-1)]
    goal, start = eq(add(X, *more), num(7)), eq(X, num(7))
    lines = [c.line(e, c.step(e, e, ARITHMETIC)) for e in (goal, start)]
    c.part(goal, lines, num(7), "x", X)
    c.parts[0]["results"].insert(
        0, {"name": "", "called": None, "answer": c.t(goal), "derivation": 0}
    )
    return c


def refuted_by_rounding(false: bool) -> Cert:
    """exp(log 1/3) is 1/3, whatever its digits are."""
    c = Cert(X)
    of = make("exp", make("log", X))
    x = Fraction(1, 3 if false else 1)
    value = Model(Field(None, Fuel(10**6)), {}, {"x": ((x,),)}).value(of)[0][0]
    other = X if false else add(X, num(1))
    refuted = {"claim": c.t(eq(of, other)), "given": [], "values": {"x": str(x)}}
    right = str(x if false else x + 1)
    c.sum_of(X, refuted=[{**refuted, "left": str(value), "right": right}])
    return c


def size_without_a_value(false: bool) -> Cert:
    """m < n says that n is at least 2."""
    w = sym("w", "m", 1)
    c = Cert(V, w)
    c.context["facts"] = [c.fact("<", size("m"), size("n"))]
    values = {"v": [["1"]]} if false else {"v": [["1"], ["1"]], "w": [["1"]]}
    claim = c.fact("<=", num(2 if false else 3), size("n"))
    n = "1" if false else "2"
    refuted = {"claim": claim, "given": [], "values": values, "right": n}
    c.sum_of(V, refuted=[{**refuted, "left": "2" if false else "3"}])
    return c


def name_with_a_need(false: bool) -> Cert:
    """y = 1/x says that x is not zero, whatever y is for."""
    c = Cert(X, Y)
    c.context["facts"] = [c.fact("=", Y, inv(X))]
    claim = c.fact("!=", X, num(0 if false else 1))
    x = "0" if false else "1"
    refuted = {"claim": claim, "given": [], "values": {"x": x}, "left": x, "right": x}
    c.sum_of(X, refuted=[refuted])
    return c


def contradiction_by_rounding(false: bool) -> Cert:
    c = Cert(X)
    of = mul(num("1/3"), X)
    other = of if false else add(X, num(1))
    c.context["facts"] = [c.fact("!=", make("exp", make("log", of)), other)]
    c.sum_of(X)
    return c


def constant_and_tied(false: bool) -> Cert:
    c = Cert(X, Y)
    of = X if false else num(3)
    c.context["facts"] = [c.fact("=", Y, of), c.fact("constant", Y, X)]
    _constant(c)
    c.one(jac(Y, X), num(0), c.use("const", [(P, Y), (Q, X)], _is_constant(c, Y, X)))
    return c


def tied_by_symmetry(false: bool) -> Cert:
    """[0, x; y, 0] is symmetric only if y = x."""
    c = Cert(X, Y)
    block = make("block", num(2), num(0), X, Y if false else X, num(0))
    c.context["facts"] = [c.fact("symmetric", block)]
    _constant(c)
    c.one(jac(Y, X), num(0), c.use("const", [(P, Y), (Q, X)], _is_constant(c, Y, X)))
    return c


def witness_that_does_not_fit(false: bool) -> Cert:
    c = Cert(A)
    value = [["1"]] if false else [["1", "0"], ["0", "1"]]
    c.one(mul(A, A), power(A, 2), ARITHMETIC, witness={"sizes": {"n": 2}, "values": {"A": value}})
    return c


def name_of_a_number(false: bool) -> Cert:
    c = Cert()
    c.one(add(num(1), num(2)), num(3), ARITHMETIC, name=r"\pi" if false else "three")
    return c


def earlier_by_its_printing(false: bool) -> Cert:
    """Part a calls 2 x by a name, which says nothing of z in part b."""
    c = Cert(X, Z)
    c.sum_of(X, name="Q")
    line = c.line(add(X, X), c.step(add(X, X), mul(num(2), X), ARITHMETIC))
    about = add(Z, Z) if false else add(X, X)
    first = c.line(about, c.step(about, about, ARITHMETIC))
    c.part(about, [first, line], mul(num(2), X), "Q", Z if false else add(X, X))
    c.parts[1]["results"].insert(
        0, {"name": "", "called": None, "answer": c.t(about), "derivation": 0}
    )
    return c


def name_that_loses_a_need(false: bool) -> Cert:
    c = Cert(X, Y)
    more = [inv(Y), mul(num(-1), inv(Y))] if false else [num(0)]
    c.sum_of(X, name="q", called=add(X, X, *more))
    return c


def case_without_a_sign(false: bool) -> Cert:
    """A quotient below a limit is none of the column's."""
    c = Cert(X)
    zero = c.fact("=", X, num(0))
    column = make("limit", inv(X), X, leaf("infinity", ()), num(0)) if false else inv(X)
    summand = {"coefficient": "-1", "root": c.t(num(1)), "facts": [zero]}
    factor = {"term": c.t(X), "exponent": 1, "sign": "=", "sum": [summand]}
    proof = {"fact": zero, "number": "-1", "factors": [factor]}
    cell = {"sign": "none", "derivation": c.line(X, facts=[zero]), "proof": proof}
    row = {"given": [], "cells": [cell]}
    table = {"domain": [zero], "columns": [c.t(column)], "rows": [row]}
    c.sum_of(Y, cases=[{**table, "split": {"row": 0, "proofs": []}}], symbols=[c.t(Y)])
    return c


ROWS: dict[str, Row] = {
    made.__name__: made
    for made in (
        *(narrower_fact, derivative_in_a_guard, sum_in_a_guard, table_out_of_range),
        *(presumed_with_an_index, presumed_irrational, lemma_under_what_it_needs),
        *(equation_that_gains_a_solution, operand_without_a_value, start_without_its_needs),
        *(refuted_by_rounding, size_without_a_value, name_with_a_need, constant_and_tied),
        *(contradiction_by_rounding, tied_by_symmetry, witness_that_does_not_fit),
        *(name_of_a_number, earlier_by_its_printing, name_that_loses_a_need, case_without_a_sign),
    )
}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_false_is_refused(name: str) -> None:
    assert ROWS[name](True).replayed().problems


@pytest.mark.parametrize("name", ROWS)
def test_what_is_true_and_looks_like_it_replays(name: str) -> None:
    report = ROWS[name](False).replayed()
    assert report.problems == ()
    assert report.ok or report.foreign


@pytest.mark.parametrize(
    "name", ["n\n  answer 0", "n\x1b[2J", "1", "·1", "\ud800", "", " n", "x" * 65]
)
@pytest.mark.parametrize("kind", ["symbol", "size"])
def test_what_is_no_name_is_refused(name: str, kind: str) -> None:
    c = Cert(V)
    c.sum_of(V)
    node = {"op": "symbol", "shape": [name, 1] if kind == "size" else "scalar"}
    c.terms.append({**node, "name": "w" if kind == "size" else name})
    assert c.replayed().problems


def test_sizes_are_quoted() -> None:
    other = sym("w", "\u0578", 1)
    c = Cert(V, other)
    c.sum_of(mul(make("transpose", other), other))
    assert "w: '\\u0578'×1" in c.replayed().statements[0]


def test_letters_of_claims_are_listed() -> None:
    c = Cert(X, Y)
    claim = c.t(eq(Y, num(1)))
    refuted = {"claim": claim, "given": [], "values": {"y": "2"}, "left": "2", "right": "1"}
    c.sum_of(X, refuted=[refuted])
    assert "y: scalar" in c.replayed().statements[0]


def test_a_letter_of_which_nothing_is_said_is_a_name() -> None:
    c = Cert(X, Z)
    c.sum_of(X, name="z", called=Z, question=[c.t(Z)])
    assert "answer z := 2 * x" in c.replayed().statements[0]


def test_a_key_stands_once() -> None:
    with pytest.raises(ReplayError):
        load('{"format": 1, "format": 2}')
