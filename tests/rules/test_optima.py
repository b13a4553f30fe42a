"""The rules between optima on exact models: each holds, and fails without a guard."""

import pytest
import sympy
from sympy import Integer

from derive.algebra import term as t
from derive.algebra.context import Context
from derive.models.optimum_comparison import same_optima
from derive.rules.library import RULES
from tests.letters import X, c, w, y

RULES_OF_OPTIMA = [
    rule
    for rule in RULES.values()
    if isinstance(rule.lhs, t.OPTIMA) and isinstance(rule.rhs, t.OPTIMA)
]
FIT = t.power(t.norm(t.sub(y, t.mul(X, w))), Integer(2))
SIZE = t.power(t.norm(w), Integer(2))
POSITIVE = sympy.exp(t.neg(FIT), evaluate=False)


def instance(rule, **values):
    letters = {symbol.name: symbol for symbol in rule.variables}
    put = {letters[name]: value for name, value in values.items() if name in letters}
    context = Context.of([X, w, y, c], [])
    for guard in rule.guards:
        if guard.predicate == "<" and not t.free_symbols(guard.args[1]) & {letters["p"]}:
            context = context.assume(guard.substitute(put))
    return context, t.substitute(rule.lhs, put), t.substitute(rule.rhs, put)


@pytest.mark.parametrize("rule", RULES_OF_OPTIMA, ids=lambda rule: rule.name)
@pytest.mark.parametrize("objective", [FIT, POSITIVE], ids=["square", "density"])
def test_a_rule_keeps_the_order_of_points(rule, objective):
    p = POSITIVE if rule.name == "maximizer_log" else objective
    verdict = same_optima(*instance(rule, u=w, p=p, c=c))
    assert verdict.status == "equal", verdict.reason


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("minimizer_scale", {"p": FIT, "c": Integer(-1)}, "differently"),
        ("minimizer_scale", {"p": FIT, "c": SIZE}, "differently"),
        ("maximizer_scale", {"p": FIT, "c": Integer(0)}, "differently"),
        ("minimizer_drop", {"p": FIT, "c": SIZE}, "differently"),
        ("maximizer_drop", {"p": FIT, "c": SIZE}, "differently"),
        ("maximizer_log", {"p": t.sub(t.ONE, FIT)}, "not defined everywhere"),
    ],
)
def test_without_a_guard_two_points_change_places(name, values, reason):
    _, left, right = instance(RULES[name], u=w, **values)
    verdict = same_optima(Context.of([X, w, y, c]), left, right)
    assert verdict.status == "different"
    assert reason in verdict.reason
    assert RULES[name].guards


def test_every_rule_between_optima_has_its_place_in_the_table():
    assert len(RULES_OF_OPTIMA) == 7
