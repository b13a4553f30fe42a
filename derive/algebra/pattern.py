"""Matching a rule's side against a term, and rewriting at a position.

A pattern is an ordinary term in which every symbol, dimension symbols included, is a variable.
Matching is modulo associativity in products (a matrix variable takes any run of contiguous
factors) and modulo associativity and commutativity in sums; scalars float freely out of a product.
A 1 x 1 product that was made a scalar is one factor: no run reaches into it.  Where a sum over i
is matched, the entry f_i of a variable f stands for any scalar: f is the column of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import sympy
from sympy import Add, Dummy, Mul, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.indices import free_indices, is_delta
from derive.algebra.normal_form import equal_modulo, tidy
from derive.algebra.shapes import shape_of
from derive.algebra.term import Dim, Term
from derive.errors import StepError

__all__ = [
    "Bindings",
    "Position",
    "get",
    "match",
    "match_each",
    "match_fact",
    "nodes",
    "positions",
    "put",
    "split",
    "tidy_at",
]

Bindings: TypeAlias = Mapping[Term, Term]


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a term: argument indices from the root, then the factors or summands meant.

    `window` lists argument indices of the product or sum at `path`; None means the whole node.
    """

    path: tuple[int, ...] = ()
    window: tuple[int, ...] | None = None

    def below(self, *path: int) -> Position:
        """The same position seen from a root further up."""
        return Position((*path, *self.path), self.window)


# -- positions ----------------------------------------------------------------------------------


def get(term: Term, position: Position) -> Term:
    """The subterm at a position.

    Raises StepError where there is none; the matrix factors of a window must be neighbours.
    """
    for index in position.path:
        if t.is_leaf(term):
            raise StepError(f"nothing stands below {term}")
        if not 0 <= index < len(term.args):
            raise StepError(f"{term} has no part {index}")
        term = term.args[index]
    if position.window is None:
        return term
    if len(set(position.window)) != len(position.window) or not all(
        0 <= i < len(term.args) for i in position.window
    ):
        raise StepError(f"no window: {position.window}")
    chosen = [term.args[i] for i in position.window]
    if isinstance(term, t.MatAdd | Add):
        return t.add(*chosen)
    if not isinstance(term, t.MatMul | Mul):
        raise StepError(f"{term} is neither a product nor a sum")
    matrices = [i for i, arg in enumerate(term.args) if t.is_matrix(arg)]
    meant = [i for i in position.window if i in matrices]
    if meant and meant != matrices[matrices.index(meant[0]) :][: len(meant)]:
        raise StepError(f"the factors {position.window} of {term} are not neighbours, in order")
    return t.mul(*chosen)


def put(term: Term, position: Position, new: Term) -> Term:
    """The term with the subterm at a position replaced, everything else as it was."""
    if position.path:
        index, *rest = position.path
        args = list(term.args)
        args[index] = put(args[index], Position(tuple(rest), position.window), new)
        return t.rebuild(term, args)
    if position.window is None:
        return new
    matrices = [i for i in position.window if t.is_matrix(term.args[i])]
    first = matrices[0] if matrices else position.window[0]
    others = set(position.window) - {first}
    args = [new if i == first else arg for i, arg in enumerate(term.args) if i not in others]
    return t.rebuild(term, args)


def tidy_at(term: Term, position: Position, new: Term) -> Term:
    """`put`, and the units I and 0 that it leaves in products and sums above removed."""
    if position.window is not None:
        node = tidy(put(get(term, Position(position.path)), Position((), position.window), new))
        return tidy_at(term, Position(position.path), node)
    if not position.path:
        return new
    *above, index = position.path
    node = get(term, Position(tuple(above)))
    args = list(node.args)
    args[index] = new
    return tidy_at(term, Position(tuple(above)), tidy(t.rebuild(node, args)))


def positions(term: Term) -> Iterator[Position]:
    """Every node, outermost first."""
    return (Position(path) for path, _ in nodes(term))


def nodes(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every node with its path, outermost first."""
    yield path, term
    if not t.is_leaf(term):
        for index in t.places(term):
            if not isinstance(term.args[index], sympy.Integer):
                yield from nodes(term.args[index], (*path, index))


# -- matching -----------------------------------------------------------------------------------


def match_fact(pattern: Fact, fact: Fact, given: Bindings | None = None) -> Iterator[Bindings]:
    """The bindings that make a fact an instance of a fact pattern."""
    if pattern.predicate == fact.predicate and len(pattern.args) == len(fact.args):
        yield from match_each(pattern.args, fact.args, given or {})


def match(pattern: Term, term: Term, given: Bindings | None = None) -> Iterator[Bindings]:
    """The bindings of the pattern's variables under which it is the same as `term`."""
    return _MATCHERS.get(type(pattern), _match_operation)(pattern, term, given or {})


def match_each(
    patterns: Sequence[Term], terms: Sequence[Term], bound: Bindings
) -> Iterator[Bindings]:
    """The bindings under which each pattern is the same as the term in its place."""
    if not patterns:
        yield bound
        return
    for more in match(patterns[0], terms[0], bound):
        yield from match_each(patterns[1:], terms[1:], more)


def _match_operation(pattern: Term, term: Term, bound: Bindings) -> Iterator[Bindings]:
    """The same operation of operands that match; a number is matched by itself alone."""
    if isinstance(pattern, sympy.Rational):
        if pattern == term:
            yield bound
    elif type(pattern) is not type(term) or len(pattern.args) != len(term.args):
        return
    elif (name := t.name_at(pattern)) is None or pattern.args[name] == term.args[name]:
        yield from match_each(t.operands(pattern), t.operands(term), bound)


def _match_matrix(pattern: t.MatrixSymbol, term: Term, bound: Bindings) -> Iterator[Bindings]:
    if not t.is_matrix(term):
        return
    if pattern in bound:
        if equal_modulo(bound[pattern], term):
            yield bound
        return
    for sized in _match_dims(pattern.shape, shape_of(term), bound):
        yield {**sized, pattern: term}


def _match_entry(pattern: t.Entry, term: Term, bound: Bindings) -> Iterator[Bindings]:
    variable = isinstance(pattern.args[0], t.MatrixSymbol)
    return (_match_variable_entry if variable else _match_operation)(pattern, term, bound)


def _match_variable_entry(pattern: t.Entry, term: Term, bound: Bindings) -> Iterator[Bindings]:
    """F_ij of a variable F: an entry, or any scalar that depends on indices bound above."""
    of, *where = pattern.args
    found = False
    if isinstance(term, t.Entry) and of not in bound:
        inside = {bound.get(index) for index in where} & free_indices(term.args[0])
        if not inside:
            for more in match_each(pattern.args, term.args, bound):
                found = True
                yield more
    if found or not t.is_scalar(term):
        return
    if of in bound:
        if all(index in bound or index == 1 for index in where):
            value = t.entry(bound[of], *(t.substitute(index, dict(bound)) for index in where))
            if equal_modulo(value, term):
                yield bound
            return
        if isinstance(term, t.Entry):
            yield from match_each(pattern.args, term.args, bound)
        return
    indices = [bound.get(index, index) for index in where]
    sizes = [bound.get(dim, dim) for dim in of.shape]
    bare = any(isinstance(index, Symbol) and index not in bound for index in where)
    if bare or any(isinstance(dim, Symbol) and dim not in bound for dim in of.shape):
        return
    if len(set(indices)) == len(indices) and any(isinstance(i, Symbol) for i in indices):
        yield {**bound, of: t.tabulate(term, *indices, *sizes)}


def _match_scalar(pattern: Symbol, term: Term, bound: Bindings) -> Iterator[Bindings]:
    if not t.is_scalar(term) or (pattern.is_integer and not term.is_integer):
        return
    if pattern in bound:
        if equal_modulo(bound[pattern], term):
            yield bound
    else:
        yield {**bound, pattern: term}


def _match_index_sum(pattern: t.IndexSum, term: Term, bound: Bindings) -> Iterator[Bindings]:
    if isinstance(term, t.IndexSum):
        order = (1, 2, 3, 0)  # the index and its bounds first
        args = [[side.args[i] for i in order] for side in (pattern, term)]
        yield from match_each(args[0], args[1], bound)


def _match_indicator(pattern: t.Indicator, term: Term, bound: Bindings) -> Iterator[Bindings]:
    """A comparison; the equality of two indices holds either way round."""
    if not is_delta(pattern):
        yield from _match_operation(pattern, term, bound)
    elif is_delta(term):
        left, _, right = term.args
        for sides in ((left, right), (right, left)):
            yield from match_each(pattern.args[::2], sides, bound)


def _match_sized(pattern: Term, term: Term, bound: Bindings) -> Iterator[Bindings]:
    if type(pattern) is type(term):
        yield from _match_dims(pattern.args, term.args, bound)


def _match_dims(
    patterns: Sequence[Dim], dims: Sequence[Dim], bound: Bindings
) -> Iterator[Bindings]:
    result = dict(bound)
    for pattern, dim in zip(patterns, dims, strict=True):
        if isinstance(pattern, Symbol) and pattern not in result:
            result[pattern] = dim
        elif sympy.expand(t.substitute_dim(pattern, result) - dim) != 0:
            return
    yield result


def split(term: Term) -> tuple[list[Term], list[Term]]:
    """The scalar factors of a product, and its matrices."""
    factors = t.factors(term)
    return (
        [factor for factor in factors if not t.is_matrix(factor)],
        [factor for factor in factors if t.is_matrix(factor)],
    )


def _match_product(pattern: Term, term: Term, bound: Bindings) -> Iterator[Bindings]:
    wanted, factors = split(pattern)
    scalars, matrices = split(term)
    if len(factors) > len(matrices) or (matrices and not factors):
        return
    for more in _match_word(factors, matrices, bound):
        yield from _match_floating(wanted, scalars, more)


def _match_word(
    patterns: Sequence[Term], factors: Sequence[Term], bound: Bindings
) -> Iterator[Bindings]:
    if not patterns:
        if not factors:
            yield bound
        return
    first, *rest = patterns
    longest = len(factors) - len(rest) if isinstance(first, t.MatrixSymbol) else 1
    for length in range(1, longest + 1):
        if length > len(factors):
            return
        run = t.mul(*factors[:length])
        for more in match(first, run, bound):
            yield from _match_word(rest, factors[length:], more)


def _match_floating(
    wanted: Sequence[Term], scalars: Sequence[Term], bound: Bindings
) -> Iterator[Bindings]:
    """Match scalar factors in any order; the last pattern that may be any scalar takes the rest."""
    greedy = [w for w in wanted if _any_scalar(w, bound)]
    yield from _match_factors([*(w for w in wanted if w not in greedy), *greedy], scalars, bound)


def _any_scalar(pattern: Term, bound: Bindings) -> bool:
    """Whether the pattern may match a product of scalars."""
    if isinstance(pattern, t.Entry):
        return isinstance(pattern.args[0], t.MatrixSymbol) and pattern.args[0] not in bound
    return isinstance(pattern, Symbol) and pattern not in bound


def _match_factors(
    wanted: Sequence[Term], scalars: Sequence[Term], bound: Bindings
) -> Iterator[Bindings]:
    if not wanted:
        if not scalars:
            yield bound
        return
    first, *rest = wanted
    if not rest and len(scalars) > 1:
        value = t.mul(*scalars)
        if _any_scalar(first, bound) or isinstance(first, Symbol):
            yield from match(first, value, bound)
        return
    for index, factor in enumerate(scalars):
        for more in match(first, factor, bound):
            yield from _match_factors(rest, [*scalars[:index], *scalars[index + 1 :]], more)


def _match_sum(pattern: Term, term: Term, bound: Bindings) -> Iterator[Bindings]:
    """Match summands in any order; a last pattern that is a free variable takes all that are
    left."""
    if not isinstance(term, t.MatAdd | Add) or len(term.args) < len(pattern.args):
        return
    ordered = sorted(pattern.args, key=lambda p: _takes_rest(p, bound) - (p in bound))
    yield from _match_summands(ordered, list(term.args), bound)


def _takes_rest(pattern: Term, bound: Bindings) -> bool:
    return isinstance(pattern, t.MatrixSymbol | Symbol) or _any_scalar(pattern, bound)


def _match_summands(
    patterns: Sequence[Term], terms: list[Term], bound: Bindings
) -> Iterator[Bindings]:
    first, *rest = patterns
    if not rest:
        if len(terms) == 1 or _takes_rest(first, bound):
            yield from match(first, t.add(*terms), bound)
        return
    for index, term in enumerate(terms):
        for more in match(first, term, bound):
            yield from _match_summands(rest, terms[:index] + terms[index + 1 :], more)


# every other class is matched as an operation
_MATCHERS: Mapping[type, Callable[[Any, Term, Bindings], Iterator[Bindings]]] = MappingProxyType(
    {
        t.MatrixSymbol: _match_matrix,
        Symbol: _match_scalar,
        Dummy: _match_scalar,
        t.MatMul: _match_product,
        Mul: _match_product,
        t.MatAdd: _match_sum,
        Add: _match_sum,
        **dict.fromkeys(t.SIZED, _match_sized),
        t.Entry: _match_entry,
        t.IndexSum: _match_index_sum,
        t.Indicator: _match_indicator,
    }
)
