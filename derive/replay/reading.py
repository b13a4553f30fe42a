"""Reading the JSON of a certificate: records with exactly their keys, formulas, facts.

Limits
    MAX_ITEMS values, nested MAX_DEPTH deep, strings of at most MAX_TEXT characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from derive.replay.claims import Fact
from derive.replay.dims import Shape
from derive.replay.printing import Printer
from derive.replay.report import ReplayError
from derive.replay.trees import Tree, parse, subterms

__all__ = ["Formulas", "Scope", "digest", "items", "leaves", "measured", "record", "text"]

MAX_ITEMS, MAX_DEPTH, MAX_TEXT = 1_000_000, 150, 20_000


def measured(data: object) -> None:
    """ReplayError if the data is no plain JSON, or too much or too deep to be looked at."""
    left = MAX_ITEMS
    todo: list[tuple[object, int]] = [(data, 0)]
    while todo:
        value, depth = todo.pop()
        left -= 1
        if left < 0 or depth > MAX_DEPTH:
            raise ReplayError("the certificate is too large or too deep")
        if isinstance(value, dict):
            if not all(isinstance(name, str) and len(name) <= MAX_TEXT for name in value):
                raise ReplayError("keys are strings")
            todo.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            todo.extend((inner, depth + 1) for inner in value)
        elif isinstance(value, str):
            if len(value) > MAX_TEXT:
                raise ReplayError("a text is too long")
        elif isinstance(value, int):
            if abs(value) > 10**9:
                raise ReplayError("a number is too large")
        elif value is not None:
            raise ReplayError("only objects, lists, strings, whole numbers, true, false and null")


def digest(data: object) -> int:
    """A number that any change to the content changes; it seeds the models."""
    plain = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(sha256(plain.encode("utf-8", "surrogatepass")).digest(), "big")


def record(data: object, *keys: str) -> dict[str, Any]:
    """An object with exactly these keys."""
    if not isinstance(data, dict):
        raise ReplayError(f"an object with {', '.join(keys)} is expected")
    if set(data) != set(keys):
        unknown, missing = sorted(set(data) - set(keys)), sorted(set(keys) - set(data))
        if unknown:
            raise ReplayError(f"unknown key {unknown[0][:40]}")
        raise ReplayError(f"{missing[0]} is missing")
    return data


def items(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise ReplayError("a list is expected")
    return data


def text(data: object, *allowed: str) -> str:
    """A string, one of those allowed if any are named."""
    if not isinstance(data, str) or (allowed and data not in allowed):
        raise ReplayError(f"expected {' or '.join(allowed) or 'a string'}: {str(data)[:60]}")
    return data


def leaves(tree: Tree) -> Iterator[Tree]:
    """The symbols of a tree."""
    return (leaf for leaf in subterms(tree) if leaf.op == "symbol")


@dataclass(frozen=True, slots=True)
class Scope:
    """The symbols that may occur, with their shapes, and the dimensions.

    `varying` are pairs (f, x): f stands for a function of x.  `indices` may occur free.
    """

    symbols: Mapping[str, Shape]
    dims: frozenset[str]
    varying: tuple[tuple[str, str], ...] = ()
    indices: frozenset[str] = frozenset()

    def check(self, tree: Tree) -> None:
        """ReplayError if a symbol or dimension of it is not declared, or has another shape."""
        for leaf in leaves(tree):
            if leaf.name not in self.symbols:
                raise ReplayError(f"{leaf.name} is not declared")
            if leaf.shape != self.symbols[leaf.name]:
                raise ReplayError(f"{leaf.name} is declared with another shape")
        if tree.indices - self.indices:
            raise ReplayError(f"the index {min(tree.indices - self.indices)} is not declared")
        if tree.dims - self.dims:
            raise ReplayError(f"the dimension {min(tree.dims - self.dims)} is not declared")


class Formulas:
    """Reads formulas and facts, printing every tree again to compare it with the LaTeX."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def formula(self, data: object, scope: Scope | None = None) -> Tree:
        given = record(data, "latex", "tree")
        tree = parse(given["tree"])
        if scope is not None:
            scope.check(tree)
        printed = self._printer.latex(tree)
        if printed != text(given["latex"]):
            raise ReplayError(f"the LaTeX is not the printing of the tree, which is {printed}")
        return tree

    def fact(self, data: object, scope: Scope | None = None) -> Fact:
        given = record(data, "predicate", "args")
        args = tuple(self.formula(arg, scope) for arg in items(given["args"]))
        fact = Fact(text(given["predicate"]), args)
        fact.check()
        return fact

    def facts(self, data: object, scope: Scope | None = None) -> tuple[Fact, ...]:
        return tuple(self.fact(item, scope) for item in items(data))
