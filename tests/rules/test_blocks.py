"""Block matrices: lines that the block rules lead to, and lines that they must not."""

import pytest

from derive.algebra.context import Fact
from derive.algebra.facts import ask
from derive.errors import StepError
from derive.latex.declare import read_context
from derive.latex.reader import parse
from derive.proof.search import explain

DECLARED = {
    "symbols": {
        "A": ["n", "n"], "B": ["n", "m"], "C": ["m", "n"], "D": ["m", "m"],
        "X": ["n", "d"], "w": ["d", 1], "y": ["n", 1], "z": ["n", 1], r"\lambda": "scalar",
    },
    "assume": [r"\lambda > 0", "invertible(A)"],
}  # fmt: skip
S = "(D - C A^{-1} B)"


def stack(*rows):
    return rf"\begin{{bmatrix}} {f' {chr(92) * 2} '.join(rows)} \end{{bmatrix}}"


STACK, WIDE = stack("X", r"\sqrt{\lambda} I"), stack(r"X & \sqrt{\lambda} I_n")
SQUARE = stack("A & B", "C & D")


@pytest.fixture(scope="module")
def context():
    return read_context(DECLARED)


@pytest.mark.parametrize(
    ("before", "after", "rules"),
    [
        (f"{STACK} w", stack("X w", r"\sqrt{\lambda} w"), {"block_mul_21_11"}),
        (f"{WIDE} {stack('w', 'z')}", r"X w + \sqrt{\lambda} z", {"block_mul_12_21"}),
        (f"{STACK}^T {STACK}", r"X^T X + \lambda I",
         {"block_transpose_21", "block_mul_12_21", "mul_self_sqrt"}),
        (f"{WIDE} {WIDE}^T", r"X X^T + \lambda I",
         {"block_transpose_12", "block_mul_12_21", "mul_self_sqrt"}),
        (rf"\| {stack('y', 'w')} \|^2", r"\|y\|^2 + \|w\|^2", {"norm_sq_stack"}),
        (rf"\| {stack('y', '0')} - {STACK} w \|^2", r"\|y - X w\|^2 + \|-\sqrt{\lambda} w\|^2",
         {"block_add_21", "norm_sq_stack"}),
        (f"{SQUARE}^T", stack("A^T & C^T", "B^T & D^T"), {"block_transpose_22"}),
        (rf"\det {SQUARE}", rf"\det A \det {S}", {"block_det"}),
        (f"{SQUARE}^{{-1}}",
         stack(f"A^{{-1}} + A^{{-1}} B {S}^{{-1}} C A^{{-1}} & - A^{{-1}} B {S}^{{-1}}",
               f"- {S}^{{-1}} C A^{{-1}} & {S}^{{-1}}"), {"block_inv"}),
    ],
)  # fmt: skip
def test_lines_that_follow(context, before, after, rules):
    steps = explain(context, parse(before, context), parse(after, context))
    reasons = [flat.reason for step in steps for flat in step.flat()]
    inner = [getattr(reason, "step", None) for reason in reasons]
    used = [getattr(r, "rule", None) for r in (*reasons, *(s.reason for s in inner if s))]
    assert rules <= {rule.name for rule in used if rule is not None}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{STACK}^T {STACK}", r"X^T X + \lambda^2 I"),
        (f"{STACK} w", stack("X w", "w")),
        (rf"\| {stack('y', 'w')} \|^2", r"\|y\|^2 - \|w\|^2"),
        (f"{SQUARE}^T", stack("A & C^T", "B^T & D")),
        (rf"\det {SQUARE}", r"\det A \det D - \det(B C)"),
    ],
)
def test_lines_that_do_not(context, before, after):
    with pytest.raises(StepError, match=r"not equal|false"):
        explain(context, parse(before, context), parse(after, context))


@pytest.mark.parametrize(
    ("predicate", "term", "known"),
    [
        ("full_row_rank", WIDE, True),
        ("full_column_rank", STACK, True),
        ("full_column_rank", stack("X", "2 X"), None),
        ("positive_definite", r"2 X^T X + 2 \lambda I", True),
        ("positive_definite", r"X^T X - \lambda I", None),
    ],
)
def test_what_is_known_of_blocks_and_sums(context, predicate, term, known):
    assert ask(context, Fact(predicate, (parse(term, context),))).value is known
