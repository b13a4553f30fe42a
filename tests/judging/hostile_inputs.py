r"""Three hundred inputs that ask for much work in few characters, each made by a rule.

`python -m tests.judging.hostile_inputs [KIND]` judges each in a process of its own and prints those
that take more than two seconds of processor time or 300 MB, or end in an exception.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from derive.judging.question import Question

__all__ = ["INPUTS", "Input", "judged"]

SECONDS, MEGABYTES, PATIENCE = 2.0, 300, 12
SYMBOLS: dict[str, Any] = {
    **{key: ["n", "n"] for key in "ABCD"},
    **{key: ["m", "n"] for key in "XY"},
    **{key: ["n", 1] for key in "xyz"},
    **dict.fromkeys("abcpq", "scalar"),
}
MANY = [f"s_{{{i}}}" for i in range(64)]


@dataclass(frozen=True, slots=True)
class Input:
    """One question with an answer; `gold` may be the hostile one."""

    kind: str
    gold: str
    answer: str
    symbols: Any
    assume: tuple[str, ...] = ()


def _sums() -> Iterator[tuple[str, str]]:
    for depth in range(2, 7):
        for last in (8, 64):
            heads = "".join(rf"\sum_{{{i}=1}}^{{{last}}}" for i in "ijklrt"[:depth])
            body = "".join(f"A_{{{i}{j}}}" for i, j in zip("ijklrt", "jklrti", strict=True))
            yield "0", f"{heads} {'+'.join('ijklrt'[:depth])}"
            yield "a", f"{heads} {body[: 7 * depth]}"
    for depth in range(2, 7):
        heads = "".join(rf"\sum_{{{i}=1}}^{{n}}" for i in "ijklrt"[:depth])
        yield "a", f"{heads} x_i y_j"
        yield "n^2", f"{heads} 1"


def _towers() -> Iterator[tuple[str, str]]:
    for base in ("a", "A", "2", "(a+b)", "x^T x"):
        for height in (2, 3, 5, 9):
            yield "a", base + "^{2" * height + "}" * height
            yield "a", f"({base})^{{{9**height}}}"


def _products() -> Iterator[tuple[str, str]]:
    for count in (6, 12, 24, 48):
        yield "a", "(a+b+c+p+q)" * count
        yield "A", "(A+B+C+D)" * count
        yield "A", "(A-B)(A+B)^{-1}" * count
        yield "a", r"\operatorname{tr}((A+B)(C+D))" * count
        yield "a", "+".join(rf"\frac{{1}}{{a+{i}}}" for i in range(count))
        yield "a", "".join(rf"(1+\frac{{b}}{{a+{i}}})" for i in range(count))
        yield r"\prod_{i=1}^{40} (a+i)", "".join(f"(a+{i})" for i in range(count))


def _numbers() -> Iterator[tuple[str, str]]:
    for digits in (20, 200, 1500):
        yield "a", "7" * digits + "a"
        yield "a", "0." + "3" * digits + "b"
        yield "a", f"({'9' * digits})^{{64}}"
        yield "a", rf"\sqrt{{{'7' * digits}}} + \log({'7' * digits})"
        yield "a", rf"\frac{{{'1' * digits}}}{{{'3' * digits}}}"
        yield "a", rf"\exp({'9' * digits})"
    for n in (20, 100, 1000):
        yield "a", f"{n}! a"
        yield "a", rf"\binom{{{2 * n}}}{{{n}}} b"
        yield "a", rf"\prod_{{k=1}}^{{{n}}} k"


def _kroneckers() -> Iterator[tuple[str, str]]:
    for count in (2, 3, 4, 6, 12):
        tower = r" \otimes ".join("A" * count)
        yield r"A \otimes B", r" \otimes ".join("AB" * count)
        yield r"\operatorname{tr}(A)", rf"\operatorname{{tr}}({tower})"
        yield r"\det(A)", rf"\det({tower})"
        yield r"A", f"({tower})^{{-1}}"


def _powers() -> Iterator[tuple[str, str]]:
    for power in (8, 16, 32, 64, 200):
        for base in ("(A+B)", "(a+b+c+p)", "(A B + I)", "(A+B)^{-1}", "(x y^T)"):
            yield "a" if "a" in base else "A", f"{base}^{{{power}}}"
        yield "a", rf"\operatorname{{tr}}((A+B)^{{{power}}})"
        yield r"\det(A)", rf"\det((A+B)^{{{power}}})"


def _blocks() -> Iterator[tuple[str, str]]:
    for size in (2, 3, 4, 6, 8):
        rows = r"\\".join("&".join("ABCD"[(i + j) % 4] for j in range(size)) for i in range(size))
        block = rf"\begin{{bmatrix}}{rows}\end{{bmatrix}}"
        yield r"\det(A)", rf"\det{block}"
        yield r"\operatorname{tr}(A)", rf"\operatorname{{tr}}({block}^{{-1}})"
        scalars = r"\\".join(
            "&".join("abcpq"[(i * j) % 5] + f"+{i}" for j in range(size)) for i in range(size)
        )
        yield "a", rf"\det\begin{{bmatrix}}{scalars}\end{{bmatrix}}"
        yield r"\operatorname{rank}(A)", rf"\operatorname{{rank}}{block}"


def _nests() -> Iterator[tuple[str, str]]:
    for depth in (10, 100, 900):
        for opening, inside, closing in (
            ("{", "A", "}"),
            ("(", "A", ")^{-1}"),
            (r"\frac{1}{1+", "a", "}"),
            (r"\sqrt{1+", "a", "}"),
            (r"\exp(", "a", ")"),
            (r"|a-", "b", "|"),
            (r"\max(a,", "b", ")"),
            (r"\operatorname{ReLU}(", "a", "-b)"),
            ("(A+", "B", ")^T"),
            (r"(I+", "A", ")^{-1}"),
        ):
            yield inside, opening * depth + inside + closing * depth


def _chains() -> Iterator[tuple[str, str]]:
    for count in (3, 10, 40):
        yield "a", "=".join([f"a + {i} - {i}" for i in range(count)])
        yield "A", " = ".join(["(A^{-1} + B - B)^{-1}"] * count)
        yield "a + b = c", " , ".join(["a + b = c"] * count)
        yield "A B = I", " = ".join(["A B"] * count + ["I"])


def _pieces() -> Iterator[tuple[str, str]]:
    for count in (4, 8, 12, 16):
        yield "a", "+".join(rf"|a-{i} b|" for i in range(count))
        yield "a", rf"\max({','.join(f'a-{i} b' for i in range(count))})"
        yield "a", "".join(rf"\mathbf{{1}}[a>{i}b]" for i in range(count))
        yield "a", "+".join(rf"\sqrt{{(a-{i})^2}}" for i in range(count))
        yield "n", "+".join(rf"\operatorname{{rank}}(A-{i}I)" for i in range(count))


PLAIN = {
    "sums": _sums,
    "towers": _towers,
    "products": _products,
    "numbers": _numbers,
    "kroneckers": _kroneckers,
    "powers": _powers,
    "blocks": _blocks,
    "nests": _nests,
    "chains": _chains,
    "pieces": _pieces,
}


def _declared() -> Iterator[Input]:
    """Declarations and assumptions that ask for much: many letters, words as sizes, deep JSON."""
    for count in (8, 24, 64):
        letters = MANY[:count]
        total = "+".join(letters)
        yield Input("letters", letters[0], total, dict.fromkeys(letters, "scalar"))
        square = {key: ["n", "n"] for key in letters}
        yield Input("letters", letters[0], "".join(letters), square)
        shapes = {name: [f"d{i}", f"d{i + 1}"] for i, name in enumerate(letters)}
        yield Input("letters", "".join(letters), "".join(letters) + "+0", shapes)
        yield Input("letters", f"({total})^4", f"({total})^3", dict.fromkeys(letters, "scalar"))
    for word in ("hidden", "a" * 60, "a" * 3000, "m*" * 200 + "n", "n^64", "9" * 40):
        yield Input("sizes", "W", "W^T", {"W": [word, word]})
        yield Input("sizes", "W", "2 W", {"W": [word, 3]})
    deep: Any = "n"
    for _ in range(300):
        deep = [deep]
    for data in (deep, {"W": deep}, {"W": {"shape": deep}}, {"W": ["n", deep]}):
        yield Input("json", "W", "W", data)
    equations = ("a^2 + b^2 = 1", "b^2 + c^2 = p", "a b c = q", "A B = B A", "A^3 = A", "A^T A = B")
    for count in range(1, 7):
        assumed = equations[:count]
        yield Input("equations", "a b", "b a + c - c", SYMBOLS, assumed)
        yield Input("equations", "A B A", "A A B", SYMBOLS, assumed)


def _all() -> Iterator[Input]:
    for kind, make in PLAIN.items():
        for gold, answer in make():
            yield Input(kind, gold, answer, SYMBOLS)
    yield from _declared()
    for kind, make in PLAIN.items():
        for gold, answer in islice(make(), 2, 5):
            yield Input(f"{kind} as gold", answer, gold, SYMBOLS)


INPUTS = tuple(_all())


def judged(one: Input) -> str:
    """The verdict on an input."""
    line = {"gold": one.gold, "symbols": one.symbols, "assume": list(one.assume)}
    return Question.from_json(line).judge(one.answer).verdict


def _measured(one: Input) -> tuple[str, float, float]:
    """The verdict or what went wrong, processor seconds, and megabytes over the start."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
        try:
            said = judged(one)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is told
            said = f"raised {error!r}"[:100]
        os.write(into, said.encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as pipe:
        said = pipe.read() or "killed"
    _, _, used = os.wait4(child, 0)
    return said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024 - before


def main() -> None:
    chosen = [one for one in INPUTS if not sys.argv[1:] or one.kind.startswith(sys.argv[1])]
    wrong = 0
    for i, one in enumerate(chosen):
        said, seconds, megabytes = _measured(one)
        if said.startswith(("raised", "killed")) or seconds > SECONDS or megabytes > MEGABYTES:
            wrong += 1
            print(f"{one.kind:12} {i:3} {said:12} {seconds:5.1f} s {megabytes:4.0f} MB", end=" ")
            print(f"{one.gold[:40]} ~ {one.answer[:60]}", flush=True)
    print(f"{wrong} of {len(chosen)} inputs take too much")


if __name__ == "__main__":
    main()
