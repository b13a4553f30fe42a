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
