"""The reference notebooks are those of the chapters, and every cell of theirs was run."""

import jupytext
import pytest
from references import FOLDER, execute, pages, reference

from conftest import close


def cells(notebook):
    return [(cell.cell_type, cell.source.rstrip(), cell.metadata.get("tags", [])) for cell in notebook.cells]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_reference_is_in_step_with_its_chapter(page):
    kept = reference(page)
    assert cells(jupytext.read(page)) == cells(kept), "the chapter was edited: run `make references`"
    for cell in kept.cells:
        if cell.cell_type == "code":
            assert cell.execution_count, "a cell that was not run is not compared"
            assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in cell.outputs)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_nothing_that_is_printed_is_exempt(page):
    for cell in reference(page).cells:
        assert not [tag for tag in cell.metadata.get("tags", []) if tag.startswith(("nbval", "raises"))]


def test_there_is_no_reference_without_a_chapter():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {page.stem for page in pages()}


@pytest.mark.parametrize("reference, test", [("x = 1.2345678", "x = 1.2345679"), ("0.5 and 1e-9", "0.5 and 1.0000001e-9"), ("-1.5e+45", "-1.5000001e+45"), ("no number", "no number")])
def test_last_digits_may_differ(reference, test):
    assert close(reference.replace("1e-9", "1.0e-9"), test)


@pytest.mark.parametrize(
    "reference, test",
    [("x = 1.2345", "x = 1.2347"), ("1e45", "1.1e45"), ("7 beads", "8 beads"), ("agrees", "+5 %"), ("1.5", "-1.5"), ("0.0", "1e-30"), ("T_1.5", "T_1.6")],
)
def test_nothing_else_may(reference, test):
    assert not close(reference, test)


def test_a_changed_chapter_prints_something_else(tmp_path):
    """The references can go red: one changed number in a copy of a chapter, executed."""
    (page,) = [page for page in pages() if page.stem == "droplet"]
    copy = tmp_path / page.name
    text = page.read_text(encoding="utf-8")
    assert '"lindemann", 0.1,' in text
    copy.write_text(text.replace('"lindemann", 0.1,', '"lindemann", 0.11,'), encoding="utf-8")
    new = [output.text for cell in execute(copy).cells for output in cell.get("outputs", []) if output.output_type == "stream"]
    old = [output.text for cell in reference(page).cells for output in cell.get("outputs", []) if output.output_type == "stream"]
    assert not all(close(a, b) for a, b in zip(old, new, strict=True))
    assert any("printed 5.8: +" in text for text in new)
