"""Claims about signs and tables of cases: what is stated, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra import term as t
from derive.algebra.cases import Branch, Covered, Impossible, Split, branches, check_split
from derive.algebra.context import Context, Fact
from derive.algebra.fractions import divisors, monic
from derive.algebra.polynomials import Atoms
from derive.algebra.signs import SignProof, hypothesis
from derive.algebra.term import Term
from derive.errors import StepError
from derive.latex.printer import latex, latex_fact
from derive.models.equivalence import holds
from derive.proof.sign_search import Unknown, prove_contradiction, prove_sign, sign_of

__all__ = ["covered", "prove_claim"]

MAX_SPLITS = 600


def prove_claim(context: Context, fact: Fact) -> SignProof:
    """The proof of a comparison under the assumptions.

    Raises StepError with a counterexample where it is false, and with the factors whose signs the
    assumptions do not decide where none is found.
    """
    verdict = holds(context, fact)
    if verdict.counterexample is not None:
        raise StepError(
            f"this does not hold in every case: {verdict.counterexample}", hint=_open(context, fact)
        )
    proof = prove_sign(context.facts, fact)
    if proof is None:
        raise StepError(f"no proof was found of {latex_fact(fact)}", hint=_open(context, fact))
    if verdict.status != "equal":
        raise StepError(f"the sign could not be checked on models: {verdict.reason}")
    return proof


def _open(context: Context, fact: Fact) -> str | None:
    """The condition that is missing."""
    try:
        found = sign_of(context.facts, fact)
    except ZeroDivisionError:
        return None
    if not isinstance(found, Unknown) or not found.factors:
        return None
    said = ", ".join(dict.fromkeys(f"${latex(term)}$" for term in found.factors))
    return f"what is assumed does not decide the sign of {said}"


def covered(domain: Sequence[Fact], rows: Sequence[Sequence[Fact]]) -> Split:
    """The split that shows that the rows cover the domain.

    Raises StepError with the signs that no row covers.
    """
    letters: dict[object, Term] = {}
    atoms = Atoms()
    for fact in (fact for row in rows for fact in row):
        if any(divisors(*fact.args)):
            raise StepError(f"the cases are told apart by polynomials, not by {fact}")
        term = _difference(fact)
        letters.setdefault(tuple(sorted(monic(term, atoms).items())), term)
    search = _Cover(tuple(domain), rows, tuple(letters.values()))
    split = search.split((), 0)
    check_split(domain, rows, split)
    return split


def _difference(fact: Fact) -> Term:
    left, right = fact.args
    return left if right == 0 else right if left == 0 else t.sub(right, left)


class _Cover:
    """Splits at the given terms in order until a row holds or nothing is possible."""

    def __init__(
        self, domain: tuple[Fact, ...], rows: Sequence[Sequence[Fact]], terms: tuple[Term, ...]
    ) -> None:
        self._domain, self._rows, self._terms = domain, rows, terms
        self._left = MAX_SPLITS

    def split(self, path: tuple[Fact, ...], depth: int) -> Split:
        self._left -= 1
        if self._left < 0:
            raise StepError("the table has too many cases to be split")
        known = (*self._domain, *path)
        for place, row in enumerate(self._rows):
            if all(_said(known, fact) for fact in row):
                proofs = [prove_sign(known, fact) for fact in row]
                found = tuple(proof for proof in proofs if proof is not None)
                if len(found) == len(row):
                    return Covered(place, found)
        clash = prove_contradiction(known) if path else None
        if clash is not None:
            return Impossible(clash)
        if depth == len(self._terms):
            said = ", ".join(map(latex_fact, path))
            raise StepError(f"no case covers ${said}$")
        term = self._terms[depth]
        below, zero, above = (self.split((*path, f), depth + 1) for f in branches(term))
        return Branch(term, below, zero, above)


def _said(known: Sequence[Fact], fact: Fact) -> bool:
    """Whether one of the facts says at least as much of the same polynomial."""
    atoms = Atoms()
    wanted = hypothesis(fact, atoms)
    if wanted is None:
        return False
    line = monic(_difference(fact), atoms)
    for other in known:
        own = hypothesis(other, atoms)
        if own is None or monic(_difference(other), atoms) != line:
            continue
        same = own[0][min(own[0])] * wanted[0][min(wanted[0])] > 0
        sign = own[1] if same else {">": "<", ">=": "<="}.get(own[1], own[1])
        if sign in _ENOUGH[wanted[1]]:
            return True
    return False


_ENOUGH = {">": (">",), ">=": (">", ">=", "="), "=": ("=",), "!=": (">", "<", "!=")}
