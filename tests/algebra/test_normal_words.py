"""Formulas multiplied out: what is equal at every size, and what must not be called so."""

import pytest

from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.needs import needs
from derive.algebra.normal_words import equal_by_equations, equal_everywhere
from derive.latex.declare import read_context
from derive.latex.reader import parse

SHAPES = {
    **{name: ["n", "n"] for name in ("A", "B", "C", "S", "K", "Q", "P", "J", "N")},
    **{"X": ["n", "d"], "Y": ["n", "d"], "U": ["n", "d"], "V": ["d", "n"], "W": ["d", "d"]},
    **{"x": ["n", 1], "y": ["n", 1], "u": ["n", 1], "v": ["n", 1], "w": ["d", 1]},
    **{"a": "scalar", "b": "scalar", "c": "scalar", r"\lambda": "scalar"},
}
ASSUMED = [
    "orthogonal(J)",
    "skew_symmetric(J)",
    "unit_norm(N)",
    "symmetric(S)",
    "skew_symmetric(K)",
    "orthogonal(Q)",
    "idempotent(P)",
    "invertible(A)",
]


def sides(left, right, assumed):
    context = read_context({"symbols": SHAPES, "assume": assumed})
    terms = tuple(parse(text, context) for text in (left, right))
    return context, *terms, lambda fact: ask(context, fact).value is True


EVERYWHERE = [
    ("(A + B)(A - B)", "A^2 - A B + B A - B^2"),
    (r"\operatorname{tr}(A B C)", r"\operatorname{tr}(C A B)"),
    (r"\operatorname{tr}(A B C)", r"\operatorname{tr}(C^T B^T A^T)"),
    (r"\operatorname{tr}(x y^T A)", "y^T A x"),
    ("x^T A y", "y^T A^T x"),
    ("x y^T u v^T", "(u^T y) x v^T"),
    ("x^T K x", "0"),
    (r"\operatorname{tr}(K S)", "0"),
    (r"\operatorname{tr}(Q A Q^T)", r"\operatorname{tr}(A)"),
    (r"\operatorname{tr}(A A^{-1})", "n"),
    ("P (I - P)", "0 A"),
    (r"\|X - Y\|_F^2", r"\operatorname{tr}((X - Y)^T (X - Y))"),
    (r"\|x - y\|^2", "x^T x - 2 x^T y + y^T y"),
    ("(A B)^{-1}", "B^{-1} A^{-1}"),
    ("(2 S + 2 I)^{-1}", r"\tfrac12 ((S + I)^{-1})^T"),
    (r"(\lambda I + X^T X)^{-1}", r"\tfrac{1}{\lambda} (I + \tfrac{1}{\lambda} X^T X)^{-1}"),
    (r"\frac{a}{b + c} + \frac{1}{b - c}", r"\frac{a(b - c) + b + c}{(b + c)(b - c)}"),
    (r"\det(A B^{-1} A^T)", r"\frac{\det(A)^2}{\det B}"),
    (r"\log(a (b + c)) x", r"\log(a b + a c) x"),
]
NEVER = [
    ("A B", "B A"),
    (r"\operatorname{tr}(A B C)", r"\operatorname{tr}(A C B)"),
    ("x^T A x", "x^T A y"),
    ("X^T X", "X^T Y"),
    ("(A + B)^2", "A^2 + 2 A B + B^2"),
    (r"\operatorname{tr}(A) \operatorname{tr}(B)", r"\operatorname{tr}(A B)"),
    ("A A^T", "A^T A"),
    ("(A + B)^{-1}", "A^{-1} + B^{-1}"),
    ("x^T K y", "0"),
    ("x^T S x", "0"),
    (r"\operatorname{tr}(K S A)", "0"),
    (r"\operatorname{tr}(I_n)", "d"),
    (r"\log(a + b) x", r"(\log a + \log b) x"),
    ("X X^T", "X X^{+}"),
    ("J^{-1}", "J"),
    ("J^{+}", "J"),
    (r"\det(J + x y^T)", r"\det(J) (1 + y^T J x)"),
    ("N^T N A", "A"),
]
BY_EQUATIONS = [
    ("(I + B C)^{-1} B", "B (I + C B)^{-1}", []),
    (r"(X^T X + \lambda I)^{-1} X^T", r"X^T (X X^T + \lambda I)^{-1}", []),
    ("(A + U W V)^{-1}", "A^{-1} - A^{-1} U (W^{-1} + V A^{-1} U)^{-1} V A^{-1}", []),
    ("(A + u v^T)^{-1}", r"A^{-1} - \frac{A^{-1} u v^T A^{-1}}{1 + v^T A^{-1} u}", []),
    ("A^{-1} + B^{-1}", "A^{-1} (A + B) B^{-1}", []),
    ("(A^{-1} + B^{-1})^{-1}", "A (A + B)^{-1} B", []),
    ("(I - K)(I + K)^{-1}", "(I + K)^{-1} (I - K)", []),
    ("A^{-1} B", "B A^{-1}", ["A B = B A"]),
    ("A^{-1}", "A", ["A^2 = I"]),
    ("B^3 x", r"\lambda^3 x", [r"B x = \lambda x"]),
    ("(X^T X)^{-1} X^T y", "V V^T w", ["w = X^T y", "(X^T X)^{-1} = V V^T"]),
    ("C", "B^2", ["C = B B"]),
]
NOT_BY_EQUATIONS = [
    ("A B", "B A", ["A C = C A"]),
    ("(I + B C)^{-1} B", "C (I + C B)^{-1}", []),
    ("A", "I_n", ["A^2 = I"]),
    ("B x", r"\lambda x", [r"B y = \lambda y"]),
]
DEFINED = [
    ("a b", "b a", True),
    (r"\frac{a}{a}", "1", False),
    (r"\frac{a}{a}", r"\frac{1}{2 a}", True),
    (r"\frac{1}{a b}", r"\frac{1}{b a^2}", True),
    (r"\frac{1}{a + b}", r"\frac{1}{-2 a - 2 b}", True),
    (r"\frac{1}{a - b}", r"\frac{1}{a + b}", False),
    (r"\log a", r"\log(-a)", False),
    (r"\log a + b", r"\log a", True),
    (r"\sqrt{a} - \sqrt{a}", "0", False),
    ("A^{-1}", "0 A", True),
    ("B^{-1}", "0 B", False),
    ("(B^T)^{-1}", "B^{-1}", True),
    ("(B C)^{-1}", "C^{-1} B^{-1}", True),
    ("C^{-1} B^{-1}", "(B C)^{-1}", True),
    ("(I + C B)^{-1}", "(I + B C)^{-1}", True),
    ("(I + 2 C B)^{-1}", "(I + B C)^{-1}", False),
    ("(W^{-1} + V A^{-1} U)^{-1}", r"\operatorname{tr}(W^{-1}) (A + U W V)^{-1}", True),
    ("(W^{-1} + V A^{-1} U)^{-1}", "(A + U W V)^{-1}", False),
    (r"\frac{1}{1 + v^T A^{-1} u}", "(A + u v^T)^{-1}", True),
    (r"\frac{1}{1 + v^T B^{-1} u}", "(B + u v^T)^{-1}", False),
    (r"\frac{1}{1 + v^T A^{-1} u}", "(A + v u^T)^{-1}", False),
    ("(I + J B)^{-1}", "(J + B)^{-1}", False),
    (r"\lim_{t \to 0} \frac{a}{t} - \lim_{t \to 0} \frac{a}{t}", "0", False),
    (r"\frac{d}{da} \lim_{t \to 0} \frac{a}{t}", "0", False),
    ("(I + A^T K)^{-1}", "(I + K A)^{-1}", False),
    ("(I - A^T K)^{-1}", "(I + K A)^{-1}", True),
    (r"\sqrt{x^T S S x}", "0", True),
    (r"\sqrt{x^T K K x}", "0", False),
    (r"\sum_{i=1}^{n} x_i", "0", True),
    (r"\sum_{i=1}^{d} x_i", "0", False),
    (r"\sum_{i=1}^{n} \frac{1}{x_i}", "0", False),
]


@pytest.mark.parametrize(("left", "right"), EVERYWHERE)
def test_equal_at_every_size(left, right):
    _, *terms, known = sides(left, right, ASSUMED)
    assert equal_everywhere(*terms, known)


@pytest.mark.parametrize(("left", "right"), NEVER)
def test_what_differs_is_not_equal(left, right):
    _, *terms, known = sides(left, right, ASSUMED)
    assert not equal_everywhere(*terms, known)
    assert not equal_by_equations(*terms, known, ())


@pytest.mark.parametrize(("left", "right", "equations"), BY_EQUATIONS)
def test_equal_by_equations(left, right, equations):
    context, *terms, known = sides(left, right, [*ASSUMED, *equations])
    assumed = [fact for fact in context.facts if fact.predicate == "="]
    assert equal_by_equations(*terms, known, assumed)


@pytest.mark.parametrize(("left", "right", "equations"), NOT_BY_EQUATIONS)
def test_not_equal_by_equations(left, right, equations):
    context, *terms, known = sides(left, right, [*ASSUMED, *equations])
    assumed = [fact for fact in context.facts if fact.predicate == "="]
    assert not equal_by_equations(*terms, known, assumed)


@pytest.mark.parametrize(("formula", "other", "defined"), DEFINED)
def test_where_a_formula_has_a_value(formula, other, defined):
    _, *terms, known = sides(formula, other, ASSUMED)
    assert defined_wherever(*terms, known) is defined


def test_needs_are_read_from_the_text():
    _, term, _, _ = sides(r"\frac{a}{a} B - \log(b) B (B^{-1} B)", "B", [])
    assert [str(need) for need in needs(term)] == ["a ≠ 0", "0 < b", "invertible(B)"]
