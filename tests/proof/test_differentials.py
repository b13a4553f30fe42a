"""Differentials by rules: what is said of each operation, and that a wrong row is refused."""

from dataclasses import replace

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.errors import StepError
from derive.judging.api import differentiate
from derive.latex.declare import read_declarations
from derive.latex.reader import read
from derive.proof import differentials as module
from derive.proof.differentials import differentials, read_off

LETTERS = "x: n, c: n, A: n×n, B: n×n, X: n×n, Z: m×n"
CONTEXT = Context.of(()).declare(*read_declarations(LETTERS))

TABLE = [
    (r"x^\top A x", "x", ["mul", "transpose"]),
    (r"\lVert Z x \rVert^2", "x", ["norm_sq", "mul"]),
    (r"\lVert Z \rVert_F^2", "Z", ["norm_sq"]),
    (r"\operatorname{tr}(A X^{-1} B)", "X", ["trace", "mul", "inv"]),
    (r"\det X", "X", ["det"]),
    (r"\log \det X", "X", ["log_det"]),
    (r"\log \det (Z^\top Z + I)", "Z", ["log_det", "add", "mul", "transpose"]),
    (r"\operatorname{tr}(X^3)", "X", ["trace", "pow"]),
    (r"\operatorname{tr}((A \odot X) B)", "X", ["trace", "mul", "mul"]),
    (r"(c^\top x)^3", "x", ["pow", "mul"]),
    (r"\exp(c^\top x)", "x", ["exp", "mul"]),
    ("A x", "x", ["mul"]),
]


@pytest.mark.parametrize(("f", "x", "rules"), TABLE)
def test_the_rules_of_a_differential(f, x, rules):
    found = differentials(CONTEXT, *(read(text, CONTEXT).term for text in (f, x)))
    assert [row.rule.removeprefix("differential_") for row in found] == rules


@pytest.mark.parametrize(
    ("f", "x", "after"),
    [
        (r"\operatorname{tr}(A X^{-1})", "X",
         r"-\boldsymbol{X}^{-1} \mathrm{d} \boldsymbol{X} \boldsymbol{X}^{-1}"),
        (r"\log \det X", "X", r"\operatorname{tr}(\boldsymbol{X}^{-1} \mathrm{d} \boldsymbol{X})"),
        ("A X B", "X", r"\boldsymbol{A} \mathrm{d} \boldsymbol{X} \boldsymbol{B}"),
    ],
)  # fmt: skip
def test_the_last_row_in_latex(f, x, after):
    rows = differentials(CONTEXT, *(read(text, CONTEXT).term for text in (f, x)))
    assert rows[-1].after == after


@pytest.mark.parametrize(("f", "x", "rules"), TABLE)
@pytest.mark.parametrize("change", [lambda v: t.mul(2, v), t.neg, lambda v: t.add(v, v)])
def test_a_wrong_row_is_refused(f, x, rules, change):
    """Every row of the table is compared with dual numbers: a factor or a sign does not pass."""
    f, x = (read(text, CONTEXT).term for text in (f, x))
    for row in differentials(CONTEXT, f, x):
        with pytest.raises(StepError, match="does not hold"):
            module._confirm(CONTEXT, replace(row, value=change(row.value)), x)


def test_the_derivative_is_read_off():
    f, x, value = (
        read(text, CONTEXT).term for text in (r"x^\top A x", "x", r"x^\top (A + A^\top)")
    )
    assert read_off(CONTEXT, f, x, value).rule == "derivative_of_differential"
    with pytest.raises(StepError):
        read_off(CONTEXT, f, x, t.mul(2, t.transpose(x), read("A", CONTEXT).term))


@pytest.mark.parametrize("layout", ["row", "gradient"])
def test_diff_says_its_steps(layout):
    made = differentiate(r"\operatorname{tr}(A Z^\top Z)", "Z", LETTERS, layout=layout)
    rules = [step["rule"] for step in made.steps]
    assert rules[0] == "differential_trace"
    assert rules[-1] == "derivative_of_differential"
    assert all(step["relation"] == "=" for step in made.steps)


def test_where_a_rule_is_missing_there_are_no_steps():
    made = differentiate(r"\sum_{i=1}^n x_i^3", "x", LETTERS)
    assert made.latex
    assert made.steps == ()
