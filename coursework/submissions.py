"""What students handed in: which files are attempts at which assignment, which of them counts, and
the answers. Nothing is trusted.

A notebook is known by the assignment's name in its metadata; where a program dropped that, by the
ids of its cells, by its title, or by its file's name. The time of an attempt is its file's.
"""

import functools
import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from coursework import text
from coursework.packing import File, Unreadable, find_files
from coursework.roster import Roster
from coursework.scoring import defined_names
from coursework.source import (
    Assignment,
    grade_id,
    names,
    role,
    strip_solutions,
)

MAX_CELLS = 2_000
MAX_CODE = 20_000  # characters of a cell that are searched for names
ADDED_IDS = ("about", "install")  # of cells that the book adds to the notebook of a page
WORD = re.compile(r"[^\W\d]\w*")
IN_METADATA = re.compile(r'"(assignment|student)":\s*("(?:[^"\\]|\\.)*")')
IDS = re.compile(r'"(?:grade_id|id)":\s*"([\w.-]+)"')
COPY_NUMBER = re.compile(r"(\d+)\)?$")  # of a name such as "NAME (1)", "NAME-2", "NAME-Copy3"
WHICH = {
    "in-time": "the last one in time (if all are late, the first one)",
    "last": "the last one, late or not,",
    "first": "the first one",
}
PREFERRED = "of those that can be read and have an answer, if there are any"


class Identity(NamedTuple):
    """What a file says of itself.

    Parameters
    ----------
    assignment, student : str
        '' where it does not say.
    doubt : str
        Why the assignment is not certain.
    """

    assignment: str = ""
    student: str = ""
    doubt: str = ""


class Submission(NamedTuple):
    """The attempt that counts; ``notes`` are for the teacher, ``late_by`` is in hours."""

    student: str
    assignment: str
    file: File
    handed_in: datetime
    late: bool
    attempts: int
    notes: tuple[str, ...] = ()
    late_by: float = 0.0


class LeftOut(NamedTuple):
    """A file that counts for nobody, and why."""

    path: str
    label: str
    reason: str


class Collected(NamedTuple):
    """What a folder of submissions holds."""

    students: list[str]
    submissions: list[Submission]
    left_out: list[LeftOut]


def identify(content: bytes, file_name: str) -> Identity:
    """Which assignment a file is, and whose, without reading it as a notebook: it may be torn."""
    written = content.decode(text.encoding(content), "replace")
    said = {key: _unquoted(value) for key, value in IN_METADATA.findall(written)}
    student = text.clean_name(said.get("student", ""))
    if said.get("assignment") in names():
        return Identity(said["assignment"], student)
    ids = set(IDS.findall(written))
    shares = {name: len(ids & answers) / len(answers) for name, answers in _answer_ids().items()}
    best = max(shares, key=shares.__getitem__)
    if shares[best] > 0.5 and list(shares.values()).count(shares[best]) == 1:
        return Identity(best, student)
    for name in names():
        title = json.dumps(f"# {Assignment(name).title}")[1:-1]
        if title in written or f"# {Assignment(name).title}" in written:
            return Identity(name, student, "it was recognized by its title only")
    words = "-".join(re.findall(r"[a-z0-9]+", file_name.lower()))
    for name in sorted(names(), key=len, reverse=True):
        if f"-{name}-" in f"-{words}-":
            return Identity(name, student, "it was recognized by its file's name only")
    return Identity(student=student)


def _unquoted(value: str) -> str:
    try:
        return str(json.loads(value))
    except ValueError:
        return ""


@functools.cache
def _answer_ids() -> dict[str, set[str]]:
    cells = {name: Assignment(name).render_variant(0).cells for name in names()}
    return {name: {grade_id(cell) for cell in cells[name] if role(cell)} for name in cells}


def collect(
    folder: str | Path,
    chosen: Collection[str],
    roster: Roster | None = None,
    due: datetime | None = None,
    which: str = "in-time",
) -> Collected:
    """All submissions to some assignments.

    Parameters
    ----------
    folder : path
        With a folder for each student, or a gradebook's zip file.
    chosen : collection of str
        Names of assignments.
    roster : Roster, optional
        Whose submissions count; without, everybody's.
    due : datetime, optional
    which : str
        Of :data:`WHICH`.
    """
    attempts: dict[tuple[str, str], list[tuple[File, Identity]]] = defaultdict(list)
    strays: list[tuple[File, Identity]] = []
    students, left_out = set(), []
    for file in find_files(folder):
        student = roster.find(file.owners) if roster else "".join(file.owners[:1])
        if student:
            students.add(student)
        try:
            identity = identify(file.read(), file.name)
        except Unreadable as error:
            identity = identify(b"", file.name)
            if not (identity.assignment and student):
                left_out.append(LeftOut(str(file.path), file.label, str(error)))
                continue
        if not identity.assignment:
            left_out.append(
                LeftOut(str(file.path), file.label, "it is not a notebook of an assignment")
            )
        elif student:
            attempts[student, identity.assignment].append((file, identity))
        else:
            strays.append((file, identity))
    for file, identity in strays:
        # whoever hands in for another does not replace what that student handed in
        student = roster.find([identity.student]) if roster else identity.student
        place = student, identity.assignment
        if student and all(other.owners == file.owners for other, _ in attempts[place]):
            doubt = f"it is not in a folder of {student}, whose name it contains"
            attempts[place].append((file, identity._replace(doubt=doubt)))
            students.add(student)
        else:
            reason = "its folder is not in the list" if file.owners else "it is in no folder"
            left_out.append(LeftOut(str(file.path), file.label, reason))
    found = [
        choose(student, assignment, files, due, which)
        for (student, assignment), files in sorted(attempts.items())
        if files and assignment in chosen
    ]
    return Collected(sorted(students), found, sorted(left_out))


def choose(
    student: str,
    assignment: str,
    attempts: Sequence[tuple[File, Identity]],
    due: datetime | None = None,
    which: str = "in-time",
) -> Submission:
    """The attempt that counts. Of those with one time the highest number in the name is the last."""
    if len(attempts) > 1:
        attempts = [attempt for attempt in attempts if _is_worked_on(*attempt)] or attempts
    ordered = sorted(
        attempts, key=lambda attempt: (attempt[0].modified, _copy_number(attempt[0]), attempt[0])
    )
    in_time = [attempt for attempt in ordered if due is None or attempt[0].modified <= due]
    file, identity = {
        "in-time": (in_time or ordered[:1])[-1],
        "last": ordered[-1],
        "first": ordered[0],
    }[which]
    notes = [identity.doubt] if identity.doubt else []
    if identity.student not in ("", student):
        notes.append(f"it was released to {identity.student}")
    places = sorted({"/".join(other.owners[:1]) for other, _ in attempts})
    if len(places) > 1:
        notes.append(f"the attempts came under different names: {', '.join(places)}")
    late = due is not None and file.modified > due
    late_by = round((file.modified - due).total_seconds() / 3600, 2) if due and late else 0.0
    return Submission(
        student, assignment, file, file.modified, late, len(attempts), tuple(notes), late_by
    )


def _copy_number(file: File) -> int:
    number = COPY_NUMBER.search(re.split(r"\.ipynb", file.name, flags=re.I)[0])
    return int(number[1][:9]) if number else 0


def _is_worked_on(file: File, identity: Identity) -> bool:
    """Whether a file can be read, and has an answer that is not what was released."""
    notebook = Assignment(identity.assignment).render_variant(0)
    released = released_sources(notebook)
    ids = {grade_id(cell) for cell in notebook.cells if role(cell) in ("answer", "essay")}
    try:
        cells = list(_cells(file.read()))
    except Unreadable:
        return False
    return not all(is_empty(_source(cell), released) for cell in cells if _id(cell) in ids)


def is_empty(answer: str, released: Collection[str]) -> bool:
    """Whether an answer's cell is as it was released, or blank."""
    return not answer.strip() or _squeezed(answer) in released


def released_sources(notebook: NotebookNode) -> set[str]:
    """The cells of an instructor's notebook as students get them, without spaces."""
    return {_squeezed(cell.source) for cell in strip_solutions(notebook).cells}


class Answers(NamedTuple):
    """What a notebook holds.

    Parameters
    ----------
    by_id : dict of str to str
        Code or text by grade id.
    remarks : list of str
        For the notebook's author.
    doubtful : set of str
        Grade ids of answers that may be elsewhere, or not whole: the teacher looks at them.
    """

    by_id: dict[str, str]
    remarks: list[str]
    doubtful: set[str]


def read_answers(content: bytes, notebook: NotebookNode) -> Answers:
    """The answers in the file of a notebook.

    Parameters
    ----------
    content : bytes
        Of the file.
    notebook : NotebookNode
        The instructor's.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    added = []
    expected = {
        grade_id(cell): cell for cell in notebook.cells if role(cell) in ("answer", "essay")
    }
    others = {cell["id"] for cell in notebook.cells} - expected.keys() | {*ADDED_IDS}
    released = released_sources(notebook)
    for cell in _cells(content):
        id, source = _id(cell), _source(cell)
        if id in expected:
            parts[id].append(source)
        elif id not in others and _squeezed(source) not in released:
            added.append((cell.get("cell_type", "code"), source))
    # the parts of a cell that was split or copied run one after the other, as in the notebook
    answers = {id: "\n".join(sources) for id, sources in parts.items()}
    remarks = {f"cell {id} is missing or was renamed" for id in expected.keys() - answers.keys()}
    doubtful = expected.keys() - answers.keys()
    for id, sources in parts.items():
        if len(sources) > 1:
            remarks.add(f"cell {id} appears more than once; its parts are run in their order")
            doubtful |= {id}
        if is_empty(answers[id], released) and any(
            _may_answer(expected[id], *cell) for cell in added
        ):
            remarks.add(f"cell {id} has no answer, but an added cell may have it")
            doubtful |= {id}
    codes = [source for kind, source in added if kind == "code"]
    known = {word for cell in notebook.cells for word in WORD.findall(cell.source)}
    known |= {name for answer in answers.values() for name in _bound_names(answer, within=True)}
    elsewhere = {name for code in codes for name in _bound_names(code)} - known
    for id, answer in answers.items():
        for name in sorted(elsewhere & {*WORD.findall(answer)}):
            remarks.add(f"cell {id} uses {name}, which an added cell defines")
            doubtful |= {id}
    if codes:
        remarks.add("added cells are ignored; put all that an answer needs into its own cell")
    return Answers(answers, sorted(remarks), set(doubtful))


def _bound_names(code: str, within: bool = False) -> set[str]:
    """Names that code binds by lines that are not indented, or by any line.

    It is not parsed: it may have magics, and is read by the process that grades.
    """
    found: set[str] = set()
    for line in code[:MAX_CODE].split("\n"):
        line = line.lstrip() if within else line
        target, equals, _ = line.partition("=")
        if line.startswith(("def ", "class ", "import ", "from ")):
            found |= {*WORD.findall(line)}
        elif equals and "(" not in target:
            found |= {*WORD.findall(target)}
    return found


def _may_answer(expected: NotebookNode, kind: object, source: str) -> bool:
    if role(expected) == "essay":
        return kind == "markdown"
    wanted = defined_names(expected.source)
    return kind == "code" and bool(wanted & set(re.findall(r"\w+", source)))


def _cells(content: bytes) -> Iterator[dict[str, object]]:
    try:
        notebook = json.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise Unreadable("it is not a notebook: the file is not JSON") from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("it is not a notebook: it has no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"it has more than {MAX_CELLS} cells")
    return (cell for cell in cells if isinstance(cell, dict))


def _squeezed(source: str) -> str:
    return "".join(source.split())


def _source(cell: dict[str, object]) -> str:
    source = cell.get("source")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return text.clean(source) if isinstance(source, str) else ""


def _id(cell: dict[str, object]) -> str:
    """A cell's grade id or, if its metadata was lost, the cell id with which it was released."""
    id: object = cell
    for key in ("metadata", "nbgrader", "grade_id"):
        id = id.get(key) if isinstance(id, dict) else None
    if id is None:
        id = cell.get("id")
    return id if isinstance(id, str) else ""
