"""From a spec to its files, certificate, LaTeX, HTML, PDF; from a course to its booklet."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from derive.authoring.load import load_problem
from derive.authoring.problem import Problem
from derive.files import write_atomically
from derive.proof.certificate.rules_used import used_rules
from derive.publish.booklet import Chapter, booklet
from derive.publish.certificate import certificate
from derive.publish.document import Document
from derive.publish.html import render_html
from derive.publish.narrate import narrate, questions
from derive.publish.pdf import find_tex, typeset
from derive.publish.store import chapter_from_json, chapter_to_json
from derive.publish.tex import render_tex
from derive.rules.rule import Rule

__all__ = ["FORMATS", "Built", "build_booklet", "build_spec"]

FORMATS = ("pdf", "tex", "html", "json")
KEPT = ".chapters"  # beside the courses: the sheets as data, for the booklets
SHEETS: Mapping[str, str] = MappingProxyType({"solutions": "", "questions": ".questions"})


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: its name, the number of its parts, its files, what is missing, the seconds.

    `kept` are the files for the booklet of its course.
    """

    name: str
    parts: int
    files: tuple[Path, ...]
    missing: tuple[str, ...]
    seconds: float
    kept: tuple[Path, ...] = ()


def build_spec(
    spec: Path, out: Path, formats: Sequence[str] = FORMATS, sheet: str = "solutions"
) -> Built:
    """Verify a spec and write its files under `out/<course>/`.

    `sheet` is questions, solutions or both.  Raises DeriveError for a wrong line of the spec; every
    file is written in one move, after everything was verified.
    """
    begun = time.perf_counter()
    problem = load_problem(spec)
    base = out / problem.id
    texts: dict[Path, bytes] = {}
    missing: list[str] = []
    kept: dict[Path, bytes] = {}
    for kind in _kinds(sheet):
        document = narrate(problem, _rules(problem)) if kind == "solutions" else questions(problem)
        if kind == "solutions" and "json" in formats:
            text = json.dumps(certificate(problem), ensure_ascii=False, separators=(",", ":"))
            texts[base.with_name(f"{base.name}.json")] = text.encode()
        texts |= _rendered(_named(base, kind), document, formats, missing)
        chapter = Chapter(problem.name, problem.number, document)
        kept[_kept(out, problem.id, kind)] = chapter_to_json(chapter).encode()
    for path, content in (texts | kept).items():
        write_atomically(path, content)
    seconds = time.perf_counter() - begun
    return Built(
        problem.id,
        len(problem.parts),
        tuple(texts),
        tuple(dict.fromkeys(missing)),
        seconds,
        tuple(kept),
    )


def build_booklet(
    course: str, problems: Sequence[str], out: Path, formats: Sequence[str], sheet: str
) -> Built:
    """Write the booklet of a course from what `build_spec` kept of its problems (`course/name`).

    Raises DeriveError if something else stands where that was kept.
    """
    begun = time.perf_counter()
    texts: dict[Path, bytes] = {}
    missing: list[str] = []
    for kind in _kinds(sheet):
        paths = (_kept(out, problem, kind) for problem in problems)
        chapters = [chapter_from_json(path.read_text(encoding="utf-8")) for path in paths]
        document = booklet(course, chapters, kind.capitalize())
        texts |= _rendered(_named(out / course / "booklet", kind), document, formats, missing)
    for path, content in texts.items():
        write_atomically(path, content)
    seconds = time.perf_counter() - begun
    return Built(
        f"{course}/booklet", len(problems), tuple(texts), tuple(dict.fromkeys(missing)), seconds
    )


def _kinds(sheet: str) -> tuple[str, ...]:
    return tuple(SHEETS) if sheet == "both" else (sheet,)


def _named(base: Path, kind: str) -> Path:
    return base.with_name(base.name + SHEETS[kind])


def _kept(out: Path, problem: str, kind: str) -> Path:
    return out / KEPT / f"{problem}{SHEETS[kind]}.json"


def _rules(problem: Problem) -> tuple[Rule, ...]:
    rules, _ = used_rules(a.derivation for part in problem.parts for a in part.arguments)
    return tuple(rules)


def _rendered(
    path: Path, document: Document, formats: Sequence[str], missing: list[str]
) -> dict[Path, bytes]:
    made: dict[Path, bytes] = {}
    if any(not figure.drawings for figure in document.figures):
        missing.append("no figures: matplotlib is not installed; pip install 'matderive[figures]'")
    if "html" in formats:
        made[path.with_name(f"{path.name}.html")] = render_html(document).encode()
    if "tex" in formats or "pdf" in formats:
        tex = render_tex(document)
        if "tex" in formats:
            for drawing in document.drawings:
                made[path.with_name(f"{drawing.name}.pdf")] = drawing.pdf
            made[path.with_name(f"{path.name}.tex")] = tex.encode()
        if "pdf" in formats:
            found = find_tex()
            figures = {f"{drawing.name}.pdf": drawing.pdf for drawing in document.drawings}
            if found is None:
                missing.append(
                    "no PDF: no TeX is installed; pip install 'matderive[tex]' brings one"
                )
            else:
                made[path.with_name(f"{path.name}.pdf")] = typeset(tex, found, figures)
    return made
