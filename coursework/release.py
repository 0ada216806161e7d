"""Writes notebooks: student versions, or for nbgrader the instructor's, in nbgrader's folders."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursework import text
from coursework.source import Assignment

BOOK_LINK = re.compile(r"\[([^\]]+)\]\(\.\./[\w-]+\.md\)")  # works inside the book only


def release(
    names: Iterable[str], seed: str, folder: str | Path, students: Sequence[str] = ()
) -> list[str]:
    """Write ``FOLDER/NAME.ipynb`` for all, or ``FOLDER/STUDENT/NAME.ipynb`` for each student.

    Returns what was left as it was: files with another content, and links.
    """
    kept = []
    for name in names:
        for student in students or ("",):
            notebook = drop_book_links(Assignment(name).student_notebook(seed, student))
            path = Path(folder) / text.file_name(student) / f"{name}.ipynb"
            if path.parent.is_symlink() or not write_new(notebook, path):
                kept.append(str(path))
    return kept


def release_nbgrader(names: Iterable[str], seed: str, folder: str | Path) -> list[str]:
    """Write instructor's notebooks to nbgrader's place: ``FOLDER/source/NAME/NAME.ipynb``.

    Returns what was left as it was, as :func:`release` does.
    """
    notebooks = {
        Path(folder) / "source" / name / f"{name}.ipynb": drop_book_links(
            Assignment(name).instructor_notebook(seed)
        )
        for name in names
    }
    return [str(path) for path, notebook in notebooks.items() if not write_new(notebook, path)]


def drop_book_links(notebook: NotebookNode) -> NotebookNode:
    """Replace links to chapters by the chapters' titles in quotation marks."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BOOK_LINK.sub(r"“\1”", cell.source)
    return notebook


def write_new(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook where there is no file; False if there is another, in which one may work."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = as_text(notebook)
    try:
        with open(path, "x", encoding="utf-8", newline="") as file:  # follows no link
            file.write(content)
    except FileExistsError:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == content.encode()
    return True


def as_text(notebook: NotebookNode) -> str:
    """The content of a notebook's file."""
    return str(nbformat.writes(notebook)) + "\n"  # type: ignore[no-untyped-call]
