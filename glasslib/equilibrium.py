"""Absorption by a domain in thermal equilibrium, and the conductivity with it (beyond the paper, from Eqs. 35, 42, 48).

A domain has two structural states, A at energy 0 and B at ε, and ripplons on one of them or on both. A phonon is
absorbed at the net rate of all transitions that take up its energy, those up less those down. Three readings of the
paper's text differ in where the ripplons are:

- ``one state``: on B alone, as in the partition function of Eq. 35; any transition between A and a set on B.
- ``spectators``: on both states; a transition adds a set of ripplons or removes one, and leaves the others alone.
- ``both states``: on both; any transition from a set on one to a set on the other.

Reduced units: energies, frequencies and temperatures in ħω_D; conductivities in the unit K of Figure 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.integrate import quad
from scipy.interpolate import CubicSpline
from scipy.special import zeta

from glasslib.arguments import ONE_REDUCED_T_G
from glasslib.checks import Choice, FloatArray, FloatOrArray, InvalidArgument, Number, Real, checked
from glasslib.counting import count_on_grid, cumulant, enumerate_levels, log_product
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import einstein, fermi, fermi_slope, gauss_panels

READINGS = ("one state", "spectators", "both states")
SIGNS = ("both", "positive", "negative")

# two-level systems alone scatter so that κ = r 6ζ(3) T², as where the paper's 150 is read off; with the net rate
# tanh(x/2) the integral over phonons is π² instead of 6ζ(3)
NORM = float(6 * zeta(3) / np.pi**2)

# levels are enumerated (or counted on _FINE) up to _SPLIT, and counted on _COARSE above it
_SPLIT, _FINE, _COARSE = 2.0, 1e-4, 5e-4
_X_MAX = 30.0  # ħω/k_BT beyond which no phonon carries heat
_DISTANCES, _TERMS, _COARSE_TURN = 700, 14, 15.0
_BENDS = 24  # levels at which the integral over phonons is divided
_PER_T = 24  # points of a grid of energies within k_BT, for ripplons on both states
_MOST = 300.0  # an exponent beyond which nothing is left

_T = Real("temperature, in T_D", low=1e-4, high=0.5, closed=True)
_READING = Choice("where the ripplons are", options=READINGS)
_SIGN = Choice(
    "signs of ε that occur, each with norm one; with ripplons on both states they are alike",
    options=SIGNS,
)


@checked(
    2000,
    w=Real("frequency of the phonon, in ω_D", low=1e-12, high=1.0, closed=True, shared=False),
    T=_T.but(_T.text, shared=False),
    reduced_T_g=ONE_REDUCED_T_G,
    spectrum=SPECTRUM,
    reading=_READING,
    signs=_SIGN,
)
def net_absorption(
    w: FloatOrArray,
    T: FloatOrArray,
    reduced_T_g: float,
    spectrum: Spectrum,
    reading: str = "one state",
    signs: str = "both",
) -> FloatOrArray:
    """Net rate of absorption over that of a two-level system at T = 0, a pure number.

    Returns
    -------
    float or array
        Of the shape of `T` followed by that of `w`. Without ripplons tanh(w/2T) e^{−w/T_g}.

    Notes
    -----
    For ripplons on both states `w` may be at most 30 `T`: phonons beyond carry no heat.

    Examples
    --------
    >>> cold = net_absorption(0.01, 1e-3, 4.4, Spectrum([0.15], [5]))
    >>> round(float(cold), 3)
    0.998
    """
    w, T = np.asarray(w), np.asarray(T)
    flat = T.ravel()
    if reading == "both states":
        if w.max(initial=0.0) > _X_MAX * T.min(initial=1.0):
            raise InvalidArgument(
                f"w must be at most {_X_MAX:g} T for ripplons on both states, got {w.max():.6g} at T = {T.min():.6g}"
            )
        levels = _Levels(reduced_T_g, spectrum, float(flat.max(initial=1e-4)))
        rows = [_both_states(w.ravel(), t, levels) for t in flat.tolist()]
        found = np.reshape(rows, (T.size, w.size))
    else:
        tables = _Tables(reduced_T_g, spectrum, flat, w.ravel(), reading)
        found = tables.absorption(flat, signs)
    return found.reshape(T.shape + w.shape)[()]


@checked(
    20_000,
    T=_T,
    reduced_T_g=ONE_REDUCED_T_G,
    spectrum=SPECTRUM,
    reading=_READING,
    signs=_SIGN,
    ratio=Number(
        "l/λ where there is one scattering channel only, as read off κ at low temperature"
    ),
)
def conductivity(
    T: FloatOrArray,
    reduced_T_g: float,
    spectrum: Spectrum,
    reading: str = "one state",
    signs: str = "both",
    ratio: float = 150.0,
) -> FloatOrArray:
    """Thermal conductivity with the net absorption in place of T_g(ρ + ρ_exc), in K (Eq. 48, Section IV.E).

    Notes
    -----
    Normalized as :func:`glasslib.conductivity.conductivity`: ratio·6ζ(3) T² for T → 0. For ripplons on both
    states ln κ is interpolated where more than sixty temperatures are asked for.

    Examples
    --------
    >>> cold = conductivity(np.array([2e-4, 4e-4]), 4.4, Spectrum([0.15], [5]))
    >>> round(float(cold[1] / cold[0]), 2)
    4.0
    """
    T = np.asarray(T)
    flat = T.ravel()
    if not flat.size:
        return np.zeros(T.shape)
    low, high = float(flat.min()), float(flat.max())
    if reading == "both states":
        few = flat if flat.size <= 60 else np.geomspace(low, high, 60)
        levels = _Levels(reduced_T_g, spectrum, high)
        kappa = np.array([_conductivity_both(t, levels, ratio) for t in few.tolist()])
        if flat.size > 60:
            kappa = np.exp(CubicSpline(np.log(few), np.log(kappa))(np.log(flat)))
        return kappa.reshape(T.shape)[()]
    top, bottom = min(1.0, _X_MAX * high), 0.03 * low
    edges = np.append(0.0, np.geomspace(bottom, top, 1 + int(4 * np.log(top / bottom))))
    if spectrum.is_sharp:
        # with one sign of ε the absorption has a step at each level, with both a bend, soon a slight one
        bends = enumerate_levels(top, spectrum)[0]
        edges = np.unique(np.append(edges, bends if signs != "both" else bends[:_BENDS]))
    w, share = gauss_panels(edges[edges <= top])
    found = _Tables(reduced_T_g, spectrum, flat, w, reading).absorption(flat, signs)
    x = w / flat[:, None]
    kappa = flat * np.sum(share * x * einstein(x) * (ratio * NORM / found + 1), axis=1)
    return kappa.reshape(T.shape)[()]


@checked(signs=_SIGN)
def least_conductivity(signs: str = "both") -> float:
    """Fraction of its own T² line below which κ cannot fall, with ripplons on one state: a pure number.

    From p_A ≤ e^{βε}/Z the net absorption is at most sinh x (both signs of ε), 2 sinh x (negative) or eˣ − 1
    (positive), whatever the ripplons, their friction, and T_g; a cutoff of the phonons is left out.

    Examples
    --------
    >>> round(least_conductivity(), 4)
    0.1916
    """

    def share(x: float) -> float:
        bound = np.expm1(x) if signs == "positive" else np.sinh(x)
        return float(x * einstein(x) / bound)

    found = quad(share, 0, 60)[0] / np.pi**2
    return float(found / 2 if signs == "negative" else found)


class _Levels:
    """Energies and numbers of the sets of ripplons, and ln Z over the inverse temperature."""

    def __init__(self, T_g: float, spectrum: Spectrum, hottest: float) -> None:
        self.T_g, self.spectrum = T_g, spectrum
        low, number = (
            enumerate_levels(_SPLIT, spectrum)
            if spectrum.is_sharp
            else count_on_grid(_SPLIT, _FINE, spectrum)
        )
        energy, spread = -cumulant(1 / hottest, spectrum, 1), cumulant(1 / hottest, spectrum, 2)
        self.highest = float(max(_SPLIT + 1, 1 + energy + 10 * np.sqrt(spread)))
        high, more = count_on_grid(self.highest, _COARSE, spectrum)
        # from one count to the other by degrees, since on a grid a level is spread over a few points
        E = np.concatenate([low, high])
        later = np.clip(10 * E / _SPLIT - 9, 0, 1)
        W = np.concatenate([number, more]) * np.where(
            np.arange(E.size) < low.size, 1 - later, later
        )
        order = np.flatnonzero(W)
        order = order[np.argsort(E[order], kind="stable")]
        self.E, self.W = E[order], W[order]
        # of ln ln Z over ln s, which is nearly straight
        s = np.geomspace(0.5 / hottest, max(1 / hottest, min(2e4, 500 / spectrum.lowest)), 200)
        values = -np.concatenate([log_product(part, spectrum) for part in np.array_split(s, 20)])
        known = values > 1e-250
        self._last = float(s[known].max(initial=0.0))
        self._spline = None  # where it is so cold that there are no ripplons
        if known.sum() > 3:
            self._spline = CubicSpline(np.log(s[known]), np.log(values[known]))

    def log_Z(self, s: FloatOrArray) -> FloatArray:
        """Logarithm of the partition function of the ripplons at the inverse temperature s."""
        if self._spline is None:
            return np.zeros(np.shape(s))
        there = np.minimum(s, self._last)
        return np.where(s <= self._last, np.exp(self._spline(np.log(there))), 0.0)


class _Tables:
    """Sums over levels that do not depend on temperature, at given frequencies.

    With p the probability of the state from which a set is added, its sums over levels are integrated by parts
    twice, over the distance η = |ω − E|: the integral of a staircase has no steps.
    """

    def __init__(
        self, T_g: float, spectrum: Spectrum, T: FloatArray, w: FloatArray, reading: str
    ) -> None:
        self.T_g, self.w, self.reading = T_g, w, reading
        self.levels = _Levels(T_g, spectrum, float(T.max(initial=1e-4)))
        E, W, highest = self.levels.E, self.levels.W, self.levels.highest
        self.eta = np.geomspace(1e-3 * T.min(initial=1.0), highest - 1, _DISTANCES)

        def sums(weight: FloatArray) -> tuple[FloatArray, FloatArray]:
            count = np.cumsum(W * weight)
            return count, np.append(0.0, np.cumsum(count[:-1] * np.diff(E)))

        def running(count: FloatArray, at: FloatArray) -> FloatArray:
            return count[np.searchsorted(E, at * (1 + 1e-12), side="right") - 1]

        # the growing sum is needed up to the highest frequency, 1, only
        up, up_integral = sums(np.exp(np.minimum(E, 1.1) / T_g))
        down, down_integral = sums(np.exp(-E / T_g))
        shrink, grow = np.exp(-w / T_g)[:, None], np.exp(w / T_g)[:, None]
        at_w = np.interp(w, E, up_integral)[:, None]
        below = np.interp(np.maximum(w[:, None] - self.eta, 0.0), E, up_integral)
        self.near = shrink * (at_w - below)
        ahead = np.interp(w[:, None] + self.eta, E, down_integral)
        ahead -= np.interp(w, E, down_integral)[:, None] + self.eta * running(down, w)[:, None]
        self.far = grow * ahead
        self.ground = shrink[:, 0] * running(up, w)

    def absorption(self, T: FloatArray, signs: str) -> FloatArray:
        """Net absorption, a row for each temperature."""
        beta = 1 / T[:, None]
        one = self.reading == "one state"
        log_Z = self.levels.log_Z(beta) if one else np.zeros_like(beta)
        share = self.eta * np.log(self.eta[1] / self.eta[0])
        curvature = share * beta**2 * _bend(beta * self.eta - log_Z)
        inside = -curvature @ self.near.T
        # where p turns beyond w, the sum is constant there, and the integral is known; needed where the
        # distances are too coarse for the turn
        beyond = (log_Z > beta * self.w) & (log_Z > _COARSE_TURN)
        if beyond.any():
            end = np.minimum(np.searchsorted(self.eta, self.w), self.eta.size - 1)
            place = np.arange(self.eta.size) - end[:, None]
            partly = self.near * np.where(place < 0, 1.0, np.where(place == 0, 0.5, 0.0))
            rest = self.near[:, -1] * beta * fermi_slope(beta * self.eta[end] - log_Z)
            inside = np.where(beyond, rest - curvature @ partly.T, inside)
        inside += fermi(log_Z) * self.ground
        outside = (share * beta**2 * _bend(-beta * self.eta - log_Z)) @ self.far.T
        q = np.exp(-np.minimum(beta * self.w, _MOST))
        gain = -np.expm1(-beta * self.w)
        back = self._back(beta, log_Z, q, one)
        parts = {
            "both": (inside + outside + back) / 2,
            "positive": inside,
            "negative": outside + back,
        }
        if not one:
            return gain * 2 * parts["both"]
        return gain * parts[signs]

    def _back(self, beta: FloatArray, log_Z: FloatArray, q: FloatArray, one: bool) -> FloatArray:
        """Transitions that remove all ripplons of a set: a series in e^{−βE}, the set without ripplons apart."""
        first = 1 / (np.exp(np.minimum(log_Z, _MOST)) + q) if one else 0.0
        series = np.zeros_like(q)
        for k in range(_TERMS):
            log_terms = self.levels.log_Z((k + 1) * beta + 1 / self.T_g)
            terms = np.expm1(log_terms) * np.exp(-(k + 1) * log_Z)
            series += (-q) ** k * terms * (0.5 if k == _TERMS - 1 else 1.0)
        found: FloatArray = np.exp(-self.w / self.T_g) * (first + series)
        return found


def _bend(y: FloatArray) -> FloatArray:
    """Second derivative of the probability 1/(1 + e^{−y})."""
    cold = np.exp(-np.minimum(np.abs(y), _MOST))
    return -np.sign(y) * cold * (1 - cold) / (1 + cold) ** 3


class _Both(NamedTuple):
    """Ripplons on both states: a temperature's grid of frequencies, from 0, and the net absorption there."""

    step: float
    absorption: FloatArray


def _convolved(T: float, levels: _Levels, x_max: float) -> _Both:
    """Sums over pairs of sets by Fourier transforms, on a grid of energies of step T/24."""
    step = T / _PER_T
    beta = 1 / T
    highest = float(-cumulant(beta / 2, levels.spectrum, 1))
    highest += 10 * float(np.sqrt(cumulant(beta / 2, levels.spectrum, 2))) + 2 * x_max * T
    highest = min(highest, levels.highest)
    known = highest >= levels.E
    E, place = levels.E[known], levels.E[known] / step
    with np.errstate(divide="ignore"):
        log_weight = np.log(levels.W[known]) - beta * E / 2
    largest = log_weight.max()
    weight = np.exp(log_weight - largest)
    lower = place.astype(int)
    size = int(highest / step) + 3
    a = np.bincount(lower, weight * (1 - place + lower), size)
    a += np.bincount(lower + 1, weight * (place - lower), size)
    count = int(x_max * _PER_T) + 2
    reach = size + count  # the kernel is needed at all distances that occur
    length = next_fast_len(2 * reach, real=True)
    distance = step * np.arange(-(length // 2), length - length // 2)
    kernel = np.exp(-np.abs(distance) / levels.T_g - np.abs(beta * distance) / 2)
    kernel /= 1 + np.exp(-np.abs(beta * distance))
    spectrum = np.abs(rfft(a, length)) ** 2 * rfft(np.roll(kernel, -(length // 2)))
    pairs = irfft(spectrum, length)[:count]
    x = np.arange(count) / _PER_T
    scale = np.exp(2 * largest - levels.log_Z(beta))
    return _Both(step, 2 * np.sinh(x / 2) * pairs * scale)


def _both_states(w: FloatArray, T: float, levels: _Levels) -> FloatArray:
    x_max = float(w.max(initial=0.0)) / T + 1
    table = _convolved(T, levels, x_max)
    places = table.step * np.arange(table.absorption.size)
    found: FloatArray = CubicSpline(places, table.absorption)(w)
    return found


def _conductivity_both(T: float, levels: _Levels, ratio: float) -> float:
    x_max = min(25.0, 1 / T)
    table = _convolved(T, levels, x_max)
    x = np.arange(1, table.absorption.size) / _PER_T
    path = x * einstein(x) * (ratio * NORM / table.absorption[1:] + 1)
    # near x = 0 the integrand is linear over linear: its value there from the next two
    values = np.append(2 * path[0] - path[1], path)
    inside = CubicSpline(np.append(0.0, x), values)
    return float(T**2 * inside.integrate(0.0, x_max))
