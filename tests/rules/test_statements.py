"""What holds for every x: the rules stand on small matrices, and nothing stronger is derived."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import StepError
from derive.latex.printer import latex
from derive.latex.reader import read_statement
from derive.proof.quantifiers import explain_for_every
from derive.rules.library import RULES
from tests.letters import P, Q, c, m, n, w, x

D = t.matrix("D", m, n)
CONTEXT = Context.of([P, Q, D, x, w, c])
NAMES = ("forall_row", "forall_column", "forall_form")
SIZE = 2
VECTORS = list(product((0, 1), repeat=SIZE))
MATRICES = [tuple(map(tuple, rows)) for rows in product(product((-1, 0, 1), repeat=2), repeat=2)]


def value(name, a, v):
    row = [sum(v[i] * a[i][j] for i in range(SIZE)) for j in range(SIZE)]
    if name == "forall_row":
        return row
    if name == "forall_form":
        return sum(row[j] * v[j] for j in range(SIZE))
    return [sum(a[i][j] * v[j] for j in range(SIZE)) for i in range(SIZE)]


def right_side(name, a):
    if name != "forall_form":
        return a
    return tuple(tuple(a[i][j] + a[j][i] for j in range(SIZE)) for i in range(SIZE))


@pytest.mark.parametrize("name", NAMES)
def test_both_directions_on_every_small_pair(name):
    random = Random(3)
    points = [*VECTORS, *([Fraction(random.randrange(-9, 10), 7) for _ in range(2)] for _ in "abc")]
    for a, b in product(MATRICES, repeat=2):
        everywhere = all(value(name, a, v) == value(name, b, v) for v in points)
        assert everywhere == (right_side(name, a) == right_side(name, b))
    assert {fact.predicate for fact in RULES[name].guards} == {"constant"}


@pytest.mark.parametrize(
    ("statement", "equation"),
    [
        (r"x^\top P = 0 \text{ for all } x", "P = 0"),
        (r"D x = 0 \quad \forall x", "D = 0"),
        (r"P x = x, \forall x", "P = I"),
        (r"2 x^\top P = x^\top Q \text{ for every } x", r"P = \frac12 Q"),
        (r"x^\top P x = x^\top Q x \text{ for every } x", r"P + P^\top = Q + Q^\top"),
        (r"x^\top P x = 0 \text{ for every } x", r"P^\top = -P"),
    ],
)
def test_the_letter_is_taken_out(statement, equation):
    before, after = (read_statement(text, CONTEXT) for text in (statement, equation))
    assert read_statement(latex(before), CONTEXT) == before
    steps = explain_for_every(CONTEXT, before, after)
    assert steps[0].before == before
    assert steps[-1].after == after


@pytest.mark.parametrize(
    ("statement", "after"),
    [
        (r"x^\top P x = x^\top Q x \text{ for every } x", "P = Q"),
        (r"P x = w \text{ for every } x", "P = 0"),
        (r"x^\top P = x^\top Q \text{ for every } x", r"P = Q^\top"),
        (r"P x = Q x \text{ for every } x", r"P x = 2 Q x \text{ for every } x"),
        (r"P x = Q x \text{ for every } x", r"P w = Q w \text{ for every } w"),
    ],
)
def test_nothing_else_follows(statement, after):
    with pytest.raises(StepError):
        explain_for_every(CONTEXT, *(read_statement(text, CONTEXT) for text in (statement, after)))


def test_what_is_assumed_of_the_letter_is_not_used_inside():
    """x = w is assumed of one x; that P x = P w for every x does not follow from it."""
    from derive.algebra.context import Fact

    known = CONTEXT.assume(Fact("=", (x, w)))
    before, after = (
        read_statement(text, known)
        for text in (r"P x = Q w \text{ for every } x", r"P w = Q w \text{ for every } x")
    )
    with pytest.raises(StepError):
        explain_for_every(known, before, after)
