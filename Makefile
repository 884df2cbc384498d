# The two commands a newcomer needs are `make run` and `make test`; everything else is for those who build PilotBA.
PYTHON ?= python3
VENV ?= .venv
PY := $(VENV)/bin/python
NODE_BIN := $(VENV)/bin

.PHONY: run test lint bench build lock format clean

run: $(VENV)/.base  ## Start everything on http://localhost:8000
	@$(PY) -m bi_platform.run

test: $(VENV)/.dev  ## Run every test that this machine can run
	@$(PY) -m scripts.test

lint: $(VENV)/.dev  ## Format, lint, types, layers, security, templates
	@$(PY) -m scripts.lint

bench: $(VENV)/.dev  ## Print the table of benchmarks
	@$(PY) -m benchmarks

build: $(VENV)/.dev  ## Rebuild the committed front-end bundles
	@$(PY) -m scripts.node npm ci --ignore-scripts --no-audit --no-fund
	@$(PY) -m scripts.node node build.mjs

lock: $(VENV)/.dev  ## Write requirements/*.txt with hashes from *.in
	@for set in base scaled dev; do $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  requirements/$$set.in -o requirements/$$set.txt; done

format: $(VENV)/.dev
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .

clean:
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@sh scripts/venv.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "Installing PilotBA (once, about a minute)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "Installing the tools for development (once)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.base
