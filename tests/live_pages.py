"""What the tests of live cells share: a host that has Python beside the book, and a reader's hands."""

import json

import pytest
from references import ROOT, reference
from test_browser import LOOKS

from conftest import Quiet, serve

MIRROR = ROOT / "mirror"
SETTINGS = json.loads((ROOT / "live" / "python.json").read_text(encoding="utf-8"))
MINUTES = 60_000  # ms


class WithMirror(Quiet):
    """The site as `make mirror` leaves it: its setting names a folder beside the book, with Python in it."""

    def do_GET(self):
        if not self.path.endswith("/_static/live/python.json"):
            return super().do_GET()
        content = json.dumps({**SETTINGS, "from": "../../python/"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def translate_path(self, path):
        folder, _, name = path.partition("/python/")
        return str(self.mirror / name) if name else super().translate_path(path)


def with_mirror(folder):
    """A handler for :func:`conftest.serve` that has Python in this folder."""
    return type("Handler", (WithMirror,), {"mirror": folder})


@pytest.fixture(scope="module")
def live_address(root):
    if not (MIRROR / "ready").exists():
        pytest.fail("there is no mirror of Python: run `make mirror` first")
    with serve(root, with_mirror(MIRROR)) as address:
        yield address


@pytest.fixture
def context(browser):
    context = browser.new_context(**LOOKS["wide"], accept_downloads=True)
    yield context
    context.close()


def codes_of(name):
    return [cell.source.rstrip() for cell in reference(ROOT / "book" / f"{name}.md").cells if cell.cell_type == "code"]


def state(page, *wanted):
    """Wait until Live has come to one of these; return what the status line says."""
    page.wait_for_function(f"{list(wanted)}.includes(document.documentElement.dataset.live)", timeout=5 * MINUTES)
    return page.locator(".live-status").inner_text()


def go_live(context, address, name, *wanted):
    page = context.new_page()
    page.goto(f"{address}/book/{name}.html", wait_until="networkidle")
    page.locator(".live-start").click()
    state(page, *(wanted or ("ready",)))
    return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def write(page, number, code):
    """Replace a cell's code by hand: all marked, then typed over."""
    editor = page.get_by_role("textbox", name=f"Code of cell {number}", exact=True)
    editor.scroll_into_view_if_needed()
    editor.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
