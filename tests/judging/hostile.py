"""Texts that nobody means: bytes, soups of tokens, damaged answers, towers, and sizes out of bounds.

`python -m tests.judging.hostile SECONDS [SEED]` tries them for so long and prints what went wrong:
an exception, more than a second, or more memory than an answer may take.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Iterator
from random import Random

from derive.judging.api import check
from derive.latex.declare import read_context
from tests.judging.families import FAMILIES

__all__ = ["CORPUS", "SECONDS", "judged", "texts"]

SECONDS = 1.0
MEGABYTES = 200
TOKENS = (
    r"A B x c n i \lambda \Sigma ^ _ { } ( ) [ ] | \| + - = , & \\ \frac \sqrt \sum \prod ^T ^\top ^{-1} ^+ ' 0 1 2 10 0.5"
    r" \operatorname{tr} \det \log \exp \mathbf \text{ \begin{bmatrix} \end{bmatrix} \begin{cases} \end{cases} \left( \right)"
    r" \left| \right| \otimes \odot \cdot / \langle \rangle \mathbb{1} [ > < \ne \partial \nabla \sigma \max \dots \quad $ \( \)"
    r" \text{where} _{ij} _{i=1} ^n \mathrm d {\rm tr} \hat \bar ᵀ ⁻¹ λ ∑ √ ‖ ½ \boxed{ \over \mid ^* \delta \tag{1} \in \mathbb{R}"
).split()


def _nested(opening: str, inside: str, closing: str, depth: int) -> str:
    return opening * depth + inside + closing * depth


CORPUS = {
    "empty": "",
    "spaces": " \n\t ",
    "bytes": "\x00\x01\xff\ud800",
    "many parentheses": _nested("(", "A", ")", 5000),
    "many braces": _nested("{", "A", "}", 5000),
    "open parentheses": "(" * 20000,
    "open braces": "{" * 20000,
    "many transposes": "A" + "^T" * 9000,
    "many primes": "A" + "'" * 15000,
    "many inverses": _nested("(", "A", ")^{-1}", 1500),
    "many fractions": _nested(r"\frac{1}{1+", "c", "}", 1000),
    "many roots": _nested(r"\sqrt{", "c", "}", 1500),
    "a tower of exponents": "2^{" * 500 + "2" + "}" * 500,
    "a small tower": "2^{2^{2^{2^{2^{2}}}}}",
    "a tower of letters": "c^{c^{c^{c^{c^{c^{c}}}}}}",
    "powers of powers": "((((((A^{64})^{64})^{64})^{64})^{64})^{64})",
    "a huge power": "A^{999999999}",
    "a huge power of a number": "10^{10^{10}}",
    "a huge negative power": "c^{-999999999999}",
    "a long number": "9" * 19000,
    "a long decimal": "0." + "3" * 15000,
    "many numbers": "+".join(["1234567891"] * 1500),
    "many factors": "A" * 20000,
    "ten to the five factors": "A" * 100000,
    "many inner products": "x^T x " * 3000,
    "many terms": "+".join("A" * 9000),
    "many minus signs": "-" * 19000 + "A",
    "many kroneckers": r"\otimes ".join("A" * 12),
    "more kroneckers": r"\otimes ".join("A" * 3000),
    "many hadamards": r"\odot ".join("A" * 2500),
    "nested sums": r"\sum_{i=1}^n " * 60 + "c",
    "sums in sums": r"\sum_i\sum_j\sum_k\sum_l\sum_p\sum_q A_{ij}A_{jk}A_{kl}A_{lp}A_{pq}A_{qi}",
    "a sum to a million": r"\sum_{i=1}^{1000000} c",
    "a sum to a tower": r"\sum_{i=1}^{2^{2^{2^{2}}}} c",
    "a product to a million": r"\prod_{i=1}^{1000000} c",
    "a large matrix": r"\begin{bmatrix}" + r"\\".join(["&".join("1" * 90)] * 100) + r"\end{bmatrix}",
    "matrices in matrices": _nested(r"\begin{bmatrix}", "c", r"\end{bmatrix}", 300),
    "blocks doubled": _nested(r"\begin{bmatrix}A&A\\A&", "A", r"\end{bmatrix}", 12),
    "large identity": "I_{100000000}",
    "large zeros": r"\mathbf{0}_{1000000 \times 1000000} + A",
    "functions in functions": _nested(r"\exp(", "c", ")", 200),
    "matrix functions": _nested(r"\exp(", "A", ")", 40),
    "norms in norms": _nested(r"\|", "x", r"\|", 500),
    "bars": "|" * 15000,
    "derivatives in derivatives": r"\frac{\partial}{\partial x}" * 30 + "c",
    "derivative of a large formula": r"\nabla_x (" + "+".join(["x^T A x"] * 300) + ")",
    "many where": "A" + "".join(f", Q_{{{i}}} = A" for i in range(500)),
    "where doubled": "Q_9" + "".join(f", Q_{i} = Q_{i - 1}Q_{i - 1}Q_{i - 1}Q_{i - 1}" for i in range(9, 0, -1)) + ", Q_0 = AA",
    "where in a circle": "P, P = Q, Q = P",
    "many links": "=".join("A" * 3000),
    "many scripts": "A" + "_{i}" * 4000,
    "a long name": r"\mathrm{" + "q" * 19000 + "}",
    "accents": _nested(r"\hat{", "A", "}", 800),
    "fonts": _nested(r"\mathbf{", "A", "}", 800),
    "a long subscript": "A_{" + "1" * 15000 + "}",
    "environments": r"\begin{aligned}" * 500,
    "ends": r"\end{bmatrix}" * 500,
    "a million characters": "A+" * 500000,
    "determinants": _nested(r"\det(", "A", ")A", 60),
    "square roots of matrices": _nested("(", "A^TA", ")^{1/2}", 12),
    "combining marks": "A" + "\u0302" * 5000,
    "dollars": "$" * 19000,
    "quads": r"\quad" * 3000 + "A",
    "pseudo-inverses": _nested("(", "A", ")^+", 40),
    "cases in cases": _nested(r"\begin{cases}c & c>0\\", "c", r"\end{cases}", 200),
    "a huge index": "x_{99999999999999999999}",
    "a power of a sum": "(A+B)^{64}",
    "powers of a sum": "((A+B)^{64}+(A-B)^{63})^{64}",
    "a size as an exponent": "A^{n^{n^n}}",
    "factorials": "n!" * 3000,
}  # fmt: skip
QUESTION = {
    "symbols": {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1], "c": "scalar"},
    "assume": [],
}


def judged(question: dict[str, object], gold: str, answer: str) -> tuple[str, float]:
    """The verdict on a text and the seconds that it took."""
    context = read_context(question)
    begun = time.perf_counter()
    verdict = check(gold, answer, context).verdict
    return verdict, time.perf_counter() - begun


def texts(seed: int) -> Iterator[tuple[dict[str, object], str, str]]:
    """Endlessly: a question, its gold, and a text."""
    random = Random(seed)
    names = list(FAMILIES)
    while True:
        symbols, assume, gold, answers = FAMILIES[random.choice(names)]
        question = {"symbols": symbols, "assume": assume}
        gold = gold if isinstance(gold, str) else gold[0]
        known = random.choice([text for group in answers.values() for text in group])
        yield question, gold, _damaged(known, random)
        yield QUESTION, "A B x", _soup(random)
        yield (
            QUESTION,
            "A",
            "".join(chr(random.randrange(1, 0x2FF)) for _ in range(random.randrange(40))),
        )


def _soup(random: Random) -> str:
    return " ".join(random.choice(TOKENS) for _ in range(random.randrange(1, 30)))


def _damaged(text: str, random: Random) -> str:
    """A text with a few stretches deleted, doubled, moved or put in."""
    for _ in range(random.randrange(1, 5)):
        a, b = sorted(random.randrange(len(text) + 1) for _ in range(2))
        b = min(b, a + 12)
        match random.randrange(5):
            case 0:
                text = text[:a] + text[b:]
            case 1:
                text = text[:b] + text[a:b] + text[b:]
            case 2:
                text = text[:a]
            case 3:
                text = text[:a] + random.choice(TOKENS) + " " + text[a:]
            case _:
                text = text[b:] + text[a:b] + text[:a]
    return text


def main(seconds: float, seed: int) -> int:
    """Try texts for so long; the count of those that went wrong."""
    tracemalloc.start()
    bad, tried, end = 0, 0, time.monotonic() + seconds
    for question, gold, text in texts(seed):
        if time.monotonic() > end:
            break
        tried += 1
        tracemalloc.reset_peak()
        try:
            verdict, took = judged(question, gold, text)
        except RecursionError as error:
            verdict, took = f"crash: {error!r}", 0.0
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        if verdict.startswith("crash") or took > 5 * SECONDS or peak > MEGABYTES:
            bad += 1
            print(f"{verdict} in {took:.1f} s with {peak:.0f} MB: {gold!r} against {text!r}")
    print(f"{tried} texts, {bad} went wrong")
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
