"""Absorption of a phonon by domains that are excited already (Section IV.E, Eqs. 42-47, Figure 18).

The exact counts, by enumerating levels, beside the paper's double steepest descent. Reduced units: energies,
frequencies and temperatures in ħω_D. The exact counts need a sharp spectrum; steepest descent also takes the
broadened one of :func:`glasslib.friction.broadened_spectrum`.
"""

from __future__ import annotations

import numpy as np

from glasslib.arguments import REDUCED_T_G, T_REDUCED, W
from glasslib.checks import FloatArray, FloatOrArray, InvalidArgument, Real, checked, refuse_work
from glasslib.counting import cumulant, enumerate_levels, log_product
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import fermi

# what is left out of a sum over levels, at most, as a fraction of the sum
_LEFT_OUT = 1e-15
# levels that differ by less than this are at the same energy
_SAME = 1e-12

# without an upper end: for T_g → ∞ all states count alike
_T_G = REDUCED_T_G.but(REDUCED_T_G.text, high=np.inf)
_E = Real("highest asymmetry E of an excited domain, in ħω_D")
_LAM = Real("first coordinate λ of the double saddle, in 1/ħω_D")
_MU = Real("second coordinate μ of the double saddle, in 1/ħω_D, below λ + 1/T_g")


@checked(w=W, E=_E, reduced_T_g=_T_G, spectrum=SPECTRUM)
def cumulative(
    w: FloatOrArray, E: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Density of states that absorb w from an excited domain whose asymmetry is below E, exact, in 1/ħω_D (Eq. 42).

    Notes
    -----
    Zero where no ripplon fits, w + E < ω₂. Refused where w + E is so high that the levels cannot be enumerated.

    Examples
    --------
    >>> round(float(cumulative(0.1, 0.1, 4.0, Spectrum([0.15], [5]))), 6)
    1.234472
    """
    top = np.add(w, E) * (1 + _SAME)
    energies, degeneracies = enumerate_levels(float(np.max(top)), spectrum)
    w, top, T_g = np.broadcast_arrays(w, top, reduced_T_g)
    refuse_work("w and E", w.size * energies.size)
    first = np.searchsorted(energies, w * (1 - _SAME), side="left")
    last = np.searchsorted(energies, top, side="right")
    sums = [
        np.sum(degeneracies[a:b] * np.exp((below - energies[a:b]) / width))
        for a, b, below, width in zip(first.flat, last.flat, w.flat, T_g.flat, strict=True)
    ]
    return (np.reshape(sums, w.shape) / T_g)[()]


@checked(E=_E.but("asymmetry E, in ħω_D", closed=True), T=T_REDUCED)
def occupation(E: FloatOrArray, T: FloatOrArray) -> FloatOrArray:
    """Weight of excited domains with asymmetry E, f = 2/(e^{E/T} + 1): 1 at E = 0 (below Eq. 43).

    Examples
    --------
    >>> float(occupation(0.0, 0.1))
    1.0
    """
    return 2 * fermi(E / T)


@checked(200, w=W, T=T_REDUCED, reduced_T_g=_T_G, spectrum=SPECTRUM)
def scattering_state_density(
    w: FloatOrArray, T: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Density of states that absorb w from excited domains at temperature T, exact, in 1/ħω_D (Eq. 43).

    Notes
    -----
    The sum over levels goes so far that less than 1e-15 of it is left out. Refused where T is so high that
    these levels cannot be enumerated. The weight includes the two structural states of a domain, not the
    ripplons of the lower one, which matter from some 0.1 T_D on.

    Examples
    --------
    >>> round(float(scattering_state_density(0.1, 0.01, 4.0, Spectrum([0.15], [5]))), 6)
    0.016524
    """
    w, T, T_g = np.broadcast_arrays(w, T, reduced_T_g)

    def summed(reach: FloatArray) -> FloatArray:
        energies, degeneracies = enumerate_levels(float(reach.max()), spectrum)
        refuse_work("w and T", w.size * energies.size)
        first = np.searchsorted(energies, w * (1 - _SAME), side="left")
        sums = [
            2
            * np.sum(
                degeneracies[a:]
                * fermi(np.maximum(energies[a:] - low, 0.0) / t)
                * np.exp((low - energies[a:]) / width)
            )
            if a < energies.size
            else 0.0
            for a, low, t, width in zip(first.flat, w.flat, T.flat, T_g.flat, strict=True)
        ]
        return np.reshape(sums, w.shape)

    reach = np.asarray(w + 40 * T)
    least = _LEFT_OUT * np.maximum(summed(reach), 1e-300)
    while (short := _rest(reach, w, 1 / T + 1 / T_g, spectrum) > least).any():
        reach = np.where(short, 1.01 * reach, reach)
    return (summed(reach) / T_g)[()]


def _rest(reach: FloatArray, w: FloatArray, beta: FloatArray, spectrum: Spectrum) -> FloatArray:
    """A bound on Σ 2e^{−β(E−w)} over all levels E above `reach`: 2e^{βw − (β−s)E}Z(s), the least over s below β."""
    parts = np.linspace(0.05, 0.95, 19)[(...,) + (None,) * np.ndim(beta)]
    s = parts * beta
    return 2 * np.exp(np.min(beta * w - (beta - s) * reach - log_product(s, spectrum), axis=0))


@checked(100, lam=_LAM, mu=_MU, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_total_energy(
    lam: FloatOrArray, mu: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """w + E at which the double saddle is at λ and μ, Σω/(e^{sω}−1) + 1/λ with s = 1/T_g + λ − μ, in ħω_D (Eq. 45).

    Examples
    --------
    >>> round(float(saddle_total_energy(200.0, 100.0, 4.0, Spectrum([0.15], [5]))), 6)
    0.005
    """
    return -cumulant(_decay(lam, mu, reduced_T_g), spectrum, 1) + 1 / lam


@checked(100, lam=_LAM, mu=_MU, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_frequency(
    lam: FloatOrArray, mu: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """w at which the double saddle is at λ and μ, Σω/(e^{sω}−1) − 1/μ, in ħω_D (Eq. 46).

    Examples
    --------
    >>> round(float(saddle_frequency(10.0, 5.0, 4.0, Spectrum([0.15], [5]))), 4)
    0.4261
    """
    return -cumulant(_decay(lam, mu, reduced_T_g), spectrum, 1) - 1 / mu


@checked(100, lam=_LAM, mu=_MU, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_determinant(
    lam: FloatOrArray, mu: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Determinant of the curvature at the double saddle, Σω²/4sinh²(sω/2) (1/λ² + 1/μ²) + 1/λ²μ² (Eq. 47).

    Examples
    --------
    >>> round(float(saddle_determinant(200.0, 100.0, 4.0, Spectrum([0.15], [5]))) * 4e8, 6)
    1.001657
    """
    variance = cumulant(_decay(lam, mu, reduced_T_g), spectrum, 2)
    return variance * (1 / lam**2 + 1 / mu**2) + 1 / (lam * mu) ** 2


@checked(100, lam=_LAM, mu=_MU, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_cumulative(
    lam: FloatOrArray, mu: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """N_E(w) by steepest descent, where the double saddle is at λ and μ, in 1/ħω_D (Eq. 44).

    Notes
    -----
    Refused where w would not come out positive.

    Examples
    --------
    >>> round(float(saddle_cumulative(10.0, 5.0, 4.0, Spectrum([0.15], [5]))), 3)
    32.782
    """
    s = _decay(lam, mu, reduced_T_g)
    w = -cumulant(s, spectrum, 1) - 1 / mu
    if not np.all(w > 0):
        mu, w = np.broadcast_arrays(mu, w)
        bad = ~(w > 0)
        raise InvalidArgument(
            f"mu must lie above {(1 / (w + 1 / mu))[bad].flat[0]:.6g}, where w is 0, got {mu[bad].flat[0]:.6g}"
        )
    log_states = -log_product(s, spectrum)
    variance = cumulant(s, spectrum, 2)
    return steepest_descent_kernel(w, s, log_states, variance, 1 / lam, 1 / mu) / reduced_T_g


@checked(
    w=W,
    s=Real("1/T_g + λ − μ, in 1/ħω_D"),
    log_states=Real("logarithm of the ripplons' partition function at s", low=-np.inf),
    variance=Real("mean square fluctuation of the ripplons' energy, in (ħω_D)²"),
    x=Real("1/λ, in ħω_D"),
    y=Real("1/μ, in ħω_D; x + y is E"),
)
def steepest_descent_kernel(
    w: FloatOrArray,
    s: FloatOrArray,
    log_states: FloatOrArray,
    variance: FloatOrArray,
    x: FloatOrArray,
    y: FloatOrArray,
) -> FloatOrArray:
    """T_g N_E(w) of Eq. 44 from what is known at its saddle.

    Examples
    --------
    >>> round(float(steepest_descent_kernel(0.3, 8.0, 0.5, 0.05, 0.2, 0.3)), 4)
    21.0378
    """
    # λE = 1 + y/x; the determinant times (xy)² cannot overflow
    spread = np.sqrt(variance * (x**2 + y**2) + (x * y) ** 2)
    return np.exp(s * w + 1 + y / x + log_states) * x * y / (2 * np.pi * spread)


@checked(100, w=W, E=_E, reduced_T_g=_T_G, spectrum=SPECTRUM)
def saddle_point(
    w: FloatOrArray, E: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> tuple[FloatOrArray, FloatOrArray]:
    """Position of the double saddle for frequency w and energy E: λ₀ and μ₀ of Eqs. 45 and 46.

    Returns
    -------
    lam, mu : float or array
        In 1/ħω_D.

    Examples
    --------
    >>> lam, mu = saddle_point(0.3, 0.2, 4.0, Spectrum([0.15], [5]))
    >>> round(float(1 / lam + 1 / mu), 12)
    0.2
    """
    w, E, T_g = np.broadcast_arrays(w, E, reduced_T_g)
    # Eqs. 45 and 46 subtract to E = 1/λ + 1/μ. In x = 1/λ what the ripplons hold, less w + E − x, rises
    # from below zero (s → ∞) to above (s → 0, or x → E): one root, by Newton within brackets
    b = E / T_g
    low = np.zeros(w.shape)
    high = 2 * E / (np.sqrt(4 + b**2) + 2 - b)
    x = high / 2
    settled = np.zeros(w.shape, dtype=bool)
    for _ in range(60):
        s = np.maximum(1 / T_g + 1 / x - 1 / (E - x), 1e-12)
        excess = -cumulant(s, spectrum, 1) - (w + E - x)
        low, high = np.where(excess < 0, x, low), np.where(excess < 0, high, x)
        step = excess / (cumulant(s, spectrum, 2) * (1 / x**2 + 1 / (E - x) ** 2) + 1)
        inside = (x - step > low) & (x - step < high)
        new = np.where(inside, x - step, (low + high) / 2)
        close = np.abs(new - x) <= 1e-13 * x
        x = np.where(settled, x, new)
        settled |= close
        if settled.all():
            break
    return (1 / x)[()], (1 / (E - x))[()]


@checked(100, w=W, E=_E, reduced_T_g=_T_G, spectrum=SPECTRUM)
def steepest_descent(
    w: FloatOrArray, E: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """N_E(w) by steepest descent, in 1/ħω_D (Eqs. 44-47).

    Notes
    -----
    Smooth, where the exact count is a staircase; and not zero where no ripplon fits, as the exact one is.

    Examples
    --------
    >>> round(float(steepest_descent(0.1, 0.1, 4.0, Spectrum([0.15], [5]))), 2)
    0.91
    """
    lam, mu = saddle_point(w, E, reduced_T_g, spectrum)
    return saddle_cumulative(lam, mu, reduced_T_g, spectrum)


@checked(200, w=W, E=_E, reduced_T_g=_T_G, spectrum=SPECTRUM)
def corrections(
    w: FloatOrArray, E: FloatOrArray, reduced_T_g: FloatOrArray, spectrum: Spectrum
) -> tuple[FloatOrArray, FloatOrArray]:
    """Accuracy of the double saddle: its fourth-order term (Fig. 18), and the next order of the expansion.

    Returns
    -------
    fourth : float or array
        Fourth-order term of the exponent, one standard deviation from the saddle along the worse of the
        two principal axes.
    factor : float or array
        Factor by which the next order multiplies N_E.

    Examples
    --------
    >>> fourth, factor = corrections(0.5, 0.3, 4.0, Spectrum([0.15], [5]))
    >>> round(float(fourth), 3), round(float(factor), 3)
    (0.153, 0.966)
    """
    lam, mu = saddle_point(w, E, reduced_T_g, spectrum)
    s = _decay(lam, mu, reduced_T_g)
    second, third, fourth = (np.asarray(cumulant(s, spectrum, order)) for order in (2, 3, 4))
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
    quartic = fourth[..., None] * np.einsum("...i,...ia->...a", common, axes) ** 4 + 6 * np.sum(
        axes**4, axis=-2
    )
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


def _decay(lam: FloatOrArray, mu: FloatOrArray, reduced_T_g: FloatOrArray) -> FloatOrArray:
    """s = 1/T_g + λ − μ, which must be positive."""
    s = 1 / reduced_T_g + lam - mu
    if not np.all(s > 0):
        mu, s = np.broadcast_arrays(mu, s)
        bad = ~(s > 0)
        raise InvalidArgument(
            f"mu must lie below lam + 1/T_g = {(s + mu)[bad].flat[0]:.6g}, got {mu[bad].flat[0]:.6g}"
        )
    return s
