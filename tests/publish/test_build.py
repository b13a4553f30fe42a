"""Builds: what is written, when, and that nothing is half-written."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.publish.build import build_spec
from derive.publish.manifest import Manifest, find_specs, fingerprint
from derive.replay import replay
from tests.publish.accessibility import faults
from tests.quick import quick

SPECS = Path(__file__).parents[2] / "specs"
SPEC = SPECS / "cs182_hw0" / "least_squares_svd.py"
BASE = Path("cs182-hw0") / "least_squares_svd"
LIGHT = ("tex", "html", "json")


def derive(*arguments, **options):
    """The command line, as a user calls it."""
    return subprocess.run(
        [sys.executable, "-c", "from derive.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    done = derive("build", "--specs", SPECS, "--out", folder, "--formats", ",".join(LIGHT), SPEC)
    assert done.returncode == 0, done.stderr
    return folder


def files(folder):
    return {ending: (folder / f"{BASE}.{ending}").read_bytes() for ending in LIGHT}


def test_two_builds_are_the_same_to_the_byte(out, tmp_path):
    build_spec(SPEC, tmp_path, LIGHT)
    assert files(tmp_path) == files(out)


def test_an_unchanged_spec_is_not_built_again(out):
    before = {path: path.stat().st_mtime_ns for path in out.rglob("least*")}
    done = derive("build", "--specs", SPECS, "--out", out, "--formats", ",".join(LIGHT), SPEC)
    assert "unchanged" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in out.rglob("least*")} == before


def test_what_changed_is_built_again(tmp_path):
    spec, out = tmp_path / "specs" / "one.py", tmp_path / "out"
    spec.parent.mkdir()
    spec.write_text(SPEC.read_text())
    first = fingerprint(spec, LIGHT)
    manifest = Manifest.read(out)
    made = out / "a.tex"
    out.mkdir()
    made.write_text("a")
    manifest.record("k", first, "a/b", [made])
    assert Manifest.read(out).fresh("k", first)
    assert Manifest.read(out).fresh("k", fingerprint(spec, ("tex",))) is None
    made.write_text("touched by hand")
    assert Manifest.read(out).fresh("k", first) is None
    made.write_text("a")
    spec.write_text(spec.read_text() + "\n# changed\n")
    assert fingerprint(spec, LIGHT) != first


def test_a_broken_spec_leaves_the_last_good_files(out, tmp_path):
    good = files(out)
    folder = tmp_path / "specs"
    folder.mkdir()
    (folder / "least_squares_svd.py").write_text(
        SPEC.read_text().replace(r"V \Sigma^+ U^\top y", r"V \Sigma^+ U y")
    )
    done = derive("build", "--specs", folder, "--out", out, "--formats", ",".join(LIGHT))
    assert done.returncode == 1
    assert "least_squares_svd.py:" in done.stderr
    assert files(out) == good


@pytest.mark.parametrize("seconds", quick(1, [1.0, 0.4, 1.6]))
def test_a_killed_build_leaves_the_last_good_files(out, seconds):
    good = files(out)
    (out / ".manifest.json").unlink(missing_ok=True)
    running = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from derive.cli import main; main()",
            "build",
            "--specs",
            SPECS,
            "--out",
            out,
            "--formats",
            ",".join(LIGHT),
            SPEC,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert files(out) == good


def test_the_certificate_replays(out):
    report = replay(json.loads((out / f"{BASE}.json").read_text()))
    assert report.ok, report.problems
    assert report.counts.parts == 6
    assert report.counts.steps > 100


def test_the_pages_say_all_that_is_needed(out):
    page = (out / f"{BASE}.html").read_text()
    assert faults(page) == []
    assert page.count("<math") > 100
    for part in "abcdef":
        assert f'id="part-{part}"' in page
    assert "Verified:" in page
    assert "<script" not in page
    assert 'id="rule-mul-inv-rev"' in page
    assert "changed" in (out / f"{BASE}.tex").read_text()


def test_a_question_sheet_holds_no_solution(tmp_path):
    built = build_spec(SPEC, tmp_path, ("tex", "html"), sheet="questions")
    assert {path.name for path in built.files} == {
        "least_squares_svd.questions.tex",
        "least_squares_svd.questions.html",
    }
    for path in built.files:
        text = path.read_text()
        assert "Verified" not in text
        assert r"\Sigma}^{+}" not in text


def test_specs_are_found_by_their_names(tmp_path):
    for name in ("b.py", "a.py", "_helper.py", ".hidden.py", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in find_specs(tmp_path)] == ["a.py", "b.py"]


def test_a_pdf_asked_for_by_name_without_tex_is_an_error(tmp_path):
    environment = {
        "PATH": "",
        "HOME": str(tmp_path),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
    }
    code = (
        "import derive.publish.build as b, derive.publish.pdf as p\n"
        "b.find_tex = lambda: None\n"
        "from derive.cli import main\nmain()"
    )
    asked = subprocess.run(
        [sys.executable, "-c", code, "build", "--specs", SPECS, "--out", tmp_path, "--formats", "pdf,tex", "--jobs", "1", SPEC],
        capture_output=True, text=True, timeout=120, check=False, env=environment,
    )  # fmt: skip
    assert asked.returncode == 1
    assert "no PDF" in asked.stderr
    assert (tmp_path / f"{BASE}.tex").exists()
