"""A question, however it is asked, and the verdict on an answer to it: the one door to judging.

Command line, Python, batches, rewards, and the graders of courses make a `Question`, and judge by
it.  Nothing raises for bad input: an unusable question is a question whose every verdict is
`error`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy

from derive.algebra.context import Context
from derive.errors import DeriveError
from derive.fuel import SpentError, remembered
from derive.judging.answer_words import as_formula
from derive.judging.evidence import DEFAULT_GRADE, GRADES, Grade
from derive.judging.gold import Gold, check_answer, layout_of, read_gold
from derive.judging.infer import infer_context
from derive.judging.inputs import (
    SPENT,
    Assumptions,
    Formula,
    Given,
    context_of,
    formula_text,
    known_context,
    limited,
    listed,
)
from derive.judging.verdict import Feedback, Verdict
from derive.latex.layouts import checked_layout
from derive.latex.macros import Macro, put_in, put_in_answer, read_macros

__all__ = ["NO_TEXTS", "Question"]

NO_TEXTS = "the line needs a gold and an answer, both texts"
# of several golds the best verdict counts
_BEST_FIRST = (
    "equivalent",
    "wrong_form",
    "error",
    "undecided",
    "different",
    "undefined",
    "shape_error",
    "unparseable",
)


@dataclass(frozen=True, slots=True)
class Question:
    """The golds of a question, what their letters mean, and what an answer may use.

    Without a context it is inferred from each gold, under the assumptions `assume`, and the reason
    of a verdict says what was assumed.  `macros` are put into each answer; without `reveal` nothing
    in a verdict gives the gold away.  `name` is what the result of a problem's part is called by.
    `fault` says why the question cannot be used, if it cannot.  `min_evidence` is the least grade
    of evidence on which an answer is accepted.  Without `hints` no near miss is looked for, which
    takes longer than a verdict.  `fuel` bounds the work that one answer may ask for
    (None: as much as any question may); what is left open then is undecided.
    """

    golds: tuple[str | Gold, ...]
    context: Context | None = None
    assume: tuple[str, ...] = ()
    in_terms_of: tuple[str, ...] = ()
    macros: Mapping[str, Macro] = field(default_factory=dict)
    reveal: bool = True
    name: str = ""
    fault: str = ""
    fuel: int | None = None
    min_evidence: Grade = DEFAULT_GRADE
    hints: bool = True

    @classmethod
    def of(
        cls,
        gold: Formula | Sequence[Formula],
        context: Given = None,
        *,
        assume: Assumptions = (),
        in_terms_of: Sequence[Formula] = (),
        macros: Any = None,
        reveal: bool = True,
        min_evidence: str = DEFAULT_GRADE,
        layout: str = "",
        hints: bool = True,
    ) -> Question:
        """The question in Python values; formulas are LaTeX or SymPy.

        `context` is what `context_of` takes; without one the letters' meaning is inferred from a
        gold in LaTeX, and taken from the symbols of a gold in SymPy.  `macros` are the author's own
        commands, as `derive.latex.macros` reads them, and may also stand in `context`.
        """
        own = context.get("macros") if isinstance(context, Mapping) else None
        asked = (gold, context, assume, in_terms_of)
        made = cls._read(asked, (macros, own), reveal, layout)
        return replace(made, hints=hints)._asking(min_evidence)

    @classmethod
    def from_json(
        cls,
        line: Mapping[str, Any],
        macros: Any = None,
        reveal: bool = True,
        min_evidence: str = DEFAULT_GRADE,
    ) -> Question:
        """The question in a line of a batch; `macros` are those for all lines, beside its own.

        Its own `min_evidence` goes before the one for all lines.
        """
        fault = _fault(line)
        if fault:
            return cls((), reveal=reveal, fault=fault)
        symbols, assume = line.get("symbols"), line.get("assume") or ()
        said = {"assume": assume, "layout": line.get("layout")}
        context = None if symbols is None else {"symbols": symbols, **said}
        asked = (line["gold"], context, assume if symbols is None else ())
        both = (macros, line.get("macros"))
        made = cls._read((*asked, line.get("in_terms_of") or ()), both, reveal)
        return made._asking(line.get("min_evidence") or min_evidence)

    def _asking(self, grade: object) -> Question:
        """The question with a least grade of evidence, which may turn out to be none."""
        for known in GRADES:
            if known == grade:
                return replace(self, min_evidence=known)
        return replace(self, fault=f"{grade} is not a grade of evidence: {', '.join(GRADES)}")

    @classmethod
    def _read(
        cls,
        asked: tuple[Any, Any, Any, Any],
        macros: Sequence[Any],
        reveal: bool,
        layout: str = "",
    ) -> Question:
        """The question of golds, context, assumptions and letters, with all macros put in."""
        try:
            with limited(None):
                return cls._understood(asked, macros, reveal, layout)
        except DeriveError as error:
            return cls((), reveal=reveal, fault=f"the question cannot be used: {error}")
        except SpentError:
            return cls((), reveal=reveal, fault=SPENT)

    @classmethod
    def _understood(
        cls, asked: tuple[Any, Any, Any, Any], macros: Sequence[Any], reveal: bool, layout: str
    ) -> Question:
        gold, given, *several = asked
        known = {name: macro for said in macros for name, macro in read_macros(said).items()}
        golds, given, assume, wanted = (
            put_in(value, known) for value in (listed(gold), given, *map(listed, several))
        )
        context = context_of(given, assume, golds)
        if context is None and any(isinstance(one, sympy.Basic) for one in golds):
            context = known_context(None, golds, assume)
        if context is not None and layout:
            context = replace(context, layout=checked_layout(layout))
        return cls(
            tuple(map(formula_text, golds)),
            context,
            _said(given, assume) if context is None else (),
            tuple(map(formula_text, wanted)),
            known,
            reveal,
        )

    def judge(self, answer: Formula) -> Verdict:
        """The verdict on an answer, the best one if there are several golds.

        Never raises for bad input.  Threads may call it at once.
        """
        if not isinstance(answer, str | sympy.Basic):
            return Verdict("unparseable", "the answer is no formula\n  expected: LaTeX in a text")
        if self.fault:
            return Verdict("undecided" if self.fault == SPENT else "error", self.fault)
        if not self.golds:
            return Verdict("error", "there is no gold")
        try:
            with limited(self.fuel):
                text = formula_text(put_in_answer(answer, self.macros))
                verdicts = [self._judged(gold, text) for gold in self.golds]
        except DeriveError as error:
            return Verdict("error", f"the question cannot be used: {error}")
        except SpentError:
            return Verdict("undecided", SPENT)
        best = min(verdicts, key=lambda verdict: _BEST_FIRST.index(verdict.verdict))
        return best if self.reveal else replace(best, counterexample=None)

    def _judged(self, gold: str | Gold, answer: str) -> Verdict:
        """The verdict beside one gold."""
        feedback = Feedback(self.reveal, self.hints)
        if isinstance(gold, Gold):
            said = as_formula(gold, self.name, answer)
            return check_answer(replace(gold, grade=self.min_evidence), said, feedback)
        try:
            known, assumed = self.read(gold)
        except DeriveError as error:
            said = "the gold cannot be used"
            return Verdict("error", f"{said}: {error}" if self.reveal else said)
        found = check_answer(known, answer, feedback)
        if not assumed or not self.reveal:
            return found
        apart = "\n  " if "\n" in found.reason else " "  # not behind a caret
        reason = f"{found.reason}{apart}({'; '.join(assumed)})"
        return replace(found, reason=reason, assumed=(*assumed, *found.assumed))

    def read(self, gold: str) -> tuple[Gold, tuple[str, ...]]:
        """One of the golds as read, and what was assumed of its letters, in words.

        Raises DeriveError for one that cannot be used.
        """
        context, assumed = self.context, list[str]()
        if context is None:
            inferred = infer_context(gold, self.assume)
            context, assumed = inferred.context, [inferred.assumed]
        known, layout = _read_once(gold, _Key(context), self.in_terms_of)
        said = tuple(said for said in (*assumed, layout) if said)
        return replace(known, grade=self.min_evidence), said


class _Key:
    """A context as a key of a cache."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._key = (tuple(context.symbols.values()), context.facts, context.layout)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._key == self._key


@remembered(maxsize=512)
def _read_once(text: str, key: _Key, in_terms_of: tuple[str, ...]) -> tuple[Gold, str]:
    """A gold in its layout, and what was assumed of that, in words."""
    context, layout = layout_of(text, key.context)
    return read_gold(text, context, in_terms_of), layout


def _said(given: Any, assume: Sequence[Any]) -> tuple[str, ...]:
    """The assumptions in text, for a context that is still to be inferred."""
    asked = given.get("assume") or () if isinstance(given, Mapping) else ()
    return (*map(str, listed(asked)), *map(str, assume))


def _fault(line: Mapping[str, Any]) -> str:
    """What is wrong with the fields of a question in JSON; empty if nothing is."""
    gold = line.get("gold")
    if not (isinstance(gold, str) or _texts(gold)):
        return NO_TEXTS
    if not isinstance(line.get("symbols") or {}, dict):
        return "symbols must be an object"
    for name in ("assume", "in_terms_of"):
        if not _texts(line.get(name) or []):
            return f"{name} must be a list of texts"
    return ""


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
