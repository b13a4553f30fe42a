r"""Where a formula may break across lines, read from its LaTeX.

`terms` splits at the top level only: before a relation or a binary sign (the better break), and
between the factors of a product (the worse).  Whatever stands in braces, brackets, `\left…\right`,
`\begin…\end` or `|…|` stays whole.  A stretch of colour is split with what it colours, so that a
long sum breaks although all of it changed.  Joined again, the pieces are the formula.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.errors import DeriveError

__all__ = ["CHANGED", "WIDE", "Pieces", "checked", "length", "loosened", "terms"]

CHANGED = r"\textcolor{changed}"

WIDE = 45
Pieces = tuple[tuple[str, ...], ...]  # the terms of a formula, each with its factors

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.DOTALL)
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?\Z")
_RELATION = re.compile(
    r"([=<>]|\\(le|leq|ge|geq|ne|neq|iff|implies|Rightarrow|Leftrightarrow|sim|approx|to|in|succ"
    r"|succeq|prec|preceq|equiv|coloneqq|propto|quad|qquad))\Z"
)
_SIGNS = frozenset(("+", "-", r"\pm", r"\mp"))
_BINARY = frozenset((r"\cdot", r"\times", r"\otimes", r"\odot", r"\circ", "*", "/", ","))
_BRACKETS = {
    "(": ")",
    "[": "]",
    r"\{": r"\}",
    r"\lVert": r"\rVert",
    r"\lvert": r"\rvert",
    r"\langle": r"\rangle",
    r"\lfloor": r"\rfloor",
    r"\lceil": r"\rceil",
}
_OPEN = frozenset(_BRACKETS)
_CLOSE = frozenset(_BRACKETS.values())
_FENCE = frozenset(("|", r"\|", r"\Vert", r"\vert"))
_TALL = re.compile(r"\\(begin|d?frac|sum|prod)(?![a-zA-Z])")
_SIZED = re.compile(r"\\(left|right|middle|[bB]igg?[lrm]?)\Z")
_ARGUMENTS = {r"\frac": 2, r"\tfrac": 2, r"\dfrac": 2, r"\binom": 2, r"\textcolor": 2}
_ONE_ARGUMENT = re.compile(
    r"\\(math[a-z]+|boldsymbol|operatorname\*?|text[a-z]*|hat|bar|tilde|vec|dot|ddot|widehat"
    r"|overline|underline|sqrt|boxed|mathop|overset|underset|phantom|hphantom|vphantom)\Z"
)
_OPERATORS = re.compile(
    r"\\(operatorname\*?|log|ln|exp|det|sin|cos|tan|tanh|min|max|arg|lim|sum|prod|int|partial"
    r"|nabla|ker|dim|sup|inf|neg|displaystyle|limits|mathrm)\Z"
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """One thing at the top level with its scripts: `kind` is operand, operator, sign, relation,
    binary or space; `fenced` if it begins with a bracket, `bound` if it ends with a script."""

    kind: str
    latex: str
    fenced: bool = False
    bound: bool = False


def terms(latex: str) -> Pieces:
    """The terms of a formula, and their factors.  Raises DeriveError for unbalanced LaTeX."""
    pieces: list[list[str]] = [[""]]
    before: _Atom | None = None
    for atom in _atoms(latex):
        coloured = _coloured(atom)
        if coloured is not None:
            inner = terms(coloured)
            if pieces != [[""]] and _binary_at_start(coloured, before):
                pieces.append([""])
            pieces[-1][-1] += _colour(inner[0][0])
            pieces[-1].extend(_colour(factor) for factor in inner[0][1:])
            pieces.extend([_colour(factor) for factor in term] for term in inner[1:])
        elif _begins_term(atom, before) and pieces != [[""]]:
            pieces.append([atom.latex])
        elif _begins_factor(atom, before):
            pieces[-1].append(atom.latex)
        else:
            pieces[-1][-1] += atom.latex
        if atom.kind != "space":
            before = atom
    return tuple(tuple(term) for term in pieces)


def checked(latex: str) -> str:
    """The formula itself.  Raises DeriveError if it names another colour than `changed`."""
    if len(re.findall(r"\\(?:text)?color(?![a-zA-Z])", latex)) != latex.count(CHANGED + "{"):
        raise DeriveError("a formula with another colour than “changed”", hint=latex)
    return latex


def loosened(pieces: Pieces) -> Pieces:
    r"""The same, but brackets of over WIDE letters break within: `\left(` is `\bigl(` there."""
    made: list[tuple[str, ...]] = []
    for term in pieces:
        current: list[str] = []
        for factor in term:
            first, *others = _opened(factor) if length(factor) > WIDE else ((factor,),)
            current += first
            for other in others:
                made.append(tuple(current))
                current = list(other)
        made.append(tuple(current))
    return tuple(made)


def _opened(factor: str) -> Pieces:
    """The terms of a factor whose widest atom is a bracket; itself if none is, or if the bracket
    grows with something tall within."""
    atoms = _atoms(factor)
    coloured = _coloured(atoms[0]) if len(atoms) == 1 else None
    if coloured is not None:
        return tuple(tuple(map(_colour, term)) for term in _opened(coloured))
    widest = max(range(len(atoms)), key=lambda i: length(atoms[i].latex))
    tokens = _TOKEN.findall(atoms[widest].latex)
    grows = tokens[0] == r"\left"
    if not (grows or tokens[0] in _OPEN) or (grows and _TALL.search(factor)):
        return ((factor,),)
    end = _matching(tokens, 0, factor)
    first, last = (2, end - 2) if grows else (1, end - 1)
    inner = [list(term) for term in loosened(terms("".join(tokens[first:last])))]
    before = "".join(atom.latex for atom in atoms[:widest])
    after = "".join(tokens[end:]) + "".join(atom.latex for atom in atoms[widest + 1 :])
    inner[0][0] = before + (rf"\bigl{tokens[1]}" if grows else tokens[0]) + inner[0][0]
    inner[-1][-1] += (rf"\bigr{tokens[end - 1]}" if grows else tokens[end - 1]) + after
    return tuple(map(tuple, inner))


def length(latex: str) -> int:
    """About how many letters wide the formula is, where no typesetter is at hand."""
    bare = re.sub(r"\\(begin|end)\{[a-z]+\}|\\textcolor\{changed\}", "", latex)
    bare = re.sub(r"\\(left|right|boldsymbol|math[a-z]+|operatorname\*?)(?![a-zA-Z])", "", bare)
    return len(re.sub(r"[{}^_&\s]", "", re.sub(r"\\([a-zA-Z]+|.)", "x", bare)))


def _coloured(atom: _Atom) -> str | None:
    """The inside of a stretch of colour without scripts."""
    if not atom.latex.startswith(CHANGED + "{") or atom.bound:
        return None
    return atom.latex[len(CHANGED) + 1 : -1]


def _colour(latex: str) -> str:
    return f"{CHANGED}{{{latex}}}" if latex.strip() else latex


def _binary_at_start(latex: str, before: _Atom | None) -> bool:
    first = next((atom for atom in _atoms(latex) if atom.kind != "space"), None)
    return first is not None and _begins_term(first, before)


def _begins_term(atom: _Atom, before: _Atom | None) -> bool:
    if before is None:
        return False
    return atom.kind == "relation" or (atom.kind == "sign" and before.kind == "operand")


def _begins_factor(atom: _Atom, before: _Atom | None) -> bool:
    """Never between a name and the bracket after it, which may be its argument, nor in a number."""
    if before is None or before.kind != "operand" or atom.kind not in ("operand", "operator"):
        return False
    if before.latex.isdigit() and atom.latex[0].isdigit():
        return False
    return before.bound or before.fenced or not atom.fenced


def _atoms(latex: str) -> list[_Atom]:
    tokens = _TOKEN.findall(latex)
    atoms: list[_Atom] = []
    at = 0
    while at < len(tokens):
        end = _end_of_unit(tokens, at, latex)
        token, unit = tokens[at], "".join(tokens[at:end])
        kind = _kind(token, unit)
        bound = False
        while kind in ("operand", "operator") and end < len(tokens) and tokens[end] in "^_'":
            script = end
            end = end + 1 if tokens[end] == "'" else _end_of_unit(tokens, end + 1, latex)
            unit += "".join(tokens[script:end])
            bound = True
        fenced = token in _OPEN or token in _FENCE or _SIZED.match(token) is not None
        atoms.append(_Atom(kind, unit, fenced, bound))
        at = end
    return atoms


def _kind(token: str, unit: str) -> str:
    if _RELATION.match(token):
        return "relation"
    if token in _SIGNS:
        return "sign"
    if token in _BINARY:
        return "binary"
    if _OPERATORS.match(token) and not re.match(r"\\mathrm\{[^{}]\}\Z", unit):
        return "operator"
    return "space" if token.isspace() or token in (r"\,", r"\;", r"\:", r"\!") else "operand"


def _end_of_unit(tokens: list[str], at: int, latex: str) -> int:
    """Where the unit that begins at `at` ends: a token with its arguments, or a bracketed group."""
    if at >= len(tokens):
        raise DeriveError("this formula ends too early", hint=latex)
    token = tokens[at]
    if token == "{":
        return _matching(tokens, at, latex)
    if token == r"\begin" or token in _OPEN or _SIZED.match(token):
        return _matching(tokens, at, latex)
    if token in _FENCE:
        closing = next((i for i in range(at + 1, len(tokens)) if tokens[i] == token), at)
        return closing + 1
    end = at + 1
    arguments = _ARGUMENTS.get(token, 1 if _ONE_ARGUMENT.match(token) else 0)
    if token == r"\sqrt" and tokens[end : end + 1] == ["["]:
        end = _matching(tokens, end, latex)
    for _ in range(arguments):
        while end < len(tokens) and tokens[end].isspace():
            end += 1
        end = _end_of_unit(tokens, end, latex)
    while _COMMAND.match(token) and tokens[end : end + 1] == ["{"]:  # what it takes is its own
        end = _matching(tokens, end, latex)
    return end


def _matching(tokens: list[str], at: int, latex: str) -> int:
    """The end of the group that opens at `at`, whatever brackets, braces and sizes it nests."""
    depth = 0
    i = at
    while i < len(tokens):
        token = tokens[i]
        if _SIZED.match(token):  # the bracket after it is its own
            depth += {"l": 1, "r": -1}.get(_side(token, tokens[i + 1 : i + 2]), 0)
            i += 1
        elif token in ("{", r"\begin") or token in _OPEN:
            depth += 1
        elif token in ("}", r"\end") or token in _CLOSE:
            depth -= 1
        i += 1
        if depth <= 0:
            if token == r"\end":  # its name in braces
                while i < len(tokens) and tokens[i - 1] != "}":
                    i += 1
            return i
    raise DeriveError("a bracket of this formula is never closed", hint=latex)


def _side(token: str, following: list[str]) -> str:
    """`l` for a sized bracket that opens, `r` for one that closes, nothing for one between."""
    name = token.removeprefix("\\")
    if name in ("left", "right"):
        return name[0]
    if name[-1] in "lrm":
        return name[-1]
    return "l" if following and following[0] in _OPEN else "r"
