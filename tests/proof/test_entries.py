"""Lines about entries: what is found, what is refused, and assembling the whole."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.index_ranges import range_facts
from derive.algebra.indices import delta
from derive.algebra.pattern import Position
from derive.errors import StepError
from derive.latex.reader import read
from derive.proof import kernel
from derive.proof.primitives.entrywise import entrywise
from derive.proof.search import explain
from derive.rules.library import RULES
from tests.letters import P, n, w, x

i, j, k, one = *(t.index(name) for name in "ijk"), t.ONE
PLAIN = Context.of([P, x, w])
ENTRY = Context.of([P, x, w, j, k], (*range_facts(j, n), *range_facts(k, n)))
FORM = t.as_scalar(t.mul(t.transpose(x), P, x))


def line(text):
    return read(text, ENTRY, expected=()).term


LINES = [
    (r"x^\top w", r"\sum_i x_i w_i"),
    (r"(P x)_j", r"\sum_i P_{ji} x_i"),
    (r"(P + P^\top)_{jk}", r"P_{jk} + P_{kj}"),
    (r"x^\top P x", r"\sum_i \sum_j x_i P_{ij} x_j"),
    (r"\sum_i \sum_j P_{ij}", r"\sum_j \sum_i P_{ij}"),
    (r"\sum_i (x_i + w_i)", r"\sum_i x_i + \sum_i w_i"),
    (r"\sum_i \delta_{ik} \sum_j P_{ij} x_j", r"\sum_j P_{kj} x_j"),
    (r"\sum_i \sum_j \delta_{ij} x_i w_j", r"\sum_i x_i w_i"),
    (r"\frac{\partial}{\partial x_k} (x_j^2)", r"2 x_j \delta_{jk}"),
    (r"\frac{\partial}{\partial x_k} (P w)_j", "0"),
    (r"\frac{\partial}{\partial x_k} (x^\top P x)", r"\sum_j P_{kj} x_j + \sum_i x_i P_{ik}"),
]


@pytest.mark.parametrize(("before", "after"), LINES)
def test_lines_in_components_are_found(before, after):
    steps = explain(ENTRY, line(before), line(after))
    assert steps[0].before == line(before)
    assert steps[-1].after == line(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r"(P x)_j", r"\sum_i P_{ij} x_i"),
        (r"\sum_i \delta_{ik} x_i", "x_j"),
        (r"\frac{\partial}{\partial x_k} (x_j^2)", "2 x_j"),
        (r"\sum_i (x_i + w_i)", r"\sum_i x_i w_i"),
        (r"\sum_i x_i w_j", r"\sum_i x_j w_i"),
    ],
)
def test_wrong_lines_in_components_are_refused(before, after):
    with pytest.raises(StepError, match="not equal to the one before"):
        explain(ENTRY, line(before), line(after))


def entries(context, before, after, row=one, column=k):
    steps = explain(context, t.entry(before, row, column), t.entry(after, row, column))
    return kernel.derivation(context, t.entry(before, row, column), steps)


AT_K = Context.of([P, x, w, k], range_facts(k, n))
FORM_ROW = t.jacobian(FORM, x)
VALUE = t.mul(t.transpose(x), t.add(P, t.transpose(P)))


def test_equal_entries_make_equal_matrices():
    made = kernel.apply(PLAIN, FORM_ROW, entrywise, VALUE, entries(AT_K, FORM_ROW, VALUE), one, k)
    assert (made.before, made.relation, made.after) == (FORM_ROW, "=", VALUE)


def test_entries_that_are_not_those_are_refused():
    shown = entries(AT_K, FORM_ROW, VALUE)
    other = t.mul(2, t.transpose(x), P)
    for before, after, row, column in [
        (FORM_ROW, other, one, k),  # another end
        (other, VALUE, one, k),  # another start
        (FORM_ROW, VALUE, one, j),  # another index
        (FORM_ROW, VALUE, one, one),  # one entry is not all of them
        (FORM_ROW, VALUE, one, i),
    ]:
        with pytest.raises(StepError):
            kernel.apply(PLAIN, before, entrywise, after, shown, row, column)


def test_an_index_of_which_something_is_known_is_not_every_index():
    """x_k = w_k is derived where k = j and x_j = w_j are assumed; so x = w does not follow."""
    about = Context.of(
        [P, x, w, k], (*range_facts(k, n), Fact("=", (t.entry(x, k, one), t.entry(w, k, one))))
    )
    start = t.entry(x, k, one)
    step = kernel.rewrite_assumed(about, start, about.facts[-1], [Position()])
    shown = kernel.derivation(about, start, [step])
    with pytest.raises(StepError, match="assumptions that are not made here"):
        kernel.apply(PLAIN, x, entrywise, w, shown, k, one)
    with pytest.raises(StepError, match="of which nothing is known"):
        kernel.apply(about, x, entrywise, w, shown, k, one)


def test_the_diagonal_is_not_the_matrix():
    """One index for both sides speaks of the diagonal only."""
    equal = Context.of([P, k], range_facts(k, n))
    start = t.entry(t.transpose(P), k, k)
    shown = kernel.derivation(equal, start, explain(equal, start, t.entry(P, k, k)))
    with pytest.raises(StepError):
        kernel.apply(Context.of([P]), t.transpose(P), entrywise, P, shown, k, k)


def total(over, of):
    return t.index_sum(of, over, one, n)


def bound(name, **values):
    named = {symbol.name: symbol for symbol in RULES[name].variables}
    return {t.dimension("n"): n, **{named[letter]: value for letter, value in values.items()}}


def test_a_bound_name_that_means_something_outside_is_refused():
    outer = t.mul(t.entry(x, i, one), total(i, t.entry(w, i, one)))
    rule, values = RULES["sum_smul"], {"c": t.entry(x, i, one), "f": w, "i": i}
    with pytest.raises(StepError, match="bound index is taken"):
        kernel.rewrite(ENTRY, outer, rule, Position(), bound("sum_smul", **values), forward=False)


def test_the_range_of_a_bound_index_is_known_below_its_sum_only():
    inner = total(i, t.mul(delta(i, j), t.entry(x, i, one)))
    values = bound("sum_delta", f=x, i=i, k=j)
    free = Context.of([x, w, j])
    with pytest.raises(StepError, match="needs 1 ≤ j"):
        kernel.rewrite(free, inner, RULES["sum_delta"], Position(), values)
    outer = total(j, inner)
    step = kernel.rewrite(Context.of([x, w]), outer, RULES["sum_delta"], Position((0,)), values)
    assert step.after == total(j, t.entry(x, j, one))
