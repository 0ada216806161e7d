"""The pages and their live cells in Firefox."""

import json
import shutil
import subprocess

import pytest
from helpers import MIRROR, ROOT, serve, with_mirror
from test_browser import CUT_OFF, PAGES, WRONG_STOPS

FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
CHECKS = {
    "formulas cut off": CUT_OFF,
    "wrong stops of the tab key": WRONG_STOPS,
    "scrolls sideways": "document.documentElement.scrollWidth <= innerWidth ? [] : [document.documentElement.scrollWidth]",
    "formulas not set": "[...document.querySelectorAll('mjx-merror')].map(error => error.textContent)",
}
LIVE = ("form_factor", "droplet", "fragility")


@pytest.mark.slow
@pytest.mark.skipif(FIREFOX is None, reason="no Firefox found")
def test_pages_and_live_cells(root):
    with serve(root, with_mirror(MIRROR)) as address:
        task = {
            "executable": FIREFOX,
            "pages": [f"{address}/{page}" for page in PAGES],
            "live": [f"{address}/book/{name}.html" for name in LIVE],
            "checks": CHECKS,
        }
        finished = subprocess.run(
            ["node", ROOT / "tests" / "firefox.mjs"],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == []
