"""`parse`, `rules`, `replay`, `lint`, `doctor`, `schema`: looking at what there is."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from dataclasses import asdict
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from derive.cli.shell import (
    GOOD,
    UNDECIDED,
    USAGE,
    WRONG,
    Assumed,
    Declared,
    Format,
    Formulas,
    Json,
    Macros,
    fail,
    joined,
    print_json,
    text_of,
)
from derive.errors import DeriveError, SpecError, counted

__all__ = ["doctor", "lint", "parse", "replay", "rules", "schema"]


class Form(StrEnum):
    """How to show a formula."""

    sympy = "sympy"
    tree = "tree"
    latex = "latex"


def parse(
    formula: Annotated[str, typer.Argument(help="A formula in LaTeX.")],
    declare: Declared = None,
    assume: Assumed = None,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.latex,
    json: Json = False,
) -> None:
    """Read a formula and show what was understood, with its shape."""
    from derive.algebra.context import Context
    from derive.algebra.serialize import to_tree
    from derive.algebra.shapes import shape_of, show_shape
    from derive.latex.assumptions import read_fact
    from derive.latex.declare import read_declarations
    from derive.latex.printer import latex
    from derive.latex.reader import parse as read

    try:
        context = Context.of(read_declarations(joined(declare)) if declare else ())
        for text in assume or []:
            context = context.assume(*read_fact(text, context))
    except DeriveError as error:
        fail(error, USAGE)
    term = read(formula, context)
    shape = show_shape(shape_of(term))
    shown = to_tree(term) if form is Form.tree else str(term) if form is Form.sympy else latex(term)
    if json:
        print_json({form.value: shown, "shape": shape})
    elif form is Form.tree:
        print_json(shown)
    else:
        print(f"{shown}\n{shape}")


def rules(
    name: Annotated[str | None, typer.Argument(help="The name of a rule.")] = None,
    axioms: Annotated[bool, typer.Option("--axioms", help="Only the axioms.")] = False,
    form: Format = Formulas.unicode,
    json: Json = False,
) -> None:
    """List the rules, or explain one: statement, conditions, and why it holds."""
    from derive.latex.unicode_text import formula_text
    from derive.publish.summary import describe_rule, rule_row
    from derive.rules.library import RULES

    name = _rule_name(name, RULES)
    if name is not None and name not in RULES:
        near = get_close_matches(name, RULES, n=1)
        hint = f"did you mean {near[0]}?" if near else None
        fail(SpecError(f"no rule is called {name}", hint=hint), USAGE)
    chosen = [r for r in RULES.values() if (name in (None, r.name)) and (r.axiom or not axioms)]
    if json:
        print_json([rule_row(rule) for rule in chosen])
    elif name is not None:
        print(describe_rule(RULES[name], form is Formulas.latex))
    else:
        for rule in chosen:
            row = rule_row(rule)
            plain = form is Formulas.latex
            said = row["statement"] if plain else formula_text(row["statement"])
            print(f"{row['name']:<30} {said}")


def _rule_name(name: str | None, known: Collection[str]) -> str | None:
    """A name as sheets and anchors may spell it: `mul-add`, `rule-mul-add`, `mul add`."""
    if name is None or name in known:
        return name
    spelled = re.sub(r"[\s\\-]+|_+", "_", name.strip()).removeprefix("rule_")
    return spelled if spelled in known else name


def replay(
    certificate: Annotated[Path, typer.Argument(help="A certificate, as built.")],
    json: Json = False,
) -> None:
    """Check a certificate again, with code that shares nothing with what made it."""
    from derive.replay import ReplayError, load
    from derive.replay import replay as check

    try:
        content = load(certificate.read_text(encoding="utf-8"))
    except OSError as error:
        fail(f"{certificate} cannot be read: {error.strerror}", USAGE)
    except (ReplayError, UnicodeDecodeError) as error:
        fail(f"{certificate} is no JSON of a certificate: {error}", USAGE)
    report = check(content)
    if json:
        print_json(asdict(report))
    else:
        for problem in report.problems:
            print(f"{problem.path}: {problem.message}")
        for statement in report.statements if not report.problems else ():
            print(statement)
        for sentence in (report.unread, *report.lacking):
            print(sentence)
        if report.foreign:
            print(f"It rests on axioms that are not derive's: {', '.join(report.foreign)}")
        counts = report.counts
        numbers = zip(
            (counts.parts, counts.steps, counts.rules), ("part", "step", "rule"), strict=True
        )
        checked = ", ".join(counted(count, noun) for count, noun in numbers)
        verdict = "does not replay" if report.problems else "replays"
        print(f"{certificate} {verdict}: {checked}, {counted(counts.models, 'exact model')}")
    raise SystemExit(GOOD if report.ok else WRONG if report.problems else UNDECIDED)


def lint(
    golds: Annotated[Path, typer.Argument(help="A JSONL file of questions.")],
    macros: Macros = None,
    json: Json = False,
) -> None:
    """Look golds over: is each read, can its context be met, is it what it seems?"""
    from derive.judging.lint import lint_file

    try:
        found = list(lint_file(golds, text_of(macros)))
    except OSError as error:
        fail(f"{golds} cannot be read: {error.strerror}", USAGE)
    errors = sum(one.kind == "error" for one in found)
    if json:
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            print(one)
        said = f"{counted(errors, 'error')}, {counted(len(found) - errors, 'warning')}"
        print(said, file=sys.stderr)
    raise SystemExit(WRONG if errors else GOOD)


def doctor(json: Json = False) -> None:
    """Say what is installed and what is missing."""
    from derive.publish.summary import installed

    rows = installed()
    if json:
        print_json(rows)
    else:
        for row in rows:
            print(f"{'ok' if row['ok'] else '--':<3} {row['name']:<18} {row['detail']}")
    raise SystemExit(GOOD if all(row["ok"] for row in rows if row["needed"]) else WRONG)


def schema(
    name: Annotated[str | None, typer.Argument(help="The name of a schema.")] = None,
) -> None:
    """Print the JSON Schema of an input or output, or list them."""
    from derive.schemas import load_schema, schema_names

    if name is None:
        for known in schema_names():
            print(f"{known:<14} {load_schema(known)['description']}")
        return
    try:
        print_json(load_schema(name))
    except DeriveError as error:
        near = get_close_matches(name, schema_names(), n=1)
        error.hint = f"did you mean {near[0]}?" if near else None
        fail(error, USAGE)
