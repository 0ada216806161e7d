"""The density of final states for the absorption of a phonon (Sections IV.D and IV.E, Eqs. 37-41, Figures 16, 17).

The exact count of states, by enumerating the levels of the ripplons, beside the steepest descent of the
paper. Reduced units: energies and frequencies in ħω_D.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from glasslib.arguments import REDUCED_T_G, W
from glasslib.checks import (
    Choice,
    FloatArray,
    FloatOrArray,
    InvalidArgument,
    Number,
    Real,
    checked,
    refuse_work,
)
from glasslib.numerics import bisect
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import bose

# levels that lie closer than this are one: ω₆ = 2ω₃ up to rounding, and so are all that are built on them
_SAME = 1e-12
# the most levels that are enumerated, before equal ones are joined; a count on a grid goes further
MAX_LEVELS = 2_000_000
# the most points of a grid
MAX_GRID = 400_000

# without an upper end: for T_g → ∞ all states count alike
_T_G = REDUCED_T_G.but(REDUCED_T_G.text, high=np.inf)
_KAPPA = Real("position κ of the saddle, above 1/T_g, in 1/ħω_D")
_S = Real("Laplace variable s, an inverse energy in 1/ħω_D")


@checked(highest=Number("highest energy, in ħω_D"), spectrum=SPECTRUM)
def enumerate_levels(highest: float, spectrum: Spectrum) -> tuple[FloatArray, NDArray[np.int64]]:
    """All energies of a set of oscillators up to a highest one, and the degeneracy of each.

    Returns
    -------
    energies : array
        Increasing, from 0.
    degeneracies : array of int
        The exact number of states at each energy.

    Notes
    -----
    Refused where the spectrum is not sharp, where there are more than `MAX_LEVELS` levels, or where the states
    are too many for whole numbers of 64 bits.

    Examples
    --------
    >>> energies, degeneracies = enumerate_levels(0.5, Spectrum([0.25], [3]))
    >>> energies.tolist(), degeneracies.tolist()
    ([0.0, 0.25, 0.5], [1, 3, 6])
    """
    if not spectrum.is_sharp:
        raise InvalidArgument("spectrum must have whole degeneracies, to enumerate its levels")
    energies, degeneracies = np.zeros(1), np.ones(1, dtype=np.int64)
    for frequency, modes in zip(spectrum.omega.tolist(), spectrum.degeneracy.tolist(), strict=True):
        if modes == 0:
            continue
        quanta = highest / frequency * (1 + _SAME)
        if quanta >= MAX_LEVELS:
            _refuse_levels(highest, spectrum, quanta)
        order = np.argsort(energies)
        energies, degeneracies = energies[order], degeneracies[order]
        steps = frequency * np.arange(int(quanta) + 1)
        counts = np.searchsorted(energies, highest * (1 + _SAME) - steps, side="right")
        if counts.sum() > MAX_LEVELS:
            _refuse_levels(highest, spectrum, counts.sum())
        shares = [1]  # n quanta on that many oscillators, in C(n + modes − 1, n) ways
        while len(shares) < len(steps) and shares[-1] < 2**62:
            shares.append(shares[-1] * (len(shares) + int(modes) - 1) // len(shares))
        total = sum(
            share * float(degeneracies[:count].sum())
            for share, count in zip(shares, counts, strict=False)
        )
        if total >= 2.0**62:
            words = f"got {highest:.6g} with {total:.3g} or more"
            raise InvalidArgument(
                f"highest must leave fewer than 2^62 states to enumerate, {words}"
            )
        energies = np.concatenate(
            [step + energies[:count] for step, count in zip(steps, counts, strict=True)]
        )
        degeneracies = np.concatenate(
            [share * degeneracies[:count] for share, count in zip(shares, counts, strict=True)]
        )
    order = np.argsort(energies)
    energies, degeneracies = energies[order], degeneracies[order]
    first = np.flatnonzero(np.diff(energies, prepend=-1.0) > _SAME * (1 + energies))
    return energies[first], np.add.reduceat(degeneracies, first)


def _refuse_levels(highest: float, spectrum: Spectrum, count: float) -> None:
    words = f"got {highest:.6g} with the lowest frequency at {spectrum.lowest:.4g}, which has {count:.3g} or more"
    raise InvalidArgument(f"highest must leave at most {MAX_LEVELS} levels to enumerate, {words}")


@checked(w=W, reduced_T_g=_T_G, spectrum=SPECTRUM)
def scattering_state_density(
    w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Density of scattering states from the ground state, exact (Eq. 37), in 1/ħω_D.

    The sum over all sets of ripplons with energy E up to w, each weighted with e^{−(w−E)/T_g}/T_g: a
    staircase, with a step at each level.

    Notes
    -----
    Refused where `w` is so high that the levels cannot be enumerated: see :func:`enumerate_levels`.

    Examples
    --------
    >>> round(float(scattering_state_density(0.1, 4.0, Spectrum([0.15], [5]))), 6)
    0.243827
    """
    energies, degeneracies = enumerate_levels(float(np.max(w)), spectrum)
    w, T_g = np.broadcast_arrays(w, reduced_T_g)
    refuse_work("w", w.size * energies.size)
    left = w * (1 + _SAME)
    reached = np.searchsorted(energies, left, side="right")
    sums = [
        np.sum(degeneracies[:count] * np.exp((energies[:count] - top) / width))
        for count, top, width in zip(reached.flat, left.flat, T_g.flat, strict=True)
    ]
    return (np.reshape(sums, w.shape) / T_g)[()]


@checked(100, s=_S, reduced_T_g=_T_G, spectrum=SPECTRUM)
def laplace_transform(
    s: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Laplace transform of the exact density, ∏(1−e^{−sω})^{−1}/(1 + sT_g), which Eq. 38 inverts.

    Examples
    --------
    >>> round(float(laplace_transform(1e3, 4.0, Spectrum([0.15], [5])) * 4001), 12)
    1.0
    """
    return (np.exp(-log_product(s, spectrum)) / (1 + s * reduced_T_g))[()]


@checked(100, kappa=_KAPPA, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_frequency(
    kappa: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Frequency at which steepest descent has its saddle at κ, Σω/(e^{(κ−1/T_g)ω}−1) + 1/κ, in ω_D (Eq. 40).

    Examples
    --------
    >>> round(float(saddle_frequency(1e3, 4.0, Spectrum([0.15], [5]))), 6)
    0.001
    """
    s = _above_edge(kappa, reduced_T_g)
    return -cumulant(s, spectrum, 1) + 1 / kappa


@checked(100, kappa=_KAPPA, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_curvature(
    kappa: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Curvature of the exponent at the saddle, Σω²/4sinh²[(κ−1/T_g)ω/2] + 1/κ², in ω_D² (Eq. 41).

    Examples
    --------
    >>> round(float(saddle_curvature(1e3, 4.0, Spectrum([0.15], [5]))) * 1e6, 6)
    1.0
    """
    s = _above_edge(kappa, reduced_T_g)
    return cumulant(s, spectrum, 2) + 1 / kappa**2


@checked(100, kappa=_KAPPA, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_density(
    kappa: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Density of scattering states by steepest descent, where the saddle is at κ, in 1/ħω_D (Eq. 39).

    Examples
    --------
    >>> round(float(saddle_density(1e3, 4.0, Spectrum([0.15], [5]))), 4)
    0.271
    """
    s = _above_edge(kappa, reduced_T_g)
    exponent = s * saddle_frequency(kappa, reduced_T_g, spectrum) - log_product(s, spectrum)
    width = np.sqrt(2 * np.pi * saddle_curvature(kappa, reduced_T_g, spectrum))
    return (np.exp(exponent) / (width * kappa * reduced_T_g))[()]


@checked(100, w=W, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_point(w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Position κ₀ of the saddle at frequency w, above 1/T_g (Eq. 40).

    Examples
    --------
    >>> kappa = saddle_point(0.3, 4.0, spectrum := Spectrum([0.15], [5]))
    >>> round(float(saddle_frequency(kappa, 4.0, spectrum)), 12)
    0.3
    """
    # ln(κ − 1/T_g), by bisection: Eq. 40 falls with κ, is below (modes + 1)/(κ − 1/T_g), and above 1/κ
    # as well as above what the oscillators hold classically, less half a quantum
    classical = 1 / (w + float(spectrum.degeneracy @ spectrum.omega) / 2)
    high = np.log((spectrum.modes + 1) / w)
    low = np.log(np.minimum(1e-3 * classical, 1e-3))
    shape = np.broadcast_shapes(np.shape(w), np.shape(reduced_T_g))

    def excess(log_s: FloatArray) -> FloatOrArray:
        return saddle_frequency(np.exp(log_s) + 1 / reduced_T_g, reduced_T_g, spectrum) - w

    root = bisect(excess, np.broadcast_to(low, shape), np.broadcast_to(high, shape))
    return (np.exp(root) + 1 / reduced_T_g)[()]


@checked(100, w=W, reduced_T_g=_T_G, spectrum=SPECTRUM)
def steepest_descent(
    w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Density of scattering states by steepest descent, in 1/ħω_D (Eqs. 39-41).

    Notes
    -----
    Smooth, where the exact density is a staircase: too high by a factor of up to 3.6 below the lowest
    ripplon, within some 15 % on average above 0.2 ω_D.

    Examples
    --------
    >>> domain = Spectrum([0.15], [5])
    >>> round(float(steepest_descent(1e-6, 4.0, domain) / scattering_state_density(1e-6, 4.0, domain)), 3)
    1.084
    """
    return saddle_density(saddle_point(w, reduced_T_g, spectrum), reduced_T_g, spectrum)


@checked(100, w=W, reduced_T_g=_T_G, spectrum=SPECTRUM)
def corrections(
    w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> tuple[FloatOrArray, FloatOrArray]:
    """Sizes of the next terms of the exponent, one standard deviation from the saddle (Fig. 17).

    Returns
    -------
    third, fourth : float or array
        Half of the third-order term squared, f₃²/72f₂³, and the fourth-order term, f₄/24f₂². The next
        order of the expansion multiplies the density by 1 + 3·fourth − 15·third.

    Examples
    --------
    >>> third, fourth = corrections(1e-6, 4.0, Spectrum([0.15], [5]))
    >>> round(float(third), 4), round(float(fourth), 4)
    (0.0556, 0.25)
    """
    _, second, third, fourth = _at_saddle(w, reduced_T_g, spectrum)
    return third**2 / (72 * second**3), fourth / (24 * second**2)


@checked(100, w=W, reduced_T_g=_T_G, spectrum=SPECTRUM)
def local_exponent(w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Slope d ln ρ/d ln w of :func:`steepest_descent`: one less than the number of oscillators for w → ∞.

    Examples
    --------
    >>> round(float(local_exponent(1e7, 4.0, Spectrum([0.15], [5]))), 3)
    4.0
    """
    s, second, third, _ = _at_saddle(w, reduced_T_g, spectrum)
    return w * (s + third / (2 * second**2))


@checked(100, s=_S, spectrum=SPECTRUM)
def log_product(s: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """ln ∏(1 − e^{−sω}) over all oscillators: minus the logarithm of their partition function at T = 1/s.

    Examples
    --------
    >>> round(float(log_product(1.0, Spectrum([1.0], [2]))), 6)
    -0.91735
    """
    x = np.asarray(s)[..., None] * spectrum.omega
    return np.sum(spectrum.degeneracy * np.log(-np.expm1(-x)), axis=-1)[()]


@checked(
    100, s=_S, spectrum=SPECTRUM, order=Choice("order of the derivative", options=(1, 2, 3, 4))
)
def cumulant(s: FloatOrArray, spectrum: Spectrum, order: int) -> FloatOrArray:
    """The order-th derivative of −Σ ln(1 − e^{−sω}) by s: minus the energy, its variance, and on.

    Examples
    --------
    >>> round(float(cumulant(1.0, Spectrum([1.0], [1]), 1)), 6)
    -0.581977
    """
    omega = spectrum.omega
    n = np.asarray(bose(np.asarray(s)[..., None] * omega))
    if order == 1:
        polynomial = n
    elif order == 2:
        polynomial = n * (n + 1)
    elif order == 3:
        polynomial = n * (n + 1) * (2 * n + 1)
    else:
        polynomial = n * (n + 1) * (6 * n * (n + 1) + 1)
    return ((-1) ** order * np.sum(polynomial * (spectrum.degeneracy * omega**order), axis=-1))[()]


@checked(
    highest=Number("highest energy, in ħω_D"),
    step=Number("spacing of the grid, in ħω_D"),
    spectrum=SPECTRUM,
)
def count_on_grid(highest: float, step: float, spectrum: Spectrum) -> tuple[FloatArray, FloatArray]:
    """Numbers of states of a set of oscillators on an even grid of energies: counting beyond :func:`enumerate_levels`.

    Each frequency is shared between the two grid points beside it, so that no mean energy is changed. It also
    takes broadened spectra.

    Returns
    -------
    energies, numbers : array
        From 0 on. Below the lowest oscillator the numbers are zero to 1e-16 only.

    Notes
    -----
    ln ∏(1 − z^j)^{−d_j} is a power series of which FFTs make the exponential, on circles of radius e^{−s·step}
    for several s: each number comes from the circle on which it is among the largest (Eq. 40 says which).
    The error falls with the square of `step` over the temperature at which the numbers are used. Refused where
    the grid has fewer than 8 points or too many, or where no oscillator lies on it.

    Examples
    --------
    >>> energies, numbers = count_on_grid(1.0, 0.05, Spectrum([0.25], [3]))
    >>> numbers[[0, 5, 10]].round(9).tolist()
    [1.0, 3.0, 6.0]
    """
    omega, degeneracy = spectrum.omega, spectrum.degeneracy
    if not 8 * step < highest < MAX_GRID * step:
        ends = f"({8 * step:.4g}, {MAX_GRID * step:.4g})"
        raise InvalidArgument(f"highest must lie in {ends} for this step, got {highest:.6g}")
    size = int(highest / step * (1 + _SAME)) + 1
    # a frequency that is a multiple of the step up to rounding lies on a grid point
    place = np.where(
        np.abs(omega / step - np.round(omega / step)) < 1e-9, np.round(omega / step), omega / step
    )
    place = np.minimum(place, size + 1.0)
    below = place.astype(int)
    modes = np.zeros(size)
    for point, share in ((below, 1 - place + below), (below + 1, place - below)):
        on = point < size
        modes += np.bincount(point[on], (degeneracy * share)[on], minlength=size)
    if not modes.any():
        raise InvalidArgument(
            f"highest must reach the lowest oscillator, {spectrum.lowest:.4g}, got {highest:.6g}"
        )
    # a mode that fits below the first point is put on it
    modes[0], modes[1] = 0.0, modes[1] + modes[0]
    energies = step * np.arange(size, dtype=np.float64)

    series = np.zeros(size)
    few = int(np.sqrt(size))  # either the quanta are few, or the modes that can have so many
    for quanta in range(1, few + 1):
        last = (size - 1) // quanta
        series[quanta : quanta * last + 1 : quanta] += modes[1 : last + 1] / quanta
    for mode in np.flatnonzero(modes[: size // few + 1]):
        many = np.arange(few + 1, (size - 1) // mode + 1)
        series[mode * many] += modes[mode] / many

    on_grid = Spectrum(energies[modes > 0], modes[modes > 0])
    circles = np.geomspace(10 / step, 1e-3, 40)
    means = np.array([-cumulant(circle, on_grid, 1) for circle in circles])
    reached = np.interp(
        np.log(np.maximum(energies, step)), np.log(np.maximum(means, 1e-300)), np.log(circles)
    )
    # saddles a factor of two apart: 96 oscillators then lose less than six of sixteen digits
    nearest = np.round(reached / np.log(2)).astype(int)
    numbers = np.empty(size)
    for power in np.unique(nearest):
        s = 2.0**power
        # so long that what wraps around has died away: a bound on it from the partition function at s/2
        died = 2 * (40 + log_product(s, on_grid) - log_product(s / 2, on_grid)) / (s * step)
        length = fft.next_fast_len(size + min(int(died), 63 * size), real=True)
        damping = np.exp(-s * energies)
        counted = fft.irfft(np.exp(fft.rfft(series * damping, length)), length)[:size]
        here = nearest == power
        numbers[here] = np.maximum(counted[here], 0) / damping[here]
    return energies, numbers


def _at_saddle(
    w: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> tuple[FloatOrArray, FloatOrArray, FloatOrArray, FloatOrArray]:
    """κ₀ − 1/T_g, and the second to fourth derivative of the exponent there."""
    kappa = saddle_point(w, reduced_T_g, spectrum)
    s = _above_edge(kappa, reduced_T_g)
    second, third, fourth = (
        cumulant(s, spectrum, n) + factor / kappa**n  # the derivatives of −ln κ
        for n, factor in ((2, 1), (3, -2), (4, 6))
    )
    return s, second, third, fourth


def _above_edge(kappa: FloatOrArray, reduced_T_g: FloatOrArray) -> FloatOrArray:
    """κ − 1/T_g, which must be positive."""
    s = kappa - 1 / reduced_T_g
    if not np.all(s > 0):
        kappa, edge = np.broadcast_arrays(kappa, 1 / reduced_T_g)
        bad = kappa <= edge
        raise InvalidArgument(
            f"kappa must lie above 1/T_g = {edge[bad].flat[0]:.6g}, got {kappa[bad].flat[0]:.6g}"
        )
    return s
