"""The equations that a proof by expansion may use: assumptions, and laws of the letters in it.

Each is an instance of a rule or an assumption.  The kernel derives those that are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.facts import ask
from derive.algebra.normal_form import equal_modulo
from derive.algebra.pattern import Bindings, Position, match
from derive.algebra.shapes import shape_of
from derive.algebra.term import Term
from derive.errors import DeriveError
from derive.proof import kernel
from derive.proof.moves import Direction
from derive.proof.rule_choice import SIMPLIFY
from derive.proof.step import Derivation, Step, assumptions_of
from derive.proof.substitution import substitutions
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = [
    "CANCEL_LEFT",
    "CANCEL_RIGHT",
    "OF_NORMS",
    "RECIPROCAL",
    "Law",
    "assumed_laws",
    "laws_of",
    "laws_of_pair",
]

CANCEL_LEFT, CANCEL_RIGHT = map(find_rule, ("inv_mul_cancel", "mul_inv_cancel"))
RECIPROCAL = find_rule("scalar_mul_inv_cancel")
OF_MATRICES = tuple(
    map(
        find_rule,
        (
            "symmetric",
            "skew_symmetric",
            "idempotent",
            "orthonormal_columns",
            "orthogonal_mul_transpose",
        ),
    )
)
OF_PSEUDO_INVERSES = (
    *map(find_rule, ("mul_pinv_mul", "pinv_mul_pinv", "transpose_mul_pinv", "transpose_pinv_mul")),
    *map(find_rule, ("pinv_mul_self", "mul_pinv_self")),
)
OF_NORMS = tuple(map(find_rule, ("norm_sq", "norm_frobenius_sq")))
OF_MATRIX_ROOTS = tuple(map(find_rule, ("sqrtm_mul_self", "inv_sqrtm_mul_self")))
OF_ROOTS = (find_rule("mul_self_sqrt"),)
OF_PAIRS = (
    Direction(find_rule("kron_mul")),
    Direction(find_rule("vec_mul"), forward=False),
    Direction(find_rule("vec_mul_left"), forward=False),
    Direction(find_rule("vec_mul_right"), forward=False),
    Direction(find_rule("kron_mul_vec")),
    Direction(find_rule("kron_unit_mul_vec")),
    Direction(find_rule("trace_vec"), forward=False),
    Direction(find_rule("diag_mul_ones")),
    Direction(find_rule("ones_dot")),
    Direction(find_rule("expm_add"), forward=False),
)
PAIRED = (t.KroneckerProduct, t.Vectorization, t.DiagonalMatrix, t.OneMatrix, t.MatrixFunction)
TURNED_INVERSE, TURNED_PSEUDO_INVERSE = map(find_rule, ("inv_transpose", "pinv_transpose"))


@dataclass(frozen=True, slots=True)
class Law:
    """left = right: an assumption, put in at places of the left side, or an instance of a rule.

    `bindings` are those of the rule; `forward` says which way the assumption is read.
    """

    left: Term
    right: Term
    fact: Fact | None = None
    direction: Direction | None = None
    bindings: tuple[tuple[Term, Term], ...] = ()
    positions: tuple[Position, ...] = (Position(),)
    forward: bool = True

    @property
    def rule(self) -> Rule | None:
        return None if self.direction is None else self.direction.rule

    def derived(self, context: Context, wider: Context) -> Derivation:
        """The kernel's derivation, from no more of what only the wider context assumes than it
        uses.  Raises StepError where the kernel refuses it."""
        used = set(self._used(wider))
        facts = (fact for fact in wider.facts if fact in used and fact not in context.facts)
        here = Context(context.symbols, (*context.facts, *facts))
        return kernel.derivation(here, self.left, (self._step(here),), domain=False)

    def _used(self, context: Context) -> Iterator[Fact]:
        if self.direction is None:
            return
        for need in self.direction.rule.needs(self.direction.forward):
            proof = ask(context, need.substitute(dict(self.bindings))).proof
            if proof is not None:
                yield from assumptions_of(proof)

    def _step(self, context: Context) -> Step:
        if self.fact is not None:
            where = self.positions
            return kernel.rewrite_assumed(
                context, self.left, self.fact, where, forward=self.forward
            )
        assert self.direction is not None
        rule, forward = self.direction.rule, self.direction.forward
        bindings = dict(self.bindings)
        return kernel.rewrite(context, self.left, rule, Position(), bindings, forward=forward)


def assumed_laws(context: Context) -> Iterator[Law]:
    """The assumed equations between terms, and what predicates of compound terms say."""
    for fact in context.facts:
        if fact.predicate == "=":
            if not fact.args[0].is_Integer and _is_term(context, fact.args[0]):
                left, right = fact.args
                yield Law(left, right, fact)
        elif t.is_matrix(fact.args[0]) and not t.is_leaf(fact.args[0]):
            yield from _instances(context, OF_MATRICES, fact.args[0])


def _is_term(context: Context, left: Term) -> bool:
    """Whether a side of an equation is a term, not a size."""
    return not (isinstance(left, Symbol) and left in context.dimensions)


def laws_of(context: Context, letter: Term, inside: bool = False) -> Iterator[Law]:
    """The laws of a letter, an operation that is not multiplied out, or a reciprocal.

    With `inside`, also what assumed equations make of its arguments.
    """
    if t.is_matrix(letter):
        yield from _instances(context, OF_MATRICES, letter)
    if isinstance(letter, t.Inverse):
        yield from _instances(context, (CANCEL_LEFT, CANCEL_RIGHT), letter.args[0])
        if isinstance(letter.args[0], t.Transpose):
            yield from _instances(context, (TURNED_INVERSE,), letter.args[0].args[0])
    if isinstance(letter, t.PseudoInverse):
        yield from _instances(context, OF_PSEUDO_INVERSES, letter.args[0])
        if isinstance(letter.args[0], t.Transpose):
            yield from _instances(context, (TURNED_PSEUDO_INVERSE,), letter.args[0].args[0])
    if isinstance(letter, t.MatPow):
        yield from _instances(context, OF_MATRIX_ROOTS, letter.args[0], letter)
    if isinstance(letter, t.Norm):
        yield from _instances(context, OF_NORMS, letter.args[0], letter)
    if getattr(letter, "is_Pow", False) and letter.args[1] == -1:
        yield from _instances(context, (RECIPROCAL,), letter.args[0])
    if getattr(letter, "is_Pow", False) and letter.args[1] == Integer(1) / 2:
        yield from _instances(context, OF_ROOTS, letter.args[0])
    if inside:
        yield from _put_in(context, letter)
    if not t.is_leaf(letter):
        yield from _rewritten(context, letter)


def laws_of_pair(context: Context, first: Term, second: Term) -> Iterator[Law]:
    """The laws of products of two operations that are not multiplied out."""
    if not all(isinstance(letter, PAIRED) for letter in (first, second)):
        return
    for direction in OF_PAIRS:
        source, _ = direction.rule.sides(direction.forward)
        for left in (first, t.transpose(first)):
            product = t.mul(left, second)
            whole = t.as_scalar(product) if isinstance(source, t.AsScalar) else product
            for bindings in _bound(source, whole):
                law = _law(context, direction, bindings)
                if law is not None:
                    yield law
                break


def _put_in(context: Context, letter: Term) -> Iterator[Law]:
    """The operation with an assumed equation put into its arguments."""
    if t.is_leaf(letter):
        return
    for fact in context.facts:
        if fact.predicate == "=" and _is_term(context, fact.args[0]):
            for move in substitutions(letter, fact):
                if shape_of(move.after) == shape_of(letter):
                    yield Law(
                        letter,
                        move.after,
                        fact,
                        positions=move.positions,
                        forward=move.forward,
                    )


def _instances(
    context: Context, rules: Iterable[Rule], argument: Term, inside: Term | None = None
) -> Iterator[Law]:
    """The instances of rules whose first variable stands for the argument, their guards known.

    With `inside`, only those in which that term stands.
    """
    for direction in map(Direction, rules):
        variable = _variable(direction.rule)
        for bindings in _bound(variable, argument):
            law = _law(context, direction, bindings)
            if law is not None and (inside is None or inside in t.subterms(law.left)):
                yield law
            break


@cache
def _variable(rule: Rule) -> Term:
    """The variable of a rule in one: a matrix if there is one."""
    letters = [x for x in t.subterms(rule.lhs) if isinstance(x, Symbol | t.MatrixSymbol)]
    return next((x for x in letters if t.is_matrix(x)), letters[0])


def _bound(variable: Term, argument: Term) -> Iterator[Bindings]:
    try:
        yield from match(variable, argument)
    except DeriveError:
        return


def _rewritten(context: Context, letter: Term) -> Iterator[Law]:
    """What rules that simplify make of an operation as a whole."""
    for direction in SIMPLIFY:
        source, target = direction.rule.sides(direction.forward)
        if type(source) is not type(letter):
            continue
        for bindings in _bound(source, letter):
            if t.free_symbols(target) <= bindings.keys():
                law = _law(context, direction, bindings)
                if law is not None:
                    yield law
                break


def _met(context: Context, need: Fact) -> bool:
    same = need.predicate == "=" and equal_modulo(*need.args)
    return same or ask(context, need).value is True


def _law(context: Context, direction: Direction, bindings: Bindings) -> Law | None:
    rule = direction.rule
    if rule.captures(bindings):
        return None
    needs = (need.substitute(dict(bindings)) for need in rule.needs(direction.forward))
    if not all(_met(context, need) for need in needs):
        return None
    left, right = (t.substitute(side, dict(bindings)) for side in rule.sides(direction.forward))
    if any(isinstance(part, t.Tabulated) for part in t.subterms(right)):
        return None
    if shape_of(left) != shape_of(right):
        return None
    return Law(left, right, None, direction, tuple(bindings.items()))
