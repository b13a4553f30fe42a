"""Damaged and hostile documents: a report, and nothing right called wrong."""

import pytest

import derive

DAMAGED = r"""
Setup: $\mathbf{X} \in \mathbb{R}^{m \times n}$, $\mathbf{y} \in \mathbb{R}^m$ and the SVD $\mathbf{X} = \mathbf{U} \Sigma \mathbf{V}^T$.

We use $\mathbf{V}^T \mathbf{V} = \mathbf{I}$. Then $\mathbf{X}^{\text{****}}\mathbf{X}^T = \mathbf{U} \Sigma \Sigma^T \mathbf{U}^T$ and

$$\mathbf{B} = \mathbf{V}^{\dagger} \Sigma^{\dagger} \mathbf{U}^{\dagger}$$

and $\mathbf{X} \mathbf{X}^T = \mathbf{U} \Sigma \Sigma^T \mathbf{U}^T$.
"""


def test_damage_is_reported_with_a_repair():
    found = derive.audit(DAMAGED)
    assert found.first_wrong is None
    [stars] = [step for step in found.steps if "****" in step.lhs]
    assert stars.verdict == "unread"
    assert stars.repair == r"\mathbf{X}\mathbf{X}^T = \mathbf{U} \Sigma \Sigma^T \mathbf{U}^T"
    assert [
        step.verdict for step in found.steps if step.rhs.startswith(r"\mathbf{V}^{\dagger}")
    ] == ["unread"]
    assert found.steps[-1].verdict == "right"


BOMB = "".join(
    "\\newcommand{\\" + one + "}{" + 9 * ("\\" + other) + "}" for one, other in ("ab", "bc", "cd")
)
BOMB += r"\newcommand{\d}{xxxxxxxxxxxxxxxxxxxx}"
HOSTILE = {
    "unclosed": "$a = b \\begin{align} x &= y \\\\ \\left( z = \\frac{1}{ {{{{ $$ q = [[[ \\[ \n\n $x = ",
    "deep": f"${'(' * 2000}a{')' * 2000} = b$",
    "bomb": rf"\documentclass{{article}}{BOMB}\begin{{document}}$\a\a\a = \a\a\a$\end{{document}}",
    "environments": "\\begin{document}" + "\\begin{itemize}\\item " * 200 + "$a=b$",
    "signs": "\x00\x01 $A = \x00$ ✓ ■ �",
    "empty": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_end_in_a_report(name):
    assert derive.audit(HOSTILE[name]).first_wrong is None


def test_conditions_are_used_and_never_blamed():
    text = r"""$A$ is an $n \times n$ matrix and $u, v \in \mathbb{R}^n$. Special case: $v = u$ with $\|u\| = 1$. Then

$$(I + u u^T)^{-1} = I - \frac{1}{2} u u^T$$

and $v^T v = 1$."""
    assert {step.verdict for step in derive.audit(text).steps} == {"right"}
