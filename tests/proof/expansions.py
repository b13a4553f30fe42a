"""One problem for each kind of cofactor, and what a change to one may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof import kernel
from derive.proof.primitives.expansion_step import expand
from derive.proof.step import Cofactor, Derivation, Expanded, Step
from derive.proof.strategies.expand_and_collect import combined

__all__ = ["PROBLEMS", "again", "changes", "step_of"]

T = t.transpose
n, m = t.dimension("n"), t.dimension("m")
A, B, S, P = (t.matrix(name, n, n) for name in "ABSP")
H, R, K = t.matrix("H", m, n), t.matrix("R", m, m), t.matrix("K", n, m)
X = t.matrix("X", n, m)
u, v = t.matrix("u", n), t.matrix("v", n)
c, k = t.scalar("c"), t.scalar("k")
I = t.identity(n)  # noqa: E741  # the identity
LETTERS = (A, B, S, P, H, R, K, X, u, v, c, k)
COMMUTE = Fact("=", (t.mul(A, B), t.mul(B, A)))
INVERTIBLE = Fact("invertible", (A,))
PIVOT = t.add(Integer(1), t.as_scalar(t.mul(T(v), t.inverse(A), u)))
GRAM = t.add(t.mul(H, P, T(H)), R)
GAIN = Fact("=", (K, t.mul(P, T(H), t.inverse(GRAM))))
SYMMETRIC = (Fact("symmetric", (P,)), Fact("symmetric", (R,)))
BLEND = t.sub(I, t.mul(K, H))

# name: what is assumed, and the two lines; those that are quick to check come first
PROBLEMS: dict[str, tuple[tuple[Fact, ...], Term, Term]] = {
    "no equation": ((), t.trace(t.sub(t.mul(A, B), t.mul(B, A))), t.ZERO),
    "a symmetric letter": ((Fact("symmetric", (S,)),), t.mul(T(S), A), t.mul(S, A)),
    "inverses": ((INVERTIBLE,), t.mul(t.inverse(A), t.add(A, B)), t.add(I, t.mul(t.inverse(A), B))),
    "a number": ((Fact("=", (t.mul(k, c), Integer(5))),), t.mul(k, k, c, A), t.mul(5, k, A)),
    "pseudo-inverses": ((), t.mul(X, t.PseudoInverse(X), X, T(X)), t.mul(X, T(X))),
    "assumed": ((COMMUTE,), t.mul(A, A, B), t.mul(B, A, A)),
    "assumed, transposed": ((COMMUTE,), t.mul(T(B), T(A)), t.mul(T(A), T(B))),
    "in a trace": ((COMMUTE,), t.trace(t.mul(A, B, S)), t.trace(t.mul(S, B, A))),
    "in a scalar": ((COMMUTE,), t.mul(t.as_scalar(t.mul(T(u), A, B, v)), S),
                    t.mul(S, t.as_scalar(t.mul(T(u), B, A, v)))),
    "cleared": ((COMMUTE, INVERTIBLE), t.mul(t.inverse(A), B), t.mul(B, t.inverse(A))),
    "a reciprocal": (
        (INVERTIBLE, Fact("!=", (PIVOT, t.ZERO))),
        t.inverse(t.add(A, t.mul(u, T(v)))),
        t.sub(t.inverse(A), t.mul(t.power(PIVOT, -1), t.inverse(A), u, T(v), t.inverse(A))),
    ),
    "a definition": (
        (GAIN, *SYMMETRIC, Fact("positive_definite", (GRAM,))),
        t.add(t.mul(BLEND, P, T(BLEND)), t.mul(K, R, T(K))),
        t.mul(BLEND, P),
    ),
}  # fmt: skip


def step_of(name: str) -> Step:
    """The first expansion that leads from one line of a problem to the other."""
    facts, before, after = PROBLEMS[name]
    context = Context.of(LETTERS, facts)
    found = combined(context, before, after)
    assert found is not None, name
    return next(found[0].flat())


def again(step: Step, equations: tuple[Derivation, ...], cofactors: tuple[Cofactor, ...]) -> bool:
    """Whether the kernel makes the step with these equations and cofactors."""
    try:
        kernel.apply(
            step.context, step.before, expand, Position(), step.after, equations, cofactors
        )
    except DeriveError:
        return False
    return True


def changes(step: Step) -> Iterator[tuple[str, tuple[Derivation, ...], tuple[Cofactor, ...]]]:
    """The step's equations and cofactors, one thing changed in each that says something else."""
    assert isinstance(step.reason, Expanded)
    equations, cofactors = step.reason.equations, step.reason.cofactors
    for i, use in enumerate(cofactors):
        yield f"dropped {i}", equations, (*cofactors[:i], *cofactors[i + 1 :])
        yield f"twice {i}", equations, (*cofactors, use)
        for what, new in _changed(use, equations):
            yield f"{what} {i}", equations, (*cofactors[:i], new, *cofactors[i + 1 :])
    for i in range(len(equations)):
        yield f"without equation {i}", (*equations[:i], *equations[i + 1 :]), cofactors


def _changed(use: Cofactor, equations: tuple[Derivation, ...]) -> Iterator[tuple[str, Cofactor]]:
    """One thing of a cofactor changed, not the order round a trace or the transpose of a number."""
    yield "coefficient", replace(use, coefficient=t.mul(-1, use.coefficient))
    yield "factor", replace(use, coefficient=t.mul(c, use.coefficient))
    yield "equation", replace(use, equation=(use.equation + 1) % (len(equations) + 1))
    yield "negative", replace(use, equation=-1)
    if not t.is_scalar(equations[use.equation].start):
        yield "transposed", replace(use, transposed=not use.transposed)
    if not t.is_matrix(use.coefficient):
        yield "traced", replace(use, traced=not use.traced)
    if use.left != use.right and not use.traced:
        yield "sides", replace(use, left=use.right, right=use.left)
    for side, old in (("left", use.left), ("right", use.right)):
        yield f"{side} letter", replace(use, **{side: S if old != S else B})
        if old is not None:
            yield f"no {side}", replace(use, **{side: None})
            yield f"{side} turned", replace(use, **{side: T(old)})
