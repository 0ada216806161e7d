"""The reference notebooks are those of the chapters, and every cell of theirs was run."""

import os
import subprocess
import sys

import jupytext
import nbformat
import pytest
from helpers import close
from references import FOLDER, pages, reference


def cells(notebook):
    return [
        (cell.cell_type, cell.source.rstrip(), cell.metadata.get("tags", []))
        for cell in notebook.cells
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_reference_is_in_step_with_its_chapter(page):
    kept = reference(page)
    assert cells(jupytext.read(page)) == cells(kept), (
        "the chapter was edited: run `make references`"
    )
    for cell in kept.cells:
        if cell.cell_type == "code":
            assert cell.execution_count, "a cell that was not run is not compared"
            assert not any(
                output.output_type == "error" or output.get("name") == "stderr"
                for output in cell.outputs
            )


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_nothing_that_is_printed_is_exempt(page):
    for cell in reference(page).cells:
        assert not [
            tag for tag in cell.metadata.get("tags", []) if tag.startswith(("nbval", "raises"))
        ]


def test_there_is_no_reference_without_a_chapter():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {page.stem for page in pages()}


@pytest.mark.parametrize(
    "reference, test",
    [
        ("x = 1.2345678", "x = 1.2345679"),
        ("0.5 and 1e-9", "0.5 and 1.0000001e-9"),
        ("-1.5e+45", "-1.5000001e+45"),
        ("no number", "no number"),
    ],
)
def test_last_digits_may_differ(reference, test):
    assert close(reference.replace("1e-9", "1.0e-9"), test)


@pytest.mark.parametrize(
    "reference, test",
    [
        ("x = 1.2345", "x = 1.2347"),
        ("1e45", "1.1e45"),
        ("7 beads", "8 beads"),
        ("agrees", "+5 %"),
        ("1.5", "-1.5"),
        ("0.0", "1e-30"),
        ("T_1.5", "T_1.6"),
    ],
)
def test_nothing_else_may(reference, test):
    assert not close(reference, test)


@pytest.mark.parametrize(
    "kept, passes",
    [
        ("x = 0.3333333", True),
        ("x = 0.3333334", True),
        ("x = 0.3334333", False),
        ("y = 0.3333333", False),
        (None, False),
    ],
)
def test_nbval_compares_with_what_is_kept(tmp_path, kept, passes):
    """A reference whose number was changed goes red; so does one that printed nothing."""
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=kept + "\n")] if kept else []
    cell = nbformat.v4.new_code_cell(
        'print(f"x = {1 / 3:.7f}")', execution_count=1, outputs=outputs
    )
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "kept.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "conftest",
        "--nbval",
        "--nbval-current-env",
        "-c",
        "/dev/null",
        str(tmp_path),
    ]
    run = subprocess.run(
        command,
        env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == (0 if passes else 1), run.stdout
