r"""Answers as people give them: boxed, labelled, as a chain of equalities, with a where-clause.

The last member of a chain is the answer, and every link must hold.  A label is a name that is not
declared; a where-clause defines undeclared names that the answer uses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import shape_of
from derive.algebra.term import Shape, Term
from derive.errors import DeriveError, Place, ReadError
from derive.latex.names import canonical_name
from derive.latex.reader import read

__all__ = ["Answer", "read_answer"]

_WRAPPERS = (("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"))
_BOX = re.compile(r"\\(?:boxed|fbox)\s*\{")
_ALIGNED = re.compile(r"\\(?:begin|end)\{(?:aligned|align\*?|equation\*?|gathered|split)\}")
_WHERE = re.compile(
    r"\\text\{\s*(?:,\s*)?(?:where|with)\s*:?\s*\}|(?<![a-zA-Z\\])(?:where|with)\s", re.I
)
_EITHER = re.compile(r"\\text\{\s*or\s*\}|(?<![a-zA-Z\\])or(?![a-zA-Z])|\\lor(?![a-zA-Z])")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its label if it has one, the members of its chain, and the last of them."""

    label: str | None
    members: tuple[Term, ...]
    text: str

    @property
    def term(self) -> Term:
        return self.members[-1]


def read_answer(text: str, context: Context, *, expected: Shape | None = None) -> Answer:
    """The answer in a text.

    Raises ReadError for what is no single formula, ShapeError for an operation that does not fit;
    the place is one in the text without its wrapping.
    """
    bare = unwrapped(text)
    if not bare:
        raise ReadError("the answer is empty", place=Place(text, 0, 1), expected="a formula")
    if (found := _EITHER.search(bare)) is not None:
        raise ReadError(
            "two answers are none", place=Place(bare, *found.span()), expected="one formula"
        )
    formula, clauses = _clauses(bare)
    context, values = _defined(clauses, context)
    pieces = _split(formula, "=")
    label = None
    if len(pieces) > 1 and _is_label(pieces[0], context):
        label, pieces = pieces[0].strip(), pieces[1:]
    members = []
    for piece in pieces:
        term = read(piece, context, expected=expected).term
        members.append(_resolved(term, values))
    return Answer(label, tuple(members), bare)


def unwrapped(text: str) -> str:
    """The formula without math mode, box, display style, alignment and closing punctuation."""
    bare = text.strip()
    while True:
        before = bare
        bare = _ALIGNED.sub(" ", bare).replace(r"\displaystyle", " ").strip()
        for begin, end in _WRAPPERS:
            inside = bare[len(begin) : len(bare) - len(end)]
            if len(bare) > len(begin) + len(end) and bare.startswith(begin) and bare.endswith(end):
                bare = inside.strip() if begin not in inside else bare
        bare = re.sub(r"(?:(?<!\\)[.,;]|\\[,;:! ]|\\q?quad)\s*$", "", bare).strip()
        bare = re.sub(r"^(?:\\[,;:! ]|\\q?quad)\s*", "", bare)
        found = _BOX.match(bare)
        if found is not None and _closing(bare, found.end() - 1) == len(bare) - 1:
            bare = bare[found.end() : -1].strip()
        if bare == before:
            return bare.replace("&", " ") if r"\begin" not in bare else bare


def _closing(text: str, start: int) -> int:
    depth = 0
    for index in range(start, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return index
    return -1


def _split(text: str, sign: str) -> list[str]:
    """The pieces between signs outside all brackets."""
    pieces, depth, begin = [], 0, 0
    for index, char in enumerate(text):
        if char in "([{" or text.startswith(r"\langle", index):
            depth += 1
        elif char in ")]}" or text.startswith(r"\rangle", index):
            depth -= 1
        elif char == sign and depth == 0 and text[index - 1 : index] != "\\":
            pieces.append(text[begin:index])
            begin = index + 1
    return [*pieces, text[begin:]]


def _clauses(text: str) -> tuple[str, list[str]]:
    """The formula, and the definitions after it (`…, \\quad S = H P H^T + R`)."""
    text = _WHERE.sub(" , ", text)
    first, *rest = _split(text, ",")
    return first, [piece for piece in rest if piece.strip()]


def _defined(clauses: list[str], context: Context) -> tuple[Context, dict[Term, Term]]:
    """The context with the names that clauses define, and what they stand for."""
    values: dict[Term, Term] = {}
    for clause in clauses:
        name, *meaning = _split(clause, "=")
        if len(meaning) != 1 or not _is_label(name, context):
            raise ReadError(
                "this is no definition", place=Place(clause, 0, len(clause)), expected="S = …"
            )
        term = _resolved(read(meaning[0], context).term, values)
        shape = shape_of(term, context.dims())
        spelled = canonical_name(name.strip())
        symbol = t.matrix(spelled, *shape) if shape else t.scalar(spelled)
        context = context.declare(symbol)
        values[symbol] = term
    return context, values


def _is_label(text: str, context: Context) -> bool:
    """Whether a text is a name (perhaps with an argument) that is not declared."""
    bare = re.sub(r"\\(?:left|right)?\s*\([a-zA-Z\\{}_, ]*\\?(?:right)?\s*\)\s*$", "", text.strip())
    bare = re.sub(r"\^\s*\{?\s*(?:\*|\\ast|\\star|\\dagger)\s*\}?", "", bare)
    bare = re.sub(r"\([^()]*\)\s*$", "", bare).strip()
    try:
        name = canonical_name(bare)
    except DeriveError:
        return False
    return name not in {canonical_name(known) for known in context.symbols}


def _resolved(term: Term, values: dict[Term, Term]) -> Term:
    while values.keys() & t.free_symbols(term):
        term = t.substitute(term, values)
    return term
