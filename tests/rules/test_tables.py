"""The tables of rules: what a declaration refuses, what its columns say, and nothing by name."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from derive.algebra.context import PREDICATES
from derive.algebra.notation import det, fact, index, inv, letter, number, size, sum_over, tr, unit
from derive.errors import StepError
from derive.proof.lemmas import derive_rule
from derive.proof.rule_choice import ALL, SIMPLIFY, WAYS, Library, simplifying
from derive.rules.families import Columns, Family, Stage
from derive.rules.library import RULES, TABLES, find_rule, library
from derive.rules.rule import derived, rule, ruleset

A, B, P = letter("A", "n", "n"), letter("B", "n", "n"), letter("P", "n", "n")
X, Y = letter("X", "m", "n"), letter("Y", "n", "m")
c, i, k = number("c"), index("i"), index("k")
FORWARD, BACKWARD = Columns(simplify="forward"), Columns(simplify="backward")


def declare(left, right, name="new", **columns):
    return rule(name, left, right, words="words", source="a book", **columns)


@pytest.mark.parametrize(
    ("left", "right", "more", "message"),
    [
        (A, A @ inv(B) @ B, {}, r"^new: .* B$"),
        (A, A @ inv(B) @ P, {}, r"^new: .* B, P$"),
        (A @ inv(A), unit("n"), {"both": (fact("invertible", B),)}, r"^new: .* B$"),
        (A @ inv(A), unit("n"), {"forward": (fact("<", c, c),)}, r"^new: .* c$"),
        (A, B, {"given": (A,)}, r"^new: .* A, B$"),
        (tr(A), tr(A.T), {"given": (A,)}, r"^new: .* A$"),
        (A, X, {}, r"^new: .* different shapes: n×n and m×n$"),
    ],
)
def test_a_rule_with_an_unbound_variable_is_refused(left, right, more, message):
    with pytest.raises(ValueError, match=message):
        declare(left, right, **more)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ((), r"^new: the lemma leads from nothing"),
        ((tr(A.T), tr(A.T.T)), r"^new: the lemma leads from .* to .*, the rule from .* to .*"),
        ((tr(A), tr(A.T)), "the lemma leads from"),
    ],
)
def test_a_lemma_leads_from_side_to_side(lines, message):
    with pytest.raises(ValueError, match=message):
        rule("new", tr(A.T), tr(A), words="words", lemma=derived(*lines))


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("det_transpose", (det(A.T), det(A)), "from .* to .*: no rules were found"),
        ("trace_transpose", (tr(A.T), tr(A)), "trace_transpose is used"),
        ("trace_mul_comm", (tr(X @ Y), tr(Y @ X)), "trace_mul_comm is used"),
    ],
)
def test_a_lemma_uses_the_rules_above_only(name, lines, message):
    early = replace(find_rule(name), source=None, lemma=derived(*lines))
    with pytest.raises(
        StepError, match=f"^{name} does not follow from the rules above it: {message}"
    ):
        derive_rule(early)


@pytest.mark.parametrize(
    ("left", "right", "more"),
    [
        (A, A @ inv(B) @ B, {"given": (B,)}),
        (A @ inv(A), unit("n"), {"backward": (fact("invertible", A),)}),
        ((A @ B)[i, i], sum_over(k, size("n"), A[i, k] * B[k, i]), {}),
        (det(c * A), c ** size("n").term * det(A), {}),
    ],
    ids=["given", "only one way", "a new index", "a size"],
)
def test_what_a_match_or_the_caller_gives_is_bound(left, right, more):
    assert declare(left, right, **more).rule.name == "new"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (BACKWARD, declare(A @ inv(A), unit("n"))),
        (FORWARD, declare(A, B, given=(B,))),
        (Columns(), declare(A @ inv(A), unit("n"), simplify="backward")),
    ],
)
def test_a_rule_simplifies_only_where_every_variable_is_bound(columns, row):
    with pytest.raises(ValueError, match=r"^new cannot simplify (for|back)ward: .* [AB] unbound"):
        ruleset("table", columns, row)


def test_a_name_that_occurs_twice_is_refused():
    one, other = (ruleset(name, FORWARD, declare(A.T.T, A)) for name in ("ones", "others"))
    assert list(library([one])) == ["new"]
    with pytest.raises(ValueError, match="two rules are called new: in ones and in others"):
        library([one, other])
    with pytest.raises(ValueError, match="two rules are called new: twice in table"):
        library([ruleset("table", FORWARD, declare(A.T.T, A), declare(tr(A.T), tr(A)))])


def test_a_row_goes_before_its_table():
    columns = Columns(simplify="forward", stage=Stage.INVERSES, families=Family.INVERSES)
    table = ruleset(
        "table",
        columns,
        declare(A.T.T, A, "plain"),
        declare(tr(A.T), tr(A), "own", stage=Stage.TRANSPOSES, families=Family.OTHER),
        declare(A.T, A, "unused", simplify="never"),
        declare(inv(A.T), inv(A).T, "turned", simplify="backward"),
    )
    rules = table.rules
    assert [(r.stage, r.families) for r in rules[:2]] == [
        (Stage.INVERSES, Family.INVERSES),
        (Stage.TRANSPOSES, Family.OTHER),
    ]
    found = simplifying(Family.INVERSES | Family.OTHER, rules)
    assert [(d.rule.name, d.forward) for d in found] == [
        ("own", True),
        ("plain", True),
        ("turned", False),
    ]
    assert [d.rule.name for d in simplifying(Family.OTHER, rules)] == ["own"]
    chosen = Library.of(rules)
    assert chosen.whole[-1] == found
    assert chosen.whole[WAYS.index(Family.TRANSPOSES | Family.INVERSES)] == found[1:]
    assert not chosen.clears


def test_every_family_and_every_stage_is_used():
    rules = [one for table in TABLES for one in table.rules if one.simplify != "never"]
    assert {family for one in rules for family in one.families} == set(Family)
    assert {one.stage for one in rules} == set(Stage)
    assert set(ALL.whole[-1]) == set(SIMPLIFY)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("transpose_mul", "symmetric"),  # (X^T X)^T is written out before it is found symmetric
        ("orthonormal_columns", "mul_inv_rev"),
        ("inv_mul_cancel", "mul_add"),
        ("norm_sq_stack", "norm_sq"),
        ("gaussian_affine", "gaussian_density"),
        ("gaussian_density", "log_mul"),
        ("log_mul", "scalar_mul_add"),
        ("deriv_quadratic_symmetric", "deriv_quadratic"),
        ("deriv_quadratic", "deriv_dot"),
        ("scalar_deriv_const_mul", "scalar_deriv_mul"),
    ],
)
def test_a_special_rule_is_tried_before_a_general_one(earlier, later):
    order = [direction.rule.name for direction in SIMPLIFY]
    assert order.index(earlier) < order.index(later)


# -- nothing outside the tables knows rules by their names ----------------------------------------

ROOT = Path(__file__).parent.parent.parent / "derive"
FILES = [
    path
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0] not in ("rules", "replay")
]
OF_TEXT = {"startswith", "endswith", "removeprefix", "removesuffix", "find", "partition", "split"}


def is_rule_name(node: ast.AST) -> bool:
    """Whether an expression is `rule.name` or `….rule.name`."""
    if not (isinstance(node, ast.Attribute) and node.attr == "name"):
        return False
    of = node.value
    return (of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")) == "rule"


def is_look_up(node: ast.AST) -> bool:
    """Whether rules are looked up by whole names here: `find_rule(…)`, `map(find_rule, …)`."""
    if not isinstance(node, ast.Call):
        return False
    return "find_rule" in [getattr(part, "id", "") for part in (node.func, *node.args)]


def is_list_of_exports(node: ast.AST) -> bool:
    """Whether this is `__all__ = […]`, whose names are those of functions."""
    if not isinstance(node, ast.Assign | ast.AugAssign):
        return False
    return ast.unparse(node).startswith("__all__ ")


def parts_of_names(source: str) -> list[str]:
    """Where a program looks into the name of a rule, or has a part of one or a name in a list."""
    tree = ast.parse(source)
    looked_up = {
        id(inner)
        for node in ast.walk(tree)
        if is_look_up(node) or is_list_of_exports(node)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        text = isinstance(node, ast.Attribute) and node.attr in OF_TEXT and is_rule_name(node.value)
        member = isinstance(node, ast.Compare) and any(map(is_rule_name, node.comparators))
        if text or member:
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.split()
            part = any(
                len(word) > 2 and "_" in (word[0], word[-1]) and any(word in name for name in RULES)
                for word in words
            )
            names = [w for w in words if "_" in w and w in RULES and w not in PREDICATES]
            if part or (names and id(node) not in looked_up):
                found.append(f"{node.lineno}: {node.value!r}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_code_steers_by_the_name_of_a_rule(path):
    assert not parts_of_names(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "few = [d for d in rules if d.rule.name.startswith('x')]",
        "few = [d for d in rules if word in d.rule.name]",
        "FAMILIES = ('log_ gaussian_', 'norm')",
        "name = f'{kind}_scale'",
        "NAMES = ('mul_add', 'add_mul')",
        "NAMES = 'mul_add add_mul'.split()",
    ],
)
def test_the_test_sees_what_it_forbids(source):
    assert parts_of_names(source)


def test_a_rule_may_be_looked_up_by_its_whole_name():
    assert not parts_of_names("OPENING = find_rule('mul_add' if left else 'add_mul')")
    assert not parts_of_names("pair = map(find_rule, ('mul_add', 'add_mul'))")
    assert find_rule("mul_add").name == "mul_add"
