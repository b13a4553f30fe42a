"""Only the kernel makes steps and derivations: each way of forging one that Python can stop.

`object.__setattr__` on a true step cannot be stopped; see `derive.proof.step.Sealed`.
"""

import copy
import dataclasses
import pickle

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position
from derive.proof import kernel
from derive.proof.primitives.checked import Checked
from derive.proof.primitives.entrywise import entrywise
from derive.proof.primitives.limit import limit
from derive.proof.step import Derivation, Fractions, LimitPart, Step
from derive.rules.library import RULES
from tests.letters import A, B, P, Q, k, x

CONTEXT = Context.of([A, B, P, Q, x])
BEFORE, AFTER, FALSE = t.add(P, Q), t.add(Q, P), t.sub(P, Q)
STEP = kernel.arithmetic(CONTEXT, BEFORE, AFTER)
DERIVATION = kernel.derivation(CONTEXT, BEFORE, [STEP])
MADE = {"step": STEP, "derivation": DERIVATION}
VALUES = {
    "step": {
        "before": BEFORE,
        "relation": "=",
        "after": FALSE,
        "reason": STEP.reason,
        "position": Position(),
    },
    "derivation": {"context": CONTEXT, "start": FALSE, "steps": (STEP,)},
}
CHANGED = {"step": "after", "derivation": "start"}
both = pytest.mark.parametrize("kind", ["step", "derivation"])


def construct(kind):
    type(MADE[kind])(*VALUES[kind].values())


def construct_by_keywords(kind):
    type(MADE[kind])(**VALUES[kind])


def construct_nothing(kind):
    type(MADE[kind])()


def new(kind):
    type(MADE[kind]).__new__(type(MADE[kind]))


def initialize(kind):
    MADE[kind].__init__(**VALUES[kind])


def replace(kind):
    dataclasses.replace(MADE[kind], **{CHANGED[kind]: FALSE})


def replace_nothing(kind):
    dataclasses.replace(MADE[kind])


def copy_replace(kind):
    if not hasattr(copy, "replace"):
        pytest.skip("copy.replace is of Python 3.13")
    copy.replace(MADE[kind], **{CHANGED[kind]: FALSE})


def pickled(kind):
    pickle.loads(pickle.dumps(MADE[kind]))


def reduced(kind):
    MADE[kind].__reduce__()


def state(kind):
    MADE[kind].__getstate__()


def set_state(kind):
    MADE[kind].__setstate__([*VALUES[kind].values()])


def assign(kind):
    setattr(MADE[kind], CHANGED[kind], FALSE)


def delete(kind):
    delattr(MADE[kind], CHANGED[kind])


def add_attribute(kind):
    MADE[kind].other = FALSE


def subclass(kind):
    class Forged(type(MADE[kind])):
        pass


def subclass_beside_another(kind):
    class Forged(type(MADE[kind]), *type(MADE[kind]).__bases__):
        pass


def change_class(kind):
    MADE[kind].__class__ = Derivation if kind == "step" else Step


@both
@pytest.mark.parametrize(
    "forge",
    [construct, construct_by_keywords, construct_nothing, new, initialize, replace, replace_nothing,
     copy_replace, pickled, reduced, state, set_state, assign, delete, add_attribute, subclass,
     subclass_beside_another, change_class],
)  # fmt: skip
def test_a_forgery_raises_and_changes_nothing(forge, kind):
    with pytest.raises((TypeError, AttributeError)):
        forge(kind)
    assert getattr(STEP, "after", None) == AFTER
    assert getattr(DERIVATION, "start", None) == BEFORE


@both
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copy_is_the_object_itself(copied, kind):
    assert copied(MADE[kind]) is MADE[kind]


def shell(kind):
    """What only object.__new__ and object.__setattr__ make: right in form, not by the kernel."""
    made = object.__new__(type(MADE[kind]))
    for name, value in VALUES[kind].items():
        object.__setattr__(made, name, value)
    return made


class Lookalike:
    """Anything with the attributes of a step and of a derivation."""

    before, after, start, end, relation = BEFORE, FALSE, BEFORE, FALSE, "="
    position, reason, context, steps = Position(), STEP.reason, CONTEXT, ()

    def flat(self):
        return iter(())


def by_lemma(lemma):
    [one] = [symbol for symbol in RULES["inv_unique"].variables if symbol.name == "P"]
    [other] = [symbol for symbol in RULES["inv_unique"].variables if symbol.name == "R"]
    values = {one: P, other: Q}
    kernel.rewrite(CONTEXT, t.inverse(P), RULES["inv_unique"], Position(), values, lemmas=[lemma])


def by_result(lemma):
    kernel.rewrite_by_result(CONTEXT, BEFORE, "a", lemma, [Position()])


def by_entries(lemma):
    kernel.apply(CONTEXT, x, entrywise, x, lemma, k, t.ONE)


def by_limit(lemma):
    variable = t.scalar("\\lambda")
    start = t.limit(t.mul(variable, P), variable, t.ZERO, 1)
    part = LimitPart(Position(), lemma)
    kernel.apply(CONTEXT.declare(variable), start, limit, Position(), [part])


STEPS = {
    "chain": lambda step: kernel.chain(CONTEXT, [step]),
    "chain of two": lambda step: kernel.chain(CONTEXT, [step, step]),
    "derivation": lambda step: kernel.derivation(CONTEXT, BEFORE, [step]),
    "without its domain": lambda step: kernel.derivation(CONTEXT, BEFORE, [step], domain=False),
    "reverse": lambda step: kernel.reverse(CONTEXT, step),
}
DERIVATIONS = {
    "lemma": by_lemma,
    "result": by_result,
    "entries": by_entries,
    "limit": by_limit,
}


@pytest.mark.parametrize("use", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(
    "forged",
    [lambda: shell("step"), lambda: object.__new__(Step), Lookalike, lambda: DERIVATION],
    ids=["shell", "empty", "lookalike", "derivation"],
)
def test_the_kernel_refuses_a_step_that_it_did_not_make(use, forged):
    with pytest.raises(TypeError, match="not made by the kernel"):
        use(forged())


@pytest.mark.parametrize("use", DERIVATIONS.values(), ids=DERIVATIONS)
@pytest.mark.parametrize(
    "forged",
    [lambda: shell("derivation"), lambda: object.__new__(Derivation), Lookalike, lambda: STEP],
    ids=["shell", "empty", "lookalike", "step"],
)
def test_the_kernel_refuses_a_derivation_that_it_did_not_make(use, forged):
    with pytest.raises(TypeError, match="not made by the kernel"):
        use(forged())


def lies(context, before):
    return Checked(FALSE, STEP.reason, Position())


def test_the_kernel_runs_no_primitive_that_is_not_registered():
    with pytest.raises(TypeError, match="not a primitive"):
        kernel.apply(CONTEXT, BEFORE, lies)
    with pytest.raises(TypeError, match="item assignment"):
        kernel.PRIMITIVES[lies] = object


def test_a_primitive_gives_its_own_reason_only(monkeypatch):
    monkeypatch.setattr(kernel, "PRIMITIVES", {lies: Fractions})
    with pytest.raises(TypeError, match="may not give the reason Arithmetic"):
        kernel.apply(CONTEXT, BEFORE, lies)
