# Everything sets itself up: uv is used where it is installed, Python's own venv and pip otherwise.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
UV := $(shell command -v uv 2>/dev/null)
# Neither the scheduler nor its libraries report anything home.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

ifdef UV
CREATE := $(UV) venv --quiet --allow-existing --python $(PYTHON)
INSTALL_IN := $(UV) pip install --quiet --python
else
CREATE := $(PYTHON) -m venv
INSTALL_IN := sh -c '"$$0" -m pip install --quiet --disable-pip-version-check "$$@"'
endif
INSTALL := $(INSTALL_IN) $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help demo test test-slow test-long lint types imports docs-check bench serve format lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/core.stamp: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Malgwi needs Python 3.11 or later; name one with: make PYTHON=python3.11")'
	@echo "Setting up $(VENV) (once; about 600 MB) ..." >&2
	@$(CREATE) $(VENV)
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/core.stamp requirements-dev.lock
	@echo "Adding the development tools ..." >&2
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/core.stamp ## Sample data, nightly and weekly run, and the brief printed
	@$(BIN)/voc demo

test: $(VENV)/dev.stamp lint types imports ## All quick checks and tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

# They wait for servers, browsers and killed processes: three at a time keep two cores busy.
test-slow: $(VENV)/dev.stamp ## Tests that kill processes or start servers
	$(BIN)/python -m pytest -q -n 3 --dist loadfile -m "slow and not long"

test-long: $(VENV)/dev.stamp ## Slow tests of half a minute each: more ways to be killed
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m long

lint: $(VENV)/dev.stamp ## Style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp ## Static types
	$(BIN)/mypy

imports: $(VENV)/dev.stamp ## Which package may import which
	$(BIN)/lint-imports

docs-check: $(VENV)/dev.stamp ## The documents name what exists, and all of it
	$(BIN)/python -m pytest -q tests/docs

# The peers bring what they need, without what they would only need for a model: no torch, no sentence-transformers.
# Where one cannot be installed, the table says so.
$(BENCH)/stamp: tests/bench/requirements.txt
	@echo "Setting up $(BENCH) for the peers (once; about 625 MB) ..." >&2
	@$(CREATE) $(BENCH)
	@if $(INSTALL_IN) $(BENCH)/bin/python --no-deps -r $<; then touch $@; \
	else echo "Not all peers could be installed; the table will name those that are missing." >&2; fi

bench: $(VENV)/core.stamp $(if $(DATA),$(BENCH)/stamp) ## Quality beside peers: DATA=folder GOLD=labels ARGS=...
ifdef DATA
	$(BIN)/python tests/bench/quality.py --data $(DATA) $(if $(GOLD),--gold $(GOLD)) $(ARGS)
else
	@$(BIN)/python tests/bench/quality.py --help
	@echo; echo "Run it with: make bench DATA=FOLDER GOLD=PATH. Other benchmarks, each with --help: tests/bench/gold.py,"
	@echo "nights.py (themes stay put), speed.py, trends.py, privacy.py. See docs/benchmarks.md."
endif

serve: $(VENV)/dev.stamp ## The dashboard
	$(BIN)/voc serve $(ARGS)

format: $(VENV)/dev.stamp ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/dev.stamp ## Write the lock files anew from pyproject.toml (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -c requirements.lock --extra dev --extra postgres --extra dask pyproject.toml -o requirements-dev.lock

clean: ## Remove the environment and caches
	rm -rf $(VENV) $(BENCH) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
