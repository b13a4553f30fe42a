"""Question sheets, as a student reads them who looks for the solution."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import pytest

from derive.algebra.context import Fact
from derive.authoring.load import load_problem
from derive.authoring.parts import (
    Answer,
    Argument,
    Block,
    Definition,
    Figure,
    Prose,
    Refutation,
    Shapes,
    Words,
)
from derive.authoring.problem import Problem
from derive.latex.printer import latex, latex_fact
from derive.publish import build
from derive.publish.document import Math, plain
from derive.publish.manifest import find_specs
from derive.publish.mathml import MathML
from derive.publish.wording import inlines
from tests.publish.accessibility import faults

FOLDER = Path(__file__).parents[2] / "specs"
SPECS = [*find_specs(FOLDER), Path(__file__).with_name("figures_spec.py")]
FIGURES = SPECS[-1]
ONLY_IN_SOLUTIONS = [
    "Verified:",
    "Therulesused",
    "Anaxiom:",
    '"kind":"Answer"',
    '"kind":"Derivation"',
    r"\answer{",
    r"\dvline{",
    r"\drawing{",
]


def built(problem: Problem, spec: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that a question sheet and a booklet of it leave behind."""
    monkeypatch.setattr(build, "load_problem", lambda _spec: problem)
    formats = ("tex", "html", "pdf", "json") if spec == FIGURES else ("tex", "html", "json")
    made = build.build_spec(spec, out, formats, "questions")
    build.build_booklet(made.name.split("/")[0], [made.name], out, formats, "questions")
    return sorted(path for path in out.rglob("*") if path.is_file())


def bare(text: str) -> str:
    """Without spaces, and without the marks for breaking lines."""
    return re.sub(r"\\brk[TF]|\s+", "", text)


def seen(html: str) -> str:
    """What a page shows, without its style and its tags; formulas as their letters."""
    page = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return bare(unescape(re.sub(r"<[^>]*>", "", page)))


def letters(html: str) -> str:
    """What a page shows, and what it says aloud."""
    said = re.findall(r'(?:aria-label|alt|title|alttext|content)="([^"]*)"', html)
    return seen(html) + bare(unescape(" ".join(said)))


def read(path: Path) -> str:
    """All that can be read in a file: a PDF's streams too, and its strings in octal."""
    content = path.read_bytes()
    if path.suffix == ".html":
        return letters(content.decode())
    if path.suffix == ".json":
        return bare(content.decode().replace("\\\\", "\\"))
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            content += zlib.decompress(stream)
        except zlib.error:
            continue
    if path.suffix == ".pdf":
        text = re.sub(rb"\\([0-7]{3})", lambda octal: bytes([int(octal[1], 8) % 256]), content)
        return bare(text.replace(b"\0", b"").decode("latin-1"))
    return bare(content.decode())


def spoken(words: Words) -> str:
    return bare(" ".join(i.latex if isinstance(i, Math) else plain((i,)) for i in inlines(words)))


def formulas(blocks: Iterable[Block]) -> Iterator[str]:
    """The formulas of a solution."""
    for block in blocks:
        match block:
            case Answer(term=term):
                yield latex(term)
            case Refutation(claim=claim):
                yield latex_fact(claim) if isinstance(claim, Fact) else latex(claim)
            case Argument(derivation):
                yield from (latex(step.after) for step in derivation.steps)
            case Definition(fact):
                yield latex_fact(fact)


def sentences(blocks: Iterable[Block]) -> Iterator[str]:
    """The words of a solution, up to the first formula in them."""
    for block in blocks:
        said: list[Words] = []
        match block:
            case Prose(_, words):
                said = [words]
            case Argument(_, _, reasons):
                said = [*reasons]
            case Figure(_, caption, alt):
                said = [caption, (alt,)]
            case Shapes(rows):
                said = [row.note for row in rows]
        yield from (words[0] for words in said if words and isinstance(words[0], str))


def secrets(found: Iterable[str], problem: Problem) -> list[str]:
    """Those that the questions do not say themselves, long enough to be no accident."""
    asked = [spoken(words) for part in problem.parts for words in (part.question, (part.title,))]
    asked += map(spoken, problem.introduction)
    asked += [
        bare(latex_fact(f)) for p in problem.parts for f in (*p.given, *problem.context.facts)
    ]
    return [t for t in dict.fromkeys(map(bare, found)) if len(t) > 7 and t not in " ".join(asked)]


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_nothing_of_the_solution(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = load_problem(spec)
    files = built(problem, spec, tmp_path, monkeypatch)
    assert {".tex", ".html", ".json"} <= {path.suffix for path in files}
    assert all(".questions." in path.name for path in files)
    blocks = [block for part in problem.parts for block in part.blocks]
    math = MathML()
    hidden = secrets(formulas(blocks), problem)
    assert len(hidden) >= len(problem.parts)
    shown = {bare(formula): seen(math.shown(formula)) for formula in formulas(blocks)}
    hidden += [shown[formula] for formula in hidden if len(shown[formula]) > 7]
    hidden += secrets(sentences(blocks), problem)
    for path in files:
        assert path.suffix != ".html" or faults(path.read_text()) == []
        text = read(path).rpartition(r"\begin{document}")[2]
        assert [secret for secret in (*hidden, *ONLY_IN_SOLUTIONS) if secret in text] == []


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """The same search in the solutions finds every formula and every sentence."""
    spec = FIGURES
    build.build_spec(spec, tmp_path, ("tex", "html"))
    problem = load_problem(spec)
    blocks = [block for part in problem.parts for block in part.blocks]
    pages = {path.suffix: read(path) for path in tmp_path.rglob("*.*") if path.is_file()}
    for sentence in secrets(sentences(blocks), problem):
        assert sentence in pages[".html"], sentence
    answers = secrets(formulas(b for b in blocks if isinstance(b, Answer)), problem)
    assert answers
    assert all(answer in pages[".tex"] for answer in answers)
    math = MathML()
    for block in blocks:
        if isinstance(block, Answer):
            assert seen(math.shown(latex(block.term))) in pages[".html"]
