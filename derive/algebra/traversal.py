"""Terms taken apart and put together again: subterms, substitution, rebuilding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sympy import Symbol

from derive.algebra.arithmetic import SIZED
from derive.algebra.operation import build
from derive.algebra.shapes import operation_of
from derive.algebra.symbols import AnySymbol, Dim, MatrixSymbol, Term, matrix

__all__ = ["free_symbols", "is_leaf", "name_at", "operands", "places", "rebuild", "substitute"]
__all__ += ["substitute_dim", "subterms"]

_LEAVES = (MatrixSymbol, *SIZED)


def rebuild(term: Term, args: Sequence[Term]) -> Term:
    """`term` with other arguments, by the constructor of its kind; nothing is evaluated."""
    if tuple(args) == term.args:
        return term
    operation = operation_of(term)
    if operation is not None and operation.construct is not None:
        return operation.construct(*args)
    return build(type(term), *args)


def is_leaf(term: Term) -> bool:
    """Whether nothing stands below `term`: a symbol, a number, or a constant with its size."""
    return not term.args or isinstance(term, _LEAVES)


def substitute(term: Term, replacements: Mapping[Term, Term]) -> Term:
    """`term` with every occurrence of the keys replaced at once; dimensions are reached too.

    The same object is returned when nothing is replaced.
    """
    if term in replacements:
        return replacements[term]
    if isinstance(term, MatrixSymbol):
        shape = [substitute_dim(dim, replacements) for dim in term.shape]
        return term if tuple(shape) == term.shape else matrix(term.name, *shape)
    if not term.args:
        return term
    if isinstance(term, SIZED):
        return type(term)(*(substitute_dim(dim, replacements) for dim in term.args))
    name = name_at(term)
    return rebuild(
        term,
        [
            arg if place == name else substitute(arg, replacements)
            for place, arg in enumerate(term.args)
        ],
    )


def substitute_dim(dim: Dim, replacements: Mapping[Term, Term]) -> Dim:
    """A dimension with its symbols replaced; dimensions are polynomials and may evaluate."""
    return dim if not dim.free_symbols & replacements.keys() else dim.xreplace(replacements)


def subterms(term: Term) -> Iterator[Term]:
    """`term` and every term below it, outermost first; a symbol's name and size are not terms."""
    yield term
    if not is_leaf(term):
        for place in places(term):
            yield from subterms(term.args[place])


def name_at(term: Term) -> int | None:
    """The index of the argument that is a name, such as the relation of an indicator."""
    operation = operation_of(term)
    return None if operation is None else operation.name_at


def places(term: Term) -> Sequence[int]:
    """The indices of those arguments of an operation that are terms, not names."""
    name = name_at(term)
    every = range(len(term.args))
    return every if name is None else tuple(place for place in every if place != name)


def operands(term: Term) -> tuple[Term, ...]:
    """Those arguments of an operation that are terms, not names."""
    return tuple(term.args[place] for place in places(term))


def free_symbols(term: Term) -> frozenset[AnySymbol]:
    """The matrix and scalar symbols that occur in `term` (dimension symbols of shapes do not)."""
    return frozenset(t for t in subterms(term) if isinstance(t, Symbol | MatrixSymbol))
