"""Lint, format, types and spelling of the whole project; the settings are in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

import pytest
from references import ROOT

BIN = Path(sys.executable).parent
COMMANDS = {
    "ruff check": ["ruff", "check", "--no-cache", "."],
    "ruff format": ["ruff", "format", "--no-cache", "--check", "."],
    "mypy": ["mypy"],
    "codespell": ["codespell", "."],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_style(name):
    program, *arguments = COMMANDS[name]
    done = subprocess.run(
        [str(BIN / program), *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
