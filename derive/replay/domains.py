"""Where terms have values: what arithmetic may neither lose nor bring.

x/y - x/y is 0 only where y is not 0, so that like terms which cancel would take a need with them.
Needs are collected from the trees before anything is simplified: what is inverted or divided by,
and what stands below a root or a logarithm.  Two terms that are one by silent arithmetic must have
the same needs, but for those that are assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from derive.replay.claims import Fact
from derive.replay.dims import ONE
from derive.replay.fractions import factors
from derive.replay.nodes import Tree
from derive.replay.normal import UNIT, Normal
from derive.replay.statements import linear
from derive.replay.trees import leaf, make, number, subterms, symbol

__all__ = ["failures", "needs", "unmet", "unmet_in_values", "unmet_of"]

Need: TypeAlias = tuple[str, Tree]  # what must hold, and of what

REGULAR = ("invertible", "positive_definite", "orthogonal")
ALWAYS = ("dimension", "pi", "exp", "gaussian")  # what is positive


def needs(tree: Tree) -> Iterator[Need]:
    """What must hold for the term, or a term below it, to have a value."""
    for part in subterms(tree):
        if part.op == "inverse":
            yield "regular", part.args[0]
        elif part.op == "pow":
            yield from _of_power(part)
        elif part.op in ("log", "limit", "gaussian"):
            yield part.op, part.args[0] if part.op == "log" else part


def _of_power(power: Tree) -> Iterator[Need]:
    base, exponent = power.args
    if exponent.op != "number":
        yield "power", power
        return
    if exponent.value.denominator != 1:
        yield "root", base
    if exponent.value < 0:
        if base.shape:
            yield "regular", base
        else:
            yield from (("nonzero", factor) for factor in factors(base))


def unmet(normal: Normal, left: Tree, right: Tree, facts: Sequence[Fact]) -> str | None:
    """A need of one of two terms that is neither one of the other's, nor assumed, nor obvious."""
    if left == right:
        return None
    sides = [dict.fromkeys(needs(side)) for side in (left, right)]
    if sides[0] == sides[1]:
        return None
    keys = [{_key(normal, need) for need in side} for side in sides]
    known = _Known(normal, facts)
    for side, other in zip(sides, keys[::-1], strict=True):
        for need in side:
            if _key(normal, need) not in other and not known.meets(need):
                return f"{need[0]}({linear(need[1])})"
    return None


def failures(
    normal: Normal, left: Tree, right: Tree, facts: Sequence[Fact]
) -> Iterator[tuple[tuple[Fact, ...], Tree | None]]:
    """For each need of one of two terms only: facts under which it fails, and a letter in them.

    A square matrix is singular where some column v that is not zero has M v = 0.
    """
    sides = [dict.fromkeys(needs(side)) for side in (left, right)]
    keys = [{_key(normal, need) for need in side} for side in sides]
    known = _Known(normal, facts)
    for side, other in zip(sides, keys[::-1], strict=True):
        for need in side:
            kind, tree = need
            if _key(normal, need) in other or known.meets(need):
                continue
            if kind == "nonzero":
                yield (Fact("=", (tree, number(0))),), None
            elif kind == "regular":
                v = symbol("·", tree.shape[1], ONE)
                zero = leaf("zeros", (tree.shape[0], ONE))
                yield (Fact("nonzero", (v,)), Fact("=", (make("mul", tree, v), zero))), v
            elif kind in ("root", "log"):
                yield (Fact("<", (tree, number(0))),), None


def unmet_in_values(
    normal: Normal, vanished: Iterable[Tree], kept: Sequence[Tree], facts: Sequence[Fact]
) -> str | None:
    """A need of what a rule makes vanish that nothing else asks for, and no fact meets."""
    known = _Known(normal, facts)
    keys: set[object] | None = None
    for value in vanished:
        for need in dict.fromkeys(needs(value)):
            if known.meets(need):
                continue
            keys = keys or {_key(normal, other) for tree in kept for other in needs(tree)}
            if _key(normal, need) not in keys:
                return f"{need[0]}({linear(need[1])})"
    return None


def unmet_of(
    normal: Normal,
    tree: Tree,
    others: Iterable[Tree],
    facts: Sequence[Fact],
    letters: frozenset[str],
) -> str | None:
    """A need of a term that depends on these letters, that no fact meets and no other term has.

    Facts about the letters meet nothing: the letters stand for every point.
    """
    known = _Known(normal, [fact for fact in facts if not fact.symbols & letters])
    keys: set[object] | None = None
    for need in dict.fromkeys(needs(tree)):
        of = need[1].args[2] if need[0] == "gaussian" else need[1]
        if not of.symbols & letters or known.meets(need):
            continue
        keys = keys or {_key(normal, other) for term in others for other in needs(term)}
        if _key(normal, need) not in keys:
            return f"{need[0]}({linear(need[1])})"
    return None


class _Known:
    """What meets a need: a fact that says so, or signs that are seen at once."""

    def __init__(self, normal: Normal, facts: Sequence[Fact]) -> None:
        self._normal = normal
        self._met = {_key(normal, need) for fact in facts for need in _assumed(fact)}

    def meets(self, need: Need) -> bool:
        kind, tree = need
        if _key(self._normal, need) in self._met:
            return True
        if kind == "regular":
            form = self._normal.form(tree)
            return form.keys() == {UNIT}
        if kind not in ("nonzero", "root", "log"):
            return False
        form = self._normal.form(tree)
        if form.keys() == {UNIT}:
            return form[UNIT] > 0 or kind == "nonzero"
        strict = self._strict(tree)
        return strict is not None and (strict or kind == "root")

    def _strict(self, tree: Tree) -> bool | None:
        """Whether a scalar is positive (True), or at least 0 (False); None where it is not seen.

        Seen are numbers, what is assumed, squares, and their sums, products and powers.
        """
        if tree.op in ALWAYS or _key(self._normal, ("log", tree)) in self._met:
            return True
        if tree.op == "number":
            return tree.value > 0 if tree.value >= 0 else None
        if tree.op in ("add", "mul"):
            parts = [self._strict(arg) for arg in tree.args]
            if None in parts:
                return None
            return any(parts) if tree.op == "add" else all(parts)
        if tree.op == "pow" and not tree.shape and tree.args[1].op == "number":
            exponent = tree.args[1].value
            if exponent.denominator != 1:  # a root, which is at least 0 where it has a value
                return exponent < 0 or self._strict(tree.args[0]) is True
            if exponent.numerator % 2 == 0:
                return exponent < 0 or _key(self._normal, ("nonzero", tree.args[0])) in self._met
            return self._strict(tree.args[0])
        return False if tree.op in ("norm", "relu", "indicator") else None


def _assumed(fact: Fact) -> Iterator[Need]:
    """The needs that a fact meets."""
    if fact.predicate in REGULAR:
        yield "regular", fact.args[0]
    elif fact.predicate in ("positive", "nonzero") and not fact.args[0].shape:
        yield from _signed(fact.args[0], fact.predicate == "positive", True)
    elif fact.predicate in ("<", "<=", "!="):
        left, right = fact.args
        yield from _signed(_difference(left, right), fact.predicate != "!=", fact.predicate != "<=")


def _signed(tree: Tree, positive: bool, strict: bool) -> Iterator[Need]:
    if strict:
        yield from (("nonzero", factor) for factor in factors(tree))
        yield "nonzero", tree
    if positive:
        yield "root", tree
    if positive and strict:
        yield "log", tree


def _difference(left: Tree, right: Tree) -> Tree:
    return make("add", right, make("mul", number(-1), left))


def _key(normal: Normal, need: Need) -> object:
    """Needs that are met together, as those of a term and of its multiples, have one key."""
    kind, tree = need
    form = normal.form(tree)
    scale = Fraction(1)
    if kind in ("nonzero", "regular") and form:
        scale = form[min(form)]
    elif form:
        scale = abs(form[min(form)])
    return kind, tree.shape, frozenset((monomial, c / scale) for monomial, c in form.items())
