"""Every rule is attacked on exact models: both directions, and with each guard dropped in turn."""

import pytest
from sympy import Integer, Symbol

from derive.algebra import term as t
from derive.algebra.context import Context, Fact
from derive.algebra.inferences import INFERENCES
from derive.models.equivalence import compare, holds
from derive.proof.lemmas import derive_rule
from derive.rules.library import RULES
from derive.rules.rule import Rule

EQUALITIES = [rule for rule in RULES.values() if rule.relation == "="]
names = pytest.mark.parametrize


def letter(rule: Rule, name: str) -> t.Term:
    return next(symbol for symbol in rule.variables if symbol.name == name)


def some_function(f: t.Term, x: t.Term) -> t.Term:
    """A function of x of the shape of f: a linear one plus a quadratic number times a column."""
    if isinstance(x, Symbol):
        a, b, c = (t.scalar(f"{name}{f.name}") for name in "abc")
        return t.add(a, t.mul(b, x), t.mul(c, t.power(x, Integer(2))))
    if t.is_scalar(f):
        return t.as_scalar(t.mul(t.transpose(t.matrix(f"l{f.name}", x.shape[0])), x))
    (rows, _), (size, _) = f.shape, x.shape
    linear = t.mul(t.matrix(f"L{f.name}", rows, size), x)
    quadratic = t.as_scalar(t.mul(t.transpose(x), t.matrix(f"M{f.name}", size, size), x))
    return t.add(linear, t.mul(quadratic, t.matrix(f"b{f.name}", rows)))


def squared(x: t.Term) -> t.Term:
    if isinstance(x, Symbol):
        return t.power(x, Integer(2))
    return t.as_scalar(t.mul(t.transpose(x), x))


def commuting(rule: Rule) -> tuple[t.Term, t.Term]:
    a, b = letter(rule, "A"), letter(rule, "B")
    return t.mul(a, b), t.mul(b, a)


def instance(rule: Rule) -> tuple[Context, t.Term, t.Term]:
    """The rule with functions put in, and equation guards solved for their last letter."""
    put = {f: some_function(f, x) for f, x in rule.functions}
    if rule.name == "log_pow":  # a square is positive without its base
        put[letter(rule, "e")] = Integer(2)
    if rule.name == "log_mul":  # and so is a product of two negative numbers
        put[letter(rule, "e")] = letter(rule, "c")
    left, right = (t.substitute(side, put) for side in (rule.lhs, rule.rhs))
    guards = [fact for fact in rule.guards if fact.predicate != "="]
    solved = {
        "inv_unique": lambda: Fact("=", (letter(rule, "R"), t.inverse(letter(rule, "P")))),
        "replace": lambda: Fact("=", (letter(rule, "D"), letter(rule, "A"))),
        "mul_left_cancel": lambda: Fact("=", (letter(rule, "C"), letter(rule, "B"))),
        "mul_right_cancel": lambda: Fact("=", (letter(rule, "D"), letter(rule, "A"))),
        "gram_left_cancel": lambda: Fact("=", (letter(rule, "D"), letter(rule, "C"))),
        "expm_add": lambda: Fact("=", commuting(rule)),
        "pinv_unique": lambda: Fact("=", (letter(rule, "B"), t.PseudoInverse(letter(rule, "A")))),
    }
    if len(guards) < len(rule.guards):
        assert rule.name in solved, f"{rule.name}: add to `solved` how its equation is met"
        guards.append(solved[rule.name]())
    symbols = t.free_symbols(left) | t.free_symbols(right) | (rule.variables - put.keys())
    symbols -= rule.bound
    context = Context.of(sorted(symbols, key=lambda s: s.name), guards)
    return context, left, right


@names("rule", EQUALITIES, ids=lambda rule: rule.name)
def test_a_rule_holds_where_both_sides_are_defined(rule):
    verdict = compare(*instance(rule), domain=False)
    assert verdict.status == "equal", f"{rule.name} is not shown true: {verdict.reason}"


@names("rule", EQUALITIES, ids=lambda rule: rule.name)
@names("forward", [True, False])
def test_no_direction_loses_values(rule, forward):
    context, left, right = instance(rule)
    extra = rule.forward if forward else rule.backward
    verdict = compare(context.assume(*extra), left, right)
    wider = verdict.counterexample is not None and (
        (verdict.counterexample.left if forward else verdict.counterexample.right) is None
    )
    way = "forward" if forward else "backward"
    fails = f"{rule.name} fails {way}, or lacks a condition in `{way}`: {verdict.reason}"
    assert verdict.status == "equal" or wider, fails


@names(
    ("name", "direction"),
    [("inv_mul_cancel", "backward"), ("mul_inv_cancel", "backward"), ("inv_inv", "backward")],
)
def test_a_direction_without_its_guard_loses_values(name, direction):
    context, left, right = instance(RULES[name])
    verdict = compare(context, left, right)
    assert verdict.status == "different"
    assert None in (verdict.counterexample.left, verdict.counterexample.right)
    assert getattr(RULES[name], direction)


CANCELLED = {"mul_left_cancel": ("B", "C"), "mul_right_cancel": ("A", "D")}
DROPPABLE = [
    (rule, fact)
    for rule in EQUALITIES
    for fact in rule.guards
    if fact.predicate not in ("=", "constant") and rule.name not in CANCELLED
]
VARYING = {  # a value that depends on x, for each variable that must not
    "deriv_const": ("f", lambda f, x: some_function(f, x)),
    "deriv_smul": ("c", lambda c, x: squared(x)),
    "deriv_mul_left": ("B", lambda b, x: t.mul(squared(x), b)),
    "deriv_linear": ("D", lambda d, x: t.mul(squared(x), d)),
    "partial_const": ("f", lambda f, x: squared(x)),
    "partial_smul": ("c", lambda c, x: squared(x)),
    "deriv_quadratic": ("A", lambda a, x: t.mul(squared(x), a)),
    "deriv_quadratic_symmetric": ("A", lambda a, x: t.mul(squared(x), t.identity(a.shape[0]))),
    "scalar_deriv_const": ("c", lambda c, x: squared(x)),
    "scalar_deriv_const_mul": ("c", lambda c, x: squared(x)),
}


NOWHERE_ELSE = ("log_sq", "log_mul_self")


@names(("rule", "fact"), DROPPABLE, ids=lambda v: getattr(v, "name", None) or str(v))
def test_without_a_guard_there_is_a_counterexample(rule, fact):
    context, left, right = instance(rule)
    weaker = Context.of(context.symbols.values(), [f for f in context.facts if f != fact])
    verdict = compare(weaker, left, right)
    if rule.name == "inv_sqrtm":  # the root of any other matrix that models know is alike
        return
    if isinstance(rule.lhs, t.GaussianDensity) or rule.name in NOWHERE_ELSE:  # no value then
        assert verdict.status == "undecided"
        return
    idle = f"{rule.name} is true without {fact} in `both`: it follows, or only one way needs it"
    assert verdict.status == "different", idle


OF_CONSTANTS = [  # in a limit nothing may depend on its variable from outside
    rule
    for rule in EQUALITIES
    if any(fact.predicate == "constant" for fact in rule.guards)
    and not isinstance(rule.lhs, t.MatrixLimit)
]


@names("rule", OF_CONSTANTS, ids=lambda rule: rule.name)
def test_what_must_be_constant_may_not_vary(rule):
    assert rule.name in VARYING, f"{rule.name}: add to VARYING a value that is not constant"
    variable, value = VARYING[rule.name]
    symbol, x = letter(rule, variable), letter(rule, "x")
    context, left, right = instance(rule)
    put = {symbol: value(symbol, x)}
    left, right = t.substitute(left, put), t.substitute(right, put)
    symbols = t.free_symbols(left) | t.free_symbols(right) | set(context.symbols.values())
    free = Context.of(sorted(symbols, key=lambda s: s.name))
    assert compare(free, left, right, domain=False).status == "different"


@names("name", CANCELLED)
def test_only_an_invertible_factor_is_cancelled(name):
    rule, (one, other) = RULES[name], CANCELLED[name]
    P, x, y = (letter(rule, s) for s in ("P", one, other))
    unit, plus = t.identity(P.shape[0]), t.PseudoInverse(P)
    lost = (
        t.mul(t.sub(unit, t.mul(plus, P)), x)
        if one == "B"
        else t.mul(x, t.sub(unit, t.mul(P, plus)))
    )
    [equation] = [fact for fact in rule.guards if fact.predicate == "="]
    context = Context.of([P, x, y], [Fact("=", (y, t.add(x, lost)))])
    assert compare(context, *equation.args).status == "equal"
    assert compare(context, x, y).status == "different"


@names("name", ["inv_unique", "pinv_unique"])
def test_what_determines_an_inverse_is_needed(name):
    rule = RULES[name]
    free = Context.of(sorted(rule.variables, key=lambda s: s.name))
    assert compare(free, rule.lhs, rule.rhs, domain=False).status == "different"


@names("rule", [r for r in RULES.values() if not r.axiom], ids=lambda rule: rule.name)
def test_a_rule_that_is_no_axiom_is_derived_from_rules_before_it(rule):
    lemma = derive_rule(rule)
    assert lemma.start == rule.lhs
    assert lemma.end == rule.rhs
    assert lemma.steps


AXIOMS = frozenset(
    """diag_ones form_hadamard inv_sqrtm skew_symmetric sqrtm_mul_self abs_sq det_add_outer det_expm expm_add expm_similar expm_transpose expm_zero mul_adjugate
    norm_frobenius_smul norm_smul ones_dot vec_column vec_outer hadamard_ones mul_add add_mul smul_add scalar_mul_add transpose_transpose transpose_add transpose_mul
    transpose_smul transpose_one transpose_zero transpose_scalar symmetric inv_mul_cancel
    mul_inv_cancel inv_unique scalar_mul_inv_cancel orthonormal_columns
    orthogonal_mul_transpose norm_sq mul_pinv_mul pinv_mul_pinv transpose_mul_pinv transpose_pinv_mul pinv_unique deriv_self
    deriv_const deriv_add deriv_smul deriv_mul_left deriv_dot stationary_convex
    lagrange_convex block_transpose_12 block_transpose_21 block_transpose_22 block_add_12 block_add_21
    block_add_22 block_smul_12 block_smul_21 block_smul_22 block_mul_11_12 block_mul_12_21 block_mul_12_22
    block_mul_21_11 block_mul_21_12 block_mul_22_21 block_mul_22_22 block_one block_det sqrt_sq trace_add trace_smul trace_transpose trace_mul_comm
    trace_scalar trace_one norm_frobenius_sq det_mul det_transpose det_one det_inv det_scalar det_smul det_one_add_mul_comm
    kron_mul kron_transpose kron_inv kron_add add_kron kron_smul smul_kron trace_kron vec_mul vec_add vec_smul trace_vec
    hadamard_comm hadamard_add hadamard_smul hadamard_transpose diag_mul delta_self idempotent rank_transpose rank_gram rank_mul_eq_right rank_pinv block_det_last diag_mul_entry diag_inv_entry
    minimizer_scale maximizer_scale minimizer_drop maximizer_drop minimizer_neg
    maximizer_neg maximizer_log
    scalar_deriv_id scalar_deriv_const scalar_deriv_add scalar_deriv_mul
    scalar_deriv_inv scalar_deriv_relu partial_relu indicator_of_pos indicator_of_nonpos relu_eq
    add_entry smul_entry transpose_entry mul_entry one_entry zero_entry scalar_entry
    sum_add sum_smul sum_comm sum_delta partial partial_self partial_const partial_add partial_mul
    partial_sum
    log_mul log_pow log_exp exp_add gaussian_density gaussian_density_scalar gaussian_affine forall_row forall_column forall_form""".split()
)


@names("name", sorted(AXIOMS.union(rule.name for rule in RULES.values() if rule.axiom)))
def test_an_axiom_is_written_down_twice(name):
    assert name in RULES, f"AXIOMS lists {name}, and no rule is called that"
    assert RULES[name].axiom, f"AXIOMS lists {name}, which has a lemma"
    assert name in AXIOMS, f"{name} has no lemma: add it to AXIOMS, if it is meant as an axiom"


# -- the table of facts -------------------------------------------------------------------------


def inference_context(line, without=None):
    facts = [fact for fact in line.premises if fact != without]
    terms = [arg for fact in (*line.premises, line.conclusion) for arg in fact.args]
    symbols = set().union(*(t.free_symbols(term) for term in terms))
    dims = {s for s in symbols if s.is_Symbol and s.is_integer and s.is_positive}
    return Context.of(sorted(symbols - dims, key=lambda s: s.name), facts)


# A premise that no values are known for, said of a letter: what another letter then is.
REPHRASED = {
    "congruence_keeps_order": ("A", lambda of, w: t.add(of("B"), w)),
    "inverse_reverses": ("A", lambda of, w: t.add(of("B"), w)),
    "block_semidefinite": (
        "K",
        lambda of, w: t.add(w, t.mul(t.transpose(of("M")), t.inverse(of("A")), of("M"))),
    ),
}


def rephrased(line, without=None):
    """The context of the premises, and the conclusion."""
    context = inference_context(line, without)
    if line.name not in REPHRASED:
        return context, line.conclusion
    name, value = REPHRASED[line.name]
    of = context.symbols.__getitem__
    w = t.matrix("W", *of(name).shape)
    known = [f for f in context.facts if t.is_leaf(f.args[0]) and f.args[0] != of(name)]
    said = [f for f in line.premises if not t.is_leaf(f.args[0]) and f != without]
    facts = [*known, *(said_of(f, w) for f in said)]
    symbols = {*context.symbols.values(), w} - {of(name)}
    conclusion = line.conclusion.substitute({of(name): value(of, w)})
    return Context.of(sorted(symbols, key=lambda s: s.name), facts), conclusion


def said_of(fact, letter):
    return Fact(fact.predicate, (letter,))


@names("line", INFERENCES, ids=lambda line: line.name)
def test_a_fact_follows_from_its_premises(line):
    if line.name == "full_column_rank_core":
        return _core(line, "full_column_rank")
    if line.name == "full_row_rank_core":
        return _core(line, "full_row_rank")
    verdict = holds(*rephrased(line))
    assert verdict.status == "equal", verdict.reason
    return None


def _core(line, predicate):
    """The premise is said of a product: it is given as the meaning of a letter."""
    product = line.premises[0].args[0]
    whole = t.matrix("W", *product.shape)
    symbols = sorted(t.free_symbols(product) | {whole}, key=lambda s: s.name)
    facts = [Fact("=", (whole, product)), Fact(predicate, (whole,)), *line.premises[1:]]
    verdict = holds(Context.of(symbols, facts), line.conclusion)
    assert verdict.status == "equal", verdict.reason


NEEDED = [
    (line, fact)
    for line in INFERENCES
    for fact in line.premises
    if not line.name.endswith("_core")
    and fact.predicate not in ("invertible", "<", "<=", "positive", "!=")
    and line.name not in ("schur_semidefinite", "schur_posdef", *REPHRASED)
    and line.name not in ("symmetric_pinv", "positive_predicate")
]


@names(("line", "fact"), NEEDED, ids=lambda v: getattr(v, "name", None) or str(v))
def test_without_a_premise_the_fact_fails_somewhere(line, fact):
    verdict = holds(inference_context(line, without=fact), line.conclusion)
    assert verdict.status in ("different", "undefined"), f"{line.name} does not need {fact}"
