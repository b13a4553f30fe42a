"""Equations one of which is a multiple of the other: (C - D) = c P (A - B) Q, or with (A - B)'.

That is what "multiply out, move a term, divide by two, multiply by the inverse" comes to.  The
candidates for P and Q are what stands at the ends of the products in the two equations, or inverted
there, and the coefficient of a letter that stands alone; those for c are what is divided by.  They
are tried on values; the kernel makes the operations, each of which can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.expansion import Expansion, Monomials, Spelling, add_multiple
from derive.algebra.facts import ask
from derive.algebra.fractions import divisors
from derive.algebra.normal_form import equal_modulo
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, LimitError, ShapeError, StepError
from derive.models.equivalence import models_of
from derive.models.values.evaluate import Model, Undefined, evaluate, rows_of
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.grids import Unresolved
from derive.proof import kernel
from derive.proof.lifting import lifted
from derive.proof.primitives.both_sides import both_sides
from derive.proof.sign_search import prove_sign
from derive.proof.step import Step
from derive.proof.strategies.tracked import term_of

__all__ = ["Multiple", "multiples", "steps_of"]

MODELS = 2  # on which a multiple is tried
MAX_TRIED = 60
MAX_SCALARS = 12
MAX_SUMMANDS = 4  # of what is moved to the other side, beyond which it is moved as it stands
TURNED = {"full_column_rank": "full_row_rank", "full_row_rank": "full_column_rank"}
Rewrite = Callable[[Context, Term, Term], tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Multiple:
    """after.lhs - after.rhs = scale * left * (before.lhs - before.rhs) * right."""

    scale: Term
    left: Term | None = None
    right: Term | None = None
    turned: bool = False
    vectorized: bool = False
    scalar: bool = False

    def unmet(self, context: Context) -> tuple[Fact, ...]:
        """What must hold for this to be undone and is not known to."""
        needed = [
            _kept(side, predicate)
            for side, predicate in (
                (self.left, "full_column_rank"),
                (self.right, "full_row_rank"),
            )
            if side is not None
        ]
        unmet = [fact for fact in needed if ask(context, fact).value is not True]
        nonzero = Fact("!=", (self.scale, t.ZERO))
        if not _nonzero(context, self.scale):
            unmet.append(nonzero)
        return tuple(unmet)


def _kept(side: Term, predicate: str) -> Fact:
    """That nothing is lost by multiplying with a factor."""
    rows, cols = shape_of(side)
    if rows == cols:
        return Fact("invertible", (side,))
    if isinstance(side, t.Transpose):
        return Fact(TURNED[predicate], side.args)
    return Fact(predicate, (side,))


def _nonzero(context: Context, scale: Term) -> bool:
    if isinstance(scale, Rational):
        return bool(scale != 0)
    fact = Fact("!=", (scale, t.ZERO))
    return bool(ask(context, fact).value) or prove_sign(context.facts, fact) is not None


# -- the candidates -------------------------------------------------------------------------------


def multiples(context: Context, before: Term, after: Term) -> Iterator[Multiple]:
    """The multiples that agree on values, the simplest first."""
    try:
        yield from _Search(context, before, after).found()
    except (LimitError, ShapeError):
        return


class _Search:
    def __init__(self, context: Context, before: Term, after: Term) -> None:
        self._context = context
        self._sides = (before, after)
        self._expansion = Expansion()
        first, last = (t.sub(*_of_one_kind(equation.args)) for equation in (before, after))
        self._scalar = shape_of(first) == (t.ONE, t.ONE) and not shape_of(last)
        if self._scalar:
            first = t.as_scalar(first)
        self._first, self._last = first, last
        self._sums = [self._expansion.of(side) for side in (first, last)]
        self._models = self._some_models()
        self._values: dict[Term, list[Any]] = {}

    def _some_models(self) -> list[Model]:
        found: list[Model] = []
        for model in models_of(self._context, self._first, self._last):
            if not isinstance(model.field, Rationals):
                continue
            try:
                if any(_is_zero(evaluate(side, model)) for side in (self._first, self._last)):
                    continue
            except (Undefined, Unresolved, LimitError, ZeroDivisionError, OverflowError):
                continue
            found.append(model)
            if len(found) == MODELS:
                break
        return found

    def found(self) -> Iterator[Multiple]:
        if len(self._models) < MODELS:
            return
        tried = 0
        shape = shape_of(self._last)
        for turned in (False, True):
            first = self._turned(turned)
            if first is None:
                continue
            lefts, rights = self._ends(turned)
            for left, right in _pairs(lefts, rights):
                if tried > MAX_TRIED:
                    return
                try:
                    made = _product(left, first, right)
                    if shape_of(made) != shape:
                        continue
                except ShapeError:
                    continue
                tried += 1
                for scale in self._scales(made):
                    yield Multiple(scale, left, right, turned, scalar=self._scalar)
        yield from self._vectorized()

    def _turned(self, turned: bool) -> Term | None:
        if not turned:
            return self._first
        return t.transpose(self._first) if t.is_matrix(self._first) else None

    def _vectorized(self) -> Iterator[Multiple]:
        if not t.is_matrix(self._first) or shape_of(self._last)[1:] != (t.ONE,):
            return
        made = t.vec(self._first)
        same = self._context.dims().same_shape(shape_of(made), shape_of(self._last))
        if same and shape_of(self._first)[1:] != (t.ONE,):
            for scale in self._scales(made):
                yield Multiple(scale, vectorized=True)

    # -- factors at the ends --------------------------------------------------------------------

    def _ends(self, turned: bool) -> tuple[list[Term], list[Term]]:
        sums = [*self._sums]
        if turned:
            sums[0] = self._expansion.transposed(sums[0])
        lefts, rights = ([*self._at(sums, left)] for left in (True, False))
        return lefts, rights

    def _at(self, sums: Sequence[Monomials], left: bool) -> Iterator[Term]:
        seen: set[Term] = set()
        for term in self._candidates(sums, left):
            if term not in seen:
                seen.add(term)
                yield term

    def _candidates(self, sums: Sequence[Monomials], left: bool) -> Iterator[Term]:
        before, after = sums
        yield from self._coefficients(before, left)
        for length in (1, 2):
            for sum_of, inverted in ((after, False), (before, True)):
                for end in dict.fromkeys(_end(word, length, left) for _, word in sum_of):
                    if end is None:
                        continue
                    factor = t.mul(*(self._letter(letter) for letter in end))
                    if not inverted:
                        yield factor
                    elif len(set(shape_of(factor))) == 1:
                        yield _inverted(factor)
        alone = self._coefficients(after, left, inverted=False)
        yield from alone

    def _letter(self, letter: int) -> Term:
        term = self._expansion.letters[letter // 2]
        return t.transpose(term) if letter % 2 else term

    def _coefficients(self, sum_of: Monomials, left: bool, inverted: bool = True) -> Iterator[Term]:
        """The inverses of the sums that multiply a letter at the far end of the words."""
        for letter in self._unknowns():
            rest: Monomials = {}
            for (scalars, word), c in sum_of.items():
                if word and (word[-1] if left else word[0]) // 2 == letter:
                    inner = word[:-1] if left else word[1:]
                    add_multiple(rest, {(scalars, inner): c}, 1)
            if not rest or all(not word for _, word in rest):
                continue
            shape = self._shape(rest)
            if shape is not None and shape[0] == shape[1]:
                factor = term_of(self._expansion, rest, shape)
                yield t.inverse(factor) if inverted else factor

    def _unknowns(self) -> Iterator[int]:
        """The letters that stand alone on a side of an equation."""
        for equation in reversed(self._sides):
            for side in equation.args:
                inner = side.args[0] if isinstance(side, t.Transpose) else side
                if isinstance(inner, t.MatrixSymbol):
                    for (_, word), _c in self._expansion.of(inner).items():
                        if len(word) == 1:
                            yield word[0] // 2

    def _shape(self, sum_of: Monomials) -> Shape | None:
        for _, word in sum_of:
            if word:
                rows = shape_of(self._letter(word[0]))[0]
                return (rows, shape_of(self._letter(word[-1]))[1])
        return None

    # -- scalars --------------------------------------------------------------------------------

    def _scales(self, made: Term) -> Iterator[Term]:
        """The scalars by which the values of one differ from those of the last line."""
        ratios = []
        for place, model in enumerate(self._models):
            ratio = _ratio(self._value(made, place, model), self._value(self._last, place, model))
            if ratio is None:
                return
            ratios.append(ratio)
        for scalar in self._scalars():
            values = [self._number(scalar, place, m) for place, m in enumerate(self._models)]
            known = [value for value in values if value]
            if len(known) < len(ratios):
                continue
            numbers = [ratio / value for ratio, value in zip(ratios, known, strict=True)]
            number = Fraction(numbers[0]).limit_denominator(1000)
            if number != 0 and all(abs(n - float(number)) < 1e-9 * abs(n) for n in numbers):
                yield t.mul(Rational(number.numerator, number.denominator), scalar)
                return

    def _scalars(self) -> Iterator[Term]:
        yield t.ONE
        singles = list(dict.fromkeys(self._single_scalars()))[:MAX_SCALARS]
        yield from singles
        for place, one in enumerate(singles):
            for other in singles[place:]:
                yield t.mul(one, other)

    def _single_scalars(self) -> Iterator[Term]:
        before, after = self._sides
        for equation, power in ((after, -1), (before, 1)):
            for side in equation.args:
                for divisor in divisors(side):
                    yield t.power(divisor, Integer(power))
        for sum_of, power in ((self._sums[0], -1), (self._sums[1], 1)):
            yield from self._coefficients_of_scalars(sum_of, power)
            for scalars, _ in sum_of:
                for atom, _count in scalars:
                    term = term_of(self._expansion, {(((atom, 1),), ()): Fraction(1)}, ())
                    yield t.power(term, Integer(power))

    def _coefficients_of_scalars(self, sum_of: Monomials, power: int) -> Iterator[Term]:
        """What multiplies a scalar that stands alone."""
        for equation in reversed(self._sides):
            for side in equation.args:
                if not isinstance(side, Symbol):
                    continue
                [((alone, _), _c)] = self._expansion.of(side).items()
                rest: Monomials = {}
                for (scalars, word), c in sum_of.items():
                    if not word and alone[0] in scalars:
                        kept = tuple(pair for pair in scalars if pair != alone[0])
                        add_multiple(rest, {(kept, word): c}, 1)
                if rest:
                    yield t.power(term_of(self._expansion, rest, ()), Integer(power))

    def _value(self, term: Term, place: int, model: Model) -> Any:
        kept = self._values.setdefault(term, [None] * len(self._models))
        if kept[place] is None:
            try:
                kept[place] = evaluate(term, model)
            except (Undefined, Unresolved, LimitError, ZeroDivisionError, OverflowError):
                kept[place] = False
        return kept[place]

    def _number(self, term: Term, place: int, model: Model) -> float | None:
        value = self._value(term, place, model)
        return None if value is False else float(rows_of(value)[0][0])


def _of_one_kind(sides: Sequence[Term]) -> tuple[Term, ...]:
    """The sides, as scalars if one of them is one."""
    if any(map(t.is_scalar, sides)):
        return tuple(map(t.as_scalar, sides))
    return tuple(sides)


def _product(left: Term | None, middle: Term, right: Term | None) -> Term:
    made = t.mul(*(part for part in (left, middle, right) if part is not None))
    shape_of(made)
    return made


def _inverted(factor: Term) -> Term:
    return factor.args[0] if isinstance(factor, t.Inverse) else t.inverse(factor)


def _end(word: Spelling, length: int, left: bool) -> Spelling | None:
    if len(word) < length:
        return None
    return word[:length] if left else word[-length:]


def _pairs(
    lefts: Sequence[Term], rights: Sequence[Term]
) -> Iterator[tuple[Term | None, Term | None]]:
    yield None, None
    for left in lefts:
        yield left, None
    for right in rights:
        yield None, right
    for left in lefts:
        for right in rights:
            yield left, right


def _is_zero(value: Any) -> bool:
    return all(x == 0 for row in rows_of(value) for x in row)


def _ratio(one: Any, other: Any) -> float | None:
    """The number by which every entry of the one is multiplied in the other."""
    if one is False or other is False or is_grid(one) != is_grid(other):
        return None
    rows = [[float(x) for row in rows_of(value) for x in row] for value in (one, other)]
    if len(rows[0]) != len(rows[1]):
        return None
    ratios = [b / a for a, b in zip(*rows, strict=True) if a != 0]
    largest = max(map(abs, (*rows[0], *rows[1])), default=0.0)
    zeros = all(abs(b) <= 1e-9 * largest for a, b in zip(*rows, strict=True) if a == 0)
    if not ratios or not zeros or ratios[0] == 0:
        return None
    first = ratios[0]
    return first if all(abs(r - first) < 1e-9 * abs(first) for r in ratios) else None


# -- the steps ------------------------------------------------------------------------------------


def steps_of(
    context: Context, before: Term, after: Term, multiple: Multiple, rewrite: Rewrite
) -> tuple[Step, ...]:
    """The operations on both sides that a multiple comes to, and what rewrites the two sides.

    Raises StepError where one is refused, or `rewrite` finds no way.
    """
    steps: list[Step] = []

    def current() -> Term:
        return steps[-1].after if steps else before

    def operate(operation: str, operand: Term | None = None) -> None:
        steps.append(kernel.apply(context, current(), both_sides, operation, operand))

    if multiple.scalar:
        operate("as_scalar")
    if multiple.turned:
        operate("transpose")
    if multiple.vectorized:
        operate("vectorize")
    for operation, side in (("multiply_left", multiple.left), ("multiply_right", multiple.right)):
        if side is not None:
            operate(operation, side)
    if multiple.scale != 1:
        operate("scale", multiple.scale)
    moved = _moved(current(), after)
    if moved is not None:
        operate("add", moved)
    for index in (0, 1):
        side, wanted = current().args[index], after.args[index]
        if side != wanted and not equal_modulo(side, wanted):
            steps += lifted(context, current(), index, rewrite(context, side, wanted))
    if current() != after:
        steps.append(kernel.arithmetic(context, current(), after))
    if not steps:
        raise StepError("the two equations are one")
    return tuple(steps)


def _moved(now: Term, after: Term) -> Term | None:
    """What is added to both sides; None where nothing is."""
    left, right = ([pair[0], pair[1]] for pair in zip(now.args, after.args, strict=True))
    expansion = Expansion()
    try:
        found: list[Monomials] = []
        for was, will in (left, right):
            more = dict(expansion.of(will))
            add_multiple(more, expansion.of(was), -1)
            found.append(more)
    except (DeriveError, LimitError):
        return t.sub(left[1], left[0])
    if not found[0] or not found[1]:
        return None
    for more, (was, will) in zip(found, (left, right), strict=True):
        if len(more) <= MAX_SUMMANDS:
            return term_of(expansion, more, shape_of(was))
        del will
    return t.sub(left[1], left[0])
