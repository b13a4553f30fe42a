"""Two terms on every model of a question, and the verdict.

The order of looking is that of cost: the simple models refute most wrong claims, models on which an
inverse fails come next, the prime fields confirm, and other numbers are drawn where those are
silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import sympy

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.models.agreement import Counterexample, RefereeVerdict, Rows
from derive.models.degree import weight
from derive.models.piecewise import SCALES, has_steps, unseen_branch
from derive.models.sampling.model_set import (
    MAX_ASSIGNMENTS,
    UNDEFINED,
    UNRESOLVED,
    ModelSet,
    Trial,
    assignments_needed,
    numbers_among,
    seen_numbers,
)
from derive.models.sampling.singular import inverted_terms, missing_assumption, singular_models
from derive.models.sampling.strata import integers_of
from derive.models.tolerance import DIGITS, Agreement, agreement, precision
from derive.models.values.evaluate import Model, rows_of
from derive.models.values.fields import PrimeField, Rationals

__all__ = ["Comparison", "values_of"]

FINE = Rationals(3, 1009)
WIDE = Rationals(10**6)
_NOT_RATIONAL = t.which(lambda row: not (row.linear or row.rational))
# of these no error bound is known, nor of a function that has no row
_UNBOUNDED = (*(kind for kind in _NOT_RATIONAL if kind not in t.STATEMENTS), sympy.Function)
# not rational, and known to a prime field all the same
_COMPUTED = (t.PseudoInverse, t.Rank, t.Limit, t.MatrixLimit)
_UNKNOWN = tuple(kind for kind in _UNBOUNDED if kind not in _COMPUTED)


@dataclass(slots=True)
class Comparison:
    """Two terms on the models, and what was seen so far."""

    prepared: ModelSet
    left: Term
    right: Term
    domain: bool
    digits: int
    wider: bool = False  # the right one may have values where the left one has none
    left_defined: bool = False
    right_defined: bool = False
    doubt: str = ""
    apart: Model | None = None  # where one is defined and the other is not
    tried: list[Trial] = field(default_factory=list)
    numeric: bool = False

    def verdict(self) -> RefereeVerdict:
        found = self.refuted()
        if found is not None:
            return found
        if self.domain:
            apart = self._apart_where_singular()
            if apart is not None:
                return apart
        for trial in self.prepared.trials:
            self._try(trial)
        refuted = self._refuted_by_other_numbers()
        if refuted is not None:
            return refuted
        if self.doubt:
            return RefereeVerdict("undecided", self.doubt)
        return self._branches() or self._equal()

    def confirmed(self) -> RefereeVerdict:
        """`verdict` of what is proved already: on fewer models, none of them drawn for it."""
        found = self.refuted()
        if found is not None:
            return found
        for trial in self.prepared.trials:
            self._try(trial)
        return RefereeVerdict("undecided", self.doubt) if self.doubt else self._equal()

    def refuted(self) -> RefereeVerdict | None:
        """What the rational models, the simplest first, say against the two; None for nothing."""
        for models in (self.prepared.simple, *(trial.rational for trial in self.prepared.trials)):
            for model in models:
                if self._agree(model) == "different":
                    return self._different(model)
        if not (self.left_defined and self.right_defined):
            return self._nowhere()
        return None if self.apart is None else self._apart(self.apart)

    # -- looking ------------------------------------------------------------------------------

    def _agree(self, model: Model) -> Agreement | None:
        """How the two agree on a model; None if one of them has no value there."""
        left, right = (
            self.prepared.value(term, model, self.digits) for term in (self.left, self.right)
        )
        if left is UNRESOLVED or right is UNRESOLVED:
            return None
        if not isinstance(model.field, PrimeField):
            self.left_defined |= left is not UNDEFINED
            self.right_defined |= right is not UNDEFINED
            one_only = (left is UNDEFINED) != (right is UNDEFINED)
            if self.domain and self.apart is None and one_only:
                self.apart = None if self.wider and left is UNDEFINED else model
        if left is UNDEFINED or right is UNDEFINED:
            return None
        found = agreement(left, right)
        if found in ("near", "unclear"):
            return self._closer(model)
        return found

    def _closer(self, model: Model) -> Agreement:
        """Balls that meet, enclosed as finely as the numbers in the terms demand."""
        span = sum(self.prepared.span(term, model) for term in (self.left, self.right))
        with precision(2 * DIGITS + 2 * span):
            left, right = (
                self.prepared.value(term, model, 2 * DIGITS + 2 * span)
                for term in (self.left, self.right)
            )
            if UNRESOLVED in (left, right) or UNDEFINED in (left, right):
                return "unclear"
            return agreement(left, right, span)

    def _try(self, trial: Trial) -> None:
        """Whether the models of a kind support the claim; else there is a doubt."""
        if trial.lucky:
            return
        real = {self._agree(model) for model in trial.rational}
        prime = {self._agree(model) for model in trial.prime}
        if prime == {"same"}:
            self.tried.append(trial)
        elif "different" in prime and self._rational():
            self.doubt = "they differ over a prime field, but on no rational model that was tried"
        elif "same" in real:
            self.tried.append(replace(trial, prime=()))
        elif "near" in real:
            self.numeric = True
            self.tried.append(replace(trial, prime=()))
        elif "unclear" in real:
            self.doubt = "they are too close to be told apart"
        elif not trial.stratum.ranks and self._unresolved(trial):
            self.doubt = "they could not be evaluated on general values"

    def _unresolved(self, trial: Trial) -> bool:
        """Whether something other than a missing inverse kept the two from being compared."""
        return any(
            self.prepared.value(term, model, self.digits) is UNRESOLVED
            for term in (self.left, self.right)
            for model in trial.rational
        )

    def _rational(self) -> bool:
        return not (_beyond_rational(self.left) or _beyond_rational(self.right))

    def _refuted_by_other_numbers(self) -> RefereeVerdict | None:
        """Small integers may hide a difference: fractions and large numbers, where primes do not
        speak."""
        if all(trial.prime for trial in self.tried) and not self.doubt:
            return None
        fields = (WIDE,) if self._rational() else (FINE, WIDE)
        for numbers in fields:
            for model in self.prepared.generic(numbers):
                try:
                    if self._agree(model) == "different":
                        return self._different(model)
                except LimitError:
                    continue
        return None if self.apart is None else self._apart(self.apart)

    def _branches(self) -> RefereeVerdict | None:
        """What speaks against terms with steps: values of other scales, or a branch not seen."""
        terms = (self.left, self.right)
        if not any(map(has_steps, terms)):
            return None
        more = [model for scale in SCALES for model in self.prepared.generic(scale)]
        for model in more:
            try:
                if self._agree(model) == "different":
                    return self._different(model)
            except LimitError:
                continue
        drawn = [model for trial in self.prepared.trials for model in trial.rational]
        drawn += [model for numbers in (FINE, WIDE) for model in self.prepared.generic(numbers)]
        unseen = unseen_branch(terms, [*self.prepared.simple, *drawn, *more])
        return RefereeVerdict("undecided", unseen) if unseen else None

    def _apart_where_singular(self) -> RefereeVerdict | None:
        """A model on which an inverse in one of the two fails, and the other has a value."""
        inverses = inverted_terms(self.left) ^ inverted_terms(self.right)
        for inverted in ordered(inverses):
            for model in singular_models(self.prepared, inverted):
                self.apart = None
                if self._agree(model) == "different":
                    return self._different(model)
                if self.apart is not None:
                    return self._apart(model)
        return None

    # -- saying -------------------------------------------------------------------------------

    def _equal(self) -> RefereeVerdict:
        general = [trial for trial in self.tried if not trial.stratum.ranks]
        if not general:
            return RefereeVerdict("undecided", self._chance())
        integers = integers_of(self.prepared.context, (self.left, self.right))
        terms = (self.left, self.right)
        needed = assignments_needed(terms, integers)
        seen = seen_numbers(general, numbers_among(terms, integers)) if needed else ()
        if len(seen) < needed <= self.prepared.assignments or needed > MAX_ASSIGNMENTS:
            return RefereeVerdict("undecided", f"its degree in the sizes asks for {needed} sizes")
        bounded = not (_has(self.left, _UNBOUNDED) or _has(self.right, _UNBOUNDED))
        degree = weight(self.left) + weight(self.right)
        strata = tuple(
            replace(
                trial.stratum,
                draws=len(trial.rational) + len(trial.prime),
                primes=trial.stratum.primes if trial.prime else (),
                error_bound=_bound(degree, trial) if bounded and trial.prime else None,
            )
            for trial in self.tried
        )
        return RefereeVerdict(
            "equal",
            "equal on every stratum",
            strata,
            kind="numeric" if self.numeric else "exact",
        )

    def _chance(self) -> str:
        if any(trial.lucky for trial in self.prepared.trials):
            return "the assumptions are met by chance only, and no general values are known"
        return "the two could be evaluated on no model at once"

    def _nowhere(self) -> RefereeVerdict:
        term = self.right if self.left_defined else self.left
        for model in self.prepared.simple:
            missing = missing_assumption(term, model)
            if missing is not None:
                reason = f"an inverse in it exists on no model that was tried: {missing} fails"
                return RefereeVerdict("undefined", reason, missing=missing)
        if _has(term, (t.Limit, t.MatrixLimit)) and (self.left_defined or self.right_defined):
            return RefereeVerdict("undefined", "a limit in it exists on no model that was tried")
        if not self.left_defined and not self.right_defined:
            return RefereeVerdict("undecided", "neither has a value on the models that were tried")
        return RefereeVerdict("undecided", "one of them has no value on the models that were tried")

    def _different(self, model: Model) -> RefereeVerdict:
        example = self._example(model)
        return RefereeVerdict(
            "different", f"they differ: {self._shown(example)}", counterexample=example
        )

    def _apart(self, model: Model) -> RefereeVerdict:
        """One is defined where the other is not."""
        example = self._example(model)
        term = self.left if example.left is None else self.right
        missing = missing_assumption(term, model)
        needs = "" if missing is None else f", it needs {missing}"
        reason = f"one side is not defined{needs}: {self._shown(example)}"
        return RefereeVerdict("different", reason, counterexample=example, missing=missing)

    def _example(self, model: Model) -> Counterexample:
        sides = [self.prepared.value(term, model, self.digits) for term in (self.left, self.right)]
        rows = [None if side is UNDEFINED else rows_of(side) for side in sides]
        return Counterexample(values_of(self.prepared, model), rows[0], rows[1])

    def _shown(self, example: Counterexample) -> str:
        letters = t.free_symbols(self.left) | t.free_symbols(self.right)
        names = sorted(symbol.name for symbol in letters)
        shown = {name: example.values[name] for name in names if name in example.values}
        return str(Counterexample(shown, example.left, example.right))


def values_of(prepared: ModelSet, model: Model) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for name, symbol in prepared.context.symbols.items():
        if symbol in model.values:
            found[name] = rows_of(model.values[symbol])
        elif symbol in model.sizes:
            found[name] = rows_of(Rationals().number(model.sizes[symbol]))
    return found


@lru_cache(maxsize=4096)
def _has(term: Term, kinds: tuple[type, ...]) -> bool:
    return any(isinstance(part, kinds) for part in t.subterms(term))


@lru_cache(maxsize=4096)
def _beyond_rational(term: Term) -> bool:
    """Whether a prime field knows an operation of a term as an unknown function only."""
    return _has(term, _UNKNOWN) or any(
        isinstance(part, t.Norm)
        or (isinstance(part, sympy.Pow | t.MatPow) and not part.args[1].is_integer)
        for part in t.subterms(term)
    )


def _bound(degree: int, trial: Trial) -> float:
    """Schwartz-Zippel over both fields, which are drawn apart: the product of degree / p.

    An inverse of size n, or a matrix built by Cayley's transform, multiplies a degree by 2n.
    """
    size = max(trial.stratum.sizes.values(), default=1)
    bound = 1.0
    for prime in trial.stratum.primes:
        bound *= degree * 4 * size * size / prime
    return bound
