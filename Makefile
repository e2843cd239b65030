# Quote Desk: `make try` to see it, `make test` to prove it. Set-up is part of both.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8765
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
# The locks name every package, so nothing is resolved here; `pip check` says when one of them lacks something. (An older pip
# that resolves warns of an extra, html_clean, that lxml spells html-clean.)
INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps
CHECK := found=$$($(BIN)/python -m pip check --disable-pip-version-check) || { echo "$$found"; exit 1; }

.PHONY: help setup try test check format run faults bench locks clean

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: .venv/.runtime ## Set up without starting anything

try: .venv/.runtime ## A Slack-like workspace with the bot in it, in your browser (PORT=8765)
	@exec $(BIN)/quotedesk try --port $(PORT)

run: .venv/.runtime ## Connect to your Slack workspace (tokens in .env)
	@exec $(BIN)/quotedesk run

test: .venv/.dev .venv/.browser .venv/.postgres ## Every test
	$(BIN)/pytest -n 4 --dist worksteal

check: .venv/.dev ## Lint, format and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.dev ## Put the code into its format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

faults: .venv/.dev ## The fault programme in full (hours; SIZE=small for minutes)
	$(BIN)/python -m tests.faults $(if $(filter small,$(SIZE)),--small)
	$(BIN)/pytest -m slow tests/faults

bench: .venv/.dev ## Measure speed against peers, in the same run
	$(BIN)/python -m benchmarks.ask
	$(BIN)/python -m benchmarks.reply

locks: ## Renew the hashed locks (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade \
		--extra build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --upgrade \
		--extra build --extra bench --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## Remove what was set up
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with its venv module is needed \
	(Debian: apt-get install python3 python3-venv)."; exit 1; }
	@echo "Setting up, once (about half a minute) …"
	@$(PYTHON) -m venv .venv

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-build-isolation -e .
	@$(CHECK)
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(CHECK)
	@touch $@

# The browser tests drive a Chromium: the system's, or Playwright's own where nothing may be installed.
.venv/.browser: .venv/.dev
	@command -v chromium chromium-browser google-chrome >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
			&& apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium >/dev/null; } \
		|| $(BIN)/playwright install chromium
	@touch $@

# The tests of PostgreSQL start a server of their own; RUNLEVEL=1 keeps the package from starting one.
.venv/.postgres: .venv/.dev
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
			&& apt-get -qq update && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq install -y postgresql >/dev/null; } \
		|| echo "PostgreSQL is not installed: its tests are skipped."
	@touch $@
