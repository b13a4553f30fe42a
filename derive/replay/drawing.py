"""One draw of values that satisfy assumptions: by predicate, by definition, by solving equations.

References: Penrose 1955, theorem 2, for the matrices that satisfy some of the four equations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from derive.replay.claims import Fact, holds
from derive.replay.dims import ONE, Shape
from derive.replay.evaluate import Function, Model
from derive.replay.exact import Number, Rows, identity, transpose, zeros
from derive.replay.jets import UndefinedError
from derive.replay.nodes import Tree
from derive.replay.report import ReplayError
from derive.replay.trees import subterms, symbol
from derive.replay.values import Values

__all__ = ["ALL", "NEGATIVE", "NOUGHT", "Draw", "Setting", "true_on"]

ALL = "*"  # every symbol that may be singular or zero is
NOUGHT = "0"  # every symbol of which nothing is said is zero
NEGATIVE = "-"  # every scalar of which nothing is said is negative


@dataclass(frozen=True, slots=True)
class Setting:
    """What a model is drawn for: symbols with their shapes, facts, and which symbols vary.

    `varying` maps a name to the name of the column or scalar that it is a function of.
    """

    symbols: tuple[tuple[str, Shape], ...]
    facts: tuple[Fact, ...]
    dims: frozenset[str]
    varying: tuple[tuple[str, str], ...] = ()
    indices: frozenset[str] = frozenset()
    ordered: bool = False  # whether an order decides what is asked: rational models only


class Draw:
    """One attempt at values for all symbols of a setting."""

    def __init__(self, setting: Setting, model: Model, random: Random, deficient: str) -> None:
        self.setting, self.model, self.random, self.deficient = setting, model, random, deficient
        self.make = Values(model.field, random)
        self.shapes = dict(setting.symbols)
        self.defined, self.rest = _definitions(setting)
        left = (*self.rest, *(f for f in setting.facts if f.predicate != "=" or not f.symbols))
        self.definers = frozenset(setting.facts) - frozenset(left)

    def complete(self) -> bool:
        """Draw everything; whether every fact holds."""
        model, varying = self.model, dict(self.setting.varying)
        if self.deficient in self.defined or self.deficient in varying:
            return False
        for name, shape in self.setting.symbols:
            if name in varying:
                continue
            if name not in self.defined:
                drawn = self._base(name, shape)
                if drawn is None:
                    return False
                model.values[name] = model.field.scale(1, drawn)
        for name, of in varying.items():
            if of not in model.values:
                raise ReplayError(f"{name} is a function of something that varies itself")
            model.functions[name] = self._function(self.shapes[name], model.values[of], of)
        self._define()
        return self._solve() and self._all()

    def _define(self) -> None:
        self.model.restart()
        for name, tree in self.defined.items():
            self.model.values[name] = self.model.value(tree)
        self.model.restart()

    def _all(self) -> bool:
        for fact in self.setting.facts:
            verdict = holds(fact, self.model)
            built = len(fact.args) == 1 and fact.args[0].op == "symbol"
            built = built and fact.args[0].name not in self.defined
            built = built or fact in self.definers or _is_algebraic(fact)
            if verdict is False or (verdict is None and not built and not self._simple(fact)):
                return False
        return True

    def _simple(self, fact: Fact) -> bool:
        """0 < c for a symbol c, which is drawn as a square."""
        return fact.predicate in ("<", "<=") and _positive_symbol(fact) not in (None, *self.defined)

    def _function(self, shape: Shape, x: Rows, of: str) -> Function:
        rows, cols = self.model.shape(_of_shape(shape))
        n = len(x)
        if len(x[0]) != 1:
            raise ReplayError(f"functions of the matrix {of} are not sampled")
        entries = tuple(
            tuple(
                (self.make.matrix(1, 1), self.make.matrix(1, n), self.make.matrix(n, n))
                for _ in range(cols)
            )
            for _ in range(rows)
        )
        return Function(of, entries)

    def _base(self, name: str, shape: Shape) -> Rows | None:
        """A value for a symbol that nothing defines; None if it cannot be made deficient."""
        said = {f.predicate for f in self.setting.facts if _about(f, name)}
        said |= {"positive" for f in self.setting.facts if _positive_symbol(f) == name}
        rows, cols = self.model.shape(_of_shape(shape))
        if self.deficient == NOUGHT and not said:
            return zeros(rows, cols)
        if self.deficient in (name, ALL):
            weak = self.make.deficient(said, shape, rows, cols)
            if weak is not None or self.deficient == name:
                return weak
        if self.deficient == NEGATIVE and not shape and not said:
            return ((-abs(self.make.number()),),)
        return self.make.special(said, rows, cols) or self.make.matrix(rows, cols)

    def _solve(self) -> bool:
        """Satisfy the equations that define no symbol by changing a symbol that is free."""
        open_ = [fact for fact in self.rest if not true_on(fact, self.model)]
        while open_:
            if not (self._affine(open_) or self._penrose(open_) or self._spectral(open_)):
                return False
            left = [fact for fact in self.rest if not true_on(fact, self.model)]
            if len(left) >= len(open_):
                return False
            open_ = left
        return True

    def _free(self, open_: Sequence[Fact]) -> Iterator[str]:
        bound = set(self.defined) | set(dict(self.setting.varying)) | {self.deficient}
        bound |= {n for n in self.shapes for f in self.setting.facts if _about(f, n)}
        in_order = sorted(self.shapes, key=lambda n: (ONE not in self.shapes[n], n))
        yield from (n for n in in_order if n not in bound and n in open_[0].symbols)

    def _affine(self, open_: Sequence[Fact]) -> bool:
        for name in self._free(open_):
            before = self.model.values[name]
            about = [fact for fact in self.rest if name in fact.symbols]
            try:
                changed = self._affine_in(name, about)
            except UndefinedError:
                changed = None
            if changed is not None:
                self.model.values[name] = changed
                self._define()
                if all(true_on(fact, self.model) for fact in about):
                    return True
                self.model.values[name] = before
                self._define()
        return False

    def _affine_in(self, name: str, facts: Sequence[Fact]) -> Rows | None:
        """The value of a symbol that solves equations affine in it, a random one of them."""
        model, ring = self.model, self.model.field
        base = model.values[name]
        rows, cols = len(base), len(base[0])
        constant = [x for fact in facts for x in self._residual(fact)]
        columns = []
        for i, j in product(range(rows), range(cols)):
            unit = tuple(tuple(int((r, c) == (i, j)) for c in range(cols)) for r in range(rows))
            model.values[name] = ring.add(base, unit)
            self._define()
            moved = [x for fact in facts for x in self._residual(fact)]
            columns.append(tuple(ring.number(x - y) for x, y in zip(moved, constant, strict=True)))
        model.values[name] = base
        self._define()
        wanted = tuple((ring.number(-x),) for x in constant)
        found = ring.solve(transpose(tuple(columns)), wanted)
        if found is None:
            return None
        step, kernel = found
        for vector in kernel:
            step = ring.add(step, ring.scale(self.make.number(), vector))
        flat = [x[0] for x in step]
        change = tuple(tuple(flat[i * cols : (i + 1) * cols]) for i in range(rows))
        return ring.add(base, change)

    def _residual(self, fact: Fact) -> list[Number]:
        left, right = (self.model.value(arg) for arg in fact.args)
        difference = self.model.field.add(left, self.model.field.scale(-1, right))
        return [x for row in difference for x in row]

    def _penrose(self, open_: Sequence[Fact]) -> bool:
        """Try what satisfies some of the equations that characterise a pseudo-inverse."""
        for name in self._free(open_):
            candidates = (
                candidate
                for other, value in list(self.model.values.items())
                if other != name and self.shapes[other] == self.shapes[name][::-1]
                for candidate in self._generalised(value)
            )
            if self._one_fits(name, candidates):
                return True
        return False

    def _one_fits(self, name: str, candidates: Iterable[Rows]) -> bool:
        """Whether all facts hold for one of the values of a symbol, which it then keeps."""
        before = self.model.values[name]
        for candidate in candidates:
            self.model.values[name] = candidate
            self._define()
            if all(true_on(fact, self.model) for fact in self.rest):
                return True
        self.model.values[name] = before
        self._define()
        return False

    def _generalised(self, a: Rows) -> Iterator[Rows]:
        """What satisfies some of the four equations for `a`; the pseudo-inverse itself last."""
        ring = self.model.field
        plus = ring.pinv(a)
        if plus is None:
            return
        rows, cols = len(a), len(a[0])
        left = ring.add(identity(rows), ring.scale(-1, ring.product(a, plus)))
        right = ring.add(identity(cols), ring.scale(-1, ring.product(plus, a)))
        free = ring.product(ring.product(right, self.make.matrix(cols, rows)), left)
        made = [
            ring.add(plus, free),
            ring.add(plus, ring.product(ring.product(plus, self.make.matrix(rows, rows)), left)),
            ring.add(plus, ring.product(ring.product(right, self.make.matrix(cols, cols)), plus)),
            zeros(cols, rows),
        ]
        self.random.shuffle(made)
        yield from (*made, plus)

    def _spectral(self, open_: Sequence[Fact]) -> bool:
        """Try square matrices with few eigenvalues: involutions, projections, nilpotent ones."""
        for name in self._free(open_):
            value = self.model.values[name]
            square = len(value) == len(value[0])
            if square and self._one_fits(name, self._with_few_eigenvalues(len(value))):
                return True
        return False

    def _with_few_eigenvalues(self, n: int) -> Iterator[Rows]:
        ring = self.model.field
        base = self.make.matrix(n, n)
        inverse = ring.inverse(base)
        if inverse is None:
            return
        cut = self.random.randint(1, max(1, n - 1))
        for first, second in ((1, -1), (1, 0), (-1, -1)):
            values = [first if i < cut else second for i in range(n)]
            diagonal = tuple(
                tuple(x if i == j else 0 for j in range(n)) for i, x in enumerate(values)
            )
            yield ring.product(ring.product(base, diagonal), inverse)
        once = tuple(tuple(int(i + 1 == j == n - 1) for j in range(n)) for i in range(n))
        yield ring.product(ring.product(base, once), inverse)


def _is_algebraic(fact: Fact) -> bool:
    """An equation of roots and norms, which are equal where they agree to so many digits."""
    parts = [part for arg in fact.args for part in subterms(arg)]
    rounded = [p for p in parts if p.real and not any(arg.real for arg in p.args)]
    return fact.predicate == "=" and all(part.op in ("norm", "pow") for part in rounded)


def _of_shape(shape: Shape) -> Tree:
    return symbol("?", *shape)


def _about(fact: Fact, name: str) -> bool:
    """Whether a fact is a predicate of this symbol alone."""
    return len(fact.args) == 1 and fact.args[0].op == "symbol" and fact.args[0].name == name


def _positive_symbol(fact: Fact) -> str | None:
    """The symbol c of a fact 0 < c."""
    if fact.predicate not in ("<", "<="):
        return None
    left, right = fact.args
    zero = left.op == "number" and left.value == 0
    return right.name if zero and right.op == "symbol" else None


def true_on(fact: Fact, model: Model) -> bool:
    try:
        return holds(fact, model) is not False
    except UndefinedError:
        return False


def _definitions(setting: Setting) -> tuple[dict[str, Tree], list[Fact]]:
    """The symbols that an equation defines, in an order of evaluation, and the other equations."""
    given: dict[str, Tree] = {}
    rest: list[Fact] = []
    names = {name for name, _ in setting.symbols}
    varying = {name for name, _ in setting.varying}
    for fact in setting.facts:
        if fact.predicate != "=" or not fact.symbols:
            continue
        for one, other in (fact.args, fact.args[::-1]):
            free = one.op == "symbol" and one.name in names and one.name not in given
            if free and one.name not in varying and one.name not in _reach(other, given):
                given[one.name] = other
                break
        else:
            rest.append(fact)
    order: dict[str, Tree] = {}
    while len(order) < len(given):
        for name, tree in given.items():
            if name not in order and not (tree.symbols & given.keys()) - order.keys():
                order[name] = tree
    return order, rest


def _reach(tree: Tree, given: Mapping[str, Tree]) -> set[str]:
    """The symbols that a term depends on, through the definitions made so far."""
    seen: set[str] = set()
    todo = sorted(tree.symbols)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(sorted(given[name].symbols) if name in given else ())
    return seen
