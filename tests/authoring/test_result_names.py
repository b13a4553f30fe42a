"""What a result may be called: something new, the unknown, or a term proved to be the value."""

import pytest

from derive import Problem
from derive.errors import StepError
from derive.publish.document import AnswerBlock
from derive.publish.narrate import narrate


def problem(*assumed):
    made = Problem("p", course="c", title="t")
    made.declare(r"A, B, S \in \mathbb{R}^{n \times n}, u, v: n, c: scalar")
    made.assume("invertible(A)", "symmetric(S)", *assumed)
    return made


def transposed(name, named=None, text=None, **more):
    """A part that derives (A B)^T = B^T A^T and calls the result so."""
    with problem().part("a", "q") as d:
        d.start(r"(A B)^\top", named=named)
        d.line(r"B^\top A^\top")
        d.answer(name, text, **more)


@pytest.mark.parametrize(
    "name",
    [
        "T",  # a new letter
        "r",
        r"\hat{r}",
        "r_{1}",
        r"R^{(1)}",
        "transposed",  # a word
        r"(A B)^\top",  # the first line
        r"B^\top A^\top",  # the value
        "(A B)^T",
    ],
)
def test_names_that_are_new_or_proved(name):
    transposed(name)


@pytest.mark.parametrize(
    ("name", "printed"),
    [("f", "f"), (r"\hat{r}", r"\hat{r}"), ("Gr", r"\text{Gr}"), ("result", r"\text{result}")],
)
def test_a_name_that_is_new_is_printed(name, printed):
    made = problem()
    with made.part("a", "q") as d:
        d.start("c + c")
        d.line("2 c")
        d.answer(name, "2 c")
    [block] = [b for b in narrate(made, ()).blocks if isinstance(b, AnswerBlock)]
    assert (block.name, block.latex) == (printed, "2 c")


def test_the_unknown_is_a_name():
    with problem().part("a", "q") as d:
        d.start("A u = v")
        d.line("u = A^{-1} v")
        d.answer("u")
    with problem().part("a", "q") as d:
        d.start("A^{-1} (v + v)", named="u")
        d.line("2 A^{-1} v")
        d.answer("u")
        d.start("2 A^{-1} v")
        d.line("A^{-1} v + A^{-1} v")
        d.answer("u")  # the same value again


def test_a_defined_letter_stands_for_what_it_means():
    with problem().part("a", "q") as d:
        d.define("H", r"(A B)^\top")
        d.start(r"(A B)^\top B")
        d.line(r"B^\top A^\top B")
        d.answer("H B")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("A B", "nothing shows that A B is the result"),
        ("A", "nothing shows that A is the result"),  # something is assumed of it
        ("B", "nothing shows that B is the result"),  # it stands in the value
        ("S", "nothing shows that S is the result"),
        ("n", "nothing shows that n is the result"),
        ("AB", "nothing shows that AB is the result"),
        ("2 u", "nothing shows that 2 u is the result"),
        ("B A^T", "nothing shows that B A^T is the result"),
        ("A = B", "nothing shows that A = B is the result"),
        ("C B", "C B is no name of a result"),
        ("A +", "is no name of a result"),
        ("", "is no name of a result"),
    ],
)
def test_names_that_would_be_claims(name, said):
    with pytest.raises(StepError) as caught:
        transposed(name)
    assert said in str(caught.value)
    assert caught.value.place.file.endswith("test_result_names.py")
    assert "hint: " in str(caught.value)


def test_a_first_line_is_called_what_it_is():
    with pytest.raises(StepError, match="nothing shows that"):
        transposed("T", named="A B")
    with pytest.raises(StepError, match="nothing shows that"):
        transposed("T", shown="A B")
    transposed("T", shown=r"(A B)^\top")


def test_a_slip_in_a_name_is_refused():
    """X^T W r = 0 was derived, and X^T r is what the result is called."""
    made = Problem("p", course="c", title="t")
    made.declare(r"X: n×d, W: n×n, r: n")
    with made.part("a", "q") as d:
        d.start(r"X^\top W r - X^\top W r")
        d.line("0")
        d.answer(r"X^\top W r - X^\top W r", "0")
    with made.part("b", "q") as d:
        d.start(r"X^\top W r - X^\top W r")
        d.line("0")
        with pytest.raises(StepError, match="nothing shows"):
            d.answer(r"X^\top r", "0")


def test_one_name_has_one_value():
    with problem().part("a", "q") as d:
        d.start(r"(A B)^\top")
        d.line(r"B^\top A^\top")
        d.answer("T")
        d.start(r"(B A)^\top")
        d.line(r"A^\top B^\top")
        with pytest.raises(StepError, match="already"):
            d.answer("T")
