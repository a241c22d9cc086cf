# make run    the dashboard, on this machine
# make test   everything that checks the project: ruff, types, unit, page and real-browser tests
# make lint, make unit, make browser: parts of it
# make long   the long forms of some tests, which take many minutes
# make screenshots  the pictures of README and docs, taken anew
# make bench  speed, as ratios measured in one run
# make load   a class of forty on one server
# make fuzz   10,000 hostile messages, addresses and frames
# make audit  known vulnerabilities of what is installed
# make soak   visitors who come and go for 20 minutes

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501

.PHONY: run test lint unit browser long bench load soak fuzz audit screenshots format clean

run: $(VENV)/run $(VENV)/engine
	$(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

# The parts run beside each other. Browser tests mostly wait, so they have two workers, and the tests
# that compute have one: together they keep two cores busy to the end. They are two processes, since
# Playwright leaves an event loop in the thread that others want to start one in.
test: $(VENV)/dev $(VENV)/chromium $(VENV)/nginx $(VENV)/engine
	@$(MAKE) --no-print-directory --jobs=3 lint browser unit

lint: $(VENV)/dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

unit: $(VENV)/dev $(VENV)/nginx $(VENV)/engine
	$(VENV)/bin/pytest --numprocesses=1 --ignore=tests/browser tests

browser: $(VENV)/dev $(VENV)/chromium $(VENV)/nginx $(VENV)/engine
	$(VENV)/bin/pytest --numprocesses=2 --dist=worksteal tests/browser

long: $(VENV)/dev $(VENV)/engine
	$(VENV)/bin/pytest --numprocesses=2 -m long tests

screenshots: $(VENV)/dev $(VENV)/chromium $(VENV)/engine
	$(VENV)/bin/python -m tests.screenshots

bench: $(VENV)/dev $(VENV)/chromium $(VENV)/engine
	$(VENV)/bin/python -m tests.benchmarks

load: $(VENV)/dev $(VENV)/chromium $(VENV)/engine
	$(VENV)/bin/python -m tests.load

soak: $(VENV)/dev $(VENV)/engine
	$(VENV)/bin/python -m tests.load.soak

fuzz: $(VENV)/dev $(VENV)/engine
	$(VENV)/bin/python -m tests.fuzz

# pip-audit has a virtual environment of its own: what it needs is not what the project needs. Every
# package that is installed is asked about, and none may remain unknown. The index knows torch 2.13.0,
# not the 2.13.0+cpu of another one.
audit: $(VENV)/dev $(VENV)-audit/ready
	$(VENV)/bin/pip freeze | sed 's/+[a-z0-9.]*$$//' > $(VENV)-audit/installed.txt
	$(VENV)-audit/bin/pip-audit --strict --disable-pip --no-deps --progress-spinner off \
		--requirement $(VENV)-audit/installed.txt || { \
		echo "audit: something is vulnerable, or PyPI could not be asked about it: see above" >&2; \
		exit 1; }

format: $(VENV)/dev
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# Each file says that something is installed; make skips what is newer than what it was made from.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --requirement requirements-dev.txt
	touch $@ $(VENV)/run

$(VENV)/engine: $(VENV)/run $(wildcard core/engine/*.py)
	@echo "Compiling the engine, once for this machine: about 20 seconds"
	$(VENV)/bin/python -m core.engine
	touch $@

$(VENV)/chromium: $(VENV)/dev
	sh tests/browser/ensure-chromium.sh $(VENV)/bin/python
	touch $@

$(VENV)-audit/ready: requirements-audit.txt
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/pip install --quiet --requirement requirements-audit.txt
	touch $@

$(VENV)/nginx: | $(VENV)/bin/python
	sh tests/browser/ensure-nginx.sh
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-audit .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
