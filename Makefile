# Two commands need nothing but Python 3.11+:  make demo  and  make test
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUNTIME_STAMP := $(VENV)/.runtime
DEV_STAMP     := $(VENV)/.dev

.PHONY: help demo test check audit format bench soak eval pictures clean

help:
	@echo "make demo    the whole service on scripted models, no key, under two minutes"
	@echo "make test    the whole test suite, on SQLite and on a Postgres it starts by itself"
	@echo "make check   format, lint, types, import layers"
	@echo "make audit   the pinned dependencies against the known vulnerabilities"
	@echo "make bench   what a probe, a cycle and a start cost"
	@echo "make soak    half an hour of kills: daemon and Postgres, and the books must agree; ARGS='--minutes 2 --kills 6'"
	@echo "make pictures   the README's pictures, from a real run"
	@echo "make eval    every detector on seeded streams, and on recordings with DATA=folder"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Canary needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME_STAMP): $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): $(RUNTIME_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(RUNTIME_STAMP)
	$(BIN)/canary demo

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n auto -rs $(ARGS)

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

audit: $(DEV_STAMP)
	$(BIN)/python tools/audit.py

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV_STAMP)
	$(BIN)/python tools/bench.py $(ARGS)
	$(BIN)/python tools/bench_reports.py
	$(BIN)/python tools/bench_validators.py

soak: $(DEV_STAMP)
	$(BIN)/python tools/soak.py $(ARGS)

pictures: $(RUNTIME_STAMP)
	$(BIN)/python tools/pictures.py

eval: $(DEV_STAMP)
	$(BIN)/python tools/eval.py $(if $(DATA),--data $(DATA)) $(ARGS)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
