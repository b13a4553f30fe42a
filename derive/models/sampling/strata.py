"""Which kinds of models are tried: sizes, ranks, signs.

Sizes: for each dimension an even and an odd one, none below 3 unless the assumptions want it, and
for each two dimensions both orders.  Ranks: each matrix that may fall short of full rank does so,
partly and wholly, an idempotent with every rank; each free scalar is also zero and negative.  Every
special kind is tried alone, the other symbols being generic, and once all together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from random import Random

import sympy
from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import ContextError, LimitError, ShapeError
from derive.models.sampling.sample_matrix import SURE_RANK, closure
from derive.models.sampling.structure_equations import recognized
from derive.models.witnesses.scalar_points import RLIMIT, ScalarWriter, Untranslated

__all__ = ["Kind", "choose_sizes", "completed_sizes", "integers_of", "kinds", "size_facts"]

SMALLEST = 3
WIDTH = 5  # sizes 3, ..., 7 are tried first
POOL = 6000
LARGEST_NAMED = 60  # a size that is said to be above a number
LARGEST_FIXED = 12
MAX_KINDS = 64
_TALL = ("full_column_rank", "orthonormal_columns")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model: its sizes, and by symbol the rank it is held to (a scalar: 0 or -1).

    A symbol that is not in `ranks` is generic.
    """

    sizes: Mapping[Term, int]
    ranks: Mapping[Term, int]


def integers_of(context: Context, terms: Iterable[Term] = ()) -> tuple[Term, ...]:
    """The symbols whose values are whole numbers: dimensions, integers, indices; by name."""
    found: set[Term] = set(context.dimensions)
    found |= {s for s in context.symbols.values() if isinstance(s, Symbol) and s.is_integer}
    for term in terms:
        found |= _sizes_in(term)
    return ordered(found)


def _is_sum(term: Term) -> bool:
    return isinstance(term, t.IndexSum | t.MatrixSum | t.IndexProduct)


@lru_cache(maxsize=4096)
def _sizes_in(term: Term) -> frozenset[Term]:
    """Integer symbols in a term or in the sizes of its constants, those of sums left out."""
    found: set[Term] = set()
    for part in t.subterms(term):
        if isinstance(part, Symbol) and part.is_integer:
            found.add(part)
        elif isinstance(part, t.Identity | t.ZeroMatrix | t.OneMatrix):
            found |= {s for dim in part.args for s in dim.free_symbols}
    return frozenset(found - {part.args[1] for part in t.subterms(term) if _is_sum(part)})


def size_facts(context: Context, integers: Sequence[Term]) -> tuple[Fact, ...]:
    """The assumptions that speak of whole numbers only."""
    known = set(integers)
    return tuple(
        fact
        for fact in context.facts
        if all(isinstance(arg, sympy.Expr) and not t.is_matrix(arg) for arg in fact.args)
        and (fact.predicate in COMPARISONS or fact.predicate in ("positive", "nonzero"))
        and (free := {s for arg in fact.args for s in arg.free_symbols})
        and free <= known
    )


def choose_sizes(
    context: Context,
    integers: Sequence[Term],
    random: Random,
    at_least: int,
    smallest: int = SMALLEST,
    numbers: Sequence[Term] = (),
) -> list[dict[Term, int]]:
    """Assignments of sizes that reach every parity and order that the assumptions leave open.

    They are `at_least` so many, told apart by the `numbers` among the integers (all of them if
    none are named), if the assumptions have so many sizes.

    Raises ContextError naming the assumptions about sizes if no sizes satisfy them.
    """
    facts = size_facts(context, integers)
    orders = _rank_orders(context)
    rules = (*facts, *orders.values(), *_shape_rules(context, integers))
    if not integers:
        return [{}]
    fixed = _fixed_sizes(context)
    pool: list[dict[Term, int]] = []
    named = max((abs(n) for fact in facts for arg in fact.args for n in _literals(arg)), default=0)
    wide = 12 + at_least + min(named, LARGEST_NAMED)
    narrow = max(smallest + WIDTH + at_least - 1, *(size + 1 for size in fixed), 0)
    for lowest, highest in ((smallest, narrow), (1, max(wide, narrow))):
        pool += list(islice(_allowed(integers, rules, lowest, highest, random), POOL))
        if len(pool) >= at_least and pool:
            break
    if not pool:
        names = ", ".join(map(str, (*facts, *orders))) or "the assumptions"
        if _impossible(integers, rules):
            raise ContextError(f"no sizes satisfy {names}")
        raise LimitError(f"sizes that satisfy {names} are too large to be drawn")
    return _covering(pool, integers, at_least, numbers or integers, fixed)


def _impossible(integers: Sequence[Term], rules: Sequence[Fact]) -> bool:
    """Whether no whole numbers satisfy the rules; False also where that is not known."""
    # z3 costs a third of a second to import, which few questions need
    import z3

    writer = ScalarWriter(z3, tuple(integers))
    solver = z3.Solver()
    solver.set("rlimit", RLIMIT)
    for symbol, value in writer.letters.items():
        if symbol.is_nonnegative:
            solver.add(value >= (1 if symbol.is_positive else 0))
    for fact in rules:
        try:
            solver.add(writer.stated(fact))
        except (Untranslated, KeyError):
            continue
    solver.add(*writer.needs, *writer.meanings)
    return bool(solver.check() == z3.unsat)


def _fixed_sizes(context: Context) -> tuple[int, ...]:
    """The sizes of letters that are numbers, such as other sizes are drawn beside."""
    dims = (dim for s in context.symbols.values() if t.is_matrix(s) for dim in shape_of(s))
    found = dict.fromkeys(int(dim) for dim in dims if isinstance(dim, Integer))
    return tuple(size for size in found if SMALLEST <= size <= LARGEST_FIXED)


def _literals(term: Term) -> list[int]:
    return [int(part) for part in t.subterms(term) if isinstance(part, Integer)]


def _shape_rules(context: Context, integers: Sequence[Term]) -> tuple[Fact, ...]:
    """That each declared letter has rows and columns: m - n is a size where n < m."""
    dims = (dim for s in context.symbols.values() if t.is_matrix(s) for dim in shape_of(s))
    several = dict.fromkeys(dim for dim in dims if dim.args and dim.free_symbols <= set(integers))
    return tuple(Fact("<=", (t.ONE, dim)) for dim in several if dim.is_positive is not True)


def _rank_orders(context: Context) -> dict[Fact, Fact]:
    """rows >= columns, by the assumptions about ranks that demand it."""
    orders = {}
    for fact in context.facts:
        of, predicate = recognized(fact) or (fact.args[0], fact.predicate)
        if predicate in (*_TALL, "full_row_rank"):
            try:
                rows, cols = shape_of(of, context.dims())
            except (ShapeError, ValueError):
                continue
            low, high = (cols, rows) if predicate in _TALL else (rows, cols)
            orders[fact] = Fact("<=", (low, high))
    return orders


def _allowed(
    integers: Sequence[Term], rules: Sequence[Fact], lowest: int, highest: int, random: Random
) -> Iterator[dict[Term, int]]:
    """Assignments that satisfy the rules, those with distinct sizes first."""
    known = _solved(integers, rules)
    free = [symbol for symbol in integers if symbol not in known]
    choices = [_range(symbol, lowest, highest) for symbol in free]
    total = 1
    for choice in choices:
        total *= len(choice)
    if total <= POOL:
        tuples = list(product(*choices))
        random.shuffle(tuples)
    else:
        tuples = [tuple(random.choice(choice) for choice in choices) for _ in range(POOL)]
    tuples.sort(key=lambda values: len(values) - len(set(values)))
    checks = [fact for fact in rules if not _trivial(fact)]
    for values in tuples:
        sizes = dict(zip(free, values, strict=True))
        if _complete(sizes, known) and all(_true(fact, sizes) for fact in checks):
            yield {symbol: sizes[symbol] for symbol in integers}


def completed_sizes(
    context: Context, integers: Sequence[Term], wanted: Mapping[Term, int]
) -> dict[Term, int] | None:
    """The assignment that gives the integers these values, those that follow from an equation left
    to it; None if the assumptions do not allow it."""
    known_facts = size_facts(context, integers)
    rules = (*known_facts, *_rank_orders(context).values(), *_shape_rules(context, integers))
    known = _solved(integers, rules)
    sizes = {symbol: wanted[symbol] for symbol in integers if symbol not in known}
    if not _complete(sizes, known) or not all(_true(fact, sizes) for fact in rules):
        return None
    return {symbol: sizes[symbol] for symbol in integers}


def _range(symbol: Term, lowest: int, highest: int) -> range:
    """Dimensions from `lowest`; indices from 1; other integers of both signs, but small."""
    if symbol.is_positive:
        return range(lowest, highest + 1)
    return range(1, SMALLEST + 1) if symbol.is_nonnegative else range(-2, SMALLEST + 1)


def _solved(integers: Sequence[Term], rules: Sequence[Fact]) -> dict[Term, Dim]:
    """Sizes that an equation gives in terms of others, as n = 2k."""
    known: dict[Term, Dim] = {}
    for fact in rules:
        if fact.predicate != "=":
            continue
        for side, other in (fact.args, fact.args[::-1]):
            if not isinstance(other, sympy.Expr):
                continue
            used = other.free_symbols
            if side in integers and side not in known and not used & (known.keys() | {side}):
                if any(side in value.free_symbols for value in known.values()):
                    continue
                known[side] = other
                break
    return known


def _complete(sizes: dict[Term, int], known: Mapping[Term, Dim]) -> bool:
    """Put in the sizes that follow; whether they are whole and positive."""
    for symbol, value in known.items():
        number = _number(value, sizes)
        if not isinstance(number, Integer) or (symbol.is_positive and number < 1):
            return False
        sizes[symbol] = int(number)
    return True


def _number(value: Dim, sizes: Mapping[Term, int]) -> sympy.Expr:
    return value.xreplace({s: Integer(v) for s, v in sizes.items()}).doit()


def _trivial(fact: Fact) -> bool:
    return not any(arg.free_symbols for arg in fact.args) and _true(fact, {})


def _true(fact: Fact, sizes: Mapping[Term, int]) -> bool:
    left, *rest = (_number(arg, sizes) for arg in fact.args if isinstance(arg, sympy.Expr))
    right = rest[0] if rest else Integer(0)
    match fact.predicate:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case "=":
            return bool(left == right)
        case "positive":
            return bool(left > 0)
        case _:
            return bool(left != right)


Goal = tuple[str, Term, object]


def _goals(sizes: Mapping[Term, int], fixed: Sequence[int]) -> set[Goal]:
    """What an assignment shows: parities and orders, also beside fixed sizes, and that two indices
    may be one."""
    shown: set[Goal] = {("parity", symbol, value % 2) for symbol, value in sizes.items()}
    for symbol, value in sizes.items():
        if symbol.is_positive:
            shown |= {("beside", symbol, (size, (value > size) - (value < size))) for size in fixed}
    for (a, x), (b, y) in combinations(sizes.items(), 2):
        if x != y:
            shown.add(("order", a, b) if x < y else ("order", b, a))
        elif _is_index(a) and _is_index(b):
            shown.add(("one", a, b))
    return shown


def _is_index(symbol: Term) -> bool:
    return bool(symbol.is_nonnegative) and not symbol.is_positive


def _values(sizes: Mapping[Term, int], symbols: Sequence[Term]) -> tuple[int, ...]:
    return tuple(sizes[symbol] for symbol in symbols)


def _covering(
    pool: list[dict[Term, int]],
    integers: Sequence[Term],
    at_least: int,
    numbers: Sequence[Term],
    fixed: Sequence[int],
) -> list[dict[Term, int]]:
    """A few assignments that show all that the pool can; then new sizes up to the count if any."""
    alike = [sizes for sizes in pool[400:] if any(goal[0] == "one" for goal in _goals(sizes, ()))]
    pool = sorted(pool[:400] + alike[:50], key=lambda sizes: len(sizes) - len(set(sizes.values())))
    shows = [_goals(sizes, fixed) for sizes in pool]
    wanted = set().union(*shows)
    chosen: list[dict[Term, int]] = []
    while wanted:
        best, goals = max(
            zip(pool, shows, strict=True),
            key=lambda one: (len(one[1] & wanted), -sum(one[0].values())),
        )
        chosen.append(best)
        wanted -= goals
    seen = [{sizes[symbol] for sizes in chosen} for symbol in integers]
    while len(shown := {_values(sizes, numbers) for sizes in chosen}) < at_least:
        rest = [sizes for sizes in pool if _values(sizes, numbers) not in shown]
        if not rest:
            break
        best = max(
            rest,
            key=lambda sizes: (
                sum(sizes[symbol] not in have for symbol, have in zip(integers, seen, strict=True)),
                -sum(sizes.values()),
            ),
        )
        chosen.append(best)
        for symbol, have in zip(integers, seen, strict=True):
            have.add(best[symbol])
    return chosen


# -- ranks and signs ----------------------------------------------------------------------------


def kinds(
    sizes: Sequence[Mapping[Term, int]],
    free: Sequence[Term],
    said: Mapping[Term, frozenset[str]],
    signed: Iterable[Term],
    random: Random,
) -> list[Kind]:
    """Every kind of model that is tried; `free` are the symbols that are drawn.

    Raises LimitError for more kinds than are tried.
    """
    found = [Kind(assignment, {}) for assignment in sizes]
    together: dict[Term, int] = {}
    settled = set(signed)
    for place, symbol in enumerate(sorted(free, key=str)):
        at = sizes[place % len(sizes)]
        if isinstance(symbol, Symbol):
            if not symbol.is_integer and symbol not in settled:
                found += [Kind(at, {symbol: 0}), Kind(at, {symbol: -1})]
            continue
        ranks = _ranks(symbol, at, said.get(symbol, frozenset()), random)
        found += [Kind(at, {symbol: rank}) for rank in ranks]
        if ranks and ranks[-1] > 0:
            together[symbol] = ranks[-1]
    if len(together) > 1:
        found.append(Kind(sizes[0], {s: _capped(s, r, sizes[0]) for s, r in together.items()}))
    if len(found) > MAX_KINDS:
        raise LimitError(f"more than {MAX_KINDS} kinds of models would have to be tried")
    return found


def _shape(symbol: Term, sizes: Mapping[Term, int]) -> tuple[int, int]:
    rows, cols = (int(_number(dim, sizes)) for dim in shape_of(symbol))
    return rows, cols


def _capped(symbol: Term, rank: int, sizes: Mapping[Term, int]) -> int:
    return min(rank, max(1, min(_shape(symbol, sizes)) - 1))


def _ranks(symbol: Term, at: Mapping[Term, int], said: frozenset[str], random: Random) -> list[int]:
    """The ranks below the full one that a symbol is held to, the whole range for an idempotent."""
    rows, cols = _shape(symbol, at)
    full = min(rows, cols)
    structure = closure(said, rows == cols)
    if structure & SURE_RANK or "nonzero" in said:
        return []
    if structure & {"idempotent", "nilpotent"}:
        return list(range(full + 1))
    if structure & {"unit_norm", "sums_to_one", "binary", "positive"}:
        return []
    return [0] if full < 2 else [0, random.randrange(1, full)]
