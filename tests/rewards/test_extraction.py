"""The answer is found in prose as a reader finds it; hostile text costs no time."""

import pytest

from derive.rewards.extraction import Extraction, extract
from tests.hang import ends_within

W = r"(X^\top X)^{-1} X^\top y"


@pytest.mark.parametrize(
    ("text", "found", "source"),
    [
        (rf"So \boxed{{{W}}}.", W, "boxed"),
        (rf"First \boxed{{A}}, no: $\boxed{{ w = {W} }}$", f"w = {W}", "boxed"),
        (
            r"Put it in \boxed{}: \boxed{\frac{1}{n} A}. I wrote \boxed{...}",
            r"\frac{1}{n} A",
            "boxed",
        ),
        (r"\boxed{\left\{ A \right\}} is it", r"\left\{ A \right\}", "boxed"),
        (r"\boxed{A} it was; now \boxed{B + (", None, None),
        (r"The answer is \boxed{A}, not $B$", "A", "boxed"),
        (rf"The final answer is ${W}$. I hope it is correct, $n > d$.", W, "final answer"),
        (f"**Final Answer:** ${W}$", W, "final answer"),
        (f"### Final answer\n\n$$\n{W}\n$$\nas $n > d$", W, "final answer"),
        (rf"The answer is: \({W}\) since $A$", W, "answer"),
        (f"Answer: {W}\nThis is $A$.", W, "answer"),
        (r"The answer is given by \[ A B. \] Here $C$.", "A B.", "answer"),
        (r"The answer is A^T b, because $A$ is square.", "A^T b, because $A$ is square.", "answer"),
        ("Then $A$, thus $$A B$$ holds.", "A B", "last formula"),
        (
            r"We get \begin{align*} w &= A b \end{align*} at last.",
            r"\begin{align*} w &= A b \end{align*}",
            "last formula",
        ),
        (r"It costs \$5 and $A + B$ more", "A + B", "last formula"),
        (r"The rows end in \\[2pt] here: \[A \\[2pt] B\]", r"A \\[2pt] B", "last formula"),
        (W, W, "whole text"),
        ("<think>the answer is $A$, \\boxed{B}</think> It is $C$.", "C", "last formula"),
        ("<think>\\boxed{B}</think>", None, None),
        ("", None, None),
    ],
)
def test_extract(text, found, source):
    assert extract(text) == (None if found is None else Extraction(found, source))


@pytest.mark.parametrize(
    ("text", "found", "full"),
    [
        (
            "the answer is $w = B y$, where $B = A^{-1}$ and $n > d$.",
            "w = B y",
            r"w = B y, \quad B = A^{-1}",
        ),
        (
            r"$\boxed{B y}$, where $B = C C.$, and $C = A$",
            "B y",
            r"B y, \quad B = C C, \quad C = A",
        ),
        (r"\boxed{B y} with $B = A$. Here $n > 1$", "B y", r"B y, \quad B = A"),
        (
            "The answer is $$B y.$$ Here $B = A$ and $C = A$.",
            "B y.",
            r"B y, \quad B = A, \quad C = A",
        ),
        ("So $B y$, where $B = A$ and $C = A$.", "B y", r"B y, \quad B = A, \quad C = A"),
        ("We know $X$. Here $w = X y$.", "w = X y", "w = X y"),
        ("First $x = 1$, where $y = 2$, then $z = 3$.", "z = 3", "z = 3"),
        ("$A$ and $B = 2$", "B = 2", "B = 2"),
        ("$A$, where $n > d$", "n > d", "n > d"),
    ],
)
def test_where_clauses(text, found, full):
    made = extract(text)
    assert (made.text, made.full) == (found, full)


def test_only_the_sources_asked_for():
    text = r"The final answer is $A$, or $\boxed{B}$."
    assert extract(text, ("final answer", "boxed")).text == "A"
    assert extract("so $A$", ("boxed", "final answer", "answer")) is None


@pytest.mark.parametrize(
    "text",
    [
        r"\[" * 100_000,
        r"\(" * 100_000,
        r"\boxed{" * 40_000,
        r"\boxed{} " * 40_000,
        "$" * 199_999,
        "$$ " * 66_667,
        r"\begin{align}" * 20_000,
        "answer" * 50_000,
        "answer is " * 50_000,
        "final answer" + "*_ \n" * 50_000,
        r"\$" * 100_000,
        "$" + r"\$" * 99_999,
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text):
    with ends_within(5):
        extract(text)
