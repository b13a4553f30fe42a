"""Exact models of assumptions: sizes of both orders, and for each some draws of values.

Sizes satisfy the comparisons between dimensions, in one draw the least that do; values are drawn
and every fact is decided on them; a draw that fails one is thrown away. Beside the general draws
there is, for each symbol that may be singular or zero, one in which it is, and one in which all of
them are; where there are scalars, some more for their signs, and where an order is asked for one in
which they are negative.

The draws are seeded by the setting alone, so that nothing that a certificate says elsewhere changes
a verdict; where no model is found they are begun anew, ATTEMPTS times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from random import Random

from derive.replay import dims
from derive.replay.claims import Fact
from derive.replay.dims import Shape
from derive.replay.drawing import ALL, NEGATIVE, NOUGHT, Draw, Setting, true_on
from derive.replay.evaluate import Model
from derive.replay.exact import Field, prime_from
from derive.replay.jets import UndefinedError
from derive.replay.plain import digest
from derive.replay.report import Fuel, ReplayError
from derive.replay.statements import letter, said

__all__ = ["Sampler", "dimension_names", "seed_of"]

POOL = (3, 4, 2, 5, 1)  # sizes that are tried
STRATA, VARIANTS, TRIES, MAX_DIMS = 3, 10, 6, 6
NUMBERS = 8  # draws where nothing has a size: they are cheap, and signs matter
SIGNS = 6  # more rational draws where there are scalars
ATTEMPTS = 3
INDEXED, MAX_INDICES = 8, 4  # values of indices for each model; indices of a term


def seed_of(setting: Setting, attempt: int = 0) -> int:
    """A number that the setting determines, however it is written down."""
    letters = sorted(letter(name, shape) for name, shape in setting.symbols)
    names = [sorted(setting.dims), sorted(setting.indices), sorted(map(list, setting.varying))]
    return digest([letters, sorted(map(said, setting.facts)), *names, setting.ordered, attempt])


@dataclass(slots=True)
class Sampler:
    """Draws models; the same setting gives the same models."""

    fuel: Fuel
    drawn: int = 0
    _known: dict[Setting, tuple[Model, ...]] = field(default_factory=dict)

    def models(self, setting: Setting) -> tuple[Model, ...]:
        """Models of the setting.  ReplayError if none was found: nothing can be checked on none."""
        if setting not in self._known:
            for attempt in range(ATTEMPTS):
                self._known[setting] = tuple(self._draw(setting, seed_of(setting, attempt)))
                if self._known[setting]:
                    break
            self.drawn += len(self._known[setting])
        if not self._known[setting]:
            raise ReplayError("no exact model of these assumptions was found")
        return self._known[setting]

    def _draw(self, setting: Setting, seed: int) -> Iterator[Model]:
        """Models of what is said of symbols and sizes, each with several values for the indices."""
        about = tuple(fact for fact in setting.facts if fact.indices)
        rest = tuple(fact for fact in setting.facts if not fact.indices)
        random = Random(seed)
        most = STRATA + len(setting.dims) if setting.indices else STRATA
        plain = replace(setting, facts=rest, indices=frozenset())
        for model in self._without_indices(plain, most, seed):
            if setting.indices:
                yield from _indexed(model, sorted(setting.indices), about, rest, random)
            else:
                yield model

    def _without_indices(self, setting: Setting, most: int, seed: int) -> Iterator[Model]:
        """Models of `most` sizes; with an index it matters which size is the smallest."""
        random, prime = Random(seed), prime_from(seed)
        strata = list(_sizes(setting, random, self.fuel))
        most = most + 1 if setting.dims else NUMBERS  # the least sizes are one more
        general = 0
        for sizes in strata if setting.dims else strata * NUMBERS:
            if general == most:
                break
            fields = (None,) if setting.ordered else (prime, None)[: 2 if general < 3 else 1]
            found = [self._attempt(setting, sizes, modulus, random, "") for modulus in fields]
            yield from (model for model in found if model)
            general += any(found)
        if any(not shape for _, shape in setting.symbols):
            found = [
                self._attempt(setting, sizes, None, random, "")
                for sizes in strata[1:2] * SIGNS or strata[:1] * SIGNS
            ]
            yield from (model for model in found if model)
        signed = setting.ordered and any(not shape for _, shape in setting.symbols)
        special = [ALL, NOUGHT, NEGATIVE] if signed else [ALL, NOUGHT]
        for name in [*special, *(name for name, _ in setting.symbols)][:VARIANTS]:
            for sizes in strata[1:4] or strata:
                modulus = None if setting.ordered else prime
                model = self._attempt(setting, sizes, modulus, random, name)
                if model is not None:
                    yield model
                    break

    def _attempt(
        self,
        setting: Setting,
        sizes: Mapping[str, int],
        modulus: int | None,
        random: Random,
        deficient: str,
    ) -> Model | None:
        """A model with these sizes, `deficient` singular or zero in it, or None."""
        for _ in range(TRIES):
            self.fuel.spend(200)
            model = Model(Field(modulus, self.fuel), sizes, {})
            draw = Draw(setting, model, random, deficient)
            try:
                if draw.complete():
                    return model
            except UndefinedError:
                continue
        return None


def _indexed(
    model: Model,
    names: Sequence[str],
    facts: Sequence[Fact],
    rest: Sequence[Fact],
    random: Random,
) -> Iterator[Model]:
    """The model with values for its indices, also such that are out of range by one.

    Where a symbol stands for what depends on an index, all other facts are asked for once more.
    """
    given = {f.args[0].name for f in facts if f.predicate == "=" and f.args[0].op == "symbol"}
    rest = [fact for fact in rest if fact.symbols & given]
    if len(names) > MAX_INDICES:
        raise ReplayError("too many indices")
    highest = max(model.sizes.values(), default=1) + 1
    choices = list(product(range(highest + 1), repeat=len(names)))
    random.shuffle(choices)
    model.field.fuel.spend(10 * len(choices) * (1 + len(facts)))
    found = 0
    for choice in choices:
        indices = dict(zip(names, choice, strict=True))
        made = Model(model.field, model.sizes, dict(model.values), model.functions, indices)
        if _defined_by(made, facts) and all(true_on(fact, made) for fact in (*facts, *rest)):
            yield made
            found += 1
        if found == INDEXED:
            return


def _defined_by(model: Model, facts: Sequence[Fact]) -> bool:
    """Give the symbols that stand alone on the left of an equation its value; False if none."""
    for fact in facts:
        left = fact.args[0]
        if fact.predicate == "=" and left.op == "symbol" and left.name not in model.functions:
            value = model.defined(fact.args[1])
            if value is None:
                return False
            model.values[left.name] = model.field.scale(1, value)
            model.restart()
    return True


def _sizes(setting: Setting, random: Random, fuel: Fuel) -> Iterator[dict[str, int]]:
    """Sizes that satisfy the comparisons between dimensions, those first that show new orders."""
    names = sorted(setting.dims)
    if len(names) > MAX_DIMS:
        raise ReplayError("too many dimension symbols")
    about = [f for f in setting.facts if not f.symbols and f.predicate in ("<", "<=", "=", "!=")]
    choices = list(product(POOL, repeat=len(names)))
    random.shuffle(choices)
    left = [dict(zip(names, choice, strict=True)) for choice in choices]
    empty = Field(None, fuel)
    fuel.spend(len(choices) * (1 + len(about)))
    left = [s for s in left if all(_possible(fact, s) for fact in setting.facts)]
    left = [s for s in left if all(true_on(fact, Model(empty, s, {})) for fact in about)]
    shown: set[object] = set()
    if left and names:
        least = min(left, key=lambda sizes: sum(sizes.values()))
        left.remove(least)
        yield least
    for _ in range(STRATA + 9):
        if not left:
            return
        best = max(left, key=lambda sizes: len(_orders(sizes) - shown))
        left.remove(best)
        shown |= _orders(best)
        yield best


def _possible(fact: Fact, sizes: Mapping[str, int]) -> bool:
    """Whether a matrix of this shape can have the rank that is said of it."""
    if fact.predicate not in ("full_column_rank", "orthonormal_columns", "full_row_rank"):
        return True
    rows, cols = (dims.evaluate(dim, sizes) for dim in fact.args[0].shape)
    return cols >= rows if fact.predicate == "full_row_rank" else rows >= cols


def _orders(sizes: Mapping[str, int]) -> set[object]:
    """What this choice shows: which dimension is the smaller of two, which is smaller than all
    others, and the sizes themselves."""
    shown: set[object] = {
        (one, other, (sizes[one] > sizes[other]) - (sizes[one] < sizes[other]))
        for one, other in combinations(sorted(sizes), 2)
    }
    least = min(sizes.values(), default=0)
    smallest = {("least", name) for name, size in sizes.items() if size == least}
    return shown | set(sizes.items()) | (smallest if len(smallest) == 1 else set())


def dimension_names(symbols: Sequence[tuple[str, Shape]]) -> frozenset[str]:
    """The dimension symbols that occur in the shapes of these symbols."""
    return frozenset(name for _, shape in symbols for dim in shape for name in dims.names(dim))
