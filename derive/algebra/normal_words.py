"""Formulas multiplied out and collected: terms as polynomials of words.

Two formulas with one normal form are equal at every size, for all values at which both are defined.
The converse does not hold: unequal normal forms say nothing.  A letter is a symbol, or an operation
that is not multiplied out (an inverse of a sum, a pseudo-inverse, a logarithm, a product taken
entry by entry) whose arguments have one normal form.

Domain
    Cancelling loses conditions: x/x is 1, and 0 y^-1 is 0.  Who compares formulas compares what
    they need as well (`derive.algebra.definedness`), from the text, before anything is cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from sympy import Abs, Add, Mul, Pow, Symbol, cos, cosh, exp, log, sin, sinh, tanh

from derive.algebra import determinant_words as determinants
from derive.algebra import matrix_function_words as functions
from derive.algebra import power_words as powers
from derive.algebra import rank_words as ranks
from derive.algebra import term as t
from derive.algebra import wave_words as waves
from derive.algebra import word_functions as words
from derive.algebra.context import Fact
from derive.algebra.dependence import refuse_bound_definitions
from derive.algebra.intertwining import intertwined
from derive.algebra.shapes import shape_of
from derive.algebra.sum_words import read_whole_sum
from derive.algebra.term import Term
from derive.algebra.word_equations import Rewriting
from derive.algebra.word_reading import ONE, Known, Reader, WordReading
from derive.algebra.words import Polynomial, Word, accumulate
from derive.errors import LimitError

__all__ = [
    "definitions",
    "equal_by_equations",
    "equal_everywhere",
    "equations_of",
    "new_reading",
    "written_out",
]

MAX_DEFINITIONS = 8
SYMMETRIC = ("symmetric", "positive_definite", "positive_semidefinite")
FUEL = 20_000


def equal_everywhere(left: Term, right: Term, known: Known | None = None) -> bool:
    """Whether two formulas of one shape have one normal form: then they are equal at every size,
    wherever both are defined.

    `known` says of a fact about a letter whether it is assumed or follows: symmetric, skew-
    symmetric, orthogonal, orthonormal_columns, idempotent.  False also where a limit is exceeded.
    """
    reading = new_reading(known or _nothing)
    try:
        difference = dict(reading.polynomial(left))
        accumulate(difference, reading.polynomial(right), -1)
        return not difference or not reading.letters.cleared(difference)
    except (LimitError, ZeroDivisionError):
        return False


def equal_by_equations(
    left: Term, right: Term, known: Known, equations: Iterable[Fact], fuel: int = FUEL
) -> bool:
    """Whether two formulas are equal wherever both are defined and the equations hold: shown by
    rewriting with the equations and clearing the inverses of sums.

    False also where it is not found within the fuel, so nothing follows from False.
    """
    assumed = tuple(equations)
    reading = new_reading(known)
    try:
        search = _Attempt(reading, assumed, fuel)
        if search.shows(left, right):
            return True
        return reading.reread(search.reduced) and search.shows(left, right)
    except (LimitError, ZeroDivisionError):
        return False


class _Attempt:
    """Formulas read under equations, and a search for a proof that two of them are equal."""

    def __init__(self, reading: WordReading, equations: tuple[Fact, ...], fuel: int) -> None:
        self._reading, self._fuel = reading, fuel
        self._values = definitions(equations)
        self._equations = [fact for fact in equations if not _defines(fact)]
        self.reduced: Callable[[Polynomial], Polynomial] = dict

    def shows(self, left: Term, right: Term) -> bool:
        """Whether the two are shown to be equal.  Raises LimitError when the fuel is spent."""
        difference = self._difference(left, right)
        rules = [self._difference(*fact.args) for fact in self._equations]
        if not difference:
            return True
        reading = self._reading
        laws = intertwined(reading, (difference, *rules))
        search = Rewriting(
            reading.letters, reading.inverses, (*reading.rules, *laws, *rules), self._fuel
        )
        self.reduced = search.reduced
        if search.vanishes(difference):
            return True
        search.complete()
        return search.vanishes(difference)

    def _difference(self, left: Term, right: Term) -> Polynomial:
        one, other = (written_out(side, self._values) for side in (left, right))
        difference = dict(self._reading.polynomial(one))
        accumulate(difference, self._reading.polynomial(other), -1)
        return difference


def equations_of(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The assumed equations, and those that predicates of compound terms say.

    A symmetric block matrix says it of its blocks.
    """
    found: list[Fact] = []
    for fact in facts:
        if fact.predicate == "=":
            found.append(fact)
        elif not t.is_leaf(fact.args[0]):
            found += _said(fact.predicate, fact.args[0])
    return tuple(found)


def _said(predicate: str, of: Term) -> list[Fact]:
    if predicate in SYMMETRIC and isinstance(of, t.BlockMatrix):
        rows = t.block_rows(of)
        pairs = ((i, j) for i in range(len(rows)) for j in range(i + 1))
        return [Fact("=", (rows[i][j], t.transpose(rows[j][i]))) for i, j in pairs]
    if predicate in SYMMETRIC:
        return [Fact("=", (t.transpose(of), of))]
    if predicate == "skew_symmetric":
        return [Fact("=", (t.transpose(of), t.neg(of)))]
    if predicate == "idempotent":
        return [Fact("=", (t.mul(of, of), of))]
    return []


def definitions(equations: Iterable[Fact]) -> dict[Term, Term]:
    """The letters that equations define, with what they stand for."""
    return {fact.args[0]: fact.args[1] for fact in equations if _defines(fact)}


def _defines(fact: Fact) -> bool:
    """Whether the equation says what a letter is."""
    left, right = fact.args
    alone = isinstance(left, t.MatrixSymbol | Symbol)
    return alone and left not in t.free_symbols(right)


def written_out(term: Term, values: Mapping[Term, Term]) -> Term:
    """The term with every letter replaced by what it is defined to be.

    Raises LimitError for definitions in a circle, and where a sum would bind an index by which a
    letter in it is defined.
    """
    for _ in range(MAX_DEFINITIONS):
        refuse_bound_definitions(term, values)
        made = t.substitute(term, dict(values))
        if made == term:
            return term
        term = made
    raise LimitError("these definitions lead in a circle")


def _nothing(_: Fact) -> bool:
    return False


def _read_ones(reading: WordReading, term: Term) -> Polynomial:
    """1_m 1_n', which is the matrix of ones."""
    rows, cols = shape_of(term)
    word: Word = () if rows == 1 else (reading.one(rows),)
    word += () if cols == 1 else (reading.one(cols) ^ 1,)
    return {((), word): Fraction(1)}


READERS: Mapping[type, Reader] = MappingProxyType(
    {
        Add: words.read_sum,
        t.MatAdd: words.read_sum,
        Mul: words.read_product,
        t.MatMul: words.read_product,
        Pow: words.read_power,
        t.MatPow: words.read_power,
        t.Inverse: words.read_inverse,
        t.Transpose: lambda r, term: r.letters.transposed(r.polynomial(term.args[0])),
        t.AsScalar: lambda r, term: r.polynomial(term.args[0]),
        t.MatrixFunction: functions.read_matrix_function,
        t.Trace: ranks.read_trace,
        t.Determinant: determinants.read_determinant,
        t.Adjugate: determinants.read_adjugate,
        t.Norm: words.read_norm,
        t.PseudoInverse: ranks.read_pseudo_inverse,
        log: powers.read_log,
        exp: powers.read_exp,
        Abs: powers.read_absolute,
        cos: waves.read_cos,
        sin: waves.read_sin,
        tanh: waves.read_tanh,
        cosh: waves.read_cosh,
        sinh: waves.read_sinh,
        t.Logistic: waves.read_logistic,
        t.ReLU: words.read_rectified,
        t.Maximum: words.read_largest,
        t.Minimum: words.read_smallest,
        t.Rank: ranks.read_rank,
        t.OneMatrix: _read_ones,
        t.IndexSum: read_whole_sum,
        t.MatrixSum: read_whole_sum,
        t.Identity: lambda r, term: ONE,
        t.ZeroMatrix: lambda r, term: {},
    }
)


def new_reading(known: Known) -> WordReading:
    """A reading of formulas under what is known."""
    return WordReading(known, READERS)
