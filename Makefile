# What one types. Works with GNU make 3.81 (macOS) and later; `make help` lists the targets.
#
#   PYTHON=/path/to/python3.12   the interpreter to build .venv with
#   ARTICLES=file-or-folder OUT=folder PUBLISHED=2019-02-05 OPTIONS="--types air_strike"   for `make briefing`
#   NOTEBOOK=03_count_events ARTICLES=file-or-folder OUT=folder OPTIONS="-p PERIOD week"    for `make report`

ARTICLES ?= data/articles.csv
OUT ?=
PUBLISHED ?=
NOTEBOOK ?=
OPTIONS ?=

BIN := .venv/bin
# A value as one word of the shell, whatever blanks and quotes are in it.
quote = '$(subst ','\'',$(1))'

# The interpreter itself, never the .venv that may be active, since that is the folder being rebuilt. Without
# PYTHON, the first of those that every locked package has a wheel for, then whatever python3 is.
LOCATE := import os, sys; sys.version_info >= (3, 11) and print(os.path.realpath(sys._base_executable))
CANDIDATES := python3.11 python3.12 python3.13 python3.14 python3
INTERPRETER := $(shell for name in $(if $(PYTHON),$(call quote,$(PYTHON)),$(CANDIDATES)); do \
    found=$$("$$name" -c '$(LOCATE)' 2>/dev/null) && [ -n "$$found" ] && echo "$$found" && break; done)

# The stamps are named after what they stand for: the lock, the interpreter and this folder (an environment cannot
# be moved), and the package's own description. Python files need none: the install is editable.
LOCKED := .venv/locked-$(shell { pwd; echo "$(INTERPRETER)"; cat requirements.lock; } | cksum | tr -d ' ')
INSTALLED := .venv/installed-$(shell cksum < pyproject.toml | tr -d ' ')
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: environment briefing test lab report picture gallery format lock clean help

environment: $(INSTALLED)  ## refresh .venv where the lock or pyproject.toml has changed (what a bare `make` does)

$(LOCKED):
	@[ -n "$(INTERPRETER)" ] || { echo "analystkit needs Python 3.11 or later; $(if $(PYTHON),PYTHON=$(PYTHON) is not one,found none)." \
	    "Install it, or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Setting up .venv from requirements.lock: some 360 MB to download and a few minutes, this time only."
	@"$(INTERPRETER)" -m venv --clear .venv
	@# The pip that came with Python first makes way for the locked one.
	@sed -n '/^pip==/,/[^\\]$$/p' requirements.lock > .venv/pip.lock
	@$(PIP) install -qq --require-hashes -r .venv/pip.lock
	@$(PIP) install -qq --require-hashes --no-deps -r requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED)
	@$(PIP) install -qq --no-index --no-deps --no-build-isolation --editable .
	@$(PIP) check > .venv/check.txt || { cat .venv/check.txt >&2; echo "requirements.lock lacks what pyproject.toml asks for: make lock" >&2; exit 1; }
	@rm -f .venv/installed-*
	@touch $@

# The command itself ends by saying which file to open first.
briefing: $(INSTALLED)  ## map and count the events of ARTICLES (default: the demonstration data) into the folder OUT
	@$(BIN)/analystkit brief $(call quote,$(ARTICLES)) --out $(call quote,$(or $(OUT),briefing)) \
	    $(if $(PUBLISHED),--published $(call quote,$(PUBLISHED))) $(NOTE) $(OPTIONS)

ifeq ($(abspath $(ARTICLES)),$(abspath data/articles.csv))
NOTE := --note "demonstration data"
endif

test: $(INSTALLED)  ## run lint, types and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

lab: $(INSTALLED)  ## open the notebooks in JupyterLab; its settings, which keep it off the network, are in notebooks/jupyter
	JUPYTER_CONFIG_PATH=notebooks/jupyter $(BIN)/jupyter lab $(OPTIONS)

# The command itself ends by naming the page.
report: $(INSTALLED)  ## run NOTEBOOK on ARTICLES and write it as a page that can be sent, into the folder OUT
	@$(BIN)/python notebooks/jupyter/report.py $(call quote,$(NOTEBOOK)) --articles=$(call quote,$(ARTICLES)) --out=$(call quote,$(OUT)) \
	    $(if $(PUBLISHED),-p PUBLISHED $(call quote,$(PUBLISHED))) $(OPTIONS)

picture: $(INSTALLED)  ## draw the map that README.md shows, docs/map.png, from the demonstration data
	$(BIN)/python docs/map.py

gallery: $(INSTALLED)  ## draw every figure from the demonstration data into docs/gallery, and docs/gallery.md
	$(BIN)/python docs/gallery.py

format: $(INSTALLED)  ## put Python files and notebooks into their standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(LOCKED)  ## write requirements.lock anew from pyproject.toml; UPGRADE=yes takes the newest versions
	$(BIN)/uv --no-config pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --quiet --output-file requirements.lock

clean:  ## remove .venv, briefing/ and everything else that can be made again; corrections.csv, which cannot, stays
	[ ! -d briefing ] || find briefing -depth ! -name corrections.csv \( ! -type d -o -empty \) -delete
	rm -rf .venv build dist .pytest_cache .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 22
