"""Comparisons for hidden tests: each raises an AssertionError that says what is wrong.

No message contains the answer. Symbolic answers are compared by value at random points of a stated
domain, numbers within a tolerance, plots by the data behind the axes. ``rng`` is a
``numpy.random.Generator`` seeded with the tests' number.
"""

import math
import numbers
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

POINTS = 12
MAX_OPERATIONS = 600
LEAST_POINTS = 2  # at which functions are compared
PARTS = 10  # equal parts of a range, each of which a curve must have a point in


class WrongValue(AssertionError):
    """An answer has other values than it should; ``evidence`` tells which, for those who grade."""

    def __init__(self, message: str, values: Iterable[complex]) -> None:
        super().__init__(message)
        self.evidence = " ".join(f"{complex(value):.5g}" for value in values)


def expression(
    got: object,
    expected: sp.Expr | complex,
    rng: np.random.Generator,
    *,
    name: str,
    rtol: float = 1e-8,
    **domain: tuple[float, float],
) -> None:
    """Assert that a sympy expression equals another wherever its symbols are in their ranges.

    Parameters
    ----------
    got : object
        The student's answer. Symbols are identified by name, whatever their assumptions.
    expected : sympy expression
    rng : numpy.random.Generator
    name : str
        Of the answer.
    rtol : float
        Largest relative difference.
    **domain : (low, high)
        Range of each symbol.
    """
    if isinstance(got, bool) or not isinstance(got, (sp.Expr, numbers.Real)):
        raise AssertionError(f"{name} should be a sympy expression, but is {_kind(got)}")
    answer: sp.Expr = sp.sympify(got)
    stray = sorted(str(symbol) for symbol in answer.free_symbols if str(symbol) not in domain)
    if stray:
        raise AssertionError(
            f"{name} still contains {', '.join(stray)}; "
            f"it should depend on {', '.join(domain)} only"
        )
    if answer.has(sp.Derivative, sp.Integral, sp.Limit, sp.Sum):
        raise AssertionError(f"{name} contains an unevaluated derivative, integral, limit or sum")
    if sp.count_ops(answer) > MAX_OPERATIONS:
        raise AssertionError(f"{name} has more than {MAX_OPERATIONS} operations: simplify it")
    wanted = sp.sympify(expected)
    rows = []
    for _ in range(POINTS):
        point = {
            symbol: sp.Float(rng.uniform(low, high), 30) for symbol, (low, high) in domain.items()
        }
        value = _value(answer, point)
        if value is None:
            raise AssertionError(f"{name} is not a number at {_describe(point)}")
        rows.append((value, _value(wanted, point), point))
    _judge(name, rows, rtol, 0.0)


def number(got: object, expected: float, *, name: str, rtol: float = 0.01) -> None:
    """Assert that a number is right within a relative tolerance."""
    _judge(name, [(_real(got, name), expected, {})], rtol, 0.0)


def function(
    got: object,
    expected: Callable[..., float],
    points: Iterable[Mapping[str, object]],
    *,
    name: str,
    rtol: float = 0.01,
    atol: float = 0.0,
) -> None:
    """Assert that a function has the values of another at given points.

    Parameters
    ----------
    got : object
        The student's function.
    expected : callable
        The reference.
    points : iterable of dict
        Arguments by name.
    name : str
        Of the function.
    rtol, atol : float
        Tolerances; a difference within their sum is accepted.
    """
    if not callable(got):
        raise AssertionError(f"{name} should be a function, but is {_kind(got)}")
    rows = []
    for point in points:
        where = _describe(point)
        try:
            value = got(**point)
        except Exception as error:
            kind = getattr(error, "message", type(error).__name__)
            raise AssertionError(f"{name} fails at {where}: {kind}: {str(error)[:150]}") from None
        rows.append((_real(value, f"{name} at {where}"), float(expected(**point)), point))
    if len(rows) < LEAST_POINTS:
        raise ValueError(f"points: at least {LEAST_POINTS} are needed, got {len(rows)}")
    _judge(name, rows, rtol, atol)


def curve(
    ax: object,
    expected: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    low: float,
    high: float,
    *,
    name: str,
    rtol: float = 0.01,
    atol: float = 0.0,
    least: int = 30,
) -> None:
    """Assert that the longest line of a plot spans a range and follows a function there.

    Parameters
    ----------
    ax : matplotlib axes
    expected : callable
        Of an array of x.
    low, high : float
        The range of x that the line must span; what is outside is ignored.
    name : str
        Of the curve.
    rtol, atol : float
        Tolerances, relative to the value and to the largest value.
    least : int
        Smallest number of different points in the range; no tenth of it is without one.
    """
    lines = [
        np.array([np.ravel(line.get_xdata()), np.ravel(line.get_ydata())], dtype=float)
        for line in _axes(ax).get_lines()
        if np.size(line.get_xdata()) == np.size(line.get_ydata())
    ]
    lines = [line for line in lines if line.shape[1] >= least]
    if not lines:
        raise AssertionError(f"{name}: the axes have no curve of at least {least} points")
    x, y = max(lines, key=lambda line: line.shape[1])
    slack = 0.02 * (high - low)
    if not (np.isfinite(x).all() and x.min() <= low + slack and x.max() >= high - slack):
        raise AssertionError(f"{name}: the curve does not span {low:.3g} to {high:.3g}")
    inside = (x >= low) & (x <= high)
    distinct = np.unique(x[inside])
    if distinct.size < least:
        raise AssertionError(
            f"{name}: fewer than {least} different points between {low:.3g} and {high:.3g}"
        )
    if not np.histogram(distinct, bins=PARTS, range=(low, high))[0].all():
        raise AssertionError(f"{name}: the curve has a gap between {low:.3g} and {high:.3g}")
    wanted = expected(x[inside])
    tolerance = rtol * np.abs(wanted) + atol * np.abs(wanted).max()
    off = ~(np.abs(y[inside] - wanted) <= tolerance)  # what is not a number is off, too
    if off.any():
        where = x[inside][int(np.argmax(off))]
        at = np.linspace(low, high, POINTS)
        order = np.argsort(x)
        values = np.interp(at, x[order], y[order])
        raise WrongValue(f"{name}: the curve is not right near x = {where:.3g}", values)


def labeled(ax: object) -> None:
    """Assert that both axes of a plot have labels."""
    axes = _axes(ax)
    if not (axes.get_xlabel().strip() and axes.get_ylabel().strip()):
        raise AssertionError("both axes need a label that says what they show")


def choice(got: object, expected: str, *, name: str, options: Sequence[str]) -> None:
    """Assert that the right word was chosen."""
    if not isinstance(got, str) or got not in options:
        raise AssertionError(f"{name} should be one of {', '.join(map(repr, options))}")
    if got != expected:
        raise AssertionError(f"{name}: this choice is wrong")


def _judge(
    name: str, rows: Sequence[tuple[Any, Any, Mapping[str, object]]], rtol: float, atol: float
) -> None:
    """Compare pairs, and say if all are off by the same factor or by their sign."""
    wrong = [
        (value, wanted, point)
        for value, wanted, point in rows
        if not abs(value - wanted) <= rtol * abs(wanted) + atol
    ]
    if not wrong:
        return
    point = wrong[0][2]
    at = f" at {_describe(point)}" if point else ""
    ratios = np.array([value / wanted if wanted else math.nan for value, wanted, _ in rows])
    comparable = bool(np.isfinite(ratios).all())
    hint = ""
    if not np.isfinite([abs(value) for value, *_ in rows]).all():
        hint = ": it is not finite"
    elif comparable and np.allclose(ratios, -1, rtol=rtol):
        hint = ": the sign is wrong"
    elif (
        len(rows) > 2
        and len(wrong) == len(rows)
        and comparable
        and np.allclose(ratios, ratios[0], rtol=max(rtol, 1e-6))
    ):
        hint = ": it is off by a constant factor"
    elif len(wrong) < len(rows):
        hint = ", but is right at other points"
    raise WrongValue(f"{name} is not right{at}{hint}", [value for value, *_ in rows])


def _value(expression: sp.Expr, point: Mapping[str, sp.Float]) -> complex | None:
    """The value of an expression at a point, None if it is not a finite number."""
    values = {symbol: point[str(symbol)] for symbol in expression.free_symbols}
    try:
        # evaluates with the values in place; subs would build and simplify a new expression
        value = complex(expression.evalf(30, subs=values))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return value if math.isfinite(value.real) and math.isfinite(value.imag) else None


def _real(value: Any, name: str) -> float:
    if isinstance(value, sp.Expr) and value.is_number:
        value = complex(value.evalf())
        value = value.real if value.imag == 0 else value
    if isinstance(value, (np.ndarray, np.generic)) and np.size(value) == 1:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise AssertionError(f"{name} should be a number, but is {_kind(value)}")
    return float(value)


def _axes(ax: Any) -> Any:
    if not hasattr(ax, "get_lines"):
        raise AssertionError(f"ax should be the axes of your plot, but is {_kind(ax)}")
    return ax


def _kind(value: object) -> str:
    missing = value is None or value is Ellipsis
    return "missing" if missing else f"of type {type(value).__name__}"


def _describe(point: Mapping[str, object]) -> str:
    return ", ".join(
        f"{key} = {float(value):.4g}"
        if isinstance(value, (numbers.Real, sp.Float))
        else f"{key} = {value}"
        for key, value in point.items()
    )
