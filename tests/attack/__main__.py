"""`python -m tests.attack [COUNT] [SEED]`: COUNT claims of each kind, and what became of them."""

from __future__ import annotations

import sys
from collections import Counter
from itertools import islice

from tests.attack.cases import judged
from tests.attack.kinds import KINDS, drawn

__all__ = ["main"]


def main(arguments: list[str]) -> int:
    """Print the false verdicts and the shares; the exit code is 1 if there is a false one."""
    number = int(arguments[0]) if arguments else 3000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    failed = 0
    for kind in KINDS:
        seen: Counter[tuple[bool, str]] = Counter()
        for case in islice(drawn(kind, seed), number):
            outcome = judged(case)
            seen[case.is_true, outcome.verdict.verdict] += 1
            if outcome.is_false:
                failed += 1
                print(f"FALSE {kind} {outcome.verdict.verdict}: {case}")
        _report(kind, seen)
    return 1 if failed else 0


def _report(kind: str, seen: Counter[tuple[bool, str]]) -> None:
    true = sum(times for (is_true, _), times in seen.items() if is_true)
    false = sum(seen.values()) - true
    accepted = seen[True, "equivalent"]
    shown = sum(seen[False, verdict] for verdict in ("different", "undefined"))
    print(f"{kind}: {accepted} of {true} true accepted, {shown} of {false} false shown to be wrong")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
