# Safe Return. `make` prints the menu; every target sets up what it needs.
# One virtual environment in .venv, everything else that is made lies in .data.
.DEFAULT_GOAL := help
.PHONY: help run test test-all check fix bench docs guide lock django clean
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

PYTHON ?= python3
ARGS ?=
ONLY ?=
VENV := .venv
BIN := $(VENV)/bin
# A moved or copied checkout has another stamp: its environment is made again.
HERE := $(shell printf %s '$(CURDIR)' | cksum | cut -d' ' -f1)
RUN_READY := $(VENV)/.run-$(HERE)
TEST_READY := $(VENV)/.test-$(HERE)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
AS_TEST := SAFERETURN_MODE=test

help: ## this menu
	@echo 'Safe Return: the shared record for children who go missing'
	@echo
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18
	@echo
	@echo 'Begin with `make run`. Pass options in ARGS: make run ARGS="--help"'

run: $(RUN_READY) ## start it: database, demonstration town, web server, worker
	@exec $(BIN)/safereturn run $(ARGS)

test: $(TEST_READY) ## every test but the long matrix (ARGS="-k worklist")
	@.ci/system-packages
	@$(BIN)/pytest -n 2 --dist worksteal -m 'not matrix' $(ARGS)

test-all: $(TEST_READY) ## every test, with branch coverage
	@.ci/system-packages
	@$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term $(ARGS)

check: $(TEST_READY) ## formatter, linters, types, import contracts, migrations
	@.ci/check

fix: $(TEST_READY) ## put right what a tool can put right
	@$(BIN)/ruff check --fix safereturn tests || true
	@$(BIN)/ruff format safereturn tests

bench: $(RUN_READY) ## measure the pages against a bare view (ONLY=picture)
	@exec $(BIN)/safereturn bench $(if $(ONLY),--only $(ONLY)) $(ARGS)

docs: $(RUN_READY) ## make the documents that come from the code again
	@$(AS_TEST) exec $(BIN)/safereturn docs $(ARGS)

guide: $(TEST_READY) ## take the pictures of the guide again (docs/guide)
	@.ci/system-packages
	@SAFERETURN_GUIDE=1 $(BIN)/pytest -q tests/journeys/test_the_main_journey.py tests/journeys/test_the_agreement.py

lock: ## pin the newest allowed versions again, with hashes
	@.ci/lock $(ARGS)

django: $(TEST_READY) ## Django's own commands (ARGS="makemigrations episodes")
	@$(AS_TEST) $(BIN)/python -m django $(ARGS) --settings safereturn.config.settings

clean: ## remove the environment (.data, with the database, is kept)
	rm -rf $(VENV)

$(RUN_READY): requirements/run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Safe Return needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11'; exit 1; }
	@echo 'Setting up .venv (first start, or the list of packages has changed) …'
	@compgen -G '$(RUN_READY)' >/dev/null || $(PYTHON) -m venv --clear $(VENV) || \
	  { echo 'Python could not make a virtual environment. On Debian: apt-get install python3-venv'; exit 1; }
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(TEST_READY): requirements/test.txt $(RUN_READY)
	@echo 'Installing the tools for tests and checks …'
	@$(PIP) install --require-hashes -r requirements/test.txt
	@touch $@
