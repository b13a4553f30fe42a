"""Terms as NumPy expressions, for a reader who wants to see a counterexample with their own eyes.

Matrices are two-dimensional arrays, scalars are numbers; names become Python identifiers.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import sympy
from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from derive.algebra import term as t
from derive.algebra.term import Term
from derive.errors import LimitError

__all__ = ["NumpyTerms", "identifiers", "inverted"]

# in the order of binding: a sum, a product, what needs no brackets
SUM, PRODUCT, ATOM = range(3)
RESERVED = frozenset(["np", "gold", "answer", "left", "right", "i", "expm"])
_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        **{name: f"np.{name}" for name in ("exp", "log", "sin", "cos", "tan", "tanh", "sinh")},
        **{name: f"np.{name}" for name in ("cosh", "sqrt", "sign", "abs")},
        "Abs": "np.abs",
    }
)
_SPELLED: Mapping[str, str] = MappingProxyType(
    {
        "relu": "np.maximum({}, 0)",
        "ReLU": "np.maximum({}, 0)",
        "logistic": "(1 / (1 + np.exp(-({}))))",
        "Logistic": "(1 / (1 + np.exp(-({}))))",
        "softplus": "np.log(1 + np.exp({}))",
        "sech": "(1 / np.cosh({}))",
        "csch": "(1 / np.sinh({}))",
        "coth": "(1 / np.tanh({}))",
        "positive": "({} > 0).astype(float)",
        "sec": "(1 / np.cos({}))",
        "csc": "(1 / np.sin({}))",
        "cot": "(1 / np.tan({}))",
    }
)
_CALLS: Mapping[type, str] = MappingProxyType(
    {
        t.Trace: "np.trace({})",
        t.Determinant: "np.linalg.det({})",
        t.Rank: "np.linalg.matrix_rank({})",
        t.PseudoInverse: "np.linalg.pinv({})",
        t.Inverse: "np.linalg.inv({})",
        t.AsScalar: "({}).item()",
        t.DiagonalMatrix: "np.diag(({}).ravel())",
        t.Diagonal: "np.diag({}).reshape(-1, 1)",
        t.Vectorization: "({}).T.reshape(-1, 1)",
        t.KroneckerProduct: "np.kron({}, {})",
        t.Identity: "np.eye({})",
        t.ZeroMatrix: "np.zeros(({}, {}))",
        t.OneMatrix: "np.ones(({}, {}))",
        t.UnitVector: "np.eye({1})[:, [{0} - 1]]",
        t.Entry: "({})[{} - 1, {} - 1]",
        t.Maximum: "max({}, {})",
        t.Minimum: "min({}, {})",
        t.IndexSum: "sum({0} for {1} in range({2}, {3} + 1))",
        t.MatrixSum: "sum({0} for {1} in range({2}, {3} + 1))",
        t.IndexProduct: "np.prod([{0} for {1} in range({2}, {3} + 1)])",
        t.Tabulated: "np.array([[{0} for {2} in range(1, {4} + 1)] for {1} in range(1, {3} + 1)])",
    }
)
_RELATIONS = MappingProxyType({"<": "<", "<=": "<=", "=": "==", "!=": "!="})


def identifiers(names: Sequence[str]) -> dict[str, str]:
    r"""A Python identifier for each name: `\Sigma_{11}` is `Sigma_11`."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name.replace("'", "_prime")).strip("_") or "x"
        plain = f"{plain}_" if keyword.iskeyword(plain) or plain in RESERVED else plain
        plain = f"x_{plain}" if plain[0].isdigit() else plain
        while plain in found.values():
            plain += "_"
        found[name] = plain
    return found


def inverted(term: Term) -> tuple[Term, ...]:
    """The square matrices that are inverted in a term, each once, from the left."""
    found = [part.args[0] for part in t.subterms(term) if _inverts(part)]
    return tuple(dict.fromkeys(found))


def _inverts(part: Term) -> bool:
    if isinstance(part, t.MatPow):
        return bool(part.args[1].is_negative)
    return isinstance(part, t.Inverse)


class NumpyTerms:
    """Writes terms with the given identifiers of their letters."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.helpers: dict[str, str] = {}

    def write(self, term: Term) -> str:
        """The expression.  Raises LimitError for a term that NumPy alone has no word for."""
        return self._shown(term)[0]

    def _at(self, level: int, term: Term) -> str:
        shown, own = self._shown(term)
        return f"({shown})" if own < level else shown

    def _shown(self, term: Term) -> tuple[str, int]:
        if isinstance(term, Symbol | t.MatrixSymbol):
            return self.names.get(term.name, identifiers([term.name])[term.name]), ATOM
        if isinstance(term, Rational):
            return str(term), (ATOM if isinstance(term, Integer) and term >= 0 else SUM)
        if isinstance(term, Add | t.MatAdd):
            return self._sum(term), SUM
        if isinstance(term, Mul | t.MatMul):
            return self._product(term), PRODUCT
        if isinstance(term, Pow | t.MatPow):
            return self._power(*term.args)
        if isinstance(term, t.Transpose):
            return f"{self._at(ATOM, term.args[0])}.T", ATOM
        return self._call(term), ATOM

    def _sum(self, term: Term) -> str:
        shown = [self._at(PRODUCT, arg) for arg in term.args]
        return " + ".join(shown).replace("+ -1 * ", "- ").replace("+ (-1) * ", "- ")

    def _product(self, term: Term) -> str:
        scalars = [self._at(ATOM, arg) for arg in term.args if not t.is_matrix(arg)]
        matrices = [self._at(ATOM, arg) for arg in term.args if t.is_matrix(arg)]
        return " * ".join([*scalars, " @ ".join(matrices)] if matrices else scalars)

    def _power(self, base: Term, exponent: Term) -> tuple[str, int]:
        if base == sympy.E:
            return f"np.exp({self.write(exponent)})", ATOM
        if not t.is_matrix(base):
            if exponent == -1:
                return f"1 / {self._at(ATOM, base)}", PRODUCT
            return f"{self._at(ATOM, base)} ** {self._at(ATOM, exponent)}", PRODUCT
        if exponent == -1:
            return f"np.linalg.inv({self.write(base)})", ATOM
        if isinstance(exponent, Rational) and not isinstance(exponent, Integer):
            raise LimitError("NumPy has no roots of matrices")
        return f"np.linalg.matrix_power({self.write(base)}, {self.write(exponent)})", ATOM

    def _call(self, term: Term) -> str:
        if type(term) in _CALLS:
            return _CALLS[type(term)].format(*map(self.write, self._pair(term)))
        for kind, write in self._special.items():
            if isinstance(term, kind):
                return write(self, term)
        if term in (sympy.pi, sympy.E):
            return f"np.{str(term).lower()}"
        if isinstance(term, sympy.Function) and len(term.args) == 1:
            return self._applied(type(term).__name__, term.args[0])
        row = t.OPERATIONS.get(type(term))
        what = "this" if row is None else row.name.replace("_", " ")
        raise LimitError(f"NumPy alone has no word for {what}")

    def _pair(self, term: Term) -> Sequence[Term]:
        """The arguments; those of a function of several, two at a time; one size of I."""
        if isinstance(term, t.Identity):
            return term.args[:1]
        if isinstance(term, t.KroneckerProduct | t.Maximum | t.Minimum) and len(term.args) > 2:
            return (type(term)(*term.args[:-1]), term.args[-1])
        return term.args

    def _applied(self, name: str, of: Term) -> str:
        inside = self.write(of)
        if name in _SPELLED:
            return _SPELLED[name].format(inside)
        if name not in _FUNCTIONS:
            raise LimitError(f"NumPy alone has no word for {name}")
        return f"{_FUNCTIONS[name]}({inside})"

    def _hadamard(self, term: Term) -> str:
        return f"({' * '.join(self._at(ATOM, arg) for arg in term.args)})"

    def _blocks(self, term: Term) -> str:
        rows = [f"[{', '.join(map(self.write, row))}]" for row in t.block_rows(term)]
        return f"np.block([{', '.join(rows)}])"

    def _norm(self, term: Term) -> str:
        of = term.args[0]
        if not t.is_matrix(of):
            return f"np.abs({self.write(of)})"
        kind = "" if str(term.args[1]) == "F" else ", 2"
        return f"np.linalg.norm({self.write(of)}{kind})"

    def _indicator(self, term: Term) -> str:
        left, relation, right = term.args
        sign = _RELATIONS[str(relation)]
        return f"float({self._at(PRODUCT, left)} {sign} {self._at(PRODUCT, right)})"

    def _cases(self, term: Term) -> str:
        args = list(term.args)
        shown = self.write(args.pop()) if len(args) % 2 else "np.nan"
        for value, condition in reversed(list(zip(args[::2], args[1::2], strict=True))):
            shown = f"({self.write(value)} if {self.write(condition)} else {shown})"
        return shown

    def _matrix_function(self, term: Term) -> str:
        if str(term.args[1]) != "exp":
            raise LimitError(f"NumPy has no {term.args[1]} of a matrix")
        self.helpers["expm"] = (
            "expm = lambda M: sum(np.linalg.matrix_power(M, k)"
            " / np.prod(np.arange(1.0, k + 1)) for k in range(60))"
        )
        return f"expm({self.write(term.args[0])})"

    _special: Mapping[type, Callable[[NumpyTerms, Term], str]] = MappingProxyType(
        {
            t.HadamardProduct: _hadamard,
            t.BlockMatrix: _blocks,
            t.Norm: _norm,
            t.Indicator: _indicator,
            t.Cases: _cases,
            t.MatrixFunction: _matrix_function,
            t.Elementwise: lambda self, term: self._applied(str(term.args[1]), term.args[0]),
        }
    )
