"""Changes to a certificate, drawn at random: each gives a copy with one thing altered."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from derive.replay.report import ReplayError
from derive.replay.terms import NestedTerms
from derive.replay.trees import make

__all__ = ["mutants", "printed", "replaced", "retyped"]

JSON = Any


def retyped(tree: JSON) -> JSON:
    """The tree with the shapes of its operations derived again; ReplayError if ill-typed."""
    if "args" not in tree:
        return tree
    args = [retyped(arg) for arg in tree["args"]]
    shape = make(tree["op"], *map(NestedTerms().tree, args)).shape
    dims = [_dim(dim) for dim in shape] if shape else "scalar"
    if tree["op"] in ("equation",) or shape:
        return {**tree, "args": args, "shape": dims}
    return {**tree, "args": args, "shape": "scalar"}


def _dim(dim: Any) -> Any:
    if dim == ():
        return 0
    if len(dim) == 1 and dim[0][0] == ():
        return dim[0][1]
    if len(dim) == 1 and len(dim[0][0]) == 1 and dim[0][1] == 1:
        return dim[0][0][0]
    terms = [{"op": "mul", "args": [c, *monomial]} if monomial else c for monomial, c in dim]
    return {"op": "add", "args": terms}


def _below(data: JSON) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) of the data."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs):
        yield data, key
        if isinstance(value, dict | list):
            yield from _below(value)


def _is_tree(value: JSON) -> bool:
    return isinstance(value, dict) and "op" in value and "shape" in value


def _nodes(tree: JSON) -> list[JSON]:
    return [tree, *(node for arg in tree.get("args", ()) for node in _nodes(arg))]


def _symbols(data: JSON) -> list[JSON]:
    return [v[k] for v, k in _below(data) if _is_tree(v[k]) and v[k]["op"] == "symbol"]


def _alter(node: JSON, random: Random, symbols: list[JSON]) -> bool:
    """Change one node in place; False if nothing can be done to it."""
    args = node.get("args")
    choices: list[Callable[[], None]] = []
    whole = dict(node)

    def become(new: JSON) -> None:
        node.clear()
        node.update(copy.deepcopy(new))

    if args and len(args) > 1:
        i, j = random.sample(range(len(args)), 2)

        def swap() -> None:
            args[i], args[j] = args[j], args[i]

        choices.append(swap)
        if len(args) > 2:
            choices.append(lambda: args.pop(i))
    if node["op"] in ("transpose", "inverse", "pinv", "as_scalar"):
        choices.append(lambda: become(args[0]))
    if node["op"] in ("pinv", "inverse"):
        other = "inverse" if node["op"] == "pinv" else "pinv"
        choices.append(lambda: node.update(op=other))
    if node["op"] == "number":
        choices.append(lambda: node.update(value=random.choice(["2", "-1", "1/2", "0", "3"])))
    if node["op"] in ("identity", "zeros"):
        choices.append(lambda: node.update(op="zeros" if node["op"] == "identity" else "identity"))
    if node["op"] == "symbol" and node["shape"] != "scalar":
        fitting = [s for s in symbols if s["shape"] == node["shape"] and s != node]
        if fitting:
            choices.append(lambda: become(random.choice(fitting)))
        choices.append(
            lambda: become({"op": "transpose", "shape": whole["shape"][::-1], "args": [whole]})
        )
    if node["op"] not in ("equation", "minimizer", "system", "dimension") and node != {}:
        minus = {"op": "number", "shape": "scalar", "value": "-1"}
        choices.append(
            lambda: become({"op": "mul", "shape": whole["shape"], "args": [minus, whole]})
        )
    if not choices:
        return False
    random.choice(choices)()
    return True


def _formulas(data: JSON) -> list[tuple[Any, Any]]:
    """The places of formulas and of bare trees."""
    found = []
    for container, key in _below(data):
        value = container[key]
        if (isinstance(value, dict) and set(value) == {"latex", "tree"}) or (
            _is_tree(value) and key not in ("tree", "args")
        ):
            found.append((container, key))
    return found


def printed(tree: JSON) -> JSON:
    """The formula of a tree; its LaTeX is not read."""
    return {"latex": "", "tree": tree}


def replaced(data: JSON, old: JSON, new: JSON) -> None:
    """Put one formula for another wherever that stands, also as a bare tree."""
    for other, at in _formulas(data):
        if other[at] == old:
            other[at] = new
        elif other[at] == old["tree"]:
            other[at] = new["tree"]


def _formula_changed(data: JSON, random: Random, everywhere: bool) -> str | None:
    places = [p for p in _formulas(data) if "latex" in p[0][p[1]]]
    container, key = random.choice(places)
    old = copy.deepcopy(container[key])
    new = copy.deepcopy(old)
    node = random.choice(_nodes(new["tree"]))
    if not _alter(node, random, _symbols(data)):
        return None
    try:
        new["tree"] = retyped(new["tree"])
        NestedTerms().tree(new["tree"])
    except ReplayError:
        return None
    if new == old:
        return None
    if everywhere:
        replaced(data, old, new)
    else:
        container[key] = new
    return f"{old['latex']} -> {new['tree']} {'everywhere' if everywhere else ''}"


def _binding_changed(data: JSON, random: Random) -> str | None:
    places = [c[k] for c, k in _below(data) if k == "bindings" and c[k]]
    if not places:
        return None
    pair = random.choice(random.choice(places))
    node = random.choice(_nodes(pair[1]))
    if not _alter(node, random, _symbols(data)):
        return None
    try:
        pair[1] = retyped(pair[1])
    except ReplayError:
        return None
    return "a binding"


def _removed(data: JSON, random: Random) -> str | None:
    """An item of a list of guards, steps, facts, premises, bindings, ... taken away."""
    lists = [
        (k, c[k])
        for c, k in _below(data)
        if isinstance(k, str) and isinstance(c[k], list) and c[k] and k not in ("args", "shape")
    ]
    key, chosen = random.choice(lists)
    chosen.pop(random.randrange(len(chosen)))
    return f"one of {key} removed"


def _swapped(data: JSON, random: Random) -> str | None:
    lists = [
        (k, c[k])
        for c, k in _below(data)
        if isinstance(k, str) and isinstance(c[k], list) and len(c[k]) > 1 and k != "args"
    ]
    key, chosen = random.choice(lists)
    i, j = random.sample(range(len(chosen)), 2)
    if chosen[i] == chosen[j]:
        return None
    chosen[i], chosen[j] = chosen[j], chosen[i]
    return f"two of {key} swapped"


def _word_changed(data: JSON, random: Random) -> str | None:
    words = {"rule", "by", "predicate", "op", "name", "relation", "kind", "operation", "forward"}
    places = [(c, k) for c, k in _below(data) if k in words and isinstance(c[k], str | bool)]
    container, key = random.choice(places)
    if isinstance(container[key], bool):
        container[key] = not container[key]
        return "the direction turned"
    others = sorted({c[k] for c, k in places if k == key} - {container[key]})
    if not others:
        return None
    old, container[key] = container[key], random.choice(others)
    return f"{key}: {old} -> {container[key]}"


def _guard_dropped(data: JSON, random: Random) -> str | None:
    """A guard taken from a rule and from each of its uses."""
    rules = [
        (n, key)
        for n, r in data["rules"].items()
        for key in ("guards", "forward", "backward")
        if r[key]
    ]
    if not rules:
        return None
    name, key = random.choice(rules)
    rule = data["rules"][name]
    i = random.randrange(len(rule[key]))
    rule[key].pop(i)
    for container, k in _below(data):
        use = container[k]
        if isinstance(use, dict) and use.get("rule") == name:
            more = {"guards": 0, "forward": len(rule["guards"]), "backward": len(rule["guards"])}
            wanted = key == "guards" or use["forward"] == (key == "forward")
            if wanted and use["guards"]:
                use["guards"].pop(more[key] + i)
    return f"{name} without one of its {key}"


def _number_changed(data: JSON, random: Random) -> str | None:
    places = [
        (c, k) for c, k in _below(data) if isinstance(c[k], int) and not isinstance(c[k], bool)
    ]
    container, key = random.choice(places)
    container[key] += random.choice((-1, 1))
    return "a number"


KINDS: tuple[Callable[[JSON, Random], str | None], ...] = (
    lambda data, random: _formula_changed(data, random, False),
    lambda data, random: _formula_changed(data, random, True),
    lambda data, random: _formula_changed(data, random, True),
    _binding_changed,
    _removed,
    _swapped,
    _word_changed,
    _guard_dropped,
    _number_changed,
)


def mutants(certificate: JSON, count: int, seed: int) -> Iterator[tuple[str, JSON]]:
    """`count` altered copies, each with what was altered."""
    random = Random(seed)
    made = 0
    while made < count:
        data = copy.deepcopy(certificate)
        what = random.choice(KINDS)(data, random)
        if what is not None and data != certificate:
            made += 1
            yield what, data
