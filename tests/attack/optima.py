"""Objectives that look alike and have other optima."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.attack.cases import Case

__all__ = ["optima"]

SYMBOLS = {"X": ["n", "d"], "w": ["d", 1], "y": ["n", 1], "s": "scalar", "a": ["d", 1]}
FULL = ["full_column_rank(X)"]
LOSS = r"\|X w - y\|^2"


def optima(random: Random) -> Iterator[Case]:
    """One round of every form, with new numbers.  The witnesses are at d = n = 1."""
    c, k = random.randint(2, 30), random.randint(3, 40)
    least, most = (rf"\arg\{kind}_w {{0}}".format for kind in ("min", "max"))

    def case(name: str, answer: str, differs=None, assume=FULL, gold: str = LOSS) -> Case:  # type: ignore[no-untyped-def]
        return Case(name, SYMBOLS, assume, least(gold), answer, differs)

    square = r"\|w\|^2"
    turned = rf"\|w\|^2 - 10^{{-{k}}} \|w\|^4"
    # at w = 10^k the second is below its value at 0
    yield case("far out", least(turned), lambda: 10**k - 10 ** (2 * k) // 10**k <= 0, gold=square)
    yield case("scaled", least(rf"{c} {LOSS} + {k}"))
    yield case("sign turned", most(rf"{k} - {c} {LOSS}"))
    # X = 1, y = 1: the optima are 1 and 1 / (1 + c)
    yield case("ridge", least(rf"{LOSS} + {c} \|w\|^2"), lambda: 1 / (1 + c) != 1)
    yield case("constant dropped", least(r"w^T X^T X w - 2 y^T X w"))
    yield case(
        "slope added", least(rf"{LOSS} + \frac{{1}}{{10^{k}}} a^T w"), lambda: 1 / 10**k != 0
    )
    yield case("maximum", most(LOSS), lambda: True)
    yield case("unknown sign", least(rf"s {LOSS}"), lambda: -1 < 0)
    yield case("known sign", least(rf"s {LOSS}"), assume=[*FULL, "s > 0"])
    yield case("not monotone", least(rf"({LOSS} - {c})^2"), lambda: (0 - c) ** 2 != 0)
    yield case("shifted", least(rf"\|X w - {c} y\|^2"), lambda: c != 1)
