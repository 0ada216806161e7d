"""Instructor's pages, and model solutions of projects: for each assignment the common errors, the time, what to discuss, and the answers.

All of it comes from the folder of the assignment: the errors from ``wrong.toml``, minutes and topics from ``teach.toml``,
answers and rubric from the notebook's source. The pages are notebooks, since the texts have formulas. They contain
solutions and rubrics, so that they are no part of the book, which students read: a teacher writes them with a command.
A project has model solutions of different quality, and ``marks.toml`` with the points that each earns, and for what.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from coursework.release import drop_book_links, write_new
from coursework.source import FOLDER, Assignment, WrongAnswer, grade_id, points, role

PROJECTS = FOLDER.parent / "projects"
MOST_POINTS = 4  # for a line of the rubric
MARKED = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*(?:\n|\Z)", re.M)
HEADING = re.compile(r"^## (.*?) \(", re.M)
WARNING = "*For the instructor. This page contains solutions and a rubric: keep it from students.*"


def write_guides(
    names: Iterable[str], seed: str, folder: str | Path, student: str = ""
) -> list[str]:
    """Write ``FOLDER/NAME-instructor.ipynb`` for each assignment.

    Parameters
    ----------
    names : iterable of str
    seed : str
        As given to ``release``.
    folder : path
        Must not have notebooks for students, with whose folders it could be handed out.
    student : str
        Whose variant is shown; '' for a class that has one variant.

    Returns
    -------
    list of str
        What was left as it was: files with another content, and links.

    Raises
    ------
    ValueError
        Where the folder has notebooks for students.
    """
    folder, names = Path(folder), list(names)
    for name in names:
        found = next((path for path in folder.glob(f"**/{name}.ipynb")), None)
        if found:
            raise ValueError(
                f"{found} is a notebook for students: write the instructor's pages elsewhere"
            )
    pages = {
        folder / f"{name}-instructor.ipynb": instructor_page(name, seed, student) for name in names
    }
    return [str(path) for path, page in pages.items() if not write_new(page, path)]


def write_model_solutions(folder: str | Path) -> list[str]:
    """Write ``FOLDER/PROJECT-SOLUTION.ipynb`` for each model solution of a project, its marks first.

    Parameters
    ----------
    folder : path

    Returns
    -------
    list of str
        What was left as it was: files with another content, and links.
    """
    kept = []
    for marks in sorted(PROJECTS.glob("*/marks.toml")):
        for solution in tomllib.loads(marks.read_text(encoding="utf-8")):
            path = Path(folder) / f"{marks.parent.name}-{solution}.ipynb"
            if not write_new(model_solution(marks.parent.name, solution), path):
                kept.append(str(path))
    return kept


def model_solution(project: str, solution: str) -> NotebookNode:
    """A model solution of a project, with its marks in the first cell.

    Parameters
    ----------
    project : str
        Folder in ``coursework/projects``.
    solution : str
        Key of its ``marks.toml``, and name of the notebook's source.

    Returns
    -------
    NotebookNode
    """
    folder = PROJECTS / project
    marks = tomllib.loads((folder / "marks.toml").read_text(encoding="utf-8"))[solution]
    total = sum(mark["points"] for mark in marks.values())
    rows = [
        f"| {criterion} | {mark['points']} | “{mark['passage']}” | {mark['why']} |"
        for criterion, mark in marks.items()
    ]
    head = (
        f"**{solution.capitalize()} solution: {total} of {MOST_POINTS * len(marks)} points.** "
        "For the instructor; keep it from students.\n\n"
        "| Criterion | Points | For this | Why |\n|---|---|---|---|\n" + "\n".join(rows)
    )
    notebook: NotebookNode = jupytext.read(folder / f"{solution}.md")
    notebook.cells.insert(0, _text(head))
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    return notebook


def instructor_page(name: str, seed: str, student: str = "") -> NotebookNode:
    """The page of one assignment, with the answers to the variant that a seed selects.

    Parameters
    ----------
    name, seed, student : str
        As for :func:`write_guides`.

    Returns
    -------
    NotebookNode
        Text, and the given code and the reference answers, which run.
    """
    assignment = Assignment(name)
    whole = assignment.instructor_notebook(seed, student)
    sections = list(_sections(whole))
    minutes = assignment.teaching["minutes"]
    variant = assignment.draw_variant(seed, student)
    shown = ", ".join(f"{key} = {value}" for key, value in variant.items() if key != "seed")
    line = whole.cells[0].source.split("\n\n")[1]
    cells = [
        _text(f"# {assignment.title}: for the instructor\n\n{WARNING}\n\n{line}"),
        _text(
            f"**Variant on this page:** {shown}.\n\n**Objectives:**\n\n"
            + _list(f"*{key}*: {says}" for key, says in assignment.objectives.items())
        ),
        _text(
            "| Question | Points | Minutes |\n|---|---|---|\n"
            + "\n".join(
                f"| {heading} | {sum(map(points, of)):g} | {spent} |"
                for (heading, of), spent in zip(sections, minutes, strict=True)
            )
            + "\n\nThe minutes are the author's estimate."
        ),
    ]
    of_test = {grade_id(cell): points(cell) for cell in whole.cells if role(cell) == "test"}
    wrong = assignment.wrong_answers(seed, student)
    cells += (
        _code(cell.source) for cell in whole.cells if cell.cell_type == "code" and not role(cell)
    )
    for heading, of in sections:
        cells.append(_text(f"## {heading}"))
        for cell in of:
            if role(cell) == "answer":
                errors = [one for one in wrong if one.cell == grade_id(cell)]
                cells.append(_text("**Common errors:**\n\n" + _list(_told(errors, of_test))))
                cells.append(_code(MARKED.sub("", cell.source)))
            elif role(cell) == "essay":
                cells.append(_text(f"**Rubric:** {cell.source}"))
    cells.append(_text("## To discuss\n\n" + _list(assignment.teaching["discuss"])))
    for number, cell in enumerate(cells):
        cell["id"] = f"page-{number}"
    page: NotebookNode = nbformat.v4.new_notebook(cells=cells, metadata=whole.metadata)  # type: ignore[no-untyped-call]
    return drop_book_links(page)


def _sections(notebook: NotebookNode) -> Iterator[tuple[str, list[NotebookNode]]]:
    """Each question's heading, and the cells below it."""
    heading = ""
    below: list[NotebookNode] = []
    for cell in notebook.cells:
        found = HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if found and not role(cell):
            if heading:
                yield heading, below
            heading, below = found[1], []
        below.append(cell)
    yield heading, below


def _told(errors: Iterable[WrongAnswer], of_test: dict[str, float]) -> Iterator[str]:
    """Each error in words, with the points that it costs, in later questions too."""
    for error in errors:
        lost = sum(of_test[test] for test in error.loses)
        yield f"{error.says} (costs {lost:g} {'point' if lost == 1 else 'points'})"


def _code(source: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source.strip())  # type: ignore[no-untyped-call]
    return cell


def _text(source: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_markdown_cell(source)  # type: ignore[no-untyped-call]
    return cell


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
