"""Answers that need no thought, which no test may take: tried in place of each name of an answer."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from nbformat import NotebookNode
from numpy.typing import NDArray

from coursework.scoring import defined_names, fetched_names, run_test
from coursework.session import WorkerSession
from coursework.source import Values, grade_id, role, solutions, strip_solutions
from coursework.values import Axes, Line

NUMBER = re.compile(r"\d+/[1-9]\d*|\d+(?:\.\d+)?(?:e[+-]?\d+)?")
REPEATED = 60  # times that a point is drawn


def passing_cheats(notebook: NotebookNode, variant: Values, session: WorkerSession) -> list[str]:
    """The cheats that no test refuses which uses the name, as sentences.

    Parameters
    ----------
    notebook : NotebookNode
        The instructor's.
    variant : dict
        Its values, which the question states.
    session : WorkerSession
        Where nothing has run yet.
    """
    given: dict[str, Any] = {}
    answers, answer_names = solutions(notebook), set()
    numbers = _numbers(notebook, variant)
    refused: dict[str, bool] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not role(cell):
            exec(compile(cell.source, f"<{cell['id']}>", "exec"), given)
            session.run(cell.source, trusted=True)
        elif role(cell) == "answer":
            answer_names |= defined_names(cell.source)
            session.run(answers[grade_id(cell)], trusted=True)
        elif role(cell) == "test":
            right = {name: session.get(name) for name in fetched_names(cell, answer_names)}
            for name, value in right.items():
                for description, cheat in cheats(value, numbers):
                    problem = f"{name} earns points where it is {description}"
                    if not refused.get(problem):
                        with np.errstate(all="ignore"):
                            test = run_test(cell, {**given, **right, name: cheat}, "", False)
                        refused[problem] = not test.points
    return [problem for problem, is_refused in refused.items() if not is_refused]


def _numbers(notebook: NotebookNode, variant: Values) -> list[float]:
    """Numbers that a student has without thinking: those of the variant and of visible tests."""
    tests = [cell.source for cell in strip_solutions(notebook).cells if role(cell) == "test"]
    texts = [str(value) for key, value in variant.items() if key != "seed"] + tests
    found = NUMBER.findall("\n".join(texts))
    return sorted({float(Fraction(number) if "/" in number else number) for number in found})


def cheats(right: object, numbers: list[float]) -> Iterator[tuple[str, object]]:
    """Values that might pass for the right one without any work, each with its description."""
    constants = {"nan": np.nan, "infinite": np.inf, "0": 0, "-1": -1}
    constants |= {f"{number:g}, as in the question": number for number in numbers}
    for description, constant in constants.items():
        yield description, constant
        yield f"an expression, {description}", sp.sympify(constant)
        yield f"a function, always {description}", _constant(constant)
        yield f"an array, all {description}", np.full(REPEATED, constant, dtype=float)
    yield "True", True
    yield "missing", None
    yield "an empty text", ""
    yield "an empty list", []
    yield "an empty array", np.array([])
    yield "a function that returns its argument", _first
    yield "a function that returns nothing", _constant(None)
    yield "a function that returns an empty array", _constant(np.array([]))
    for expression in (sp.Symbol("anything"), sp.zoo, sp.nan, sp.oo, sp.I, sp.true, sp.S.Zero):
        yield f"the expression {expression}", expression
    if isinstance(right, sp.Expr):
        for symbol in right.free_symbols:
            yield f"the symbol {symbol}", symbol
    if isinstance(right, Axes):
        for description, line in _curves(max(right.get_lines(), key=lambda line: _x(line).size)):
            labels = right.get_xlabel(), right.get_ylabel(), right.get_xscale(), right.get_yscale()
            yield f"a plot {description}", Axes([line] if line else [], *labels)


def _constant(value: object) -> Callable[..., object]:
    return lambda *args, **kwargs: value


def _first(*args: object, **kwargs: object) -> object:
    return [*args, *kwargs.values()][0]


def _x(line: Line) -> NDArray[np.float64]:
    return line.get_xdata()


def _curves(right: Line) -> Iterator[tuple[str, Line | None]]:
    """Curves that are right at a few points only."""
    x, y = right.get_xdata(), right.get_ydata()
    ends, few = [0, -1], [0, x.size // 3, x.size // 2, -1]
    yield "without a curve", None
    yield "without points", Line([], [])
    yield "that ends in the middle", Line(x[: x.size // 2], y[: x.size // 2])
    yield "of a constant", Line(x, np.full(x.size, np.median(y)))
    yield "of a straight line", Line(x, np.interp(x, x[ends], y[ends]))
    yield "of nan", Line(x, np.full(x.size, np.nan))
    yield "with nan for x", Line(np.full(x.size, np.nan), y)
    for index in (ends, few):
        repeated = np.repeat(x[index], REPEATED), np.repeat(y[index], REPEATED)
        yield f"of {len(index)} points, repeated", Line(*repeated)
        jittered = repeated[0] * (1 + 1e-9 * np.arange(repeated[0].size)), repeated[1]
        yield f"of {len(index)} points, repeated nearby", Line(*jittered)
        outside = np.append(repeated[0], x[-1] + np.ptp(x)), np.append(repeated[1], 0.0)
        yield f"of {len(index)} points, repeated, and one outside", Line(*outside)
        holes = np.full(x.size, np.nan)
        holes[index] = y[index]
        yield f"of {len(index)} points among nan", Line(x, holes)
