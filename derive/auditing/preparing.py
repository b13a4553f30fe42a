"""What the letters of a document mean: given, declared, said in prose, or inferred; what is assumed
of them, and what they are defined as.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.auditing.argument import Argument, Chain, Link, Side, functions_in
from derive.auditing.document import Document
from derive.auditing.judge import Judge, Statement
from derive.auditing.letters import Letters, Line, Meaning, bold_names, meaning_of
from derive.auditing.naming import Function, all_names, applied_name, canonical_of, expanded
from derive.auditing.prose import DEFINING
from derive.errors import DeriveError
from derive.judging.inputs import context_of
from derive.latex.assumptions import read_fact
from derive.latex.declare import read_declarations
from derive.latex.family_declarations import ranges_in

__all__ = ["UNCHECKED", "Prepared"]

UNCHECKED = frozenset(
    [r"\approx", r"\sim", r"\propto", r"\perp", r"\ll", r"\gg", r"\simeq", r"\cong"]
)
_SVD = re.compile(r"\bSVD\b|singular\s+value\s+decomposition")
_THIN = re.compile(r"\b(?:thin|compact|economy|reduced|truncated)\b[^.]*(?:SVD|singular)")
_FONTED = r"(?:\\math(?:bf|rm)\{)?%s\}?"
_FACTORS = re.compile(
    rf"=\s*(?P<left>{_FONTED % '[UV]'})\s*(?:\\(?:mathbf|boldsymbol|bm)\s*\{{\s*)?"
    r"(?:\\Sigma|Σ|S|D)\s*\}?"
    rf"\s*(?P<right>{_FONTED % '[UV]'})\s*(?:ᵀ|⊤|\^)"
)
_OWN_NAMES = {"e": "e", r"\pi": r"\pi", "π": r"\pi"}
# transposed: no number
_OWN = re.compile(r"(?<![A-Za-z\\])(e|\\pi|π)\s*(?:ᵀ|⊤|\^\s*\{?\s*(?:T|\\top|\\intercal)(?![a-z]))")


@dataclass(slots=True)
class Prepared:
    """A document with its statements, and what its letters mean once it is prepared."""

    document: Document
    argument: Argument
    functions: dict[str, Function] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=lambda: Meaning(Context.of(())))
    judge: Judge = field(default_factory=lambda: Judge(Context.of(())))
    declared: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)  # whose shapes follow from declared ones

    def prepare(self, given: Mapping[str, Any], layout: str) -> None:
        """Find the context: given, declared in the document, said in prose, or inferred."""
        argument = self.argument
        known = Letters()
        question = context_of(given, formulas=argument.texts) if given else None
        if question is not None:
            known.symbols.update(question.symbols)
        self._declarations(known)
        self._prose(known)
        factors = self._decompositions(known)
        known.bold = bold_names(argument.texts)
        known.counts = dict(ranges_in(argument.texts))
        self.declared = {*known.symbols, *known.shapes}
        self.functions = functions_in(argument, {**known.symbols, **known.shapes})
        for name in self.functions:
            known.symbols.pop(name, None) if name not in (
                question.symbols if question else {}
            ) else None
        known.functions = frozenset(self.functions)
        known.named = frozenset(self._own_letters())
        self._first_values()
        lines = list(self._lines())
        self.meaning = meaning_of(lines, known)
        context = self.meaning.context
        said = layout or (question.layout if question is not None else "")
        context = replace(context, layout=said or context.layout)
        self.judge = Judge(context, inferred=self.meaning.inferred, unfit=len(self.meaning.unfit))
        if question is not None:
            for fact in question.facts:
                self.judge.assume(fact)
        self._facts()
        for said in factors:
            self._assume(said)
        self._define_all()
        self._settle()
        for function in self.functions.values():
            function.values.clear()

    def _declarations(self, known: Letters) -> None:
        for text in self.argument.declared:
            try:
                symbols = read_declarations(re.sub(r"\s*[.;]\s*$", "", text))
            except DeriveError:
                continue
            for symbol in symbols:
                known.symbols.setdefault(symbol.name, symbol)

    def _prose(self, known: Letters) -> None:
        for _, said in self.argument.said:
            if said.rows and not said.local and said.name not in known.symbols:
                known.shapes.setdefault(said.name, (said.rows, said.cols))
            elif said.kind and said.name not in known.symbols:
                known.kinds.setdefault(said.name, said.kind)

    def _own_letters(self) -> set[str]:
        """The letters e and π where the document means something of its own by them."""
        found: set[str] = {name for name in ("e", r"\pi") if name in self.declared}
        for chain in self.argument.chains:
            for link in chain.links:
                for side in (link.left, link.right):
                    found |= {_OWN_NAMES[m[1]] for m in _OWN.finditer(side.latex)}
            left = chain.links[0].left.latex.strip() if chain.links else ""
            if left in _OWN_NAMES:
                found.add(_OWN_NAMES[left])
        return found

    def _decompositions(self, known: Letters) -> list[str]:
        """The factors of "the (full) SVD X = U Σ Vᵀ", which are orthogonal."""
        found: list[str] = []
        if not _SVD.search(self.argument.prose):
            return found
        thin = _THIN.search(self.argument.prose) is not None
        for text in self.argument.texts:
            for match in _FACTORS.finditer(text):
                for part in (match["left"], match["right"]):
                    name = canonical_of(part)
                    found.append(f"{'orthonormal_columns' if thin else 'orthogonal'}({name})")
                    if not thin and name not in known.symbols and name not in known.shapes:
                        known.kinds.setdefault(name, "square")
        return list(dict.fromkeys(found))

    def _first_values(self) -> None:
        """Values of functions from the whole document, for the inference of shapes."""
        for chain in self.argument.chains:
            name = self.function_of(chain)
            if name:
                values = [
                    link.right.latex
                    for link in chain.links
                    if link.sign == "=" and link.right.usable
                ]
                self.functions[name].values += values[:1]

    def function_of(self, chain: Chain) -> str:
        """The function that a chain gives a value for."""
        if not chain.links:
            return ""
        left = chain.links[0].left.latex
        applied = applied_name(left) if left else None
        name = applied[0] if applied is not None else canonical_of(left) if len(left) < 30 else ""
        function = self.functions.get(name)
        if function is None or (applied is None and function.parameters and left.strip() != name):
            return name if function is not None and applied is None else ""
        if applied is not None and applied[1] != function.parameters:
            return ""
        return name

    def _lines(self) -> list[Line]:
        """All statements, with the values of functions put in."""
        found: list[Line] = []
        for number, (link, _) in enumerate(self._links()):
            sides = []
            for side in (link.left, link.right):
                if not side.usable:
                    continue
                try:
                    sides.append(expanded(side.latex, self.functions))
                except DeriveError:
                    continue
            equal = link.sign not in UNCHECKED and len(sides) == 2
            if sides:
                found.append(Line(tuple(sides), number, equal))
        return found

    def _links(self) -> list[tuple[Link, Chain]]:
        return [(link, chain) for chain in self.argument.chains for link in chain.links]

    def _facts(self) -> None:
        """What sentences and comparisons say of letters."""
        context = self.judge.context
        for _, said in self.argument.said:
            symbol = context.symbols.get(said.name)
            if not said.fact or said.local or symbol is None:
                continue
            fact = said.fact
            if (
                fact == "orthogonal"
                and isinstance(symbol, t.MatrixSymbol)
                and symbol.shape[0] != symbol.shape[1]
            ):
                fact = "orthonormal_columns"
            self._assume(f"{fact}({said.name})")
        for chain in self.argument.chains:
            for link in chain.links:
                self._fact_of(link, chain)

    def _assume(self, text: str) -> bool:
        try:
            facts = read_fact(text, self.judge.context)
            self.judge.context.assume(*self.judge.facts, *facts)
        except DeriveError:
            return False
        for fact in facts:
            self.judge.assume(fact)
        return True

    def _fact_of(self, link: Link, chain: Chain) -> None:
        """A comparison that restricts a letter, or a rank."""
        if not (link.left.usable and link.right.usable):
            return
        rank = re.fullmatch(
            r"\\(?:mathrm|operatorname|text)\s*\{\s*rank\s*\}\s*(?:\\left)?\(\s*(.+?)\s*(?:\\right)?\)|\\rank\s*\(?(.+?)\)?",
            link.left.latex,
        )
        if rank is not None and link.sign == "=":
            name = canonical_of(rank[1] or rank[2])
            symbol = self.judge.symbol(name)
            if isinstance(symbol, t.MatrixSymbol):
                for index, fact in ((1, "full_column_rank"), (0, "full_row_rank")):
                    if str(symbol.shape[index]) == link.right.latex.strip():
                        self._assume(f"{fact}({name})")
        if link.sign in ("<", ">", r"\le", r"\ge", r"\succ", r"\succeq") and len(chain.links) == 1:
            name = canonical_of(link.left.latex)
            if self.judge.symbol(name) is not None and link.right.latex.strip(" {}") in ("0", "1"):
                self._assume(f"{link.left.latex} {link.sign} {link.right.latex}")

    def _define_all(self) -> None:
        """Definitions of letters, from the whole document: some stand after they are used."""
        found: dict[str, Statement] = {}
        for chain in self.argument.chains:
            if not chain.links or chain.links[0].sign != "=" or chain.arrow:
                continue
            link = chain.links[0]
            name = self.single(link.left)
            if not name or name in self.functions or not link.right.usable or name in found:
                continue
            if not self.defines(chain, link):
                continue
            try:
                right = expanded(link.right.latex, self.functions)
            except DeriveError:
                continue
            found[name] = Statement(link.left.latex, "=", right)
        for name, statement in found.items():
            self.judge.define(statement, name)

    def _settle(self) -> None:
        """Find the letters whose shapes follow from those that are declared: what they are equal to
        has no other letters."""
        settled = set(self.declared)
        sides: list[tuple[str, set[str]]] = []
        for chain in self.argument.chains:
            name = self.single(chain.links[0].left) if chain.links else ""
            if name and chain.links[0].right.usable:
                sides.append((name, set(all_names(chain.links[0].right.latex))))
        known = set(self.judge.context.symbols)
        grown = True
        while grown:
            grown = False
            for name, names in sides:
                used = names & known
                if name not in settled and used and used <= settled:
                    settled.add(name)
                    grown = True
        sizes = {str(size) for size in self.judge.context.dimensions}
        self.settled = settled | sizes

    def defines(self, chain: Chain, link: Link) -> bool:
        """Whether words or signs before a letter say that it is being defined."""
        if link.defined:
            return True
        return not chain.arrow and bool(
            DEFINING.search(chain.before) or DEFINING.search(chain.words + " ")
        )

    def single(self, side: Side) -> str:
        """The letter that a side is; empty for a formula."""
        if not side.usable or len(side.latex) > 60:
            return ""
        name = canonical_of(side.latex)
        return name if self.judge.symbol(name) is not None or name in self.functions else ""
