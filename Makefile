# `make all` builds every sheet, `make test` checks the project, `make test-slow` what takes long;
# each sets itself up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# tests that share a costly fixture run in one worker: it is made once
PYTEST := $(BIN)/pytest -n auto --dist loadfile

.PHONY: all test test-slow lint bench fuzz attack clean

all: $(READY)
	$(BIN)/derive build

test: lint
	$(PYTEST) -m "not slow and not heavy"

test-slow: $(READY)
	$(PYTEST) -m "slow and not heavy"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m benchmarks

fuzz: $(READY)
	$(PYTEST) -m heavy
	$(BIN)/python -m tests.judging.hostile 600
	$(BIN)/python -m tests.judging.hostile_inputs
	$(BIN)/python -m tests.judging.test_mutants 20000

# false claims of each kind, thousands of them, with true ones that look alike
attack: $(READY)
	$(BIN)/python -m tests.attack 3000

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip uninstall -qq --disable-pip-version-check --yes derive
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,tex,figures]'
	touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find output -mindepth 1 ! -name .gitkeep -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
