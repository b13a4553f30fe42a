"""Golds looked over before anyone is graded by them: `derive lint`.

An `error` makes a question unusable: a gold that is not read, a context that cannot be met, an id
that is there twice.  A `warning` is what an author may not have meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.shapes import show_shape
from derive.errors import DeriveError
from derive.files import read_json
from derive.judging.gold import Gold, check_term
from derive.judging.question import Question
from derive.models.sampling.model_set import UNDEFINED, prepared_for

__all__ = ["Finding", "lint_file", "lint_question"]

# built-in names that a declaration takes away
BUILT_IN = ("e", "I", r"\pi", r"\sigma", "0", "1")
TRANSPOSES = ("T", "t", "H")
LOGISTIC = re.compile(r"\\sigma\s*(?:\\left)?\s*\(")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful in a line of a file."""

    line: int
    id: str
    kind: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        return f"line {self.line} ({self.id}): {self.kind}: {self.message}"


def lint_file(path: Path, macros: str = "") -> Iterator[Finding]:
    """What is found in a JSONL file of questions.  Raises OSError."""
    seen: dict[str, int] = {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                question = read_json(line)
            except (ValueError, RecursionError) as error:
                yield Finding(number, str(number), "error", f"no JSON: {error}")
                continue
            if not isinstance(question, dict):
                yield Finding(number, str(number), "error", "no JSON object")
                continue
            name = str(question.get("id", number))
            first = seen.setdefault(name, number)
            if first != number:
                yield Finding(number, name, "error", f"the id is that of line {first}")
            for kind, message in lint_question(question, macros):
                yield Finding(number, name, kind, message)


def lint_question(
    question: dict[str, Any], macros: str = ""
) -> Iterator[tuple[Literal["error", "warning"], str]]:
    """What is found in one question."""
    golds = question.get("gold")
    golds = [golds] if isinstance(golds, str) else golds
    if not isinstance(golds, list) or not golds or not all(isinstance(g, str) for g in golds):
        yield "error", "there is no gold: a text, or a list of texts"
        return
    asked = Question.from_json(question, macros)
    if asked.fault:
        yield "error", asked.fault
        return
    texts = [text for text in asked.golds if isinstance(text, str)]
    read = []
    for text in texts:
        try:
            read.append(asked.read(text)[0])
        except DeriveError as error:
            yield "error", f"the gold cannot be used: {error}"
    for gold in read:
        yield from (("warning", message) for message in _doubts(gold))
    yield from (("warning", message) for message in _of_several(read))
    if asked.context is None:
        yield "warning", "nothing is declared: the letters' meaning is inferred from the gold"
    elif len(read) == len(texts):
        yield from (("warning", message) for message in _names(asked.context, read, texts))


def _doubts(gold: Gold) -> Iterator[str]:
    """What is doubtful in a gold that can be used."""
    foreign = t.free_symbols(gold.term) - set(gold.in_terms_of)
    if gold.in_terms_of and foreign:
        yield f"the gold itself contains {', '.join(sorted(str(s.name) for s in foreign))}"
    if gold.equation is not None:
        return
    prepared = prepared_for(gold.context, gold.term)
    models = [model for trial in prepared.trials for model in trial.rational]
    missing = [m for m in models if prepared.value(gold.term, m) is UNDEFINED]
    if not models:
        yield "no values were found that meet the assumptions: answers may stay undecided"
    elif missing:
        yield "the gold has no value for some values of its letters; is an assumption missing?"
    verdict = check_term(gold, gold.term)
    if verdict.verdict not in ("equivalent", "wrong_form"):
        yield f"compared with itself the gold is {verdict.verdict}: {verdict.reason}"


def _of_several(golds: list[Gold]) -> Iterator[str]:
    """What is doubtful of several golds together."""
    if not golds or any(gold.equation is not None for gold in golds):
        return
    first = golds[0]
    for number, gold in enumerate(golds[1:], start=2):
        if not first.context.dims().same_shape(first.shape, gold.shape):
            shapes = f"{show_shape(first.shape)} and {show_shape(gold.shape)}"
            yield f"the golds 1 and {number} have different shapes: {shapes}"
        elif check_term(first, gold.term).verdict == "equivalent":
            yield f"the golds 1 and {number} are equivalent: one is enough"


def _names(context: Context, golds: list[Gold], texts: list[str]) -> Iterator[str]:
    """Notation that is read in one way and may be meant in another."""
    terms = [gold.equation or gold.term for gold in golds]
    terms += [arg for fact in context.facts for arg in fact.args]
    used = {symbol.name for term in terms for symbol in t.free_symbols(term)}
    sizes = {dim.name for dim in context.dimensions}
    for name in context.symbols:
        if name in TRANSPOSES and any(f"^{name}" in g or f"^{{{name}}}" in g for g in texts):
            yield f"{name} is declared and stands as a superscript: a power, or a transpose?"
        elif name not in used | sizes:
            yield f"{name} is declared, and occurs neither in a gold nor in an assumption"
        elif name in BUILT_IN:
            yield f"{name} is declared, so it does not have its built-in meaning"
    if r"\sigma" not in context.symbols and any(LOGISTIC.search(g) for g in texts):
        yield r"\sigma( is read as the logistic function, as \sigma is not declared"
