"""A scalar is rewritten in other letters by what is assumed, or refused with the letter's name."""

import pytest

from derive.algebra import term as t
from derive.authoring.solve_for import in_letters
from derive.errors import SpecError
from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.models.equivalence import compare

CONTEXT = read_context(
    {
        "symbols": {
            **dict.fromkeys(["a", "b", "c", "e", "x"], "scalar"),
            "u": ["n", 1], "v": ["n", 1], "i": "index",
        },
        "assume": [r"e = -\frac{b}{a}", r"c = 2 x + 1", r"x = \frac{u_i}{v_i}", r"a \neq 0", r"v_i \neq 0"],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        (r"\frac{b - 1}{a}", ("e", "a")),
        (r"b c", ("e", "a", "x")),
        (r"u_i + 1", ("x", "v", "i")),
        (r"(x + 1)^2", ("c",)),
        (r"a + 1", ("a",)),
    ],
)
def test_only_the_letters_asked_for_are_left(text, letters):
    term = parse(text, CONTEXT)
    allowed = {CONTEXT.symbols[name] for name in letters}
    found = in_letters(CONTEXT, term, allowed)
    assert t.free_symbols(found) <= allowed
    assert compare(CONTEXT, term, found, domain=False).status == "equal"


@pytest.mark.parametrize(
    ("text", "letters", "left"),
    [("b c", ("e", "x"), "b"), ("a", ("c",), "a"), ("u_i", ("v",), "u")],
)
def test_a_letter_that_no_equation_gives_is_named(text, letters, left):
    allowed = {CONTEXT.symbols[name] for name in letters}
    with pytest.raises(SpecError, match=f"{left}.* cannot be written in the letters asked for"):
        in_letters(CONTEXT, parse(text, CONTEXT), allowed)
