"""Random pairs of terms, one turned by the laws of expansion into the other, some then changed.

Values are exact, on integer matrices, so that a false equality is never a matter of digits.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term

__all__ = ["SIZES", "changed", "random_term", "turned", "value", "values"]

n, m = t.dimension("n"), t.dimension("m")
ONE = Integer(1)
SQUARE = (t.matrix("A", n, n), t.matrix("B", n, n))
LETTERS = (*SQUARE, t.matrix("X", n, m), t.matrix("C", m, m), t.matrix("u", n), t.matrix("v", n))
LETTERS += (t.matrix("w", m), t.matrix("s", 1, 1))
NUMBERS = (t.scalar("c"), t.scalar("d"))
SIZES = {n: 3, m: 2}
DIMS = (n, m, ONE)
Rows = list[list[Fraction]]


def random_term(random: Random, rows: Term, cols: Term, depth: int) -> Term:
    """A matrix term of this shape."""
    ways = ["letter"] if depth <= 0 else ["sum", "product", "product", "transpose", "scaled"]
    way = random.choice(ways)
    if way == "sum":
        return t.add(*(random_term(random, rows, cols, depth - 1) for _ in range(2)))
    if way == "product":
        middle = random.choice(DIMS)
        left = random_term(random, rows, middle, depth - 1)
        return t.mul(left, random_term(random, middle, cols, depth - 1))
    if way == "transpose":
        return t.transpose(random_term(random, cols, rows, depth - 1))
    if way == "scaled":
        return t.mul(_scalar(random, depth - 1), random_term(random, rows, cols, depth - 1))
    return _letter(random, rows, cols)


def _letter(random: Random, rows: Term, cols: Term) -> Term:
    fits = [x for x in LETTERS if x.shape == (rows, cols)]
    fits += [t.transpose(x) for x in LETTERS if x.shape == (cols, rows)]
    if rows == cols:
        fits += [t.identity(rows)]
        fits += [t.inverse(x) for x in SQUARE if x.shape == (rows, cols)]
    return random.choice(fits)


def _scalar(random: Random, depth: int) -> Term:
    way = random.choice(
        ["number", "letter", "trace", "form"] if depth > 0 else ["number", "letter"]
    )
    if way == "number":
        return random.choice([Integer(2), Integer(-1), Rational(1, 2)])
    if way == "letter":
        one = random.choice(NUMBERS)
        return random.choice([one, t.power(one, 2), t.power(one, -1)])
    size = random.choice([n, m])
    if way == "trace":
        return t.trace(random_term(random, size, size, depth - 1))
    return t.as_scalar(random_term(random, ONE, ONE, depth - 1))


# -- laws -----------------------------------------------------------------------------------------


def turned(random: Random, term: Term) -> Term:
    """A term that is equal by the laws of expansion."""
    if t.is_leaf(term) or isinstance(term, t.Inverse) or getattr(term, "is_Pow", False):
        return term
    args = [turned(random, arg) for arg in term.args]
    if isinstance(term, t.Transpose):
        return _transposed(args[0])
    if isinstance(term, t.Trace):
        return _traced(random, args[0])
    if isinstance(term, t.AsScalar):
        return t.as_scalar(_transposed(args[0]) if random.random() < 0.5 else args[0])
    if t.factors(term) != (term,):
        return _multiplied(random, args)
    random.shuffle(args)
    return t.rebuild(term, args)


def _transposed(term: Term) -> Term:
    if isinstance(term, t.Transpose):
        return term.args[0]
    if isinstance(term, t.MatAdd):
        return t.add(*map(_transposed, term.args))
    if isinstance(term, t.MatMul):
        scalars = [x for x in term.args if not t.is_matrix(x)]
        return t.mul(*scalars, *(_transposed(x) for x in term.args[::-1] if t.is_matrix(x)))
    return term if isinstance(term, t.Identity) else t.transpose(term)


def _traced(random: Random, of: Term) -> Term:
    if isinstance(of, t.MatAdd):
        return t.add(*(_traced(random, arg) for arg in of.args))
    if isinstance(of, t.MatMul):
        scalars = [x for x in of.args if not t.is_matrix(x)]
        word = [x for x in of.args if t.is_matrix(x)]
        cut = random.randrange(len(word))
        return t.mul(*scalars, t.trace(t.mul(*word[cut:], *word[:cut])))
    return t.trace(t.transpose(of))


def _multiplied(random: Random, args: list[Term]) -> Term:
    """A product, one of its sums distributed."""
    sums = [i for i, x in enumerate(args) if isinstance(x, t.MatAdd)]
    if not sums:
        return t.mul(*args)
    place = random.choice(sums)
    parts = args[place].args
    return t.add(*(t.mul(*args[:place], part, *args[place + 1 :]) for part in parts))


def changed(random: Random, term: Term) -> Term | None:
    """The term with one letter, number or transpose changed; None where that gives no term."""
    places = [x for x in t.subterms(term) if t.is_leaf(x) or isinstance(x, t.Transpose)]
    old = random.choice(places)
    if isinstance(old, t.Transpose):
        new = old.args[0]
    elif t.is_matrix(old):
        new = _letter(random, *old.shape)
    else:
        new = random.choice([*NUMBERS, Integer(3)])
    made = t.substitute(term, {old: new}) if old != new and shape_of(old) == shape_of(new) else term
    return None if made == term else made


# -- values ---------------------------------------------------------------------------------------


def values(random: Random) -> dict[Term, Rows]:
    """Integer matrices for the letters, those that are inverted invertible."""
    made: dict[Term, Rows] = {}
    for letter in (*LETTERS, *NUMBERS):
        rows, cols = (_size(d) for d in letter.shape) if t.is_matrix(letter) else (1, 1)
        made[letter] = [[Fraction(random.randint(-4, 4)) for _ in range(cols)] for _ in range(rows)]
    for letter in SQUARE:  # triangular, with units on the diagonal
        for i in range(SIZES[n]):
            made[letter][i][i] = Fraction(1)
            made[letter][i][:i] = [Fraction(0)] * i
    for number in NUMBERS:
        made[number] = [[Fraction(random.choice([-3, -2, 2, 5]))]]
    return made


def _size(dim: Term) -> int:
    return int(dim.subs(SIZES))


def value(term: Term, at: dict[Term, Rows]) -> Rows:
    """The value of a term of these letters."""
    if term in at:
        return at[term]
    if isinstance(term, Rational):
        return [[Fraction(int(term.p), int(term.q))]]
    if term in SIZES:
        return [[Fraction(SIZES[term])]]
    if isinstance(term, t.Identity):
        size = range(_size(term.shape[0]))
        return [[Fraction(i == j) for j in size] for i in size]
    if isinstance(term, t.Inverse):
        return _inverse(value(term.args[0], at))
    args = [value(arg, at) for arg in term.args]
    if isinstance(term, t.Transpose):
        return [list(row) for row in zip(*args[0], strict=True)]
    if isinstance(term, t.Trace):
        return [[sum((args[0][i][i] for i in range(len(args[0]))), Fraction(0))]]
    if getattr(term, "is_Pow", False):
        return [[args[0][0][0] ** int(args[1][0][0])]]
    if isinstance(term, t.AsScalar):
        return args[0]
    total = args[0]
    for arg in args[1:]:
        total = _times(total, arg) if t.factors(term) != (term,) else _plus(total, arg)
    return total


def _plus(left: Rows, right: Rows) -> Rows:
    pairs = zip(left, right, strict=True)
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in pairs]


def _times(left: Rows, right: Rows) -> Rows:
    for one, other in ((left, right), (right, left)):
        if len(one) == len(one[0]) == 1:
            return [[one[0][0] * b for b in row] for row in other]
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, col, strict=True)) for col in columns] for row in left]


def _inverse(of: Rows) -> Rows:
    """Of a triangular matrix with units on its diagonal: I - N + N² for n = 3."""
    one = [[Fraction(i == j) for j in range(len(of))] for i in range(len(of))]
    rest = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(one, of, strict=True)]
    total, power = one, one
    for _ in range(len(of) - 1):
        power = _times(power, rest)
        total = _plus(total, power)
    return total
