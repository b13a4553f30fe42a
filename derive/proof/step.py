"""What a derivation is made of: steps, the reasons for them, and what discharges a guard.

Reasons are plain data, which anyone may write down.  A Step or a Derivation is a claim, and only
`derive.proof.kernel` makes one: it alone calls `seal` (`tests/test_layers.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias, TypeVar, final

from derive.algebra.context import Context, Fact
from derive.algebra.facts import Proof
from derive.algebra.pattern import Position
from derive.algebra.signs import SignProof
from derive.algebra.term import Term
from derive.rules.rule import Rule

__all__ = [
    "OPERATIONS",
    "Arithmetic",
    "Assumed",
    "BothSides",
    "CellByCell",
    "Chain",
    "Cofactor",
    "Continuity",
    "Derivation",
    "Eliminated",
    "Entrywise",
    "Expanded",
    "Fractions",
    "Guard",
    "LimitPart",
    "PartResult",
    "Reason",
    "Reversed",
    "RuleUse",
    "Sealed",
    "Step",
    "assumed_by",
    "assumptions_of",
    "refuse_forged",
    "seal",
]

T = TypeVar("T", bound="Sealed")

OPERATIONS = (
    *("transpose", "add", "multiply_left", "multiply_right", "scale"),
    *("vectorize", "as_scalar"),
)


@dataclass(frozen=True, slots=True)
class RuleUse:
    """An instance of a rule, read from left to right if `forward`."""

    rule: Rule
    forward: bool
    bindings: tuple[tuple[Term, Term], ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Assumed:
    """An equation among the assumptions, read from left to right if `forward`, at each position."""

    fact: Fact
    forward: bool
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Nothing but associativity, the order of sums, numbers, units and like terms."""


@dataclass(frozen=True, slots=True)
class CellByCell:
    """Both sides are the same polynomials in the entries of letters of literal sizes."""


@dataclass(frozen=True, slots=True)
class Eliminated:
    """A letter that the constraint of an optimum is solved for, put into the objective."""

    letter: Term


@dataclass(frozen=True, slots=True)
class Fractions:
    """Arithmetic of fractions: both sides are one quotient of polynomials.

    `guards` show that what the after divides by, and the before does not, is not zero.
    """

    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class PartResult:
    """The result of another part, its start replaced by its end (if `forward`) at each position.

    `guards` prove what that part assumes and this one does not.
    """

    part: str
    lemma: Derivation
    forward: bool
    positions: tuple[Position, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class BothSides:
    """One of OPERATIONS on both sides of an equation; `guards` are what makes it reversible."""

    operation: str
    operand: Term | None
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Several steps that make one line.

    `presumed` are facts that the steps use without which one of its two ends has no value.
    """

    steps: tuple[Step, ...]
    presumed: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reversed:
    """A step from the after to the before, read backwards; `guards` are those of that direction."""

    step: Step
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Entrywise:
    """The entries (row, column) of both sides are equal, whatever the indices are.

    `derivation` leads from the entry of the before to that of the after.
    """

    row: Term
    column: Term
    derivation: Derivation


@dataclass(frozen=True, slots=True)
class LimitPart:
    """A part of the body of a limit; its limit is seen at once, or derived."""

    position: Position
    derivation: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Continuity:
    """The limit of a continuous expression: the parts that vary replaced by their limits.

    `guards` show that the inverses exist that are new in it.
    """

    parts: tuple[LimitPart, ...]
    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class Cofactor:
    """One use of equation number `equation`, l = r: coefficient * left * (l - r) * right.

    With `transposed` it is (l - r)', with `traced` the trace of the product.  A side that is None
    is no factor.  Where the product is a number, the coefficient may be a matrix.
    """

    equation: int
    coefficient: Term
    left: Term | None = None
    right: Term | None = None
    transposed: bool = False
    traced: bool = False


@dataclass(frozen=True, slots=True)
class Expanded:
    """Multiplied out and collected, before - after is the sum of the cofactors.

    The `equations` go from l to r; `guards` show that what the after, an equation or a cofactor
    brings in has a value.
    """

    equations: tuple[Derivation, ...]
    cofactors: tuple[Cofactor, ...]
    guards: tuple[Guard, ...] = ()


Reason: TypeAlias = (
    RuleUse
    | Assumed
    | PartResult
    | Arithmetic
    | CellByCell
    | Fractions
    | BothSides
    | Eliminated
    | Chain
    | Reversed
    | Entrywise
    | Continuity
    | Expanded
)


class Sealed:
    """An object that the kernel alone makes: to construct, change, pickle or subclass one raises.

    This guards against accidents and against misuse of the API.  Python cannot stop
    `object.__new__`, whose objects the kernel refuses, nor `object.__setattr__` on an object that
    the kernel made.  Between processes nothing is trusted but a replay of the certificate.
    """

    __slots__: tuple[str, ...] = ()

    def __new__(cls, *_: object, **__: object) -> NoReturn:
        raise TypeError(f"only the kernel makes a {cls.__name__}")

    def __init__(self, *_: object, **__: object) -> None:
        raise TypeError(f"a {type(self).__name__} is not made again")

    def __init_subclass__(cls) -> None:
        if cls.__bases__ != (Sealed,):
            raise TypeError(f"a {cls.__mro__[1].__name__} has no subclasses")

    def __copy__(self: T) -> T:
        return self

    def __deepcopy__(self: T, _: object) -> T:
        return self

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not pickled: send its certificate")

    def __reduce__(self) -> NoReturn:
        self.__reduce_ex__(0)

    def __getstate__(self) -> NoReturn:
        self.__reduce_ex__(0)

    def __setstate__(self, _: object) -> NoReturn:
        self.__reduce_ex__(0)


@final
@dataclass(frozen=True, slots=True, init=False)
class Step(Sealed):
    """before `relation` after, under the context: "=" between terms, "⟺" between statements."""

    before: Term
    relation: str
    after: Term
    reason: Reason
    position: Position
    context: Context = field(repr=False, compare=False)
    _seal: object = field(init=False, repr=False, compare=False)

    __getstate__ = Sealed.__getstate__  # named here, or dataclass writes its own
    __setstate__ = Sealed.__setstate__

    def rests_on(self) -> Iterator[Fact]:
        """The assumptions that are used in this line; for a chain also what it presumes."""
        for step in self.flat():
            yield from assumed_by(step.reason)

    def flat(self) -> Iterator[Step]:
        """The steps of which this line is made, without chains."""
        if isinstance(self.reason, Chain):
            for step in self.reason.steps:
                yield from step.flat()
        else:
            yield self


@final
@dataclass(frozen=True, slots=True, init=False)
class Derivation(Sealed):
    """Steps in a context, each beginning where the one before ends."""

    context: Context
    start: Term
    steps: tuple[Step, ...]
    _seal: object = field(init=False, repr=False, compare=False)

    __getstate__ = Sealed.__getstate__  # named here, or dataclass writes its own
    __setstate__ = Sealed.__setstate__

    @property
    def end(self) -> Term:
        return self.steps[-1].after if self.steps else self.start

    @property
    def relation(self) -> str:
        return "⟺" if any(step.relation == "⟺" for step in self.steps) else "="

    def flat(self) -> Iterator[Step]:
        for step in self.steps:
            yield from step.flat()


_SEAL = object()  # that the kernel made an object; no other module reads it


def seal(kind: type[T], *values: object) -> T:
    """A Step or a Derivation with these fields.  For the kernel, which has checked them."""
    made = object.__new__(kind)
    for name, value in zip(kind.__slots__, (*values, _SEAL), strict=True):
        object.__setattr__(made, name, value)
    return made


def refuse_forged(kind: type[Sealed], *given: object) -> None:
    """Raise TypeError for an object that is not of this kind, or that the kernel did not make."""
    for each in given:
        if type(each) is not kind or getattr(each, "_seal", None) is not _SEAL:
            raise TypeError(f"this {kind.__name__} was not made by the kernel")


Guard: TypeAlias = Proof | SignProof | Derivation


def assumptions_of(guard: Guard) -> Iterator[Fact]:
    """The assumptions that a discharged guard rests on."""
    if isinstance(guard, Proof):
        yield from (proof.fact for proof in guard if proof.by == "assumption")
        return
    if isinstance(guard, SignProof):
        yield from guard.assumptions
        return
    for step in guard.flat():
        yield from assumed_by(step.reason)


def assumed_by(reason: Reason) -> Iterator[Fact]:
    match reason:
        case Assumed(fact):
            yield fact
        case PartResult(_, lemma):
            yield from lemma.context.facts
        case RuleUse() | Fractions() | BothSides() | Reversed() | Continuity() | Expanded():
            for guard in reason.guards:
                yield from assumptions_of(guard)
        case Entrywise():
            yield from assumptions_of(reason.derivation)
    if isinstance(reason, Expanded):
        for equation in reason.equations:
            yield from assumptions_of(equation)
    if isinstance(reason, Continuity):
        for part in reason.parts:
            yield from part.derivation.context.facts if part.derivation else ()
    if isinstance(reason, Reversed):
        yield from assumed_by(reason.step.reason)
