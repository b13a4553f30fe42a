"""Sixty derivatives of three kinds of courses, written down before the engine was run on them.

Finite differences in NumPy are the judge.  Those marked `open` in `book_derivatives.jsonl` have no
answer yet; no answer may be wrong.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from derive.algebra import term as t
from derive.errors import DeriveError
from derive.judging.claims import derivative_of
from derive.judging.numpy_terms import NumpyTerms, identifiers
from derive.latex.answer import read_answer
from derive.latex.declare import read_context
from tests.quick import quick

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "book_derivatives.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
SIZES = {"n": 3, "m": 4, "p": 2, "q": 2, "k": 2, "h": 3, "d": 2}
SPECIAL = {
    "positive_definite": lambda a: a @ a.T + np.eye(len(a)),
    "symmetric": lambda a: a + a.T,
    "invertible": lambda a: a + 5 * np.eye(len(a)),
}


def drawn(context, rng):
    """Values of the letters, definite and symmetric where that is assumed."""
    values = {}
    for letter in context.symbols.values():
        if not t.is_matrix(letter):
            values[letter.name] = float(rng.uniform(0.5, 1.5))
            continue
        shape = [
            int(side.subs({t.dimension(k): v for k, v in SIZES.items()})) for side in letter.shape
        ]
        values[letter.name] = rng.standard_normal(shape)
        for fact in context.facts:
            if fact.args[0] == letter and fact.predicate in SPECIAL:
                values[letter.name] = SPECIAL[fact.predicate](values[letter.name])
    return values


def evaluated(term, values):
    names = identifiers([*values, *SIZES])
    terms = NumpyTerms(names)
    text = terms.write(term)
    space = {"np": np, **{names[k]: v for k, v in SIZES.items()}}
    exec("\n".join(terms.helpers.values()), space)  # noqa: S102
    return np.asarray(eval(text, {**space, **{names[k]: v for k, v in values.items()}}))  # noqa: S307


def differences(f, values, name, step=1e-6):
    """The derivative of a scalar in the shape of the letter, or the Jacobian of a column."""
    x = np.asarray(values[name], dtype=float)
    columns = []
    for place in np.ndindex(*x.shape) if x.shape else [()]:
        moved = [np.array(x), np.array(x)]
        for sign, at in zip((1, -1), moved, strict=True):
            at[place] += sign * step
        up, down = (evaluated(f, {**values, name: at if at.shape else float(at)}) for at in moved)
        columns.append((up - down).ravel() / (2 * step))
    if columns[0].size == 1:
        return np.array([column[0] for column in columns]).reshape(x.shape)
    return np.array(columns).T


@pytest.mark.parametrize("row", quick(4, ROWS), ids=lambda row: row["id"])
def test_a_derivative_is_what_finite_differences_say(row):
    context = read_context({"symbols": row["symbols"], "assume": row["assume"]})
    try:
        found = derivative_of(context, row["f"], row["wrt"], "gradient")
    except DeriveError:
        assert row.get("open"), "there was an answer"
        return
    values = drawn(context, np.random.default_rng(5))
    f = read_answer(row["f"], context).term
    name = read_answer(row["wrt"], context).term.name
    got = evaluated(found.term, values)
    wanted = differences(f, values, name)
    assert np.allclose(got.reshape(wanted.shape), wanted, rtol=1e-4, atol=1e-5)
