"""Quantum mixing of a two-level system with the ripplons above it (Section V.A, Eqs. 58-69, Figure 22).

Reduced units: energies and temperatures in ħω_D = k_B T_D, amplitudes too; times in seconds.
"""

from __future__ import annotations

import numpy as np
from scipy.special import beta, betainc, lambertw

from glasslib.arguments import AMPLITUDE_EXPONENT, BEADS, REDUCED_T_G, T_REDUCED
from glasslib.checks import (
    BELOW_ONE,
    Choice,
    FloatArray,
    FloatOrArray,
    InvalidArgument,
    Number,
    Real,
    checked,
)
from glasslib.numerics import bisect
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import einstein, fermi_slope, gauss_legendre
from glasslib.time_dependent_heat import relaxed_count

_unit_node, _unit_weight = gauss_legendre(0.0, 1.0, 200)
_X_MAX = 60.0  # beyond this energy over k_B T the integrands have died away

_DRESSED = Real("dressed splitting ε̃, taken positive, below the lowest ripplon", closed=True)
_AMPLITUDE = Real("tunneling amplitude Δ_i of the transition to each ripplon")
_DELTA = Real("tunneling amplitude Δ without mixing")
_B = Real("mixing constant B")
_B_OR_ZERO = Real("mixing constant B", closed=True)
_FAST = Choice(
    "distribution of the fast centers: all at ε̃ = 0 (Eq. 67), or even below Σ = BΔ², as from the matrix of Eq. 58",
    options=("delta", "step"),
)


@checked(100, dressed_splitting=_DRESSED, amplitude=_AMPLITUDE, spectrum=SPECTRUM)
def bare_splitting(
    dressed_splitting: FloatOrArray, amplitude: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Bare splitting −ε of a domain whose dressed splitting is ε̃, ε̃ + ΣΔ_i²/(ω_i − ε̃) (Eq. 59).

    Notes
    -----
    Exact for Δ = 0, whatever the size of the Δ_i: it is the secular equation of Eq. 58. Amplitudes that differ
    can be put into the degeneracies of the spectrum, as squares.

    Examples
    --------
    >>> round(float(bare_splitting(0.05, 0.01, Spectrum([0.15], [5]))), 6)
    0.055
    """
    y, gaps = _gaps(dressed_splitting, spectrum)
    return (y + amplitude**2 * np.sum(spectrum.degeneracy / gaps, axis=-1))[()]


@checked(100, dressed_splitting=_DRESSED, amplitude=_AMPLITUDE, spectrum=SPECTRUM)
def bare_splitting_slope(
    dressed_splitting: FloatOrArray, amplitude: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Slope of :func:`bare_splitting`, 1 + ΣΔ_i²/(ω_i − ε̃)²; Eq. 66 keeps the 1.

    Examples
    --------
    >>> round(float(bare_splitting_slope(0.05, 0.01, Spectrum([0.15], [5]))), 6)
    1.05
    """
    _, gaps = _gaps(dressed_splitting, spectrum)
    return (1 + amplitude**2 * np.sum(spectrum.degeneracy / gaps**2, axis=-1))[()]


@checked(amplitude=_AMPLITUDE, spectrum=SPECTRUM)
def level_shift(amplitude: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Σ = ΣΔ_i²/ω_i, the bare splitting that the ripplons shift to zero, in ħω_D (Eqs. 61, 65).

    Examples
    --------
    >>> round(float(level_shift(0.01, Spectrum([0.2], [5]))), 6)
    0.0025
    """
    return amplitude**2 * mixing_constant(spectrum)


@checked(
    400,
    epsilon=Real(
        "energy ε of the second structural state over the first (liquid) one; negative in Section V",
        low=-np.inf,
    ),
    Delta=Number("tunneling amplitude between the two", closed=True),
    amplitude=Number(
        "amplitude of the transition from the first state to each ripplon on the second"
    ),
    spectrum=SPECTRUM,
)
def energy_levels(
    epsilon: FloatOrArray, Delta: float, amplitude: float, spectrum: Spectrum
) -> FloatArray:
    """Energies of a domain from Eq. 58, with up to 1000 ripplons and for either sign of ε, by diagonalization.

    Returns
    -------
    array
        Increasing along the last axis, from the second state without ripplons as zero. Of each set of
        degenerate ripplons only the one that couples.

    Examples
    --------
    >>> energy_levels(-0.1, 0.0, 1e-9, Spectrum([0.15], [5])).round(9).tolist()
    [0.0, 0.1, 0.15]
    """
    omega = spectrum.omega
    if omega.size > 1000:
        raise InvalidArgument(f"spectrum must have at most 1000 frequencies, got {omega.size}")
    epsilon = np.asarray(epsilon)
    H = np.zeros((*epsilon.shape, omega.size + 2, omega.size + 2))
    H[..., 1, 1] = -epsilon
    H[..., 0, 1] = H[..., 1, 0] = Delta / 2
    H[..., 1, 2:] = H[..., 2:, 1] = amplitude * np.sqrt(spectrum.degeneracy)
    place = np.arange(2, omega.size + 2)
    H[..., place, place] = omega
    return np.linalg.eigvalsh(H)


@checked(Delta=_DELTA, amplitude=_AMPLITUDE, spectrum=SPECTRUM)
def dressed_amplitude(
    Delta: FloatOrArray, amplitude: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """Tunneling amplitude reduced by mixing, Δ(1 − ½ΣΔ_i²/ω_i²) (Eq. 60).

    Notes
    -----
    To second order in Δ_i/ω_i. To all orders, at ε̃ = 0, it is Δ(1 + ΣΔ_i²/ω_i²)^{−½}.

    Examples
    --------
    >>> round(float(dressed_amplitude(1.0, 0.02, Spectrum([0.2], [4]))), 6)
    0.98
    """
    admixed = amplitude**2 * mixing_constant(spectrum, "amplitude")
    return Delta * (1 - admixed / 2)


@checked(dressed=Real("dressed amplitude Δ̃_Q"), B=_B)
def bare_amplitude(dressed: FloatOrArray, B: FloatOrArray) -> FloatOrArray:
    """Bare amplitude Δ_Q whose dressed one is Δ̃_Q, Δ̃_Q e^{BΔ̃_Q²/2} (Eq. 63, integrated).

    Examples
    --------
    >>> round(float(bare_amplitude(0.1, 200.0)), 4)
    0.2718
    """
    return dressed * np.exp(B * dressed**2 / 2)


@checked(
    Delta=_DELTA,
    B=_B,
    law=Choice(
        "Eq. 64, √[W(BΔ²)/B], which grows without bound, if slowly; or Eq. 62, [√(1+2BΔ²)−1]/BΔ, which stays below √(2/B)",
        options=("exponential", "quadratic"),
    ),
)
def self_consistent_amplitude(
    Delta: FloatOrArray, B: FloatOrArray, law: str = "exponential"
) -> FloatOrArray:
    """Dressed tunneling amplitude Δ̃_Q where all amplitudes are reduced alike (Eqs. 62, 64).

    Examples
    --------
    >>> dressed = self_consistent_amplitude(0.3, 200.0)
    >>> round(float(bare_amplitude(dressed, 200.0)), 12)
    0.3
    """
    square = B * Delta**2
    if law == "exponential":
        # W loses digits where its argument underflows; there it equals its argument
        w = lambertw(square).real  # type: ignore[arg-type]  # the stubs refuse arrays
        lambert = np.where(square < 1e-12, square * (1 - square), w)
        return np.sqrt(lambert / B)[()]
    return 2 * Delta / (np.sqrt(1 + 2 * square) + 1)


@checked(
    spectrum=SPECTRUM,
    kind=Choice(
        "'shift' for Σω_D/ω_i, as Σ = BΔ²/ω_D needs (Eq. 65); 'amplitude' for Σ(ω_D/ω_i)², as Eq. 62 would need"
        " before the paper replaces ω_i by ω_D",
        options=("shift", "amplitude"),
    ),
)
def mixing_constant(spectrum: Spectrum, kind: str = "shift") -> float:
    """The mixing constant B, with every Δ_i equal to Δ: Σω_D/ω_i or Σ(ω_D/ω_i)².

    Returns
    -------
    float

    Examples
    --------
    >>> round(mixing_constant(Spectrum([0.2], [5])), 9)
    25.0
    """
    return float(np.sum(spectrum.degeneracy / spectrum.omega ** (1 if kind == "shift" else 2)))


@checked(shift=Real("Σ, in ħω_D, as from :func:`level_shift`"), reduced_T_g=REDUCED_T_G)
def fast_fraction(shift: FloatOrArray, reduced_T_g: FloatOrArray) -> FloatOrArray:
    """Fraction of the centers of a given amplitude whose bare splitting is below Σ, 1 − e^{−Σ/T_g} (Eq. 67 has Σ/T_g).

    Examples
    --------
    >>> round(float(fast_fraction(0.04, 4.0)), 5)
    0.00995
    """
    return -np.expm1(-shift / reduced_T_g)


@checked(
    B=_B_OR_ZERO,
    c=Real(AMPLITUDE_EXPONENT.text, high=1.0),
    reduced_T_g=REDUCED_T_G,
    lowest=Real("smallest amplitude Δ_min"),
    highest=Real("largest amplitude Δ_max, above Δ_min"),
)
def amplitude_norm(
    B: FloatOrArray,
    c: FloatOrArray,
    reduced_T_g: FloatOrArray,
    lowest: FloatOrArray,
    highest: FloatOrArray,
) -> FloatOrArray:
    """A₁ of P(Δ) = A₁ Δ_max^c/Δ^{1+c}, with one state per domain (unnumbered, before Eq. 68).

    Examples
    --------
    >>> round(float(amplitude_norm(0.0, 0.1, 4.0, 1e-8, 1.0)), 5)
    0.01883
    """
    bad = ~np.less(lowest, highest)
    if np.any(bad):
        lowest, highest = np.broadcast_arrays(lowest, highest)
        ends = f"above lowest = {lowest[bad].flat[0]:.6g}, got {highest[bad].flat[0]:.6g}"
        raise InvalidArgument(f"highest must lie {ends}")
    fast = B * (highest ** (2 - c) - lowest ** (2 - c)) / ((2 - c) * reduced_T_g)
    return 1 / (highest**c * (fast + (lowest**-c - highest**-c) / c))


@checked(
    E=Real("energy of the phonon, in ħω_D, far above Δ_min"),
    B=_B_OR_ZERO,
    c=AMPLITUDE_EXPONENT,
    beads=BEADS,
    A=Real("A₁, as from :func:`amplitude_norm`"),
    highest=Real("largest amplitude Δ_max"),
    fast=_FAST,
)
def decay_rate(
    E: FloatOrArray,
    B: FloatOrArray,
    c: FloatOrArray,
    beads: FloatOrArray,
    A: FloatOrArray = 1.0,
    highest: FloatOrArray = 1.0,
    fast: str = "delta",
) -> FloatOrArray:
    """Rate at which a phonon of energy E is absorbed, with the fast centers, in ω_D (Eq. 68).

    Notes
    -----
    As printed: without the factor tanh(E/2T), from which the average started.

    Examples
    --------
    >>> round(float(decay_rate(0.01, 100.0, 0.0, 200.0) * 1e5), 3)
    10.472
    """
    regular, mixed = beta(1 - c / 2, 0.5) / 2, B * E
    if fast == "step":
        least = 2 / (1 + np.sqrt(1 + 4 * mixed**2))  # of (Δ/E)², where √(E²−Δ²) = Σ
        mixed = regular * np.subtract(1, betainc(1 - c / 2, 0.5, least))
    return np.pi / 3 * A / beads * E * (highest / E) ** c * (mixed + regular)


@checked(
    200,
    T=Real("temperature, in T_D, far below 1, where no phonon mode ends"),
    B=_B_OR_ZERO,
    c=AMPLITUDE_EXPONENT,
    fast=_FAST,
)
def conductivity_exponent(
    T: FloatOrArray, B: FloatOrArray, c: FloatOrArray, fast: str = "delta"
) -> FloatOrArray:
    """Local exponent d ln κ/d ln T of the conductivity from Eq. 68, all phonons together.

    Returns
    -------
    float or array
        2 + c for B = 0; 1 + c where BT is large, for the printed delta.

    Examples
    --------
    >>> round(float(conductivity_exponent(0.01, 0.0, 0.1)), 4)
    2.1
    """
    T, B, c = (np.asarray(value)[..., None] for value in np.broadcast_arrays(T, B, c))
    step = 1e-3
    x = _X_MAX * _unit_node**2
    share = 2 * _X_MAX * _unit_node * _unit_weight * x**2 * einstein(x)

    def log_conductivity(T: FloatArray) -> FloatArray:
        return np.log(np.sum(share * T**3 / decay_rate(x * T, B, c, 1.0, fast=fast), axis=-1))

    rise = log_conductivity(T * np.exp(step)) - log_conductivity(T * np.exp(-step))
    return (rise / (2 * step))[()]


@checked(
    1000,
    T=T_REDUCED,
    t=Real("time of the measurement, in s"),
    rate=Real("rate coefficient: 1/τ_min = rate · E³ coth(E/2T), in 1/s (Eq. 25)"),
    c=Real(AMPLITUDE_EXPONENT.text, high=BELOW_ONE, closed=True),
    B=_B_OR_ZERO,
    fast=_FAST,
)
def heat_capacity(
    T: FloatOrArray,
    t: FloatOrArray,
    rate: FloatOrArray,
    c: FloatOrArray,
    B: FloatOrArray,
    fast: str = "delta",
) -> FloatOrArray:
    """Contribution of the fast centers to the heat capacity measured after a time t (first term of Eq. 69).

    Returns
    -------
    float or array
        In the unit of :func:`glasslib.time_dependent_heat.heat_capacity`, to which it is added.

    Notes
    -----
    With the step, those of the centers that have relaxed count twice for which √(E² − Δ²) is below Σ. So the
    result is at most that of the regular centers.

    Examples
    --------
    >>> early, late = heat_capacity(0.01, np.array([1e-9, 1e3]), 1e10, 0.1, 100.0)
    >>> bool(early < late)
    True
    """
    T, t, rate, c, B = (
        np.asarray(value)[..., None] for value in np.broadcast_arrays(T, t, rate, c, B)
    )

    def log_times(x: FloatArray) -> FloatArray:
        """ln(t/τ_min) at the splitting x k_B T; τ_min grows towards small ones."""
        return np.log(rate * T**3 * t) + np.log(x**3 / np.tanh(x / 2))

    def log_step(x: FloatArray) -> FloatArray:
        """−ln of the least (Δ/E)² in the step, where √(E² − Δ²) = Σ."""
        return np.log1p(np.sqrt(1 + 4 * (B * T * x) ** 2)) - np.log(2)

    def integral(low: FloatArray, high: FloatArray) -> FloatArray:
        # u², so that a root or the power x^{3−c} at the lower end is smooth in the variable of integration
        x = low + (high - low) * _unit_node**2
        share = 2 * (high - low) * _unit_node * _unit_weight * fermi_slope(x)
        if fast == "delta":
            count: FloatOrArray = B * T * x
        else:
            count = relaxed_count(np.minimum(log_times(x), log_step(x)), c) / 2
        return np.sum(share * x ** (2 - c) * count, axis=-1)

    least, most = np.full(T.shape, 1e-12), np.full(T.shape, _X_MAX)
    first = np.asarray(bisect(lambda x: -log_times(x), least, most))  # the first to have relaxed
    if fast == "delta":
        total = integral(first, most)
    else:  # from the second on, all of the step
        second = np.asarray(bisect(lambda x: log_step(x) - log_times(x), first, most))
        total = integral(first, second) + integral(second, most)
    return (T[..., 0] ** (1 - c[..., 0]) * total)[()]


def _gaps(dressed_splitting: FloatOrArray, spectrum: Spectrum) -> tuple[FloatArray, FloatArray]:
    """The dressed splitting, and its distance to each ripplon along a last axis."""
    y = np.asarray(dressed_splitting)
    if (y >= spectrum.lowest).any():
        raise InvalidArgument(
            f"dressed_splitting must lie below the lowest ripplon, {spectrum.lowest:.6g}, got {y.max():.6g}"
        )
    return y, spectrum.omega - y[..., None]
