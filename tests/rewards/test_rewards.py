"""Rewards: what is known scores, what is not is never a silent 0; each host calls its adapter."""

import asyncio
import inspect
import json
import math
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from derive.errors import ContextError
from derive.judging.question import Question
from derive.judging.verdict import Verdict
from derive.rewards import Reward, UndecidedError, reward, trl, verifiers, verl
from derive.rewards.core import question, said

SYMBOLS = {"X": ["n", "d"], "y": ["n", 1]}
CONTEXT = {"symbols": SYMBOLS, "assume": ["full_column_rank(X)"]}
INFO = {"symbols": json.dumps(SYMBOLS), "assume": ["full_column_rank(X)"]}
GOLD = r"(X^\top X)^{-1} X^\top y"
RIGHT = r"We solve. The answer is \boxed{w = X^+ y}."
WRONG = r"Hence $\boxed{(X^\top X)^{-1} y^\top X}$"
UNUSABLE = {"symbols": {"X": "no kind"}}


@pytest.mark.parametrize(
    ("text", "score", "verdict"),
    [
        (RIGHT, 1.0, "equivalent"),
        (WRONG, 0.0, "shape_error"),
        (r"\boxed{X^\top y}", 0.0, "different"),
        (r"I cannot \boxed{", 0.0, "unparseable"),
        ("", 0.0, "unparseable"),
        (r"first $X^+ y$, or else \boxed{X^\top y}", 0.0, "different"),
        (r"\boxed{X^\top y} \boxed{X^+ y}", 1.0, "equivalent"),
        (r"$\boxed{w = G y}$, where $G = X^+$.", 1.0, "equivalent"),
        (r"$\boxed{w = G y}$, where $G = X^\top$.", 0.0, "different"),
        (r"$\boxed{w = X^+ y}$, where $n = 5$.", 1.0, "equivalent"),
    ],
)
def test_reward(text, score, verdict):
    made = reward(text, GOLD, CONTEXT)
    assert (made.score, made.verdict.verdict) == (score, verdict)
    assert made.reason == made.verdict.reason


def test_the_right_answer_in_the_wrong_letters():
    asked = {"context": "A: n×n, B: n×n", "assume": ["A = B^T"], "in_terms_of": ["B"]}
    assert reward("$A$", "B^T", **asked).score == 0.0
    assert reward("$A$", "B^T", **asked, wrong_form=0.5).score == 0.5


@pytest.fixture
def nothing_is_decided(monkeypatch):
    monkeypatch.setattr(Question, "judge", lambda *_: Verdict("undecided", "a limit was hit"))


@pytest.mark.usefixtures("nothing_is_decided")
def test_undecided_is_never_a_silent_zero(caplog):
    assert reward(RIGHT, GOLD).score is None
    assert reward(RIGHT, GOLD, undecided=0.25).score == 0.25
    with pytest.raises(UndecidedError, match="a limit was hit"):
        reward(RIGHT, GOLD, undecided="raise")
    assert trl.reward(completions=[RIGHT], gold=[GOLD]) == [None]
    assert math.isnan(verifiers.matrix_answer(RIGHT, GOLD))
    for chosen in ({}, {"undecided": "none"}):
        caplog.clear()
        made = verl.compute_score("derive", RIGHT, GOLD, **chosen)
        assert (made["score"], made["undecided"]) == (verl.UNDECIDED, 1.0)
        assert "a limit was hit" in caplog.text
    with pytest.raises(UndecidedError):
        verl.compute_score("derive", RIGHT, GOLD, undecided="raise")
    made = verl.compute_score("derive", RIGHT, GOLD, undecided=0.5)
    assert (made["score"], made["acc"], made["undecided"]) == (0.5, 0.0, 1.0)
    trace = SimpleNamespace(last_reply=RIGHT)
    with pytest.raises(UndecidedError):
        asyncio.run(verifiers.task_reward(task=SimpleNamespace(answer=GOLD), trace=trace))


def test_an_unusable_question_counts_against_no_answer():
    assert reward(RIGHT, GOLD, UNUSABLE).score is None
    with pytest.raises(ContextError, match="no JSON"):
        question({"symbols": "{"})
    assert verl.compute_score("derive", RIGHT, GOLD, {"symbols": "{"})["undecided"] == 1.0


def test_columns_of_a_table():
    wide = {"symbols": {**SYMBOLS, "Z": None}, "assume": None, "in_terms_of": None}
    assert question(wide) == {"context": {"symbols": SYMBOLS}}
    assert question(None) == {"context": None}
    assert question(INFO)["context"] == {"symbols": SYMBOLS}


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("A", "A"),
        ([{"role": "user", "content": "?"}, {"role": "assistant", "content": "A"}], "A"),
        ([{"role": "assistant", "content": [{"type": "text", "text": "A"}]}], "A"),
        ([SimpleNamespace(role="assistant", content="A")], "A"),
        ([{"role": "assistant", "content": None}], ""),
        ([], ""),
    ],
)
def test_said(completion, text):
    assert said(completion) == text


def test_macros():
    course = r"\newcommand{\gram}[1]{#1^\top #1}"
    assert reward(r"\boxed{\gram{X}}", "X^T X", CONTEXT, macros=course).score == 1.0
    columns = {"gold": ["X^T X"], "symbols": [SYMBOLS], "macros": [course]}
    assert trl.reward(completions=[r"$\gram{X}$"], **columns) == [1.0]


def test_threads():
    texts = [RIGHT, WRONG, r"\boxed{\exp(X^T X) X^T y}"] * 8
    alone = [reward(text, GOLD, CONTEXT) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: reward(text, GOLD, CONTEXT), texts)) == alone
    assert all(isinstance(made, Reward) for made in alone)


def test_verl_as_its_reward_manager_calls_it():
    info = {**INFO, "num_turns": 2, "rollout_reward_scores": {}}
    for text, score in ((RIGHT, 1.0), (WRONG, 0.0)):
        made = verl.compute_score(
            data_source="derive", solution_str=text, ground_truth=GOLD, extra_info=info
        )
        assert made["score"] == made["acc"] == score
    names = list(inspect.signature(verl.compute_score).parameters)
    assert names[:4] == ["data_source", "solution_str", "ground_truth", "extra_info"]


def test_trl_as_its_trainer_calls_it():
    chat = [[{"role": "assistant", "content": text}] for text in (RIGHT, WRONG)]
    columns = {"symbols": [INFO["symbols"]] * 2, "assume": [INFO["assume"]] * 2}
    call = {"prompts": ["?", "?"], "completion_ids": [[1], [2]], "trainer_state": None}
    assert trl.reward(completions=chat, gold=[GOLD] * 2, **call, **columns) == [1.0, 0.0]
    renamed = trl.reward_from(gold="solution")
    asked = {"solution": [GOLD] * 2, "symbols": [SYMBOLS] * 2, "assume": None}
    assert renamed(completions=[RIGHT, WRONG], **asked) == [1.0, 0.0]
    assert renamed.__name__ == "matrix_reward"


def test_verifiers_as_a_rubric_and_a_task_call_it():
    chat = [{"role": "assistant", "content": RIGHT}]
    assert verifiers.matrix_answer(completion=chat, answer=GOLD, info=INFO) == 1.0
    assert verifiers.matrix_answer(completion=WRONG, answer=GOLD, info={}) == 0.0
    task = SimpleNamespace(answer=GOLD, **CONTEXT)
    trace = SimpleNamespace(last_reply=RIGHT)
    assert asyncio.run(verifiers.task_reward(task=task, trace=trace)) == 1.0


def test_a_rubric_of_verifiers():
    host = pytest.importorskip("verifiers", reason="verifiers is not installed")
    if not hasattr(host, "Rubric"):
        pytest.skip("this verifiers has no Rubric")
    rubric = host.Rubric(funcs=[verifiers.matrix_answer])
    answered = {"completion": [{"role": "assistant", "content": RIGHT}], "answer": GOLD}
    rest = {"prompt": [], "task": "derive", "trajectory": [], "timing": {"total_ms": 0.0}}
    state = host.State({**answered, **rest, "info": INFO})
    asyncio.run(rubric.score_rollout(state))
    assert state["reward"] == 1.0


def test_inspect_runs_the_scorer(tmp_path):
    host = pytest.importorskip("inspect_ai", reason="Inspect is not installed")
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ModelOutput
    from inspect_ai.solver import solver

    from derive.rewards.inspect_ai import matrix_answer

    @solver
    def says():
        async def solve(state, generate):
            state.output = ModelOutput.from_content("none", state.metadata["says"])
            return state

        return solve

    asked = [{**INFO, "says": RIGHT}, {**INFO, "says": WRONG}, {**UNUSABLE, "says": RIGHT}]
    samples = [Sample(input="?", target=GOLD, metadata=one) for one in asked]
    task = host.Task(dataset=samples, solver=says(), scorer=matrix_answer())
    (log,) = host.eval(task, model="mockllm/model", log_dir=str(tmp_path), display="none")
    assert log.status == "success"
    values = [sample.scores["matrix_answer"].value for sample in log.samples]
    assert values[:2] == [1.0, 0.0]
    assert math.isnan(values[2])
    assert log.results.scores[0].metrics["accuracy"].value == 0.5
