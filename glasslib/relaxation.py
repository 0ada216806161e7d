"""Relaxation that is not exponential, and relaxation out of equilibrium (Section II, Eq. 8, Figures 6 and 8).

Barriers and activation energies are in units of k_B T_g, temperatures in T_g.
"""

import numpy as np
from scipy.special import roots_legendre

from glasslib.checks import one_of, within

# nodes for one half of a normal distribution, out to nine widths; enough for ln τ spread by up to 50
_node, _weight = roots_legendre(400)
_DEVIATION = 4.5 * (_node + 1)
_SHARE = 4.5 * _weight * np.exp(-(_DEVIATION**2) / 2) / np.sqrt(2 * np.pi)

# the decay is read between these two heights
HEIGHTS = (0.9, 0.1)


def barrier_spread(D):
    """Relative width δF‡/F‡ of the distribution of barriers, 1/(2√D) (text of Section II).

    Parameters
    ----------
    D : float or array
        Strength of the liquid in the Vogel-Fulcher law.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `D` is not positive.

    Notes
    -----
    From Gaussian fluctuations of the configurational entropy of one region, to first order.
    """
    return 1 / (2 * np.sqrt(within("D", D)))


def decay(log_time, width, tail="gaussian"):
    """Average of e^{−t/τ} over a distribution of barriers, where ln τ has the given width about 0.

    Parameters
    ----------
    log_time : float or array
        ln(t/τ) with τ the most probable relaxation time.
    width : float or array
        Standard deviation of ln τ, in (0, 50); broadcasts with `log_time`.
    tail : {'gaussian', 'collapsed'}
        'gaussian' is the whole normal distribution; in 'collapsed' its half of higher barriers is
        gathered at the most probable one, which stands for a highest barrier (caption of Fig. 6).

    Returns
    -------
    float or array
        Between 0 and 1.

    Raises
    ------
    ValueError
        Where `width` is outside its range or `tail` is neither of the two.
    """
    one_of("tail", tail, ("gaussian", "collapsed"))
    log_time, width = np.broadcast_arrays(within("log_time", log_time, low=-np.inf), within("width", width, high=50))
    spread = width[..., None] * _DEVIATION

    def average(log_tau):
        # beyond e^700 nothing is left of the decay
        return np.sum(_SHARE * np.exp(-np.exp(np.minimum(log_time[..., None] - log_tau, 700.0))), axis=-1)

    return (average(-spread) + average(spread if tail == "gaussian" else 0.0 * spread))[()]


def stretching_exponent(D, patience, tail="gaussian"):
    """Exponent β of the stretched exponential exp[−(t/τ)^β] that a distribution of barriers mimics (Fig. 6).

    The decay is :func:`decay` with the width ln(patience)/(2√D); β is that of the stretched
    exponential which takes the same time, as a factor, to fall from 0.9 to 0.1.

    Parameters
    ----------
    D : float or array
        Strength of the liquid, above 1.
    patience : float
        τ/τ₀ at the glass transition, in (1, 1e30).
    tail : {'gaussian', 'collapsed'}
        As for :func:`decay`.

    Returns
    -------
    float or array
        Between 0 and 1; 1 in the limit of a strong liquid.

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    A sum of exponentials is not a stretched exponential, and another way to read β gives values that
    differ by some hundredths. This paper prints no recipe.
    """
    width = np.log(within("patience", patience, low=1, high=1e30)) * barrier_spread(within("D", D, low=1))
    wanted = np.log(-np.log(HEIGHTS))
    early, late = (_log_time_at(height, width, tail) for height in HEIGHTS)
    return np.minimum((wanted[1] - wanted[0]) / (late - early), 1.0)[()]


def _log_time_at(height, width, tail):
    """ln(t/τ) at which :func:`decay` has fallen to `height`, by bisection."""
    low = np.broadcast_to(-10.0 - 10 * width, np.shape(width)).copy()
    high = -low
    for _ in range(60):
        middle = (low + high) / 2
        above = decay(middle, width, tail) > height
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return (low + high) / 2


def log_glass_rate(T, activation, x):
    """ln(k/k₀) of the relaxation in a glass, −xE*/T − (1−x)E* (Eq. 8, after Narayanaswamy, Moynihan and Tool).

    Parameters
    ----------
    T : float or array
        Temperature in T_g, at which the structure froze.
    activation : float or array
        Apparent activation energy E* of the liquid at T_g, k_B T_g.
    x : float or array
        Nonlinearity parameter, in [0, 1]: the part of the activation that follows the temperature.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    Empirical, for temperatures not far below T_g.
    """
    x = within("x", x, high=1.0, closed=True)
    return -within("activation", activation) * (x / within("T", T) + 1 - x)


def fragility_of_nonlinearity(x, product=19.0):
    """Fragility index m that belongs to a nonlinearity parameter, product/x (Fig. 8).

    Parameters
    ----------
    x : float or array
        Nonlinearity parameter, in (0, 1].
    product : float or array
        m x: the paper quotes 19; :func:`quench_product` derives another value.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return within("product", product) / within("x", x, high=np.nextafter(1, 2))


def quench_product(q, patience):
    """m x for a glass quenched deep below T_g, from Eq. 5: log₁₀(patience) (q − 1)/ln q.

    The structure is that of T_g, the wall as it was there, and what drives the rearrangement is the
    whole excess energy, ∫Δc_p dT from T_K to T_g with Δc_p ∝ 1/T.

    Parameters
    ----------
    q : float or array
        T_g/T_K, above 1.
    patience : float or array
        τ/τ₀ at the glass transition, above 1.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not above 1.
    """
    q = within("q", q, low=1)
    return np.log10(within("patience", patience, low=1)) * (q - 1) / np.log(q)
