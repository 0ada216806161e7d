"""What several tests use: comparison of printed numbers, a server for the built site, contexts of the browser."""

import contextlib
import functools
import http.server
import json
import math
import re
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# ---- printed texts: decimal numbers may differ by RTOL

RTOL = 1e-6
DECIMAL = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)"
)


def close(reference, test):
    """Whether two printed texts are the same but for the last digits of their decimal numbers."""
    if DECIMAL.sub("#", reference) != DECIMAL.sub("#", test):
        return False
    pairs = zip(DECIMAL.findall(reference), DECIMAL.findall(test), strict=False)
    return all(math.isclose(float(a), float(b), rel_tol=RTOL, abs_tol=1e-300) for a, b in pairs)


# ---- the site on a host


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(root, handler=Quiet):
    """The address of the book on a host with this root."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(handler, directory=root)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/where/glasses"
        server.shutdown()


# ---- the site with Python beside it, as `make mirror` leaves it

MIRROR = ROOT / "mirror"
SETTINGS = json.loads((ROOT / "live" / "python.json").read_text(encoding="utf-8"))


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

    def end_headers(self):
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def translate_path(self, path):
        folder, _, name = path.partition("/python/")
        return str(self.mirror / name) if name else super().translate_path(path)


def with_mirror(folder, policy=""):
    """A handler for :func:`serve` that has Python in this folder, and a content security policy."""
    return type("Handler", (WithMirror,), {"mirror": folder, "policy": policy})


# ---- the browser

MINUTES = 60_000  # ms
WIDE, PHONE = {"width": 1300, "height": 900}, {"width": 390, "height": 844}
LOOKS = {
    "wide": {"viewport": WIDE, "color_scheme": "light"},
    "phone": {"viewport": PHONE, "color_scheme": "light", "is_mobile": True, "has_touch": True},
}


def new_context(browser, look, **settings):
    """A context that waits long enough for a page on a busy machine."""
    context = browser.new_context(**{**LOOKS[look], **settings})
    context.set_default_timeout(5 * MINUTES)
    return context
