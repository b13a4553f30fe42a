"""The types of sums, products and quotients.

A 1 x 1 matrix becomes a scalar at parentheses, in a sum with scalars, or where the part of a
product read from the left is 1 x 1 and the next factor would not fit; regrouping never crosses
that.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NoReturn

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import ONE, Shape, Term
from derive.errors import DeriveError
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value

__all__ = ["multiplied", "product", "quotient", "tight", "typed_sum"]


def typed_sum(e: Elaborator, node: Node) -> Value:
    """A sum: all scalars, or all of one shape; a plain 0 takes the shape of the others."""
    parts = [
        value if sign > 0 else _negated(e, value)
        for sign, value in zip(node.value, map(e.value, node.args), strict=True)
    ]
    if len(parts) == 1:
        return parts[0]
    matrices = [part for part in parts if part.shape]
    if not matrices:
        return e.made(t.add(*(part.term for part in parts)), (), node)
    scalars = [part for part in parts if not part.shape and part.term != 0]
    if scalars:
        for part in matrices:
            if not e.is_one_by_one(part.shape):
                _no_sum(e, node, *sorted((part, scalars[0]), key=lambda p: p.start))
        return e.made(t.add(*(part.term for part in parts)), (), node)
    shape = matrices[0].shape
    for before, part in pairwise(matrices):
        if not e.dims.same_shape(shape, part.shape):
            _no_sum(e, node, before, part)
    shape = tuple(e.dims.resolve(dim) for dim in shape)
    terms = [part.term if part.shape else t.zeros(*shape) for part in parts]
    return e.made(t.add(*terms), shape, node)


def _negated(e: Elaborator, value: Value) -> Value:
    made = value._replace(term=t.neg(value.term))
    e.values.append(made)
    return made


def _no_sum(e: Elaborator, node: Node, left: Value, right: Value) -> NoReturn:
    shown = [show_shape(e.resolved(side.shape)) for side in (left, right)]
    hint = None
    if not left.shape or not right.shape:
        square = e.resolved(left.shape or right.shape)
        is_square = square[0] == square[1]
        hint = "a scalar is added as a multiple of I" if is_square else None
    elif any(e.is_one_by_one(side.shape) for side in (left, right)):
        hint = "a scalar is added as a multiple of I"
    elif e.resolved(left.shape) == e.resolved(right.shape)[::-1]:
        hint = "one of the two may lack a transpose"
    where = node._replace(start=left.start, end=right.end)
    e.wrong(f"these two cannot be added: {shown[0]} plus {shown[1]} has no meaning", where, hint)


def product(e: Elaborator, node: Node) -> Value:
    """The product of the factors as `multiplied` reads it."""
    if any(arg.op == "tight" for arg in node.args):
        return _beside_tight(e, node)
    return multiplied(e, [e.value(arg) for arg in node.args], node)


def _beside_tight(e: Elaborator, node: Node) -> Value:
    """A product with ⊗ or ⊙ in it: `AC ⊗ BG` is A (C ⊗ B) G if that has a shape, else
    (AC) ⊗ (BG)."""
    values: list[Value] = []

    def tightly() -> Value:
        values.extend(e.value(arg) for arg in node.args)
        return multiplied(e, values, node)

    loose = _loosely(node)
    if loose is None:
        return tightly()
    other = e.attempt(lambda: e.value(loose))
    found = e.attempt(tightly)
    if isinstance(found, DeriveError):
        if isinstance(other, DeriveError):
            raise found
        return e.value(loose)
    beside = [x for arg, x in zip(node.args, values, strict=True) if arg.op != "tight"]
    if not isinstance(other, DeriveError) and any(value.shape for value in beside):
        said = "⊗" if loose.value == r"\otimes" else "⊙"
        e.notes.append(f"{said} is read before the products beside it")
    return found


def _loosely(node: Node) -> Node | None:
    """The node with ⊗ or ⊙ weaker than the products beside it; None for two different signs."""
    signs = {arg.value for arg in node.args if arg.op == "tight"}
    if len(signs) != 1:
        return None
    sides: list[list[Node]] = [[]]
    for arg in node.args:
        if arg.op != "tight":
            sides[-1].append(arg)
            continue
        first, *others = arg.args
        sides[-1].append(first)
        sides += [[other] for other in others]
    parts = [
        side[0]
        if len(side) == 1
        else node._replace(args=tuple(side), start=side[0].start, end=side[-1].end, value=())
        for side in sides
    ]
    [sign] = signs
    return node._replace(op="tight", args=tuple(parts), value=sign)


def multiplied(e: Elaborator, factors: Sequence[Value], node: Node) -> Value:
    r"""The product from the left; a 1 x 1 part becomes a scalar where the next does not fit.

    `x \cdot y` of two columns is their inner product.
    """
    done: list[Term] = []
    word: list[Value] = []
    shape: Shape = ()
    for place, factor in enumerate(factors):
        if not factor.shape:
            if shape:
                word.append(factor)
            else:
                done.append(factor.term)
            continue
        rows, cols = factor.shape
        if not shape:
            shape = factor.shape
        elif e.is_one_by_one(shape) and e.dims.resolve(rows) != ONE:
            done.append(t.as_scalar(t.mul(*(x.term for x in word))))
            word, shape = [], factor.shape
        elif e.dims.same(shape[1], rows):
            shape = (shape[0], cols)
        elif e.is_one_by_one(factor.shape) and _in_parentheses(node, place):
            factor = e.scalarised(factor)
        elif node.op == "product" and place in node.value and _columns(e, shape, factor.shape):
            left = t.transpose(t.mul(*(x.term for x in word)))
            done.append(t.as_scalar(t.mul(left, factor.term)))
            word, shape = [], ()
            continue
        else:
            _no_product(e, factors, place, shape)
        word.append(factor)
    made = t.mul(*done, *(x.term for x in word))
    return e.made(made, e.resolved(shape), node)


def _in_parentheses(node: Node, place: int) -> bool:
    """Whether a factor is written as transposed parentheses."""
    if node.op != "product":
        return False
    factor = node.args[place]
    return factor.op in ("transpose", "prime") and factor.args[0].op == "group"


def _columns(e: Elaborator, left: Shape, right: Shape) -> bool:
    return e.dims.same_shape((left[1], right[1]), (ONE, ONE)) and e.dims.same(left[0], right[0])


def _no_product(e: Elaborator, factors: Sequence[Value], place: int, shape: Shape) -> NoReturn:
    right = factors[place]
    before = [x for x in factors[:place] if x.shape][-1]
    following = factors[place + 1] if place + 1 < len(factors) else None
    here = e.resolved(right.shape)
    hint = None
    across = e.resolved(following.shape) if following is not None else ()
    if following is not None and here[0] == 1 and across == (here[1], ONE):
        scalar = e.text[right.start : following.end]
        hint = f"{e.text[before.start : before.end]} ({scalar})"
    if hint is None and e.dims.resolve(shape[1]) == here[1]:
        hint = "a transposed right factor would fit"
    if hint is None and e.resolved(before.shape)[0] == here[0]:
        hint = "a transposed left factor would fit"
    e.wrong(
        f"these two cannot be multiplied: {show_shape(e.resolved(shape))} times"
        f" {show_shape(here)} has no meaning",
        before._replace(end=right.end),
        hint,
    )


def quotient(e: Elaborator, node: Node) -> Value:
    """A scalar or a matrix over a scalar; a matrix below is a ShapeError."""
    above, below = (e.value(arg) for arg in node.args)
    below = e.scalarised(below)
    if below.shape:
        e.wrong(
            f"one cannot divide by a matrix, and this one is {show_shape(e.resolved(below.shape))}",
            below,
            "write the inverse on the side that is meant",
        )
    above = e.scalarised(above)
    return e.made(t.divide(above.term, below.term), above.shape, node)


def tight(e: Elaborator, node: Node) -> Value:
    """Kronecker and elementwise products."""
    parts = [e.value(arg) for arg in node.args]
    if node.value == r"\otimes":
        if any(not part.shape for part in parts):
            e.refuse("a scalar beside ⊗ is not clear", node, "put parentheses")
        terms = _flat(t.KroneckerProduct, parts)
        made = t.kronecker(*terms)
        return e.made(made, e.checked(made, node), node)
    if all(not part.shape for part in parts):
        e.refuse("an elementwise product of scalars is not read", node)
    terms = _flat(t.HadamardProduct, parts)
    made = t.hadamard(*terms)
    return e.made(made, e.checked(made, node), node)


def _flat(kind: type[Term], parts: Sequence[Value]) -> list[Term]:
    """The terms, those of one kind opened up."""
    found: list[Term] = []
    for part in parts:
        found += list(part.term.args) if isinstance(part.term, kind) else [part.term]
    return found
