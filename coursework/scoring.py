"""Scores one submission: answer cells run in a worker, tests run here on what it returns."""

import ast
import builtins
import symtable
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from nbformat import NotebookNode

from coursework.session import MAX_MESSAGE, WorkerSession
from coursework.source import ANSWER_TEXT, WrongAnswer, grade_id, points, role, solutions
from coursework.text import clean
from coursework.values import WorkerError


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
    note : str
        For the teacher.
    evidence : str
        The values with which a comparison failed; the same mistake gives the same ones.
    """

    id: str
    points: float | None
    max_points: float
    message: str = ""
    failed: tuple[int, ...] = ()
    remark: str = ""
    by_hand: bool = False
    note: str = ""
    evidence: str = ""


def score(
    notebook: NotebookNode,
    answers: Mapping[str, str],
    session: WorkerSession,
    every_check: bool = False,
    doubtful: Collection[str] = (),
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
    doubtful : collection of str
        Grade ids of answers that may be elsewhere in the notebook. What they do not earn here is
        left to the teacher.

    Returns
    -------
    list of Score
        One for each test cell and each answer that is graded by hand.
    """
    scores = []
    given: dict[str, Any] = {}  # the namespace of the given code
    answer_names: set[str] = set()
    doubtful_names: set[str] = set()
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
            doubtful_names |= defined if id in doubtful else set()
            error = session.run(answers[id]) if id in answers else "the cell is missing"
            errors |= dict.fromkeys(defined, error)
        elif role(cell) == "test":
            test = _score_apart(cell, given, session, answer_names, errors, every_check)
            if test.points == 0 and doubtful_names & _used_names(cell)[0]:
                test = test._replace(points=None, message=f"to be checked by hand: {test.message}")
            scores.append(test)
        elif role(cell) == "essay":
            if id in doubtful:
                scores.append(Score(id, None, points(cell), "to be looked for by hand"))
            elif answers.get(id, "").strip() in ("", ANSWER_TEXT):
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


def _score_apart(
    cell: NotebookNode,
    given: Mapping[str, Any],
    session: WorkerSession,
    answer_names: set[str],
    errors: Mapping[str, str | None],
    every_check: bool,
) -> Score:
    """The score of a test cell; the work on the student's values is done in a process of its own."""

    def work() -> list[Any]:
        values, message = _fetch(cell, session, answer_names, errors)
        return [*run_test(cell, {**given, **values}, message, every_check)]

    try:
        id, *rest = session.apart(work)
    except WorkerError as error:
        return Score(grade_id(cell), 0.0, points(cell), str(error))
    score = Score(id, *rest)
    return score._replace(failed=tuple(score.failed))


def _used_names(cell: NotebookNode) -> tuple[set[str], set[str]]:
    """Names that a test cell uses, and those that it binds itself."""
    used, own = set(), set()
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.arg):
            own.add(node.arg)
        elif isinstance(node, ast.Name):
            used.add(node.id)
            if isinstance(node.ctx, ast.Store):
                own.add(node.id)
    return used, own


def fetched_names(cell: NotebookNode, answer_names: set[str]) -> list[str]:
    """The student's names that a test cell uses."""
    used, own = _used_names(cell)
    return sorted((used - own) & (answer_names - vars(builtins).keys()))


def _fetch(
    cell: NotebookNode,
    session: WorkerSession,
    answer_names: set[str],
    errors: Mapping[str, str | None],
) -> tuple[dict[str, object], str]:
    """Values of the student's names that a test cell uses, and the first error."""
    values: dict[str, object] = {}
    message = ""
    for name in fetched_names(cell, answer_names):
        try:
            values[name] = session.get(name)
        except WorkerError as error:
            message = message or f"{name}: {errors.get(name) or error}"
    return values, message


def run_test(
    cell: NotebookNode, namespace: dict[str, Any], message: str, every_check: bool
) -> Score:
    """Run the statements of a test cell, ``message`` being what went wrong before."""
    failed, evidence = [], ""
    for statement, number in numbered_statements(cell.source):
        try:
            exec(compile(ast.Module([statement], []), "<test>", "exec"), namespace)
        except Exception as error:
            failed.append(number)
            evidence = evidence or getattr(error, "evidence", "")
            is_verdict = isinstance(error, (AssertionError, WorkerError))
            message = message or (str(error) if is_verdict else f"{type(error).__name__}: {error}")
            if not every_check:
                break
    if not failed:
        return Score(grade_id(cell), points(cell), points(cell))
    numbers = tuple(number for number in failed if number is not None)
    message = clean(message)[:MAX_MESSAGE]  # it may quote an answer
    return Score(grade_id(cell), 0.0, points(cell), message, numbers, evidence=evidence)


def recognize(
    scores: Sequence[Score], notebook: NotebookNode, wrong_answers: Iterable[WrongAnswer]
) -> dict[str, str]:
    """What is wrong with answers that have the values of a named wrong answer, by test.

    Parameters
    ----------
    scores : sequence of Score
    notebook : NotebookNode
        The instructor's, with which they were given.
    wrong_answers : iterable of WrongAnswer
        To the same variant.
    """
    seen = {score.id: score.evidence for score in scores if score.evidence}
    found: dict[str, str] = {}
    for wrong in wrong_answers:
        if (seen.keys() - found.keys()) & {*wrong.loses}:
            with WorkerSession() as session:
                answers = {**solutions(notebook), wrong.cell: wrong.code}
                for test in score(notebook, answers, session):
                    if test.evidence and seen.get(test.id) == test.evidence:
                        found.setdefault(test.id, wrong.says)
    return found
