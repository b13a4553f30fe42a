"""Rules of block matrices: sums, products, transposes, the norm of a stack, Schur complements.

A layout is (block rows, block columns), at most 2 of each; a rule's name ends in its layouts.
The sizes of the blocks are free as long as they fit.

References: Horn and Johnson, Matrix Analysis (2nd ed. 2013), sections 0.7.1 to 0.7.3 and 0.8.5;
Boyd and Vandenberghe, Convex Optimization (2004), appendix A.5.5.
"""

from __future__ import annotations

from derive.algebra import term as t
from derive.algebra.notation import (
    Formula,
    block,
    column,
    det,
    fact,
    inv,
    letter,
    norm,
    number,
    unit,
    zero,
)
from derive.rules.families import Columns, Family, Stage
from derive.rules.rule import Row, derived, rule, ruleset

__all__ = ["BLOCKS"]

HJ = "Horn and Johnson, Matrix Analysis, "
LAYOUTS = ((1, 2), (2, 1), (2, 2))
PRODUCTS = (  # block rows, summed blocks, block columns: where there is a sum, first
    (1, 2, 1), (1, 2, 2), (2, 2, 1), (2, 2, 2), (2, 1, 1), (1, 1, 2), (2, 1, 2),
)  # fmt: skip

Rows = list[list[Formula]]


def grid(name: str, rows: str, cols: str, p: int, q: int) -> Rows:
    """The blocks of a p x q layout: block (i, j) is rows_i x cols_j."""
    return [
        [letter(f"{name}_{{{i}{j}}}", f"{rows}_{i}", f"{cols}_{j}") for j in range(1, q + 1)]
        for i in range(1, p + 1)
    ]


def whole(rows: Rows) -> Formula:
    """The block matrix; a single block is itself."""
    return rows[0][0] if len(rows) == len(rows[0]) == 1 else block(*rows)


def transposed(p: int, q: int) -> Row:
    rows = grid("A", "m", "n", p, q)
    return rule(f"block_transpose_{p}{q}", whole(rows).T,
                whole([[rows[i][j].T for i in range(p)] for j in range(q)]),
                words="transpose the layout and every block", source=HJ + "0.7.1",
                families=Family.TRANSPOSES | Family.BLOCKS)  # fmt: skip


def added(p: int, q: int) -> Row:
    left, right = grid("A", "m", "n", p, q), grid("B", "m", "n", p, q)
    return rule(f"block_add_{p}{q}", whole(left) + whole(right),
                whole([[left[i][j] + right[i][j] for j in range(q)] for i in range(p)]),
                words="add block by block", source=HJ + "0.7.1", families=Family.SUMS)  # fmt: skip


def scaled(p: int, q: int) -> Row:
    rows = grid("A", "m", "n", p, q)
    return rule(f"block_smul_{p}{q}", c * whole(rows),
                whole([[c * part for part in row] for row in rows]),
                words="multiply every block by the number", source=HJ + "0.7.1")  # fmt: skip


def multiplied(p: int, q: int, r: int) -> Row:
    left, right = grid("A", "m", "n", p, q), grid("B", "n", "k", q, r)

    def entry(i: int, j: int) -> Formula:
        first, *rest = [left[i][k] @ right[k][j] for k in range(q)]
        return sum(rest, start=first)

    return rule(f"block_mul_{p}{q}_{q}{r}", whole(left) @ whole(right),
                whole([[entry(i, j) for j in range(r)] for i in range(p)]),
                words="multiply rows of blocks by columns of blocks", source=HJ + "0.7.1",
                families=Family.BLOCKS)  # fmt: skip


c = number("c")
a, b = column("a", "m"), column("b", "n")
A, B = letter("A", "m", "m"), letter("B", "m", "n")
C, D = letter("C", "n", "m"), letter("D", "n", "n")
S = D - C @ inv(A) @ B
UPPER = inv(A) @ B @ inv(S)
INVERSE = block([inv(A) + UPPER @ C @ inv(A), -UPPER], [-(inv(S) @ C @ inv(A)), inv(S)])
UNIT = block([unit("m"), zero("m", "n")], [zero("n", "m"), unit("n")])
ONE = Formula(t.identity(t.dimension("m") + t.dimension("n")))

BLOCKS = ruleset(
    "block matrices", Columns(simplify="forward", stage=Stage.BLOCKS),
    *(transposed(p, q) for p, q in LAYOUTS),
    *(multiplied(*sizes) for sizes in PRODUCTS),
    *(scaled(p, q) for p, q in LAYOUTS),
    *(added(p, q) for p, q in LAYOUTS),
    rule("block_one",      UNIT,                       ONE,
         words="units on the diagonal and zeros beside it are the unit", source=HJ + "0.7.1"),
    rule("norm_sq_stack",  norm(block([a], [b])) ** 2, norm(a) ** 2 + norm(b) ** 2,
         words="the squared norm of a stack is the sum of those of its parts",
         lemma=derived(norm(block([a], [b])) ** 2, (block([a], [b]).T @ block([a], [b])).value,
                       (block([a.T, b.T]) @ block([a], [b])).value,
                       (a.T @ a + b.T @ b).value, norm(a) ** 2 + norm(b) ** 2),
         families=Family.NORMS),
    rule("block_det",      det(block([A, B], [C, D])), det(A) * det(S),
         both=(fact("invertible", A),),
         words="the determinant by the Schur complement of a block", source=HJ + "0.8.5",
         simplify="never"),
    rule("block_det_last", det(block([A, B], [C, D])), det(D) * det(A - B @ inv(D) @ C),
         both=(fact("invertible", D),),
         words="the determinant by the Schur complement of a block", source=HJ + "0.8.5",
         simplify="never"),
    rule("block_inv",      inv(block([A, B], [C, D])), INVERSE, both=(fact("invertible", A),),
         words="the inverse by the Schur complement of a block",
         lemma=derived(by="inv_unique", conditions=((
             block([A, B], [C, D]) @ INVERSE,
             block([A @ inv(A) + A @ UPPER @ C @ inv(A) - B @ inv(S) @ C @ inv(A),
                    B @ inv(S) - A @ UPPER],
                   [C @ inv(A) + C @ UPPER @ C @ inv(A) - D @ inv(S) @ C @ inv(A),
                    D @ inv(S) - C @ UPPER]),
             block([A @ inv(A) + A @ UPPER @ C @ inv(A) - B @ inv(S) @ C @ inv(A),
                    B @ inv(S) - A @ UPPER],
                   [C @ inv(A) - S @ inv(S) @ C @ inv(A), S @ inv(S)]),
             UNIT, ONE),)),
         simplify="never"),
)  # fmt: skip
