# make run    the dashboard, on this machine
# make test   everything that checks the project: ruff, types, unit, page and real-browser tests
# make long   the long forms of some tests, which take many minutes
# make bench  speed, as ratios measured in one run
# make load   a class of forty on one server
# make fuzz   10,000 hostile messages, addresses and frames
# make audit  known vulnerabilities of what is installed
# make soak   visitors who come and go for 20 minutes

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8501

.PHONY: run test lint unit browser long bench load soak fuzz audit format clean

run: $(VENV)/run
	$(VENV)/bin/streamlit run dashboard.py --server.port $(PORT)

test: lint unit browser

lint: $(VENV)/dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

unit: $(VENV)/dev
	$(VENV)/bin/pytest --numprocesses=2 tests/core tests/pages tests/fuzz

browser: $(VENV)/dev $(VENV)/chromium $(VENV)/nginx
	$(VENV)/bin/pytest --numprocesses=2 tests/browser

long: $(VENV)/dev
	$(VENV)/bin/pytest --numprocesses=2 -m long tests/core tests/pages

bench: $(VENV)/dev $(VENV)/chromium
	$(VENV)/bin/python -m tests.benchmarks

load: $(VENV)/dev $(VENV)/chromium
	$(VENV)/bin/python -m tests.load

soak: $(VENV)/dev
	$(VENV)/bin/python -m tests.load.soak

fuzz: $(VENV)/dev
	$(VENV)/bin/python -m tests.fuzz

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

$(VENV)/chromium: $(VENV)/dev
	sh tests/browser/ensure-chromium.sh $(VENV)/bin/python
	touch $@

$(VENV)/nginx: | $(VENV)/bin/python
	sh tests/browser/ensure-nginx.sh
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results
