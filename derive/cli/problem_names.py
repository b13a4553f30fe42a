"""Names of problems and parts, read off the specs without running them.

A spec is run only if it has the problem that is asked for: another one may be broken or take long.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from derive.errors import SpecError
from derive.publish.manifest import find_specs

__all__ = ["Named", "SpecNames", "belongs", "find", "spec_names"]

MOST_SHOWN = 12  # names in an error
NEAR = 0.4  # how alike a name must be to be proposed


@dataclass(frozen=True, slots=True)
class SpecNames:
    """What the text of a spec calls its problem; empty where it is computed.

    `parts` is None where the text does not tell them all.
    """

    path: Path
    course: str
    name: str
    parts: tuple[str, ...] | None

    @property
    def id(self) -> str:
        """`<course>/<name>`; with an unknown course the name alone."""
        return f"{self.course}/{self.name}" if self.course else self.name


@dataclass(frozen=True, slots=True)
class Named:
    """The spec that is meant by a name, and the part; no part if the whole problem is meant."""

    spec: SpecNames
    part: str


def spec_names(path: Path) -> SpecNames:
    """The names in a spec file; those of the file where its text does not tell."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return SpecNames(path, "", path.stem, None)
    for node in tree.body:
        if isinstance(node, ast.Assign) and _called(node.value) == "Problem":
            assert isinstance(node.value, ast.Call)
            said = {word.arg: _text(word.value) for word in node.value.keywords}
            first = _text(node.value.args[0]) if node.value.args else said.get("name", "")
            course, name = said.get("course", ""), first or path.stem
            return SpecNames(path, course or "", name, _parts(tree, node.targets))
    return SpecNames(path, "", path.stem, None)


def _called(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _text(node: ast.expr) -> str:
    """A literal text; empty for what is computed."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _parts(tree: ast.Module, targets: Sequence[ast.expr]) -> tuple[str, ...] | None:
    """The parts of the problem; None if one is computed, or the problem is handed to a function."""
    problems = {target.id for target in targets if isinstance(target, ast.Name)}
    uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in problems]
    asked = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    read = [use for use in uses if isinstance(use.ctx, ast.Load)]
    if not all(id(use) in asked for use in read):
        return None
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _called(n) == "part"]
    names = tuple(_text(call.args[0]) if call.args else "" for call in calls)
    return names if names and all(names) else None


def find(name: str, folder: Path) -> Named:
    """What is meant by `course/spec`, `spec`, or one of them with `/part`.

    A spec alone is enough where one course only has it.  Raises SpecError with the nearest name;
    no spec is run.
    """
    specs = [spec_names(path) for path in find_specs(folder)]
    for called in ([spec.id for spec in specs], [spec.name for spec in specs]):
        named = list(zip(specs, called, strict=True))
        fitting = [(spec, one) for spec, one in named if f"{name}/".startswith(f"{one}/")]
        if len(fitting) == 1:
            [(spec, one)] = fitting
            return _with_part(spec, name[len(one) + 1 :])
        if fitting:
            shown = ", ".join(spec.id for spec, _ in fitting)
            raise SpecError(f"{name} is a problem of several courses", expected=f"one of {shown}")
    raise SpecError(
        f"there is no problem {name}",
        expected=_one_of([spec.id for spec in specs]) if specs else f"a spec in {folder}",
        hint=_nearest(name, _all_names(specs)),
    )


def _with_part(spec: SpecNames, part: str) -> Named:
    parts = spec.parts
    if part and parts is not None and not any(belongs(known, part) for known in parts):
        raise SpecError(
            f"{spec.id} has no part {part}",
            expected=_one_of(parts),
            hint=_nearest(part, parts),
        )
    return Named(spec, part)


def belongs(part: str, asked: str) -> bool:
    """Whether a part is the one that is asked for, or one of its sub-parts."""
    return asked in ("", part) or part.startswith(f"{asked}.")


def _all_names(specs: Sequence[SpecNames]) -> Iterator[str]:
    for spec in specs:
        for called in (spec.id, spec.name):
            yield called
            yield from (f"{called}/{part}" for part in spec.parts or ())


def _one_of(names: Sequence[str]) -> str:
    more = ", …" if len(names) > MOST_SHOWN else ""
    return f"one of {', '.join(names[:MOST_SHOWN])}{more}"


def _nearest(name: str, known: Sequence[str] | Iterator[str]) -> str | None:
    near = get_close_matches(name, list(known), n=1, cutoff=NEAR)
    return f"did you mean {near[0]}?" if near else None
