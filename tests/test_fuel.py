"""The meter: limits, their nesting, what is remembered, threads and forked processes."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, Thread

import pytest

from derive.fuel import SpentError, metered, remembered, spend, spent
from derive.judging.api import check
from derive.judging.inputs import limited
from derive.models.values.balls import alone_with_balls, take_turn

DEEP = "(A+B)^{-1}" * 3 + "(B+A)"


def test_what_is_spent_is_counted() -> None:
    before = spent()
    spend(5)
    assert spent() - before == 5


def test_a_limit_holds_inside_only() -> None:
    with metered(10):
        spend(10)
        with pytest.raises(SpentError):
            spend(1)
    spend(1000)


@pytest.mark.parametrize(("outer", "inner"), [(5, 100), (100, 5)])
def test_the_tighter_limit_counts(outer: int, inner: int) -> None:
    with metered(outer), metered(inner), pytest.raises(SpentError):
        spend(6)


def test_no_limit_inside_keeps_that_outside() -> None:
    with metered(5), metered(None), pytest.raises(SpentError):
        spend(6)


def test_what_is_remembered_is_paid_for_again() -> None:
    @remembered(maxsize=8)
    def work(amount: int) -> int:
        spend(amount)
        return amount

    prices = []
    for _ in range(2):
        before = spent()
        assert work(7) == 7
        prices.append(spent() - before)
    assert prices == [7, 7]


def _in_a_thread(task: Callable[[], None]) -> None:
    thread = Thread(target=task)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_threads_have_meters_of_their_own() -> None:
    seen: list[int] = []
    with metered(0):
        _in_a_thread(lambda: (spend(3), seen.append(spent()))[-1])
    assert seen == [3]


def test_a_question_of_rational_values_waits_for_nobody() -> None:
    """One thread is at its balls; another one is judged meanwhile."""
    begun, over, verdicts = Event(), Event(), []

    def heavy() -> None:
        with limited(None):
            take_turn()
            begun.set()
            over.wait(30)

    thread = Thread(target=heavy)
    thread.start()
    assert begun.wait(30)
    _in_a_thread(lambda: verdicts.append(check("A B", "A B + 0", "A: n×n, B: n×n").verdict))
    over.set()
    thread.join()
    assert verdicts == ["equivalent"]


def test_a_fork_beside_a_thread_at_its_balls_is_judged() -> None:
    begun, over = Event(), Event()

    def heavy() -> None:
        with alone_with_balls():
            take_turn()
            begun.set()
            over.wait(30)

    thread = Thread(target=heavy)
    thread.start()
    assert begun.wait(30)
    child = os.fork()
    if child == 0:
        found = check(r"e^{a}", r"\exp(a)", "a: scalar").verdict
        os._exit(0 if found == "equivalent" else 1)
    over.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_deadline_leaves_undecided_what_is_open() -> None:
    gold, about = "A B A + B", "A: n×n, B: n×n"
    assert check(gold, DEEP, about, deadline=200).verdict == "undecided"
    assert check(gold, DEEP, about).verdict == "different"


def test_the_same_deadline_gives_the_same_verdict_whatever_was_asked_before() -> None:
    gold, about = r"\operatorname{tr}(A B C)", "A: n×n, B: n×n, C: n×n"
    answers = (r"\operatorname{tr}(C A B)", r"\operatorname{tr}(A C B)")
    first = [[check(gold, a, about, deadline=n).verdict for a in answers] for n in (500, 5000)]
    check(gold, answers[1], about)
    again = [[check(gold, a, about, deadline=n).verdict for a in answers] for n in (500, 5000)]
    assert first == again


def test_work_that_is_refused_leaves_the_meter_as_full_as_its_limit():
    before = spent()
    with pytest.raises(SpentError), metered(100):
        spend(10**30)
    assert spent() - before == 100
    spend(5)
    assert spent() - before == 105
