"""Lines as an author writes them: parts of one line, and whether replay accepts them."""

from __future__ import annotations

from collections.abc import Sequence

from derive.authoring.part import PartBuilder
from derive.authoring.parts import Part
from derive.authoring.problem import Problem
from derive.proof.certificate.single import single_certificate
from derive.replay import replay

__all__ = ["part_of", "replays"]


def part_of(
    declared: str, assumed: Sequence[str], before: str, *lines: str, layout: str = "row"
) -> Part:
    """A part that begins at a line and goes on to others, no rule named."""
    problem = Problem("line", course="tests", title="A line", layout=layout)
    problem.declare(*(piece.strip() for piece in declared.split(",")))
    problem.assume(*assumed)
    with problem.part("a", "Show it.") as d:
        write(d, before, *lines)
    return problem.parts[0]


def write(d: PartBuilder, before: str, *lines: str) -> None:
    d.start(before)
    for line in lines:
        d.line(line)


def replays(part: Part) -> bool:
    """Whether the certificate of the derivations of a part is accepted; AssertionError if not."""
    for argument in part.arguments:
        report = replay(single_certificate(argument.derivation))
        assert report.ok, report.problems
    return True
