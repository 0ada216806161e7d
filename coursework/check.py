"""Checks an assignment for its author.

The reference gets full marks and an empty submission none; each wrong answer loses just what it
should, and one takes its result from ``glasslib`` alone; every check is failed by some wrong
answer; no cheat earns points; the points are those that the headings promise; the answers to the book's variant do not
pass in another; nothing that is hidden is released; and there is an instructor's page.
"""

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Mapping

from nbformat import NotebookNode

from coursework.cheats import passing_cheats
from coursework.guide import instructor_page
from coursework.scoring import Score, defined_names, numbered_statements, score
from coursework.session import WorkerSession
from coursework.source import (
    BOOK_SEED,
    HIDDEN,
    SOLUTION,
    Assignment,
    SourceError,
    WrongAnswer,
    grade_id,
    points,
    role,
    solutions,
    strip_solutions,
)

MAX_SCORE_FROM_OTHER_VARIANT = 0.4  # share of the points that answers to another variant stay below
BY_HAND_SHARE = (0.25, 0.30)  # of the points
HEADING_POINTS = re.compile(r"^## .*\((\d+) points?(?:, by hand)?\)$", re.M)
IMPORT = re.compile(r"\s*(?:from \S+ )?import ")
VARIANTS = 8  # of which one is the book's
MIN_HIDDEN_LENGTH = 12  # characters of a hidden line that is recognized in what is released
NUMERICS = ("numpy", "scipy", "math")  # what an answer that only calls glasslib may use besides


def find_problems(
    name: str,
    seed: str = "check",
    progress: Callable[[], object] = lambda: None,
) -> list[str]:
    """The problems of an assignment, as sentences; none if it is sound.

    Parameters
    ----------
    name : str
    seed : str
        Selects the variant that is checked.
    progress : callable
        Called after each submission that was scored.
    """
    assignment = Assignment(name)
    notebook = assignment.instructor_notebook(seed)
    reference = solutions(notebook)
    released = strip_solutions(notebook)
    problems = [*_point_problems(notebook), *_leaks(notebook, released)]
    try:
        instructor_page(name, seed)
    except SourceError as error:
        problems.append(str(error))

    def run(answers: Mapping[str, str], notebook: NotebookNode) -> tuple[list[Score], list[str]]:
        """Scores of the test cells, and the errors of the answers."""
        with WorkerSession() as session:
            scores = score(notebook, answers, session, every_check=True)
        progress()
        tests = {grade_id(cell) for cell in notebook.cells if role(cell) == "test"}
        return [score for score in scores if score.id in tests], session.errors

    for number, variant in enumerate(assignment.variants):
        whole = assignment.render_variant(number)
        for test in run(solutions(whole), whole)[0]:
            if _points(test) < test.max_points:
                problems.append(
                    f"the reference loses {test.id} in variant {variant}: {test.message}"
                )
    unanswered = {grade_id(cell): cell.source for cell in released.cells if role(cell)}
    for test in run(unanswered, notebook)[0]:
        if _points(test) > 0:
            problems.append(f"an empty submission gets {test.points:g} for {test.id}")

    failed = set()
    wrong_answers = assignment.wrong_answers(seed)
    answer_cells = {grade_id(cell) for cell in notebook.cells if role(cell) == "answer"}
    for wrong in wrong_answers:
        if wrong.cell not in answer_cells:
            problems.append(
                f"wrong answer {wrong.says!r} is for the cell {wrong.cell!r}, "
                f"but the answer cells are {', '.join(sorted(answer_cells))}"
            )
            continue
        tests, errors = run({**reference, wrong.cell: wrong.code}, notebook)
        lost = sorted(test.id for test in tests if _points(test) < test.max_points)
        if lost != sorted(wrong.loses):
            problems.append(
                f"wrong answer {wrong.says!r} loses {', '.join(lost) or 'nothing'}, "
                f"but should lose {', '.join(wrong.loses)}"
            )
        failed |= {(test.id, number) for test in tests for number in test.failed}
        if wrong.only_glasslib:
            problems += (
                f"wrong answer {wrong.says!r} is marked only_glasslib, but {reason}"
                for reason in only_glasslib_problems(wrong, notebook, errors)
            )
    if not any(wrong.only_glasslib for wrong in wrong_answers):
        problems.append("no wrong answer is marked only_glasslib")
    for cell in notebook.cells:
        if role(cell) == "test":
            for statement, check in numbered_statements(cell.source):
                if check is not None and (grade_id(cell), check) not in failed:
                    problems.append(
                        f"no wrong answer fails check {check + 1} of {grade_id(cell)}, "
                        f"line {statement.lineno}"
                    )

    with WorkerSession() as session:
        problems += passing_cheats(notebook, assignment.draw_variant(seed), session)
    if len(assignment.variants) != VARIANTS:
        problems.append(f"there must be {VARIANTS} variants, got {len(assignment.variants)}")
    for key, values in assignment.header["variants"].items():
        if len(set(values)) < len(values):
            problems.append(f"two variants share a value of {key}")
    public = assignment.draw_variant(BOOK_SEED)
    public_answers = solutions(assignment.instructor_notebook(BOOK_SEED))
    for number, variant in enumerate(assignment.variants):
        if variant.items() <= public.items():
            continue
        tests, _ = run(public_answers, assignment.render_variant(number))
        share = sum(map(_points, tests)) / sum(test.max_points for test in tests)
        if share >= MAX_SCORE_FROM_OTHER_VARIANT:
            problems.append(
                f"the answers to the book's variant get {100 * share:.0f} % in variant {variant}"
            )
    return problems


def only_glasslib_problems(
    wrong: WrongAnswer, notebook: NotebookNode, errors: list[str]
) -> Iterator[str]:
    """Reasons why an answer does not show that calling ``glasslib`` is not enough.

    It must run without an error; every function it defines must call ``glasslib``, directly or
    through another; and it may use numerics and given code, but nothing from other answers.

    Parameters
    ----------
    wrong : WrongAnswer
    notebook : NotebookNode
        The instructor's notebook that it was scored with.
    errors : list of str
        All errors that it caused.
    """
    yield from (f"it fails: {error}" for error in dict.fromkeys(errors))
    code = ast.parse(wrong.code)
    given = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not role(cell)]
    imports = {
        name: module
        for tree in (*map(ast.parse, given), code)
        for name, module in _imported_modules(tree).items()
    }
    own = defined_names(wrong.code) | {
        node.arg if isinstance(node, ast.arg) else node.id
        for node in ast.walk(code)
        if isinstance(node, ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }
    known = own.union(imports, vars(builtins), *map(defined_names, given))
    for name in sorted(_used_names(code)):
        module = imports.get(name, "numpy")
        if name not in known:
            yield f"{name} comes from another answer"
        elif module not in ("glasslib", *NUMERICS):
            yield f"{name} comes from {module}"

    def calls_glasslib(tree: ast.AST, calling: frozenset[str] = frozenset()) -> bool:
        names = _called_names(tree) - calling
        return any(
            imports.get(name) == "glasslib"
            or (name in functions and calls_glasslib(functions[name], calling | {name}))
            for name in names
        )

    functions = {node.name: node for node in code.body if isinstance(node, ast.FunctionDef)}
    if not calls_glasslib(code):
        yield "it does not call glasslib"
    for name, node in functions.items():
        if not calls_glasslib(node):
            yield f"{name} does not call glasslib"


def _imported_modules(tree: ast.AST) -> dict[str, str]:
    """The top-level package that each imported name comes from."""
    modules = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                package = alias.name.partition(".")[0]
                modules[alias.asname or package] = package
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                modules[alias.asname or alias.name] = str(node.module).partition(".")[0]
    return modules


def _used_names(tree: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _called_names(tree: ast.AST) -> set[str]:
    """Names whose values, or attributes of these, are called."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            while isinstance(called, ast.Attribute):
                called = called.value
            if isinstance(called, ast.Name):
                names.add(called.id)
    return names


def _points(test: Score) -> float:
    return test.points or 0.0


def _point_problems(notebook: NotebookNode) -> Iterator[str]:
    """Points that are not those of the heading above, or too few or too many by hand."""
    promised: list[int] = []
    given: list[float] = []
    by_hand = 0.0
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not role(cell):
            heading = [int(number) for number in HEADING_POINTS.findall(cell.source)]
            if heading:
                promised += heading
                given.append(0)
        if points(cell):
            if not given:
                yield f"{grade_id(cell)} is above the first question"
                return
            given[-1] += points(cell)
            by_hand += points(cell) if role(cell) == "essay" else 0
    if promised != given:
        yield f"the headings promise {promised} points, the cells give {given}"
    low, high = BY_HAND_SHARE
    if not low <= by_hand / sum(given) <= high:
        yield (
            f"{by_hand:g} of {sum(given):g} points are given by hand, "
            f"which is not {100 * low:.0f} to {100 * high:.0f} %"
        )


def _leaks(whole: NotebookNode, released: NotebookNode) -> Iterator[str]:
    """Hidden lines that the released notebook contains."""
    text = "\n".join(cell.source for cell in released.cells)
    for cell in whole.cells:
        hidden = [block[-1] for block in SOLUTION.findall(cell.source)]
        hidden += HIDDEN.findall(cell.source)
        hidden += [cell.source] if role(cell) == "essay" else []
        for line in map(str.strip, "\n".join(hidden).splitlines()):
            if len(line) >= MIN_HIDDEN_LENGTH and not IMPORT.match(line) and line in text:
                yield f"the released notebook contains a hidden line of {grade_id(cell)}: {line}"
