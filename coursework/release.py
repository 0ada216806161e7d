"""Writes notebooks: student versions, or for nbgrader the instructor's, in nbgrader's folders."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from coursework.source import Assignment

BOOK_LINK = re.compile(r"\[([^\]]+)\]\(\.\./[\w-]+\.md\)")  # works inside the book only


def read_roster(path: str | Path) -> list[str]:
    """Names of a class, one a line; empty lines and what follows # are ignored."""
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    students = [name for line in lines if (name := line.partition("#")[0].strip())]
    for name in students:
        if name in (".", "..") or "/" in name or "\\" in name or name.startswith("-"):
            raise ValueError(f"roster {path}: {name!r} cannot be the name of a folder")
    repeated = sorted({name for name in students if students.count(name) > 1})
    if repeated:
        raise ValueError(f"roster {path}: {', '.join(repeated)} is listed more than once")
    return students


def release(
    names: Iterable[str], seed: str, folder: str | Path, students: Sequence[str] = ()
) -> None:
    """Write ``FOLDER/NAME.ipynb`` for all, or ``FOLDER/STUDENT/NAME.ipynb`` for each student."""
    for name in names:
        for student in students or ("",):
            notebook = drop_book_links(Assignment(name).student_notebook(seed, student))
            write(notebook, Path(folder) / student / f"{name}.ipynb")


def release_nbgrader(names: Iterable[str], seed: str, folder: str | Path) -> None:
    """Write instructor's notebooks to nbgrader's place: ``FOLDER/source/NAME/NAME.ipynb``."""
    for name in names:
        notebook = drop_book_links(Assignment(name).instructor_notebook(seed))
        write(notebook, Path(folder) / "source" / name / f"{name}.ipynb")


def drop_book_links(notebook: NotebookNode) -> NotebookNode:
    """Replace links to chapters by the chapters' titles in quotation marks."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = BOOK_LINK.sub(r"“\1”", cell.source)
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook unless the file already has this content: its time decides what is built."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook) + "\n"  # type: ignore[no-untyped-call]
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
