"""Absorption from domains that are excited already (Section IV.E, Eqs. 42-47, Figure 18).

The exact counts, by levels, beside the paper's double steepest descent. Reduced units: energies, frequencies
and temperatures in ħω_D. A set of ripplons is given by its frequencies `omega` and their `degeneracy`, as in
:mod:`glasslib.counting`; steepest descent also takes the broadened ones of :func:`glasslib.friction.spectrum`.
"""

import numpy as np

from glasslib.checks import within
from glasslib.counting import cumulant, levels, log_product

# a Fermi function has died away this many temperatures up
_COLD = 40.0


def cumulative(w, E, glass_temperature, omega, degeneracy):
    """States that absorb w from an excited domain whose asymmetry lies below E, exact (Eq. 42), in 1/ħω_D.

    Parameters
    ----------
    w, E : float or array
        Frequency of the phonon, and highest asymmetry, positive.
    glass_temperature : float or array
        k_B T_g.
    omega, degeneracy : array
        Sharp ripplons.

    Returns
    -------
    float or array
        Zero where no ripplon fits, w + E < ω₂.

    Raises
    ------
    ValueError
        Where an argument is not positive, or w + E so high that the states cannot be counted one by one.
    """
    w, E, T_g = within("w", w), within("E", E), within("glass_temperature", glass_temperature)
    energies, ways = levels(np.max(np.add(w, E)), omega, degeneracy)
    below = energies - np.asarray(w)[..., None]
    inside = (below >= 0) & (below <= np.asarray(E)[..., None])
    shares = np.where(inside, ways * np.exp(-np.maximum(below, 0) / np.asarray(T_g)[..., None]), 0.0)
    return (np.sum(shares, axis=-1) / T_g)[()]


def occupation(E, T):
    """Weight of a domain with asymmetry E that is excited, f = 2/(e^{E/T} + 1): 1 at E = 0 (below Eq. 43).

    Parameters
    ----------
    E : float or array
        Asymmetry, zero or positive.
    T : float or array
        Temperature, positive.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `E` is negative or `T` not positive.
    """
    x = within("E", E, low=-1e-300) / within("T", T)
    return 2 * np.exp(-np.logaddexp(0.0, x))


def density(w, T, glass_temperature, omega, degeneracy):
    """Density of states that absorb w from excited domains at temperature T, exact (Eq. 43), in 1/ħω_D.

    Parameters
    ----------
    w, T, glass_temperature : float or array
        Frequency of the phonon, temperature, and k_B T_g.
    omega, degeneracy : array
        Sharp ripplons.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or T so high that the states cannot be counted one by one.

    Notes
    -----
    The weight knows of the two states of a domain, not of the ripplons on the lower one, which matter from
    some 0.1 T_D on.
    """
    w, T, T_g = within("w", w), within("T", T), within("glass_temperature", glass_temperature)
    energies, ways = levels(np.max(w) + _COLD * np.max(T), omega, degeneracy)
    below = energies - np.asarray(w)[..., None]
    up = np.maximum(below, 0)
    weight = occupation(up, np.asarray(T)[..., None]) * np.exp(-up / np.asarray(T_g)[..., None])
    return (np.sum(np.where(below >= 0, ways * weight, 0.0), axis=-1) / T_g)[()]


def sum_at(lam, mu, glass_temperature, omega, degeneracy):
    """w + E at which the double saddle lies at λ and μ: Σω/(e^{sω}−1) + 1/λ, with s = 1/T_g + λ − μ (Eq. 45).

    Parameters
    ----------
    lam, mu : float or array
        Positive.
    glass_temperature, omega, degeneracy
        As for :func:`cumulative`; the ripplons may be broadened. s must come out positive.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return -cumulant(_decay(lam, mu, glass_temperature), omega, degeneracy, 1) + 1 / lam


def frequency_at(lam, mu, glass_temperature, omega, degeneracy):
    """w at which the double saddle lies at λ and μ: Σω/(e^{sω}−1) − 1/μ (Eq. 46).

    Parameters
    ----------
    lam, mu, glass_temperature, omega, degeneracy
        As for :func:`sum_at`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return -cumulant(_decay(lam, mu, glass_temperature), omega, degeneracy, 1) - 1 / mu


def determinant_at(lam, mu, glass_temperature, omega, degeneracy):
    """Determinant of the curvature at the double saddle, Σω²/4sinh²(sω/2) (1/λ² + 1/μ²) + 1/λ²μ² (Eq. 47).

    Parameters
    ----------
    lam, mu, glass_temperature, omega, degeneracy
        As for :func:`sum_at`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    variance = cumulant(_decay(lam, mu, glass_temperature), omega, degeneracy, 2)
    return variance * (1 / lam**2 + 1 / mu**2) + 1 / (lam * mu) ** 2


def cumulative_at(lam, mu, glass_temperature, omega, degeneracy):
    """N_E(w) by steepest descent, where the double saddle lies at λ and μ (Eq. 44), in 1/ħω_D.

    Parameters
    ----------
    lam, mu, glass_temperature, omega, degeneracy
        As for :func:`sum_at`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range, or w or E would not come out positive.
    """
    s = _decay(lam, mu, glass_temperature)
    w = within("w", -cumulant(s, omega, degeneracy, 1) - 1 / mu)
    log_states = -log_product(s, omega, degeneracy)
    return descent(w, s, log_states, cumulant(s, omega, degeneracy, 2), 1 / lam, 1 / mu) / glass_temperature


def descent(w, s, log_states, variance, x, y):
    """T_g N_E(w) of Eq. 44 from what is known at its saddle.

    Parameters
    ----------
    w, s : float or array
        Frequency, and 1/T_g + λ − μ.
    log_states, variance : float or array
        ln of the ripplons' partition function at s, and the mean square fluctuation of their energy.
    x, y : float or array
        1/λ and 1/μ, whose sum is E.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `variance`, `x` or `y` is not positive.
    """
    x, y, variance = within("x", x), within("y", y), within("variance", variance)
    # λE = 1 + y/x; the determinant times (xy)² cannot overflow
    spread = np.sqrt(variance * (x**2 + y**2) + (x * y) ** 2)
    return np.exp(s * w + 1 + y / x + log_states) * x * y / (2 * np.pi * spread)


def saddle_point(w, E, glass_temperature, omega, degeneracy):
    """Where the double saddle lies for frequency w and energy E: λ₀ and μ₀ of Eqs. 45 and 46.

    Parameters
    ----------
    w, E : float or array
        Positive.
    glass_temperature, omega, degeneracy
        As for :func:`sum_at`.

    Returns
    -------
    lam, mu : float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    w, E, T_g = within("w", w), within("E", E), within("glass_temperature", glass_temperature)
    # Eqs. 45 and 46 subtract to E = 1/λ + 1/μ. In x = 1/λ what the ripplons hold, less w + E - x, rises
    # from below zero (s → ∞) to above (s → 0, or x → E): one root, by Newton within brackets
    b = E / T_g
    longest = 2 * E / (np.sqrt(4 + b**2) + 2 - b)
    low, high = np.zeros(np.shape(w + longest)), np.ones(np.shape(w + longest)) * longest
    x = high / 2
    for _ in range(60):
        s = np.maximum(1 / T_g + 1 / x - 1 / (E - x), 1e-12)
        excess = -cumulant(s, omega, degeneracy, 1) - (w + E - x)
        low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
        step = excess / (cumulant(s, omega, degeneracy, 2) * (1 / x**2 + 1 / (E - x) ** 2) + 1)
        inside = (x - step > low) & (x - step < high)
        new = np.where(inside, x - step, (low + high) / 2)
        done = np.all(np.abs(new - x) <= 1e-13 * x)
        x = new
        if done:
            break
    return (1 / x)[()], (1 / (E - x))[()]


def steepest_descent(w, E, glass_temperature, omega, degeneracy):
    """N_E(w) by steepest descent (Eqs. 44-47), in 1/ħω_D.

    Parameters
    ----------
    w, E, glass_temperature, omega, degeneracy
        As for :func:`saddle_point`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Smooth, where the exact count is a staircase; and not zero where no ripplon fits, as the exact one is.
    """
    return cumulative_at(*saddle_point(w, E, glass_temperature, omega, degeneracy), glass_temperature, omega, degeneracy)


def corrections(w, E, glass_temperature, omega, degeneracy):
    """How good the double saddle is: its fourth-order term (Fig. 18), and the next order of the expansion.

    Parameters
    ----------
    w, E, glass_temperature, omega, degeneracy
        As for :func:`saddle_point`.

    Returns
    -------
    fourth : float or array
        Fourth-order term of the exponent, one standard deviation from the saddle along the worse of the
        two principal axes.
    factor : float or array
        By what the next order multiplies N_E.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    lam, mu = saddle_point(w, E, glass_temperature, omega, degeneracy)
    s = _decay(lam, mu, glass_temperature)
    second, third, fourth = (cumulant(s, omega, degeneracy, order) for order in (2, 3, 4))
    x, y = 1 / lam, 1 / mu
    # in units of λ and μ, where the two logarithms have the derivatives 1, -2 and 6
    common = np.stack(np.broadcast_arrays(1 / x, -1 / y), axis=-1)  # how s changes
    eye = np.eye(2)
    H = second[..., None, None] * common[..., :, None] * common[..., None, :] + eye

    # principal axes in λ and μ themselves
    scale = np.stack(np.broadcast_arrays(x, y), axis=-1)
    _, axes = np.linalg.eigh(H * scale[..., :, None] * scale[..., None, :])
    axes = axes * scale[..., :, None]
    along = np.einsum("...ia,...ij,...ja->...a", axes, H, axes)
    quartic = fourth[..., None] * np.einsum("...i,...ia->...a", common, axes) ** 4 + 6 * np.sum(axes**4, axis=-2)
    worst = np.max(quartic / (24 * along**2), axis=-1)

    G = np.linalg.inv(H)
    mixed = np.einsum("...i,...ij,...j->...", common, G, common)
    own = np.einsum("...ii->...i", G)
    four = fourth * mixed**2 + 6 * np.sum(own**2, axis=-1)
    # third derivatives: `third` along `common`, and -2 along each axis
    lines = np.stack([common, *(np.broadcast_to(axis, common.shape) for axis in eye)], axis=-2)
    sizes = np.stack(np.broadcast_arrays(third, -2.0, -2.0), axis=-1)
    overlap = np.einsum("...ai,...ij,...bj->...ab", lines, G, lines)
    paired = np.einsum("...aa->...a", overlap)
    chain = np.einsum("...a,...b,...a,...b,...ab->...", sizes, sizes, paired, paired, overlap)
    melon = np.einsum("...a,...b,...ab->...", sizes, sizes, overlap**3)
    return worst[()], (1 + four / 8 - chain / 8 - melon / 12)[()]


def _decay(lam, mu, glass_temperature):
    """s = 1/T_g + λ − μ, which must be positive."""
    lam, mu = within("lam", lam), within("mu", mu)
    return np.asarray(within("1/T_g + lam - mu", 1 / within("glass_temperature", glass_temperature) + lam - mu))
