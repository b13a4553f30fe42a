"""Steps that evaluate limits: what is found, and what the kernel refuses."""

import pytest
import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position
from derive.algebra.shapes import shape_of
from derive.errors import StepError
from derive.latex.declare import read_declarations
from derive.latex.reader import parse, read
from derive.proof import kernel
from derive.proof.primitives.limit import limit
from derive.proof.search import explain
from derive.proof.step import Continuity, LimitPart, RuleUse
from derive.rules.library import find_rule

FREE = Context.of(
    read_declarations(r"X: n×d, A: d×d, S: d×d, y: n, \lambda: scalar, \sigma: scalar, \mu: scalar")
)
LETTERS = FREE.symbols
ZERO, LAMBDA = t.ZERO, LETTERS[r"\lambda"]
TALL = FREE.assume(Fact("full_column_rank", (LETTERS["X"],)))
WIDE = FREE.assume(Fact("full_row_rank", (LETTERS["X"],)))
POSITIVE = FREE.assume(Fact("<", (ZERO, LETTERS[r"\sigma"])))
UP, DOWN = r"\lim_{\lambda \to \infty} ", r"\lim_{\lambda \to 0^+} "
RIDGE = r"(X^\top X + \lambda I)^{-1} X^\top y"
SCALED = r"(\frac{1}{\lambda} X^\top X + I)^{-1} X^\top y"


def steps(context, before, after):
    first = parse(before, context)
    return explain(context, first, read(after, context, expected=shape_of(first)).term)


@pytest.mark.parametrize(
    ("context", "before", "after"),
    [
        (FREE, UP + RIDGE, UP + rf"\frac{{1}}{{\lambda}} {SCALED}"),  # λ > 0 near infinity
        (FREE, UP + SCALED, r"X^\top y"),
        (FREE, UP + rf"\frac{{1}}{{\lambda}} {SCALED}", "0"),
        (
            FREE,
            UP + rf"\frac{{1}}{{\lambda}} {SCALED}",
            rf"({UP} \frac{{1}}{{\lambda}}) ({UP}{SCALED})",
        ),
        (TALL, DOWN + RIDGE, r"(X^\top X)^{-1} X^\top y"),
        (FREE, DOWN + RIDGE, DOWN + r"X^\top (X X^\top + \lambda I)^{-1} y"),
        (WIDE, DOWN + r"X^\top (X X^\top + \lambda I)^{-1} y", r"X^\top (X X^\top)^{-1} y"),
        (FREE, DOWN + RIDGE, "X^+ y"),
        (POSITIVE, DOWN + r"\frac{\sigma}{\sigma^2 + \lambda}", r"\frac{1}{\sigma}"),
        (FREE, r"\lim_{t \to 2} (t^2 A + t I)", "4 A + 2 I"),
        (FREE, DOWN + r"\sqrt{\lambda} A", "0"),
    ],
)
def test_found(context, before, after):
    found = steps(context, before, after)
    assert found[0].before == parse(before, context)


@pytest.mark.parametrize(
    ("context", "before", "after", "said"),
    [
        (FREE, DOWN + RIDGE, r"(X^\top X)^{-1} X^\top y", "needs"),  # X may lack full rank
        (FREE, DOWN + r"\frac{\sigma}{\sigma^2 + \lambda}", r"\frac{1}{\sigma}", "no rules"),
        (FREE, DOWN + r"\frac{1}{\lambda} A", "0", "could not be checked|no rules|not equal"),
        (FREE, UP + RIDGE, r"X^\top y", "not equal"),
        (FREE, UP + SCALED, r"2 X^\top y", "not equal"),
        (FREE, UP + r"\frac{1}{\lambda} (\frac{1}{\lambda} A + S)^{-1} A", "0", "not equal"),
    ],
)
def test_refused(context, before, after, said):
    with pytest.raises(StepError, match=said):
        steps(context, before, after)


def lim(text, point=ZERO, side=1):
    return t.limit(parse(text, FREE), LAMBDA, point, side)


@pytest.mark.parametrize(
    ("term", "paths", "said"),
    [
        (lim(r"\lambda A + \lambda S"), [(0, 0)], "remains"),
        (lim(r"\lambda A"), [()], "not seen"),
        (lim(r"A^{-1} \lambda", ZERO, 0), [(0,)], "not seen"),
        (lim(r"(\lambda A)^+"), [(0, 0)], "continuous"),
        (lim(r"(\lambda A)^{-1}"), [(0, 0)], "needs"),
        (lim(r"\frac{1}{\lambda} A"), [(0, 0)], "needs"),
        (lim(r"\lambda A", sympy.oo, 0), [(0,)], "not seen"),
        (lim(r"\lambda A"), [(0,), (0,)], "overlap"),
        (parse(r"\lambda A", FREE), [(0,)], "no limit"),
    ],
)
def test_the_kernel_refuses(term, paths, said):
    parts = [LimitPart(Position(path)) for path in paths]
    with pytest.raises(StepError, match=said):
        kernel.apply(FREE, term, limit, Position(), parts)


def test_a_vanishing_factor_hides_no_singular_inverse():
    """lim (1/λ) (A/λ + S)⁻¹ need not be 0 where S is singular."""
    term = lim(r"\frac{1}{\lambda} (\frac{1}{\lambda} A + S)^{-1}", sympy.oo, 0)
    places = [Position((0,)), Position((1, 0, 0, 0))]
    with pytest.raises(StepError, match="needs"):
        kernel.apply(FREE, term, limit, Position(), [LimitPart(place) for place in places])


def test_a_fact_about_the_letter_outside_says_nothing_inside():
    fixed = FREE.assume(Fact("=", (LAMBDA, sympy.Integer(3))))
    term = parse(r"\lim_{\lambda \to 0} \lambda A", fixed)
    with pytest.raises(StepError, match=r"holds for one value|variable here"):
        kernel.rewrite_assumed(fixed, term, fixed.facts[0], [Position((0, 0))])


def test_near_zero_from_above_the_letter_is_positive_and_elsewhere_not():
    rule = find_rule("scalar_mul_inv_cancel")
    bindings = {next(iter(rule.variables)): LAMBDA}
    inside = parse(DOWN + r"(1 + \mu)", FREE)
    kernel.rewrite(FREE, inside, rule, Position((0, 0)), bindings, forward=False)
    for text in (r"\lim_{\lambda \to 0^-} (1 + \mu)", r"\lim_{\lambda \to 2} (1 + \mu)"):
        term = parse(text, FREE)
        with pytest.raises(StepError, match="needs"):
            kernel.rewrite(FREE, term, rule, Position((0, 0)), bindings, forward=False)


def test_the_pseudo_inverse_is_a_limit_by_a_rule_inside_a_product():
    found = steps(FREE, DOWN + r"A (X^\top X + \lambda I)^{-1} X^\top y", "A X^+ y")
    reasons = [step.reason for line in found for step in line.flat()]
    [passage] = [reason for reason in reasons if isinstance(reason, Continuity)]
    [part] = passage.parts
    assert isinstance(part.derivation.steps[0].reason, RuleUse)
    assert part.derivation.steps[0].reason.rule.name == "pinv_limit"
