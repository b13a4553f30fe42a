"""How the symbols of a context are drawn so that its assumptions hold by construction.

Each equation is used up in one move: it defines a symbol (X = U S V^T), is solved for one in which
it is affine (A B = B A), or says what a matrix is (A^2 = A).  A way is a choice of moves without a
circle, its steps in order; some contexts have several ways, the likeliest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from sympy import Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.models.sampling.linear import LINEAR, degree_in, is_equation
from derive.models.sampling.structure_equations import recognized

__all__ = ["Bound", "Draw", "Plan", "Route", "bounds"]

MAX_WAYS = 6
MAX_CHOICES = 500
MAX_MOVES = 3  # of one fact
ONLY_CHECKED = 20  # the cost of leaving a fact to follow from the others
DEFINITE = frozenset(["positive_definite", "positive_semidefinite"])
# what a draw cannot be solved for, only checked: it holds for most draws
OPEN = DEFINITE | frozenset(
    "invertible full_column_rank full_row_rank full_rank nonzero positive positive_diagonal".split()
)
_PROJECTIVE = frozenset(["idempotent", "involution"])
_SYMMETRIC = DEFINITE | {"symmetric"}
_SPECTRAL = _SYMMETRIC | _PROJECTIVE | {"orthogonal", "invertible"}
# structures that survive solving: linear ones, by a basis
KEPT = OPEN | LINEAR - {"all_ones"}


@dataclass(frozen=True, slots=True)
class Bound:
    """low < x < high, each end None where open, and whether 0 is excluded."""

    low: Fraction | None = None
    high: Fraction | None = None
    nonzero: bool = False

    @property
    def signed(self) -> bool:
        """Whether the sign is known, or zero excluded."""
        positive = self.low is not None and self.low >= 0
        return positive or self.nonzero or (self.high is not None and self.high <= 0)

    @property
    def positive(self) -> bool:
        return self.low is not None and self.low >= 0


@dataclass(frozen=True, slots=True)
class Draw:
    """Values for symbols: drawn; defined by a term; solved from facts; cut from a drawn whole; or
    drawn together, with eigenvectors in common."""

    kind: Literal["draw", "define", "solve", "cut", "together"]
    symbols: tuple[Term, ...]
    term: Term | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Steps in an order in which each finds the values that it needs; what to check after each."""

    steps: tuple[Draw, ...]
    checks: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is said of each symbol, bounds of scalars, and the ways to draw them all.

    `free` are the symbols drawn in the first way.  `obstacle` names an assumption that no move uses
    up; then there are no ways.
    """

    ways: tuple[Route, ...]
    said: Mapping[Term, frozenset[str]]
    bounds: Mapping[Term, Bound]
    obstacle: str = ""

    @property
    def free(self) -> tuple[Term, ...]:
        if not self.ways:
            return ()
        return tuple(s for step in self.ways[0].steps if step.kind == "draw" for s in step.symbols)

    @property
    def signs(self) -> frozenset[Term]:
        """The scalars that are not free to be zero or negative."""
        return frozenset(symbol for symbol, bound in self.bounds.items() if bound.signed)

    @classmethod
    def of(cls, context: Context) -> Plan:
        """The ways to draw values for a context, cheapest first; nothing is drawn yet."""
        symbols = tuple(s for s in context.symbols.values() if not _whole_number(s))
        said: dict[Term, set[str]] = {symbol: set() for symbol in symbols}
        open_facts: list[Fact] = []
        facts = list(context.facts)
        for place, fact in enumerate(context.facts):
            known = recognized(fact)
            if known is not None and known[1] == "unit_norm":
                facts[place] = Fact("unit_norm", (known[0],))
            if known is not None and known[0] in said:
                said[known[0]].add(known[1])
            elif len(fact.args) == 1 and fact.args[0] in said:
                said[fact.args[0]].add(fact.predicate)
            elif is_equation(fact) and fact.free_symbols & said.keys():
                open_facts.append(fact)
        frozen = {symbol: frozenset(names) for symbol, names in said.items()}
        families = _families(open_facts, frozen)
        open_facts = [fact for fact in open_facts if not any(fact in f.facts for f in families)]
        joint = (*_wholes(context.facts), *families)
        cut = {letter for step in joint for letter in step.symbols}
        choices = [
            _moves(fact, frozen, [s for s in symbols if s not in cut]) for fact in open_facts
        ]
        for fact, moves in zip(open_facts, choices, strict=True):
            if not moves:
                return cls((), frozen, {}, f"no way is known to draw values with {fact}")
        ways = tuple(islice(_ways(symbols, facts, choices, frozen, joint), MAX_WAYS))
        return cls(ways, frozen, bounds(facts))


def _whole_number(symbol: Term) -> bool:
    return isinstance(symbol, Symbol) and bool(symbol.is_integer)


def bounds(facts: Iterable[Fact]) -> dict[Term, Bound]:
    """What comparisons with numbers and predicates say of single scalars, chains included."""
    facts = tuple(facts)
    found = _direct_bounds(facts)
    chain = [
        fact.args
        for fact in facts
        if fact.predicate in ("<", "<=") and all(isinstance(arg, Symbol) for arg in fact.args)
    ]
    for _ in range(len(chain)):
        for low, high in chain:
            below, above = found.get(low, Bound()), found.get(high, Bound())
            found[low] = _tightened(below, None, above.high)
            found[high] = _tightened(above, below.low, None)
    return found


def _direct_bounds(facts: Sequence[Fact]) -> dict[Term, Bound]:
    found: dict[Term, Bound] = {}
    for fact in facts:
        match fact.predicate, fact.args:
            case (("<" | "<="), (Rational() as number, Symbol() as symbol)):
                found[symbol] = _tightened(found.get(symbol, Bound()), low=_fraction(number))
            case (("<" | "<="), (Symbol() as symbol, Rational() as number)):
                found[symbol] = _tightened(found.get(symbol, Bound()), high=_fraction(number))
            case "positive", (Symbol() as symbol,):
                found[symbol] = _tightened(found.get(symbol, Bound()), low=Fraction(0))
            case ("!=", (Symbol() as symbol, t.ZERO)) | ("nonzero", (Symbol() as symbol,)):
                old = found.get(symbol, Bound())
                found[symbol] = Bound(old.low, old.high, True)
    return found


def _tightened(old: Bound, low: Fraction | None = None, high: Fraction | None = None) -> Bound:
    lows = [bound for bound in (old.low, low) if bound is not None]
    highs = [bound for bound in (old.high, high) if bound is not None]
    return Bound(max(lows, default=None), min(highs, default=None), old.nonzero)


def _fraction(number: Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _wholes(facts: Iterable[Fact]) -> list[Draw]:
    """Block matrices of letters that are said to be definite or orthogonal, with their letters."""
    found: dict[Term, Draw] = {}
    for fact in facts:
        if fact.predicate in DEFINITE | {"orthogonal", "idempotent", "orthonormal_columns"}:
            term = fact.args[0]
            if not isinstance(term, t.BlockMatrix):
                continue
            cells = [_cell(entry) for row in t.block_rows(term) for entry in row]
            if all(isinstance(cell, t.MatrixSymbol | Symbol) for cell in cells):
                found[term] = Draw("cut", tuple(dict.fromkeys(cells)), term)
    return list(found.values())


def _families(facts: Sequence[Fact], said: Mapping[Term, frozenset[str]]) -> list[Draw]:
    """Letters each two of which are said to commute, all symmetric or all diagonalisable.

    They have eigenvectors in common (Horn and Johnson 2013, 1.3.21 and 2.5.15).  A family in which
    two are not said to commute is left alone: drawn together, these would commute too.
    """
    partners: dict[Term, set[Term]] = {}
    pairs: dict[frozenset[Term], Fact] = {}
    for fact in facts:
        letters = ordered(fact.free_symbols)
        if len(letters) == 2 and all(letter in said for letter in letters):
            a, b = letters
            products = (t.mul(a, b), t.mul(b, a))
            if fact.predicate == "=" and fact.args in (products, products[::-1]):
                pairs[frozenset(letters)] = fact
                partners.setdefault(a, {a}).add(b)
                partners.setdefault(b, {b}).add(a)
    found = []
    for members in dict.fromkeys(frozenset(group) for group in partners.values()):
        clique = all(partners[letter] == members for letter in members)
        structures = [said[letter] for letter in members]
        spectral = all(s & _SYMMETRIC and s <= _SPECTRAL for s in structures) or all(
            s & _PROJECTIVE and s <= _PROJECTIVE | {"invertible"} for s in structures
        )
        if clique and spectral:
            used = tuple(fact for pair, fact in pairs.items() if pair <= members)
            found.append(Draw("together", ordered(members), None, used))
    return sorted(found, key=str)


def _cell(entry: Term) -> Term:
    return entry.args[0] if isinstance(entry, t.Transpose | t.AsScalar) else entry


# -- moves --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Move:
    """Use a fact up for a symbol; cheaper moves are likelier to succeed."""

    kind: Literal["define", "solve", "check"]
    symbol: Term | None
    fact: Fact
    cost: int


def _moves(fact: Fact, said: Mapping[Term, frozenset[str]], order: Sequence[Term]) -> list[_Move]:
    found: list[_Move] = []
    if fact.predicate == "=":
        for place, side in enumerate(fact.args):
            other = fact.args[1 - place]
            if side in order and side not in t.free_symbols(other):
                strong = len(said[side] - OPEN)
                found.append(_Move("define", side, fact, place + 3 * strong))
    for symbol in order:
        degrees = {degree_in(arg, symbol) for arg in fact.args}
        if max(degrees) == 1 and said[symbol] <= KEPT:
            size = 0 if t.is_matrix(symbol) and symbol.shape[1] != 1 else 1
            rank = order[::-1].index(symbol)
            opened = len(said[symbol] & OPEN)
            if not any(move.symbol == symbol for move in found):
                found.append(_Move("solve", symbol, fact, 4 + 4 * size + 3 * opened + min(rank, 3)))
    cheapest = sorted(found, key=lambda move: move.cost)[:MAX_MOVES]
    return [*cheapest, _Move("check", None, fact, ONLY_CHECKED)] if cheapest else []


def _ways(
    symbols: Sequence[Term],
    facts: Sequence[Fact],
    choices: Sequence[Sequence[_Move]],
    said: Mapping[Term, frozenset[str]],
    joint: Sequence[Draw],
) -> Iterator[Route]:
    chosen: list[tuple[_Move, ...]] = list(islice(product(*choices), MAX_CHOICES))
    for choice in sorted(chosen, key=lambda moves: sum(move.cost for move in moves)):
        steps = _ordered(symbols, choice, said, joint)
        if steps is not None:
            yield Route(steps, _checks(steps, facts))


def _ordered(
    symbols: Sequence[Term],
    moves: Sequence[_Move],
    said: Mapping[Term, frozenset[str]],
    joint: Sequence[Draw],
) -> tuple[Draw, ...] | None:
    """The steps of these moves in a possible order; None if they clash or run in a circle."""
    waiting: list[Draw] = []
    for symbol in dict.fromkeys(move.symbol for move in moves if move.symbol is not None):
        mine = [move for move in moves if move.symbol == symbol]
        if len(mine) == 1 and mine[0].kind == "define":
            fact = mine[0].fact
            other = fact.args[1] if fact.args[0] == symbol else fact.args[0]
            waiting.append(Draw("define", (symbol,), other, (fact,)))
            continue
        if any(degree_in(arg, symbol) > 1 for move in mine for arg in move.fact.args):
            return None
        linear = [Fact("sums_to_one", (symbol,))] if "sums_to_one" in said[symbol] else []
        waiting.append(Draw("solve", (symbol,), None, (*(m.fact for m in mine), *linear)))
    made = {move.symbol for move in moves} | {s for step in joint for s in step.symbols}
    steps = list(joint)
    steps += [Draw("draw", (symbol,)) for symbol in symbols if symbol not in made]
    known = {symbol for step in steps for symbol in step.symbols}
    while waiting:
        ready = next((step for step in waiting if _needs(step, symbols) <= known), None)
        if ready is None:
            return None
        waiting.remove(ready)
        steps.append(ready)
        known |= set(ready.symbols)
    return tuple(steps)


def _needs(step: Draw, symbols: Sequence[Term]) -> set[Term]:
    used: set[Term] = {s for fact in step.facts for s in fact.free_symbols}
    return (used & set(symbols)) - set(step.symbols)


def _checks(steps: Sequence[Draw], facts: Sequence[Fact]) -> tuple[tuple[Fact, ...], ...]:
    """For each step the facts that can be checked from there on."""
    rest = list(facts)
    known: set[Term] = set()
    made = {symbol for step in steps for symbol in step.symbols}
    found: list[tuple[Fact, ...]] = []
    for step in steps:
        known |= set(step.symbols)
        ready = tuple(fact for fact in rest if fact.free_symbols & made <= known)
        rest = [fact for fact in rest if fact not in ready]
        found.append(ready)
    return (*found, tuple(rest))
