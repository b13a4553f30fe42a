"""What derivations are checked with: rules, places, and comparing lines on exact models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.replay.claims import Fact, holds
from derive.replay.dims import ONE
from derive.replay.evaluate import Model
from derive.replay.exact import Rows
from derive.replay.functions import FarError
from derive.replay.jets import UndefinedError
from derive.replay.needs import Need
from derive.replay.nodes import OPTIMA, STATEMENTS, Tree, binders
from derive.replay.operations import STRICT
from derive.replay.positions import Position, approaches_above, bound_above, ranges_above
from derive.replay.reading import Scope
from derive.replay.reals import alike
from derive.replay.report import ReplayError
from derive.replay.trees import make, number, subterms

__all__ = ["Derivation", "Place", "Rule", "agree", "decidable", "defined"]
__all__ += ["equal", "hold_on", "like", "refuse_capture", "stands", "stated"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that the certificate carries, already attacked.

    What the variables in `fresh` stand for may occur in no assumption.
    """

    lhs: Tree
    rhs: Tree
    relation: str
    guards: tuple[Fact, ...]
    forward: tuple[Fact, ...]
    backward: tuple[Fact, ...]
    scope: Scope
    fresh: frozenset[str] = frozenset()

    @property
    def bound(self) -> frozenset[str]:
        """The index variables that a sum in it binds, in its guards too."""
        parts = (part for tree in self.terms for part in subterms(tree))
        return frozenset(name for part in parts for name in binders(part.op, part.args))

    @property
    def terms(self) -> tuple[Tree, ...]:
        """Its sides, and all that its guards speak of."""
        facts = (*self.guards, *self.forward, *self.backward)
        return (self.lhs, self.rhs, *(arg for fact in facts for arg in fact.args))

    def needs(self, forward: bool) -> tuple[Fact, ...]:
        return (*self.guards, *(self.forward if forward else self.backward))


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derivation that was checked: its ends, its facts, the rules and facts that it uses, and
    all its lines."""

    start: Tree
    end: Tree
    relation: str
    facts: tuple[Fact, ...]
    rules: frozenset[str]
    used: tuple[Fact, ...]
    models: tuple[Model, ...]
    lines: tuple[Tree, ...]
    lost: str | None = None  # what the start needs and its end is not seen to


@dataclass(slots=True)
class Place:
    """Where a step stands: its derivation's scope and facts, the models of these, what it uses."""

    scope: Scope
    facts: tuple[Fact, ...]
    models: tuple[Model, ...]
    rules: set[str] = field(default_factory=set)
    near: frozenset[str] = frozenset()  # variables of limits, of which models give no value
    used: list[Fact] = field(default_factory=list)  # the assumptions the current step rests on
    all_used: list[Fact] = field(default_factory=list)
    # why the before of the current step might have no value where its after has one
    open: list[str] = field(default_factory=list)
    proved: list[Need] = field(default_factory=list)  # what guards have shown of values so far

    def at(self, tree: Tree, position: Position) -> Place:
        """The place inside the sums and limits above a position.

        There only its range is known of a bound index, and of the variable of a limit that it is
        near its point.
        """
        ranges = ranges_above(tree, position.path)
        near, approaches = approaches_above(tree, position.path)
        if not ranges and not near:
            return self
        bound = frozenset().union(*(fact.indices for fact in ranges))
        kept = (f for f in self.facts if not (f.indices & bound or f.symbols & near))
        scope = replace(self.scope, indices=self.scope.indices | bound)
        return replace(self, scope=scope, facts=(*kept, *ranges, *approaches), near=near)

    def free_facts(self, tree: Tree, position: Position) -> tuple[Fact, ...]:
        """What is known at a position: nothing of what is bound above it but its range."""
        bound = bound_above(tree, position.path)
        kept = (fact for fact in self.facts if not bound & (fact.symbols | fact.indices))
        _, approaches = approaches_above(tree, position.path)
        return (*kept, *ranges_above(tree, position.path), *approaches)


ZERO = number(0)


def stated(tree: Tree) -> Iterator[Fact]:
    """The facts without which a term has no value; none for a statement."""
    if tree.op not in STRICT:
        return
    if tree.op == "inverse":
        yield Fact("invertible", tree.args)
    elif tree.op == "pow" and tree.args[1].op == "number" and tree.args[1].value < 0:
        base = tree.args[0]
        yield Fact("invertible", (base,)) if base.shape else Fact("!=", (base, ZERO))
    for arg in tree.args:
        yield from stated(arg)


def defined(tree: Tree, model: Model) -> bool:
    """Whether every term of a term or statement has a value."""
    if tree.op in OPTIMA:
        return all(defined(arg, model) for arg in tree.args[1:])
    if tree.op == "asymptotic":
        return True
    if tree.op in STATEMENTS:
        return all(defined(arg, model) for arg in tree.args)
    return model.defined(tree) is not None


def agree(left: Tree, right: Tree, models: Sequence[Model]) -> None:
    """ReplayError if the two differ where both are defined, or never are.

    Real numbers agree to many digits.
    """
    met = False
    for model in models:
        if not (decidable(left, model) and decidable(right, model)):
            continue
        one, other = model.defined(left), model.defined(right)
        if one is None or other is None:
            continue
        found = equal(model, one, other, left.real or right.real)
        if found is False:
            sizes = ", ".join(f"{name} = {size}" for name, size in model.sizes.items())
            raise ReplayError(f"the two sides differ on an exact model ({sizes or 'fixed sizes'})")
        met |= found is True
    if not met:
        raise ReplayError("the two sides are defined on no model together: an inverse never exists")


def equal(model: Model, one: Rows, other: Rows, real: bool) -> bool | None:
    """Whether two values are one: None for real numbers too small to be told apart."""
    if not real:
        return model.field.scale(1, one) == model.field.scale(1, other)
    return alike(one, other)


def decidable(tree: Tree, model: Model) -> bool:
    """Whether a model can tell where the term is defined: a prime field knows no real functions,
    and no order; exponentials are not computed far out."""
    if model.field.modulus is not None:
        return not (tree.real or tree.corners)
    return not (tree.real and _too_far(tree, model))


def _too_far(tree: Tree, model: Model) -> bool:
    if tree.op in STATEMENTS:
        return any(_too_far(arg, model) for arg in tree.args)
    try:
        model.value(tree)
    except FarError:
        return True
    except UndefinedError:
        return False
    return False


def like(found: Tree, instance: Tree) -> Tree:
    """The 1 x 1 function that is differentiated, as a scalar where a scalar is wanted."""
    one = not instance.shape and found.shape == (ONE, ONE)
    return make("as_scalar", found) if one else found


def refuse_capture(rule: Rule, values: Mapping[str, Tree]) -> None:
    """ReplayError if the name given to a bound index means something outside its sum as well."""
    bound = rule.bound
    named = [values[name] for name in sorted(bound) if name in values]
    names = {value.name for value in named}
    if len(names) < len(named) or any(value.op != "index" for value in named):
        raise ReplayError("each bound index has a name of its own")
    for name, value in values.items():
        if name not in bound and value.indices & names:
            raise ReplayError(f"the bound index {min(value.indices & names)} is captured")


def stands(position: Position, expected: Position) -> None:
    if position != expected:
        raise ReplayError("the position is not that of the reason")


def hold_on(fact: Fact, model: Model) -> None:
    """ReplayError if the fact is false on a model that can tell."""
    if not all(decidable(arg, model) for arg in fact.args):
        return
    try:
        verdict = holds(fact, model)
    except UndefinedError:
        verdict = False
    if verdict is False:
        raise ReplayError(f"{fact.predicate} does not hold on an exact model of the assumptions")
