"""Assumptions that no values meet, found before anything is judged under them.

Letters that are tied by assumptions are drawn together; where values are found, there is no
contradiction.  Where none are, it must be shown: scalars by z3, a matrix that is zero and
invertible by what is known of it.  What is unclear passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Context, Fact
from derive.algebra.domains import defined_wherever
from derive.algebra.facts import ask
from derive.algebra.normal_words import equations_of
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of
from derive.errors import ContextError, DeriveError, LimitError
from derive.fuel import remembered
from derive.models.sampling.contradiction import certain_contradiction
from derive.models.sampling.model_set import prepared_for
from derive.models.witnesses.scalar_points import RLIMIT, ScalarWriter, Untranslated

__all__ = ["check_assumptions"]

_OF_SCALARS = frozenset(["positive", "nonzero", "binary", *COMPARISONS])


def check_assumptions(context: Context, met: Sequence[Fact] = ()) -> None:
    """Raise ContextError naming assumptions that contradict each other; `met` are known to be met
    by some values."""
    certain_contradiction(context)
    left = [fact for fact in context.facts if fact not in met]
    while left:
        renaming = Renaming.of(context, *left[0].args)
        tied = [fact for fact in left if fact.free_symbols <= renaming.forward.keys()]
        try:
            _check_tied(tuple(renaming.context.symbols.values()), renaming.context.facts)
        except DeriveError as error:
            raise renaming.error(error) from None
        left = [fact for fact in left[1:] if fact not in tied]


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
    for contradiction in (_among_scalars(facts), *_of_inverses(context)):
        if contradiction:
            names = " and ".join(map(str, contradiction))
            raise ContextError(f"the assumptions contradict each other: {names}")


def _among_scalars(facts: Sequence[Fact]) -> Sequence[Fact]:
    """Facts about scalars that no real numbers meet; none if that is not known."""
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
            solver.add(_written(writer, fact))
        except Untranslated:
            continue
        used.append(fact)
    solver.add(*writer.needs, *writer.meanings)
    return used if solver.check() == z3.unsat else ()


def _written(writer: ScalarWriter, fact: Fact) -> object:
    if len(fact.args) == 2:
        return writer.relation(fact.predicate, *fact.args)
    [of] = fact.args
    if fact.predicate == "positive":
        return writer.relation("<", t.ZERO, of)
    if fact.predicate == "nonzero":
        return writer.relation("!=", of, t.ZERO)
    return writer.relation("=", t.power(of, Integer(2)), of)


def _of_inverses(context: Context) -> Iterator[Sequence[Fact]]:
    """An equation that says of a product of invertible matrices that it is zero."""
    for fact in context.facts:
        if fact.predicate != "=" or not all(map(t.is_matrix, fact.args)):
            continue
        one, other = sorted(fact.args, key=lambda side: isinstance(side, t.ZeroMatrix))
        rows, cols = shape_of(one)
        if not isinstance(other, t.ZeroMatrix) or rows != cols:
            continue
        rest = Context.of(
            context.symbols.values(), [each for each in context.facts if each != fact]
        )
        known = partial(_follows, rest)
        if defined_wherever(t.inverse(one), t.ZERO, known, equations_of(rest.facts)):
            yield (fact, *(each for each in rest.facts if each.free_symbols & one.free_symbols))


def _follows(context: Context, fact: Fact) -> bool:
    return ask(context, fact).value is True
