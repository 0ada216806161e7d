"""The JavaScript of the pages: its types, and its functions that need no browser."""

import re
import subprocess
from pathlib import Path

from references import ROOT

SCRIPTS = [*ROOT.glob("live/*.js"), *ROOT.glob("book/_static/*.js")]


def output(*command):
    """What a command prints, which must succeed."""
    finished = subprocess.run(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    assert finished.returncode == 0, finished.stdout
    return finished.stdout


def test_types_are_consistent():
    printed = output(
        "node_modules/.bin/tsc", "--noEmit", "--project", "tsconfig.json", "--listFiles"
    )
    checked = {Path(line).resolve() for line in printed.splitlines()}
    assert SCRIPTS and checked.issuperset(SCRIPTS)


def test_no_script_is_exempt_from_the_type_check():
    assert [path.name for path in SCRIPTS if "@ts-" in path.read_text(encoding="utf-8")] == []


def test_functions():
    files = [str(path) for path in sorted(ROOT.glob("tests/javascript/*.test.js"))]
    assert files
    assert re.search(
        r"^# pass [1-9]", output("node", "--test", "--test-reporter=tap", *files), re.MULTILINE
    )
