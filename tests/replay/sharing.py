"""Certificates of the two formats turned into each other, so that a change can be made in either.

Changes are easiest where every term stands in its place (format 1); what is replayed is format 2.
"""

from __future__ import annotations

import copy
import json
from typing import Any

from derive.replay import Report, replay

__all__ = ["nested", "replayed", "shared"]

JSON = Any


def _is_tree(value: JSON) -> bool:
    return isinstance(value, dict) and "op" in value and "shape" in value


def shared(certificate: JSON) -> JSON:
    """A certificate of format 1 as one of format 2: every tree becomes a number."""
    nodes: list[JSON] = []
    numbers: dict[str, int] = {}

    def number(tree: JSON) -> Any:
        if not _is_tree(tree):
            return tree  # what a test broke stays broken
        node = dict(tree)
        if isinstance(tree.get("args"), list):
            node["args"] = [number(arg) for arg in tree["args"]]
        key = json.dumps(node, sort_keys=True)
        if key not in numbers:
            numbers[key] = len(nodes)
            nodes.append(node)
        return numbers[key]

    def turned(value: JSON) -> JSON:
        if isinstance(value, dict) and set(value) == {"latex", "tree"}:
            at = number(value["tree"])
            if isinstance(at, int):
                nodes[at].setdefault("latex", value["latex"])
            return at
        if _is_tree(value):
            return number(value)
        if isinstance(value, dict):
            return {key: turned(inner) for key, inner in value.items()}
        return [turned(inner) for inner in value] if isinstance(value, list) else value

    rest = {key: turned(value) for key, value in certificate.items()}
    parts = certificate["parts"]
    newest = isinstance(parts, list) and any("witness" in part for part in parts)
    return {**rest, "format": f"derive-certificate/{3 if newest else 2}", "terms": nodes}


TREES = ("bindings", "functions")  # lists of pairs of trees that are no formulas
BARE = ("lhs", "rhs", "row", "column")  # of a rule, and of a step entry by entry
FORMULA_KEYS = ("goal", "answer", "start", "before", "after", "operand", "letter", "statement")
FORMULA_KEYS += ("term", "root", "on", "claim", "called")
FORMULA_LISTS = ("args", "symbols", "columns", "question")


def nested(certificate: JSON) -> JSON:
    """A certificate of format 2 as one of format 1: every number of a term becomes its tree."""
    trees: list[JSON] = []
    for node in certificate["terms"]:
        tree = {key: value for key, value in node.items() if key != "latex"}
        if "args" in tree:
            tree["args"] = [trees[i] for i in tree["args"]]
        trees.append(tree)

    def tree(value: JSON) -> JSON:
        return copy.deepcopy(trees[value]) if _whole(value) else turned(value, "")

    def formula(value: JSON) -> JSON:
        if not _whole(value):
            return turned(value, "")
        latex = certificate["terms"][value].get("latex", "")
        return {"latex": latex, "tree": copy.deepcopy(trees[value])}

    def turned(value: JSON, key: str) -> JSON:
        if isinstance(value, list):
            if key in TREES:
                return [[tree(part) for part in pair] for pair in value]
            return [formula(v) if key in FORMULA_LISTS else turned(v, "") for v in value]
        if isinstance(value, dict):
            bare = BARE if "lhs" in value or value.get("kind") == "entrywise" else ()
            return {k: tree(v) if k in bare else turned(v, k) for k, v in value.items()}
        return formula(value) if key in FORMULA_KEYS else value

    rest = {key: turned(value, "") for key, value in certificate.items() if key != "terms"}
    return {**rest, "format": "derive-certificate/1"}


def _whole(value: JSON) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def replayed(certificate: JSON) -> Report:
    """What replay says of a certificate of format 1 after it is turned into format 2."""
    return replay(shared(certificate))
