"""What a result may be called: a sheet prints the name and the value with `=` between them.

A name is new (a letter or a word that means nothing yet), the unknown that was asked for (a
declared letter of which nothing is assumed and which does not stand in the value), or a term that
is proved to be the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sympy import Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.indices import binders, free_indices
from derive.algebra.normal_form import equal_modulo
from derive.algebra.term import Term
from derive.authoring.formulas import formula
from derive.authoring.parts import Answer, Argument
from derive.errors import DeriveError, StepError
from derive.latex.names import canonical_name
from derive.latex.printer import latex
from derive.proof.step import Derivation

__all__ = ["check_called", "check_name", "check_proved", "proved_equal", "read_name"]

MOST_MEANINGS = 8  # definitions put in one after the other
_WORD = re.compile(r"[A-Za-z]{2,}")
CONSTANTS = frozenset({"pi", "infty"})  # what a reader takes for a number, however it is written
HINT = "name it by a new letter or word or by the unknown, or begin the derivation with {}"


def proved_equal(argument: Argument) -> tuple[Term, ...]:
    """The terms that a derivation shows to be its value: its lines, back from the end while they
    are joined by `=`, what its first line is called, and the letter that an equation solves for."""
    made = argument.derivation
    if isinstance(made.end, t.Equation):
        return made.end.args
    lines = _lines(made)
    named = argument.name is not None and lines[-1] == made.start
    return (*lines, argument.name) if named and argument.name is not None else lines


def _lines(made: Derivation) -> tuple[Term, ...]:
    found = [made.end]
    for step in reversed(made.steps):
        if step.relation != "=":
            break
        found.append(step.before)
    return tuple(found)


def check_name(
    name: str, value: Term, proved: Sequence[Term], context: Context, earlier: Iterable[Answer]
) -> None:
    """Raise StepError for a name under which a result may not be stated.

    `proved` are the terms shown to be equal to the value, `earlier` the results stated before.
    """
    named = read_name(name, context)
    if named is None and not _is_name(name):
        raise StepError(f"{name} is no name of a result", hint="take a new letter or word")
    if named is not None and not _is_unknown(named, value, context):
        check_proved(name, named, proved, context)
    for answer in earlier:
        differs = not equal_modulo(answer.term, value)
        if answer.name == name and differs and not _meets(answer.term, proved, context):
            raise StepError(f"{name} is {latex(answer.term)} already", hint="take another name")


def check_called(named: Term, start: Term, context: Context) -> None:
    """Raise StepError for a term that the first line of a derivation may not be called."""
    if not isinstance(start, t.STATEMENTS) and not _is_unknown(named, start, context):
        check_proved(latex(named), named, (start,), context)


def check_proved(name: str, named: Term, proved: Sequence[Term], context: Context) -> None:
    """Raise StepError for a term that is not among those that are shown to be the value."""
    if not _meets(named, proved, context):
        said = f"nothing shows that {name} is the result {latex(proved[0])}"
        raise StepError(said, hint=HINT.format(name))


def read_name(name: str, context: Context) -> Term | None:
    """The term that a name is read as; None for one that means nothing yet."""
    try:
        return formula(name, context)
    except DeriveError:
        return None


def _is_name(name: str) -> bool:
    """Whether a text is a letter with its scripts, or a word."""
    if _plain_word(name) in CONSTANTS:
        return False
    if _WORD.fullmatch(name):
        return True
    try:
        return bool(canonical_name(name)) and not re.search(r"[A-Za-z]\s*[A-Za-z]", _plain(name))
    except DeriveError:
        return False


def _plain_word(name: str) -> str:
    """A name without the signs of a command and its fonts."""
    return re.sub(r"\\[A-Za-z]+\{|[\\{}\s]", "", name)


def _plain(name: str) -> str:
    """A name without its commands and braces: two letters side by side are a product."""
    return re.sub(r"\\[A-Za-z]+|\{[^{}]*\}", " ", name)


def _is_unknown(named: Term, value: Term, context: Context) -> bool:
    """Whether it is a declared letter, or an entry of one, of which nothing is known so far."""
    letter = named.args[0] if isinstance(named, t.Entry) else named
    return (
        isinstance(letter, Symbol | t.MatrixSymbol)
        and letter not in context.dimensions
        and letter not in t.free_symbols(value)
        and not any(letter in fact.free_symbols for fact in context.facts)
    )


def _meets(named: Term, proved: Sequence[Term], context: Context) -> bool:
    """Whether a term is one of those, definitions put in on both sides."""
    known = [*proved, *(_expanded(one, context) for one in proved)]
    return any(
        equal_modulo(one, other) for one in (named, _expanded(named, context)) for other in known
    )


def _expanded(term: Term, context: Context) -> Term:
    """The term with what is assumed of a letter alone put in for it."""
    meanings: dict[Term, Term] = {}
    for fact in context.facts:
        if fact.predicate == "=" and isinstance(fact.args[0], Symbol | t.MatrixSymbol):
            meanings.setdefault(fact.args[0], fact.args[1])
    for _ in range(MOST_MEANINGS):
        bound = frozenset(index for part in t.subterms(term) for index in binders(part))
        now = t.substitute(
            term, {s: value for s, value in meanings.items() if not bound & free_indices(value)}
        )
        if now == term:
            break
        term = now
    return term
