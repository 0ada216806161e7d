"""The one place where a bad argument becomes a clear error."""

import numpy as np


# the upper end, included, of a range that is closed below and open above, such as [0, 1)
BELOW_ONE = np.nextafter(1, 0)


class OutOfRange(ValueError):
    """An argument outside its allowed range; says so in one line, in a notebook too."""

    def _render_traceback_(self):
        return [str(self)]


def within(name, value, low=0.0, high=np.inf, *, closed=False):
    """Return `value` as a float or array of floats if all of it lies between `low` and `high`.

    Parameters
    ----------
    name : str
        What the caller's argument is called, for the message.
    value : float or array
        What was passed.
    low, high : float
        The allowed range, its ends excluded.
    closed : bool
        Whether the ends are allowed too.

    Raises
    ------
    OutOfRange
        A ValueError that names the argument, the offending value and the range.
    """
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise OutOfRange(f"{name} must be a real number or an array of them, got {value!r}") from None
    inside = (array >= low) & (array <= high) if closed else (array > low) & (array < high)
    inside &= np.isfinite(array)
    if not inside.all():
        worst = array[~inside].flat[0] if array.ndim else array
        ends = f"[{low:.4g}, {high:.4g}]" if closed else f"({low:.4g}, {high:.4g})"
        raise OutOfRange(f"{name} must lie in {ends}, got {worst:.6g}")
    return array[()]


def one_of(name, value, choices):
    """Return `value` if it is one of `choices`, else raise a ValueError that lists them."""
    if value not in choices:
        raise OutOfRange(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value
