"""`derive.Context` and `derive.parse` take the texts that `derive.check` takes."""

import pydoc

import pytest

import derive
from derive.algebra.context import Context, Fact
from derive.errors import ContextError, ReadError
from derive.latex.declare import read_context

X = {"X": ["m", "n"]}


@pytest.mark.parametrize("given", ["X: m×n", X, {"symbols": X}, derive.Context("X: m×n")])
def test_what_declares(given):
    made = derive.Context(given, ["full_column_rank(X)"])
    plain = read_context({"symbols": X, "assume": ["full_column_rank(X)"]})
    assert (dict(made.symbols), made.facts) == (dict(plain.symbols), plain.facts)
    assert type(made) is Context
    assert isinstance(made, derive.Context)
    assert derive.parse("X^T X", given) == derive.parse("X^T X", made)
    assert derive.check("X^+", "(X^T X)^{-1} X^T", made).verdict == "equivalent"


def test_contexts_of_symbols_stay():
    symbols = derive.Context("X: m×n").symbols.values()
    fact = Fact("full_row_rank", (next(iter(symbols)),))
    assert derive.Context.of(symbols, [fact]).facts == (fact,)
    assert derive.Context.of(()).symbols == derive.Context().symbols == {}


def test_what_cannot_be_used_is_told_with_its_place():
    with pytest.raises(ReadError) as caught:
        derive.Context("X: m×n, y")
    assert str(caught.value).splitlines()[2].rstrip() == " " * 10 + "^"
    with pytest.raises(ContextError, match="this is no context"):
        derive.Context(3)
    with pytest.raises(ReadError, match="z is not declared"):
        derive.parse("X z", "X: m×n")


def test_help_lists_what_there_is():
    assert set(derive.__all__) <= set(dir(derive))
    shown = pydoc.render_doc(derive, renderer=pydoc.plaintext)
    for name in derive.__all__:
        assert name in shown or name == "__version__"
