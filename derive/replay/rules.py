"""The rules that a certificate carries, each attacked on exact models in both directions.

A rule with a source stands as an axiom: models must not refute it.  A rule without one must also
be derived by its lemma from rules that are not derived from it.  A rule between statements about
optima must be, up to the names of its variables, one of those written down here.

References: Boyd and Vandenberghe, Convex Optimization (2004), sections 4.1.3, 4.2.3 and 5.5.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.replay import dims
from derive.replay.axioms import rule_text, shipped
from derive.replay.bindings import scope_of
from derive.replay.claims import Fact
from derive.replay.derivations import Checker
from derive.replay.dims import Dim
from derive.replay.domains import lost, shown
from derive.replay.drawing import Setting
from derive.replay.evaluate import Model
from derive.replay.lines import Derivation, Rule, decidable, equal, stated
from derive.replay.nodes import OPTIMA, STATEMENTS, Tree
from derive.replay.plain import items, record, text
from derive.replay.reading import Formulas, Scope
from derive.replay.report import Below, ReplayError
from derive.replay.trees import equation, leaf, make, number, subterms, symbol

__all__ = ["Carried", "attack", "check_lemma", "in_order", "read_rule"]


@dataclass(frozen=True, slots=True)
class Carried:
    """A rule as read, with its lemma still to be checked (None for an axiom).

    `foreign` is an axiom that derive has never shipped.
    """

    rule: Rule
    lemma: object
    foreign: bool


def read_rule(checker: Checker, data: object) -> Carried:
    """Read a rule: its statement, guards and functions."""
    given = record(
        data,
        *("statement", "lhs", "rhs", "relation", "guards", "forward", "backward"),
        *("functions", "words", "source", "lemma"),
    )
    lhs, rhs = checker.formulas.tree(given["lhs"]), checker.formulas.tree(given["rhs"])
    relation = text(given["relation"], "=", "⟺")
    statement = lhs.op in STATEMENTS
    if (rhs.op in STATEMENTS) != statement or (relation == "⟺") != statement:
        raise ReplayError("the relation does not fit the two sides")
    _statement(checker.formulas.formula(given["statement"]), lhs, rhs)
    guards, forward, backward = (
        checker.formulas.facts(given[key]) for key in ("guards", "forward", "backward")
    )
    if statement and (forward or backward):
        raise ReplayError("a rule between statements has the same guards in both directions")
    args = [arg for fact in (*guards, *forward, *backward) for arg in fact.args]
    scope = scope_of(lhs, rhs, *args)
    functions = _functions(checker.formulas, given["functions"], scope)
    _origin(given)
    if _numbers(lhs) + _numbers(rhs) > 2:
        raise ReplayError("sizes stand as numbers in too many places to be tried out")
    every = (lhs, rhs, *args)
    varying = _varying(every, guards, (*forward, *backward), scope) if not statement else ()
    if not statement and functions != frozenset(varying):
        raise ReplayError("functions are the variables that no guard keeps constant", "functions")
    scope = replace(scope, varying=varying)
    fresh = _statement_rule(lhs, rhs, guards, functions) if statement else frozenset()
    rule = Rule(lhs, rhs, relation, guards, forward, backward, scope, fresh)
    needs = (guards, forward, backward)
    known = (
        given["source"] is None
        or rule_text((lhs, rhs), relation, needs, sorted(functions)) in shipped()
    )
    return Carried(rule, given["lemma"], not known)


def _statement(stated: Tree, lhs: Tree, rhs: Tree) -> None:
    """ReplayError unless what is printed of a rule is what it says."""
    if lhs.op in STATEMENTS:
        if stated != lhs:
            raise ReplayError("the statement is not the left side")
        return
    if lhs.shape != rhs.shape:
        raise ReplayError("the two sides have different shapes")
    if stated != equation(lhs, rhs):
        raise ReplayError("the statement is not that the left side equals the right side")


def _origin(given: Mapping[str, object]) -> None:
    """ReplayError unless a rule has words, and either a source or a lemma."""
    text(given["words"])
    if (given["source"] is None) == (given["lemma"] is None):
        raise ReplayError("a rule has either a source or a lemma")
    if given["source"] is not None:
        text(given["source"])


def _numbers(tree: Tree) -> int:
    """How often a size stands as a number; a sum up to it counts as one of the other kind."""
    args = tree.args[:1] if tree.op == "sum" and tree.args[3].op == "dimension" else tree.args
    return (tree.op == "dimension") + sum(map(_numbers, args))


def _functions(formulas: Formulas, data: object, scope: Scope) -> frozenset[tuple[str, str]]:
    """The pairs (f, x) of a rule in which f stands for a function of x."""
    found = set()
    for pair in items(data):
        trees = [formulas.tree(item) for item in items(pair)]
        for tree in trees:
            if tree.op != "symbol" or scope.symbols.get(tree.name) != tree.shape:
                raise ReplayError("functions are pairs of variables of the rule", "functions")
        if len(trees) != 2:
            raise ReplayError("functions are pairs of variables of the rule", "functions")
        found.add((trees[0].name, trees[1].name))
    return frozenset(found)


def _varying(
    every: Sequence[Tree], guards: tuple[Fact, ...], more: tuple[Fact, ...], scope: Scope
) -> tuple[tuple[str, str], ...]:
    """The variables that may be bound to functions of x: all that no guard keeps constant.

    `every` are the sides and all that the guards (and `more`, those of one direction) speak of.
    Only what a guard says everywhere may be said of a function: nothing is.
    """
    terms = [tree for side in every for tree in subterms(side)]
    _constant_in_limits(terms, guards, scope)
    by = {tree.args[1].name for tree in terms if tree.op == "jacobian"}
    if not by:
        return ()
    if len(by) > 1:
        raise ReplayError("a rule differentiates by one variable")
    x = min(by)
    constant = {
        fact.args[0].name
        for fact in guards
        if fact.predicate == "constant" and fact.args[1].name == x
    }
    varying = tuple((name, x) for name in sorted(scope.symbols) if name not in constant | {x})
    free = {name for name, _ in varying} | {x}
    if any(fact.symbols & free for fact in (*guards, *more) if fact.predicate != "constant"):
        raise ReplayError("a guard about what varies holds at one point only")
    return varying


def _constant_in_limits(parts: Sequence[Tree], guards: tuple[Fact, ...], scope: Scope) -> None:
    """ReplayError unless guards keep all variables constant in that of each limit."""
    for name in dict.fromkeys(tree.args[1].name for tree in parts if tree.op == "limit"):
        kept = {
            fact.args[0].name
            for fact in guards
            if fact.predicate == "constant" and fact.args[1].name == name
        }
        if set(scope.symbols) - kept - {name}:
            raise ReplayError("a rule about a limit keeps its variables constant", "guards")


# -- attacks ------------------------------------------------------------------------------------


def attack(checker: Checker, rule: Rule) -> None:
    """ReplayError if an exact model of the guards refutes the rule in either direction.

    Read forwards, the right side must be defined wherever the left is, and equal; backwards the
    other way round.
    """
    if rule.relation == "⟺":
        return
    for forward in (True, False):
        source, target = (rule.lhs, rule.rhs) if forward else (rule.rhs, rule.lhs)
        met = False
        for model in _models(checker, rule, forward):
            met |= _one(model, source, target)
        if not met:
            raise ReplayError("its two sides are defined together on no model")


def _models(checker: Checker, rule: Rule, forward: bool) -> tuple[Model, ...]:
    scope = rule.scope
    facts = rule.needs(forward)
    symbols = tuple(scope.symbols.items())
    about = (symbols, facts, scope.dims, scope.varying, scope.indices - rule.bound)
    # real functions have values over the rationals only, and domains that signs decide
    return checker.sampler.models(Setting(*about, ordered=rule.lhs.real or rule.rhs.real))


def _one(model: Model, source: Tree, target: Tree) -> bool:
    """Check one model; whether both sides are defined on it."""
    if not (decidable(source, model) and decidable(target, model)):
        return False
    one, other = model.defined(source), model.defined(target)
    sizes = ", ".join(f"{name} = {size}" for name, size in model.sizes.items())
    if one is None:
        return False
    if other is None:
        raise ReplayError(f"a model has one side defined and not the other ({sizes})")
    found = equal(model, one, other, source.real or target.real)
    if found is False:
        raise ReplayError(f"an exact model refutes it ({sizes})")
    return found is True


# -- lemmas -------------------------------------------------------------------------------------


def check_lemma(checker: Checker, carried: Carried) -> frozenset[str]:
    """Check the derivation of a rule from others, whose names are returned."""
    rule = carried.rule
    derivations = items(record(carried.lemma, "derivations")["derivations"])
    if len(derivations) != 1 or rule.relation == "⟺":
        raise ReplayError("a lemma is one derivation between terms")
    # a rule is said where both of its sides have values
    allowed = (*rule.guards, *stated(rule.lhs), *stated(rule.rhs))
    with Below("derivations[0]"):
        made = checker.derivation(derivations[0], rule.scope, allowed, domain=False)
    ends = zip((made.start, made.end), (rule.lhs, rule.rhs), strict=True)
    if not all(checker.same(*pair, made.facts) for pair in ends):
        raise ReplayError("the lemma does not lead from the left side to the right")
    _keeps_values(checker, rule, made)
    return made.rules


def _keeps_values(checker: Checker, rule: Rule, made: Derivation) -> None:
    """ReplayError unless each side has a value where the other has one, under the guards.

    The lemma may use that both have: that must be shown where only one of them is known to.
    """
    presumed = [fact for fact in made.facts if fact not in rule.guards]
    for side, forward in ((rule.lhs, True), (rule.rhs, False)):
        known = rule.needs(forward)
        if not shown(checker.normal, presumed, known, [side]):
            raise ReplayError("what the lemma uses need not hold where one side has a value")
    if made.lost and lost(checker.normal, rule.lhs, rule.rhs, rule.needs(False)):
        raise ReplayError(f"the left side may have no value where the right has one: {made.lost}")


def in_order(uses: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The rules whose lemmas rest, through other rules, on themselves."""
    sound: set[str] = set()
    while True:
        more = {name for name, used in uses.items() if used <= sound} - sound
        if not more:
            return frozenset(uses) - sound
        sound |= more


# -- statements about optima --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A sound rule between statements: the pairs (f, x) of its functions, and what is fresh."""

    lhs: Tree
    rhs: Tree
    guards: tuple[Fact, ...]
    functions: frozenset[tuple[str, str]]
    fresh: str | None = None


def _known() -> Iterator[Known]:
    yield from _stationary()
    yield from _equivalent()
    yield from _for_every()


def _stationary() -> Iterator[Known]:
    """For a convex quadratic f, with the row g of its first derivatives and the constant matrix H
    of its second, a point is a minimum exactly if g = 0 there; where B x = b, exactly if g is a
    combination of the rows of B.
    """
    n, m, one = dims.symbol("n"), dims.symbol("m"), dims.ONE
    f, g, h = symbol("f", one, one), symbol("g", one, n), symbol("H", n, n)
    x, v = symbol("x", n, one), symbol("v", m, one)
    big, b = symbol("B", m, n), symbol("b", m, one)
    zero = leaf("zeros", (one, n))
    convex = (
        Fact("=", (make("jacobian", f, x), g)),
        Fact("=", (make("jacobian", make("transpose", g), x), h)),
        Fact("constant", (h, x)),
        Fact("positive_semidefinite", (h,)),
    )
    functions = frozenset({("f", "x"), ("g", "x")})
    yield Known(make("minimizer", x, f), equation(g, zero), convex, functions)
    condition = equation(make("mul", big, x), b)
    pull = make("mul", make("transpose", v), big)
    kept = (*(Fact("constant", (a, x)) for a in (big, b)),)
    free = (*(Fact("constant", (a, v)) for a in (f, big, b)),)
    yield Known(
        make("minimizer", x, f, condition),
        make("system", equation(make("add", g, pull), zero), condition),
        (*convex, *kept, *free),
        functions,
        "v",
    )


def _for_every() -> Iterator[Known]:
    """Linear functions that are equal for every x have equal matrices, and quadratic forms equal
    symmetric parts: put unit vectors and their sums for x.
    """
    n, k = dims.symbol("n"), dims.symbol("k")
    x = symbol("x", n, dims.ONE)
    across = make("transpose", x)

    def pairs(rows: Dim, cols: Dim, *around: Callable[[Tree], Tree]) -> Known:
        left, right = symbol("B", rows, cols), symbol("C", rows, cols)
        inside, outside = around
        guards = tuple(Fact("constant", (side, x)) for side in (left, right))
        lhs = make("forall", x, equation(inside(left), inside(right)))
        return Known(lhs, equation(outside(left), outside(right)), guards, frozenset())

    yield pairs(n, k, lambda b: make("mul", across, b), lambda b: b)
    yield pairs(k, n, lambda b: make("mul", b, x), lambda b: b)
    yield pairs(
        n,
        n,
        lambda b: make("mul", across, b, x),
        lambda b: make("add", b, make("transpose", b)),
    )


def _equivalent() -> Iterator[Known]:
    """What keeps the optima of p(u): a positive constant factor, a constant summand, the other
    sign for the other optimum, and the logarithm of what is positive for every u.
    """
    u, p, c = symbol("u", dims.symbol("n"), dims.symbol("k")), symbol("p"), symbol("c")
    constant, functions = Fact("constant", (c, u)), frozenset({("p", "u")})
    for kind, other in (OPTIMA, OPTIMA[::-1]):
        before = make(kind, u, p)
        scaled, sum_ = make(kind, u, make("mul", c, p)), make(kind, u, make("add", p, c))
        yield Known(before, scaled, (constant, Fact("<", (number(0), c))), functions)
        yield Known(sum_, before, (constant,), functions)
        yield Known(before, make(other, u, make("mul", number(-1), p)), (), functions)
    logarithm = make("maximizer", u, make("log", p))
    positive = Fact("<", (number(0), p))
    yield Known(make("maximizer", u, p), logarithm, (positive,), functions)


def _statement_rule(
    lhs: Tree, rhs: Tree, guards: tuple[Fact, ...], functions: frozenset[tuple[str, str]]
) -> frozenset[str]:
    """The fresh variables of a rule between statements.  ReplayError if it is not known."""
    mine, own = _pattern(lhs, rhs, guards)
    for known in _known():
        pattern, names = _pattern(known.lhs, known.rhs, known.guards)
        if pattern == mine:
            named = dict(zip(names, own, strict=True))
            if functions != {(named[f], named[x]) for f, x in known.functions}:
                raise ReplayError("the functions of the variable are others", "functions")
            return frozenset({named[known.fresh]}) if known.fresh else frozenset()
    raise ReplayError("this is no rule about optima that is known to be sound")


def _pattern(lhs: Tree, rhs: Tree, guards: tuple[Fact, ...]) -> tuple[object, list[str]]:
    """The rule with its variables numbered as they occur, and their names in that order."""
    order: dict[str, int] = {}
    sizes: dict[str, int] = {}

    def numbered(tree: Tree) -> object:
        shape = tuple(
            tuple((tuple(sizes.setdefault(s, len(sizes)) for s in mono), c) for mono, c in dim)
            for dim in tree.shape
        )
        name = order.setdefault(tree.name, len(order)) if tree.op == "symbol" else tree.name
        return (tree.op, shape, name, tree.value, tuple(map(numbered, tree.args)))

    sides = (numbered(lhs), numbered(rhs))
    facts = tuple((fact.predicate, tuple(map(numbered, fact.args))) for fact in guards)
    return (sides, facts), list(order)
