"""Which letters vary with a variable through what is assumed, and functions written out in it.

Where y = A x is assumed, y'y below a derivative by x is a function of x: that of x'A'A x.  So what
stands below a binder is written out by the definitions of the letters that vary with its variable,
before anything is said of it.  An equation that is not the definition of a letter ties all its
letters together: `φ - y = 1` may say that y varies with w, or what holds at one point.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sympy import Symbol

from derive.algebra.indices import free_indices
from derive.algebra.operations import OPERATIONS
from derive.algebra.order import ordered
from derive.algebra.symbols import MatrixSymbol, Term, index
from derive.algebra.traversal import free_symbols, is_leaf, rebuild, substitute
from derive.errors import LimitError

__all__ = ["Equations", "as_function", "definitions_by", "letters_varying"]
__all__ += ["refuse_bound_definitions", "written_below"]

Equations = tuple[tuple[Term, Term], ...]


@dataclass(frozen=True, slots=True)
class _Dependence:
    """The letters that vary with a variable, and what those among them are that are defined."""

    varying: frozenset[Term]
    values: Mapping[Term, Term]


def letters_varying(equations: Equations, by: Term) -> frozenset[Term]:
    """The letters that may vary with those of `by` where these equations hold.

    In φ = f(w, b), the only equation for φ, φ varies with w and b does not; an equation between
    given things ties all their letters together.
    """
    return _dependence(equations, free_symbols(by)).varying


def definitions_by(equations: Equations, by: Term) -> Mapping[Term, Term]:
    """The letters that are defined where those of `by` vary, and what they are."""
    return _dependence(equations, free_symbols(by)).values


def as_function(equations: Equations, body: Term, *by: Term, strict: bool = True) -> Term:
    """The body as a function of `by`: what varies with it is written out by its definition.

    Raises LimitError where a letter of it may vary with `by` and has no definition; if not
    `strict`, such a letter is taken for a constant.
    """
    own: frozenset[Term] = frozenset().union(*map(free_symbols, by))
    known = _dependence(equations, own)
    while letters := ordered(free_symbols(body) & known.varying - own):
        tied = [letter for letter in letters if letter not in known.values]
        if tied and strict:
            names = ", ".join(map(str, ordered(own)))
            raise LimitError(f"by what is assumed {tied[0]} may vary with {names}")
        if len(tied) == len(letters):
            break
        body = substitute(body, {one: known.values[one] for one in letters if one not in tied})
    return body


def refuse_bound_definitions(term: Term, values: Mapping[Term, Term]) -> None:
    """Raise LimitError where a letter that is defined by an index stands below a sum over an index
    of that name: c = x_i is said of one i, and need not be said of each summand."""
    if is_leaf(term):
        return
    bound = {term.args[place] for place in _bound(term)[0]}
    if bound and values:
        for letter in ordered(free_symbols(term) & values.keys()):
            for one in ordered(free_indices(values[letter]) & bound):
                raise LimitError(f"{letter} is defined for one {one}, which is bound here")
    for arg in term.args:
        refuse_bound_definitions(arg, values)


@lru_cache(maxsize=4096)
def written_below(equations: Equations, term: Term, strict: bool = True) -> Term:
    """The term with what stands below each binder as a function of what is bound there.

    Raises LimitError as `as_function`.
    """
    if not equations or is_leaf(term):
        return term
    if _bound(term)[0]:
        refuse_bound_definitions(term, _dependence(equations, frozenset()).values)
    args = list(term.args)
    bound, below = _bound(term)
    for place in below:
        by = (args[i] for i in bound)
        args[place] = as_function(equations, args[place], *by, strict=strict)
    operation = OPERATIONS.get(type(term))
    name = None if operation is None else operation.name_at
    return rebuild(
        term,
        [
            arg if place == name else written_below(equations, arg, strict)
            for place, arg in enumerate(args)
        ],
    )


def _bound(term: Term) -> tuple[Sequence[int], Sequence[int]]:
    """The arguments of a node that it binds, and those in which it binds them."""
    operation = OPERATIONS.get(type(term))
    if operation is None:
        return (), ()
    if operation.variable is not None:
        bound: Sequence[int] = (operation.variable,)
    else:
        bound = operation.indices or ((1,) if operation.repeated else ())
    if not bound:
        return (), ()
    below = range(bound[0]) if bound[0] else range(1, len(term.args))
    return [i for i in bound if free_symbols(term.args[i])], below


@lru_cache(maxsize=4096)
def _dependence(equations: Equations, by: frozenset[Term]) -> _Dependence:
    found = set(by)
    values: dict[Term, Term] = {}
    inside: dict[Term, frozenset[Term]] = {}  # all letters that a defined one is made of
    ties: list[frozenset[Term]] = []
    for left, right in equations:
        made_of = _reach(_letters(right), inside)
        alone = isinstance(left, Symbol | MatrixSymbol) and left not in values
        if alone and left not in by and left not in made_of:
            values[left] = right
            inside[left] = made_of
            inside = {one: _reach(of, inside) for one, of in inside.items()}
        else:
            ties.append(_letters(left) | _letters(right))
    ties = [_reach(letters, inside) for letters in ties]
    while True:
        more = {letter for letter, of in inside.items() if of & found}
        more = more.union(*(both for both in ties if both & (found | more))) - found
        if not more:
            break
        found |= more
    return _Dependence(frozenset(found), values)


def _letters(term: Term) -> frozenset[Term]:
    """The letters of a side of an equation; an index that a sum binds there says nothing of the
    same name elsewhere."""
    free = free_indices(term)
    return frozenset(s for s in free_symbols(term) if s in free or index(s.name) != s)


def _reach(letters: Iterable[Term], inside: Mapping[Term, frozenset[Term]]) -> frozenset[Term]:
    """These letters, and those that they are made of."""
    own = frozenset(letters)
    return own.union(*(inside.get(letter, frozenset()) for letter in own))
