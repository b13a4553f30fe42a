r"""Syntax: tokens to untyped nodes with their places, by precedence.

Tightest first: superscripts, subscripts and primes; ⊗ ⊙ ∘; juxtaposition, `\cdot` and `\times`;
prefix operators without parentheses, which take the product that follows; + and −.  Shapes are not
known here.  Every token is consumed or refused.

Limits: nesting of 60; the work is linear in the number of tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sympy import Rational

from derive.errors import LimitError
from derive.latex.cursor import END, RELATIONS, Cursor, Node
from derive.latex.groups import (
    check_alone,
    check_body,
    check_mixed,
    check_operand,
    number_in_group,
    spliced,
)
from derive.latex.identifiers import name, operator_word
from derive.latex.names import MEMBERS, OPERATORS, RAISED_MEMBERS, group_end
from derive.latex.tokens import QUAD, Token

__all__ = ["FREE_INDICES", "TIMES", "Syntax"]

MAX_DEPTH = 60
MAX_SCRIPTS = 8  # on one atom
TIGHT = frozenset([r"\otimes", r"\odot", r"\circ"])
TIMES = frozenset([r"\cdot", r"\times", "*"])
ALL = frozenset([":", "*", r"\cdot"])  # for all of a side, in a subscript
STOPS = (
    frozenset(
        (
            r"+ - , ; ) ] } & \\ \rangle . \} \end / : \to \sim \iff \implies \over"
            r" \xrightarrow \downarrow \searrow \uparrow \nearrow"
            r" \in \dots \pm \mp \approx \succ \succeq \prec \preceq \propto ^ _ ' ! ? \%"
        ).split()
    )
    | {"", QUAD}
    | RELATIONS
    | TIGHT
    | TIMES
)
FREE_INDICES = "ijkl"
_TRANSPOSED = frozenset(["T", "t", "H", r"\top"])


class Syntax(Cursor):
    """One reading of one text, from the sum down to the scripts of an atom.

    `atom` reads the next atom; the table of atoms stands above this file and is handed in.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        text: str,
        names: Collection[str],
        atom: Callable[[Syntax], Node],
        *,
        sizes: Collection[str] = (),
        free: bool = False,
    ) -> None:
        super().__init__(tokens, text, names, sizes=sizes, free=free)
        self._atom = atom
        self.depth, self.indexing = 0, False
        self.loose = -1  # the index where the last operand without brackets ended
        self.unsummed: frozenset[str] = frozenset()  # indices that stand free beside a sum
        self.summed: set[str] = set()  # indices of a relation that were taken to be summed over
        self.unclear = -1  # the token of a relation of which that is not clear
        self.closed = -1  # the index where the last operand in brackets or bars ended
        self.operands = 0  # operators in one another that take the product read here
        self.bars: list[str] = []  # the brackets and bars that are open; "" for a bracket

    def whole(self, rule: Callable[[], Node]) -> Node:
        """All of the text by one rule; what is left over is refused."""
        made = rule()
        if self.peek().text in (".", ",", ";") and self.index == len(self.tokens) - 1:
            self.index += 1
        if self.peek() is not END:
            self.refuse("this is not understood", expected="the end of the formula, or an operator")
        return made

    # -- sums and products ------------------------------------------------------------------

    def sum(self) -> Node:
        """Terms with + and − between."""
        begin = self.index
        signs = [self._sign()]
        terms = [self.product()]
        while self.peek().text in ("+", "-"):
            if self.at("+", r"\dots", "+") and set(signs) == {1}:
                self.index += 3
                return self.node("progression", [*terms, self.product()], begin, "sum")
            signs.append(self._sign())
            terms.append(self.product())
        for sign, term in zip(signs, terms, strict=True):
            if sign < 0:
                check_alone(self, term, first=False, joined=False, dotted=False)
        if signs == [1] and len(terms) == 1:
            return terms[0]
        return self.node("sum", terms, begin, tuple(signs))

    def _sign(self) -> int:
        sign = 1
        while self.peek().text in ("+", "-"):
            if self.take().text == "-":
                sign = -sign
        return sign

    def inner(self, *closing: str) -> Node:
        """A sum within brackets, up to and with the closing ones."""
        self.bars.append("")
        made = self.sum()
        self.bars.pop()
        for text in closing:
            self.take(text)
        return made

    def product(self, *, argument: bool = False) -> Node:
        """Factors side by side, or one divided by the next.

        The `argument` of an operator without brackets ends before the next operator:
        `\\det A \\det B`.
        """
        begin = self.index
        factors = [self._factor(first=True)]
        dots: list[int] = []
        while not (argument and self._ends_argument()):
            if self.peek().text in TIMES:
                if argument and self._operator_after():
                    break
                if self.take().text == r"\cdot":
                    dots.append(len(factors))
                factors.append(self._factor(first=False))
            elif self.at("/"):
                factors, dots = [self._divided(factors, dots, begin)], []
            elif self.starts_factor() and not (argument and self.starts_operator()):
                self._no_bare_number()
                factor = self.tight()
                if spliced(self, factor):
                    break
                factors.append(self._alone(factor, first=False))
                check_mixed(self, factors[-2], factors[-1])
            else:
                break
        if len(factors) == 1:
            return factors[0]
        return self.node("product", factors, begin, tuple(dots))

    def _ends_argument(self) -> bool:
        r"""Whether the first factor ends the argument: `\log|x| y` is `(\log|x|) y`.

        How far the argument goes is not clear where more bars follow, as in `\log|A||B|`.
        """
        if self.closed != self.index:
            return False
        barred = self.tokens[self.index - 1].text in ("|", r"\|")
        after = 1 if self.peek().text in TIMES else 0
        if barred and self.peek(after).text in ("|", r"\|") and not self.closes_bar():
            self.refuse("how far the argument goes is not clear", hint="write parentheses")
        return True

    def _factor(self, *, first: bool) -> Node:
        return self._alone(self.tight(), first=first)

    def _alone(self, factor: Node, *, first: bool) -> Node:
        """A factor; ReadError for braces that hold together what is not seen as one."""
        dotted = self.peek().text in TIMES or self.at("/")
        joined = not dotted and self.starts_factor()
        check_alone(self, factor, first=first, joined=joined, dotted=dotted)
        return factor

    def operand(self, *, argument: bool = False) -> Node:
        """The product that an operator without brackets is applied to; ReadError for braces that
        hold together what is not seen as one: in `\\sum_i {a_i + b}` the sum ends before the +."""
        made = self.product(argument=argument)
        check_body(self, made)
        return made

    def _no_bare_number(self) -> None:
        """A number after a factor may be a lost script, `x_12`, `A2`, or more digits: `1{2}`."""
        if number_in_group(self):
            self.refuse("whether this number multiplies is not clear", hint=r"write \cdot")
        token, following = self.peek(), self.peek(1)
        if (
            token.number
            and not self.indexing
            and not (token.text == "1" and following.text in ("^", "_", "["))
            and not (token.text == "0" and following.text == "_")
        ):
            self.refuse(
                "whether this number multiplies is not clear", hint=r"write \cdot, or braces"
            )

    def starts_operator(self) -> bool:
        """Whether an operator that takes an argument begins here, as `\\det`."""
        token, first = self.peek(), self.index
        if token.text in (r"\sum", r"\prod", r"\nabla"):
            return True
        found = name(self) is None and operator_word(self) is not None
        self.index = first
        return found

    def _operator_after(self) -> bool:
        """Whether the sign that stands here multiplies by another operator."""
        self.index += 1
        found = self.starts_operator()
        self.index -= 1
        return found

    def _divided(self, factors: list[Node], dots: list[int], begin: int) -> Node:
        above = factors[0]
        if len(factors) > 1:
            above = self.node("product", factors, begin, tuple(dots))
        self.take("/")
        below = self.tight()
        check_operand(self, below)
        if self.starts_factor() or self.at("/"):
            self.refuse("what is divided by is not clear here", hint=r"write \frac{}{}")
        return self.node("divide", (above, below), begin)

    def starts_factor(self) -> bool:
        """Whether a factor begins here: no operator, no closing bracket or bar."""
        token = self.peek()
        if token.text in STOPS:
            return False
        if token.text == r"\text":
            end = group_end(self.tokens, self.index + 1)
            words = self.tokens[self.index + 2 : max(end, 0)]
            return "".join(word.text for word in words) in OPERATORS
        if token.text == "|" and self.peek(1).text == "_":
            return False
        return not (token.text in ("|", r"\|") and self.closes_bar())

    def closes_bar(self) -> bool:
        r"""Whether the bar that stands here closes the innermost one: `|` in `|A|` the second time.

        A side that is written (`\left|`, `\rvert`) decides; `||` closes a norm that `||` opened.
        """
        token, following = self.peek(), self.peek(1)
        if token.side:
            return token.side == "right"
        opened = self.bars[-1] if self.bars else ""
        if opened == "\\right|":
            return False
        if opened == "||":
            return token.text == following.text == "|" and token.end == following.start
        return opened == token.text

    def tight(self) -> Node:
        """Kronecker and elementwise products, read from the left."""
        begin = self.index
        made = self.scripted()
        while self.peek().text in TIGHT:
            sign = self.take().text
            parts = [made, self.scripted()]
            while self.at(sign):
                self.index += 1
                parts.append(self.scripted())
            for part in parts:
                check_operand(self, part)
            made = self.node("tight", parts, begin, sign)
        return made

    # -- scripts ----------------------------------------------------------------------------

    def scripted(self) -> Node:
        """An atom with its superscripts, primes and entries."""
        begin = self.index
        made = self.atom()
        if self.peek().text in ("^", "_", "'"):
            if spliced(self, made, scripted=True):
                return self.scripted()
            check_operand(self, made)
        count = 0
        while True:
            text = self.peek().text
            closed = self.closed == self.index
            if text == "^":
                made = self._raised(made, begin)
            elif text == "'":
                made = self.node("prime", (made,), begin, self.take())
                made = made._replace(end=self.tokens[self.index - 1].end)
            elif text == "!":
                self.index += 1
                made = self.node("factorial", (made,), begin)
            elif self.at("_", "+") or self.at("_", "{", "+", "}"):
                self.index += 4 if self.at("_", "{") else 2
                made = self.node("apply", (made,), begin, "relu")
            elif text == "_":
                self.index += 1
                if made.op == "name" and MEMBERS in made.value:
                    made = self.node("member", (made, *self._free_indices(self.indices)), begin)
                else:
                    made = self.node("entry", (made, *self.indices()), begin)
            elif self.at("{", "}", "^") and not self._transposes_what_follows():
                self.index += 2
                continue
            else:
                break
            count += 1
            self.closed = self.index if closed else self.closed
            if count > MAX_SCRIPTS:
                raise LimitError(f"more than {MAX_SCRIPTS} scripts on one letter")
        return made

    def _raised_member(self, made: Node, begin: int) -> Node:
        """A letter of a family whose index is written above in parentheses: `x^{(i)}`."""
        self.index += 3
        made = self.node("member", (made, *self._free_indices(self._one_raised)), begin)
        self.take("}")
        return made

    def _one_raised(self) -> list[Node]:
        return [self.inner(")")]

    def _free_indices(self, read: Callable[[], list[Node]]) -> list[Node]:
        """The indices of a letter of a family: there i, j, k need no declaration."""
        free = [letter for letter in FREE_INDICES if not self.known(letter)]
        self.bound += free
        made = read()
        del self.bound[len(self.bound) - len(free) :]
        return made

    def _transposes_what_follows(self) -> bool:
        """Whether `{}^t` stands here, apart from what is before unless it is a t."""
        apart = self.tokens[self.index - 1].end < self.peek().start
        marks = ("t", "T", r"\top") if apart else ("t",)
        braced = self.peek(3).text == "{"
        mark, after = self.peek(4 if braced else 3).text, self.peek(6 if braced else 4)
        closed = not braced or self.peek(5).text == "}"
        return mark in marks and closed and after.text not in STOPS | {")", "]"}

    def atom(self) -> Node:
        """The next atom, within the limit of nesting."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitError(f"the formula is nested deeper than {MAX_DEPTH}")
        made = self._atom(self)
        self.depth -= 1
        return made

    def _raised(self, base: Node, begin: int) -> Node:
        """The base with the superscript that follows."""
        if base.op == "name" and RAISED_MEMBERS in base.value and self.at("^", "{", "("):
            return self._raised_member(base, begin)
        self.index += 1
        mark, end = self.mark()
        if mark in _TRANSPOSED or mark == r"\prime":
            if mark in self.declared:
                return self.node("raised", (base, self.argument()), begin)
            self.index = end
            return self.node("transpose", (base,), begin)
        if mark in ("-T", r"-\top", "-t", "-H") and mark[1:] not in self.declared:
            self.index = end
            return self.node("transpose", (self.node("inverse", (base,), begin),), begin)
        if mark in ("-1T", r"-1\top", "T-1") and "T" not in self.declared:
            self.index = end
            return self.node("transpose", (self.node("inverse", (base,), begin),), begin)
        if mark in ("+", r"\dagger"):
            self.index = end
            return self.node("pinv", (base,), begin)
        if mark in (r"+\top", "+T", r"\daggerT", r"\dagger\top") and "T" not in self.declared:
            self.index = end
            return self.node("transpose", (self.node("pinv", (base,), begin),), begin)
        if set(mark) == {"'"} or mark in ("*", ""):
            self.refuse(
                "this superscript is not understood", expected=r"\top, -1, + or an exponent"
            )
        if self.at("{", r"\odot") or self.at("{", r"\circ"):
            self.index += 2
            exponent = self.inner("}")
            return self.node("elementwise_power", (base, exponent), begin)
        if self.at("{", "(") and self.tokens[end - 2].text == ")":
            self.refuse("an index in parentheses belongs to a name, and this one is not declared")
        if self.at("{", "["):
            self.refuse("an index in brackets belongs to a name, and this one is not declared")
        if base.op == "power":
            self.refuse("of two superscripts the first is not closed", hint="use parentheses")
        return self.node("power", (base, self.argument()), begin)

    def argument(self) -> Node:
        """The argument of a command or a script: a brace group, or one token, as in TeX."""
        if self.at("{"):
            begin = self.index
            self.index += 1
            made = self.inner("}")
            return self.node("braces", (made,), begin)
        if self.peek().text.isdigit():
            return self._digit()
        if self.at("-"):
            self.refuse("a sign alone is no argument", hint="use braces")
        return self.atom()

    def _digit(self) -> Node:
        """The first digit of the number that stands here; the others stay."""
        token = self.peek()
        if len(token.text) > 1:
            first = Token(token.text[0], token.start, token.start + 1)
            rest = Token(token.text[1:], token.start + 1, token.end)
            self.tokens[self.index : self.index + 1] = [first, rest]
        return self.node("number", (), self.index, Rational(self.take().text))

    def indices(self) -> list[Node]:
        """What stands in a subscript: expressions with commas between, `:` for all of a side."""
        if not self.at("{"):
            return [self.argument()]
        self.index += 1
        self.bars.append("")
        found = []
        while True:
            found.append(self._one_index())
            beside = found[-1].op == "all" or self.peek().text in ALL
            if not self.skip(",") and (self.at("}") or not beside):
                break
        self.bars.pop()
        self.take("}")
        return found

    def _one_index(self) -> Node:
        """An index, or `:` for all of a side, which may stand beside one without a comma."""
        if self.peek().text in ALL:
            self.index += 1
            return self.node("all", (), self.index - 1)
        if self.peek(1).text in ALL and self.peek(2).text == "}":
            return self.atom()
        self.indexing = True
        made = self.sum()
        self.indexing = False
        return made
