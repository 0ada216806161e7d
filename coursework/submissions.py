"""What students handed in: which files there are, which of them counts, and what they answer. Nothing of it is trusted.

One folder for each student, in it ``NAME.ipynb`` for an assignment, and ``NAME.*.ipynb`` or, as browsers
name them, ``NAME (1).ipynb`` for further tries at it; the time of a try is that of its file.
"""

import json
import os
import stat
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

LARGEST = 20 << 20  # bytes
MOST_CELLS = 2_000
ADDED = ("about", "install")  # cells that the book adds to the notebook of a page
WHICH = {
    "in-time": "the last one handed in before the due time, else the first after it",
    "last": "the last one, late or not",
    "first": "the first one",
}


class Unreadable(ValueError):
    """A submission that cannot be read; says why."""


class Submission(NamedTuple):
    """The try that counts."""

    student: str
    assignment: str
    path: Path
    when: datetime
    late: bool
    tries: int


def students(folder):
    """Names of those who have a folder, and what lies beside them that is none."""
    found, other = [], []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        (found if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".") else other).append(entry.name)
    return found, other


def handed_in(folder, student, assignment, due=None, which="in-time"):
    """The try that counts of a student's at an assignment, or None."""
    tries = []
    for entry in os.scandir(Path(folder) / student):
        middle = entry.name.removeprefix(assignment).removesuffix(".ipynb")
        if entry.name.startswith(assignment) and entry.name.endswith(".ipynb") and (not middle or middle.startswith((".", " ("))):
            when = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime)
            tries.append((when, entry.name))
    if not tries:
        return None
    tries.sort()
    in_time = [one for one in tries if due is None or one[0] <= due]
    chosen = {"in-time": (in_time or tries[:1])[-1], "last": tries[-1], "first": tries[0]}[which]
    when, name = chosen
    return Submission(student, assignment, Path(folder) / student / name, when, due is not None and when > due, len(tries))


def content(path):
    """The bytes of a file that is one, and not too large."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Unreadable("it is a link, not a file" if Path(path).is_symlink() else f"it cannot be opened ({error.strerror})") from None
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("it is not a file")
        if about.st_size > LARGEST:
            raise Unreadable(f"it is larger than {LARGEST >> 20} MB")
        return file.read(LARGEST)


def answers(raw, wanted, others=()):
    """What a notebook answers, by grade id, and remarks for its author.

    Parameters
    ----------
    raw : bytes
        Of the notebook's file.
    wanted : sequence of str
        Grade ids of the cells that a student fills in.
    others : sequence of str
        Ids of the other cells that were given out.
    """
    try:
        notebook = json.loads(raw)
    except (ValueError, RecursionError):
        raise Unreadable("it is not a notebook: its file is not JSON") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is not a notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"it has more than {MOST_CELLS} cells")
    found, remarks = {}, []
    for cell in cells:
        id = _name(cell)
        if id in found:
            remarks.append(f"the cell {id} is there more than once: the last one counts")
        if id in wanted:
            found[id] = _source(cell)
        elif id not in (*others, *ADDED) and _source(cell).strip():
            remarks.append("cells of one's own are not looked at: what an answer needs must stand in an answer's cell")
    remarks += [f"the cell {id} is missing, or was renamed" for id in wanted if id not in found]
    return found, sorted(set(remarks))


def _source(cell):
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _name(cell):
    """What a cell is called: its grade id, or, where its metadata was lost, the id that it was given out with."""
    about = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        about = about.get(key) if isinstance(about, dict) else None
    if about is None and isinstance(cell, dict):
        about = cell.get("id")
    return about if isinstance(about, str) else None
