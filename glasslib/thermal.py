"""Statistical weights that many relations share: oscillators, fermions, two-level systems. Pure numbers."""

from __future__ import annotations

import numpy as np
from scipy.special import roots_legendre

from glasslib.checks import FloatArray, FloatOrArray, Real, checked

# beyond this energy over k_B T nothing is left of a thermal weight: e⁻⁸⁰ = 2e-35
X_MAX = 80.0
# beyond x = 700 an exponential overflows
_LARGEST = 700.0


@checked(x=Real("energy of a quantum over k_B T"))
def bose(x: FloatOrArray) -> FloatOrArray:
    """Mean number of quanta of an oscillator, 1/(eˣ − 1).

    Examples
    --------
    >>> round(float(bose(1.0)), 6)
    0.581977
    """
    return 1 / np.expm1(np.minimum(x, _LARGEST))


@checked(x=Real("energy of a quantum over k_B T"))
def einstein(x: FloatOrArray) -> FloatOrArray:
    """Heat capacity of an oscillator in k_B, x²eˣ/(eˣ − 1)²: 1 for x → 0.

    Examples
    --------
    >>> round(float(einstein(1e-4)), 6)
    1.0
    """
    half = np.minimum(x, _LARGEST) / 2
    return (half / np.sinh(half)) ** 2


@checked(x=Real("energy over k_B T, of either sign", low=-np.inf))
def fermi(x: FloatOrArray) -> FloatOrArray:
    """Probability of the upper of two states, 1/(eˣ + 1), without overflow.

    Examples
    --------
    >>> float(fermi(0.0))
    0.5
    """
    return np.exp(-np.logaddexp(0.0, x))


@checked(x=Real("energy over k_B T, of either sign", low=-np.inf))
def fermi_slope(x: FloatOrArray) -> FloatOrArray:
    """Minus the slope of `fermi`, 1/(2 cosh x/2)², without overflow.

    Examples
    --------
    >>> float(fermi_slope(0.0))
    0.25
    """
    cold = np.exp(-np.abs(x))
    return cold / (1 + cold) ** 2


@checked(x=Real("splitting over k_B T, of either sign", low=-np.inf))
def schottky(x: FloatOrArray) -> FloatOrArray:
    """Heat capacity of a two-level system in k_B, (x/2)² sech²(x/2).

    Examples
    --------
    >>> round(float(schottky(2.4)), 3)
    0.439
    """
    return (x * np.exp(-np.abs(x) / 2) / (1 + np.exp(-np.abs(x)))) ** 2  # x² alone may overflow


def gauss_legendre(low: float, high: float, points: int) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of a Gauss-Legendre quadrature between two ends.

    Examples
    --------
    >>> node, weight = gauss_legendre(0.0, 1.0, 5)
    >>> round(float(weight @ node**2), 12)
    0.333333333333
    """
    node, weight = roots_legendre(points)
    half = (high - low) / 2
    return low + half * (1 + node), half * weight


def gauss_panels(edges: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of a Gauss-Legendre quadrature with four points between each two edges, on the last axis.

    Examples
    --------
    >>> node, weight = gauss_panels(np.array([0.0, 0.5, 1.0]))
    >>> round(float(weight @ node**7), 12)
    0.125
    """
    node, weight = roots_legendre(4)
    half, middle = np.diff(edges)[..., None] / 2, (edges[..., 1:] + edges[..., :-1])[..., None] / 2
    flat = (*edges.shape[:-1], -1)
    points = np.maximum(middle + half * node, 1e-12)
    return points.reshape(flat), np.broadcast_to(half * weight, points.shape).reshape(flat)
