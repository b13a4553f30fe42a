"""One part of a problem, as its author writes it: prose, derivations, definitions, answers."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring.derivation_verbs import DerivationVerbs
from derive.authoring.formulas import formula, words
from derive.authoring.optimum_verbs import OptimumVerbs
from derive.authoring.parts import Definition, Prose
from derive.authoring.result_verbs import ResultVerbs
from derive.authoring.source_location import located
from derive.errors import SpecError
from derive.latex.declare import read_declarations
from derive.latex.names import canonical_name

__all__ = ["PartBuilder"]


class PartBuilder(DerivationVerbs, OptimumVerbs, ResultVerbs):
    """What an author says of a part, in order; the part is made when its `with` block ends."""

    def __enter__(self) -> PartBuilder:
        return self

    # -- prose ------------------------------------------------------------------------------

    def idea(self, text: str) -> None:
        """The idea in a sentence or two, before the derivation."""
        self._prose("idea", text)

    def say(self, text: str) -> None:
        """A paragraph between derivations."""
        self._prose("text", text)

    def remark(self, text: str) -> None:
        """What the result means, after it."""
        self._prose("remark", text)

    def _prose(self, kind: str, text: str) -> None:
        with located(text):
            self._finish()
            self._blocks.append(Prose(kind, words(text, self._context)))

    # -- declarations of the part -----------------------------------------------------------

    def declare(self, declaration: str | Term) -> None:
        """A letter of this part only."""
        with located(declaration):
            new = read_declarations(declaration) if isinstance(declaration, str) else [declaration]
            self._context = self._context.declare(*new)

    def define(self, name: str, meaning: str | Term) -> Term:
        """Let `name` stand for a term; the symbol, declared with that term's shape, is returned."""
        with located(meaning):
            self._finish()
            name = canonical_name(name)
            declared = self._context.symbols.get(name)
            expected = None if declared is None else shape_of(declared)
            term = formula(meaning, self._context, expected)
            shape = shape_of(term)
            symbol = t.matrix(name, *shape) if shape else t.scalar(name)
            if declared not in (None, symbol):
                raise SpecError(f"{name} is declared, with another shape than its meaning has")
            fact = Fact("=", (symbol, term))
            self._context = self._context.declare(symbol).assume(fact)
            self._blocks.append(Definition(fact))
        return symbol
