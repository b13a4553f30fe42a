"""What one process says and writes, for `test_reproducible`: `python -m tests.reproducible OUT`.

The terms have many letters each: the more there are, the fewer seeds order them alike.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import derive
from derive import Problem
from derive.errors import DeriveError
from derive.publish.build import build_spec
from derive.publish.export import export_rows

FORMATS = ("html", "tex", "json")

problem = Problem("small", course="tests", number=1, title="Many letters")
problem.declare(r"X \in \mathbb{R}^{n \times d}, w \in \mathbb{R}^d, y \in \mathbb{R}^n")
problem.declare(", ".join(f"{letter}: scalar" for letter in "abcefghprs"))
problem.assume(
    "full_column_rank(X)", r"a \neq 0", r"c \neq 0", r"f \neq 0", r"e = -\frac{b f}{a c}", "h > 0"
)
with problem.part("a", r"Write the fraction in other letters.") as d:
    d.start(r"-\frac{b f - g}{a c - g p}")
    d.in_terms_of("e", "a", "c", "f", "g", "p", why="by the definition of $e$")
    d.answer("r", in_terms_of=["e", "a", "c", "f", "g", "p"])
with problem.part("b", r"Minimise $\lVert y - X w \rVert^2 + h$ over $w$.") as d:
    d.define("G", r"X^\top X")
    d.define("q", r"X^\top y")
    d.define("k", r"y^\top y")
    d.start(r"\lVert y - X w \rVert^2 + h")
    d.line(r"w^\top G w - 2 q^\top w + k + h", "expand the square")
    d.answer("s")
    d.refute(r"X X^\top = I")
    d.sign("a^2 + b^2 + h > 0")

SHAPES = "A: n×n, B: n×n, C: n×n, D: m×n, x: n, y: n"
CHECKS = [
    ("x^T (A B + C) y", "x^T (B A + C) y", SHAPES, ()),
    (r"(A B)^{-1}", "B^{-1} A^{-1} C C^{-1}", SHAPES, ()),
    ("D (A + B) x", "D A x + D B y", SHAPES, ()),
    (r"\operatorname{tr}(A B C)", r"n \operatorname{tr}(C B A)", SHAPES, ("symmetric(A)",)),
    (r"(D^T D + A)^{-1} D^T", r"D^T (D D^T + I)^{-1}", SHAPES, ("A = I",)),
    ("A x = y", "B x = y", SHAPES, ()),
    (r"(X^T X + \lambda I)^{-1} X^T y", r"X^T (X X^T + \lambda I)^{-1} y", None, ()),
    (r"\frac{b f - a c}{e g - p h}", r"\frac{a c - b f}{p h - e g}", None, ()),
    (r"[I, A] [B; C] x", r"(B + C) x", SHAPES, ()),
]
PROOFS = [
    (r"a^2 + b^2 + c^2 \ge a b + b c + c a", "a: scalar, b: scalar, c: scalar"),
    (r"(A B C)^\top = C^\top B^\top A^\top", SHAPES),
    ("(A + B) (A - B) = A A - B B", SHAPES),
    ("a b + c d > a c", "a: scalar, b: scalar, c: scalar, d: scalar"),
]
SLOPES = [
    ("x^T A x + y^T B x", "x", SHAPES),
    (r"\operatorname{tr}(A B A^\top C)", "A", SHAPES),
    (r"\frac{a x^T x + b}{c + y^T x}", "x", SHAPES + ", a: scalar, b: scalar, c: scalar"),
]


def said() -> list[str]:
    """The answers to the questions above, and a message about several letters."""
    found = [str(derive.check(a, b, c, assume=given)) for a, b, c, given in CHECKS]
    found += [str(derive.prove(claim, shapes)) for claim, shapes in PROOFS]
    for formula, by, shapes in SLOPES:
        try:
            found.append(repr(derive.differentiate(formula, by, shapes)))
        except DeriveError as error:
            found.append(str(error))
    try:
        with problem.part("c", "Leave out letters.") as part:
            part.start("(a + b) (c + f + g)")
            part.line("a (c + f + g) + b (c + f + g)")
            part.answer("s", in_terms_of=["a"])
    except DeriveError as error:
        found.append(str(error))
    return found


def main(out: Path, *specs: Path) -> None:
    """Write the small problem's sheets, or those of some specs, and what is said."""
    for spec in specs or (Path(__file__),):
        build_spec(spec, out, FORMATS, sheet="both")
    if not specs:
        answers = {"rows": list(export_rows([problem])), "said": said()}
        (out / "said.json").write_text(json.dumps(answers, indent=1))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
