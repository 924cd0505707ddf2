PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
NODE_READY := node_modules/.package-lock.json
PYTEST := $(BIN)/pytest -q -n 2 --dist loadfile

.PHONY: help serve test test-long check lint format golden docs bench bench-docs screenshot clean

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1	\2/p' $(MAKEFILE_LIST) | expand -t 12

serve: $(READY) ## Build the packaged app and serve it on http://127.0.0.1:5000
	$(BIN)/dbgen serve

test: $(READY) $(NODE_READY) lint ## Pass everything: lint, types, import rules, all tests
	scripts/system-packages chromium=chromium nginx=nginx openssl=openssl
	$(PYTEST) tests

test-long: $(READY) ## Repeat what depends on chance more often
	$(PYTEST) tests/end_to_end/test_killed_builds.py --killed-builds 200
	$(PYTEST) tests/end_to_end/test_serve_leaks.py --edits 500

check: $(READY) lint ## The inner loop: lint, types, import rules, unit and golden tests
	$(PYTEST) tests/schema tests/generator tests/runtime \
		--ignore tests/runtime/test_kernels.py --ignore tests/runtime/test_command_line.py \
		--ignore tests/runtime/test_supervised.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --package analyses
	$(BIN)/lint-imports

format: $(READY) ## Put the code into its layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(READY) ## Record the golden trees anew; read the diff afterwards
	$(BIN)/pytest -q tests/generator --update-golden

docs: $(READY) ## Write what is made from the source: docs/problems.md and the schema
	$(BIN)/python scripts/write_generated.py

bench: $(READY) ## Measure dbgen beside bare Tornado and its peers: BENCH="--help" tells more
	scripts/system-packages chromium=chromium
	$(BIN)/python -m bench $(BENCH)

bench-docs: $(READY) ## Write docs/benchmarks.md and its plot from docs/benchmarks.json
	$(BIN)/python -m bench.report docs/benchmarks.json

screenshot: $(READY) ## Take the picture of the README
	scripts/system-packages chromium=chromium
	$(BIN)/python scripts/screenshot.py docs/dummypi.png

clean: ## Remove what was made here
	rm -rf .venv node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

$(NODE_READY): package.json package-lock.json $(READY)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund
	touch $@
