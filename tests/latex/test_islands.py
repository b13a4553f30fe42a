r"""Scalar islands: integrals, binomial coefficients, factorials and sums to infinity, as another
reader reads them; and that reader beside ours on the scalar formulas that we print."""

import json
import random
from pathlib import Path

import pytest
import sympy

from derive.algebra import term as t
from derive.errors import DeriveError
from derive.judging.inputs import known_context
from derive.latex import island_rules
from derive.latex.printer import latex
from derive.latex.reader import parse
from derive.rules.library import RULES

other = pytest.importorskip("latex2sympy2_extended.latex2sympy2")
LETTERS = {
    "x": "scalar",
    "a": "scalar",
    "b": "scalar",
    r"\lambda": "scalar",
    "k": "positive_integer",
    "A": ["n", "n"],
    "y": ["n", 1],
}
VALUES = [
    (r"\int_0^1 x^2 \, dx", "1/3"),
    (r"\int_0^a (x + b) dx", "a**2/2 + a*b"),
    (r"\int_0^1 \int_0^1 x b \, dx \, db", "1/4"),
    (r"\int_{-\infty}^{\infty} e^{-x^2} \mathrm{d}x", "sqrt(pi)"),
    (r"\int_1^2 \log(x) dx", "2*log(2) - 1"),  # the natural logarithm
    (r"\binom{5}{2}", "10"), (r"3 \cdot 4!", "72"), (r"\Gamma(5)", "24"),
    (r"\lfloor \frac{7}{2} \rfloor", "3"), (r"\lceil 7/2 \rceil", "4"),
    (r"\sum_{k=0}^{\infty} \frac{1}{2^k}", "2"), (r"\sum_{j=1}^\infty \frac{1}{j^2}", "pi**2/6"),
]  # fmt: skip
REFUSED = [
    r"\int x^2 dx", r"\int_0^1 x^2", r"\int_0^1 A dx", r"\int_0^1 y dx", r"\int_0^1 z dx",
    r"\int_0^1 \frac{1}{x} dx", r"\sum_{k=1}^\infty \frac1k", r"\sum_{k=0}^{\infty} a^k", r"\binom{k}{2}", "k!",
    r"\binom{5}", r"\lfloor x", r"\int_0^1 \text{foo} dx", r"\int_0^1 x \, dx \, dx",
]  # fmt: skip


@pytest.fixture(name="context", scope="module")
def _context():
    return known_context(LETTERS, [])


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_an_island_is_its_value(text, value, context):
    found = sympy.sympify(parse(text, context)).doit()
    names = {"a": context.symbols["a"], "b": context.symbols["b"]}
    assert sympy.simplify(found - sympy.sympify(value, locals=names)) == 0


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_value_that_is_known_is_refused(text, context):
    with pytest.raises(DeriveError) as caught:
        parse(text, context)
    assert caught.value.place is not None


def test_without_the_other_reader_it_is_said_what_is_missing(monkeypatch, context):
    monkeypatch.setattr(island_rules, "find_spec", lambda name: None)
    with pytest.raises(DeriveError, match="another reader"):
        parse(r"\int_0^1 x dx", context)


# -- the other reader beside ours -----------------------------------------------------------------


def _scalar_formulas():
    """The scalar formulas without indices that we print: sides of rules, and of the table."""
    for rule in RULES.values():
        yield from (side for side in (rule.lhs, rule.rhs))
    for line in (Path(__file__).parent / "formulas.jsonl").read_text().splitlines():
        said = json.loads(line)
        yield parse(
            said["latex"],
            known_context(said["declare"], [said["latex"]], layout=said.get("layout", "")),
        )


def _comparable(term):
    parts = list(t.subterms(term))
    elementary = (
        sympy.Add,
        sympy.Mul,
        sympy.Pow,
        sympy.Symbol,
        sympy.Rational,
        sympy.exp,
        sympy.log,
        sympy.Abs,
        sympy.tanh,
    )
    strange = {"e", "i", "d"} & {str(symbol) for symbol in t.free_symbols(term)}  # to the other one
    return len(parts) > 1 and not strange and all(isinstance(part, elementary) for part in parts)


def _value(expression, values):
    named = {
        s: values.setdefault(
            str(s).lstrip("\\").replace("{", "").replace("}", ""),
            sympy.Rational(random.Random(str(s).lstrip("\\")).randint(2, 9), 7),
        )
        for s in expression.free_symbols
    }
    return sympy.N(expression.xreplace(named).doit(), 30)


def test_another_reader_reads_what_we_print_as_we_do():
    plainly = other.ConversionConfig(interpret_as_mixed_fractions=False, lowercase_symbols=False)
    seen = 0
    for term in dict.fromkeys(filter(_comparable, _scalar_formulas())):
        shown = latex(term).replace(r"\log", r"\ln").replace(r"\lvert", "|").replace(r"\rvert", "|")
        read = other.latex2sympy(shown, normalization_config=None, conversion_config=plainly)
        values = {}
        assert abs(_value(term, values) - _value(read, values)) < sympy.Rational(1, 10**20), shown
        seen += 1
    assert seen >= 12
