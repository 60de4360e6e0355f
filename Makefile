# Everything is made inside this checkout: .venv holds the libraries, .local what a local stack keeps.
PYTHON ?= python3
BIN := .venv/bin
DEMO_JSON ?=
SCHEDULES ?= 10000
REQUESTS ?= 100000
BENCH_JSON ?=
ONLY ?=

.DEFAULT_GOAL := help
.PHONY: help demo up test check rehearse picture prove bench lock format clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/ready ## the main job from start to end, told as a story; leaves nothing running
	@$(BIN)/hotelly demo $(if $(DEMO_JSON),--json $(DEMO_JSON))

up: .venv/ready ## the same stack, kept running; prints its addresses
	@$(BIN)/hotelly up

test: .venv/ready ## all tests
	$(BIN)/pytest -n auto --dist loadfile -q

check: .venv/ready ## format, lint, types, structure, workflows, Terraform
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.house
	$(BIN)/hotelly check workflows/*.workflows.yaml
	$(BIN)/python -m tests.cloud.check
	$(BIN)/python -m tests.standins.terraform.offline

picture: .venv/ready ## draw the pictures of ARCHITECTURE.md again
	$(BIN)/python -m tests.house.picture

rehearse: .venv/ready ## whole installations on a stand-in of Google Cloud, broken off at every command
	$(BIN)/pytest -n auto -q -m rehearsal tests/cloud

prove: .venv/ready ## as many schedules of the simulation and requests as asked (SCHEDULES=10000, REQUESTS=100000)
	$(BIN)/python -m tests.simulation --schedules $(SCHEDULES)
	REQUESTS=$(REQUESTS) $(BIN)/pytest -q tests/fuzz

bench: .venv/ready ## how fast it is, in numbers (ONLY=PART, BENCH_JSON=FILE)
	@$(BIN)/python -m tests.bench $(ONLY) $(if $(BENCH_JSON),--json $(BENCH_JSON))

format: .venv/ready ## format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/ready ## resolve requirements*.in again, with hashes
	$(BIN)/pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes -r requirements-lock.txt
	$(BIN)/uv pip compile --quiet --no-cache --no-header --no-annotate --universal --generate-hashes \
		--python-version 3.11 requirements-lock.in -o requirements-lock.txt
	$(BIN)/uv pip compile --quiet --no-cache --no-header --no-annotate --universal --generate-hashes \
		--python-version 3.11 functions/requirements.in -o functions/requirements.txt
	$(BIN)/uv pip compile --quiet --no-cache --no-header --no-annotate --universal --generate-hashes \
		--python-version 3.11 requirements-dev.in -o requirements-dev.txt

clean: ## remove what was made, the local stack's database too
	rm -rf .venv .local .mypy_cache .pytest_cache .ruff_cache .hypothesis

# A .pth file and a two-line script instead of an editable install: no build tool is needed.
.venv/ready: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 …")'
	@echo 'Installing the libraries into .venv, once; this takes about half a minute.'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes -r requirements-dev.txt
	@$(BIN)/python -c 'import pathlib, sysconfig; \
		pathlib.Path(sysconfig.get_path("purelib"), "hotelly.pth").write_text("$(CURDIR)\n$(CURDIR)/functions\n")'
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$0")/python" -m infra.local.cli "$$@"' > $(BIN)/hotelly
	@chmod +x $(BIN)/hotelly
	@touch $@
