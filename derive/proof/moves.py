"""Moves: single rewrites proposed for a term, and normal forms reached by them.

A move is only a proposal.  `replay_moves` has the kernel make the steps; nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.facts import ask
from derive.algebra.indices import binders, fresh_index, inside
from derive.algebra.order import ordered
from derive.algebra.pattern import Bindings, Position, find, tidy_at
from derive.algebra.term import Term
from derive.errors import LimitError
from derive.proof import kernel
from derive.proof.step import Step
from derive.rules.library import find_rule
from derive.rules.rule import Rule

__all__ = [
    "COMPONENTS",
    "DIAGONALS",
    "SIMPLIFY",
    "Direction",
    "Fuel",
    "Move",
    "moves",
    "normalize",
    "replay_moves",
]


@dataclass(frozen=True, slots=True)
class Direction:
    """A rule and the way it is read."""

    rule: Rule
    forward: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """A rewrite that may be made: where, by which instance, and what it would give."""

    direction: Direction
    position: Position
    bindings: Bindings
    before: Term
    after: Term


class Fuel:
    """A bound on the work of a search, shared by all its parts."""

    def __init__(self, amount: int) -> None:
        self.left = amount

    def burn(self) -> None:
        """Use one unit.  Raises LimitError when none is left."""
        self.left -= 1
        if self.left < 0:
            raise LimitError("the search was given up: it took too many steps")


def _directions(*names: str) -> tuple[Direction, ...]:
    return tuple(
        Direction(find_rule(name.removeprefix("<-")), not name.startswith("<-")) for name in names
    )


SIMPLIFY = _directions(
    "transpose_transpose",
    "transpose_one",
    "transpose_zero",
    "transpose_mul",
    "transpose_add",
    "transpose_smul",
    "symmetric",
    "idempotent",
    "<-inv_transpose",
    "<-pinv_transpose",
    "orthonormal_columns",
    "orthogonal_mul_transpose",
    "inv_mul_cancel",
    "mul_inv_cancel",
    "inv_inv",
    "pinv_pinv",
    "pinv_smul",
    "inv_one",
    "mul_inv_rev",
    "inv_smul",
    "orthogonal_inv",
    "mul_pinv_mul",
    "pinv_mul_pinv",
    "pinv_transpose_mul",
    "transpose_mul_pinv_transpose",
    "pinv_mul_self",
    "mul_pinv_self",
    "pinv_svd",
    "kron_transpose",
    "kron_inv",
    "kron_mul",
    "vec_mul",
    "hadamard_transpose",
    "rank_transpose",
    "rank_gram",
    "rank_gram_rows",
    "rank_pinv",
    "trace_transpose",
    "trace_scalar",
    "trace_one",
    "trace_kron",
    "norm_frobenius_sq",
    "det_transpose",
    "det_inv",
    "det_one",
    "det_scalar",
    "det_smul",
    "det_mul",
    "block_transpose_12",
    "block_transpose_21",
    "block_transpose_22",
    "block_mul_12_21",
    "block_mul_12_22",
    "block_mul_22_21",
    "block_mul_22_22",
    "mul_self_sqrt",
    "mul_self_inv_sqrt",
    "sqrt_sq",
    "block_mul_21_11",
    "block_mul_11_12",
    "block_mul_21_12",
    "block_smul_12",
    "block_smul_21",
    "block_smul_22",
    "block_add_12",
    "block_add_21",
    "block_add_22",
    "block_one",
    "norm_sq_stack",
    "norm_sq",
    "gaussian_affine",
    "gaussian_density",
    "gaussian_density_scalar",
    "log_mul",
    "log_pow",
    "log_exp",
    "scalar_mul_inv_cancel",
    "mul_add",
    "add_mul",
    "smul_add",
    "scalar_mul_add",
    "kron_add",
    "add_kron",
    "kron_smul",
    "smul_kron",
    "vec_add",
    "vec_smul",
    "hadamard_add",
    "hadamard_smul",
    "trace_add",
    "trace_smul",
    "deriv_const",
    "deriv_self",
    "deriv_norm_sq",
    "deriv_quadratic_symmetric",
    "deriv_quadratic",
    "deriv_linear",
    "deriv_add",
    "deriv_smul",
    "deriv_mul_left",
    "deriv_dot",
    "scalar_deriv_const",
    "scalar_deriv_id",
    "scalar_deriv_add",
    "scalar_deriv_const_mul",
    "scalar_deriv_sq",
    "scalar_deriv_inv",
    "scalar_deriv_relu",
    "scalar_deriv_mul",
    "indicator_of_pos",
    "indicator_of_nonpos",
    "relu_of_pos",
    "relu_of_nonpos",
)


# A line in components: entries of letters, sums as far inside as they go.
DIAGONALS = _directions(
    "diag_mul_entry",
    "diag_inv_entry",
    "transpose_entry",
    "add_entry",
    "smul_entry",
    "one_entry",
    "delta_self",
)

COMPONENTS = _directions(
    "norm_sq",
    "dot_entries",
    "partial",
    "partial_const",
    "partial_self",
    "partial_sum",
    "partial_add",
    "partial_smul",
    "partial_sq",
    "partial_relu",
    "partial_mul",
    "scalar_entry",
    "transpose_entry",
    "add_entry",
    "smul_entry",
    "one_entry",
    "zero_entry",
    "mul_entry",
    "sum_add",
    "sum_smul",
    "scalar_mul_add",
    "sum_delta",
)


def moves(context: Context, term: Term, direction: Direction) -> Iterator[Move]:
    """Every instance of the rule in `term` whose guards are known to hold, outermost first."""
    source, target = direction.rule.sides(direction.forward)
    wanted = t.free_symbols(target)
    new = frozenset(index for part in t.subterms(target) for index in binders(part))
    for position, bindings in find(source, term):
        replacements = {**bindings, **_fresh(context, term, new - bindings.keys())}
        if not wanted <= replacements.keys() or direction.rule.captures(replacements):
            continue
        needs = direction.rule.needs(direction.forward)
        here = inside(context, term, position.path)
        if all(ask(here, guard.substitute(replacements)).value for guard in needs):
            after = tidy_at(term, position, t.substitute(target, replacements))
            if after != term and t.Tabulated not in map(type, t.subterms(after)):
                yield Move(direction, position, replacements, term, after)


def _fresh(context: Context, term: Term, new: frozenset[Term]) -> dict[Term, Term]:
    """Names for the indices that the other side binds and this one does not."""
    if not new:
        return {}
    taken = {*context.symbols.values(), *t.free_symbols(term)}
    made: dict[Term, Term] = {}
    for index in ordered(new):
        made[index] = fresh_index({*taken, *made.values()})
    return made


def normalize(
    context: Context, term: Term, rules: Iterable[Direction], fuel: Fuel
) -> tuple[Move, ...]:
    """The moves to a term in which none of the rules applies; earlier rules go first."""
    rules = tuple(rules)
    made: list[Move] = []
    while (move := _first(context, term, rules)) is not None:
        fuel.burn()
        made.append(move)
        term = move.after
    return tuple(made)


def _first(context: Context, term: Term, rules: Sequence[Direction]) -> Move | None:
    for direction in rules:
        for move in moves(context, term, direction):
            return move
    return None


def replay_moves(context: Context, proposed: Iterable[Move]) -> tuple[Step, ...]:
    """The kernel's steps for the moves.  Raises StepError where the kernel refuses one."""
    return tuple(
        kernel.rewrite(
            context,
            move.before,
            move.direction.rule,
            move.position,
            move.bindings,
            forward=move.direction.forward,
        )
        for move in proposed
    )
