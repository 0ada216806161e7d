"""Scores one submission: answer cells run in a worker, tests run here on what it returns."""

import ast
import builtins
import symtable
from collections.abc import Mapping
from typing import Any, NamedTuple

from nbformat import NotebookNode

from coursework.session import WorkerError, WorkerSession
from coursework.source import ANSWER_TEXT, grade_id, points, role


class Score(NamedTuple):
    """The result of a test cell, or of an answer that is graded by hand.

    Parameters
    ----------
    id : str
        Grade id of the cell.
    points : float or None
        None for an answer that is still to be graded by hand.
    max_points : float
    message : str
        What is wrong.
    failed : tuple of int
        Numbers of the checks that failed.
    remark : str
        Of whoever graded the answer by hand.
    by_hand : bool
        Whether the points were given by hand.
    """

    id: str
    points: float | None
    max_points: float
    message: str = ""
    failed: tuple[int, ...] = ()
    remark: str = ""
    by_hand: bool = False


def score(
    notebook: NotebookNode,
    answers: Mapping[str, str],
    session: WorkerSession,
    every_check: bool = False,
) -> list[Score]:
    """Score the answers to an instructor's notebook, cell by cell.

    Parameters
    ----------
    notebook : NotebookNode
        As :meth:`coursework.source.Assignment.instructor_notebook` returns it.
    answers : mapping of str to str
        Code, or text, by the grade id of the answer cell.
    session : WorkerSession
        Where the student's code runs; nothing has run there before.
    every_check : bool
        Whether to try each check of a test cell, instead of stopping at the first that fails.

    Returns
    -------
    list of Score
        One for each test cell and each answer that is graded by hand.
    """
    scores = []
    given: dict[str, Any] = {}  # the namespace of the given code
    answer_names: set[str] = set()
    errors: dict[str, str | None] = {}  # by the name that the faulty cell should define
    for cell in notebook.cells:
        id = grade_id(cell)
        if cell.cell_type == "code" and not role(cell):
            exec(compile(cell.source, f"<{cell['id']}>", "exec"), given)
            error = session.run(cell.source, trusted=True)
            if error:
                raise RuntimeError(f"given code {cell['id']} fails in the worker: {error}")
        elif role(cell) == "answer":
            defined = defined_names(cell.source)
            answer_names |= defined
            error = session.run(answers[id]) if id in answers else "the cell is missing"
            errors |= dict.fromkeys(defined, error)
        elif role(cell) == "test":
            values, message = _fetch(cell, session, answer_names, errors)
            scores.append(_run_test(cell, given | values, message, every_check))
        elif role(cell) == "essay":
            if answers.get(id, "").strip() in ("", ANSWER_TEXT):
                scores.append(Score(id, 0.0, points(cell), "nothing written"))
            else:
                scores.append(Score(id, None, points(cell), "graded by hand"))
    return scores


def defined_names(code: str) -> set[str]:
    """Names that code binds at its top level."""
    symbols = symtable.symtable(code, "<answer>", "exec").get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned()}


def numbered_statements(code: str) -> list[tuple[ast.stmt, int | None]]:
    """The statements of a test cell, those that can cost points with the number of the check."""
    number, statements = 0, []
    for statement in ast.parse(code).body:
        is_call = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)
        is_check = isinstance(statement, ast.Assert) or is_call
        statements.append((statement, number if is_check else None))
        number += is_check
    return statements


def _fetch(
    cell: NotebookNode,
    session: WorkerSession,
    answer_names: set[str],
    errors: Mapping[str, str | None],
) -> tuple[dict[str, object], str]:
    """Values of the student's names that a test cell uses, and the first error."""
    used, own = set(), set()
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name):
            used.add(node.id)
            if isinstance(node.ctx, ast.Store):
                own.add(node.id)
    values, message = {}, ""
    for name in sorted((used - own) & (answer_names - vars(builtins).keys())):
        try:
            values[name] = session.get(name)
        except WorkerError as error:
            message = message or f"{name}: {errors.get(name) or error}"
    return values, message


def _run_test(
    cell: NotebookNode, namespace: dict[str, Any], message: str, every_check: bool
) -> Score:
    """Run the statements of a test cell, ``message`` being what went wrong before."""
    failed = []
    for statement, number in numbered_statements(cell.source):
        try:
            exec(compile(ast.Module([statement], []), "<test>", "exec"), namespace)
        except Exception as error:
            failed.append(number)
            is_verdict = isinstance(error, (AssertionError, WorkerError))
            message = message or (str(error) if is_verdict else f"{type(error).__name__}: {error}")
            if not every_check:
                break
    if not failed:
        return Score(grade_id(cell), points(cell), points(cell))
    numbers = tuple(number for number in failed if number is not None)
    return Score(grade_id(cell), 0.0, points(cell), message, numbers)
