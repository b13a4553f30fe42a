"""Facts, rules and steps in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from derive.algebra.context import Fact
from derive.authoring.parts import Words
from derive.latex.printer import latex, latex_fact
from derive.proof.reasons import bare_reasons, shown_by, used_by, worth_saying
from derive.proof.step import (
    Arithmetic,
    Assumed,
    BothSides,
    CellByCell,
    Continuity,
    Eliminated,
    Entrywise,
    Expanded,
    Fractions,
    PartResult,
    Reason,
    RuleUse,
    Step,
)
from derive.publish.document import Inline, Inlines, Link, Math, Text
from derive.rules.rule import Rule

__all__ = [
    "fact_inlines",
    "inlines",
    "join",
    "reason_inlines",
    "rule_anchor",
    "rules_of",
]

PREDICATES: Mapping[str, str] = MappingProxyType(
    {
        "symmetric": " is symmetric",
        "skew_symmetric": " is skew-symmetric",
        "orthogonal": " is orthogonal",
        "orthonormal_columns": " has orthonormal columns",
        "diagonal": " is diagonal",
        "lower_triangular": " is lower triangular",
        "upper_triangular": " is upper triangular",
        "positive_diagonal": " has positive diagonal entries",
        "idempotent": " is idempotent",
        "invertible": " is invertible",
        "positive_definite": " is positive definite",
        "positive_semidefinite": " is positive semidefinite",
        "full_column_rank": " has full column rank",
        "full_row_rank": " has full row rank",
        "full_rank": " has full rank",
        "positive": " is positive",
        "nonzero": " is not zero",
        "binary": " has entries 0 and 1 only",
        "unit_norm": " has norm 1",
        "sums_to_one": " has entries that sum to 1",
        "all_ones": " has entries 1 only",
        "integer": " is an integer",
    }
)
BOTH_SIDES: Mapping[str, str] = MappingProxyType(
    {
        "transpose": "transpose both sides",
        "add": "add the same to both sides: ",
        "multiply_left": "multiply both sides from the left by ",
        "multiply_right": "multiply both sides from the right by ",
        "scale": "multiply both sides by ",
        "vectorize": "stack the columns of both sides",
        "as_scalar": "",
    }
)
MOST_WORDS = 3  # rules named in words for one line; the others are linked only


def fact_inlines(fact: Fact) -> Inlines:
    """A fact in words and formulas: `X has full column rank`, `m > n`."""
    if fact.predicate == "constant":
        of, by = (Math(latex(arg)) for arg in fact.args)
        return (of, Text(" does not depend on "), by)
    if fact.predicate in PREDICATES:
        return (Math(latex(fact.args[0])), Text(PREDICATES[fact.predicate]))
    return (Math(latex_fact(fact)),)


def inlines(words: Words) -> Inlines:
    """An author's words with their formulas."""
    made: list[Inline] = []
    for word in words:
        if isinstance(word, str):
            made.append(Text(word))
        elif isinstance(word, Fact):
            made += fact_inlines(word)
        else:
            made.append(Math(latex(word)))
    return tuple(made)


def join(items: Iterable[Inlines], separator: str = "; ") -> Inlines:
    """The items one after the other, with a separator between them."""
    made: list[Inline] = []
    for item in items:
        if made:
            made.append(Text(separator))
        made += item
    return tuple(made)


def rule_anchor(rule: Rule) -> str:
    return f"rule-{rule.name.replace('_', '-')}"


def rules_of(step: Step) -> tuple[Rule, ...]:
    """The rules that make a line, each once, in the order of their use."""
    reasons = (reason for inner in step.flat() for reason in bare_reasons(inner.reason))
    return tuple(dict.fromkeys(reason.rule for reason in reasons if isinstance(reason, RuleUse)))


def reason_inlines(step: Step, words: Words, names: Mapping[str, int | str]) -> Inlines:
    """The reason for a line: the author's words or those of its rules, and links to the rules."""
    rules = rules_of(step)
    links = [(Link(rule_anchor(rule), (Text(_called(names[rule.name])),)),) for rule in rules]
    said = inlines(words) if words else _found(step)
    if not links:
        return said
    return (*said, Text(" ["), *join(links, ", "), Text("]"))


def _called(name: int | str) -> str:
    """`R1` of a sheet, which numbers its rules; a name as it is."""
    return name if isinstance(name, str) else f"R{name}"


def _found(step: Step) -> Inlines:
    """What the steps of a line say themselves, each once."""
    said: list[Inlines] = []
    for inner in step.flat():
        item = _said(next(bare_reasons(inner.reason)))
        if item and item not in said:
            said.append(item)
    return join(said[:MOST_WORDS]) or (Text("collect terms"),)


def _said(reason: Reason) -> Inlines:
    match reason:
        case RuleUse(rule, _, _, guards):
            since = [fact_inlines(fact) for fact in (*worth_saying(guards), *shown_by(guards))]
            because = (Text(", since "), *join(since, " and ")) if since else ()
            return (Text(rule.words), *because)
        case Assumed(fact):
            return (Text("by "), Math(latex_fact(fact)))
        case BothSides(operation, operand, guards):
            operated: Inlines = () if operand is None else (Math(latex(operand)),)
            since = [fact_inlines(fact) for fact in worth_saying(guards)]
            because = (Text(", "), *join(since, " and ")) if since else ()
            return (Text(BOTH_SIDES[operation]), *operated, *because)
        case Eliminated(letter):
            return (Text("put in "), Math(latex(letter)), Text(" as the constraint says"))
        case PartResult(part):
            return (Text(f"by the result of ({part})"),)
        case Fractions(guards):
            since = [fact_inlines(fact) for fact in worth_saying(guards)]
            because = (Text(", where "), *join(since, " and ")) if since else ()
            return (Text("arithmetic of fractions"), *because)
        case Continuity(_, guards):
            since = [fact_inlines(fact) for fact in worth_saying(guards)]
            because = (Text(", since "), *join(since, " and ")) if since else ()
            return (Text("the expression is continuous"), *because)
        case Entrywise(row, column):
            free = [(Math(latex(index)),) for index in (row, column) if index != 1]
            return (Text("the entries are equal for every "), *join(free, " and "))
        case Expanded():
            return (Text("expand and collect"), *_using(reason))
        case CellByCell():
            return (Text("compare entry by entry"),)
        case Arithmetic():
            return ()
    return ()


def _using(expansion: Expanded) -> Inlines:
    """The equations of an expansion: those that are assumed, what is known of letters, laws."""
    used = used_by(expansion)
    assumed = join([(Math(latex_fact(fact)),) for fact in used.assumed], " and ")
    since = join([fact_inlines(fact) for fact in used.known], " and ")
    laws = [(Text(rule.words),) for rule in used.laws[:MOST_WORDS]]
    said = (Text(", using "), *assumed) if assumed else ()
    said = (*said, Text(", since "), *since) if since else said
    return (*said, Text("; "), *join(laws)) if laws else said
