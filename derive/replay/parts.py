"""The parts of a problem: question, goal, derivations, results, and claims that are refuted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from derive.replay.answers import Part, check_optimum, check_refuted
from derive.replay.cases import check_cases, check_claimed_sign
from derive.replay.claims import Fact
from derive.replay.continuity import shows_leading
from derive.replay.derivations import Checker
from derive.replay.dims import ONE, Shape
from derive.replay.domains import same_fact
from derive.replay.lines import Derivation, agree, like
from derive.replay.names import Result, printed_name
from derive.replay.nodes import OPTIMA, STATEMENTS, Tree
from derive.replay.optima import refuse_tied
from derive.replay.orders import check_order
from derive.replay.plain import items, record, text
from derive.replay.reading import Scope
from derive.replay.report import Below, Log, ReplayError
from derive.replay.sampling import dimension_names
from derive.replay.standing import says_goal, value_of
from derive.replay.statements import RESERVED, Answer, Claimed, statement
from derive.replay.trees import subterms
from derive.replay.witness import check_witness

__all__ = ["Shared", "check_part", "read_context", "read_symbols"]


@dataclass(frozen=True, slots=True)
class Shared:
    """What is declared and assumed throughout, and the results of the parts so far, by name.

    `named` says whether the format says what results are called, and carries witnesses.
    """

    symbols: dict[str, Shape]
    facts: tuple[Fact, ...]
    named: bool
    results: dict[str, tuple[Tree, ...]] = field(default_factory=dict)


def read_symbols(checker: Checker, data: object, known: dict[str, Shape]) -> dict[str, Shape]:
    """The declared symbols with those that are added.  ReplayError if one is declared twice."""
    symbols = dict(known)
    for i, item in enumerate(items(data)):
        with Below(f"symbols[{i}]"):
            tree = checker.formulas.formula(item)
            if tree.name in RESERVED or tree.name == "2":
                raise ReplayError(f"{tree.name} means something else")
            if tree.op in ("dimension", "index"):
                continue
            if tree.op != "symbol":
                raise ReplayError("only symbols are declared")
            if tree.name in symbols:
                raise ReplayError(f"{tree.name} is declared twice")
            symbols[tree.name] = tree.shape
    return symbols


def declared_indices(checker: Checker, data: object) -> frozenset[str]:
    """The names of the indices among declared symbols (already read)."""
    trees = map(checker.formulas.formula, items(data))
    return frozenset(tree.name for tree in trees if tree.op == "index")


def _scope(symbols: dict[str, Shape]) -> Scope:
    dims = dimension_names(tuple(symbols.items()))
    if dims & symbols.keys():
        raise ReplayError(f"{min(dims & symbols.keys())} is a letter and a size", "symbols")
    return Scope(symbols, dims)


def read_context(checker: Checker, data: object, named: bool) -> Shared:
    given = record(data, "symbols", "facts")
    symbols = read_symbols(checker, given["symbols"], {})
    with Below("facts"):
        facts = checker.formulas.facts(given["facts"], _scope(symbols))
    return Shared(symbols, facts, named)


def check_part(checker: Checker, log: Log, data: object, shared: Shared, path: str) -> None:
    """Check one part; what is wrong in a derivation is recorded with its own path."""
    claimed = isinstance(data, dict) and "orders" in data
    given = record(
        data,
        *("name", "question", "symbols", "given", "definitions", "goal"),
        *("derivations", "results", "refuted", "signs", "cases"),
        *(("witness",) if shared.named else ()),
        *(("orders",) if claimed else ()),
    )
    text(given["name"])
    scope, facts = _assumptions(checker, given, shared)
    with Below("goal"):
        goal = checker.formulas.formula(given["goal"], scope)
        if goal.op in OPTIMA:
            refuse_tied(checker.normal, goal, facts)
    checked = _derivations(checker, log, given["derivations"], (scope, facts, goal), path)
    part = Part(scope, facts, goal, checked)
    checker.shown[text(given["name"])] = tuple(made for made in checked if made)
    with log.at(f"{path}.question"):
        _question(checker, given["question"], part, shared)
    if claimed and not items(given["orders"]):
        raise ReplayError("a part claims an order, or it has none", "orders")
    if (
        not claimed
        and None not in checked
        and not any(made and made.start == goal for made in checked)
    ):
        raise ReplayError("no derivation starts from the goal", "derivations")
    answers: list[Answer] = []
    for i, result in enumerate(items(given["results"])):
        with log.at(f"{path}.results[{i}]"):
            answers.append(_result(checker, result, part, shared))
    if not claimed and None not in checked and not any(answer.of_goal for answer in answers):
        raise ReplayError(_unanswered(goal), "results")
    claims = list(_claims(checker, log, given, part, path))
    with log.at(f"{path}.witness"):
        ends = [end for made in checked if made for end in (made.start, made.end)]
        check_witness(checker, given.get("witness"), part, [goal, *ends])
    log.parts += 1
    log.statements.append(statement(given["name"], scope.symbols, facts, goal, answers, claims))


def _unanswered(goal: Tree) -> str:
    if goal.op not in OPTIMA:
        return "no result answers the goal"
    return "no result answers the goal: none ends what is derived from the optimum itself"


CLAIMS = (
    ("refuted", check_refuted),
    ("signs", check_claimed_sign),
    ("cases", check_cases),
    ("orders", check_order),
)


def _claims(
    checker: Checker, log: Log, given: Mapping[str, Any], part: Part, path: str
) -> Iterator[Claimed]:
    """What a part claims beside its results."""
    for key, check in CLAIMS:
        for i, item in enumerate(items(given.get(key, []))):
            with log.at(f"{path}.{key}[{i}]"):
                yield check(checker, item, part)


def _assumptions(
    checker: Checker, given: Mapping[str, Any], shared: Shared
) -> tuple[Scope, tuple[Fact, ...]]:
    """The letters of a part, and all that it assumes of them."""
    symbols = read_symbols(checker, given["symbols"], shared.symbols)
    scope = replace(_scope(symbols), indices=declared_indices(checker, given["symbols"]))
    if scope.indices & symbols.keys():
        raise ReplayError("an index has the name of a symbol", "symbols")
    with Below("given"):
        assumed = checker.formulas.facts(given["given"], scope)
    with Below("definitions"):
        defined = checker.formulas.facts(given["definitions"], scope)
        _definitions(defined, frozenset(symbols), shared, assumed)
    facts = (*shared.facts, *assumed, *defined)
    checker.prover.refuse_ties(facts, scope)
    return replace(scope, facts=facts), facts


def _definitions(
    facts: Sequence[Fact], own: frozenset[str], shared: Shared, given: Sequence[Fact]
) -> None:
    """Each defines another symbol, of which nothing else is assumed."""
    seen: set[str] = set()
    for fact in facts:
        if fact.predicate != "=" or fact.args[0].op != "symbol" or fact.args[0].name not in own:
            raise ReplayError("a definition has a symbol alone on its left")
        name = fact.args[0].name
        later = {f.args[0].name for f in facts} - seen
        if name in seen or fact.args[1].symbols & later:
            raise ReplayError(f"{name} is defined twice, or by itself")
        if any(name in other.symbols for other in (*shared.facts, *given)):
            raise ReplayError(f"{name} is defined, and assumed to be something else")
        seen.add(name)


def _derivations(
    checker: Checker,
    log: Log,
    data: object,
    about: tuple[Scope, tuple[Fact, ...], Tree],
    path: str,
) -> tuple[Derivation | None, ...]:
    """Check the derivations in order.

    Statements may start from the goal, or from what an earlier derivation of statements ended in;
    an equation that one ends in may be assumed in those that follow.
    """
    scope, facts, goal = about
    made: list[Derivation | None] = []
    allowed, shown = list(facts), [goal]
    for i, item in enumerate(items(data)):
        made.append(None)
        with log.at(f"{path}.derivations[{i}]"):
            derivation = checker.derivation(item, scope, allowed)
            if not item["steps"]:
                raise ReplayError("a derivation of a part has steps", "steps")
            if derivation.relation == "⟺":
                if not any(checker.same(derivation.start, known, facts) for known in shown):
                    raise ReplayError("it starts from a statement not shown before", "start")
                end = derivation.end
                shown += [end, *(end.args if end.op == "system" else ())]
                if end.op == "equation":
                    allowed.append(Fact("=", end.args))
            made[-1] = derivation
    return tuple(made)


# -- question and answer --------------------------------------------------------------------------


def _question(checker: Checker, data: object, part: Part, shared: Shared) -> None:
    """Every formula of a question must stand in the goal, in a derivation's ends or in a fact.

    An equation may say what one derivation leads from and to.  An equation w = t may also say what
    an earlier part called w: then t must have that value.
    """
    ends = [tree for made in part.derivations if made for tree in (made.start, made.end)]
    about = [part.goal, *ends, *(arg for fact in part.facts for arg in fact.args)]
    known = {tree for term in about for tree in subterms(term)}
    asked: list[Tree] = []
    for i, segment in enumerate(items(data)):
        if isinstance(segment, str):
            continue
        with Below(f"[{i}]"):
            if isinstance(segment, dict) and "predicate" in segment:
                fact = checker.formulas.fact(segment, part.scope)
            else:
                tree = checker.formulas.formula(segment, part.scope)
                asked.append(tree)
                if tree.op in ("symbol", "dimension") or tree in known:
                    continue
                fact = Fact("=", tree.args if tree.op == "equation" else ())
            shown = (*part.facts, *(Fact("=", (m.start, m.end)) for m in part.derivations if m))
            if any(same_fact(checker.normal, fact, other, part.facts) for other in shown):
                continue
            if fact.predicate != "=" or not fact.args or not _called(checker, fact, part, shared):
                raise ReplayError("this is neither in the goal, nor derived, nor given")
    if part.goal.op in OPTIMA and part.goal not in asked:
        for wanted in part.goal.args[1:]:
            said = (t for t in asked if (t.op in STATEMENTS) == (wanted.op in STATEMENTS))
            if not any(_one_term(checker, wanted, tree, part) for tree in said):
                raise ReplayError("the question does not say what is to be minimised or maximised")


def _one_term(checker: Checker, left: Tree, right: Tree, part: Part) -> bool:
    """Whether two terms are one, where a 1 x 1 matrix and its entry are."""
    if left.shape == (ONE, ONE):
        left, right = right, left
    right = like(right, left)
    return left.shape == right.shape and checker.same(left, right, part.facts)


def _called(checker: Checker, fact: Fact, part: Part, shared: Shared) -> bool:
    """Whether an equation says what an earlier part found for the symbol on its left."""
    left, right = fact.args
    earlier = shared.results.get(left.name, ())[-1:] if left.op == "symbol" else ()
    if not earlier or earlier[0].shape != right.shape or left.name in right.symbols:
        return False
    agree(earlier[0], right, checker.models(part.scope, part.facts))
    return True


def _result(checker: Checker, data: object, part: Part, shared: Shared) -> Answer:
    """Check one result; it may answer the goal, or say something else that was derived."""
    given = record(data, "name", "answer", "derivation", *(("called",) if shared.named else ()))
    name, index = text(given["name"]), given["derivation"]
    if not isinstance(index, int) or isinstance(index, bool):
        raise ReplayError("the number of a derivation is expected", "derivation")
    if not 0 <= index < len(part.derivations):
        raise ReplayError("there is no such derivation", "derivation")
    with Below("answer"):
        answer = checker.formulas.formula(given["answer"], part.scope)
    derivation = part.derivations[index]
    if derivation is None:
        raise ReplayError("its derivation does not hold")
    end = derivation.end
    solved = end.op == "equation" and answer == end.args[1]
    objective = end.op in OPTIMA and answer == end.args[1]
    leading = answer.op == "asymptotic" and shows_leading(checker.normal, answer, derivation)
    if answer != end and not (solved or objective or leading):
        raise ReplayError("the answer is not the end of its derivation")
    if solved and (end.args[0].op != "symbol" or end.args[0].name in answer.symbols):
        raise ReplayError("the equation is not solved for a symbol")
    of_goal, answered = _answers_goal(checker, part, derivation, answer)
    printed, term = "", None
    letter = name
    if shared.named:
        called = given["called"]
        with Below("called"):
            term = None if called is None else checker.formulas.formula(called, part.scope)
        letter = term.name if term is not None and term.op == "symbol" else name
        result = Result(answer, derivation, answered, shared.results.get(letter, ()))
        printed = printed_name(checker, name, term, result, part)
    if answer.symbols <= frozenset(shared.symbols):
        shared.results[letter] = (*shared.results.get(letter, ()), answer)
    return Answer(end if objective else answer, of_goal, printed, term)


def _answers_goal(
    checker: Checker, part: Part, derivation: Derivation, answer: Tree
) -> tuple[bool, Tree | None]:
    """Whether a result answers the goal, and the letter of an optimum that it is the value of."""
    end, goal = derivation.end, part.goal
    if goal.op not in OPTIMA:
        return derivation.start == goal, None
    if (answer == end or end.op in OPTIMA) and says_goal(checker, part, derivation):
        refuse_tied(checker.normal, end if end.op in OPTIMA else goal, part.facts)
        return True, None
    letter = value_of(checker, part, derivation, answer)
    if letter is not None and goal.args[0] == letter:
        check_optimum(checker, part, answer)
    return letter is not None, letter
