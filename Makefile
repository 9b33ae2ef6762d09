PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(VENV)/lock/bin/uv pip compile --quiet --python-version 3.11 --universal --generate-hashes \
  --no-header --no-annotate --no-emit-index-url

.PHONY: run host test lint golden bench mutate demo clean audit lock

run: $(VENV)/run.stamp $(VENV)/compiled.stamp  ## open the app on the demo studies
	$(BIN)/streamlit run app.py

DEMOS := hipec-sox-demo rmhtnf-demo

host: $(VENV)/run.stamp $(VENV)/compiled.stamp $(DEMOS:%=build/host/%.published)  ## publish the demo studies, serve what was published
	@printf 'mode = "open"\n' > build/host/access.toml
	OUTCOMES_MODE=hosted OUTCOMES_BUNDLE=build/host/bundle OUTCOMES_ACCESS=build/host/access.toml \
	  OUTCOMES_AUDIT=build/host/audit $(BIN)/streamlit run app.py --server.port 8502

# Compiled as installed packages are: nobody waits for it at a start, and who reads files, which may
# write none, finds it done.
SOURCES := app.py $(shell find components outcomes pages -name '*.py')

$(VENV)/compiled.stamp: $(SOURCES) | $(VENV)/bin/python
	@$(BIN)/python -m compileall -q app.py components outcomes pages || true
	@touch $@

# What answers mean belongs to the version that made them: a changed program publishes again.
PROGRAM := $(shell find outcomes -name '*.py' -o -name '*.toml')

build/host/%.published: data/%/study.toml data/%/workbook.xlsx $(PROGRAM) | $(VENV)/run.stamp
	@mkdir -p build/host/bundle
	$(BIN)/python -m outcomes publish data/$* --to build/host/bundle --reason "demo on this machine"
	@touch $@

# Tests and what they start are compiled once, not by each process and at each start.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/dev.stamp $(VENV)/compiled.stamp chromium  ## all tests, those in a real browser included
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: $(VENV)/dev.stamp  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

golden: $(VENV)/dev.stamp  ## rewrite the golden result tables; review the diff
	$(BIN)/python -m tests.golden

demo: $(VENV)/run.stamp  ## rewrite the demo studies from their simulator
	$(BIN)/python -m outcomes.simulate

bench: $(VENV)/dev.stamp $(VENV)/compiled.stamp $(VENV)/peers.stamp chromium  ## timings, as ratios within one run
	$(BIN)/python -m bench

audit: $(VENV)/run.stamp  ## licenses and size of what is installed; known faults, where a network allows
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip install --quiet pip-audit 2>/dev/null || true
	$(BIN)/python -m bench.supply $(VENV)/audit/bin/pip-audit

mutate: $(VENV)/dev.stamp  ## a draw of changed lines: which does no test notice
	$(BIN)/python -m bench.mutate

# The browser tests need Chromium. Where it can be installed it is; elsewhere they say they are skipped.
.PHONY: chromium
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-wqy-microhei >/dev/null; \
	else echo "Chromium not found: browser tests will be skipped"; fi

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV) 2>/dev/null || python3 -m venv $(VENV)

$(VENV)/run.stamp: $(VENV)/bin/python locks/run.txt
	$(INSTALL) -r locks/run.txt
	@touch $@

# Most of it is never imported by a test: what is, is compiled then, which is quicker by ten seconds.
$(VENV)/dev.stamp: $(VENV)/bin/python locks/dev.txt
	$(INSTALL) --no-compile -r locks/dev.txt
	@touch $@ $(VENV)/run.stamp

# After a change of requirements*.txt or constraints.txt: the sha256 of every file of every version.
lock: $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv==0.13.9
	$(LOCK) requirements.txt --output-file locks/run.txt
	$(LOCK) requirements-dev.txt --output-file locks/dev.txt
	$(LOCK) requirements-hosted.txt --output-file locks/hosted.txt

# What the app is measured beside; apart, so that nothing of ours can come to need it.
$(VENV)/peers.stamp: $(VENV)/dev.stamp bench/peers/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --target $(VENV)/peers --upgrade -r bench/peers/requirements.txt
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
