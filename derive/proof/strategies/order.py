"""Orders: the difference of the two sides is rewritten to one whose sign follows.

The forms that are tried: the difference as it is written; expanded and collected; and with what
has the same ends taken together, as x'x - x'Px = x'(I - P)x.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.expansion import AtomPowers, Expansion, Monomials, Spelling
from derive.algebra.facts import Proof, ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.shapes import shape_of
from derive.algebra.signs import SignProof
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError
from derive.proof import kernel
from derive.proof.step import Derivation
from derive.proof.strategies.expand_and_collect import collected, expansions
from derive.proof.strategies.tracked import term_of

__all__ = ["OrderProof", "by_signs", "difference", "ordered"]

COMPARISONS = ("<", "<=")
DEFINITE = ("positive_definite", "positive_semidefinite")


@dataclass(frozen=True, slots=True)
class OrderProof:
    """Why an order holds: the difference of its sides is one of which `shown` proves the sign.

    `derivation` leads from the difference to that term; it has no steps where they are one.
    """

    fact: Fact
    derivation: Derivation
    shown: Proof | SignProof


def difference(fact: Fact) -> Term:
    """The right side less the left one; of a definite matrix, that matrix."""
    if fact.predicate not in COMPARISONS:
        return fact.args[0]
    left, right = fact.args
    if left == 0:
        return right
    return t.neg(left) if right == 0 else t.sub(right, left)


def ordered(context: Context, fact: Fact) -> OrderProof | None:
    """A proof of a comparison of scalars, or that a matrix is definite or semidefinite."""
    if fact.predicate not in (*COMPARISONS, *DEFINITE):
        return None
    start = difference(fact)
    for form in _forms(context, start):
        wanted = said_of(fact, form)
        shown = ask(context, wanted).proof
        if shown is None:
            continue
        try:
            same = equal_modulo(start, form)
            steps = () if same else expansions(context, context, (start, form))
            derivation = kernel.derivation(context, start, steps, domain=False)
        except DeriveError:
            continue
        return OrderProof(fact, derivation, shown)
    return None


def by_signs(context: Context, proof: SignProof) -> OrderProof:
    """A comparison of scalars that the signs of its factors show."""
    return OrderProof(proof.fact, kernel.derivation(context, difference(proof.fact), ()), proof)


def said_of(fact: Fact, term: Term) -> Fact:
    """The same order, of another term that is the difference."""
    args = (t.ZERO, term) if fact.predicate in COMPARISONS else (term,)
    return Fact(fact.predicate, args)


def _forms(context: Context, start: Term) -> Iterator[Term]:
    yield start
    try:
        expansion, total = collected(context, start)
        shape = shape_of(start)
        yield term_of(expansion, total, shape)
        yield from _with_known(context, start)
        if shape:
            yield from _between_ends(expansion, total, shape)
        else:
            yield from _traces(expansion, total)
            yield from _scalar_forms(expansion, total)
            yield _turned(expansion, total)
    except DeriveError:
        return


def _with_known(context: Context, start: Term) -> Iterator[Term]:
    """What is assumed to have a sign, and what is left of the difference."""
    for fact in context.facts:
        if fact.predicate in COMPARISONS and t.is_scalar(start):
            known = t.sub(*fact.args[::-1])
        elif fact.predicate in DEFINITE and shape_of(fact.args[0]) == shape_of(start):
            known = fact.args[0]
        else:
            continue
        expansion, rest = collected(context, t.sub(start, known))
        yield t.add(known, term_of(expansion, rest, shape_of(start)))


def _turned(expansion: Expansion, total: Monomials) -> Term:
    """The sum, each product of matrices that is a scalar written as its transpose."""
    summands = []
    for (scalars, word), c in total.items():
        factors = [term_of(expansion, {((), ()): c}, ())]
        for atom, count in scalars:
            spelled = expansion.atoms[atom][1]
            term = term_of(expansion, {(((atom, 1),), ()): Fraction(1)}, ())
            if expansion.atoms[atom][0] == "word" and isinstance(spelled, tuple):
                letters = (_letter(expansion, letter) for letter in expansion.reversed(spelled))
                term = t.as_scalar(t.mul(*letters))
            factors.append(term if count == 1 else t.power(term, Integer(count)))
        summands.append(t.mul(*factors))
        assert not word
    return t.add(*summands)


def _between_ends(expansion: Expansion, total: Monomials, shape: Shape) -> Iterator[Term]:
    """L (sum) R, where every word begins with L and ends with R."""
    words = [word for _, word in total]
    if not words or any(len(word) < 2 for word in words):
        return
    if len({word[0] for word in words}) > 1 or len({word[-1] for word in words}) > 1:
        return
    first, last = _letter(expansion, words[0][0]), _letter(expansion, words[0][-1])
    inner = {(scalars, word[1:-1]): c for (scalars, word), c in total.items()}
    size = (shape_of(first)[1], shape_of(last)[0])
    yield t.mul(first, term_of(expansion, inner, size), last)


def _scalar_forms(expansion: Expansion, total: Monomials) -> Iterator[Term]:
    """The sum with u'A v + u'B v as u'(A + B) v."""
    groups: dict[tuple[int, int], Monomials] = {}
    rest: Monomials = {}
    for (scalars, word), c in total.items():
        at = [i for i, (a, n) in enumerate(scalars) if n == 1 and expansion.atoms[a][0] == "word"]
        spelled = expansion.atoms[scalars[at[0]][0]][1] if len(at) == 1 else None
        if isinstance(spelled, tuple) and len(spelled) > 1:
            others = scalars[: at[0]] + scalars[at[0] + 1 :]
            groups.setdefault((spelled[0], spelled[-1]), {})[others, spelled[1:-1]] = c
        else:
            rest[scalars, word] = c
    if not any(len(group) > 1 for group in groups.values()):
        return
    forms = []
    for (first, last), inner in groups.items():
        ends = _letter(expansion, first), _letter(expansion, last)
        size = (shape_of(ends[0])[1], shape_of(ends[1])[0])
        forms.append(t.as_scalar(t.mul(ends[0], term_of(expansion, inner, size), ends[1])))
    if rest:
        forms.append(term_of(expansion, rest, ()))
    yield t.add(*forms)


def _traces(expansion: Expansion, total: Monomials) -> Iterator[Term]:
    """tr(A C) - tr(B C) as tr((A - B) C)."""
    words: list[tuple[AtomPowers, Spelling, Fraction]] = []
    for (scalars, word), c in total.items():
        at = [i for i, (a, n) in enumerate(scalars) if n == 1 and expansion.atoms[a][0] == "trace"]
        spelled = expansion.atoms[scalars[at[0]][0]][1] if len(at) == 1 else None
        if word or not isinstance(spelled, tuple):
            return
        words.append((scalars[: at[0]] + scalars[at[0] + 1 :], spelled, c))
    for last in dict.fromkeys(words[0][1]) if len(words) > 1 else ():
        inner: Monomials = {}
        for scalars, spelled, c in words:
            if last not in spelled:
                spelled = expansion.reversed(spelled)
            if last in spelled:
                place = spelled.index(last) + 1
                inner[scalars, (spelled[place:] + spelled[:place])[:-1]] = c
        if len(inner) == len(words):
            end = _letter(expansion, last)
            yield t.trace(t.mul(term_of(expansion, inner, shape_of(end)[::-1]), end))


def _letter(expansion: Expansion, letter: int) -> Term:
    term = expansion.letters[letter // 2]
    return t.transpose(term) if letter % 2 else term
