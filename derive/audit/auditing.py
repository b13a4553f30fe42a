r"""The audit of a document: what its letters mean, then its chains in order, each link judged.

The state of the argument is a thread: the equations that were set or derived since the last
solution.  An equation that is no identity is judged from the thread; after a wrong line, from what
is written since.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import show_shape
from derive.audit.argument import Argument, Chain, Link, Side, argument_of, functions_in
from derive.audit.document import Document
from derive.audit.findings import Audit, Role, Step, Verdict
from derive.audit.judge import Finding, Judge, Statement
from derive.audit.letters import Letters, Line, Meaning, bold_names, meaning_of, undecorated
from derive.audit.naming import (
    Function,
    all_names,
    applied_name,
    canonical_of,
    expanded,
    renamed,
)
from derive.audit.prose import DEFINING, IMPOSING, STATIONARY
from derive.errors import DeriveError
from derive.fuel import SpentError, metered
from derive.judging.inputs import context_of
from derive.latex.assumptions import read_fact
from derive.latex.declare import read_declarations
from derive.latex.family_declarations import ranges_in
from derive.models.values.balls import alone_with_balls

__all__ = ["audit_document"]

FUEL = 60_000_000
MAX_PREMISES = 4
UNCHECKED = frozenset([r"\approx", r"\sim", r"\propto", r"\perp", r"\ll", r"\gg", r"\simeq", r"\cong"])
_WORDS = re.compile(r"\\(?:text|mathrm|textrm|operatorname)\s*\{\s*[A-Za-z]{3,}[^{}]*\}")


def audit_document(
    document: Document, given: Mapping[str, Any] | None = None, layout: str = ""
) -> Audit:
    """What is known of every step of a document.  Raises DeriveError for an unusable context."""
    auditor = _Auditor(document, argument_of(document))
    with metered(FUEL), alone_with_balls():
        auditor.prepare(given or {}, layout)
        auditor.judge_all()
    return auditor.audit()


@dataclass(frozen=True, slots=True)
class _Equation:
    """An equation of the thread; `wrong` if it is a wrong line or rests on one."""

    statement: Statement
    wrong: bool = False


@dataclass(slots=True)
class _Thread:
    """What an equation may be judged from: those before a wrong line, and those since."""

    equations: list[_Equation] = field(default_factory=list)
    before_wrong: list[_Equation] = field(default_factory=list)
    wrong: bool = False

    def add(self, statement: Statement, wrong: bool = False) -> None:
        self.equations.append(_Equation(statement, wrong))

    def turn_wrong(self, statement: Statement) -> None:
        self.before_wrong += [one for one in self.equations if not one.wrong]
        self.equations = [_Equation(statement, True)]
        self.wrong = True


@dataclass(slots=True)
class _Gradient:
    """The value of a derivative that was last written, by which letter, and whether it was right;
    `true` is the derivative itself."""

    value: str
    true: str
    wrong: bool
    letters: frozenset[str]
    by: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Auditor:
    document: Document
    argument: Argument
    steps: list[Step] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    meaning: Meaning = field(default_factory=lambda: Meaning(Context.of(())))
    judge: Judge = field(default_factory=lambda: Judge(Context.of(())))
    thread: _Thread = field(default_factory=_Thread)
    gradients: list[_Gradient] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    assumed: list[str] = field(default_factory=list)
    spent: bool = False

    # -- what letters mean ------------------------------------------------------------------------

    def prepare(self, given: Mapping[str, Any], layout: str) -> None:
        """Find the context: given, declared in the document, said in prose, or inferred."""
        argument = self.argument
        known = Letters()
        question = context_of(given) if given else None
        if question is not None:
            known.symbols.update(question.symbols)
        self._declarations(known)
        self._prose(known)
        known.bold = bold_names(argument.texts)
        known.counts = dict(ranges_in(argument.texts))
        self.declared = {*known.symbols, *known.shapes}
        self.functions = functions_in(argument, {**known.symbols, **known.shapes})
        for name in self.functions:
            known.symbols.pop(name, None) if name not in (question.symbols if question else {}) else None
        known.functions = frozenset(self.functions)
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
        self._define_all()
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

    def _first_values(self) -> None:
        """Values of functions from the whole document, for the inference of shapes."""
        for chain in self.argument.chains:
            name = self._function_of(chain)
            if name:
                values = [link.right.latex for link in chain.links if link.sign == "=" and link.right.usable]
                self.functions[name].values += values[:1]

    def _function_of(self, chain: Chain) -> str:
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
            if fact == "orthogonal" and isinstance(symbol, t.MatrixSymbol) and symbol.shape[0] != symbol.shape[1]:
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
        count: dict[str, int] = {}
        found: dict[str, Statement] = {}
        for chain in self.argument.chains:
            if not chain.links or chain.links[0].sign != "=":
                continue
            link = chain.links[0]
            name = self._single(link.left)
            if not name or name in self.functions or not link.right.usable:
                continue
            if not self._defines(chain, link):
                continue
            count[name] = count.get(name, 0) + 1
            try:
                found[name] = Statement(link.left.latex, "=", expanded(link.right.latex, self.functions))
            except DeriveError:
                continue
        for name, statement in found.items():
            if count[name] == 1 and name not in self.seen:
                self.judge.define(statement, name)

    def _defines(self, chain: Chain, link: Link) -> bool:
        """Whether words or signs before a letter say that it is being defined."""
        if link.defined:
            return True
        return not chain.arrow and bool(
            DEFINING.search(chain.before) or DEFINING.search(chain.words + " ")
        )

    def _single(self, side: Side) -> str:
        """The letter that a side is; empty for a formula."""
        if not side.usable or len(side.latex) > 60:
            return ""
        name = canonical_of(side.latex)
        return name if self.judge.symbol(name) is not None or name in self.functions else ""

    # -- judging ----------------------------------------------------------------------------------

    def judge_all(self) -> None:
        part = -1
        for chain in self.argument.chains:
            if chain.part != part:
                part = chain.part
            self._chain(chain)

    def _chain(self, chain: Chain) -> None:
        if not chain.links:
            return
        wrong = False
        hints: list[Statement] = []
        for index, link in enumerate(chain.links):
            try:
                step = self._link(chain, index, link, hints)
            except SpentError:
                self.spent = True
                step = self._step(chain, link, "step", "not_checkable", "the limit of work is reached")
            wrong |= step.verdict in ("wrong", "does_not_follow")
            self.steps.append(step)
            if link.left.usable and link.right.usable:
                hints.append(Statement(link.left.latex, "=", link.right.latex))
        self._after(chain, wrong)

    def _after(self, chain: Chain, wrong: bool) -> None:
        """What the chain leaves: the value of a function, a gradient."""
        first = chain.links[0]
        name = self._function_of(chain)
        values = [link.right.latex for link in chain.links if link.sign == "=" and link.right.usable]
        if name and values:
            self.functions[name].values += [v for v in values if v not in self.functions[name].values]
        for link in chain.links:
            self.seen.update(all_names(link.left.latex))
            self.seen.update(all_names(link.right.latex))
        if first.sign == "=" and _is_derivative(first.left.latex):
            values = [v for v in values if v.strip(" {}") not in ("0", r"\mathbf{0", r"\mathbf 0")]
            if values:
                true = self._expanded(first.left.latex) or values[0]
                self.gradients.append(
                    _Gradient(values[-1], true, wrong, frozenset(all_names(values[-1])), _by(true))
                )

    def _expanded(self, latex: str, which: int = -1) -> str:
        try:
            return expanded(latex, self.functions, which)
        except DeriveError:
            return ""

    def _link(self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]) -> Step:
        for side in (link.left, link.right):
            if side.unread:
                return self._step(chain, link, "step", "unread", side.unread)
        if link.sign in UNCHECKED:
            return self._step(chain, link, "step", "not_checkable", "this is no equality")
        if _WORDS.search(link.left.latex) or _WORDS.search(link.right.latex):
            if not _known_words(link):
                return self._step(chain, link, "step", "not_checkable", "words stand for letters")
        for side in (link.left, link.right):
            if side.meaningless and side.meaningless != "dots":
                return self._no_meaning(chain, index, link, side)
        if link.sign != "=":
            return self._comparison(chain, index, link, hints)
        if index == 0 or self._only_before(chain, index):
            done = self._first(chain, index, link, hints)
            if done is not None:
                return done
        return self._equation(chain, index, link, hints)

    def _only_before(self, chain: Chain, index: int) -> bool:
        """Whether all links before one in its chain gave a function no readable value."""
        return index > 0 and bool(self._function_of(chain)) and not any(
            link.right.usable for link in chain.links[:index]
        )

    def _no_meaning(self, chain: Chain, index: int, link: Link, side: Side) -> Step:
        name = self._function_of(chain)
        if index > 0 and name and link.right.usable and not self.functions[name].values:
            return self._step(chain, link, "definition", "right", f"taken as the value of {name}")
        role: Role = "definition" if index == 0 and self._single(link.left) else "step"
        return self._step(
            chain, link, role, "not_checkable", f"{side.meaningless} has no meaning here"
        )

    # -- names ------------------------------------------------------------------------------------

    def _first(
        self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]
    ) -> Step | None:
        """The verdict on a link that names something; None for one that does not."""
        name = self._function_of(chain)
        if name and index == 0:
            function = self.functions[name]
            if not function.values:
                return self._step(chain, link, "definition", "right", f"defines {name}")
            return None
        if index > 0:
            return None
        letter = self._single(link.left)
        if _is_derivative(link.left.latex):
            if not self._expanded(link.left.latex):
                return self._step(chain, link, "definition", "not_checkable", "what is differentiated has no formula here")
            return None
        if not letter:
            return None
        return self._named(chain, link, letter, hints)

    def _named(
        self, chain: Chain, link: Link, letter: str, hints: Sequence[Statement]
    ) -> Step | None:
        """A letter alone on the left: its definition, its value as a solution, or a step."""
        right = self._expanded(link.right.latex)
        statement = Statement(link.left.latex, "=", right or link.right.latex)
        symbol = self.judge.symbol(letter)
        if symbol is not None and self.judge.definitions.get(symbol):
            known = self.judge.definitions[symbol]
            if letter not in self.defined:
                self.defined.add(letter)
                same = self._read_is(statement, known)
                if same:
                    return self._step(chain, link, "definition", "right", f"defines {letter}")
            return None
        if not right:
            return self._step(chain, link, "definition", "right", f"names {letter}")
        base = undecorated(letter)
        about = self._about(letter, base)
        cue = self._defines(chain, link)
        if cue and not about:
            return self._definition(chain, link, letter, statement)
        if not about and (letter not in self.seen or letter != base):
            return self._definition(chain, link, letter, statement)
        if about:
            return self._solution(chain, link, letter, base, statement, hints)
        if letter not in self.declared:
            return self._definition(chain, link, letter, statement)
        return None

    def _read_is(self, statement: Statement, known: Sequence[Any]) -> bool:
        try:
            return self.judge.read(statement) in known
        except DeriveError:
            return False

    def _definition(self, chain: Chain, link: Link, letter: str, statement: Statement) -> Step:
        self.defined.add(letter)
        done = self.judge.define(statement, letter)
        reason = f"defines {letter}" if done else f"names {letter}; the formula is not read"
        return self._step(chain, link, "definition", "right", reason)

    def _about(self, letter: str, base: str) -> bool:
        """Whether something of which a letter may be the solution stands before it."""
        for equation in self.thread.equations:
            names = {*all_names(equation.statement.left), *all_names(equation.statement.right)}
            if letter in names or base in names or base in {undecorated(name) for name in names}:
                return True
        return any({letter, base} & gradient.letters for gradient in self.gradients)

    def _solution(
        self, chain: Chain, link: Link, letter: str, base: str, statement: Statement,
        hints: Sequence[Statement],
    ) -> Step | None:
        """A letter that is solved for: from the thread, else from a gradient that vanishes."""
        finding, origin = self._derived(statement, hints, True)
        verdict = self._verdict_of(finding, origin)
        if not finding.right and (self._defines(chain, link) or base not in self._unknowns(letter)):
            return self._definition(chain, link, letter, statement)
        if letter != base:
            self.judge.define(statement, letter)
            self.defined.add(letter)
        self._keep(statement, verdict, origin)
        return self._of_finding(chain, link, "implication", finding, verdict, origin)

    def _unknowns(self, letter: str) -> set[str]:
        """The letters that something may be solved for: a letter itself, what is differentiated by,
        and parameters of functions."""
        found = {letter}
        for gradient in self.gradients:
            found |= gradient.by
        for function in self.functions.values():
            found |= set(function.parameters)
        return found

    # -- equations --------------------------------------------------------------------------------

    def _ways(self, link: Link) -> list[Statement]:
        """The ways in which a link may be meant: with the last or the first values of functions, and
        with letters that carry a mark for those without one."""
        ways: dict[Statement, None] = {}
        for which in (-1, 0):
            sides = [self._expanded(side.latex, which) for side in (link.left, link.right)]
            if all(sides):
                ways[Statement(sides[0], link.sign, _plain_zero(sides[1]))] = None
        for way in list(ways):
            plain = self._undecorated(way)
            if plain is not None:
                ways[plain] = None
        return list(ways)

    def _undecorated(self, way: Statement) -> Statement | None:
        """The statement with marked letters for plain ones, where both stand in it or in what it is
        defined by."""
        names = {*all_names(way.left), *all_names(way.right)}
        tied = set(names)
        for name in names:
            symbol = self.judge.symbol(name)
            for fact in self.judge.definitions.get(symbol, ()) if symbol is not None else ():
                tied |= {s.name for s in fact.free_symbols}
        put = {name: undecorated(name) for name in names if undecorated(name) != name and undecorated(name) in tied}
        if not put:
            return None
        return Statement(renamed(way.left, put), way.sign, renamed(way.right, put))

    def _equation(
        self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]
    ) -> Step:
        """An equation between two formulas: an identity, a condition, or what follows."""
        ways = self._ways(link)
        if not ways:
            return self._step(chain, link, "step", "not_checkable", "what stands in it has no formula here")
        local = self._local(chain)
        finding = self.judge.judged(ways, hints=hints, assume=local)
        if finding.right:
            return self._of_finding(chain, link, "step", finding)
        if finding.verdict == "unread":
            if self._is_condition(chain, index, link, ways[0]):
                return self._step(chain, link, "condition", "right", "a condition that is set")
            return self._unread(chain, link, finding)
        derived, origin = self._derived(ways[0], hints, self._stationary(chain))
        if derived.right:
            verdict = self._verdict_of(derived, origin)
            self._keep(ways[0], verdict, origin)
            return self._of_finding(chain, link, "implication", derived, verdict, origin)
        if self._is_condition(chain, index, link, ways[0]):
            self._condition(chain, index, link, ways[0])
            return self._step(chain, link, "condition", "right", "a condition that is set")
        if finding.verdict == "unknown":
            return self._step(chain, link, "step", "not_checkable", finding.reason)
        if origin and derived.verdict == "wrong":
            self._keep(ways[0], "wrong", origin)
            return self._of_finding(chain, link, "implication", derived, "wrong", origin)
        if origin:
            self.thread.add(ways[0])
            return self._step(chain, link, "implication", "not_checkable", derived.reason)
        if self._claims(chain, index, link, ways[0]):
            return self._of_finding(chain, link, "step", finding, "wrong")
        self.thread.add(ways[0])
        return self._step(
            chain, link, "condition", "not_checkable", "an equation of which nothing is known before"
        )

    def _local(self, chain: Chain) -> list[Any]:
        """What is said for the sentence of a chain only: "for symmetric A"."""
        found = []
        for sentence, said in self.argument.said:
            if said.local and said.fact and sentence == chain.sentence:
                try:
                    found += read_fact(f"{said.fact}({said.name})", self.judge.context)
                except DeriveError:
                    continue
        return found

    def _unread(self, chain: Chain, link: Link, finding: Finding) -> Step:
        return self._of_finding(chain, link, "step", finding, self._shape_verdict(link, finding))

    def _shape_verdict(self, link: Link, finding: Finding) -> Verdict:
        """A contradiction of shapes is a mistake where every letter is declared."""
        if not finding.shape:
            return "unread"
        names = {*all_names(link.left.latex), *all_names(link.right.latex)}
        inferred = names & self.meaning.inferred
        return "unread" if inferred else "wrong"

    def _is_condition(
        self, chain: Chain, index: int, link: Link, way: Statement
    ) -> bool:
        """Whether an equation is set by the author: never judged."""
        if link.imposed:
            return True
        last = index == len(chain.links) - 1
        derivative = _is_derivative(chain.links[0].left.latex)
        if way.zero and last and (derivative or self._is_gradient(way.left)):
            return True
        if index > 0 or (derivative and not way.zero) or self._function_of(chain):
            return False
        before = f"{chain.before} {chain.words} "
        return bool(IMPOSING.search(before)) and chain.arrow == ""

    def _is_gradient(self, latex: str) -> bool:
        """Whether a formula is the value of a gradient that was written before."""
        for gradient in self.gradients[-3:]:
            for value in (gradient.value, gradient.true):
                shown = self.judge.judged([Statement(latex, "=", self._expanded(value) or value)])
                if shown.right:
                    return True
        return False

    def _condition(self, chain: Chain, index: int, link: Link, way: Statement) -> None:
        if way.zero and index > 0 and _is_derivative(chain.links[0].left.latex):
            self.thread = _Thread(wrong=self.thread.wrong)
        self.thread.add(way)

    def _stationary(self, chain: Chain) -> bool:
        return bool(STATIONARY.search(chain.before) or STATIONARY.search(chain.words)) or not self.thread.equations

    def _claims(self, chain: Chain, index: int, link: Link, way: Statement) -> bool:
        """Whether an equation that fails is claimed as an identity."""
        if index > 0 or len(chain.links) > 1:
            return True
        if _is_derivative(link.left.latex) or self._function_of(chain):
            return True
        left, right = (set(all_names(side)) for side in (way.left, way.right))
        letters = {name for name in left | right if self.judge.symbol(name) is not None}
        return bool(letters) and {name for name in right if name in letters} <= left and not way.zero

    # -- what follows -----------------------------------------------------------------------------

    def _derived(
        self, statement: Statement, hints: Sequence[Statement], stationary: bool
    ) -> tuple[Finding, str]:
        """What is known of an equation from the thread, and where it was judged from: `thread`,
        `before` (the lines before a wrong one), `gradient`, or nothing.

        It is wrong only if it is refuted from all that it may be taken from.
        """
        best: tuple[Finding, str] | None = None
        for origin, premises in self._premises(statement, stationary):
            way, given = self._one_name(statement, premises)
            finding = self.judge.judged([way], given, hints)
            if finding.right:
                return finding, origin
            if best is None or (best[0].verdict != "unknown" and finding.verdict == "unknown"):
                best = finding, origin
        return best if best is not None else (Finding("unknown", "nothing before it says this"), "")

    def _premises(
        self, statement: Statement, stationary: bool
    ) -> list[tuple[str, list[Statement]]]:
        """What an equation may follow from, the nearest first."""
        names = {undecorated(n) for n in (*all_names(statement.left), *all_names(statement.right))}
        found: list[tuple[str, list[Statement]]] = []
        tied = [one.statement for one in self.thread.equations if self._shares(one.statement, names)]
        tied = tied[-MAX_PREMISES:]
        found += [("thread", [one]) for one in reversed(tied)]
        if len(tied) > 1:
            found.append(("thread", tied[-2:]))
        if len(tied) > 2:
            found.append(("thread", tied))
        gradients = [g for g in reversed(self.gradients[-3:]) if names & {undecorated(n) for n in g.letters}]
        if stationary or not tied:
            for gradient in gradients:
                zero = Statement(self._expanded(gradient.value) or gradient.value, "=", "0")
                found.append(("gradient", [zero]))
        before = [one.statement for one in self.thread.before_wrong if self._shares(one.statement, names)]
        if self.thread.wrong and before:
            found += [("before", [one]) for one in reversed(before[-2:])]
            if len(before) > 1:
                found.append(("before", before[-MAX_PREMISES:]))
        for gradient in gradients:
            if gradient.wrong or self.thread.wrong:
                found.append(("before", [Statement(self._plain(gradient.true), "=", "0")]))
        return found

    def _plain(self, latex: str) -> str:
        """A derivative worked out, where that can be done: equations of derivatives give no
        models."""
        return self.judge.worked_out(latex) or latex

    def _shares(self, statement: Statement, names: set[str]) -> bool:
        own = {undecorated(n) for n in (*all_names(statement.left), *all_names(statement.right))}
        return bool(own & names)

    def _one_name(
        self, statement: Statement, premises: Sequence[Statement]
    ) -> tuple[Statement, list[Statement]]:
        """The statements with one name for a letter and its marked forms, where some have the mark
        and some have not."""
        names = {n for s in (statement, *premises) for n in (*all_names(s.left), *all_names(s.right))}
        put = {n: undecorated(n) for n in names if undecorated(n) != n and undecorated(n) in names}
        if not put:
            return statement, list(premises)

        def plain(one: Statement) -> Statement:
            return Statement(renamed(one.left, put), one.sign, renamed(one.right, put))

        return plain(statement), [plain(one) for one in premises]

    def _verdict_of(self, finding: Finding, origin: str) -> Verdict:
        if finding.right:
            if origin == "before":
                return "does_not_follow"
            return "right_if" if finding.verdict == "right_if" else "right"
        if finding.verdict == "wrong":
            return "wrong"
        return "unread" if finding.verdict == "unread" else "not_checkable"

    def _keep(self, statement: Statement, verdict: Verdict, origin: str) -> None:
        """The thread after an equation."""
        if verdict == "wrong":
            self.thread.turn_wrong(statement)
        elif verdict == "does_not_follow":
            self.thread = _Thread([_Equation(statement)], [], False)
        else:
            self.thread.add(statement, self.thread.wrong and origin == "thread")

    # -- comparisons ------------------------------------------------------------------------------

    def _comparison(
        self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]
    ) -> Step:
        if len(chain.links) == 1 and (self._single(link.left) or chain.inline):
            return self._step(chain, link, "condition", "right", "a condition that is set")
        ways = self._ways(link)
        finding = self.judge.judged(ways, hints=hints) if ways else Finding("unknown", "it is not read")
        if finding.right:
            return self._of_finding(chain, link, "step", finding)
        if finding.verdict == "wrong":
            for name in dict.fromkeys(n for way in ways for n in all_names(way.left)):
                symbol = self.judge.symbol(name)
                if symbol is None:
                    continue
                condition = Statement(name, r"\neq", "0")
                again = self.judge.judged(ways, [condition], hints)
                if again.right:
                    said = replace(again, conditions=(rf"{name} \neq 0",))
                    return self._of_finding(chain, link, "step", said, "right_if")
            weaker = {"<": r"\le", ">": r"\ge"}.get(link.sign)
            if weaker is not None:
                return self._step(chain, link, "step", "not_checkable", "it fails at some values: a condition may be meant")
            return self._of_finding(chain, link, "step", finding, "wrong")
        return self._of_finding(chain, link, "step", finding)

    # -- saying -----------------------------------------------------------------------------------

    def _of_finding(
        self, chain: Chain, link: Link, role: Role, finding: Finding,
        verdict: Verdict | None = None, origin: str = "",
    ) -> Step:
        made: Verdict = verdict or self._verdict_of(finding, origin)
        reason = finding.reason
        if made == "does_not_follow":
            reason = "it is true, but contradicts the line that it is taken from"
        step = self._step(chain, link, role, made, reason)
        rules = tuple(dict.fromkeys(row["rule"] for row in finding.steps))
        return replace(
            step,
            evidence=finding.evidence if made in ("right", "right_if") else None,
            counterexample=finding.counterexample if made == "wrong" else None,
            conditions=finding.conditions if made == "right_if" else (),
            rules=rules,
            follows_wrong=self.thread.wrong and origin == "thread" and made == "right",
        )

    def _step(self, chain: Chain, link: Link, role: Role, verdict: Verdict, reason: str) -> Step:
        line, column = self.document.source.place(link.right.start)
        return Step(
            line, column, role, link.left.text, link.sign, link.right.text, verdict, reason,
            chain=chain.number,
        )  # fmt: skip

    def audit(self) -> Audit:
        context = self.judge.context
        symbols = {
            name: [show_shape((size,)) for size in symbol.shape]
            if isinstance(symbol, t.MatrixSymbol)
            else ("positive_integer" if symbol == t.dimension(name) else "scalar")
            for name, symbol in context.symbols.items()
        }
        said = {"symbols": symbols, "assume": [str(fact) for fact in self.judge.facts], "layout": context.layout}
        return Audit(
            self.steps, said, self.meaning.assumed, self.document.source.name, self.document.source.text
        )


def _is_derivative(latex: str) -> bool:
    return re.match(
        r"\s*(?:\\nabla|∇|\\frac\s*\{\s*(?:\\partial|d\b|d\s|\\mathrm\{d\}|\\d\s)|\\partial|∂|\\dfrac\s*\{\s*\\partial|d/d)", latex
    ) is not None


def _plain_zero(latex: str) -> str:
    """A zero whose sizes are written run together, as `0_{np}`, without them."""
    return "0" if re.fullmatch(r"(?:0|\\mathbf\s*\{?\s*0\s*\}?|\\boldsymbol\s*\{?\s*0\s*\}?)_\{?\w{2,4}\}?", latex.strip()) else latex


def _by(latex: str) -> frozenset[str]:
    """The letters by which a formula is differentiated at its beginning."""
    head = re.match(
        r"\s*\\nabla\s*(?:\^\s*2\s*)?_\s*\{(?P<nabla>.*?)\}\s*(?:\\left|\(|\\)|\s*\\frac\s*\{[^{}]*\}\s*\{(?P<below>.*?)\}\s*\\left",
        latex,
    )
    if head is None:
        return frozenset()
    return frozenset(all_names(head["nabla"] or head["below"] or ""))


def _known_words(link: Link) -> bool:
    """Whether the words in a link are operators that are read."""
    from derive.latex.names import OPERATORS

    for side in (link.left, link.right):
        for match in _WORDS.finditer(side.latex):
            word = re.sub(r"^\\\w+\s*\{\s*|\s*\}$", "", match[0]).strip()
            if word not in OPERATORS and word.lower() not in ("argmin", "argmax", "rank", "diag", "const"):
                return False
    return True


