"""`check`, `prove`, `diff`: answers, claims and derivatives, one of them or a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from derive.cli.shell import (
    GOOD,
    UNDECIDED,
    USAGE,
    WRONG,
    Assumed,
    Batch,
    Declared,
    Engine,
    Explain,
    Force,
    Format,
    Formulas,
    Json,
    Layout,
    Macros,
    Out,
    Specs,
    Timeout,
    Workers,
    fail,
    find_named,
    joined,
    json_text,
    load_named,
    print_json,
    spec_folder,
    text_of,
)
from derive.errors import DeriveError, LimitError, SpecError, StepError

if TYPE_CHECKING:
    from derive.judging.claim_result import ClaimResult
    from derive.judging.question import Question
    from derive.judging.verdict import Verdict

__all__ = ["check", "derivative_json", "diff", "prove"]

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", r"\succ": "≻", r"\succeq": "⪰"}
SIGNS |= {r"\le": "≤", r"\ge": "≥", r"\neq": "≠", r"\prec": "≺", r"\preceq": "⪯"}
LAYOUTS = ("row", "gradient")


class Accept(StrEnum):
    """The least grade of evidence on which an answer is accepted."""

    proved = "proved"
    exact = "exact"
    models = "models"
    numeric = "numeric"


CLAIM_CODES: Mapping[str, int] = MappingProxyType(
    {
        "proved": GOOD,
        "verified": GOOD,
        "refuted": WRONG,
        "shape_error": WRONG,
        "error": USAGE,
        "unknown": UNDECIDED,
    }
)
VERDICT_CODES: Mapping[str, int] = MappingProxyType(
    {
        "equivalent": GOOD,
        "different": WRONG,
        "shape_error": WRONG,
        "undefined": WRONG,
        "wrong_form": WRONG,
        "unparseable": WRONG,
        "error": USAGE,
        "undecided": UNDECIDED,
    }
)


def _batch(
    task: Literal["check", "prove", "diff"],
    batch: Path,
    out: Path | None,
    workers: int,
    timeout: float,
    engine: str,
    force: bool,
    fail_on: str = "",
    reveal: bool = True,
    macros: Path | None = None,
    accept: Accept = Accept.exact,
) -> NoReturn:
    """Judge a file, and end with its exit code."""
    from derive.batch.command import judge_batch

    if out is None:
        fail("a batch needs -o, where its results go", USAGE)
    code = judge_batch(
        batch,
        out,
        workers,
        timeout,
        fail_on,
        reveal,
        force,
        task,
        engine,
        text_of(macros),
        accept.value,
    )
    raise SystemExit(code)


def check(
    gold: Annotated[str | None, typer.Argument(help="The right answer.")] = None,
    answer: Annotated[str | None, typer.Argument(help="The answer to judge.")] = None,
    declare: Declared = None,
    assume: Assumed = None,
    layout: Layout = "",
    problem: Annotated[
        str, typer.Option(help="ID/PART[:RESULT]: judge against a result of a shipped problem.")
    ] = "",
    batch: Batch = None,
    out: Out = None,
    workers: Workers = 0,
    timeout: Timeout = 10.0,
    engine: Engine = "local",
    macros: Macros = None,
    fail_on: Annotated[str, typer.Option(help="wrong or undecided: then exit with 1.")] = "",
    no_reveal: Annotated[bool, typer.Option("--no-reveal", help="Give nothing away.")] = False,
    accept: Annotated[Accept, typer.Option(help="The least evidence that is accepted.")] = (
        Accept.exact
    ),
    force: Force = False,
    explain: Explain = None,
    specs: Specs = None,
    form: Format = Formulas.unicode,
    json: Json = False,
) -> None:
    """Judge an answer against the right one, or a file of them."""
    reveal = not no_reveal
    if batch is not None:
        asked = (fail_on, reveal, macros, accept)
        _batch("check", batch, out, workers, timeout, engine, force, *asked)
    if problem:
        if gold is None or answer is not None:
            fail("with --problem only the answer is given", USAGE)
        answer, question = gold, _problem_question(problem, reveal, specs)
    elif gold is None or answer is None:
        fail(
            SpecError(
                "check needs the right answer and the one to judge",
                expected="derive check GOLD ANSWER -d 'X: n×d, y: n'",
            ),
            USAGE,
        )
    else:
        question = _question(gold, joined(declare), assume or [], text_of(macros), reveal, layout)
    verdict = replace(question, min_evidence=accept.value).judge(answer)
    shown = _explained(question, answer, verdict) if explain and reveal else None
    if json:
        print_json(verdict.to_json(reveal=reveal) | ({} if shown is None else {"explain": shown}))
    else:
        said = _prose(form)
        print(f"{verdict.verdict}: {said(verdict.reason)}")
        for note in verdict.assumed:
            if note not in verdict.reason:
                print(f"  assumed: {said(note)}")
        if shown is not None:
            print(shown)
    raise SystemExit(VERDICT_CODES[verdict.verdict])


def _prose(form: Formulas) -> Callable[[str], str]:
    """How a text with formulas between dollars is printed."""
    from derive.latex.unicode_text import prose_text

    return prose_text if form is Formulas.unicode else lambda words: words


def _displayed(form: Formulas) -> Callable[[str, str, str], Sequence[str]]:
    """How a formula between words is printed, in lines."""
    from derive.latex.unicode_text import led_lines, prose_text

    if form is Formulas.unicode:
        return lambda lead, latex, tail: led_lines(_signed(lead), latex, prose_text(tail))
    return lambda lead, latex, tail: [f"{lead}{latex}{tail}"]


def _signed(lead: str) -> str:
    """What stands before a formula, with a relation as it is printed."""
    relation = lead.strip()
    return lead.replace(relation, SIGNS[relation]) if relation in SIGNS else lead


def _explained(question: Question, answer: str, verdict: Verdict) -> str:
    from derive.judging.numpy_script import explain_verdict

    return explain_verdict(question, answer, verdict)


def _question(
    gold: str, declared: str, assumed: list[str], macros: str, reveal: bool, layout: str
) -> Question:
    from derive.judging.question import Question

    return Question.of(gold, declared, assume=assumed, macros=macros, reveal=reveal, layout=layout)


def _problem_question(problem: str, reveal: bool, specs: Path | None) -> Question:
    """The question that a result of a problem answers, `ID/PART[:RESULT]`."""
    name, _, result = problem.partition(":")
    named = find_named(name, spec_folder(specs))  # before anything that takes a second to import
    from derive.judging.api import part_question

    part = named.part
    solved = load_named(named)
    if not part and len(solved.parts) == 1:
        part = solved.parts[0].name
    return part_question(solved, part, result, reveal)


def prove(
    claim: Annotated[
        str | None, typer.Argument(help="An equation in LaTeX, or a comparison as a > b.")
    ] = None,
    declare: Declared = None,
    assume: Assumed = None,
    layout: Layout = "",
    macros: Macros = None,
    batch: Batch = None,
    out: Out = None,
    workers: Workers = 0,
    timeout: Timeout = 10.0,
    engine: Engine = "local",
    force: Force = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Both sides must have values together.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option(help="Where the certificate of the proof goes.")
    ] = None,
    explain: Explain = None,
    form: Format = Formulas.unicode,
    json: Json = False,
) -> None:
    """Prove an equation or a comparison, verify it on models, or refute it with values."""
    from derive.judging.claims import Claim
    from derive.judging.proof_rows import proof_lines

    if batch is not None:
        _batch("prove", batch, out, workers, timeout, engine, force, macros=macros)
    if claim is None:
        expected = "derive prove 'A = B' -d 'A: n×n, B: n×n', or --batch FILE -o OUT"
        fail(SpecError("prove needs a claim", expected=expected), USAGE)
    options = {"assume": assume or [], "macros": text_of(macros)}
    asked = Claim.of(claim, joined(declare), strict=strict, layout=layout, **options)
    made = asked.prove()
    if certificate is not None:
        _write_certificate(made, certificate)
    shown = None
    if explain:
        from derive.judging.numpy_script import explain_claim

        shown = explain_claim(asked, made)
    if json:
        print_json(made.to_json() | ({} if shown is None else {"explain": shown}))
    else:
        said = _prose(form)
        print(f"{made.status}: {said(made.reason)}")
        for note in made.assumed:
            print(f"  assumed: {said(note)}")
        for line in proof_lines(made.steps, _displayed(form)):
            print(line)
        if made.presumed:
            print(f"  presumed: {', '.join(said(f'${fact}$') for fact in made.presumed)}")
        if shown is not None:
            print(shown)
    raise SystemExit(CLAIM_CODES[made.status])


def _write_certificate(made: ClaimResult, path: Path) -> None:
    """Write what `derive replay` checks; end with an error for a proof that has none."""
    from derive.files import write_atomically

    try:
        found = made.certificate()
        if found is not None:
            write_atomically(path, json_text(found).encode())
    except DeriveError as error:
        fail(error, USAGE)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}", USAGE)
    if found is None:
        why = "no chain of steps proves the claim"
        print(f"{path} is not written: {why}, which is {made.status}", file=sys.stderr)


def diff(
    formula: Annotated[str | None, typer.Argument(help="What is differentiated.")] = None,
    wrt: Annotated[str, typer.Option("--wrt", help="The letter to differentiate by.")] = "",
    layout: Annotated[str, typer.Option(help="row or gradient.")] = "row",
    declare: Declared = None,
    assume: Assumed = None,
    macros: Macros = None,
    batch: Batch = None,
    out: Out = None,
    workers: Workers = 0,
    timeout: Timeout = 10.0,
    engine: Engine = "local",
    force: Force = False,
    form: Format = Formulas.unicode,
    json: Json = False,
) -> None:
    """Differentiate by a column or a matrix; confirmed by exact dual numbers."""
    if batch is not None:
        _batch("diff", batch, out, workers, timeout, engine, force, macros=macros)
    if formula is None or not wrt:
        said = "diff needs a formula and the letter to differentiate by"
        expected = "derive diff 'x^T A x' --wrt x -d 'A: n×n, x: n', or --batch FILE -o OUT"
        fail(SpecError(said, expected=expected), USAGE)
    if layout not in LAYOUTS:
        fail(SpecError(f"there is no layout {layout}", expected=" or ".join(LAYOUTS)), USAGE)
    try:
        made = derivative_json(formula, wrt, joined(declare), assume or (), layout, text_of(macros))
    except DeriveError as error:
        unsupported = isinstance(error, StepError | LimitError)
        code = UNDECIDED if unsupported else USAGE
        if not json:
            fail(error, code)
        print_json({"error": str(error)})
        raise SystemExit(code) from None
    if json:
        print_json(made)
    else:
        for line in _displayed(form)("", made["derivative"], ""):
            print(line)
        print(made["shape"])


def derivative_json(
    formula: str,
    wrt: str,
    declared: str,
    assumed: Sequence[str] = (),
    layout: str = "row",
    macros: str = "",
) -> dict[str, Any]:
    """The derivative and its shape.  Raises DeriveError for what is unread or unsupported."""
    from derive.judging.api import differentiate

    return differentiate(
        formula, wrt, declared, assume=assumed, layout=layout, macros=macros
    ).to_json()
