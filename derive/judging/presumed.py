"""What a claim presumes: that what it inverts or divides by does not vanish, as textbooks read it.

The range of an index comes from the entries that it stands at.  Any other need, as the sign of what
stands below a root or a logarithm, must be assumed or proved; or both sides need it alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.needs import Need, needs_inside
from derive.algebra.renaming import Renaming
from derive.algebra.term import Term
from derive.judging.all_sizes import AllSizes, all_sizes_of
from derive.judging.evidence import need_latex

__all__ = ["Presumption", "presumption"]

PRESUMABLE = ("invertible", "!=")


@dataclass(frozen=True, slots=True)
class Presumption:
    """What a claim presumes, and what it would need beside that."""

    facts: tuple[Fact, ...]
    shared: tuple[Need, ...]  # met on both sides or on neither
    missing: tuple[Need, ...]

    @property
    def latex(self) -> tuple[str, ...]:
        return tuple(map(need_latex, (*self.facts, *self.shared)))


def presumption(renaming: Renaming, left: Term, right: Term, strict: bool) -> Presumption:
    """What two numbered terms presume, in the letters of the claim."""
    words = all_sizes_of(renaming.context)
    inside = (*_near_limits(words, left), *_near_limits(words, right))
    unmet = dict.fromkeys((*words.unmet(left), *words.unmet(right), *inside))
    apart = {*words.unmet(left, right), *words.unmet(right, left)}
    apart |= {*_near_limits(words, left, right), *_near_limits(words, right, left)}
    facts: list[Fact] = []
    shared: list[Need] = []
    missing: list[Need] = []
    for need in unmet:
        if isinstance(need, t.LIMITS) or (not isinstance(need, Fact) and needs_inside(need) == ()):
            continue  # that a limit exists is what steps show
        if strict and need in apart:
            missing.append(need)
        elif isinstance(need, Fact) and _is_range(need):
            facts += (Fact("<=", (t.ONE, need.args[0])), need)
        elif isinstance(need, Fact) and need.predicate in PRESUMABLE:
            facts.append(need)
        elif need in apart and not _only_divides(need):
            missing.append(need)
        else:
            shared.append(need)
    if facts and missing:
        wider = all_sizes_of(renaming.context.assume(*facts))
        still = {*wider.unmet(left), *wider.unmet(right)}
        still |= {*_near_limits(wider, left), *_near_limits(wider, right)}
        missing = [need for need in missing if need in still]
    names = {new: old for old, new in renaming.forward.items()}
    return Presumption(
        tuple(fact.substitute(names) for fact in facts),
        tuple(_named(need, names) for need in shared),
        tuple(_named(need, names) for need in missing),
    )


def _near_limits(words: AllSizes, term: Term, other: Term = t.ZERO) -> Iterator[Need]:
    """What the functions of which limits are taken need, and the limit does not bring about: the
    needs in which its variable does not occur."""
    for limit in t.subterms(term):
        if isinstance(limit, t.LIMITS):
            function, variable = limit.args[:2]
            for need in words.unmet(function, other):
                letters = need.free_symbols if isinstance(need, Fact) else t.free_symbols(need)
                if variable not in letters and not isinstance(need, t.LIMITS):
                    yield need


def _is_range(need: Fact) -> bool:
    """Whether a need says of a letter that is declared as an index that an entry has it."""
    first = need.args[0]
    return need.predicate == "<=" and isinstance(first, Symbol) and first == t.index(first.name)


def _named(need: Need, names: dict[Term, Term]) -> Need:
    return need.substitute(names) if isinstance(need, Fact) else t.substitute(need, names)


def _only_divides(need: Need) -> bool:
    """Whether a part has a value wherever what it divides by does not vanish, as a sum of quotients
    over an index has, or the derivative of one."""
    inner = None if isinstance(need, Fact) else needs_inside(need)
    return inner is not None and all(fact.predicate in PRESUMABLE for fact in inner)
