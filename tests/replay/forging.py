"""Certificates written by hand from replay's own trees: what a forger needs, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from derive.replay import Report, dims, replay
from derive.replay.nodes import Tree
from derive.replay.trees import leaf, make, number

JSON = Any


def sym(name: str, *shape: int | str) -> Tree:
    return leaf("symbol", tuple(map(dims.parse, shape)), name)


def idx(name: str) -> Tree:
    return leaf("index", (), name)


def size(name: str) -> Tree:
    return leaf("dimension", (), name)


def num(value: int | str | Fraction) -> Tree:
    return number(Fraction(value))


def unit(name: str) -> Tree:
    return leaf("identity", (dims.parse(name),) * 2)


def add(*args: Tree) -> Tree:
    return make("add", *args)


def mul(*args: Tree) -> Tree:
    return make("mul", *args)


def power(base: Tree, times: int) -> Tree:
    return make("pow", base, num(times))


def inv(base: Tree) -> Tree:
    return make("inverse", base) if base.shape else power(base, -1)


def less(left: Tree, right: Tree) -> Tree:
    return add(left, mul(num(-1), right))


def indicator(left: Tree, sign: str, right: Tree) -> Tree:
    return make("indicator", left, leaf("name", (), sign), right)


def jac(of: Tree, by: Tree) -> Tree:
    return make("jacobian", of, by)


def entry(of: Tree, row: Tree, column: Tree | None = None) -> Tree:
    return make("entry", of, row, column or num(1))


def total(of: Tree, index: Tree, last: str = "n") -> Tree:
    return make("sum", of, index, num(1), size(last))


def eq(left: Tree, right: Tree) -> Tree:
    return make("equation", left, right)


def _dim(dim: Any) -> JSON:
    terms = []
    for names, c in dim:
        parts = [*([c] if c != 1 or not names else []), *names]
        terms.append(parts[0] if len(parts) == 1 else {"op": "mul", "args": parts})
    return terms[0] if len(terms) == 1 else {"op": "add", "args": terms} if terms else 0


class Cert:
    """A certificate of format 3 under construction."""

    def __init__(self, *symbols: Tree) -> None:
        self.terms: list[JSON] = []
        self._known: dict[Tree, int] = {}
        self.context: JSON = {"symbols": [self.t(s) for s in symbols], "facts": []}
        self.parts: list[JSON] = []
        self.rules: JSON = {}
        self.inferences: JSON = {}

    def t(self, tree: Tree) -> int:
        if tree not in self._known:
            args = [self.t(arg) for arg in tree.args]
            shape = [_dim(dim) for dim in tree.shape] if tree.shape else "scalar"
            node: JSON = {"op": tree.op, "shape": shape}
            if tree.args:
                node["args"] = args
            elif tree.op in ("symbol", "dimension", "index", "name"):
                node["name"] = tree.name
            elif tree.op == "number":
                node["value"] = str(tree.value)
            self.terms.append(node)
            self._known[tree] = len(self.terms) - 1
        return self._known[tree]

    def fact(self, predicate: str, *args: Tree) -> JSON:
        return {"predicate": predicate, "args": [self.t(arg) for arg in args]}

    @staticmethod
    def at(path: Sequence[int] = (), window: Sequence[int] | None = None) -> JSON:
        return {"path": list(path), "window": None if window is None else list(window)}

    def step(
        self,
        before: Tree,
        after: Tree,
        reason: JSON,
        path: Sequence[int] = (),
        window: Sequence[int] | None = None,
    ) -> JSON:
        relation = "⟺" if before.op == "equation" else "="
        lines = {"before": self.t(before), "relation": relation, "after": self.t(after)}
        return {**lines, "position": self.at(path, window), "reason": reason}

    def use(
        self,
        rule: str,
        bindings: Iterable[tuple[Tree, Tree]],
        *guards: JSON,
        forward: bool = True,
    ) -> JSON:
        bound = [[self.t(a), self.t(b)] for a, b in bindings]
        about = {"rule": rule, "forward": forward, "bindings": bound}
        return {"kind": "use", **about, "guards": list(guards)}

    def assumed(self, fact: JSON) -> JSON:
        return {"kind": "assumed", "fact": fact, "forward": True, "positions": [self.at()]}

    def proof(self, fact: JSON, by: str) -> JSON:
        return {"proof": {"fact": fact, "by": by, "premises": [], "bindings": []}}

    def line(self, start: Tree, *steps: JSON, facts: Sequence[JSON] = ()) -> JSON:
        relation = "⟺" if start.op == "equation" else "="
        about = {"facts": list(facts), "start": self.t(start), "relation": relation}
        return {**about, "steps": list(steps)}

    def rule(
        self,
        name: str,
        lhs: Tree,
        rhs: Tree,
        *,
        guards: Sequence[JSON] = (),
        forward: Sequence[JSON] = (),
        backward: Sequence[JSON] = (),
        lemma: JSON = None,
    ) -> None:
        self.rules[name] = {
            **{"statement": self.t(eq(lhs, rhs)), "lhs": self.t(lhs), "rhs": self.t(rhs)},
            **{"relation": "=", "guards": list(guards), "forward": list(forward)},
            **{"backward": list(backward), "functions": [], "words": ""},
            "source": None if lemma else "a textbook",
            "lemma": {"derivations": [lemma]} if lemma else None,
        }

    def part(
        self,
        goal: Tree,
        lines: Sequence[JSON],
        answer: Tree,
        name: str = "",
        called: Tree | None = None,
        **more: Any,
    ) -> None:
        result = {"name": name, "answer": self.t(answer), "derivation": len(lines) - 1}
        self.parts.append(
            {
                **{"name": "abc"[len(self.parts)], "question": [], "symbols": [], "given": []},
                **{"definitions": [], "goal": self.t(goal), "derivations": list(lines)},
                "results": [{**result, "called": None if called is None else self.t(called)}],
                **{"refuted": [], "signs": [], "cases": [], "witness": None},
                **more,
            }
        )

    def one(self, before: Tree, after: Tree, reason: JSON, **more: Any) -> None:
        """A part of one step."""
        where = {key: more.pop(key) for key in ("path", "window") if key in more}
        facts = more.pop("facts", ())
        step = self.step(before, after, reason, **where)
        self.part(before, [self.line(before, step, facts=facts)], after, **more)

    def sum_of(self, x: Tree, **more: Any) -> None:
        """A part that says x + x = 2 x."""
        self.one(add(x, x), mul(num(2), x), {"kind": "arithmetic"}, **more)

    def data(self) -> JSON:
        head = {"format": "derive-certificate/3", "derive": "0", "problem": "f", "title": "f"}
        carried = {"rules": self.rules, "inferences": self.inferences}
        about = {"terms": self.terms, "context": self.context, "parts": self.parts}
        return {**head, **about, **carried}

    def replayed(self) -> Report:
        return replay(self.data())
