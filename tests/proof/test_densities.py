"""Lines with normal densities and logarithms: what follows, and what does not."""

import pytest

from derive.algebra.context import Context, Fact
from derive.algebra.term import ZERO
from derive.errors import StepError
from derive.latex.declare import read_declarations
from derive.latex.reader import read
from derive.models.abstraction import compare_sharing
from derive.models.equivalence import compare
from derive.proof import kernel
from derive.proof.search import explain

PLAIN = Context.of(
    read_declarations(
        r"X \in \mathbb{R}^{n \times d}, y \in \mathbb{R}^n, w \in \mathbb{R}^d, P \in \mathbb{R}^{d \times d}"
        r", a \in \mathbb{R}, \lambda \in \mathbb{R}"
    )
)
HERE = PLAIN.assume(
    Fact("<", (ZERO, PLAIN.symbols[r"\lambda"])),
    Fact("positive_definite", (PLAIN.symbols["P"],)),
)


def said(text):
    return read(text, HERE, expected=()).term


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\log(\lambda \mathcal{N}(w; 0, P))", r"\log \lambda + \log \mathcal{N}(w; 0, P)"),
        (r"\log(\exp(w^\top w))", r"w^\top w"),
        (r"\log(\lambda^a)", r"a \log \lambda"),
        (r"\exp(a + \lambda)", r"\exp(a) \exp(\lambda)"),
        (r"\mathcal{N}(w; 0, P)", r"(\det(2 \pi P))^{-\frac12} \exp(-\frac12 w^\top P^{-1} w)"),
        (r"\log \mathcal{N}(w; 0, P)", r"-\frac12 w^\top P^{-1} w - \frac12 \log \det(2 \pi P)"),
        (r"\log \mathcal{N}(y; X w, \lambda I)",
         r"-\frac{1}{2 \lambda} \|y - X w\|^2 - \frac12 \log \det(2 \pi \lambda I_n)"),
        (r"\frac{1}{\det(\lambda I_n)} \mathcal{N}((\lambda I)^{-1} (y - X w); 0, I)",
         r"\mathcal{N}(y; X w, \lambda I (\lambda I)^\top)"),
        (r"\mathcal{N}(a; 0, \lambda)", r"(2 \pi \lambda)^{-\frac12} \exp(-\frac12 \frac{1}{\lambda} (a - 0)^2)"),
    ],
)  # fmt: skip
def test_a_line_that_follows(before, after):
    steps = explain(HERE, said(before), said(after))
    assert kernel.derivation(HERE, said(before), steps).end == said(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"\log(a^2)", r"2 \log a"),
        (r"\log(a \mathcal{N}(w; 0, P))", r"\log a + \log \mathcal{N}(w; 0, P) + 1"),
        (r"\log(a + \lambda)", r"\log a + \log \lambda"),
        (r"\mathcal{N}(w; 0, P)", r"\frac{1}{\det(2 \pi P)} \exp(-\frac12 w^\top P^{-1} w)"),
        (r"\mathcal{N}(w; 0, P)", r"\frac{1}{\sqrt{\det(2 \pi P)}} \exp(-\frac12 w^\top P w)"),
        (r"\mathcal{N}(w; 0, P)", r"\frac{1}{\sqrt{\det(2 \pi P)}} \exp(\frac12 w^\top P^{-1} w)"),
        (r"\log \mathcal{N}(y; X w, \lambda I)",
         r"-\frac{1}{2 \lambda} \|y - X w\|^2 - \frac12 \log \det(2 \pi I_n)"),
        (r"\frac{1}{\det(\lambda I_n)} \mathcal{N}((\lambda I)^{-1} (y - X w); 0, I)",
         r"\mathcal{N}(y; X w, \lambda I)"),
        (r"\mathcal{N}(y; X w, \lambda I)", r"\mathcal{N}(y; w^\top w X w, \lambda I)"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_follow_is_refused(before, after):
    with pytest.raises(StepError):
        explain(HERE, said(before), said(after), limit=60)


def test_without_its_guard_a_logarithm_is_not_split():
    """Two negative numbers have a product with a logarithm."""
    with pytest.raises(StepError, match="no rules were found"):
        explain(PLAIN, said(r"\log(a \lambda)"), said(r"\log a + \log \lambda"), limit=60)


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (r"\mathcal{N}(w; 0, P)", r"\mathcal{N}(-w; 0, P)", "equal"),
        (r"\mathcal{N}(y; X w, \lambda I)", r"\mathcal{N}(X w; y, \lambda I)", "equal"),
        (r"\mathcal{N}(y; X w, \lambda I)", r"\mathcal{N}(y - X w; 0, \lambda I)", "equal"),
        (r"\mathcal{N}(w; 0, P)", r"\mathcal{N}(w; 0, P^{-1})", "different"),
        (r"\mathcal{N}(w; 0, P)", r"\mathcal{N}(2 w; 0, 4 P)", "different"),
    ],
)
def test_densities_have_values(left, right, status):
    assert compare(HERE, said(left), said(right)).status == status


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (r"\exp(a) w^\top w + \exp(a)", r"\exp(a) (1 + w^\top w)", "equal"),
        (r"\log(\det P) w^\top P w", r"\log(\det P) w^\top P^\top w", "equal"),
        (r"\exp(a) w^\top w", r"\exp(\lambda) w^\top w", "different"),
        (r"\lim_{a \to 0} \exp(a)", r"\exp(a)", "different"),
        (r"\frac{\partial}{\partial a} \exp(a)", r"0 \cdot \exp(a)", "different"),
    ],
)
def test_what_both_sides_share_may_be_any_number(left, right, status):
    equal = compare_sharing(HERE, said(left), said(right)).status == "equal"
    assert equal == (status == "equal")
