r"""The values of scalar islands: integrals, binomial coefficients, factorials, sums to infinity.

They are read by latex2sympy2_extended (the extra `scalar`) and worked out by SymPy.  What is read
is the value, which must be elementary.  A value that SymPy alone has found is believed of numbers
only, and only if it agrees with the island's digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any, cast

import sympy as _sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.order import ordered
from derive.algebra.plain_text import plain
from derive.algebra.term import Term
from derive.errors import ReadError
from derive.fuel import spend
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value
from derive.latex.names import canonical_name

__all__ = ["factorial", "island"]

sympy: Any = _sympy  # much of it is used here alone
MAX_SIZE = 30  # operations in an island
PRICE = 200_000
DIGITS = 25
_LETTER = re.compile(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])")
_SEARCHED = (sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit)
_OTHERS = (sympy.sin, sympy.cos, sympy.sinh, sympy.cosh, sympy.tanh, sympy.Abs)
_FUNCTIONS: Mapping[type, Callable[[Any], Term]] = MappingProxyType(
    {
        sympy.exp: t.exp,
        sympy.log: t.log,
        **{kind: partial(t.function, kind) for kind in _OTHERS},
    }
)


def factorial(e: Elaborator, node: Node) -> Value:
    """n! of a number."""
    number = e.scalar(node.args[0], "what has a factorial")
    if not isinstance(number, Integer) or not 0 <= number <= 200:
        e.refuse("a factorial is read of whole numbers only", node)
    return e.made(sympy.factorial(number), (), node)


def island(e: Elaborator, node: Node) -> Value:
    """The value of an island; ReadError where none is known."""
    if not find_spec("latex2sympy2_extended"):
        e.refuse("this is not read without another reader", node, "pip install 'matderive[scalar]'")
    spend(PRICE)
    other = import_module("latex2sympy2_extended.latex2sympy2")
    plainly = other.ConversionConfig(interpret_as_mixed_fractions=False, lowercase_symbols=False)
    # a plain logarithm is the natural one
    written = re.sub(r"\\log(?! *_)", r"\\ln", node.value)
    try:
        found = other.latex2sympy(written, normalization_config=None, conversion_config=plainly)
    except Exception:  # noqa: BLE001  # whatever it stumbles over is not read
        e.refuse("this is not understood", node)
    if not isinstance(found, sympy.Expr) or found.count_ops() > MAX_SIZE:
        e.refuse("this is not understood, or too long", node)
    names = "".join(symbol.name for symbol in ordered(found.atoms(Symbol)))
    lost = {letter for letter in _LETTER.findall(written) if letter not in names} - {"e"}
    if lost or found.has(sympy.I) or ("e" in e.names and "e" in _LETTER.findall(written)):
        e.refuse("this is not understood", node)  # a letter is lost, or read as a number
    named = {symbol: _declared(e, symbol, node) for symbol in ordered(found.free_symbols)}
    value = _worked_out(found.xreplace(named))
    if value is None:
        e.refuse("the value of this is not known", node, "write its value")
    e.notes.append(f"{node.value} is {plain(value)}, as SymPy works it out")
    return e.made(value, (), node)


def _declared(e: Elaborator, symbol: Symbol, node: Node) -> Symbol:
    """The declared scalar that a symbol of the other reader is."""
    for name in (symbol.name, f"\\{symbol.name}"):
        try:
            spelled = canonical_name(name)
        except ReadError:
            continue
        known = e.bound.get(spelled) or e.names.get(spelled)
        if isinstance(known, Symbol):
            return known
        if known is not None:
            e.refuse(f"{name} is no scalar: only scalars stand in this", node)
    return e.refuse(f"{symbol.name} is not declared", node)


def _worked_out(written: Any) -> Term | None:
    """The value as a term, if it is known for certain enough."""
    searched = [part for part in sympy.preorder_traversal(written) if isinstance(part, _SEARCHED)]
    if any(isinstance(part, sympy.Limit) for part in searched):
        return None  # our own limits are read with their side
    if any(len(limits) < 3 for part in searched for limits in part.limits):
        return None  # up to a constant
    polynomial = all(
        isinstance(part, sympy.Integral)
        and part.function.is_polynomial(*(limits[0] for limits in part.limits))
        for part in searched
        if not isinstance(part.function, sympy.Integral)
    )
    try:
        value = sympy.sympify(written.doit())
        if not (polynomial or _agrees(written, value)):
            return None
        return _term(value)
    except (ArithmeticError, TypeError, ValueError, NotImplementedError, AttributeError):
        return None  # what SymPy raises where it cannot integrate, sum up or evaluate


def _agrees(written: Any, value: Any) -> bool:
    """Whether numbers agree in their digits, one worked out by SymPy, one summed up."""
    if written.free_symbols or not value.is_number:
        return False
    one, other = (sympy.N(side, DIGITS) for side in (written, value))
    if not (one.is_Float or one.is_Rational) or not (other.is_Float or other.is_Rational):
        return False
    return bool(abs(one - other) <= abs(other) * sympy.Float(10) ** (5 - DIGITS))


def _term(value: Any) -> Term | None:
    """An elementary expression as a term; None for any other."""
    if isinstance(value, Rational | Symbol) or value in (sympy.pi, sympy.E):
        return cast("Term", value)
    parts = [_term(arg) for arg in value.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or not parts:
        return None
    if isinstance(value, Add):
        return t.add(*known)
    if isinstance(value, Mul):
        return t.mul(*known)
    if isinstance(value, Pow):
        return t.power(*known)
    make = _FUNCTIONS.get(type(value))
    return make(known[0]) if make is not None and len(known) == 1 else None
