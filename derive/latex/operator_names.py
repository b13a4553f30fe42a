"""The words that are applied to an argument, each with what it is called in a node."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["WORDS"]

_OPERATORS = {
    "tr": "tr", "Tr": "tr", "trace": "tr", "Trace": "tr", "TR": "tr",
    "det": "det", "Det": "det", "rank": "rank", "rk": "rank", "Rank": "rank",
    "diag": "diag", "Diag": "diag", "vec": "vec", "Vec": "vec",
    "adj": "adj", "Adj": "adj", "inv": "inv", "softmax": "softmax", "pinv": "pinv",
    "Sp": "tr", "Spur": "tr", "logdet": "logdet", "expm": "exp", "logm": "log", "sqrtm": "sqrt",
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
WORDS: Mapping[str, str] = MappingProxyType(_OPERATORS | _FUNCTIONS)
