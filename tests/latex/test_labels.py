r"""What may stand before the `=` of an answer: names, and derivatives of names by names."""

import pytest

from derive.latex.labels import read_label, same_label

DECLARED = {"a", "x"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("w", r"\hat{w}"), ("w", r"w^*"), ("w", r"w^\star"), ("w", r"\mathbf{w}_{\text{ls}}"),
        ("w", r"w^{\mathrm{ridge}}"), ("L", "L(x)"), ("J(w)", r"J(\theta)"), ("w_1", r"\hat{w}_{1}"),
        (r"\nabla_w L", r"\frac{\partial L}{\partial w}"), (r"\nabla L(w)", r"\nabla_w L"),
        (r"\frac{\partial L}{\partial W}", "dL/dW"), (r"\partial_w L", r"\frac{\partial}{\partial w} L"),
        (r"\nabla_w^2 L", r"\frac{\partial^2 L}{\partial w \partial w^\top}"),
        (r"\nabla^2 L", r"\frac{d^2 L}{dw^2}"), ("f'(x)", r"\frac{df}{dx}"), ("f''(x)", r"\frac{d^2 f}{dx^2}"),
        (r"\frac{\mathrm d L}{\mathrm d W}", r"\frac{\mathrm{d} L}{\mathrm{d} W}"),
        (r"\operatorname{E}[w^2]", r"\mathrm{E}[w^2]"), (r"\hat\sigma^2", r"\sigma^2"),
    ],
)  # fmt: skip
def test_spellings_of_one_name(one, other):
    assert same_label(read_label(one, DECLARED), read_label(other, DECLARED))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("w", "v"), ("w", "W"), ("w_1", "w_2"), ("W", "W'"), ("w^{(1)}", "w^{(2)}"), ("L", r"\nabla_w L"),
        (r"\nabla_x L", r"\nabla_A L"), ("L", r"\frac{\partial L}{\partial b}"), ("f'(x)", "f(x)"),
        (r"\nabla_w L", r"\nabla_w^2 L"), (r"\operatorname{E}[w]", r"\operatorname{E}[w^2]"), ("f(0)", "f(x)"),
        (r"\sigma", r"\sigma^2"), ("w", r"\dot{w}"),
    ],
)  # fmt: skip
def test_names_of_two_things(one, other):
    assert not same_label(read_label(one, DECLARED), read_label(other, DECLARED))


@pytest.mark.parametrize(
    "text",
    [
        "w^2", "w^{-1}", "W^T", r"W^\top", r"W^{\mathsf T}", "W^+", r"W^\dagger", "w^{k+1}", r"\frac{1}{L}",
        r"\frac{L}{2}", r"\frac12 L(x)", r"\operatorname{tr}(L)", "tr(L)", r"\det(L)", "L^2(x)", r"\log L",
        "2w", "-w", "aw", "a w", "w(a+b)", "w(2)", r"\sqrt{w}", r"|w|", r"\|w\|", r"w/2", "f(x)(y)",
        r"\frac{\partial 2L}{\partial w}", r"\frac{\partial L^2}{\partial w}", r"\nabla_w L^2", r"\nabla",
        r"\arg\min_w L", r"\operatorname*{arg\,min}_w L", r"2\nabla_w L", r"\nabla_w L + w", "w_", "w^", r"\frac{",
        r"\frac{\partial^2 L}{\partial w}",
    ],
)  # fmt: skip
def test_a_formula_about_an_unknown_is_no_name(text):
    assert read_label(text, DECLARED) is None


def test_a_gold_may_name_a_power():
    assert read_label("w^2", DECLARED, powers=True) == read_label("w^{2}", DECLARED, powers=True)
    assert not same_label(read_label("w^2", (), powers=True), read_label("w", ()))
