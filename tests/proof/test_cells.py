"""Terms of literal sizes, compared cell by cell."""

import pytest

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.pattern import Position
from derive.errors import StepError
from derive.judging.api import prove
from derive.proof import kernel
from derive.proof.primitives.cells import cell_by_cell
from derive.replay import replay

TRUE = [
    (r"A^2 = \operatorname{tr}(A) A - \det(A) I", "A: 2×2"),
    (r"\det(A + B) = \det A + \det B + \operatorname{tr}(A) \operatorname{tr}(B)"
     r" - \operatorname{tr}(A B)", "A: 2×2, B: 2×2"),
    (r"\det(A) = A_{11} A_{22} - A_{12} A_{21}", "A: 2×2"),
    (r"\det(I + A) = 1 + \operatorname{tr}(A) + \frac{1}{2} \operatorname{tr}(A)^2"
     r" - \frac{1}{2} \operatorname{tr}(A^2) + \det(A)", "A: 3×3"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "declared"), TRUE)
def test_small_sizes_are_proved_entry_by_entry(claim, declared):
    made = prove(claim, declared)
    assert made.status == "proved", made.reason
    assert [step["rule"] for step in made.steps] == ["entries"]
    assert replay(made.certificate()).ok


A, B = (t.matrix(name, 2, 2) for name in "AB")
C, D = (t.matrix(name, t.dimension("n"), t.dimension("n")) for name in "CD")
CONTEXT = Context.of([A, B, C, D], [])

REFUSED = [
    (t.mul(A, B), t.mul(B, A), "differ in a cell"),
    (t.inverse(A), t.inverse(A), "whole powers"),
    (t.add(C, D), t.add(D, C), "not a small number"),
    (t.determinant(A), A, "one shape"),
    (t.pinv(A), A, "no polynomial"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_what_is_not_the_same_polynomials_is_refused(old, new, said):
    with pytest.raises(StepError, match=said):
        kernel.apply(CONTEXT, old, cell_by_cell, Position(), new)


def test_replay_refuses_another_end():
    made = prove(r"\det(A) = A_{11} A_{22} - A_{12} A_{21}", "A: 2×2").certificate()
    [part] = made["parts"]
    [step] = part["derivations"][0]["steps"]
    step["before"], step["after"] = step["after"], step["after"]
    part["goal"] = part["derivations"][0]["start"] = step["after"]
    assert replay(made).ok  # nothing is claimed but that it is itself
    numbers = {node["name"]: i for i, node in enumerate(made["terms"]) if "name" in node}
    step["before"] = part["goal"] = part["derivations"][0]["start"] = numbers["A"]
    assert not replay(made).ok
