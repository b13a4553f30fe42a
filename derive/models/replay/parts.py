"""The parts of a problem: question, goal, derivations, results, and claims that are refuted.

Where the goal is a minimum, the answer is put into the objective on rational models of what is
given: the derivative must vanish (on the constraint, be a combination of its rows) and the second
derivative be positive definite (along the constraint).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from derive.models.replay import dims
from derive.models.replay.claims import Fact, holds, same_fact
from derive.models.replay.derivations import Below, Checker, Derivation, agree
from derive.models.replay.dims import ONE, Shape
from derive.models.replay.evaluate import Model, UndefinedError
from derive.models.replay.exact import Field, Rows, transpose
from derive.models.replay.reading import Scope, items, record, text
from derive.models.replay.report import Log, ReplayError
from derive.models.replay.sampling import Setting, dimension_names
from derive.models.replay.trees import Tree, is_matrix, make, parse, subterms

__all__ = ["Shared", "check_part", "read_context", "read_symbols"]


@dataclass(frozen=True, slots=True)
class Shared:
    """What is declared and assumed throughout, and the results of the parts so far, by name."""

    symbols: dict[str, Shape]
    facts: tuple[Fact, ...]
    results: dict[str, Tree] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part as read: its symbols, its facts, its goal and its checked derivations."""

    scope: Scope
    facts: tuple[Fact, ...]
    goal: Tree
    derivations: tuple[Derivation | None, ...]


def read_symbols(checker: Checker, data: object, known: dict[str, Shape]) -> dict[str, Shape]:
    """The declared symbols with those that are added.  ReplayError if one is declared twice."""
    symbols = dict(known)
    for i, item in enumerate(items(data)):
        with Below(f"symbols[{i}]"):
            tree = checker.formulas.formula(item)
            if tree.op == "dimension":
                continue
            if tree.op != "symbol":
                raise ReplayError("only symbols are declared")
            if tree.name in symbols:
                raise ReplayError(f"{tree.name} is declared twice")
            symbols[tree.name] = tree.shape
    return symbols


def _scope(symbols: dict[str, Shape]) -> Scope:
    return Scope(symbols, dimension_names(tuple(symbols.items())))


def read_context(checker: Checker, data: object) -> Shared:
    given = record(data, "symbols", "facts")
    symbols = read_symbols(checker, given["symbols"], {})
    with Below("facts"):
        facts = checker.formulas.facts(given["facts"], _scope(symbols))
    return Shared(symbols, facts)


def check_part(checker: Checker, log: Log, data: object, shared: Shared, path: str) -> None:
    """Check one part; what is wrong in a derivation is recorded with its own path."""
    given = record(
        data,
        *("name", "question", "symbols", "given", "definitions", "goal"),
        *("derivations", "results", "refuted"),
    )
    text(given["name"])
    symbols = read_symbols(checker, given["symbols"], shared.symbols)
    scope = _scope(symbols)
    with Below("given"):
        assumed = checker.formulas.facts(given["given"], scope)
    with Below("definitions"):
        defined = checker.formulas.facts(given["definitions"], scope)
        _definitions(defined, frozenset(symbols) - frozenset(shared.symbols), shared, assumed)
    facts = (*shared.facts, *assumed, *defined)
    with Below("goal"):
        goal = checker.formulas.formula(given["goal"], scope)
    checked = _derivations(checker, log, given["derivations"], (scope, facts, goal), path)
    part = _Part(scope, facts, goal, checked)
    with log.at(f"{path}.question"):
        _question(checker, given["question"], part, shared)
    if None not in checked and not any(made and made.start == goal for made in checked):
        raise ReplayError("no derivation starts from the goal", "derivations")
    reached = False
    for i, result in enumerate(items(given["results"])):
        with log.at(f"{path}.results[{i}]"):
            reached |= _result(checker, result, part, shared)
    if None not in checked and not reached:
        raise ReplayError("no result answers the goal", "results")
    for i, claim in enumerate(items(given["refuted"])):
        with log.at(f"{path}.refuted[{i}]"):
            _refuted(checker, claim, part)
    log.parts += 1


def _definitions(
    facts: Sequence[Fact], own: frozenset[str], shared: Shared, given: Sequence[Fact]
) -> None:
    """Each defines another symbol of the part, of which nothing else is assumed."""
    seen: set[str] = set()
    for fact in facts:
        if fact.predicate != "=" or fact.args[0].op != "symbol" or fact.args[0].name not in own:
            raise ReplayError("a definition has a symbol of the part alone on its left")
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
            if derivation.relation == "⟺":
                if not any(checker.normal.same(derivation.start, known) for known in shown):
                    raise ReplayError("it starts from a statement not shown before", "start")
                end = derivation.end
                shown += [end, *(end.args if end.op == "system" else ())]
                if end.op == "equation":
                    allowed.append(Fact("=", end.args))
            made[-1] = derivation
    return tuple(made)


# -- question and answer --------------------------------------------------------------------------


def _question(checker: Checker, data: object, part: _Part, shared: Shared) -> None:
    """Every formula of a question must stand in the goal, in a derivation's ends or in a fact.

    An equation w = t may also say what an earlier part called w: then t must have that value.
    """
    ends = [tree for made in part.derivations if made for tree in (made.start, made.end)]
    about = [part.goal, *ends, *(arg for fact in part.facts for arg in fact.args)]
    known = {tree for term in about for tree in subterms(term)}
    asked: set[Tree] = set()
    for i, segment in enumerate(items(data)):
        if isinstance(segment, str):
            continue
        with Below(f"[{i}]"):
            if isinstance(segment, dict) and "predicate" in segment:
                fact = checker.formulas.fact(segment, part.scope)
            else:
                tree = checker.formulas.formula(segment, part.scope)
                asked.add(tree)
                if tree.op in ("symbol", "dimension") or tree in known:
                    continue
                fact = Fact("=", tree.args if tree.op == "equation" else ())
            if any(same_fact(checker.normal, fact, other) for other in part.facts):
                continue
            if fact.predicate != "=" or not fact.args or not _called(checker, fact, part, shared):
                raise ReplayError("this is neither in the goal, nor derived, nor given")
    if part.goal.op == "minimizer" and part.goal not in asked:
        for wanted in part.goal.args[1:]:
            if not any(checker.normal.same(wanted, tree) for tree in asked):
                raise ReplayError("the question does not say what is to be minimised")


def _called(checker: Checker, fact: Fact, part: _Part, shared: Shared) -> bool:
    """Whether an equation says what an earlier part found for the symbol on its left."""
    left, right = fact.args
    earlier = shared.results.get(left.name) if left.op == "symbol" else None
    if earlier is None or earlier.shape != right.shape or left.name in right.symbols:
        return False
    agree(earlier, right, checker.models(part.scope, part.facts))
    return True


def _result(checker: Checker, data: object, part: _Part, shared: Shared) -> bool:
    """Check one result; whether it is one that answers the goal."""
    given = record(data, "name", "answer", "derivation")
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
    end, goal = derivation.end, part.goal
    solved = end.op == "equation" and answer == end.args[1]
    if answer != end and not solved:
        raise ReplayError("the answer is not the end of its derivation")
    if solved and (end.args[0].op != "symbol" or end.args[0].name in answer.symbols):
        raise ReplayError("the equation is not solved for a symbol")
    if answer.symbols <= frozenset(shared.symbols):
        shared.results[name] = answer
    if goal.op != "minimizer":
        return derivation.start == goal
    if answer.shape != goal.args[0].shape or (solved and end.args[0] != goal.args[0]):
        return False
    _minimal(checker, part, answer)
    return True


# -- minima ---------------------------------------------------------------------------------------


def _minimal(checker: Checker, part: _Part, answer: Tree) -> None:
    """ReplayError if the answer is not the only minimum on a rational model of what is given."""
    x = part.goal.args[0]
    facts = tuple(fact for fact in part.facts if x.name not in fact.symbols)
    symbols = tuple(part.scope.symbols.items())
    if any(
        fact.args[0].symbols & part.goal.symbols - {x.name}
        for fact in part.facts
        if fact.predicate == "=" and x.name in fact.args[1].symbols
    ):
        raise ReplayError("a symbol of the objective stands for a function of its variable")
    met = False
    for model in checker.sampler.models(Setting(symbols, facts, part.scope.dims, ordered=True)):
        value = model.defined(answer)
        if value is None:
            raise ReplayError("the answer is not defined on a model of what is given")
        if len(value[0]) != 1:
            raise ReplayError("only a column or a scalar is checked to be a minimum")
        before = model.values[x.name]
        model.values[x.name] = value
        model.restart()
        try:
            _stationary(part.goal, model)
        except UndefinedError:
            raise ReplayError("the objective has no derivative at the answer") from None
        finally:
            model.values[x.name] = before
            model.restart()
        met = True
    if not met:
        raise ReplayError("no rational model of what is given was found")


def _stationary(goal: Tree, model: Model) -> None:
    x, objective = goal.args[:2]
    row = make("jacobian", objective, x)
    gradient = model.value(row)
    hessian = model.value(make("jacobian", make("transpose", row) if is_matrix(row) else row, x))
    if len(goal.args) == 2:
        if any(any(r) for r in gradient):
            raise ReplayError("the derivative of the objective does not vanish at the answer")
    else:
        left, right = goal.args[2].args
        if model.value(left) != model.value(right):
            raise ReplayError("the answer does not satisfy the constraint")
        rows = model.value(make("jacobian", left, x))
        if model.field.solve(transpose(rows), transpose(gradient)) is None:
            raise ReplayError("the derivative is no combination of the rows of the constraint")
        _, kernel = model.field.solve(rows, ((0,),) * len(rows)) or (None, ())
        if not kernel:
            return
        along = transpose(tuple(transpose(vector)[0] for vector in kernel))
        hessian = model.field.product(transpose(along), model.field.product(hessian, along))
    if not model.field.definite(hessian, strictly=True):
        raise ReplayError("the objective has not its only minimum at the answer")


# -- counterexamples ------------------------------------------------------------------------------


def _refuted(checker: Checker, data: object, part: _Part) -> None:
    """The values must satisfy what is assumed, and the two sides of the claim differ on them."""
    given = record(data, "claim", "values", "left", "right")
    claim = checker.formulas.formula(given["claim"], part.scope)
    if claim.op != "equation":
        raise ReplayError("a claim that is refuted is an equation", "claim")
    if not isinstance(given["values"], dict):
        raise ReplayError("values are matrices by the names of symbols", "values")
    values = {name: _matrix(value) for name, value in given["values"].items()}
    needed = set(claim.symbols).union(*(fact.symbols for fact in part.facts))
    unknown = set(values) - set(part.scope.symbols)
    if unknown:
        raise ReplayError(f"{min(unknown)[:40]} is not declared", "values")
    sizes = _sizes(values, part.scope)
    model = Model(Field(None, checker.sampler.fuel), sizes, values)
    facts = [fact for fact in part.facts if fact.symbols <= set(values)]
    if claim.symbols - set(values):
        raise ReplayError(f"{min(claim.symbols - set(values))} has no value", "values")
    if any(
        fact.symbols & _reached(claim.symbols, part.facts)
        for fact in part.facts
        if not fact.symbols <= set(values)
    ):
        raise ReplayError(f"{min(needed - set(values))} has no value", "values")
    for fact in facts:
        if fact.dims <= set(sizes) and not _holds(fact, model):
            raise ReplayError(f"the values do not satisfy {fact.predicate}", "values")
    sides = [model.defined(side) for side in claim.args]
    for side, key in zip(sides, ("left", "right"), strict=True):
        if (None if given[key] is None else _matrix(given[key])) != side:
            raise ReplayError("this is not the value of that side", key)
    if sides[0] == sides[1]:
        raise ReplayError("the two sides do not differ on the values")


def _holds(fact: Fact, model: Model) -> bool:
    try:
        return holds(fact, model) is True
    except UndefinedError:
        return False


def _reached(symbols: frozenset[str], facts: Sequence[Fact]) -> set[str]:
    """The symbols that facts tie, directly or not, to these."""
    reached = set(symbols)
    while True:
        more = {name for f in facts if f.symbols & reached for name in f.symbols} - reached
        if not more:
            return reached
        reached |= more


def _matrix(data: object) -> Rows:
    if isinstance(data, str):
        data = [[data]]
    rows = tuple(tuple(_number(x) for x in items(row)) for row in items(data))
    if not rows or not rows[0] or len({len(row) for row in rows}) != 1 or len(rows) > 40:
        raise ReplayError("a matrix is a list of rows of one length")
    return rows


def _number(data: object) -> Fraction:
    return parse({"op": "number", "shape": "scalar", "value": data}).value


def _sizes(values: dict[str, Rows], scope: Scope) -> dict[str, int]:
    """The dimensions, read off the values.  ReplayError if two values disagree."""
    sizes: dict[str, int] = {}
    for name, rows in values.items():
        shape = scope.symbols[name] or (ONE, ONE)
        for dim, size in zip(shape, (len(rows), len(rows[0])), strict=True):
            letters = dims.names(dim)
            if len(letters) == 1 and dim == dims.symbol(min(letters)):
                if sizes.setdefault(min(letters), size) != size:
                    raise ReplayError(f"the sizes of the values do not fit ({name})", "values")
            elif not letters and dims.evaluate(dim, {}) != size:
                raise ReplayError(f"{name} has another size", "values")
    return sizes
