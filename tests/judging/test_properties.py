"""What must not change a verdict: which is the gold, the order of declarations, what came before,
and the process.
"""

import json
import subprocess
import sys
from random import Random

import pytest

from derive.judging.api import check
from derive.latex.declare import read_context
from tests.judging.families import FAMILIES

SIDED = frozenset(["undefined", "different"])  # which of the two has no value decides between them
READ_AS_ANSWERS_ONLY = ("=", "where")  # chains and clauses
TEXTS = [
    (name, gold, answer, verdict)
    for name, (_, _, gold, answers) in FAMILIES.items()
    if isinstance(gold, str) and "=" not in gold
    for verdict, texts in answers.items()
    for answer in texts
    if verdict in ("equivalent", "different")
    and not any(sign in answer for sign in READ_AS_ANSWERS_ONLY)
    and answer != "0"  # it has the shape of what it is compared with
]


def context_of(name, order=None):
    symbols, assume, *_ = FAMILIES[name]
    names = list(symbols)
    facts = list(assume)
    if order is not None:
        order.shuffle(names)
        order.shuffle(facts)
    return read_context({"symbols": {name: symbols[name] for name in names}, "assume": facts})


def test_which_one_is_the_gold_does_not_matter():
    """But what is needed for a value is asked of the answer only, so one way may be undecided, or
    right because it has more values."""
    missed = []
    for name, gold, answer, verdict in TEXTS[::2]:
        judged = check(answer, gold, context_of(name))
        found = judged.verdict
        if "has values where the gold has none" in judged.reason:
            continue
        if found not in (verdict, "error", "undecided") and not {found, verdict} <= SIDED:
            missed.append((name, gold, answer, verdict, found))
    assert not missed


def test_every_gold_is_its_own_answer():
    texts = {(name, gold) for name, gold, *_ in TEXTS}
    assert all(check(gold, gold, context_of(name)).verdict == "equivalent" for name, gold in texts)


def test_the_order_of_declarations_and_of_questions_does_not_matter():
    order = Random(1)
    texts = TEXTS[1::4]
    order.shuffle(texts)
    missed = [
        (name, gold, answer, verdict)
        for name, gold, answer, verdict in texts
        if check(gold, answer, context_of(name, order)).verdict != verdict
    ]
    assert not missed


@pytest.mark.parametrize("seed", ["0", "12345"])
def test_the_process_does_not_matter(seed):
    """Another process, with another seed of hashes, says the same, evidence and all."""
    names = ["cov", "gp", "softjac", "laplacian", "posdef", "rankgen"]
    lines = [
        {"symbols": FAMILIES[name][0], "assume": FAMILIES[name][1], "gold": gold, "answer": answer}
        for name in names
        for other, gold, answer, _ in TEXTS
        if other == name
    ][::3]
    program = (
        "import json, sys\n"
        "from derive.batch.record import check_line\n"
        "made = [check_line(line) for line in json.load(sys.stdin)]\n"
        "print(json.dumps([{k: v for k, v in m.items() if k != 'seconds'} for m in made]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(path for path in sys.path if path)},
    )
    from derive.batch.record import check_line

    here = json.loads(json.dumps([check_line(line) for line in lines]))
    for made in here:
        made.pop("seconds")
    assert json.loads(done.stdout) == here
