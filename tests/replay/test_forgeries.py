"""Certificates that were built are changed so that they say something false: each is refused.

`format3.json` has the parts a and c of a sheet on least squares (A is the pseudo-inverse of X, A X
is I and X A is not), `cases3.json` parts with signs and a table of cases.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from derive.replay import replay
from derive.replay.statements import linear
from derive.replay.terms import TermTable

DATA = Path(__file__).parent / "data"
SVD = json.loads((DATA / "format3.json").read_text(encoding="utf-8"))
CASES = json.loads((DATA / "cases3.json").read_text(encoding="utf-8"))


class Forgery:
    """A copy of a certificate, with words to change it by."""

    def __init__(self, data: Any) -> None:
        self.data = copy.deepcopy(data)
        table = TermTable(data["terms"])
        self._known = {linear(table.tree(i)): i for i in range(len(data["terms"]))}

    def part(self, name: str) -> Any:
        return next(part for part in self.data["parts"] if part["name"] == name)

    def term(self, text: str) -> int:
        """The number of a term of the certificate that is printed so."""
        return self._known[text]

    def node(self, op: str, shape: Any, *args: int, **more: Any) -> int:
        """The number of a new term."""
        more = {"args": list(args), **more} if args else more
        self.data["terms"].append({"op": op, "shape": shape, **more})
        return len(self.data["terms"]) - 1


def fact(predicate: str, *args: int) -> Any:
    return {"predicate": predicate, "args": list(args)}


def _c(forgery: Forgery) -> Any:
    return forgery.part("c")


# -- names ----------------------------------------------------------------------------------------


def names_swapped(f: Forgery) -> None:
    """It then says X A = I."""
    first, second = _c(f)["results"]
    for key in ("name", "called"):
        first[key], second[key] = second[key], first[key]


def name_alone_swapped(f: Forgery) -> None:
    """The text of a name is not believed where a term is meant: the term is printed."""
    first, second = _c(f)["results"]
    first["called"], second["called"] = second["called"], first["called"]


def name_not_said(f: Forgery) -> None:
    for result in _c(f)["results"]:
        result["called"] = None


def name_swapped_and_not_said(f: Forgery) -> None:
    _c(f)["results"][0].update(name="X A", called=None)


def name_of_a_letter(f: Forgery) -> None:
    f.part("a")["results"][0].update(name="y", called=f.term("y"))


def name_of_a_letter_not_said(f: Forgery) -> None:
    f.part("a")["results"][0].update(name=r"\boldsymbol{y}", called=None)


def name_in_fonts(f: Forgery) -> None:
    _c(f)["results"][0].update(name=r"\mathbf{X} \mathbf{A}", called=None)


def unknown_with_another_value(f: Forgery) -> None:
    """w was found in part a; here it would be something else."""
    _c(f)["results"][0].update(name="w", called=f.term("w"))


# -- what is given --------------------------------------------------------------------------------


def contradiction_given(f: Forgery) -> None:
    _c(f)["given"].append(fact("<", f.term("m"), f.term("n")))


def contradiction_without_witness(f: Forgery) -> None:
    contradiction_given(f)
    _c(f)["witness"] = None


def equation_given(f: Forgery) -> None:
    zero = f.node("zeros", ["m", "n"])
    _c(f)["given"].append(fact("=", f.term("X"), zero))


def given_left_out(f: Forgery) -> None:
    _c(f)["given"] = [g for g in _c(f)["given"] if g["predicate"] != "full_column_rank"]


def other_definition(f: Forgery) -> None:
    across = f.node("transpose", ["n", "m"], f.term("X"))
    _c(f)["definitions"][0]["args"][1] = across


# -- the witness ----------------------------------------------------------------------------------


def witness_of_another_size(f: Forgery) -> None:
    _c(f)["witness"]["sizes"]["m"] = 4


def witness_that_breaks_a_fact(f: Forgery) -> None:
    _c(f)["witness"]["values"]["X"][0][0] = "7"


def witness_without_a_letter(f: Forgery) -> None:
    del _c(f)["witness"]["values"]["A"]


def witness_of_size_zero(f: Forgery) -> None:
    _c(f)["witness"]["sizes"]["n"] = 0


def witness_of_a_text(f: Forgery) -> None:
    _c(f)["witness"] = "believe me"


def witness_left_out(f: Forgery) -> None:
    del _c(f)["witness"]


# -- goals, results, claims -----------------------------------------------------------------------


def answer_of_the_other_derivation(f: Forgery) -> None:
    first, second = _c(f)["results"]
    first["answer"] = second["answer"]


def goal_is_the_answer(f: Forgery) -> None:
    _c(f)["goal"] = _c(f)["results"][0]["answer"]


def maximum_for_minimum(f: Forgery) -> None:
    f.data["terms"][f.part("a")["goal"]]["op"] = "maximizer"


def true_claim_refuted(f: Forgery) -> None:
    start, end = f.term("A * X"), f.term("I[n×n]")
    claim = f.node("equation", ["n", "n"], start, end)
    _c(f)["refuted"][0].update(claim=claim)


def refuted_beside_what_is_given(f: Forgery) -> None:
    _c(f)["refuted"][0]["values"]["A"][0][0] = "1"


def refuted_with_another_value(f: Forgery) -> None:
    _c(f)["refuted"][0]["left"] = _c(f)["refuted"][0]["right"]


def minus_in_an_answer(f: Forgery) -> None:
    answer = f.part("a")["results"][0]["answer"]
    minus = f.node("number", "scalar", value="-1")
    f.part("a")["results"][0]["answer"] = f.node("mul", ["n", 1], minus, answer)


def question_of_something_else(f: Forgery) -> None:
    f.part("a")["question"].append(f.node("rank", "scalar", f.term("X")))


# -- rules and proofs -----------------------------------------------------------------------------


def rule_without_guard(f: Forgery) -> None:
    f.data["rules"]["orthonormal_columns"]["guards"] = []


def lemma_for_an_axiom(f: Forgery) -> None:
    rule = next(rule for rule in f.data["rules"].values() if rule["lemma"] is not None)
    rule.update(lemma=None, source="a textbook")


def inference_without_premise(f: Forgery) -> None:
    f.data["inferences"]["orthogonal_orthonormal"]["premises"] = []


def step_backwards(f: Forgery) -> None:
    reason = _c(f)["derivations"][0]["steps"][1]["reason"]
    reason["forward"] = not reason["forward"]


def guard_from_nowhere(f: Forgery) -> None:
    guard = _c(f)["derivations"][0]["steps"][1]["reason"]["guards"][0]["proof"]
    guard.update(by="assumption", premises=[], bindings=[])


def step_left_out(f: Forgery) -> None:
    del _c(f)["derivations"][0]["steps"][1]


MUTATIONS: list[Callable[[Forgery], None]] = [
    names_swapped,
    name_alone_swapped,
    name_not_said,
    name_swapped_and_not_said,
    name_of_a_letter,
    name_of_a_letter_not_said,
    name_in_fonts,
    unknown_with_another_value,
    contradiction_given,
    contradiction_without_witness,
    equation_given,
    given_left_out,
    other_definition,
    witness_of_another_size,
    witness_that_breaks_a_fact,
    witness_without_a_letter,
    witness_of_size_zero,
    witness_of_a_text,
    witness_left_out,
    answer_of_the_other_derivation,
    goal_is_the_answer,
    maximum_for_minimum,
    true_claim_refuted,
    refuted_beside_what_is_given,
    refuted_with_another_value,
    minus_in_an_answer,
    question_of_something_else,
    rule_without_guard,
    lemma_for_an_axiom,
    inference_without_premise,
    step_backwards,
    guard_from_nowhere,
    step_left_out,
]


@pytest.mark.parametrize("data", [SVD, CASES], ids=["svd", "cases"])
def test_what_was_built_replays(data: Any) -> None:
    report = replay(data)
    assert report.problems == ()
    assert report.ok
    assert report.lacking == ()


@pytest.mark.parametrize("change", MUTATIONS)
def test_a_change_of_what_is_said_is_refused(change: Callable[[Forgery], None]) -> None:
    forgery = Forgery(SVD)
    change(forgery)
    report = replay(forgery.data)
    assert not report.ok


def _sign(data: Any) -> Any:
    return next(part for part in data["parts"] if part["name"] == "b.ii")["signs"]


def _table(data: Any) -> Any:
    return next(part for part in data["parts"] if part["name"] == "b.v")["cases"][0]


OF_CASES: list[Callable[[Any], Any]] = [
    lambda data: _sign(data)[2].update(given=[]),
    lambda data: _sign(data)[2].update(given=_sign(data)[3]["given"]),
    lambda data: _sign(data)[0]["proof"]["fact"]["args"].reverse(),
    lambda data: _table(data)["rows"].pop(),
    lambda data: _table(data)["rows"][1]["cells"][1].update(sign=">"),
    lambda data: _table(data)["rows"][1].update(given=[]),
    lambda data: _table(data)["split"].update(above=_table(data)["split"]["below"]),
]


@pytest.mark.slow
@pytest.mark.parametrize("change", OF_CASES)
def test_a_change_of_signs_or_cases_is_refused(change: Callable[[Any], Any]) -> None:
    data = copy.deepcopy(CASES)
    change(data)
    assert not replay(data).ok


# -- what is printed is what is checked -----------------------------------------------------------


def _refutation_removed(f: Forgery) -> None:
    _c(f)["refuted"] = []


def _result_removed(f: Forgery) -> None:
    _c(f)["results"].pop()


@pytest.mark.parametrize("change", [_refutation_removed, _result_removed])
def test_what_is_taken_away_is_missing_from_what_is_printed(
    change: Callable[[Forgery], None],
) -> None:
    forgery = Forgery(SVD)
    change(forgery)
    report = replay(forgery.data)
    assert report.ok
    assert len(report.statements[1]) < len(replay(SVD).statements[1])


def test_results_are_printed_with_their_names() -> None:
    said = "\n".join(replay(SVD).statements)
    assert "answer w = inverse(transpose(X) * X) * transpose(X) * y" in said
    assert "answer A * X = I[n×n]" in said
    assert "not always X * A = I[m×m]" in said


def test_prose_changes_nothing_and_is_said_not_to_be_read() -> None:
    forgery = Forgery(SVD)
    forgery.data["title"] = "The maximum"
    forgery.part("a")["question"][0] = "Find what maximises "
    report = replay(forgery.data)
    assert report.statements == replay(SVD).statements
    assert report.counts == replay(SVD).counts
    assert "questions" in report.unread


@pytest.mark.parametrize(
    "name",
    ["A X\n  answer 0", "X A Q", "\u0410 \u0425", "e = 0"],
)
def test_a_name_in_words_stands_in_quotes_of_plain_letters(name: str) -> None:
    forgery = Forgery(SVD)
    _c(forgery)["results"][0].update(name=name, called=None)
    report = replay(forgery.data)
    assert not report.ok or f"answer {name!a} = I[n×n]" in report.statements[1]


@pytest.mark.parametrize("name", ["\u0425", "pi", "transpose", "I"])
def test_a_letter_cannot_pass_for_another(name: str) -> None:
    forgery = Forgery(SVD)
    letter = forgery.node("symbol", ["m", "n"], name=name)
    forgery.data["context"]["symbols"].append(letter)
    _c(forgery)["given"].append(fact("=", letter, letter))
    _c(forgery)["witness"]["values"][name] = _c(forgery)["witness"]["values"]["X"]
    report = replay(forgery.data)
    assert not report.ok or f"{name!a}: m×n" in report.statements[1]


def test_a_letter_and_a_size_have_two_names() -> None:
    forgery = Forgery(SVD)
    forgery.data["context"]["symbols"].append(forgery.node("symbol", "scalar", name="m"))
    assert not replay(forgery.data).ok
