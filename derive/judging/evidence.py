"""What an accepted answer rests on, and whether that is enough for who asks.

`proved` holds at every size by words or rule steps; `exact` by exact models and a theorem that
covers the question, named with its numbers; `models` is agreement on all models tried, which no
theorem covers; `numeric` is agreement to many digits.  The last two are accepted only where they
are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

from derive.algebra.context import Fact
from derive.algebra.needs import Need
from derive.latex.printer import latex
from derive.models.agreement import RefereeVerdict, Stratum
from derive.models.theorems import Theorem
from derive.models.tolerance import DIGITS

__all__ = [
    "BY_WORDS",
    "DEFAULT_GRADE",
    "GRADES",
    "Evidence",
    "Grade",
    "by_models",
    "by_steps",
    "by_theorem",
    "by_words",
    "is_enough",
    "need_latex",
    "not_covered",
]

Grade: TypeAlias = Literal["proved", "exact", "models", "numeric"]
Evidence: TypeAlias = dict[str, Any]
GRADES: tuple[Grade, ...] = get_args(Grade)
DEFAULT_GRADE: Grade = "exact"
# what is asked for is met by all of a rank at most its own
_RANKS: Mapping[str, int] = MappingProxyType({"proved": 0, "exact": 1, "models": 2, "numeric": 2})

BY_WORDS = Theorem(
    "equal normal forms",
    text="both sides, multiplied out in letters that do not commute, have one normal form under "
    "the laws of the letters and the assumed equations: they are equal at every size",
)
_SIGNS: Mapping[str, str] = MappingProxyType({"<": "<", "<=": r"\le", "!=": r"\ne", "=": "="})


def is_enough(evidence: Evidence, grade: Grade) -> bool:
    """Whether evidence is at least of a grade."""
    return _RANKS[evidence["kind"]] <= _RANKS[grade]


def by_steps(steps: Sequence[Mapping[str, str]] = ()) -> Evidence:
    """Of what rule steps lead to; no steps for one and the same line."""
    return {"kind": "proved", "steps": list(steps)}


def by_words() -> Evidence:
    """Of what words show."""
    return {"kind": "proved", "steps": [], "theorem": _theorem_json(BY_WORDS)}


def by_theorem(theorem: Theorem) -> Evidence:
    """Of what a theorem says without models."""
    return {"kind": "exact", "theorem": _theorem_json(theorem), "strata": []}


def by_models(verdict: RefereeVerdict, theorem: Theorem | None) -> Evidence:
    """Of agreement on models: `exact` if a theorem covers it."""
    strata = [stratum.to_json() for stratum in verdict.strata]
    if verdict.kind == "numeric":
        return {"kind": "numeric", "strata": strata, "digits": DIGITS}
    if theorem is None:
        return {"kind": "models", "strata": strata}
    return {"kind": "exact", "theorem": _theorem_json(theorem), "strata": strata}


def not_covered(verdict: RefereeVerdict) -> str:
    """Why agreement on models is not enough, with the sizes that were tried."""
    where = _sizes(verdict.strata)
    tried = f"on all models tried ({where})" if where else "on all models tried"
    if verdict.kind == "numeric":
        return f"equal to {DIGITS} digits {tried}; digits alone prove nothing"
    return f"equal {tried}; no theorem covers all sizes"


def need_latex(need: Need) -> str:
    """A need as a reader writes it."""
    if not isinstance(need, Fact):
        return rf"{latex(need)} \text{{ has a value}}"
    if need.predicate in _SIGNS:
        return f"{latex(need.args[0])} {_SIGNS[need.predicate]} {latex(need.args[1])}"
    return rf"{latex(need.args[0])} \text{{ is {need.predicate.replace('_', ' ')}}}"


def _theorem_json(theorem: Theorem) -> dict[str, Any]:
    return {"name": theorem.name, "numbers": dict(theorem.numbers), "text": theorem.text}


def _sizes(strata: Sequence[Stratum]) -> str:
    """`sizes n = 1, 2, 5; d = 3`: the sizes of models; empty if there are none."""
    seen: dict[str, set[int]] = {}
    for stratum in strata:
        for name, size in stratum.sizes.items():
            seen.setdefault(name, set()).add(size)
    named = (f"{name} = {', '.join(map(str, sorted(of)))}" for name, of in sorted(seen.items()))
    text = "; ".join(named)
    return f"sizes {text}" if text else ""
