"""Optima: over which points they are, and that two of them have the same points.

The variable stands for every point at which the objective and the constraint have values.  So
nothing that is assumed of it is used, no step may change these points, and where a derivative is
said to vanish at optima only, the objective has a value everywhere and no corner or jump.

Two objectives order any two points alike: the points are drawn anew on rational models of the other
assumptions.  A rule between optima keeps the order at all points, hence at those of a constraint.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random

from derive.replay import dims
from derive.replay.claims import Fact
from derive.replay.domains import unmet_of
from derive.replay.evaluate import Model
from derive.replay.nodes import OPTIMA, Tree
from derive.replay.normal import Normal
from derive.replay.operations import CONTINUOUS
from derive.replay.reals import sign
from derive.replay.report import ReplayError
from derive.replay.shapes import varied
from derive.replay.substitution import substitute
from derive.replay.trees import make, number, subterms
from derive.replay.values import Values

__all__ = ["free_of", "keep_points", "optimum_in", "refuse_facts", "refuse_partial"]
__all__ += ["refuse_tied", "same_order", "with_constraint", "without_letter"]

POINTS = 3
# what is continuous in the variable wherever it has a value
UNBROKEN = CONTINUOUS | {
    "pow",
    "exp",
    "log",
    "gaussian",
    "norm",
    "entry",
    "sum",
    "equation",
    "system",
}
BINDING = ("jacobian", "derivative", "limit", "sum", "tabulated")  # below, a letter has many values


def free_of(facts: Sequence[Fact], optimum: Tree) -> tuple[Fact, ...]:
    """The facts that say nothing of the variable of an optimum."""
    bound = optimum.args[0].symbols
    return tuple(fact for fact in facts if not bound & fact.symbols)


def refuse_facts(facts: Sequence[Fact], statement: Tree) -> None:
    """ReplayError if what is used is assumed of the variable of an optimum."""
    if statement.op in OPTIMA and len(free_of(facts, statement)) < len(facts):
        raise ReplayError("an assumption about the variable is used, which stands for every point")


def refuse_tied(normal: Normal, optimum: Tree, facts: Sequence[Fact]) -> None:
    """ReplayError if something is assumed of the variable, or an optimum has a letter that varies
    with it.

    A letter that is only given a name for what has a value at every point does no harm elsewhere.
    """
    letters = optimum.args[0].symbols
    tied = set(letters)
    about = list(facts)
    while True:
        found = next((fact for fact in about if fact.symbols & tied), None)
        if found is None:
            break
        about.remove(found)
        name = found.args[0].name if found.args[0].op == "symbol" else ""
        given = found.predicate == "=" and name and name not in tied | found.args[1].symbols
        if not given or unmet_of(normal, found.args[1], (), facts, frozenset(tied)):
            raise ReplayError(
                f"something is assumed of {min(found.symbols & tied)}, which stands for every point"
            )
        tied.add(name)
    varying = frozenset().union(*(arg.symbols for arg in optimum.args[1:])) & (tied - letters)
    if varying:
        raise ReplayError(f"{min(varying)} stands for a function of the variable")


def optimum_in(line: Tree) -> Tree | None:
    """The optimum that a statement is, or begins with."""
    first = line.args[0] if line.op == "system" else line
    return first if first.op in OPTIMA else None


def keep_points(normal: Normal, before: Tree, after: Tree, facts: Sequence[Fact]) -> None:
    """ReplayError if one optimum may be over points at which the other has no value.

    Optima over other variables are not compared.
    """
    letters = before.args[0].symbols
    if before.args[0] != after.args[0]:
        return
    for one, other in ((before, after), (after, before)):
        for arg in one.args[1:]:
            lost = unmet_of(normal, arg, other.args[1:], facts, letters)
            if lost:
                raise ReplayError(f"one optimum is over points that the other is not over: {lost}")


def refuse_partial(
    normal: Normal, optimum: Tree, equations: Sequence[Tree], facts: Sequence[Fact]
) -> None:
    """ReplayError if the objective, its constraint, or what is said of its derivative may have no
    value at a point, or jumps or has a corner there."""
    letters = optimum.args[0].symbols
    for tree in (*optimum.args[1:], *equations):
        lost = unmet_of(normal, tree, (), facts, letters)
        if lost:
            raise ReplayError(f"the objective may have no value or derivative: {lost}")
        for part in subterms(tree):
            if part.args and part.symbols & letters and part.op not in UNBROKEN:
                raise ReplayError(f"{part.op} is not known to be continuous in the variable")


def with_constraint(line: Tree, old: Tree, new: Tree) -> tuple[Tree, Tree]:
    """The instance of a rule between optima, under the constraint of the line, if it has one."""
    if any(side.op not in OPTIMA or len(side.args) > 2 for side in (old, new)):
        return old, new
    constraint = line.args[2:] if line.op in OPTIMA else ()
    return make(old.op, *old.args, *constraint), make(new.op, *new.args, *constraint)


def without_letter(normal: Normal, optimum: Tree, letter: Tree, facts: Sequence[Fact]) -> Tree:
    """The optimum over the other letters, this one put in as the constraint says, and that.

    ReplayError if what is put in may have no value where the objective has one.
    """
    letters = varied(optimum.args[0])
    left, right = optimum.args[2].args
    if letter.op != "symbol" or letter not in letters or len(letters) < 2:
        raise ReplayError("what is eliminated is one of several letters")
    if left != letter or letter.name in right.symbols:
        raise ReplayError("the constraint is not solved for the letter")
    for node in subterms(optimum.args[1]):
        if node.op in BINDING and letter.name in node.symbols:
            raise ReplayError(f"the letter stands below a {node.op}, and is not put in there")
    rest = [other for other in letters if other != letter]
    variable = rest[0] if len(rest) == 1 else make("block", number(1), *rest)
    objective = optimum.args[1]
    values = {s.name: s for s in subterms(objective) if s.op == "symbol"} | {letter.name: right}
    sizes = {name: dims.symbol(name) for name in sorted(objective.dims | right.dims)}
    rest_of = make(optimum.op, variable, substitute(objective, values, sizes))
    lost = unmet_of(normal, right, rest_of.args[1:], facts, variable.symbols)
    if lost:
        raise ReplayError(f"the constraint has no value at some points: {lost}")
    return make("system", rest_of, optimum.args[2])


def same_order(before: Tree, after: Tree, models: Sequence[Model], random: Random) -> None:
    """ReplayError if two points are ordered differently, or no two can be told apart.

    The models are rational and say nothing of the variable.
    """
    if before.args[0] != after.args[0] or before.args[2:] != after.args[2:]:
        raise ReplayError("these optima are over other variables, or under other constraints")
    turn = 1 if before.op == after.op else -1
    met = False
    for model in models:
        points = [_objectives(before, after, model, random) for _ in range(POINTS)]
        for one, other in pairwise(points):
            if (one[0] is None) != (one[1] is None):
                raise ReplayError("one objective is not defined where the other is")
            if None in (*one, *other):
                continue
            first, second = (_sign(*pair) for pair in zip(one, other, strict=True))
            if first is None or second is None:
                continue
            if first != turn * second:
                raise ReplayError("the two objectives order two points differently")
            met |= first != 0
    if not met:
        raise ReplayError("the order of two points could be told on no model")


def _objectives(
    before: Tree, after: Tree, model: Model, random: Random
) -> tuple[Fraction | None, Fraction | None]:
    """The values of both objectives at a point drawn for it; None where one is not defined."""
    draw = Values(model.field, random)
    for name in sorted(before.args[0].symbols):
        kept = model.values[name]
        model.values[name] = draw.matrix(len(kept), len(kept[0]))
    model.restart()
    found = [model.defined(side.args[1]) for side in (before, after)]
    values = [None if value is None else Fraction(value[0][0]) for value in found]
    return values[0], values[1]


def _sign(left: Fraction | None, right: Fraction | None) -> int | None:
    return None if left is None or right is None else sign(left, right)
