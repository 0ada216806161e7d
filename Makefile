# make book   build the book          make serve   show it on localhost
# make test   run every quick check   CONTRIBUTING.md names the rest

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN = $(VENV)/bin
SITE = _build/html
WHEEL = _build/wheel/ready
MATHJAX = _build/vendor/mathjax/tex-chtml.js
EDITOR = _build/vendor/live/start.js
ASSIGNMENTS = book/assignments/ready
EXECUTED = _build/.jupyter_cache
# where live cells take Python from: empty for Pyodide's network, `mirror` for a folder beside the book
LIVE ?=
PDF = _build/pdf/site/pdf/low-temperature-glasses.pdf

# one thread per process gives the same numbers everywhere; notebooks are quick enough
export OMP_NUM_THREADS = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# What the cells compute with, and what the pages are made from. Neither jupyter-cache nor Sphinx
# notices a change in these, so a build starts afresh when their checksum is not that of the last one.
CODE_HASH = { find glasslib -type f ! -path '*/__pycache__/*' -exec cksum {} +; cksum requirements.txt pyproject.toml; $(BIN)/python -VV; } | LC_ALL=C sort | cksum
THEME_HASH = { ls $(PDF) 2>/dev/null; find book/_ext book/_templates book/_static live -type f ! -path '*/__pycache__/*' -exec cksum {} +; cksum _config.yml _toc.yml package-lock.json Makefile CITATION.cff CHANGELOG.md book/references.bib; } | LC_ALL=C sort | cksum

.PHONY: book serve ready environment fresh site mirror test test-all test-slow test-office references mutants test-newest test-nbgrader bench changes pins links metadata dist pdf tex publication clean

book: site
	@echo "The book is ready: open $(SITE)/index.html, or run 'make serve'."

ready:
	@$(MAKE) --no-print-directory --jobs 2 environment
environment: $(VENV)/ready node_modules/ready
	@:

# The mark of a finished build is taken away first and set last: after a failed or interrupted build
# every page is read again, and the same fault fails again.
fresh: ready
	@code="$$($(CODE_HASH))"; frame="$$($(THEME_HASH))"; \
	[ "$$code" = "$$(cat _build/code 2>/dev/null)" ] || rm -rf _build; \
	[ "$$frame" = "$$(cat _build/finished 2>/dev/null)" ] || rm -rf $(SITE) _build/.doctrees _build/jupyter_execute; \
	rm -f _build/finished; mkdir -p _build; echo "$$code" > _build/code; echo "$$frame" > _build/frame

site: fresh
	@$(MAKE) --no-print-directory --silent --jobs 2 $(WHEEL) $(MATHJAX) $(EDITOR) $(ASSIGNMENTS) $(EXECUTED) && \
	$(BIN)/jupyter-book build --warningiserror --nitpick --keep-going --quiet . && \
	cp book/_templates/start.html $(SITE)/index.html && cp book/_templates/404.html $(SITE)/ && \
	$(BIN)/python live/mirror.py $(SITE) $(LIVE) && \
	mv _build/frame _build/finished

serve: book
	@echo "http://localhost:$(PORT)"
	@$(BIN)/python -m http.server --bind localhost --directory $(SITE) $(PORT)

# ---- the environment

$(VENV)/pins: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "This book needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --no-compile --no-deps --requirement requirements.txt
	@# kernels talk on this machine only; their warning about that would stand below every page
	@mkdir -p $(VENV)/etc/ipython && echo 'c.IPKernelApp.log_level = 40' > $(VENV)/etc/ipython/ipython_kernel_config.py
	@$(BIN)/python -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib >/dev/null || true # as pip would, on all processors
	@touch $@

$(VENV)/ready: $(VENV)/pins pyproject.toml
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

node_modules/ready: package-lock.json
	@command -v npm >/dev/null || { echo "This book needs node with npm, to install MathJax."; exit 1; }
	npm ci --silent
	@touch $@

# ---- what lies beside the pages

$(WHEEL):
	@rm -rf $(@D)
	@$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --no-index --wheel-dir $(@D) . && touch $@

$(MATHJAX): node_modules/ready
	@mkdir -p $(@D)/output/chtml/fonts $(@D)/input/tex
	@cd node_modules/mathjax/es5 && cp tex-chtml.js ../LICENSE $(CURDIR)/$(@D)/ && \
		cp -R output/chtml/fonts/woff-v2 $(CURDIR)/$(@D)/output/chtml/fonts/ && cp -R input/tex/extensions $(CURDIR)/$(@D)/input/tex/
	@touch $@

$(EDITOR): node_modules/ready $(wildcard live/*)
	@node_modules/.bin/esbuild live/start.js live/search.js live/explore.js live/own_glass.js live/quick_board.js --bundle --minify --format=iife --target=es2022 --outdir=$(@D) --log-level=warning
	@node_modules/.bin/esbuild live/live.js live/worker.js live/editor.js live/switchboard.js --bundle --minify --format=esm --target=es2022 --loader:.py=text --outdir=$(@D) --log-level=warning
	@cp live/live.css node_modules/pyodide/pyodide.mjs node_modules/pyodide/pyodide.asm.js $(@D)/ && cat node_modules/@codemirror/view/LICENSE node_modules/@noble/hashes/LICENSE node_modules/minisearch/LICENSE.txt > $(@D)/LICENSE

$(ASSIGNMENTS): $(VENV)/ready $(wildcard coursework/*.py coursework/assignments coursework/assignments/* coursework/assignments/*/*)
	@$(BIN)/python -m coursework.pages $(@D) && touch $@

# Only where nothing was executed yet: Sphinx itself executes what changes later.
$(EXECUTED):
	@$(BIN)/python book/execute.py $@

# Python for the live cells, about 50 MB, beside the book: for rooms without internet.
mirror: mirror/ready
	@$(MAKE) --no-print-directory site LIVE=mirror
	@echo "The book is ready, with its own Python: serve or copy $(SITE) as a whole."

mirror/ready: live/python.json live/mirror.py node_modules/ready $(VENV)/ready
	$(BIN)/python live/mirror.py
	@touch $@

clean:
	rm -rf _build

# ---- a release

# The book typeset by LaTeX, whole and by chapters. Needs: apt-get install --no-install-recommends $(make --silent tex)
TEX = texlive-xetex texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended latexmk \
	fonts-texgyre fonts-texgyre-math fonts-freefont-otf fonts-dejavu-core libcairo2
tex:
	@echo $(TEX)

pdf: site
	@{ command -v latexmk && command -v xelatex; } >/dev/null || { echo "make pdf needs TeX: apt-get install --no-install-recommends $(TEX)"; exit 1; }
	@$(BIN)/python book/pdf.py _build/pdf
	@echo "The book is in $(PDF)."

# What is put on a host: the book, its PDF, and Python for its live cells.
publication: pdf
	@$(MAKE) --no-print-directory mirror

# Whether the DOIs and addresses of the bibliographies lead somewhere; needs the network.
links: $(VENV)/ready
	$(BIN)/python tests/links.py book/references.bib paper/paper.bib paper/joss/paper.bib

# What CITATION.cff says, checked, and in the forms that Zenodo and CodeMeta read.
metadata: .venv-cff/ready
	.venv-cff/bin/cffconvert --validate
	.venv-cff/bin/cffconvert --format codemeta --outfile codemeta.json
	.venv-cff/bin/cffconvert --format zenodo --outfile .zenodo.json

.venv-cff/ready:
	$(PYTHON) -m venv --clear .venv-cff
	.venv-cff/bin/pip install --quiet cffconvert
	@touch $@

# The sdist and the wheel, in dist/: built twice, the second time without the detour of the sdist; the same
# to the byte; and tried in an environment that has only the wheel and what it needs.
dist: $(VENV)/ready
	@[ -z "$(TAG)" ] || $(BIN)/python -c 'import glasslib, sys; sys.exit(sys.argv[1] != "v" + glasslib.__version__)' "$(TAG)" || \
		{ echo "The tag $(TAG) is not that of the version in glasslib/__init__.py."; exit 1; }
	$(PYTHON) -m venv --clear .venv-dist
	.venv-dist/bin/pip install --quiet build twine
	rm -rf dist _build/dist
	.venv-dist/bin/python -m build --outdir dist .
	.venv-dist/bin/python -m build --sdist --wheel --outdir _build/dist .
	for file in dist/*; do cmp $$file _build/$$file || exit 1; done
	.venv-dist/bin/twine check --strict dist/*
	$(PYTHON) -m venv --clear .venv-dist
	.venv-dist/bin/pip install --quiet dist/*.whl
	.venv-dist/bin/python -I tests/installed.py README.md

# ---- checks

# which tests stay together is in tests/conftest.py; in the order found the short ones, of units, come last
# three workers for two processors, since browsers are waited for
pytest = $(BIN)/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

# Unit tests, ledgers, derivations, nbval on the reference notebooks, and the site that was just
# built strictly: as files, and in a browser if there is one.
test: site mirror/ready
	$(pytest)

test-all: test test-office test-slow mutants test-newest test-nbgrader

# Every chapter in the browser's Python, and under many more sets of assumptions.
test-slow: site mirror/ready
	$(pytest) -m slow

# The tables of the grader through LibreOffice, which Debian's package manager installs if it is missing.
test-office: $(VENV)/ready
	@command -v soffice >/dev/null || apt-get install --yes --quiet --no-install-recommends libreoffice-calc-nogui
	$(BIN)/python -m pytest -m slow tests/test_grading_by_hand.py

references: $(VENV)/ready
	$(BIN)/python tests/references.py

# Each public function's result times 1.01, one at a time: some test or reference must notice.
mutants: $(VENV)/ready
	$(BIN)/python tests/mutants.py

# The unit tests of glasslib with the newest numpy, scipy and sympy, in an environment of their own.
test-newest:
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/pip install --quiet pytest pytest-xdist hypothesis ipython .
	.venv-newest/bin/pip list 2>/dev/null | grep -E '^(numpy|scipy|sympy) '
	.venv-newest/bin/python -m pytest --noconftest --config-file /dev/null --rootdir tests -p no:cacheprovider -q --numprocesses 2 tests/unit

# nbgrader releases and grades two assignments, in an environment of its own.
test-nbgrader: $(VENV)/ready
	$(PYTHON) -m venv --clear .venv-nbgrader
	.venv-nbgrader/bin/pip install --quiet nbgrader numpy scipy sympy matplotlib
	.venv-nbgrader/bin/python tests/nbgrader_takes_them.py $(BIN)/python

# Times of the library beside its formulas written out, of the build beside the bare tool's, and of the pages.
bench: site
	$(BIN)/python tests/timing.py
	$(BIN)/python tests/bench.py

# Which printed numbers differ between two commits or tags; without TO, between one and this folder.
changes: $(VENV)/ready
	@$(BIN)/python tests/number_changes.py "$(FROM)" "$(TO)"

# Renew requirements.txt: all that the book needs, and all that those need, for Python 3.11 to 3.14.
pins:
	$(PYTHON) -m venv --clear .venv-pins
	.venv-pins/bin/pip install --quiet uv
	.venv-pins/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --prerelease disallow --no-emit-index-url \
		--custom-compile-command "make pins" --group book --output-file requirements.txt
