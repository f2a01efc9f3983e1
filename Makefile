# One command each. Every target but clean first makes or refreshes .venv from the lock file.
PYTHON ?= python3.11
PORT ?= 8080
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: setup demo test check bench clean

setup: .venv/ready-dev

# The running product needs less than its tests do, so a newcomer's first demo waits for less.
.venv/ready: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(shell command -v $(PYTHON) || echo python3) -m venv .venv
	@echo "Installing what Shuanglian needs into .venv ..."
	@$(PIP) -r requirements.lock
	@$(PIP) --no-deps --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	@echo "Installing what its tests and checks need ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@

demo: .venv/ready
	@$(BIN)/shuanglian demo --port $(PORT)

test: setup
	@$(BIN)/python -m pytest -n 3 --dist loadfile

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m locales

bench: setup
	@$(BIN)/python -m bench.turns --json
	@$(BIN)/python -m bench.growth --json
	@$(BIN)/python -m bench.start --json
	@$(BIN)/python -m bench.workers --json
	@$(BIN)/python -m bench.duplicates --json
	@$(BIN)/python -m bench.quota --json
	@$(BIN)/python -m bench.roster --json
	@$(BIN)/python -m bench.broadcast --json

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache artifacts
