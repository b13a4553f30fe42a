r"""A Document as a LaTeX article, for pdflatex with amsmath and little else.

The layout lives in `style/sheet.tex`; here blocks become calls of its macros.  The same document
gives the same text, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from derive.errors import DeriveError
from derive.publish.document import (
    AnswerBlock,
    Block,
    Contents,
    DerivationBlock,
    Display,
    Document,
    FigureBlock,
    Given,
    Heading,
    PageBreak,
    Paragraph,
    QuestionBlock,
    Remark,
    RuleEntry,
    ShapeTable,
    Table,
    VerifiedNote,
)
from derive.publish.formula import CHANGED, Pieces, checked, length, loosened, terms
from derive.publish.inline import Emphasis, Inline, Inlines, Link, Math, Strong, Text, plain
from derive.publish.palette import PAPER

__all__ = ["escape", "render_tex"]

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "\n": " ",
    "\t": " ",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{THIN SPACE}": r"\,",
    "\N{SOFT HYPHEN}": r"\-",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\dots{}",
    "§": r"\S{}",
}
_SIGNS = {
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "×": r"\times",
    "·": r"\cdot",
    "±": r"\pm",
    "−": "-",
    "∈": r"\in",
    "→": r"\to",
    "⟺": r"\iff",
    "⟹": r"\implies",
    "∞": r"\infty",
    "⊤": r"\top",
    "⊗": r"\otimes",
    "√": r"\surd",
    "‖": r"\Vert",
    "²": "^2",
    "³": "^3",
    "⁻": "^-",
    "¹": "^1",
    "°": r"^\circ",
    "λ": r"\lambda",
    "σ": r"\sigma",
    "Σ": r"\Sigma",
    "η": r"\eta",
    "α": r"\alpha",
    "β": r"\beta",
    "δ": r"\delta",
    "ε": r"\varepsilon",
    "μ": r"\mu",
    "π": r"\pi",
}
_NOT_IN_T1 = frozenset("ĦħĸĿŀŉŦŧſ")
# a gap follows them
_SPACED = (
    AnswerBlock,
    DerivationBlock,
    Display,
    FigureBlock,
    Remark,
    ShapeTable,
    Table,
)
_LEADING = (Paragraph, Given, QuestionBlock)  # no page ends between these and a derivation
_PROSE_TABLE = 78  # letters of a row that fit on a line of paper


def render_tex(document: Document) -> str:
    """The LaTeX source of a document.

    Raises DeriveError for a formula that is unbalanced or names another colour than `changed`, and
    for a character that no font of the page has.
    """
    style = files("derive.publish").joinpath("style/sheet.tex").read_text(encoding="utf-8")
    colours = "\n".join(rf"\definecolor{{{n}}}{{HTML}}{{{v}}}" for n, v in PAPER.items())
    title, course = escape(document.title), escape(document.course)
    about = (
        f"pdftitle={{{title}}},pdfsubject={{{course}}},pdflang={{{document.language}}},"
        "pdfdisplaydoctitle=true"
    )
    lines = [
        style.replace("%PALETTE", colours).rstrip(),
        rf"\hypersetup{{{about}}}",
        "",
        r"\begin{document}",
        rf"\runninghead{{{course}}}{{{title}}}",
        rf"\sheettitle{{{course}}}{{{title}}}{{{escape(document.subtitle)}}}",
    ]
    for block, following in zip_longest(document.blocks, document.blocks[1:]):
        kept = isinstance(block, _SPACED) and isinstance(following, AnswerBlock | VerifiedNote)
        lines += ["", *([r"\keepnext"] if kept else []), *_BLOCKS[type(block)](block)]
        if isinstance(block, _LEADING) and isinstance(following, DerivationBlock | Display):
            lines.append(r"\nobreak")
    return "\n".join([*lines, "", r"\end{document}", ""])


def escape(text: str) -> str:
    """Words with every character meant literally.  Raises DeriveError for one without a glyph."""
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter in _SIGNS:
        return rf"\ensuremath{{{_SIGNS[letter]}}}"
    if " " <= letter <= "~" or ("À" <= letter <= "ſ" and letter not in _NOT_IN_T1):
        return letter
    raise DeriveError(
        f"the character {letter!r} (U+{ord(letter):04X}) cannot be typeset",
        hint="write it as a formula: $…$",
    )


# -- sentences ----------------------------------------------------------------------------------


def _prose(inlines: Inlines) -> str:
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return escape(text)
        case Math(latex):
            return f"${_formula(latex)}$"
        case Emphasis(inlines):
            return rf"\emph{{{_prose(inlines)}}}"
        case Strong(inlines):
            return rf"\textbf{{{_prose(inlines)}}}"
        case Link(anchor, inlines):
            return rf"\linkto{{{anchor}}}{{{_prose(inlines)}}}"


def _formula(latex: str) -> str:
    """A formula with the places marked where it may break."""
    return _joined(_pieces(latex))


def _pieces(latex: str) -> Pieces:
    if not latex.isascii():
        raise DeriveError(f"a formula with letters that TeX does not know: {latex}")
    return loosened(terms(checked(latex).replace(r"\mathbb{1}", r"\mathbf{1}")))


def _joined(pieces: Pieces) -> str:
    text = r"\brkT ".join(r"\brkF ".join(term) for term in pieces)
    return text.replace(CHANGED, r"\changed")


def _breakable(latex: str) -> str:
    """Two arguments: the formula, and the factor that is likely to be its widest."""
    pieces = _pieces(latex)
    widest = max((factor for term in pieces for factor in term), key=length)
    return f"{{{_joined(pieces)}}}{{{widest.replace(CHANGED, chr(92) + 'changed')}}}"


# -- blocks -------------------------------------------------------------------------------------


def _heading(heading: Heading) -> Iterator[str]:
    command = "\\" + "sub" * (heading.level - 1) + "section"
    shown = _prose(heading.inlines)
    listed = rf"\texorpdfstring{{{shown}}}{{{escape(plain(heading.inlines))}}}"
    yield rf"{command}[{{{listed}}}]{{{_anchor(heading.anchor)}{shown}}}"


def _anchor(anchor: str) -> str:
    return rf"\anchor{{{anchor}}}" if anchor else ""


def _number(number: str) -> str:
    return f"({escape(number)})" if number else ""


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield rf"{_prose(paragraph.inlines)}\par"


def _display(display: Display) -> Iterator[str]:
    beside = _anchor(display.anchor) + _number(display.number)
    yield rf"\display{_breakable(display.latex)}{{{beside}}}"


def _answer(answer: AnswerBlock) -> Iterator[str]:
    whole = f"{answer.name} = {answer.latex}" if answer.name else answer.latex
    yield rf"\answer{_breakable(whole)}{{{_anchor(answer.anchor)}}}"


def _given(given: Given) -> Iterator[str]:
    yield rf"\given{{{'; '.join(map(_prose, given.items))}.}}"


def _question(question: QuestionBlock) -> Iterator[str]:
    yield rf"\question{{{_prose(question.inlines)}}}"


def _remark(remark: Remark) -> Iterator[str]:
    yield rf"\remark{{{escape(remark.title)}}}{{{_prose(remark.inlines)}}}"


def _verified(note: VerifiedNote) -> Iterator[str]:
    yield rf"\verified{{{_prose(note.inlines)}}}"


def _contents(contents: Contents) -> Iterator[str]:
    yield rf"\contents{{{contents.depth}}}"


def _page_break(block: PageBreak) -> Iterator[str]:
    yield r"\clearpage"


def _derivation(derivation: DerivationBlock) -> Iterator[str]:
    yield r"\derivation{%"
    for line in derivation.lines:
        reason = _anchor(line.anchor) + _prose(line.reason)
        left = "{" + _formula(line.left) + "}"
        yield (
            rf"  \dvline{{{line.lead}}}{left}{{{line.relation}}}{_breakable(line.right)}"
            rf"{{{reason}}}{{{_number(line.number)}}}%"
        )
    yield "}"


def _shapes(table: ShapeTable) -> Iterator[str]:
    rows = [
        rf"${_formula(row.latex)}$ & ${_formula(row.shape)}$ & {_prose(row.note)}\\"
        for row in table.rows
    ]
    columns = (
        r"@{}l@{\hspace{2.2em}}l@{\hspace{2.2em}}>{\raggedright\arraybackslash}p{.52\linewidth}@{}"
    )
    header = ("Matrix", "Shape", "")
    yield from _tabular(columns, tuple(map(_strong, header)), rows, _prose(table.caption))


def _strong(words: str) -> str:
    return rf"\textsf{{\footnotesize\bfseries {words}}}" if words else ""


def _table(table: Table) -> Iterator[str]:
    cells = (table.header, *table.rows)
    widths = [max(len(plain(row[i])) for row in cells) for i in range(len(table.header))]
    if sum(widths) + 3 * len(widths) <= _PROSE_TABLE:
        columns = "@{}" + r"@{\hspace{2em}}".join("l" for _ in widths) + "@{}"
    else:
        room = 0.92 - 0.03 * len(widths)
        shares = [max(width, 6) / sum(max(w, 6) for w in widths) * room for width in widths]
        columns = "@{}" + r"@{\hspace{1.2em}}".join(
            rf">{{\raggedright\arraybackslash}}p{{{share:.3f}\linewidth}}" for share in shares
        )
        columns += "@{}"
    rows = [" & ".join(_prose(cell) for cell in row) + r"\\" for row in table.rows]
    header = tuple(_strong(_prose(cell)) for cell in table.header)
    yield from _tabular(columns, header, rows, _anchor(table.anchor) + _prose(table.caption))


def _tabular(columns: str, header: tuple[str, ...], rows: list[str], caption: str) -> Iterator[str]:
    yield rf"\tabled{{{caption}}}{{\tablerows{{{columns}}}{{\heavyrule"
    yield " & ".join(header) + r"\\ \lightrule"
    yield from rows
    yield r"\heavyrule}}"


def _figure(figure: FigureBlock) -> Iterator[str]:
    """Drawings in rows, at their own size."""
    caption = _anchor(figure.anchor) + _prose(figure.caption)
    drawn = r"\quad ".join(rf"\drawing{{{d.name}}}{{{d.width}in}}" for d in figure.drawings)
    yield rf"\figured{{{drawn}}}{{{caption}}}{{{escape(figure.alt)}}}"


def _rule(entry: RuleEntry) -> Iterator[str]:
    statement = rf"\rulestated{_breakable(entry.statement)}{{{_prose(entry.why)}}}"
    title = _anchor(entry.anchor) + escape(entry.title or entry.name)
    yield rf"\ruleentry{{{escape(entry.name)}}}{{{title}}}{{{statement}}}"
    if entry.guards:
        yield rf"\ruleneeds{{{'; '.join(_prose(guard) for guard in entry.guards)}.}}"
    if entry.derivation is not None:
        yield from _derivation(entry.derivation)


_BLOCKS: Mapping[type[Block], Callable[[Any], Iterator[str]]] = MappingProxyType(
    {
        Heading: _heading,
        Paragraph: _paragraph,
        Display: _display,
        DerivationBlock: _derivation,
        AnswerBlock: _answer,
        ShapeTable: _shapes,
        Table: _table,
        FigureBlock: _figure,
        Given: _given,
        QuestionBlock: _question,
        Remark: _remark,
        VerifiedNote: _verified,
        RuleEntry: _rule,
        Contents: _contents,
        PageBreak: _page_break,
    }
)
