"""Assumptions that no values meet, found before anything is judged under them.

Letters that are tied by assumptions are drawn together; where values are found, there is no
contradiction.  Where none are, it must be shown: scalars by z3, a matrix that is zero and
invertible by what is known of it.  What is unclear passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from random import Random

from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.normal_words import equations_of
from derive.algebra.one_size import one_size
from derive.algebra.order import ordered
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import ContextError, DeriveError, LimitError
from derive.fuel import remembered
from derive.models.sampling.contradiction import certain_contradiction
from derive.models.sampling.model_set import prepared_for
from derive.models.sampling.strata import choose_sizes, integers_of, size_facts
from derive.models.witnesses.scalar_points import RLIMIT, ScalarWriter, Untranslated

__all__ = ["check_assumptions"]

_OF_SCALARS = frozenset(["positive", "nonzero", "binary", *COMPARISONS])


def check_assumptions(context: Context, met: Sequence[Fact] = ()) -> None:
    """Raise ContextError naming assumptions that contradict each other; `met` are known to be met
    by some values."""
    certain_contradiction(context)
    _check_sizes(context)
    left = [fact for fact in context.facts if fact not in met]
    while left:
        renaming = Renaming.of(context, *left[0].args)
        tied = [fact for fact in left if fact.free_symbols <= renaming.forward.keys()]
        try:
            _check_tied(tuple(renaming.context.symbols.values()), renaming.context.facts)
        except DeriveError as error:
            raise renaming.error(error) from None
        left = [fact for fact in left[1:] if fact not in tied]


def _check_sizes(context: Context) -> None:
    """Raise ContextError if no whole numbers meet what is said of them alone."""
    said = size_facts(context, integers_of(context))
    integers = ordered(frozenset[Term]().union(*(fact.free_symbols for fact in said)))
    try:
        choose_sizes(Context.of((), said), integers, Random(0), 1)
    except LimitError:
        return


@remembered(maxsize=512)
def _check_tied(symbols: tuple[t.AnySymbol, ...], facts: tuple[Fact, ...]) -> None:
    if all(len(fact.args) == 1 for fact in facts):
        return  # the table of predicates that exclude each other was looked up
    context = Context.of(symbols, facts)
    try:
        if prepared_for(context).trials:
            return
    except LimitError:
        return
    for contradiction in (_among_scalars(context), *_of_inverses(context)):
        if contradiction:
            names = " and ".join(map(str, contradiction))
            raise ContextError(f"the assumptions contradict each other: {names}")


def _among_scalars(context: Context) -> Sequence[Fact]:
    """Facts about scalars that no real numbers meet; none if that is not known.

    Traces, determinants and forms are numbers whose signs are asked for.
    """
    facts = context.facts
    said = [
        fact for fact in facts if fact.predicate in _OF_SCALARS and all(map(t.is_scalar, fact.args))
    ]
    letters = dict.fromkeys(
        part
        for fact in said
        for arg in fact.args
        for part in t.subterms(arg)
        if isinstance(part, Symbol)
    )
    if not said:
        return ()
    # z3 costs a third of a second to import, which few questions need
    import z3

    writer, used = ScalarWriter(z3, tuple(letters)), []
    solver = z3.Solver()
    solver.set("rlimit", RLIMIT)
    for fact in said:
        try:
            solver.add(writer.stated(fact))
        except Untranslated:
            continue
        used.append(fact)
    parts = dict.fromkeys(part for fact in used for arg in fact.args for part in t.subterms(arg))
    for part in parts:
        if isinstance(part, t.Trace | t.Determinant | t.AsScalar):
            sign = Fact("<", (t.ZERO, part)), Fact("<=", (t.ZERO, part))
            signs = [writer.stated(fact) for fact in sign if _follows(context, fact)]
            solver.add(*signs)
            beside = [fact for fact in facts if fact.free_symbols & t.free_symbols(part)]
            used += [fact for fact in beside if signs and fact not in used]
    solver.add(*writer.needs, *writer.meanings)
    return used if solver.check() == z3.unsat else ()


def _of_inverses(context: Context) -> Iterator[Sequence[Fact]]:
    """A fact that says of two terms that they are equal, or of matrices that they are, where the
    other facts make their difference invertible, or that of their traces, determinants or ranks."""
    _, context = one_size(context)
    for fact in context.facts:
        rest = Context.of(
            context.symbols.values(), [each for each in context.facts if each != fact]
        )
        known, equations = partial(_follows, rest), equations_of(rest.facts)
        for one, other in _consequences(fact):
            if any(defined_wherever(form, t.ZERO, known, equations) for form in _apart(one, other)):
                used = t.free_symbols(one) | t.free_symbols(other)
                yield (fact, *(each for each in rest.facts if each.free_symbols & used))


def _apart(one: Term, other: Term) -> Iterator[Term]:
    """Terms of which each has a value only where two terms differ."""
    if t.is_matrix(one):
        yield t.inverse(t.sub(one, other))
        return
    difference = t.sub(one, other)
    yield t.power(difference, Integer(-1))
    yield t.power(difference, Rational(-1, 2))
    yield t.power(t.neg(difference), Rational(-1, 2))


def _consequences(fact: Fact) -> Iterator[tuple[Term, Term]]:
    """Pairs of terms that are equal where a fact holds."""
    if fact.predicate != "=":
        yield from _of_predicate(fact)
        return
    one, other = fact.args
    yield from _of_equal(one, other)


def _of_equal(one: Term, other: Term) -> Iterator[tuple[Term, Term]]:
    if not t.is_matrix(one):
        yield one, other
        yield t.power(one, Integer(2)), t.power(other, Integer(2))
        return
    rows, cols = shape_of(one)
    if rows == cols:
        if isinstance(one, t.ZeroMatrix) or isinstance(other, t.ZeroMatrix):
            yield one, other
        yield t.trace(one), t.trace(other)
        yield t.determinant(one), t.determinant(other)


def _of_predicate(fact: Fact) -> Iterator[tuple[Term, Term]]:
    """What a predicate says of a rank, and as an equation."""
    of = fact.args[0]
    if len(fact.args) != 1 or not t.is_matrix(of):
        return
    rows, cols = shape_of(of)
    if fact.predicate in _TALL:
        yield t.rank(of), cols
    if fact.predicate == "full_row_rank":
        yield t.rank(of), rows
    if fact.predicate in _REGULAR:
        yield t.rank(of), rows
    if fact.predicate == "unit_norm":
        yield t.as_scalar(t.mul(t.transpose(of), of)), t.ONE
    if fact.predicate == "sums_to_one":
        yield t.as_scalar(t.mul(t.transpose(t.ones(rows, cols)), of)), t.ONE


_TALL = frozenset(["full_column_rank", "orthonormal_columns"])
_REGULAR = frozenset(["invertible", "orthogonal", "positive_definite"])


def _follows(context: Context, fact: Fact) -> bool:
    return ask(context, fact).value is True
