"""From a solved problem to the document that tells it.

Every formula of the document is printed from a term, and what is printed is read again: a formula
that does not read back as the term it was printed from raises a DeriveError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring import parts as spec
from derive.authoring.problem import Problem
from derive.errors import DeriveError, ReadError
from derive.latex.names import canonical_name
from derive.latex.printer import Mark, latex, latex_fact, latex_sides
from derive.latex.printer_forms import FOR_EVERY
from derive.latex.reader import read, read_statement
from derive.publish.change import changed
from derive.publish.claim_blocks import case_blocks, sign_blocks
from derive.publish.document import (
    AnswerBlock,
    Block,
    DerivationBlock,
    DerivationLine,
    Document,
    FigureBlock,
    Given,
    Heading,
    Inlines,
    Math,
    Paragraph,
    QuestionBlock,
    Remark,
    ShapeTable,
    ShapeTableRow,
    Text,
    VerifiedNote,
)
from derive.publish.evidence import evidence_inlines
from derive.publish.figures import draw
from derive.publish.rulebook import rulebook
from derive.publish.wording import fact_inlines, inlines, join, reason_inlines
from derive.rules.rule import Rule

__all__ = ["narrate", "print_checked", "questions"]

COLOUR = "changed"


@dataclass(frozen=True, slots=True)
class _Setting:
    """The numbers of the rules, and the name of the problem, which begins those of its drawings."""

    numbers: Mapping[str, int]
    name: str


def narrate(problem: Problem, rules: tuple[Rule, ...]) -> Document:
    """The sheet of a problem with its solutions.

    `rules` are those that the solutions use, in the order of their numbers.
    """
    numbers = {rule.name: index for index, rule in enumerate(rules, 1)}
    setting = _Setting(numbers, problem.name)
    blocks = [*_opening(problem)]
    for part in problem.parts:
        blocks += _part(part, setting)
    blocks += [Remark(inlines(words)) for words in problem.closing]
    blocks += rulebook(rules, numbers)
    return Document(problem.title, problem.course, tuple(blocks), "Solutions")


def questions(problem: Problem) -> Document:
    """The sheet of a problem without anything that its author wrote to solve it."""
    blocks = [*_opening(problem)]
    for part in problem.parts:
        blocks += _question(part)
    return Document(problem.title, problem.course, tuple(blocks), "Questions")


def _opening(problem: Problem) -> Iterator[Block]:
    """The introduction, and what is assumed throughout."""
    yield from (Paragraph(inlines(words)) for words in problem.introduction)
    facts = problem.context.facts
    if facts:
        yield Given((_declared(problem.context), *(fact_inlines(fact) for fact in facts)))


def _declared(context: Context) -> Inlines:
    symbols = [
        (Math(latex(symbol)), Text(" in "), Math(_space(symbol)))
        for symbol in context.symbols.values()
    ]
    return join(symbols, ", ")


def _space(symbol: Term) -> str:
    shape = shape_of(symbol)
    if not shape:
        return r"\mathbb{R}"
    rows, cols = (latex(dim) for dim in shape)
    return rf"\mathbb{{R}}^{{{rows}}}" if cols == "1" else rf"\mathbb{{R}}^{{{rows} \times {cols}}}"


# -- a part -------------------------------------------------------------------------------------


def _question(part: spec.Part) -> Iterator[Block]:
    title = f"({part.name}) {part.title}".strip()
    yield Heading(1, (Text(title),), f"part-{part.name.replace('.', '-')}")
    yield QuestionBlock(inlines(part.question))
    if part.given:
        yield Given(tuple(fact_inlines(fact) for fact in part.given))


def _part(part: spec.Part, setting: _Setting) -> Iterator[Block]:
    yield from _question(part)
    for block in part.blocks:
        yield from _block(part, block, setting)
    yield VerifiedNote(evidence_inlines(part))


def _block(part: spec.Part, block: spec.Block, setting: _Setting) -> Iterator[Block]:
    match block:
        case spec.Prose("remark", words):
            yield Remark(inlines(words))
        case spec.Prose(_, words):
            yield Paragraph(inlines(words))
        case spec.Argument():
            yield DerivationBlock(tuple(_lines(block, setting.numbers)))
        case spec.Definition(fact):
            symbol, value = fact.args
            yield Paragraph((Text("Let "), Math(latex(t.equation(symbol, value))), Text(".")))
        case spec.Shapes(rows):
            yield ShapeTable(tuple(_shape_row(row) for row in rows))
        case spec.Figure(_, caption, alt):
            name = f"{setting.name}-{part.name.replace('.', '-')}-{part.blocks.index(block)}"
            yield FigureBlock(draw(block, name), alt, inlines(caption))
        case spec.Refutation():
            yield Paragraph(_refutation(part, block))
        case spec.Sign():
            yield from sign_blocks(block)
        case spec.CaseTable():
            yield from case_blocks(block, part.context)
        case spec.Answer(statement=statement) if statement is not None:
            yield AnswerBlock(print_checked(statement, part.context))
        case spec.Answer(_, term) if isinstance(term, t.STATEMENTS):
            yield AnswerBlock(print_checked(term, part.context))
        case spec.Answer(name, term):
            context = part.context
            yield AnswerBlock(print_checked(term, context), _named(name, term, context))


def _named(name: str, value: Term, context: Context) -> str:
    """The LaTeX of a result's name: a declared letter, a plain word, a formula or a new letter."""
    if name in context.symbols:
        return latex(context.symbols[name])
    if re.fullmatch("[a-z]{3,}", name):
        return rf"\text{{{name}}}"
    try:
        shown = read_statement(name, context)
    except ReadError:
        return _fresh(name, value)
    return latex_fact(shown) if isinstance(shown, Fact) else latex(shown)


def _fresh(name: str, value: Term) -> str:
    """A word, or a letter for a value of this shape, that means nothing yet."""
    if re.fullmatch("[A-Za-z]{2,}", name):
        return rf"\text{{{name}}}"
    shape = None if isinstance(value, t.STATEMENTS) else shape_of(value)
    letter = canonical_name(name)
    return latex(t.matrix(letter, *shape) if shape else t.scalar(letter))


def _shape_row(row: spec.ShapeRow) -> ShapeTableRow:
    rows, cols = (latex(dim) for dim in shape_of(row.term))
    return ShapeTableRow(latex(row.term), rf"{rows} \times {cols}", inlines(row.note))


def _refutation(part: spec.Part, block: spec.Refutation) -> Inlines:
    shown = [
        (Math(rf"{latex(symbol)} = {_grid(block.counterexample.values[name])}"),)
        for name, symbol in part.context.symbols.items()
        if any(symbol in t.free_symbols(side) for side in block.claim.args)
        and name in block.counterexample.values
    ]
    example = (Text("For example, with "), *join(shown, ", "), Text(" it is "))
    if isinstance(block.claim, Fact):
        term = next(arg for arg in block.claim.args[::-1] if not t.is_number(arg))
        first = term == block.claim.args[0]
        value = block.counterexample.left if first else block.counterexample.right
        return (*example, Math(f"{latex(term)} = {_grid(value)}"), Text("."))
    left, right = latex_sides(block.claim)
    return (*example, Math(rf"{left} = {_grid(block.counterexample.left)} \neq {right}"), Text("."))


def _grid(rows: object) -> str:
    """A literal matrix or number of a counterexample."""
    if not isinstance(rows, tuple | list):
        return str(rows)
    if len(rows) == 1 and len(rows[0]) == 1:
        return _fraction(rows[0][0])
    body = r" \\ ".join(" & ".join(map(_fraction, row)) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _fraction(value: object) -> str:
    above, slash, below = str(value).partition("/")
    if not slash:
        return above
    sign = "-" if above.startswith("-") else ""
    return rf"{sign}\frac{{{above.lstrip('-')}}}{{{below}}}"


# -- derivations --------------------------------------------------------------------------------


def _lines(argument: spec.Argument, numbers: Mapping[str, int]) -> Iterator[DerivationLine]:
    derivation = argument.derivation
    context = derivation.context
    statements = isinstance(derivation.start, t.STATEMENTS)
    if statements:
        yield _statement(derivation.start, context, "", None, ())
    elif argument.name is not None:
        start = print_checked(derivation.start, context)
        yield DerivationLine(left=latex(argument.name), right=start)
    for index, (step, words) in enumerate(zip(derivation.steps, argument.reasons, strict=True)):
        reason = reason_inlines(step, words, numbers)
        if statements:
            yield _statement(step.after, context, r"\iff", step.before, reason)
            continue
        first = index == 0 and argument.name is None
        left = print_checked(derivation.start, context) if first else ""
        yield DerivationLine(
            left=left, right=_marked(step.before, step.after, context), reason=reason
        )


def _statement(
    term: Term, context: Context, lead: str, before: Term | None, reason: Inlines
) -> DerivationLine:
    """An equation aligned at its sign; any other statement as a whole."""
    print_checked(term, context)
    if isinstance(term, t.ForAll):
        x, equation = term.args
        left, right = latex_sides(equation, layout=context.layout)
        return DerivationLine(f"{right} {FOR_EVERY} {latex(x)}", "=", left, lead, reason)
    if not isinstance(term, t.Equation):
        return DerivationLine(latex(term, layout=context.layout), "", "", lead, reason)
    marks: tuple[Mark, ...] = ()
    if isinstance(before, t.Equation):
        marks = tuple(
            Mark((side, *where.path), where.window, COLOUR)
            for side in (0, 1)
            for where in changed(before.args[side], term.args[side])
        )
    left, right = latex_sides(term, marks, context.layout)
    return DerivationLine(right, "=", left, lead, reason)


def _marked(before: Term, after: Term, context: Context) -> str:
    """The term with what is new in it coloured."""
    print_checked(after, context)
    marks = tuple(Mark(where.path, where.window, COLOUR) for where in changed(before, after))
    return latex(after, marks=marks, layout=context.layout)


def print_checked(term: Term, context: Context) -> str:
    """The LaTeX of a term; a DeriveError if it does not read back as that term."""
    text = latex(term, layout=context.layout)
    scalar = t.is_scalar(term)
    again = read(text, context, expected=()).term if scalar else read_statement(text, context)
    if isinstance(again, Fact) or again != term:
        raise DeriveError(
            f"what is printed does not read back: {text}", expected=str(term), hint=str(again)
        )
    return text
