"""What is true of a certificate, decided in floating point by numpy alone.

`falsehoods` draws values for the symbols, in floats, and lists the lines, answers and rules that
do not hold on them.  It shares nothing with replay: it is how the tests know which altered
certificates are false.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["falsehoods"]

JSON = Any
Values = dict[str, Any]
SIZES = ({"m": 5, "n": 3, "k": 4, "p": 6, "q": 4}, {"m": 3, "n": 5, "k": 2, "p": 6, "q": 6})


def size(dim: JSON, sizes: dict[str, int]) -> int:
    if isinstance(dim, str):
        return sizes[dim]
    if isinstance(dim, dict):
        parts = [size(arg, sizes) for arg in dim["args"]]
        return sum(parts) if dim["op"] == "add" else int(np.prod(parts))
    return int(dim)


def shape(tree: JSON, sizes: dict[str, int]) -> tuple[int, int]:
    if tree["shape"] == "scalar":
        return (1, 1)
    return (size(tree["shape"][0], sizes), size(tree["shape"][1], sizes))


def value(tree: JSON, values: Values, sizes: dict[str, int]) -> np.ndarray:
    """The value of a tree; a scalar is 1 x 1.  Singular inverses raise LinAlgError."""
    op = tree["op"]
    if op == "symbol":
        found = values[tree["name"]]
        return found(values) if callable(found) else found
    if op == "number":
        above, _, below = tree["value"].partition("/")
        return np.array([[int(above) / int(below or 1)]])
    if op == "identity":
        return np.eye(shape(tree, sizes)[0])
    if op == "zeros":
        return np.zeros(shape(tree, sizes))
    if op == "jacobian":
        return _jacobian(tree, values, sizes)
    if op == "norm":
        return np.array([[np.linalg.norm(value(tree["args"][0], values, sizes))]])
    args = [value(arg, values, sizes) for arg in tree["args"]]
    if op == "add":
        return sum(args[1:], args[0])
    if op == "mul":
        scalars = [a for a, t in zip(args, tree["args"], strict=True) if t["shape"] == "scalar"]
        factors = [a for a, t in zip(args, tree["args"], strict=True) if t["shape"] != "scalar"]
        factor = np.prod([a.item() for a in scalars])
        return factor * (
            np.linalg.multi_dot(factors)
            if len(factors) > 1
            else factors[0]
            if factors
            else np.eye(1)
        )
    if op == "pow":
        return np.linalg.matrix_power(args[0], int(args[1].item()))
    if op == "inverse" and np.linalg.cond(args[0]) > 1e9:
        raise np.linalg.LinAlgError("singular")
    return {
        "transpose": lambda a: a.T,
        "inverse": np.linalg.inv,
        "pinv": lambda a: np.linalg.pinv(a, rcond=1e-9),
        "as_scalar": lambda a: a,
        "trace": lambda a: np.array([[np.trace(a)]]),
    }[op](args[0])


def _jacobian(tree: JSON, values: Values, sizes: dict[str, int]) -> np.ndarray:
    of, by = tree["args"]
    x, h = values[by["name"]], 1e-4
    columns = []
    for i in range(len(x)):
        step = np.zeros_like(x)
        step[i] = h
        up, down = (value(of, {**values, by["name"]: x + s}, sizes) for s in (step, -step))
        columns.append((up - down) / (2 * h))
    return np.hstack(columns)


def holds(fact: JSON, values: Values, sizes: dict[str, int]) -> bool:
    args = [arg["tree"] for arg in fact["args"]]
    name = fact["predicate"]
    if name == "constant":
        return True
    if name in ("<", "<=") and args[0]["op"] == "dimension":
        return sizes[args[0]["name"]] < sizes[args[1]["name"]]
    a = value(args[0], values, sizes)
    if name in ("=", "!=", "<"):
        b = value(args[1], values, sizes)
        return (a < b).all() if name == "<" else np.allclose(a, b) == (name == "=")
    rank = np.linalg.matrix_rank(a)
    symmetric = a.shape[0] == a.shape[1] and np.allclose(a, a.T)
    smallest = min(np.linalg.eigvalsh(a)) if symmetric else -1
    return bool(
        {
            "symmetric": symmetric,
            "orthogonal": np.allclose(a.T @ a, np.eye(a.shape[1])),
            "orthonormal_columns": np.allclose(a.T @ a, np.eye(a.shape[1])),
            "diagonal": np.allclose(a, a * np.eye(*a.shape)),
            "invertible": a.shape[0] == a.shape[1] == rank,
            "full_column_rank": rank == a.shape[1],
            "full_row_rank": rank == a.shape[0],
            "full_rank": rank == min(a.shape),
            "positive_definite": smallest > 1e-9,
            "positive_semidefinite": smallest > -1e-9,
            "positive": (a > 0).all(),
        }[name]
    )


def drawn(symbols: list[JSON], facts: list[JSON], seed: int) -> Iterator[tuple[Values, Any]]:
    """Values and sizes that satisfy the facts: as many as are found among a few."""
    rng = np.random.default_rng(seed)
    for sizes in SIZES * 4:
        values: Values = {}
        for tree in symbols:
            rows, cols = shape(tree, sizes)
            a = rng.normal(size=(rows, cols))
            said = {f["predicate"] for f in facts if f["args"][0]["tree"] == tree}
            if "orthogonal" in said or "orthonormal_columns" in said:
                a = np.linalg.qr(a)[0]
            if "diagonal" in said:
                a = a * np.eye(rows, cols)
            if said & {"symmetric", "positive_definite", "positive_semidefinite"}:
                a = a @ a.T
            values[tree["name"]] = a
        try:
            for fact in facts:
                left = fact["args"][0]["tree"]
                if fact["predicate"] == "=" and left["op"] == "symbol":
                    values[left["name"]] = value(fact["args"][1]["tree"], values, sizes)
            if all(holds(fact, values, sizes) for fact in facts):
                yield values, sizes
        except (np.linalg.LinAlgError, ValueError):
            continue


def _differ(left: JSON, right: JSON, values: Values, sizes: dict[str, int]) -> bool:
    try:
        a, b = (value(side, values, sizes) for side in (left, right))
    except np.linalg.LinAlgError:
        return False
    return a.shape != b.shape or not np.allclose(a, b, rtol=1e-4, atol=1e-5)


def _steps(data: JSON) -> Iterator[JSON]:
    """Every step anywhere below, chains and the derivations of guards included."""
    if isinstance(data, dict):
        if "before" in data and "after" in data:
            yield data
        for below in data.values():
            yield from _steps(below)
    elif isinstance(data, list):
        for below in data:
            yield from _steps(below)


def falsehoods(certificate: JSON, original: JSON) -> list[str]:
    """What is false in the certificate; rules that stand in the original are taken as true."""
    found = list(_false_rules(certificate, original))
    context = certificate["context"]
    symbols = [f["tree"] for f in context["symbols"]]
    for part in certificate["parts"]:
        met = False
        try:
            for values, sizes in drawn(symbols, context["facts"], 1):
                met = True
                found += _false_lines(part, values, sizes)
        except KeyError as undeclared:
            found.append(f"{undeclared} is not declared")
        if not met:
            found.append("no values satisfy the assumptions")
    return found


def _minimum(of: JSON, name: str, values: Values, sizes: dict[str, int]) -> tuple[Any, bool]:
    """Where a quadratic is stationary, and whether it is a minimum, by finite differences."""
    x = values[name]
    steps = np.eye(len(x))

    def at(shift: np.ndarray) -> float:
        return value(of, {**values, name: x + shift.reshape(-1, 1)}, sizes).item()

    gradient = np.array([(at(e) - at(-e)) / 2 for e in steps])
    hessian = np.array(
        [[(at(e + f) - at(e - f) - at(f - e) + at(-e - f)) / 4 for f in steps] for e in steps]
    )
    curved = min(np.linalg.eigvalsh(hessian)) > 1e-9
    return (x - np.linalg.solve(hessian, gradient).reshape(-1, 1) if curved else x), curved


def _false_lines(part: JSON, values: Values, sizes: dict[str, int]) -> Iterator[str]:
    goal, answer = part["goal"]["tree"], part["results"][0]["answer"]["tree"]
    if goal["op"] == "minimizer":
        name = goal["args"][0]["name"]
        best, curved = _minimum(goal["args"][1], name, values, sizes)
        if not curved:
            yield "the objective has no only minimum"
            return
        if not np.allclose(value(answer, values, sizes), best, rtol=1e-3, atol=1e-4):
            yield "the answer is not the minimum"
        for step in _steps(part["derivations"]):
            for side in ("before", "after"):
                tree = step[side]["tree"]
                if tree["op"] == "equation":
                    if _differ(*tree["args"], {**values, name: best}, sizes):
                        yield f"{side} does not hold at the minimum"
                    if not _differ(*tree["args"], values, sizes):
                        yield f"{side} holds everywhere"
    elif _differ(goal, answer, values, sizes):
        yield "the answer is not equal to the goal"
    lines = [part["goal"], *(d["start"] for d in part["derivations"])]
    if lines[0]["tree"] != lines[1]["tree"]:
        yield "the derivation starts elsewhere"
    for step in _steps(part["derivations"]):
        before, after = step["before"]["tree"], step["after"]["tree"]
        if step["relation"] == "=" and _differ(before, after, values, sizes):
            yield "a step is false"


def _false_rules(certificate: JSON, original: JSON) -> Iterator[str]:
    known = {json.dumps(rule, sort_keys=True) for rule in original["rules"].values()}
    for name, rule in certificate["rules"].items():
        if json.dumps(rule, sort_keys=True) in known or rule["relation"] != "=":
            continue
        for facts in (rule["guards"] + rule["forward"], rule["guards"] + rule["backward"]):
            trees = [rule["lhs"], rule["rhs"], *(a["tree"] for f in facts for a in f["args"])]
            symbols = {t["name"]: t for tree in trees for t in _leaves(tree)}
            varying = {f["name"]: x["name"] for f, x in rule["functions"]}
            for values, sizes in drawn(list(symbols.values()), facts, 2):
                values.update(_functions(varying, values))
                if _differ(rule["lhs"], rule["rhs"], values, sizes):
                    yield f"the rule {name} is false"
                    break


def _functions(varying: dict[str, str], values: Values) -> Values:
    """Each function as f(x) = a + b (c . x)^2, drawn from its value and that of x."""

    def function(a: np.ndarray, x: str) -> Any:
        c = np.random.default_rng(3).normal(size=values[x].shape)
        return lambda now: a + (c * now[x]).sum() ** 2 * np.cos(a)

    return {name: function(values[name], x) for name, x in varying.items()}


def _leaves(tree: JSON) -> Iterator[JSON]:
    if tree["op"] == "symbol":
        yield tree
    for arg in tree.get("args", [])[: 1 if tree["op"] == "norm" else None]:
        yield from _leaves(arg)
