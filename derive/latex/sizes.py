r"""Sizes of matrices as they are declared: numbers, names, and polynomials of them written out.

A name is a letter, a letter with digits or an index (`n1`, `n_1` and `n_{1}` are one, `d_{in}`), or
a word (`hidden`, `\text{hidden}`).  Two names are never read as a product: `m*n` is one, `mn` is a
word where words may stand, and an error else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sympy import Integer, expand

from derive.algebra import term as t
from derive.algebra.term import Dim
from derive.errors import Place, ReadError
from derive.latex.names import canonical, group_end, scan_letter, spelled
from derive.latex.tokens import Token, tokenize

__all__ = ["read_shape", "read_size", "refuse_products"]

MAX_SIZE = 32  # signs of a size
MAX_POWER = 8
NAMED = "a number, or a letter as n, n_1, d_{in}"
WORDED = "a number, a letter as n, n_1, d_{in}, or a word"


def read_shape(text: str, *, words: bool) -> tuple[Dim, ...]:
    """The one or two sizes of a shape.  `words` says whether a word may be a name.

    Raises ReadError with the place in `text`.
    """
    tokens = tokenize(text)
    while tokens and tokens[0].text == "{" and group_end(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    parts = _parts(tokens)
    if len(parts) > 2 or not all(parts):
        place = Place(text, tokens[0].start, tokens[-1].end) if tokens else None
        raise ReadError("a shape has one or two sizes", place=place, expected="n, or m×n")
    return tuple(_size(part, text, words) for part in parts)


def read_size(text: str) -> Dim:
    """One size, as in JSON.  Raises ReadError with the place in `text`."""
    return _size(tokenize(text), text, True)


def _parts(tokens: Sequence[Token]) -> list[list[Token]]:
    r"""The sizes between `\times`; else between each `x` between spaces, or each `x` of all where
    what stands between them are names without words."""
    crosses = [i for i, token in enumerate(tokens) if token.text == r"\times"]
    if not crosses:
        found = [i for i, token in enumerate(tokens) if token.text == "x" and i > 0]
        found = [i for i in found if i + 1 < len(tokens)]
        crosses = [i for i in found if not _beside(tokens, i - 1) and not _beside(tokens, i)]
        if not crosses and not any(map(_has_word, _split(tokens, found))):
            crosses = found
    return _split(tokens, crosses)


def _split(tokens: Sequence[Token], places: Sequence[int]) -> list[list[Token]]:
    ends = [-1, *places, len(tokens)]
    return [list(tokens[start + 1 : end]) for start, end in pairwise(ends)]


def _beside(tokens: Sequence[Token], index: int) -> bool:
    """Whether a token and the next one are written without a space."""
    return index + 1 < len(tokens) and tokens[index].end == tokens[index + 1].start


def _has_word(tokens: Sequence[Token]) -> bool:
    """Whether a part is empty or has two letters side by side outside of braces."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "{") - (token.text == "}")
        after = tokens[index + 1] if _beside(tokens, index) else token
        if depth == 0 and token.letter and after is not token and after.letter:
            return True
    return not tokens


def _size(tokens: Sequence[Token], text: str, words: bool) -> Dim:
    """A size: a number, a dimension, or a polynomial in dimensions, multiplied out."""
    if len(tokens) > MAX_SIZE:
        raise ReadError(
            f"a size of {len(tokens)} signs is too long", expected=f"at most {MAX_SIZE}"
        )
    reader = _Reader(list(tokens), text, words)
    size = reader.polynomial()
    if reader.rest:
        raise reader.error(f"{reader.rest[0].text} closes nothing")
    if size.is_number and size < 1:
        place = Place(text, tokens[0].start, tokens[-1].end)
        raise ReadError(f"{size} is no size", place=place, expected="a positive integer")
    return size


class _Reader:
    """A size at the front of the tokens, read from left to right; what is read is removed."""

    def __init__(self, rest: list[Token], text: str, words: bool) -> None:
        self.rest, self.text, self.words = rest, text, words

    def error(self, message: str, *, hint: str | None = None) -> ReadError:
        """An error at the next token."""
        token = self.rest[0] if self.rest else None
        place = (
            Place(self.text, len(self.text), len(self.text) + 1)
            if token is None
            else Place(self.text, token.start, token.end)
        )
        expected = WORDED if self.words else NAMED
        return ReadError(message, place=place, expected=expected, hint=hint)

    def polynomial(self) -> Dim:
        """The polynomial up to a closing bracket or the end."""
        total: Dim = Integer(0)
        sign = 1
        if self.rest and self.rest[0].text in ("+", "-"):
            sign = 1 if self.rest.pop(0).text == "+" else -1
        while True:
            total += sign * self._product()
            if not self.rest or self.rest[0].text == ")":
                return expand(total)
            sign = 1 if self.rest.pop(0).text == "+" else -1

    def _product(self) -> Dim:
        product, named = self._factor()
        while self.rest and self.rest[0].text not in (")", "+", "-"):
            written = self.rest[0].text in (r"\cdot", "*")
            if written:
                self.rest.pop(0)
            elif named and self._begins_name():
                raise self.error("two names are no product", hint="write m*n for a product")
            factor, named = self._factor()
            product = expand(product * factor)
        return product

    def _begins_name(self) -> bool:
        return scan_letter(self.rest, 0) is not None

    def _factor(self) -> tuple[Dim, bool]:
        """A number, a name or a bracket, with its power; whether it is a name."""
        if not self.rest:
            raise self.error("a size is missing")
        token = self.rest[0]
        if token.text == "(":
            self.rest.pop(0)
            inner = self.polynomial()
            if not self.rest:
                raise self.error("this ( is not closed")
            self.rest.pop(0)
            return self._powered(inner), False
        if token.text.isdigit():
            self.rest.pop(0)
            return self._powered(Integer(token.text)), False
        return self._powered(t.dimension(self._name())), True

    def _powered(self, base: Dim) -> Dim:
        if len(self.rest) < 2 or self.rest[0].text != "^":
            return base
        self.rest.pop(0)
        braced = self.rest[0].text == "{" and group_end(self.rest, 0) == 2
        exponent = self.rest[1 if braced else 0].text
        if not exponent.isdigit() or not 1 <= int(exponent) <= MAX_POWER:
            raise self.error(f"no power from 1 to {MAX_POWER}")
        del self.rest[: 3 if braced else 1]
        return expand(base ** int(exponent))

    def _name(self) -> str:
        letter = scan_letter(self.rest, 0)
        if letter is None:
            raise self.error(f"{self.rest[0].text} is no size")
        word, end = letter.text, letter.end
        while self.rest[end - 1].letter and _beside(self.rest, end - 1) and self.rest[end].letter:
            if not self.words:
                del self.rest[:end]
                raise self.error("two names are no product", hint="write m*n for a product")
            word += self.rest[end].text
            end += 1
        below = ""
        if _beside(self.rest, end - 1) and self.rest[end].text.isdigit():
            below, end = self.rest[end].text, end + 1
        elif end + 1 < len(self.rest) and self.rest[end].text == "_":
            stop = group_end(self.rest, end + 1) if self.rest[end + 1].text == "{" else end + 1
            below, end = canonical(self.rest[end + 1 : stop + 1]), stop + 1
        del self.rest[:end]
        return spelled(word, below, "")


def refuse_products(sizes: Iterable[Dim]) -> None:
    """Raise ReadError for a word as `mn` beside the sizes m and n: it looks like their product."""
    names = {symbol.name for size in sizes for symbol in size.free_symbols}
    for name in sorted(names):
        if name.isalpha() and len(name) > 1 and set(name) <= names:
            product = "*".join(name)
            raise ReadError(
                f"{name} looks like a product of the sizes {', '.join(name)}",
                hint=rf"write {product} for the product, or another word for a size of its own",
            )
