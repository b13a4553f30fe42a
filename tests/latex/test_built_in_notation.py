"""Normal densities: how people write them, and what is refused."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import ReadError, ShapeError
from derive.latex.printer import latex
from derive.latex.reader import parse
from tests.letters import X, c, d, m, n, w, x, y

P = t.matrix("P", n, n)
HERE = Context.of([X, P, w, x, y, c, d])
LIKELIHOOD = t.GaussianDensity(y, t.mul(X, w), t.mul(c, t.identity(m)))
PRIOR = t.GaussianDensity(w, t.zeros(n, 1), t.identity(n))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        (r"\mathcal{N}(y \mid X w, c I)", LIKELIHOOD),
        (r"\mathcal N(y; X w, c I_m)", LIKELIHOOD),
        (r"\mathcal{N}\left(y \,\middle|\, Xw, cI\right)", LIKELIHOOD),
        (r"\mathcal{N}(\mathbf{y} | \mathbf{X}\mathbf{w}, c\mathbf{I})", LIKELIHOOD),
        (r"\mathcal{N}(w; 0, I)", PRIOR),
        (r"\mathcal{N}(w \mid \mathbf{0}, I)", PRIOR),
        (r"\mathcal{N}(x \mid w, P^{-1})", t.GaussianDensity(x, w, t.inverse(P))),
        (r"\mathcal{N}(c \mid 0, d^2)", t.GaussianDensity(c, t.ZERO, t.power(d, 2))),
        (r"\mathcal{N}(y; X w, c I) \mathcal{N}(w; 0, I)", t.mul(LIKELIHOOD, PRIOR)),
        (r"\log \mathcal{N}(|c|; |d|, 1)", None),
    ],
)
def test_a_density_is_read_and_printed(text, term):
    read = parse(text, HERE)
    assert term is None or read == term
    assert parse(latex(read), HERE) == read


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (r"\mathcal{N}(y \mid X w, I_n)", ShapeError, "the covariance of a m×1 has the shape m×m"),
        (r"\mathcal{N}(y \mid w, I)", ShapeError, "the mean of a m×1 has the shape m×1"),
        (r"\mathcal{N}(X \mid X, I)", ShapeError, "a normal density is of a column"),
        (r"\mathcal{N}(c \mid 0, P)", ShapeError, "the covariance of a scalar"),
        (r"\mathcal{N}(0, I)", ReadError, "where the density is taken is missing"),
        (r"\mathcal{N}(y \mid X w)", ReadError, "expected ,"),
    ],
)
def test_what_is_no_density_is_refused(text, error, message):
    with pytest.raises(error) as refused:
        parse(text, HERE)
    assert message in refused.value.message


def test_a_declared_letter_comes_before_the_density():
    letter = Context.of([t.matrix("N", n, n), x])
    assert parse(r"\mathcal{N} x", letter) == t.mul(t.matrix("N", n, n), x)
