.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --warn-undefined-variables --no-print-directory
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c

HOST ?= 127.0.0.1
PORT ?= 8000
SOURCES ?= ../shared/seeds
export ALSKG_HOME ?= $(CURDIR)/.alskg

VENV := .venv
READY := $(VENV)/.ready
PY := $(VENV)/bin/python

.PHONY: help setup build serve test check lint types imports ontology reasoning queries grounding fmt wheel bench clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## make the virtual environment with the pinned packages

# The stamp holds until the pins or the project's own metadata change.
$(READY): requirements.lock pyproject.toml scripts/setup
	@scripts/setup $(VENV)
	@touch $@

build: $(READY) ## build the graph, if anything it is made from has changed
	@$(VENV)/bin/alskg build

serve: build ## build if needed, then serve on $(HOST):$(PORT)
	@$(VENV)/bin/alskg serve --host $(HOST) --port $(PORT)

test: $(READY) ## every test and every example in a docstring
	@$(PY) -m pytest -q --doctest-modules tests ontology graph loaders server queries

check: lint types imports ontology reasoning queries grounding ## what CI runs beside the tests

lint: $(READY) ## style, unsafe calls, missing docstrings
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(READY) ## untyped or wrongly typed code
	@$(VENV)/bin/mypy

imports: $(READY) ## imports against the arrows of docs/architecture.md
	@$(VENV)/bin/lint-imports

ontology: $(READY) ## parse, infer, validate, run ontology/checks/*-violation.rq
	@$(VENV)/bin/alskg check ontology

reasoning: $(READY) ## OWL 2 profiles, contradictions, and HermiT's memberships against the build's
	@$(VENV)/bin/alskg check reasoning

queries: $(READY) ## read every canned query and run its example
	@$(VENV)/bin/alskg check queries

grounding: $(READY) ## verify every passage against the documents, when they are there
	@if [ -d $(SOURCES) ]; then $(VENV)/bin/alskg check grounding --sources $(SOURCES); \
	else echo "skipped: no source documents in $(SOURCES)"; fi

fmt: $(READY) ## rewrite the code in the project's format
	@$(VENV)/bin/ruff check --fix . && $(VENV)/bin/ruff format .

wheel: $(READY) ## build the wheel, install it in an empty environment elsewhere, serve from there
	@scripts/wheel $(PY)

bench: build ## speed, as ratios within one run
	@$(PY) tests/bench.py

clean: ## remove what the targets above made
	@rm -rf $(VENV) .alskg dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
