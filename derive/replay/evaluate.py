"""The value of a term on an exact model, derivatives by truncated multilinear expansion.

Every value is computed from the tree alone, by exact arithmetic, so that two terms which are equal
have one value on every model, and two which differ are told apart by some model that is drawn.
The derivative by x is the coefficient of a fresh infinitesimal added to each entry of x.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from derive.replay import dims
from derive.replay.dims import ONE
from derive.replay.exact import MAX_SIDE, Field, Number, Rows, identity, transpose, zeros
from derive.replay.functions import function, matrix_function, matrix_root, real
from derive.replay.jets import Jet, JetArithmetic, UndefinedError, assembled, blocks
from derive.replay.limits import DivergesError, Limits
from derive.replay.nodes import Tree
from derive.replay.operations import OPERATIONS
from derive.replay.reals import pi
from derive.replay.report import ReplayError

__all__ = ["Function", "Model", "Scope"]

MAX_EXPONENT, MAX_NESTED = 64, 3


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the column or scalar `of`: to each entry (constant, row, matrix) of
    c + r x + x' Q x."""

    of: str
    entries: tuple[tuple[tuple[Rows, Rows, Rows], ...], ...]


@dataclass(slots=True)
class Model:
    """Sizes for the dimensions, values for the symbols; `functions` are symbols that vary."""

    field: Field
    sizes: Mapping[str, int]
    values: dict[str, Rows]
    functions: dict[str, Function] = dataclasses.field(default_factory=dict)
    indices: Mapping[str, int] = dataclasses.field(default_factory=dict)
    scope: Scope = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget the values of terms: those of symbols have changed."""
        self.scope = Scope(self, {}, frozenset(), None, 0, self.indices)

    def value(self, tree: Tree) -> Rows:
        """The value of a term.  Raises UndefinedError where it has none."""
        jet = self.scope.jet(tree)
        return jet[0] if 0 in jet else zeros(*self.shape(tree))

    def defined(self, tree: Tree) -> Rows | None:
        """The value, or None where the term has none."""
        try:
            return self.value(tree)
        except UndefinedError:
            return None

    def shape(self, tree: Tree) -> tuple[int, int]:
        if not tree.shape:
            return (1, 1)
        rows, cols = (dims.evaluate(dim, self.sizes) for dim in tree.shape)
        if not (0 < rows <= MAX_SIDE and 0 < cols <= MAX_SIDE):
            raise ReplayError("a dimension of this term is not positive, or too large")
        return rows, cols


class Scope:
    """Evaluation with some symbols perturbed, or an index of a sum given a value.

    What does not touch them is asked of the parent.
    """

    def __init__(
        self,
        model: Model,
        jets: Mapping[str, Jet],
        touched: frozenset[str],
        parent: Scope | None,
        depth: int,
        indices: Mapping[str, int],
        index: str = "",
    ) -> None:
        self._indices, self._index_given = indices, index
        self._model, self._jets, self._touched = model, jets, touched
        self._ring = JetArithmetic(model.field)
        self._limits = Limits(model.field, self._constant)
        self._parent, self._depth = parent, depth
        self._seen: dict[Tree, Jet | UndefinedError] = {}

    def jet(self, tree: Tree) -> Jet:
        touched = tree.symbols & self._touched or self._index_given in tree.indices
        if self._parent is not None and not touched:
            return self._parent.jet(tree)
        if tree not in self._seen:
            try:
                self._seen[tree] = self._evaluate(tree)
            except UndefinedError as missing:
                self._seen[tree] = missing
        found = self._seen[tree]
        if isinstance(found, UndefinedError):
            raise found
        return found

    def perturbed(self, name: str, jet: Jet) -> Scope:
        """The scope below this one in which `name`, and every function of it, varies."""
        of = {f for f, function in self._model.functions.items() if function.of == name}
        touched = self._touched | of | {name}
        jets = {**self._jets, name: jet}
        return Scope(self._model, jets, touched, self, self._depth + 1, self._indices)

    def _at(self, index: str, value: int) -> Scope:
        """The scope below this one in which an index has a value."""
        indices = {**self._indices, index: value}
        return Scope(self._model, self._jets, frozenset(), self, self._depth, indices, index)

    # -- operations -------------------------------------------------------------------------------

    def _constant(self, tree: Tree) -> Rows:
        """The value of an argument that must not vary."""
        jet = self.jet(tree)
        if set(jet) - {0}:
            raise ReplayError(f"a derivative of this cannot be evaluated: {tree.op}")
        return jet.get(0, zeros(*self._model.shape(tree)))

    def _evaluate(self, tree: Tree) -> Jet:
        self._model.field.fuel.spend(40)
        if not tree.args:
            return self._leaf(tree)
        args = tree.args
        match tree.op:
            case "add":
                total = self.jet(args[0])
                for arg in args[1:]:
                    total = self._ring.plus(total, self.jet(arg))
                return total
            case "mul":
                return self._product(args)
            case "pow":
                return self._power(tree)
            case "inverse":
                return self._ring.inverse(self.jet(args[0]))
            case "as_scalar":
                return self.jet(args[0])
            case "jacobian":
                return self._jacobian(*args)
            case "limit":
                return self._limit(tree)
            case "block":
                return self._block(args)
            case "relu":
                # By convention the derivative of ReLU at 0 is 0.
                return self.jet(args[0]) if self._compare(args[0]) > 0 else {}
            case "indicator":
                return self._indicator(*args)
        return self._rarer(tree)

    def _leaf(self, tree: Tree) -> Jet:
        model = self._model
        match tree.op:
            case "symbol":
                return self._symbol(tree)
            case "dimension":
                return {0: ((dims.evaluate(dims.symbol(tree.name), model.sizes),),)}
            case "number":
                return {0: ((model.field.number(tree.value),),)}
            case "pi":
                return {0: ((real(self._model.field, pi()),),)}
            case "index":
                if tree.name not in self._indices:
                    raise ReplayError(f"the index {tree.name} is not declared")
                return {0: ((self._indices[tree.name],),)}
        rows, cols = model.shape(tree)
        if tree.op == "identity":
            return {0: identity(rows)}
        return {0: ((1,) * cols,) * rows} if tree.op == "ones" else {}

    def _symbol(self, tree: Tree) -> Jet:
        name = tree.name
        if name in self._jets:
            return self._jets[name]
        function = self._model.functions.get(name)
        if function is not None:
            return self._function(function)
        if name not in self._model.values:
            raise ReplayError(f"{name} is not declared")
        value = self._model.values[name]
        if (len(value), len(value[0])) != self._model.shape(tree):
            raise ReplayError(f"{name} is declared with another shape")
        return {0: value}

    def _function(self, function: Function) -> Jet:
        x = self._jets.get(function.of, {0: self._model.values[function.of]})
        across = {mask: transpose(a) for mask, a in x.items()}
        entries: list[list[Jet]] = []
        for row in function.entries:
            entries.append([])
            for constant, linear, quadratic in row:
                bent = self._ring.times(across, self._ring.times({0: quadratic}, x))
                straight = self._ring.plus({0: constant}, self._ring.times({0: linear}, x))
                entries[-1].append(self._ring.plus(straight, bent))
        return assembled(entries)

    def _product(self, args: tuple[Tree, ...]) -> Jet:
        scalars = [self.jet(arg) for arg in args if not arg.shape]
        factors = [self.jet(arg) for arg in args if arg.shape]
        if not factors:
            factors = [scalars.pop()]
        result = factors[0]
        for factor in factors[1:]:
            result = self._ring.times(result, factor)
        for scalar in scalars:
            result = self._ring.times(scalar, result, scalar=True)
        return result

    def _power(self, tree: Tree) -> Jet:
        base, exponent = tree.args
        times = exponent.value
        if exponent.op == "dimension":
            times = Fraction(dims.evaluate(dims.symbol(exponent.name), self._model.sizes))
        elif exponent.op != "number":
            times = self._exponent(exponent)
        rooted = times.denominator == 2
        if abs(times) > MAX_EXPONENT:
            raise ReplayError("only exponents up to 64 can be evaluated")
        if times.denominator != 1 and not rooted:
            raise ReplayError("only whole exponents and roots can be evaluated")
        count = times.numerator
        if rooted and base.shape:
            jet = {0: matrix_root(self._model.field, self._constant(base))}
        elif rooted:
            jet = self._root(base)
        elif base.op == "norm" and count % 2 == 0:
            jet, count = self._norm_squared(base.args[0], base.args[1].name), count // 2
        else:
            jet = self.jet(base)
        if count < 0:
            jet, count = self._ring.inverse(jet), -count
        result: Jet = {0: identity(self._model.shape(base)[0])}
        for _ in range(count):
            result = self._ring.times(result, jet)
        return result

    def _root(self, tree: Tree) -> Jet:
        if tree.real:
            return {0: ((function(self._model.field, "sqrt", self._constant(tree)[0][0]),),)}
        return self._ring.root(self.jet(tree))

    def _exponent(self, tree: Tree) -> Fraction:
        """An exponent that is no number: UndefinedError unless a whole one comes out."""
        value = real(self._model.field, self._constant(tree)[0][0])
        if value.denominator != 1:
            raise UndefinedError
        return value

    def _norm_squared(self, tree: Tree, kind: str) -> Jet:
        jet = self.jet(tree)
        if kind == "2" and self._model.shape(tree)[1] != 1:
            raise ReplayError("the spectral norm of a matrix cannot be evaluated exactly")
        gram = self._ring.times({mask: transpose(a) for mask, a in jet.items()}, jet)
        return {
            mask: ((self._model.field.number(sum(a[i][i] for i in range(len(a)))),),)
            for mask, a in gram.items()
        }

    def _block(self, args: tuple[Tree, ...]) -> Jet:
        """The blocks side by side, row by row; the first argument is their number in a row."""
        parts = [(self.jet(part), self._model.shape(part)) for part in args[1:]]
        return blocks(parts, int(args[0].value))

    def _jacobian(self, of: Tree, by: Tree) -> Jet:
        if self._depth >= MAX_NESTED:
            raise ReplayError("too many derivatives stand inside each other")
        bit = 1 << self._depth
        base = self.jet(by)
        rows, cols = self._model.shape(by)
        tall, wide = self._model.shape(of)
        column = bool(by.shape) and of.shape not in ((), (ONE, ONE))
        if column:
            wide = rows
        elif by.shape:
            tall, wide = cols, rows
        made: dict[int, list[list[Number]]] = {}
        for i in range(rows):
            for j in range(cols):
                unit = tuple(tuple(int((r, c) == (i, j)) for c in range(cols)) for r in range(rows))
                varied = self.perturbed(by.name, self._ring.plus(base, {bit: unit})).jet(of)
                for mask, a in varied.items():
                    if not mask & bit:
                        continue
                    out = made.setdefault(mask ^ bit, [[0] * wide for _ in range(tall)])
                    if not by.shape:
                        out[:] = [list(row) for row in a]
                    elif column:
                        for r in range(tall):
                            out[r][i] = a[r][0]
                    else:
                        out[j][i] = a[0][0]
        return {mask: tuple(map(tuple, table)) for mask, table in made.items()}

    def _indicator(self, left: Tree, sign: Tree, right: Tree) -> Jet:
        gap = self._compare(left) - self._compare(right)
        holds = {"<": gap < 0, "<=": gap <= 0, "=": gap == 0, "!=": gap != 0}[sign.name]
        return {0: ((1,),)} if holds else {}

    def _compare(self, tree: Tree) -> Number:
        """The value of a scalar that is compared.  UndefinedError where there is no order."""
        if self._model.field.modulus is not None and tree.symbols:
            raise UndefinedError
        jet = self.jet(tree)
        return jet[0][0][0] if 0 in jet else 0

    def _rarer(self, tree: Tree) -> Jet:
        ring = self._model.field
        first = tree.args[0]
        match tree.op:
            case "entry":
                i, j = (self._index(arg) for arg in tree.args[1:])
                rows, cols = self._model.shape(first)
                if not (0 < i <= rows and 0 < j <= cols):
                    raise UndefinedError
                return {mask: ((a[i - 1][j - 1],),) for mask, a in self.jet(first).items()}
            case "sum":
                return self._sum_over(tree)
            case "norm":
                jet = self._norm_squared(first, tree.args[1].name)
                if set(jet) - {0}:
                    raise ReplayError("a derivative of a norm cannot be evaluated")
                squared = jet[0][0][0] if 0 in jet else 0
                return {0: ((function(ring, "sqrt", squared),),)}
            case "function":
                return {0: matrix_function(ring, tree.args[1].name, self._constant(first))}
        row = OPERATIONS[tree.op]
        if row.linear is not None:
            return {mask: row.linear(ring, a) for mask, a in self.jet(first).items()}
        values = tuple(map(self._constant, tree.args))
        if row.value is None:
            raise ReplayError(f"{tree.op} cannot be evaluated exactly")
        return {0: row.value(ring, *values)}

    def _sum_over(self, tree: Tree) -> Jet:
        summand, over, *bounds = tree.args
        first, last = (self._index(bound) for bound in bounds)
        if last - first >= MAX_SIDE:
            raise ReplayError("a sum has too many terms")
        total: Jet = {}
        for value in range(first, last + 1):
            total = self._ring.plus(total, self._at(over.name, value).jet(summand))
        return total

    def _limit(self, tree: Tree) -> Jet:
        if tree.symbols & self._touched:
            raise ReplayError("a derivative of a limit cannot be evaluated")
        try:
            return {0: self._limits.of(tree)}
        except DivergesError:
            raise UndefinedError from None

    def _index(self, tree: Tree) -> int:
        value = self._constant(tree)[0][0]
        if value.denominator != 1:
            raise UndefinedError
        return int(value)
