"""What is written and said is the same to the byte, whatever the seed of the hashes is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from derive.publish.manifest import find_specs

ROOT = Path(__file__).parents[1]
SEEDS = (0, 1, 7)
LONG = ("relu_elbow", "ridge_regression")


def made(seed, out, *specs):
    """The files that a fresh process with a seed writes, by name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reproducible", str(out), *map(str, specs)],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def differing(folder, *specs, seeds=SEEDS):
    """The names of the files that are not the same for all seeds; there are some files."""
    each = [made(seed, folder / str(seed), *specs) for seed in seeds]
    assert each[0]
    names = {name for files in each for name in files}
    return {name for name in names if len({files.get(name) for files in each}) > 1}


def test_the_seed_of_the_hashes_changes_nothing(tmp_path):
    assert not differing(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        pytest.param(spec, id=spec.stem, marks=[pytest.mark.heavy] * (spec.stem in LONG))
        for spec in find_specs(ROOT / "specs")
    ],
)
def test_nor_in_the_shipped_problems(spec, tmp_path):
    assert not differing(tmp_path, spec, seeds=SEEDS[::2])
