"""Formulas as textbooks and notes print them, with the terms and shapes they must become; and
spellings that must be refused, each with its place, what is wrong, and a hint where there is one."""

import json
from pathlib import Path

import pytest
import sympy

from derive.algebra import term as t
from derive.algebra.shapes import shape_of, show_shape
from derive.errors import DeriveError
from derive.judging.inputs import known_context
from derive.latex.reader import read

HERE = Path(__file__).parent
READ = [json.loads(line) for line in (HERE / "formulas.jsonl").read_text().splitlines()]
REFUSED = [json.loads(line) for line in (HERE / "refusals.jsonl").read_text().splitlines()]


def shown(term):
    """The tree of a term: classes, names and numbers, with the sizes of I, 0 and 1."""
    if isinstance(term, sympy.Number):
        return str(term)
    if isinstance(term, t.MatrixSymbol | sympy.Symbol):
        return term.name
    if not term.args:
        return getattr(term, "name", type(term).__name__)
    return f"{type(term).__name__}({', '.join(map(shown, term.args))})"


@pytest.mark.parametrize("line", READ, ids=lambda line: line["latex"])
def test_a_formula_becomes_this_term(line):
    context = known_context(line["declare"], [line["latex"]], layout=line.get("layout", ""))
    term = read(line["latex"], context).term
    assert (shown(term), show_shape(shape_of(term))) == (line["term"], line["shape"])


@pytest.mark.parametrize("line", REFUSED, ids=lambda line: line["latex"])
def test_a_spelling_is_refused_with_its_place_and_a_hint(line):
    text = line["latex"]
    with pytest.raises(DeriveError) as caught:
        read(text, known_context(line["declare"], [text]))
    error = caught.value
    said = {"error": type(error).__name__, "said": error.message, "hint": error.hint}
    assert said == {key: line[key] for key in said}
    assert (error.place.text, error.place.start, error.place.end) == (text, *line["place"])


def test_the_tables_are_long_enough():
    assert len({line["latex"] for line in READ}) >= 200
    assert len({line["latex"] for line in REFUSED}) >= 200
