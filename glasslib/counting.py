"""How many ways a domain has to take up an energy (Sections IV.D and IV.E, Eqs. 37-47, Figures 16-18).

The exact count of states, by enumerating the levels of the ripplons, beside the steepest descent of the
paper. Reduced units: energies and frequencies in ħω_D. A set of ripplons is given by its frequencies
`omega` and their `degeneracy`, as :func:`glasslib.ripplons.frequency` and ``ripplons.DEGENERACY`` give them.
"""

from math import comb

import numpy as np
from scipy import fft

from glasslib.checks import OutOfRange, one_of, within

# levels that lie closer than this are one: ω₆ = 2ω₃ up to rounding, and so are all that are built on them
_SAME = 1e-12


def levels(highest, omega, degeneracy):
    """All energies of a set of oscillators up to a highest, and in how many ways each is reached.

    Parameters
    ----------
    highest : float
        Where to stop, positive.
    omega, degeneracy : array
        Frequencies, and how many oscillators have each.

    Returns
    -------
    energies : array
        Increasing, from 0.
    ways : array of int
        The exact number of states at each energy.

    Raises
    ------
    ValueError
        Where `highest` or a frequency is not positive, or the states are too many for whole numbers of 64 bits.
    """
    highest, omega = float(within("highest", highest)), np.atleast_1d(within("omega", omega))
    degeneracy = np.atleast_1d(degeneracy)
    if (degeneracy != np.round(degeneracy)).any():
        raise OutOfRange(f"degeneracy must be whole numbers, to count states, got {degeneracy}")
    energies, ways = np.zeros(1), np.ones(1, dtype=np.int64)
    for frequency, modes in zip(omega, degeneracy):
        quanta = int(highest / frequency * (1 + _SAME))
        shares = [comb(n + int(modes) - 1, n) for n in range(quanta + 1)]  # n quanta on that many oscillators
        energies = np.add.outer(frequency * np.arange(quanta + 1), energies)
        on_this, on_others = np.nonzero(energies <= highest * (1 + _SAME))
        within("number of states", np.sum(np.array(shares, dtype=float)[on_this] * ways[on_others]), high=2.0**62)
        energies = energies[on_this, on_others]
        ways = np.array(shares, dtype=np.int64)[on_this] * ways[on_others]
    order = np.argsort(energies)
    energies, ways = energies[order], ways[order]
    first = np.flatnonzero(np.diff(energies, prepend=-1.0) > _SAME * (1 + energies))
    return energies[first], np.add.reduceat(ways, first)


def density(w, glass_temperature, omega, degeneracy):
    """Density of scattering states from the ground state, exact (Eq. 37), in 1/ħω_D.

    The sum over all sets of ripplons of what is left of w, weighted with e^{−(w−E)/T_g}/T_g: a
    staircase, with a step at each level.

    Parameters
    ----------
    w : float or array
        Frequency of the phonon, positive.
    glass_temperature : float or array
        k_B T_g.
    omega, degeneracy : array
        As for :func:`levels`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or `w` so high that the states cannot be counted one by one.
    """
    w, T_g = within("w", w), within("glass_temperature", glass_temperature)
    energies, ways = levels(np.max(w), omega, degeneracy)
    left = np.asarray(w)[..., None] * (1 + _SAME) - energies
    shares = np.where(left >= 0, ways * np.exp(-np.maximum(left, 0.0) / np.asarray(T_g)[..., None]), 0.0)
    return (np.sum(shares, axis=-1) / T_g)[()]


def transform(s, glass_temperature, omega, degeneracy):
    """Laplace transform of the exact density, ∏(1−e^{−sω})^{−1}/(1 + sT_g), which Eq. 38 inverts.

    Parameters
    ----------
    s : float or array
        Positive.
    glass_temperature, omega, degeneracy
        As for :func:`density`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    s, T_g = within("s", s), within("glass_temperature", glass_temperature)
    return (np.exp(-log_product(s, omega, degeneracy)) / (1 + s * T_g))[()]


def energy_at(kappa, glass_temperature, omega, degeneracy):
    """Frequency at which steepest descent has its saddle at kappa, Σω/(e^{(κ−1/T_g)ω}−1) + 1/κ (Eq. 40).

    Parameters
    ----------
    kappa : float or array
        Above 1/T_g.
    glass_temperature, omega, degeneracy
        As for :func:`density`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    kappa, s = _above(kappa, glass_temperature)
    return (-cumulant(s, omega, degeneracy, 1) + 1 / kappa)[()]


def curvature_at(kappa, glass_temperature, omega, degeneracy):
    """Curvature of the exponent at the saddle, Σω²/4sinh²[(κ−1/T_g)ω/2] + 1/κ² (Eq. 41).

    Parameters
    ----------
    kappa, glass_temperature, omega, degeneracy
        As for :func:`energy_at`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    kappa, s = _above(kappa, glass_temperature)
    return (cumulant(s, omega, degeneracy, 2) + 1 / kappa**2)[()]


def density_at(kappa, glass_temperature, omega, degeneracy):
    """Density of scattering states by steepest descent, where the saddle is at kappa (Eq. 39), in 1/ħω_D.

    Parameters
    ----------
    kappa, glass_temperature, omega, degeneracy
        As for :func:`energy_at`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    kappa, s = _above(kappa, glass_temperature)
    exponent = s * energy_at(kappa, glass_temperature, omega, degeneracy) - log_product(s, omega, degeneracy)
    width = np.sqrt(2 * np.pi * curvature_at(kappa, glass_temperature, omega, degeneracy))
    return (np.exp(exponent) / (width * kappa * glass_temperature))[()]


def saddle_point(w, glass_temperature, omega, degeneracy):
    """Where the saddle lies at frequency w: κ₀ of Eq. 40, above 1/T_g.

    Parameters
    ----------
    w : float or array
        Positive.
    glass_temperature, omega, degeneracy
        As for :func:`density`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    w, T_g = within("w", w), within("glass_temperature", glass_temperature)
    modes = np.sum(degeneracy)
    # ln(κ - 1/T_g), by bisection: Eq. 40 falls with κ, is below (modes + 1)/(κ - 1/T_g), and above 1/κ
    # as well as above what the oscillators hold classically, half a quantum short
    high = np.log((modes + 1) / w)
    classical = 1 / (w + np.sum(np.multiply(degeneracy, omega)) / 2)
    low = np.log(np.minimum(1e-3 * classical, 1e-3))
    for _ in range(60):
        middle = (low + high) / 2
        below = energy_at(np.exp(middle) + 1 / T_g, T_g, omega, degeneracy) > w
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (np.exp((low + high) / 2) + 1 / T_g)[()]


def steepest_descent(w, glass_temperature, omega, degeneracy):
    """Density of scattering states by steepest descent (Eqs. 39-41), in 1/ħω_D.

    Parameters
    ----------
    w, glass_temperature, omega, degeneracy
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
    Smooth, where the exact density is a staircase: too high by a factor of up to 3.6 below the lowest
    ripplon, within some 15 % on average above 0.2 ω_D.
    """
    kappa = saddle_point(w, glass_temperature, omega, degeneracy)
    return density_at(kappa, glass_temperature, omega, degeneracy)


def corrections(w, glass_temperature, omega, degeneracy):
    """Sizes of the next terms of the exponent, one standard deviation from the saddle (Fig. 17).

    Parameters
    ----------
    w, glass_temperature, omega, degeneracy
        As for :func:`saddle_point`.

    Returns
    -------
    third, fourth : float or array
        Half of the third-order term squared, f₃²/72f₂³, and the fourth-order term, f₄/24f₂². The next
        order of the expansion multiplies the density by 1 + 3·fourth − 15·third.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    _, second, third, fourth = _at_saddle(w, glass_temperature, omega, degeneracy)
    return (third**2 / (72 * second**3))[()], (fourth / (24 * second**2))[()]


def local_exponent(w, glass_temperature, omega, degeneracy):
    """Slope d ln ρ/d ln w of :func:`steepest_descent`: one less than the number of oscillators for w → ∞.

    Parameters
    ----------
    w, glass_temperature, omega, degeneracy
        As for :func:`saddle_point`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    s, second, third, _ = _at_saddle(w, glass_temperature, omega, degeneracy)
    return (w * (s + third / (2 * second**2)))[()]


def log_product(s, omega, degeneracy):
    """ln ∏(1 − e^{−sω}) over all oscillators: minus the logarithm of their partition function at T = 1/s.

    Parameters
    ----------
    s : float or array
        Positive.
    omega, degeneracy : array
        As for :func:`levels`, or a broadened spectrum.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `s` or a frequency is not positive.
    """
    x = np.asarray(within("s", s))[..., None] * within("omega", omega)
    return np.sum(degeneracy * np.log(-np.expm1(-x)), axis=-1)[()]


def cumulant(s, omega, degeneracy, order):
    """The order-th derivative of −Σ ln(1 − e^{−sω}) by s: minus the energy, its variance, and on.

    Parameters
    ----------
    s, omega, degeneracy
        As for :func:`log_product`.
    order : {1, 2, 3, 4}

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `s` or a frequency is not positive, or `order` none of the four.
    """
    omega = np.asarray(within("omega", omega))
    x = np.asarray(within("s", s))[..., None] * omega
    n = 1 / np.expm1(np.minimum(x, 700.0))  # quanta per oscillator
    one_of("order", order, (1, 2, 3, 4))
    if order == 1:
        polynomial = n
    elif order == 2:
        polynomial = n * (n + 1)
    elif order == 3:
        polynomial = n * (n + 1) * (2 * n + 1)
    else:
        polynomial = n * (n + 1) * (6 * n * (n + 1) + 1)
    return ((-1) ** order * (polynomial @ (degeneracy * omega**order)))[()]


def on_grid(highest, step, omega, degeneracy):
    """Numbers of states of a set of oscillators on an even grid of energies: exact counting beyond the levels.

    Each frequency is shared between the two grid points beside it, so that no mean energy is changed;
    what is counted on the grid is counted to rounding. For broadened spectra too.

    Parameters
    ----------
    highest, step : float
        Where the grid ends, and its spacing.
    omega, degeneracy : array
        Frequencies and how many oscillators have each, not necessarily whole.

    Returns
    -------
    energies, ways : array
        From 0 on. What lies below the lowest oscillator is zero to 1e-16 only.

    Raises
    ------
    ValueError
        Where an argument is not positive, the grid has less than 8 points, or no oscillator lies on it.

    Notes
    -----
    ln ∏(1 − z^j)^{−d_j} is a power series of which FFTs make the exponential, on circles of radius e^{−s·step}
    for several s: each number comes from the circle on which it is among the largest (Eq. 40 says which).
    The error falls with the square of `step` over the temperature at which the numbers are used.
    """
    omega, degeneracy = np.atleast_1d(within("omega", omega)), np.atleast_1d(degeneracy)
    step = within("step", step)
    size = int(within("highest", highest, low=8 * step) / step) + 1
    place = omega / step
    below = place.astype(int)
    modes = np.zeros(size)
    for point, share in ((below, 1 - place + below), (below + 1, place - below)):
        on = point < size
        modes += np.bincount(point[on], (degeneracy * share)[on], minlength=size)
    if not modes.any():
        raise OutOfRange(f"highest must reach the lowest oscillator, {np.min(omega):.4g}, got {highest:.6g}")
    modes[0], modes[1] = 0.0, modes[1] + modes[0]  # a mode that fits below the first point is put on it
    energies = step * np.arange(size)

    series = np.zeros(size)
    few = int(np.sqrt(size))  # either the quanta are few, or the modes that can have so many
    for quanta in range(1, few + 1):
        last = (size - 1) // quanta
        series[quanta : quanta * last + 1 : quanta] += modes[1 : last + 1] / quanta
    for mode in np.flatnonzero(modes[: size // few + 1]):
        many = np.arange(few + 1, (size - 1) // mode + 1)
        series[mode * many] += modes[mode] / many

    circles, used = np.geomspace(10 / step, 1e-3, 40), np.flatnonzero(modes)
    means = -cumulant(circles, energies[used], modes[used], 1)
    reached = np.interp(np.log(np.maximum(energies, step)), np.log(np.maximum(means, 1e-300)), np.log(circles))
    # saddles a factor of two apart: 96 oscillators then lose less than six of sixteen digits
    nearest = np.round(reached / np.log(2)).astype(int)
    ways = np.empty(size)
    length = fft.next_fast_len(4 * size, real=True)  # so long that what wraps around has died away
    for power in np.unique(nearest):
        damping = np.exp(-(2.0**power) * energies)
        counted = fft.irfft(np.exp(fft.rfft(series * damping, length)), length)[:size]
        here = nearest == power
        ways[here] = np.maximum(counted[here], 0) / damping[here]
    return energies, ways


def _at_saddle(w, glass_temperature, omega, degeneracy):
    """κ₀ − 1/T_g, and the second to fourth derivative of the exponent there."""
    kappa, s = _above(saddle_point(w, glass_temperature, omega, degeneracy), glass_temperature)
    of_step = ((2, 1), (3, -2), (4, 6))  # derivatives of -ln κ
    return s, *(cumulant(s, omega, degeneracy, n) + factor / kappa**n for n, factor in of_step)


def _above(kappa, glass_temperature):
    """kappa and kappa - 1/T_g, which must be positive."""
    kappa = np.asarray(within("kappa", kappa))
    s = within("kappa - 1/T_g", kappa - 1 / within("glass_temperature", glass_temperature))
    return kappa, s
