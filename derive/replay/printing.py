r"""The LaTeX of a tree, printed anew: what a formula must say for its tree.

Notation
    A printed piece binds as tightly as a SUM, a PRODUCT, a fraction (TIGHT), a POWER or an ATOM;
    where more is needed it stands in parentheses.  I, 0 and 1 carry their size only where nothing
    beside them fixes it (`sized`).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

from derive.replay.dims import ONE, Dim
from derive.replay.report import ReplayError
from derive.replay.trees import STATEMENTS, Tree, varied

__all__ = ["Printer"]

Piece: TypeAlias = tuple[str, int]

SCALAR = (ONE, ONE)
SUM, PRODUCT, TIGHT, POWER, ATOM = range(1, 6)
ACCENTS = ("hat", "bar", "tilde", "vec", "dot", "check")
CALLS = {
    "trace": r"\operatorname{tr}",
    "det": r"\det",
    "rank": r"\operatorname{rank}",
    "diag": r"\operatorname{diag}",
    "diagonal": r"\operatorname{diag}",
    "vec": r"\operatorname{vec}",
    "adjugate": r"\operatorname{adj}",
    "exp": r"\exp",
    "log": r"\log",
}
SUPERSCRIPTS = {"transpose": r"\top", "inverse": "{-1}", "pinv": "{+}"}
LETTERS = {"identity": "I", "zeros": "0", "ones": "1"}
RELATIONS = {"<": "<", "<=": r"\le", "=": "=", "!=": r"\neq"}
SIDES = {1: "^{+}", -1: "^{-}", 0: ""}  # of a limit
INFIX = {"hadamard": r"\odot", "kronecker": r"\otimes"}


class Printer:
    """Prints trees, and remembers what it has printed."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Tree, bool], Piece] = {}

    def latex(self, tree: Tree) -> str:
        """The LaTeX of a term or statement.  ReplayError for an operation that is not printed."""
        return self._piece(tree, True)[0]

    def _piece(self, tree: Tree, sized: bool) -> Piece:
        known = self._seen.get((tree, sized))
        if known is None:
            known = self._seen[tree, sized] = self._print(tree, sized)
        return known

    def _wrapped(self, least: int, tree: Tree, sized: bool = True) -> str:
        text, binds = self._piece(tree, sized)
        return text if binds >= least else f"({text})"

    def _print(self, tree: Tree, sized: bool) -> Piece:
        op, args = tree.op, tree.args
        if op in ("symbol", "dimension", "index"):
            name = _bold(tree.name) if tree.shape else tree.name
            return name, POWER if set("^'") & set(tree.name) else ATOM
        if op == "number":
            return _number(tree.value)
        if op == "pi":
            return r"\pi", ATOM
        if op in LETTERS:
            return self._constant(tree, sized), ATOM
        if op in SUPERSCRIPTS:
            return f"{self._wrapped(ATOM, args[0], sized)}^{SUPERSCRIPTS[op]}", POWER
        if op in CALLS:
            return f"{CALLS[op]}({self._piece(args[0], True)[0]})", POWER
        if op in INFIX:
            return f" {INFIX[op]} ".join(self._wrapped(POWER, arg) for arg in args), TIGHT
        if op in STATEMENTS:
            return self._statement(tree), SUM
        match op:
            case "add":
                return self._sum(tree, sized), SUM
            case "mul":
                return self._product(tree, sized), PRODUCT
            case "pow":
                return self._power(*args)
            case "as_scalar":
                text, binds = self._piece(args[0], True)
                return text, min(binds, PRODUCT)
            case "norm":
                kind = "_F" if args[1].name == "F" else "" if ONE in args[0].shape else "_2"
                return rf"\lVert {self._piece(args[0], True)[0]} \rVert{kind}", ATOM
            case "jacobian":
                return self._jacobian(*args), TIGHT
            case "entry" if args[0].op == "jacobian" and args[0].args[0].shape in ((), SCALAR):
                return self._partial(*args[0].args, *args[1:]), TIGHT
            case "entry":
                return self._entry(*args), POWER
            case "gaussian":
                point = self._piece(args[0], True)[0]
                shown = ", ".join(self._piece(arg, False)[0] for arg in args[1:])
                return rf"\mathcal{{N}}({point} \mid {shown})", POWER
            case "block":
                return self._block(args), ATOM
            case "relu":
                return rf"\operatorname{{ReLU}}({self._piece(args[0], True)[0]})", POWER
            case "indicator":
                return self._indicator(*args), ATOM
            case "infinity":
                return r"\infty", ATOM
            case "limit":
                return self._limit(*args), PRODUCT
            case "sum":
                return self._sum_over(*args), PRODUCT
        raise ReplayError(f"{op} is not printed")

    # -- sums and products ------------------------------------------------------------------------

    def _sum(self, tree: Tree, sized: bool) -> str:
        free = sized and all(map(_sizeless, tree.args))
        wrapped = all(part.op == "as_scalar" for part in tree.args)
        text = ""
        for part in tree.args:
            negative, body = self._summand(part, free)
            if text:
                text += f" - {body}" if negative else f" + {body}"
                continue
            if wrapped and not body.startswith("("):
                body = f"({body})"
            text = f"-{body}" if negative else body
        return text

    def _summand(self, part: Tree, sized: bool) -> tuple[bool, str]:
        """Whether it is subtracted, and its text without that sign."""
        if part.op == "number" and part.value < 0:
            return True, _number(-part.value)[0]
        inner = part.args[0] if part.op == "as_scalar" else part
        if inner.op == "mul" and inner.args[0].op == "number" and inner.args[0].value < 0:
            return True, self._product(inner, sized, negated=True)
        text, binds = self._piece(part, sized)
        own = part.op == "as_scalar" and inner.op == "add"
        return False, f"({text})" if own or binds <= SUM else text

    def _product(self, tree: Tree, sized: bool, negated: bool = False) -> str:
        """The factors in order; with `negated`, without the sign of the first number."""
        free = sized and all(_sizeless(factor) for factor in tree.args if factor.shape)
        text, done = "", -1
        for i, factor in enumerate(tree.args):
            if i == done:
                continue
            below = (
                tree.args[i + 1] if i + 1 < len(tree.args) and _below(tree.args[i + 1]) else None
            )
            value = -factor.value if negated and i == 0 else factor.value
            number = factor.op == "number"
            if number and i == 0 and abs(value) == 1:
                text = "-" if value < 0 else ""
                continue
            over = value.denominator == 1 and i == 0 if number else not factor.shape
            if below is not None and over and not _below(factor):
                above = _number(value)[0] if number else self._piece(factor, True)[0]
                piece, done = self._fraction(above, below), i + 1
            elif number and i == 0:
                piece = _number(value)[0]
            elif number:
                shown = _number(value)[0]
                piece = rf"\cdot {shown}" if value >= 0 else f"({shown})"
            else:
                last = factor.op == "sum" and bool(text) and i + 1 == len(tree.args)
                piece = self._wrapped(PRODUCT if last else PRODUCT + 1, factor, free)
            text += piece if not text or text[-1] in "-{" else f" {piece}"
        return text

    def _fraction(self, above: str, below: Tree) -> str:
        return rf"\frac{{{above}}}{{{self._piece(below.args[0], True)[0]}}}"

    def _power(self, base: Tree, exponent: Tree) -> Piece:
        inner = self._piece(base, True)[0]
        if exponent.op == "number" and exponent.value == Fraction(1, 2) and not base.shape:
            return rf"\sqrt{{{inner}}}", ATOM
        if exponent.op == "number" and exponent.value == -1:
            return rf"\frac{{1}}{{{inner}}}", TIGHT
        if base.op == "entry" and _is_vector_letter(base.args[0]):
            return f"{inner}^{{{self._piece(exponent, True)[0]}}}", POWER
        return f"{self._wrapped(ATOM, base)}^{{{self._piece(exponent, True)[0]}}}", POWER

    # -- other operations -------------------------------------------------------------------------

    def _jacobian(self, of: Tree, by: Tree) -> str:
        below = self._piece(by, True)[0]
        if not of.args:
            return rf"\frac{{\partial {self._piece(of, True)[0]}}}{{\partial {below}}}"
        return rf"\frac{{\partial}}{{\partial {below}}} {self._wrapped(POWER, of)}"

    def _entry(self, matrix: Tree, row: Tree, column: Tree) -> str:
        indices: tuple[Tree, ...] = (row, column)
        if column.op == "number" and column.value == 1 and matrix.shape[1] == ONE:
            indices = (row,)
        elif row.op == "number" and row.value == 1 and matrix.shape[0] == ONE:
            indices = (column,)
        shown = [self._piece(index, True)[0] for index in indices]
        plain = matrix.op == "symbol" and "_" not in matrix.name
        base = matrix.name if plain else f"({self._piece(matrix, True)[0]})"
        return f"{base}_{{{_listed(shown)}}}"

    def _partial(self, of: Tree, by: Tree, row: Tree, column: Tree) -> str:
        """The derivative of a scalar by one entry: transposed, as the layout is."""
        below = self._entry(by, column, row)
        if not of.args or (of.op == "entry" and of.args[0].op == "symbol"):
            return rf"\frac{{\partial {self._piece(of, True)[0]}}}{{\partial {below}}}"
        above = self._wrapped(PRODUCT if of.op == "sum" else POWER, of)
        return rf"\frac{{\partial}}{{\partial {below}}} {above}"

    def _limit(self, body: Tree, variable: Tree, point: Tree, side: Tree) -> str:
        text = self._wrapped(PRODUCT, body)
        text = f"({text})" if text[0] == "-" else text
        at = self._wrapped(SUM if point.op == "number" else ATOM, point)
        return rf"\lim_{{{variable.name} \to {at}{SIDES[int(side.value)]}}} {text}"

    def _sum_over(self, *args: Tree) -> str:
        summand, *bounds = args
        over, first, last = (self._piece(bound, True)[0] for bound in bounds)
        text = self._wrapped(PRODUCT, summand)
        return rf"\sum_{{{over}={first}}}^{{{last}}} {f'({text})' if text[0] == '-' else text}"

    def _block(self, args: tuple[Tree, ...]) -> str:
        """Rows of blocks; I and 0 carry their size where no block beside or above fixes it."""
        width = int(args[0].value)
        rows = [args[i : i + width] for i in range(1, len(args), width)]
        tall = [any(not _sizeless(row[j]) for row in rows) for j in range(width)]
        lines = []
        for row in rows:
            wide = any(
                not _sizeless(part) or (tall[j] and part.op == "identity")
                for j, part in enumerate(row)
            )
            cells = [
                self._piece(
                    part, not (wide or tall[j] if part.op == "identity" else wide and tall[j])
                )[0]
                for j, part in enumerate(row)
            ]
            lines.append(" & ".join(cells))
        return rf"\begin{{bmatrix}} {f' {chr(92) * 2} '.join(lines)} \end{{bmatrix}}"

    def _indicator(self, left: Tree, sign: Tree, right: Tree) -> str:
        if left.op == right.op == "index" and sign.name == "=":
            return rf"\delta_{{{_listed([left.name, right.name])}}}"
        one, other = self._piece(left, True)[0], self._piece(right, True)[0]
        if left.op == "number" and sign.name in ("<", "<="):
            one, other, shown = other, one, {"<": ">", "<=": r"\ge"}[sign.name]
        else:
            shown = RELATIONS[sign.name]
        return rf"\mathbf{{1}}[{one} {shown} {other}]"

    def _constant(self, tree: Tree, sized: bool) -> str:
        letter = rf"\boldsymbol{{{LETTERS[tree.op]}}}"
        rows, cols = map(_dim, tree.shape)
        if not sized and (tree.op != "ones" or cols == "1"):
            return letter
        size = rows if tree.op == "identity" or cols == "1" else rf"{rows} \times {cols}"
        return f"{letter}_{{{size}}}"

    def _statement(self, tree: Tree) -> str:
        if tree.op == "equation":
            left, right = tree.args
            both = _sizeless(left) and _sizeless(right)
            return f"{self._piece(left, both)[0]} = {self._piece(right, False)[0]}"
        shown = [self._piece(arg, False)[0] for arg in tree.args]
        if tree.op == "asymptotic":
            f, g, variable, point, _ = shown
            side = SIDES[int(tree.args[4].value)]
            return rf"{f} \sim {g} \quad ({variable} \to {point}{side})"
        if tree.op == "system":
            return r", \quad ".join(shown)
        if tree.op == "forall":
            return rf"{shown[1]} \quad \text{{for every}} \quad {shown[0]}"
        word = "min" if tree.op == "minimizer" else "max"
        over = ", ".join(self._piece(letter, False)[0] for letter in varied(tree.args[0]))
        text = rf"{over} = \operatorname*{{arg\,{word}}}_{{{over}}} {shown[1]}"
        return text + "".join(rf" \quad \text{{subject to}} \quad {g}" for g in shown[2:])


def _listed(shown: Sequence[str]) -> str:
    return (" " if all(len(index) == 1 for index in shown) else ", ").join(shown)


def _is_vector_letter(tree: Tree) -> bool:
    """Whether an entry of the term may be raised to a power without parentheses."""
    vector = tree.op == "symbol" and tree.shape.count(ONE) == 1
    return vector and not set("_^'") & set(tree.name)


def _below(tree: Tree) -> bool:
    """Whether it is a reciprocal, which goes below a fraction bar."""
    return tree.op == "pow" and not tree.shape and tree.args[1].value == -1


def _sizeless(tree: Tree) -> bool:
    """Whether nothing but sizes written on I, 0 and 1 says what shape it has."""
    if tree.op in LETTERS or tree.op == "unit_vector":
        return True
    made = tree.op in ("mul", "add", "pow", *SUPERSCRIPTS)
    return made and bool(tree.shape) and all(_sizeless(arg) for arg in tree.args if arg.shape)


def _number(value: Fraction) -> Piece:
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else SUM
    text = rf"\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return (f"-{text}", SUM) if value < 0 else (text, TIGHT)


def _bold(name: str) -> str:
    """A name with its letter bold: the part before indices, inside an accent."""
    for accent in ACCENTS:
        start = rf"\{accent}{{"
        end = name.find("}")
        if name.startswith(start) and end > 0:
            return f"{start}{_bold(name[len(start) : end])}{name[end:]}"
    cut = min((i for i, sign in enumerate(name) if sign in "_^'"), default=len(name))
    return rf"\boldsymbol{{{name[:cut]}}}{name[cut:]}"


def _dim(dim: Dim) -> str:
    """A dimension: its terms, the number first."""
    parts = [_monomial(names, c) for names, c in dim]
    return "".join(
        part if not i else f" - {part[1:]}" if part.startswith("-") else f" + {part}"
        for i, part in enumerate(parts)
    )


def _monomial(names: Sequence[str], c: int) -> str:
    if not names:
        return str(c)
    factors = [
        name if names.count(name) == 1 else f"{name}^{{{names.count(name)}}}"
        for name in sorted(set(names))
    ]
    lead = {1: "", -1: "-"}.get(c, f"{c} ")
    return lead + " ".join(factors)
