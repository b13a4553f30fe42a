r"""Claims of solutions, implications, orders of matrices and limits in one formula."""

import pytest

from derive.judging.api import prove

LETTERS = "A: n×n, B: n×n, X: m×n, x: n, a: scalar, c: scalar"
CLAIMS = [
    (r"A = B \iff A - B = 0", [], "proved"),
    (r"a = 2 \Leftrightarrow a^2 = 4", [], "not held"),
    (r"a > 0 \iff 2 a > 0", [], "unknown"),
    (r"A B = I \implies B = A^{-1}", [], "proved"),
    (r"a = 2 \implies a^2 = 4", [], "proved"),
    (r"A B = B A \Rightarrow A^2 B = B A^2", [], "proved"),
    (r"A B = 0 \implies B = 0", [], "not held"),
    (r"A^2 = B^2 \implies A = B", [], "not held"),
    (r"A = B \implies A B = 0", [], "not held"),
    (r"A B - B A = I \implies A = 2 A", [], "not held"),  # a premise that never holds
    (r"a = a + 1 \implies a = 0", [], "not held"),
    (r"X^T X \succeq 0", [], "proved"),
    (r"0 \preceq X^T X", [], "proved"),
    (r"X^T X \succ 0", [], "refuted"),
    (r"X^T X \succ 0", ["full_column_rank(X)"], "proved"),
    (r"A \succeq B", ["positive_definite(A - B)"], "proved"),
    (r"A \succeq B", [], "refuted"),
    (r"A^2 \succeq B^2", ["positive_semidefinite(A - B)", "positive_semidefinite(B)"], "not held"),
    (r"a^2 \succeq 0", [], "proved"),
    (r"a \succ 0", [], "refuted"),
    (r"X \succeq 0", [], "shape_error"),
    (r"A \succeq X", [], "shape_error"),
    (r"\frac{a + 1}{a} \to 1 \text{ as } a \to \infty", [], "unknown"),
    (r"\frac{a + 1}{a} \to 2 \text{ as } a \to \infty", [], "refuted"),
]


@pytest.mark.parametrize(("claim", "assumed", "status"), CLAIMS)
def test_claims_in_one_formula(claim, assumed, status):
    made = prove(claim, LETTERS, assume=assumed)
    if status == "not held":
        assert made.status in ("refuted", "unknown"), made.reason
        return
    assert made.status == status, made.reason


@pytest.mark.parametrize("claim", [r"A = B \iff", r"A \succeq", r"A \iff B"])
def test_what_is_no_claim_is_an_error(claim):
    assert prove(claim, LETTERS).status == "error"
