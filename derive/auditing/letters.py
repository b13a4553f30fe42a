r"""What the letters of a document are: declared, said in prose, or inferred from all formulas at
once.

A letter has one shape.  Sizes are unknown at first, and are found by unification over all sides of
all statements; what is a column or a scalar is first guessed by how letters are used in print, and
then changed, one letter at a time, as long as more lines can be read so.

Limits: MAX_LETTERS letters; MAX_TRIALS changes are tried.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy
from sympy import Dummy, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.order import ordered
from derive.algebra.shapes import Dimensions, show_shape
from derive.algebra.term import AnySymbol, Shape, Term
from derive.auditing.naming import all_names, names_in
from derive.errors import DeriveError
from derive.fuel import spend
from derive.latex.atoms import atom
from derive.latex.cursor import Node
from derive.latex.elaborate import Elaborator
from derive.latex.families import marked_name
from derive.latex.names import scan_letter
from derive.latex.statement_syntax import formula
from derive.latex.syntax import Syntax
from derive.latex.tokens import tokenize
from derive.latex.typing_rules import RULES

__all__ = ["Letters", "Line", "Meaning", "meaning_of"]

MAX_LETTERS = 60
MAX_TRIALS = 60
_SIZES = "nmdpqrstkhluv"
_COLUMNS = frozenset("abuvwxyzgfhcr")
_GREEK_COLUMNS = frozenset(
    (
        r"\beta \theta \mu \varepsilon \epsilon \nu \xi \phi \psi \omega \delta \Delta \zeta \eta"
        r" \pi"
    ).split()
)
_GREEK_MATRICES = frozenset(
    r"\Gamma \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega".split()
)
_BOLD = frozenset([r"\mathbf", r"\boldsymbol", r"\bm", r"\bf", r"\pmb", r"\vec"])
_SIGMA = re.compile(r"\\sigma(?![a-zA-Z])|σ")
_SIGMA_OF = re.compile(r"(?:\\sigma(?![a-zA-Z])|σ)'?\s*(?:\\left|\\big|\\Big)?\s*[(\[]")
_ACCENTS = (r"\hat{", r"\bar{", r"\tilde{", r"\dot{", r"\check{", r"\ddot{")


@dataclass(frozen=True, slots=True)
class Line:
    """The sides of one statement, cleaned, and whether they are of one shape."""

    sides: tuple[str, ...]
    number: int
    equal: bool = True


@dataclass(slots=True)
class Letters:
    """What is known of letters before anything is inferred: shapes (as texts), kinds, families
    (name of a member with its index → shape, count), sizes, and which names are functions."""

    shapes: dict[str, tuple[str, str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    symbols: dict[str, AnySymbol] = field(default_factory=dict)
    counts: dict[str, str] = field(default_factory=dict)  # last values of indices
    listed: dict[str, str] = field(default_factory=dict)  # letters x of x_1, …, x_n, with n
    functions: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()  # letters that have a meaning of their own elsewhere
    bold: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meaning:
    """A context, what was assumed for it, which letters were guessed to be columns or scalars and
    might be read otherwise, and the lines that fit no shapes."""

    context: Context
    assumed: tuple[str, ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    inferred: frozenset[str] = frozenset()
    unfit: frozenset[int] = frozenset()
    lines: int = 0
    sheet: Any = field(default=None, repr=False)
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False)

    def trusted(self) -> bool:
        """Whether nearly all lines fit the shapes that were found."""
        return len(self.unfit) <= max(2, self.lines * 15 // 100)

    def in_doubt(self, name: str) -> bool:
        """Whether a letter may as well be of another kind: as many lines fit then."""
        if self.sheet is None or name not in self.kinds or name in self.sheet.sure:
            return False
        for other in _OTHERS.get(self.kinds[name], ()):
            unfit, names, dims = self.sheet.attempt({**self.kinds, name: other})
            known = self.context.symbols.get(name)
            if len(unfit) <= len(self.unfit) and _form(names[name], dims) != _form(known, dims):
                return True
        return False

    def misfits(self, name: str) -> int:
        """In how many lines a letter stands that fit no shapes."""
        if self.sheet is None:
            return 0
        return sum(
            line.number in self.unfit and any(name in all_names(side) for side in line.sides)
            for line, _ in self.sheet.lines
        )


# -- names ----------------------------------------------------------------------------------------


def base_of(name: str) -> str:
    """The letter of a name without accents and scripts."""
    letter = name
    while letter.startswith(_ACCENTS):
        close = letter.rfind("}") if "_" not in letter and "^" not in letter else letter.find("}")
        letter = letter[letter.index("{") + 1 : close] + letter[close + 1 :]
    return letter.partition("_")[0].partition("^")[0].rstrip("'")


def undecorated(name: str) -> str:
    r"""The name without accents, stars and words: `\hat{w}_{ridge}^{*}` is a w, `x_{1}` itself."""
    letter = name
    while letter.startswith((r"\hat{", r"\bar{", r"\tilde{")):
        close = letter.find("}")
        letter = letter[letter.index("{") + 1 : close] + letter[close + 1 :]
    head, caret, above = letter.partition("^")
    if caret and (set(above) <= set("{}*") or above.strip("{}").isalpha()):
        letter = head
    head, low, below = letter.partition("_")
    inside = below.strip("{}")
    if low and (
        inside in ("*", r"\star")
        or (inside.isalpha() and len(inside) > 2)
        or (inside.isupper() and len(inside) > 1)
    ):
        letter = head
    return letter


def bold_names(texts: Iterable[str]) -> frozenset[str]:
    """The names that stand in a bold font somewhere."""
    found: set[str] = set()
    for text in texts:
        if "\\" not in text and text.isascii():
            continue
        try:
            tokens = tokenize(text)
        except DeriveError:
            continue
        for index, token in enumerate(tokens):
            if token.text in _BOLD:
                letter = scan_letter(tokens, index)
                if letter is not None:
                    found.add(letter.text)
    return frozenset(found)


def free_names_in(text: str, known: Iterable[str]) -> list[str]:
    """The names in a formula, of which those with marks are `known`.  Raises DeriveError."""
    marked = list(known)
    syntax = Syntax(tokenize(text), text, marked, atom, free=True)
    syntax.whole(syntax.sum)
    return list(syntax.found)


# -- inference ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sheet:
    """The lines with their nodes, and the letters with what each may be."""

    lines: list[tuple[Line, list[Node | None]]]
    kinds: dict[str, str]
    fixed: dict[str, AnySymbol]
    families: dict[str, tuple[str, str]]  # the name of the matrix of members → index, count
    names: set[str]
    sizes: frozenset[str]
    layout: str = ""
    sure: frozenset[str] = frozenset()  # letters whose kind is said, or shown by their font

    def attempt(self, kinds: Mapping[str, str]) -> tuple[set[int], dict[str, Term], Dimensions]:
        """The lines that do not fit, the symbols and what was found of their sizes."""
        dims = Dimensions()
        names: dict[str, Term] = dict(self.fixed)
        for size in self.sizes:
            names.setdefault(size, t.dimension(size))
        for name, kind in kinds.items():
            names[name] = _symbol(name, kind, dims)
        for name, (_, count) in self.families.items():
            rows = dims.unknown()
            cols = t.dimension(count) if count else dims.unknown()
            names.setdefault(name, t.matrix(name, rows, cols))
        unfit: set[int] = set()
        for line, nodes in self.lines:
            if not self._fits(line, nodes, names, dims):
                unfit.add(line.number)
        return unfit, names, dims

    def _fits(
        self, line: Line, nodes: Sequence[Node | None], names: Mapping[str, Term], dims: Dimensions
    ) -> bool:
        shapes: list[Shape] = []
        for side, node in zip(line.sides, nodes, strict=True):
            if node is None:
                continue
            spend(20 * len(side))
            state = dims.copy()
            elaborator = Elaborator(side, names, dims, RULES, self.layout)
            try:
                value = elaborator.value(node)
            except (DeriveError, RecursionError, ValueError, TypeError):
                dims._solved = state._solved
                return False
            dims._solved = elaborator.dims._solved
            if value.term != 0:
                shapes.append(value.shape)
        if not line.equal:
            return True
        return all(_meet(dims, left, right) for left, right in itertools.pairwise(shapes))


def _meet(dims: Dimensions, left: Shape, right: Shape) -> bool:
    if bool(left) != bool(right):
        return dims.same_shape(left or right, (t.ONE, t.ONE))
    return dims.same_shape(left, right)


def _symbol(name: str, kind: str, dims: Dimensions) -> Term:
    if kind == "scalar":
        return t.scalar(name)
    if kind == "size":
        return t.dimension(name)
    if kind == "index":
        return t.index(name)
    if kind == "square":
        size = dims.unknown()
        return t.matrix(name, size, size)
    cols = t.ONE if kind == "column" else dims.unknown()
    return t.matrix(name, dims.unknown(), cols)


def meaning_of(lines: Sequence[Line], known: Letters) -> Meaning:
    """What the letters of some lines mean, with what is known of them."""
    sheet = _sheet(lines, known)
    best: tuple[tuple[int, int], dict[str, str], str, set[int]] | None = None
    for layout in ("gradient", "row"):
        sheet.layout = layout
        score, kinds, unfit = _searched(sheet)
        if best is None or score < best[0]:
            best = score, kinds, layout, unfit
        if score[0] == 0 and layout == "gradient":
            break
        if not _has_derivatives(lines):
            break
    assert best is not None
    _, kinds, sheet.layout, unfit = best
    _, names, dims = sheet.attempt(kinds)
    return _meaning(sheet, kinds, names, dims, unfit, known)


def _has_derivatives(lines: Sequence[Line]) -> bool:
    return any(
        sign in side for line in lines for side in line.sides for sign in (r"\partial", "∂", "{d")
    )


def _sheet(lines: Sequence[Line], known: Letters) -> _Sheet:
    found: dict[str, None] = {}
    marked = [*_marked(lines), *sorted(known.named)]
    for line in lines:
        for side in line.sides:
            try:
                used = free_names_in(side, marked)
            except (DeriveError, RecursionError):
                continue
            found.update(dict.fromkeys(used))
            found.update(dict.fromkeys(n for n in marked if n in all_names(side)))
    sizes = frozenset(
        {size for shape in known.shapes.values() for size in shape if size.isalpha() or "_" in size}
        | {count for count in known.counts.values() if count and not count.isdigit()}
        | {count for count in known.listed.values() if count and not count.isdigit()}
        | {str(s) for symbol in known.symbols.values() for s in _dimensions(symbol)}
    )
    fixed = dict(known.symbols)
    for name, (rows, cols) in known.shapes.items():
        if name not in fixed:
            fixed[name] = t.matrix(name, _size(rows), _size(cols))
    families = _families(found, fixed, known)
    groups = [*families, *(name for name in fixed if ":" in name)]
    members = {name: None for name in found if _family_of(name, groups)}
    kinds: dict[str, str] = {}
    indices = _indices(found)
    for name in list(found)[:MAX_LETTERS]:
        if (
            name in fixed
            or name in members
            or name in known.functions
            or (name not in known.named and _constant(name))
        ):
            continue
        entry = _entry_base(name, found, fixed)
        if entry or (name in sizes):
            continue
        if name in known.counts or (name == r"\sigma" and _applied(lines)):
            continue
        kinds[name] = known.kinds.get(name) or _guess(name, known, found)
        if name in indices:
            kinds[name] = "index"
    names = {*kinds, *fixed, *families, *sizes}
    made = _Sheet([], kinds, fixed, families, names, sizes)
    small = {name for name in kinds if base_of(name) in known.bold and base_of(name).islower()}
    made.sure = frozenset(small | {name for name in kinds if name in known.kinds})
    for line in lines:
        made.lines.append((line, [_node(side, names, sizes) for side in line.sides]))
    return made


def _applied(lines: Sequence[Line]) -> bool:
    r"""Whether `\sigma` is applied wherever it stands: then it is the logistic function."""
    texts = [side for line in lines for side in line.sides]
    count = sum(len(_SIGMA.findall(text)) for text in texts)
    return count == sum(len(_SIGMA_OF.findall(text)) for text in texts)


def _dimensions(symbol: AnySymbol) -> list[Symbol]:
    shape = symbol.shape if isinstance(symbol, t.MatrixSymbol) else ()
    return [s for size in shape for s in ordered(size.free_symbols)]


def _size(text: str) -> Term:
    return sympy.Integer(int(text)) if text.isdigit() else t.dimension(text)


def _constant(name: str) -> bool:
    return (
        name.startswith((r"\mathbf{0}", r"\mathbf{1}", r"\mathbb"))
        or name in ("I", "e", r"\pi")
        or name.startswith(("I_{", "e_{"))
    )


def _marked(lines: Sequence[Line]) -> list[str]:
    found: dict[str, None] = {}
    for line in lines:
        for side in line.sides:
            try:
                found.update(dict.fromkeys(names_in(side)))
            except DeriveError:
                continue
    return list(found)


def _node(side: str, names: set[str], sizes: frozenset[str]) -> Node | None:
    try:
        return formula(side, names, sizes=sizes)
    except (DeriveError, RecursionError):
        return None


def _families(
    found: Iterable[str], fixed: Mapping[str, AnySymbol], known: Letters
) -> dict[str, tuple[str, str]]:
    """The families: letters with an index that a sum binds, or listed with dots, where the letter
    does not stand alone as well."""
    names = set(found) | set(fixed)
    families: dict[str, tuple[str, str]] = {}
    for name in found:
        index = _index_of(name)
        if index is None or base_of(name) in names or name in fixed:
            continue
        count = known.counts.get(index) or known.listed.get(base_of(name), "")
        if (not count and index not in known.counts) or _family_of(name, fixed):
            continue
        try:
            families.setdefault(marked_name(name, index), (index, count))
        except DeriveError:
            continue
    return {name: said for name, said in families.items() if name not in fixed}


def _indices(found: Iterable[str]) -> set[str]:
    """The letters that stand as indices of others: i of `x_{i}`, j and k of `A_{jk}`."""
    scripts = (name.partition("_{")[2].partition("}")[0] for name in found)
    return {sign for script in scripts if script.isalpha() for sign in script if sign in "ijkl"}


def _index_of(name: str) -> str | None:
    """The index of `x_{i}` or `x^{(i)}`; None for another name."""
    if name.endswith(")}") and "^{(" in name:
        inside = name[name.index("^{(") + 3 : -2]
    elif name.endswith("}") and "_{" in name and "^" not in name:
        inside = name[name.index("_{") + 2 : -1]
    else:
        return None
    return inside if len(inside) == 1 and inside.isalpha() else None


def _family_of(name: str, families: Iterable[str]) -> bool:
    for marked in families:
        if ":" not in marked:
            continue
        head = marked.partition(":")[0]
        if name.startswith(head) and len(name) > len(head):
            return True
    return False


def _entry_base(name: str, found: Iterable[str], fixed: Mapping[str, AnySymbol]) -> str:
    """The letter of which a name is an entry: `x_{i}` where x stands alone as well."""
    if "_{" not in name or (name.startswith(_ACCENTS) and False):
        return ""
    head, _, below = name.partition("_")
    inside = below.strip("{}")
    names = set(found) | set(fixed)
    short = inside and all(sign in "ijklmnrst" for sign in inside) and len(inside) <= 2
    return head if short and head in names else ""


def _guess(name: str, known: Letters, found: Iterable[str]) -> str:
    """What a letter is by how letters are used in print."""
    plain = undecorated(name)
    if plain != name and plain in known.kinds:
        return known.kinds[plain]
    if plain != name and plain in known.shapes:
        return "column" if known.shapes[plain][1] == "1" else "matrix"
    letter = base_of(name)
    bold = letter in known.bold
    if letter in _GREEK_MATRICES or (len(letter) == 1 and letter.isupper()):
        return "matrix"
    if bold:
        return "column"
    if letter in _GREEK_COLUMNS:
        return "column" if not known.bold else "scalar"
    if letter.startswith("\\"):
        return "scalar"
    if known.bold and len(letter) == 1 and r"\mathbf" not in letter:
        return "scalar"
    return "column" if letter in _COLUMNS else "scalar"


_OTHERS = {
    "column": ("scalar", "matrix"),
    "scalar": ("column", "matrix"),
    "matrix": ("scalar", "column"),
}


def _searched(sheet: _Sheet) -> tuple[tuple[int, int], dict[str, str], set[int]]:
    """The kinds with which most lines fit, found by changing one letter at a time."""
    kinds = dict(sheet.kinds)
    unfit, _, _ = sheet.attempt(kinds)
    score = (len(unfit), 0)
    trials = 0
    improved = True
    while unfit and improved and trials < MAX_TRIALS:
        improved = False
        doubtful = _letters_of(sheet, unfit, kinds)
        for name in doubtful:
            for other in _OTHERS.get(kinds[name], ()) if name not in sheet.sure else ():
                if trials >= MAX_TRIALS:
                    break
                trials += 1
                tried = {**kinds, name: other}
                fewer, _, _ = sheet.attempt(tried)
                changed = sum(tried[one] != sheet.kinds[one] for one in tried)
                if (len(fewer), changed) < score and len(fewer) < len(unfit):
                    kinds, unfit, score, improved = tried, fewer, (len(fewer), changed), True
                    break
            if improved:
                break
    return score, kinds, unfit


def _letters_of(sheet: _Sheet, unfit: set[int], kinds: Mapping[str, str]) -> list[str]:
    """The letters of the lines that do not fit, those of most lines first."""
    count: dict[str, int] = {}
    for line, nodes in sheet.lines:
        if line.number in unfit:
            for node in nodes:
                for name in sorted(_names_of(node)):
                    if name in kinds:
                        count[name] = count.get(name, 0) + 1
    return sorted(count, key=lambda name: -count[name])


def _names_of(node: Node | None) -> set[str]:
    if node is None:
        return set()
    found = {node.value} if node.op == "name" and isinstance(node.value, str) else set()
    for arg in node.args:
        found |= _names_of(arg)
    return found


def _meaning(
    sheet: _Sheet,
    kinds: Mapping[str, str],
    names: Mapping[str, Term],
    dims: Dimensions,
    unfit: set[int],
    known: Letters,
) -> Meaning:
    """The context with a letter for each size that is still free."""
    taken = {*names, *sheet.sizes}
    free = iter([*(s for s in _SIZES if s not in taken), *(f"n_{{{i}}}" for i in range(1, 400))])
    letters: dict[Term, Term] = {}
    symbols: dict[str, AnySymbol] = {}
    for name, symbol in names.items():
        if not isinstance(symbol, t.MatrixSymbol):
            if isinstance(symbol, Symbol) and (name in kinds or name in sheet.fixed):
                symbols[name] = symbol
            continue
        shape: list[t.Dim] = []
        for dim in symbol.shape:
            resolved = dims.resolve(dim)
            for dummy in ordered(resolved.atoms(Dummy)):
                if dummy not in letters:
                    letters[dummy] = t.dimension(next(free))
            shape.append(sympy.expand(resolved.xreplace(letters)))
        if tuple(shape) == (t.ONE, t.ONE) and name in kinds:
            symbols[name] = t.scalar(name)
        else:
            symbols[name] = t.matrix(name, *shape)
    for size in sheet.sizes:
        symbols.setdefault(size, t.dimension(size))
    context = replace(Context.of(_consistent(symbols)), layout=sheet.layout)
    assumed = [_in_words(symbols[name]) for name in kinds if name in symbols]
    guessed = {name: kind for name, kind in kinds.items() if name not in known.kinds}
    inferred, apart = frozenset(kinds), frozenset(unfit)
    count = len(sheet.lines)
    return Meaning(context, tuple(assumed), guessed, inferred, apart, count, sheet, kinds)


def _form(symbol: Any, dims: Dimensions) -> str:
    """Whether a letter turned out to be a scalar, a column, a row or a matrix."""
    if not isinstance(symbol, t.MatrixSymbol):
        return "scalar"
    single = [dims.resolve(size) == t.ONE for size in symbol.shape]
    return {(True, True): "scalar", (False, True): "column", (True, False): "row"}.get(
        (single[0], single[1]), "matrix"
    )


def _in_words(symbol: AnySymbol) -> str:
    if isinstance(symbol, t.MatrixSymbol):
        return f"{symbol.name} is {show_shape(symbol.shape)}"
    return f"{symbol.name} is a scalar"


def _consistent(symbols: Mapping[str, AnySymbol]) -> list[AnySymbol]:
    """The symbols; a number with the name of a size is that size."""
    sizes = {
        str(s): s
        for symbol in symbols.values()
        if isinstance(symbol, t.MatrixSymbol)
        for size in symbol.shape
        for s in ordered(size.free_symbols)
    }
    return [
        sizes.get(name, symbol) if isinstance(symbol, Symbol) else symbol
        for name, symbol in symbols.items()
    ]
