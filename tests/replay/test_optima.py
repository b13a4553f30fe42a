"""Certificates about optima: sound ones replay, and each change that moves an optimum is refused."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Integer, Rational

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.pattern import Position
from derive.algebra.serialize import to_tree
from derive.replay.reals import FUNCTIONS, close, pi, sign
from derive.rules.library import RULES
from tests.replay.mutants import mutants
from tests.replay.samples import Line, certificate, fact_json, formula, rule_json
from tests.replay.sharing import replayed
from tests.replay.truth import orders_alike

m, n = t.dimension("m"), t.dimension("n")
X, w, y, lam = t.matrix("X", m, n), t.matrix("w", n), t.matrix("y", m), t.scalar(r"\lambda")
POSITIVE = Fact("<", (t.ZERO, lam))
HERE = Context.of([X, w, y, lam], [POSITIVE])
FIT = t.power(t.norm(t.sub(y, t.mul(X, w))), Integer(2))
SIZE = t.power(t.norm(w), Integer(2))
REST = t.add(t.mul(Integer(-1), FIT), t.mul(Integer(-1), lam, SIZE))
LOG = t.mul(Integer(-1), sympy.log(lam, evaluate=False))


def certified(line: Line) -> Any:
    """Its answer is the objective at its end."""
    made = certificate(line.context, line)
    made["parts"][0]["results"][0]["answer"] = formula(line.end.args[1])
    return made


def posterior() -> Any:
    line = Line(HERE, t.Maximizer(w, t.add(REST, LOG)))
    line.use("maximizer_drop", c=LOG).use("maximizer_neg")
    return certified(line.use("minimizer_scale", c=t.mul(Integer(2), lam)))


def density() -> Any:
    line = Line(HERE, t.Maximizer(w, sympy.exp(REST, evaluate=False)))
    return certified(line.use("maximizer_log").use("maximizer_scale", c=lam))


def constrained() -> Any:
    """A constant is added under a constraint, which stays."""
    line = Line(HERE, t.Minimizer(w, SIZE))
    line.use("minimizer_scale", c=lam)
    made = certified(line)
    constraint = t.Equation(t.mul(X, w), y)
    for place in ("goal", "question"):
        goal = formula(t.Minimizer(w, SIZE, constraint))
        made["parts"][0][place] = ["Find ", goal, "."] if place == "question" else goal
    derivation = made["parts"][0]["derivations"][0]
    derivation["start"] = formula(t.Minimizer(w, SIZE, constraint))
    derivation["steps"][0]["before"] = derivation["start"]
    derivation["steps"][0]["after"] = formula(t.Minimizer(w, t.mul(lam, SIZE), constraint))
    return made


def eliminated() -> Any:
    """The least |w|² + |z|² with λ z = y - X w."""
    z = t.matrix("z", m)
    here = HERE.declare(z)
    stack, square = t.blocks([[w], [z]]), t.power(t.norm(z), Integer(2))
    objective = t.add(SIZE, square)
    rest = t.sub(y, t.mul(X, w))
    solved = t.mul(t.power(lam, Integer(-1)), rest)
    line = Line(here, t.Minimizer(stack, objective, t.Equation(t.mul(lam, z), rest)))
    scaled = t.Equation(t.mul(t.power(lam, Integer(-1)), lam, z), solved)
    line.both("scale", t.power(lam, Integer(-1)), t.Minimizer(stack, objective, scaled))
    line.steps[-1]["position"]["path"] = [2]
    line.use("scalar_mul_inv_cancel", Position((2, 0), (0, 1)))
    after = t.Minimizer(w, t.substitute(objective, {z: solved}))
    line.add(t.System(after, t.Equation(z, solved)), {"kind": "eliminated", "letter": formula(z)})
    made = certificate(here, line)
    made["parts"][0]["derivations"].append(Line(here, after).use("minimizer_scale", c=lam).json())
    end = t.mul(lam, after.args[1])
    made["parts"][0]["results"] = [{"name": "", "answer": formula(end), "derivation": 1}]
    made["rules"]["minimizer_scale"] = rule_json(RULES["minimizer_scale"])
    return made


MADE = {make.__name__: make() for make in (posterior, density, constrained)}
ELIMINATED = eliminated()


@pytest.mark.parametrize("name", MADE)
def test_a_sound_certificate_replays(name: str) -> None:
    report = replayed(MADE[name])
    assert report.problems == ()
    assert orders_alike(MADE[name])


def _steps(data: Any) -> list[Any]:
    return data["parts"][0]["derivations"][0]["steps"]


def _end(data: Any, objective: t.Term, kind: Callable[..., t.Term] = t.Minimizer) -> None:
    """Another end of the last step, and of the result."""
    _steps(data)[-1]["after"] = formula(kind(w, objective))
    data["parts"][0]["results"][0]["answer"] = formula(objective)


def _not_scaled(data: Any) -> None:
    _end(data, t.mul(Integer(2), t.neg(REST)))


def _still_a_maximum(data: Any) -> None:
    _end(data, t.mul(Integer(2), lam, t.neg(REST)), t.Maximizer)


def _factor(data: Any, factor: t.Term) -> None:
    bindings = _steps(data)[-1]["reason"]["bindings"]
    [pair] = [pair for pair in bindings if pair[0].get("name") == "c"]
    pair[1] = to_tree(factor)
    _end(data, t.mul(factor, t.neg(REST)))


def _negative(data: Any) -> None:
    _factor(data, Integer(-2))


def _negative_with_a_proof(data: Any) -> None:
    _factor(data, Integer(-2))
    facts = (Fact("constant", (Integer(-2), w)), Fact("<", (t.ZERO, Integer(-2))))
    _steps(data)[-1]["reason"]["guards"] = [
        {"proof": {"fact": fact_json(fact), "by": "arithmetic", "premises": [], "bindings": []}}
        for fact in facts
    ]


def _varying(data: Any) -> None:
    _factor(data, SIZE)


def _assumed_sign(data: Any) -> None:
    data["context"]["facts"] = []
    data["parts"][0]["derivations"][0]["facts"] = []


def _lawless(data: Any) -> None:
    """A rule without its guards, which replay does not know."""
    data["rules"]["minimizer_scale"]["guards"] = []
    _steps(data)[-1]["reason"]["guards"] = []


def _false_rule(data: Any) -> None:
    """A minimum that becomes a maximum with one sign."""
    rule = data["rules"]["maximizer_neg"]
    rule["rhs"]["args"][1] = rule["rhs"]["args"][1]["args"][1]


def _drops_what_varies(data: Any) -> None:
    step = _steps(data)[0]
    for pair in step["reason"]["bindings"]:
        if pair[0].get("name") == "p":
            pair[1] = to_tree(t.mul(Integer(-1), FIT))
        if pair[0].get("name") == "c":
            pair[1] = to_tree(t.add(t.mul(Integer(-1), lam, SIZE), LOG))
    step["after"] = formula(t.Maximizer(w, t.mul(Integer(-1), FIT)))


def _other_variable(data: Any) -> None:
    _steps(data)[0]["after"] = formula(t.Maximizer(y, REST))


def _no_logarithm(data: Any) -> None:
    _steps(data)[0]["after"] = formula(
        t.Maximizer(w, sympy.log(t.add(sympy.exp(REST, evaluate=False), t.ONE), evaluate=False))
    )


def _no_constraint(data: Any) -> None:
    _steps(data)[0]["after"] = formula(t.Minimizer(w, t.mul(lam, SIZE)))


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("posterior", _not_scaled, "not what this step makes"),
        ("posterior", _still_a_maximum, "not what this step makes"),
        ("posterior", _negative, "proves another fact"),
        ("posterior", _negative_with_a_proof, "does not follow by arithmetic"),
        ("posterior", _varying, "proves another fact"),
        ("posterior", _assumed_sign, "not defined where the other is"),
        ("posterior", _lawless, "no rule about optima that is known"),
        ("posterior", _false_rule, ""),
        ("posterior", _drops_what_varies, ""),
        ("posterior", _other_variable, ""),
        ("density", _no_logarithm, "not what this step makes"),
        ("constrained", _no_constraint, ""),
    ],
)
def test_what_moves_an_optimum_is_refused(
    name: str, change: Callable[[Any], None], message: str
) -> None:
    data = copy.deepcopy(MADE[name])
    change(data)
    report = replayed(data)
    assert not report.ok
    assert any(message in problem.message for problem in report.problems), report.problems


@pytest.mark.slow
@pytest.mark.parametrize("name", ["posterior", "density"])
def test_whatever_is_accepted_of_random_changes_has_the_same_optima(name: str) -> None:
    refused = 0
    for what, data in mutants(MADE[name], 40, seed=5):
        if replayed(data).ok:
            assert orders_alike(data), what
        else:
            refused += 1
    assert refused > 20


def test_what_is_assumed_of_the_variable_is_not_used() -> None:
    """300 - |w|² is not positive everywhere, whatever is assumed of one w."""
    inside = t.sub(Integer(300), SIZE)
    here = HERE.assume(Fact("<", (t.ZERO, inside)))
    line = Line(here, t.Maximizer(w, inside)).use("maximizer_log")
    report = replayed(certified(line))
    assert any("stands for every point" in problem.message for problem in report.problems)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("exp", "1/3"),
        ("exp", "-40"),
        ("log", "7/5"),
        ("log", "1000"),
        ("sqrt", "2"),
        ("sqrt", "1/7"),
    ],
)
def test_real_functions_have_many_digits(name: str, at: str) -> None:
    x = Fraction(at)
    assert math.isclose(float(FUNCTIONS[name](x)), getattr(math, name)(float(x)), rel_tol=1e-15)
    exact = {"exp": sympy.exp, "log": sympy.log, "sqrt": sympy.sqrt}[name](Rational(at)).n(110)
    assert abs(sympy.Rational(FUNCTIONS[name](x)) / exact - 1) < sympy.Float("1e-100")


def test_what_is_exact_stays_exact() -> None:
    assert FUNCTIONS["sqrt"](Fraction(4, 9)) == Fraction(2, 3)
    assert FUNCTIONS["exp"](Fraction(0)) == 1
    assert FUNCTIONS["log"](Fraction(1)) == 0
    assert abs(sympy.Rational(pi()) / sympy.pi.n(110) - 1) < sympy.Float("1e-100")


@pytest.mark.parametrize(("name", "at"), [("log", 0), ("log", -1), ("sqrt", -1)])
def test_outside_its_domain_a_function_has_no_value(name: str, at: int) -> None:
    assert FUNCTIONS[name](Fraction(at)) is None


def test_what_cannot_be_told_apart_is_not_told_apart() -> None:
    tiny = Fraction(1, 2**950)
    assert sign(Fraction(1), 1 + tiny) is None
    assert sign(Fraction(1), Fraction(2)) == -1
    assert close(Fraction(1), 1 + tiny) is True
    assert close(Fraction(1), Fraction(1001, 1000)) is False
    assert close(tiny, 2 * tiny) is None


# -- elimination ------------------------------------------------------------------------------------


def test_an_elimination_replays() -> None:
    assert replayed(ELIMINATED).problems == ()


def _other_operand(data: Any) -> None:
    _steps(data)[0]["reason"]["operand"] = formula(t.power(lam, Integer(-2)))


def _whole_line(data: Any) -> None:
    _steps(data)[0]["position"]["path"] = []


def _objective_too(data: Any) -> None:
    after = _steps(data)[0]["after"]["tree"]
    after["args"][1] = to_tree(t.mul(Integer(2), SIZE))
    _steps(data)[0]["after"] = _again(after)


def _other_letter(data: Any) -> None:
    _steps(data)[-1]["reason"]["letter"] = formula(w)


def _way_back_lost(data: Any) -> None:
    after = _steps(data)[-1]["after"]["tree"]
    after["args"] = after["args"][:1]
    _steps(data)[-1]["after"] = _again(after)


def _not_put_in(data: Any) -> None:
    after = _steps(data)[-1]["after"]["tree"]
    after["args"][0]["args"][1] = to_tree(SIZE)
    _steps(data)[-1]["after"] = _again(after)


def _unsolved(data: Any) -> None:
    del _steps(data)[1]
    _steps(data)[1]["before"] = _steps(data)[0]["after"]


def _again(tree: Any) -> Any:
    return {"latex": "", "tree": tree}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_other_operand, ""),
        (_whole_line, "the position is not that"),
        (_objective_too, "only the constraint is changed"),
        (_other_letter, "not solved for the letter"),
        (_way_back_lost, "not what this step makes"),
        (_not_put_in, "not what this step makes"),
        (_unsolved, "not solved for the letter"),
    ],
)
def test_a_false_elimination_is_refused(change: Callable[[Any], None], message: str) -> None:
    data = copy.deepcopy(ELIMINATED)
    change(data)
    report = replayed(data)
    assert not report.ok
    assert any(message in problem.message for problem in report.problems), report.problems
