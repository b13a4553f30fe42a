"""Signs of rational functions, with what shows them.

The difference of the two sides of a comparison is written as a product c · Π tᵢ^kᵢ, and the sign
of each factor is shown by an identity: tᵢ (or -tᵢ) is a sum of products of what is assumed
positive, of squares and of positive numbers, as w - b x = w (1 + x²) - x (w x + b).  `check_sign`
decides whether such a proof is one; it needs nothing but the arithmetic of polynomials.

Reference: Handelman, Representing polynomials by positive linear functions (1988); Stengle, A
Nullstellensatz and a Positivstellensatz (1974).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from sympy import Integer, Rational

from derive.algebra import polynomials as poly
from derive.algebra import term as t
from derive.algebra.context import Fact
from derive.algebra.fractions import divisors, monic
from derive.algebra.polynomials import Atoms, Polynomial, quotient
from derive.algebra.term import Term
from derive.errors import StepError

__all__ = [
    "STRICT",
    "Factor",
    "SignProof",
    "Summand",
    "check_contradiction",
    "check_sign",
    "combined",
    "hypothesis",
    "shows",
]

STRICT = frozenset([">", "<", "!="])
SAID = {"<": ">", "<=": ">=", "=": "=", "!=": "!="}  # what right - left is beside zero
FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "!=": "!=", "=": "="}


@dataclass(frozen=True, slots=True)
class Summand:
    """coefficient · root² · (the product of what the facts say is positive, or zero)."""

    coefficient: Rational
    root: Term
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor term^exponent of the difference, its sign, and the sum that shows it.

    The sum is the term itself for `>` and `>=`, minus the term for `<` and `<=`.  For `=`
    and `!=` it is either: for `=` each summand has a fact that makes it zero, for `!=` there may be
    one summand alone, a number times what a fact says is not zero.
    """

    term: Term
    exponent: int
    sign: str
    sum: tuple[Summand, ...]


@dataclass(frozen=True, slots=True)
class SignProof:
    """Why a comparison (`<`, `<=`, `=`, `!=`) holds: right - left is number · Π termᵢ^exponentᵢ."""

    fact: Fact
    number: Rational
    factors: tuple[Factor, ...]

    @property
    def assumptions(self) -> Iterator[Fact]:
        for factor in self.factors:
            for summand in factor.sum:
                yield from summand.facts


def hypothesis(fact: Fact, atoms: Atoms) -> tuple[Polynomial, str] | None:
    """The polynomial that a fact says something of, and what: `>`, `>=`, `=` or `!=` 0.

    None for a fact that compares no polynomials.
    """
    if fact.predicate in ("positive", "nonzero") and t.is_scalar(fact.args[0]):
        difference = quotient(fact.args[0], atoms)
        sign = ">" if fact.predicate == "positive" else "!="
    elif fact.predicate in SAID and all(map(t.is_scalar, fact.args)):
        difference = quotient(t.sub(fact.args[1], fact.args[0]), atoms)
        sign = SAID[fact.predicate]
    else:
        return None
    return None if difference.below else (difference.above, sign)


def check_sign(facts: Iterable[Fact], proof: SignProof) -> None:
    """Raise StepError unless the proof shows its fact from these facts."""
    assumed, atoms = tuple(facts), Atoms()
    predicate, args = proof.fact.predicate, proof.fact.args
    if predicate not in SAID or not all(map(t.is_scalar, args)):
        raise StepError("a sign is that of a scalar")
    shown = t.mul(
        proof.number,
        *(t.power(f.term, Integer(f.exponent)) for f in proof.factors if f.exponent),
    )
    difference = quotient(t.sub(args[1], args[0]), atoms)
    if not poly.same_fraction(difference, quotient(shown, atoms)):
        raise StepError("the factors of this sign are not those of the difference")
    for factor in proof.factors:
        _check_factor(assumed, factor, atoms)
    nonzero = [monic(f.term, atoms) for f in proof.factors if f.sign in STRICT]
    for term in divisors(*args, *(f.term for f in proof.factors)):
        if monic(term, atoms) not in nonzero:
            raise StepError(f"nothing shows that {term} is not zero")
    if not shows(proof):
        raise StepError("the signs of the factors do not give the sign of the product")


def combined(proof: SignProof) -> str:
    """The sign of the product: one of >, <, >=, <=, =, != or nothing."""
    if any(f.exponent < 0 and f.sign not in STRICT for f in proof.factors):
        return ""
    if proof.number == 0 or any(f.sign == "=" and f.exponent > 0 for f in proof.factors):
        return "="
    sign = ">" if proof.number > 0 else "<"
    for factor in proof.factors:
        if factor.exponent == 0:
            continue
        if factor.exponent % 2 == 0:
            sign = sign if factor.sign in STRICT else _weak(sign)
        elif not factor.sign or factor.sign == "=":
            return ""
        elif "!=" in (sign, factor.sign):
            sign = "!=" if {sign, factor.sign} <= STRICT else ""
        elif sign:
            turned = FLIPPED[sign] if factor.sign in ("<", "<=") else sign
            sign = turned if factor.sign in STRICT else _weak(turned)
        if not sign:
            return ""
    return sign


def _weak(sign: str) -> str:
    return {">": ">=", "<": "<=", "!=": ""}.get(sign, sign)


def shows(proof: SignProof) -> bool:
    """Whether the signs of the factors, if they are right, give what the comparison asks for."""
    wanted = {"<": (">",), "<=": (">", ">=", "="), "=": ("=",), "!=": (">", "<", "!=")}
    return combined(proof) in wanted[proof.fact.predicate]


def _check_factor(facts: tuple[Fact, ...], factor: Factor, atoms: Atoms) -> None:
    if factor.sign not in FLIPPED:
        if not factor.sign and factor.exponent > 0 and not factor.sum:
            return  # of a square, or beside what is zero, nothing need be known
        raise StepError(f"no sign: {factor.sign}")
    own = quotient(factor.term, atoms)
    if own.below:
        raise StepError("a factor of a sign is a polynomial")
    alone = len(factor.sum) == 1 and factor.sign == "!="
    total, strict, zero = _total(facts, factor.sum, atoms, alone=alone)
    if factor.sign == "=" and not zero:
        raise StepError(f"the sum for {factor.term} may be other than zero")
    signs = {">": (1,), ">=": (1,), "<": (-1,), "<=": (-1,)}.get(factor.sign, (1, -1))
    if not any(total == poly.scaled(Fraction(c), own.above) for c in signs):
        raise StepError(f"this is no sum for the sign of {factor.term}")
    if factor.sign in STRICT and not strict:
        raise StepError(f"the sum for the sign of {factor.term} may be zero")


def check_contradiction(facts: Iterable[Fact], summands: tuple[Summand, ...]) -> None:
    """Raise StepError unless the facts contradict each other.

    They do if summands that are positive or zero, one of them never zero, add up to zero; or if one
    fact says of a polynomial that it is not zero, and the sum of two shows that it is.
    """
    assumed, atoms = tuple(facts), Atoms()
    alone = len(summands) == 2 and all(len(summand.facts) == 1 for summand in summands)
    said = {known[1] for s in summands for f in s.facts if (known := hypothesis(f, atoms))}
    total, strict, _ = _total(assumed, summands, atoms, alone=alone and said == {"=", "!="})
    if total or not strict:
        raise StepError("these assumptions do not contradict each other in this way")


def _total(
    facts: tuple[Fact, ...], summands: tuple[Summand, ...], atoms: Atoms, *, alone: bool
) -> tuple[Polynomial, bool, bool]:
    """The sum, whether it is never zero, and whether every summand is zero."""
    total: Polynomial = {}
    strict, zero = False, True
    for summand in summands:
        value, never, always = _summand(facts, summand, atoms, alone=alone)
        total, strict, zero = poly.add(total, value), strict or never, zero and always
    return total, strict, zero


def _summand(
    facts: tuple[Fact, ...], summand: Summand, atoms: Atoms, *, alone: bool
) -> tuple[Polynomial, bool, bool]:
    """The value of a summand, whether it is never zero, and whether it is always zero.

    Only where it stands `alone` may it rest on what is not zero, of which no sign is known.
    """
    root = quotient(summand.root, atoms)
    if root.below:
        raise StepError("a square in a sum is that of a polynomial")
    value = poly.scaled(_fraction(summand.coefficient), poly.power(root.above, 2))
    strict = set(root.above) == {()}
    nonzero_only = zero = False
    for fact in summand.facts:
        known = hypothesis(fact, atoms) if fact in facts else None
        if known is None:
            raise StepError(f"{fact} is not assumed, or says nothing of a sign")
        value = poly.multiply(value, known[0])
        strict &= known[1] in STRICT
        nonzero_only |= known[1] == "!="
        zero |= known[1] == "="
    if nonzero_only and not alone and not zero:
        raise StepError("of what is only not zero, no sign is known")
    if not (nonzero_only or zero) and summand.coefficient <= 0:
        raise StepError("the numbers in a sum of signs are positive")
    return value, strict and not zero and summand.coefficient != 0, zero


def _fraction(number: Rational) -> Fraction:
    return Fraction(int(number.p), int(number.q))
