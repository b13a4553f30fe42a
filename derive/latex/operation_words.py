r"""Operations that are written as a word before one matrix, `\operatorname{adj}(A)`.

A row serves both ways: the printer writes its first form, the reader knows all its spellings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from derive.algebra import term as t
from derive.algebra.term import Term

__all__ = ["BUILT", "PRINTED", "SPELLINGS"]


@dataclass(frozen=True, slots=True)
class AppliedWord:
    """An operation: its class, its constructor, its LaTeX, and the words it is read from.

    The first word is what the operation is called in a node.  An operation that is printed another
    way, as A⁺ is, has no LaTeX here.
    """

    kind: type
    construct: Callable[[Term], Term]
    latex: str
    words: tuple[str, ...]


_ROWS = (
    AppliedWord(
        t.Trace,
        t.trace,
        r"\operatorname{tr}",
        ("tr", "Tr", "trace", "Trace", "TR", "Sp", "Spur"),
    ),
    AppliedWord(t.Determinant, t.determinant, r"\det", ("det", "Det")),
    AppliedWord(t.Rank, t.rank, r"\operatorname{rank}", ("rank", "rk", "Rank")),
    AppliedWord(t.Vectorization, t.vec, r"\operatorname{vec}", ("vec", "Vec")),
    AppliedWord(t.Adjugate, t.adjugate, r"\operatorname{adj}", ("adj", "Adj")),
    AppliedWord(t.PseudoInverse, t.pinv, "", ("pinv",)),
    AppliedWord(t.Diagonal, t.diagonal, r"\operatorname{diag}", ("diag", "Diag")),
    # read from the same words, of a column: see `typing_rules`
    AppliedWord(t.DiagonalMatrix, t.diagonal_matrix, r"\operatorname{diag}", ()),
)
BUILT: Mapping[str, Callable[[Term], Term]] = MappingProxyType(
    {row.words[0]: row.construct for row in _ROWS if row.words}
)
PRINTED: Mapping[type, str] = MappingProxyType({row.kind: row.latex for row in _ROWS if row.latex})
SPELLINGS: Mapping[str, str] = MappingProxyType(
    {word: row.words[0] for row in _ROWS for word in row.words}
)
