"""The grammar: sums, products, factors and scripts, read from left to right with their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

from sympy import Dummy, Integer, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import LimitError, Place, ReadError, ShapeError
from derive.latex.names import canonical_name
from derive.latex.tokens import Token

__all__ = ["Parser", "Read"]

MAX_DEPTH = 60
END = Token("", -1, -1)
STOPS = frozenset(["", "+", "-", "=", ",", ";", ")", "]", "}", "&", r"\\", "<", ">", r"\le", r"\ge",
                   r"\neq", r"\rangle", ".", r"\}", r"\end", "/", ":", r"\text", r"\to", r"\sim",
                   r"\iff", r"\over", r"\in", r"\quad"])  # fmt: skip
TIGHT = {r"\otimes": t.KroneckerProduct, r"\odot": t.HadamardProduct, r"\circ": t.HadamardProduct}
COMPARISONS = {"<": "<", ">": "<", r"\le": "<=", r"\ge": "<=", r"\neq": "!="}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read:
    """A term and where it was written."""

    term: Term
    start: int
    end: int


class Parser:
    """One reading of one text; `spans` remembers where each term was written."""

    def __init__(self, tokens: Sequence[Token], text: str, context: Context) -> None:
        from derive.latex.atoms import atom

        self.tokens, self.text, self.context = tokens, text, context
        self.place = 0
        self.dims = context.dims()
        self.spans: dict[Term, tuple[int, int]] = {}
        self.names = {canonical_name(name): s for name, s in context.symbols.items()}
        self.names |= {str(dim): dim for dim in context.dimensions if str(dim) not in self.names}
        self.bound: dict[str, Term] = {}
        self.bars: list[str] = []
        self.depth = 0
        self._atom: Callable[[Parser], Read] = atom

    # -- tokens -----------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        index = self.place + ahead
        return self.tokens[index] if index < len(self.tokens) else END

    def take(self, text: str = "") -> Token:
        """The next token; ReadError if another one was wanted."""
        token = self.peek()
        if token is END or (text and token.text != text):
            self.refuse(f"expected {text or 'more'} here", expected=text or "a formula")
        self.place += 1
        return token

    def digit(self) -> str:
        """The first digit of the number that stands here; the others stay."""
        token = self.peek()
        if len(token.text) == 1:
            return self.take().text
        rest = Token(token.text[1:], token.start + 1, token.end)
        self.tokens = [*self.tokens[: self.place], rest, *self.tokens[self.place + 1 :]]
        return token.text[0]

    def refuse(
        self, message: str, *, expected: str | None = None, hint: str | None = None
    ) -> NoReturn:
        """A ReadError at the next token."""
        token = self.peek()
        start, end = (token.start, token.end) if token is not END else (len(self.text),) * 2
        raise ReadError(
            message,
            place=Place(self.text, start, max(end, start + 1)),
            expected=expected,
            hint=hint,
        )

    def placed(self, error: ShapeError) -> ShapeError:
        """A shape error with the stretch of text that is at fault."""
        known = [self.spans[x] for x in (error.left, error.right) if x in self.spans]
        if not known and error.subject in self.spans:
            known = [self.spans[error.subject]]
        start = min((s for s, _ in known), default=0)
        end = max((e for _, e in known), default=len(self.text))
        error.at(Place(self.text, start, end))
        return error

    def made(self, term: Term, start: int) -> Read:
        """A term that was written from token index `start` to here; its shape is checked."""
        first = self.tokens[start].start if start < len(self.tokens) else 0
        last = self.tokens[self.place - 1].end if self.place else 0
        self.spans.setdefault(term, (first, last))
        return Read(term, first, last)

    def shape(self, term: Term) -> tuple[Any, ...]:
        """The shape of a term; a ShapeError carries its place."""
        try:
            return shape_of(term, self.dims)
        except ShapeError as error:
            raise self.placed(error) from None

    def unsolved(self, part: Term) -> bool:
        """Whether a size in a constant is still unknown."""
        sized = isinstance(part, t.Identity | t.ZeroMatrix | t.OneMatrix | t.UnitVector)
        return sized and any(arg.has(Dummy) for arg in part.args)

    # -- statements -------------------------------------------------------------------------

    def whole(self, rule: Callable[[], T]) -> T:
        """All of the text by one rule; what is left over is refused."""
        found = rule()
        while self.peek().text in (".", ",", ";") and self.place == len(self.tokens) - 1:
            self.place += 1
        if self.peek() is not END:
            self.refuse("this is not understood", expected="the end of the formula, or an operator")
        return found

    def statement(self) -> Term | Fact:
        first = self._relation()
        equations = [first]
        while self.peek().text == "," and self.place < len(self.tokens) - 1:
            self.take(",")
            equations.append(self._relation())
        if len(equations) == 1:
            return first
        if not all(isinstance(part, t.Equation) for part in equations):
            self.refuse("only equations may be listed", expected="equations with commas between")
        return t.System(*equations)

    def _relation(self) -> Term | Fact:
        start = self.place
        left = self.sum().term
        sign = self.peek().text
        if sign == "=":
            self.take()
            if self.peek().text == r"\operatorname*":
                return self._minimizer(left)
            return self.equation(left, self.sum().term, start)
        if sign in COMPARISONS:
            self.take()
            right = self.sum().term
            sides = (right, left) if sign in (">", r"\ge") else (left, right)
            return Fact(COMPARISONS[sign], self._alike(*sides))
        return left

    def _alike(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Two sides of one shape: 0 takes the other's, a 1 x 1 matrix is a scalar beside one."""
        a, b = self.shape(left), self.shape(right)
        if a and right == 0:
            return left, t.zeros(*a)
        if b and left == 0:
            return t.zeros(*b), right
        if a != b and () in (a, b) and (1, 1) in (a, b):
            return t.as_scalar(left), t.as_scalar(right)
        return left, right

    def equation(self, left: Term, right: Term, start: int) -> Term:
        made = t.Equation(*self._alike(left, right))
        self.made(made, start)
        self.shape(made)
        return made

    def _minimizer(self, x: Term) -> Term:
        start = self.place
        self.take(r"\operatorname*")
        word = self.group_text()
        if word not in ("argmin",):
            self.refuse(f"{word} is not understood", expected="argmin")
        self.take("_")
        over = self.script()
        if over != x:
            self.refuse("the minimum is over another letter than it is equal to")
        parts = [x, t.as_scalar(self.sum().term)]
        if self.peek().text == r"\text":
            self.take()
            if self.group_text() != "subjectto":
                self.refuse("this text is not understood", expected="subject to")
            begin = self.place
            left = self.sum().term
            self.take("=")
            parts.append(self.equation(left, self.sum().term, begin))
        made = t.Minimizer(*parts)
        self.made(made, start)
        return made

    def group_text(self) -> str:
        """The letters in a brace group."""
        self.take("{")
        text = ""
        while self.peek().text not in ("}", ""):
            text += self.take().text
        self.take("}")
        return text

    def group(self) -> Term:
        """A sum in braces, or the one token that stands for it."""
        if self.peek().text == "{":
            self.take("{")
            term = self.sum().term
            self.take("}")
            return t.as_scalar(term) if self.shape(term) == (1, 1) else term
        if self.peek().text.isdigit():
            return Integer(self.digit())
        return self._atom(self).term

    def script(self) -> Term:
        return self.group()

    def script_text(self) -> str:
        """A script as plain text."""
        return self.group_text() if self.peek().text == "{" else self.take().text

    # -- sums -------------------------------------------------------------------------------

    def sum(self) -> Read:
        """Terms with + and − between; beside a scalar, 1 x 1 matrices are scalars."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitError(f"the formula is nested deeper than {MAX_DEPTH}")
        start = self.place
        negative = self._signs()
        first = self.product()
        terms = [t.neg(first.term) if negative else first.term]
        self.spans.setdefault(terms[0], (first.start, first.end))
        while self.peek().text in ("+", "-"):
            negative = self._signs()
            part = self.product()
            terms.append(t.neg(part.term) if negative else part.term)
            self.spans.setdefault(terms[-1], (part.start, part.end))
        self.depth -= 1
        made = self._added(terms)
        read = self.made(made, start)
        if len(terms) > 1:
            self.shape(made)
        return read

    def _signs(self) -> bool:
        negative = False
        while self.peek().text in ("+", "-"):
            negative ^= self.take().text == "-"
        return negative

    def _added(self, terms: list[Term]) -> Term:
        if len(terms) == 1:
            return terms[0]
        kept = [x for x in terms if x != 0] if any(map(t.is_matrix, terms)) else terms
        shapes = [self.shape(x) for x in kept]
        if () in shapes and any(shapes):
            for part, shape in zip(kept, shapes, strict=True):
                if shape and not self.dims.same_shape(shape, (t.ONE, t.ONE)):
                    scalar = kept[shapes.index(())]
                    square = shape[0] == shape[1]
                    raise self.placed(
                        ShapeError(
                            f"these two cannot be added: {show_shape(shape)} plus scalar"
                            " has no meaning",
                            subject=part,
                            left=part,
                            right=scalar,
                            hint="a scalar is added as a multiple of I" if square else None,
                        )
                    )
        return t.add(*kept)

    # -- products ---------------------------------------------------------------------------

    def product(self) -> Read:
        """Factors side by side."""
        start = self.place
        factors = [self.tight()]
        while True:
            sign = self.peek().text
            if sign in (r"\cdot", r"\times", "*"):
                self.take()
                factors.append(self.tight())
            elif sign == "/":
                self.take()
                below = self.tight()
                if self.starts_factor():
                    self.refuse("what is divided by is not clear here", hint=r"write \frac{}{}")
                above = self._multiplied(factors)
                return self.made(self.divided(above, below.term), start)
            elif self.starts_factor():
                factors.append(self.tight())
            else:
                break
        return self.made(self._multiplied(factors), start)

    def starts_factor(self) -> bool:
        text = self.peek().text
        return text not in STOPS and text not in TIGHT and not (self.bars and text == self.bars[-1])

    def divided(self, above: Term, below: Term) -> Term:
        """above / below; a matrix below is a shape error."""
        shape = self.shape(below)
        if shape and not self.dims.same_shape(shape, (t.ONE, t.ONE)):
            raise self.placed(
                ShapeError(
                    f"one cannot divide by a matrix, and this one is {show_shape(shape)}",
                    subject=below,
                    left=below,
                    hint="write the inverse on the side that is meant",
                )
            )
        if self.shape(above) == (1, 1):
            above = t.as_scalar(above)
        return t.divide(above, t.as_scalar(below))

    def _multiplied(self, factors: list[Read]) -> Term:
        """The product; a 1 x 1 part read so far becomes a scalar where the next would not fit."""
        if len(factors) == 1:
            return factors[0].term
        scalars_and_done: list[Term] = []
        word: list[Term] = []
        shape: tuple[Any, ...] = ()
        for factor in factors:
            other = self.shape(factor.term)
            if not other:
                (word if word else scalars_and_done).append(factor.term)
                continue
            if not shape or self.dims.same(shape[1], other[0]):
                shape = (shape[0] if shape else other[0], other[1])
            elif self.dims.same_shape(shape, (t.ONE, t.ONE)):
                scalars_and_done += [t.as_scalar(t.mul(*word))]
                word, shape = [], other
            else:
                raise self._no_fit(word, factor, shape, other)
            word.append(factor.term)
            shape = tuple(self.dims.resolve(dim) for dim in shape)
        return t.mul(*scalars_and_done, *word)

    def _no_fit(
        self, word: list[Term], factor: Read, shape: tuple[Any, ...], other: tuple[Any, ...]
    ) -> ShapeError:
        left = next(x for x in reversed(word) if t.is_matrix(x))
        before = self.shape(left)
        hint = None
        if self.dims.resolve(before[1]) == other[1]:
            hint = "a transposed right factor would fit"
        if before[0] == 1 and other[1] == 1 and before[1] == other[0]:
            hint = "put the scalar product in parentheses"
        return self.placed(
            ShapeError(
                f"these two cannot be multiplied: {show_shape(shape)} times {show_shape(other)}"
                " has no meaning",
                subject=factor.term,
                left=left,
                right=factor.term,
                hint=hint,
            )
        )

    def tight(self) -> Read:
        """Kronecker and elementwise products."""
        start = self.place
        read = self.scripted()
        while self.peek().text in TIGHT:
            kind = TIGHT[self.take().text]
            other = self.scripted()
            terms = [x.args if type(x) is kind else (x,) for x in (read.term, other.term)]
            made = kind(*terms[0], *terms[1]) if kind is t.KroneckerProduct else None
            if made is None:
                made = t.Term.__new__(kind, *terms[0], *terms[1])
            read = self.made(made, start)
            self.shape(read.term)
        return read

    # -- scripts ----------------------------------------------------------------------------

    def scripted(self) -> Read:
        """An atom with its superscripts, primes and entries."""
        start = self.place
        read = self._atom(self)
        while self.peek().text in ("^", "'"):
            if self.take().text == "'":
                read = self.made(self._primed(read.term), start)
            else:
                read = self.made(self._raised(read.term), start)
            self.shape(read.term)
        return read

    def _primed(self, base: Term) -> Term:
        if not self.shape(base):
            self.place -= 1
            self.refuse("a prime on a scalar means nothing here", hint="declare the primed letter")
        return t.transpose(base)

    def _raised(self, base: Term) -> Term:
        """The base with the superscript that follows."""
        mark = self._mark()
        shape = self.shape(base)
        if mark in ("T", "t", r"\top", r"\prime") and mark not in self.names:
            return t.transpose(base)
        if mark in ("-T", r"-\top"):
            return t.transpose(t.inverse(base))
        if mark in ("+", r"\dagger") and shape:
            return t.PseudoInverse(base)
        self.place -= self._mark_length
        exponent = self.script()
        if isinstance(exponent, Rational) and isinstance(base, Integer) and abs(exponent) > 4096:
            raise LimitError(f"the exponent {exponent} is too large")
        if shape and self.dims.same_shape(shape, (t.ONE, t.ONE)) and not isinstance(base, Symbol):
            base = t.as_scalar(base)
        return t.power(base, exponent)

    def _mark(self) -> str:
        """The superscript as text, its font dropped; it is consumed."""
        begin = self.place
        if self.peek().text == "{":
            depth, words = 0, []
            while True:
                token = self.take()
                depth += (token.text == "{") - (token.text == "}")
                words.append(token.text)
                if depth == 0:
                    break
        else:
            words = [self.take().text]
            if words[0].startswith("\\math") and self.peek().text == "{":
                words += [self.take().text, self.take().text, self.take("}").text]
        self._mark_length = self.place - begin
        fonts = (r"\mathsf", r"\mathrm", r"\text", r"\mathit", r"\rm", r"\sf", r"\operatorname")
        return "".join(w for w in words if w not in "{}" and w not in fonts)

    def unknown(self, name: str, token: Token) -> ReadError:
        """The error for a name that is not declared, with the nearest one that is."""
        near = get_close_matches(name, self.names, n=1, cutoff=0.5)
        declared = ", ".join(sorted(self.names)) or "nothing"
        return ReadError(
            f"{name} is not declared",
            place=Place(self.text, token.start, token.end),
            expected=f"one of {declared}",
            hint=f"did you mean {near[0]}?" if near else None,
        )
