"""How the book is built: no stale page, no fault that goes away by itself, a clear word to an old Python."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from jupyter_cache import get_cache
from references import ROOT


@pytest.fixture(scope="module")
def copy(site, tmp_path_factory):
    """The project in another folder, with all that was built so far."""
    folder = tmp_path_factory.mktemp("copy") / "book"
    shutil.copytree(
        ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv*", "node_modules", "__pycache__")
    )
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def make(folder, *arguments):
    # PYTHONPATH: the cells import the copy's glasslib, not the one that is installed
    environment = {**os.environ, "PYTHONPATH": str(folder), "MAKEFLAGS": "", "MAKELEVEL": ""}
    command = ["make", f"VENV={sys.prefix}", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.slow
def test_the_same_fault_fails_again(copy):
    page = copy / "book" / "bibliography.md"
    kept = page.read_text(encoding="utf-8")
    page.write_text(kept + "\n{doc}`nowhere`\n", encoding="utf-8")
    for _ in range(2):
        built = make(copy, "site")
        assert built.returncode != 0
        assert "nowhere" in built.stderr
    page.write_text(kept, encoding="utf-8")  # the next test builds it without the fault


@pytest.mark.slow
def test_no_old_number_is_left(copy, site):
    """A constant, a data file and a ledger entry change; no page of the book does."""
    edits = {
        "glasslib/glasses.py": ("density=2200.0", "density=2300.0"),
        "glasslib/data/kappa_aSiO2_zeller_pohl_1971_digitized.csv": (
            "1.0168,0.02183",
            "1.0168,0.03183",
        ),
        "glasslib/ledger/numbers/II.toml": (
            "beads in a cooperative region",
            "BEADS IN A COOPERATIVE REGION",
        ),
    }
    executed = copy / "_build" / ".jupyter_cache"
    shutil.copytree(executed, copy / "executed")
    for name, (old, new) in edits.items():
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")
        (copy / "_build" / "old").touch()
        made = make(copy, "fresh")
        assert made.returncode == 0, made.stderr
        assert not executed.exists() and not (copy / "_build" / "old").exists(), name
    # of the pages that are executed again, one is looked at: the others may keep what they were
    shutil.move(copy / "executed", executed)
    cache = get_cache(executed)
    for record in cache.list_cache_records():
        if record.uri.endswith("/introduction.md"):
            cache.remove_cache(record.pk)
    built = make(copy, "site")
    assert built.returncode == 0, built.stderr
    for page, old, new in (
        ("introduction.html", "P̄ = 7.357e+45", "P̄ = 7.6"),
        ("introduction.html", "silica at 1.02 K: l/λ = 159", "silica at 1.02 K: l/λ = 23"),
        ("numbers.html", "beads in a cooperative region", "BEADS IN A COOPERATIVE REGION"),
    ):
        before, after = (
            (folder / "book" / page).read_text(encoding="utf-8")
            for folder in (site, copy / "_build" / "html")
        )
        assert old in before and new not in before
        assert old not in after and new in after


@pytest.mark.slow
def test_search_still_finds_what_was_not_read_again(copy):
    page = copy / "book" / "bibliography.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    built = make(copy, "site")
    assert built.returncode == 0, built.stderr
    index = (copy / "_build/html/_static/search-index.js").read_text(encoding="utf-8")
    index = json.loads(index.removeprefix("globalThis.searchIndex = ").removesuffix(";\n"))
    places = {
        (index["pages"][page], anchor)
        for page, _, anchor, title, _, _ in index["entries"]
        if title == "Eq. 7"
    }
    assert places == {("book/droplet", "eq-7"), ("book/equations", "ledger-eq-7")}


def test_a_python_that_is_too_old_is_told_so_in_one_line(copy, tmp_path):
    old = tmp_path / "python3.9"
    old.write_text(
        '#!/bin/sh\ncase "$1" in -V) echo Python 3.9.18;; *) exit 1;; esac\n', encoding="utf-8"
    )
    old.chmod(0o755)
    built = make(copy, "site", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}")
    assert built.returncode != 0
    assert (
        built.stdout
        == f"This book needs Python 3.11 or later; '{old}' is Python 3.9.18. Try: make PYTHON=python3.11\n"
    )
