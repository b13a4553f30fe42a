r"""The reader: LaTeX to typed terms, strictly.

Every token is consumed or refused; the declared types decide what a sign means, and nothing is
guessed.  Three passes: `tokens`, `syntax` (precedence, untyped), `elaborate` (types).

Limits: 20 000 characters, nesting of 60, numbers of 1 000 digits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn, TypeAlias, TypeVar

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE, Shape, Term
from derive.errors import ContextError, DeriveError, ShapeError
from derive.fuel import remembered
from derive.latex.calculus_rules import approach
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value, Worked
from derive.latex.names import canonical_name, font, with_font
from derive.latex.optimum_rules import check_space
from derive.latex.statement_syntax import formula, statement
from derive.latex.tokens import tokenize
from derive.latex.typing_rules import RULES

__all__ = ["Reading", "Work", "names_of", "parse", "read", "read_statement"]

Read = TypeVar("Read")
Work: TypeAlias = Callable[[Context], Worked] | None  # what works things out in a context
COMPARISONS = {"<": "<", ">": "<", r"\le": "<=", r"\ge": "<=", r"\neq": "!="}


@dataclass(frozen=True, slots=True)
class Reading:
    """A term, the text it was read from, and where its subterms were written.

    `assumed` says how what could be read in two ways was read.
    """

    term: Term
    text: str
    assumed: tuple[str, ...]
    _values: tuple[Value, ...] = field(repr=False, compare=False)
    _unsized: Term = field(repr=False, compare=False)

    @property
    def spans(self) -> Mapping[tuple[int, ...], tuple[int, int]]:
        """The stretch of text of each subterm that was written, by its path of argument indices."""
        written: dict[int, list[tuple[int, int]]] = {}
        for value in self._values:
            written.setdefault(id(value.term), []).append((value.start, value.end))
        found: dict[tuple[int, ...], tuple[int, int]] = {}
        _locate(self._unsized, (), (0, len(self.text)), written, found)
        return found


def _locate(
    term: Term,
    path: tuple[int, ...],
    within: tuple[int, int],
    written: dict[int, list[tuple[int, int]]],
    found: dict[tuple[int, ...], tuple[int, int]],
) -> None:
    """Find where `term` was written: the widest stretch within that of the term above it.

    A symbol that is written twice is one object: it takes the first place that is still free.
    """
    places = [p for p in written.get(id(term), ()) if within[0] <= p[0] and p[1] <= within[1]]
    if places:
        start = min(place[0] for place in places)
        best = max((place for place in places if place[0] == start), key=lambda p: p[1])
        found[path] = within = best
        written[id(term)] = [p for p in written[id(term)] if p[0] >= best[1] or p[1] <= best[0]]
    if not t.is_leaf(term):
        for index, arg in enumerate(term.args):
            _locate(arg, (*path, index), within, written, found)


def names_of(context: Context) -> Mapping[str, Term]:
    r"""The names that a formula may use: declared symbols and the dimensions of their shapes.

    Fonts are dropped, except where two declared names differ by nothing else: see `with_font`.
    """
    return _names(tuple(context.symbols.items()))[0]


@remembered(maxsize=512)
def _names(
    symbols: tuple[tuple[str, t.AnySymbol], ...],
) -> tuple[Mapping[str, Term], frozenset[str]]:
    """The names, and those that are only dimensions of shapes and were not declared themselves."""
    spelled = {name: canonical_name(name) for name, _ in symbols}
    once = Counter(spelled.values())
    names: dict[str, Term] = {}
    for name, symbol in symbols:
        plain = spelled[name]
        key = plain if once[plain] == 1 else with_font(font(tokenize(name)), plain)
        if key in names:
            raise ContextError(f"{name} and {names[key]} cannot be told apart")
        names[key] = symbol
    dims = {dim.name: dim for dim in Context(dict(symbols)).dimensions}
    for name, dim in dims.items():
        names.setdefault(name, dim)
    declared = dict(symbols)
    return MappingProxyType(names), frozenset(name for name in dims if name not in declared)


def parse(text: str, context: Context) -> Term:
    """The term of a formula.  Raises ReadError or ShapeError with the place."""
    return read(text, context).term


def read(
    text: str, context: Context, *, expected: Shape | None = None, work: Work = None
) -> Reading:
    """The term of a formula with the spans of its subterms.

    `expected` fixes the size of a lone I or 0; where a scalar is expected, a 1 x 1 matrix is its
    entry.  Raises ReadError or ShapeError with the place.
    """
    names, sizes = _names(tuple(context.symbols.items()))
    node = formula(text, names, sizes=sizes)

    def typed(e: Elaborator) -> Reading:
        value = e.value(node)
        if e.blackboard == "seen" and expected and not e.dims.same_shape(value.shape, expected):
            raise ShapeError("this has another shape than what is expected")
        done = e.finished(value, expected)
        unsized = done.term if not e.open else value.term
        if done.shape == () and value.shape:
            unsized = t.as_scalar(value.term)
        return Reading(done.term, text, tuple(e.notes), tuple(e.values), unsized)

    return _elaborated(text, names, context, typed, work)


def _only(sizes: tuple[Symbol, ...]) -> Symbol | None:
    return sizes[0] if len(sizes) == 1 else None


def _elaborated(
    text: str,
    names: Mapping[str, Term],
    context: Context,
    read: Callable[[Elaborator], Read],
    work: Work,
) -> Read:
    r"""What is read by an elaborator, `\mathbb{1}` as I where only that has a shape."""
    elaborator = Elaborator(text, names, context.dims(), RULES, context.layout)
    elaborator.single = lambda: _only(context.dimensions)
    elaborator.worked = None if work is None else work(context)
    try:
        return read(elaborator)
    except ShapeError as error:
        if elaborator.blackboard != "seen":
            raise
        other = Elaborator(text, names, context.dims(), RULES, context.layout)
        other.single, other.blackboard = elaborator.single, "identity"
        other.worked = elaborator.worked
        other.notes.append(r"\mathbb{1} is the identity")
        try:
            return read(other)
        except DeriveError:
            if error.place is None:  # it has a shape, but not the expected one
                elaborator.blackboard = "ones"
                return read(elaborator)
            raise error from None


def read_statement(
    text: str, context: Context, *, work: Work = None, notes: list[str] | None = None
) -> Term | Fact:
    r"""A term, an equation, several equations separated by commas, a comparison, or
    `w = \operatorname*{arg\,min}_w f [\text{subject to} g]`, for which `\arg\min_w f` is short.

    `a > b` is the Fact that b < a.  `notes` takes what was assumed in reading.  Raises
    ReadError or ShapeError with the place.
    """
    names, sizes = _names(tuple(context.symbols.items()))
    node = statement(text, names, sizes=sizes)

    def typed(e: Elaborator) -> Term | Fact:
        made = _Statements(e).read(node)
        if notes is not None:
            notes.extend(e.notes)
        return made

    return _elaborated(text, names, context, typed, work)


class _Statements:
    """Statements of one formula; all share the sizes that are found."""

    def __init__(self, elaborator: Elaborator) -> None:
        self.e = elaborator

    def read(self, node: Node) -> Term | Fact:
        if node.op == "comparison":
            sides = self._sides(node)
            if node.value in (">", r"\ge"):
                sides = sides[::-1]
            return Fact(COMPARISONS[node.value], tuple(sides))
        return self._statement(node)

    def _statement(self, node: Node) -> Term:
        if node.op == "system":
            return t.system(*map(self._statement, node.args))
        if node.op == "optimum":
            return self._optimum(node)
        if node.op == "equation":
            return self._equation(node)
        if node.op in ("tends", "asymptotic"):
            return self._limiting(node)
        if node.op == "forall":
            over = self.e.value(node.args[0]).term
            if not isinstance(over, t.MatrixSymbol):
                self.e.refuse("this must be a letter that is declared", node.args[0])
            return t.for_all(over, self._equation(node.args[1]))
        return self.e.finished(self.e.value(node)).term

    def _equation(self, node: Node) -> Term:
        return t.equation(*self._sides(node))

    def _limiting(self, node: Node) -> Term:
        r"""f \to g as an equation of the limit, f \sim g as a statement of its own."""
        *_, variable, point = node.args
        symbol, at, side = approach(self.e, variable, point, node.value)
        left, right = self._sides(node._replace(args=node.args[:2]))
        if node.op == "tends":
            if symbol in t.free_symbols(right):
                self.e.refuse("what is tended to does not depend on the letter", variable)
            return t.equation(t.limit(left, symbol, at, side), right)
        if t.is_matrix(left):
            self.e.wrong("leading terms are compared of scalars", node)
        return t.asymptotic(left, right, symbol, at, side)

    def _sides(self, node: Node) -> list[Term]:
        """Two sides of one shape: 0 takes the other's, a 1 x 1 matrix is a scalar beside one."""
        left, right = (self.e.value(side) for side in node.args)
        if right.term == 0 and left.shape:
            right = right._replace(term=t.zeros(*left.shape), shape=left.shape)
        elif left.term == 0 and right.shape:
            left = left._replace(term=t.zeros(*right.shape), shape=right.shape)
        elif () in (left.shape, right.shape):
            left, right = self.e.scalarised(left), self.e.scalarised(right)
        if not self.e.dims.same_shape(left.shape, right.shape):
            self._differ(left, right, node)
        return [self.e.finished(side).term for side in (left, right)]

    def _differ(self, left: Value, right: Value, node: Node) -> NoReturn:
        shown = [show_shape(tuple(map(self.e.dims.resolve, side.shape))) for side in (left, right)]
        hint = None
        if left.shape == right.shape[::-1]:
            hint = "one of the two may lack a transpose"
        self.e.wrong(f"the two sides have different shapes: {shown[0]} and {shown[1]}", node, hint)

    def _optimum(self, node: Node) -> Term:
        over, of, *beside = node.args
        conditions = [part for part in beside if part.op == "equation"]
        nodes = over.args if over.op == "stack" else (over,)
        varied = [self.e.value(one).term for one in nodes]
        for one, term in zip(nodes, varied, strict=True):
            if not isinstance(term, Symbol | t.MatrixSymbol):
                self.e.refuse("what is varied must be a letter", one)
        variable = varied[0] if len(varied) == 1 else t.blocks([[term] for term in varied])
        self.e.checked(variable, over)
        check_space(self.e, variable, beside)
        value = self.e.value(of)
        if value.shape:
            self.e.dims.same_shape(value.shape, (ONE, ONE))
            value = self.e.scalarised(value)
        if value.shape:
            self.e.wrong("an objective must be a scalar", of)
        made = [variable, self.e.finished(value).term]
        kind = t.Minimizer if node.value == "min" else t.Maximizer
        return kind(*made, *(self._equation(part) for part in conditions))
