"""From a spec to its files: certificate, LaTeX, HTML, PDF."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from derive.publish.certificate import certificate, used_rules
from derive.publish.document import Document
from derive.publish.files import write_atomically
from derive.publish.html import render_html
from derive.publish.narrate import narrate
from derive.publish.pdf import find_tex, typeset
from derive.publish.tex import render_tex
from derive.spec.load import load_problem

__all__ = ["FORMATS", "Built", "build_spec"]

FORMATS = ("pdf", "tex", "html", "json")


@dataclass(frozen=True, slots=True)
class Built:
    """What came of one spec: its problem, its files, what is missing and why, and the seconds."""

    problem: str
    parts: int
    files: tuple[Path, ...]
    missing: tuple[str, ...]
    seconds: float


def build_spec(
    spec: Path, out: Path, formats: Sequence[str] = FORMATS, sheet: str = "solutions"
) -> Built:
    """Verify a spec and write its files under `out/<course>/`.

    `sheet` is questions, solutions or both.  Raises DeriveError for a wrong line of the spec; every
    file is written in one move, after everything was verified.
    """
    begun = time.perf_counter()
    problem = load_problem(spec)
    derivations = [a.derivation for part in problem.parts for a in part.arguments]
    rules, _ = used_rules(derivations)
    base = out / problem.id
    texts: dict[Path, bytes] = {}
    documents: dict[Path, Document] = {}
    if sheet in ("solutions", "both"):
        documents[base] = narrate(problem, tuple(rules))
        if "json" in formats:
            text = json.dumps(certificate(problem), ensure_ascii=False, separators=(",", ":"))
            texts[base.with_name(f"{base.name}.json")] = text.encode()
    if sheet in ("questions", "both"):
        questions = base.with_name(f"{base.name}.questions")
        documents[questions] = narrate(problem, (), solutions=False)
    missing: list[str] = []
    for path, document in documents.items():
        texts |= _rendered(path, document, formats, missing)
    for path, content in texts.items():
        write_atomically(path, content)
    seconds = time.perf_counter() - begun
    return Built(problem.id, len(problem.parts), tuple(texts), tuple(missing), seconds)


def _rendered(
    path: Path, document: Document, formats: Sequence[str], missing: list[str]
) -> dict[Path, bytes]:
    made: dict[Path, bytes] = {}
    if any(not figure.drawings for figure in document.figures):
        missing.append("no figures: matplotlib is not installed; pip install 'derive[figures]'")
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
                missing.append("no PDF: no TeX is installed; pip install 'derive[tex]' brings one")
            else:
                made[path.with_name(f"{path.name}.pdf")] = typeset(tex, found, figures)
    return made
