"""Products of entries as multigraphs: indices are vertices, entries of letters are edges.

Two products summed over their bound indices are the same if their multigraphs are isomorphic.  The
canonical form refines colours of the vertices first, and compares the orders that are left.

Reference: McKay, Practical graph isomorphism (1981), for refinement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from itertools import permutations, product
from math import factorial, prod
from typing import TypeAlias

from sympy import Integer

from derive.algebra.term import Dim
from derive.errors import LimitError

__all__ = ["Factor", "Index", "canonical", "merged"]

MAX_ORDERS = 720
# a number is bound, a text or symbol free; a tuple belongs to a product of sizes
Index: TypeAlias = Hashable
Factor: TypeAlias = tuple[Hashable, tuple[Index, ...]]


def merged(
    factors: Sequence[Factor], bound: dict[int, Dim], inside: Callable[[Index, Dim], bool]
) -> tuple[list[Factor], dict[int, Dim]]:
    """The factors with δ_ij used up: i is put in the place of a bound j in whose range it lies, as
    `inside` says of an index and a size, and of any other one beside the δ_ij that stays."""
    waiting = list(factors)
    for place, (name, slots) in enumerate(waiting):
        if name != "=":
            continue
        first, second = slots
        rest = waiting[:place] + waiting[place + 1 :]
        if first == second:
            return merged(rest, bound, inside)
        for old, new in ((first, second), (second, first)):
            if old in bound and inside(new, bound[old]):
                replaced = [(n, tuple(new if s == old else s for s in sl)) for n, sl in rest]
                left = {index: size for index, size in bound.items() if index != old}
                return merged(replaced, left, inside)
        order = [(slot in bound, not _is_number(slot), str(slot), slot) for slot in slots]
        (*_, kept), (*_, other) = sorted(order, key=lambda one: one[:3])
        if any(other in sl for _, sl in rest):
            replaced = [(n, tuple(kept if s == other else s for s in sl)) for n, sl in rest]
            return merged([*replaced, waiting[place]], bound, inside)
    return waiting, bound


def _is_number(slot: Index) -> bool:
    return isinstance(slot, Integer)


def canonical(
    factors: Sequence[Factor], bound: dict[int, Dim], symmetric: Callable[[Hashable], bool]
) -> Hashable:
    """A value that is the same for products that differ by the names of bound indices, the order of
    factors, and the order of the indices of a symmetric letter.

    Raises LimitError where too many indices are alike.
    """
    colours = _refined(factors, bound, symmetric)
    classes: dict[str, list[int]] = {}
    for index in colours:
        classes.setdefault(colours[index], []).append(index)
    groups = [classes[colour] for colour in sorted(classes)]
    if prod(factorial(len(group)) for group in groups) > MAX_ORDERS:
        raise LimitError("too many indices are alike")
    best: tuple[str, ...] | None = None
    for choice in product(*(permutations(group) for group in groups)):
        numbered = enumerate(index for group in choice for index in group)
        order: dict[Index, str] = {index: f"#{n}" for n, index in numbered}
        texts = []
        for name, slots in factors:
            parts = [order.get(slot, f"'{slot}'") for slot in slots]
            texts.append(f"{name}{sorted(parts) if symmetric(name) else parts}")
        found = tuple(sorted(texts))
        best = found if best is None or found < best else best
    sizes = tuple(sorted(f"{colour}={len(group)}" for colour, group in classes.items()))
    return (best, sizes)


def _refined(
    factors: Sequence[Factor], bound: dict[int, Dim], symmetric: Callable[[Hashable], bool]
) -> dict[int, str]:
    """Colours of the bound indices: two have one colour only if they look alike from all sides."""
    colours: dict[int, str] = {index: str(size) for index, size in bound.items()}

    def shown(index: Index) -> str:
        if isinstance(index, int) and index in colours:
            return f"<{colours[index]}>"
        return f"'{index}'"

    def described(factor: Factor, seen: Index) -> str:
        name, slots = factor
        parts = [("*" if slot == seen else "") + shown(slot) for slot in slots]
        return f"{name}{sorted(parts) if symmetric(name) else parts}"

    for _ in range(len(bound)):
        seen = {i: repr(sorted(described(f, i) for f in factors if i in f[1])) for i in colours}
        names = {text: str(n) for n, text in enumerate(sorted(set(seen.values())))}
        refined = {i: f"{size}:{names[seen[i]]}" for i, size in bound.items()}
        if len(set(refined.values())) == len(set(colours.values())):
            break
        colours = refined
    return colours
