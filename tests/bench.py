"""Times of the build, beside the bare tool's in the same run, and of the pages. `make bench` prints them.

Run it on an idle machine. It works on a copy of the project, so that nothing here is touched.
"""

import contextlib
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from references import ROOT

RUNS = 3
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    return time.perf_counter() - start


def build_times(folder):
    ours = ["make", f"VENV={sys.prefix}", "book"]
    bare = [f"{sys.prefix}/bin/jupyter-book", "build", "--quiet", "."]
    page = folder / "book" / "droplet.md"
    text = page.read_text(encoding="utf-8")
    start = time.perf_counter()
    subprocess.run(ours, cwd=folder, env=ENVIRONMENT, check=True, capture_output=True)
    yield "make book, environment ready, nothing built", time.perf_counter() - start

    def touched(edit, command):
        times = []
        for run in range(RUNS):
            if edit(text, run) != page.read_text(encoding="utf-8"):
                page.write_text(edit(text, run), encoding="utf-8")
            times.append(seconds(command, folder))
        page.write_text(text, encoding="utf-8")
        seconds(ours, folder)
        return statistics.median(times)

    edits = {
        "nothing changed": lambda text, run: text,
        "prose of one chapter touched": lambda text, run: f"{text}\nA sentence, {run}.\n",
        "code of one chapter touched": lambda text, run: text.replace(
            "import numpy as np", f"import numpy as np  # {run} {time.time()}"
        ),
    }
    for name, edit in edits.items():
        yield f"make book, {name}", touched(edit, ours)
        yield f"  the bare tool, {name}", touched(edit, bare)
    cells = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import references; references.execute(references.ROOT / 'book/droplet.md')",
    ]
    yield (
        "  its cells alone, in a notebook client",
        statistics.median(seconds(cells, ROOT) for _ in range(RUNS)),
    )


MOVE = """() => {
    const sliders = document.querySelectorAll(".explore input[type=range]");
    return Array.from({ length: 100 }, (_, i) => {
        const slider = sliders[i % sliders.length];
        slider.value = (i * 37) % 250;
        const start = performance.now();
        slider.dispatchEvent(new Event("input"));
        return performance.now() - start;
    });
}"""


def slider_times(site):
    """Milliseconds of script for a move of a slider, median of 100, and what table and script weigh."""
    script = len(gzip.compress((site / "_static" / "live" / "explore.js").read_bytes()))
    with chromium() as browser:
        for path in sorted((site / "book").glob("*.html")):
            html = path.read_text(encoding="utf-8")
            if 'class="explore"' in html:
                page = browser.new_page()
                page.goto(path.as_uri(), wait_until="load")
                table = page.locator(".explore script").inner_text()
                weight = script + len(gzip.compress(table.encode()))
                yield path.stem, statistics.median(page.evaluate(MOVE)), weight
                page.close()


@contextlib.contextmanager
def chromium():
    executable = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def page_times(site):
    """Formulas of a page, and milliseconds from the start of loading until all are set."""
    with chromium() as browser:
        for path in sorted(page.stem for page in (ROOT / "book").glob("*.md")):
            times = []
            for _ in range(RUNS):
                page = browser.new_page()
                page.goto((site / "book" / f"{path}.html").as_uri(), wait_until="commit")
                page.wait_for_function("document.readyState === 'complete'")
                formulas = page.locator(".math").count()
                if formulas:
                    page.wait_for_function("window.MathJax?.startup?.promise?.then(() => true)")
                times.append(page.evaluate("performance.now()"))
                page.close()
            yield path, formulas, statistics.median(times)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "book"
        shutil.copytree(
            ROOT,
            folder,
            ignore=shutil.ignore_patterns(
                ".git", ".venv*", "node_modules", "_build", "__pycache__"
            ),
        )
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        for name, value in build_times(folder):
            print(f"{value:6.1f} s  {name}", flush=True)
        for path, formulas, value in page_times(folder / "_build" / "html"):
            print(f"{value:6.0f} ms  {path}: {formulas} formulas set", flush=True)
        for path, value, weight in slider_times(folder / "_build" / "html"):
            print(f"{value:6.1f} ms  {path}: a slider moved; {weight / 1e3:.0f} kB", flush=True)
