"""Matrices, rows in brackets, cases and indicators, as nodes."""

from __future__ import annotations

from derive.latex.cursor import RELATIONS, Node
from derive.latex.groups import Group
from derive.latex.syntax import Syntax

__all__ = ["cases_or_matrix", "indicator", "is_condition", "listed", "row_list", "row_tuple"]

MATRICES = frozenset(
    (
        "matrix pmatrix bmatrix Bmatrix vmatrix smallmatrix array psmallmatrix bsmallmatrix"
        " pmatrix* bmatrix* matrix*"
    ).split()
)
BARE = frozenset(["matrix", "matrix*", "smallmatrix", "array"])  # they print no bracket
_OPEN_CELLS = frozenset(["dots", "blank"])


def cases_or_matrix(s: Syntax) -> Node:
    """An environment: rows of entries with & between, or the cases of a function."""
    begin = s.index
    s.take(r"\begin")
    name = s.group_text()
    if name in ("cases", "dcases", "rcases"):
        return _cases(s, name, begin)
    if name not in MATRICES:
        s.refuse(f"the environment {name} is not understood", expected="bmatrix or pmatrix")
    if name == "array" and s.at("{"):
        s.group_text()
    rows: list[list[Node]] = [[]]
    first = s.index
    s.bars.append("")
    while not s.at(r"\end"):
        rows[-1].append(_cell(s))
        if s.skip("&"):
            if s.at(r"\end"):
                rows[-1].append(_cell(s))
            continue
        if s.at(r"\end"):
            continue
        if s.peek().text != r"\\":
            s.refuse("a matrix goes on with & or \\\\", expected="&, \\\\ or \\end")
        s.index += 1
        if not s.at(r"\end"):
            rows.append([])
    s.bars.pop()
    last = s.index
    s.take(r"\end")
    if s.group_text() != name:
        s.refuse(f"the environment {name} is ended by another name")
    if name in BARE and len(rows) == 1 and len(rows[0]) == 1 and rows[0][0].op not in _OPEN_CELLS:
        return s.node("braces", rows[0], begin, Group(begin, first, last, s.index))
    made = _matrix(s, rows, begin)
    return s.node("apply", (made,), begin, "det") if name == "vmatrix" else made


def _element(s: Syntax) -> Node:
    r"""An entry, or the dots that stand for entries."""
    begin = s.index
    return s.node("dots", (), begin) if s.skip(r"\dots") else s.inner()


def _cell(s: Syntax) -> Node:
    """An entry of a matrix, which may be left blank beside dots."""
    if s.peek().text in ("&", r"\\", r"\end"):
        return s.node("blank", (), max(s.index - 1, 0))
    return _element(s)


def listed(s: Syntax, entries: list[Node], begin: int, layout: str) -> Node | None:
    """A list with dots before its last element; None if there are none."""
    dotted = [entry.op == "dots" for entry in entries]
    if not any(dotted):
        return None
    if sum(dotted) > 1 or len(entries) < 3 or not dotted[-2]:
        s.refuse("this list is not understood", expected=r"[c_1, c_2, \dots, c_n]")
    return s.node("progression", [*entries[:-2], entries[-1]], begin, layout)


def _matrix(s: Syntax, rows: list[list[Node]], begin: int) -> Node:
    entries = [entry for row in rows for entry in row]
    if 1 in (len(rows), len(rows[0])):
        made = listed(s, entries, begin, "row" if len(rows) == 1 else "column")
        if made is not None:
            return made
    if not rows[0] or len({len(row) for row in rows}) != 1:
        s.refuse("the rows of this matrix have different lengths")
    if any(entry.op == "dots" for entry in entries):
        return _dotted(s, rows, begin)
    if any(entry.op == "blank" for entry in entries):
        s.refuse("an entry of this matrix is missing", expected="an entry, or 0")
    return s.node("matrix", entries, begin, len(rows[0]))


def _dotted(s: Syntax, rows: list[list[Node]], begin: int) -> Node:
    """A matrix with dots: a diagonal one, or one that its corners tell."""
    size = len(rows)
    square = size == len(rows[0])
    beside = [row[j] for i, row in enumerate(rows) for j in range(len(row)) if i != j]
    if square and all(_is_empty(entry) for entry in beside):
        made = listed(s, [rows[i][i] for i in range(size)], begin, "diagonal")
        if made is not None:
            return made
    middle = [*rows[-2], *(row[-2] for row in rows)]
    kept = [row[j] for i, row in enumerate(rows) for j in range(len(row)) if _told(rows, i, j)]
    if size < 3 or len(rows[0]) < 3 or not all(map(_is_empty, middle)):
        s.refuse("how this matrix goes on cannot be seen", expected=_GRID)
    if any(entry.op in ("dots", "blank") for entry in kept):
        s.refuse("how this matrix goes on cannot be seen", expected=_GRID)
    return s.node("grid", kept, begin, len(rows[0]) - 1)


_GRID = r"a_{11} & \cdots & a_{1n} \\ \vdots & & \vdots \\ a_{m1} & \cdots & a_{mn}"


def _told(rows: list[list[Node]], i: int, j: int) -> bool:
    """Whether an entry stands in no row and no column of dots."""
    return i != len(rows) - 2 and j != len(rows[0]) - 2


def _is_empty(entry: Node) -> bool:
    return entry.op in ("blank", "dots") or (entry.op, entry.value) == ("number", 0)


def row_tuple(s: Syntax, first: Node, begin: int) -> Node:
    r"""`(x_1, x_2, \dots, x_n)`, which is a row where `^\top` makes a column of it."""
    row = [first]
    while s.skip(","):
        row.append(_element(s))
    s.take(")")
    made = _matrix(s, [row], begin)
    mark = s.peek(2).text if s.at("^", "{") else s.peek(1).text
    if not s.at("^") or mark not in ("T", r"\top", r"\mathsf", r"\mathrm", r"\text"):
        s.refuse("whether this is a row or a column is not clear", hint=r"write (a, b)^\top")
    return s.node("tuple", (made,), begin)


def row_list(s: Syntax, first: Node, begin: int) -> Node:
    """[a, b; c, d]: commas between columns, semicolons between rows."""
    rows = [[first]]
    while s.peek().text in (",", ";"):
        if s.take().text == ",":
            rows[-1].append(_element(s))
        else:
            rows.append([_element(s)])
    s.take("]")
    return _matrix(s, rows, begin)


def _cases(s: Syntax, name: str, begin: int) -> Node:
    """The values and conditions by cases, alternating; `otherwise` has no condition."""
    found: list[Node] = []
    s.bars.append("")
    while not s.at(r"\end"):
        found.append(s.sum())
        s.skip(",")
        if s.skip("&"):
            word = ""
            if s.skip(r"\text") or s.skip(r"\mathrm"):
                word = s.group_text()
            if word not in ("if", "for", "when", ""):
                if word.rstrip(".") not in ("otherwise", "else", "elsewhere"):
                    s.refuse("this condition is not understood", expected="if, or otherwise")
            else:
                found.append(_condition(s))
        if s.peek().text in (",", ".", ";"):
            s.index += 1
        if not s.skip(r"\\") and not s.at(r"\end"):
            s.refuse("cases go on with & or \\\\", expected="&, \\\\ or \\end")
    s.bars.pop()
    s.take(r"\end")
    if s.group_text() != name:
        s.refuse(f"the environment {name} is ended by another name")
    return s.node("cases", found, begin)


def _condition(s: Syntax) -> Node:
    """A comparison, or a chain of them."""
    begin = s.index
    sides, signs = [s.sum()], []
    while s.peek().text in RELATIONS:
        signs.append(s.take().text)
        sides.append(s.sum())
    if not signs:
        s.refuse("a condition was expected here", expected="a comparison")
    return s.node("condition", sides, begin, tuple(signs))


def is_condition(s: Syntax, start: int) -> bool:
    """Whether a comparison stands in the brackets that open at the token of index `start`, in no
    others within them; those of `_{\\{a > 0\\}}` are one."""
    depth = 0
    inner = [token.text for token in s.tokens[start : start + 2]] == ["{", r"\{"]
    for index in range(start, min(len(s.tokens), start + 60)):
        text = s.tokens[index].text
        depth += text in ("(", "[", "{", r"\{")
        depth -= text in (")", "]", "}", r"\}")
        if depth == 0:
            return False
        if text in RELATIONS and depth == 1 + inner:
            return True
    return False


def indicator(s: Syntax, begin: int) -> Node:
    """1[condition], after the 1."""
    closing = {"[": "]", "(": ")", "{": "}", r"\{": r"\}"}[s.take().text]
    inner = closing == "}" and s.skip(r"\{")
    s.bars.append("")
    made = _condition(s)
    s.bars.pop()
    if inner:
        s.take(r"\}")
    s.take(closing)
    return s.node("indicator", (made,), begin)
