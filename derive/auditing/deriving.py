"""What an equation may be meant as, and what it may follow from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.term import Term
from derive.auditing.argument import Chain, Link
from derive.auditing.findings import Verdict
from derive.auditing.forms import plain_zero
from derive.auditing.judge import Finding, Statement
from derive.auditing.letters import undecorated
from derive.auditing.naming import all_names, expanded, renamed
from derive.auditing.preparing import Prepared
from derive.auditing.prose import STATIONARY
from derive.auditing.thread import Gradient, Thread
from derive.errors import DeriveError

__all__ = ["Deriving"]

MAX_PREMISES = 4


@dataclass(slots=True)
class Deriving(Prepared):
    """A prepared document, the thread of its argument, and the gradients that it has."""

    thread: Thread = field(default_factory=Thread)
    gradients: list[Gradient] = field(default_factory=list)

    def expanded(self, latex: str, which: int = -1) -> str:
        try:
            return expanded(latex, self.functions, which)
        except DeriveError:
            return ""

    def ways(self, link: Link) -> list[Statement]:
        """The ways in which a link may be meant: with the last or the first values of functions,
        and with letters that carry a mark for those without one."""
        ways: dict[Statement, None] = {}
        for which in (-1, 0):
            sides = [self.expanded(side.latex, which) for side in (link.left, link.right)]
            if all(sides):
                ways[Statement(sides[0], link.sign, plain_zero(sides[1]))] = None
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
        for name in sorted(names):
            symbol = self.judge.symbol(name)
            for fact in self.judge.definitions.get(symbol, ()) if symbol is not None else ():
                tied |= {s.name for s in fact.free_symbols}
        put = {
            name: undecorated(name)
            for name in sorted(names)
            if undecorated(name) != name and undecorated(name) in tied
        }
        if not put:
            return None
        return Statement(renamed(way.left, put), way.sign, renamed(way.right, put))

    def derived(
        self, chain: Chain, statement: Statement, hints: Sequence[Statement], solving: bool
    ) -> tuple[Finding, str]:
        """What is known of an equation from the thread, and where it was judged from: `thread`,
        `before` (the lines before a wrong one), `gradient`, or nothing.

        It is wrong only if it is refuted from all that it may be taken from.
        """
        if re.search(r"\\partial|\\nabla|∂|∇", statement.text):
            return Finding("unknown", "nothing before it says this"), ""
        options = self._premises(chain, statement, solving)
        by_origin: dict[str, list[list[Statement]]] = {}
        for origin, premises in options:
            by_origin.setdefault(origin, []).append(premises)
        for origin, several in by_origin.items():
            named = [self._one_name(statement, premises) for premises in several]
            ways = list(dict.fromkeys(way for way, _ in named))
            shown = self.judge.follows(ways, [given for _, given in named], hints)
            if shown is not None:
                if origin == "gradient":
                    self.thread.add(several[0][0], chain.number)
                return shown, origin
        base = self._base(statement, by_origin)
        if not base:
            return Finding("unknown", "nothing before it says this"), ""
        way, given = self._one_name(statement, base)
        shown = self.judge.follows([way], [given], hints)
        if shown is not None:
            return shown, "thread"
        finding, _ = self.judge.judged([way], [given], hints)
        set_before = any(one.given for one in self.thread.equations)
        if finding.verdict == "unknown" and not set_before:
            for nearest in by_origin.get("thread", ())[:1]:
                way, given = self._one_name(statement, nearest)
                refuted = self.judge.refuted([way], given, hints)
                if refuted is not None:
                    return refuted, "thread"
        return finding, "thread"

    def _base(
        self, statement: Statement, by_origin: Mapping[str, Sequence[Sequence[Statement]]]
    ) -> list[Statement]:
        """What an equation rests on that does not itself follow from other lines."""
        names = self._letters_of(statement)
        left = [one.statement for one in self.thread.equations if not one.derived]
        tied: list[Statement] = []
        while more := [one for one in left if names & self._letters_of(one)]:
            tied += more
            left = [one for one in left if one not in more]
            for one in more:
                names |= self._letters_of(one)
        gradient = [one for several in by_origin.get("gradient", ()) for one in several]
        return list(dict.fromkeys([*tied, *gradient[:1]]))

    def _premises(
        self, chain: Chain, statement: Statement, solving: bool
    ) -> list[tuple[str, list[Statement]]]:
        """What an equation may follow from, the nearest first."""
        names = self._letters_of(statement)
        found: list[tuple[str, list[Statement]]] = []
        shared = [one for one in self.thread.equations if names & self._letters_of(one.statement)]
        tied = [one.statement for one in shared[-MAX_PREMISES:]]
        found += [("thread", [one]) for one in reversed(tied)]
        given = [one.statement for one in self.thread.equations if one.given]
        found += [("thread", [one, *given]) for one in tied[-1:] if given and one not in given]
        if len(tied) > 1:
            found.append(("thread", tied[-2:]))
        if len(tied) > 2:
            found.append(("thread", tied))
        gradients = (
            []
            if not solving
            else [
                g
                for g in reversed(self.gradients)
                if names & {undecorated(n) for n in g.letters} and (not g.by or names & g.by)
            ][:1]
        )
        latest = max((one.number for one in shared), default=-1)
        if self.stationary(chain) or any(g.number > latest for g in gradients):
            for gradient in gradients:
                zero = Statement(self.expanded(gradient.value) or gradient.value, "=", "0")
                found.append(("gradient", [zero]))
        before = [
            one.statement
            for one in self.thread.before_wrong
            if names & self._letters_of(one.statement)
        ]
        if self.thread.wrong and before:
            found += [("before", [one]) for one in reversed(before[-2:])]
            if len(before) > 1:
                found.append(("before", before[-MAX_PREMISES:]))
        for gradient in gradients:
            if gradient.wrong or self.thread.wrong:
                for one in gradient.true:
                    shown = self._plain(self.expanded(one) or one)
                    found.append(("before", [Statement(shown, "=", "0")]))
        return found

    def _plain(self, latex: str) -> str:
        """A derivative worked out, where that can be done: equations of derivatives give no
        models."""
        return self.judge.worked_out(latex) or latex

    def _letters_of(self, statement: Statement) -> set[str]:
        """The letters of a statement without marks; sizes and indices are none."""
        names = (*all_names(statement.left), *all_names(statement.right))
        letters = set()
        for name in names:
            symbol = self.judge.symbol(name)
            if symbol is None or symbol != t.dimension(name):
                letters |= {undecorated(name), *self._defined_by(symbol, set())}
        return letters

    def _defined_by(self, symbol: Term | None, seen: set[Term]) -> set[str]:
        """The letters that a letter is defined by, and those by which they are."""
        if symbol is None or symbol in seen:
            return set()
        seen.add(symbol)
        found: set[str] = set()
        for fact in self.judge.definitions.get(symbol, ()):
            for letter in ordered(fact.free_symbols):
                if letter != t.dimension(str(letter)):
                    found |= {undecorated(str(letter)), *self._defined_by(letter, seen)}
        return found

    def _one_name(
        self, statement: Statement, premises: Sequence[Statement]
    ) -> tuple[Statement, list[Statement]]:
        """The statements with one name for a letter and its marked forms, where some have the mark
        and some have not."""
        names = {
            n for s in (statement, *premises) for n in (*all_names(s.left), *all_names(s.right))
        }
        forms: dict[str, set[str]] = {}
        for name in sorted(names):
            forms.setdefault(undecorated(name), set()).add(name)
        put = {
            name: base if self.judge.symbol(base) is not None else min(several)
            for base, several in forms.items()
            if len(several) > 1
            for name in several
        }
        put = {name: instead for name, instead in put.items() if name != instead}
        if not put:
            return statement, list(premises)

        def plain(one: Statement) -> Statement:
            return Statement(renamed(one.left, put), one.sign, renamed(one.right, put))

        return plain(statement), [plain(one) for one in premises]

    def keep(self, chain: Chain, statement: Statement, verdict: Verdict, origin: str) -> None:
        """The thread after an equation."""
        if verdict == "wrong":
            self.thread.turn_wrong(statement, chain.number)
        elif verdict == "does_not_follow":
            self.thread = self.thread.begun_again()
            self.thread.add(statement, chain.number)
        else:
            wrong = self.thread.wrong and origin == "thread"
            self.thread.add(statement, chain.number, wrong, derived=verdict.startswith("right"))

    def stationary(self, chain: Chain) -> bool:
        """Whether prose says that a gradient vanishes."""
        return not chain.arrow and bool(
            STATIONARY.search(chain.before) or STATIONARY.search(chain.words)
        )

    def unknowns(self, letter: str) -> set[str]:
        """The letters that something may be solved for: a letter itself, what is differentiated by,
        and parameters of functions."""
        found = {letter}
        for gradient in self.gradients:
            found |= gradient.by
        for function in self.functions.values():
            found |= set(function.parameters)
        return found
