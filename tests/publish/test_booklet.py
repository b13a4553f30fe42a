"""Booklets: every problem in order, each rule once, links that lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from derive.errors import DeriveError
from derive.publish.booklet import Chapter, booklet
from derive.publish.document import (
    DerivationBlock,
    DerivationLine,
    Document,
    Heading,
    Link,
    RuleEntry,
    Text,
    plain,
)
from derive.publish.html import render_html
from derive.publish.pdf import find_tex, run_tex
from derive.publish.store import chapter_from_json, chapter_to_json
from derive.publish.tex import render_tex
from tests.publish.sample import EVERY_BLOCK, LEAST_SQUARES

SPEC = """
from derive import Problem
problem = Problem("{name}", course="{course}", title="{title}", number={number})
problem.declare(r"A \\in \\mathbb{{R}}^{{n \\times n}}, B \\in \\mathbb{{R}}^{{n \\times n}}")
with problem.part("a", "Transpose.") as d:
    d.start(r"(A B)^\\top")
    d.line(r"B^\\top A^\\top")
    d.answer("transposed", r"B^\\top A^\\top")
"""


def entry(name: str, number: int, *uses: str) -> RuleEntry:
    line = DerivationLine(
        "A", left="A", reason=tuple(Link(f"rule-{use}", (Text("R9"),)) for use in uses)
    )
    derivation = DerivationBlock((line,)) if uses else None
    return RuleEntry(name, f"rule-{name}", "A = A", f"R{number}. It is {name}", (), (), derivation)


def sheet(title: str, *entries: RuleEntry) -> Document:
    used = tuple(Link(e.anchor, (Text(e.title.split(".")[0]),)) for e in entries)
    return Document(
        title,
        "c",
        (
            Heading(1, (Text("(a)"),), "part-a"),
            DerivationBlock((DerivationLine("A", left="A", reason=used, anchor="one"),)),
            Heading(1, (Text("The rules used"),), "rules"),
            *entries,
        ),
    )


FIRST = Chapter("one", 2, sheet("First", entry("p", 1), entry("q", 2, "p")))
SECOND = Chapter("two", 1, sheet("Second", entry("q", 1, "p"), entry("p", 2)))
LAST = Chapter("none", None, sheet("Last", entry("r", 1)))
MADE = booklet("c", [FIRST, LAST, SECOND], "Solutions")


def test_numbered_problems_come_first_and_in_order() -> None:
    titles = [plain(heading.inlines) for heading in MADE.headings if heading.level == 1]
    assert titles == ["1. Second", "2. First", "Last", "The rules used"]


def test_each_rule_once_and_numbered_by_its_first_use() -> None:
    entries = [block for block in MADE.blocks if isinstance(block, RuleEntry)]
    assert [e.title for e in entries] == ["R1. It is q", "R2. It is p", "R3. It is r"]


def test_links_show_the_numbers_of_the_booklet() -> None:
    for block in MADE.blocks:
        lines = block.lines if isinstance(block, DerivationBlock) else ()
        if isinstance(block, RuleEntry) and block.derivation is not None:
            lines = block.derivation.lines
        for line in lines:
            for link in line.reason:
                assert isinstance(link, Link)
                assert plain(link.inlines) == {"q": "R1", "p": "R2", "r": "R3"}[link.anchor[-1]]


def test_the_parts_of_two_problems_have_names_of_their_own() -> None:
    page = render_html(MADE)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {"one-part-a", "two-part-a", "none-part-a", "one-one"} <= set(ids)


@pytest.mark.parametrize("document", [EVERY_BLOCK, LEAST_SQUARES, MADE])
def test_what_is_kept_is_read_again(document: Document) -> None:
    chapter = Chapter("one", 3, document)
    assert chapter_from_json(chapter_to_json(chapter)) == chapter


@pytest.mark.parametrize("text", ["", "[]", '{"kind": "Text", "text": "a"}', '{"kind": "Popen"}'])
def test_what_was_not_kept_is_refused(text: str) -> None:
    with pytest.raises(DeriveError, match="no chapter"):
        chapter_from_json(text)


def outline(pdf: bytes) -> str:
    """The objects of a PDF as text; its strings are UTF-16 in octal."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    made = b""
    for stream in streams:
        try:
            made += zlib.decompress(stream)
        except zlib.error:
            continue
    text = (made + pdf).decode("latin-1")
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text).replace("\0", "")


def test_bookmarks_and_language_of_the_pdf() -> None:
    tex = find_tex()
    if tex is None:
        pytest.skip("no TeX on this machine")
    sheets = [Chapter("wide", 1, LEAST_SQUARES), FIRST]
    figures = {f"{drawing.name}.pdf": drawing.pdf for drawing in LEAST_SQUARES.drawings}
    made = run_tex(render_tex(booklet("c", sheets, "Solutions")), tex, figures)
    assert "Overfull" not in made.log
    text = outline(made.pdf)
    titles = ("1. Least squares", "2. First", "Least squares, by", "The rules used", "mul_inv_rev")
    for title in titles:
        assert title in text, title
    assert "/Lang(en)" in text
    assert re.search(r"/Title *\(þÿSolved problems\)", text)


def derive(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line, with the modules of ours that it imported as its last line."""
    code = (
        "import sys\nfrom derive.cli import main\ntry:\n    main()\n"
        "finally:\n    print(*(m for m in sys.modules if m.startswith('derive.')))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=dict(os.environ),
    )


@pytest.mark.slow
def test_a_course_of_several_specs_gets_a_booklet(tmp_path: Path) -> None:
    specs, out = tmp_path / "specs", tmp_path / "out"
    specs.mkdir()

    def write(name: str, course: str, title: str, number: int) -> None:
        text = SPEC.format(name=name, course=course, title=title, number=number)
        (specs / f"{name}.py").write_text(text)

    def build() -> subprocess.CompletedProcess[str]:
        formats = ("--formats", "html,tex", "--sheet", "both")
        return derive("build", "--specs", specs, "--out", out, *formats)

    write("one", "c", "One", 2)
    write("two", "c", "Two", 1)
    write("alone", "other", "Alone", 1)
    done = build()
    assert done.returncode == 0, done.stderr
    page = (out / "c" / "booklet.html").read_text()
    assert page.index("1. Two") < page.index("2. One")
    assert page.count('id="rule-transpose-mul"') == 1
    assert 'id="rule-' not in (out / "c" / "booklet.questions.html").read_text()
    assert not (out / "other" / "booklet.html").exists()

    again = build()
    assert "c/booklet: unchanged" in again.stdout
    imported = again.stdout.splitlines()[-1].split()
    assert "derive.publish.build" not in imported
    assert "derive.publish.document" not in imported

    write("two", "c", "Renamed", 3)
    assert build().returncode == 0
    page = (out / "c" / "booklet.html").read_text()
    assert page.index("2. One") < page.index("3. Renamed")

    good = (out / "c" / "booklet.html").read_bytes()
    text = (specs / "two.py").read_text()
    (specs / "two.py").write_text(text.replace(r"B^\top A^\top", r"A^\top B^\top"))
    assert build().returncode == 1
    assert (out / "c" / "booklet.html").read_bytes() == good
