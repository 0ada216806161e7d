"""The project as a folder: what must not be in it."""

import json
import re
import subprocess

import pytest
from references import ROOT

from glasslib import ledger


def tracked():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_lock_file_and_pins_hold_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)  # of no use here
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, text in (("package-lock.json", json.dumps(lock)), ("requirements.txt", pins)):
        assert not re.search(r"https?://|file:|resolved", text), name


def test_every_requirement_is_pinned():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            assert re.match(r"[\w.-]+==[\w.]+( ;|$)", line), line


def test_no_third_party_file_is_kept():
    large = [
        path.name
        for path in tracked()
        if path.stat().st_size > (400_000 if path.suffix == ".csv" else 200_000)
    ]
    assert large == []


@pytest.mark.parametrize(
    "path",
    [path for path in tracked() if path.suffix == ".md" and path.parent.name == "book"],
    ids=lambda path: path.stem,
)
def test_code_in_the_pages_is_not_wider_than_they_are(path):
    inside = False
    for line in path.read_text(encoding="utf-8").splitlines():
        inside = line.startswith("```{code-cell}") or (inside and not line.startswith("```"))
        if inside and not line.startswith(("    alt:", "    caption:")):
            assert len(line) <= 85, line


def test_the_map_of_modules_and_chapters_is_that_of_the_ledger():
    table = re.findall(
        r"^\| (`\w+`(?:, `\w+`)*) \| (.+) \|$",
        (ROOT / "README.md").read_text(encoding="utf-8"),
        re.M,
    )
    listed = {
        module: set(chapters.split(", "))
        for modules, chapters in table
        for module in re.findall(r"\w+", modules)
    }
    derived = {}
    for entry in ledger.load("equations").values():
        if "function" in entry:
            derived.setdefault(entry["function"].partition(".")[0], set()).add(entry["chapter"])
    # without an equation of the paper
    for ours in ("equilibrium", "global_sensitivity", "neighbors"):
        derived[ours] = {ours}
    derived["elasticity"] = {"sound_branches"}
    assert listed == derived
