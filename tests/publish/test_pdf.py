"""Typesetting, by the TeX that is found."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from derive.errors import DeriveError, LimitError
from derive.publish import pdf
from derive.publish.pdf import Tex, TexMissing, find_tex, run_tex, typeset
from derive.publish.tex import render_tex
from tests.publish.sample import EVERY_BLOCK, LEAST_SQUARES

FILES = {f"{drawing.name}.pdf": drawing.pdf for drawing in EVERY_BLOCK.drawings}


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tex:
    """The embedded TeX, with a PATH on which there is no other."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_tex()
    if found is None:
        pytest.skip("no embedded TeX for this machine")
    assert found.what == "embedded"
    return found


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize("document", [EVERY_BLOCK, LEAST_SQUARES])
def test_nothing_runs_off_the_page(embedded: Tex, document: object) -> None:
    made = run_tex(render_tex(document), embedded, FILES)  # type: ignore[arg-type]
    assert made.pdf.startswith(b"%PDF-")
    assert "Overfull" not in made.log
    assert "undefined references" not in made.log


def test_same_bytes_anywhere(
    embedded: Tex, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tex = render_tex(EVERY_BLOCK)
    first = typeset(tex, embedded, FILES)
    elsewhere = tmp_path / "a longer name for the same thing"
    elsewhere.mkdir()
    monkeypatch.setattr(pdf.tempfile, "tempdir", str(elsewhere))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert typeset(tex, embedded, FILES) == first
    assert os.listdir(elsewhere) == []


def test_the_date_is_none(embedded: Tex) -> None:
    with pytest.raises(DeriveError, match="in 1970"):
        typeset(r"\documentclass{article}\begin{document}\errmessage{in \the\year}", embedded)


def test_the_first_error_is_shown_with_its_line(embedded: Tex) -> None:
    tex = "\\documentclass{article}\n\\begin{document}\nso $x + \\nonsense y$\n\\end{document}\n"
    with pytest.raises(DeriveError, match="Undefined control sequence") as caught:
        typeset(tex, embedded)
    place = caught.value.place
    assert place is not None
    assert (place.line, place.text) == (3, r"so $x + \nonsense y$")
    assert place.text[place.start : place.end] == r"\nonsense"


@pytest.mark.parametrize(
    "evil",
    [
        r"\input{/etc/passwd}",
        r"\immediate\write18{touch evil}",
        r"\newwrite\w\immediate\openout\w=/tmp/evil-derive\relax",
        r"\newread\r\openin\r=/etc/passwd \ifeof\r\errmessage{closed}\fi",
    ],
)
def test_neither_files_nor_a_shell(
    embedded: Tex, monkeypatch: pytest.MonkeyPatch, evil: str
) -> None:
    monkeypatch.setenv("shell_escape", "t")
    monkeypatch.setenv("openin_any", "a")
    monkeypatch.setenv("openout_any", "a")
    lines = (r"\documentclass{article}", r"\usepackage[T1]{fontenc}", r"\usepackage{lmodern}")
    tex = "\n".join([*lines, r"\begin{document}", f"x{evil}", r"\end{document}"])
    if "write18" in evil:
        assert "runsystem(touch evil)...disabled" in run_tex(tex, embedded).log
    else:
        with pytest.raises(DeriveError, match="TeX"):
            typeset(tex, embedded)


def test_an_error_without_a_line_has_its_reason(embedded: Tex) -> None:
    """A font that is not there is found only when the PDF is written."""
    tex = "\\documentclass{article}\n\\begin{document}\nx\n\\end{document}\n"
    with pytest.raises(DeriveError, match=r"cmr10\.pfb"):
        typeset(tex, embedded)


def test_what_does_not_end_is_ended(embedded: Tex) -> None:
    tex = "\\documentclass{article}\\begin{document}\\def\\x{\\x}\\x\\end{document}"
    with pytest.raises(LimitError, match=r"within 0\.5 s"):
        run_tex(tex, embedded, seconds=0.5)


def test_children_are_ended_too(tmp_path: Path) -> None:
    """A TeX that leaves a child behind: both are gone afterwards."""
    fake = script(tmp_path / "pdflatex", f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(LimitError):
        run_tex("x", Tex("system", fake, "fake"), seconds=0.5)
    child = int((tmp_path / "child").read_text())
    ends = time.monotonic() + 10  # a busy machine takes a moment to end it
    while _lives(child) and time.monotonic() < ends:
        time.sleep(0.01)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_a_drawing_that_is_not_given(embedded: Tex) -> None:
    with pytest.raises(DeriveError, match="elbow"):
        typeset(render_tex(EVERY_BLOCK), embedded)


def test_no_tex_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    assert find_tex() is None
    with pytest.raises(TexMissing, match="no TeX"):
        typeset(render_tex(EVERY_BLOCK), None, FILES)


@pytest.mark.parametrize(
    ("packages", "chosen"), [("for f in $@; do echo /tex/$f; done", True), ("exit 1", False)]
)
def test_the_system_is_preferred_if_it_has_what_we_need(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, packages: str, chosen: bool
) -> None:
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    script(tmp_path / "pdflatex", "echo pdfTeX 3.14 '(fake)'")
    script(tmp_path / "kpsewhich", packages)
    expected = Tex("system", tmp_path / "pdflatex", "pdfTeX 3.14 (fake)")
    assert find_tex() == (expected if chosen else None)
