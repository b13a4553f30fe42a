"""A witness: values which show that what a part assumes can be met, and its lines have values.

From assumptions that contradict each other everything follows, and a line that never has a value
says nothing.  The values are rational, and are evaluated here; a certificate of an old format, or a
part for which derive knew none, has no witness, and then one of the models that replay draws is
one.
"""

from __future__ import annotations

from collections.abc import Sequence

from derive.replay.answers import Part, fit, matrix
from derive.replay.claims import holds
from derive.replay.derivations import Checker
from derive.replay.evaluate import Model
from derive.replay.exact import MAX_SIDE, Field
from derive.replay.functions import FarError
from derive.replay.jets import UndefinedError
from derive.replay.lines import defined
from derive.replay.nodes import Tree
from derive.replay.plain import record
from derive.replay.report import ReplayError

__all__ = ["check_witness"]


def check_witness(checker: Checker, data: object, part: Part, lines: Sequence[Tree]) -> None:
    """ReplayError unless the values, or a model that is drawn, meet what the part assumes.

    With values, each of the lines must have a value on them.
    """
    if data is None:
        checker.models(part.scope, part.facts, ordered=True)
        return
    given = record(data, "sizes", "values")
    sizes, values = given["sizes"], given["values"]
    if not isinstance(sizes, dict) or not isinstance(values, dict):
        raise ReplayError("sizes and values are given by names")
    for name, size in sizes.items():
        if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= MAX_SIDE:
            raise ReplayError(f"{name[:40]} is given no size")
    known = {name: matrix(value) for name, value in values.items()}
    indices = {name: size for name, size in sizes.items() if name in part.scope.indices}
    field = Field(None, checker.sampler.fuel)
    model = Model(field, {n: s for n, s in sizes.items() if n not in indices}, known, {}, indices)
    if known.keys() - part.scope.symbols.keys() or model.sizes.keys() - part.scope.dims:
        raise ReplayError("a value is given to what is not declared", "values")
    fit(model, part.scope)
    about = [*lines, *(arg for fact in part.facts for arg in fact.args)]
    missing = frozenset().union(*(tree.symbols for tree in about)) - known.keys()
    if missing:
        raise ReplayError(f"{min(missing)} has no value", "values")
    for fact in part.facts:
        try:
            met = holds(fact, model)
        except UndefinedError:
            met = False
        if met is not True:
            raise ReplayError(f"the values do not satisfy {fact.predicate}")
    if not all(_valued(line, model) for line in lines):
        raise ReplayError("a line has no value on the values that are given")


def _valued(line: Tree, model: Model) -> bool:
    """Whether a line has a value; what cannot be computed, as an irrational root, is let pass:
    the ends of every derivation have values on models that are drawn."""
    try:
        return defined(line, model)
    except (FarError, ReplayError):
        return True
