"""The vocabulary in which a problem and its solution are written.

A spec is a Python module that makes one `Problem`.  Each line of a derivation is verified when it
is written down: a wrong one raises, with the spec's file and line, the formula, and what is wrong.

    problem = Problem("ridge", course="ml", title="Ridge regression")
    problem.declare(r"X \\in \\mathbb{R}^{n \\times d}, y \\in \\mathbb{R}^n")
    with problem.part("a", question="…", given=["full_column_rank(X)"]) as d:
        d.start(r"(X^\\top X)^{-1} X^\\top y")
        d.line(r"X^+ y")
        d.answer("w")
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra.context import Context, Fact
from derive.algebra.term import AnySymbol
from derive.authoring.formulas import words
from derive.authoring.part import PartBuilder
from derive.authoring.parts import Part, Words
from derive.authoring.source_location import located
from derive.errors import SpecError
from derive.latex.assumptions import assuming, read_fact
from derive.latex.declare import read_declarations
from derive.latex.layouts import checked_layout

__all__ = ["Problem"]


class Problem:
    """A problem: what its letters mean, and its parts in order.

    `course` and `name` make its full name `<course>/<name>`; `number` is its place in the course;
    `layout` says whether `\\frac{\\partial f}{\\partial x}` is a `row` or the `gradient`.
    """

    def __init__(
        self,
        name: str,
        *,
        course: str,
        title: str,
        number: int | None = None,
        layout: str = "row",
    ) -> None:
        self.name = name
        self.course = course
        self.title = title
        self.number = number
        self.context = Context.of((), layout=checked_layout(layout))
        self.introduction: tuple[Words, ...] = ()
        self.closing: tuple[Words, ...] = ()
        self._parts: dict[str, Part] = {}

    @property
    def id(self) -> str:
        """`<course>/<name>`."""
        return f"{self.course}/{self.name}"

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(self._parts.values())

    def __getitem__(self, name: str) -> Part:
        """The part with this name.  Raises KeyError naming the parts there are."""
        if name not in self._parts:
            raise KeyError(f"{self.id} has no part {name}; it has {', '.join(self._parts)}")
        return self._parts[name]

    def symbols(self, *names: str) -> tuple[AnySymbol, ...]:
        """The declared symbols with these names, for specs written in SymPy expressions."""
        return tuple(self.context.symbols[name] for name in names)

    def declare(self, *declarations: str | AnySymbol) -> None:
        """Declare letters: `X \\in \\mathbb{R}^{m \\times n}`, `k: scalar`, or SymPy symbols."""
        with located():
            for declaration in declarations:
                self.context = self.context.declare(*declared(declaration))

    def assume(self, *assumptions: str | Fact) -> None:
        """Assume facts throughout: `orthogonal(U)`, `m > n`, `X = U \\Sigma V^\\top`."""
        with located():
            for one in assumptions:
                known = self.context
                self.context = assuming(one, known) if isinstance(one, str) else known.assume(one)

    def introduce(self, *paragraphs: str) -> None:
        """What stands before the first part."""
        with located():
            self.introduction += tuple(words(text, self.context) for text in paragraphs)

    def close(self, *paragraphs: str) -> None:
        """What stands after the last part."""
        with located():
            self.closing += tuple(words(text, self.context) for text in paragraphs)

    def part(
        self,
        name: str,
        question: str,
        *,
        title: str = "",
        given: Sequence[str | Fact] = (),
        letters: str = "",
    ) -> PartBuilder:
        """Begin a part; use it as `with problem.part(…) as d`.

        `letters` declares those of this part that its question already speaks of.
        """
        if name in self._parts:
            raise SpecError(f"{self.id} has two parts called {name}")
        with located():
            context = self.context.declare(*read_declarations(letters))
            assumed = facts(given, context)
            context = context.assume(*assumed)
            return PartBuilder(name, title, question, assumed, context, self._add, self._parts)

    def _add(self, part: Part) -> None:
        self._parts[part.name] = part


def declared(declaration: str | AnySymbol) -> tuple[AnySymbol, ...]:
    """The symbols of a declaration."""
    return read_declarations(declaration) if isinstance(declaration, str) else (declaration,)


def facts(assumptions: Sequence[str | Fact], context: Context) -> tuple[Fact, ...]:
    """The facts of some assumptions."""
    found: list[Fact] = []
    for assumption in assumptions:
        if isinstance(assumption, str):
            found += read_fact(assumption, context)
        else:
            found.append(assumption)
    return tuple(found)
