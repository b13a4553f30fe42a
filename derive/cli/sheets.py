"""`build`, `list`, `show`, `export`, `new`: problems and their sheets."""

from __future__ import annotations

import sys
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import Annotated

import typer

from derive.cli.problem_names import belongs
from derive.cli.shell import (
    GOOD,
    USAGE,
    Format,
    Formulas,
    Json,
    Specs,
    fail,
    find_named,
    load_named,
    load_problems,
    print_json,
    spec_folder,
)
from derive.errors import DeriveError, counted

__all__ = ["build", "export", "list_problems", "new", "show"]


class Sheet(StrEnum):
    """Which sheet to print."""

    questions = "questions"
    solutions = "solutions"
    both = "both"


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
        fail(f"unknown format: {', '.join(sorted(unknown))}", USAGE)
    folder = spec_folder(specs)
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
        fitting = [file for file in files if file.stem == name]
        chosen += fitting or [find_named(name, folder).spec.path]
    return chosen


def list_problems(specs: Specs = None, json: Json = False) -> None:
    """Count lines, steps and rules of each part, of each problem, of all; how it is verified."""
    from derive.publish.summary import shown_row, tabulate

    problems, code = load_problems(spec_folder(specs))
    rows = tabulate(problems)
    if json:
        print_json(rows)
        raise SystemExit(code)
    table = [shown_row(row) for row in rows]
    widths = {key: max(len(row[key]) for row in [*table, {key: key}]) for key in table[0]}
    for row in [dict(zip(widths, widths, strict=True)), *table]:
        print("  ".join(f"{row[key]:<{width}}" for key, width in widths.items()).rstrip())
    raise SystemExit(code)


def show(
    name: Annotated[str, typer.Argument(metavar="ID[/PART]", help="A problem or a part.")],
    specs: Specs = None,
    form: Format = Formulas.unicode,
    json: Json = False,
) -> None:
    """Show a problem or a part: question, derivation with its reasons, answer."""
    named = find_named(name, spec_folder(specs))  # before anything that takes a second to import
    from derive.publish.summary import describe

    problem = load_named(named)
    parts = [part for part in problem.parts if belongs(part.name, named.part)]
    if not parts:
        names = ", ".join(part.name for part in problem.parts)
        fail(f"{problem.id} has no part {named.part}; it has {names}", USAGE)
    if json:
        from derive.publish.certificate import part_json

        print_json([part_json(problem, part) for part in parts])
        return
    latex = form is Formulas.latex
    print("\n\n".join(describe(problem, part, latex) for part in parts))


def export(
    problems: Annotated[list[str] | None, typer.Argument(help="Names of problems.")] = None,
    out: Annotated[Path | None, typer.Option("-o", help="A .jsonl or .parquet file.")] = None,
    layout: Annotated[str, typer.Option(help="check, or verl.")] = "check",
    specs: Specs = None,
) -> None:
    """Write the problem library as a data set: question, gold, what the letters mean."""
    folder = spec_folder(specs)
    named = [find_named(name, folder) for name in problems or []]
    from derive.publish.export import LAYOUTS, export_rows, write_rows

    if layout not in LAYOUTS:
        fail(f"--layout is one of {', '.join(LAYOUTS)}", USAGE)
    chosen, code = (list(map(load_named, named)), GOOD) if named else load_problems(folder)
    rows = export_rows(chosen, layout)
    if out is None:
        for row in rows:
            print(dumps(row, ensure_ascii=False))
        raise SystemExit(code)
    try:
        count = write_rows(rows, out)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}", USAGE)
    print(f"{out}: {counted(count, 'result')}", file=sys.stderr)
    raise SystemExit(code)


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
        fail(error, USAGE)
    print(f"{path}\nnow: derive build {path.stem} --specs {specs}")
