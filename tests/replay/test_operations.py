"""Replay's own table of operations: what its rows say is so."""

from __future__ import annotations

import pytest

from derive.replay.dims import ONE, symbol
from derive.replay.evaluate import Model
from derive.replay.exact import Field
from derive.replay.operations import OPERATIONS
from derive.replay.report import Fuel, ReplayError
from derive.replay.trees import make, number
from derive.replay.trees import symbol as letter

LINEAR = [op for op, row in OPERATIONS.items() if row.linear]
SQUARE, COLUMN = ((1, 2, 3), (4, -5, 6), (0, 8, 9)), ((1,), (-2,), (3,))
N = symbol("n")
C, A, X = letter("c"), letter("A", N, N), letter("X", N, ONE)


def applied(op, factor):
    """The operation on a multiple of a square matrix, or of a column."""
    try:
        return make(op, make("mul", factor, A))
    except ReplayError:
        return make(op, make("mul", factor, X))


@pytest.fixture(params=[None, 10007], ids=["rationals", "prime field"])
def model(request):
    field = Field(request.param, Fuel(10**7))
    values = {
        name: tuple(tuple(field.number(x) for x in row) for row in rows)
        for name, rows in (("A", SQUARE), ("X", COLUMN), ("c", ((5,),)))
    }
    return Model(field, {"n": 3}, values)


@pytest.mark.parametrize("op", LINEAR)
def test_a_linear_operation_is_linear_near_a_point(op, model):
    """Its limit, its derivative and its value at a multiple are those of a linear function."""
    twice = model.value(applied(op, number(2)))
    assert twice == model.field.scale(2, model.value(applied(op, number(1))))
    limit = make("limit", applied(op, C), C, number(2), number(0))
    assert model.value(limit) == twice
    slope = make("jacobian", applied(op, C), C)
    assert model.field.scale(2, model.value(slope)) == twice


@pytest.mark.parametrize("op", LINEAR)
def test_a_limit_through_a_linear_operation_may_not_exist(op, model):
    pole = make("mul", make("pow", C, number(-1)), number(2))
    limit = make("limit", applied(op, pole), C, number(0), number(1))
    assert model.defined(limit) is None
