r"""What the letters of a gold mean when nothing is declared.

Capitals are matrices, lower-case Greek letters are scalars, lower-case Latin letters are columns
where the formula can then be read and scalars where not; without a capital, scalars come first.
Sizes are found by unification, and are as general as the formula allows; a column has more than one
row.  What was assumed is said with the verdict.

Limits: MAX_LETTERS letters, of which MAX_DOUBTFUL may be columns or scalars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import sympy
from sympy import Dummy, Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import ordered
from derive.algebra.shapes import Dimensions, show_shape
from derive.algebra.term import Dim, Shape, Term
from derive.errors import ContextError, DeriveError, LimitError
from derive.latex.answer import unwrap
from derive.latex.assumptions import read_fact
from derive.latex.elaborate import Elaborator
from derive.latex.statement_syntax import free_names, statement
from derive.latex.typing_rules import RULES

__all__ = ["Inferred", "infer_context"]

MAX_LETTERS = 24
MAX_DOUBTFUL = 6
SIZES = "nmpqrstuvh"
COLUMNS = frozenset("abuvwxyzgfhcdmr")  # these are tried as columns first
INDEXED = (r"\sum", r"\prod", "∑", "∏")
# what is under one of these is no scalar
VECTORIAL = tuple(
    (
        r"\| \lVert \Vert ‖ || ^T ^{T ^t ^{t \top \intercal ᵀ ⊤ '"
        r" ^\mathsf ^{\mathsf ^\mathrm ^{\mathrm"
    ).split()
)
GREEK_CAPITALS = frozenset(
    r"\Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega".split()
)


@dataclass(frozen=True, slots=True)
class Inferred:
    """A context that gives a gold a meaning, and what was assumed for it, in words."""

    context: Context
    assumed: str


@lru_cache(maxsize=256)
def infer_context(gold: str, assume: Sequence[str] = ()) -> Inferred:
    """The context of a gold of which nothing is declared; `assume` are assumptions about it.

    Raises ContextError or ReadError where no meaning of the letters lets the gold be read.
    """
    text, label = _without_label(unwrap(gold))
    names = [name for name in free_names(text) if name != label]
    if len(names) > MAX_LETTERS:
        raise LimitError(f"more than {MAX_LETTERS} letters, and none of them is declared")
    if any(sign in text for sign in INDEXED):
        raise ContextError("the ranges of indices cannot be inferred", hint="declare the symbols")
    first: DeriveError | None = None
    for kinds in _meanings(names, plain=not any(sign in text for sign in VECTORIAL)):
        try:
            shapes = _sizes(text, kinds)
        except DeriveError as error:
            first = first or error
            continue
        context = Context.of(
            t.matrix(name, *shapes[name]) if kind != "scalar" else t.scalar(name)
            for name, kind in kinds.items()
        )
        for fact in assume:
            context = context.assume(*read_fact(fact, context))
        return Inferred(context, _in_words(context))
    raise ContextError(
        "nothing is declared, and no meaning of the letters fits: "
        + (first.message if first is not None else "there are none"),
        hint="declare the symbols",
    )


def _without_label(text: str) -> tuple[str, str | None]:
    """The formula without `w =` before it, and the name w, if it occurs nowhere else."""
    head, sign, rest = text.partition("=")
    if not sign:
        return text, None
    try:
        named, used = free_names(head), free_names(rest)
    except DeriveError:
        return text, None
    if len(named) == 1 and named[0] not in used and "=" not in rest:
        return " " * (len(head) + 1) + rest, named[0]
    return text, None


def _meanings(names: Sequence[str], plain: bool) -> Iterator[Mapping[str, str]]:
    """What the letters may be, the likeliest first; `plain` if no norm or transpose is there."""
    kinds = {name: _kind(name) for name in names}
    if plain and "matrix" not in kinds.values():
        yield dict.fromkeys(names, "scalar")
    doubtful = [name for name, kind in kinds.items() if kind in ("column?", "scalar?")]
    settled = {name: kind for name, kind in kinds.items() if name not in doubtful}
    if len(doubtful) > MAX_DOUBTFUL:
        raise LimitError("too many letters may be columns or scalars", hint="declare them")
    choices = [
        ("column", "scalar") if kinds[name] == "column?" else ("scalar", "column")
        for name in doubtful
    ]
    for chosen in product(*choices):
        found = {**settled, **dict(zip(doubtful, chosen, strict=True))}
        yield {name: found[name] for name in names}


def _kind(name: str) -> str:
    letter = name.partition("_")[0].partition("^")[0].rstrip("'")
    while letter.startswith(("\\hat{", "\\bar{", "\\tilde{", "\\dot{")) and letter.endswith("}"):
        letter = letter[letter.index("{") + 1 : -1]
    if letter in GREEK_CAPITALS or letter[:1].isupper():
        return "matrix"
    if letter.startswith("\\"):
        return "scalar"
    return "column?" if letter in COLUMNS else "scalar?"


def _sizes(text: str, kinds: Mapping[str, str]) -> dict[str, Shape]:
    """The most general sizes with which the text is well-typed.  Raises DeriveError if none are."""
    dims = Dimensions()
    names: dict[str, Term] = {}
    for name, kind in kinds.items():
        if kind == "scalar":
            names[name] = t.scalar(name)
        else:
            cols = Integer(1) if kind == "column" else dims.unknown()
            names[name] = t.matrix(name, dims.unknown(), cols)
    node = statement(text, names)
    elaborator = Elaborator(text, names, dims, RULES)
    if node.op == "equation":
        sides = [elaborator.value(side) for side in node.args]
        _meet(dims, sides[0].shape, sides[1].shape)
    else:
        elaborator.value(node)
    found = _named(dims, {n: s.shape for n, s in names.items() if t.is_matrix(s)})
    single = [name for name, shape in found.items() if shape == (t.ONE, t.ONE)]
    if single:
        raise ContextError(f"{single[0]} would be 1×1")
    return found


def _meet(dims: Dimensions, left: tuple[Dim, ...], right: tuple[Dim, ...]) -> None:
    if left and right and not dims.same_shape(left, right):
        raise ContextError("the sides have different shapes")


def _named(dims: Dimensions, shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The shapes with a letter for each size that is still free, in the order they occur."""
    sizes = iter([*SIZES, *(f"n_{{{i}}}" for i in range(2 * MAX_LETTERS))])
    free = [size for size in sizes if size not in shapes]
    letters_of: dict[Dim, Dim] = {}
    found: dict[str, Shape] = {}
    for name, shape in shapes.items():
        resolved = [dims.resolve(dim) for dim in shape]
        for dim in resolved:
            for dummy in ordered(dim.atoms(Dummy)):
                if dummy not in letters_of:
                    letters_of[dummy] = t.dimension(free[len(letters_of)])
        made = [sympy.expand(dim.xreplace(letters_of)) for dim in resolved]
        found[name] = (made[0], made[1])
    return found


def _in_words(context: Context) -> str:
    said = [
        f"{name} is {show_shape(symbol.shape)}" if t.is_matrix(symbol) else f"{name} is a scalar"
        for name, symbol in context.symbols.items()
    ]
    return "nothing is declared; assumed: " + ", ".join(said) if said else ""
