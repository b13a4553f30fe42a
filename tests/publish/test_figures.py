"""Figures as drawings, and in the pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from derive.algebra import term as t
from derive.authoring import parts as spec
from derive.authoring.load import load_problem
from derive.errors import DeriveError
from derive.publish import figures
from derive.publish.build import build_spec
from derive.publish.document import Document, FigureBlock
from derive.publish.figures import draw
from derive.publish.html import render_html
from derive.publish.narrate import narrate
from derive.publish.pdf import find_tex, run_tex
from derive.publish.tex import render_tex

SPEC = Path(__file__).with_name("figures_spec.py")
HASHES = (
    "import hashlib; from pathlib import Path; from derive.authoring.load import load_problem;"
    "from derive.publish.narrate import narrate;"
    f"made = narrate(load_problem(Path({str(SPEC)!r})), ());"
    "print([hashlib.sha256(d.pdf + d.svg.encode()).hexdigest() for d in made.drawings])"
)


@pytest.fixture(scope="module")
def document() -> Document:
    return narrate(load_problem(SPEC), ())


def test_the_same_bytes_in_every_process() -> None:
    """Neither the day nor the order of a hash shows."""
    said = [
        subprocess.run(
            [sys.executable, "-c", HASHES],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert said[0] == said[1] != b"[]\n"


def test_names_and_colours_are_the_pages(document: Document) -> None:
    page = render_html(document)
    assert len(document.drawings) == page.count("<svg") == 3
    for drawing in document.drawings:
        names = re.findall(r'id="([^"]+)"', drawing.svg)
        used = re.findall(r'(?:href="#|url\(#)([^")]+)', drawing.svg)
        assert set(used) <= set(names)
        assert all(name.startswith(f"{drawing.name}-") for name in names)
        assert not re.search(r"#[0-9a-f]{6}|<style|<!--|<metadata|<text|20\d\d-", drawing.svg)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_figure_is_an_image_with_words(document: Document) -> None:
    page = render_html(document)
    for figure in document.figures:
        assert f'role="img" aria-label="{figure.alt}"' in page
    assert page.count("<figcaption>") == 2


def test_curves_differ_by_their_dashes(document: Document) -> None:
    """Told apart without colour: four curves, four kinds of line."""
    curves = re.findall(r'style="([^"]*var\(--line\d\)[^"]*)"', document.drawings[0].svg)
    dashes = [re.sub(r"var\(--line\d\)|stroke-dashoffset: \S+|;.*linecap.*", "", c) for c in curves]
    assert len(set(dashes)) == 4


def test_on_paper(document: Document) -> None:
    tex = find_tex()
    if tex is None:
        pytest.skip("no TeX on this machine")
    drawings = {f"{drawing.name}.pdf": drawing.pdf for drawing in document.drawings}
    made = run_tex(render_tex(document), tex, drawings)
    assert "Overfull" not in made.log
    undrawn = [
        replace(b, drawings=()) if isinstance(b, FigureBlock) else b for b in document.blocks
    ]
    words = run_tex(render_tex(replace(document, blocks=tuple(undrawn))), tex)
    assert "Overfull" not in words.log


def test_without_matplotlib_the_words_stand_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(figures, "find_spec", lambda _name: None)
    built = build_spec(SPEC, tmp_path, ("tex", "html"))
    assert built.missing == (
        "no figures: matplotlib is not installed; pip install 'matderive[figures]'",
    )
    for path in built.files:
        text = path.read_text()
        assert "Each curve rises with slope one" in text
        assert "Two elbows." in text
        assert "<svg" not in text


def test_the_source_has_its_drawings_beside_it(tmp_path: Path) -> None:
    built = build_spec(SPEC, tmp_path, ("tex",))
    named = re.findall(r"\\drawing\{([^}]+)\}", (tmp_path / "demo/figures.tex").read_text())
    assert {path.name for path in built.files} == {"figures.tex", *(f"{n}.pdf" for n in named)}


def test_a_label_that_cannot_be_set_is_refused() -> None:
    problem = load_problem(SPEC)
    [figure] = [block for block in problem["a"].blocks if isinstance(block, spec.Figure)]
    assert draw(figure, "f")
    block = t.blocks([[t.scalar("w")]])  # a matrix: more than matplotlib's letters can do
    with pytest.raises(DeriveError, match="cannot be drawn"):
        draw(replace(figure, plots=(replace(figure.plots[0], title=(block,)),)), "f")
