"""Is an answer right?  Shapes first, then the same line, then exact models.

A false `equivalent` is the worst outcome: what cannot be decided is `undecided`, and an unusable
question is an `error`, never held against the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.normal import same
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import DeriveError, LimitError, ReadError, ShapeError
from derive.grading.verdict import Verdict
from derive.latex.answer import Answer, read_answer
from derive.models import verdict as models
from derive.models.equivalence import compare
from derive.proof.hints import near_miss

__all__ = ["Gold", "check", "check_term", "read_gold"]


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold answer: its term and shape in its context, and the only letters an answer may use."""

    context: Context
    term: Term
    shape: tuple[Any, ...]
    in_terms_of: tuple[Term, ...] = ()


def read_gold(text: str, context: Context, in_terms_of: Sequence[str] = ()) -> Gold:
    """The gold of a question.  Raises DeriveError for one that is unusable."""
    term = read_answer(text, context).term
    allowed = tuple(read_answer(name, context).term for name in in_terms_of)
    return Gold(context, term, shape_of(term, context.dims()), allowed)


def check(
    gold: str | Sequence[str],
    answer: str,
    context: Context,
    *,
    in_terms_of: Sequence[str] = (),
    reveal: bool = True,
) -> Verdict:
    """The verdict on an answer against a gold, or the best one against several golds.

    Never raises for bad input: an unusable gold or context is the verdict `error`.
    """
    golds = (gold,) if isinstance(gold, str) else tuple(gold)
    if not golds:
        return Verdict("error", "there is no gold")
    verdicts = [_check(one, answer, context, tuple(in_terms_of), reveal) for one in golds]
    return min(verdicts, key=lambda verdict: _ORDER.index(verdict.verdict))


_ORDER = (
    "equivalent",
    "wrong_form",
    "error",
    "undecided",
    "different",
    "undefined",
    "shape_error",
    "unparseable",
)


def _check(
    gold: str, answer: str, context: Context, in_terms_of: tuple[str, ...], reveal: bool
) -> Verdict:
    try:
        known = _gold(gold, _Key(context), in_terms_of)
    except DeriveError as error:
        return Verdict("error", f"the gold cannot be used: {error}")
    try:
        read = read_answer(answer, context, expected=known.shape)
    except ShapeError as error:
        return Verdict("shape_error", str(error))
    except (ReadError, LimitError) as error:
        return Verdict("unparseable", str(error))
    except DeriveError as error:
        return Verdict("unparseable", str(error))
    broken = _links(known, read)
    return check_term(known, read.term, reveal=reveal) if broken is None else broken


class _Key:
    """A context as a key of a cache."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._key = (tuple(context.symbols.values()), context.facts)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other._key == self._key


@lru_cache(maxsize=512)
def _gold(text: str, key: _Key, in_terms_of: tuple[str, ...]) -> Gold:
    return read_gold(text, key.context, in_terms_of)


def _links(gold: Gold, answer: Answer) -> Verdict | None:
    """The verdict on a chain with a false link; None if every link holds."""
    for link in answer.links:
        left, right = link.args
        found = check_term(Gold(gold.context, left, shape_of(left)), right)
        if found.verdict != "equivalent":
            kind = found.verdict if found.verdict in ("shape_error", "undecided") else "different"
            return Verdict(kind, f"a link of the chain does not hold: {found.reason}")
    return None


def check_term(gold: Gold, answer: Term, *, reveal: bool = True) -> Verdict:
    """The verdict on a term."""
    context, dims = gold.context, gold.context.dims()
    shape = shape_of(answer, dims)
    if not dims.same_shape(shape or (t.ONE, t.ONE), gold.shape or (t.ONE, t.ONE)):
        return Verdict(
            "shape_error",
            f"the answer is {show_shape(shape)}, and {show_shape(gold.shape)} is asked for",
        )
    foreign = t.free_symbols(answer) - set(gold.in_terms_of) if gold.in_terms_of else frozenset()
    form = ", ".join(sorted(symbol.name for symbol in foreign))
    if shape == gold.shape and same(gold.term, answer):
        return _right({"kind": "proved", "steps": []}, form)
    verdict = compare(context, gold.term, answer)
    match verdict.status:
        case "equal":
            return _right(_evidence(verdict), form)
        case "different":
            return Verdict(
                "different", _why(gold, answer, verdict, reveal), None, verdict.counterexample
            )
        case "undefined":
            return Verdict("undefined", verdict.reason)
    return Verdict("undecided", verdict.reason)


def _right(evidence: dict[str, Any], form: str) -> Verdict:
    if form:
        return Verdict("wrong_form", f"it is right, but contains {form}", evidence)
    return Verdict("equivalent", "it is equal wherever the gold is defined", evidence)


def _evidence(verdict: models.Verdict) -> dict[str, Any]:
    strata = [
        {
            "sizes": dict(stratum.sizes),
            "ranks": dict(stratum.ranks),
            "draws": stratum.draws,
            "error_bound": None if stratum.error_bound is None else float(stratum.error_bound),
        }
        for stratum in verdict.strata
    ]
    return {"kind": verdict.kind, "strata": strata}


def _why(gold: Gold, answer: Term, verdict: models.Verdict, reveal: bool) -> str:
    if not reveal:
        return "it differs from the gold"
    hint = near_miss(gold.context, gold.term, answer)
    return f"{verdict.reason}; {hint}" if hint else verdict.reason
