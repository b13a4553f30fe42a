r"""Atoms: numbers, names, brackets, fractions, norms, functions, matrices, sums over an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy
from sympy import Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.shapes import show_shape
from derive.algebra.term import Term
from derive.errors import ShapeError
from derive.latex.names import Letter, canonical, group_end, scan_letter, spelled

if TYPE_CHECKING:
    from derive.latex.grammar import Parser, Read

__all__ = ["atom"]

OPERATORS: dict[str, Callable[[Term], Term]] = {
    "tr": lambda a: t.Trace(a),
    "trace": lambda a: t.Trace(a),
    "det": lambda a: t.Determinant(a),
    "rank": t.Rank,
    "rk": t.Rank,
    "vec": t.Vectorization,
    "adj": t.Adjugate,
}
FUNCTIONS = {
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "tanh": sympy.tanh,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
}
MATRICES = frozenset(["matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"])
BRACKETS = {"(": ")", "[": "]", r"\{": r"\}"}


def atom(p: Parser) -> Read:
    """The next atom; a ReadError says what was expected."""
    start, token = p.place, p.peek()
    if token.number:
        p.take()
        return p.made(Rational(token.text), start)
    rule = _RULES.get(token.text)
    if rule is not None and not _declared(p):
        return rule(p)
    if token.text == "{":
        return _braced(p)
    named = _name(p)
    if named is not None:
        return named
    word = token.text.removeprefix("\\")
    if word in OPERATORS or word in FUNCTIONS or word == "Tr":
        p.take()
        return _applied(p, word, start)
    letter = scan_letter(p.tokens, p.place)
    if letter is not None:
        raise p.unknown(letter.text, token)
    return p.refuse("a formula was expected here", expected="a letter, a number or a bracket")


def _declared(p: Parser) -> bool:
    letter = scan_letter(p.tokens, p.place)
    return letter is not None and letter.text in p.names


# -- brackets -----------------------------------------------------------------------------------


def _bracket(p: Parser) -> Read:
    """Parentheses; a 1 x 1 matrix in them is a scalar."""
    start = p.place
    closing = BRACKETS[p.take().text]
    p.bars.append("")
    inner = p.sum().term
    p.bars.pop()
    if closing == "]" and p.peek().text == ",":
        return _row_list(p, inner, start)
    p.take(closing)
    if t.is_matrix(inner) and p.shape(inner) == (1, 1):
        inner = t.as_scalar(inner)
    return p.made(inner, start)


def _row_list(p: Parser, first: Term, start: int) -> Read:
    """[a, b, c]: columns or scalars side by side."""
    entries = [first]
    while p.peek().text == ",":
        p.take()
        entries.append(p.sum().term)
    p.take("]")
    return p.made(_matrix(p, [entries]), start)


def _braced(p: Parser) -> Read:
    """A brace group: a font switch with its letters, or a formula, or a \\over b."""
    start = p.place
    end = group_end(p.tokens, p.place)
    if end < 0:
        p.refuse("this brace is not closed", expected="}")
    named = _name(p)
    if named is not None:
        return named
    p.take("{")
    if p.peek().text == "}" and p.tokens[end + 1 : end + 2] and p.peek(1).text == "^":
        p.take()
        return _left_transpose(p, start)
    inner = p.sum().term
    if p.peek().text == r"\over":
        p.take()
        below = p.sum().term
        p.take("}")
        return p.made(p.divided(inner, below), start)
    p.take("}")
    return p.made(inner, start)


def _left_transpose(p: Parser, start: int) -> Read:
    """{}^t X: the transpose written on the left."""
    p.take("^")
    if p.script_text() not in ("t", "T", r"\top"):
        p.refuse("only a transpose may stand on the left")
    return p.made(t.transpose(p.scripted().term), start)


def _bars(p: Parser) -> Read:
    r"""|…|: determinant of a matrix, absolute value of a scalar; \|…\|: the norm."""
    start = p.place
    sign = p.take().text
    p.bars.append(sign)
    inner = p.sum().term
    p.bars.pop()
    if p.peek().text != sign:
        p.refuse("this bar has no partner", expected=sign)
    p.take()
    if sign == "|":
        if not p.shape(inner):
            return p.made(sympy.Abs(inner, evaluate=False), start)
        return p.made(t.Determinant(inner), start)
    return p.made(_norm(p, inner), start)


def _norm(p: Parser, inner: Term) -> Term:
    shape = p.shape(inner)
    kind = "2" if shape and shape[1] == 1 else ""
    if p.peek().text == "_":
        p.take()
        kind = p.script_text()
    if not shape:
        return sympy.Abs(inner, evaluate=False)
    if kind == "2" and shape[1] != 1:
        p.refuse("the spectral norm of a matrix is not read", hint=r"write \|A\|_F")
    if kind not in ("2", "F"):
        p.refuse("which norm is not clear", expected="_2 or _F")
    return t.norm(inner, "2" if shape[1] == 1 else "F")


def _inner_product(p: Parser) -> Read:
    start = p.place
    p.take(r"\langle")
    left = p.sum().term
    p.take(",")
    right = p.sum().term
    p.take(r"\rangle")
    product = t.mul(t.transpose(left), right)
    p.shape(product)
    return p.made(t.as_scalar(product) if t.is_matrix(product) else product, start)


# -- fractions, roots, functions ----------------------------------------------------------------


def _fraction(p: Parser) -> Read:
    start = p.place
    p.take(r"\frac")
    if _differential(p):
        return _derivative(p, start)
    above = _piece(p)
    below = _piece(p)
    return p.made(p.divided(above, below), start)


def _piece(p: Parser) -> Term:
    """An argument of \\frac: a group, or one token; of a number its first digit, as in TeX."""
    token = p.peek()
    if token.text == "{":
        p.take()
        inner = p.sum().term
        p.take("}")
        return inner
    if token.text.isdigit():
        return Integer(p.digit())
    return atom(p).term


def _differential(p: Parser) -> bool:
    inside = p.peek(1).text if p.peek().text == "{" else ""
    return inside == r"\partial" or (inside == "d" and "d" not in p.names)


def _derivative(p: Parser, start: int) -> Read:
    r"""\frac{\partial f}{\partial x}, or \frac{\partial}{\partial x} and a factor."""
    p.take("{")
    p.take()
    of = p.sum().term if p.peek().text != "}" else None
    p.take("}")
    p.take("{")
    p.take()
    by = p.scripted().term
    p.take("}")
    if of is None:
        of = p.scripted().term
    made = t.jacobian(of, by)
    p.shape(made)
    return p.made(made, start)


def _root(p: Parser) -> Read:
    start = p.place
    p.take(r"\sqrt")
    inner = p.group()
    return p.made(t.power(inner, Rational(1, 2)), start)


def _operator_name(p: Parser) -> Read:
    start = p.place
    named = _name(p)
    if named is not None:
        return named
    p.take()
    word = p.group_text()
    return _applied(p, word, start)


def _applied(p: Parser, word: str, start: int) -> Read:
    """A named operator and its argument: parentheses, or the product that follows."""
    squared = None
    if p.peek().text == "^":
        p.take()
        squared = p.script()
    bracketed = p.peek().text in ("(", "[", "{")
    if bracketed:
        closing = {"(": ")", "[": "]", "{": "}"}[p.take().text]
        p.bars.append("")
        inner = p.sum().term
        p.bars.pop()
        p.take(closing)
    else:
        inner = p.product().term
    made = _application(p, word, inner)
    p.shape(made)
    return p.made(made if squared is None else t.power(made, squared), start)


def _application(p: Parser, word: str, inner: Term) -> Term:
    shape = p.shape(inner)
    lowered = "tr" if word == "Tr" else word
    if lowered in OPERATORS:
        return OPERATORS[lowered](inner if shape else _refuse_scalar(p, word, inner))
    if lowered in ("diag", "Diag"):
        column = bool(shape) and shape[1] == 1
        return t.DiagonalMatrix(inner) if column else t.Diagonal(inner)
    if lowered in FUNCTIONS:
        name = "log" if lowered == "ln" else lowered
        if not shape:
            return FUNCTIONS[name](inner, evaluate=False)
        if p.dims.same(*shape):
            return t.MatrixFunction(inner, Symbol(name))
        return t.Elementwise(inner, Symbol(name))
    return p.refuse(f"{word} is not understood", expected="an operator, as tr, det, diag, exp")


def _refuse_scalar(p: Parser, word: str, inner: Term) -> Term:
    raise p.placed(ShapeError(f"{word} needs a matrix, and this is a {show_shape(())}", left=inner))


# -- names --------------------------------------------------------------------------------------


def _name(p: Parser) -> Read | None:
    """A declared name, the longest that fits, or a built-in constant; None if it is neither."""
    start = p.place
    letter = scan_letter(p.tokens, p.place)
    if letter is None:
        return None
    for text, end in _candidates(p, letter):
        if text in p.bound or text in p.names:
            p.place = end
            found = p.bound.get(text, p.names.get(text))
            assert found is not None  # one of the two holds it
            return _entries(p, p.made(found, start))
    return _constant(p, letter, start)


def _candidates(p: Parser, letter: Letter) -> list[tuple[str, int]]:
    """The names that may be meant, longest first, each with the place after it."""
    index, scripts, found = letter.end, {"_": "", "^": ""}, [(letter.text, letter.end)]
    primes = ""
    while index < len(p.tokens):
        sign = p.tokens[index].text
        if sign == "'":
            primes += sign
            index += 1
        elif sign in scripts and not scripts[sign] and index + 1 < len(p.tokens):
            end = index + 1
            if p.tokens[end].text == "{":
                end = group_end(p.tokens, end)
                if end < 0:
                    break
            scripts[sign] = canonical(p.tokens[index + 1 : end + 1])
            index = end + 1
        else:
            break
        found.append((spelled(letter.text, scripts["_"], scripts["^"], primes), index))
    return found[::-1]


def _entries(p: Parser, read: Read) -> Read:
    """The entry of a matrix, where a subscript follows a name that has none of its own."""
    if p.peek().text != "_" or not t.is_matrix(read.term):
        return read
    start = p.place - 1
    p.take("_")
    indices = _indices(p)
    shape = p.shape(read.term)
    if len(indices) == 1 and shape[1] == 1:
        indices.append(Integer(1))
    if len(indices) != 2:
        p.refuse("a matrix has two indices", expected="A_{ij}")
    return p.made(t.Entry(read.term, *indices), start)


def _indices(p: Parser) -> list[Term]:
    if p.peek().text != "{":
        return [_index(p)]
    p.take("{")
    found = []
    while p.peek().text != "}":
        found.append(_index(p))
        if p.peek().text == ",":
            p.take()
    p.take("}")
    return found


def _index(p: Parser) -> Term:
    token = p.peek()
    if token.number:
        p.take()
        return Integer(token.text)
    if token.text in p.bound:
        p.take()
        return p.bound[token.text]
    found = p.names.get(token.text)
    if isinstance(found, Symbol):
        p.take()
        return found
    raise p.unknown(token.text or "this index", token)


def _constant(p: Parser, letter: Letter, start: int) -> Read | None:
    """I, 0, 1 (bold), e and \\pi, where the letter is not declared."""
    text = letter.text
    if text == "I":
        p.place = letter.end
        size = _written_size(p)
        return p.made(t.identity(size[0] if size else p.dims.unknown()), start)
    if text == r"\pi":
        p.place = letter.end
        return p.made(sympy.pi, start)
    if text == "e":
        p.place = letter.end
        if p.peek().text == "^":
            p.take()
            exponent = p.script()
            return p.made(_application(p, "exp", exponent), start)
        return p.made(sympy.E, start)
    return None


def _bold_digit(p: Parser) -> Read | None:
    r"""\mathbf{0}, \boldsymbol{1}: the zero matrix and the column (or matrix) of ones."""
    start = p.place
    inside = [token.text for token in p.tokens[p.place + 1 : p.place + 4]]
    if inside[:1] == ["{"] and inside[2:] == ["}"] and inside[1] in ("0", "1"):
        p.place += 4
        digit = inside[1]
    elif inside[:1] and inside[0] in ("0", "1"):
        p.place += 2
        digit = inside[0]
    else:
        return None
    size = _written_size(p)
    if digit == "0":
        rows, cols = [*size, Integer(1)][:2] if size else (p.dims.unknown(), p.dims.unknown())
        return p.made(t.zeros(rows, cols), start)
    rows, cols = [*size, Integer(1)][:2] if size else (p.dims.unknown(), Integer(1))
    return p.made(t.OneMatrix(rows, cols), start)


def _written_size(p: Parser) -> list[Term]:
    """The size in a subscript: n, {n}, {m \\times n}."""
    if p.peek().text != "_":
        return []
    p.take("_")
    if p.peek().text != "{":
        return [_size(p)]
    p.take("{")
    sizes = [_size(p)]
    while p.peek().text in (r"\times", ","):
        p.take()
        sizes.append(_size(p))
    p.take("}")
    return sizes


def _size(p: Parser) -> Term:
    total: Term = Integer(0)
    while True:
        token = p.take()
        if token.number:
            total += Integer(token.text)
        elif token.letter or token.text.startswith("\\"):
            total += t.dimension(token.text)
        else:
            p.place -= 1
            p.refuse("a size was expected", expected="a number or a dimension")
        if p.peek().text != "+":
            return total
        p.take()


# -- matrices and sums --------------------------------------------------------------------------


def _environment(p: Parser) -> Read:
    start = p.place
    p.take(r"\begin")
    name = p.group_text()
    if name not in MATRICES:
        p.refuse(f"the environment {name} is not understood", expected="bmatrix or pmatrix")
    if name == "array" and p.peek().text == "{":
        p.group_text()
    rows: list[list[Term]] = [[]]
    p.bars.append("")
    while p.peek().text != r"\end":
        rows[-1].append(p.sum().term)
        sign = p.peek().text
        if sign == "&":
            p.take()
        elif sign == r"\\":
            p.take()
            if p.peek().text != r"\end":
                rows.append([])
        elif sign != r"\end":
            p.refuse("a matrix goes on with & or \\\\", expected="&, \\\\ or \\end")
    p.bars.pop()
    p.take(r"\end")
    if p.group_text() != name:
        p.refuse(f"the environment {name} is ended by another name")
    if len({len(row) for row in rows}) != 1:
        p.refuse("the rows of this matrix have different lengths")
    made = _matrix(p, rows)
    read = p.made(t.Determinant(made) if name == "vmatrix" else made, start)
    p.shape(read.term)
    return read


def _matrix(p: Parser, rows: list[list[Term]]) -> Term:
    """Scalars make a literal matrix, matrices a block matrix."""
    entries = [entry for row in rows for entry in row]
    if all(not p.shape(entry) for entry in entries):
        return sympy.ImmutableDenseMatrix(len(rows), len(rows[0]), entries)
    sized = [[_block(p, rows, i, j) for j in range(len(row))] for i, row in enumerate(rows)]
    grid = sympy.ImmutableDenseMatrix(len(sized), len(sized[0]), lambda i, j: sized[i][j])
    return t.Term.__new__(t.BlockMatrix, grid)


def _block(p: Parser, rows: list[list[Term]], i: int, j: int) -> Term:
    entry = rows[i][j]
    if entry != 0:
        return entry
    return t.zeros(p.dims.unknown(), p.dims.unknown())


_RULES: dict[str, Callable[[Parser], Read]] = {
    "(": _bracket,
    "[": _bracket,
    r"\{": _bracket,
    "|": _bars,
    r"\|": _bars,
    r"\langle": _inner_product,
    r"\frac": _fraction,
    r"\sqrt": _root,
    r"\operatorname": _operator_name,
    r"\mathrm": _operator_name,
    r"\text": _operator_name,
    r"\begin": _environment,
}


def _styled(p: Parser) -> Read:
    digit = _bold_digit(p)
    if digit is not None:
        return digit
    named = _name(p)
    if named is None:
        letter = scan_letter(p.tokens, p.place)
        raise p.unknown(letter.text if letter else p.peek().text, p.peek())
    return named


_RULES |= dict.fromkeys((r"\mathbf", r"\boldsymbol", r"\bm", r"\mathbb", r"\bf"), _styled)
