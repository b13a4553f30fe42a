"""Matrices, rows in brackets, cases and indicators, as nodes."""

from __future__ import annotations

from derive.latex.cursor import RELATIONS, Node
from derive.latex.syntax import Syntax

__all__ = ["cases_or_matrix", "indicator", "is_condition", "listed", "row_list"]

MATRICES = frozenset(
    (
        "matrix pmatrix bmatrix Bmatrix vmatrix smallmatrix array psmallmatrix bsmallmatrix"
        " pmatrix* bmatrix* matrix*"
    ).split()
)


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
    s.bars.append("")
    while not s.at(r"\end"):
        rows[-1].append(_element(s))
        if s.skip("&") or s.at(r"\end"):
            continue
        if s.peek().text != r"\\":
            s.refuse("a matrix goes on with & or \\\\", expected="&, \\\\ or \\end")
        s.index += 1
        if not s.at(r"\end"):
            rows.append([])
    s.bars.pop()
    s.take(r"\end")
    if s.group_text() != name:
        s.refuse(f"the environment {name} is ended by another name")
    made = _matrix(s, rows, begin)
    return s.node("apply", (made,), begin, "det") if name == "vmatrix" else made


def _element(s: Syntax) -> Node:
    r"""An entry, or the dots that stand for entries."""
    begin = s.index
    return s.node("dots", (), begin) if s.skip(r"\dots") else s.inner()


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
    if any(entry.op == "dots" for entry in entries):
        s.refuse("dots are read in a row, a column or diag only")
    if not rows[0] or len({len(row) for row in rows}) != 1:
        s.refuse("the rows of this matrix have different lengths")
    return s.node("matrix", [entry for row in rows for entry in row], begin, len(rows[0]))


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
