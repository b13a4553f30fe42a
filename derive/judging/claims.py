"""Claims and derivatives asked for from outside: `derive prove` and `derive diff`.

`proved` is a chain of rule steps, each made by the kernel; `verified` holds by words or by a
theorem that covers it; `refuted` comes with values.  What is none of these is `unknown`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, LimitError, Place, ReadError, ShapeError
from derive.fuel import SpentError
from derive.judging.claim_reading import Stated, stated
from derive.judging.claim_result import ClaimResult
from derive.judging.inputs import (
    FUEL,
    SPENT,
    Assumptions,
    Formula,
    Given,
    expanded,
    expanded_line,
    formula_text,
    known_context,
    limited,
)
from derive.judging.proving import judged_chain
from derive.judging.reading import (
    function_of,
    read_written_answer,
    undecided_letter,
)
from derive.judging.verdict import formula_latex, note_html
from derive.latex.answer import ReadAnswer
from derive.latex.declare import read_context
from derive.latex.layouts import GRADIENT_FIRST, LaidOut, laid_out
from derive.latex.printer import latex
from derive.proof.differentials import differentials, read_off
from derive.proof.differentiate import derivative

__all__ = ["Claim", "ClaimResult", "DerivativeResult", "derivative_of"]

SEARCHING = 6 * FUEL  # of a claim or a derivative: a search for steps takes longer

Json: TypeAlias = dict[str, Any]
_Read: TypeAlias = tuple[Stated, tuple[str, ...]]  # a statement, and how it was read


@dataclass(frozen=True, slots=True)
class DerivativeResult:
    """A derivative: its term, its LaTeX, and its shape in words (`1×n`).

    `steps` are the rules for differentials that lead to it: rows of rule, relation, before, after.
    """

    term: Term
    latex: str
    shape: str
    steps: tuple[Mapping[str, str], ...] = ()

    def to_json(self) -> Json:
        """The fields of a line of a batch, but the seconds."""
        return {"derivative": self.latex, "shape": self.shape, "steps": list(self.steps)}

    def __str__(self) -> str:
        return self.latex

    def _repr_latex_(self) -> str:
        return formula_latex(self.latex)

    def _repr_html_(self) -> str:
        return note_html(self.shape, self.latex)


@dataclass(frozen=True, slots=True)
class Claim:
    """An equation or a comparison of two terms, and the context in which it is claimed.

    `strict` asks that both sides have values together.  `fault` is the result of a claim that
    cannot be used: `error`, or `shape_error` for one that is ill-typed.  `assumed` says how what
    could be read in two ways was read.  `premises` are assumed for the statement only; `links` are
    those of a chain after the first, each of which is claimed.
    """

    context: Context
    statement: Fact | None
    strict: bool = False
    fault: ClaimResult | None = None
    assumed: tuple[str, ...] = ()
    premises: tuple[Fact, ...] = ()
    links: tuple[Fact, ...] = ()

    @classmethod
    def of(
        cls,
        claim: Formula,
        context: Given = None,
        *,
        assume: Assumptions = (),
        macros: Any = None,
        strict: bool = False,
        layout: str = "",
    ) -> Claim:
        """The claim in one formula: an equation, a leading term or a comparison."""
        try:
            claim, given, assume = expanded((claim, context, assume), macros)
            text = formula_text(claim)
            known = known_context(given, [claim], assume, layout)
        except DeriveError as error:
            return cls._unusable("error", error)
        return cls._read(strict, lambda: _laid_out(text, known))

    @classmethod
    def from_json(cls, line: Mapping[str, Any], macros: Any = None) -> Claim:
        """The claim in a line of a batch, `{symbols, assume, lhs, relation, rhs}` or `claim`.

        Between two equations `=` means that they have the same solutions.
        """
        try:
            asked = expanded_line(line, macros)
            relation = asked.get("relation") or "="
            left, right = str(asked.get("lhs")), str(asked.get("rhs"))
            whole = asked.get("claim") is not None or relation != "="
            text = str(asked.get("claim") or f"{left} {relation} {right}")
            known = read_context(asked, (text,) if whole else (left, right))
        except DeriveError as error:
            return cls._unusable("error", error)
        strict = asked.get("strict") is True
        if whole:
            return cls._read(strict, lambda: _laid_out(text, known))
        return cls._read(strict, lambda: _sides_laid_out(left, right, known))

    @classmethod
    def _read(cls, strict: bool, read: Callable[[], LaidOut[_Read]]) -> Claim:
        try:
            found = read()
        except ShapeError as error:
            return cls._unusable("shape_error", error)
        except DeriveError as error:
            return cls._unusable("error", error)
        said, notes = found.value
        assumed = tuple(note for note in (found.assumed, *notes) if note)
        return cls(
            found.context,
            said.fact,
            strict,
            assumed=assumed,
            premises=said.premises,
            links=said.links,
        )

    @classmethod
    def _unusable(cls, status: str, error: DeriveError) -> Claim:
        return cls(Context.of(()), None, fault=ClaimResult(status, str(error)))

    def prove(self) -> ClaimResult:
        """What is known of the claim.  Threads may call it at once."""
        if self.fault is not None or self.statement is None:
            return self.fault if self.fault is not None else ClaimResult("error", "no claim")
        sides = (side for link in (self.statement, *self.links) for side in link.args)
        if tied := undecided_letter(self.context, *sides):
            return ClaimResult("unknown", tied, assumed=self.assumed)
        try:
            with limited(SEARCHING):
                found = judged_chain(
                    self.context, (self.statement, *self.links), self.strict, self.premises
                )
        except DeriveError as error:
            found = ClaimResult("error", str(error))
        except SpentError:
            found = ClaimResult("unknown", SPENT)
        return replace(found, assumed=self.assumed)


def _laid_out(text: str, context: Context) -> LaidOut[_Read]:
    return laid_out(context, [text], GRADIENT_FIRST, lambda known: _noted(stated(text, known)))


def _noted(said: Stated) -> _Read:
    return said, said.notes


def _sides_laid_out(left: str, right: str, context: Context) -> LaidOut[_Read]:
    """The two sides, in one layout in which they have one shape if there is one."""

    def of_one_shape(known: Context) -> _Read:
        said, notes = _sides(left, right, known)
        if said.fact.predicate == "=":
            shapes = [shape_of(side) or (t.ONE, t.ONE) for side in said.fact.args]
            if not known.dims().same_shape(*shapes):
                raise ShapeError("the two sides have different shapes")
        return said, notes

    try:
        return laid_out(context, (left, right), GRADIENT_FIRST, of_one_shape)
    except ShapeError:
        return LaidOut(_sides(left, right, context), context, "")


def _sides(left: str, right: str, context: Context) -> _Read:
    """The claim that two formulas are equal, or that two equations have the same solutions."""
    first, said = _read_side(left, context)
    expected = None if isinstance(first, t.Equation) else shape_of(first)
    second, more = _read_side(right, context, expected=expected)
    equations = [isinstance(side, t.Equation) for side in (first, second)]
    if any(equations) and not all(equations):
        place = Place(left if equations[0] else right, 0, len(left if equations[0] else right))
        raise ReadError("this is an equation", place=place, expected="one formula")
    return Stated(Fact("iff" if all(equations) else "=", (first, second))), (*said, *more)


def _read_side(
    text: str, context: Context, *, expected: Shape | None = None
) -> tuple[Term, tuple[str, ...]]:
    """The term of a formula, or the equation that a text states, and how it was read."""
    read = read_written_answer(text, context, expected=expected)
    if len(read.links) == 1 and read.label is None and read.term is read.links[0].args[1]:
        return read.links[0], read.assumed
    found = _read_formula(text, context, expected=expected)
    return found.term, found.assumed


def _read_formula(text: str, context: Context, *, expected: Shape | None = None) -> ReadAnswer:
    """One formula; ReadError for an equation, whose other side would be dropped."""
    read = read_written_answer(text, context, expected=expected)
    if read.links:
        place = Place(text, 0, len(text))
        raise ReadError("this is an equation", place=place, expected="one formula")
    return read


# -- derivatives ----------------------------------------------------------------------------------


def derivative_of(context: Context, formula: str, wrt: str, layout: str) -> DerivativeResult:
    """The derivative of a formula by a letter, in the layout `row` or `gradient`.

    Raises DeriveError for what cannot be read or differentiated.  Threads may call it at
    once.
    """
    try:
        with limited(SEARCHING):
            f, x = (_read_formula(text, context).term for text in (formula, wrt))
            f = function_of(context, f, x)
            found = derivative(context, f, x, layout)
            steps = (*_differential_rows(context, f, x, found, layout), *_agreed(f))
    except SpentError:
        raise LimitError(SPENT) from None
    return DerivativeResult(found, latex(found), show_shape(shape_of(found)), steps)


def _agreed(f: Term) -> list[Json]:
    """What is agreed upon where a function has no derivative."""
    if not any(isinstance(part, t.ReLU) for part in t.subterms(f)):
        return []
    slope = r"\operatorname{ReLU}'(0)"
    return [{"rule": "agreed", "relation": "=", "before": slope, "after": "0"}]


def _differential_rows(context: Context, f: Term, x: Term, found: Term, layout: str) -> list[Json]:
    """The rules for differentials that lead to a derivative; none where one is not known."""
    row = found
    if layout == "gradient" and shape_of(f) in ((), (1, 1)):
        row = found.args[0] if isinstance(found, t.Transpose) else t.transpose(found)
    try:
        rows = differentials(context, f, x)
        last = read_off(context, f, x, row)
    except DeriveError:
        return []
    return [
        {"rule": row.rule, "relation": "=", "before": row.before, "after": row.after}
        for row in (*rows, last)
    ]
