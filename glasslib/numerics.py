"""Elementwise root finding that does not depend on the other elements of an array."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from glasslib.checks import FloatArray, FloatOrArray


def bisect(
    function: Callable[[FloatArray], FloatOrArray],
    low: FloatOrArray,
    high: FloatOrArray,
    halvings: int = 60,
) -> FloatOrArray:
    """Root of a function that is positive at `low` and negative at `high`, for each element, by bisection.

    Examples
    --------
    >>> root = bisect(lambda x: 2 - x**2, 0.0, 2.0)
    >>> round(float(root), 12)
    1.414213562373
    """
    low, high = np.broadcast_arrays(np.asarray(low, dtype=float), np.asarray(high, dtype=float))
    for _ in range(halvings):
        middle = (low + high) / 2
        positive = function(middle) > 0
        low, high = np.where(positive, middle, low), np.where(positive, high, middle)
    return ((low + high) / 2)[()]


def is_logarithmic(low: float, high: float) -> bool:
    """Whether a range is so wide that a slider, an axis or a sample takes the logarithm.

    Examples
    --------
    >>> is_logarithmic(1e15, 1e18), is_logarithmic(0.07, 0.14)
    (True, False)
    """
    return high / low > 20
