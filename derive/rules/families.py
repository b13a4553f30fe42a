"""How a search may use a rule: the columns of a table of rules that are not mathematics.

`simplify` says which way a rule is read to simplify, `stage` when it is tried, and `families` what
it is about.  A search simplifies with few families first, so that no rule is used without need;
which families go together, and in what order, stands in `derive.proof.rule_choice`.
"""

from __future__ import annotations

from enum import Flag, IntEnum, auto
from typing import Literal, TypeAlias, TypedDict

__all__ = ["Columns", "Family", "Simplify", "Stage"]

Simplify: TypeAlias = Literal["forward", "backward", "never"]


class Stage(IntEnum):
    """When a simplifying rule is tried: lower stages first, then in the order of the library.

    A stage comes before another one where its rules would otherwise find less: what cancels must
    cancel before it is distributed, and a special form must be seen before a general rule takes it
    apart.
    """

    TRANSPOSES = auto()  # transposes go to the symbols
    ORTHONORMALITY = auto()  # orthonormal columns cancel
    CANCELLATION = auto()  # what stands beside its inverse, and an inverse of an inverse, goes
    INVERSES = auto()  # inverses go to the factors
    OTHER_PRODUCTS = auto()  # Kronecker and Hadamard products, vectors of matrices
    EVALUATION = auto()  # traces, determinants, ranks, roots
    BLOCKS = auto()  # operations on block matrices go to the blocks
    DEFINITIONS = auto()  # norms and densities are written out
    LOGARITHMS = auto()  # logarithms are taken apart while their arguments are still products
    PARTIALS = auto()  # derivatives by an entry, term by term
    PARTIAL_PRODUCTS = auto()  # what is left of them: the product rule and the chain rule
    ENTRIES = auto()  # entries, and sums over an index
    DISTRIBUTION = auto()  # products are distributed over sums
    SPECIAL_DERIVATIVES = auto()  # derivatives that a special form gives at once
    QUADRATIC_DERIVATIVES = auto()  # derivatives of quadratic forms
    DERIVATIVES = auto()  # derivatives of other forms
    PRODUCT_RULES = auto()  # what is left is differentiated term by term, factor by factor
    DECISIONS = auto()  # conditions that are known to hold or not, equal indices


class Family(Flag):
    """What a rule is about, as far as a search tells rules apart; a rule may be in several."""

    TRANSPOSES = auto()  # the transpose of a product, a sum, a multiple, …
    SYMMETRY = auto()  # matrices that are their own transposes
    INVERSES = auto()  # the inverse of a product, a multiple, an inverse, …
    CANCELLATION = auto()  # inverses, pseudo-inverses and orthonormal columns in products
    MULTIPLES = auto()  # inverses of multiples of the identity, and the zero column: σ² I and 0
    SCALARS = auto()  # sums and products of numbers
    SUMS = auto()  # whatever is taken term by term, and products over sums
    NORMS = auto()  # squared norms
    DENSITIES = auto()  # normal densities and logarithms
    SLOPES = auto()  # derivatives by a number
    RECTIFIER = auto()  # max(u, 0) and the conditions in it
    BLOCKS = auto()  # transposes and products of block matrices
    ENTRIES = auto()  # lines in components: entries and sums over an index
    PARTIALS = auto()  # lines in components: derivatives by an entry
    DIAGONALS = auto()  # entries on the diagonal of a product of diagonal matrices
    OTHER = auto()  # all others: such a rule is used only together with every family


class Columns(TypedDict, total=False):
    """The columns as a table, or one of its rows, says them; a row's go before its table's."""

    simplify: Simplify
    stage: Stage
    families: Family
