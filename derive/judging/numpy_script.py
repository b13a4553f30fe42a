"""A counterexample as a few lines of NumPy that anybody can run: `--explain numpy`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import ordered
from derive.algebra.term import AnySymbol, Term
from derive.errors import DeriveError
from derive.judging.claims import Claim, ClaimResult
from derive.judging.gold import Gold
from derive.judging.numpy_terms import NumpyTerms, identifiers, inverted
from derive.judging.question import Question
from derive.judging.verdict import Verdict
from derive.latex.answer import read_answer
from derive.latex.macros import put_in_answer
from derive.models.agreement import Counterexample, Rows

__all__ = ["explain_claim", "explain_verdict", "numpy_script"]

MOST_INVERSES = 3
NO_VALUES = "# there is no counterexample to show"
_SIGNS = {"<": "<", "<=": "<=", "!=": "!=", "=": "=="}


def explain_verdict(question: Question, answer: str, verdict: Verdict) -> str:
    """NumPy that shows why an answer is not right; a comment where there is nothing to show."""
    if verdict.verdict not in ("different", "undefined", "shape_error"):
        return NO_VALUES
    gold = next(iter(question.golds))
    example = verdict.counterexample
    try:
        known = gold if isinstance(gold, Gold) else question.read(gold)[0]
        shapes = verdict.verdict == "shape_error"
        said = put_in_answer(answer, question.macros)
        read = read_answer(said, known.context, expected=None if shapes else known.shape)
        if known.optimum is not None or (example is None and not shapes):
            return NO_VALUES
        named = _members(known, read.term, [link.args for link in read.links])
        values = _some_values(known.context, named) if example is None else example.values
        undefined = [] if example is None else _undefined(("gold", "answer"), example)
        return numpy_script(known.context, named, values, undefined=undefined, shapes=shapes)
    except DeriveError as error:
        return f"# NumPy cannot show it: {error.message}"


def _undefined(names: Sequence[str], example: Counterexample) -> list[str]:
    sides = zip(names, (example.left, example.right), strict=True)
    return [name for name, side in sides if side is None]


def _members(gold: Gold, answer: Term, links: Sequence[Sequence[Term]]) -> list[tuple[str, Term]]:
    """What is to be printed: the gold and the answer, or the sides of two equations."""
    if gold.equation is not None and links:
        return [
            *zip(("gold_left", "gold_right"), gold.equation.args, strict=True),
            *zip(("answer_left", "answer_right"), links[-1], strict=True),
        ]
    return [("gold", gold.term), ("answer", answer)]


def explain_claim(claim: Claim, result: ClaimResult) -> str:
    """NumPy that shows that a claim fails; a comment where there is nothing to show."""
    if claim.statement is None or result.counterexample is None:
        return NO_VALUES
    given = result.counterexample["values"]
    values = {
        name: tuple(tuple(map(Fraction, row)) for row in rows) for name, rows in given.items()
    }
    named = list(zip(("left", "right"), claim.statement.args, strict=False))
    sign = _SIGNS.get(claim.statement.predicate, "==")
    try:
        lacking = [one for one in ("left", "right") if result.counterexample[one] is None]
        lines = numpy_script(claim.context, named, values, undefined=lacking)
    except DeriveError as error:
        return f"# NumPy cannot show it: {error.message}"
    return f"{lines}\n# claimed: left {sign} right"


def numpy_script(
    context: Context,
    named: Sequence[tuple[str, Term]],
    values: Mapping[str, Rows],
    *,
    undefined: Sequence[str] = (),
    shapes: bool = False,
) -> str:
    """Lines that set the letters to values and print each named term, or its shape.

    Of a term that is `undefined` the ranks of what it inverts are printed instead.  Raises
    LimitError for a term that NumPy alone has no word for.
    """
    letters = [s for s in context.symbols.values() if s.name in values and _needed(s, named)]
    sizes = _sizes(letters, values, named)
    names = identifiers([*(letter.name for letter in letters), *sizes])
    terms = NumpyTerms(names)
    lines = [f"{names[s.name]} = {_value(values[s.name], t.is_matrix(s))}" for s in letters]
    lines += [f"{names[name]} = {size}" for name, size in sizes.items()]
    printed = [
        line
        for name, term in named
        for line in _printed(terms, name, term, name in undefined, shapes)
    ]
    return "\n".join(["import numpy as np", *terms.helpers.values(), *lines, *printed])


def _needed(letter: AnySymbol, named: Sequence[tuple[str, Term]]) -> bool:
    return any(letter in t.free_symbols(term) for _, term in named)


def _sizes(
    letters: Sequence[AnySymbol], values: Mapping[str, Rows], named: Sequence[tuple[str, Term]]
) -> dict[str, int]:
    """The sizes that stand in the terms as numbers, or as sizes of I, 0 and 1."""
    shaped = [
        (dim, count)
        for letter in letters
        if isinstance(letter, t.MatrixSymbol)
        for dim, count in zip(letter.shape, _counts(values[letter.name]), strict=True)
    ]
    known = {dim.name: count for dim, count in shaped if isinstance(dim, Symbol)}
    declared = {letter.name for letter in letters}
    used = {s.name for _, term in named for s in _plain_symbols(term)} - declared
    return {name: known[name] for name in sorted(used & known.keys())}


def _plain_symbols(term: Term) -> frozenset[Symbol]:
    """The scalar symbols of a term, those in the shapes of letters left out."""
    if isinstance(term, t.MatrixSymbol):
        return frozenset()
    if isinstance(term, Symbol):
        return frozenset([term])
    return frozenset[Symbol]().union(*map(_plain_symbols, t.operands(term)))


def _counts(rows: Rows) -> tuple[int, int]:
    return len(rows), len(rows[0])


def _printed(
    terms: NumpyTerms, name: str, term: Term, undefined: bool, shapes: bool
) -> Iterator[str]:
    broken = inverted(term)[:MOST_INVERSES] if undefined else ()
    for matrix in broken:
        shown = terms.write(matrix)
        size, rank = f"len({shown})", f"np.linalg.matrix_rank({shown})"
        yield f'print("{name} inverts a matrix of size", {size}, "and rank", {rank})'
    if not broken:
        yield f"{name} = {terms.write(term)}"
        yield (
            f'print("{name}:", np.shape({name}))'
            if shapes
            else f'print("{name}:", {name}, sep="\\n")'
        )


def _value(rows: Rows, matrix: bool) -> str:
    """A value as Python: fractions as quotients."""
    if not matrix:
        return str(rows[0][0])
    if rows and all(entry == 1 for row in rows for entry in row):
        return f"np.ones(({len(rows)}, {len(rows[0])}))"
    shown = (f"[{', '.join(map(str, row))}]" for row in rows)
    return f"np.array([{', '.join(shown)}])"


def _some_values(context: Context, named: Sequence[tuple[str, Term]]) -> dict[str, Rows]:
    """Ones in distinct sizes, which show the shapes."""
    letters = [letter for letter in context.symbols.values() if _needed(letter, named)]
    dims = [d for s in letters if isinstance(s, t.MatrixSymbol) for d in s.shape]
    free = dict.fromkeys(symbol for dim in dims for symbol in ordered(dim.free_symbols))
    sizes: dict[Term, Term] = {dim: Integer(2 + place) for place, dim in enumerate(free)}
    found: dict[str, Rows] = {}
    for letter in letters:
        shape = letter.shape if isinstance(letter, t.MatrixSymbol) else (t.ONE, t.ONE)
        rows, cols = (int(Integer(dim.xreplace(sizes))) for dim in shape)
        found[letter.name] = ((Fraction(1),) * cols,) * rows
    return found
