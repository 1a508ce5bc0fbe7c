# Two commands: `make demo` and `make test`. Both make their own environment.
# On Windows without make, see README.md.

SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
# The first Python that will do.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: demo test soak lint bench browser clean pins

demo: $(VENV)/run.done
	$(BIN)/totalcapital demo --out demo

test: $(VENV)/dev.done browser
	$(BIN)/python -m pytest -n 2

# Damaged files of every format by the thousand: make soak FILES=100000 SEED=2
soak: $(VENV)/dev.done
	$(BIN)/python tests/hostile/soak.py --files $(or $(FILES),10000) --seed $(or $(SEED),1)

lint: $(VENV)/dev.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: $(VENV)/dev.done
	$(BIN)/python benchmarks/stages.py

# Chromium through the system's package manager where that is allowed; else the one that is there.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } \
	  || echo "no Chromium found: the browser tests will be skipped by name"

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11, 3.12 or 3.13 is needed; none was found. Set PYTHON=/path/to/python."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.done: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

$(VENV)/dev.done: requirements/dev.txt $(VENV)/run.done
	$(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

# Make the pins anew from pyproject.toml, with uv.
pins:
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --group dev \
	  -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) demo out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
