"""A new spec that builds as it stands: `derive new course/name`."""

from __future__ import annotations

import re
from pathlib import Path

from derive.errors import SpecError
from derive.files import write_atomically

__all__ = ["new_spec"]

NAME = re.compile(r"(?P<course>[a-z0-9][a-z0-9_-]*)/(?P<name>[a-z][a-z0-9_]*)")
SKELETON = r'''"""TITLE: what is shown here, in a sentence."""

from derive import Problem

problem = Problem("NAME", course="COURSE", title="TITLE")
problem.declare(r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n, y \in \mathbb{R}^m")
problem.assume("m > n", "full_column_rank(X)")
problem.introduce(r"What the reader has to know first: what $X$, $w$ and $y$ are.")

with problem.part("a", r"Solve $X^\top X w = X^\top y$ for $w$.", title="The first part") as d:
    d.idea("How it goes, in a sentence.")
    d.start(r"X^\top X w = X^\top y")
    d.line(r"w = (X^\top X)^{-1} X^\top y", r"$X^\top X$ is invertible")  # its rules are found
    d.answer("w", in_terms_of=["X", "y"])
    d.remark("What it means.")
'''


def new_spec(name: str, folder: Path) -> Path:
    """Write the skeleton of a spec for the problem `course/name`; the path of its file.

    Raises SpecError for another name, or where there is a file already.
    """
    found = NAME.fullmatch(name)
    if found is None:
        raise SpecError(
            f"{name} is no name of a problem", expected="course/name, as cs182-hw0/ridge"
        )
    path = folder / found["course"].replace("-", "_") / f"{found['name']}.py"
    if path.exists():
        raise SpecError(f"{path} is there already")
    title = found["name"].replace("_", " ").capitalize()
    said = {"TITLE": title, "NAME": found["name"], "COURSE": found["course"]}
    text = re.sub("TITLE|NAME|COURSE", lambda word: said[word[0]], SKELETON)
    write_atomically(path, text.encode())
    return path
