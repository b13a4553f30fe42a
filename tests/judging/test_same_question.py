"""Same question, same answer: no name, order, or unused declaration changes verdict or evidence."""

import json
import os
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.judging.claims import Claim
from derive.judging.question import Question

# Letters are written ‹A›; a declaration is a letter, and its sizes or kind.
LEAST = ("‹X›: ‹n›×‹d›, ‹y›: ‹n›, ‹l›: scalar", ("full_column_rank(‹X›)", "‹l› > 0"))
SQUARE = ("‹A›: ‹n›×‹n›, ‹B›: ‹n›×‹n›, ‹x›: ‹n›, ‹c›: scalar", ())
GIVEN = (SQUARE[0], ("symmetric(‹A›)", "invertible(‹B›)", "‹A› ‹B› = ‹B› ‹A›"))
SCALARS = ("‹a›: scalar, ‹b›: scalar, ‹c›: scalar", ("‹a› > 0", "‹b› > ‹a›"))
SVD = (
    "‹X›: ‹n›×‹d›, ‹U›: ‹n›×‹n›, ‹S›: ‹n›×‹d›, ‹V›: ‹d›×‹d›, ‹y›: ‹n›",
    ("‹X› = ‹U› ‹S› ‹V›^T", "orthogonal(‹U›)", "orthogonal(‹V›)"),
)
QUESTIONS = [
    (LEAST, "(‹X›^T ‹X›)^{-1} ‹X›^T ‹y›", "‹X›^+ ‹y›"),
    (LEAST, "(‹X›^T ‹X›)^{-1} ‹X›^T ‹y›", "‹X›^T ‹y›"),
    (LEAST, "(‹X›^T ‹X› + ‹l› I)^{-1} ‹X›^T ‹y›", "‹X›^T (‹X› ‹X›^T + ‹l› I)^{-1} ‹y›"),
    (LEAST, "(‹X›^T ‹X› + ‹l› I)^{-1} ‹X›^T ‹y›", "‹X›^+ ‹y›"),
    (SQUARE, "‹A› ‹B›", "‹B› ‹A›"),
    (SQUARE, r"\operatorname{tr}(‹A› ‹B›)", r"\operatorname{tr}(‹B› ‹A›)"),
    (SQUARE, r"\det(‹A› ‹B›)", r"\det(‹A›) \det(‹B›)"),
    (SQUARE, r"\operatorname{rank}(‹A›)", r"\operatorname{rank}(‹A›^T ‹A›)"),
    (SQUARE, r"\max(‹c›, 0)", r"\frac{‹c› + \sqrt{‹c›^2}}{2}"),
    (SQUARE, "‹A› ‹x› = ‹B› ‹x›", "(‹A› - ‹B›) ‹x› = 0"),
    (SQUARE, r"\sum_{i=1}^{‹n›} ‹x›_i^2", "‹x›^T ‹x›"),
    (GIVEN, "‹B›^{-1} ‹A› ‹B›", "‹A›^T"),
    (GIVEN, "‹B› ‹A›", "‹A› ‹A›"),
    (SCALARS, r"\sqrt{(‹b› - ‹a›)^2}", "‹b› - ‹a›"),
    (SCALARS, r"\frac{‹c›}{‹a›} + ‹b›", r"\frac{‹c› + ‹a› ‹b›}{‹a›}"),
    (SCALARS, r"\log(‹a› ‹b›)", r"\log ‹a› + \log ‹b›"),
    (SVD, "(‹X›^T ‹X›) ‹V›", "‹V› ‹S›^T ‹S›"),
    (SVD, "‹X›^+ ‹y›", "‹V› ‹S›^+ ‹U›^T ‹y›"),
]  # fmt: skip
CLAIMS = [
    (LEAST, "‹X›^T ‹X› ‹X›^+ = ‹X›^T"),
    (SQUARE, "(‹A› + ‹B›)^2 = ‹A›^2 + 2 ‹A› ‹B› + ‹B›^2"),
    (SQUARE, r"\operatorname{tr}(‹A›^T ‹B›) = \operatorname{tr}(‹B›^T ‹A›)"),
    (GIVEN, "(‹B›^T)^{-1} = (‹B›^{-1})^T"),
    (SCALARS, "‹b› > 0"),
    (SCALARS, "‹c› > ‹a›"),
    (SCALARS, "‹a›^2 + ‹b›^2 > 2 ‹a› ‹b›"),
]
LETTERS = ["A", "B", "X", "y", "a", "b", "c", "d", "n", "l", "x", "U", "S", "V"]
NAMES = [
    *"ABCDEFGHJKLMNPQRSUVWXYZabcdfghklmnopqrsuvwxyz",
    *(
        r"\lambda",
        r"\Sigma",
        r"\theta",
        r"\hat{w}",
        r"\bar{x}",
        "A_{1}",
        "W^{(1)}",
        "k_{**}",
        "q_2",
    ),
]


def named(text, names):
    for letter, name in names.items():
        text = text.replace(
            f"‹{letter}›", f"{{{name}}}" if "^" in name and "×" not in text else name
        )
    return text


def asked(context, names, order, unused):
    """The declarations and assumptions in these names and in this order."""
    declarations, assumed = context
    pieces = [piece.strip() for piece in declarations.split(",")]
    random.Random(order).shuffle(pieces)
    said = [named(piece, names) for piece in [*pieces, *unused]]
    return ", ".join(said), [named(fact, names) for fact in assumed]


def evidence(question):
    """Verdict and evidence of a question, without names."""
    context, gold, answer, names, order, unused = question
    declared, assumed = asked(context, names, order, unused)
    found = Question.of(named(gold, names), declared, assume=assumed).judge(named(answer, names))
    return found.verdict, plain(found.evidence), example(found.counterexample, names)


def plain(found):
    """Evidence with the numbers of its strata only."""
    if not found:
        return found
    strata = [
        (
            list(one["sizes"].values()),
            sorted(one["ranks"].values()),
            one["draws"],
            one["error_bound"],
        )
        for one in found.get("strata", [])
    ]
    return {**found, "strata": strata}


def example(found, names):
    if found is None:
        return None
    back = {name: letter for letter, name in names.items()}
    return (
        sorted((back[name], rows) for name, rows in found.values.items()),
        found.left,
        found.right,
    )


def status(claim):
    context, text, names, order, unused = claim
    declared, assumed = asked(context, names, order, unused)
    return Claim.of(named(text, names), declared, assume=assumed).prove().status


USED = {letter: letter for letter in LETTERS}


@st.composite
def renamings(draw):
    names = draw(st.permutations(NAMES))
    chosen = dict(zip(LETTERS, names, strict=False))
    spare = names[len(LETTERS) :][: draw(st.integers(0, 8))]
    unused = [
        f"{name}: {draw(st.sampled_from(['scalar', '‹n›', '‹n›×‹d›', '‹d›×‹n›', '7×7']))}"
        for name in spare
    ]
    return chosen, draw(st.integers(0, 99)), unused


@pytest.mark.parametrize(("context", "gold", "answer"), QUESTIONS)
def test_answers(context, gold, answer):
    first = evidence((context, gold, answer, USED, 0, []))
    assert first[0] != "error"

    @settings(max_examples=6, deadline=None, database=None, derandomize=True)
    @given(renamings())
    def check(renamed):
        assert evidence((context, gold, answer, *renamed)) == first

    check()


@pytest.mark.parametrize(("context", "claim"), CLAIMS)
def test_claims(context, claim):
    first = status((context, claim, USED, 0, []))
    assert first != "error"

    @settings(max_examples=4, deadline=None, database=None, derandomize=True)
    @given(renamings())
    def check(renamed):
        assert status((context, claim, *renamed)) == first

    check()


def test_many_unused_letters_are_free():
    unused = [f"Z_{{{i}}}: {i + 2}×‹n›" for i in range(64)]
    for context, gold, answer in QUESTIONS[:6]:
        alone = evidence((context, gold, answer, USED, 0, []))
        assert evidence((context, gold, answer, USED, 0, unused)) == alone


HASHED = """
import json, sys
from tests.judging.test_same_question import CLAIMS, QUESTIONS, USED, evidence, status
found = [evidence((*one, USED, 0, [])) for one in QUESTIONS[::4]]
found += [status((*one, USED, 0, [])) for one in CLAIMS[::3]]
print(json.dumps(found, default=str))
"""


def test_the_seed_of_the_hashes_changes_nothing():
    said = {
        subprocess.run(
            [sys.executable, "-c", HASHED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert len(json.loads(said.pop())) > 4
