"""Which needs are met: what is assumed, what another line needs too, and what follows from these.

Nothing is tried out: a need is met where a fact says so, where it is one of the given needs up to
silent arithmetic, or by a law of invertible, definite and positive things.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), 0.4, 0.5, 7.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from derive.replay import dims
from derive.replay.claims import Fact
from derive.replay.dims import ONE
from derive.replay.needs import Need, below, bound_by, difference, factors, needs
from derive.replay.nodes import Tree
from derive.replay.normal import UNIT, Normal
from derive.replay.report import ReplayError
from derive.replay.substitution import replace_indices, substitute
from derive.replay.trees import is_matrix, leaf, make, number, subterms

__all__ = ["Known", "assumed_needs", "key"]

ALWAYS = ("dimension", "pi", "exp", "gaussian")  # what is positive where it has a value
NONNEGATIVE = ("norm", "relu", "indicator", "rank", "abs")
MAX_DEPTH = 12
REGULAR = ("invertible", "positive_definite", "orthogonal")
COLUMNS = ("full_column_rank", "orthonormal_columns")

# of a need: kind, shape, value up to what leaves it alone, and what is bound above it
Key = tuple[object, ...]


def key(normal: Normal, need: Need) -> Key:
    """Needs that are met together, as those of a term and of its multiples, have one key."""
    names = {node.args[1].name: leaf("index", (), f"·{k}") for k, node in enumerate(need.over)
             if node.op == "sum"}  # fmt: skip
    tree = _renamed(need.tree, names)
    over = tuple(_over(normal, node, names) for node in need.over)
    kind = need.kind
    if tree.shape:
        forms = {_scaled(normal, side, signed=kind == "definite") for side in (tree, turned(tree))}
        return kind, frozenset(forms), over
    return kind, _scaled(normal, tree, signed=kind != "nonzero"), over


def _renamed(tree: Tree, names: dict[str, Tree]) -> Tree:
    return replace_indices(tree, names) if names.keys() & tree.indices else tree


def _over(normal: Normal, node: Tree, names: dict[str, Tree]) -> object:
    if node.op == "sum":
        return "sum", *(_scaled(normal, _renamed(b, names), signed=True) for b in node.args[2:])
    return "every", tuple(sorted(bound_by(node)))


def _scaled(normal: Normal, tree: Tree, *, signed: bool) -> object:
    form = normal.form(tree)
    lead = form[min(form)] if form else Fraction(1)
    scale = abs(lead) if signed else lead
    return tree.shape, frozenset((monomial, c / scale) for monomial, c in form.items())


def turned(tree: Tree) -> Tree:
    """The transpose of a matrix, brought to its parts."""
    if not is_matrix(tree):
        return tree
    match tree.op:
        case "transpose":
            return tree.args[0]
        case "mul":
            scalars = [arg for arg in tree.args if not arg.shape]
            return make("mul", *scalars, *(turned(a) for a in reversed(tree.args) if a.shape))
        case "add":
            return make("add", *map(turned, tree.args))
        case "inverse":
            return make("inverse", turned(tree.args[0]))
        case "pow":
            return make("pow", turned(tree.args[0]), tree.args[1])
        case "identity" | "diag":
            return tree
        case "zeros" | "ones":
            return leaf(tree.op, tree.shape[::-1])
    return make("transpose", tree)


class Known:
    """What is met under some facts, and where another line has a value."""

    def __init__(self, normal: Normal, facts: Iterable[Fact], given: Iterable[Need] = ()) -> None:
        self._normal = normal
        self._facts = tuple(facts)
        self._keys: dict[frozenset[str], set[Key]] = {}
        self._given = tuple(given)
        self._extra: set[Key] = set()  # given needs, and what they are made of
        self._definitions = _definitions(self._facts)
        self._proved: dict[tuple[str, Tree], bool] = {}
        for need in self._given:
            self._extra |= self._made_of(need)

    def meets(self, need: Need) -> bool:
        """Whether the need is met wherever the facts hold and the given needs are met."""
        self._normal.fuel.spend(20 + need.tree.size)
        return _Goal(self, need).holds(need.kind, need.tree, MAX_DEPTH)

    def says(self, fact: Fact, over: tuple[Tree, ...] = ()) -> bool:
        """Whether a fact follows, below the nodes `over` it; its own terms have values too."""
        wanted = list(_wanted(fact))
        inside = (need for arg in fact.args for need in needs(arg))
        return bool(wanted) and all(map(self.meets, (below(n, over) for n in (*inside, *wanted))))

    def keys(self, bound: frozenset[str]) -> set[Key]:
        """The keys of what the facts say that do not speak of these names."""
        if bound not in self._keys:
            met: set[Key] = set()
            for fact in self._facts:
                if not bound & (fact.symbols | fact.indices):
                    met |= self._said(fact)
            self._keys[bound] = met
        return self._keys[bound]

    def _said(self, fact: Fact) -> set[Key]:
        met: set[Key] = set()
        for arg in fact.args:
            for need in needs(arg):
                met |= self._made_of(need)
        for need in assumed_needs(fact):
            met |= self._made_of(need)
        return met

    def _made_of(self, need: Need, depth: int = MAX_DEPTH) -> set[Key]:
        """The keys of a need that is met, and of what is met then too."""
        met = {key(self._normal, need)}
        if not depth:
            return met
        for kind, tree in _parts(need.kind, need.tree):
            met |= self._made_of(Need(kind, tree, need.over), depth - 1)
        return met

    def written_out(self, tree: Tree, bound: frozenset[str]) -> Tree | None:
        """The tree with the symbols in it replaced by what they are defined to be."""
        meant = {
            name: value
            for name, value in self._definitions.items()
            if name in tree.symbols and not bound & (value.symbols | value.indices | {name})
        }
        if not meant:
            return None
        values = {s.name: meant.get(s.name, s) for s in subterms(tree) if s.op == "symbol"}
        values |= {part.name: part for part in subterms(tree) if part.op == "index"}
        try:
            return substitute(tree, values, {name: dims.symbol(name) for name in _sizes(tree)})
        except ReplayError:
            return None  # what is differentiated by, or bound, has nothing put in


def _sizes(tree: Tree) -> frozenset[str]:
    shapes = (part.shape for part in subterms(tree))
    return tree.dims.union(*(dims.names(dim) for shape in shapes for dim in shape))


class _Goal:
    """One need that is to be shown: what is met below the nodes above it."""

    def __init__(self, known: Known, need: Need) -> None:
        self._known, self._normal = known, known._normal
        self._over = need.over
        self._bound = need.bound
        self._met = known.keys(self._bound)
        for fact in need.ranges:
            self._met = self._met | {key(self._normal, said) for said in assumed_needs(fact)}

    def _given(self, kind: str, tree: Tree) -> bool:
        plain = Need(kind, tree)
        own = key(self._normal, plain)
        if own in self._met:
            return True
        if not self._bound & (tree.symbols | tree.indices) and own in self._known._extra:
            return True
        return bool(self._over) and key(self._normal, Need(kind, tree, self._over)) in (
            self._known._extra
        )

    def holds(self, kind: str, tree: Tree, depth: int) -> bool:
        if self._given(kind, tree):
            return True
        if depth <= 0:
            return False
        self._normal.fuel.spend(10 + tree.size)
        found = self._follows(kind, tree, depth - 1)
        if not found and depth == MAX_DEPTH:
            meant = self._known.written_out(tree, self._bound)
            if meant is not None and meant != tree:
                return self.holds(kind, meant, depth - 1) or self._second(kind, meant, depth - 1)
        return found

    def _second(self, kind: str, tree: Tree, depth: int) -> bool:
        meant = self._known.written_out(tree, self._bound)
        return meant is not None and meant != tree and self.holds(kind, meant, depth - 1)

    def _follows(self, kind: str, tree: Tree, depth: int) -> bool:
        match kind:
            case "nonzero":
                return self._nonzero(tree, depth)
            case "regular":
                return self._regular(tree, depth)
            case "definite":
                return self._definite(tree, True, depth)
            case "semidefinite":
                return self._definite(tree, False, depth)
            case "columns":
                return self._columns(tree, depth)
            case "log":
                return self._positive(tree, True, depth)
            case "root":
                return self._positive(tree, False, depth)
            case "power" if tree.shape and tree.args[1].op == "number":
                base, exponent = tree.args
                return exponent.value.denominator == 2 and self._definite(
                    base, exponent.value < 0, depth
                )
        return False

    # -- scalars ----------------------------------------------------------------------------------

    def _nonzero(self, tree: Tree, depth: int) -> bool:
        form = self._normal.form(tree)
        if form.keys() == {UNIT}:
            return True
        parts = list(factors(tree))
        if parts != [tree] and all(self.holds("nonzero", part, depth) for part in parts):
            return True
        if tree.op == "abs":
            return self.holds("nonzero", tree.args[0], depth)
        if tree.op == "det" and self.holds("regular", tree.args[0], depth):
            return True
        if tree.op == "as_scalar" and tree.args[0].op not in ("mul", "add"):
            return self.holds("regular", tree.args[0], depth)
        if tree.op == "pow" and self.holds("nonzero", tree.args[0], depth):
            return tree.args[1].op in ("number", "dimension")
        if self.holds("log", tree, depth):
            return True
        minus = make("mul", number(-1), tree)
        return tree.op == "add" and (
            self._positive(minus, True, depth - 1) or self._turned_round(tree, depth)
        )

    def _positive(self, tree: Tree, strict: bool, depth: int) -> bool:
        """Whether a scalar is above zero, or at least zero."""
        if self._given("log", tree) or (not strict and self._given("root", tree)):
            return True
        if depth <= 0:
            return False
        form = self._normal.form(tree)
        if form.keys() == {UNIT}:
            return form[UNIT] > 0
        if not form:
            return not strict
        if tree.op in ALWAYS:
            return True
        match tree.op:
            case "number":
                return tree.value > 0
            case "add":
                if self._of_sizes(tree, strict):
                    return True
                if not all(self._positive(arg, False, depth - 1) for arg in tree.args):
                    return False
                return not strict or any(self._positive(a, True, depth - 1) for a in tree.args)
            case "mul":
                return self._product(tree, strict, depth)
            case "pow":
                return self._power(tree, strict, depth)
            case "det":
                return self.holds("definite" if strict else "semidefinite", tree.args[0], depth - 1)
            case "as_scalar" if not strict:
                return self._definite(tree.args[0], False, depth - 1)
        return not strict and tree.op in NONNEGATIVE

    def _product(self, tree: Tree, strict: bool, depth: int) -> bool:
        """The factors of a product, those that stand twice as squares."""
        odd: list[Tree] = []
        sign = 1
        for arg in tree.args:
            if arg.op == "number":
                if not arg.value:
                    return not strict
                sign = sign if arg.value > 0 else -sign
            elif any(self._normal.same(arg, other) for other in odd):
                if strict and not self.holds("nonzero", arg, depth - 1):
                    return False
                odd = [other for other in odd if not self._normal.same(arg, other)]
            else:
                odd.append(arg)
        if sign < 0:
            return False
        return all(self._positive(arg, strict, depth - 1) for arg in odd)

    def _power(self, tree: Tree, strict: bool, depth: int) -> bool:
        base, exponent = tree.args
        if exponent.op == "number" and exponent.value.denominator == 1:
            if exponent.value.numerator % 2 == 0:
                strictly = exponent.value < 0 or self.holds("nonzero", base, depth - 1)
                return strictly or not strict
            return self._positive(base, strict, depth - 1)
        if exponent.op == "number" and exponent.value.denominator % 2 == 0:
            # a root has a value
            strictly = exponent.value < 0 or self.holds("nonzero", base, depth - 1)
            return strictly or not strict
        return self._positive(base, True, depth - 1)

    def _of_sizes(self, tree: Tree, strict: bool) -> bool:
        """Whether a polynomial in sizes alone has its least value, at 1, above zero."""
        parts = list(subterms(tree))
        if any(part.args == () and part.op not in ("dimension", "number") for part in parts):
            return False
        if any(part.op not in ("add", "mul", "dimension", "number") for part in parts):
            return False
        form = self._normal.form(_shifted(tree))
        if any(c < 0 for monomial, c in form.items() if monomial != UNIT):
            return False
        least = form.get(UNIT, Fraction(0))
        return least > 0 or (least == 0 and not strict)

    # -- matrices ---------------------------------------------------------------------------------

    def _regular(self, tree: Tree, depth: int) -> bool:
        if not tree.shape:
            return self.holds("nonzero", tree, depth)
        form = self._normal.form(tree)
        if form.keys() == {UNIT}:
            return True
        match tree.op:
            case "transpose" | "inverse":
                return self.holds("regular", tree.args[0], depth)
            case "pow":
                whole = tree.args[1].op in ("number", "dimension")
                return whole and self.holds("regular", tree.args[0], depth)
            case "function" if tree.args[1].name == "exp":
                return True
            case "kronecker":
                square = all(arg.shape[0] == arg.shape[1] for arg in tree.args)
                return square and all(self.holds("regular", arg, depth) for arg in tree.args)
            case "block" if self._complement(tree, depth):
                return True
            case "mul":
                parts = _square_factors(tree)
                if len(parts) > 1 and all(self.holds("regular", p, depth) for p in parts):
                    return True
        if any(self._given("columns", side) for side in (tree, turned(tree))):
            return True  # it is square
        return self._definite(tree, True, depth) or self._turned_round(tree, depth)

    def _complement(self, tree: Tree, depth: int) -> bool:
        """A block [A, B; C, D] is invertible where A and D - C A^-1 B are."""
        count, *parts = tree.args
        if count != number(2) or len(parts) != 4:
            return False
        a, b, c, d = parts
        if not a.shape or not d.shape or a.shape[0] != a.shape[1]:
            return False
        taken = make("mul", number(-1), c, make("inverse", a), b)
        complement = make("add", d, taken)
        return self.holds("regular", a, depth - 1) and self.holds("regular", complement, depth - 1)

    def _turned_round(self, tree: Tree, depth: int) -> bool:
        """P + UV is invertible where P and I + V P^-1 U are (Sylvester 1851)."""
        for base, other in _rotations(tree):
            if self._given("regular" if other.shape else "nonzero", other) and (
                base is None or self.holds("regular" if base.shape else "nonzero", base, depth - 1)
            ):
                return True
        return False

    def _definite(self, tree: Tree, strict: bool, depth: int) -> bool:
        """Whether a matrix is positive definite, or semidefinite."""
        if self._given("definite", tree) or (not strict and self._given("semidefinite", tree)):
            return True
        if depth <= 0:
            return False
        if not tree.shape:
            return self._positive(tree, strict, depth)
        match tree.op:
            case "identity":
                return True
            case "zeros":
                return not strict
            case "pow" if tree.args[1].op == "number" and tree.args[1].value.denominator == 2:
                return self._definite(tree.args[0], strict, depth - 1)
            case "transpose" | "inverse":
                # the inverse of a semidefinite matrix, where there is one, is definite
                return self._definite(tree.args[0], strict, depth - 1)
            case "add":
                if not all(self._definite(arg, False, depth - 1) for arg in tree.args):
                    return False
                return not strict or any(self._definite(a, True, depth - 1) for a in tree.args)
            case "mul":
                return self._form(tree, strict, depth)
        return False

    def _form(self, tree: Tree, strict: bool, depth: int) -> bool:
        """Whether a product is c X'X or c X'M X."""
        scalars = [arg for arg in tree.args if not arg.shape]
        if scalars:
            product = make("mul", *scalars) if len(scalars) > 1 else scalars[0]
            if not self._positive(product, strict, depth - 1):
                return False
        word = [arg for arg in _flat(tree) if arg.shape]
        if len(word) == 1:
            return self._definite(word[0], strict, depth - 1)
        half = len(word) // 2
        left, right = word[:half], word[len(word) - half :]
        middle = word[half : len(word) - half]
        wanted = make("mul", *right) if len(right) > 1 else right[0]
        across = make("mul", *left) if len(left) > 1 else left[0]
        if across.shape != wanted.shape[::-1] or not self._normal.same(turned(wanted), across):
            return False
        if middle and not self._definite(middle[0], strict, depth - 1):
            return False
        return not strict or self.holds("columns", wanted, depth - 1)

    def _columns(self, tree: Tree, depth: int) -> bool:
        """Whether the columns are independent."""
        if tree.shape[0] == tree.shape[1] and self.holds("regular", tree, depth - 1):
            return True
        if depth <= 0:
            return False
        if tree.op == "mul":
            parts = list(_flat(tree))
            kinds = [("columns", p) if p.shape else ("nonzero", p) for p in parts]
            return all(self.holds(kind, part, depth - 1) for kind, part in kinds)
        if tree.op == "block":
            width = int(tree.args[0].value)
            parts = list(tree.args[1:])
            return width == 1 and any(
                p.shape and self.holds("columns", p, depth - 1) for p in parts
            )
        if tree.op == "transpose" and tree.args[0].op == "block":
            return self._rows(tree.args[0], depth)
        return False

    def _rows(self, block: Tree, depth: int) -> bool:
        """Whether the rows of blocks side by side are independent: those of one block are."""
        parts = block.args[1:]
        return int(block.args[0].value) == len(parts) and any(
            p.shape and self.holds("columns", turned(p), depth - 1) for p in parts
        )


def _shifted(tree: Tree) -> Tree:
    """A polynomial in sizes with 1 + n put for each size n."""
    if tree.op == "dimension":
        return make("add", number(1), tree)
    return make(tree.op, *map(_shifted, tree.args)) if tree.args else tree


def _flat(product: Tree) -> Iterator[Tree]:
    """The factors of a product, those of products in it too."""
    for arg in product.args:
        if arg.op == "mul":
            yield from _flat(arg)
        else:
            yield arg


def _square_factors(product: Tree) -> list[Tree]:
    """Scalars, and the shortest stretches of the word that are square."""
    found: list[Tree] = []
    stretch: list[Tree] = []
    for arg in _flat(product):
        if not arg.shape:
            found.append(arg)
            continue
        stretch.append(arg)
        if stretch[0].shape[0] == arg.shape[1] == product.shape[0]:
            found.append(make("mul", *stretch) if len(stretch) > 1 else arg)
            stretch = []
    return found


def _rotations(tree: Tree) -> Iterator[tuple[Tree | None, Tree]]:
    """Pairs: where the first is invertible, the tree and the second are so together."""
    if tree.op != "add" or len(tree.args) != 2:
        return
    for base, other in (tree.args, tree.args[::-1]):
        inner = other.args[0] if other.op == "as_scalar" else other
        parts = list(_flat(inner)) if inner.op == "mul" else [inner]
        scalars = [part for part in parts if not part.shape]
        word = [part.args[0] if part.op == "as_scalar" else part for part in parts if part.shape]
        times = _multiple(base)
        for k in range(len(word)):
            front, back = word[:k], word[k:]
            if back[0].op == "inverse" and k and len(back) > 1 and base.shape:
                # D - C A^-1 B, the complement of A in a block (Schur 1917)
                yield back[0].args[0], _block(back[0].args[0], scalars, front, back[1:], base)
            if times is not None:
                if k:
                    yield times, _joined(times, [*scalars, *back, *front])
                if times == number(1) and back[0].op == "inverse" and len(word) > 1:
                    yield None, _joined(back[0].args[0], [*scalars, *back[1:], *front])
            elif k and base.shape:
                inverse = base.args[0] if base.op == "inverse" else make("inverse", base)
                yield base, _joined(number(1), [*scalars, *back, inverse, *front])


def _block(
    corner: Tree, scalars: list[Tree], front: list[Tree], back: list[Tree], last: Tree
) -> Tree:
    """The block of which last + scalars front corner^-1 back is the complement of the corner."""
    minus = [] if scalars == [number(-1)] else [number(-1), *scalars]
    upper, lower = [*minus, *back], front
    sides = [make("mul", *parts) if len(parts) > 1 else parts[0] for parts in (upper, lower)]
    return make("block", number(2), corner, sides[0], sides[1], last)


def _multiple(tree: Tree) -> Tree | None:
    """The scalar of which a term is the multiple of the identity."""
    if not tree.shape:
        return tree
    if tree.op == "identity":
        return number(1)
    scalars = [arg for arg in tree.args if not arg.shape]
    if tree.op == "mul" and all(arg.op == "identity" for arg in tree.args if arg.shape):
        return make("mul", *scalars) if len(scalars) > 1 else scalars[0] if scalars else None
    return None


def _joined(base: Tree, factors: list[Tree]) -> Tree:
    """The base, of the size that is wanted, and a product."""
    product = make("mul", *factors) if len(factors) > 1 else factors[0]
    if base.shape and product.shape:
        return make("add", base, product)
    if not product.shape or product.shape == (ONE, ONE):
        plain = make("as_scalar", product) if product.shape else product
        return make("add", make("as_scalar", base) if base.shape else base, plain)
    unit = leaf("identity", product.shape)
    return make("add", unit if base == number(1) else make("mul", base, unit), product)


def _parts(kind: str, tree: Tree) -> Iterator[tuple[str, Tree]]:
    """What is met too where a need is met."""
    match kind:
        case "nonzero":
            yield from (("nonzero", part) for part in factors(tree) if part != tree)
            if tree.op == "det":
                yield "regular", tree.args[0]
        case "regular":
            if tree.op in ("transpose", "inverse") or (
                tree.op == "pow" and tree.args[1].op == "number"
            ):
                yield "regular", tree.args[0]
            elif tree.op == "mul" and tree.shape:
                parts = _square_factors(tree)
                if len(parts) > 1:
                    yield from (("regular" if p.shape else "nonzero", p) for p in parts)
                else:
                    # a product of full rank: the last factor has independent columns
                    word = [arg for arg in _flat(tree) if arg.shape]
                    yield "columns", word[-1]
                    yield "columns", turned(word[0])
        case "log":
            yield "root", tree
            yield "nonzero", tree
        case "definite":
            yield "regular", tree
            yield "semidefinite", tree


def assumed_needs(fact: Fact) -> Iterator[Need]:
    """The needs that a fact meets."""
    of = fact.args[0]
    if fact.predicate in REGULAR and of.shape:
        yield Need("regular", of)
        if fact.predicate == "positive_definite":
            yield Need("definite", of)
    elif fact.predicate == "positive_semidefinite" and of.shape:
        yield Need("semidefinite", of)
    elif fact.predicate in COLUMNS:
        yield Need("columns", of)
    elif fact.predicate == "full_row_rank":
        yield Need("columns", turned(of))
    elif fact.predicate in ("positive", "nonzero") and not of.shape:
        yield Need("log" if fact.predicate == "positive" else "nonzero", of)
    elif fact.predicate == "integer" and not of.shape:
        yield Need("integer", of)
    elif fact.predicate in ("<", "<=", "!="):
        tree = difference(*fact.args)
        yield Need({"<": "log", "<=": "root", "!=": "nonzero"}[fact.predicate], tree)


def _wanted(fact: Fact) -> Iterator[Need]:
    """The needs of which a fact says that they are met; none for a fact of another kind."""
    of = fact.args[0]
    match fact.predicate:
        case "invertible":
            yield Need("regular", of)
        case "positive_definite":
            yield Need("definite", of)
        case "positive_semidefinite":
            yield Need("semidefinite", of)
        case "full_column_rank":
            yield Need("columns", of)
        case "full_row_rank":
            yield Need("columns", turned(of))
        case "positive" | "nonzero" if not of.shape:
            yield Need("log" if fact.predicate == "positive" else "nonzero", of)
        case "<" | "<=":
            yield Need("log" if fact.predicate == "<" else "root", difference(*fact.args))
        case "!=" if not of.shape:
            yield Need("nonzero", difference(*fact.args))


def _definitions(facts: Sequence[Fact]) -> dict[str, Tree]:
    """What symbols stand for by assumed equations, none by way of itself."""
    found: dict[str, Tree] = {}
    for fact in facts:
        if fact.predicate == "=" and fact.args[0].op == "symbol":
            name, value = fact.args[0].name, fact.args[1]
            if name not in value.symbols:
                found.setdefault(name, value)
    return found
