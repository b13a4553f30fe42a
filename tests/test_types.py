"""mypy sees terms: a number, a text, None, or an unknown attribute of a term is refused.

SymPy ships no types, and without those in `stubs/` every term would be `Any`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAD = """\
from derive.algebra.context import Context
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term, is_matrix, mul, scalar

x = scalar("x")
product: Term = mul(2, x)
"""
LINES = [
    # a line                                the error that mypy finds in it, or ""
    ("shape_of(product)", ""),
    ("print(product.args[0], x.name)", ""),
    ("print(product.shape if is_matrix(product) else ())", ""),
    ("Context.of([x])", ""),
    ("shape_of(3)", "arg-type"),
    ('mul("x", None)', "arg-type"),
    ("product.no_such_attribute", "attr-defined"),
    ("product.shape", "attr-defined"),
    ("product + product", "operator"),
    ("Context.of([product])", "list-item"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The code of the first error in each line, from one run of mypy as the project sets it up."""
    sample = tmp_path_factory.mktemp("types") / "sample.py"
    sample.write_text(HEAD + "".join(f"{line}\n" for line, _ in LINES), encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--follow-imports=silent", str(sample)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    errors = re.findall(r"sample\.py:(\d+): error: .*\[([a-z-]+)\]$", run.stdout, re.MULTILINE)
    lines = (HEAD + "".join(f"{line}\n" for line, _ in LINES)).splitlines()
    return {lines[int(number) - 1]: code for number, code in reversed(errors)}


@pytest.mark.parametrize(("line", "error"), LINES, ids=[line for line, _ in LINES])
def test_a_term_has_a_type(found: dict[str, str], line: str, error: str) -> None:
    assert found.get(line, "") == error


def test_nothing_else_is_refused(found: dict[str, str]) -> None:
    assert found.keys() <= {line for line, _ in LINES}
