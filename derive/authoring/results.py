"""Results of earlier parts as lines of later ones."""

from __future__ import annotations

from derive.algebra.context import Context
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import get, positions
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.authoring.parts import Part
from derive.errors import StepError
from derive.latex.printer import latex
from derive.proof import kernel
from derive.proof.step import Step

__all__ = ["put_in_result"]


def put_in_result(context: Context, term: Term, part: Part) -> Step:
    """The step by an equality of a part: one end of it, wherever it stands, becomes the other.

    Raises StepError if neither end of any stands in the term, or it is not known to hold here.
    """
    equalities = [a.derivation for a in part.arguments if a.derivation.relation == "="]
    for lemma, forward in [(e, True) for e in equalities] + [(e, False) for e in equalities]:
        source = lemma.start if forward else lemma.end
        found = tuple(
            where
            for where in positions(term)
            if shape_of(get(term, where)) == shape_of(source)
            and equal_modulo(get(term, where), source)
        )
        if found:
            apart = [w for w in found if not any(_inside(w.path, o.path) for o in found)]
            return kernel.rewrite_by_result(context, term, part.name, lemma, apart, forward=forward)
    raise StepError(f"no result of ({part.name}) stands in {latex(term)}")


def _inside(path: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return len(other) < len(path) and path[: len(other)] == other
