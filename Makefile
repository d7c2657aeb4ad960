# The commands of the project. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
VENV = .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip install -qq --disable-pip-version-check
MESSAGES = $(wildcard locale/*/LC_MESSAGES/*.po)
LANGUAGES = da sv nb fi is

# Settings for the checks of the code: those of a server, with a key and a database that nothing else uses
CHECKED = SECRET_KEY=$$($(PY) -c "import secrets; print(secrets.token_urlsafe(50))") \
	DATABASE_URL=sqlite:// DEBUG=false HTTPS=true

# Passkeys need a name: browsers refuse them at 127.0.0.1
HERE = http://localhost:$(PORT)
# Links in letters lead to this address, unless .env names another one
LINKS = grep -qs '^SITE_URL=' .env || export SITE_URL="$${SITE_URL:-$(HERE)}";

# Runs a command while no other make does
ALONE = $(PYTHON) tools/alone.py .make.lock

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# If two run at once, the second must not delete the files of the first
.PRECIOUS: .env
.PHONY: help run example dev test bench deploy-test faults mutants lint weaknesses licences messages clean ready prepared style types rules installed installed-dev python

# A line that begins with two number signs is a heading of the list; two after a target are its entry
help:
	@echo "Oversigt, the project-portfolio tracker of the Nordic Council of Ministers"
	@awk -F ':.*## ' '/^## / { printf "\n%s\n", substr($$0, 4) } /^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "New here? make run, then open the address that it prints. README.md says more, CONTRIBUTING.md how to change something."

## To use it

run: ready ## Installs and starts Oversigt on this machine; another port: make run PORT=9000
	@$(ALONE) $(PY) manage.py collectstatic --noinput --verbosity 0
	@echo "Oversigt: $(HERE)/ (Ctrl-C stops it)"
	@$(LINKS) exec $(PY) -m gunicorn portfolio.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--log-level warning --no-control-socket

example: ready ## Adds an invented portfolio of 2024 to 2026 that shows the life of grants; for trying, not for a register in use
	@$(PY) manage.py load_fixtures reference rules example

## To change it

dev: ready ## Starts it for development: shows errors in the browser, restarts when a file changes
	@$(LINKS) DEBUG=true HTTPS=false exec $(PY) manage.py runserver $(PORT)

test: installed-dev $(MESSAGES:.po=.mo) ## Runs all tests on SQLite and PostgreSQL; some of them: make test ARGS="-k budget"
	@exec $(PY) -m tests.run $(ARGS)

bench: installed-dev ## Measures the speed on databases of its own (takes minutes): make bench N=100000; options: bench/README.md
	@exec $(PY) -m bench $(N:%=--projects %) $(ARGS)

deploy-test: installed-dev ## Sets up a server in a bare Debian 12 and uses it: needs root and debootstrap, takes minutes (docs/deploy.md)
	@exec $(PY) -m tests.deploy $(ARGS)

faults: installed-dev $(MESSAGES:.po=.mo) ## Kills and fills a running site in the middle of its work, and counts what is lost (minutes): docs/deploy.md
	@exec $(PY) -m tests.faults $(ARGS)

mutants: installed-dev $(MESSAGES:.po=.mo) ## Changes single signs of the code and says which no test notices (minutes); ARGS="--sample 50"
	@exec $(PY) -m tests.mutants $(ARGS)

lint: style types rules ## Checks the code: style, types, migrations, settings of a server

weaknesses: python ## Asks which packages have known weaknesses (needs the network); says plainly what it could not check
	@test -e $(VENV)/audit/bin/pip-audit || { $(PY) -m venv $(VENV)/audit && \
		$(VENV)/audit/bin/python -m pip install -qq --disable-pip-version-check -r requirements-audit.txt; } || true
	@$(PY) -m tools.weaknesses $(VENV)/audit/bin/pip-audit

licences: installed-dev ## Writes docs/licences.md from the installed packages; needed after a change of requirements*.txt
	@$(PY) -m tools.licences

messages: installed ## Collects the texts to translate from the code into locale/ (needs gettext)
	@command -v xgettext > /dev/null || { echo "This needs gettext: apt-get install gettext" >&2; exit 1; }
	@$(CHECKED) $(PY) manage.py makemessages $(LANGUAGES:%=--locale %) --ignore .venv --ignore staticfiles --add-location file

clean: ## Removes everything that make made; keeps the data and .env
	rm -rf $(VENV) .make.lock staticfiles .pytest_cache .ruff_cache .mypy_cache .hypothesis $(MESSAGES:.po=.mo)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The steps

# The parts of lint: `make --keep-going lint` runs the others when one fails
style: installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: installed-dev
	@echo mypy . && $(CHECKED) $(PY) -m mypy .

rules: installed-dev
	@echo manage.py makemigrations --check && $(CHECKED) $(PY) manage.py makemigrations --check --dry-run
	@echo manage.py check --deploy && $(CHECKED) $(PY) manage.py check --deploy --fail-level WARNING

# Everything that a server needs before it starts; a second make waits for the first
ready:
	@$(ALONE) $(MAKE) --no-print-directory prepared

prepared: installed .env $(MESSAGES:.po=.mo)
	@echo "Preparing the database ..."
	@$(PY) manage.py migrate --verbosity 1
	@echo "Loading the register, unless the database has one (the first time takes a minute) ..."
	@$(PY) manage.py load_fixtures --if-empty
	@$(PY) manage.py index_calendar --missing > /dev/null
	@$(PY) manage.py ensure_staff

# .venv keeps a copy of the requirements: a difference means that packages have to be installed
installed: python
	@cmp -s requirements.txt $(VENV)/installed.txt || { \
		echo "Installing what Oversigt needs into $(VENV) (once) ..." && \
		$(PIP) -r requirements.txt && cp requirements.txt $(VENV)/installed.txt; }

installed-dev: installed
	@cat requirements.txt requirements-parquet.txt requirements-dev.txt | cmp -s - $(VENV)/installed-dev.txt || { \
		echo "Installing what tests and checks need into $(VENV) (once) ..." && \
		$(PIP) -r requirements-dev.txt && cat requirements.txt requirements-parquet.txt requirements-dev.txt > $(VENV)/installed-dev.txt; }

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Oversigt needs Python 3.11 or newer, and $(PYTHON) is none. Name one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PY) -c "" 2> /dev/null || { \
		$(PYTHON) -c "import ensurepip, venv" 2> /dev/null || { \
			echo "$(PYTHON) has no venv. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }; \
		$(PYTHON) -m venv --clear $(VENV); }

# A random key, readable by its owner only. Written whole or not at all, and never over an existing key
.env:
	@umask 077 && $(PYTHON) -c 'import secrets; print(f"SECRET_KEY={secrets.token_urlsafe(50)}\nHTTPS=false")' \
		> .env.$$$$ && { ln .env.$$$$ .env 2> /dev/null && \
		echo "Wrote .env: a random SECRET_KEY, and HTTPS=false for this machine."; \
		rm -f .env.$$$$; test -e .env; }

# A message with a wrong placeholder fails here, not on the page
%.mo: %.po | installed
	@$(PY) $(VENV)/bin/pybabel --quiet compile --input-file $< --output-file $@
	@test -e $@ || { echo "$<: not compiled. Fill in its header and take away the line '#, fuzzy' above it." >&2; exit 1; }
