r"""What results are called: a fresh word, or a term that is shown to be equal to the result.

A name that says a term, as `A X`, is a claim beside the value that is printed after it; the
certificate says which term it means.  What is called by a declared letter is the unknown that was
asked for, or what the letter stands for.  A name in several words is prose: it is printed in
quotes, and is refused where it could be taken for a term of the letters that are declared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from derive.replay import dims
from derive.replay.answers import Part
from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.lines import Derivation
from derive.replay.nodes import STATEMENTS, Tree
from derive.replay.report import ReplayError
from derive.replay.statements import MEANS, RESERVED, linear
from derive.replay.substitution import substitute
from derive.replay.trees import subterms

__all__ = ["Result", "printed_name"]

MOST_MEANINGS = 8
CONSTANTS = frozenset({"pi", "infty"})  # what a reader takes for a number
# what a reader may take for a function: such words are printed in quotes
FUNCTIONS = frozenset(("e", "exp", "log", "ln", "sin", "cos", "tan", "sqrt", "det", "tr", "trace"))
FUNCTIONS |= frozenset(("rank", "max", "min", "argmax", "argmin", "lim", "sum", "prod")) | RESERVED
MARKS = r"(?:'|\d|\^?\\prime|\^\\?[*+]|[_^]\w|[_^]\{[\w,()*+' ]*\})*"
FONT = r"\\(?:boldsymbol|mathbf|mathrm|mathit|text|hat|tilde|bar|check|operatorname\*?)"
WORD = re.compile(rf"(?:{FONT}\{{)*(\\?[A-Za-z]+){MARKS}\}}*{MARKS}", re.ASCII)
LETTERS = re.compile(r"(?:\\[A-Za-z]+|[A-Za-z])'*")


@dataclass(frozen=True, slots=True)
class Result:
    """A result and the derivation that it ends; `earlier` ones are called the same.

    It may be the value of a letter that an optimum is over.
    """

    answer: Tree
    derivation: Derivation
    letter: Tree | None
    earlier: tuple[Tree, ...]


def printed_name(
    checker: Checker, name: str, called: Tree | None, result: Result, part: Part
) -> str:
    """The name as a statement prints it.  ReplayError for one that claims what is not shown."""
    said = _said(result, part)
    if called is None:
        if _claims(name, part, said):
            raise ReplayError("the name says a term, and not which", "called")
        if _bare(name).strip() in CONSTANTS:
            raise ReplayError("the name is that of a number", "called")
        if _bare(name).strip() in FUNCTIONS:
            return ascii(name)
        return name if WORD.fullmatch(name) or not name else ascii(name)
    if any(_means(checker, called, result, part)):
        return linear(called)
    if called.symbols and not called.symbols & said:
        return _unknown(name, called, result)
    raise ReplayError("nothing shows that the result is what its name says", "called")


def _said(result: Result, part: Part) -> frozenset[str]:
    """The symbols of which a part says something before it names a result."""
    terms = [part.goal, result.answer, result.derivation.start]
    terms += [arg for fact in part.facts for arg in fact.args]
    return frozenset().union(*(term.symbols for term in terms))


def _means(checker: Checker, called: Tree, result: Result, part: Part) -> Iterator[bool]:
    """Whether the term is shown to be the result, in each way in which it may be."""
    same, end = partial(checker.same, facts=part.facts), result.derivation.end
    value = (result.derivation.start, result.answer)
    if end.op not in STATEMENTS:
        lines = result.derivation.lines
        yield any(same(called, line) for line in lines)
        meant = _put_in(called, part.facts)
        yield any(
            same(meant, other) for line in lines for other in (line, _put_in(line, part.facts))
        )
    if end.op == "equation":
        yield same(called, end.args[0]) and same(result.answer, end.args[1])
    yield called == result.letter
    yield result.answer.op in STATEMENTS and called.symbols == result.answer.symbols
    for fact in part.facts:
        for one, other in (fact.args, fact.args[::-1]) if fact.predicate == "=" else ():
            yield same(called, one) and any(same(other, term) for term in value)
    if called.op == "symbol" and not any(called.symbols & fact.symbols for fact in part.facts):
        yield any(same(earlier, term) for earlier in result.earlier for term in value)


def _put_in(tree: Tree, facts: Sequence[Fact]) -> Tree:
    """The term with what is assumed of a symbol alone put in for it, again and again."""
    meanings: dict[str, Tree] = {}
    for fact in facts:
        if fact.predicate == "=" and fact.args[0].op == "symbol":
            meanings.setdefault(fact.args[0].name, fact.args[1])
    for _ in range(MOST_MEANINGS):
        if not tree.symbols & meanings.keys():
            break
        letters = (part for part in subterms(tree) if part.op == "symbol")
        values = {s.name: meanings.get(s.name, s) for s in letters}
        values |= {part.name: part for part in subterms(tree) if part.op == "index"}
        try:
            tree = substitute(tree, values, {name: dims.symbol(name) for name in tree.dims})
        except ReplayError:
            break  # what is differentiated by, or bound, has nothing put in
    return tree


def _unknown(name: str, called: Tree, result: Result) -> str:
    """A name of letters of which the part says nothing: for one letter, the unknown asked for.

    Several such letters are words, and a letter is not to mean another thing than before.
    """
    if called.op != "symbol":
        return ascii(name)
    if result.earlier:
        raise ReplayError("an earlier part gives another value to this name", "called")
    return f"{linear(called)} {MEANS}"


def _bare(name: str) -> str:
    """A name without fonts, braces and the sign of a command."""
    return re.sub(rf"{FONT}|[{{}}\\]", "", name)


def _claims(name: str, part: Part, said: frozenset[str]) -> bool:
    """Whether a name could be taken for a term of which the part says something."""
    declared = {*part.scope.symbols, *part.scope.dims, *part.scope.indices}
    known = {_bare(letter) for letter in declared}
    if _bare(name) in known:
        return True
    letters = LETTERS.findall(re.sub(FONT, "", name))
    operators = {letter for letter in letters if letter.startswith("\\") and "'" not in letter}
    taken = bool(letters) and all(_bare(one) in known or one in operators for one in letters)
    return taken and any(_bare(letter) in {_bare(one) for one in said} for letter in letters)
