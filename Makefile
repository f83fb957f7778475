# Each target sets up its own .venv first, from the pinned packages.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test lint bench lock clean
help: ## Say what each target does
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: $(VENV)/site ## Serve the site with demo people on http://127.0.0.1:8000 (PORT=, TIPTRACK_INSTANCE=)
	@$(BIN)/tiptrack init
	@$(BIN)/tiptrack prepare --demo
	@exec $(BIN)/tiptrack serve

test: $(VENV)/tests lint ## Check style, types, imports and content, and run all tests
	$(BIN)/python -m tests.support.postgres $(BIN)/pytest -n 2 --dist loadgroup

lint: $(VENV)/tests ## Check style, types, imports and content
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tiptrack content check

bench: $(VENV)/tests ## Measure speed against a bare Flask app, as a table
	$(BIN)/python -m tests.load.bench

lock: $(VENV)/tests ## Renew the pinned versions from requirements*.in
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url -o requirements.txt requirements.in
	$(BIN)/uv pip compile -q --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url -o requirements-test.txt requirements-test.in

clean: ## Remove what can be made again (never instance/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)

$(VENV)/site: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install -q --require-hashes -r requirements.txt
	$(BIN)/pip install -q --no-deps --no-build-isolation -e . 2>/dev/null
	@touch $@

$(VENV)/tests: requirements-test.txt $(VENV)/site
	$(BIN)/pip install -q --require-hashes -r requirements-test.txt
	@touch $@
