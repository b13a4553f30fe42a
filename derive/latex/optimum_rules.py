r"""The types of optima: `\arg\min_w f` and `\min_w f` as the terms that they are, where these are
known, and `\lambda_{\max}(A)`."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer, Pow, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.plain_text import plain
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import ONE, Term
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator, Value, Worked

__all__ = ["check_space", "extreme", "largest_eigenvalue"]

_HINT = r"the place where it is reached is read: w = \arg{}_w f"


def check_space(e: Elaborator, variable: Term, beside: Sequence[Node]) -> None:
    """Raise ShapeError if a letter is not in the space that is written beside it."""
    for part in beside:
        if part.op != "space":
            continue
        sizes = [e.scalar(size, "a size") for size in part.args]
        shape = tuple(sizes) if len(sizes) == 2 else (*sizes, ONE)
        said = shape if sizes and sizes != [ONE] else ()
        if not e.dims.same_shape(shape_of(variable) or (ONE, ONE), said or (ONE, ONE)):
            e.wrong(f"the letter is {show_shape(shape_of(variable))}, and not in this space", part)


def extreme(e: Elaborator, node: Node) -> Value:
    """The place or the value of an optimum.

    Raises ReadError where it is not seen to be reached at one place only.
    """
    over, of, *beside = node.args
    sense, place = node.value
    letter = e.value(over)
    if over.op == "stack" or not isinstance(letter.term, Symbol | t.MatrixSymbol):
        return _on_sphere(e, node)
    if letter.term.is_integer:
        e.refuse(f"a {sense}imum over an index is not read", over)
    check_space(e, letter.term, beside)
    objective = _objective(e, of)
    conditions = [part for part in beside if part.op == "equation"]
    if conditions:
        return _on_sphere(e, node)
    worked = _worked(e, node)
    objective = worked.function_of(objective, letter.term)
    found = worked.place(sense, letter.term, objective)
    if found is None:
        said = "".join(f", where {fact} is assumed" for fact in worked.constraints(letter.term)[:1])
        e.refuse(f"that this has one place where it is {_LEAST[sense]} is not seen{said}", node)
    e.notes.append(f"{_SIGN[sense]} is reached at {plain(letter.term)} = {plain(found)} only")
    if place:
        return e.made(found, shape_of(found), node)
    return e.made(t.substitute(objective, {letter.term: found}), (), node)


_LEAST = {"min": "least", "max": "greatest"}
_SIGN = {"min": r"\min", "max": r"\max"}


def _worked(e: Elaborator, node: Node) -> Worked:
    sense = node.value[0]
    if e.worked is None:
        e.refuse(f"a {sense}imum over a set is not read here", node, _HINT.format(_SIGN[sense]))
    return e.worked


def _objective(e: Elaborator, of: Node) -> Term:
    value = e.scalarised(e.value(of))
    if value.shape:
        e.wrong("an objective must be a scalar", of)
    return e.settled(value)


def _on_sphere(e: Elaborator, node: Node) -> Value:
    r"""`\max_{\|x\| = 1} f`: the letter stands below the sign as a length alone."""
    sense, place = node.value
    conditions = [part for part in node.args[2:] if part.op == "equation"]
    letter = None
    if len(conditions) == 1 and not place and sense == "max":
        left, right = (e.scalar(side, "a side of this condition") for side in conditions[0].args)
        letter = _of_length_one(left) if right == 1 else None
    if letter is None:
        e.refuse("an optimum under this condition is not read", node)
    worked = _worked(e, node)
    objective = worked.function_of(_objective(e, node.args[1]), letter)
    found = worked.greatest_on_sphere(letter, objective)
    if found is None:
        e.refuse(r"this maximum is read of \|M x\| and of x^\top M x, M semidefinite, only", node)
    e.notes.append(f"the maximum over all {plain(letter)} of length 1 is {plain(found)}")
    return e.made(found, (), node)


def _of_length_one(length: Term) -> Term | None:
    r"""x, if the term is \|x\| or x^\top x."""
    if isinstance(length, t.Norm) and isinstance(length.args[0], t.MatrixSymbol):
        return length.args[0] if shape_of(length.args[0])[1] == 1 else None
    inner = length.args[0] if isinstance(length, t.AsScalar) else length
    if isinstance(inner, t.MatMul) and len(inner.args) == 2:
        turned, letter = inner.args
        if isinstance(letter, t.MatrixSymbol) and turned == t.transpose(letter):
            return letter
    if isinstance(length, Pow) and length.args[1] == Integer(2):
        return _of_length_one(length.args[0])
    return None


def largest_eigenvalue(e: Elaborator, node: Node) -> Value:
    r"""`\lambda_{\max}(A)` of a positive semidefinite matrix: its spectral norm."""
    of = e.value(node.args[0])
    term = e.settled(of)
    fact = Fact("positive_semidefinite", (term,))
    if not of.shape or not e.dims.same(*of.shape):
        e.wrong("eigenvalues are of square matrices", of)
    if e.worked is None or not e.worked.follows(fact):
        e.refuse(
            "the largest eigenvalue is read of positive semidefinite matrices only",
            node,
            "assume positive_semidefinite(A)",
        )
    return e.made(t.norm(term, "2"), (), node)
