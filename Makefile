# Chbas. `make` alone lists what there is; each recipe only calls commands that also work by hand.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
RUN_STAMP := .venv/.run-$(shell cksum requirements/run.txt 2>/dev/null | cut -d' ' -f1)
TEST_STAMP := .venv/.test-$(shell cksum requirements/test.txt 2>/dev/null | cut -d' ' -f1)

.PHONY: help run chat test check transcripts lint format types bench lock clean

help: ## List what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

run: $(RUN_STAMP) ## Run the bot with a web chat; no Facebook account needed
	@$(BIN)/bot serve

chat: $(RUN_STAMP) ## Talk to the bot in this terminal
	@$(BIN)/bot chat

test: $(TEST_STAMP) ## Run all tests, on SQLite and on a real PostgreSQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

check: $(RUN_STAMP) ## Check intents, phrases and facts
	@$(BIN)/bot check

transcripts: $(TEST_STAMP) ## Write the golden talks anew; the difference is what to review
	@CHBAS_WRITE_TRANSCRIPTS=1 $(BIN)/python -m pytest -q tests/test_transcripts.py

lint: $(TEST_STAMP) ## Look for mistakes of style
	@$(BIN)/ruff check .

format: $(TEST_STAMP) ## Bring the code into its one format
	@$(BIN)/ruff format .

types: $(TEST_STAMP) ## Check the types of the pure rooms
	@$(BIN)/mypy

bench: $(TEST_STAMP) ## Measure: webhook, answers, matching
	@$(BIN)/python bench/ack.py && $(BIN)/python bench/answer.py && $(BIN)/python -m bench.match

lock: $(TEST_STAMP) ## Pin the newest allowed versions, with hashes (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra test pyproject.toml -o requirements/test.txt

clean: ## Remove the environment (not the store)
	rm -rf .venv build *.egg-info

.venv/bin/python:
	@echo "Making the environment .venv (once)…"
	@$(PYTHON) -c 'import sys; sys.exit("Chbas needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv .venv

$(RUN_STAMP): .venv/bin/python
	@echo "Installing what the bot needs (about a minute, once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(TEST_STAMP): $(RUN_STAMP)
	@echo "Installing what the tests need (about a minute, once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@
