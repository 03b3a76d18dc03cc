# Every target does its own set-up: a fresh machine needs Python 3.11 to 3.13, make and PyPI.
#
#   make demo      a sample class graded from release to feedback, in build/demo
#   make test      the test suite
#   make test-slow what is left out there: more of the proofs that train, the real data
#   make check     ruff and mypy
#   make prove     that the graders accept what is right and reject what is wrong
#   make lab       JupyterLab with the course, in build/lab
#   make release   the student versions in release/, from source/
#   make bench     side-by-side measurements against stock nbgrader
#   make docs      the documentation, in build/docs, every link and command in it checked
#   make lock      requirements.lock anew from pyproject.toml

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ASSIGNMENTS = $(notdir $(patsubst %/,%,$(wildcard source/*/)))
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# uv from the PATH where there is one, else a copy of its own inside the environment.
FIND_UV = if uv --version >/dev/null 2>&1; then uv=uv; else uv=$(BIN)/uv; \
    [ -x $$uv ] || $(BIN)/python -m pip install --quiet 'uv>=0.5,<1' || exit 1; fi

# What a shell may have set for another project must not decide where this one is installed.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
export UV_COMPILE_BYTECODE := 1
export UV_PYTHON_DOWNLOADS := never
# Bytecode of a thousand modules takes longer than the sixty seconds uv grants on a slow disk.
export UV_COMPILE_BYTECODE_TIMEOUT := 600
export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: help install check test test-slow prove demo lab docs release lock bench clean

help:
	@sed -n '3,/^$$/s/^#  \{0,1\}//p' Makefile

install: $(INSTALLED)

$(BIN)/python:
	@python="$(PYTHON)"; \
	for name in python3.12 python3.11 python3.13 python3 python; do \
	    [ -n "$$python" ] && break; \
	    if $$name -c '$(SUITABLE)' 2>/dev/null; then python=$$name; fi; \
	done; \
	if ! "$${python:-false}" -c '$(SUITABLE)' 2>/dev/null; then \
	    echo "Your Turn needs Python 3.11, 3.12 or 3.13 and found none; install one, or say" >&2; \
	    echo "which one to use: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
	    exit 1; \
	fi; \
	python=$$("$$python" -c 'import sys; print(sys.executable)'); \
	echo "Setting up $(VENV) with $$python"; \
	if uv --version >/dev/null 2>&1; then uv venv --quiet --python "$$python" $(VENV); \
	elif ! "$$python" -m venv $(VENV); then \
	    rm -rf $(VENV); \
	    echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; \
	    exit 1; \
	fi

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	@$(FIND_UV); $$uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	$$uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# One file a worker at a time: a class that is graded for a file's tests is graded once. One worker
# more than processors, since many tests wait for what they started.
WORKERS := $$(n=$$(getconf _NPROCESSORS_ONLN); echo $$((n < 3 ? n + 1 : 4)))
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
test: $(INSTALLED)
	$(PYTEST) -m "not slow" tests

test-slow: $(INSTALLED)
	$(PYTEST) -m slow tests/course

prove: $(INSTALLED)
	$(BIN)/yourturn prove

demo: $(INSTALLED)
	$(BIN)/yourturn demo

lab: $(INSTALLED)
	$(BIN)/yourturn lab

docs: $(INSTALLED)
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs
	$(BIN)/python -m pytest tests/docs

# Without a gradebook: what students get depends on source/ and nbgrader_config.py alone.
release: $(INSTALLED)
	@for assignment in $(ASSIGNMENTS); do \
	    $(BIN)/nbgrader generate_assignment "$$assignment" --force --no-db || exit 1; \
	done

# Keeps what is pinned; `make lock UPGRADE=--upgrade` takes the newest.
lock: $(BIN)/python
	@$(FIND_UV); $$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --extra dev $(UPGRADE) pyproject.toml -o requirements.lock

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

clean:
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
	find yourturn graders tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
