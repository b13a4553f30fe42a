r"""An answer as people write it: boxed, labelled, a chain of equalities, with a where-clause.

`\boxed{\hat{w} = A^{-1} X^\top y = B y, \quad A = X^\top X}` has the label `\hat{w}`, one link
(A⁻¹Xᵀy = By), a definition (A), and the answer By.

The first member of a chain is a label if it is a name that is not declared (`w`, `J(w)`,
`\nabla_w L`); if it can be read as a formula it is a link of the chain, which the caller checks.
The definitions of a where-clause are substituted.  Nothing is dropped: a condition must be among
the assumptions.

Limits: MAX_DEFINITIONS definitions, and those of `derive.latex.tokens` and of the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from sympy import Abs, Integer, Rational, sympify

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, LimitError, Place, ReadError, ShapeError
from derive.latex.answer_parts import Piece, pieces, unwrapped
from derive.latex.declare import read_declarations
from derive.latex.labels import Label, read_label, same_label
from derive.latex.names import canonical_name
from derive.latex.reader import Reading, Work, read, read_statement

__all__ = ["Definitions", "ReadAnswer", "defined_name", "read_answer", "unwrap"]

_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
MAX_DEFINITIONS = 10
MAX_LENGTH = 4000  # subterms of an answer after its definitions are substituted


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What an answer says.

    `label` is the LaTeX of the undeclared left side, if there is one; `links` are the equations of
    the chain (and any about declared symbols beside it), each of which must hold; `term` is the
    last member, the answer itself, with the definitions of a where-clause substituted; `assumed`
    says how what could be read in two ways was read.  `named` is what an undeclared label names.
    """

    label: str | None
    links: tuple[t.Equation, ...]
    term: Term
    assumed: tuple[str, ...] = ()
    named: Label | None = None


def unwrap(text: str) -> str:
    r"""The text with `$`, `\[ \]`, `\boxed{…}`, `aligned` and a full stop around it blanked out.

    Every character keeps its place.  Raises ReadError if nothing is left.
    """
    return unwrapped(text).text


def read_answer(
    text: str,
    context: Context,
    *,
    expected: Shape | None = None,
    unknowns: Collection[str] = (),
    asked: Label | None = None,
    powers: bool = False,
    work: Work = None,
) -> ReadAnswer:
    """The answer that a text gives.

    `expected` fixes unknown sizes, as in `read`; `unknowns` are declared names that may be labels:
    each is one where it stands alone on the left and not in the rest.  `asked` is what another
    label must name; with `powers`, it may be a power, as in a gold.  Raises ReadError or ShapeError
    with the place.
    """
    with _places_in(text):
        main, others = _main(pieces(unwrapped(text)), context)
        reader = Definitions(context, work)
        facts = reader.define(others)
        main, space = _membership(main)
        main, rounded = _rounded(main)
        label, named, members = _label(main, reader, powers or asked is not None)
        if asked is not None and any(not same_label(one, asked) for one in named):
            raise main.members()[0].error("another name is asked for", expected="it, or none")
        links = tuple(reader.equation(a.to(b)) for a, b in pairwise(members))
        if label is None and links and _lone_name(members[0]) in unknowns:
            own = read_label(members[0].source(), ())
            if asked is not None and own is not None and not same_label(own, asked):
                raise members[0].error("another letter is asked for", expected="it, or none")
            label, links, members = _unknown(members, links, expected, context)
        assumed: tuple[str, ...] = ()
        if links:
            term = links[-1].args[1]
        else:
            found = reader.read(members[0], expected)
            term, assumed = reader.substituted(found.term), found.assumed
        if rounded is not None:
            facts = (*facts, *reader.rounding(members[-1], rounded))
        if expected == () and t.is_matrix(term) and shape_of(term) == (t.ONE, t.ONE):
            term = t.as_scalar(term)
        if space is not None:
            _check_space(space, term, context)
        return ReadAnswer(label, (*links, *facts), term, assumed, named[0] if named else None)


@contextmanager
def _places_in(text: str) -> Iterator[None]:
    """Errors show the text as it was written."""
    try:
        yield
    except DeriveError as error:
        if error.place is not None:
            error.place = Place(text, error.place.start, error.place.end)
        raise


# -- which piece is the answer -------------------------------------------------------------------


def _main(parts: Sequence[Piece], context: Context) -> tuple[Piece, list[Piece]]:
    """The piece that is the answer, and those that define or restrict something in it."""
    first, *rest = parts
    formulas = [part for part in rest if not part.relations]
    if formulas and first.relations and defined_name(first, context) is not None:
        if len(formulas) > 1:
            raise formulas[1].error("there is more than one answer here")
        return formulas[0], [part for part in parts if part is not formulas[0]]
    if formulas:
        raise formulas[0].error(
            "this is a second answer, or no formula", expected="one formula, and definitions"
        )
    return first, rest


def defined_name(piece: Piece, context: Context) -> str | None:
    """The undeclared name that the piece says the meaning of."""
    if not piece.relations or set(piece.relations) != {"="}:
        return None
    first = piece.members()[0]
    name = _lone_name(first)
    return name if name is not None and not _means(first, name, context) else None


def _lone_name(piece: Piece) -> str | None:
    """The one spelling of a piece that is a name and nothing else."""
    try:
        return canonical_name(piece.source())
    except ReadError:
        return None


def _means(piece: Piece, name: str, context: Context) -> bool:
    """Whether the declared symbols give a meaning to a name: it is declared, or an entry of one."""
    if name in context.symbols:
        return True
    try:
        read(piece.blanked(), context)
    except DeriveError as error:
        return not isinstance(error, ReadError)
    return True


def _label(
    main: Piece, reader: Definitions, powers: bool
) -> tuple[str | None, list[Label], list[Piece]]:
    """The first label, what the labels name, and the members after them."""
    members = main.members()
    wrong = [sign for sign in main.relations if sign != "="]
    if wrong:
        raise main.error(f"{wrong[0]} makes a statement, not an answer", expected="= or nothing")
    label, named = None, list[Label]()
    while len(members) > 1 and (one := _named(members[0], reader, powers)) is not None:
        named.append(one)
        label = label or members[0].source().strip()
        members = members[1:]
    return label, named, members


def _unknown(
    members: list[Piece],
    links: tuple[t.Equation, ...],
    expected: Shape | None,
    context: Context,
) -> tuple[str | None, tuple[t.Equation, ...], list[Piece]]:
    """The label, links and members where the first member is the unknown, or else all of them."""
    letter = links[0].args[0]
    rest = [links[0].args[1], *(side for link in links[1:] for side in link.args)]
    if any(letter in t.free_symbols(side) for side in rest):
        return None, links, members
    shape = shape_of(letter) or (t.ONE, t.ONE)
    if expected is not None and not context.dims().same_shape(shape, expected or (t.ONE, t.ONE)):
        first = members[0].tokens
        place = Place(members[0].text, first[0].start, first[-1].end)
        raise ShapeError(f"{letter} is {show_shape(shape)}, not what is asked for", place=place)
    return members[0].source().strip(), links[1:], members[1:]


def _membership(main: Piece) -> tuple[Piece, Piece | None]:
    r"""The piece without `\in \mathbb{R}^{m \times n}` behind it, and the space."""
    if main.relations[-1:] != [r"\in"]:
        return main, None
    last = main.members()[-1]
    place = next(i for i, token in enumerate(main.tokens) if token is last.tokens[0])
    return main.upto(place - 1), last


def _rounded(main: Piece) -> tuple[Piece, Piece | None]:
    r"""The piece without `\approx 0.333` behind an exact value, and the decimal."""
    if main.relations[-1:] != [r"\approx"]:
        return main, None
    last = main.members()[-1]
    if _DECIMAL.fullmatch(last.source().strip()) is None:
        raise last.error("only a decimal may stand here", expected=r"\frac{1}{3} \approx 0.333")
    place = next(i for i, token in enumerate(main.tokens) if token is last.tokens[0])
    return main.upto(place - 1), last


def _check_space(space: Piece, term: Term, context: Context) -> None:
    """Raise ShapeError for a term that is not in the space that the answer says it is in."""
    (said,) = read_declarations(f"x \\in {space.source()}")
    shape, wanted = (shape_of(one) or (t.ONE, t.ONE) for one in (term, said))
    if not context.dims().same_shape(shape, wanted):
        place = Place(space.text, space.tokens[0].start, space.tokens[-1].end)
        raise ShapeError(f"the answer is {show_shape(shape)}, not what is said here", place=place)


def _named(piece: Piece, reader: Definitions, powers: bool) -> Label | None:
    """What a label names; None for a member that can be read, a link.

    Raises ReadError for a formula about what is not declared.
    """
    name = _lone_name(piece)
    if name is not None and _means(piece, name, reader.context):
        return None
    unread = piece.error("this is a formula about an unknown")
    if name is None:
        try:
            reader.read(piece)
        except ReadError as error:
            unread = error
        except DeriveError:
            return None
        else:
            return None
    label = read_label(piece.source(), reader.context.symbols, powers=powers)
    if label is None:
        unread.hint = unread.hint or "before = stands a formula, or the name alone: w = …"
        raise unread
    return label


# -- what it says --------------------------------------------------------------------------------


class Definitions:
    """Reads in a context that grows by the definitions, and substitutes them."""

    def __init__(self, context: Context, work: Work) -> None:
        self.context, self._work = context, work
        self._meanings: dict[Term, Term] = {}
        self._lengths: dict[Term, int] = {}

    def read(self, piece: Piece, expected: Shape | None = None) -> Reading:
        """The term of a piece, in the context that there is so far."""
        return read(piece.blanked(), self.context, expected=expected, work=self._work)

    def define(self, others: Sequence[Piece]) -> tuple[t.Equation, ...]:
        """Take in definitions in whatever order they stand; the equations that are none.

        Raises ReadError for a definition in terms of what is not known, and for a condition that
        is not assumed.
        """
        if len(others) > MAX_DEFINITIONS:
            raise LimitError(f"more than {MAX_DEFINITIONS} definitions beside the answer")
        waiting = list(others)
        found: list[t.Equation] = []
        while waiting:
            failed: list[Piece] = []
            problem: ReadError | None = None
            for piece in waiting:
                try:
                    found += self._take_in(piece)
                except ReadError as error:
                    failed.append(piece)
                    problem = problem or error
            if problem is not None and len(failed) == len(waiting):
                raise problem
            waiting = failed
        return tuple(found)

    def _take_in(self, piece: Piece) -> list[t.Equation]:
        name = defined_name(piece, self.context)
        if name is None:
            return self._said(piece)
        members = piece.members()[1:]
        links = [self.equation(a.to(b)) for a, b in pairwise(members)]
        value = self.substituted(self.read(members[-1]).term)
        shape = shape_of(value)
        if shape == (t.ONE, t.ONE):
            value, shape = t.as_scalar(value), ()
        symbol = t.matrix(name, *shape) if shape else t.scalar(name)
        self.context = self.context.declare(symbol)
        self._meanings[symbol] = value
        self._lengths[symbol] = sum(1 for _ in t.subterms(value))
        return links

    def _said(self, piece: Piece) -> list[t.Equation]:
        """An equation about declared symbols is a link; a comparison must be assumed."""
        members = piece.members()
        pairs = [a.to(b) for a, b in pairwise(members)]
        if set(piece.relations) == {"="}:
            return [self.equation(pair) for pair in pairs]
        for pair in pairs:
            stated = read_statement(pair.blanked(), self.context)
            if not isinstance(stated, Fact) or stated not in self.context.facts:
                raise piece.error(
                    "this condition is not among the assumptions", expected="a definition"
                )
        return []

    def equation(self, piece: Piece) -> t.Equation:
        made = read_statement(piece.blanked(), self.context, work=self._work)
        if not isinstance(made, t.Equation):
            raise piece.error("an equation was expected here")
        return t.equation(*map(self.substituted, made.args))

    def rounding(self, exact: Piece, decimal: Piece) -> tuple[t.Equation, ...]:
        """What must hold for a number to be equal to a decimal in the digits written: nothing if a
        quotient of integers is, a false equation if it is not."""
        value = self.read(exact).term
        if not t.is_scalar(value) or t.free_symbols(value):
            raise exact.error("only a number is rounded", expected=r"\frac{1}{3} \approx 0.333")
        text = decimal.source().strip()
        half = Rational(1, 2) / Integer(10) ** len(text.partition(".")[2])
        number = sympify(value).doit()
        if isinstance(number, Rational):
            near = abs(number - Rational(text)) <= half
            return () if near else (t.equation(value, Rational(text)),)
        gap = t.function(Abs, t.sub(value, Rational(text)))
        return (t.equation(t.indicator(gap, "<=", half), t.ONE),)

    def near(self, exact: Piece, decimal: Piece) -> Fact:
        """That a number is at most half a unit of the last digit away from a decimal."""
        if _DECIMAL.fullmatch(decimal.source().strip()) is None:
            raise decimal.error(
                "only a decimal may stand here", expected=r"\frac{1}{3} \approx 0.333"
            )
        value = self.read(exact).term
        if not t.is_scalar(value) or t.free_symbols(value):
            raise exact.error("only a number is rounded", expected=r"\frac{1}{3} \approx 0.333")
        text = decimal.source().strip()
        half = Rational(1, 2) / Integer(10) ** len(text.partition(".")[2])
        return Fact("<=", (t.function(Abs, t.sub(value, Rational(text))), half))

    def substituted(self, term: Term) -> Term:
        """The term with the definitions substituted.

        Raises LimitError for a term that grows too long.
        """
        if not self._meanings:
            return term
        if self._length(term) > MAX_LENGTH:
            raise LimitError("with its definitions put in, the answer is too long")
        return t.substitute(term, self._meanings)

    def _length(self, term: Term) -> int:
        """How many subterms the term would have with the definitions substituted."""
        return sum(self._lengths.get(part, 1) for part in t.subterms(term))
