r"""Terms to LaTeX: the author's order, the fewest parentheses that read back the same.

Only LaTeX that pdflatex, KaTeX, MathJax and math-core all accept is printed.  Matrices and columns
are bold.  A size is written on I and 0 only where the reader could not infer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.latex.families import Family, member_name, member_of
from derive.latex.operation_words import PRINTED
from derive.latex.printed_pieces import (
    Mark,
    is_vector_letter,
    name_binds,
    name_of,
    number_of,
    of_scalar,
    reaches_on,
    reciprocal,
)
from derive.latex.printer_forms import (
    ATOM,
    FORMS,
    POWER,
    PRODUCT,
    SUM,
    TIGHT,
    Show,
    sizeless,
)

__all__ = ["PRINTABLE", "Mark", "latex", "latex_fact", "latex_sides"]

COMPARISONS = {"<": "<", "<=": r"\le", "=": "=", "!=": r"\neq"}


def latex(term: Term, marks: Sequence[Mark] = (), layout: str = "") -> str:
    """The LaTeX of a term or statement, its marked subterms wrapped in \\textcolor.

    It is read as this term in the layout `row`, unless `layout` is `gradient`.
    """
    return _Printer(tuple(marks), layout).show(term, (), sized=True)[0]


def latex_sides(equation: Term, marks: Sequence[Mark] = (), layout: str = "") -> tuple[str, str]:
    """The two sides of an equation, printed as they stand in it; marks are relative to it."""
    both = all(map(sizeless, equation.args))
    printer = _Printer(tuple(marks), layout)
    left, right = equation.args
    return printer.show(left, (0,), both)[0], printer.show(right, (1,), False)[0]


def latex_fact(fact: Fact) -> str:
    r"""A comparison or equation as it is written; sizes as `m > n`, signs as `\lambda > 0`."""
    if fact.predicate in COMPARISONS:
        left, right = fact.args
        if fact.predicate in ("<", "<=") and (left.is_Integer or not right.is_Integer):
            return (
                f"{latex(right)} {'>' if fact.predicate == '<' else chr(92) + 'ge'} {latex(left)}"
            )
        if fact.predicate == "=":
            return latex(t.equation(left, right))
        shown = _Printer(()).show(right, (), sized=sizeless(left))[0]
        return f"{latex(left)} {COMPARISONS[fact.predicate]} {shown}"
    said = r",\ ".join(map(latex, fact.args))
    name = fact.predicate.replace("_", r"\_")
    return rf"\mathrm{{{name}}}({said})"


class _Printer:
    def __init__(self, marks: tuple[Mark, ...], layout: str = "") -> None:
        self._marks = marks
        self._gradient = layout == "gradient"

    def show(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        """The text and how tightly it binds.

        `sized`: no neighbour fixes the size, so that I and 0 must say theirs.
        """
        text, binds = self._plain(term, path, sized)
        for mark in self._marks:
            if mark.path == path and mark.window is None:
                text = rf"\textcolor{{{mark.colour}}}{{{text}}}"
        return text, binds

    def at_least(self, least: int, term: Term, path: tuple[int, ...], sized: bool = True) -> str:
        text, binds = self.show(term, path, sized)
        return text if binds >= least else f"({text})"

    def _plain(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        kind = type(term)
        if isinstance(term, t.MatrixSymbol):
            return name_of(term.name, bold=True), name_binds(term.name)
        if isinstance(term, Symbol):
            return term.name, name_binds(term.name)
        if isinstance(term, Rational):
            return number_of(term)
        if kind in _METHODS:
            return _METHODS[kind](self, term, path, sized)
        if kind in FORMS:
            return FORMS[kind](self._shower(term, path), term)
        if kind in PRINTED:
            return self._call(PRINTED[kind], term, path), POWER
        raise DeriveError(f"{kind.__name__} is not printed")

    def _shower(self, term: Term, path: tuple[int, ...]) -> Show:
        def show(*below: int, least: int = SUM, sized: bool = True) -> str:
            inner = term
            for index in below:
                inner = inner.args[index]
            return self.at_least(least, inner, (*path, *below), sized)

        return show

    def _call(self, word: str, term: Term, path: tuple[int, ...]) -> str:
        return f"{word}({self.show(term.args[0], (*path, 0), True)[0]})"

    # -- sums and products ------------------------------------------------------------------

    def sum(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        fixed = any(not sizeless(part) for part in term.args)
        all_wrapped = all(isinstance(part, t.AsScalar) for part in term.args)
        pieces: list[tuple[str, str]] = []
        for index, part in enumerate(term.args):
            negative, body = self._summand(part, (*path, index), sized and not fixed)
            if all_wrapped and index == 0 and not body.startswith("("):
                body = f"({body})"
            sign = "-" if negative else "+"
            pieces.append((sign, body))
        text = ""
        for index, (sign, body) in enumerate(pieces):
            colour = self._window_colour(path, index)
            piece = f"-{body}" if index == 0 and sign == "-" else body
            if index:
                piece = f" {sign} {piece}" if not colour else piece
            if colour:
                lead = f" {sign} " if index else ""
                piece = rf"{lead}\textcolor{{{colour}}}{{{piece}}}"
            text += piece
        return text, SUM

    def _summand(self, part: Term, path: tuple[int, ...], sized: bool) -> tuple[bool, str]:
        """Whether it is subtracted, and its text without that sign."""
        if isinstance(part, Rational) and part < 0:
            return True, number_of(-part)[0]
        inner, below = part, path
        if isinstance(part, t.AsScalar):
            inner, below = part.args[0], (*path, 0)
        coefficient = t.factors(inner)[0]
        product = isinstance(inner, t.MatMul | Mul)
        if product and isinstance(coefficient, Rational) and coefficient < 0:
            return True, self._factors(inner, below, sized, negated=True)
        text, binds = self.show(part, path, sized)
        if isinstance(part, t.AsScalar) and isinstance(inner, t.MatAdd):
            return False, f"({text})"
        return False, text if binds > SUM else f"({text})"

    def product(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        alone = self._member(term, 0, path) if len(term.args) == 2 else ""
        return (alone, name_binds(alone)) if alone else (self._factors(term, path, sized), PRODUCT)

    def _factors(
        self, term: Term, path: tuple[int, ...], sized: bool, negated: bool = False
    ) -> str:
        """The factors in order; with `negated`, the sign of the first number is left out."""
        text, opened = "", ""
        for index, piece in self._pieces(term, path, sized, negated):
            colour = self._window_colour(path, index)
            if opened and colour != opened:
                text += "}"
                opened = ""
            text += " " if text and text[-1] not in "-{" else ""
            if colour and not opened:
                text += rf"\textcolor{{{colour}}}{{"
                opened = colour
            text += piece
        return text + ("}" if opened else "")

    def _pieces(
        self, term: Term, path: tuple[int, ...], sized: bool, negated: bool
    ) -> Iterator[tuple[int | None, str]]:
        """The text of each factor with its index; the sign of a bare -1 belongs to none."""
        sized = sized and all(sizeless(f) for f in term.args if t.is_matrix(f))
        first, skip = True, False
        for index, (factor, following) in enumerate(zip_longest(term.args, term.args[1:])):
            if skip:
                skip = False
                continue
            member = self._member(term, index, path)
            if member:
                skip, first = True, False
                yield index, member
                continue
            if index == 0 and isinstance(factor, Rational):
                number = -factor if negated else factor
                if abs(number) == 1:
                    if number < 0:
                        first = False
                        yield None, "-"
                    continue
                if isinstance(number, Integer) and reciprocal(following):
                    piece, skip = self._fraction(number, following, path, index), True
                else:
                    piece = number_of(number)[0]
            elif isinstance(factor, Rational):
                piece = (
                    rf"\cdot {number_of(factor)[0]}" if factor >= 0 else f"({number_of(factor)[0]})"
                )
            elif t.is_scalar(factor) and not reciprocal(factor) and reciprocal(following):
                piece, skip = self._fraction(factor, following, path, index), True
            else:
                last_sum = isinstance(factor, t.IndexSum) and following is None and not first
                least = PRODUCT if last_sum else PRODUCT + 1
                if following is not None and reaches_on(factor):
                    least = ATOM + 1
                piece = self.at_least(least, factor, (*path, index), sized)
            first = False
            yield index, piece

    def _member(self, term: Term, index: int, path: tuple[int, ...]) -> str:
        """A letter of a family where two factors make one; empty where they do not."""
        factors = term.args[index : index + 2]
        if not isinstance(factors[0], t.MatrixSymbol):
            return ""
        found = member_of(factors)
        if found is None:
            return ""
        return name_of(member_name(found[0].symbol, self.show(found[1], path, True)[0]), bold=True)

    def _fraction(self, above: Term, below: Any, path: tuple[int, ...], index: int) -> str:
        top = self.show(above, (*path, index), True)[0]
        top = "{d}" if top == "d" else top  # \frac{d}{dz} is an operator
        return rf"\frac{{{top}}}{{{self.show(below.args[0], (*path, index + 1, 0), True)[0]}}}"

    def _window_colour(self, path: tuple[int, ...], index: int | None) -> str:
        for mark in self._marks:
            if mark.path == path and mark.window is not None and index in mark.window:
                return mark.colour
        return ""

    # -- other operations -------------------------------------------------------------------

    def superscript(self, mark: str) -> Callable[[Term, tuple[int, ...], bool], tuple[str, int]]:
        def show(term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
            return f"{self.at_least(ATOM, term.args[0], (*path, 0), sized)}^{mark}", POWER

        return show

    def power(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        base, exponent = term.args
        if exponent == Rational(1, 2) and t.is_scalar(base):
            return rf"\sqrt{{{self.show(base, (*path, 0), True)[0]}}}", ATOM
        if exponent == -1:
            return rf"\frac{{1}}{{{self.show(base, (*path, 0), True)[0]}}}", TIGHT
        raised = self.show(exponent, (*path, 1), True)[0]
        if isinstance(base, t.Entry) and is_vector_letter(base.args[0]):
            return f"{self.show(base, (*path, 0), True)[0]}^{{{raised}}}", POWER
        return f"{self.at_least(ATOM, base, (*path, 0))}^{{{raised}}}", POWER

    def norm(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        kind = "_F" if term.args[1].name == "F" else ""
        if not kind and 1 not in shape_of(term.args[0]):
            kind = "_2"
        return rf"\lVert {self.show(term.args[0], (*path, 0), True)[0]} \rVert{kind}", ATOM

    def infix(self, sign: str) -> Callable[[Term, tuple[int, ...], bool], tuple[str, int]]:
        def show(term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
            parts = [self.at_least(POWER, a, (*path, i)) for i, a in enumerate(term.args)]
            return f" {sign} ".join(parts), TIGHT

        return show

    def as_scalar(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        text, binds = self.show(term.args[0], (*path, 0), True)
        return text, min(binds, PRODUCT)

    def transpose(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        if self._gradient and of_scalar(term.args[0]):
            return self._derivative(term.args[0], (*path, 0), "")
        return self.superscript(r"\top")(term, path, sized)

    def jacobian(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        return self._derivative(term, path, r"^\top" if self._gradient and of_scalar(term) else "")

    def _derivative(self, term: Term, path: tuple[int, ...], mark: str) -> tuple[str, int]:
        of, by = term.args
        below = self.at_least(ATOM if mark else SUM, by, (*path, 1)) + mark
        if t.is_leaf(of):
            above = self.show(of, (*path, 0), True)[0]
            return rf"\frac{{\partial {above}}}{{\partial {below}}}", TIGHT
        text = self.at_least(POWER, of, (*path, 0))
        return rf"\frac{{\partial}}{{\partial {below}}} {text}", TIGHT

    def entry(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        matrix, *indices = term.args
        if isinstance(matrix, t.Jacobian) and shape_of(matrix.args[0]) in ((), (1, 1)):
            return self._partial(term, path)
        family = Family.of(matrix)
        if family is not None and not family.shape:
            made = member_name(family.symbol, self.show(indices[0], (*path, 1), True)[0])
            return made, name_binds(made)
        found = member_of(matrix.args) if isinstance(matrix, t.MatMul) else None
        if found is not None and indices[1] == 1 and len(matrix.args) == 2:
            first, second = (self.show(one, path, True)[0] for one in (found[1], indices[0]))
            return member_name(found[0].symbol, first, second), POWER
        places = [0, 1]
        for place in (1, 0):
            if len(places) > 1 and shape_of(matrix)[place] == 1 and indices[place] == 1:
                places.remove(place)
        named = isinstance(matrix, t.MatrixSymbol) and "_" not in matrix.name
        base = matrix.name if named else f"({self.show(matrix, (*path, 0), True)[0]})"
        shown = [self.show(indices[i], (*path, i + 1), True)[0] for i in places]
        separator = " " if all(len(index) == 1 for index in shown) else ", "
        return f"{base}_{{{separator.join(shown)}}}", POWER

    def _partial(self, term: Term, path: tuple[int, ...]) -> tuple[str, int]:
        """The derivative of a scalar by one entry: transposed, as the layout is."""
        derivative, row, column = term.args
        of, by = derivative.args
        below = self.entry(t.entry(by, column, row), path, True)[0]
        above = self.show(of, (*path, 0, 0), True)[0]
        if t.is_leaf(of) or (isinstance(of, t.Entry) and isinstance(of.args[0], t.MatrixSymbol)):
            return rf"\frac{{\partial {above}}}{{\partial {below}}}", TIGHT
        return rf"\frac{{\partial}}{{\partial {below}}} {self._differentiated(of, path)}", TIGHT

    def _differentiated(self, of: Term, path: tuple[int, ...]) -> str:
        """What stands after a derivative sign: a sum over an index needs no parentheses."""
        least = PRODUCT if isinstance(of, t.IndexSum) else POWER
        return self.at_least(least, of, (*path, 0, 0))

    def constant(self, letter: str) -> Callable[[Term, tuple[int, ...], bool], tuple[str, int]]:
        def show(term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
            column = letter != "1" or term.args[1] == 1
            if not sized and column:
                return rf"\boldsymbol{{{letter}}}", ATOM
            rows, cols = (self.show(dim, (), True)[0] for dim in shape_of(term))
            size = rows if letter == "I" or cols == "1" else rf"{rows} \times {cols}"
            return rf"\boldsymbol{{{letter}}}_{{{size}}}", ATOM

        return show

    def unit_vector(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        return rf"\boldsymbol{{e}}_{{{self.show(term.args[0], (*path, 0), True)[0]}}}", ATOM

    def equation(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        left = self.show(term.args[0], (*path, 0), all(map(sizeless, term.args)))[0]
        return f"{left} = {self.show(term.args[1], (*path, 1), False)[0]}", SUM

    def optimum(self, term: Term, path: tuple[int, ...], sized: bool) -> tuple[str, int]:
        word = "min" if isinstance(term, t.Minimizer) else "max"
        several = isinstance(term.args[0], t.BlockMatrix)
        letters = term.args[0].args[1:] if several else term.args[:1]
        over = ", ".join(self.show(letter, (), False)[0] for letter in letters)
        of, *under = (self.show(a, (*path, i), False)[0] for i, a in enumerate(term.args[1:], 1))
        limits = rf" \quad \text{{subject to}} \quad {under[0]}" if under else ""
        return rf"{over} = \operatorname*{{arg\,{word}}}_{{{over}}} {of}{limits}", SUM


_Method = Callable[[_Printer, Any, tuple[int, ...], bool], tuple[str, int]]
_METHODS: dict[type, _Method] = {
    t.MatAdd: _Printer.sum,
    Add: _Printer.sum,
    t.MatMul: _Printer.product,
    Mul: _Printer.product,
    t.Transpose: _Printer.transpose,
    t.Inverse: lambda p, *a: p.superscript("{-1}")(*a),
    t.PseudoInverse: lambda p, *a: p.superscript("{+}")(*a),
    t.MatPow: _Printer.power,
    Pow: _Printer.power,
    t.Norm: _Printer.norm,
    t.HadamardProduct: lambda p, *a: p.infix(r"\odot")(*a),
    t.KroneckerProduct: lambda p, *a: p.infix(r"\otimes")(*a),
    t.AsScalar: _Printer.as_scalar,
    t.Jacobian: _Printer.jacobian,
    t.Derivative: _Printer.jacobian,
    t.Entry: _Printer.entry,
    t.Identity: lambda p, *a: p.constant("I")(*a),
    t.ZeroMatrix: lambda p, *a: p.constant("0")(*a),
    t.OneMatrix: lambda p, *a: p.constant("1")(*a),
    t.UnitVector: _Printer.unit_vector,
    t.Equation: _Printer.equation,
    t.Minimizer: _Printer.optimum,
    t.Maximizer: _Printer.optimum,
}
PRINTABLE = frozenset([*_METHODS, *FORMS, *PRINTED])
