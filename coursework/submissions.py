"""What students handed in: the files, which of them counts, and the answers. Nothing is trusted.

Each student has a folder with ``NAME.ipynb`` for an assignment, and ``NAME.*.ipynb`` or, as
browsers name them, ``NAME (1).ipynb`` for further attempts; the time of an attempt is its file's.
"""

import json
import os
import stat
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

MAX_BYTES = 20 << 20
MAX_CELLS = 2_000
ADDED_IDS = ("about", "install")  # of cells that the book adds to the notebook of a page
WHICH = {
    "in-time": "the last one in time (if all are late, the first one)",
    "last": "the last one, late or not,",
    "first": "the first one",
}


class Unreadable(ValueError):
    """A submission cannot be read; the message says why."""


class Submission(NamedTuple):
    """The attempt that counts."""

    student: str
    assignment: str
    path: Path
    handed_in: datetime
    late: bool
    attempts: int


def list_students(folder: str | Path) -> tuple[list[str], list[str]]:
    """Names of student folders, and of all other entries."""
    students: list[str] = []
    others: list[str] = []
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        is_student = entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
        (students if is_student else others).append(entry.name)
    return students, others


def find_submission(
    folder: str | Path,
    student: str,
    assignment: str,
    due: datetime | None = None,
    which: str = "in-time",
) -> Submission | None:
    """A student's attempt that counts, or None if there is none."""
    attempts = []
    for entry in os.scandir(Path(folder) / student):
        if not (entry.name.startswith(assignment) and entry.name.endswith(".ipynb")):
            continue
        middle = entry.name.removeprefix(assignment).removesuffix(".ipynb")
        if not middle or middle.startswith((".", " (")):
            modified = datetime.fromtimestamp(entry.stat(follow_symlinks=False).st_mtime)
            attempts.append((modified, entry.name))
    if not attempts:
        return None
    attempts.sort()
    in_time = [attempt for attempt in attempts if due is None or attempt[0] <= due]
    handed_in, file = {
        "in-time": (in_time or attempts[:1])[-1],
        "last": attempts[-1],
        "first": attempts[0],
    }[which]
    late = due is not None and handed_in > due
    path = Path(folder) / student / file
    return Submission(student, assignment, path, handed_in, late, len(attempts))


def read_bytes(path: str | Path) -> bytes:
    """The content of a regular file of acceptable size."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if Path(path).is_symlink():
            raise Unreadable("it is a link, not a file") from None
        raise Unreadable(f"it cannot be opened ({error.strerror})") from None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is not a file")
        if status.st_size > MAX_BYTES:
            raise Unreadable(f"it is larger than {MAX_BYTES >> 20} MB")
        return file.read(MAX_BYTES)


def read_answers(
    content: bytes, answer_ids: Collection[str], other_ids: Collection[str] = ()
) -> tuple[dict[str, str], list[str]]:
    """The answers in a notebook, by grade id, and remarks for its author.

    Parameters
    ----------
    content : bytes
        Of the notebook's file.
    answer_ids : collection of str
        Grade ids of the cells that a student fills in.
    other_ids : collection of str
        Ids of the other cells that were released.
    """
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("it is not a notebook: the file is not JSON") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is not a notebook: it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"it has more than {MAX_CELLS} cells")
    answers: dict[str, str] = {}
    remarks = set()
    for cell in cells:
        id = _id(cell)
        if id in answers:
            remarks.add(f"cell {id} appears more than once; the last one counts")
        if id in answer_ids:
            answers[id] = _source(cell)
        elif id not in (*other_ids, *ADDED_IDS) and _source(cell).strip():
            remarks.add("added cells are ignored; put all that an answer needs into its own cell")
    remarks |= {f"cell {id} is missing or was renamed" for id in answer_ids if id not in answers}
    return answers, sorted(remarks)


def _source(cell: object) -> str:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _id(cell: object) -> str:
    """A cell's grade id or, if its metadata was lost, the cell id with which it was released."""
    id = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        id = id.get(key) if isinstance(id, dict) else None
    if id is None and isinstance(cell, dict):
        id = cell.get("id")
    return id if isinstance(id, str) else ""
