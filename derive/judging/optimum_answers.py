r"""An answer `\arg\min_w f`: is it the same optimum?

It is right if its objective orders any two points as the gold's does, wrong if the gold's only
optimum, found on exact rational models, is none of it.
"""

from __future__ import annotations

import re

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import ReadError
from derive.judging.verdict import Verdict
from derive.latex.answer import unwrap
from derive.latex.reader import read_statement
from derive.models.optimum_comparison import moved_optimum, same_optima

__all__ = ["judge_optimum", "read_optimum"]

_SIGN = re.compile(r"\\arg|\\(?:operatorname\*?|mathrm|text)\s*\{\s*arg")


def read_optimum(text: str, context: Context) -> Term | None:
    r"""The optimum that an answer states, `\hat{w} = \arg\min_w f`; None for another answer.

    Raises ReadError or ShapeError with the place.
    """
    plain = unwrap(text)
    found = _SIGN.search(plain)
    if found is None:
        return None
    label = plain[: found.start()].rstrip()
    if label and not label.endswith("="):
        raise ReadError("an optimum is the whole answer")
    statement = read_statement(" " * found.start() + plain[found.start() :], context)
    return statement if isinstance(statement, t.OPTIMA) else None


def judge_optimum(context: Context, gold: Term, answer: Term) -> Verdict:
    """The verdict on an optimum where one is asked for."""
    if answer.args[0] != gold.args[0]:
        return Verdict("different", "the optimum is over another variable")
    if answer.args[2:] != gold.args[2:]:
        return Verdict("undecided", "the two optima are under different constraints")
    if shape_of(gold.args[0]) in ((), (1, 1)):  # level sets say nothing
        return Verdict("undecided", "optima over one number are not compared")
    verdict = same_optima(context, gold, answer)
    if verdict.status == "equal":
        strata = [stratum.to_json() for stratum in verdict.strata]
        return Verdict("equivalent", "it has the same optima", {"kind": "exact", "strata": strata})
    example = moved_optimum(context, gold, answer)
    if example is not None:
        return Verdict("different", f"its optimum is elsewhere: {example}")
    return Verdict("undecided", "whether the two have the same optima is not known")
