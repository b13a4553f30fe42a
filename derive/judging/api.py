r"""The checker from Python: formulas are LaTeX or SymPy matrix expressions, results are data.

>>> import derive
>>> derive.check("(A B)^T", "B^T A^T", "A: m×n, B: n×k").verdict
'equivalent'
>>> derive.prove(r"(A B)^{-1} = B^{-1} A^{-1}", "A: n×n, B: n×n").status
'proved'
>>> derive.differentiate(r"x^T A x", "x", "A: n×n, x: n").shape
'1×n'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any, TypeAlias

import sympy

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.order import ordered
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, ReadError
from derive.judging import check as judge
from derive.judging import claims
from derive.judging.commands import prove_in
from derive.judging.notebook import counterexample_html, formula_latex, note_html
from derive.judging.verdict import Verdict
from derive.latex.declare import read_context, read_declarations, read_fact
from derive.latex.macros import put_in, put_in_answer, read_macros
from derive.latex.printer import latex
from derive.proof.differentiate import derivative

__all__ = [
    "ClaimResult",
    "DerivativeResult",
    "Given",
    "check",
    "context_of",
    "differentiate",
    "prove",
]

Formula: TypeAlias = str | Term
Given: TypeAlias = Context | Mapping[str, Any] | str | None
Assumptions: TypeAlias = Sequence[str | Fact]
# the precision of balls is one for the whole process: one check at a time
_ALONE = RLock()


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What is known of a claim: `proved`, `verified`, `refuted`, `unknown` or `error`, and why.

    `steps` are rows of rule, relation, before and after (LaTeX); `counterexample` has the values
    and both sides as strings.
    """

    status: str
    reason: str
    steps: tuple[Mapping[str, str], ...] = ()
    counterexample: Mapping[str, Any] | None = None

    def __bool__(self) -> bool:
        raise TypeError("a proof is not a bool: compare .status with 'proved' or 'verified'")

    def _repr_latex_(self) -> str:
        if not self.steps:
            return rf"$\text{{{self.status}}}$"
        first = self.steps[0]["before"]
        rows = [
            rf"&{step['relation']} {step['after']} && \text{{{step['rule'].replace('_', ' ')}}}"
            for step in self.steps
        ]
        return rf"$\begin{{aligned}} {first} " + r" \\ ".join(rows) + r" \end{aligned}$"

    def _repr_html_(self) -> str:
        more = "" if self.counterexample is None else counterexample_html(self.counterexample)
        rows = [f"{step['relation']} {step['after']}    {step['rule']}" for step in self.steps]
        shown = [self.steps[0]["before"], *rows] if self.steps else []
        return note_html(self.status, "\n".join([self.reason, *shown]), more)


@dataclass(frozen=True, slots=True)
class DerivativeResult:
    """A derivative: its term, its LaTeX, and its shape in words (`1×n`).

    `steps` are the rules for differentials that lead to it: rows of rule, relation, before, after.
    """

    term: Term
    latex: str
    shape: str
    steps: tuple[Mapping[str, str], ...] = ()

    def __str__(self) -> str:
        return self.latex

    def _repr_latex_(self) -> str:
        return formula_latex(self.latex)

    def _repr_html_(self) -> str:
        return note_html(self.shape, self.latex)


def context_of(given: Given, assume: Assumptions = ()) -> Context | None:
    r"""The context meant by a Context, a JSON question or its `symbols`, or declarations in text.

    `{"symbols": {"A": ["n", "n"]}, "assume": ["symmetric(A)"]}`, `{"A": ["n", "n"]}` and
    `A: n×n` all declare A.  None without declarations.  Raises DeriveError for what is unusable.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if isinstance(given, Mapping):
        asked = "symbols" in given or "assume" in given
        question = given if asked else {"symbols": given}
        if question.get("symbols") is None:
            return None
        context = read_context(question)
    elif isinstance(given, str):
        context = Context.of(read_declarations(given))
    elif isinstance(given, Context):
        context = given
    else:
        raise ContextError("this is no context", expected="X: n×d, y: n")
    return context.assume(*_facts(context, assume))


def _facts(context: Context, assume: Assumptions) -> list[Fact]:
    facts: list[Fact] = []
    for fact in assume:
        if not isinstance(fact, str | Fact):
            raise ContextError("this is no assumption", expected="symmetric(A)")
        facts += read_fact(fact, context) if isinstance(fact, str) else (fact,)
    return facts


def check(
    gold: Formula | Sequence[Formula],
    answer: Formula,
    context: Given = None,
    *,
    assume: Assumptions = (),
    in_terms_of: Sequence[str] = (),
    macros: Any = None,
    reveal: bool = True,
) -> Verdict:
    """The verdict on an answer against a gold, or the best one against several golds.

    `context` is what `context_of` takes; without one the letters' meaning is inferred from a gold
    in LaTeX (the reason says how), and taken from the symbols of a gold in SymPy.  Without
    `reveal` nothing in the verdict gives the gold away.  Never raises for bad input: an unusable
    gold or context is the verdict `error`.  `macros` are the author's own commands, as
    `derive.latex.macros` reads them.  Threads may call it: they wait for each other.
    """
    golds, assume, in_terms_of = map(_listed, (gold, assume, in_terms_of))
    if not isinstance(answer, str | sympy.Basic):
        return Verdict("unparseable", "the answer is no formula\n  expected: LaTeX in a text")
    try:
        own = context.get("macros") if isinstance(context, Mapping) else None
        known_macros = {**read_macros(macros), **read_macros(own)}
        golds, context, assume, in_terms_of = (
            put_in(value, known_macros) for value in (golds, context, assume, in_terms_of)
        )
        answer = put_in_answer(answer, known_macros)
        known = context_of(context, assume)
        if known is None and any(isinstance(one, sympy.Basic) for one in golds):
            known = _known(None, golds, assume)
        texts = [_text(one) for one in golds]
        said = _text(answer)
        names = [_text(one) for one in in_terms_of]
    except DeriveError as error:
        return Verdict("error", f"the question cannot be used: {error}")
    facts = _stated(context, assume) if known is None else ()
    with _ALONE:
        verdict = judge.check(texts, said, known, in_terms_of=names, reveal=reveal, assume=facts)
    return verdict if reveal else replace(verdict, counterexample=None)


def prove(claim: Formula, context: Given = None, *, assume: Assumptions = ()) -> ClaimResult:
    """What is known of an equation; one that cannot be read has the status `error`."""
    try:
        known = _known(context, [claim], assume)
        with _ALONE:
            made = prove_in(known, _text(claim))
    except DeriveError as error:
        return ClaimResult("error", str(error))
    return ClaimResult(made["status"], made["reason"], tuple(made["steps"]), made["counterexample"])


def differentiate(
    formula: Formula,
    wrt: Formula,
    context: Given = None,
    *,
    assume: Assumptions = (),
    layout: str = "row",
) -> DerivativeResult:
    """The derivative of a formula by a letter, in the layout `row` (numerator) or `gradient`.

    Raises DeriveError for what cannot be read or differentiated.
    """
    known = _known(context, [formula, wrt], assume)
    f, x = (claims.read_formula(_text(one), known) for one in (formula, wrt))
    with _ALONE:
        found = derivative(known, f, x, layout)
        steps = tuple(claims.differential_rows(known, f, x, found, layout))
    return DerivativeResult(found, latex(found), show_shape(shape_of(found)), steps)


def _known(context: Given, formulas: Sequence[Formula], assume: Assumptions) -> Context:
    """The context given, else that of the symbols of the SymPy expressions among the formulas."""
    known = context_of(context)
    known = _of_symbols(formulas) if known is None else known
    return known.assume(*_facts(known, assume))


def _of_symbols(formulas: Sequence[Formula]) -> Context:
    """The context that declares the symbols of the SymPy expressions among some formulas.

    Whatever SymPy assumes of its sizes and scalars, here they are positive integers and reals.
    """
    terms = [one for one in formulas if isinstance(one, sympy.Basic)]
    found = ordered(symbol for term in terms for symbol in t.free_symbols(term))
    shaped = [symbol for symbol in found if t.is_matrix(symbol)]
    sizes = {size.name for s in shaped for n in s.shape for size in n.free_symbols}
    whole = {d.name for one in terms if t.is_matrix(one) for n in one.shape for d in n.free_symbols}
    matrices = [t.matrix(s.name, *map(_size, s.shape)) for s in shaped]
    scalars = [t.scalar(s.name) for s in found if s not in shaped and s.name not in sizes | whole]
    scalars += [t.dimension(name) for name in sorted(whole - sizes)]
    return Context.of(sorted([*matrices, *scalars], key=lambda symbol: str(symbol.name)))


def _size(size: Term) -> Term:
    return size.xreplace(
        {symbol: t.dimension(symbol.name) for symbol in ordered(size.free_symbols)}
    )


def _listed(value: Any) -> list[Any]:
    """One value, or several, as a list."""
    single = isinstance(value, str | Fact | sympy.Basic) or not isinstance(value, Iterable)
    return [value] if single else list(value)


def _text(formula: Formula) -> str:
    """The LaTeX of a formula.  Raises ReadError for what is none."""
    if not isinstance(formula, str | sympy.Basic):
        raise ReadError("this is no formula", expected="LaTeX in a text, or a SymPy expression")
    return formula if isinstance(formula, str) else latex(formula)


def _stated(context: Given, assume: Assumptions) -> tuple[str, ...]:
    """The assumptions in text, for a context that is still to be inferred."""
    asked = context.get("assume") or () if isinstance(context, Mapping) else ()
    return (*map(str, asked), *map(str, assume))
