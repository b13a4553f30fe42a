r"""Formulas for terminals: `(\boldsymbol{X}^\top \boldsymbol{X})^{-1}` as `(XᵀX)⁻¹`.

A formula is parsed as it is read, every letter being a name, so that what the signs bind is what is
shown: fractions have the parentheses that they need, `∂/∂w` stands before what it is applied to,
matrices are small grids.  What is no formula of ours is left to pylatexenc, if it is installed.

Notation
    A `Box` is some lines of one length, and which of them stands on the line of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import NamedTuple

from derive.errors import DeriveError
from derive.latex.cursor import Node
from derive.latex.names import canonical_name, group_end
from derive.latex.statement_syntax import free_formula
from derive.latex.tokens import QUAD, Token, tokenize

__all__ = ["formula_lines", "formula_text", "led_lines", "prose_text"]

# it is optional
LATEX2TEXT = import_module("pylatexenc.latex2text") if find_spec("pylatexenc") else None
_RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        "=": "=", "<": "<", ">": ">", r"\le": "≤", r"\ge": "≥", r"\neq": "≠", r"\to": "→",
        r"\iff": "⟺", r"\Leftrightarrow": "⟺", r"\implies": "⟹", r"\Rightarrow": "⟹",
        r"\sim": "∼", r"\succ": "≻", r"\succeq": "⪰", r"\prec": "≺", r"\preceq": "⪯",
        r"\approx": "≈", r"\in": "∈", ",": ",", ";": ";", QUAD: "  ",
    }
)  # fmt: skip
_CLOSE = frozenset([",", ";"])  # nothing stands between these and what is before them
_OPENING = frozenset(["{", "(", "[", r"\{", r"\langle", r"\begin"])
_CLOSING = frozenset(["}", ")", "]", r"\}", r"\rangle", r"\end"])
_UP = dict(zip("0123456789+-()nikmjTxyzabcdehlprstuvw", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵏᵐʲᵀˣʸᶻᵃᵇᶜᵈᵉʰˡᵖʳˢᵗᵘᵛʷ", strict=True))  # fmt: skip  # noqa: E501
_DOWN = dict(zip("0123456789+-=()ijkaehlmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ᵢⱼₖₐₑₕₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))  # fmt: skip  # noqa: E501
_MARKS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "ddot": "\u0308",
          "check": "\u030c", "breve": "\u0306", "underline": "\u0332"}  # fmt: skip
_NUMBERS = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔"}
_WORDS = {"logistic": "σ", "relu": "ReLU", "sqrt": "√", "logistic'": "σ′"}
_PREDICATE = re.compile(r"\\mathrm\{([a-z]+(?:\\_[a-z]+)+)\}")
_RAISED_NAME = re.compile(r"\\?[A-Za-z]+(?:_(?:\{[^{}]*\}|\w))?\^\{\([^{}]*\)\}")
_LOOSE, _TIGHT, _ATOM = range(3)  # a sum, a product or quotient, one piece


class Box(NamedTuple):
    """Lines of one length, the index of that on the line of the text, and how they bind."""

    lines: tuple[str, ...]
    base: int = 0
    binds: int = _ATOM

    @property
    def text(self) -> str:
        """The one line; what stands in several is refused."""
        if len(self.lines) > 1:
            raise DeriveError("a grid has no place here")
        return self.lines[0]


def formula_text(latex: str) -> str:
    """A formula, or several with words and relations between, in one line."""
    return "".join(box.text for box in _boxes(latex, grids=False))


def formula_lines(latex: str) -> list[str]:
    """A formula in as many lines as its matrices need."""
    joined = _beside(_boxes(latex, grids=True))
    return [line.rstrip() for line in joined.lines]


def led_lines(lead: str, latex: str, tail: str = "") -> list[str]:
    """`formula_lines` with words before and behind, on the line of the text."""
    boxes = [Box((lead,)), *_boxes(latex, grids=True), Box((tail,))]
    return [line.rstrip() for line in _beside(boxes).lines]


def prose_text(words: str) -> str:
    """A text with the formulas between its dollars as they stand on a terminal."""
    pieces = re.split(r"(?<!\\)\$", words)
    if len(pieces) % 2 == 0:  # a dollar has no partner
        return words
    return "".join(formula_text(p) if place % 2 else p for place, p in enumerate(pieces))


def _boxes(latex: str, *, grids: bool) -> list[Box]:
    try:
        return _stretches(latex, grids)
    except (DeriveError, RecursionError, KeyError, IndexError):
        return [Box((_by_others(latex),))]


def _by_others(latex: str) -> str:
    """What pylatexenc makes of a text that is no formula of ours; the text where it is missing."""
    if LATEX2TEXT is None:
        return latex
    try:
        return str(LATEX2TEXT.LatexNodes2Text(math_mode="text").latex_to_text(latex)).strip()
    except Exception:  # noqa: BLE001  # whatever it stumbles over, the text itself is shown
        return latex


def _stretches(latex: str, grids: bool) -> list[Box]:
    """Formulas, words and the relations between, in order."""
    tokens = tokenize(latex)
    found: list[Box] = []
    waiting: list[Token] = []
    depth = index = 0

    def close() -> None:
        if waiting:
            text = " " * waiting[0].start + latex[waiting[0].start : waiting[-1].end]
            found.append(_Show(grids).whole(text))
            waiting.clear()

    while index < len(tokens):
        token = tokens[index]
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if depth == 0 and token.text == r"\text" and tokens[index + 1].text == "{":
            close()
            end = group_end(tokens, index + 1)
            found.append(Box((latex[tokens[index + 1].end : tokens[end].start],)))
            index = end + 1
            continue
        predicate = _PREDICATE.match(latex, token.start) if token.text == r"\mathrm" else None
        if predicate is not None:
            close()
            found.append(Box((predicate[1].replace("\\", ""),)))
            index = group_end(tokens, index + 1) + 1
            continue
        if depth == 0 and token.text in _RELATIONS:
            close()
            sign = _RELATIONS[token.text]
            found.append(Box((f"{sign} " if token.text in _CLOSE else f" {sign} ",)))
        else:
            waiting.append(token)
        index += 1
    close()
    return found


def _beside(boxes: Sequence[Box]) -> Box:
    """Boxes side by side, on one line of the text."""
    above = max((box.base for box in boxes), default=0)
    below = max((len(box.lines) - box.base for box in boxes), default=1)
    rows = [""] * (above + below)
    for box in boxes:
        width = max(map(_width, box.lines))
        for row in range(len(rows)):
            place = row - above + box.base
            line = box.lines[place] if 0 <= place < len(box.lines) else ""
            rows[row] += line + " " * (width - _width(line))
    return Box(tuple(rows), above)


def _width(line: str) -> int:
    return sum(not unicodedata.combining(sign) for sign in line)


def _raised(text: str) -> str:
    if all(sign in _UP for sign in text):
        return "".join(_UP[sign] for sign in text)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def _lowered(text: str) -> str:
    if all(sign in _DOWN for sign in text):
        return "".join(_DOWN[sign] for sign in text)
    return f"_{text}" if len(text) == 1 or text.isalnum() else f"_({text})"


def _letter(name: str) -> str:
    r"""A name as it is declared: `\hat{\beta}_{1}` is β̂₁."""
    name = name.replace(r"\times", "×").replace(r"\mathbf{1}", "𝟏")
    script = re.fullmatch(r"(.+?)(?:_\{?([^{}^]*)\}?)?(?:\^\{?([^{}]*)\}?)?('*)", name)
    head, below, above, primes = script.groups() if script else (name, None, None, "")
    shown = _head(head)
    shown += _lowered("".join(map(_sign, _signs(below)))) if below else ""
    shown += _raised("".join(map(_sign, _signs(above)))) if above else ""
    return shown + "′" * len(primes)


def _signs(text: str) -> list[str]:
    return re.findall(r"\\[a-zA-Z]+|.", text)


def _head(head: str) -> str:
    accent = re.fullmatch(r"\\([a-z]+)\{(.*)\}", head)
    if accent and accent[1] in _MARKS:
        return _head(accent[2]) + _MARKS[accent[1]]
    return _head(accent[2]) if accent else _sign(head)


def _sign(text: str) -> str:
    r"""A letter; `\lambda` is λ."""
    if not text.startswith("\\"):
        return text
    word = text[1:].removeprefix("var")
    case, spelled = ("CAPITAL" if word[:1].isupper() else "SMALL"), word.upper()
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {spelled.replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return {"ell": "ℓ"}.get(word, text[1:])


class _Show:
    """The nodes of one formula as boxes."""

    def __init__(self, grids: bool) -> None:
        self._grids = grids

    def whole(self, latex: str) -> Box:
        named = [canonical_name(found[0]) for found in _RAISED_NAME.finditer(latex)]
        return self.box(free_formula(latex, named))

    def box(self, node: Node) -> Box:
        return _SHOWN[node.op](self, node)

    def text(self, node: Node, least: int = _LOOSE) -> str:
        """In one line, in parentheses where it binds less."""
        box = self.box(node)
        return box.text if box.binds >= least else f"({box.text})"

    # -- arithmetic -------------------------------------------------------------------------

    def sum(self, node: Node) -> Box:
        boxes: list[Box] = []
        for place, (sign, part) in enumerate(zip(node.value, node.args, strict=True)):
            lead = ("" if sign > 0 else "-") if place == 0 else (" + " if sign > 0 else " - ")
            boxes += [Box((lead,)), self.box(part)]
        return _beside(boxes)._replace(binds=_LOOSE)

    def product(self, node: Node) -> Box:
        boxes: list[Box] = []
        for place, factor in enumerate(node.args):
            box = self.box(factor)
            number = place == 0 and box.lines[0] in _NUMBERS.values()
            last = place == len(node.args) - 1
            runs_on = factor.op in ("index_sum", "derivative", "gradient", "limit") and last
            if box.binds < _ATOM and not number and not runs_on:
                box = self._bracketed(box, "(", ")")
            if boxes:
                dotted = place in (node.value or ())
                between = " · " if dotted else " " * _apart(boxes[-1].lines, box.lines)
                boxes.append(Box((between,)))
            boxes.append(box)
        return _beside(boxes)._replace(binds=_TIGHT)

    def fraction(self, node: Node) -> Box:
        above, below = (self.box(one) for one in node.args)
        shown = f"{above.text}/{below.text}"
        if shown in _NUMBERS:
            return Box((_NUMBERS[shown],))
        inner = node.args[0]
        while inner.op == "braces":
            (inner,) = inner.args
        quotient = inner.op in ("fraction", "divide") and above.binds < _ATOM
        top = above.text if above.binds > _LOOSE and not quotient else f"({above.text})"
        bottom = below.text if below.binds == _ATOM else f"({below.text})"
        return Box((f"{top}/{bottom}",), binds=_TIGHT)

    def tight(self, node: Node) -> Box:
        sign = {r"\otimes": "⊗", r"\odot": "⊙", r"\circ": "⊙"}[node.value]
        boxes = [self._atomic(part) for part in node.args]
        spread = [one for box in boxes for one in (Box((f" {sign} ",)), box)][1:]
        return _beside(spread)._replace(binds=_TIGHT)

    def _atomic(self, node: Node) -> Box:
        box = self.box(node)
        return box if box.binds == _ATOM else self._bracketed(box, "(", ")")

    def mark(self, mark: str) -> Callable[[Node], Box]:
        return lambda node: self._scripted(self._atomic(node.args[0]), mark)

    def _scripted(self, box: Box, mark: str) -> Box:
        """A mark at the upper right."""
        if len(box.lines) == 1:
            return Box((box.lines[0] + mark,))
        return _beside([box, Box((mark, *[""] * (len(box.lines) - 1)), box.base)])

    def power(self, node: Node) -> Box:
        return self._scripted(self._atomic(node.args[0]), _raised(self.text(node.args[1])))

    def transpose(self, node: Node) -> Box:
        inner = node.args[0]
        if inner.op == "inverse":
            return self._scripted(self._atomic(inner.args[0]), "⁻ᵀ")
        return self._scripted(self._atomic(inner), "ᵀ")

    # -- letters and brackets ---------------------------------------------------------------

    def name(self, node: Node) -> Box:
        return Box((_letter(node.value),))

    def constant(self, node: Node) -> Box:
        shown = {"identity": "I", "zeros": "0", "ones": "𝟏"}[node.op]
        return Box((shown + (_lowered("×".join(map(self.text, node.args))) if node.args else ""),))

    def unit(self, node: Node) -> Box:
        return Box((f"e{_lowered(self.text(node.args[0]))}",))

    def entry(self, node: Node) -> Box:
        shown = [self.text(index) for index in node.args[1:]]
        single = all(len(index) == 1 for index in shown)
        return Box(
            (self._atomic(node.args[0]).text + _lowered(("" if single else ",").join(shown)),)
        )

    def group(self, node: Node) -> Box:
        opening = node.value or "("
        closing = {"(": ")", "[": "]", r"\{": "}"}[opening]
        return self._bracketed(self.box(node.args[0]), opening[-1], closing)

    def _bracketed(self, box: Box, opening: str, closing: str) -> Box:
        if len(box.lines) == 1:
            return Box((f"{opening}{box.lines[0]}{closing}",))
        sides = {"(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "|": "│││", "‖": "‖‖‖",
                 "{": "⎧⎨⎩", "}": "⎫⎬⎭"}  # fmt: skip
        middle = len(box.lines) - 2
        columns = [
            Box((sides[sign][0], *[sides[sign][1]] * middle, sides[sign][2]), box.base)
            for sign in (opening, closing)
        ]
        return _beside([columns[0], box, columns[1]])

    def matrix(self, node: Node) -> Box:
        cols = node.value
        rows = [node.args[i : i + cols] for i in range(0, len(node.args), cols)]
        shown = [[self.box(cell) for cell in row] for row in rows]
        if not self._grids:
            cells = "; ".join(", ".join(cell.text for cell in row) for row in shown)
            return Box((f"[{cells}]",))
        widths = [
            max(_width(box.lines[0]) for box in column) for column in zip(*shown, strict=True)
        ]
        lines: list[str] = []
        for row in shown:
            padded = [
                _beside([box, Box((" " * (width - _width(box.lines[0])),))])
                for box, width in zip(row, widths, strict=True)
            ]
            spread = [one for box in padded for one in (Box(("  ",)), box)][1:]
            lines += _beside(spread).lines
        inside = Box(tuple(lines), (len(lines) - 1) // 2)
        return self._bracketed(inside, "[", "]")

    # -- functions --------------------------------------------------------------------------

    def apply(self, node: Node) -> Box:
        word = _WORDS.get(node.value, node.value)
        inner = [self.box(arg) for arg in node.args]
        spread = [one for box in inner for one in (Box((", ",)), box)][1:]
        return _beside([Box((word,)), self._bracketed(_beside(spread), "(", ")")])

    def bars(self, node: Node) -> Box:
        return self._bracketed(self.box(node.args[0]), "|", "|")

    def norm(self, node: Node) -> Box:
        box = self._bracketed(self.box(node.args[0]), "‖", "‖")
        kind = self.text(node.args[1]) if node.value == "weighted" else node.value
        return _beside([box, Box((_lowered(kind.removeprefix("\\")),))]) if kind else box

    def derivative(self, node: Node) -> Box:
        of, *by = node.args
        order = "" if len(by) == 1 else "²"
        below = "".join(f"∂{self.text(letter, _ATOM)}" for letter in by)
        if node.value == "whole":
            return Box((f"∂{order}{self.text(of, _ATOM)}/{below}",), binds=_TIGHT)
        box = self._atomic(of) if of.op in ("fraction", "divide") else self.box(of)
        return _beside([Box((f"∂{order}/{below} ",)), box])._replace(binds=_TIGHT)

    def gradient(self, node: Node) -> Box:
        of, by = node.args[:2]
        order = "²" if node.op == "second_derivative" else ""
        lead = Box((f"∇{order}{_lowered(self.text(by))} ",))
        return _beside([lead, self.box(of)])._replace(binds=_TIGHT)

    def index_sum(self, node: Node) -> Box:
        names, relation, product = node.value
        sign = "∏" if product else "∑"
        bounds = [self.text(arg) for arg in node.args[1:]]
        letters = ", ".join(map(_letter, names))
        if relation not in ("", "="):
            left, right = (self.text(side) for side in node.args[-2:])
            lead = f"{sign}_({left} {_RELATIONS[relation]} {right}) "
        elif len(bounds) == 2:
            low, high = _lowered(f"{letters}={bounds[0]}"), _raised(bounds[1])
            plain = "_" in low or "^" in high
            lead = (
                f"{sign}_({letters} = {bounds[0]}, …, {bounds[1]}) "
                if plain
                else f"{sign}{low}{high} "
            )
        else:
            lead = f"{sign}{_lowered(letters)} "
        return _beside([Box((lead,)), self.box(node.args[0])])._replace(binds=_TIGHT)

    def extreme(self, node: Node) -> Box:
        sense, place = node.value
        over, of, *beside = node.args
        below = self.text(over)
        if beside and beside[0].op == "equation":
            below = " = ".join(map(self.text, beside[0].args))
        lead = f"{'arg' if place else ''}{sense}{_lowered(below)} "
        return _beside([Box((lead,)), self.box(of)])._replace(binds=_LOOSE)

    def condition(self, node: Node) -> Box:
        first, *others = map(self.text, node.args)
        said = (
            f" {_RELATIONS[sign]} {side}" for sign, side in zip(node.value, others, strict=True)
        )
        return Box((first + "".join(said),), binds=_LOOSE)

    def cases(self, node: Node) -> Box:
        texts = list(map(self.text, node.args))
        pairs = zip(texts[::2], texts[1::2], strict=False)
        said = [f"{value} if {condition}" for value, condition in pairs]
        said += [f"{texts[-1]} otherwise"] * (len(texts) % 2)
        return Box((f"{{{'; '.join(said)}}}",))

    def density(self, node: Node) -> Box:
        point, mean, covariance = map(self.text, node.args)
        return Box((f"𝒩({point} | {mean}, {covariance})",))

    def limit(self, node: Node) -> Box:
        body, variable, point = node.args
        side = {1: "⁺", -1: "⁻", 0: ""}[node.value]
        lead = f"lim_({self.text(variable)} → {self.text(point)}{side}) "
        return _beside([Box((lead,)), self.box(body)])._replace(binds=_TIGHT)


def _apart(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether a space must stand between two factors."""
    if len(left) > 1 or len(right) > 1:
        return True
    before, after = left[-1], right[0]
    word = re.match(r"[A-Za-z]{2,}|\d|[∑∏∂∇√‖|]", after)
    runs = re.search(r"[A-Za-z]{2,}[^\W\d_]*$|[_^]\S*$|\d[^\W]*[A-Za-z]{2,}$|[‖|]$", before)
    return bool(word or runs)


def _one(method: str) -> Callable[[_Show, Node], Box]:
    return lambda show, node: getattr(show, method)(node)


_SHOWN: Mapping[str, Callable[[_Show, Node], Box]] = MappingProxyType(
    {
        "name": _Show.name,
        "number": lambda show, node: Box((str(node.value),)),
        "constant": lambda show, node: Box(("π" if node.value == "pi" else "e",)),
        "infinity": lambda show, node: Box(("∞",)),
        "dots": lambda show, node: Box(("…",)),
        "blank": lambda show, node: Box(("",)),
        "sum": _Show.sum,
        "product": _Show.product,
        "fraction": _Show.fraction,
        "divide": _Show.fraction,
        "tight": _Show.tight,
        "transpose": _Show.transpose,
        "prime": lambda show, node: show.mark("′")(node),
        "inverse": lambda show, node: show.mark("⁻¹")(node),
        "pinv": lambda show, node: show.mark("⁺")(node),
        "power": _Show.power,
        "raised": _Show.power,
        "elementwise_power": lambda show, node: show.mark(f"^(⊙{show.text(node.args[1])})")(node),
        "function_power": lambda show, node: show.mark(_raised(show.text(node.args[1])))(node),
        "identity": _Show.constant,
        "zeros": _Show.constant,
        "ones": _Show.constant,
        "unit_vector": _Show.unit,
        "entry": _Show.entry,
        "group": _Show.group,
        "braces": lambda show, node: show.box(node.args[0]),
        "matrix": _Show.matrix,
        "apply": _Show.apply,
        "bars": _Show.bars,
        "norm": _Show.norm,
        "derivative": _Show.derivative,
        "second_derivative": lambda show, node: (
            show.gradient(node) if node.value == "hessian" else show.derivative(node)
        ),
        "gradient": _Show.gradient,
        "index_sum": _Show.index_sum,
        "limit": _Show.limit,
        "condition": _Show.condition,
        "cases": _Show.cases,
        "gaussian": _Show.density,
        "indicator": lambda show, node: Box((f"𝟏[{show.text(node.args[0])}]",)),
        "extreme": _Show.extreme,
        "delta": lambda show, node: Box((f"δ{_lowered(''.join(map(show.text, node.args)))}",)),
    }
)
