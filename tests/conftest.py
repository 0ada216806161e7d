"""Fixtures and hooks of pytest: nbval with a tolerance for numbers, the built site, the browser."""

import os
import re
import shutil
from pathlib import Path

import nbval.plugin
import pytest
from helpers import MINUTES, MIRROR, ROOT, close, new_context, serve, with_mirror
from xdist.scheduler import LoadScopeScheduling

collect_ignore = [  # scripts: doctests are in glasslib
    path.name for path in (ROOT / "tests").glob("*.py") if not path.name.startswith("test_")
]
SITE = ROOT / "_build" / "html"
os.environ["GLASSLIB_EXPLORE"] = "text"  # as in references.py
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NO_BROWSER = "no Chromium or Chrome found: the browser tests were skipped"

# ---- nbval: decimal numbers may differ a little, everything else must be the same


def compare_with_tolerance(self, test, reference, skip_compare=None):
    for new, old in zip(test, reference, strict=False):
        for got, kept in ((new, old), (new.get("data", {}), old.get("data", {}))):
            for key in set(got) & set(kept):
                if (
                    isinstance(kept[key], str)
                    and isinstance(got[key], str)
                    and close(kept[key], got[key])
                ):
                    got[key] = kept[key]
    return compare_exactly(self, test, reference, skip_compare)


def setup_without_images(self):
    self.skip_compare += ("image/svg+xml",)
    setup_notebook(self)


compare_exactly, nbval.plugin.IPyNbCell.compare_outputs = (
    nbval.plugin.IPyNbCell.compare_outputs,
    compare_with_tolerance,
)
setup_notebook, nbval.plugin.IPyNbFile.setup = nbval.plugin.IPyNbFile.setup, setup_without_images


def pytest_itemcollected(item):
    if isinstance(item, nbval.plugin.IPyNbCell):
        item.output_timeout = (
            600  # nbval waits 5 s for what a cell printed: too short on a busy machine
        )


# ---- which tests go to one worker: a file's, such as the cells of a notebook, unless they share nothing

APART = (
    "test_browser.py",
    "test_chapters.py",
    "test_coursework.py",
    "test_derivations.py",
    "test_live.py",
    "test_switchboard.py",
)
CHAPTER = re.compile(
    r"\[(\w+):"
)  # a test's parameters begin so where it reads the one execution of a chapter


class Scheduling(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        chapter = CHAPTER.search(nodeid)
        return file if Path(file).name not in APART else chapter[1] if chapter else nodeid


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


# ---- the built site


@pytest.fixture(scope="session")
def site():
    if not (SITE / "index.html").exists():
        pytest.fail("the site is not built: run `make book` first")
    return SITE


@pytest.fixture(scope="session")
def root(site, tmp_path_factory):
    """A host's folder that has the book under a sub-path, as on most hosts."""
    root = tmp_path_factory.mktemp("www")
    (root / "some" / "where").mkdir(parents=True)
    (root / "some" / "where" / "glasses").symlink_to(site)
    return root


@pytest.fixture(scope="session")
def address(root):
    with serve(root) as address:
        yield address


# ---- the site with Python beside it, as `make mirror` leaves it


@pytest.fixture(scope="module")
def live_address(root):
    if not (MIRROR / "ready").exists():
        pytest.fail("there is no mirror of Python: run `make mirror` first")
    with serve(root, with_mirror(MIRROR)) as address:
        yield address


# ---- the browser


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    switches = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")  # Chromium's sandbox does not work for root
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=switches, timeout=5 * MINUTES
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser):
    context = new_context(browser, "wide")
    yield context
    context.close()


# ---- skips are said last, or count as failures


def pytest_runtest_makereport(item, call):
    if (
        call.excinfo
        and call.excinfo.errisinstance(pytest.skip.Exception)
        and os.environ.get("NO_SKIPS")
    ):
        pytest.fail(f"skipped where nothing may be: {call.excinfo.value}")


def pytest_unconfigure(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter and any(
        NO_BROWSER in str(report.longrepr) for report in reporter.stats.get("skipped", [])
    ):
        print(NO_BROWSER)
