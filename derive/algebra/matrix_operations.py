"""Matrix-valued operations that SymPy lacks: each with its row and its constructor."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer, Symbol

from derive.algebra import shape_rules as shapes
from derive.algebra.operation import Operation, build
from derive.algebra.shape_rules import block_rows
from derive.algebra.shapes import MatrixNode
from derive.algebra.symbols import ONE, Dim, Term

__all__ = ["Adjugate", "BlockMatrix", "Diagonal", "DiagonalMatrix", "Elementwise", "MatrixFunction"]
__all__ += ["PseudoInverse", "UnitVector", "Vectorization", "adjugate", "block_rows", "blocks"]
__all__ += ["diagonal", "diagonal_matrix", "elementwise", "matrix_function", "pinv", "unit_vector"]
__all__ += ["vec"]


class PseudoInverse(MatrixNode):
    """The Moore-Penrose inverse A⁺, n x m for A of shape m x n (Penrose 1955)."""

    operation = Operation("pinv", shapes.transposed("a pseudo-inverse"), strict=True)


def pinv(term: Term) -> Term:
    """The Moore-Penrose inverse, unevaluated."""
    return build(PseudoInverse, term)


class Adjugate(MatrixNode):
    """adj(A): the transposed cofactor matrix, A adj(A) = det(A) I."""

    operation = Operation("adjugate", shapes.square("the adjugate"), rational=True)


def adjugate(of: Term) -> Term:
    """The adjugate of a square matrix."""
    return build(Adjugate, of)


class DiagonalMatrix(MatrixNode):
    """diag(x): the n x n matrix with the entries of the column x on its diagonal."""

    operation = Operation(
        "diag", shapes.of_diagonal_matrix, strict=True, continuous=True, linear=True
    )


def diagonal_matrix(of: Term) -> Term:
    """The n x n matrix with the entries of a column on its diagonal."""
    return build(DiagonalMatrix, of)


class Diagonal(MatrixNode):
    """diag(A): the column of the diagonal entries of a square A."""

    operation = Operation("diagonal", shapes.of_diagonal, strict=True, continuous=True, linear=True)


def diagonal(of: Term) -> Term:
    """The column of the diagonal entries of a square matrix."""
    return build(Diagonal, of)


class Vectorization(MatrixNode):
    """vec(A): the columns of A stacked, mn x 1."""

    operation = Operation("vec", shapes.of_vec, strict=True, continuous=True, linear=True)


def vec(of: Term) -> Term:
    """The columns of a matrix stacked."""
    return build(Vectorization, of)


class BlockMatrix(MatrixNode):
    """A matrix given by its blocks; arguments (number of block columns, blocks row by row).

    A scalar block is 1 x 1: a literal matrix has scalar blocks only.
    """

    operation = Operation("block", shapes.of_blocks, strict=True, continuous=True, linear=True)


def blocks(rows: Sequence[Sequence[Term]]) -> Term:
    """The matrix with these rows of blocks, all of one length."""
    entries = [entry for row in rows for entry in row]
    return build(BlockMatrix, Integer(len(rows[0])), *entries)


class Elementwise(MatrixNode):
    """A scalar function applied to every entry of a matrix; arguments (A, name)."""

    operation = Operation(
        "elementwise", shapes.of_argument("an elementwise function"), stepped=True, name_at=1
    )


def elementwise(of: Term, name: str) -> Term:
    """The named scalar function of every entry of a matrix."""
    return build(Elementwise, of, Symbol(name))


class MatrixFunction(MatrixNode):
    """A function of a square matrix (Higham 2008); arguments (A, name), as exp, log, sqrt."""

    operation = Operation("function", shapes.square("a matrix function"), name_at=1)


def matrix_function(of: Term, name: str) -> Term:
    """The named function of a square matrix."""
    return build(MatrixFunction, of, Symbol(name))


class UnitVector(MatrixNode):
    """e_i: the i-th column of the n x n identity; arguments (i, n), i counted from 1."""

    operation = Operation("unit_vector", lambda term, dims, of: (term.args[1], ONE), rational=True)


def unit_vector(place: Term, size: Dim) -> Term:
    """The column of `size` entries that is 1 at `place` and 0 elsewhere."""
    return build(UnitVector, place, size)
