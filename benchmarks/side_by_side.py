"""derive and Math-Verify on the same answers: `python -m benchmarks.side_by_side [ANSWERS.jsonl]`.

Each line is `{symbols, assume, gold, answer, verdict}`; without a file they are those of the tests.
Each of the two judges every answer twice in one process of its own: cold, then warm.  Math-Verify
0.9 runs in a virtual environment of its own, made on the first run.  Times are those of the
processor: other work does not count.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]
Judge = Callable[[Line], bool]
VENV = Path(__file__).parent / ".math_verify"
WANTED = "math-verify[antlr4_13_2]==0.9.0"


def derive_judge() -> Judge:
    """Whether derive accepts an answer, judged as for a reward: without hints."""
    from derive.judging.question import Question

    def judge(line: Line) -> bool:
        asked = dataclasses.replace(Question.from_json(line), hints=False)
        return asked.judge(line["answer"]).verdict == "equivalent"

    return judge


def math_verify_judge() -> Judge:
    """Whether Math-Verify accepts an answer, called as its documentation says."""
    from math_verify import parse, verify

    def judge(line: Line) -> bool:
        gold, answer = (parse(f"${line[name]}$") for name in ("gold", "answer"))
        return bool(verify(gold, answer))

    return judge


def measured(judge: Judge, lines: list[Line]) -> dict[str, Any]:
    """Seconds for each answer, cold and warm, and what was accepted."""
    found: dict[str, Any] = {}
    for run in ("cold", "warm"):
        seconds, accepted = [], []
        for line in lines:
            begun = time.process_time()
            accepted.append(judge({k: v for k, v in line.items() if k != "verdict"}))
            seconds.append(time.process_time() - begun)
        found |= {run: seconds, "accepted": accepted}
    return found


def run_alone(python: Path, name: str, path: Path) -> dict[str, Any]:
    """One of the two in a process of its own."""
    command = [str(python), str(Path(__file__)), str(path), "--judge", name]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def math_verify_python() -> Path:
    """The interpreter of the virtual environment that has Math-Verify."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", WANTED], check=True)
    return python


def rows(name: str, found: dict[str, Any], lines: list[Line]) -> list[str]:
    """Two rows of the table."""
    right = [
        a
        for a, line in zip(found["accepted"], lines, strict=True)
        if line["verdict"] == "equivalent"
    ]
    wrong = [
        a
        for a, line in zip(found["accepted"], lines, strict=True)
        if line["verdict"] != "equivalent"
    ]
    shares = f"{sum(right)} of {len(right)} | {sum(wrong)} of {len(wrong)}"
    made = []
    for run in ("cold", "warm"):
        seconds = sorted(found[run])
        median, late = statistics.median(seconds), seconds[int(0.95 * len(seconds))]
        rate = len(seconds) / sum(seconds)
        times = f"{median * 1e3:.2f} ms | {late * 1e3:.1f} ms | {rate:.0f}"
        made.append(f"| {name}, {run} | {shares} | {times} |")
    return made


def read_lines(path: Path) -> list[Line]:
    return [json.loads(text) for text in path.read_text().splitlines() if text.strip()]


def tested_answers() -> Iterator[Line]:
    """The answers of the families that the tests hold, each with its verdict."""
    from tests.judging.more_families import FAMILIES as MORE

    from tests.judging.families import FAMILIES

    for symbols, assume, gold, answers in (FAMILIES | MORE).values():
        for verdict, texts in answers.items():
            question = {"symbols": symbols, "assume": assume, "gold": gold, "verdict": verdict}
            if isinstance(gold, str):
                yield from ({**question, "answer": text} for text in texts)


def print_table(path: Path) -> None:
    """Run both on a file, and print what they took and accepted."""
    print(
        "| judge | right accepted | wrong accepted | median | 95th percentile | answers a second |"
    )
    print("|---|---|---|---|---|---|")
    for name, python in (("derive", Path(sys.executable)), ("math-verify", math_verify_python())):
        print("\n".join(rows(name, run_alone(python, name, path), read_lines(path))), flush=True)


def main() -> None:
    """Print the table, or what one of the two made of the answers."""
    parser = argparse.ArgumentParser(description="derive and Math-Verify on the same answers")
    parser.add_argument("answers", type=Path, nargs="?", help="JSONL; else those of the tests")
    parser.add_argument("--judge", choices=("derive", "math-verify"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.judge:
        judge = derive_judge() if options.judge == "derive" else math_verify_judge()
        print(json.dumps(measured(judge, read_lines(options.answers))))
    elif options.answers is not None:
        print_table(options.answers)
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "answers.jsonl")
            path.write_text("".join(json.dumps(line) + "\n" for line in tested_answers()))
            print_table(path)


if __name__ == "__main__":
    main()
