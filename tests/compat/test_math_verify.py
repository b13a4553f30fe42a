"""`parse` and `verify` as scripts written for Math-Verify call them."""

import inspect
import threading

import pytest
import sympy

from derive.compat import math_verify
from derive.compat.math_verify import (
    ExprExtractionConfig,
    LatexExtractionConfig,
    StringExtractionConfig,
    judge,
    parse,
    verify,
)
from derive.judging.question import Question
from derive.judging.verdict import Verdict

GOLD = r"$(X^\top X)^{-1} X^\top y$"
OURS = [
    (GOLD, r"We get \[ w = (X^T X)^{-1} X^T y. \]", True),
    (
        GOLD,
        r"The final answer is $X^{+} y$. I hope it is correct.",
        True,
    ),  # and where X has dependent columns
    (GOLD, r"\boxed{(X^T X)^{-1} y^T X}", False),
    (GOLD, r"$(X^\top X)^{-1} X^\top y$, or rather \boxed{X y}", False),
    (GOLD, "I do not know.", False),
    (r"$\begin{pmatrix} 1 & 2 \end{pmatrix}$", r"\boxed{[1, 2]}", True),
    ("A B", "B A", False),
    ("$A^{-1} b$", "The answer is $G b$, where $G = A^{-1}$.", True),
    (GOLD, "", False),
]


@pytest.mark.parametrize(("gold", "answer", "expected"), OURS)
def test_formulas_with_matrices(gold, answer, expected):
    assert verify(parse(gold), parse(answer)) is expected


@pytest.mark.parametrize(
    ("gold", "answer", "expected"),
    [
        (r"$\frac{1}{2}$", r"The answer is $\boxed{0.5}$", True),
        ("$x^2 - 1$", "$(x - 1)(x + 1)$", True),
        ("$x^2 - 1$", "$x^2 + 1$", False),
    ],
)
def test_without_matrices_and_without_math_verify(gold, answer, expected, monkeypatch):
    monkeypatch.setattr(math_verify, "_math_verify", lambda: None)
    assert verify(parse(gold), parse(answer)) is expected


def test_declarations_and_assumptions():
    gold, answer = parse("$A^T B$"), parse("$A B$")
    assert not verify(gold, answer)
    assert verify(gold, answer, context="A: n×n, B: n×n", assume=["symmetric(A)"])
    assert verify("A B", "A B", context={"A": ["n", "m"], "B": ["m", 2]})


def test_undecided_is_told_apart_from_wrong(monkeypatch):
    limit = Verdict("undecided", "a limit was hit")
    monkeypatch.setattr(Question, "judge", lambda *_: limit)
    assert not verify("A", "B")
    assert judge("A", "B") == limit
    with pytest.raises(ValueError, match="undecided: a limit"):
        verify("A", "B", raise_on_error=True)


def test_what_is_missing():
    assert judge([], "A").verdict == "error"
    assert judge("A", []).verdict == "unparseable"
    with pytest.raises(ValueError, match="error: the gold"):
        verify("A +", "A", context="A: n×n", raise_on_error=True)


def test_configurations():
    text = r"The final answer is $A$, as \boxed{B} shows, and $C$"
    first, later, never = (LatexExtractionConfig(boxed_match_priority=n) for n in (0, 50, -1))
    assert parse(text, [first]) == ["B"]
    assert parse(text, [later]) == ["A"]
    assert parse(text, extraction_config=[never]) == ["A"]
    anchored = LatexExtractionConfig(try_extract_without_anchor=False)
    assert parse("so $C$", [anchored]) == []
    assert parse("so $C$", [LatexExtractionConfig(), ExprExtractionConfig()]) == ["C"]
    assert parse("A B", [ExprExtractionConfig()], extraction_mode="first_match") == ["A B"]
    assert parse("so $C$", extraction_config=[first], parsing_timeout=None) == ["C"]


def test_what_was_extracted_says_where():
    (found,) = parse(r"Then \boxed{A}.")
    assert (found, found.source, found.prose) == ("A", "boxed", r"Then \boxed{A}.")


def test_threads_and_no_signals():
    found = []
    pairs = [(parse(gold), parse(answer)) for gold, answer, _ in OURS]
    thread = threading.Thread(target=lambda: found.extend(verify(*pair) for pair in pairs))
    thread.start()
    thread.join()
    assert found == [expected for *_, expected in OURS]


class Theirs:
    """Stands for Math-Verify: it notes what it is asked."""

    LatexExtractionConfig = ExprExtractionConfig = StringExtractionConfig = dict

    def __init__(self):
        self.asked = []

    def parse(self, pred, extraction_config, parsing_timeout):
        self.asked.append((pred, extraction_config, parsing_timeout))
        return [sympy.Integer(2), "2"]

    def verify(self, gold, target, **options):
        self.asked.append((gold, target, options))
        return gold == target


def test_without_matrices_math_verify_is_asked(monkeypatch):
    theirs = Theirs()
    monkeypatch.setattr(math_verify, "_math_verify", lambda: theirs)
    assert verify(parse("$2$"), parse(r"It is $\boxed{1+1}$"), strict=False)
    gold, answer, (_, _, options) = theirs.asked
    assert gold[0] == "$2$"
    assert answer[0] == r"It is $\boxed{1+1}$"
    assert gold[1][0] == {"try_extract_without_anchor": True, "boxed_match_priority": 50}
    assert (options["strict"], options["timeout_seconds"], answer[2]) == (False, 5, 5)
    assert judge(sympy.Integer(1), sympy.Integer(1)).evidence == {"kind": "math_verify"}
    theirs.asked.clear()
    assert verify(parse("$A B$"), parse("$A B$"))
    assert verify(parse("$x$"), parse("$x$"), context="x: scalar")
    assert not theirs.asked
    assert verify(parse("A", [StringExtractionConfig()]), parse("A", [StringExtractionConfig()]))
    assert theirs.asked


@pytest.mark.parametrize(
    "gold", [r"\sum_i A_i^\top x", r"\int \mathbf{a} \, dt", r"|\vec{v}\rangle\langle\vec{v}|"]
)
def test_what_looks_like_matrices_is_not_handed_over(gold, monkeypatch):
    theirs = Theirs()
    monkeypatch.setattr(math_verify, "_math_verify", lambda: theirs)
    assert judge(gold, gold).verdict != "different"
    assert not theirs.asked


def test_the_signatures_of_math_verify():
    theirs = pytest.importorskip("math_verify", reason="Math-Verify is not installed")
    for ours, known in ((parse, theirs.parse), (verify, theirs.verify)):
        names = list(inspect.signature(known).parameters)
        assert list(inspect.signature(ours).parameters)[: len(names)] == names
    assert verify(parse(r"$\{1, 2\}$"), parse(r"so $\boxed{\{2, 1\}}$"))
    assert verify(theirs.parse("$1/2$"), theirs.parse("$0.5$"))
    assert not verify(parse("$2$"), parse("$3$"))
    choice = [theirs.StringExtractionConfig()]
    assert verify(parse("The answer is B", choice), parse("I say: the answer is B.", choice))
    assert not verify(parse("The answer is B", choice), parse("The answer is A", choice))
