"""Witnesses of false claims, kind by kind, and true claims that look alike."""

from __future__ import annotations

from typing import Any

import pytest

from derive.algebra.term import equation
from derive.models.sampling.model_set import UNDEFINED, outcome
from derive.models.witnesses.branches import Purse, holds_exactly, special_models
from derive.models.witnesses.search import find_solution_apart, find_witness
from tests.models.questions import asked

# left, right, assumptions: false
BRANCHES: list[tuple[str, str, tuple[str, ...]]] = [
    ("a", "7", ("a b = 2 a + 7 b - 14",)),
    ("b", "0", ("a^2 b = 9 b",)),
    ("b", "0", (r"(a - \frac{2}{3}) b = 0",)),
    ("A", r"\mathbf{0}", ("a A = 6 A",)),
    ("a", "b", ("a^2 = b^2",)),
    ("a", "2", ("|a| = a + 2",)),
    ("a", "b", ("A v = a v", "A v = b v")),
    ("u^T v", "0", ("A u = a u", "A v = b v", "symmetric(A)")),
    ("A^{-1} v", "a v", ("A v = a v", "positive_definite(A)")),
    ("v^T A", "a v^T", ("A v = a v", "unit_norm(v)")),
    ("a", "1", ("Q v = a v", "orthogonal(Q)", "unit_norm(v)")),
    ("B", "B^T", ("A B = B A", "symmetric(A)", "invertible(A)")),
    ("B C", "C B", ("A B = B A", "A C = C A")),
    ("A", "B", ("A^2 = B^2", "symmetric(A)", "symmetric(B)")),
    ("B", "C", ("A B = A C",)),
    ("A", "2 I", ("(A - 2 I)(A - 3 I) = 0",)),
    ("A^T", "-A", ("A^2 = -I",)),
    ("A^2", r"\mathbf{0}", ("A^3 = 0",)),
    ("A", r"\mathbf{0}", ("A B - B A = A",)),
    ("A", "I", ("A + B = I", "A B = 0")),
    ("M", "M^T", ("symmetric((a - 7) M)",)),
    ("A^T A", "I", ("orthogonal(2 A)",)),
    ("b", "0", (r"(a - 7)^2 b^2 \le 0",)),
    (r"\det(P) \det(Q)", "1", ("orthogonal(P)", "orthogonal(Q)")),
    (r"\prod_{i=1}^n y_i", "0", ("binary(y)",)),
    ("0", "(1 - P_{11})(1 - P_{22}) P_{33} P_{44}", ("idempotent(P)", "lower_triangular(P)")),
    ("0", r"\det(P) \det(I - Q)", ("P^2 = P", "Q^2 = Q")),
]
SIZES: list[tuple[str, str, tuple[str, ...]]] = [
    ("0", r"\det([Z, W]^T [Z, W])", ()),
    ("0", r"\det(x x^T) \det(q q^T)", ()),
    ("n", r"\operatorname{rank}([X, Y])", ("full_rank([X, Y])",)),
    ("x^T x", r"\frac{1}{n-1} ((n-1) x^T x)", ()),
    ("x", r"x + \mathbb{1}[n < 2] x", ()),
    (r"\operatorname{tr}(A) I_n", "A", ()),
    (r"A^2 - \operatorname{tr}(A) A + \det(A) I", r"\mathbf{0}", ()),
    ("(B-B^T)(A-A^T)", "(A-A^T)(B-B^T)", ()),
    ("0", r"\det(x x^T + y y^T + w w^T)", ()),
    ("0", r"\sum_{i=1}^{n} (i-1)(i-2)(i-3)(i-4)", ()),
]
JUMPS: list[tuple[str, str, tuple[str, ...]]] = [
    ("n", r"\operatorname{rank}(A - 7 I)", ()),
    ("n", r"\operatorname{rank}(2 A - 5 I)", ("symmetric(A)",)),
    ("0", r"\det(A-I)(n - \operatorname{rank}((A-I)(A-2I)))", ()),
    ("0", r"(n-\operatorname{rank}(A-7I))(n-\operatorname{rank}(B-5I))(n-\operatorname{rank}(C-3I))",
     ()),
    (r"\operatorname{rank}(A B)", r"\min(\operatorname{rank}(A), \operatorname{rank}(B))", ()),
    ("(A B)^+", "B^+ A^+", ()),
    ("v", "(A^2 + I)(A^2 + I)^+ v", ()),
    ("10^{12} - a", r"\sqrt{(a - 10^{12})^2}", ()),
    ("0", r"\operatorname{ReLU}(a-b)\operatorname{ReLU}(b-c)\operatorname{ReLU}(c-s)", ()),
    ("0", r"\mathbb{1}[a < b]\mathbb{1}[b < c]\mathbb{1}[c < a + 10^{-9}]", ()),
    ("0", r"\mathbb{1}[a = 17]", ()),
    ("10^6 - a", r"((a - 10^6)^6)^{1/6}", ()),
    (r"\operatorname{ReLU}(x + 10^6 \mathbf{1})", r"x + 10^6 \mathbf{1}", ()),
]  # fmt: skip
DOMAINS: list[tuple[str, str, tuple[str, ...]]] = [
    ("a", r"a \frac{a^2 - 2}{a^2 - 2}", ()),
    ("1", r"\frac{a^2 + b^2 - 7}{a^2 + b^2 - 7}", ()),
    ("a", r"a + \sqrt{b - 4} - \sqrt{b - 4}", ()),
    ("a", r"a + \log(-b) - \log(-b)", ()),
    ("I_n", "(A^2 - 2 I)^{-1} (A^2 - 2 I)", ()),
    ("I_n", "(A^2 + A + I)^{-1} (A^2 + A + I)", ()),
    ("I_n", "(A - 3 I)^{-1} (A - 3 I)", ("positive_definite(A)",)),
    ("I_n", "(A - A^T)^{-1} (A - A^T)", ()),
    ("I_n", "(Q + I)^{-1} (Q + I)", ("orthogonal(Q)",)),
    ("x", r"\frac{x^T x - 5}{x^T x - 5} x", ()),
    ("X", r"X + \frac{1}{n-1} X - \frac{1}{n-1} X", ()),
]
FALSE = [*BRANCHES, *SIZES, *JUMPS, *DOMAINS]
# they look like those above, and hold
TRUE: list[tuple[str, str, tuple[str, ...]]] = [
    ("a^2 b", "9 b", ("a b = 3 b",)),
    ("A^2 v", "a^2 v", ("A v = a v",)),
    ("b", "0", ("a b = 3 b", "a > 3")),
    ("A^2 B", "B A^2", ("A B + B A = 0",)),
    ("0", r"\det(W^T W)", ("n < 3",)),
    ("n", r"\operatorname{rank}(A + 3 I)", ("positive_semidefinite(A)",)),
    ("A + 4 I", "(A + 4 I)(A + 4 I)^+ (A + 4 I)", ()),
    ("a + 10^{10}", r"\sqrt{(a + 10^{10})^2}", ("a > 0",)),
    ("0", r"\mathbb{1}[a > b] \mathbb{1}[b > c] \mathbb{1}[c > a]", ()),
    ("a", r"a + \frac{3}{a^2 + 1} - \frac{3}{a^2 + 1}", ()),
    ("v", "(I - A)^{-1} (I - A) v", ("skew_symmetric(A)",)),
    (r"\det(P)^2", "1", ("orthogonal(P)",)),
    ("a", r"a + \frac{b - b}{b^2 - 3}", ("b > 2",)),
]


@pytest.mark.parametrize(("left", "right", "assume"), FALSE, ids=str)
def test_a_false_claim_has_a_witness(left: str, right: str, assume: tuple[str, ...]) -> None:
    found = find_witness(*asked(left, right, assume, q=["m", 1]))
    assert found is not None
    assert found.status == "different"
    example = found.counterexample
    assert example is not None
    assert example.left is not None
    assert example.left != example.right


@pytest.mark.parametrize(("left", "right", "assume"), TRUE, ids=str)
def test_a_true_claim_has_none(left: str, right: str, assume: tuple[str, ...]) -> None:
    assert find_witness(*asked(left, right, assume)) is None


@pytest.mark.parametrize(("left", "right", "assume"), BRANCHES[:8], ids=str)
def test_a_witness_satisfies_every_assumption(left: str, right: str, assume: Any) -> None:
    context, one, other = asked(left, right, assume)
    models = list(special_models(context, (one, other), Purse(20_000)))
    assert models
    assert all(holds_exactly(fact, model) for model in models for fact in context.facts)


def test_nothing_is_found_where_nothing_satisfies_the_assumptions() -> None:
    context, one, other = asked("a", "b", ("a^2 + b^2 < 0",))
    assert not list(special_models(context, (one, other), Purse(20_000)))
    assert find_witness(context, one, other) is None


def test_the_names_of_letters_change_nothing() -> None:
    one = find_witness(*asked("b", "0", ("a^2 b = 9 b",)))
    other = find_witness(*asked("s", "0", ("c^2 s = 9 s",)))
    assert one is not None
    assert other is not None
    values = [list(found.counterexample.values.values()) for found in (one, other)]
    assert values[0] == values[1]


def test_a_formula_that_is_undefined_there_is_no_evidence_for_the_other() -> None:
    context, one, other = asked(r"\frac{a}{a}", "1")
    assert find_witness(context, one, other) is None  # defined on more is no fault
    assert find_witness(context, other, one) is not None
    model = next(iter(special_models(context, (one, other), Purse(1000))))
    assert outcome(one, model) is UNDEFINED


EQUATIONS = [
    ("a = 2 b", "(a - 2 b)(b - 500) = 0"),
    ("A = B", "A^2 = B^2"),
    ("a^2 = 2 a", "a = 2"),
    ("A x = y", "A^T A x = A^T y"),
]


@pytest.mark.parametrize(("first", "second"), EQUATIONS)
def test_equations_with_other_solutions(first: str, second: str) -> None:
    sides = [side.split("=") for side in (first, second)]
    context, *terms = asked(*sides[0])
    more, *others = asked(*sides[1])
    letters = context.declare(*(s for n, s in more.symbols.items() if n not in context.symbols))
    found = find_solution_apart(letters, equation(*terms), equation(*others))
    assert found is not None
    assert found.left != found.right
