"""Optima: what leads from one objective to another with the same optima.

What a person would try: rewrite the objective, take its logarithm, drop the constants, multiply by
a positive number, turn a maximum into a minimum.  One line may do several of these, in this order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

from sympy import Add, Integer, Pow, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo, key
from derive.algebra.order import ordered
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import StepError
from derive.latex.printer import latex
from derive.models.abstraction import compare_sharing
from derive.models.optimum_comparison import free_of, same_optima
from derive.proof import kernel
from derive.proof.search import explain
from derive.proof.step import Step
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = ["explain_objective"]

Path: TypeAlias = tuple[Step, ...]
MAX_FACTORS = 12  # factors that are tried between two objectives

# the rules about each kind of optimum: the sign of its objective, a factor, a constant
NEGATED = MappingProxyType(
    {t.Minimizer: find_rule("minimizer_neg"), t.Maximizer: find_rule("maximizer_neg")}
)
SCALED = MappingProxyType(
    {t.Minimizer: find_rule("minimizer_scale"), t.Maximizer: find_rule("maximizer_scale")}
)
SHIFTED = MappingProxyType(
    {t.Minimizer: find_rule("minimizer_drop"), t.Maximizer: find_rule("maximizer_drop")}
)
LOGARITHM = find_rule("maximizer_log")


def explain_objective(context: Context, before: Term, after: Term) -> Path:
    """Steps from one optimum to another over the same variable and constraint.

    Raises StepError with what is wrong, or with a hint where nothing was found.
    """
    if before.args[0] != after.args[0] or before.args[2:] != after.args[2:]:
        raise StepError("an objective is followed by another over the same variable")
    if equal_modulo(before, after):
        return (kernel.arithmetic(context, before, after),)
    free = free_of(context, before.args[0])
    for way in (_rewritten, _transformed, _logarithm):
        steps = way(free, before, after)
        if steps is not None:
            return steps
    raise StepError(*_wrong(free, before, after))


# -- the ways -----------------------------------------------------------------------------------


def _rewritten(context: Context, before: Term, after: Term) -> Path | None:
    """The objective rewritten as a term, by the rules for terms."""
    if type(before) is not type(after) or not _equal(context, before.args[1], after.args[1]):
        return None
    return explain(context, before, after) if before != after else ()


def _logarithm(context: Context, before: Term, after: Term) -> Path | None:
    """The logarithm of the objective, rewritten or transformed further."""
    if not isinstance(before, t.Maximizer) or not _positive(context, before.args[1]):
        return None
    step = _use(context, before, LOGARITHM)
    for way in (_rewritten, _transformed):
        rest = way(context, step.after, after)
        if rest is not None:
            return (step, *rest)
    return None


def _transformed(context: Context, before: Term, after: Term) -> Path | None:
    """The constants dropped from both lines, the sign turned, and a factor put in."""
    steps = list(_dropped(context, before))
    start = steps[-1].after if steps else before
    rest, constant = _parts(after)
    goal = _with_objective(after, rest) if rest is not None else after
    factor = _factor(context, start, goal)
    if factor is None:
        return None
    if type(start) is not type(goal):
        steps.append(_use(context, start, NEGATED[type(start)]))
        start = steps[-1].after
    if factor != 1:
        if not _positive(context, factor):
            raise StepError(_not_positive(context, factor))
        steps.append(_use(context, start, SCALED[type(start)], c=factor))
        start = steps[-1].after
    steps += _rewritten(context, start, goal) or ()
    if constant is not None:
        steps.append(_use(context, goal, SHIFTED[type(goal)], forward=False, c=constant))
    end = steps[-1].after if steps else start
    if end != after:
        steps.append(kernel.arithmetic(context, end, after))
    return tuple(steps)


def _dropped(context: Context, optimum: Term) -> Path:
    rest, constant = _parts(optimum)
    if rest is None or constant is None:
        return ()
    return (_use(context, optimum, SHIFTED[type(optimum)], p=rest, c=constant),)


def _use(
    context: Context, optimum: Term, rule: Rule, *, forward: bool = True, **letters: Term
) -> Step:
    """The step by a rule about optima; u and p are the variable and the objective if not given."""
    values = {"u": optimum.args[0], "p": optimum.args[1], **letters}
    bindings: dict[Term, Term] = {symbol: values[symbol.name] for symbol in ordered(rule.variables)}
    if t.is_scalar(values["u"]):  # a matrix of one entry
        bindings |= {t.dimension("n"): t.ONE, t.dimension("k"): t.ONE}
    return kernel.rewrite(context, optimum, rule, Position(), bindings, forward=forward)


# -- parts of objectives --------------------------------------------------------------------------


def _with_objective(optimum: Term, objective: Term) -> Term:
    return type(optimum)(optimum.args[0], objective, *optimum.args[2:])


def _equal(context: Context, left: Term, right: Term) -> bool:
    return compare_sharing(context, left, right).status == "equal"


def _positive(context: Context, term: Term) -> bool:
    return bool(ask(context, Fact("<", (t.ZERO, term))).value)


def _summands(term: Term) -> tuple[Term, ...]:
    return term.args if isinstance(term, Add) else (term,)


def _parts(optimum: Term) -> tuple[Term | None, Term | None]:
    """The sum of the summands that depend on the variable, and that of the others."""
    letters = t.free_symbols(optimum.args[0])
    parts = _summands(optimum.args[1])
    rest = [part for part in parts if letters & t.free_symbols(part)]
    constant = [part for part in parts if not letters & t.free_symbols(part)]
    return (t.add(*rest) if rest else None, t.add(*constant) if constant else None)


def _factor(context: Context, start: Term, goal: Term) -> Term | None:
    """The constant by which the second objective is a multiple of the first, its sign turned if
    one is a minimum and the other a maximum."""
    letters = t.free_symbols(start.args[0])
    first = start.args[1] if type(start) is type(goal) else t.neg(start.args[1])
    for factor in islice(_ratios(first, goal.args[1], letters), MAX_FACTORS):
        if _equal(context, t.mul(factor, first), goal.args[1]):
            return factor
    return None


def _ratios(first: Term, second: Term, letters: frozenset[Term]) -> Iterator[Term]:
    """What the coefficients of summands suggest, each once."""
    seen = {key(t.ONE)}
    yield t.ONE
    for below in _spread(first):
        for above in _spread(second):
            ratio = _ratio(_coefficient(above, letters), _coefficient(below, letters))
            if key(ratio) not in seen:
                seen.add(key(ratio))
                yield ratio


def _spread(term: Term) -> Iterator[Term]:
    """The summands, a factor in front of a sum distributed."""
    for part in _summands(term):
        *front, last = t.factors(part)
        if front and isinstance(last, Add):
            yield from (t.mul(*front, inner) for inner in last.args)
        else:
            yield part


def _coefficient(part: Term, letters: frozenset[Term]) -> list[Term]:
    inner = part.args[0] if isinstance(part, t.AsScalar) else part
    return [f for f in t.factors(inner) if t.is_scalar(f) and not letters & t.free_symbols(f)]


def _ratio(above: Sequence[Term], below: Sequence[Term]) -> Term:
    number = Rational(1)
    rest: Counter[Term] = Counter()
    for factors, sign in ((above, 1), (below, -1)):
        for factor in factors:
            if isinstance(factor, Rational):
                number *= factor**sign
            elif isinstance(factor, Pow) and factor.args[1] == -1:
                rest[factor.args[0]] -= sign
            else:
                rest[factor] += sign
    powers = [t.power(base, Integer(count)) for base, count in rest.items() if count]
    return t.mul(number, *sorted(powers, key=lambda power: isinstance(power, Pow)))


# -- what is wrong --------------------------------------------------------------------------------


def _not_positive(context: Context, factor: Term) -> str:
    shown = latex(factor)
    if _positive(context, t.neg(factor)) or (isinstance(factor, Rational) and factor < 0):
        return f"{shown} is not positive: this would exchange minima and maxima"
    return f"whether the factor {shown} is positive is not known"


def _wrong(context: Context, before: Term, after: Term) -> tuple[str]:
    """What a reader would say of a line that does not follow."""
    letters = t.free_symbols(before.args[0])
    over = latex(before.args[0])
    for part in _summands(before.args[1]):
        others = [other for other in _summands(before.args[1]) if other is not part]
        if letters & t.free_symbols(part) and others:
            without = _with_objective(before, t.add(*others))
            if same_optima(context, without, after).status == "equal":
                return (f"{latex(part)} depends on {over}, so it cannot be dropped",)
    for part in t.factors(after.args[1]):
        others = [other for other in t.factors(after.args[1]) if other is not part]
        varies = letters & t.free_symbols(part) and others
        if varies and _equal(context, t.mul(*others), before.args[1]):
            return (f"the factor {latex(part)} depends on {over}",)
    logarithm = t.log(before.args[1])
    if _equal(context, logarithm, after.args[1]):
        return (f"the logarithm needs {latex(before.args[1])} to be positive for every {over}",)
    verdict = same_optima(context, before, after)
    if verdict.status == "equal":
        return ("no rules were found that lead to this objective: put a line between",)
    return (f"these have not the same optima: {verdict.reason}",)
