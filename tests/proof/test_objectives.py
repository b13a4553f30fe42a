"""Objectives with the same optima: what a line may do to one, and what is refused."""

import pytest
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position
from derive.errors import StepError
from derive.latex.declare import read_declarations
from derive.latex.printer import latex
from derive.latex.reader import read_statement
from derive.models.optimum_comparison import same_optima
from derive.proof import kernel
from derive.proof.objectives import explain_objective
from derive.proof.primitives.both_sides import both_sides
from derive.proof.primitives.elimination import eliminate
from derive.rules.library import RULES

PLAIN = Context.of(
    read_declarations(
        r"X \in \mathbb{R}^{n \times d}, y \in \mathbb{R}^n, w \in \mathbb{R}^d, \mu \in \mathbb{R}"
        r", \lambda \in \mathbb{R}"
    )
)
LAMBDA, W = PLAIN.symbols[r"\lambda"], PLAIN.symbols["w"]
HERE = PLAIN.assume(Fact("<", (t.ZERO, LAMBDA)))
RIDGE = r"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2"
LOG_POSTERIOR = r"\arg\max_w -\frac{1}{2\lambda} \|y - X w\|^2 - \frac12 \|w\|^2 - \log \lambda"
DENSITY = r"\arg\max_w \exp(-\|y - X w\|^2 - \lambda \|w\|^2)"


def said(text):
    return read_statement(text, HERE)


def rules(steps):
    flat = (inner for step in steps for inner in step.flat())
    return [step.reason.rule.name for step in flat if hasattr(step.reason, "rule")]


@pytest.mark.parametrize(
    ("before", "after", "used"),
    [
        (RIDGE, r"\arg\min_w \lambda \|w\|^2 + \|y - X w\|^2", ""),
        (RIDGE, r"\arg\min_w \frac{1}{\lambda} \|y - X w\|^2 + \|w\|^2", "minimizer_scale"),
        (RIDGE, r"\arg\min_w 2 \|y - X w\|^2 + 2 \lambda \|w\|^2 + 7", "minimizer_drop"),
        (RIDGE, r"\arg\min_w \|y - X w\|^2 + \lambda \|w\|^2 + \|y\|^2", "minimizer_drop"),
        (RIDGE, r"\arg\max_w -\|y - X w\|^2 - \lambda \|w\|^2", "minimizer_neg"),
        (RIDGE, r"\arg\min_w (y - X w)^\top (y - X w) + \lambda w^\top w", "norm_sq"),
        (LOG_POSTERIOR, RIDGE, "maximizer_neg"),
        (LOG_POSTERIOR, r"\arg\max_w -\frac{1}{2\lambda} \|y - X w\|^2 - \frac12 \|w\|^2", "maximizer_drop"),
        (LOG_POSTERIOR, r"\arg\max_w -\|y - X w\|^2 - \lambda \|w\|^2", "maximizer_scale"),
        (DENSITY, r"\arg\max_w \log(\exp(-\|y - X w\|^2 - \lambda \|w\|^2))", "maximizer_log"),
        (r"\arg\min_w \|w\|^2 \text{ subject to } X w = y", r"\arg\min_w 3 \|w\|^2 + \lambda \text{ subject to } X w = y", "minimizer_scale"),
    ],
)  # fmt: skip
def test_the_optima_stay_where_they_are(before, after, used):
    steps = explain_objective(HERE, said(before), said(after))
    made = kernel.derivation(HERE, said(before), steps)
    assert made.relation == "⟺"
    assert made.end == said(after)
    assert not used or used in rules(steps)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (RIDGE, r"\arg\min_w -2 \|y - X w\|^2 - 2 \lambda \|w\|^2", "-2 is not positive: this would exchange minima and maxima"),
        (RIDGE, r"\arg\min_w -\|y - X w\|^2 - \lambda \|w\|^2", "-1 is not positive"),
        (RIDGE, r"\arg\max_w \|y - X w\|^2 + \lambda \|w\|^2", "-1 is not positive"),
        (RIDGE, r"\arg\min_w \mu \|y - X w\|^2 + \mu \lambda \|w\|^2", r"factor \mu is positive is not known"),
        (RIDGE, r"\arg\min_w \|y - X w\|^2", r"depends on \boldsymbol{w}, so it cannot be dropped"),
        (RIDGE, r"\arg\min_w \lambda \|w\|^2", r"depends on \boldsymbol{w}, so it cannot be dropped"),
        (RIDGE, r"\arg\min_w (\|y - X w\|^2 + \lambda \|w\|^2) \|w\|^2", r"the factor \lVert \boldsymbol{w} \rVert^{2} depends on"),
        (RIDGE, r"\arg\min_w \|y - X w\|^2 - \lambda \|w\|^2", "order two points differently"),
        (RIDGE, r"\arg\min_w \|y - X w\|^2 + 2 \lambda \|w\|^2", "order two points differently"),
        (RIDGE, r"\arg\min_w \|y + X w\|^2 + \lambda \|w\|^2", "order two points differently"),
        (LOG_POSTERIOR, r"\arg\min_w \|y - X w\|^2 + \|w\|^2", "order two points differently"),
        (LOG_POSTERIOR, r"\arg\max_w \|y - X w\|^2 + \lambda \|w\|^2", "not positive"),
        (r"\arg\max_w 3 - \|w\|^2", r"\arg\max_w \log(3 - \|w\|^2)", "to be positive for every"),
        (r"\arg\max_w -\|w\|^2", r"\arg\max_w \log(-\|w\|^2)", "order of two points|positive for every|not defined"),
        (r"\arg\min_w \|w\|^2", r"\arg\min_y \|y\|^2", "over the same variable"),
        (r"\arg\min_w \|w\|^2 \text{ subject to } X w = y", r"\arg\min_w \|w\|^2", "over the same variable"),
    ],
)  # fmt: skip
def test_what_moves_an_optimum_is_refused(before, after, reason):
    with pytest.raises(StepError) as refused:
        explain_objective(HERE, said(before), said(after))
    assert any(part in refused.value.message for part in reason.split("|"))


def bound(rule, **values):
    return {symbol: values[symbol.name] for symbol in RULES[rule].variables}


@pytest.mark.parametrize(
    ("rule", "line", "c", "message"),
    [
        ("minimizer_scale", RIDGE, "-2", "needs 0 < -2, which is false"),
        ("minimizer_scale", RIDGE, r"\mu", "not known"),
        ("minimizer_scale", RIDGE, r"\|w\|^2", "needs constant"),
        ("minimizer_drop", RIDGE, r"\lambda \|w\|^2", "needs constant"),
        ("maximizer_log", r"\arg\max_w 3 - \|w\|^2", "0", r"needs 0 < 3 - ‖w‖\^2"),
    ],
)
def test_the_kernel_asks_for_every_guard(rule, line, c, message):
    before = said(line)
    p = said(r"\|y - X w\|^2") if rule == "minimizer_drop" else before.args[1]
    values = bound(rule, u=W, p=p, c=read_statement(c, HERE))
    with pytest.raises(StepError, match=message):
        kernel.rewrite(HERE, before, RULES[rule], Position(), values)


def test_what_is_assumed_of_the_variable_is_not_used():
    """Where w is assumed to be something, its norm is not that everywhere."""
    norm = said(r"\|w\|^2")
    here = HERE.assume(Fact("<", (t.ZERO, norm)))
    with pytest.raises(StepError, match="holds for one value"):
        kernel.rewrite(
            here, t.Maximizer(W, norm), RULES["maximizer_log"], Position(),
            bound("maximizer_log", u=W, p=norm),
        )  # fmt: skip


def test_the_referee_finds_a_rule_that_is_none(monkeypatch):
    """Without its guard a negative factor is refused by the points that it orders differently."""
    from dataclasses import replace

    lawless = replace(RULES["minimizer_scale"], guards=())
    values = bound("minimizer_scale", u=W, p=said(RIDGE).args[1], c=Integer(-2))
    with pytest.raises(StepError, match="order two points differently"):
        kernel.rewrite(HERE, said(RIDGE), lawless, Position(), values)


@pytest.mark.parametrize(
    ("left", "right", "status"),
    [
        (RIDGE, r"\arg\min_w \log(1 + \|y - X w\|^2 + \lambda \|w\|^2)", "equal"),
        (RIDGE, r"\arg\max_w \exp(-\|y - X w\|^2 - \lambda \|w\|^2)", "equal"),
        (RIDGE, r"\arg\min_w \exp(-\|y - X w\|^2 - \lambda \|w\|^2)", "different"),
        (RIDGE, r"\arg\min_w \log(\|y - X w\|^2 - \lambda \|w\|^2)", "different"),
        (RIDGE, r"\arg\min_w \|y - X w\|^2 + \frac{1001}{1000} \lambda \|w\|^2", "different"),
        (
            RIDGE,
            r"\arg\max_w \exp(-\|y - X w\|^2 - \frac{1001}{1000} \lambda \|w\|^2)",
            "different",
        ),
        (RIDGE, r"\arg\min_w \|y - X w\|^2 + \lambda \|w\|", "different"),
        (r"\arg\min_w \lambda", r"\arg\min_w \|w\|^2", "different"),
        (r"\arg\min_w \lambda", r"\arg\min_w 3", "undecided"),
    ],
)
def test_two_objectives_are_compared_by_the_order_of_points(left, right, status):
    assert same_optima(HERE, said(left), said(right)).status == status


@pytest.mark.parametrize("text", [RIDGE, LOG_POSTERIOR, DENSITY])
@pytest.mark.parametrize(
    "spelling", [r"\arg\max", r"\operatorname*{arg\,max}", r"\operatorname{argmax}", r"\argmax",
                 r"w = \arg\max", r"w = \operatorname*{arg\,max}\limits"]
)  # fmt: skip
def test_optima_are_read_in_every_spelling_and_printed(text, spelling):
    respelled = text.replace(r"\arg\max", spelling).replace(r"\arg\min", spelling)
    read = said(respelled)
    assert isinstance(read, t.Maximizer)
    assert said(latex(read)) == read


# -- several letters, and a constraint --------------------------------------------------------------

STACKED = HERE.declare(t.matrix("z", t.dimension("n")))
Z = STACKED.symbols["z"]
FEATURES = r"w, z = \arg\min_{w, z} \|w\|^2 + \|z\|^2 \text{ subject to } X w + \lambda z = y"
SOLVED = (
    r"w, z = \arg\min_{w, z} \|w\|^2 + \|z\|^2"
    r" \text{ subject to } z = \frac{1}{\lambda} (y - X w)"
)


def stacked(text):
    return read_statement(text, STACKED)


def test_an_optimum_over_several_letters_is_read_and_printed():
    read = stacked(FEATURES)
    assert read.args[0] == t.blocks([[W], [Z]])
    assert stacked(latex(read)) == read
    assert stacked(FEATURES.removeprefix("w, z =")) == read


def test_a_constraint_is_solved_and_the_letter_eliminated():
    moved = kernel.apply(STACKED, stacked(FEATURES), both_sides, "add", stacked("-X w"))
    assert moved.relation == "⟺"
    assert moved.position == Position((2,))
    step = kernel.apply(STACKED, stacked(SOLVED), eliminate, Z)
    assert step.after == stacked(
        r"w = \arg\min_w \|w\|^2 + \|\frac{1}{\lambda} (y - X w)\|^2, z = \frac{1}{\lambda} (y - X w)"
    )
    assert stacked(latex(step.after)) == step.after


@pytest.mark.parametrize(
    ("statement", "letter", "message"),
    [
        (FEATURES, "z", "the constraint is not solved for z"),
        (SOLVED, "w", "the constraint is not solved for w"),
        (SOLVED, "y", "y is not one of several letters"),
        (SOLVED.replace(r"- X w)", "- X w + z)"), "z", "the constraint is not solved for z"),
        (r"\arg\min_{w, z} \|w\|^2 + \|z\|^2", "z", "under a constraint"),
        (SOLVED.replace(r"\|z\|^2", r"\lim_{\mu \to 0} \|z\|^2"), "z", "z stands below Limit"),
        (r"z = \arg\min_z \|z\|^2 \text{ subject to } z = y", "z", "not one of several letters"),
    ],
)
def test_a_letter_that_is_not_given_is_not_eliminated(statement, letter, message):
    with pytest.raises(StepError, match=message):
        kernel.apply(STACKED, stacked(statement), eliminate, stacked(letter))


def test_a_constraint_keeps_its_solutions():
    with pytest.raises(StepError, match="needs"):
        kernel.apply(STACKED, stacked(FEATURES), both_sides, "scale", STACKED.symbols[r"\mu"])
    assumed = STACKED.assume(Fact("!=", (stacked(r"\|w\|^2"), t.ZERO)))
    with pytest.raises(StepError, match="holds for one value"):
        kernel.apply(assumed, stacked(FEATURES), both_sides, "scale", stacked(r"\|w\|^2"))
