# Everything runs in a virtual environment of its own, made on first use.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help report test check lint types setup clean catalogue docs bench trust windows

help:
	@echo "make report   write the consolidated report of quarter II into build/"
	@echo "make test     the tests that need Python, git and make only"
	@echo "make windows  a folder to carry on a stick, from which Windows installs camket without network: build/windows"
	@echo "make bench    compare the speed with the floor, with git and with other programs; the table goes into docs/speed.md"
	@echo "make trust    try to break the program with broken inputs; the table goes into docs/reliability.md (FULL=1: for hours)"
	@echo "make check    every check: lint, types, generated files, all tests"

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(BIN)/python -m compileall -q src
	@touch $@

setup: $(STAMP)

report: $(STAMP)
	$(BIN)/camket report --quarter 2 --format md,docx,xlsx

test: $(STAMP)
	$(BIN)/python -m pytest -m "not libreoffice and not packages and not node and not browser" -n auto

check: $(STAMP) lint types
	$(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered
	$(MAKE) --no-print-directory test

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(STAMP)
	$(BIN)/mypy

catalogue: $(STAMP)
	$(BIN)/python tools/catalogue.py

docs: $(STAMP)
	$(BIN)/python tools/docs.py

# SCALE=full takes an hour and needs 2 GB of disk; SCALE=least a few minutes.
SCALE ?= small
PEERS := build/peers

$(PEERS)/.installed: benchmarks/peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	@touch $@

bench: $(STAMP) $(PEERS)/.installed
	$(BIN)/python benchmarks/bench.py --size $(SCALE) --peers $(PEERS)/bin --write

trust: $(STAMP)
	$(BIN)/python tools/trust.py $(if $(FULL),--full) $(if $(SEED),--seed $(SEED))

windows: $(STAMP)
	$(BIN)/python tools/carry_folder.py build/windows

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .coverage
