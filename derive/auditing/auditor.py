r"""The audit of a document: what its letters mean, then its chains in order, each link judged.

The state of the argument is a thread: the equations that were set or derived since the last
solution.  An equation that is no identity is judged from the thread; after a wrong line, from what
is written since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import show_shape
from derive.auditing.argument import Chain, Link, Side, argument_of
from derive.auditing.deriving import Deriving
from derive.auditing.document import Document
from derive.auditing.findings import FAULTS, Audit, Role, Step, Verdict
from derive.auditing.forms import (
    STARS,
    WORDS,
    daggers_all_over,
    differentiated_by,
    is_derivative,
    is_zero,
    known_words,
    mended,
)
from derive.auditing.judge import Finding, Statement
from derive.auditing.letters import undecorated
from derive.auditing.naming import all_names
from derive.auditing.preparing import UNCHECKED
from derive.auditing.prose import IMPOSING, SPECIAL, SUPPOSING, WITH
from derive.auditing.thread import Gradient
from derive.errors import DeriveError
from derive.fuel import SpentError, metered
from derive.latex.assumptions import read_fact
from derive.models.values.balls import alone_with_balls

__all__ = ["audit_document"]

FUEL = 60_000_000
SHOWN = 200  # characters of a formula that is not read
SET = "a condition that is set"
MANY = 3  # lines, this one among them, in which a letter stands whose shape is not in doubt


def audit_document(
    document: Document, given: Mapping[str, Any] | None = None, layout: str = ""
) -> Audit:
    """What is known of every step of a document.  Raises DeriveError for an unusable context."""
    auditor = _Auditor(document, argument_of(document))
    with metered(FUEL), alone_with_balls():
        auditor.prepare(given or {}, layout)
        auditor.judge_all()
    return auditor.audit()


@dataclass(slots=True)
class _Auditor(Deriving):
    steps: list[Step] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)  # letters that stand alone on a left side
    daggers: bool = False

    # -- judging ----------------------------------------------------------------------------------

    def judge_all(self) -> None:
        chains = [chain for chain in self.argument.chains if chain.links]
        self.named = {self.single(chain.links[0].left) for chain in chains}
        self.daggers = daggers_all_over(self.argument.texts)
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
                step = self._step(
                    chain, link, "step", "not_checkable", "the limit of work is reached"
                )
            wrong |= step.verdict in ("wrong", "does_not_follow")
            self.steps.append(step)
            if link.left.usable and link.right.usable:
                hints.append(Statement(link.left.latex, "=", link.right.latex))
        self._after(chain, wrong)

    def _after(self, chain: Chain, wrong: bool) -> None:
        """What the chain leaves: the value of a function, a gradient."""
        first = chain.links[0]
        name = self.function_of(chain)
        values = [
            link.right.latex for link in chain.links if link.sign == "=" and link.right.usable
        ]
        if name and values:
            self.functions[name].values += [
                v for v in values if v not in self.functions[name].values
            ]
        for link in chain.links:
            self.seen.update(all_names(link.left.latex))
            self.seen.update(all_names(link.right.latex))
        if first.sign == "=" and is_derivative(first.left.latex):
            self._keep_gradient(chain, wrong)

    def _keep_gradient(self, chain: Chain, wrong: bool) -> None:
        steps = self.steps[-len(chain.links) :]
        values: list[str] = []
        right = ""
        spoiled = False
        for link, step in zip(chain.links, steps, strict=True):
            spoiled |= step.verdict in FAULTS
            if link.sign == "=" and link.right.usable and not is_zero(link.right.latex):
                values.append(link.right.latex)
                right = right if spoiled else link.right.latex
        if values:
            itself = self.expanded(chain.links[0].left.latex)
            true = tuple(one for one in (right, itself) if one)
            letters = frozenset(all_names(values[-1]))
            by = differentiated_by(itself or chain.links[0].left.latex)
            self.gradients.append(Gradient(values[-1], true, wrong, letters, by, chain.number))

    def _link(self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]) -> Step:
        for side in (link.left, link.right):
            if side.unread:
                return self._step(chain, link, "step", "unread", side.unread)
        if self._damaged(link):
            step = self._step(chain, link, "step", "unread", "it seems to be damaged: stray signs")
            sides = [mended(side.text) for side in (link.left, link.right)]
            return replace(step, repair=f"{sides[0]} {link.sign} {sides[1]}")
        if link.sign in UNCHECKED:
            return self._step(chain, link, "step", "not_checkable", "this is no equality")
        worded = WORDS.search(link.left.latex) or WORDS.search(link.right.latex)
        if worded and not known_words(link):
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

    def _damaged(self, link: Link) -> bool:
        """Whether signs stand in a link that an export has left there: runs of stars, a star on a
        matrix that is never defined, daggers all over a text that has transposes too."""
        texts = (link.left.latex, link.right.latex)
        if any(STARS.search(text) for text in texts):
            return True
        names = {name for text in texts for name in all_names(text)}
        starred = {name for name in names if name.endswith("^{*}")}
        if any(
            name[0].isupper() or (name[0] == "\\" and name[1].isupper())
            for name in starred - self.named
        ):
            return True
        return self.daggers and any("dagger" in text or "†" in text for text in texts)

    def _only_before(self, chain: Chain, index: int) -> bool:
        """Whether all links before one in its chain gave a function no readable value."""
        return (
            index > 0
            and bool(self.function_of(chain))
            and not any(link.right.usable for link in chain.links[:index])
        )

    def _no_meaning(self, chain: Chain, index: int, link: Link, side: Side) -> Step:
        name = self.function_of(chain)
        if index > 0 and name and link.right.usable and not self.functions[name].values:
            return self._step(chain, link, "definition", "right", f"taken as the value of {name}")
        role: Role = "definition" if index == 0 and self.single(link.left) else "step"
        return self._step(
            chain, link, role, "not_checkable", f"{side.meaningless} has no meaning here"
        )

    # -- names ------------------------------------------------------------------------------------

    def _first(
        self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]
    ) -> Step | None:
        """The verdict on a link that names something; None for one that does not."""
        name = self.function_of(chain)
        if name and index == 0:
            function = self.functions[name]
            if not function.values:
                return self._step(chain, link, "definition", "right", f"defines {name}")
            return None
        if index > 0:
            return None
        letter = self.single(link.left)
        if is_derivative(link.left.latex):
            if not self.expanded(link.left.latex):
                return self._step(
                    chain,
                    link,
                    "definition",
                    "not_checkable",
                    "what is differentiated has no formula here",
                )
            return None
        if not letter:
            return None
        return self._named(chain, link, letter, hints)

    def _named(
        self, chain: Chain, link: Link, letter: str, hints: Sequence[Statement]
    ) -> Step | None:
        """A letter alone on the left: its definition, its value as a solution, or a step."""
        right = self.expanded(link.right.latex)
        statement = Statement(link.left.latex, "=", right or link.right.latex)
        symbol = self.judge.symbol(letter)
        if symbol is not None and self.judge.definitions.get(symbol):
            known = self.judge.definitions[symbol]
            if letter not in self.defined:
                self.defined.add(letter)
                if self._read_is(statement, known) or letter not in self.declared:
                    return self._definition(chain, link, letter, statement)
            return None
        if not right:
            return self._step(chain, link, "definition", "right", f"names {letter}")
        base = undecorated(letter)
        about = self._about(letter, base)
        cue = self.defines(chain, link)
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
        done = self.judge.define(statement, letter, again=True)
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
        self,
        chain: Chain,
        link: Link,
        letter: str,
        base: str,
        statement: Statement,
        hints: Sequence[Statement],
    ) -> Step | None:
        """A letter that is solved for: from the thread, else from a gradient that vanishes."""
        finding, origin = self.derived(chain, statement, hints, True)
        verdict = self._verdict_of(finding, origin)
        if not finding.right and (self.defines(chain, link) or base not in self.unknowns(letter)):
            return self._definition(chain, link, letter, statement)
        if letter != base:
            self.judge.define(statement, letter)
            self.defined.add(letter)
        self.keep(chain, statement, verdict, origin)
        return self._of_finding(chain, link, "implication", finding, verdict, origin)

    # -- equations --------------------------------------------------------------------------------

    def _equation(self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]) -> Step:
        """An equation between two formulas: an identity, a condition, or what follows."""
        ways = self.ways(link)
        if not ways:
            return self._step(
                chain, link, "step", "not_checkable", "what stands in it has no formula here"
            )
        local = self._local(chain)
        finding, _ = self.judge.judged(ways, hints=hints, assume=local)
        if finding.right:
            return self._of_finding(chain, link, "step", finding)
        if finding.verdict == "unread":
            if self._is_condition(chain, index, link, ways[0]):
                return self._step(chain, link, "condition", "right", SET)
            return self._unread(chain, link, finding)
        if index == 0 and len(chain.links) == 1 and self._supposed(chain):
            self._condition(chain, index, link, ways[0])
            return self._step(chain, link, "condition", "right", SET)
        return self._following(chain, index, link, ways[0], finding, hints)

    def _following(
        self,
        chain: Chain,
        index: int,
        link: Link,
        way: Statement,
        finding: Finding,
        hints: Sequence[Statement],
    ) -> Step:
        """An equation that is no identity: what follows, a condition, or a mistake."""
        first = index == 0
        solving = first and not is_derivative(link.left.latex)
        role: Role = "implication" if first else "step"
        derived, origin = self.derived(chain, way, hints, solving)
        verdict = self._verdict_of(derived, origin)
        if derived.right:
            if first:
                self.keep(chain, way, verdict, origin)
            return self._of_finding(chain, link, "implication", derived, verdict, origin)
        if self._is_condition(chain, index, link, way) or self._assumes(chain, link, way):
            self._condition(chain, index, link, way)
            return self._step(chain, link, "condition", "right", SET)
        if finding.verdict == "unknown":
            return self._step(chain, link, "step", "not_checkable", finding.reason)
        if origin:
            if first and derived.verdict == "wrong":
                self.keep(chain, way, "wrong", origin)
            elif first:
                self.thread.add(way, chain.number)
            return self._of_finding(chain, link, role, derived, verdict, origin)
        if self._claims(chain, index, link, way):
            return self._of_finding(chain, link, "step", finding, "wrong")
        self.thread.add(way, chain.number)
        return self._step(chain, link, "condition", "not_checkable", "nothing before it says this")

    def _assumes(self, chain: Chain, link: Link, way: Statement) -> bool:
        """Whether an equation in a sentence states a property, as `V^T V = I`, of letters of which
        nothing else is said; or sets an index."""
        if not chain.inline or len(chain.links) > 1:
            return False
        left = {name for name in all_names(way.left) if self.judge.symbol(name) is not None}
        right = {name for name in all_names(way.right) if self.judge.symbol(name) is not None}
        symbols = [self.judge.symbol(name) for name in sorted(left)]
        undefined = not any(self.judge.definitions.get(s) for s in symbols if s is not None)
        indices = all(self.judge.symbol(n) == t.index(n) for n in left | right)
        return (not right and undefined) or indices

    def _supposed(self, chain: Chain) -> bool:
        """Whether words right before an equation set it for a moment."""
        special = chain.inline and SPECIAL.search(chain.before)
        return bool(special or SUPPOSING.search(chain.before))

    def _local(self, chain: Chain) -> list[Fact]:
        """What is said for the sentence of a chain only: "for symmetric A"."""
        found: list[Fact] = []
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
        doubtful = (names & self.meaning.inferred) - self.settled
        if any(self.meaning.misfits(name) > 1 for name in names & self.meaning.inferred):
            return "unread"  # a letter may have two shapes in two parts
        return "unread" if doubtful and not self._only_misfit(doubtful) else "wrong"

    def _only_misfit(self, names: set[str]) -> bool:
        """Whether this is the one line of a document that fits no shapes, and others tell what its
        letters are."""
        if len(self.meaning.unfit) != 1:
            return False
        lines = [
            {*all_names(link.left.latex), *all_names(link.right.latex)}
            for chain in self.argument.chains
            for link in chain.links
        ]
        return all(sum(name in line for line in lines) > MANY for name in names)

    def _is_condition(self, chain: Chain, index: int, link: Link, way: Statement) -> bool:
        """Whether an equation is set by the author: never judged."""
        if link.imposed:
            return True
        last = index == len(chain.links) - 1
        derivative = is_derivative(chain.links[0].left.latex)
        if way.zero and last and (derivative or self._is_gradient(way.left)):
            return True
        if index > 0 or (derivative and not way.zero) or self.function_of(chain):
            return False
        before = f"{chain.before} {chain.words} "
        if chain.inline and WITH.search(before) and not self._claims(chain, index, link, way):
            return True
        return bool(IMPOSING.search(before)) and chain.arrow == ""

    def _is_gradient(self, latex: str) -> bool:
        """Whether a formula is the value of a gradient that was written before."""
        for gradient in self.gradients[-3:]:
            for value in (gradient.value, *gradient.true):
                shown, _ = self.judge.judged([Statement(latex, "=", self.expanded(value) or value)])
                if shown.right:
                    return True
        return False

    def _condition(self, chain: Chain, index: int, link: Link, way: Statement) -> None:
        if way.zero and index > 0 and is_derivative(chain.links[0].left.latex):
            wrong, self.thread = self.thread.wrong, self.thread.begun_again()
            self.thread.wrong = wrong
            self.thread.add(way, chain.number)
        else:
            self.thread.add(way, chain.number, given=True)

    def _claims(self, chain: Chain, index: int, link: Link, way: Statement) -> bool:
        """Whether an equation that fails is claimed as an identity."""
        if index > 0 or len(chain.links) > 1:
            return True
        if is_derivative(link.left.latex) or self.function_of(chain):
            return True
        left, right = (set(all_names(side)) for side in (way.left, way.right))
        letters = {name for name in left | right if self.judge.symbol(name) is not None}
        return (
            bool(letters) and {name for name in right if name in letters} <= left and not way.zero
        )

    def _verdict_of(self, finding: Finding, origin: str) -> Verdict:
        if finding.right:
            if origin == "before":
                return "does_not_follow"
            return "right_if" if finding.verdict == "right_if" else "right"
        if finding.verdict == "wrong":
            return "wrong"
        return "unread" if finding.verdict == "unread" else "not_checkable"

    # -- comparisons ------------------------------------------------------------------------------

    def _comparison(self, chain: Chain, index: int, link: Link, hints: Sequence[Statement]) -> Step:
        if len(chain.links) == 1 and (self.single(link.left) or chain.inline):
            return self._step(chain, link, "condition", "right", SET)
        ways = self.ways(link)
        finding = (
            self.judge.judged(ways, hints=hints)[0]
            if ways
            else Finding("unknown", "it is not read")
        )
        if finding.right:
            return self._of_finding(chain, link, "step", finding)
        if finding.verdict == "wrong":
            for name in dict.fromkeys(n for way in ways for n in all_names(way.left)):
                symbol = self.judge.symbol(name)
                if symbol is None:
                    continue
                condition = Statement(name, r"\neq", "0")
                again, _ = self.judge.judged(ways, [[condition]], hints)
                if again.right:
                    said = replace(again, conditions=(rf"{name} \neq 0",))
                    return self._of_finding(chain, link, "step", said, "right_if")
            weaker = {"<": r"\le", ">": r"\ge"}.get(link.sign)
            if weaker is not None:
                return self._step(
                    chain,
                    link,
                    "step",
                    "not_checkable",
                    "it fails at some values: a condition may be meant",
                )
            return self._of_finding(chain, link, "step", finding, "wrong")
        return self._of_finding(chain, link, "step", finding)

    # -- saying -----------------------------------------------------------------------------------

    def _of_finding(
        self,
        chain: Chain,
        link: Link,
        role: Role,
        finding: Finding,
        verdict: Verdict | None = None,
        origin: str = "",
    ) -> Step:
        made: Verdict = verdict or self._verdict_of(finding, origin)
        reason = finding.reason
        if made in FAULTS and (doubt := self._doubt(link)):
            made, reason = "not_checkable", doubt
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

    def _doubt(self, link: Link) -> str:
        """Why a fault is not certain: a letter may be something else than was inferred."""
        names = {*all_names(link.left.latex), *all_names(link.right.latex)}
        inferred = (names & self.meaning.inferred) - self.settled
        if inferred and not self.meaning.trusted():
            return "too many lines fit no shapes that were inferred"
        for name in sorted(inferred):
            if self.meaning.misfits(name) > 1 or self.meaning.in_doubt(name):
                return f"what {name} is is not certain"
        return ""

    def _step(self, chain: Chain, link: Link, role: Role, verdict: Verdict, reason: str) -> Step:
        line, column = self.document.source.place(link.right.start)
        return Step(
            line, column, role, link.left.text, link.sign, link.right.text, verdict, reason,
            chain=chain.number,
        )  # fmt: skip

    def _broken(self) -> Iterator[Step]:
        """Formulas that are no sequence of signs at all."""
        for side, reason in self.argument.unread:
            line, column = self.document.source.place(side.start)
            yield Step(line, column, "step", "", "", side.text[:SHOWN], "unread", reason)

    def audit(self) -> Audit:
        context = self.judge.context
        symbols = {
            name: [show_shape((size,)) for size in symbol.shape]
            if isinstance(symbol, t.MatrixSymbol)
            else ("positive_integer" if symbol == t.dimension(name) else "scalar")
            for name, symbol in context.symbols.items()
        }
        said = {
            "symbols": symbols,
            "assume": [str(fact) for fact in self.judge.facts],
            "layout": context.layout,
        }
        return Audit(
            [*self.steps, *self._broken()],
            said,
            self.meaning.assumed,
            self.document.source.name,
            self.document.source.text,
        )
