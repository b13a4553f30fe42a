"""Points at which two formulas in scalars may differ, found by z3.

Corners, steps, roots and divisors are written out for z3, which looks for values of the letters on
which the assumptions hold, the first formula has a value, and the second has another or none.  A
cell that is small and far from zero is found in this way.  Functions of which z3 knows nothing are
numbers of their own.  The answer is a guess: who uses it evaluates both formulas there.

Limits
    Works within `RLIMIT`, never by the clock.  Points that are not rational are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.term import Term

__all__ = ["ScalarWriter", "Untranslated", "point_apart"]

RLIMIT = 1_500_000
MAX_PARTS = 400
MAX_POWER = 12


class Untranslated(Exception):  # noqa: N818  # it ends a translation
    """A part that is not written out for z3."""


def point_apart(context: Context, left: Term, right: Term) -> dict[Term, Fraction] | None:
    """Values of the letters on which the two formulas may differ; None where none are found."""
    sides = [arg for fact in context.facts for arg in fact.args]
    terms = (left, right, *sides)
    letters = dict.fromkeys(p for term in terms for p in t.subterms(term) if isinstance(p, Symbol))
    known = all(fact.predicate in COMPARISONS for fact in context.facts)
    if not known or any(s.is_integer for s in letters) or sum(map(_length, terms)) > MAX_PARTS:
        return None
    # z3 costs a third of a second to import, which few questions need
    import z3

    writer = ScalarWriter(z3, tuple(letters))
    try:
        facts = [writer.relation(fact.predicate, *fact.args) for fact in context.facts]
        first, given = writer.number(left), len(writer.needs)
        second = writer.number(right)
    except Untranslated:
        return None
    if not (writer.needs or writer.cornered):
        return None  # polynomials differ on models at random
    solver = z3.Solver()
    solver.set("rlimit", RLIMIT)
    solver.set("random_seed", 0)
    solver.add(*facts, *writer.needs[:given], *writer.meanings)
    solver.add(z3.Or(first != second, *(z3.Not(need) for need in writer.needs[given:])))
    return _rational(z3, solver.model(), writer.letters) if solver.check() == z3.sat else None


def _length(term: Term) -> int:
    return sum(1 for _ in t.subterms(term))


def _rational(z3: Any, model: Any, letters: Mapping[Term, Any]) -> dict[Term, Fraction] | None:
    found: dict[Term, Fraction] = {}
    for symbol, variable in letters.items():
        value = model.eval(variable, model_completion=True)
        if not z3.is_rational_value(value):
            return None
        found[symbol] = Fraction(value.numerator_as_long(), value.denominator_as_long())
    return found


class ScalarWriter:
    """Scalar terms as terms of z3.

    `needs` are the conditions under which what was written has a value, `meanings` define the
    variables that stand for roots.
    """

    def __init__(self, z3: Any, letters: tuple[Term, ...]) -> None:
        self.z3 = z3
        self.letters = {
            symbol: z3.ToReal(z3.Int(f"x{i}")) if symbol.is_integer else z3.Real(f"x{i}")
            for i, symbol in enumerate(letters)
        }
        self.needs: list[Any] = []
        self.meanings: list[Any] = []
        self.cornered = False
        self._named: dict[Term, Any] = {}

    def number(self, term: Term) -> Any:
        """Raises Untranslated for a matrix."""
        if not t.is_scalar(term):
            raise Untranslated
        if isinstance(term, Rational):
            return self.z3.Q(int(term.p), int(term.q))
        if isinstance(term, Symbol):
            return self.letters[term]
        if isinstance(term, Add | Mul):
            return self._folded(term)
        if isinstance(term, Pow):
            return self._power(*term.args)
        rule = _CORNERS.get(type(term))
        if rule is not None:
            self.cornered = True
            return rule(self, *term.args)
        return self._unknown(term)

    def relation(self, name: str, left: Term, right: Term) -> Any:
        one, other = self.number(left), self.number(right)
        return {"<": one < other, "<=": one <= other, "=": one == other}.get(name, one != other)

    def stated(self, fact: Fact) -> Any:
        """A comparison, or that a number is positive, not zero, or 0 or 1."""
        if len(fact.args) == 2:
            return self.relation(fact.predicate, *fact.args)
        [of] = fact.args
        if fact.predicate == "positive":
            return self.relation("<", t.ZERO, of)
        if fact.predicate == "nonzero":
            return self.relation("!=", of, t.ZERO)
        if fact.predicate != "binary":
            raise Untranslated
        return self.relation("=", t.power(of, Integer(2)), of)

    def _folded(self, term: Term) -> Any:
        total = self.number(term.args[0])
        for arg in term.args[1:]:
            value = self.number(arg)
            total = total + value if isinstance(term, Add) else total * value
        return total

    def _power(self, base: Term, exponent: Term) -> Any:
        if not isinstance(exponent, Rational) or abs(exponent.p) > MAX_POWER:
            return self._unknown(t.power(base, exponent))
        value = self.number(base)
        if exponent.q != 1:
            value = self._root(base, value, int(exponent.q))
        if exponent < 0:
            self.needs.append(value != 0)
            value = 1 / value
        return self._raised(value, abs(int(exponent.p)))

    def _raised(self, value: Any, times: int) -> Any:
        total = self.z3.RealVal(1)
        for _ in range(times):
            total = total * value
        return total

    def _root(self, base: Term, value: Any, degree: int) -> Any:
        self.cornered = True
        key = t.power(base, Rational(1, degree))
        if key not in self._named:
            root = self._named[key] = self.z3.Real(f"r{len(self._named)}")
            raised = self._raised(root, degree)
            inside = self.z3.And(root >= 0, raised == value)
            self.meanings.append(self.z3.Implies(value >= 0, inside))
        self.needs.append(value >= 0)
        return self._named[key]

    def _unknown(self, term: Term) -> Any:
        """A number of its own, for a function that z3 does not know."""
        if isinstance(term, t.BINDING):
            raise Untranslated
        if isinstance(term, sympy.log):
            self.needs.append(self.number(term.args[0]) > 0)
        if term not in self._named:
            value = self._named[term] = self.z3.Real(f"f{len(self._named)}")
            low, high, strict = _RANGES.get(type(term), (None, None, False))
            if low is not None:
                self.meanings.append(value > low if strict else value >= low)
            if high is not None:
                self.meanings.append(value < high if strict else value <= high)
        return self._named[term]

    def either(self, condition: Any, one: Any, other: Any) -> Any:
        return self.z3.If(condition, one, other)

    def extreme(self, args: tuple[Term, ...], largest: bool) -> Any:
        total, *rest = map(self.number, args)
        for value in rest:
            total = self.either((value > total) if largest else (value < total), value, total)
        return total

    def indicator(self, left: Term, relation: Term, right: Term) -> Any:
        return self.either(
            self.relation(str(relation), left, right), self.z3.RealVal(1), self.z3.RealVal(0)
        )

    def signed(self, arg: Term) -> Any:
        value = self.number(arg)
        one, zero = self.z3.RealVal(1), self.z3.RealVal(0)
        return self.either(value > 0, one, self.either(value < 0, -one, zero))

    def rectified(self, arg: Term, below: int) -> Any:
        """The value, times `below` where it is negative."""
        value = self.number(arg)
        return self.either(value >= 0, value, value * below)


# least and greatest value of functions that z3 does not know, and whether they are not reached
_RANGES: Mapping[type, tuple[int | None, int | None, bool]] = MappingProxyType(
    {
        sympy.exp: (0, None, True),
        sympy.sin: (-1, 1, False),
        sympy.cos: (-1, 1, False),
        sympy.tanh: (-1, 1, True),
        t.Logistic: (0, 1, True),
        t.Norm: (0, None, False),
        t.GaussianDensity: (0, None, True),
        t.Rank: (0, None, False),
    }
)
_CORNERS: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {
        t.ReLU: lambda writer, arg: writer.rectified(arg, 0),
        sympy.Abs: lambda writer, arg: writer.rectified(arg, -1),
        sympy.sign: lambda writer, arg: writer.signed(arg),
        t.Maximum: lambda writer, *args: writer.extreme(args, True),
        t.Minimum: lambda writer, *args: writer.extreme(args, False),
        t.Indicator: lambda writer, *args: writer.indicator(*args),
    }
)
