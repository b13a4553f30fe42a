"""Problem 2 is solved twice, by components and by the rules; broken copies are refused."""

from pathlib import Path

import pytest

from derive.algebra import term as t
from derive.algebra.normal_form import equal_modulo
from derive.judging.api import judge_part
from derive.proof.step import Entrywise, RuleUse
from tests.letters import n, x
from tests.quick import quick
from tests.specs.copies import refused
from tests.specs.solved import solved

SPEC = Path(__file__).parents[2] / "specs" / "cs182_hw0" / "vector_calculus.py"
A, c = t.matrix("A", n, n), t.matrix("c", n)
T = t.transpose


@pytest.fixture(scope="module")
def problem():
    return solved("vector_calculus")


@pytest.mark.parametrize(
    ("part", "answer"),
    [("a", T(c)), ("b", t.mul(2, T(x))), ("c", A), ("d", t.mul(T(x), t.add(A, T(A))))],
)
def test_both_ways_lead_to_the_answer(problem, part, answer):
    assert equal_modulo(problem[part].answer, answer)
    by_components, by_rules = problem[part].arguments
    assert by_components.derivation.start == by_rules.derivation.start == problem[part].goal
    assert equal_modulo(by_components.derivation.end, by_rules.derivation.end)
    [assembled] = by_components.derivation.steps
    assert isinstance(assembled.reason, Entrywise)
    assert not any(isinstance(s.reason, Entrywise) for s in by_rules.derivation.steps)


def test_the_condition_is_equivalent_to_the_claim(problem):
    [argument] = problem["e"].arguments
    assert argument.derivation.relation == "⟺"
    assert isinstance(argument.derivation.start, t.ForAll)
    assert problem["e"].answer == t.Equation(T(A), A)
    rules = [
        s.reason.rule.name for s in argument.derivation.flat() if isinstance(s.reason, RuleUse)
    ]
    assert "forall_row" in rules


@pytest.mark.parametrize(("part", "lines"), [("a", 8), ("b", 8), ("c", 7), ("d", 9), ("e", 3)])
def test_no_longer_than_a_textbook(problem, part, lines):
    assert sum(len(shown.derivation.steps) for shown in problem[part].shown) <= lines


ANSWERS = {
    "a": {
        "equivalent": [r"c^\top", r"c'", r"(c^\top I)", r"(I c)^\top", r"\frac12 (c^\top + c^\top)"],
        "shape_error": ["c", r"x^\top c", r"c c^\top"],
        "different": [r"x^\top", r"-c^\top", r"2 c^\top", "0"],
    },
    "b": {
        "equivalent": [r"2 x^\top", r"x^\top + x^\top", r"(2 x)^\top", r"2 x^\top I"],
        "shape_error": ["2 x", r"2 x^\top x", "2"],
        "different": [r"x^\top", r"-2 x^\top", r"2 \lVert x \rVert x^\top", r"2 c^\top"],
    },
    "c": {
        "equivalent": ["A", r"(A^\top)^\top", r"A I_n", r"2 A - A"],
        "shape_error": ["A x", r"x^\top A"],
        "different": [r"A^\top", "-A", "2 A", "I", r"\frac12 (A + A^\top)"],
    },
    "d": {
        "equivalent": [
            r"x^\top (A + A^\top)", r"x^\top A + x^\top A^\top", r"x^\top A + (A x)^\top",
            r"((A + A^\top) x)^\top", r"(A x + A^\top x)^\top",
        ],
        "shape_error": [r"(A + A^\top) x", r"A x + A^\top x", r"2 A x"],
        "different": [
            r"2 x^\top A", r"x^\top A", r"x^\top A^\top", r"x^\top (A - A^\top)", r"2 x^\top (A + A^\top)",
            r"\frac12 x^\top (A + A^\top)",
        ],
    },
    "e": {
        "equivalent": [
            r"A = A^\top", r"A^\top = A", r"A - A^\top = 0", r"A + A^\top = 2 A", "symmetric(A)",
            r"\text{$A$ is symmetric}", "A is symmetric.",
        ],
        "different": [
            r"A = -A^\top", "A = I", r"A = 2 A^\top", "A = 0", r"A^\top A = I", "A^2 = A",
            "skew_symmetric(A)", r"A A^\top = A^\top A",
        ],
        "unparseable": [r"A^\top", "A is not symmetric"],
    },
}  # fmt: skip
ROWS = [
    (part, verdict, answer)
    for part, verdicts in ANSWERS.items()
    for verdict, answers in verdicts.items()
    for answer in answers
]


@pytest.mark.parametrize(("part", "verdict", "answer"), ROWS)
def test_an_answer_has_its_verdict(problem, part, verdict, answer):
    found = judge_part(problem, part, "", answer)
    assert found.verdict == verdict, found.reason


BROKEN = {
    "an index of the wrong place": (
        r'd.line("A_{jk}", "one term is left")',
        r'd.line("A_{kj}", "one term is left")',
        "this line is not equal to the one before: they differ: for",
    ),
    "a dropped factor": (
        r'd.line("2 x_k", "one term is left")',
        r'd.line("x_k", "one term is left")',
        "this line is not equal to the one before: they differ: for",
    ),
    "a column assembled where a row is asked for": (
        r'd.assemble(r"c^\top")',
        r'd.assemble("c")',
        "this line is n×1, the line before is 1×n",
    ),
    "another row than that of the entries": (
        r'd.assemble(r"x^\top (A + A^\top)")',
        r'd.assemble(r"2 x^\top A")',
        "this line is not equal to the one before: they differ: for",
    ),
    "an entry that is never assembled": (
        r'    d.assemble("A")' + "\n",
        "",
        "an entry was looked at, and nothing is made of it",
    ),
    "an index that means something else": (
        'd.entry("j", "k")',
        'd.entry("x", "k")',
        "x means something else already",
    ),
    "an index with the name of a size": (
        'd.entry("j", "k")',
        'd.entry("n", "k")',
        "n means something else already",
    ),
    "one index for a matrix": (
        'd.entry("j", "k")',
        'd.entry("k")',
        "an entry of a n×n has 2 indices",
    ),
    "a term of the product rule dropped": (
        r"A_{ij} (\delta_{ik} x_j + x_i \delta_{jk})",
        r"A_{ij} \delta_{ik} x_j",
        "this line is not equal to the one before: they differ: for",
    ),
    "the wrong derivative in the condition": (
        r'd.line(r"x^\top (A + A^\top) = 2 x^\top A \text{ for every } x"',
        r'd.line(r"x^\top (A - A^\top) = 2 x^\top A \text{ for every } x"',
        "a side is not equal to the one before: they differ: for",
    ),
    "a condition that is too strong": (
        r'd.line(r"A^\top = A"',
        r'd.line(r"A = I"',
        "this equation does not follow: for A =",
    ),
    "a condition with the wrong sign": (
        r'd.line(r"A^\top = A"',
        r'd.line(r"A^\top = -A"',
        "this equation does not follow: for A =",
    ),
}


@pytest.mark.parametrize("name", quick(2, BROKEN))
def test_a_broken_line_is_refused_where_it_stands(tmp_path, name):
    old, new, message = BROKEN[name]
    assert refused(SPEC, tmp_path, old, new).message.startswith(message)
