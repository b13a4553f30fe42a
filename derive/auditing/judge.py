"""One link of a written solution, judged: right, wrong, right only if, or not decided.

Sides are read in the context of the document.  Of what is assumed and defined only that is used
which the link's letters are tied to.  A link is right if it holds in one of the ways in which it
may be meant, and wrong only if it is refuted in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.auditing.naming import all_names
from derive.auditing.writing import bound_in, explicit, rewritten, worked_out, written
from derive.errors import DeriveError, ReadError, ShapeError
from derive.fuel import SpentError, metered
from derive.judging.all_sizes import all_sizes_of
from derive.judging.claim_result import ClaimResult
from derive.judging.equation_answers import compare_equations
from derive.judging.evidence import by_words, need_latex
from derive.judging.inputs import SPENT, limited
from derive.judging.proving import judged_at_once, judged_claim
from derive.judging.reading import undecided_letter
from derive.latex.printer import latex as print_latex
from derive.latex.reader import parse, read_statement

__all__ = ["Finding", "Judge", "Statement"]

FUEL = 800_000  # of one way to read a link, where much is tried
AGREED = "equal on the models that were looked at"
GLANCE = 500_000  # the same where little is
MAX_WAYS = 6
_UNSIZED = "the size of this cannot be inferred here"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a link: `right`, `right_if`, `wrong`, `unread`, `unknown`."""

    verdict: str
    reason: str = ""
    evidence: Mapping[str, Any] | None = None
    counterexample: Mapping[str, Any] | None = None
    conditions: tuple[str, ...] = ()
    steps: tuple[Mapping[str, str], ...] = ()
    shape: bool = False  # it is wrong by the shapes of what stands in it

    @property
    def right(self) -> bool:
        return self.verdict in ("right", "right_if")


@dataclass(frozen=True, slots=True)
class Statement:
    """Two sides as LaTeX with the sign between."""

    left: str
    sign: str
    right: str

    @property
    def text(self) -> str:
        return f"{self.left} {self.sign} {self.right}"

    @property
    def zero(self) -> bool:
        return self.right.strip(" {}") in (
            "0",
            r"\mathbf 0",
            r"\mathbf{0",
            r"\boldsymbol{0",
            r"\mathbf{0}",
        )


@dataclass(slots=True)
class Judge:
    """The letters of a document, what is assumed of them, and what they are defined as."""

    context: Context
    facts: list[Fact] = field(default_factory=list)
    definitions: dict[Term, list[Fact]] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()
    unfit: int = 0
    readings: dict[str, Fact | DeriveError] = field(default_factory=dict)

    # -- what is known ----------------------------------------------------------------------------

    def symbol(self, name: str) -> Term | None:
        return self.context.symbols.get(name)

    def define(self, statement: Statement, name: str, again: bool = False) -> bool:
        """Take an equation as the definition of a letter, with `again` in the place of another;
        whether it can be read as one."""
        symbol = self.symbol(name)
        try:
            fact = self.read(statement)
        except DeriveError:
            return False
        if symbol is None or fact.predicate != "=" or symbol in t.free_symbols(fact.args[1]):
            return False
        if again:
            self.definitions.pop(symbol, None)
        known = self.definitions.setdefault(symbol, [])
        if fact not in known:
            known.append(fact)
        return True

    def assume(self, fact: Fact) -> None:
        if fact not in self.facts:
            self.facts.append(fact)

    def read(self, statement: Statement, hints: Sequence[Statement] = ()) -> Fact:
        """The fact that a statement is.  Raises DeriveError for what cannot be read."""
        text = statement.text
        known = self.readings.get(text)
        if isinstance(known, DeriveError):
            raise known
        if known is None:
            try:
                known = self._read(statement, hints)
            except DeriveError as error:
                if not hints:
                    self.readings[text] = error
                raise
            except RecursionError:
                raise ReadError("it is nested too deeply") from None
            self.readings[text] = known
        return known

    def _read(self, statement: Statement, hints: Sequence[Statement]) -> Fact:
        text = statement.text
        try:
            return _fact(text, self.context)
        except ReadError as error:
            if error.message != _UNSIZED:
                raise
            return self._sized(text, error, hints)

    def _sized(self, text: str, error: ReadError, hints: Sequence[Statement]) -> Fact:
        """The statement with the size of an I that only what stands before it tells."""
        for _ in range(4):
            place = error.place
            if place is None or not text[place.start : place.end].strip("{}").endswith(("I", "I}")):
                raise error
            sizes = self._sizes(text, hints)
            if len(sizes) != 1:
                raise error
            text = f"{text[: place.end]}_{{{sizes[0]}}}{text[place.end :]}"
            try:
                return _fact(text, self.context)
            except ReadError as again:
                if again.message != _UNSIZED:
                    raise
                error = again
        raise error

    def _sizes(self, text: str, hints: Sequence[Statement]) -> list[str]:
        """The sizes of the square letters of a statement, or else of those before it."""
        for source in (text, *(hint.text for hint in reversed(hints))):
            sizes: dict[str, None] = {}
            for name in all_names(source):
                symbol = self.symbol(name)
                if isinstance(symbol, t.MatrixSymbol) and symbol.shape[0] == symbol.shape[1]:
                    sizes[str(symbol.shape[0])] = None
            if sizes:
                return list(sizes)
        return []

    def worked_out(self, latex: str) -> str:
        """A derivative worked out, as LaTeX; empty where it is not."""
        try:
            term = worked_out(self.context, parse(latex, self.context))
            shown = print_latex(term)
            parse(shown, self.context)
        except (DeriveError, SpentError):
            return ""
        return shown

    # -- judging ----------------------------------------------------------------------------------

    def judged(
        self,
        ways: Iterable[Statement],
        premises: Sequence[Sequence[Statement]] = ((),),
        hints: Sequence[Statement] = (),
        assume: Sequence[Fact] = (),
    ) -> tuple[Finding, int]:
        """What is known of a link that may be meant in some ways, where the premises of one of some
        sets hold, and which set it was; what is assumed holds for it only.

        Little work comes first, in all ways; only then is more spent, on the likeliest one.
        """
        found: list[tuple[Finding, int]] = []
        later: list[tuple[Context, Fact, Sequence[Fact], int]] = []
        for number, given in enumerate(premises):
            for way in list(dict.fromkeys(ways))[:MAX_WAYS]:
                try:
                    facts: Sequence[Fact] = (*(self.read(one) for one in given), *assume)
                    fact = self.read(way, hints)
                except ShapeError as error:
                    found.append((Finding("unread", _said(error), shape=True), number))
                    continue
                except DeriveError as error:
                    found.append((Finding("unread", _said(error)), number))
                    continue
                for context, finding in self._at_once(fact, facts):
                    if finding.right:
                        return finding, number
                    if finding.verdict == "unknown":
                        later.append((context, fact, facts, number))
                    else:
                        found.append((finding, number))
        for context, fact, facts, number in later[:2]:
            finding = self._at_length(context, fact, facts)
            if finding.right:
                return finding, number
            found.append((finding, number))
        return _worst(found)

    def follows(
        self,
        ways: Iterable[Statement],
        premises: Sequence[Sequence[Statement]],
        hints: Sequence[Statement] = (),
    ) -> Finding | None:
        """That a link follows by words from one of some sets of premises; None if that is not
        seen."""
        for given in premises:
            for way in dict.fromkeys(ways):
                try:
                    facts = [self.read(one) for one in given]
                    fact = self.read(way, hints)
                except DeriveError:
                    continue
                if fact.predicate != "=":
                    continue
                for context in self._contexts(fact, facts):
                    finding = self._worded(context, fact, facts)
                    if finding is not None:
                        return finding
        return None

    def refuted(
        self, ways: Sequence[Statement], given: Sequence[Statement], hints: Sequence[Statement]
    ) -> Finding | None:
        """That a link fails on a model of the premises that is drawn at once; None otherwise."""
        for way in ways:
            try:
                facts = [self.read(one) for one in given]
                fact = self.read(way, hints)
            except DeriveError:
                return None
            *_, (_, finding) = self._at_once(fact, facts)
            if finding.verdict == "wrong":
                return finding
        return None

    def _worded(self, context: Context, fact: Fact, premises: Sequence[Fact]) -> Finding | None:
        """What words show of a link, where no model that is drawn at once speaks against it."""
        try:
            with metered(GLANCE):
                fact = written(fact, context)
                others = (context, *rewritten(context, explicit(premises)))
                if not any(all_sizes_of(other).shown(*fact.args) for other in others):
                    return None
        except (DeriveError, SpentError):
            return None
        try:
            with metered(GLANCE // 2):
                seen = judged_at_once(context, fact)
        except (DeriveError, SpentError):
            seen = None
        if seen is not None and seen.status in ("refuted", "shape_error"):
            return None
        evidence = by_words()
        conditions = self._conditions(context, fact)
        verdict = "right_if" if conditions else "right"
        return Finding(verdict, evidence["theorem"]["text"], evidence, conditions=conditions)

    def _at_once(self, fact: Fact, premises: Sequence[Fact]) -> Iterator[tuple[Context, Finding]]:
        """What little work says, in each context that is meant; a refutation without definitions is
        none where there are some."""
        contexts = list(self._contexts(fact, premises))
        for index, context in enumerate(contexts):
            finding = self._glanced(context, fact, premises)
            if finding.verdict != "wrong" or index > 0 or len(contexts) == 1:
                yield context, finding
            if finding.right or finding.reason == AGREED:
                return

    def _glanced(self, context: Context, fact: Fact, premises: Sequence[Fact] = ()) -> Finding:
        try:
            with metered(GLANCE):
                fact = written(fact, context)
                if fact.predicate != "=":
                    return Finding("unknown")
                result = judged_at_once(context, fact)
                if result is not None and result.status == "unknown":
                    for other in rewritten(context, explicit(premises)):
                        if all_sizes_of(other).shown(*fact.args):
                            evidence = by_words()
                            return Finding("right", evidence["theorem"]["text"], evidence)
        except DeriveError as error:
            return Finding("unknown", _said(error))
        except SpentError:
            return Finding("unknown", "the limit of work is reached")
        return Finding("unknown") if result is None else self._finding(context, fact, result)

    def _at_length(self, context: Context, fact: Fact, premises: Sequence[Fact]) -> Finding:
        try:
            fact = written(fact, context)
        except DeriveError as error:
            return Finding("unknown", _said(error))
        if tied := undecided_letter(context, *fact.args):
            return Finding("unknown", tied)
        if len(premises) == 1 and fact.predicate == "=":
            given = (premises[0], *explicit(premises))
            facts = [one for one in context.facts if one not in given]
            known = Context.of(context.symbols.values(), facts, (), context.layout)
            shown = _same_solutions(known, premises[0], fact)
            if shown is not None:
                return shown
        try:
            with limited(FUEL):
                result = judged_claim(context, fact, words_first=True)
        except DeriveError as error:
            return Finding("unknown", _said(error))
        except SpentError:
            return Finding("unknown", SPENT)
        return self._finding(context, fact, result)

    def _contexts(self, fact: Fact, premises: Sequence[Fact]) -> Iterator[Context]:
        """The context without definitions, and with all that the letters are tied to; where the
        link has a derivative, also without the definitions that would make what is bound vary."""
        used: set[Term] = set(fact.free_symbols)
        given = explicit(premises)
        for premise in given:
            used |= premise.free_symbols
        solved = tuple(p.args[0] for p in given if isinstance(p.args[0], t.MatrixSymbol))
        bound = bound_in(fact)
        chosen = [self._assumed(used), self._tied(used, solved)]
        if bound:
            chosen.insert(1, self._tied(used, (*bound, *solved)))
        for facts in dict.fromkeys(chosen):
            symbols = self._symbols(used, facts, given)
            yield replace(Context.of(symbols, (*facts, *given)), layout=self.context.layout)

    def _assumed(self, letters: set[Term]) -> tuple[Fact, ...]:
        """What is assumed of some letters and nothing else."""
        known = letters | set(self._dims(letters))
        return tuple(fact for fact in self.facts if fact.free_symbols <= known)

    def _tied(self, used: Iterable[Term], bound: Sequence[Term]) -> tuple[Fact, ...]:
        letters = set(used)
        chosen: dict[Fact, None] = {}
        grown = True
        while grown:
            grown = False
            for symbol, equations in self.definitions.items():
                if symbol not in letters or symbol in bound:
                    continue
                for equation in equations[-1:]:
                    if equation in chosen or equation.free_symbols & set(bound):
                        continue
                    chosen[equation] = None
                    letters |= equation.free_symbols
                    grown = True
        chosen.update(dict.fromkeys(self._assumed(letters)))
        return tuple(chosen)

    def _dims(self, letters: Iterable[Term]) -> list[Term]:
        return [
            size
            for letter in letters
            if isinstance(letter, t.MatrixSymbol)
            for dim in letter.shape
            for size in ordered(dim.free_symbols)
        ]

    def _symbols(
        self, used: Iterable[Term], facts: Sequence[Fact], premises: Sequence[Fact]
    ) -> list[Any]:
        letters = set(used)
        for fact in (*facts, *premises):
            letters |= fact.free_symbols
        return [symbol for symbol in self.context.symbols.values() if symbol in letters]

    def _finding(self, context: Context, fact: Fact, result: ClaimResult) -> Finding:
        if result.status in ("proved", "verified"):
            conditions = self._conditions(context, fact)
            return Finding(
                "right_if" if conditions else "right",
                _grounds(result),
                result.evidence,
                conditions=conditions,
                steps=tuple(result.steps),
            )
        if result.status == "refuted":
            return Finding("wrong", result.reason, counterexample=result.counterexample)
        if result.status == "shape_error":
            return Finding("unread", result.reason, shape=True)
        return Finding("unknown", result.reason)

    def _conditions(self, context: Context, fact: Fact) -> tuple[str, ...]:
        """What the right side needs to have a value that neither is assumed nor needed before."""
        if fact.predicate != "=":
            return ()
        left, right = fact.args
        try:
            unmet = all_sizes_of(context).unmet(right, left)
        except (DeriveError, SpentError):
            return ()
        return tuple(
            need_latex(need)
            for need in unmet
            if isinstance(need, Fact)
            and need.predicate == "invertible"
            and not isinstance(need.args[0], t.MatrixSymbol)
        )


def _fact(text: str, context: Context) -> Fact:
    made = read_statement(text, context)
    if isinstance(made, t.Equation):
        return Fact("=", made.args)
    if isinstance(made, Fact):
        return made
    raise ReadError("this is no equation")


def _same_solutions(context: Context, premise: Fact, fact: Fact) -> Finding | None:
    """That an equation has the solutions of the one before it; None where that is not shown."""
    if premise.predicate != "=":
        return None
    try:
        with metered(FUEL):
            judged = compare_equations(context, t.equation(*premise.args), t.equation(*fact.args))
    except (DeriveError, SpentError):
        return None
    shown = judged.evidence.get("kind") in ("proved", "exact")
    if judged.verdict.status == "equal" and shown and not judged.trivial:
        return Finding("right", "it has the solutions of the line before", dict(judged.evidence))
    return None


def _grounds(result: ClaimResult) -> str:
    if result.steps:
        rules = list(dict.fromkeys(row["rule"] for row in result.steps))
        return f"by {', '.join(rules)}"
    return result.reason


def _worst(found: Sequence[tuple[Finding, int]]) -> tuple[Finding, int]:
    """What is known of a link that is right in no way: wrong only if it is so in every way."""
    if not found:
        return Finding("unknown", "nothing was tried"), 0
    for verdict in ("unknown", "wrong"):
        chosen = [one for one in found if one[0].verdict == verdict]
        if chosen:
            return chosen[0]
    return found[0]


def _said(error: DeriveError) -> str:
    """The message of an error with what it underlines."""
    place = error.place
    where = place.text[place.start : place.end].strip() if place is not None else ""
    hint = f" ({error.hint})" if error.hint else ""
    return f"{error.message}{f': {where}' if where else ''}{hint}"
