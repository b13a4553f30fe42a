"""Guards: what a reason needs is proved, and true wherever the step is.

A fact is shown by a proof, by a proof of a sign, or by a derivation if it is an equation; it must
also hold on every model on which the lines of the step have values.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.domains import same_fact, unmet_in_values
from derive.replay.fractions import check_sign
from derive.replay.lines import Derivation, Place, defined, hold_on
from derive.replay.met import assumed_needs
from derive.replay.needs import below
from derive.replay.nodes import Tree
from derive.replay.plain import items, record
from derive.replay.report import Below, ReplayError

__all__ = ["discharge"]


def discharge(
    checker: Checker,
    needed: Sequence[Fact],
    data: object,
    place: Place,
    lines: tuple[Tree, Tree],
    over: tuple[Tree, ...] | None = None,
) -> None:
    """Each fact that is needed must be shown, in order, and be true where the step is.

    Below the nodes `over` it, the two sides of an equation must have values; what is shown there is
    remembered.  None is for rules about optima, which say for themselves where that is.
    """
    guards = items(data)
    if len(guards) != len(needed):
        raise ReplayError(f"{len(needed)} guards are needed, and {len(guards)} given", "guards")
    for i, (fact, guard) in enumerate(zip(needed, guards, strict=True)):
        with Below(f"guards[{i}]"):
            fact.check()
            _guard(checker, fact, guard, place)
            if fact.predicate == "=" and over is not None:
                missing = unmet_in_values(checker.normal, fact.args, lines[:1], place.facts, over)
                if missing:
                    raise ReplayError(f"a side of the equation may have no value: {missing}")
            if over is not None:
                place.proved += (below(need, over) for need in assumed_needs(fact))
            for model in place.models:
                known = fact.indices <= model.indices.keys() and not fact.symbols & place.near
                if known and all(defined(line, model) for line in lines):
                    hold_on(fact, model)


def _guard(checker: Checker, fact: Fact, data: object, place: Place) -> None:
    if isinstance(data, dict) and set(data) == {"proof"}:
        with Below("proof"):
            shown = checker.prover.proof(data["proof"], place.scope, place.facts)
            if not same_fact(checker.normal, shown, fact, place.facts):
                raise ReplayError(f"this proves another fact than {fact.predicate} as needed")
        place.used.extend(checker.prover.assumptions(data["proof"], place.scope))
        return
    if isinstance(data, dict) and set(data) == {"sign"}:
        with Below("sign"):
            made = data["sign"], checker.formulas, checker.normal, place.scope, place.facts
            shown, used = check_sign(*made)
            if not same_fact(checker.normal, shown, fact, place.facts):
                raise ReplayError(f"this proves another fact than {fact.predicate} as needed")
        place.used.extend(used)
        return
    given = record(data, "derivation")
    if fact.predicate != "=":
        raise ReplayError("a derivation shows an equation only")
    with Below("derivation"):
        lemma = _lemma(checker, given["derivation"], place)
        ends = zip((lemma.start, lemma.end), fact.args, strict=True)
        if not all(checker.same(*pair, place.facts) for pair in ends):
            raise ReplayError("this derives another equation than is needed")


def _lemma(checker: Checker, data: object, place: Place) -> Derivation:
    """A derivation inside a guard: what it assumes, the step assumes."""
    made = checker.derivation(data, place.scope, place.facts, domain=False)
    place.rules |= made.rules
    place.used.extend(made.used)
    return made
