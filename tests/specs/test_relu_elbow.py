"""Problem 5: its answers, claims of signs and cases that are refused, and answers that are judged."""

import pytest

from derive.authoring.load import load_problem
from derive.errors import DeriveError
from derive.judging.api import judge_part
from derive.latex.printer import latex
from tests.specs.solved import solved


@pytest.fixture(scope="module")
def problem():
    return solved("relu_elbow")


ANSWERS = {
    "a.i": [r"-\frac{b}{w}"],
    "a.ii": [r"\phi - y"],
    "a.iii": [r"(\phi - y) x \mathbf{1}[w x + b > 0]"],
    "a.iv": [r"(\phi - y) \mathbf{1}[w x + b > 0]"],
    "b": [r"w - \lambda x", r"b - \lambda", r"\lambda \frac{w - b x}{w (w - \lambda x)}"],
    "b.i": ["w", "b"],
    "c": [r"-\frac{b_{i}}{W^{(1)}_{i}}"],
    "d.iii": ["0"],
}


@pytest.mark.parametrize("part", ANSWERS)
def test_the_answers(problem, part):
    assert [latex(answer.term) for answer in problem[part].answers] == ANSWERS[part]


JUDGED = {
    "a.i": {
        "equivalent": [r"e = -\frac{b}{w}", r"\frac{-b}{w}", r"-w^{-1} b", r"\frac{b}{-w}"],
        "different": [r"e = \frac{b}{w}", "e", r"w = -\frac{b}{w}", r"-\frac{w}{b}", r"-b w", "0"],
    },
    "a.ii": {
        "equivalent": [r"\phi - y", r"-(y - \phi)", r"\frac{1}{2} (2 \phi - 2 y)"],
        "different": [r"y - \phi", r"2 (\phi - y)", r"\frac{1}{2} (\phi - y)", r"\phi", r"(\phi - y)^2"],
    },
    "a.iii": {
        "equivalent": [
            r"(\phi - y) x \mathbf{1}[w x + b > 0]", r"x \mathbf{1}[0 < b + x w] (\phi - y)",
            r"(\operatorname{ReLU}(w x + b) - y) \mathbf{1}[w x + b > 0] x",
            r"(\max(w x + b, 0) - y) x \mathbf{1}[w x + b > 0]",
        ],
        "different": [
            r"(\phi - y) \mathbf{1}[w x + b > 0]", r"(\phi - y) x", r"(y - \phi) x \mathbf{1}[w x + b > 0]",
            r"(\phi - y) w \mathbf{1}[w x + b > 0]", r"(\phi - y) x \mathbf{1}[w x + b < 0]",
        ],
    },
    "a.iv": {
        "equivalent": [
            r"\mathbf{1}[w x + b > 0] (\phi - y)", r"-(y - \phi) \mathbf{1}[w x + b > 0]",
            r"(\operatorname{ReLU}(b + w x) - y) \mathbf{1}[w x + b > 0]",
        ],
        "different": [
            r"(\phi - y) x \mathbf{1}[w x + b > 0]", r"\phi - y", r"(\phi - y) b \mathbf{1}[w x + b > 0]",
            r"2 (\phi - y) \mathbf{1}[w x + b > 0]", r"\mathbf{1}[w x + b > 0]",
        ],
    },
    "b.iii": {
        "equivalent": [
            r"\frac{\lambda (w - b x)}{w (w - \lambda x)}", r"\frac{b}{w} - \frac{b - \lambda}{w - \lambda x}",
            r"\frac{\lambda w - \lambda b x}{w^2 - \lambda w x}",
        ],
        "different": [
            r"\frac{\lambda (w + b x)}{w (w - \lambda x)}", r"\frac{\lambda (w - b x)}{w (w + \lambda x)}",
            r"-\frac{\lambda (w - b x)}{w (w - \lambda x)}", r"\frac{\lambda (b x - w)}{w (w - \lambda x)}",
            r"\frac{\lambda (w - b x)}{w^2}", r"\frac{\lambda}{w}",
        ],
    },
    "c": {
        "equivalent": [r"e_i = -\frac{b_i}{W^{(1)}_i}", r"\frac{-b_i}{W^{(1)}_i}", r"-b_i (W^{(1)}_i)^{-1}"],
        "different": [
            r"\frac{b_i}{W^{(1)}_i}", r"-\frac{b_i}{W^{(2)}_i}", r"-\frac{W^{(1)}_i}{b_i}", r"-b_i", r"-b_i W^{(1)}_i",
        ],
    },
    "d": {
        "equivalent": [
            r"e_i + \frac{\delta_i (1 + e_i x)}{W^{(1)}_i - \delta_i x}",
            r"\frac{e_i W^{(1)}_i + \delta_i}{W^{(1)}_i - \delta_i x}",
            r"e_i + \delta_i \frac{e_i x + 1}{W^{(1)}_i - x \delta_i}",
        ],
        "different": [
            r"e_i + \frac{\delta_i (1 - e_i x)}{W^{(1)}_i - \delta_i x}", r"e_i + \frac{\delta_i (1 + e_i x)}{W^{(1)}_i}",
            r"e_i - \frac{\delta_i (1 + e_i x)}{W^{(1)}_i - \delta_i x}", r"e_i + \delta_i",
            r"\frac{\delta_i (1 + e_i x)}{W^{(1)}_i - \delta_i x}",
        ],
    },
    "b": {
        "equivalent": [r"w - \lambda x", r"w' = -\lambda x + w", r"w - \lambda (\phi - y) x", r"-(\lambda x - w)"],
        "different": [r"w + \lambda x", r"w - x", r"w - \lambda", r"w - \lambda b", r"\lambda x - w", "w"],
    },
    "b.i": {
        "equivalent": ["w", "w' = w", r"w - \lambda x \mathbf{1}[w x + b > 0]", r"\frac{2 w}{2}"],
        "different": [r"w - \lambda x", "b", "0", "-w", r"w - \lambda"],
    },
    "d.i": {
        "equivalent": [
            r"(f - y) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0] x",
            r"-x (y - f) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0]",
            r"W^{(2)}_i x \mathbf{1}[0 < b_i + x W^{(1)}_i] (f - y)",
        ],
        "different": [
            r"(f - y) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0]", r"(f - y) W^{(2)}_i x",
            r"(y - f) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0] x",
            r"(f - y) W^{(1)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0] x",
            r"(f - y) \mathbf{1}[W^{(1)}_i x + b_i > 0] x",
        ],
    },
    "d.ii": {
        "equivalent": [
            r"(f - y) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0]",
            r"-(y - f) \mathbf{1}[W^{(1)}_i x + b_i > 0] W^{(2)}_i",
            r"\mathbf{1}[0 < b_i + x W^{(1)}_i] (f W^{(2)}_i - y W^{(2)}_i)",
        ],
        "different": [
            r"(f - y) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0] x", r"(f - y) W^{(2)}_i",
            r"2 (f - y) W^{(2)}_i \mathbf{1}[W^{(1)}_i x + b_i > 0]", r"(f - y) \mathbf{1}[W^{(1)}_i x + b_i > 0]",
            r"(f - y) b_i \mathbf{1}[W^{(1)}_i x + b_i > 0]",
        ],
    },
    "d.iii": {
        "equivalent": ["0", r"\delta_i = 0", r"\lambda - \lambda"],
        "different": ["1", r"\lambda", r"\lambda (f - y)", r"\lambda (f - y) W^{(2)}_i", "-1"],
    },
}  # fmt: skip
JUDGED |= dict.fromkeys(("b.ii", "b.iv"), JUDGED["b.iii"])  # the same move, in other cases
ROWS = [
    (part, verdict, text)
    for part, rows in JUDGED.items()
    for verdict in rows
    for text in rows[verdict]
]


@pytest.mark.parametrize(("part", "verdict", "text"), ROWS)
def test_an_answer_is_judged(problem, part, verdict, text):
    assert judge_part(problem, part, "", text).verdict == verdict


# -- what a spec may not claim ----------------------------------------------------------------------

ELBOW = r"""
from derive import Problem
problem = Problem("elbow", course="test", title="An elbow")
problem.declare("w: scalar, b: scalar, x: scalar, s: scalar")
MOVE = r"\frac{{s (w - b x)}}{{w (w - s x)}}"
with problem.part("a", "Which way?", given=["s > 0", "w x + b > 0", {given}]) as d:
    d.start(r"-\frac{{b - s}}{{w - s x}} + \frac{{b}}{{w}}")
    d.line(MOVE)
    d.answer("r")
    {claim}
"""
SMALL = '"w > 0", "x > 0", "s x < w"'


@pytest.mark.parametrize(
    ("given", "claim", "message"),
    [
        (SMALL, 'd.sign(f"{MOVE} > 0")', "this does not hold in every case: for b ="),
        (SMALL, 'd.sign(f"{MOVE} < 0", given=["b x < w"])', "this does not hold in every case"),
        (SMALL, 'd.sign(MOVE)', "this is no comparison"),
        ('"w > 0", "x < 0"', 'd.refute(f"{MOVE} < 0", given=["s > 0"])', None),
        ('"w > 0", "x < 0"', 'd.refute(f"{MOVE} > 0")', "no counterexample was found"),
        (
            SMALL,
            'd.cases((["b x < w"], (">",)), (["b x > w"], ("<",)),'
            ' columns=[("Elbow", MOVE, "left, stays, right")])',
            "no case covers $w - b x = 0$",
        ),
        (
            SMALL,
            'd.cases((["b x < w"], (">",)), (["b x \\\\ge w"], ("<",)),'
            ' columns=[("Elbow", MOVE, "left, stays, right")])',
            "no proof was found of",
        ),
        (
            SMALL,
            'd.cases((["b x < w"], (">",)), (["b x = w"], ("=",)), (["b x > w"], ("<",)),'
            ' columns=[("Elbow", MOVE, "left, stays, right")])',
            None,
        ),
    ],
)  # fmt: skip
def test_a_sign_or_a_table_that_does_not_hold_is_refused(tmp_path, given, claim, message):
    path = tmp_path / "elbow.py"
    path.write_text(ELBOW.format(given=given, claim=claim))
    if message is None:
        assert len(load_problem(path).parts) == 1
        return
    with pytest.raises(DeriveError) as caught:
        load_problem(path)
    assert caught.value.message.startswith(message)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("w x", r"\frac{w x b}{b}", "the division needs b ≠ 0, which is not known"),
        (r"\frac{\partial}{\partial w} (w x + b)", "w", "this line is not equal to the one before"),
        (r"\frac{\partial}{\partial w} \operatorname{ReLU}(w x)", "x", "this line is not equal"),
        (r"\operatorname{ReLU}(w)", "w", "this line is not equal to the one before"),
    ],
)
def test_a_line_that_does_not_follow_is_refused(tmp_path, before, after, message):
    text = ELBOW.format(given='"x > 0"', claim=f'd.start(r"{before}")\n    d.line(r"{after}")')
    path = tmp_path / "line.py"
    path.write_text(text)
    with pytest.raises(DeriveError) as caught:
        load_problem(path)
    assert caught.value.message.startswith(message)
