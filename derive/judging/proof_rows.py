"""The steps of a proof as rows of data, and as lines that people read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from derive.algebra.facts import Proof, inference
from derive.latex.printer import latex, latex_fact
from derive.proof.reasons import guards_of, used_by
from derive.proof.step import (
    Assumed,
    CellByCell,
    Derivation,
    Expanded,
    Reason,
    Reversed,
    RuleUse,
    Step,
)

__all__ = ["aligned", "order_rows", "proof_lines", "step_rows"]

COMPARISONS = ("<", "<=")
SIGNS = MappingProxyType(
    {
        "positive_definite": r"\succ",
        "positive_semidefinite": r"\succeq",
        "<": ">",
        "<=": r"\ge",
    }
)
Json: TypeAlias = dict[str, Any]
Rows: TypeAlias = Sequence[Mapping[str, str]]


def step_rows(step: Step, layout: str = "") -> list[Json]:
    """A row for each step, after those of the lemmas that it uses, in a layout of derivatives."""
    rows = ((*_lemma_rows(inner, layout), _row(inner, layout)) for inner in step.flat())
    return [row for several in rows for row in several]


def order_rows(proof: Proof) -> Iterator[Json]:
    """A row for each order that is inferred, after those of what it is inferred from."""
    for premise in proof.premises:
        yield from order_rows(premise)
    sign = SIGNS.get(proof.fact.predicate)
    if sign is None or proof.by in ("assumption", "arithmetic"):
        return
    of = proof.fact.args[-1]
    if proof.fact.predicate in COMPARISONS and proof.fact.args[0] != 0:
        return  # that an index is in range
    words = "" if proof.by == "definition" else inference(proof.by).words
    row = {"rule": proof.by, "relation": sign, "before": latex(of), "after": "0"}
    yield {**row, "reason": words} if words else row


def _lemma_rows(step: Step, layout: str) -> Iterator[Json]:
    for guard in guards_of(step.reason):
        if isinstance(guard, Derivation) and not isinstance(step.reason, Expanded):
            for inner in guard.steps:
                yield from step_rows(inner, layout)


def _row(inner: Step, layout: str) -> Json:
    return {
        "rule": _name(inner.reason),
        "relation": inner.relation,
        "before": latex(inner.before, layout=layout),
        "after": latex(inner.after, layout=layout),
        **_reason(inner.reason),
    }


def _reason(reason: Reason) -> Json:
    """What an expansion uses, in words."""
    if not isinstance(reason, Expanded):
        return {}
    used = used_by(reason)
    said = [f"${latex_fact(fact)}$" for fact in (*used.assumed, *used.known)]
    said += [rule.words for rule in used.laws]
    return {"reason": "expand and collect" + (f", using {', '.join(said)}" if said else "")}


def _name(reason: Reason) -> str:
    match reason:
        case RuleUse(rule):
            return rule.name
        case Assumed(fact):
            return f"assumption: {fact}"
        case Reversed(step):
            return _name(step.reason)
        case Expanded():
            return "expand"
        case CellByCell():
            return "entries"
    return type(reason).__name__.lower()


def _in_latex(lead: str, latex: str, tail: str) -> Sequence[str]:
    return [f"{lead}{latex}{tail}"]


def proof_lines(
    rows: Rows, shown: Callable[[str, str, str], Sequence[str]] = _in_latex
) -> Iterator[str]:
    """The proof in lines; a row that does not begin where the one above ends says where it does.

    `shown` makes lines of a formula and what stands before and behind it.
    """
    last = None
    for row in rows:
        if row["before"] != last:
            yield from shown("    ", row["before"], "")
        reason = f"    ({row.get('reason', row['rule'])})"
        yield from shown(f"  {row['relation']} ", row["after"], reason)
        last = row["after"]


def aligned(rows: Rows) -> str:
    """The proof as an `aligned` environment."""
    lines: list[str] = []
    last = None
    for row in rows:
        begin = "" if row["before"] == last else row["before"]
        reason = row["rule"].replace("_", " ")
        lines.append(rf"{begin} &{row['relation']} {row['after']} && \text{{{reason}}}")
        last = row["after"]
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"
