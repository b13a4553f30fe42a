r"""Claims as lecture notes write them: optima as terms, chains, remarks behind a formula, values at a
point, indices in their range, derivatives of norms and logarithms."""

import pytest

from derive.judging.claims import Claim

SCALAR = "scalar"
LINEAR = {
    "A": ["m", "n"],
    "b": ["m", 1],
    "x": ["n", 1],
    r"\lambda": SCALAR,
    "i": "index",
    "j": "index",
}
SQUARE = {
    "A": ["n", "n"],
    "B": ["n", "n"],
    "x": ["n", 1],
    "y": ["n", 1],
    "c": SCALAR,
    "i": "index",
    "j": "index",
}
FIT = {
    "X": ["n", "p"],
    "y": ["n", 1],
    r"\beta": ["p", 1],
    r"\hat\beta": ["p", 1],
    r"\lambda": SCALAR,
}
GAUSS = {"x": ["n", 1], r"\mu": ["n", 1], r"\Sigma": ["n", "n"], "B": ["n", "n"], "t": SCALAR}
NET = {"z": ["K", 1], "b": SCALAR, "j": "index", "k": "index"}
ONE = {"x": SCALAR}
HELD = ("proved", "verified")
RANK = ["full_column_rank(X)"]
RIDGE = r"\|y - X\beta\|^2 + \lambda \|\beta\|^2"

CLAIMS = [
    # optima are what they are
    (FIT, RANK, r"\arg\min_\beta \|y - X\beta\|^2 = (X^\top X)^{-1} X^\top y", HELD),
    (FIT, RANK, r"\min_{\beta \in \mathbb{R}^p} \|y - X\beta\|^2 = y^\top y - y^\top X (X^\top X)^{-1} X^\top y", HELD),
    (FIT, RANK, r"\hat\beta = \operatorname*{argmin}_{\beta} \|y - X\beta\|^2 \iff X^\top X \hat\beta = X^\top y", HELD),
    (FIT, [r"\lambda > 0"], rf"\underset{{\beta}}{{\operatorname{{argmin}}}} \left\{{ {RIDGE} \right\}} = (X^T X + \lambda I)^{{-1}} X^T y", HELD),
    (FIT, [r"\lambda > 0"], rf"\min_\beta {RIDGE} = y^T(X X^T + \lambda I)^{{-1}} y", "refuted"),
    (FIT, [], r"\min_{\beta} \|y - X\beta\|^2 = 0", "error"),  # it may be reached at many places
    (FIT, [], r"\min_{i} y_i = 0", "error"),
    (FIT, RANK, r"\min_{\beta \in \mathbb{R}^n} \|y - X\beta\|^2 = 0", "shape_error"),
    (SQUARE, ["positive_definite(A)"], r"\sup_x \{ y^\top x - \tfrac12 x^\top A x \} = \tfrac12 y^\top A^{-1} y", HELD),
    (LINEAR, [], r"\|A\|_2 = \max_{\|x\|=1} \|A x\|", HELD),
    (LINEAR, [], r"\|A\|_2^2 = \lambda_{\max}(A^\top A)", HELD),
    (SQUARE, [], r"\max_{\|x\|=1} x^\top A x = \|A\|_2", "error"),  # of a semidefinite A only
    ({"x": ["n", 1], "a": SCALAR}, [], r"\arg\min_a \sum_i (x_i - a)^2 = \bar{x} \quad \text{where } \bar{x} = \frac1n \sum_i x_i", HELD),
    # chains, remarks, definitions, rounded numbers
    (LINEAR, [], r"\|Ax\|^2 = (Ax)^\top (Ax) = x^\top A^\top A x \ge 0", HELD),
    (LINEAR, [], r"\begin{align*} \|Ax\|^2 &= (Ax)^\top (Ax) \\ &= x^\top A^\top A x \end{align*}", HELD),
    (SQUARE, [], r"\|A x\|^2 = (A x)^T A x = x^T A A x", "refuted"),
    (LINEAR, [], r"\|Ax-b\|^2 = x^\top A^\top A x - 2 b^\top A x + b^\top b \quad \text{(expand)}", HELD),
    (LINEAR, [], r"\|Ax\|^2 = 0 \quad \text{(for orthogonal x)}", "error"),  # a condition is no remark
    ({"X": ["n", "p"]}, RANK, r"H^2 = H, \quad \text{where } H = X (X^\top X)^{-1} X^\top", HELD),
    ({}, [], r"\frac13 \approx 0.333", HELD),
    ({}, [], r"\sqrt{2} \approx 1.4142", HELD),
    ({}, [], r"\frac13 \approx 0.34", "refuted"),
    # values at a point: a derivative needs there what its function needs
    (LINEAR, [], r"\left. \frac{\partial}{\partial x} \|Ax-b\|^2 \right|_{x=0} = -2 A^\top b", HELD),
    (ONE, [], r"\frac{d}{dx} x^3 \Big|_{x=2} = 12", HELD),
    (ONE, [], r"\left. \frac{d}{dx} \log(x) \right|_{x=-2} = -\frac12", "error"),
    # indices
    (SQUARE, [], r"\sum_{j} \delta_{ij} x_j = x_i", HELD),
    (SQUARE, [], r"\frac{\partial x_i}{\partial x_j} = \delta_{ij}", HELD),
    (SQUARE, [], r"c = \sum_{j=1}^n \delta_{j3} c", "refuted"),  # there may be no third one
    (SQUARE, [], r"\sum_{i<j} x_i x_j = \frac12 ((\sum_i x_i)^2 - \sum_i x_i^2)", HELD),
    (SQUARE, [], r"x_j \sum_{i<j} x_i = \sum_{i\le j} x_i x_j", "refuted"),
    (SQUARE, [], r"(Ax)_i = a_{ii} x_i + \sum_{j \ne i} a_{ij} x_j", HELD),
    (SQUARE, [], r"\sum_{i \neq j} A_{ij} = 0", "error"),
    # derivatives of what has corners, poles and edges
    (SQUARE, [r"x \neq 0"], r"\nabla_x \|x\| = \frac{x}{\|x\|}", HELD),
    (SQUARE, ["x = 0"], r"\nabla_x \|x\| = 0", "unknown"),
    (SQUARE, ["positive_definite(A)"], r"\nabla_A \log\det A = A^{-1}", HELD),
    (SQUARE, ["positive_semidefinite(A)"], r"\nabla_A \log\det A = A^{-1}", "unknown"),
    (ONE, [r"x \ge 0"], r"\frac{d}{dx} \sqrt{x} = \frac{1}{2\sqrt{x}}", "unknown"),
    (NET, [], r"\frac{\partial}{\partial z_j} \log \sum_{k=1}^K e^{z_k} = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}", HELD),
    (NET, [], r"\frac{d}{db} \log(1 + e^b) = \sigma(b)", HELD),
    (NET, [], r"\tanh'(b) = 1 - \tanh^2(b)", HELD),
    (GAUSS, [r"positive_definite(\Sigma)"], r"\nabla_x \log \mathcal{N}(x; \mu, \Sigma) = -\Sigma^{-1}(x - \mu)", HELD),
    (GAUSS, [r"positive_definite(\Sigma)"], r"\nabla_\Sigma \log \mathcal{N}(x; \mu, \Sigma) = 0", "not held"),
    (GAUSS, [], r"\frac{d}{dt} (e^{t \Sigma} x) = \Sigma e^{t \Sigma} x", HELD),
    (GAUSS, [], r"\frac{d}{dt} (B e^{t \Sigma}) = \Sigma B e^{t \Sigma}", "refuted"),
    (GAUSS, [], r"\langle x, \mu \rangle_\Sigma = x^\top \Sigma \mu", HELD),
    # signs
    (SQUARE, ["positive_definite(A)"], r"x^\top A x \ge 0", HELD),
    (SQUARE, ["positive_definite(A)"], r"x^\top A x > 0", "refuted"),
]  # fmt: skip


LONG = (r"\log \sum", r"a_{ij} x_j", r"\arg\min_a", r"\sum_{i<j} x_i")


def _rows():
    for row in CLAIMS:
        slow = [pytest.mark.slow] if any(part in row[2] for part in LONG) else []
        yield pytest.param(*row, marks=slow, id=row[2])


@pytest.mark.parametrize(("symbols", "assume", "claim", "status"), list(_rows()))
def test_what_is_known_of_a_claim(symbols, assume, claim, status):
    made = Claim.from_json({"symbols": symbols, "assume": assume, "claim": claim}).prove()
    if status == "not held":
        assert made.status not in HELD
        return
    assert made.status in (status if isinstance(status, tuple) else (status,)), made.reason
