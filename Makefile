# The only entry. `make` alone says what there is. Needs Python 3.11 or later and make; the rest comes into .venv.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
READY := .venv/.ready
CHECKED := $(wildcard recovery tests docs benchmarks webapp)
UPGRADE :=
ONLY :=
PYTHON :=

.PHONY: help demo web phone test tried check docs bench mutants walks lock clean venv

help: ## say what there is
	@echo "make demo     see the program do its main job on eight weeks of made-up entries"
	@echo "make web      build the phone app, which recovery serve then serves"
	@echo "make phone    see that app with made-up entries, in a window of a phone's size"
	@echo "make test     run all tests"
	@echo "make check    lint, types, import rules, tests, generated pages: all that must hold before a change is sent"
	@echo "make docs     write the generated pages anew"
	@echo "make bench    measure against other programs (minutes)"
	@echo "make mutants  break the pure functions in small ways and see whether a test notices (hours; stopped, it goes on); ONLY=insights"
	@echo "make walks    count the modules that an entry walks through, from the command line to the server and back"
	@echo "make lock     resolve the dependencies anew; UPGRADE=--upgrade takes the newest versions"
	@echo "make venv     make .venv and install everything into it (the others do so when it is needed)"
	@echo "make clean    remove everything that make made"
	@echo
	@echo "PYTHON=/path/to/python3.12 chooses the Python for .venv; the newest found is taken otherwise."

demo: $(READY)
	@$(BIN)/recovery demo

# Node, npm and what the app is built with come with the lock of Python and the one in webapp/.
web: $(READY)
	@$(BIN)/python webapp/make_app.py

phone: $(READY)
	@$(BIN)/python -m webapp.phone

# What the tests of the phone app need. Where it cannot be had, the other tests run, and the last lines say how many did not.
tried: $(READY)
	@$(BIN)/python webapp/make_app.py || echo "THE PHONE APP IS NOT BUILT: its tests will not run." >&2
	@$(BIN)/python tests/web/browser/bring.py || echo "NO BROWSER WAS BROUGHT: tests may not run in one." >&2

test: tried
	@$(BIN)/python -m pytest -n auto --dist worksteal

check: web tried
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CHECKED)
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	TESTS_ALL=yes $(BIN)/python -m pytest -n auto --dist worksteal

docs: $(READY)
	$(BIN)/python docs/generate.py

bench: $(READY)
	$(BIN)/python -m benchmarks

walks: $(READY)
	@$(BIN)/python -m benchmarks.walks

mutants: $(READY)
	nice -n 19 $(BIN)/python -m benchmarks.mutants --jobs 2 $(ONLY)

venv: $(READY)

# The lock names every package with its hash, so what is installed is what was tested.
$(READY): requirements-dev.lock pyproject.toml
	@set -e; \
	python="$(PYTHON)"; old=; \
	fits='import sys; sys.exit(sys.version_info < (3, 11))'; \
	if [ -z "$$python" ]; then \
	  for each in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	    if "$$each" -c "$$fits" 2>/dev/null; then \
	      old="$$each"; \
	      if "$$each" -c 'import venv, ensurepip' 2>/dev/null; then python="$$each"; break; fi; \
	    fi; \
	  done; \
	fi; \
	if [ -z "$$python" ] && [ -n "$$old" ]; then \
	  echo "$$old cannot make a virtual environment: its venv or ensurepip module is missing." >&2; \
	  echo "On Debian and Ubuntu install it with: apt install python3-venv" >&2; exit 1; \
	fi; \
	if [ -n "$(PYTHON)" ] && ! "$$python" -c "$$fits" 2>/dev/null; then \
	  echo "$(PYTHON) is not a Python 3.11 or later." >&2; exit 1; \
	fi; \
	if [ -z "$$python" ]; then \
	  echo "This needs Python 3.11 or later, and none was found. Get one from your system's packages or python.org," >&2; \
	  echo "or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "Making .venv with $$("$$python" --version) ..." >&2; \
	"$$python" -m venv --clear .venv; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock >&2; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e . >&2; \
	touch $(READY)

# uv resolves for every Python and platform at once; it has an environment of its own, so that the lock need not hold it.
lock: $(READY)
	$(BIN)/python -m venv --clear build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	build/lock/bin/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make lock" $(UPGRADE) --group dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv build dist recovery/web/static webapp/node_modules tests/web/browser/node_modules .coverage .coverage.* htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find recovery tests docs benchmarks webapp -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
