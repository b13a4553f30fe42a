"""What sums bind: replacing an index without capture, and lines that differ by names only."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.index_ranges import inside, range_facts
from derive.algebra.indices import delta, free_indices, replace_index
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import match
from derive.rules.library import RULES
from tests.letters import A, P, m, n, w, x

i, j, k = (t.index(name) for name in "ijk")


def at(matrix, row, column=t.ONE):
    return t.entry(matrix, row, column)


def total(over, of, last=n):
    return t.index_sum(of, over, t.ONE, last)


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (total(i, at(x, i)), total(j, at(x, j)), True),
        (total(i, total(j, at(P, i, j))), total(j, total(i, at(P, j, i))), True),
        (total(i, total(j, at(P, i, j))), total(i, total(j, at(P, j, i))), False),
        (total(i, at(P, i, k)), total(k, at(P, k, k)), False),
        (total(i, at(P, i, k)), total(j, at(P, j, k)), True),
        (delta(i, j), delta(j, i), True),
        (delta(i, j), delta(i, k), False),
        (t.mul(2, total(i, at(x, i))), total(i, t.mul(2, at(x, i))), False),
    ],
)
def test_names_of_bound_indices_are_silent(left, right, alike):
    assert equal_modulo(left, right) == alike


@pytest.mark.parametrize(
    ("term", "by", "expected"),
    [
        (at(x, i), {i: k}, at(x, k)),
        (total(i, at(P, i, k)), {i: j}, total(i, at(P, i, k))),
        (total(i, at(P, i, k)), {k: j}, total(i, at(P, i, j))),
        (total(i, at(P, i, k)), {k: i}, total(j, at(P, j, i))),
        (total(i, total(j, t.mul(at(P, i, j), at(x, k)))), {k: i},
         total(k, total(j, t.mul(at(P, k, j), at(x, i))))),
    ],
)  # fmt: skip
def test_an_index_is_replaced_without_capture(term, by, expected):
    made = replace_index(term, by)
    assert equal_modulo(made, expected)
    assert free_indices(made) == free_indices(expected)


def test_an_entry_of_a_tabulated_matrix_is_read_off():
    table = t.tabulate(total(j, t.mul(at(P, i, j), at(x, j))), i, t.ONE, n, t.ONE)
    assert free_indices(table) == frozenset()
    assert equal_modulo(at(table, j), total(i, t.mul(at(P, j, i), at(x, i))))


def test_inside_a_sum_only_the_range_of_its_index_is_known():
    known = Context.of([x, i], range_facts(i, m))
    line = t.mul(at(x, i), total(i, at(x, i)))
    assert inside(known, line, (0,)).facts == known.facts
    assert set(inside(known, line, (1, 0)).facts) == set(range_facts(i, n))


@pytest.mark.parametrize(
    ("rule", "term", "times"),
    [
        ("sum_smul", total(i, t.mul(at(x, k), at(w, i))), 1),
        ("sum_smul", total(i, t.mul(at(x, i), at(w, i))), 0),
        ("sum_delta", total(i, t.mul(at(P, k, i), at(x, i), delta(i, j))), 1),
        ("sum_delta", total(i, t.mul(at(x, i), delta(j, i))), 1),
        ("sum_delta", total(i, t.mul(at(x, i), delta(j, k))), 0),
        ("sum_add", total(i, t.add(at(x, i), t.mul(at(P, i, i), at(w, i)))), 1),
        ("sum_comm", total(i, total(j, t.mul(at(P, i, j), at(x, k)))), 1),
        ("sum_comm", total(i, total(j, at(P, i, j), last=m), last=n), 1),
    ],
)
def test_what_a_rule_about_sums_fits(rule, term, times):
    found = [b for b in match(RULES[rule].lhs, term) if not RULES[rule].captures(b)]
    assert bool(found) == bool(times)


def test_the_other_side_of_an_instance():
    """f_i stands for any scalar: the term with i replaced is what is left of the sum."""
    rule = RULES["sum_delta"]
    inner = total(j, t.mul(at(A, k, j), at(x, j)))
    term = total(i, t.mul(delta(i, k), total(j, t.mul(at(P, i, j), at(x, j)))))
    for bindings in match(rule.lhs, term):
        assert not rule.captures(bindings)
        result = t.substitute(rule.rhs, dict(bindings))
        assert equal_modulo(result, total(j, t.mul(at(P, k, j), at(x, j))))
        assert not equal_modulo(result, inner)
        return
    raise AssertionError("the rule does not fit")
