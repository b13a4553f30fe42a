"""Formulas on a terminal: what binds is seen, matrices are grids, fractions cannot be misread."""

import json
from pathlib import Path

import pytest

from derive.latex import unicode_text
from derive.latex.printer import latex
from derive.latex.unicode_text import formula_lines, formula_text, prose_text
from derive.rules.library import RULES

SHOWN = [
    (r"(\boldsymbol{X}^\top \boldsymbol{X} + \lambda \boldsymbol{I})^{-1} \boldsymbol{X}^\top \boldsymbol{y}", "(XᵀX + λI)⁻¹Xᵀy"),
    (r"\frac{\partial}{\partial \boldsymbol{w}} \lVert \boldsymbol{w} \rVert^{2} = 2 \boldsymbol{w}^\top", "∂/∂w ‖w‖² = 2wᵀ"),
    (r"\frac{1}{2} x - \frac{a + b}{c d} A^{-\top}", "½x - ((a + b)/(cd))A⁻ᵀ"),
    (r"\frac{\frac{a}{b}}{c} + \frac{a}{\frac{b}{c}}", "(a/b)/c + a/(b/c)"),
    (r"\frac{1}{n} \sum_{i=1}^{n} x_{i}", "(1/n) ∑ᵢ₌₁ⁿ xᵢ"),
    (r"a - (b - c) + 2 (a + b)", "a - (b - c) + 2(a + b)"),
    (r"\boldsymbol{A} \otimes (\boldsymbol{B} \boldsymbol{C})", "A ⊗ (BC)"),
    (r"\hat{\beta}_{1} \operatorname{tr}(\boldsymbol{A} \boldsymbol{B})", "β̂₁ tr(AB)"),
    (r"\boldsymbol{A} \text{ is invertible}, \quad 0 < \det(\boldsymbol{A})", "A is invertible, 0 < det(A)"),
    (r"\lim_{\lambda \to 0^+} (\boldsymbol{A} + \lambda \boldsymbol{I})^{-1}", "lim_(λ → 0⁺) (A + λI)⁻¹"),
    (r"\Sigma_{11}^{-1} x^{(1)}", "Σ₁₁⁻¹x⁽¹⁾"),
    (r"w = \operatorname*{arg\,min}_{w} \lVert w \rVert", "w = argmin_w ‖w‖"),
    (r"\mathbf{1}[u > 0] \boldsymbol{I}_{2 n}", "𝟏[u > 0]I₂ₙ"),
    (r"\begin{bmatrix} A & B \\ C & D \end{bmatrix}^{-1}", "[A, B; C, D]⁻¹"),
    (r"\mathrm{full\_column\_rank}(X)", "full_column_rank(X)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_a_formula_in_one_line(text, shown):
    assert formula_text(text) == shown


def test_matrices_are_grids():
    text = r"\begin{bmatrix} \boldsymbol{A} & \boldsymbol{B}^\top \\ \boldsymbol{0} & 1 \end{bmatrix}^{-1} + \boldsymbol{C}"
    assert formula_lines(text) == ["⎡A  Bᵀ⎤⁻¹ + C", "⎣0  1 ⎦"]


def test_prose_keeps_its_words():
    assert (
        prose_text(r"with $\boldsymbol{X}^\top y$ it holds for 5 \$")
        == r"with Xᵀy it holds for 5 \$"
    )
    assert prose_text("a lone $ stays") == "a lone $ stays"


def test_every_rule_is_shown_by_us(monkeypatch):
    monkeypatch.setattr(unicode_text, "_by_others", lambda text: pytest.fail(text))
    for rule in RULES.values():
        for side in (rule.lhs, rule.rhs):
            assert "\\" not in formula_text(latex(side))


def test_no_formula_is_too_strange():
    lines = (Path(__file__).parent / "formulas.jsonl").read_text().splitlines()
    for line in lines:
        assert formula_text(json.loads(line)["latex"])


def test_what_is_no_formula_is_left_to_others(monkeypatch):
    assert "∫" in formula_text(r"\int_0^1 x\,dx")
    monkeypatch.setattr(unicode_text, "LATEX2TEXT", None)
    assert formula_text(r"\int_0^1 x") == r"\int_0^1 x"
