"""Writes what is given out: student versions, and for the teacher the whole of them, in nbgrader's folders."""

import re
from pathlib import Path

import nbformat

from coursework.source import Assignment

CHAPTER = re.compile(r"\[([^\]]+)\]\(\.\./[\w-]+\.md\)")  # a link that leads somewhere in the book only


def students_in(roster):
    """Names of a class, one a line; empty lines and what follows # are left out."""
    lines = (line.partition("#")[0].strip() for line in Path(roster).read_text(encoding="utf-8").splitlines())
    found = [line for line in lines if line]
    for name in found:
        if name in (".", "..") or "/" in name or "\\" in name or name.startswith("-"):
            raise ValueError(f"roster {roster}: {name!r} cannot be the name of a folder")
    if len(set(found)) < len(found):
        raise ValueError(f"roster {roster}: {', '.join(sorted({one for one in found if found.count(one) > 1}))} stands there twice")
    return found


def release(names, seed, folder, students=()):
    """Student versions: ``FOLDER/NAME.ipynb`` for all, or ``FOLDER/STUDENT/NAME.ipynb`` where there are students."""
    for name in names:
        for student in students or ("",):
            write(_unlinked(Assignment(name).student(seed, student)), Path(folder) / student / f"{name}.ipynb")


def release_whole(names, seed, folder):
    """Whole notebooks where nbgrader looks for them: ``FOLDER/source/NAME/NAME.ipynb``."""
    for name in names:
        write(_unlinked(Assignment(name).teacher(seed)), Path(folder) / "source" / name / f"{name}.ipynb")


def _unlinked(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = CHAPTER.sub(r"“\1”", cell.source)
    return notebook


def write(notebook, path):
    """Write a notebook unless it stands there already, so that nothing is built anew that did not change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = nbformat.writes(notebook) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
