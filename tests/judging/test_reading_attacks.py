r"""What a text says, and what it does not: readings that would make a false answer right.

Each row is a gold, an answer to it, and whether it is right; a false line stands beside true ones
that look like it.
"""

import pytest

from derive import check

LETTERS = "a: scalar, b: scalar, x: n, y: n, A: n×n, B: n×n"
RIGHT, UNREAD, WRONG = "equivalent", "unparseable", "different"


def verdict(gold, answer, declared=LETTERS, *assumed, **options):
    return check(gold, answer, declared, assume=list(assumed), **options).verdict


@pytest.mark.parametrize(
    ("gold", "answer", "wanted"),
    [
        ("w = a", "w^2 = a", UNREAD), ("w = a", "w^{-1} = a", UNREAD), ("W = A", "W^T = A", UNREAD),
        ("W = A", "W' = A", UNREAD), ("W = A", "W^+ = A", UNREAD), ("w = a", "v = a", UNREAD),
        ("L = a", r"\frac{1}{L} = a", UNREAD), ("L = a", r"\frac12 L(x) = a", UNREAD),
        ("L = a", r"\operatorname{tr}(L) = a", UNREAD), ("L = a", r"\frac{\partial L}{\partial b} = a", UNREAD),
        (r"\nabla_x L = x", r"\nabla_A L = x", UNREAD), ("a", "w^2 = a", UNREAD), ("w = a", "bw = a", UNREAD),
        ("a", r"w = \arg\min_w w^2 = a", UNREAD),
        ("w = a", "a", RIGHT), ("w = a", r"\hat{w} = w^* = a", RIGHT), ("w^2 = a", "w^2 = a", RIGHT),
        ("w^2 = a", "w = a", UNREAD), ("L = a", "L(x) = a", RIGHT), ("a", r"\hat\sigma^2 = a", RIGHT),
        (r"\nabla_x L = x", r"\frac{\partial L}{\partial x} = x", RIGHT), ("a", "f'(b) = a", RIGHT),
    ],
)  # fmt: skip
def test_labels(gold, answer, wanted):
    assert verdict(gold, answer) == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [("w = A y", RIGHT), (r"\hat w = A y", RIGHT), ("A y", RIGHT), ("v = A y", UNREAD), ("2 w = A y", WRONG)],
)  # fmt: skip
def test_labels_of_a_declared_unknown(answer, wanted):
    assert verdict("w = A y", answer, f"{LETTERS}, w: n") == wanted


@pytest.mark.parametrize(
    ("gold", "answer", "wanted"),
    [
        ("-a b", "a{-b}", WRONG), ("a - b", "a{-b}", RIGHT), ("a - b", r"a\underbrace{-b}_{\text{why}}", RIGHT),
        ("a b", r"a\boxed{+b}", WRONG), ("a + b", r"a\boxed{+b}", RIGHT), ("a - b", r"a\color{red}{-b}", RIGHT),
        ("a - b", r"a{\color{red}-b}", RIGHT), ("a - b", r"a\color{red} - b", RIGHT), ("a - b", r"a\mathrm{-b}", RIGHT),
        ("a - b", r"a\smash{-b}", RIGHT), ("(A+B)B", "{A+B}B", UNREAD), ("(A+B)^T", "{A+B}^T", UNREAD),
        ("a(a+b)", "a{a+b}", UNREAD), ("(AB)^T", r"\mathbf{AB}^T", WRONG), ("AB^T", r"\mathbf{AB}^T", RIGHT),
        ("A B^{-1}", r"\boldsymbol{A B}^{-1}", RIGHT), ("(AB)^T", "{AB}^T", UNREAD), ("a-(a+b)", "a-{a+b}", UNREAD),
        ("-(a+b)", r"-\boxed{a+b}", UNREAD), (r"\frac{a}{bb}", "a/{bb}", UNREAD), ("(-1)^n", "{-1}^n", UNREAD),
        (r"(\log 2) a", r"{\log 2}a", UNREAD), (r"(\log 2)a", r"\log{2}a", UNREAD), (r"e^{a+b}", r"\exp{a+b}", UNREAD),
        (r"e^{-a}", r"\exp{-a}", RIGHT), (r"\det(A)\det(B)", r"\det{A}\det{B}", RIGHT), ("A^T A", "{A^T}A", RIGHT),
        ("-ab", "{-a}b", RIGHT), ("a+b", r"\underbrace{a}_{x}+\underbrace{b}_{y}", RIGHT), ("a+b", r"\boxed{a+b}", RIGHT),
        (r"\|x\|^2", r"{\|x\|}^2", RIGHT), (r"\frac{a+b}{2}", r"{a+b \over 2}", RIGHT), ("a-(a+b)", "a-{(a+b)}", RIGHT),
    ],
)  # fmt: skip
def test_groups_that_print_no_bracket(gold, answer, wanted):
    assert verdict(gold, answer) == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        ("$a$ $b$", UNREAD), ("a$b$", UNREAD), ("a$b", UNREAD), ("$ab$", RIGHT), ("$$ab$$.", RIGHT),
        ("$a$ $\\cdot$ $b$", RIGHT), ("**$ab$**", RIGHT), ("$a c$ where $c = b$", RIGHT), (r"\boxed{$ab$}", RIGHT),
        ("$w$ = $ab$", RIGHT),
    ],
)  # fmt: skip
def test_dollars_end_a_formula(answer, wanted):
    assert verdict("ab", answer) == wanted


@pytest.mark.parametrize(
    ("gold", "answer", "declared", "wanted"),
    [
        ("x", r"\frac{d}{dx} x^2", "x: scalar, X: n×d", WRONG), ("2x", r"\frac{d}{dx} x^2", "x: scalar, X: n×d", RIGHT),
        ("2x", r"\frac{dx^2}{dx}", "x: scalar, X: n×d", RIGHT), ("2", r"\frac{d^2}{dx^2} x^2", "x: scalar, X: n×d", RIGHT),
        ("A", r"\mathbf{A}", r"A: n×n, \mathbf{A}: n×n", WRONG), ("A", "A", r"A: n×n, \mathbf{A}: n×n", RIGHT),
        (r"\boldsymbol A", r"\mathbf{A}", r"A: n×n, \mathbf{A}: n×n", RIGHT), ("A", r"\mathbf{A}", "A: n×n", RIGHT),
        ("AA", r"\mathbf{AA}", r"A: n×n, \mathbf{A}: n×n", WRONG), ("A^T", r"A^\prime", "A, A': n×n", WRONG),
        ("A", "𝐀", r"A: n×n, \mathbf{A}: n×n", WRONG), ("A", "𝐀", "A: n×n", RIGHT), ("AA^T", "𝐀𝐀ᵀ", "A: n×n", RIGHT),
        (r"\mathbf{A}\mathbf{A}", r"{\bf AA}", r"A: n×n, \mathbf{A}: n×n", RIGHT),
        ("A'", r"A^\prime", "A, A': n×n", RIGHT), ("A'", r"A^{\prime}", "A, A': n×n", RIGHT),
        ("A^T", r"A^{\prime}", "A: n×n", RIGHT), ("a^6", "a^2^3", "a: scalar", UNREAD), ("a^2", "a^{[2]}", "a: scalar", UNREAD),
        ("A_{11}", "A", "A: 1×1", RIGHT), ("x_1", "x", "x: 1×1", RIGHT),
        ("a^6", "{a^2}^3", "a: scalar", RIGHT), ("A^{-T}", "A^{-1}^T", "A: n×n", RIGHT),
    ],
)  # fmt: skip
def test_names_and_scripts(gold, answer, declared, wanted):
    assert verdict(gold, answer, declared, *(["x > 0"] if "x" in declared else [])) == wanted
