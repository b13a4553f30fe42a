"""What is true of a certificate, decided in floating point by numpy alone.

`falsehoods` draws values for the symbols, in floats, and lists the lines, answers and rules that
do not hold on them.  It shares nothing with replay: it is how the tests know which altered
certificates are false.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = ["falsehoods", "orders_alike"]

JSON = Any
Values = dict[str, Any]
ENDS = ("before", "after")
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
    if op == "pi":
        return np.array([[np.pi]])
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
    if op == "pow" and args[0].size == 1:
        return args[0] ** args[1].item()
    if op == "pow":
        return np.linalg.matrix_power(args[0], int(args[1].item()))
    if op == "inverse" and np.linalg.cond(args[0]) > 1e9:
        raise np.linalg.LinAlgError("singular")
    return {
        "transpose": lambda a: a.T,
        "inverse": np.linalg.inv,
        "pinv": lambda a: np.linalg.pinv(a, rcond=1e-9),
        "as_scalar": lambda a: a,
        "exp": np.exp,
        "log": np.log,
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


def orders_alike(certificate: JSON) -> bool:
    """Whether the ends of every derivation between optima order points alike, in floats."""
    symbols = [formula["tree"] for formula in certificate["context"]["symbols"]]
    facts = certificate["context"]["facts"]
    for part in certificate["parts"]:
        for derivation in part["derivations"]:
            ends = [derivation["start"]["tree"], derivation["steps"][-1]["after"]["tree"]]
            turn = 1 if ends[0]["op"] == ends[1]["op"] else -1
            name = ends[0]["args"][0]["name"]
            for values, sizes in drawn(symbols, facts, 2):
                gaps = []
                for end in ends:
                    here = value(end["args"][1], values, sizes)
                    other = {**values, name: values[name][::-1] * 2}
                    gaps.append((here - value(end["args"][1], other, sizes)).item())
                if gaps[0] * gaps[1] * turn <= 0:
                    return False
    return True


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
    for part in certificate["parts"]:
        met = False
        symbols = [f["tree"] for f in context["symbols"] + part["symbols"]]
        facts = context["facts"] + part["given"] + part["definitions"]
        try:
            for values, sizes in drawn(symbols, facts, 1):
                met = True
                found += _false_lines(part, len(facts), values, sizes)
        except KeyError as undeclared:
            found.append(f"{undeclared} is not declared")
        if not met:
            found.append("no values satisfy the assumptions")
        found += [
            "a refuted claim holds" for claim in part["refuted"] if not _refuted(claim, facts)
        ]
    return found


def _refuted(claim: JSON, facts: list[JSON]) -> bool:
    """Whether the values given satisfy the facts and tell the two sides apart."""
    values: Values = {
        name: np.array([[float(Fraction(x)) for x in row] for row in rows])
        for name, rows in claim["values"].items()
    }
    trees = [claim["claim"]["tree"], *(arg["tree"] for f in facts for arg in f["args"])]
    sizes: dict[str, int] = {}
    for leaf in (leaf for tree in trees for leaf in _leaves(tree)):
        for dim, count in zip(leaf["shape"], values[leaf["name"]].shape, strict=True):
            if isinstance(dim, str):
                sizes[dim] = count
    sides = claim["claim"]["tree"]["args"]
    return all(holds(f, values, sizes) for f in facts) and _differ(*sides, values, sizes)


def _slopes(of: Any, x: np.ndarray) -> np.ndarray:
    """The differences of a function that is at most quadratic, one column for each entry of x."""
    return np.hstack([(of(x + e) - of(x - e)) / 2 for e in np.eye(len(x))[:, :, None]])


def _minimum(goal: JSON, values: Values, sizes: dict[str, int]) -> tuple[Any, Any, bool]:
    """Where a quadratic is least under the constraint, the multipliers, whether only there."""
    name = goal["args"][0]["name"]
    start = np.zeros_like(values[name])

    def at(tree: JSON) -> Any:
        return lambda x: value(tree, {**values, name: x}, sizes)

    objective = at(goal["args"][1])
    gradient = _slopes(objective, start).T
    hessian = _slopes(lambda x: _slopes(objective, x).T, start)
    if len(goal["args"]) == 2:
        rows, short = np.zeros((0, len(start))), np.zeros((0, 1))
    else:
        left, right = map(at, goal["args"][2]["args"])
        rows, short = _slopes(left, start), right(start) - left(start)
    zero = np.zeros((len(rows), len(rows)))
    together = np.block([[hessian, rows.T], [rows, zero]])
    kernel = np.linalg.svd(rows)[2][len(rows) :].T if len(rows) else np.eye(len(start))
    curved = min(np.linalg.eigvalsh(kernel.T @ hessian @ kernel), default=1) > 1e-9
    if not curved:
        return start, short, False
    found = np.linalg.lstsq(together, np.vstack([-gradient, short]), rcond=None)[0]
    return found[: len(start)], found[len(start) :], True


def _at_the_minimum(
    goal: JSON, lines: list[JSON], values: Values, sizes: dict[str, int]
) -> Values | None:
    """The values at the minimum, a multiplier among them; None if there is not one minimum."""
    best, pull, curved = _minimum(goal, values, sizes)
    known = {leaf["name"] for leaf in _leaves(goal)}
    letters = {leaf["name"] for tree in lines for leaf in _leaves(tree)} - known
    name = goal["args"][0]["name"]
    return {**values, name: best, **dict.fromkeys(letters, pull)} if curved else None


def _false_equations(
    lines: list[JSON], at_best: Values, values: Values, sizes: dict[str, int]
) -> Iterator[str]:
    for tree in lines:
        if tree["op"] == "equation":
            if _differ(*tree["args"], at_best, sizes):
                yield "an equation does not hold at the minimum"
            if not _differ(*tree["args"], values, sizes):
                yield "an equation holds everywhere"


def _false_lines(part: JSON, assumed: int, values: Values, sizes: dict[str, int]) -> Iterator[str]:
    goal, answer = part["goal"]["tree"], part["results"][0]["answer"]["tree"]
    places = [values]
    if goal["op"] == "minimizer":
        lines = [s[side]["tree"] for s in _steps(part["derivations"]) for side in ENDS]
        at_best = _at_the_minimum(goal, lines, values, sizes)
        if at_best is None:
            yield "the objective has no only minimum"
            return
        best = at_best[goal["args"][0]["name"]]
        if not np.allclose(value(answer, at_best, sizes), best, rtol=1e-3, atol=1e-4):
            yield "the answer is not the minimum"
        yield from _false_equations(lines, at_best, values, sizes)
        places = [at_best]
    elif _differ(goal, answer, values, sizes):
        yield "the answer is not equal to the goal"
    if goal not in [d["start"]["tree"] for d in part["derivations"]]:
        yield "no derivation starts from the goal"
    for derivation in part["derivations"]:
        # What was found of a variable holds at the minimum; before that, lines hold everywhere.
        general = [values] if len(derivation["facts"]) <= assumed else []
        for step in _steps(derivation):
            before, after = (step[side]["tree"] for side in ENDS)
            for where in places + general:
                if step["relation"] == "=" and _differ(before, after, where, sizes):
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
