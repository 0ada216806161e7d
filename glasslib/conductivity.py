"""The thermal conductivity and its plateau (Sections IV.E and IV.F, Eq. 48, Figures 19 and 20).

Reduced units: energies, frequencies and temperatures in ħω_D; conductivities in the unit K of Figure 1
(:func:`glasslib.phonons.conductivity_scale`). A set of ripplons is given by its frequencies `omega` and their
`degeneracy`: sharp ones without friction, those of :func:`glasslib.friction.spectrum` with it.
"""

from typing import NamedTuple

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.special import roots_legendre

from glasslib.checks import OutOfRange, one_of, within
from glasslib.counting import cumulant, levels, log_product, on_grid
from glasslib.excited import descent

METHODS = ("steepest descent", "exact")
WEIGHTS = ("thermal", "with ripplons", "step")

# levels are taken one by one up to here, and beyond it on a grid of _COARSE; broadened ones on _FINE below
_SPLIT, _FINE, _COARSE = 2.0, 2e-4, 1.8e-3
# where broadened levels may rise steeply
_BREAKS = np.geomspace(0.01, _SPLIT, 150)
# the integrands have died away this many temperatures up
_COLD = 80.0
# quadratures: intervals of frequency per factor e, energies, saddles, and points of the splines over s
_INTERVALS, _ENERGIES, _SADDLES, _SPLINE = 4, 600, 128, 240


def scattering_rate(w, ways, beads):
    """Rate at which a phonon is absorbed, π w (a/ξ)³ T_g(ρ + ρ_exc), in ω_D (Eq. 48 with Eq. 18).

    Parameters
    ----------
    w : float or array
        Its frequency, ω_D.
    ways : float or array
        T_g(ρ + ρ_exc), as from :func:`ways`.
    beads : float or array
        Beads in a domain, N* = (ξ/a)³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    For phonons of about the temperature: thermal saturation and the average over directions are left out.
    """
    return np.pi * within("w", w) * within("ways", ways) / within("beads", beads)


def wavelengths(ways, ratio=150.0):
    """Mean free path over the wavelength, ratio/ways + 1 (unnumbered, below Eq. 48).

    Parameters
    ----------
    ways : float or array
        T_g(ρ + ρ_exc).
    ratio : float or array
        l/λ where there is one way only; 150 is what glasses show at low temperature.

    Returns
    -------
    float or array
        Never below 1: where scattering is strong, heat takes a random walk of one wavelength a step.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("ratio", ratio) / within("ways", ways) + 1


def ways(w, T, glass_temperature, omega, degeneracy, method="steepest descent", weight="thermal", alpha=1.0):
    """In how many ways phonons are absorbed, T_g[ρ(w) + ρ_exc(w, T)], a pure number (Eqs. 37-47).

    Parameters
    ----------
    w, T : float or array
        Frequencies up to 1, and temperatures between 1e-4 and 1.
    glass_temperature : float
        k_B T_g.
    omega, degeneracy : array
        Ripplons, sharp or broadened.
    method : {'steepest descent', 'exact'}
        The paper's way to count, or counting.
    weight : {'thermal', 'with ripplons', 'step'}
        How excited domains count: with 2/(e^{E/T}+1) (Eq. 43); with 2/(Ze^{E/T}+1), which knows of the
        ripplons on the lower state by their partition function Z; or fully, if E < αT (Fig. 20).
    alpha : float
        α of the latter.

    Returns
    -------
    float or array
        Of the shape of `T` followed by that of `w`.

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `method` or `weight` none of those.

    Notes
    -----
    All tables are made for the temperatures at hand; a set of temperatures is as quick as one.
    """
    w, T = np.asarray(within("w", w, low=1e-12, high=1, closed=True)), np.asarray(_temperature(T))
    count, _ = _counter(T.ravel(), glass_temperature, omega, degeneracy, method, weight, alpha)
    return count(w.ravel()[None, :], T.ravel()[:, None]).reshape(T.shape + w.shape)[()]


def conductivity(T, glass_temperature, omega, degeneracy, method="steepest descent", weight="thermal", alpha=1.0, ratio=150.0):
    """Thermal conductivity in K, T² ∫₀^{1/T} x³ eˣ/(eˣ−1)² [ratio/ways + 1] dx (Section IV.E, Figs. 19, 20).

    Parameters
    ----------
    T : float or array
        Temperatures between 1e-4 and 1.
    glass_temperature, omega, degeneracy, method, weight, alpha
        As for :func:`ways`.
    ratio : float
        As for :func:`wavelengths`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `method` or `weight` none of those.

    Notes
    -----
    ∝ T² for T → 0; 1/2 for T → ∞, where every phonon goes one wavelength. One lifetime for each frequency,
    no localisation: a sketch above the plateau.
    """
    T = np.asarray(_temperature(T))
    flat = T.ravel()
    count, breaks = _counter(flat, glass_temperature, omega, degeneracy, method, weight, alpha)
    top = min(1.0, _COLD * flat.max())
    lowest = 0.03 * flat.min()
    even = np.append(0.0, np.geomspace(lowest, top, int(_INTERVALS * np.log(top / lowest))))
    edges = np.unique(np.append(even, breaks[breaks < top]))
    if breaks.size and weight == "step":  # every level makes a step at E_j and another at E_j - αT
        reached = breaks[breaks < top + alpha * flat.max()]
        edges = [np.sort(np.concatenate([edges, np.clip(reached - alpha * t, 0.0, top)])) for t in flat]
    w, share = _nodes(np.atleast_2d(edges))
    x = w / flat[:, None]
    heat = (x / 2 / np.sinh(np.minimum(x, 2 * _COLD) / 2)) ** 2
    kappa = flat * np.sum(share * x * heat * wavelengths(count(w, flat[:, None]), ratio), axis=-1)
    return kappa.reshape(T.shape)[()]


class Plateau(NamedTuple):
    """What a conductivity shows of its plateau; temperatures in T_D, conductivities as they were given."""

    half: float  # where κ/T² has fallen to half of its value at the lowest temperature
    top: float  # where it stops rising, and how high it is there
    highest: float
    low: float  # where it rises again
    lowest: float
    slope: float  # least d ln κ/d ln T


def plateau(T, kappa):
    """Where a conductivity stops growing, and how flat it becomes (Figs. 19, 20).

    Parameters
    ----------
    T, kappa : array
        Temperatures in rising order, from where κ ∝ T² to at least 0.2 T_D, a hundred or more; and κ.

    Returns
    -------
    Plateau
        Read off the points given, but for `half`, which lies between two. Where κ rises throughout,
        `top` and `low` are both the flattest place.

    Raises
    ------
    ValueError
        Where an argument is not positive, the temperatures do not rise, or κ/T² does not fall to half.
    """
    T, kappa = np.asarray(within("T", T)), np.asarray(within("kappa", kappa))
    if (np.diff(T) <= 0).any():
        raise OutOfRange("T must be in rising order")
    fall = kappa / T**2 * (T[0] ** 2 / kappa[0])
    if fall.min() > 0.5:
        raise OutOfRange(f"kappa over T² must fall to half of its first value, it falls to {fall.min():.3g}")
    slope = np.gradient(np.log(kappa), np.log(T))
    flattest = slope[T < 0.2].argmin()
    # from there to where it rises, both ways; the same point where it always rises
    top = flattest - np.argmax(slope[flattest::-1] >= 0)
    low = flattest + np.argmax(slope[flattest:] >= 0)
    half = np.interp(-0.5, -fall, T)
    return Plateau(*map(float, (half, T[top], kappa[top], T[low], kappa[low], slope[flattest])))


def _temperature(T):
    return within("T", T, low=1e-4, high=1, closed=True)


def _nodes(edges):
    """Points and weights of a Gauss quadrature between each two edges."""
    node, weight = roots_legendre(4)
    half, middle = np.diff(edges)[..., None] / 2, (edges[..., 1:] + edges[..., :-1])[..., None] / 2
    flat = (*edges.shape[:-1], -1)
    points = np.maximum(middle + half * node, 1e-12)
    return points.reshape(flat), np.broadcast_to(half * weight, points.shape).reshape(flat)


def _counter(T, glass_temperature, omega, degeneracy, method, weight, alpha):
    """A function of w (a row for all T or for each) and T (a column) that gives the ways, and where it jumps or kinks."""
    one_of("method", method, METHODS)
    one_of("weight", weight, WEIGHTS)
    T_g, alpha = within("glass_temperature", glass_temperature), within("alpha", alpha)
    omega, degeneracy = np.atleast_1d(within("omega", omega)), np.atleast_1d(degeneracy)
    prepare = _by_descent if method == METHODS[0] else _by_counting
    ground, thermal, below, breaks = prepare(T, T_g, omega, degeneracy)

    def count(w, T):
        if weight == "step":
            return ground(w) + below(w, alpha * T)
        return ground(w) + thermal(w[0], T[:, 0], lower(T[:, 0]) if weight == "with ripplons" else 0.0)

    def lower(T):
        return -log_product(1 / T, omega, degeneracy)

    return count, breaks


# ---- by counting


def _by_counting(T, T_g, omega, degeneracy):
    """Sums over the levels, from their running count C and its integral P, both damped with e^{−E/T_g}."""
    hottest = T.max()
    sharp = np.all(degeneracy == np.round(degeneracy))
    low, ways = levels(_SPLIT, omega, degeneracy) if sharp else on_grid(_SPLIT, _FINE, omega, degeneracy)
    energy, spread = (abs(cumulant(1 / hottest, omega, degeneracy, order)) ** (1 / order) for order in (1, 2))
    highest = max(_SPLIT + 1, 1 + 40 * hottest, 1 + energy + 9 * spread)
    high, more = on_grid(highest, _COARSE * max(1, hottest / 0.3), omega, degeneracy)
    places, C, P, steps = [], [], [], []
    for energies, number, part, gridded in ((low, ways, low <= _SPLIT, not sharp), (high, more, high > _SPLIT, True)):
        count = np.cumsum(number * np.exp(-energies / T_g))
        integral = np.append(0.0, np.cumsum(count[:-1] * np.diff(energies)))
        places.append(energies[part])
        C.append(count[part])
        P.append(integral[part])
        # what is on a grid point stands for half a step to both sides; the state without quanta is at 0
        steps.append(energies[part] + np.where(energies[part] > 0, gridded * energies[1] / 2, 0.0))
    places, C, P, steps = map(np.concatenate, (places, C, P, steps))
    grown = np.cumsum(np.diff(C, prepend=0.0) * np.exp(2 * places / T_g))  # the same with e^{+E/T_g}

    def running(w, of):
        if not sharp:
            return np.interp(w, steps, of)
        return of[np.searchsorted(steps, w * (1 + 1e-12), side="right") - 1]

    def ground(w):
        return np.exp(-w / T_g) * running(w, grown)

    def below(w, E):
        return np.exp(w / T_g) * (running(w + E, C) - running(w, C))

    def thermal(w, T, entropy):
        # ∫ f dN = ∫ f'' ∫N: the integral of a staircase has no steps, and between levels it is linear
        E = np.geomspace(1e-3 * T.min(), highest - 1, _ENERGIES)
        inside = np.interp(w[:, None] + E, places, P) - np.interp(w, places, P)[:, None] - E * running(w, C)[:, None]
        cold = np.exp(-E[:, None] / T - entropy)
        bend = 2 * cold * (1 - cold) / (1 + cold) ** 3 / T**2
        return (np.exp(w / T_g)[:, None] * (inside * E * np.log(E[1] / E[0])) @ bend).T

    return ground, thermal, below, low[1:] if sharp else _BREAKS


# ---- by steepest descent


def _by_descent(T, T_g, omega, degeneracy):
    """Eqs. 39-41 and 44-47, from splines of the ripplons' sums over the logarithm of s."""
    s = np.geomspace(min(0.3 / T.max(), 3.0), min(1e5, 500 / omega.min()), _SPLINE)
    sums = [(-log_product(part, omega, degeneracy), -cumulant(part, omega, degeneracy, 1), cumulant(part, omega, degeneracy, 2)) for part in np.array_split(s, 40)]
    sums = np.concatenate([np.stack(part) for part in sums], axis=1)
    known = (sums > 1e-290).all(axis=0)
    s, sums = s[known], sums[:, known]
    table = CubicSpline(np.log(s), np.log(sums.T))
    energy = sums[1]
    s_at_energy = CubicSpline(np.log(energy[::-1]), np.log(s[::-1]))
    met = energy + 1 / (s + 1 / T_g)
    s_at_saddle = CubicSpline(np.log(met[::-1]), np.log(s[::-1]))

    def at(s_there):
        """ln of the partition function, energy and its variance; nothing where no ripplon can be reached."""
        values = np.exp(np.moveaxis(table(np.log(np.minimum(s_there, s[-1]))), -1, 0))
        return np.where(s_there <= s[-1], values, 0.0)

    def ground(w):
        start = np.exp(s_at_saddle(np.log(np.clip(w, met[-1], met[0]))))
        there = np.where(w < met[-1], 1 / w - 1 / T_g, start)
        for _ in range(3):  # Newton, to take away what interpolation left
            _, n, variance = at(there)
            kappa = there + 1 / T_g
            there = there + (n + 1 / kappa - w) / (variance + 1 / kappa**2)
        log_states, _, variance = at(there)
        kappa = there + 1 / T_g
        return np.exp(there * w + log_states) / (np.sqrt(2 * np.pi * (variance + 1 / kappa**2)) * kappa)

    def along(w, y):
        """E and T_g N_E where 1/μ = y, and dE/dy: the saddles for one w, without solving for them."""
        there = np.exp(s_at_energy(np.log(w + y)))
        log_states, _, variance = at(there)
        inverse = there - 1 / T_g + 1 / y  # 1/x
        inside = inverse > 1e-3  # beyond, E is so large that nothing is excited there
        x = 1 / np.where(inside, inverse, 1e-3)
        slope = 1 + x**2 * (1 / variance + 1 / y**2)
        return x + y, np.where(inside, descent(w, there, log_states, variance, x, y), 0.0), slope

    y = np.geomspace(1e-4 * T.min(), 0.9 * energy[0], _SADDLES)

    def thermal(w, T, entropy):
        E, N, slope = along(w[:, None], y)
        shares = 2 * N * slope * y * np.log(y[1] / y[0])
        found = np.empty((T.size, w.size))
        for i in range(w.size):  # one frequency at a time, in place: the tables then stay in the cache
            cold = np.multiply.outer(E[i], -1 / T)
            cold -= entropy
            np.exp(cold, out=cold)
            half = 1 + cold
            half *= half
            cold /= half
            found[:, i] = shares[i] @ cold / T
        return found

    def below(w, E):
        w, E = w[0][:, None], E[:, 0]
        near, _, _ = along(w, y)
        meant = np.exp([np.interp(np.log(E), np.log(row), np.log(y)) for row in near])
        for _ in range(2):  # Newton again
            reached, _, slope = along(w, meant)
            meant = np.clip(meant + (E - reached) / slope, 1e-3 * meant, E)
        return along(w, meant)[1].T

    return ground, thermal, below, np.empty(0)
