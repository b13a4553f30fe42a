r"""The problem library as a data set: question, gold, and what the letters mean, a result a row.

A row is a line as `derive check --batch` takes it, without the answer.  In verl's layout the
question is the prompt, the gold the ground truth, and the rest `extra_info`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from derive.algebra import term as t
from derive.algebra.context import COMPARISONS, Fact
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import AnySymbol, Term
from derive.authoring.given import given_context
from derive.authoring.parts import Answer, Part
from derive.authoring.problem import Problem
from derive.errors import SpecError
from derive.files import being_written, require_parquet
from derive.latex.printer import latex, latex_fact
from derive.publish.inline import Emphasis, Inlines, Link, Math, Strong, Text
from derive.publish.wording import fact_inlines, inlines

__all__ = ["LAYOUTS", "export_rows", "write_rows"]

Row: TypeAlias = dict[str, Any]
LAYOUTS = ("check", "verl")
BOXED = r"Give the answer as one formula in \boxed{}."
UNREADABLE = ("constant",)  # said of derivatives by specs only; it changes no value


def export_rows(problems: Iterable[Problem], layout: str = "check") -> Iterator[Row]:
    """A row for each result of each part that is a formula, as the layout has it."""
    for problem in problems:
        for part in problem.parts:
            for answer in part.answers:
                if not isinstance(answer.term, t.STATEMENTS):
                    row = _row(problem, part, answer)
                    yield row if layout == "check" else _verl(row)


def _row(problem: Problem, part: Part, answer: Answer) -> Row:
    given = given_context(problem, part, answer.term).facts
    facts = [fact for fact in given if fact.predicate not in UNREADABLE]
    layout = problem.context.layout
    return {
        "id": f"{problem.id}/{part.name}:{answer.name}",
        "title": f"{problem.title}, part {part.name}",
        "question": _question(problem, part, answer),
        "gold": latex(answer.term, layout=layout),
        "shape": show_shape(shape_of(answer.term)),
        "symbols": _symbols(part, [answer.term, *(arg for fact in facts for arg in fact.args)]),
        "assume": [_fact(fact) for fact in facts],
        "in_terms_of": [latex(symbol) for symbol in answer.in_terms_of],
        **({"layout": layout} if layout == "gradient" else {}),
    }


def _verl(row: Row) -> Row:
    """The row in verl's layout; `symbols` is JSON in text, so that its column has one type."""
    return {
        "data_source": "derive",
        "prompt": [{"role": "user", "content": f"{row['question']}\n\n{BOXED}"}],
        "ability": "math",
        "reward_model": {"style": "rule", "ground_truth": row["gold"]},
        "extra_info": {
            "id": row["id"],
            "symbols": json.dumps(row["symbols"], ensure_ascii=False),
            "assume": row["assume"],
            "in_terms_of": row["in_terms_of"],
        },
    }


# -- what the letters mean ------------------------------------------------------------------------


def _symbols(part: Part, terms: Sequence[Term]) -> dict[str, Any]:
    """The declared letters that occur in some terms, as JSON declares them."""
    used = {symbol for term in terms for symbol in t.free_symbols(term)}
    return {
        name: _declared(symbol) for name, symbol in part.context.symbols.items() if symbol in used
    }


def _declared(symbol: AnySymbol) -> Any:
    if isinstance(symbol, t.MatrixSymbol):
        return [int(size) if size.is_Integer else str(size) for size in symbol.shape]
    kinds = {"scalar": t.scalar, "positive_integer": t.dimension, "index": t.index}
    for kind, make in kinds.items():
        if make(symbol.name) == symbol:
            return kind
    return "integer"


def _fact(fact: Fact) -> str:
    if fact.predicate in COMPARISONS:
        return latex_fact(fact)
    return f"{fact.predicate}({latex(fact.args[0])})"


# -- the question in words ------------------------------------------------------------------------


def _question(problem: Problem, part: Part, answer: Answer) -> str:
    """The introduction, what is given, and what is asked for, with formulas between dollars."""
    given = "; ".join(_words(fact_inlines(fact)) for fact in part.given)
    asked = _words(inlines(part.question))
    if len(part.answers) > 1:
        asked += f" Find ${answer.name}$."
    paragraphs = [_words(inlines(words)) for words in problem.introduction]
    return "\n\n".join([*paragraphs, *([f"Given: {given}."] if given else []), asked])


def _words(said: Inlines) -> str:
    return "".join(map(_word, said))


def _word(said: Text | Math | Emphasis | Strong | Link) -> str:
    match said:
        case Text(text):
            return text
        case Math(formula):
            return f"${formula}$"
        case Emphasis(inner) | Strong(inner):
            return _words(inner)
    return _words(said.inlines)


# -- files ----------------------------------------------------------------------------------------


def write_rows(rows: Iterable[Row], out: Path) -> int:
    """Write rows as JSONL, or as Parquet by the name of the file; how many there are.

    In Parquet `symbols` is JSON in text.  Raises SpecError without pyarrow, or without any row.
    """
    made = list(rows)
    if not made:
        raise SpecError("there is no result to export")
    if out.suffix == ".parquet":
        parquet, pyarrow = require_parquet(), import_module("pyarrow")
        table = pyarrow.Table.from_pylist(list(map(_columns, made)))
        with being_written(out) as temporary:
            parquet.write_table(table, temporary)
    else:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made)
        with being_written(out) as temporary:
            temporary.write_text(text, encoding="utf-8")
    return len(made)


def _columns(row: Row) -> Row:
    if "symbols" not in row:
        return row
    return {**row, "symbols": json.dumps(row["symbols"], ensure_ascii=False)}
