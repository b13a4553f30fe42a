"""Parts (g) and (h) of ridge regression, and the regimes of (b): the author's lines, and answers."""

import pytest

from derive.authoring.problem import Problem
from derive.errors import StepError
from derive.judging.api import judge_part
from derive.publish.certificate import certificate
from tests.replay.sharing import nested, replayed
from tests.specs.solved import solved

RIDGE = r"(X^\top X + \lambda I)^{-1} X^\top y"
UP, DOWN = r"\lim_{\lambda \to \infty}", r"\lim_{\lambda \to 0^+}"
FACTOR = r"\frac{\sigma}{\sigma^2 + \lambda}"


@pytest.fixture(scope="module")
def ridge():
    return solved("ridge_regression")


@pytest.mark.parametrize(
    ("part", "result", "answer", "verdict"),
    [
        ("g", "limit", "0", "equivalent"),
        ("g", "limit", rf"{UP} {RIDGE}", "undecided"),  # that it exists is not seen
        ("g", "limit", r"X^\top y", "different"),
        ("g", "scaled", r"X^\top y", "equivalent"),
        ("g", "scaled", r"(y^\top X)^\top", "equivalent"),
        ("g", "scaled", r"y^\top X", "shape_error"),
        ("g", "scaled", rf"{UP} {RIDGE}", "different"),
        ("h.i", "limit", r"(X^\top X)^{-1} X^\top y", "equivalent"),
        ("h.i", "limit", "X^+ y", "equivalent"),
        ("h.i", "limit", r"X^\top (X X^\top)^{-1} y", "undefined"),
        ("h.ii", "limit", r"X^\top (X X^\top)^{-1} y", "equivalent"),
        ("h.ii", "limit", r"(X^\top X)^{-1} X^\top y", "undefined"),
        ("h.iii", "limit", "X^+ y", "equivalent"),
        ("h.iii", "limit", r"V \Sigma^+ U^\top y", "equivalent"),
        ("h.iii", "limit", r"(X^\top X)^{-1} X^\top y", "different"),  # full column rank only
        ("h.iii", "limit", rf"{DOWN} {RIDGE}", "equivalent"),
        ("h.iii", "entry", r"\frac{1}{\sigma}", "equivalent"),
        ("b", "small", r"\sigma / \lambda", "equivalent"),
        ("b", "small", r"\frac{1}{\sigma}", "different"),
        ("b", "large", r"\sigma^{-1}", "equivalent"),
    ],
)
def test_answers(ridge, part, result, answer, verdict):
    assert judge_part(ridge, part, result, answer).verdict == verdict


def sheet() -> Problem:
    problem = Problem("limits", course="test", title="Limits")
    problem.declare(r"X: n×d, y: n, \lambda: scalar, \sigma: scalar")
    problem.assume(r"\lambda > 0")
    return problem


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([rf"{UP} {RIDGE}", r"X^\top y"], "not equal"),
        ([rf"{UP} \lambda {RIDGE}", "0"], "not equal"),
        ([rf"{DOWN} {RIDGE}", r"(X^\top X)^{-1} X^\top y"], "needs|no rules"),
        ([rf"{DOWN} {FACTOR}", r"\frac{1}{\sigma}"], "no rules"),  # σ might be 0
        ([rf"{DOWN} {RIDGE}", RIDGE], "not equal"),
    ],
)
def test_a_broken_line_is_refused(lines, said):
    with sheet().part("a", "Find it.") as d:
        d.start(lines[0])
        with pytest.raises(StepError, match=said):
            d.line(lines[1])
        d.line(lines[0])


def regimes(leading: str) -> Problem:
    problem = sheet()
    with problem.part("a", "How does it begin?") as d:
        d.start(rf"\lim_{{\sigma \to 0}} {FACTOR} \left(\frac{{\sigma}}{{\lambda}}\right)^{{-1}}")
        d.line(r"\lim_{\sigma \to 0} \frac{\lambda}{\sigma^2 + \lambda}")
        d.line("1")
        d.leading(leading)
    return problem


@pytest.mark.parametrize(
    "leading",
    [
        rf"{FACTOR} \sim \frac{{2 \sigma}}{{\lambda}} \quad (\sigma \to 0)",
        rf"{FACTOR} \sim \frac{{\sigma}}{{\lambda}} \quad (\sigma \to \infty)",
        rf"\frac{{\sigma}}{{\lambda}} \sim {FACTOR} \quad (\sigma \to 0)",
    ],
)
def test_only_what_the_quotient_shows_leads(leading):
    with pytest.raises(StepError, match="does not show"):
        regimes(leading)


def test_replay_refuses_another_leading_term():
    problem = regimes(rf"{FACTOR} \sim \frac{{\sigma}}{{\lambda}} \quad (\sigma \to 0)")
    data = nested(certificate(problem))
    assert replayed(data).ok
    result = data["parts"][0]["results"][0]["answer"]
    result["tree"]["args"][4] = {"op": "number", "value": "1", "shape": "scalar"}
    assert not replayed(data).ok


def steps_in(value):
    if isinstance(value, dict):
        if "reason" in value:
            yield value
        for inner in value.values():
            yield from steps_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from steps_in(inner)


def passage() -> dict:
    problem = sheet()
    with problem.part("a", "Find it.", given=["full_column_rank(X)"]) as d:
        d.start(rf"{DOWN} {RIDGE}")
        d.line(r"(X^\top X)^{-1} X^\top y")
        d.answer("limit", r"(X^\top X)^{-1} X^\top y")
    return nested(certificate(problem))


@pytest.mark.parametrize("broken", ["guards", "parts", "place", "rank", "side"])
def test_replay_refuses_a_broken_passage(broken):
    data = passage()
    assert replayed(data).ok
    [step] = [s for s in steps_in(data["parts"]) if s["reason"]["kind"] == "continuity"]
    reason = step["reason"]
    match broken:
        case "guards":
            reason["guards"] = []
        case "parts":
            reason["parts"] = []
        case "place":
            reason["parts"][0]["position"]["path"] = [0]
        case "rank":
            data["parts"][0]["given"] = []
        case "side":
            data["parts"][0]["goal"]["tree"]["args"][3]["value"] = "-1"
    assert not replayed(data).ok
