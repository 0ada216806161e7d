"""Marks one submission of an assignment: its answer cells run in a worker, the tests run here on what comes back."""

import ast
import builtins
import symtable
from typing import NamedTuple

from coursework.session import Failed, Session
from coursework.source import grade_id, points, role


class Mark(NamedTuple):
    """What a test cell, or an answer that is marked by hand, brought: points, None by hand; and what is wrong."""

    id: str
    got: float | None
    of: float
    says: str = ""
    failed: tuple = ()  # numbers of the checks that failed


def mark(notebook, answers, every=False, **how):
    """Mark the answers to a whole notebook.

    Parameters
    ----------
    notebook : NotebookNode
        As :meth:`coursework.source.Assignment.teacher` gives it.
    answers : dict
        Code, or text, by the grade id of the cell that it answers.
    every : bool
        Whether to try each check of a test cell, and not to stop at the first that fails.
    **how
        Where and how long students' code may run, as :class:`coursework.session.Session` has it.

    Returns
    -------
    list of Mark
        One for each test cell and each answer that is marked by hand.
    """
    marks, names, broken = [], set(), {}
    setup = {}
    with Session(**how) as session:
        for cell in notebook.cells:
            kind, id = role(cell), grade_id(cell)
            if cell.cell_type == "code" and not kind:
                exec(compile(cell.source, f"<{cell['id']}>", "exec"), setup)
                error = session.run(cell.source, ours=True)
                if error:
                    raise RuntimeError(f"given code {cell['id']} fails in the worker: {error}")
            elif kind == "answer":
                mine = defined(cell.source)
                names |= mine
                error = "there is no such cell" if id not in answers else session.run(answers[id])
                broken |= dict.fromkeys(mine, error)
            elif kind == "test":
                marks.append(_tested(cell, session, dict(setup), names, broken, every))
            elif kind == "essay":
                text = answers.get(id, "").strip()
                blank = text in ("", "YOUR ANSWER HERE")
                marks.append(Mark(id, 0.0 if blank else None, points(cell), "nothing written" if blank else "marked by hand"))
    return marks


def defined(code):
    """Names that code binds at its top level."""
    return {symbol.get_name() for symbol in symtable.symtable(code, "<answer>", "exec").get_symbols() if symbol.is_assigned()}


def checks(code):
    """The statements of a test cell, each with its number if it can cost points, else None."""
    number, found = 0, []
    for statement in ast.parse(code).body:
        is_check = isinstance(statement, ast.Assert) or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call))
        found.append((statement, number if is_check else None))
        number += is_check
    return found


def _tested(cell, session, space, names, broken, every):
    mentioned = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, (ast.Name, ast.arg))]
    own = {node.arg if isinstance(node, ast.arg) else node.id for node in mentioned if isinstance(node, ast.arg) or isinstance(node.ctx, ast.Store)}
    asked = {node.id for node in mentioned if isinstance(node, ast.Name)} - own
    failed, says = [], ""
    for name in sorted(asked & names - vars(builtins).keys()):
        try:
            space[name] = session.get(name)
        except Failed as error:
            says = says or f"{name}: {broken.get(name) or error}"
    for statement, number in checks(cell.source):
        try:
            exec(compile(ast.Module([statement], []), "<test>", "exec"), space)
        except Exception as error:
            failed.append(number)
            says = says or (str(error) if isinstance(error, (AssertionError, Failed)) else f"{type(error).__name__}: {error}")
            if not every:
                break
    of = points(cell)
    return Mark(grade_id(cell), 0.0 if failed else of, of, says if failed else "", tuple(number for number in failed if number is not None))
