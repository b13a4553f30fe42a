"""Signs of rational functions: what is proved, what is left open, and what no check accepts."""

from dataclasses import replace

import pytest
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.signs import SignProof, check_sign
from derive.errors import StepError
from derive.latex.assumptions import read_fact
from derive.latex.declare import read_declarations
from derive.latex.printer import latex
from derive.proof.sign_search import Unknown, prove_sign, sign_of

LETTERS = Context.of(read_declarations(r"w: scalar, b: scalar, x: scalar, s: scalar"))
MOVE = r"\frac{s (w - b x)}{w (w - s x)}"
ON = ["s > 0", "w x + b > 0"]


def facts(*texts):
    context = LETTERS
    for text in texts:
        context = context.assume(*read_fact(text, context))
    return context.facts


PROVED = [
    ([*ON, "w > 0", "x < 0"], f"{MOVE} > 0"),
    ([*ON, "w < 0", "x > 0"], f"{MOVE} < 0"),
    ([*ON, "w > 0", "x > 0", "s x < w", "b x < w"], f"{MOVE} > 0"),
    ([*ON, "w > 0", "x > 0", "s x < w", "b x > w"], f"{MOVE} < 0"),
    ([*ON, "w < 0", "x < 0", "s x > w", "b x > w"], f"{MOVE} < 0"),
    ([r"w \neq 0"], r"\frac{1}{w} \neq 0"),
    ([r"w \neq s x", r"w \neq 0"], r"w (w - s x) \neq 0"),
    (["w > x", "x > b"], "w > b"),
    (["w \\ge 0", "x > 0"], "w + x > 0"),
    ([], "w^2 + 1 > 0"),
    ([], r"w^2 - 2 w x + x^2 \ge 0"),
    ([r"w \neq x"], r"w^2 - 2 w x + x^2 > 0"),
    ([], r"0 \le 0"),
]
OPEN = [
    ([*ON, "w > 0", "x > 0", "s x < w"], f"{MOVE} > 0", ["w - b x"]),
    ([*ON, "w > 0", "x > 0"], f"{MOVE} > 0", ["w - s x", "w - b x"]),
    ([], "w > 0", ["w"]),
    ([], "w^2 > 0", ["w"]),
    ([], r"\frac{w^2}{w^2} > 0", ["w"]),  # it has no value at 0
    (["w \\ge 0"], "w > 0", ["w"]),
    ([r"w \neq 0"], "w > 0", []),
    (["w > 0"], "-w > 0", []),
]


@pytest.mark.parametrize(("given", "claim"), PROVED)
def test_a_sign_is_proved(given, claim):
    [fact] = read_fact(claim, LETTERS)
    proof = prove_sign(facts(*given), fact)
    assert proof is not None
    check_sign(facts(*given), proof)


@pytest.mark.parametrize(("given", "claim", "undecided"), OPEN)
def test_a_sign_that_does_not_follow_is_left_open(given, claim, undecided):
    [fact] = read_fact(claim, LETTERS)
    assert prove_sign(facts(*given), fact) is None
    found = sign_of(facts(*given), fact)
    assert isinstance(found, Unknown)
    assert sorted(latex(term) for term in found.factors) == sorted(undecided)


def proof_of(given, claim) -> SignProof:
    [fact] = read_fact(claim, LETTERS)
    found = prove_sign(facts(*given), fact)
    assert found is not None
    return found


RIGHT = ([*ON, "w > 0", "x < 0"], f"{MOVE} > 0")


def with_factor(proof, place, **changes):
    made = [replace(f, **changes) if i == place else f for i, f in enumerate(proof.factors)]
    return replace(proof, factors=tuple(made))


BROKEN = {
    "another number": lambda p: replace(p, number=Integer(2)),
    "a factor left out": lambda p: replace(p, factors=p.factors[1:]),
    "the other sign of a factor": lambda p: with_factor(p, 0, sign="<"),
    "another exponent": lambda p: with_factor(p, 0, exponent=3),
    "no sum": lambda p: with_factor(p, 0, sum=()),
    "a summand twice": lambda p: with_factor(p, 0, sum=p.factors[0].sum * 2),
    "a negative number": lambda p: with_factor(
        p, 0, sum=tuple(replace(s, coefficient=-s.coefficient) for s in p.factors[0].sum)
    ),
    "another claim": lambda p: replace(p, fact=replace(p.fact, args=p.fact.args[::-1])),
    "a sign without a reason": lambda p: with_factor(p, 0, sign="", sum=()),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_changed_proof_is_refused(name):
    proof = proof_of(*RIGHT)
    with pytest.raises(StepError):
        check_sign(facts(*RIGHT[0]), BROKEN[name](proof))


@pytest.mark.parametrize("dropped", RIGHT[0])
def test_every_condition_is_needed(dropped):
    proof = proof_of(*RIGHT)
    fewer = [text for text in RIGHT[0] if text != dropped]
    with pytest.raises(StepError):
        check_sign(facts(*fewer), proof)


def test_a_sign_is_that_of_a_scalar():
    [fact] = read_fact("w > 0", LETTERS)
    matrix = replace(fact, args=(t.zeros(2, 2), t.zeros(2, 2)))
    assert prove_sign((), matrix) is None
