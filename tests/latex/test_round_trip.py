"""What is printed reads back as the term it was printed from."""

from hypothesis import given, settings

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.latex.printer import latex
from derive.latex.reader import read, read_statement
from tests.strategies import CONTEXT, terms


@settings(max_examples=400, derandomize=True, deadline=None)
@given(terms())
def test_read_is_inverse_to_print(term):
    shape = shape_of(term)
    again = read(latex(term), CONTEXT, expected=shape).term
    assert again == term


@settings(max_examples=100, derandomize=True, deadline=None)
@given(terms(2), terms(2))
def test_equations_too(left, right):
    if shape_of(left) != shape_of(right) or not shape_of(left):
        return
    made = t.Equation(left, right)
    assert read_statement(latex(made), CONTEXT) == made
