# make demo   build the graph, show what is in it, answer three questions, write out/graph.{html,ttl,trig}
# make test   lint, types, all tests          make lint   lint and types alone
# make bench  speed, as ratios                make soak   the long tests
#
# Each target makes the virtual environment .venv itself. PYTHON=python3.12 picks the Python to make it with.

PYTHON ?= python3
# Compiled modules are kept: without them each command compiles itself anew.
unexport PYTHONDONTWRITEBYTECODE
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install

# The three questions of `make demo`: what is asked, and what stands behind `kg query`.
ASKED_1 ?= What was done between Pakistan and the Palestine Liberation Organization?
QUESTION_1 ?= acts-between -p a=Pakistan -p b="Palestine Liberation Organization"
ASKED_2 ?= Whom did Mahmoud Abbas meet or speak with, and in which office were they?
QUESTION_2 ?= meetings -p agent="Mahmoud Abbas"
ASKED_3 ?= What do the documents give as rumour only?
QUESTION_3 ?= rumoured-or-hedged -p standing=Rumoured

.PHONY: all demo test lint bench soak frontend clean
.DELETE_ON_ERROR:

all: demo

demo: $(VENV)/runtime.stamp $(VENV)/frontend.stamp
	$(BIN)/kg build
	@echo
	$(BIN)/kg sources
	@printf '\n%s\n\n' '$(ASKED_1)'
	$(BIN)/kg query $(QUESTION_1) --cite --format table
	@printf '\n%s\n\n' '$(ASKED_2)'
	$(BIN)/kg query $(QUESTION_2) --cite --format table
	@printf '\n%s\n\n' '$(ASKED_3)'
	$(BIN)/kg query $(QUESTION_3) --cite --format table
	@mkdir -p out
	@if [ -f kg/picture/_assets/versions.json ]; then $(BIN)/kg view out/graph.html --sparql; else $(BIN)/kg view out/graph.html; fi
	$(BIN)/kg dump out/graph.ttl
	$(BIN)/kg dump out/graph.trig

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

test: lint $(VENV)/frontend.stamp $(VENV)/browser.stamp
	$(BIN)/python -m pytest -m "not soak" --numprocesses 2 --dist loadfile

soak: $(VENV)/frontend.stamp $(VENV)/browser.stamp
	$(BIN)/python -m pytest -m soak --timeout 3600

bench: $(VENV)/frontend.stamp $(VENV)/browser.stamp
	$(BIN)/python -m benchmarks.cold_start
	$(BIN)/python -m benchmarks.picture

# The pinned versions, made again; only by hand, after a change of dependencies: make requirements
.PHONY: requirements
COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
requirements:
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) requirements/node.in -o requirements/node.txt
	$(COMPILE) pyproject.toml -c requirements/build.txt -o requirements/runtime.txt
	$(COMPILE) pyproject.toml requirements/dev.in -c requirements/runtime.txt -c requirements/build.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .kg out node_modules build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/runtime.stamp: requirements/build.txt requirements/runtime.txt pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Chancery needs Python 3.11 or newer ($(PYTHON) is older, or missing)"; \
	    echo "hint: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 4; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/build.txt -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# What the picture's query page is bundled from: packages of npm, by the machine's own Node, else by the one from the requirements.
# Where neither can be had, the picture is made without its query page, and its tests are skipped, loudly.
frontend: $(VENV)/frontend.stamp
$(VENV)/frontend.stamp: $(VENV)/runtime.stamp package.json package-lock.json $(wildcard scripts/build-frontend* scripts/frontend/*)
	@if sh scripts/build-frontend; then touch $@; else echo "WARNING: the picture will have no query page"; fi

# A headless browser for the tests of the picture, if there is none yet; without one those tests are skipped, loudly.
$(VENV)/browser.stamp: $(VENV)/dev.stamp $(wildcard tests/browser/setup.sh)
	@if [ -f tests/browser/setup.sh ]; then PATH="$(CURDIR)/$(BIN):$$PATH" sh tests/browser/setup.sh; fi
	@touch $@
