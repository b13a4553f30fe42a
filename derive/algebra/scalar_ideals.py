"""Whether scalar polynomials vanish wherever others do, by membership in the ideal they generate.

Reference: Cox, Little and O'Shea, Ideals, Varieties, and Algorithms (4th ed. 2015), 2.8.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Dummy, Expr, Integer, Mul, Rational, groebner

from derive.algebra.words import Polynomial

__all__ = ["in_ideal"]

MAX_ATOMS, MAX_DEGREE, MAX_BITS = 6, 6, 64
MAX_DIVIDED = 12  # atoms where one equation is its own Gröbner basis


def in_ideal(polynomials: Sequence[Polynomial], equations: Sequence[Polynomial]) -> bool:
    """Whether each polynomial, times the atoms that it is divided by, is a combination of the
    equations.  The polynomials have scalars only.  False also where they are too large to try.
    """
    everything = [p for p in (*polynomials, *equations) if p]
    atoms = sorted({atom for p in everything for scalars, _ in p for atom, _ in scalars})
    most = MAX_DIVIDED if sum(map(bool, equations)) == 1 else MAX_ATOMS
    if len(atoms) > most or not all(map(_is_small, everything)):
        return False
    if not atoms or not any(equations):
        return not any(polynomials)
    names = {atom: Dummy(f"x{atom}") for atom in atoms}
    given = [_cleared(p, names) for p in equations if p]
    basis = groebner(given, *names.values(), order="grevlex", domain="QQ")
    return all(basis.contains(_cleared(p, names)) for p in polynomials if p)


def _is_small(polynomial: Polynomial) -> bool:
    return all(
        sum(abs(count) for _, count in scalars) <= MAX_DEGREE
        and max(c.numerator.bit_length(), c.denominator.bit_length()) <= MAX_BITS
        for (scalars, _), c in polynomial.items()
    )


def _cleared(polynomial: Polynomial, names: dict[int, Dummy]) -> Expr:
    """The polynomial without denominators."""
    least = {atom: min(dict(s).get(atom, 0) for s, _ in polynomial) for atom in names}
    total: Expr = Integer(0)
    for (scalars, _), c in polynomial.items():
        counts = dict(scalars)
        powers = (name ** (counts.get(a, 0) - min(least[a], 0)) for a, name in names.items())
        total = total + Mul(Rational(c.numerator, c.denominator), *powers)
    return total
