# Two commands: `make run` serves the demo firm, `make test` proves everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Whatever the shell says: hundreds of modules are compiled once, and not at every start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test cover check bench schema clean help

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run: $(VENV)/.run ## serve the demo firm; PORT=8001 HOST=127.0.0.1 choose where
	@nice $(BIN)/python -m graph.ide & \
	exec $(BIN)/panther serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: check ## lint, types, import contracts, schema, and all tests
	-@$(BIN)/python -m graph.ide
	$(BIN)/pytest -q -n 2

cover: $(VENV)/.test ## all tests once more, and which lines they don't reach
	$(BIN)/pytest -q -n 2 --cov --cov-report=term

check: $(VENV)/.test ## lint, types, import contracts and schema only
	$(BIN)/ruff check -q
	$(BIN)/ruff format -q --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/panther schema check

bench: $(VENV)/.test ## our service beside five others, how cost grows, and trust money's law beside none
	$(BIN)/python -m tests.benchmarks.peers --write
	$(BIN)/python -m tests.benchmarks.ledger_writes

schema: $(VENV)/.run ## print the schema anew into schema.graphql
	$(BIN)/panther schema print > schema.graphql

clean: ## forget the environment, the demo's changes and the explorer's page
	rm -rf $(VENV) .panther graph/ide/built graph/ide/node_modules

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Each stamp stands for an environment that holds what its goal needs.
$(VENV)/.run: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q -e .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q -e '.[dev]'
	@touch $@ $(VENV)/.run
