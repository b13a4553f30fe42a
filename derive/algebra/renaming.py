"""The canonical form of a question: letters numbered by where they occur, unused ones left out.

What is drawn, ordered or cut off by fuel for the canonical form cannot depend on what letters are
called, on the order in which they are declared, or on what is declared besides.  A number is shown
as one sign that no formula has, so that texts about the canonical form are put back sign by sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sympy import Dummy, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import AnySymbol, Dim, Term
from derive.errors import DeriveError

__all__ = ["Renaming"]

FIRST_SIGN, MOST = 0xE000, 6400  # the private use area of Unicode
KINDS: tuple[Callable[[str], Symbol], ...] = (t.scalar, t.dimension, t.index, t.integer)
# what is said of a letter by these says something of its sizes as well
SIZED = frozenset(
    ["full_column_rank", "full_row_rank", "orthonormal_columns", "skew_symmetric", "="]
)
_MARK, _OTHER = Symbol("1"), Symbol("0")


@dataclass(frozen=True, slots=True)
class Renaming:
    """The canonical context of some terms, and the way there and back.

    `forward` maps letters and sizes to the numbered ones, `names` each number to its name.
    """

    context: Context
    forward: Mapping[Term, Term]
    names: Mapping[int, str]

    @classmethod
    def of(cls, context: Context, *terms: Term) -> Renaming:
        """Letters are numbered as they occur in the terms, then in what is assumed of them."""
        if context.functions:
            return cls(context, {}, {})
        return _renaming(tuple(context.symbols.values()), context.facts, terms)

    def term(self, term: Term) -> Term:
        """The term in numbered letters."""
        return t.substitute(term, self.forward)

    def dims(self, shape: Sequence[Dim]) -> tuple[Dim, ...]:
        """The sizes in numbered letters."""
        return tuple(t.substitute_dim(dim, self.forward) for dim in shape)

    def text(self, text: str) -> str:
        """A text about the canonical form with the names put back."""
        return text.translate(self.names)

    def back(self, value: Any) -> Any:
        """Texts in lists, tuples and mappings with the names put back."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.back(key): self.back(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(self.back, value))
        return value

    def error(self, error: DeriveError) -> DeriveError:
        """The error with the names put back."""
        error.message = self.text(error.message)
        error.expected = None if error.expected is None else self.text(error.expected)
        error.hint = None if error.hint is None else self.text(error.hint)
        error.args = (error.message,)
        return error


@lru_cache(maxsize=1024)
def _renaming(
    symbols: tuple[AnySymbol, ...], facts: tuple[Fact, ...], terms: tuple[Term, ...]
) -> Renaming:
    numbering = _Numbering(frozenset(symbols))
    for term in terms:
        numbering.read(term)
    kept = numbering.read_facts(facts)
    found = numbering.found
    if len(found) > MOST:
        return Renaming(Context.of(symbols, facts), {}, {})
    sizes: dict[Term, Term] = {
        old: _numbered(old, place, {}) for place, old in enumerate(found) if isinstance(old, Symbol)
    }
    forward: dict[Term, Term] = {}
    declared: list[AnySymbol] = []
    for place, old in enumerate(found):
        new = _numbered(old, place, sizes)
        forward[old] = new
        declared += [new] if old in symbols else []
    context = Context.of(declared, [fact.substitute(forward) for fact in kept])
    return Renaming(
        context, forward, {FIRST_SIGN + i: str(old.name) for i, old in enumerate(found)}
    )


def _numbered(symbol: AnySymbol, place: int, sizes: Mapping[Term, Term]) -> AnySymbol:
    """The symbol of the same kind and shape that is called by a number."""
    if isinstance(symbol, t.MatrixSymbol):
        shape = (t.substitute_dim(dim, sizes) for dim in symbol.shape)
        return t.matrix(chr(FIRST_SIGN + place), *shape)
    make = next(kind for kind in KINDS if kind(symbol.name) == symbol)
    return make(chr(FIRST_SIGN + place))


class _Numbering:
    """The letters and sizes of terms and facts, in the order in which they are met."""

    def __init__(self, declared: frozenset[AnySymbol]) -> None:
        self.declared = declared
        self._places: dict[AnySymbol, int] = {}

    @property
    def found(self) -> tuple[AnySymbol, ...]:
        return tuple(self._places)

    def read(self, term: Term) -> None:
        for part in t.subterms(term):
            if isinstance(part, Symbol | t.MatrixSymbol):
                self._meet(part)
            for dim in _sizes(part):
                for symbol in _in_order(dim):
                    self._meet(symbol)

    def _meet(self, symbol: AnySymbol) -> None:
        if isinstance(symbol, Symbol) and not any(kind(symbol.name) == symbol for kind in KINDS):
            return  # unknown sizes, and what is no letter
        self._places.setdefault(symbol, len(self._places))

    def read_facts(self, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """The facts that say something of the letters met, in canonical order."""
        kept: list[Fact] = []
        rest = list(facts)
        while tied := [fact for fact in rest if self._is_tied(fact)]:
            fact = min(tied, key=self._sketch_of_fact)
            rest.remove(fact)
            kept.append(fact)
            for arg in fact.args:
                self.read(arg)
        return tuple(kept)

    def _is_tied(self, fact: Fact) -> bool:
        """Whether a fact speaks of a letter or size that was met, or bounds such a size."""
        letters = fact.free_symbols
        if not letters or not letters.isdisjoint(self._places.keys()):
            return True
        bounds = fact.predicate in SIZED
        return bounds and any(
            symbol in self._places
            for letter in ordered(letters)
            for dim in _sizes(letter)
            for symbol in _in_order(dim)
        )

    def _sketch_of_fact(self, fact: Fact) -> str:
        return f"{fact.predicate} {' '.join(map(self._sketch, fact.args))}"

    def _sketch(self, term: Term) -> str:
        """The text of a term with the letters that are not yet met all alike."""
        if isinstance(term, Symbol | t.MatrixSymbol):
            sizes = ",".join(map(self._sketch, _sizes(term)))
            place = self._places.get(term)
            return f"{type(term).__name__}{'?' if place is None else place}({sizes})"
        if not term.args:
            return str(term)
        return f"{type(term).__name__}({','.join(map(self._sketch, term.args))})"


def _sizes(term: Term) -> tuple[Dim, ...]:
    """The sizes that a letter or constant has."""
    if isinstance(term, t.MatrixSymbol):
        return tuple(term.shape)
    return tuple(term.args) if isinstance(term, t.SIZED) else ()


def _in_order(dim: Dim) -> Iterator[Symbol]:
    """The symbols of a size, by their part in it; those that play the same part in any order."""
    symbols = [symbol for symbol in ordered(dim.free_symbols) if not isinstance(symbol, Dummy)]
    if len(symbols) > 1:
        symbols.sort(
            key=lambda one: str(dim.xreplace({s: _MARK if s == one else _OTHER for s in symbols}))
        )
    yield from symbols
