"""Fits of positive parameters to measured data by least squares, with uncertainties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.stats import t as student

from glasslib.checks import (
    FloatArray,
    FloatOrArray,
    InvalidArgument,
    Real,
    checked,
)


@dataclass(frozen=True)
class Fit:
    """Parameters that fit the data best.

    Attributes
    ----------
    values : dict
        Each parameter.
    uncertainties : dict
        Relative standard uncertainty of each; infinite if it ended at a limit, or if the data do not determine it.
    cost : float
        Sum of the squared residuals over the number of points less that of the parameters: about 1 where the theory
        agrees with the data within their uncertainty.
    points : int
        Number of data points.

    Examples
    --------
    >>> low, high = Fit({"a": 2.0}, {"a": 0.01}, 1.0, 12).interval("a")
    >>> round(low, 3), round(high, 3)
    (1.956, 2.045)
    """

    values: dict[str, float]
    uncertainties: dict[str, float]
    cost: float
    points: int

    def interval(self, name: str, confidence: float = 0.95) -> tuple[float, float]:
        """Interval in which a parameter lies with some confidence."""
        freedom = self.points - len(self.values)
        width = float(student.ppf((1 + confidence) / 2, freedom)) * self.uncertainties[name]
        return self.values[name] * float(np.exp(-width)), self.values[name] * float(np.exp(width))


@checked(
    computed=Real("what a theory computes"),
    measured=Real("what was measured"),
    uncertainty=Real("relative standard uncertainty of the measurement"),
)
def relative_residuals(
    computed: FloatOrArray, measured: FloatOrArray, uncertainty: FloatOrArray
) -> FloatOrArray:
    """Residuals of a quantity that varies over decades: ln(computed/measured) over the uncertainty.

    Examples
    --------
    >>> float(relative_residuals(np.e, 1.0, 0.1))
    10.0
    """
    return np.log(computed / measured) / uncertainty


def fit(
    residuals: Callable[[Mapping[str, float]], FloatArray],
    start: Mapping[str, float],
    limits: Mapping[str, tuple[float, float]] | None = None,
) -> Fit:
    """The positive parameters for which the sum of the squared residuals is smallest.

    The logarithms of the parameters are varied. Their covariance is that of the linearized problem, times the cost where
    that exceeds one: the scatter may enlarge the given uncertainties and not reduce them, since neighboring points of
    one measurement may err together.

    Parameters
    ----------
    residuals : function
        Of a dictionary of parameters; returns differences between theory and data, each over its uncertainty.
    start : dict
        Parameters to begin with.
    limits : dict, optional
        The lowest and the highest allowed value of a parameter.

    Returns
    -------
    Fit

    Raises
    ------
    InvalidArgument
        Where a start is not positive or not within its limits, where there are no more points than parameters, or
        where residuals are not finite.

    Examples
    --------
    >>> T = np.array([1.0, 2.0, 4.0, 8.0])
    >>> found = fit(lambda p: relative_residuals(p["a"] * T ** p["n"], 3.0 * T**2, 0.1), {"a": 1.0, "n": 1.0})
    >>> round(found.values["a"], 6), round(found.values["n"], 6)
    (3.0, 2.0)
    """
    names = list(start)
    bounds = {name: (limits or {}).get(name, (0.0, np.inf)) for name in names}
    for name in names:
        low, high = bounds[name]
        if not max(low, 0.0) < start[name] < high:
            raise InvalidArgument(
                f"start must lie in ({low:.6g}, {high:.6g}) for {name}, got {start[name]:.6g}"
            )
    with np.errstate(divide="ignore"):
        low, high = np.log(np.array([bounds[name] for name in names], dtype=float)).T

    def vector(logarithms: FloatArray) -> FloatArray:
        values = dict(zip(names, np.exp(logarithms).tolist(), strict=True))
        found = np.asarray(residuals(values), dtype=float)
        if not np.isfinite(found).all():
            raise InvalidArgument(f"residuals must be finite, got {found[~np.isfinite(found)][0]}")
        return found

    first = np.log([start[name] for name in names])
    points = vector(first).size
    if points <= len(names):
        raise InvalidArgument(
            f"residuals must be more than the {len(names)} parameters, got {points}"
        )
    solved = least_squares(vector, first, bounds=(low, high), x_scale=1.0, xtol=1e-10, ftol=1e-10)
    cost = 2 * solved.cost / (points - len(names))
    spread = np.full(len(names), np.inf)
    # a parameter that changes nothing is not determined, and leaves the others as they are
    jacobian = np.asarray(solved.jac)
    lengths = np.linalg.norm(jacobian, axis=0)
    free = (solved.active_mask == 0) & (lengths > 1e-5 * lengths.max())
    slopes = jacobian[:, free]
    # slopes are differences, good to about 1e-8
    if np.linalg.matrix_rank(slopes, rtol=1e-6) == slopes.shape[1]:
        spread[free] = np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes)) * max(cost, 1))
    return Fit(
        dict(zip(names, np.exp(solved.x).tolist(), strict=True)),
        dict(zip(names, spread.tolist(), strict=True)),
        float(cost),
        points,
    )
