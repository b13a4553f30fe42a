"""The attack on carried rules and lines of inference: the library stands, weakened rules fall."""

from __future__ import annotations

from dataclasses import replace

import pytest

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.inferences import INFERENCES, Inference
from derive.algebra.notation import Formula, inv, letter, pinv, tr, unit
from derive.replay import REASONS
from derive.replay.derivations import Checker
from derive.replay.normal import Normal
from derive.replay.proofs import Prover
from derive.replay.reading import Formulas
from derive.replay.report import Fuel, Log, ReplayError
from derive.replay.rules import attack, read_rule
from derive.replay.sampling import Sampler
from derive.replay.terms import NestedTerms
from derive.rules.library import RULES
from derive.rules.rule import Rule
from derive.rules.rule import rule as declare
from tests.replay.samples import inference_json, rule_json

DIRECTIONS = ("guards", "forward", "backward")
# Weaker than it looks: an inverse exists only where the guard holds.
TRUE_WITHOUT = {("inv_smul", 0), ("invertible_inverse", 0)}
# P S Q has full column rank only if the square Q is invertible; so for rows.
# A logarithm has a value only where its argument is not zero.
TRUE_WITHOUT |= {("log_sq", 0), ("log_mul_self", 0)}
TRUE_WITHOUT |= {("full_column_rank_core", 1), ("full_row_rank_core", 1)}
TRUE_WITHOUT |= {("nonzero_reciprocal", 0)}  # it exists only there
# no A that is not definite is drawn for these: the premise is needed, and no model says so
TRUE_WITHOUT |= {("inverse_reverses", 0), ("schur_semidefinite", 0), ("schur_posdef", 0)}


def checker() -> Checker:
    fuel = Fuel(10**8)
    normal, sampler = Normal(fuel), Sampler(fuel)
    formulas = Formulas(NestedTerms())
    return Checker(normal, sampler, formulas, Prover(normal, sampler, formulas), Log(), REASONS)


def stands(rule: Rule) -> bool:
    check = checker()
    try:
        attack(check, read_rule(check, rule_json(rule)).rule)
    except ReplayError:
        return False
    return True


@pytest.mark.parametrize("name", RULES)
def test_a_rule_of_the_library_stands(name: str) -> None:
    check = checker()
    attack(check, read_rule(check, rule_json(RULES[name])).rule)


@pytest.mark.parametrize(
    ("name", "key", "index"),
    [
        (name, key, index)
        for name, rule in RULES.items()
        for key in DIRECTIONS
        for index in range(len(getattr(rule, key)))
    ],
)
def test_a_rule_without_a_guard_falls(name: str, key: str, index: int) -> None:
    facts = getattr(RULES[name], key)
    weaker = replace(RULES[name], **{key: facts[:index] + facts[index + 1 :]})
    assert stands(weaker) == ((name, index) in TRUE_WITHOUT)


@pytest.mark.parametrize("line", INFERENCES, ids=lambda line: line.name)
def test_a_line_of_inference_stands_and_needs_its_premises(line: Inference) -> None:
    checker().prover.add(line.name, inference_json(line))
    for index in range(len(line.premises)):
        rest = line.premises[:index] + line.premises[index + 1 :]
        weaker = inference_json(replace(line, premises=rest))
        if (line.name, index) in TRUE_WITHOUT:
            checker().prover.add(line.name, weaker)
        else:
            with pytest.raises(ReplayError):
                checker().prover.add(line.name, weaker)


A, B = letter("A", "n", "n"), letter("B", "n", "n")
M, N = letter("M", "m", "n"), letter("N", "n", "k")
Q = letter("Q", "m", "n")

FALSE = [
    ("commute", A @ B, B @ A, ()),
    ("transpose_kept_order", (A @ B).T, A.T @ B.T, ()),
    ("inverse_kept_order", inv(A @ B), inv(A) @ inv(B), ()),
    ("inverse_of_sum", inv(A + B), inv(A) + inv(B), ()),
    ("pinv_of_product", pinv(M @ N), pinv(N) @ pinv(M), ()),
    ("pinv_is_transpose", pinv(M), M.T, ()),
    ("pinv_commutes", pinv(A) @ A, A @ pinv(A), ()),
    ("rows_of_orthonormal", Q @ Q.T, unit("m"), ()),
    ("sign", A - B, A + B, ()),
    ("trace_of_three", tr(A @ B @ A.T), tr(B), ()),
    ("symmetric_product", (A @ B).T, A @ B, (("symmetric", A), ("symmetric", B))),
    ("definite_commute", A @ B, B @ A, (("positive_definite", A), ("positive_definite", B))),
    ("idempotent_is_one", A @ A, unit("n"), (("idempotent", A),)),
    ("only_invertible", A @ pinv(A), unit("n"), (("symmetric", A),)),
]


@pytest.mark.parametrize(("name", "left", "right", "said"), FALSE, ids=[name for name, *_ in FALSE])
def test_a_false_axiom_falls(
    name: str, left: Formula, right: Formula, said: tuple[tuple[str, Formula], ...]
) -> None:
    guards = tuple(Fact(predicate, (formula.term,)) for predicate, formula in said)
    assert not stands(declare(name, left, right, words="forged", source="a book", both=guards).rule)


def test_a_statement_about_minima_must_be_a_known_one() -> None:
    rule = RULES["stationary_convex"]
    renamed = {symbol: t.matrix(f"{symbol.name}_1", *symbol.shape) for symbol in rule.variables}
    same = replace(
        rule,
        lhs=t.substitute(rule.lhs, renamed),
        rhs=t.substitute(rule.rhs, renamed),
        guards=tuple(fact.substitute(renamed) for fact in rule.guards),
        functions=tuple((renamed[f], renamed[x]) for f, x in rule.functions),
    )
    assert stands(same)
    for index in range(len(rule.guards)):
        guards = rule.guards[:index] + rule.guards[index + 1 :]
        assert not stands(replace(rule, guards=guards))
    one_way = replace(rule, guards=rule.guards[:-1], forward=rule.guards[-1:])
    assert not stands(one_way)
