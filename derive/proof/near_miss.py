"""Near misses: what one change makes a wrong answer or a wrong line right, in words that teach.

Only failures come here.  Each candidate is looked at on one model first, and compared in full only
where it agrees there; so most cost one evaluation.

Limits: MAX_VARIANTS changed formulas are tried, of formulas of MAX_WEIGHT letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from sympy import Add, Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.pattern import Position, get, positions, put
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, LimitError, ShapeError
from derive.latex.printer import latex
from derive.models.degree import weight
from derive.models.equivalence import compare
from derive.models.sampling.model_set import ModelSet, Outcome, prepared_for
from derive.models.tolerance import agreement
from derive.models.values.evaluate import Model, Undefined, rows_of, sized
from derive.models.values.fields import Rationals, is_grid
from derive.models.values.grids import Unresolved
from derive.proof.single_changes import Said, changed, instead, other_letters, say

__all__ = ["ANSWER", "LINE", "Wording", "near_miss", "wrong_equations"]

MAX_VARIANTS = 150
MAX_WEIGHT = 200  # letters of both
MAX_ASSUMED = 4  # assumptions that are tried
HALF = Rational(1, 2)
POWERS = (Integer(1), Integer(-1), Integer(2), Integer(-2), HALF, -HALF)
NUMBERS = (Integer(1), Integer(-1), Integer(2), HALF)


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said of a whole formula that is nearly the right one.

    `multiple` holds what it was multiplied by, as `{by}`, or what is missing, as `{missing}`.
    """

    sign: str
    multiple: str
    reciprocal: str
    transpose: str
    inverse: str


ANSWER = Wording(
    sign="the sign is reversed: this is the gold times $-1$",
    multiple="this is the gold times ${by}$",
    reciprocal="this is one over the gold",
    transpose="this is the transpose of the gold",
    inverse="this is the inverse of the gold",
)
LINE = Wording(
    sign="the sign is wrong",
    multiple="a factor {missing} is missing",
    reciprocal="this is one over what it should be",
    transpose="this is the transpose of what it should be",
    inverse="this is the inverse of what it should be",
)


def near_miss(context: Context, gold: Term, answer: Term, wording: Wording = ANSWER) -> str | None:
    """What the answer is instead of the gold, or which one change makes it right; None if neither.

    A wrong line of a derivation is an answer where the line before is the gold.  The two may have
    different shapes.
    """
    if weight(gold) + weight(answer) > MAX_WEIGHT:
        return None
    try:
        prepared = prepared_for(context, gold, answer)
        seen = _generic(prepared, gold, answer)
        if seen is None:
            return None
        model, wanted, found = seen
        if shape_of(gold) == shape_of(answer) and agreement(wanted, found) != "different":
            return None  # what tells them apart is special: no change is seen on general values
        looked = _Look(context, gold, answer, model, wanted, found)
        return looked.relation(wording) or looked.change() or looked.assumption()
    except (Undefined, Unresolved, LimitError, ContextError, ZeroDivisionError, OverflowError):
        return None


def _generic(prepared: ModelSet, gold: Term, answer: Term) -> tuple[Model, Any, Any] | None:
    """A model with nothing special in it, and the values that the two have there."""
    for trial in prepared.trials:
        if not trial.stratum.ranks:
            model = trial.rational[0]
            wanted, found = (prepared.value(term, model) for term in (gold, answer))
            if not isinstance(wanted, Outcome) and not isinstance(found, Outcome):
                return model, wanted, found
    return None


class _Look:
    """One gold and one wrong answer, with their values on one model."""

    def __init__(
        self, context: Context, gold: Term, answer: Term, model: Model, wanted: Any, found: Any
    ) -> None:
        self.context, self.gold, self.answer, self.model = context, gold, answer, model
        self.wanted, self.found = wanted, found

    # -- the whole answer -------------------------------------------------------------------

    def relation(self, wording: Wording) -> str | None:
        """A multiple, the transpose or the inverse of the gold."""
        for factor in self._factors():
            if factor != 1 and self._equal(t.mul(factor, self.gold), self.answer):
                if factor == -1:
                    return wording.sign
                missing = latex(t.power(factor, Integer(-1)))
                return wording.multiple.format(by=latex(factor), missing=missing)
        if not t.is_matrix(self.gold):
            return wording.reciprocal if self._is(t.power(self.gold, Integer(-1))) else None
        if self._is(t.transpose(self.gold)):
            return wording.transpose
        rows, cols = shape_of(self.gold)
        if rows == cols and self._is(t.inverse(self.gold)):
            return wording.inverse
        return None

    def _is(self, other: Term) -> bool:
        """Whether the answer equals another formula."""
        return self._agrees(other, self.found) and self._equal(other, self.answer)

    def _factors(self) -> Iterator[Term]:
        """The numbers and powers of a letter by which the gold is multiplied on the model."""
        ratio = self._ratio()
        if ratio is None:
            return
        number = Rational(str(ratio)).limit_denominator(12)
        if _alike(float(number), ratio):
            yield number
        for letter in self._letters():
            value = self._number(letter)
            for power, number in product(POWERS, NUMBERS):
                if value > 0 and _alike(float(number) * value ** float(power), ratio):
                    yield t.mul(number, t.power(letter, power))

    def _letters(self) -> tuple[Term, ...]:
        used = t.free_symbols(self.gold) | t.free_symbols(self.answer)
        found = {s for s in used if isinstance(s, Symbol) and not s.is_nonnegative}
        dims = {dim for dim in self.context.dimensions if isinstance(dim, Symbol)}
        return ordered(found | dims)

    def _number(self, letter: Term) -> float:
        if letter in self.model.sizes:
            return float(self.model.sizes[letter])
        return (
            float(rows_of(self.model.values[letter])[0][0]) if letter in self.model.values else 0.0
        )

    def _ratio(self) -> float | None:
        """The one quotient of the entries of the two values."""
        if is_grid(self.wanted) != is_grid(self.found):
            return None
        rows = [[float(x) for row in rows_of(v) for x in row] for v in (self.wanted, self.found)]
        if is_grid(self.wanted) and self.wanted.nrows() != self.found.nrows():
            return None
        if len(rows[0]) != len(rows[1]):
            return None
        quotients = [b / a for a, b in zip(*rows, strict=True) if a != 0]
        zeros = all(b == 0 for a, b in zip(*rows, strict=True) if a == 0)
        if not quotients or not zeros or quotients[0] == 0:
            return None
        first = quotients[0]
        return first if all(abs(q - first) < 1e-9 * abs(first) for q in quotients) else None

    # -- one change -------------------------------------------------------------------------

    def change(self) -> str | None:
        """The change that makes the answer right."""
        local = self._fits(self.answer)
        for position, new, words in islice(self._variants(), MAX_VARIANTS):
            if local and not _of_one_shape(get(self.answer, position), new):
                continue
            variant = put(self.answer, position, new)
            likely = (local or self._fits(variant)) and self._agrees(variant, self.wanted)
            if likely and self._equal(self.gold, variant):
                return say(words)
        return None

    def _variants(self) -> Iterator[Said]:
        yield from self._terms()
        found = list(positions(self.answer))
        for position in found:
            yield from changed(position, get(self.answer, position))
        for position in found:
            node = get(self.answer, position)
            for other in other_letters(self.context, node):
                yield instead(node, position, other)

    def _terms(self) -> Iterator[Said]:
        """A term of the gold put to the answer, also within, or one of the answer's left out."""
        yield from self._inner_terms()
        for part in self.gold.args if isinstance(self.gold, t.MatAdd | Add) else ():
            if bool(t.is_matrix(self.answer)) == bool(t.is_matrix(part)):
                yield Position(), t.add(self.answer, part), ("a term is missing: ", part)
        args = self.answer.args if isinstance(self.answer, t.MatAdd | Add) else ()
        for place, part in enumerate(args):
            rest = t.add(*args[:place], *args[place + 1 :])
            yield Position(), rest, ("without the term ", part, " it would hold")

    def _inner_terms(self) -> Iterator[Said]:
        """A sum of the gold in place of one that lacks a term."""
        sums = [part for part in t.subterms(self.gold) if isinstance(part, t.MatAdd | Add)]
        places = [(position, get(self.answer, position)) for position in positions(self.answer)]
        for whole in sums:
            for place, part in enumerate(whole.args):
                rest = t.add(*whole.args[:place], *whole.args[place + 1 :])
                for position, node in places:
                    if node == rest and position.path:
                        yield position, whole, ("a term is missing: ", part)

    def _fits(self, variant: Term) -> bool:
        try:
            return self.context.dims().same_shape(shape_of(variant), shape_of(self.gold))
        except ShapeError:
            return False

    def _agrees(self, term: Term, wanted: Any) -> bool:
        """Whether a formula has this value on the model."""
        try:
            found = sized(term, self.model)
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            return False
        return agreement(found, wanted) != "different"

    def _equal(self, left: Term, right: Term) -> bool:
        return compare(self.context, left, right, domain=False).status == "equal"

    # -- an assumption ----------------------------------------------------------------------

    def assumption(self) -> str | None:
        """A property of a letter under which the two would be equal."""
        if not self._fits(self.answer):
            return None
        squares = [s for s in self._used() if s.shape[0] == s.shape[1]]
        candidates: list[tuple[Fact, str]] = [
            (Fact("symmetric", (s,)), f"it would be equal if ${s.name}$ were symmetric")
            for s in squares
        ]
        for place, one in enumerate(squares):
            for other in squares[place + 1 :]:
                if one.shape == other.shape:
                    fact = Fact("=", (t.mul(one, other), t.mul(other, one)))
                    said = f"it would be equal if ${one.name}$ and ${other.name}$ commuted"
                    candidates.append((fact, said))
        for fact, words in candidates[:MAX_ASSUMED]:
            if self._holds_there(fact) and self._equal_under(fact):
                return f"{words}, which is not given"
        return None

    def _used(self) -> list[Any]:
        used = t.free_symbols(self.gold) & t.free_symbols(self.answer)
        return [s for s in ordered(used) if isinstance(s, t.MatrixSymbol)]

    def _holds_there(self, fact: Fact) -> bool:
        """Whether the two agree once the model is bent to the assumption."""
        values = dict(self.model.values)
        letter = fact.args[0] if fact.predicate == "symmetric" else fact.args[0].args[0]
        value = values.get(letter)
        if value is None or not isinstance(self.model.field, Rationals):
            return False
        if fact.predicate == "symmetric":
            values[letter] = value + value.transpose()
        else:
            values[fact.args[0].args[1]] = value * value + value
        bent = replace(self.model, values=values, roots={})
        try:
            return agreement(sized(self.gold, bent), sized(self.answer, bent)) != "different"
        except (Undefined, Unresolved, LimitError, ZeroDivisionError):
            return False

    def _equal_under(self, fact: Fact) -> bool:
        try:
            context = self.context.assume(fact)
            return compare(context, self.gold, self.answer).status == "equal"
        except DeriveError:
            return False


def wrong_equations(equation: Term) -> Iterator[tuple[Term, str]]:
    """The well-typed equations that differ from one in a single respect, and what that is."""
    for changed_one, words in _changed_equations(equation):
        try:
            shape_of(changed_one)
        except ShapeError:
            continue
        yield changed_one, words


def _changed_equations(equation: Term) -> Iterator[tuple[Term, str]]:
    left, right = equation.args
    yield t.equation(left, t.neg(right)), "the sign of one side is wrong"
    for number in (Integer(2), HALF):
        yield (
            t.equation(left, t.mul(number, right)),
            f"a factor {latex(number)} is missing on the right",
        )
    for position in positions(equation):
        for place, new, words in changed(position, get(equation, position)):
            yield put(equation, place, new), say(words)


def _of_one_shape(old: Term, new: Term) -> bool:
    try:
        return bool(shape_of(old) == shape_of(new))
    except ShapeError:
        return False


def _alike(left: float, right: float) -> bool:
    return abs(left - right) < 1e-9 * abs(right)
