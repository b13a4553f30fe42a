"""Every operation of the table has all its places; a forgotten one is named with its file."""

import ast
import inspect
import sys

import pytest
import sympy

from derive.algebra import shape_rules
from derive.algebra import term as t
from derive.algebra.context import Context
from derive.algebra.serialize import from_tree, to_tree
from derive.latex.operation_words import BUILT
from derive.latex.printer import PRINTABLE
from derive.latex.reader import read_statement
from derive.models.values.evaluate import EVALUATORS
from derive.proof.differential_rules import ROWS as DIFFERENTIALS
from derive.replay.operations import OPERATIONS as REPLAYED
from derive.replay.trees import LEAVES
from tests.letters import A, P, Q, X, c, d, w, x, y

HERE = Context.of([A, P, Q, X, w, x, y, c, d])
OURS = [kind for kind in t.OPERATIONS if kind.__module__.startswith("derive.")]
STATEMENTS = set(t.STATEMENTS)
# what is written in LaTeX, with the operations that are read from it
READ = {
    r"P + Q": {t.MatAdd},
    r"c + d": {sympy.Add},
    r"P Q": {t.MatMul},
    r"c d": {sympy.Mul},
    r"P^3": {t.MatPow},
    r"c^3": {sympy.Pow},
    r"P^{-1}": {t.Inverse},
    r"A^\top": {t.Transpose},
    r"A^{+}": {t.PseudoInverse},
    r"P \odot Q": {t.HadamardProduct},
    r"P \otimes Q": {t.KroneckerProduct},
    r"P + I": {t.Identity},
    r"A = 0": {t.Equation, t.ZeroMatrix},
    r"P - \boldsymbol{1}\boldsymbol{1}^\top": {t.OneMatrix},
    r"c + x^\top x": {t.AsScalar},
    r"\operatorname{diag}(x)": {t.DiagonalMatrix},
    r"\operatorname{diag}(P)": {t.Diagonal},
    r"\begin{bmatrix} P & Q \end{bmatrix}": {t.BlockMatrix},
    r"\tanh(A)": {t.Elementwise},
    r"\exp(P)": {t.MatrixFunction},
    r"P e_1": {t.UnitVector},
    r"\lVert x \rVert": {t.Norm},
    r"P_{12}": {t.Entry},
    r"\mathbf{1}[c < d]": {t.Indicator},
    r"\begin{cases} c & \text{if } c < d \\ d & \text{otherwise} \end{cases}": {t.Cases},
    r"\mathcal{N}(c \mid d, 1)": {t.GaussianDensity},
    r"\operatorname{logistic}(c)": {t.Logistic},
    r"\operatorname{ReLU}(c)": {t.ReLU},
    r"\max(c, d)": {t.Maximum},
    r"\min(c, d)": {t.Minimum},
    r"\exp(c) + \log(d)": {sympy.exp, sympy.log},
    r"\sin(c) + \cos(c) + \tan(c)": {sympy.sin, sympy.cos, sympy.tan},
    r"\sinh(c) + \cosh(c) + \tanh(c)": {sympy.sinh, sympy.cosh, sympy.tanh},
    r"|c| + \operatorname{sign}(d)": {sympy.Abs, sympy.sign},
    r"\sum_{i=1}^{n} x_i": {t.IndexSum},
    r"\sum_{i=1}^{n} x_i P": {t.MatrixSum},
    r"\prod_{i=1}^{n} x_i": {t.IndexProduct},
    r"\frac{\partial}{\partial x} (x^\top P x)": {t.Jacobian},
    r"\frac{\partial}{\partial c} (c d)": {t.Derivative},
    r"\lim_{c \to 0} (c d)": {t.Limit},
    r"\lim_{c \to 0} (c P)": {t.MatrixLimit},
    r"x = \operatorname*{arg\,min}_{x} x^\top x": {t.Minimizer},
    r"x = \operatorname*{arg\,max}_{x} x^\top x": {t.Maximizer},
    r"c + c^2 \sim c \quad (c \to 0)": {t.Asymptotic},
    r"P = Q, \quad A = 0": {t.System},
    r"x^\top P = x^\top Q \quad \text{for every} \quad x": {t.ForAll},
}
INTERNAL = {t.Tabulated}  # what a rule of sums makes of a scalar, and reads off again at once
# names in certificates that replay does not know: it refuses them
UNREPLAYED = {"apply", "cases", "elementwise", "function", "logistic", "max", "min", "product"}
UNREPLAYED |= {"sum_of_matrices", "unit_vector"}
PLACES = {
    "evaluator": "derive/models/values/operation_values.py or evaluate.py",
    "printer": "derive/latex/operation_words.py or printer.py",
    "reader": "derive/latex/operation_words.py, or READ or INTERNAL of this test",
    "replay": "derive/replay/operations.py, or UNREPLAYED of this test",
    "differential": "derive/proof/differential_rules.py",
}


def read(text: str) -> set[type]:
    return {type(part) for part in t.subterms(read_statement(text, HERE))}


@pytest.mark.parametrize(("text", "kinds"), READ.items())
def test_what_is_read(text, kinds):
    assert kinds <= read(text)


@pytest.mark.parametrize("word", BUILT)
def test_a_word_is_read_as_what_it_builds(word):
    [kind] = {type(BUILT[word](P))}
    assert kind in read(rf"\operatorname{{{word}}}(P)")


def test_every_operation_can_be_read():
    readable = set().union(*READ.values()) | {type(build(P)) for build in BUILT.values()}
    missing = set(t.OPERATIONS) - readable - INTERNAL
    assert not missing, PLACES["reader"]


@pytest.mark.parametrize("kind", t.OPERATIONS, ids=lambda kind: kind.__name__)
def test_every_operation_has_its_places(kind):
    applied = issubclass(kind, sympy.Function) and kind not in (t.Maximum, t.Minimum)
    if kind not in INTERNAL:
        assert kind in EVALUATORS or applied or kind in STATEMENTS, PLACES["evaluator"]
        assert kind in PRINTABLE, PLACES["printer"]
    if issubclass(kind, sympy.MatrixExpr):
        assert t.OPERATIONS[kind].shape is not shape_rules.scalar_arguments, kind.__module__


@pytest.mark.parametrize("kind", t.OPERATIONS, ids=lambda kind: kind.__name__)
def test_replay_has_its_own_row(kind):
    row = t.OPERATIONS[kind]
    if row.name in LEAVES or row.name in UNREPLAYED:
        return
    assert row.name in REPLAYED, PLACES["replay"]
    own = REPLAYED[row.name]
    assert (own.strict, own.continuous) == (row.strict, row.continuous), PLACES["replay"]
    assert row.linear or not own.linear, PLACES["replay"]


def test_only_operations_are_differentiated():
    assert set(DIFFERENTIALS) <= set(t.OPERATIONS), PLACES["differential"]


@pytest.mark.parametrize("kind", OURS, ids=lambda kind: kind.__name__)
def test_every_class_of_ours_has_its_constructor_beside_it(kind):
    home = sys.modules[kind.__module__]
    functions = [
        node
        for node in ast.parse(inspect.getsource(home)).body
        if isinstance(node, ast.FunctionDef)
    ]
    built = {
        name.id
        for function in functions
        for name in ast.walk(function)
        if isinstance(name, ast.Name)
    }
    assert kind.__name__ in built
    assert kind.__name__ in home.__all__


def test_a_name_in_certificates_belongs_to_one_operation_or_to_its_two_kinds():
    kinds = {}
    for kind, row in t.OPERATIONS.items():
        kinds.setdefault(row.name, []).append(issubclass(kind, sympy.MatrixExpr))
    kinds.pop("apply")
    assert all(len(found) == len(set(found)) for found in kinds.values())


@pytest.mark.parametrize("text", [text for text in READ if not READ[text] & STATEMENTS])
def test_a_tree_gives_the_term_back(text):
    term = read_statement(text, HERE)
    assert from_tree(to_tree(term)) == term
