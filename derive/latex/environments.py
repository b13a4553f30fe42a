r"""Matrices, cases, row lists, indicators and sums over an index, as nodes."""

from __future__ import annotations

from derive.latex.names import canonical_name
from derive.latex.syntax import RELATIONS, Node, Syntax

__all__ = ["cases_or_matrix", "condition", "index_sum", "indicator", "listed", "row_list"]

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
                found.append(condition(s))
        if s.peek().text in (",", ".", ";"):
            s.index += 1
        if not s.skip(r"\\") and not s.at(r"\end"):
            s.refuse("cases go on with & or \\\\", expected="&, \\\\ or \\end")
    s.bars.pop()
    s.take(r"\end")
    if s.group_text() != name:
        s.refuse(f"the environment {name} is ended by another name")
    return s.node("cases", found, begin)


def condition(s: Syntax) -> Node:
    """A comparison, or a chain of them."""
    begin = s.index
    sides, signs = [s.sum()], []
    while s.peek().text in RELATIONS:
        signs.append(s.take().text)
        sides.append(s.sum())
    if not signs:
        s.refuse("a condition was expected here", expected="a comparison")
    return s.node("condition", sides, begin, tuple(signs))


def indicator(s: Syntax, begin: int) -> Node:
    """1[condition], after the 1."""
    closing = {"[": "]", "(": ")", "{": "}", r"\{": r"\}"}[s.take().text]
    inner = closing == "}" and s.skip(r"\{")
    s.bars.append("")
    made = condition(s)
    s.bars.pop()
    if inner:
        s.take(r"\}")
    s.take(closing)
    return s.node("indicator", (made,), begin)


def index_sum(s: Syntax) -> Node:
    r"""\sum_i, \sum_{i=1}^n, \sum_{i,j}, \sum_{i \neq j}, \sum_{1 \le i < j \le n}, and \prod_i: of
    the product that follows.

    The node's value is (names, relation, whether it is a product); its operands are the summand,
    then first and last if written, then the two sides of the relation.
    """
    begin = s.index
    product = s.take().text == r"\prod"
    if not s.skip("_"):
        s.refuse("the index of this sum is missing", expected="_i or _{i=1}^n")
    names: list[str] = []
    bounds: list[Node] = []
    letters: list[str] = []
    relation = ""
    if not s.skip("{"):
        names.append(_index_name(s))
    else:
        if s.peek().number:
            bounds.append(s.sum())
            s.take(r"\le")
        letters = [_index_name(s)]
        while not s.at("}") and s.peek().text not in RELATIONS:
            s.skip(",")
            letters.append(_index_name(s))
        relation = s.take().text if s.peek().text in RELATIONS else ""
        if bounds:
            relation = _between(s, letters, bounds, relation)
        elif relation == "=":
            bounds.append(s.sum())
        elif relation:
            letters.append(_index_name(s))
        names += letters if relation in ("", "=") else _bound_here(s, letters)
        s.take("}")
    if s.at("^"):
        if relation not in ("", "=") or len(bounds) > 1:
            s.refuse("which index this bound is of is not clear")
        s.index += 1
        bounds.append(s.argument())
    elif relation == "=":
        s.refuse("the upper bound of this sum is missing", expected="^n")
    s.bound += names
    sides = []
    if relation not in ("", "="):
        if len(letters) != 2:
            s.refuse("this range is not understood", expected=r"i \neq j")
        sides = [s.node("name", (), s.index - 2, letter) for letter in letters]
    body = s.product()
    if product and body.op == "divide":
        s.refuse("what the product goes over is not clear", hint=r"write \frac, or parentheses")
    del s.bound[len(s.bound) - len(names) :]
    return s.node("index_sum", (body, *bounds, *sides), begin, (tuple(names), relation, product))


def _between(s: Syntax, letters: list[str], bounds: list[Node], sign: str) -> str:
    r"""What is left of `1 \le i < j \le n` after its first index: the relation of i and j."""
    relation = ""
    if len(letters) == 1 and s.peek(1).text == r"\le":
        relation = sign
        letters.append(_index_name(s))
        sign = s.take(r"\le").text
    if sign != r"\le":
        s.refuse("this range is not understood", expected=r"1 \le i < j \le n")
    bounds.append(s.sum())
    return relation


def _bound_here(s: Syntax, letters: list[str]) -> list[str]:
    """Which letters of a relation the sum binds: those that nothing around it says."""
    if all(letter in s.names for letter in letters) and not any(x in s.bound for x in letters):
        s.refuse("which of the two indices is summed over is not clear", hint="write two sums")
    return [letter for letter in letters if letter not in s.bound and letter not in s.names]


def _index_name(s: Syntax) -> str:
    token = s.peek()
    if not (token.letter or token.text in (r"\ell", r"\alpha", r"\beta", r"\mu", r"\nu")):
        s.refuse("an index was expected here", expected="a letter")
    s.index += 1
    return canonical_name(token.text)
