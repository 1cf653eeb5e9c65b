# Two commands are enough: `make run` shows the portal, `make test` proves it. Nothing has to be configured.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help run test migrated test-sqlite test-postgres test-browser test-long screenshots bench lint format messages clean tools-run tools-test

HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
# Tests and lint ask the project alone, not the environment they happen to be started in.
ALONE := env -u SECRET_KEY -u DEBUG -u ALLOWED_HOSTS -u SITE_URL -u TRUST_PROXY -u DATABASE_URL -u CACHE_URL \
	-u EMAIL_URL -u MEDIA_ROOT -u WEB_CONCURRENCY -u DATABASE_LOCK_TIMEOUT -u DEMO -u DJANGO_SETTINGS_MODULE
# Compiled modules are kept even where the environment says otherwise: the tests start some hundred processes, and each would
# compile the portal anew.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(ALONE) $(BIN)/python -m pytest
# One more at once than the machine has cores, up to five: many tests wait, for processes that they start or for slow nets.
AT_ONCE := -n $(shell expr $(shell nproc) + 1) --maxprocesses 5 --dist worksteal
SUITE := -m "not browser and not long" $(AT_ONCE)
# Measures speed, so nothing else may run beside it.
LIGHTHOUSE := tests/browser/test_lighthouse.py
DEPLOYED := SITE_URL=https://example.go.th SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/installed ## Serve the portal with demonstration data: make run [PORT=8000]
	@HOST=$(HOST) PORT=$(PORT) scripts/run.sh

test: migrated lint test-sqlite test-postgres test-browser ## Lint and every test: SQLite, PostgreSQL, browser

# In the background, for lint needs one core only: what the tests would make first, with all but one process waiting.
migrated: .venv/installed-dev
	@$(ALONE) DJANGO_SETTINGS_MODULE=portal.testing \
		$(BIN)/python tests/with_postgres.py $(BIN)/python -m tests.migrated_database &

test-sqlite: .venv/installed-dev ## The suite on SQLite
	@echo "--- The suite on SQLite"
	@$(PYTEST) $(SUITE)

test-postgres: .venv/installed-dev ## What touches the database, on a PostgreSQL server of its own
	@echo "--- The suite on PostgreSQL"
	@$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest $(SUITE)

test-browser: .venv/installed-dev node_modules/.installed ## The pages in Debian's Chromium
	@echo "--- The pages in Chromium"
	@$(PYTEST) -m "browser and not long" $(LIGHTHOUSE)
	@$(PYTEST) -m "browser and not long" $(AT_ONCE) --ignore=$(LIGHTHOUSE)

# Browser tests put whole databases back between tests, which the others know nothing of: they run by themselves, once.
test-long: .venv/installed-dev ## What takes minutes, on both databases, and every admin page in the browser
	@$(PYTEST) -m "long and not browser"
	@HYPOTHESIS_PROFILE=exploring $(PYTEST) -m hypothesis
	@$(ALONE) $(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest -m "(long or sqlite_only) and not browser"
	@$(PYTEST) -m "long and browser"

PICTURED := pictures_of_the_readme or picture_of_answering or pictures_of_joining or picture_of_the_roster or pictures_of_consent or pictures_of_choosing_a_speaker or picture_of_recording_a_meeting or staff_close_the_center or staff_set_the_opening_hours or a_manager_adds_a_user or staff_publish_a_version or staff_add_a_product
screenshots: .venv/installed-dev ## Take the pictures of the README and of docs/staff anew
	@$(PYTEST) -m browser -k "$(PICTURED)"
	@for picture in docs/img/*.png; do cp "data/screenshots/$${picture##*/}" "$$picture" || exit 1; done

# PARTS are pages (what each costs the server), visits (first ones of a phone whose processor is SLOWER), load (mixed, for so
# many MINUTES), sizes (numbers of products that the pages of products are compared at) and capacity (what one core does in a
# second). ONLY is a regular expression: pages whose title contains it. DATABASE=postgresql takes a server of its own.
PARTS ?= pages visits load sizes capacity
PRODUCTS ?= 6360
SIZES ?= 1000 100000
ROUNDS ?= 5
VISITS ?= 3
SLOWER ?= 4
MINUTES ?= 10
ONLY ?=
bench: .venv/installed-dev ## What each page costs: make bench [PARTS="pages visits load sizes capacity"] [PRODUCTS=6360] [DATABASE=postgresql]
	@$(ALONE) $(if $(filter postgresql,$(DATABASE)),$(BIN)/python tests/with_postgres.py) \
		$(BIN)/python -m bench --fresh --parts $(PARTS) --products $(PRODUCTS) --sizes $(SIZES) --rounds $(ROUNDS) \
		--visits $(VISITS) --slower $(SLOWER) --minutes $(MINUTES) --only '$(ONLY)'

lint: .venv/installed-dev node_modules/.installed ## Style, types, templates, layers, migrations, deployment, stylesheet
	@echo "--- Lint"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Not formatted: run make format"; $(BIN)/ruff format --check; exit 1; }
	@$(ALONE) $(BIN)/mypy --no-error-summary
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/djhtml --check --tabwidth 2 templates >/dev/null 2>&1 || { echo "Not indented: run make format"; exit 1; }
	@$(BIN)/lint-imports --no-cache
	@$(ALONE) $(DEPLOYED) $(BIN)/python -W error manage.py makemigrations --check --dry-run
	@$(ALONE) $(DEPLOYED) $(BIN)/python -W error manage.py check --deploy --fail-level WARNING
	@npm run --silent css:check

format: .venv/installed-dev ## Put Python and templates into the one style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/djhtml --tabwidth 2 templates

messages: .venv/installed-dev ## Collect the texts for locale/en, sorted, and name those without a translation
	@$(ALONE) $(BIN)/python scripts/messages.py

clean: ## Remove what can be made again (keeps data/)
	rm -rf .venv node_modules data/static data/screenshots data/test-renditions data/test-databases .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Installed once, and again only when the list of what to install has changed -----------------------------------

tools-run:
	@scripts/tools.sh run

tools-test:
	@scripts/tools.sh test

.venv/bin/python: | tools-run
	@echo "Making .venv"
	@python=python3; command -v python3.11 >/dev/null && python=python3.11; $$python -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing requirements.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements.txt requirements-dev.txt | tools-test .venv/bin/python
	@echo "Installing requirements-dev.txt"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ .venv/installed

node_modules/.installed: package.json package-lock.json | tools-test
	@echo "Installing what builds the stylesheets and measures the pages"
	@PUPPETEER_SKIP_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
	@touch $@
