"""What is known of a claim: refuted on models, proved by rule steps, or verified by words or a
theorem.

A claim is read as a textbook reads it: what it inverts or divides by is presumed not to vanish, and
the range of an index comes from the entries that it stands at. Each such fact is listed, and there
must be a model at which both sides have values. What else a value hangs on, as the sign of what
stands below a root or a logarithm, must be assumed or proved; or both sides need it alike, and then
it is listed as well. A strict claim has values on both sides together.

`verified` is said of equations of terms only: a claim of order, of a limit or of the solutions of
equations is proved, refuted or unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sympy import Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof
from derive.algebra.needs import Need
from derive.algebra.one_size import one_size
from derive.algebra.renaming import Renaming
from derive.algebra.shapes import shape_of, show_shape
from derive.algebra.term import Term
from derive.errors import DeriveError, StepError
from derive.fuel import SpentError, metered
from derive.judging.all_sizes import all_sizes_of
from derive.judging.claim_result import ClaimResult
from derive.judging.equation_answers import compare_equations
from derive.judging.evidence import by_steps, by_theorem, by_words, need_latex, not_covered
from derive.judging.presumed import Presumption, presumption
from derive.judging.proof_rows import order_rows, step_rows
from derive.latex.printer import latex
from derive.models.agreement import RefereeVerdict
from derive.models.canonical import verdict_named
from derive.models.contradictions import check_assumptions
from derive.models.equivalence import compare, holds
from derive.models.existence import have_values
from derive.models.glance import glance
from derive.models.theorems import covering
from derive.models.witnesses.search import find_witness
from derive.proof import kernel
from derive.proof.explain import explain
from derive.proof.search import MOVES, textbook
from derive.proof.sign_search import prove_sign, sum_of
from derive.proof.step import Derivation, Step
from derive.proof.strategies.order import OrderProof, by_signs, ordered

__all__ = ["judged_at_once", "judged_chain", "judged_claim"]

ON_MODELS = 2_000_000  # the fuel that models may take, before words are asked
DEFINITE = ("positive_definite", "positive_semidefinite")
NOWHERE = "no model of the assumptions is known at which both sides have values"


def judged_chain(
    context: Context, links: Sequence[Fact], strict: bool = False, premises: tuple[Fact, ...] = ()
) -> ClaimResult:
    """What is known of a chain: it holds if each link does; of links that fail the first is told.

    Raises DeriveError for what is unusable.
    """
    found = [judged_claim(context, link, strict, premises) for link in links]
    if len(found) == 1:
        return found[0]
    presumed = tuple(dict.fromkeys(fact for one in found for fact in one.presumed))
    for status in ("shape_error", "refuted", "error", "unknown"):
        for place, one in enumerate(found):
            if one.status == status:
                said = f"link {place + 1} of the chain: {one.reason}"
                return replace(one, reason=said, presumed=presumed)
    verified = [one for one in found if one.status == "verified"]
    steps = tuple(row for one in found for row in one.steps)
    if verified:
        return replace(verified[0], steps=steps, presumed=presumed)
    return ClaimResult(
        "proved",
        "each link is proved",
        steps,
        presumed=presumed,
        evidence=by_steps(),
        derivation=_joined([one.derivation for one in found]),
    )


def _joined(parts: Sequence[Derivation | None]) -> Derivation | None:
    """One derivation from the first member of a chain of equalities to the last; None if that is
    none."""
    known = [part for part in parts if part is not None]
    if len(known) < len(parts) or any(part.context != known[0].context for part in known):
        return None
    try:
        steps = [step for part in known for step in part.steps]
        return _derivation(known[0].context, known[0].start, steps)
    except DeriveError:
        return None


def judged_claim(
    context: Context,
    claim: Fact,
    strict: bool = False,
    premises: tuple[Fact, ...] = (),
    words_first: bool = False,
) -> ClaimResult:
    """What is known of an equation, a comparison, or the solutions of two equations (`iff`), where
    the premises hold.

    With `words_first` steps are looked for only where neither a few models refute nor words show
    the claim, and contradictory assumptions are not named.

    Raises DeriveError for what is unusable.
    """
    if not words_first:
        check_assumptions(context)
    if premises:
        return _implied(context, claim, strict, premises)
    merged, context = one_size(context)
    claim = claim.substitute(merged) if merged else claim
    if claim.predicate == "iff":
        return _same_solutions(context, claim)
    if claim.predicate in DEFINITE:
        return _definite(context, claim)
    if claim.predicate == "=":
        return _equation(context, claim, strict, words_first)
    return _comparison(context, claim, strict)


def _implied(
    context: Context, claim: Fact, strict: bool, premises: tuple[Fact, ...]
) -> ClaimResult:
    """What is known of a claim where its premises hold, which must be possible."""
    try:
        wider = context.assume(*premises)
        possible = have_values(wider, t.ZERO, t.ZERO)
        found = judged_claim(wider, claim, strict)
    except DeriveError as error:
        return ClaimResult("unknown", f"the premise was not used: {error.message}")
    if found.status == "proved" and not possible:
        return ClaimResult("unknown", "no model is known at which the premise holds")
    if found.status == "verified":
        return ClaimResult("unknown", "no steps were found that lead from the premise to this")
    return found


# -- equations ------------------------------------------------------------------------------------


def _of_one_shape(context: Context, claim: Fact) -> tuple[Term, Term] | ClaimResult:
    """The sides of an equation, as scalars where one is a scalar and one is 1×1; or that they have
    different shapes."""
    left, right = claim.args
    shapes = [shape_of(side) or (t.ONE, t.ONE) for side in (left, right)]
    if not context.dims().same_shape(*shapes):
        said = " and ".join(map(show_shape, shapes))
        return ClaimResult("shape_error", f"the two sides have different shapes: {said}")
    if shape_of(left) != shape_of(right):
        return t.as_scalar(left), t.as_scalar(right)
    return left, right


def _equation(
    context: Context, claim: Fact, strict: bool, words_first: bool = False
) -> ClaimResult:
    fitting = _of_one_shape(context, claim)
    if isinstance(fitting, ClaimResult):
        return fitting
    left, right = fitting
    renaming = Renaming.of(context, left, right)
    sides = renaming.term(left), renaming.term(right)
    found = _at_once(renaming, sides) if words_first else None
    if found is not None and found.status != "unknown":
        return found
    verdict = _on_models(renaming.context, sides, strict or _has_limits(left, right))
    presumed = presumption(renaming, *sides, strict)
    if not strict and presumed.facts and _lacks_a_value(verdict):
        # what is presumed holds, and a limit exists there or not
        wider = _numbered(renaming, presumed.facts)
        verdict = _on_models(wider, sides, domain=True)
    if verdict.status == "different":
        return _refuted(verdict_named(verdict, renaming))
    if presumed.missing:
        return ClaimResult("unknown", _lacking(presumed.missing, strict))
    if verdict.status != "equal" and not have_values(renaming.context, *sides):
        reason = NOWHERE if verdict.status == "undefined" else renaming.text(verdict.reason)
        return ClaimResult("unknown", reason)
    steps = _steps(context, left, right, presumed.facts) if verdict.status == "equal" else None
    if steps is not None:
        return _proved("each step is an instance of a rule", steps, presumed.latex)
    return _without_steps(renaming, sides, verdict, presumed)


def judged_at_once(context: Context, claim: Fact) -> ClaimResult | None:
    """What little work says of an equation: refuted on a few models, or shown by words where some
    model meets the assumptions; `unknown` where the models that were looked at agree, None where
    there are none."""
    fitting = _of_one_shape(context, claim)
    if isinstance(fitting, ClaimResult):
        return fitting
    left, right = fitting
    renaming = Renaming.of(context, left, right)
    return _at_once(renaming, (renaming.term(left), renaming.term(right)))


def _numbered(renaming: Renaming, presumed: Sequence[Fact]) -> Context:
    """The numbered context in which the facts hold that a claim presumes."""
    return renaming.context.assume(*(fact.substitute(dict(renaming.forward)) for fact in presumed))


def _lacks_a_value(verdict: RefereeVerdict) -> bool:
    """Whether what speaks against a claim is no more than a side that has no value."""
    return verdict.status == "different" and not _has_both(verdict)


def _at_once(renaming: Renaming, sides: tuple[Term, Term]) -> ClaimResult | None:
    context = renaming.context
    if _has_limits(*sides):
        return None
    verdict = glance(context, *sides)
    if verdict is None:
        return None
    if verdict.status == "different":
        return _refuted(verdict_named(verdict, renaming))
    if all_sizes_of(context).shown(*sides):
        presumed = presumption(renaming, *sides, False)
        if not presumed.missing:
            found = by_words()
            return ClaimResult(
                "verified", found["theorem"]["text"], presumed=presumed.latex, evidence=found
            )
    return ClaimResult("unknown", "equal on the models that were looked at")


def _on_models(context: Context, sides: tuple[Term, Term], domain: bool) -> RefereeVerdict:
    """What models say; undecided where that takes too much of the fuel of a claim."""
    try:
        with metered(ON_MODELS):
            return compare(context, *sides, domain=domain)
    except SpentError:
        return RefereeVerdict("undecided", "comparing on models takes too much work")


def _proved(said: str, proof: Derivation, presumed: tuple[str, ...] = ()) -> ClaimResult:
    layout = proof.context.layout
    rows = tuple(row for step in proof.steps for row in step_rows(step, layout))
    evidence = by_steps()
    return ClaimResult("proved", said, rows, None, presumed, evidence, derivation=proof)


def _refuted(verdict: RefereeVerdict) -> ClaimResult:
    example = None if verdict.counterexample is None else verdict.counterexample.to_json()
    return ClaimResult("refuted", verdict.reason, counterexample=example)


def _without_steps(
    renaming: Renaming, sides: tuple[Term, Term], verdict: RefereeVerdict, presumed: Presumption
) -> ClaimResult:
    """`verified` by words or a theorem, `refuted` by a witness; a limit is neither."""
    context = renaming.context
    if _has_limits(*sides):
        return ClaimResult("unknown", "no steps were found that evaluate the limit")
    found = by_words() if all_sizes_of(context).shown(*sides) else None
    if found is None and not presumed.shared:
        theorem = covering(context, *sides)
        found = None if theorem is None else renaming.back(by_theorem(theorem))
    if found is not None:
        said = f"{renaming.text(found['theorem']['text'])}; no steps were found"
        return ClaimResult("verified", said, presumed=presumed.latex, evidence=found)
    witness = find_witness(context, *sides)
    if witness is not None and _has_both(witness):
        return _refuted(verdict_named(witness, renaming))
    equal = verdict.status == "equal"
    said = not_covered(verdict) if equal else verdict.reason
    return ClaimResult("unknown", renaming.text(said))


def _has_both(witness: RefereeVerdict) -> bool:
    """Whether both sides have values at the witness: else only what is presumed fails there."""
    example = witness.counterexample
    return example is not None and example.left is not None and example.right is not None


def _has_limits(*terms: Term) -> bool:
    return any(isinstance(part, t.LIMITS) for term in terms for part in t.subterms(term))


def _lacking(missing: Sequence[Need], strict: bool) -> str:
    said = ", ".join(map(need_latex, missing))
    which = "both sides must need it, or it must be" if strict else "it must be"
    return f"a side has a value only where ${said}$: {which} assumed or proved"


def _steps(
    context: Context, left: Term, right: Term, presumed: Sequence[Fact]
) -> Derivation | None:
    """The steps between two terms, under what is presumed if there are none without."""
    known = [context, context.assume(*presumed)] if presumed else [context]
    for one in known:
        try:
            steps = textbook(one, left, right)
            return _derivation(known[-1], left, steps)
        except DeriveError:
            continue
    return None


def _derivation(context: Context, start: Term, steps: Sequence[Step]) -> Derivation:
    """The derivation of these steps; between sides that have values together if that is seen."""
    try:
        return kernel.derivation(context, start, steps)
    except DeriveError:
        return kernel.derivation(context, start, steps, domain=False)


def _same_solutions(context: Context, claim: Fact) -> ClaimResult:
    """What is known of two equations: that steps lead from one to the other, or not."""
    if not all(isinstance(side, t.Equation) for side in claim.args):
        return ClaimResult("unknown", "only equations are compared for what solves them")
    first, second = (t.equation(*side.args) for side in claim.args)
    renaming = Renaming.of(context, first, second)
    both = [t.equation(*map(renaming.term, one.args)) for one in (first, second)]
    gaps, known = [t.sub(*one.args) for one in both], renaming.context
    words, presumed = all_sizes_of(known), Presumption((), (), ())
    if words.unmet(*gaps) or words.unmet(*gaps[::-1]):
        # what one of the two needs is presumed, and must be possible where they hold
        presumed = presumption(renaming, gaps[0], gaps[1], False)
        known, context = _numbered(renaming, presumed.facts), context.assume(*presumed.facts)
        solved = known.assume(*(Fact("=", one.args) for one in both))
    judged = compare_equations(known, *both)
    if judged.verdict.status == "different":
        return _refuted(verdict_named(judged.verdict, renaming))
    if presumed.missing:
        return ClaimResult("unknown", _lacking(presumed.missing, False))
    if presumed.facts and not have_values(solved, t.ZERO, t.ZERO):
        return ClaimResult("unknown", "no values are known at which both equations hold")
    try:
        steps = explain(context, first, second, limit=MOVES)
        proof = kernel.derivation(context, first, steps)
    except StepError as error:
        return ClaimResult("unknown", error.message)
    return _proved("each step can be undone", proof, presumed.latex)


# -- comparisons ----------------------------------------------------------------------------------


def _definite(context: Context, fact: Fact) -> ClaimResult:
    """Whether a matrix is definite or semidefinite: by what is inferred, or refuted by values."""
    [of] = fact.args
    renaming = Renaming.of(context, of)
    numbered = Fact(fact.predicate, (renaming.term(of),))
    verdict = verdict_named(holds(renaming.context, numbered), renaming)
    if verdict.counterexample is not None:
        example = verdict.counterexample.to_json()
        return ClaimResult("refuted", f"it fails: {verdict.counterexample}", counterexample=example)
    missing = all_sizes_of(context).unmet(of)
    if missing:
        return ClaimResult("unknown", _lacking(missing, False))
    shown = ordered(context, fact)
    if shown is None:
        return ClaimResult("unknown", "this order does not follow from rules of inference")
    return _by_order(shown)


def _by_order(shown: OrderProof, presumed: tuple[str, ...] = ()) -> ClaimResult:
    """An order that follows from that of a term, to which steps lead from the difference."""
    layout = shown.derivation.context.layout
    rows = [row for step in shown.derivation.steps for row in step_rows(step, layout)]
    rows += order_rows(shown.shown) if isinstance(shown.shown, Proof) else ()
    said = "the difference of the sides has this sign by what is assumed"
    return ClaimResult("proved", said, tuple(rows), None, presumed, by_steps(), order=shown)


def _comparison(context: Context, fact: Fact, strict: bool) -> ClaimResult:
    """The status of a comparison of scalars, with the sums that show the signs of its factors.

    That it holds on some models is no evidence: what is not proved is unknown.
    """
    shapes = [shape_of(side) or (t.ONE, t.ONE) for side in fact.args]
    if any(shape != (t.ONE, t.ONE) for shape in shapes):
        said = " and ".join(map(show_shape, shapes))
        return ClaimResult("shape_error", f"only scalars have an order, and the sides are {said}")
    fact = Fact(fact.predicate, tuple(t.as_scalar(side) for side in fact.args))
    renaming = Renaming.of(context, *fact.args)
    numbered = Fact(fact.predicate, tuple(map(renaming.term, fact.args)))
    verdict = verdict_named(holds(renaming.context, numbered), renaming)
    if verdict.counterexample is not None:
        example = verdict.counterexample.to_json()
        return ClaimResult("refuted", f"it fails: {verdict.counterexample}", counterexample=example)
    if _has_limits(*fact.args):
        return ClaimResult("unknown", "that a limit in it exists is not known")
    presumed = presumption(renaming, numbered.args[0], numbered.args[1], strict)
    if presumed.missing:
        return ClaimResult("unknown", _lacking(presumed.missing, strict))
    if presumed.facts and not have_values(context, *fact.args):
        return ClaimResult("unknown", NOWHERE)
    if not fact.free_symbols and verdict.status == "equal":
        return _ordered(fact, "compared as numbers", "the numbers lie apart", presumed)
    proof = prove_sign((*context.facts, *presumed.facts), fact)
    if proof is None:
        shown = ordered(context.assume(*presumed.facts), fact)
        if shown is not None:
            return _by_order(shown, presumed.latex)
        if _has_sign(renaming.context, numbered, presumed.facts):
            return _ordered(fact, "sums of squares and definite forms", _FORMS, presumed)
        return ClaimResult("unknown", "no proof of this sign was found, and no counterexample")
    left, right = fact.args
    rows = [
        {
            "rule": f"${latex(factor.term)} = {latex(sum_of(factor))}$",
            "relation": factor.sign,
            "before": latex(factor.term),
            "after": "0",
        }
        for factor in proof.factors
        if factor.sum
    ]
    end = {"before": latex(left), "after": latex(right), "relation": fact.predicate}
    rows.append({"rule": "the signs of the factors", **end})
    said, evidence = "each factor has its sign by what is assumed", by_steps()
    order = by_signs(context.assume(*presumed.facts), proof)
    return ClaimResult("proved", said, tuple(rows), None, presumed.latex, evidence, order=order)


_FORMS = "multiplied out, the difference is a sum of squares and of definite forms"


def _ordered(fact: Fact, rule: str, said: str, presumed: Presumption) -> ClaimResult:
    left, right = map(latex, fact.args)
    row = {"rule": rule, "relation": fact.predicate, "before": left, "after": right}
    return ClaimResult("proved", said, (row,), presumed=presumed.latex, evidence=by_steps())


def _has_sign(context: Context, fact: Fact, presumed: Sequence[Fact]) -> bool:
    """Whether words see that the greater side less the other one is positive, or not negative."""
    if fact.predicate not in ("<", "<="):
        return False
    left, right = fact.args
    words = all_sizes_of(context.assume(*presumed) if presumed else context)
    difference = right if left == 0 else t.sub(right, left)
    root = t.power(difference, Rational(-1 if fact.predicate == "<" else 1, 2))
    return not words.unmet(root)
