"""Fractions of polynomials, and the signs of them, checked anew.

A polynomial is {exponents: coefficient}, the exponents a tuple of pairs (atom, count); an atom is
what is no sum, product, whole power or number, numbered by its normal form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from derive.replay.claims import Fact
from derive.replay.domains import same_fact
from derive.replay.needs import factors
from derive.replay.nodes import Tree
from derive.replay.normal import Normal
from derive.replay.plain import items, record, text
from derive.replay.reading import Formulas, Scope
from derive.replay.report import Below, ReplayError
from derive.replay.terms import rational
from derive.replay.trees import make, number, subterms

__all__ = ["Quotients", "Ratio", "check_contradiction", "check_sign"]

Poly: TypeAlias = dict[tuple[tuple[int, int], ...], Fraction]

MAX_TERMS, MAX_EXPONENT, MAX_BITS = 3000, 64, 20_000
NONZERO = (">", "<", "!=")
SAID = {"<": ">", "<=": ">=", "=": "=", "!=": "!="}  # what right - left is beside zero


@dataclass(frozen=True, slots=True)
class Ratio:
    """above / below."""

    above: Poly
    below: Poly


class Quotients:
    """Scalar trees as fractions; atoms are numbered for all of them together."""

    def __init__(self, normal: Normal) -> None:
        self._normal = normal
        self._atoms: dict[object, int] = {}
        self.foreign = False  # whether an atom was met that is no letter

    def known(self) -> int:
        return len(self._atoms)

    def of(self, tree: Tree) -> Ratio:
        """The fraction of a scalar tree.  ReplayError for a division by what is always zero."""
        if tree.shape:
            raise ReplayError("only scalars are fractions")
        match tree.op:
            case "number":
                return Ratio({(): tree.value} if tree.value else {}, {(): Fraction(1)})
            case "add":
                first, *rest = map(self.of, tree.args)
                for other in rest:
                    first = self._plus(first, other)
                return first
            case "mul":
                first, *rest = map(self.of, tree.args)
                for other in rest:
                    first = self._times(first, other)
                return first
            case "pow" if _whole(tree):
                return self._power(tree)
            case "as_scalar" if tree.args[0].op == "add":
                return self.of(make("add", *(make("as_scalar", a) for a in tree.args[0].args)))
        name = frozenset(self._normal.form(tree).items())
        if name not in self._atoms and tree.op != "symbol":
            self.foreign = True
        atom = self._atoms.setdefault(name, len(self._atoms))
        return Ratio({((atom, 1),): Fraction(1)}, {(): Fraction(1)})

    def _power(self, tree: Tree) -> Ratio:
        base, count = self.of(tree.args[0]), int(tree.args[1].value)
        if count < 0:
            if not base.above:
                raise ReplayError("a division by zero")
            base = Ratio(base.below, base.above)
        result = Ratio({(): Fraction(1)}, {(): Fraction(1)})
        for _ in range(abs(count)):
            result = self._times(result, base)
        return result

    def _plus(self, one: Ratio, other: Ratio) -> Ratio:
        if one.below == other.below:
            return Ratio(plus(one.above, other.above), one.below)
        above = plus(self.product(one.above, other.below), self.product(other.above, one.below))
        return Ratio(above, self.product(one.below, other.below))

    def _times(self, one: Ratio, other: Ratio) -> Ratio:
        return Ratio(self.product(one.above, other.above), self.product(one.below, other.below))

    def product(self, one: Poly, other: Poly) -> Poly:
        self._normal.fuel.spend(1 + len(one) * len(other))
        made: Poly = {}
        for left, c in one.items():
            for right, d in other.items():
                counts = dict(left)
                for atom, count in right:
                    counts[atom] = counts.get(atom, 0) + count
                if sum(counts.values()) > MAX_EXPONENT:
                    raise ReplayError("a degree is too large")
                both = tuple(sorted(counts.items()))
                made[both] = made.get(both, Fraction(0)) + c * d
        if len(made) > MAX_TERMS or any(_bits(c) > MAX_BITS for c in made.values()):
            raise ReplayError("a product, multiplied out, is too long")
        return {exponents: c for exponents, c in made.items() if c}

    def equal(self, left: Ratio, right: Ratio) -> bool:
        return self.product(left.above, right.below) == self.product(right.above, left.below)

    def line(self, tree: Tree) -> frozenset[object]:
        """The numerator up to a number: the same for all that vanish together with it."""
        above = self.of(tree).above
        lead = above[min(above)] if above else Fraction(1)
        return frozenset((exponents, c / lead) for exponents, c in above.items())

    def same(self, before: Tree, after: Tree) -> bool:
        """Whether the two are one fraction, and `after` brings nothing new but letters."""
        left = self.of(before)
        self.foreign = False
        return self.equal(left, self.of(after)) and not self.foreign

    def new_divisors(self, before: Tree, after: Tree) -> list[Tree]:
        """What `after` divides by and `before` does not, in the order of its nodes."""
        seen = {self.line(tree) for tree in divisors(before)}
        found = []
        for tree in divisors(after):
            if self.line(tree) not in seen:
                seen.add(self.line(tree))
                found.append(tree)
        return found


def plus(one: Poly, other: Poly) -> Poly:
    made = dict(one)
    for exponents, c in other.items():
        made[exponents] = made.get(exponents, Fraction(0)) + c
    return {exponents: c for exponents, c in made.items() if c}


def times(c: Fraction, poly: Poly) -> Poly:
    return {exponents: c * d for exponents, d in poly.items()} if c else {}


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _whole(tree: Tree) -> bool:
    exponent = tree.args[1]
    return exponent.op == "number" and exponent.value.denominator == 1 and exponent.value != 0


def _integer(tree: Tree) -> bool:
    return tree.op == "number" and tree.value.denominator == 1


def divisors(*trees: Tree) -> Iterator[Tree]:
    """What the trees divide by, factor by factor, outermost first."""
    for tree in trees:
        for part in subterms(tree):
            scalar_power = part.op == "pow" and not part.shape
            if scalar_power and _integer(part.args[1]) and part.args[1].value < 0:
                yield from factors(part.args[0])


# -- signs ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Signs:
    """What a proof of a sign is checked with."""

    formulas: Formulas
    normal: Normal
    quotients: Quotients
    scope: Scope
    assumed: Sequence[Fact]
    used: list[Fact]

    def polynomial(self, tree: Tree) -> Poly:
        ratio = self.quotients.of(tree)
        if ratio.below != {(): Fraction(1)}:
            raise ReplayError("a polynomial is expected")
        return ratio.above


def check_sign(
    data: object, formulas: Formulas, normal: Normal, scope: Scope, assumed: Sequence[Fact]
) -> tuple[Fact, list[Fact]]:
    """The fact that a proof of a sign shows, and the assumptions that it rests on.

    The difference of the two sides must be number · Π factor^exponent; the sum of each factor must
    be that factor (or minus it), and what is divided by must be one of those that are not zero.
    """
    given = record(data, "fact", "number", "factors")
    fact = formulas.fact(given["fact"], scope)
    if fact.predicate not in SAID or any(arg.shape for arg in fact.args):
        raise ReplayError("a sign is that of a scalar", "fact")
    signs = _Signs(formulas, normal, Quotients(normal), scope, assumed, [])
    value = rational(given["number"])
    shown, sign = number(value), ">=" if value == 0 else ">" if value > 0 else "<"
    nonzero, terms, zero = set(), [], value == 0
    for i, item in enumerate(items(given["factors"])):
        with Below(f"factors[{i}]"):
            term, exponent, own = _factor(item, signs)
        terms.append(term)
        if own in NONZERO:
            nonzero.add(signs.quotients.line(term))
        if exponent < 0 and own not in NONZERO:
            raise ReplayError("what is divided by may be zero")
        zero |= own == "=" and exponent > 0
        if exponent:
            sign = _multiplied(sign, own, exponent)
            shown = make("mul", shown, make("pow", term, number(exponent)))
    left, right = fact.args
    difference = make("add", right, make("mul", number(-1), left))
    if not signs.quotients.equal(signs.quotients.of(difference), signs.quotients.of(shown)):
        raise ReplayError("the factors are not those of the difference")
    if any(signs.quotients.line(tree) not in nonzero for tree in divisors(*fact.args, *terms)):
        raise ReplayError("nothing shows that what is divided by is not zero")
    wanted = {"<": (">",), "<=": (">", ">=", "="), "=": ("=",), "!=": NONZERO}[fact.predicate]
    if ("=" if zero else sign) not in wanted:
        raise ReplayError("the signs of the factors do not give the sign of the product")
    return fact, signs.used


def _multiplied(sign: str, own: str, exponent: int) -> str:
    """The sign of a product with own^exponent, or nothing."""
    strict = own in NONZERO
    if exponent % 2 == 0:
        own = ">" if strict else ">="
    if "!=" in (sign, own):
        return "!=" if sign in NONZERO and strict else ""
    if not sign or own in ("", "="):
        return ""
    positive = (sign[0] == ">") == (own[0] == ">")
    both = sign in NONZERO and strict
    return (">" if positive else "<") + ("" if both else "=")


def _factor(data: object, signs: _Signs) -> tuple[Tree, int, str]:
    given = record(data, "term", "exponent", "sign", "sum")
    term = signs.formulas.formula(given["term"], signs.scope)
    exponent = given["exponent"]
    if not isinstance(exponent, int) or isinstance(exponent, bool) or abs(exponent) > MAX_EXPONENT:
        raise ReplayError("a small whole number is expected", "exponent")
    sign, parts = text(given["sign"], ">", "<", ">=", "<=", "=", "!=", ""), items(given["sum"])
    own = signs.polynomial(term)
    if not sign:
        if exponent <= 0 or parts:
            raise ReplayError("what is divided by needs a sign", "sign")
        return term, exponent, sign
    total, strict, zero = _total(parts, signs, alone=sign == "!=" and len(parts) == 1)
    ways = {">": (1,), "<": (-1,)}.get(sign[0], (1, -1))
    if sign == "=" and not zero:
        raise ReplayError("the sum may be other than zero")
    if all(total != times(Fraction(way), own) for way in ways):
        raise ReplayError("the sum is not the factor")
    if sign in NONZERO and not strict:
        raise ReplayError("the sum may be zero")
    return term, exponent, sign


def check_contradiction(
    data: object, formulas: Formulas, normal: Normal, scope: Scope, assumed: Sequence[Fact]
) -> None:
    """The assumptions contradict each other: a sum of what is positive or zero, and not all zero,
    is zero; or what is said to be zero is also said not to be."""
    parts = items(data)
    signs = _Signs(formulas, normal, Quotients(normal), scope, assumed, [])
    single = [record(part, "coefficient", "root", "facts")["facts"] for part in parts]
    pair = len(parts) == 2 and all(len(items(facts)) == 1 for facts in single)
    total, strict, _ = _total(parts, signs, alone=pair)
    said = {_said(fact)[1] for fact in signs.used}
    if total or not strict or ("!=" in said and said != {"=", "!="}):
        raise ReplayError("the assumptions do not contradict each other in this way")


def _total(parts: list[object], signs: _Signs, *, alone: bool) -> tuple[Poly, bool, bool]:
    """The sum, whether it is never zero, and whether every summand is zero."""
    total: Poly = {}
    strict, zero = False, True
    for i, part in enumerate(parts):
        with Below(f"sum[{i}]"):
            value, never, always = _summand(part, signs, alone)
        total, strict, zero = plus(total, value), strict or never, zero and always
    return total, strict, zero


def _summand(data: object, signs: _Signs, alone: bool) -> tuple[Poly, bool, bool]:
    """The value of a summand, whether it is never zero, and whether it is always zero."""
    given = record(data, "coefficient", "root", "facts")
    c = rational(given["coefficient"])
    root = signs.polynomial(signs.formulas.formula(given["root"], signs.scope))
    value = times(c, signs.quotients.product(root, root))
    strict, only_nonzero, zero = c != 0 and set(root) == {()}, False, False
    for fact in signs.formulas.facts(given["facts"], signs.scope):
        if not any(same_fact(signs.normal, fact, known) for known in signs.assumed):
            raise ReplayError(f"{fact.predicate} is not assumed here", "facts")
        signs.used.append(fact)
        difference, said = _said(fact)
        value = signs.quotients.product(value, signs.polynomial(difference))
        strict &= said in NONZERO
        only_nonzero |= said == "!="
        zero |= said == "="
    if not zero and ((only_nonzero and not alone) or (not only_nonzero and c <= 0)):
        raise ReplayError("a summand has no sign")
    return value, strict and not zero, zero


def _said(fact: Fact) -> tuple[Tree, str]:
    """What a fact says something of, and its sign."""
    if any(arg.shape for arg in fact.args):
        raise ReplayError("a sign is that of a scalar")
    if fact.predicate in ("positive", "nonzero"):
        return fact.args[0], ">" if fact.predicate == "positive" else "!="
    if fact.predicate not in SAID:
        raise ReplayError(f"{fact.predicate} says nothing of a sign")
    left, right = fact.args
    return make("add", right, make("mul", number(-1), left)), SAID[fact.predicate]
