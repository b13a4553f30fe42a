"""Hostile text: bounded work, no crash, and an error that says what was too much."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.errors import DeriveError, LimitError, ReadError
from derive.latex.reader import read, read_statement
from derive.latex.statement_syntax import free_names
from tests.letters import P, Q, c, n, x

CONTEXT = Context.of([P, Q, c, x, t.matrix("y", n), t.matrix(r"\Sigma_{11}", n, n)])
PIECES = (
    r"P Q x y c I 0 1 2 0.5 ( ) [ ] { } | \| || _ ^ ' + - / \cdot \otimes \odot \frac \sqrt \det"
    r" \operatorname{tr} \exp \log \sum_i \sum_{i=1}^n _i _{ij} ^T ^{-1} ^\top ^2 ^{1/2} ^+ , = <"
    r" & \\ \begin{bmatrix} \end{bmatrix} \begin{cases} \end{cases} \mathbf{1} \mathbf{0} e e_1"
    r" \text{if} \partial \left( \right) \left| \right| \langle \rangle \nabla_x \max \mathbb{1}["
    r" {}^t \over \quad \boxed{ \mathbf \bf ᵀ ⁻¹ ‖ x̂ λ \dots . ; : \Sigma_{11} \hat \vec lambda"
    r" \operatorname*{arg\,min}_{x} \⁻ ๒ \ $ % ~ 9e9"
).split()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("(" * 80 + "c" + ")" * 80, LimitError),
        ("{" * 5000 + "c" + "}" * 5000, LimitError),
        ("c^{" * 5000, LimitError),
        (r"\sqrt" * 3000 + "c", LimitError),
        (r"\log " * 3000 + "c", LimitError),
        (r"\hat" * 4000 + "x", ReadError),
        (r"P" + r"^\top" * 3000, LimitError),
        ("x" + "'" * 9000, LimitError),
        ("c" * 30_000, LimitError),
        ("c" * 6_100, LimitError),
        ("9" * 2_000, LimitError),
        ("((2^{4000})^{4000})^{4000}", LimitError),
        ("I" * 19_000, LimitError),
        (r"\begin{bmatrix}" + "I &" * 4_000 + r" P \end{bmatrix}", LimitError),
        ("x^{\\odot 100000}", LimitError),
        ("[P," * 4000, LimitError),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else value.__name__,
)
def test_what_is_too_much(text, error):
    with pytest.raises(error):
        read(text, CONTEXT)


@pytest.mark.parametrize(
    "text",
    ["c+" * 2_900 + "c", "P" * 5_900, "|c|" * 1_900, r"P\otimes " * 1_000 + "P", "2" * 900 + "c"],
    ids=["sum", "product", "bars", "kron", "digits"],
)
def test_long_formulas_are_read_in_linear_time(text):
    assert shape_of(read(text, CONTEXT).term) is not None


def outcome(reader, text):
    """What is read, or the error."""
    try:
        return reader(text, CONTEXT)
    except DeriveError as error:
        return error


@settings(max_examples=600, derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " "]))
def test_any_text_is_read_or_refused_with_its_place(pieces, between):
    text = between.join(pieces)
    for reader in (read_statement, read, lambda said, _: free_names(said)):
        found = outcome(reader, text)
        if isinstance(found, DeriveError):
            known = isinstance(found, LimitError) or found.place is not None
            assert known
        elif reader is read:
            assert all(0 <= start < end <= len(text) for start, end in found.spans.values())
        elif reader is read_statement and not isinstance(found, Fact):
            assert outcome(lambda term, _: shape_of(term), found) is not None


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_any_characters(text):
    found = outcome(read, text)
    assert isinstance(found, DeriveError) or found.text == text
