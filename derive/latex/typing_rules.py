"""The table of typing rules: what each operation of a node means by the types of its operands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sympy

from derive.latex import (
    arithmetic_rules,
    calculus_rules,
    comparisons,
    function_rules,
    index_rules,
    island_rules,
    matrix_rules,
    optimum_rules,
    power_rules,
)
from derive.latex.elaborate import Rule
from derive.latex.progressions import grid, progression

__all__ = ["RULES"]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "name": matrix_rules.name,
        "number": lambda e, node: e.made(node.value, (), node),
        "constant": lambda e, node: e.made(sympy.pi if node.value == "pi" else sympy.E, (), node),
        "capital": matrix_rules.capital,
        "group": matrix_rules.group,
        "braces": lambda e, node: e.value(node.args[0]),
        "sum": arithmetic_rules.typed_sum,
        "product": arithmetic_rules.product,
        "divide": arithmetic_rules.quotient,
        "fraction": arithmetic_rules.quotient,
        "tight": arithmetic_rules.tight,
        "transpose": power_rules.transposed,
        "prime": power_rules.primed,
        "inverse": power_rules.inverted,
        "pinv": power_rules.pseudo_inverted,
        "raised": power_rules.raised,
        "power": power_rules.power,
        "elementwise_power": power_rules.elementwise_power,
        "identity": matrix_rules.constant_matrix,
        "zeros": matrix_rules.constant_matrix,
        "ones": matrix_rules.constant_matrix,
        "matrix": matrix_rules.matrix,
        "tuple": matrix_rules.row_tuple,
        "grid": grid,
        "cases": matrix_rules.cases,
        "apply": function_rules.applied,
        "function_power": function_rules.function_power,
        "bars": function_rules.bars,
        "norm": function_rules.norm,
        "inner": function_rules.inner_product,
        "gaussian": function_rules.gaussian,
        "entry": index_rules.entry,
        "member": index_rules.member,
        "unit_vector": index_rules.unit_vector,
        "index_sum": index_rules.index_sum,
        "progression": progression,
        "condition": comparisons.condition,
        "delta": comparisons.delta,
        "indicator": lambda e, node: e.value(node.args[0]),
        "derivative": calculus_rules.derivative,
        "second_derivative": calculus_rules.second_derivative,
        "gradient": calculus_rules.gradient,
        "evaluated": calculus_rules.evaluated,
        "island": island_rules.island,
        "factorial": island_rules.factorial,
        "limit": calculus_rules.limit,
        "extreme": optimum_rules.extreme,
        "largest": optimum_rules.largest_eigenvalue,
    }
)
