"""Signs, refuted claims and tables of cases, told to a reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal_form import equal_modulo
from derive.algebra.signs import Factor
from derive.authoring import parts as spec
from derive.latex.printer import latex, latex_fact
from derive.proof.sign_search import sum_of
from derive.publish.document import (
    Block,
    DerivationBlock,
    DerivationLine,
    Inlines,
    Math,
    Paragraph,
    Table,
    Text,
)
from derive.publish.wording import fact_inlines, inlines, join

__all__ = ["case_blocks", "sign_blocks"]

SIGNS: Mapping[str, str] = MappingProxyType(
    {">": "> 0", "<": "< 0", ">=": r"\ge 0", "<=": r"\le 0", "=": "= 0", "!=": r"\neq 0"}
)


def sign_blocks(block: spec.Sign) -> Iterator[Block]:
    """The signs that are known by assumption, the sums that show the others, and what follows."""
    given = [fact_inlines(fact) for fact in block.given]
    condition: Inlines = (
        (Text("If "), *join(given, " and "), Text(", then, since ")) if given else ()
    )
    factors = [factor for factor in block.proof.factors if factor.sum]
    known = [(Math(_signed(factor)),) for factor in factors if _assumed(factor)]
    lines = [_line(factor) for factor in factors if not _assumed(factor)]
    end: Inlines = (Math(latex_fact(block.proof.fact)),)
    if block.words:
        end = (*end, Text(", so "), *inlines(block.words))
    if not lines:
        since = condition or (Text("Since "),)
        yield Paragraph((*since, *join(known, " and "), Text(": "), *end) if known else end)
        return
    if known:
        told = Text(" are known." if len(known) > 1 else " is known.")
        yield Paragraph((*join(known, " and "), told))
    yield DerivationBlock(tuple(lines))
    yield Paragraph((Text("Together, "), *end))


def _signed(factor: Factor) -> str:
    return f"{latex(factor.term)} {SIGNS[factor.sign]}"


def _assumed(factor: Factor) -> bool:
    """Whether a fact says the sign of the factor itself."""
    [*summands] = factor.sum
    return len(summands) == 1 and len(summands[0].facts) == 1 and summands[0].root == t.ONE


def _line(factor: Factor) -> DerivationLine:
    """The factor as a sum of terms of one sign."""
    turned = factor.sign in ("<", "<=")
    total = sum_of(factor)
    facts = dict.fromkeys(fact for summand in factor.sum for fact in summand.facts)
    since = [fact_inlines(fact) for fact in facts]
    why = "each term is positive, since " if not turned else "each term is negative, since "
    if factor.sign in (">=", "<="):
        why = "no term is negative, since " if not turned else "no term is positive, since "
    reason: Inlines = (Text(why), *join(since, ", ")) if since else (Text("a sum of squares"),)
    if equal_modulo(total, factor.term):
        sign, zero = SIGNS[factor.sign].rsplit(" ", 1)
        return DerivationLine(zero, sign, latex(factor.term), reason=reason)
    right = f"{latex(total)} {SIGNS[factor.sign]}"
    return DerivationLine(right, "=", latex(factor.term), reason=reason)


def case_blocks(block: spec.CaseTable, context: Context) -> Iterator[Block]:
    """The domain, and the table: a row for each case, a word for each sign."""
    domain = [fact_inlines(fact) for fact in (*context.facts, *block.domain)]
    caption: Inlines = (*(Text("For "), *join(domain, ", "), Text(", these are all cases.")),)
    header = ((Text("Case"),), *(inlines(column.title) for column in block.columns))
    rows = tuple(
        (
            join([fact_inlines(fact) for fact in row.given], ", "),
            *(
                (Text(column.words[("<", "=", ">", "none").index(cell.sign)]),)
                for column, cell in zip(block.columns, row.cells, strict=True)
            ),
        )
        for row in block.rows
    )
    yield Table(header, rows, caption)
