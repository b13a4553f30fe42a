"""The trusted base: what the kernel imports, directly or not, is listed here, each with a reason.

`python -m tests.test_trusted_base` prints the table of ARCHITECTURE.md.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "derive"
KERNEL = PACKAGE / "proof" / "kernel.py"
TOLERANCE = 0.1  # by which a length in the table may be out of date

TRUSTED = {
    "proof/kernel.py": "makes steps and derivations",
    "proof/primitives/both_sides.py": "an operation that can be undone",
    "proof/primitives/cells.py": "two terms have the same polynomials as entries",
    "proof/primitives/checked.py": "what a primitive hands to the kernel",
    "proof/primitives/elimination.py": "a constraint substituted in an objective",
    "proof/primitives/entrywise.py": "entries are free indices, of which nothing else is assumed",
    "proof/primitives/expansion_step.py": "a difference is a sum of cofactors, which have values",
    "proof/primitives/fraction.py": "one quotient of polynomials; new divisors are not zero",
    "proof/primitives/limit.py": "what joins the parts is continuous, their limits are derived",
    "proof/discharge.py": "a guard is met by a proof or by a lemma",
    "proof/step.py": "the seal, and which assumptions a reason rests on",
    "proof/scoping.py": "what is assumed of a bound variable is not used below it",
    "proof/referee.py": "what is compared on models, and what need not be",
    "rules/rule.py": "the sides and the guards of a direction, and capture",
    "rules/families.py": "columns of a table that steer the search only",
    "algebra/context.py": "what is assumed",
    "algebra/facts.py": "how facts are inferred",
    "algebra/dependence.py": "which letters vary with a variable",
    "algebra/inference.py": "one line of that table",
    "algebra/inferences.py": "the table of inferences",
    "algebra/order_inferences.py": "its lines about orders",
    "algebra/signs.py": "whether the proof of a sign is one",
    "algebra/expansion.py": "what multiplying out and collecting is",
    "algebra/cells.py": "what the entries of a term of a literal size are",
    "algebra/normal_form.py": "what silent arithmetic is",
    "algebra/fractions.py": "divisors, and what one quotient is",
    "algebra/polynomials.py": "arithmetic of polynomials, for the two above",
    "algebra/continuity.py": "which limits are seen, what is continuous",
    "algebra/definedness.py": "which facts give a line a value",
    "algebra/indices.py": "free indices and their ranges",
    "algebra/approach.py": "what is known of the variable of a limit",
    "algebra/index_ranges.py": "what holds of an index or variable below what binds it",
    "algebra/pattern.py": "positions, replacement, instances",
    "algebra/shapes.py": "the shape of a term",
    "algebra/shape_rules.py": "the shapes of operations",
    "algebra/dimensions.py": "when two sizes are equal",
    "algebra/term.py": "the face of the files below",
    "algebra/symbols.py": "symbols and numbers",
    "algebra/traversal.py": "substitution, free symbols, rebuilding",
    "algebra/operation.py": "what a row says: strictness, what is bound, corners",
    "algebra/operations.py": "the table of all rows",
    "algebra/arithmetic.py": "sums, products, powers, transposes",
    "algebra/matrix_operations.py": "rows of matrix-valued operations",
    "algebra/scalar_operations.py": "rows of scalar-valued operations",
    "algebra/binding_operations.py": "rows of operations that bind",
    "algebra/statement_operations.py": "rows of statements",
    "algebra/order.py": "the one order of the members of a set",
    "algebra/plain_text.py": "terms in the messages of refusals",
    "algebra/notation.py": "how the tables of rules and inferences are written",
    "errors.py": "refusals",
}  # a bug here can make a false step

CONSULTED = {
    "models/": "refuses steps",
    "proof/same_values.py": "refuses lines that may be defined on other values, by words",
    "algebra/domains.py": "where formulas have values",
    "algebra/met_needs.py": "which needs are met there",
    "algebra/annihilators.py": "which polynomials in a matrix are invertible",
    "algebra/needs.py": "what formulas need",
    "algebra/lengths.py": "how many values an index has",
    "algebra/normal_words.py": "formulas multiplied out",
    "algebra/scalar_ideals.py": "scalars that equations make zero",
    "algebra/word": "the normal form of formulas",
    **{
        f"algebra/{name}": "laws of the normal form, and formulas compared in entries and cells"
        for name in (
            *("block_words.py", "determinant_words.py", "matrix_function_words.py"),
            *("power_words.py", "rank_words.py", "wave_words.py", "intertwining.py"),
            *("contractions.py", "multigraphs.py", "entries.py", "entry_", "index_products.py"),
            *("index_sums.py", "range_products.py", "grids.py", "letter_facts.py"),
            "sum_words.py",
        )
    },
    "fuel.py": "ends what asks for too much work",
    "proof/sign_search.py": "proposes proofs of signs, which algebra/signs.py checks",
}  # a bug here can refuse a true step, or fail to refuse a false one


def imported(path: Path) -> set[Path]:
    """The files of the package that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} has a relative import"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    below = (ROOT / name.replace(".", "/") for name in names if name.startswith("derive."))
    files = (file for place in below for file in (place.with_suffix(".py"), place / "__init__.py"))
    return {file for file in files if file.is_file() and file.stat().st_size}


def reached(start: Path) -> set[str]:
    """The file and all that it imports, directly or not."""
    seen: set[Path] = set()
    waiting = {start}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= imported(path) - seen
    return {str(path.relative_to(PACKAGE)) for path in seen}


def consulted(name: str) -> bool:
    return name.startswith(tuple(CONSULTED))


def lines(name: str) -> int:
    return len((PACKAGE / name).read_text().splitlines())


def table() -> list[tuple[str, int, str]]:
    rows = [(name, lines(name), reason) for name, reason in TRUSTED.items()]
    return [*rows, ("in all", sum(count for _, count, _ in rows), "")]


def printed(name: str, count: int, reason: str) -> str:
    shown = f"`{name}`" if name in TRUSTED else name
    return f"| {shown} | {count} | {reason} |"


def test_what_the_kernel_imports_is_listed():
    unlisted = {name for name in reached(KERNEL) if not consulted(name)} - TRUSTED.keys()
    assert not unlisted, "join the trusted base: list them with a reason, or do without"


def test_what_is_listed_is_imported():
    found = reached(KERNEL)
    assert not TRUSTED.keys() - found
    assert all(any(name.startswith(entry) for name in found) for entry in CONSULTED)
    assert not any(map(consulted, TRUSTED))


def test_nothing_above_is_believed():
    """Who proposes, reads, prints or judges is not consulted by the kernel."""
    rooms = {name.split("/")[0] for name in reached(KERNEL)}
    assert rooms == {"proof", "rules", "algebra", "models", "errors.py", "fuel.py"}


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0])
def test_the_table_of_the_architecture_is_of_today(row):
    name, count, reason = row
    pattern = re.escape(printed(name, 0, reason)).replace(r"\ 0\ ", r"\ (\d+)\ ")
    found = re.search(pattern, (ROOT / "ARCHITECTURE.md").read_text())
    assert found, f"run python -m {__name__}, and put what it prints into ARCHITECTURE.md"
    stated = int(found[1])
    assert abs(stated - count) <= max(5, TOLERANCE * count), f"{name} has {count} lines now"


if __name__ == "__main__":
    print("\n".join(printed(*row) for row in table()))
