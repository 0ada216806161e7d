"""Relaxation that is not exponential, and relaxation out of equilibrium (Section II, Eq. 8).

Figures 6 and 8. Barriers and activation energies are in units of k_B T_g, temperatures in T_g.
"""

from __future__ import annotations

import numpy as np

from glasslib.arguments import STRENGTH, T_OVER_T_G, TIMESCALE_RATIO
from glasslib.checks import Choice, FloatArray, FloatOrArray, Real, checked
from glasslib.numerics import bisect
from glasslib.thermal import gauss_legendre

# nodes for one half of a normal distribution, out to nine standard deviations: enough for a
# standard deviation of ln τ up to 50
_NODES = 400
_DEVIATION, _WEIGHT = gauss_legendre(0.0, 9.0, _NODES)
_SHARE = _WEIGHT * np.exp(-(_DEVIATION**2) / 2) / np.sqrt(2 * np.pi)

# the decay is read between these two heights
HEIGHTS = (0.9, 0.1)

_TAIL = Choice(
    "shape of the distribution above the most probable barrier: the upper half of the normal"
    " distribution, or all of that half at the most probable barrier, which then is the highest"
    " (caption of Fig. 6)",
    options=("gaussian", "truncated"),
)
# beyond e^700 an exponential overflows, and nothing is left of the decay
_LARGEST = 700.0


@checked(D=STRENGTH)
def barrier_spread(D: FloatOrArray) -> FloatOrArray:
    """Relative standard deviation δF‡/F‡ of the barriers, 1/(2√D) (text of Section II).

    Notes
    -----
    From Gaussian fluctuations of the configurational entropy of one region, to first order.

    Examples
    --------
    >>> float(barrier_spread(25.0))
    0.1
    """
    return 1 / (2 * np.sqrt(D))


@checked(
    _NODES,
    log_time=Real(
        "logarithm ln(t/τ) of the time over the most probable relaxation time", low=-np.inf
    ),
    width=Real("standard deviation of ln τ", high=50),
    tail=_TAIL,
)
def averaged_decay(
    log_time: FloatOrArray, width: FloatOrArray, tail: str = "gaussian"
) -> FloatOrArray:
    """Average of the decay e^{−t/τ} over a distribution of barriers (Section II), from 1 to 0.

    The barriers, and with them ln τ, are normally distributed.

    Examples
    --------
    >>> round(float(averaged_decay(0.0, 2.0)), 3)
    0.412
    """
    fast = _average(log_time, width, -_DEVIATION)
    slow = _DEVIATION if tail == "gaussian" else 0 * _DEVIATION
    return fast + _average(log_time, width, slow)


def _average(log_time: FloatOrArray, width: FloatOrArray, deviation: FloatArray) -> FloatOrArray:
    """Average of the decay over one half of the distribution, with ln τ at these deviations."""
    log_ratio = np.asarray(log_time)[..., None] - np.asarray(width)[..., None] * deviation
    return np.sum(_SHARE * np.exp(-np.exp(np.minimum(log_ratio, _LARGEST))), axis=-1)


@checked(
    _NODES,
    D=STRENGTH.but(STRENGTH.text, low=1),
    timescale_ratio=TIMESCALE_RATIO.but(TIMESCALE_RATIO.text, high=1e30),
    tail=_TAIL,
)
def stretching_exponent(
    D: FloatOrArray, timescale_ratio: FloatOrArray, tail: str = "gaussian"
) -> FloatOrArray:
    """Exponent β of the stretched exponential e^{−(t/τ)^β} for a distribution of barriers (Fig. 6).

    The decay is :func:`averaged_decay` with the width ln(τ/τ₀)/(2√D). β is the exponent of the
    stretched exponential that takes the same time, as a factor, to fall from 0.9 to 0.1. It is
    below 1, and tends to 1 for a strong liquid.

    Notes
    -----
    A sum of exponentials is not a stretched exponential, and other ways to read β give values that
    differ by a few hundredths. The paper gives no recipe.

    Examples
    --------
    >>> round(float(stretching_exponent(20.0, 1e17)), 3)
    0.264
    """
    width = np.log(timescale_ratio) * barrier_spread(D)
    early, late = (_log_time_at(height, width, tail) for height in HEIGHTS)
    exponential = np.diff(np.log(-np.log(HEIGHTS)))[0]
    return np.minimum(exponential / (late - early), 1.0)


def _log_time_at(height: float, width: FloatOrArray, tail: str) -> FloatOrArray:
    """ln(t/τ) at which :func:`averaged_decay` has fallen to a height."""
    far = 10 + 10 * width
    return bisect(lambda log_time: averaged_decay(log_time, width, tail) - height, -far, far)


@checked(
    T=T_OVER_T_G.but("temperature of a glass that froze at T_g, in T_g"),
    activation=Real("apparent activation energy E* of the liquid at T_g, in k_B T_g"),
    x=Real(
        "nonlinearity parameter: the fraction of the activation energy that counts with the"
        " temperature T, while the rest counts with T_g",
        high=1.0,
        closed=True,
    ),
)
def log_glass_rate(T: FloatOrArray, activation: FloatOrArray, x: FloatOrArray) -> FloatOrArray:
    """ln(k/k₀) of the relaxation in a glass, −xE*/T − (1−x)E* (Eq. 8).

    After Narayanaswamy, Moynihan and Tool.

    Notes
    -----
    Empirical, for temperatures not far below T_g.

    Examples
    --------
    >>> round(float(log_glass_rate(0.9, 90.0, 0.4)), 1)
    -94.0
    """
    return -activation * (x / T + 1 - x)


@checked(
    x=Real("nonlinearity parameter, up to 1 included", high=float(np.nextafter(1, 2))),
    product=Real("product m x: the paper quotes 19, and :func:`m_times_x` derives another value"),
)
def fragility_of_nonlinearity(x: FloatOrArray, product: FloatOrArray = 19.0) -> FloatOrArray:
    """Fragility index m of a glass with a given nonlinearity parameter, product/x (Fig. 8).

    Examples
    --------
    >>> float(fragility_of_nonlinearity(0.5))
    38.0
    """
    return product / x


@checked(q=Real("ratio T_g/T_K", low=1), timescale_ratio=TIMESCALE_RATIO)
def m_times_x(q: FloatOrArray, timescale_ratio: FloatOrArray) -> FloatOrArray:
    """m x for a glass quenched far below T_g, from Eq. 5: log₁₀(τ/τ₀) (q − 1)/ln q.

    The structure and the wall are those at T_g. The driving force of the rearrangement is the whole
    excess energy, ∫Δc_p dT from T_K to T_g with Δc_p ∝ 1/T.

    Examples
    --------
    >>> round(float(m_times_x(1.24, 1e17)), 1)
    19.0
    """
    return np.log10(timescale_ratio) * (q - 1) / np.log(q)
