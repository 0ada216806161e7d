"""Fair comparisons for hidden tests: each raises an AssertionError that says what is wrong, never the answer.

Symbolic answers are compared by value at points drawn from a stated domain, numbers within a tolerance,
plots by the data behind the axes. ``rng`` is a ``numpy.random.Generator`` made from the tests' number.
"""

import math
import numbers

import numpy as np
import sympy as sp

POINTS = 12
MOST_OPERATIONS = 600


def expression(got, expected, rng, *, name, rtol=1e-8, **domain):
    """Assert that a sympy expression has the value of another wherever its symbols lie in their ranges.

    Parameters
    ----------
    got, expected : sympy expression
        Symbols are known by their names, whatever is assumed of them.
    rng : numpy.random.Generator
    name : str
        What the answer is called.
    rtol : float
        Largest relative difference.
    **domain : (low, high)
        Range of each symbol.
    """
    if isinstance(got, bool) or not isinstance(got, (sp.Expr, numbers.Real)):
        raise AssertionError(f"{name} should be a sympy expression, and is {_kind(got)}")
    got = sp.sympify(got)
    stray = sorted(str(symbol) for symbol in got.free_symbols if str(symbol) not in domain)
    if stray:
        raise AssertionError(f"{name} still holds {', '.join(stray)}; it should depend on {', '.join(domain)} only")
    if got.has(sp.Derivative, sp.Integral, sp.Limit, sp.Sum):
        raise AssertionError(f"{name} holds a derivative, integral, limit or sum that is not carried out")
    if sp.count_ops(got) > MOST_OPERATIONS:
        raise AssertionError(f"{name} has more than {MOST_OPERATIONS} operations: simplify it")
    ratios = []
    for _ in range(POINTS):
        point = {key: sp.Float(rng.uniform(low, high), 30) for key, (low, high) in domain.items()}
        values = [_value(one, point) for one in (got, sp.sympify(expected))]
        if values[0] is None:
            raise AssertionError(f"{name} is not a number at {_said(point)}")
        ratios.append((values[0], values[1], point))
    _verdict(name, ratios, rtol, 0.0)


def number(got, expected, *, name, rtol=0.01):
    """Assert that a number is right within a relative tolerance."""
    _verdict(name, [(_real(got, name), expected, {})], rtol, 0.0)


def function(got, expected, points, *, name, rtol=0.01, atol=0.0):
    """Assert that a function has the values of another at given points.

    Parameters
    ----------
    got, expected : callable
        The student's, and the reference.
    points : sequence of dict
        Arguments by name.
    name : str
        What the function is called.
    rtol, atol : float
        Tolerances; a difference within either sum is accepted.
    """
    if not callable(got):
        raise AssertionError(f"{name} should be a function, and is {_kind(got)}")
    rows = []
    for point in points:
        try:
            value = got(**point)
        except Exception as error:
            raise AssertionError(f"{name} fails at {_said(point)}: {getattr(error, 'said', type(error).__name__)}: {str(error)[:150]}") from None
        rows.append((_real(value, f"{name} at {_said(point)}"), float(expected(**point)), point))
    _verdict(name, rows, rtol, atol)


def curve(ax, expected, low, high, *, name, rtol=0.01, atol=0.0, least=30):
    """Assert that the longest line of a plot spans a range and follows a function there.

    Parameters
    ----------
    ax : matplotlib axes
    expected : callable
        Of an array of x.
    low, high : float
        The range of x that the line must span; what lies beyond it is not looked at.
    name : str
        What the curve shows.
    rtol, atol : float
        Tolerances, of the value and of the largest value.
    least : int
        Fewest points in the range.
    """
    lines = [np.array([np.ravel(line.get_xdata()), np.ravel(line.get_ydata())], dtype=float) for line in _axes(ax).get_lines()]
    lines = [line for line in lines if line.shape[1] >= least]
    if not lines:
        raise AssertionError(f"{name}: there is no curve of at least {least} points on the axes")
    x, y = max(lines, key=lambda line: line.shape[1])
    slack = 0.02 * (high - low)
    if x.min() > low + slack or x.max() < high - slack:
        raise AssertionError(f"{name}: the curve does not span {low:.3g} to {high:.3g}")
    inside = (x >= low) & (x <= high)
    if inside.sum() < least:
        raise AssertionError(f"{name}: fewer than {least} points between {low:.3g} and {high:.3g}")
    wanted = expected(x[inside])
    off = np.abs(y[inside] - wanted) > rtol * np.abs(wanted) + atol * np.abs(wanted).max()
    if not np.isfinite(y[inside]).all() or off.any():
        raise AssertionError(f"{name}: the curve is not right near x = {x[inside][int(np.argmax(off))]:.3g}")


def labelled(ax):
    """Assert that both axes of a plot say what they show."""
    if not (_axes(ax).get_xlabel().strip() and ax.get_ylabel().strip()):
        raise AssertionError("both axes need a label that says what they show")


def choice(got, expected, *, name, options):
    """Assert that a word out of a few is the right one."""
    if not isinstance(got, str) or got not in options:
        raise AssertionError(f"{name} should be one of {', '.join(map(repr, options))}")
    if got != expected:
        raise AssertionError(f"{name}: that is not what follows")


def _verdict(name, rows, rtol, atol):
    """Compare pairs; what is off by one factor everywhere, or by its sign, is told so."""
    wrong = [(value, wanted, point) for value, wanted, point in rows if not abs(value - wanted) <= rtol * abs(wanted) + atol]
    if not wrong:
        return
    value, wanted, point = wrong[0]
    at = f" at {_said(point)}" if point else ""
    ratios = np.array([value / wanted if wanted else math.nan for value, wanted, _ in rows])
    hint = ""
    if not np.isfinite([abs(value) for value, *_ in rows]).all():
        hint = ": it is not finite"
    elif np.isfinite(ratios).all() and np.allclose(ratios, -1, rtol=rtol):
        hint = ": its sign is wrong"
    elif len(rows) > 2 and len(wrong) == len(rows) and np.isfinite(ratios).all() and np.allclose(ratios, ratios[0], rtol=max(rtol, 1e-6)):
        hint = ": it depends on its arguments as it should, but a constant factor is wrong"
    elif len(wrong) < len(rows):
        hint = ", but at other points it is"
    raise AssertionError(f"{name} is not right{at}{hint}")


def _value(one, point):
    """An expression at a point as a complex number of Python, None where it is none."""
    try:
        value = complex(one.subs({symbol: point[str(symbol)] for symbol in one.free_symbols}).evalf(30))
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        return None
    return value if math.isfinite(value.real) and math.isfinite(value.imag) else None


def _real(value, name):
    if isinstance(value, sp.Expr) and value.is_number:
        value = complex(value.evalf())
        value = value.real if value.imag == 0 else value
    value = value.item() if isinstance(value, (np.ndarray, np.generic)) and np.size(value) == 1 else value
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise AssertionError(f"{name} should be a number, and is {_kind(value)}")
    return float(value)


def _axes(ax):
    if not hasattr(ax, "get_lines"):
        raise AssertionError(f"ax should be the axes of your plot, and is {_kind(ax)}")
    return ax


def _kind(thing):
    return "missing" if thing is None or thing is Ellipsis else f"of type {type(thing).__name__}"


def _said(point):
    return ", ".join(f"{key} = {float(value):.4g}" if isinstance(value, (numbers.Real, sp.Float)) else f"{key} = {value}" for key, value in point.items())
