r"""Claims in one formula: equations, comparisons, `\iff`, `\implies`, `\succeq`, and what tends.

`P \implies Q` is the claim Q where P is assumed as well. `A \succeq B` says that A - B is symmetric
and positive semidefinite. A chain `a = b \le c` claims each of its links; names that mean nothing
yet are defined behind it, `\text{where } s = …`. `f \to c \text{ as } x \to a` says what a limit
is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import Place, ReadError, ShapeError
from derive.judging.reading import read_written_statement
from derive.judging.worked_out import WorkedOut
from derive.latex.answer import Definitions, defined_name
from derive.latex.answer_parts import Piece, pieces, unwrapped
from derive.latex.assumptions import places_of, typed_comparisons
from derive.latex.reader import read
from derive.proof.limit_evaluation import quotient_limit

__all__ = ["Stated", "stated"]

SAME = frozenset([r"\iff", r"\Leftrightarrow", r"\Longleftrightarrow"])
FOLLOWS = frozenset([r"\implies", r"\Rightarrow", r"\Longrightarrow"])
ABOVE = MappingProxyType({r"\succ": "positive_definite", r"\succeq": "positive_semidefinite"})
BELOW = MappingProxyType({r"\prec": "positive_definite", r"\preceq": "positive_semidefinite"})
CHAINED = frozenset(["=", "<", ">", r"\le", r"\ge"])
ORDERS = frozenset([*ABOVE, *BELOW])
_TENDS = re.compile(r"(.+?)\\to\b(.+?)\\text\{\s*as\s*\}(.+?)\\to\b(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stated:
    """What is claimed, and the premises that are assumed for it."""

    fact: Fact
    premises: tuple[Fact, ...] = ()
    links: tuple[Fact, ...] = ()  # of a chain, those after the first
    notes: tuple[str, ...] = ()  # how what could be read in two ways was read


def stated(text: str, context: Context) -> Stated:
    """What a text claims.  Raises DeriveError for what is no claim, ShapeError if ill-typed."""
    notes: list[str] = []
    with places_of(text):
        said = _read(unwrapped(typed_comparisons(text)), context, notes)
    return replace(said, notes=tuple(dict.fromkeys(notes)))


def _read(whole: Piece, context: Context, notes: list[str]) -> Stated:
    parts = pieces(whole)
    if len(parts) > 1 and all(defined_name(part, context) is not None for part in parts[1:]):
        beside = Definitions(context, WorkedOut)
        beside.define(parts[1:])
        said = _stated(parts[0], beside.context, notes)
        return Stated(
            *(_substituted(beside, one) for one in (said.fact, said.premises, said.links))
        )
    return _stated(parts[0] if len(parts) == 1 else whole, context, notes)


def _substituted(beside: Definitions, said: Any) -> Any:
    """Facts with the definitions put in."""
    if isinstance(said, Fact):
        return Fact(said.predicate, tuple(map(beside.substituted, said.args)))
    return tuple(_substituted(beside, one) for one in said)


def _stated(whole: Piece, context: Context, notes: list[str]) -> Stated:
    sides = whole.between(SAME | FOLLOWS)
    if len(sides) == 1 and len(whole.relations) > 1 and set(whole.relations) <= CHAINED:
        members = whole.members()
        first, *links = (_single(a.to(b), context, notes) for a, b in pairwise(members))
        return Stated(first, (), tuple(links))
    if len(sides) == 1:
        return Stated(_single(whole, context, notes))
    if len(sides) > 2:
        raise whole.error("this is more than one step", expected=r"P \iff Q, or P \implies Q")
    first, second = (_single(side, context, notes) for side in sides)
    if whole.signs(FOLLOWS):
        return Stated(second, (first,))
    if {first.predicate, second.predicate} == {"="}:
        return Stated(Fact("iff", (t.equation(*first.args), t.equation(*second.args))))
    return Stated(Fact("iff", (*first.args, *second.args)))


def _single(piece: Piece, context: Context, notes: list[str]) -> Fact:
    """One equation or comparison."""
    if piece.relations == [r"\approx"]:
        exact, decimal = piece.members()
        return Definitions(context, WorkedOut).near(exact, decimal)
    orders = piece.signs(ORDERS)
    if len(orders) == 1:
        left, right = piece.between(ORDERS)
        return _order(orders[0], left, right, context)
    tends = _TENDS.fullmatch(piece.source())
    if tends is not None:
        of, value, letter, limit = (part.strip() for part in tends.groups())
        return _statement(
            rf"\lim_{{{letter} \to {limit}}} \left( {of} \right) = {value}", context, notes
        )
    return _statement(piece.blanked(), context, notes)


def _statement(text: str, context: Context, notes: list[str]) -> Fact:
    statement = read_written_statement(text, context, notes)
    if isinstance(statement, t.Asymptotic):
        statement = quotient_limit(statement)
    if isinstance(statement, t.Equation):
        return Fact("=", statement.args)
    if not isinstance(statement, Fact):
        raise ReadError("this is no equation", place=Place(text, 0, len(text)))
    return statement


def _order(sign: str, left: Piece, right: Piece, context: Context) -> Fact:
    """That one side is above the other: an order of numbers where both are 1×1."""
    pieces, predicates = ((left, right), ABOVE) if sign in ABOVE else ((right, left), BELOW)
    above, below = _sides(*pieces, context)
    if shape_of(above) == shape_of(below) == ():
        strict = predicates[sign] == "positive_definite"
        return Fact("<" if strict else "<=", (below, above))
    shapes = [shape_of(above), shape_of(below)]
    if not context.dims().same_shape(*shapes) or not context.dims().same_shape(
        shapes[0], shapes[0][::-1]
    ):
        said = " and ".join(map(show_shape, shapes))
        raise ShapeError(f"square matrices of one size have this order, and the sides are {said}")
    zero = isinstance(below, t.ZeroMatrix)
    return Fact(predicates[sign], (above if zero else t.add(above, t.neg(below)),))


def _sides(above: Piece, below: Piece, context: Context) -> tuple[Term, Term]:
    """The two sides; a 0 has the shape of the other one."""
    if above.source().strip() == "0":
        other = read(below.blanked(), context, work=WorkedOut).term
        return read(above.blanked(), context, expected=shape_of(other), work=WorkedOut).term, other
    first = read(above.blanked(), context, work=WorkedOut).term
    second = read(below.blanked(), context, expected=shape_of(first), work=WorkedOut)
    return first, second.term
