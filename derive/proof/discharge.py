"""How the kernel meets what a step needs: a guard is proved, or one of the lemmas given is it."""

from __future__ import annotations

from collections.abc import Sequence

from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof, ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.signs import check_sign
from derive.errors import StepError
from derive.proof.sign_search import prove_sign
from derive.proof.step import Derivation, Guard

__all__ = ["discharge"]


def discharge(
    context: Context, fact: Fact, wanted_by: str, lemmas: Sequence[Derivation] = ()
) -> Guard:
    """A proof of the guard: inferred from the assumptions, or one of the lemmas given.

    Raises StepError, which names what wanted it, for a guard that is not known to hold.
    """
    if fact.predicate == "=":
        if equal_modulo(*fact.args):
            return Proof(fact, "arithmetic")
        for lemma in lemmas:
            if _proves(context, lemma, fact):
                return lemma
    known = ask(context, fact)
    if known.proof is not None:
        return known.proof
    sign = prove_sign(context.facts, fact)
    if sign is None or sign.fact != fact:
        raise StepError(f"{wanted_by} needs {fact}, which is {known.reason}")
    check_sign(context.facts, sign)
    return sign


def _proves(context: Context, lemma: Derivation, equation: Fact) -> bool:
    """Whether the lemma leads from side to side, under no more than what is assumed here."""
    ends = (lemma.start, lemma.end)
    same = all(map(equal_modulo, ends, equation.args))
    return same and set(lemma.context.facts) <= set(context.facts)
