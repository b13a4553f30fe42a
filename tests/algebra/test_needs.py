"""What derivatives and sums need, and what assumed sums tie together."""

import pytest

from derive.algebra.dependence import letters_varying
from derive.algebra.facts import equations_in
from derive.algebra.needs import needs
from derive.latex.declare import read_context
from derive.latex.reader import parse

CONTEXT = read_context(
    {
        "symbols": {"A": ["n", "n"], "X": ["m", "n"], "x": ["n", 1], "s": "scalar", "i": "index"},
        "assume": [r"X X^T = \sum_{i=1}^n X e_i e_i^T X^T"],
    }
)
NEEDS = [
    (r"\frac{\partial}{\partial x} \frac{x^T x}{s}", ["s ≠ 0"]),
    (r"\frac{\partial}{\partial x} x^T A^{-1} x", ["invertible(A)"]),
    (r"\sum_{i=1}^n x_i s^{-1}", ["s ≠ 0"]),
    # what a derivative needs holds near the point where it holds: a root is above zero there
    (r"\frac{\partial}{\partial s} \frac{x^T x}{s}", ["s ≠ 0"]),
    (r"\frac{\partial}{\partial x} \log(x^T x)", ["0 < x^T x"]),
    (r"\frac{\partial}{\partial s} \sqrt{s}", ["0 < s"]),
    (r"\frac{\partial}{\partial x} \|x\|", ["‖x‖ ≠ 0"]),
    (r"\frac{\partial}{\partial x} \|x\|^2", []),
    (r"\frac{\partial}{\partial x} \log \sum_{i=1}^n e^{x_i}", ["0 < sum(exp(x_i), i, 1, n)"]),
]
WHOLE = [  # where these have values hangs on the variable, the index, or a corner
    r"\frac{\partial}{\partial s} |s|",
    r"\frac{\partial}{\partial x} (\|x\|^2 + |x_1|)",
    r"\frac{\partial}{\partial s} \sum_{i=1}^n \|s x - e_i\|",
    r"\frac{\partial}{\partial A} \operatorname{tr}(A^+)",
    r"\frac{\partial}{\partial x} \sum_{i=1}^n \log x_i",
    r"\sum_{i=1}^n \frac{1}{x_i}",
    r"\sum_{i=2}^n x_i s^{-1}",  # it may have no summand
]


@pytest.mark.parametrize(("formula", "facts"), NEEDS)
def test_needs_that_do_not_hang_on_what_is_bound(formula, facts):
    assert [str(need) for need in needs(parse(formula, CONTEXT))] == facts


@pytest.mark.parametrize("formula", WHOLE)
def test_what_hangs_on_what_is_bound_is_needed_whole(formula):
    found = needs(parse(formula, CONTEXT))
    assert not any(hasattr(need, "predicate") for need in found)
    assert found


def test_an_index_that_an_assumption_binds_ties_nothing():
    i = CONTEXT.symbols["i"]
    assert letters_varying(equations_in(CONTEXT.facts), i) == {i}
