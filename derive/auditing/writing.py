"""Facts as they are judged: derivatives worked out, equations solved for a letter or multiplied by
what they invert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.dependence import written_below
from derive.algebra.facts import equations_in
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.fuel import SpentError
from derive.proof.differentiate import derivative

__all__ = ["bound_in", "explicit", "rewritten", "worked_out", "written"]


def written(fact: Fact, context: Context) -> Fact:
    """The fact with letters that vary with what is bound written out, and derivatives worked out
    where they can be."""
    equations = equations_in(context.facts)
    args = [written_below(equations, arg, strict=False) for arg in fact.args]
    return Fact(fact.predicate, tuple(worked_out(context, arg) for arg in args))


def worked_out(context: Context, term: Term) -> Term:
    """The term with its derivatives worked out, those within other derivatives left alone.

    What the formula that is differentiated needs is open: it holds near a point if it holds there.
    """
    found: dict[Term, Term] = {}
    inside: set[Term] = set()
    for part in t.subterms(term):
        if isinstance(part, (*t.DERIVATIVES, *t.LIMITS)) and part not in inside:
            inside |= set(t.subterms(part.args[0]))
            if isinstance(part, t.DERIVATIVES):
                try:
                    found[part] = _differentiated(context, part)
                except (DeriveError, SpentError):
                    continue
    return _cancelled(t.substitute(term, found)) if found else term


def _cancelled(term: Term) -> Term:
    """The term without factors a⁻¹ a of numbers, which are 1 where what is differentiated has a
    value."""
    found: dict[Term, Term] = {}
    for part in t.subterms(term):
        if not isinstance(part, t.MatMul | sympy.Mul):
            continue
        args = list(part.args)
        for one in part.args:
            over = t.power(one, sympy.Integer(-1)) if not t.is_matrix(one) else None
            if over is not None and over != one and one in args and over in args:
                args.remove(one)
                args.remove(over)
        if len(args) < len(part.args):
            found[part] = t.mul(*args) if args else sympy.Integer(1)
    return t.substitute(term, found) if found else term


def _differentiated(context: Context, part: Term) -> Term:
    """A derivative, of each addend by itself."""
    body, by = part.args[:2]
    if by not in t.free_symbols(body):
        shape = shape_of(part)
        return t.zeros(*shape) if shape else t.ZERO
    if isinstance(body, sympy.Add | t.MatAdd) and isinstance(part, t.Jacobian):
        terms = [_differentiated(context, t.jacobian(one, by)) for one in body.args]
        return t.add(*terms)
    if isinstance(body, sympy.Mul) and isinstance(part, t.Jacobian):
        apart = [one for one in body.args if by not in t.free_symbols(one)]
        rest = [one for one in body.args if by in t.free_symbols(one)]
        if apart and len(rest) == 1:
            return t.mul(*apart, _differentiated(context, t.jacobian(rest[0], by)))
    letters = t.free_symbols(part)
    symbols = tuple(s for s in context.symbols.values() if s in letters)
    facts = tuple(f for f in context.facts if f.free_symbols <= letters)
    return _by_rules(symbols, facts, part)


def explicit(facts: Sequence[Fact]) -> list[Fact]:
    """Equations solved for a letter each, where one stands alone or in a sum; a norm that is 1 as a
    square.  Models of such equations are drawn at once."""
    made: list[Fact] = []
    used: set[Term] = set()
    for fact in facts:
        solved = next((one for one in _solved(fact) if one.args[0] not in used), fact)
        if solved is not fact:
            used |= {solved.args[0], *solved.free_symbols}
        made.append(solved)
    return made


def _solved(fact: Fact) -> Iterator[Fact]:
    if fact.predicate != "=":
        return
    left, right = fact.args
    for side, other in ((left, right), (right, left)):
        if isinstance(side, t.Norm) and str(side.args[1]) == "2" and t.is_number(other):
            inner = side.args[0]
            square = t.as_scalar(t.mul(t.transpose(inner), inner))
            yield Fact("=", (square, t.power(other, sympy.Integer(2))))
            return
        for letter, rest in _addends(side):
            if isinstance(other, t.ZeroMatrix) or other == 0:
                value = t.neg(t.add(*rest)) if rest else other
            else:
                value = t.add(other, *map(t.neg, rest)) if rest else other
            factor, symbol = _multiple(letter)
            if symbol is None or symbol in t.free_symbols(value):
                continue
            if factor is not None:
                value = t.mul(t.power(factor, sympy.Integer(-1)), value)
            yield Fact("=", (symbol, value))


def _addends(side: Term) -> Iterator[tuple[Term, list[Term]]]:
    """Each addend of a side with the others."""
    args = list(side.args) if isinstance(side, t.MatAdd) else [side]
    for index, one in enumerate(args):
        yield one, args[:index] + args[index + 1 :]


def _multiple(term: Term) -> tuple[Term | None, t.MatrixSymbol | None]:
    """A letter and the number before it, where that is not zero."""
    if isinstance(term, t.MatrixSymbol):
        return None, term
    if not isinstance(term, t.MatMul):
        return None, None
    letters = [one for one in term.args if isinstance(one, t.MatrixSymbol)]
    rest = [one for one in term.args if one not in letters]
    if len(letters) != 1 or not all(not t.is_matrix(one) and _not_zero(one) for one in rest):
        return None, None
    return t.mul(*rest), letters[0]


def _not_zero(scalar: Term) -> bool:
    return bool(getattr(scalar, "is_positive", False) or getattr(scalar, "is_negative", False))


def rewritten(context: Context, premises: Sequence[Fact]) -> Iterator[Context]:
    """The context with an equation multiplied by the letters that it inverts, on either side or on
    both."""
    for premise in premises:
        if premise.predicate != "=" or not t.is_matrix(premise.args[0]):
            continue
        inverted = dict.fromkeys(
            part.args[0]
            for arg in premise.args
            for part in t.subterms(arg)
            if isinstance(part, t.Inverse) and isinstance(part.args[0], t.MatrixSymbol)
        )
        for letter in list(inverted)[:2]:
            for before, behind in (((letter,), (letter,)), ((letter,), ()), ((), (letter,))):
                try:
                    sides = [
                        arg if isinstance(arg, t.ZeroMatrix) else t.mul(*before, arg, *behind)
                        for arg in premise.args
                    ]
                    made = Fact("=", tuple(sides))
                    facts = [made if one == premise else one for one in context.facts]
                    yield replace(
                        Context.of(context.symbols.values(), facts), layout=context.layout
                    )
                except DeriveError:
                    continue


@lru_cache(maxsize=512)
def _by_rules(symbols: tuple[t.AnySymbol, ...], facts: tuple[Fact, ...], part: Term) -> Term:
    return derivative(Context.of(symbols, facts), *part.args)


def bound_in(fact: Fact) -> tuple[Term, ...]:
    """The letters by which something is differentiated in a fact."""
    found: dict[Term, None] = {}
    for arg in fact.args:
        for part in t.subterms(arg):
            if isinstance(part, t.DERIVATIVES):
                for one in part.args[1:]:
                    if isinstance(one, t.MatrixSymbol) or getattr(one, "is_Symbol", False):
                        found[one] = None
    return tuple(found)
