"""The words that are applied to an argument, each with what it is called in a node."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from derive.latex.operation_words import SPELLINGS

__all__ = ["WORDS"]

_OPERATORS = {
    "inv": "inv", "softmax": "softmax",
    "logdet": "logdet", "expm": "exp", "logm": "log", "sqrtm": "sqrt",
}  # fmt: skip
_FUNCTIONS = {
    word: word for word in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sqrt")
} | {
    "ln": "log", "relu": "relu", "ReLU": "relu", "RELU": "relu", "sigmoid": "logistic",
    "Sigmoid": "logistic", "logistic": "logistic", "sigm": "logistic", "abs": "abs",
    "max": "max", "min": "min", "sign": "sign", "sgn": "sign", "Sign": "sign",
    "softplus": "softplus", "sech": "sech", "csch": "csch", "coth": "coth", "sec": "sec",
    "csc": "csc", "cot": "cot",
}  # fmt: skip
WORDS: Mapping[str, str] = MappingProxyType({**SPELLINGS, **_OPERATORS, **_FUNCTIONS})
