"""What is given before a part is solved: an answer may use it, not what the solution found."""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.term import Term
from derive.authoring.parts import Definition, Part
from derive.authoring.problem import Problem

__all__ = ["given_context"]


def given_context(problem: Problem, part: Part, term: Term) -> Context:
    """The letters of a part, with what is assumed of them before it is solved.

    What the letters of `term`, a result, stand for by definition in the part belongs to it; an
    equation that the solution ends in does not: with it `w` would be an answer to "find w".
    """
    meanings = {
        block.fact.args[0]: block.fact for block in part.blocks if isinstance(block, Definition)
    }
    used = t.free_symbols(term)
    for _ in meanings:  # a meaning may need those before it
        known = (fact for letter, fact in meanings.items() if letter in used)
        used = used.union(*(t.free_symbols(fact.args[1]) for fact in known))
    needed = [fact for letter, fact in meanings.items() if letter in used]
    facts = (*problem.context.facts, *part.given, *needed)
    return Context.of(part.context.symbols.values(), facts, layout=part.context.layout)
