"""The commands.  Each imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.authoring.problem import Problem

__all__ = ["app", "main"]

GOOD, WRONG, USAGE, UNDECIDED = 0, 1, 2, 3
MOST_SLASHES = 2  # in the name of a part: course/spec/part

app = typer.Typer(
    help="Write, prove and check matrix derivations; every = is machine-verified.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Specs = Annotated[Path | None, typer.Option("--specs", help="The folder of the specs.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Batch = Annotated[Path | None, typer.Option(help="A file of them, JSONL or Parquet.")]
Out = Annotated[Path | None, typer.Option("-o", help="Where a batch's results go, as either.")]
Workers = Annotated[int, typer.Option(help="Worker processes; 0: one a core.")]
Timeout = Annotated[float, typer.Option(help="Seconds an item may take.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite other results.")]
Macros = Annotated[
    Path | None, typer.Option("--macros", help=r"A file of \newcommand and the like.")
]
Engine = Annotated[str, typer.Option(help="local, or ray (needs derive[ray]).")]


class Sheet(StrEnum):
    """Which sheet to print."""

    questions = "questions"
    solutions = "solutions"
    both = "both"


class Form(StrEnum):
    """How to show a formula."""

    sympy = "sympy"
    tree = "tree"
    latex = "latex"


def main() -> None:
    """Run the command line; an error of the user is shown and ends with its exit code."""
    try:
        app()
    except DeriveError as error:
        _fail(error, WRONG)


def _fail(error: DeriveError | str, code: int) -> NoReturn:
    print(f"error: {error}", file=sys.stderr)
    raise SystemExit(code)


def _print_json(value: Any) -> None:
    import json

    print(json.dumps(value, indent=1, ensure_ascii=False))


def _folder(specs: Path | None) -> Path:
    """The folder given, ./specs, or the specs shipped with the package."""
    if specs is not None:
        if not specs.is_dir():
            _fail(f"there is no folder {specs}", USAGE)
        return specs
    here = Path("specs")
    return here if here.is_dir() else Path(__file__).parent / "_specs"


def _problems(folder: Path) -> list[Problem]:
    from derive.authoring.load import load_problem
    from derive.publish.manifest import find_specs

    return [load_problem(path) for path in find_specs(folder)]


def _problem(name: str, folder: Path) -> Problem:
    """The problem `<course>/<spec>`; usage error naming those there are.

    The file called as the problem is loaded first: it is nearly always the one.
    """
    from derive.authoring.load import load_problem
    from derive.publish.manifest import find_specs

    stem = name.rpartition("/")[2]
    known = []
    for path in sorted(find_specs(folder), key=lambda path: path.stem != stem):
        problem = load_problem(path)
        if problem.id == name:
            return problem
        known.append(problem.id)
    _fail(f"there is no problem {name}; there are {', '.join(sorted(known)) or 'none'}", USAGE)


# -- build --------------------------------------------------------------------------------------


@app.command()
def build(
    spec: Annotated[list[str] | None, typer.Argument(help="Spec files or problem names.")] = None,
    specs: Specs = None,
    out: Annotated[Path, typer.Option(help="Where the files go.")] = Path("output"),
    formats: Annotated[str, typer.Option(help="Of pdf, tex, html, json.")] = "pdf,tex,html,json",
    sheet: Annotated[Sheet, typer.Option(help="Which sheets.")] = Sheet.solutions,
    jobs: Annotated[int, typer.Option(help="Specs built at once; 0: one a core.")] = 0,
    watch: Annotated[bool, typer.Option("--watch", help="Build again on every change.")] = False,
) -> None:
    """Verify specs and write their sheets; what did not change is not built again."""
    from derive.publish.manifest import find_specs
    from derive.publish.schedule import Order, build_all, watch_and_build

    wanted = tuple(formats.split(","))
    unknown = set(wanted) - {"pdf", "tex", "html", "json"}
    if unknown:
        _fail(f"unknown format: {', '.join(sorted(unknown))}", USAGE)
    folder = _folder(specs)
    files = _chosen(find_specs(folder), spec or [], folder)
    explicit = "--formats" in " ".join(sys.argv)
    order = Order(tuple(files), out, wanted, sheet.value, jobs, explicit)
    if watch:
        watch_and_build(order)
    raise SystemExit(build_all(order))


def _chosen(files: list[Path], wanted: list[str], folder: Path) -> list[Path]:
    """The spec files meant by paths or names; a name ends in the file's own."""
    if not wanted:
        return files
    chosen = []
    for name in wanted:
        path = Path(name)
        if path.suffix == ".py" and path.is_file():
            chosen.append(path)
            continue
        fitting = [file for file in files if file.stem == name.rpartition("/")[2]]
        if not fitting:
            known = ", ".join(file.stem for file in files)
            _fail(f"there is no spec {name} in {folder}; there are {known}", USAGE)
        chosen += fitting
    return chosen


# -- looking ------------------------------------------------------------------------------------


@app.command("list")
def list_(specs: Specs = None, json: Json = False) -> None:
    """Count lines, steps and rules of each part, of each problem, of all; how it is verified."""
    from derive.publish.summary import shown_row, tabulate

    rows = tabulate(_problems(_folder(specs)))
    if json:
        _print_json(rows)
        return
    table = [shown_row(row) for row in rows]
    widths = {key: max(len(row[key]) for row in [*table, {key: key}]) for key in table[0]}
    for row in [dict(zip(widths, widths, strict=True)), *table]:
        print("  ".join(f"{row[key]:<{width}}" for key, width in widths.items()).rstrip())


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID[/PART]", help="A problem or a part.")],
    specs: Specs = None,
    json: Json = False,
) -> None:
    """Show a problem or a part: question, derivation with its reasons, answer."""
    from derive.publish.summary import describe

    folder = _folder(specs)
    whole = name.count("/") < MOST_SLASHES
    problem_name, _, part_name = (name, "", "") if whole else name.rpartition("/")
    problem = _problem(problem_name, folder)
    if part_name and part_name not in {part.name for part in problem.parts}:
        names = ", ".join(part.name for part in problem.parts)
        _fail(f"{problem.id} has no part {part_name}; it has {names}", USAGE)
    parts = [part for part in problem.parts if part_name in ("", part.name)]
    if json:
        from derive.publish.certificate import part_json

        _print_json([part_json(problem, part) for part in parts])
        return
    print("\n\n".join(describe(problem, part) for part in parts))


@app.command()
def parse(
    formula: Annotated[str, typer.Argument(help="A formula in LaTeX.")],
    declare: Annotated[
        str, typer.Option("--declare", "-d", help=r"As 'X: n×d, y: n, \lambda: scalar'.")
    ] = "",
    assume: Annotated[
        list[str] | None, typer.Option("--assume", "-a", help="As 'symmetric(A)'.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.latex,
    json: Json = False,
) -> None:
    """Read a formula and show what was understood, with its shape."""
    from derive.algebra.context import Context
    from derive.algebra.serialize import to_tree
    from derive.algebra.shapes import shape_of, show_shape
    from derive.latex.declare import read_declarations, read_fact
    from derive.latex.printer import latex
    from derive.latex.reader import parse as read

    try:
        context = Context.of(read_declarations(declare) if declare else ())
        for text in assume or []:
            context = context.assume(*read_fact(text, context))
    except DeriveError as error:
        _fail(error, USAGE)
    term = read(formula, context)
    shape = show_shape(shape_of(term))
    shown = to_tree(term) if form is Form.tree else str(term) if form is Form.sympy else latex(term)
    if json:
        _print_json({form.value: shown, "shape": shape})
    elif form is Form.tree:
        _print_json(shown)
    else:
        print(f"{shown}\n{shape}")


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="The name of a rule.")] = None,
    axioms: Annotated[bool, typer.Option("--axioms", help="Only the axioms.")] = False,
    json: Json = False,
) -> None:
    """List the rules, or explain one: statement, conditions, and why it holds."""
    from derive.publish.summary import describe_rule, rule_row
    from derive.rules.library import RULES

    if name is not None and name not in RULES:
        from difflib import get_close_matches

        near = get_close_matches(name, RULES, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        _fail(f"no rule is called {name}{hint}", USAGE)
    chosen = [r for r in RULES.values() if (name in (None, r.name)) and (r.axiom or not axioms)]
    if json:
        _print_json([rule_row(rule) for rule in chosen])
    elif name is not None:
        print(describe_rule(RULES[name]))
    else:
        for rule in chosen:
            row = rule_row(rule)
            print(f"{row['name']:<30} {row['statement']}")


# -- checking -----------------------------------------------------------------------------------


def _text_of(file: Path | None) -> str:
    """What a file says; nothing without one."""
    try:
        return "" if file is None else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"{file} cannot be read: {error}", USAGE)


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
) -> NoReturn:
    """Judge a file, and end with its exit code."""
    from derive.batch.command import judge_batch

    if out is None:
        _fail("a batch needs -o, where its results go", USAGE)
    code = judge_batch(
        batch, out, workers, timeout, fail_on, reveal, force, task, engine, _text_of(macros)
    )
    raise SystemExit(code)


@app.command()
def check(
    gold: Annotated[str | None, typer.Argument(help="The right answer.")] = None,
    answer: Annotated[str | None, typer.Argument(help="The answer to judge.")] = None,
    declare: Annotated[
        str, typer.Option("--declare", "-d", help=r"As 'X: n×d, y: n, \lambda: scalar'.")
    ] = "",
    assume: Annotated[
        list[str] | None, typer.Option("--assume", "-a", help="As 'symmetric(A)'.")
    ] = None,
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
    force: Force = False,
    specs: Specs = None,
    json: Json = False,
) -> None:
    """Judge an answer against the right one, or a file of them."""
    from derive.judging import commands

    if batch is not None:
        _batch("check", batch, out, workers, timeout, engine, force, fail_on, not no_reveal, macros)
    if problem:
        if gold is None or answer is not None:
            _fail("with --problem only the answer is given", USAGE)
        name, _, result = problem.partition(":")
        found = _problem(name.rpartition("/")[0], _folder(specs))
        part = name.rpartition("/")[2]
        verdict = commands.judge_part(found, part, result, gold, not no_reveal)
    elif gold is None or answer is None:
        _fail("check needs the right answer and the one to judge", USAGE)
    else:
        verdict = commands.judge(
            gold, answer, declare, assume or [], not no_reveal, _text_of(macros)
        )
    if json:
        _print_json(verdict.to_json(reveal=not no_reveal))
    else:
        print(f"{verdict.verdict}: {verdict.reason}")
    raise SystemExit(commands.EXIT_CODES[verdict.verdict])


@app.command()
def prove(
    claim: Annotated[
        str | None, typer.Argument(help="An equation in LaTeX, or a comparison as a > b.")
    ] = None,
    declare: Annotated[str, typer.Option("--declare", "-d", help="As 'A: n×n, B: n×n'.")] = "",
    assume: Annotated[
        list[str] | None, typer.Option("--assume", "-a", help="As 'invertible(A)'.")
    ] = None,
    macros: Macros = None,
    batch: Batch = None,
    out: Out = None,
    workers: Workers = 0,
    timeout: Timeout = 10.0,
    engine: Engine = "local",
    force: Force = False,
    json: Json = False,
) -> None:
    """Prove an equation or a comparison, verify it on models, or refute it with values."""
    from derive.judging import commands

    if batch is not None:
        _batch("prove", batch, out, workers, timeout, engine, force, macros=macros)
    if claim is None:
        _fail("prove needs a claim, or --batch with -o", USAGE)
    made = commands.prove_claim(claim, declare, assume or [], _text_of(macros))
    if json:
        _print_json(made)
    else:
        print(f"{made['status']}: {made['reason']}")
        for step in made["steps"]:
            print(f"  {step['relation']} {step['after']}    ({step['rule']})")
    raise SystemExit(commands.CLAIM_CODES[made["status"]])


@app.command()
def diff(
    formula: Annotated[str | None, typer.Argument(help="What is differentiated.")] = None,
    wrt: Annotated[str, typer.Option("--wrt", help="The letter to differentiate by.")] = "",
    layout: Annotated[str, typer.Option(help="row or gradient.")] = "row",
    declare: Annotated[str, typer.Option("--declare", "-d", help="As 'X: n×d, w: d'.")] = "",
    assume: Annotated[
        list[str] | None, typer.Option("--assume", "-a", help="As 'symmetric(A)'.")
    ] = None,
    macros: Macros = None,
    batch: Batch = None,
    out: Out = None,
    workers: Workers = 0,
    timeout: Timeout = 10.0,
    engine: Engine = "local",
    force: Force = False,
    json: Json = False,
) -> None:
    """Differentiate by a column or a matrix; confirmed by exact dual numbers."""
    from derive.judging import commands

    if batch is not None:
        _batch("diff", batch, out, workers, timeout, engine, force, macros=macros)
    if formula is None or not wrt or layout not in ("row", "gradient"):
        _fail("diff needs a formula, --wrt and a layout (row or gradient), or --batch", USAGE)
    made = commands.differentiate(formula, wrt, layout, declare, assume or [], _text_of(macros))
    if json:
        _print_json(made)
    elif "error" in made:
        _fail(made["error"], UNDECIDED)
    else:
        print(f"{made['derivative']}\n{made['shape']}")
    raise SystemExit(UNDECIDED if "error" in made else GOOD)


@app.command()
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
        _fail(f"{certificate} cannot be read: {error.strerror}", USAGE)
    except (ReplayError, UnicodeDecodeError) as error:
        _fail(f"{certificate} is no JSON of a certificate: {error}", USAGE)
    report = check(content)
    if json:
        from dataclasses import asdict

        _print_json(asdict(report))
    else:
        for problem in report.problems:
            print(f"{problem.path}: {problem.message}")
        for statement in report.statements if report.ok else ():
            print(statement)
        print(report.unread)
        counts = report.counts
        checked = f"{counts.parts} parts, {counts.steps} steps, {counts.rules} rules"
        verdict = "replays" if report.ok else "does not replay"
        print(f"{certificate} {verdict}: {checked}, {counts.models} exact models")
    raise SystemExit(GOOD if report.ok else WRONG)


@app.command()
def doctor(json: Json = False) -> None:
    """Say what is installed and what is missing."""
    from derive.publish.summary import installed

    rows = installed()
    if json:
        _print_json(rows)
    else:
        for row in rows:
            print(f"{'ok' if row['ok'] else '--':<3} {row['name']:<18} {row['detail']}")
    raise SystemExit(GOOD if all(row["ok"] for row in rows if row["needed"]) else WRONG)


# -- golds, data sets, schemas ------------------------------------------------------------------


@app.command()
def lint(
    golds: Annotated[Path, typer.Argument(help="A JSONL file of questions.")],
    macros: Macros = None,
    json: Json = False,
) -> None:
    """Look golds over: is each read, can its context be met, is it what it seems?"""
    from dataclasses import asdict

    from derive.judging.lint import lint_file

    try:
        found = list(lint_file(golds, _text_of(macros)))
    except OSError as error:
        _fail(f"{golds} cannot be read: {error.strerror}", USAGE)
    errors = sum(one.kind == "error" for one in found)
    if json:
        _print_json([asdict(one) for one in found])
    else:
        for one in found:
            print(one)
        print(f"{errors} errors, {len(found) - errors} warnings", file=sys.stderr)
    raise SystemExit(WRONG if errors else GOOD)


@app.command()
def export(
    problems: Annotated[list[str] | None, typer.Argument(help="Names of problems.")] = None,
    out: Annotated[Path | None, typer.Option("-o", help="A .jsonl or .parquet file.")] = None,
    layout: Annotated[str, typer.Option(help="check, or verl.")] = "check",
    specs: Specs = None,
) -> None:
    """Write the problem library as a data set: question, gold, what the letters mean."""
    from json import dumps

    from derive.publish.export import LAYOUTS, export_rows, write_rows

    if layout not in LAYOUTS:
        _fail(f"--layout is one of {', '.join(LAYOUTS)}", USAGE)
    folder = _folder(specs)
    chosen = [_problem(name, folder) for name in problems or []] or _problems(folder)
    rows = export_rows(chosen, layout)
    if out is None:
        for row in rows:
            print(dumps(row, ensure_ascii=False))
        return
    try:
        count = write_rows(rows, out)
    except OSError as error:
        _fail(f"{out} cannot be written: {error.strerror}", USAGE)
    print(f"{out}: {count} results", file=sys.stderr)


@app.command()
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
        _print_json(load_schema(name))
    except DeriveError as error:
        _fail(error, USAGE)


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="COURSE/NAME", help="The new problem.")],
    specs: Annotated[Path, typer.Option("--specs", help="The folder of the specs.")] = Path(
        "specs"
    ),
) -> None:
    """Write a spec that builds as it stands, to begin a problem from."""
    from derive.authoring.skeleton import new_spec

    try:
        path = new_spec(name, specs)
    except DeriveError as error:
        _fail(error, USAGE)
    print(f"{path}\nnow: derive build {path.stem} --specs {specs}")
