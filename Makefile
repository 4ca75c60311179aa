# Every target works on a fresh machine with nothing but python3 (3.11 or newer) and make:
# it makes .venv and installs there what it needs.

PYTHON ?= python3
BIN := .venv/bin
# How many processes run the tests; a number or "auto".
JOBS ?= 2

.PHONY: help demo test lint bench docs compare test-matrix env clean

help:
	@echo "make demo         the main job on SQLite, command by command"
	@echo "make test         lint and every test, on private PostgreSQL and MariaDB servers"
	@echo "make lint         ruff, mypy, import-linter"
	@echo "make bench        time against the incumbent"
	@echo "make compare      behave against the incumbent, case by case"
	@echo "make docs         the documentation as a web site in site/"
	@echo "make test-matrix  the tests on every Python found, with SQLAlchemy 2.0 and 2.1"
	@echo "make env          only the development environment in .venv"

.venv/.ready-demo: pyproject.toml scripts/environment.py
	@$(PYTHON) scripts/environment.py
	@touch $@

.venv/.ready-%: pyproject.toml scripts/environment.py
	@$(PYTHON) scripts/environment.py $(subst +, ,$*)
	@touch $@

env: .venv/.ready-lint+test

demo: .venv/.ready-demo
	@$(BIN)/python scripts/demo.py

lint: .venv/.ready-lint+test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: lint
	@PYTHONPATH=tests $(BIN)/python -m servers $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q

bench: .venv/.ready-lint+test
	@PYTHONPATH=tests $(BIN)/python -m servers $(BIN)/python scripts/bench.py $(SCENARIOS)

compare: .venv/.ready-lint+test
	@PYTHONPATH=tests $(BIN)/python -m servers $(BIN)/python scripts/compare.py

docs: .venv/.ready-docs
	@$(BIN)/mkdocs build --strict --quiet
	@echo "The documentation is in site/index.html"

test-matrix: .venv/.ready-lint+test
	@PYTHONPATH=tests $(BIN)/python -m servers $(BIN)/python scripts/matrix.py $(TESTS)

clean:
	rm -rf .venv .venv-incumbent .venv-matrix site
