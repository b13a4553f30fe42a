"""The derivations of the rules that are not axioms.

A rule may be derived from those that stand before it in the library only, so no derivation is
circular.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from derive.algebra.context import Context
from derive.algebra.definedness import stated
from derive.algebra.facts import ask
from derive.algebra.pattern import Position, match
from derive.algebra.term import Term
from derive.errors import StepError
from derive.proof import kernel
from derive.proof.reasons import rules_in
from derive.proof.rule_choice import Library
from derive.proof.search import explain
from derive.proof.step import Derivation
from derive.rules.library import RULES, find_rule
from derive.rules.rule import Lemma, Rule

__all__ = ["derive_rule"]


@cache
def derive_rule(rule: Rule) -> Derivation:
    """The derivation of a rule's right side from its left, by the rules before it.

    Raises StepError for an axiom, and for a line of the lemma that does not follow.
    """
    if rule.lemma is None:
        raise StepError(f"{rule.name} is an axiom: {rule.source}")
    names = list(RULES)
    above = [RULES[name] for name in names[: names.index(rule.name)]]
    library, context = Library.of(above), rule.context()
    try:
        if rule.lemma.by is None:
            found = _chain(context, rule.lemma.chain, library)
        else:
            # a rule is said where both of its sides have values
            present = (*stated(rule.lhs), *stated(rule.rhs))
            context = context.assume(*(fact for fact in present if not ask(context, fact).value))
            found = _characterized(context, rule, rule.lemma, rule.lemma.by, library)
        below = [used.name for used in rules_in(found) if used not in above]
        if below:  # some ways of the search look up rules of their own
            raise StepError(f"{below[0]} is used, which does not stand there")
    except StepError as error:
        message = f"{rule.name} does not follow from the rules above it: {error.message}"
        raise StepError(message, expected=error.expected, hint=error.hint) from error
    return found


def _chain(context: Context, lines: tuple[Term, ...], library: Library) -> Derivation:
    steps = []
    for before, after in pairwise(lines):
        try:
            steps.append(kernel.chain(context, explain(context, before, after, library)))
        except StepError as error:
            message = f"from {before} to {after}: {error.message}"
            raise StepError(message, expected=error.expected, hint=error.hint) from error
    return kernel.derivation(context, lines[0], steps, domain=False)


def _characterized(
    context: Context, rule: Rule, lemma: Lemma, by: str, library: Library
) -> Derivation:
    characterization = find_rule(by)
    conditions = [_chain(context, lines, library) for lines in lemma.conditions]
    for bound in match(characterization.lhs, rule.lhs):
        for bindings in match(characterization.rhs, rule.rhs, bound):
            step = kernel.rewrite(
                context, rule.lhs, characterization, Position(), bindings, lemmas=conditions
            )
            return kernel.derivation(context, rule.lhs, [step], domain=False)
    raise StepError(f"{rule.name} is no instance of {by}")
