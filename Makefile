# Yutang: every task a developer or operator needs. `make help` writes itself from the ## comments.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
YUTANG := $(VENV)/bin/yutang
STAMP := $(VENV)/.stamp-dev
STORE := storefront
H5 := $(STORE)/dist/build/h5/index.html

.PHONY: help setup up demo test test-fast check lint format types imports bench docs storefront openapi screenshots clean lock

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  \033[36mmake %-12s\033[0m %s\n", $$1, $$2}'

$(STAMP): pyproject.toml requirements/dev.lock scripts/setup
	@scripts/setup
	@touch $@

setup: $(STAMP) ## Make .venv with everything development needs

$(STORE)/node_modules/.stamp: $(STORE)/package-lock.json
	@scripts/need node 20
	cd $(STORE) && npm ci --no-fund --no-audit
	@touch $@

$(H5): $(STORE)/node_modules/.stamp $(shell find $(STORE)/src $(STORE)/index.html $(STORE)/vite.config.ts -type f 2>/dev/null)
	cd $(STORE) && npm run build:h5

storefront: $(H5) ## Build the storefront (H5)

up: $(STAMP) $(H5) ## Install, build, load the demo brand, start on http://127.0.0.1:8000
	$(YUTANG) demo load
	$(YUTANG) up

demo: $(STAMP) ## Load the demo brand into the data folder
	$(YUTANG) demo load

test: $(STAMP) $(H5) ## Install what tests need and run all of them (SQLite, and PostgreSQL + Redis where they answer)
	scripts/test

test-fast: $(STAMP) ## Unit tests on SQLite only
	$(VENV)/bin/pytest -n 2 -m "not browser and not slow"

check: lint types imports ## Everything static: lint, types, import rules, shape

lint: $(STAMP) ## ruff
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

format: $(STAMP) ## Let ruff format and fix
	$(VENV)/bin/ruff check --fix -q . || true
	$(VENV)/bin/ruff format .

types: $(STAMP) ## mypy --strict
	$(VENV)/bin/mypy

imports: $(STAMP) ## Import rules and the shape of the house
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/pytest -q -n0 tests/architecture/test_shape.py

bench: $(STAMP) ## Run every benchmark; each prints one JSON object with its yardstick
	scripts/bench

openapi: $(STAMP) ## Write the storefront API's schema and the types made from it
	$(YUTANG) export openapi storefront/openapi.json
	$(YUTANG) export openapi --guide storefront/openapi-guide.json
	cp storefront/openapi.json tests/snapshots/openapi.json
	cd $(STORE) && npm run gen:api

docs: $(STAMP) ## Write the generated reference pages under docs/reference
	$(PY) scripts/reference.py

screenshots: $(STAMP) $(H5) ## Take the pictures of README.md from a running demo
	$(PY) scripts/screenshots.py

lock: $(STAMP) ## Compile requirements/*.lock from pyproject.toml
	scripts/lock

clean: ## Remove what can be built again (never the data folder)
	rm -rf $(VENV) $(STORE)/node_modules $(STORE)/dist .mypy_cache .ruff_cache .pytest_cache
