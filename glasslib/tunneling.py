"""The standard tunneling model: a flat density of two-level systems, coupled to strain. SI units.

`P` is the density P̄ of two-level systems per energy and volume, each counted once (E > 0); `g` is
their coupling: a strain ∇φ shifts the splitting of a system by 2 g ∇φ.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import hbar, k
from scipy.special import zeta

from glasslib import thermal
from glasslib.arguments import AMPLITUDE_EXPONENT, C_S, GLASS_TEMPERATURE, RHO, T_KELVIN
from glasslib.checks import FloatOrArray, InvalidArgument, Real, check_above, checked

_P = Real("density P̄ of two-level systems, in 1/(J m³)")
_G = Real("coupling g of a two-level system to strain, in J")
_OMEGA = Real("angular frequency of the phonon, in rad/s")
_SPLITTING = Real("splitting E, in J")
_DELTA_0 = Real("largest tunneling amplitude Δ₀, in any unit of energy")
_STRENGTH = Real("scattering strength C = P̄ g²/(ρ c_s²)")

# e^{−x} is zero in float64 beyond this splitting over k_B T, and x² is still finite
_FROZEN = 1000.0


@checked(E=_SPLITTING.but("splitting E, in J", closed=True), T=T_KELVIN)
def level_heat_capacity(E: FloatOrArray, T: FloatOrArray) -> FloatOrArray:
    """Heat capacity of one two-level system, k_B (E/2k_B T)² sech²(E/2k_B T), in J/K.

    Examples
    --------
    >>> round(float(level_heat_capacity(1e-23, 0.3)) * 1e24, 2)
    6.06
    """
    return k * thermal.schottky(np.minimum(E / (k * T), _FROZEN))


@checked(T=T_KELVIN, P=_P)
def heat_capacity(T: FloatOrArray, P: FloatOrArray) -> FloatOrArray:
    """Heat capacity of a flat density of two-level systems, (π²/6) k_B² P̄ T, in J/(K m³).

    Notes
    -----
    All systems take part, however slow: the limit of an infinitely long measurement.

    Examples
    --------
    >>> round(float(heat_capacity(1.0, 1e45)), 3)
    0.314
    """
    return np.pi**2 / 6 * k**2 * P * T


@checked(omega=_OMEGA, T=T_KELVIN, P=_P, g=_G, rho=RHO, c_s=C_S)
def mean_free_path(
    omega: FloatOrArray,
    T: FloatOrArray,
    P: FloatOrArray,
    g: FloatOrArray,
    rho: FloatOrArray,
    c_s: FloatOrArray,
) -> FloatOrArray:
    """Mean free path of a phonon against resonant absorption, in m.

    1/l = π P̄ g² ω/(ρ c_s³) tanh(ħω/2k_B T): the golden rule without an average over orientations.

    Notes
    -----
    Holds while the phonon does not saturate the systems it meets, and below the frequencies at
    which relaxation takes over.

    Examples
    --------
    >>> round(float(mean_free_path(1e11, 1.0, 1e45, 1.6e-19, 2200.0, 4100.0)) * 1e6, 1)
    51.7
    """
    absorption = np.pi * P * g**2 * omega * np.tanh(hbar * omega / (2 * k * T))
    return rho * c_s**3 / absorption


@checked(T=T_KELVIN, P=_P, g=_G, rho=RHO, c_s=C_S)
def conductivity(
    T: FloatOrArray, P: FloatOrArray, g: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray
) -> FloatOrArray:
    """Thermal conductivity limited by resonant absorption, ρ c_s k_B³ T²/(2π ħ² P̄ g²), in W/(m K).

    The kinetic integral of :func:`glasslib.phonons.conductivity` over :func:`mean_free_path`, in
    closed form, for three equal branches and no Debye cutoff.

    Examples
    --------
    >>> round(float(conductivity(1.0, 1e45, 1.6e-19, 2200.0, 4100.0)), 4)
    0.0133
    """
    return rho * c_s * k**3 * T**2 / (2 * np.pi * hbar**2 * P * g**2)


@checked(scattering_strength=_STRENGTH, x=Real("energy of the phonon over k_B T, ħω/k_B T"))
def mfp_over_wavelength(scattering_strength: FloatOrArray, x: FloatOrArray = 1.0) -> FloatOrArray:
    """Mean free path over wavelength, l/λ with λ = 2π c_s/ω, of a phonon of energy x k_B T.

    1/(2π² C tanh(x/2)): it depends on no property of the glass but the scattering strength C (Section I).

    Examples
    --------
    >>> round(float(mfp_over_wavelength(7e-4)), 1)
    156.6
    """
    return 1 / (2 * np.pi**2 * scattering_strength * np.tanh(x / 2))


@checked(scattering_strength=_STRENGTH)
def effective_mfp_ratio(scattering_strength: FloatOrArray) -> FloatOrArray:
    """The one ratio l/λ for all phonons that gives the same conductivity, 1/(12 ζ(3) C).

    Examples
    --------
    >>> round(float(effective_mfp_ratio(7e-4)), 1)
    99.0
    """
    return 1 / (12 * zeta(3) * scattering_strength)


@checked(
    V=Real("height of the barrier, in J", closed=True),
    omega=Real("frequency of the inverted parabola, in rad/s"),
    Delta_0=_DELTA_0,
)
def amplitude(V: FloatOrArray, omega: FloatOrArray, Delta_0: FloatOrArray) -> FloatOrArray:
    """Tunneling amplitude through a parabolic barrier, Δ₀ e^{−πV/ħω}, in the unit of Δ₀ (Eq. 21).

    Examples
    --------
    >>> round(float(amplitude(1e-21, 5e12, 1.0)), 5)
    0.00258
    """
    return Delta_0 * np.exp(-np.pi * V / (hbar * omega))


@checked(
    omega=Real("frequency ω‡ at the top of the barrier, in rad/s"),
    glass_temperature=GLASS_TEMPERATURE,
)
def amplitude_exponent(omega: FloatOrArray, glass_temperature: FloatOrArray) -> FloatOrArray:
    """Exponent c of the distribution of amplitudes, ħω‡/(π√2 k_B T_g) (below Eq. 22).

    The preprint prints it without π.

    Examples
    --------
    >>> round(float(amplitude_exponent(2e13, 1500.0)), 4)
    0.0229
    """
    return hbar * omega / (np.pi * np.sqrt(2) * k * glass_temperature)


@checked(
    Delta=Real("tunneling amplitude, in the unit of Δ₀"), Delta_0=_DELTA_0, c=AMPLITUDE_EXPONENT
)
def amplitude_density(Delta: FloatOrArray, Delta_0: FloatOrArray, c: FloatOrArray) -> FloatOrArray:
    """Distribution of tunneling amplitudes over its constant A, (Δ₀/Δ)^c/Δ (Eq. 22).

    In one over the unit of Δ. For c = 0 it is that of the standard tunneling model.

    Examples
    --------
    >>> round(float(amplitude_density(0.1, 1.0, 0.1)), 4)
    12.5893
    """
    return (Delta_0 / Delta) ** c / Delta


@checked(
    E=_SPLITTING,
    Delta=Real("tunneling amplitude Δ, at most E, in J"),
    T=T_KELVIN,
    g=_G,
    rho=RHO,
    c_s=C_S,
)
def relaxation_rate(
    E: FloatOrArray,
    Delta: FloatOrArray,
    T: FloatOrArray,
    g: FloatOrArray,
    rho: FloatOrArray,
    c_s: FloatOrArray,
) -> FloatOrArray:
    """Rate at which a two-level system relaxes by one phonon, in 1/s (Eq. 23).

    3g²Δ²E coth(E/2k_B T)/(2πρc_s⁵ħ⁴); the paper sets ħ = 1.

    Notes
    -----
    Three equal branches; processes with two phonons take over above a few kelvin.

    Examples
    --------
    >>> round(float(relaxation_rate(3e-24, 1e-24, 0.2, 1.6e-19, 2200.0, 4100.0)) * 1e-6, 3)
    0.235
    """
    amplitudes, splittings = np.broadcast_arrays(Delta, E)
    if (bad := amplitudes > splittings).any():
        got, limit = amplitudes[bad][0], splittings[bad][0]
        raise InvalidArgument(f"Delta must be at most E = {limit:.6g}, got {got:.6g}")
    elastic = 2 * np.pi * rho * c_s**5 * hbar**4
    return 3 * (g * Delta) ** 2 * E / (elastic * np.tanh(E / (2 * k * T)))


@checked(E=_SPLITTING, T=T_KELVIN, g=_G, rho=RHO, c_s=C_S)
def max_relaxation_rate(
    E: FloatOrArray, T: FloatOrArray, g: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray
) -> FloatOrArray:
    """Largest relaxation rate at splitting E, that of a system with Δ = E, in 1/s (Eq. 25).

    Examples
    --------
    >>> round(float(max_relaxation_rate(3e-24, 0.2, 1.6e-19, 2200.0, 4100.0)) * 1e-6, 3)
    2.113
    """
    return relaxation_rate(E, E, T, g, rho, c_s)


@checked(
    E=Real("splitting E, in the unit of Δ₀"),
    rate=Real("relaxation rate 1/τ, below `fastest`, in 1/s"),
    fastest=Real("largest rate 1/τ_min at this splitting, in 1/s"),
    Delta_0=_DELTA_0,
    c=AMPLITUDE_EXPONENT,
)
def rate_density(
    E: FloatOrArray,
    rate: FloatOrArray,
    fastest: FloatOrArray,
    Delta_0: FloatOrArray,
    c: FloatOrArray,
) -> FloatOrArray:
    """Joint distribution of splittings and relaxation rates over P̄A, in s (Eq. 24).

    (τ/τ_min)^{c/2} (Δ₀/E)^c τ/2√(1−τ_min/τ).

    Notes
    -----
    Counts asymmetries of one sign, as the paper does; with both it doubles.

    Examples
    --------
    >>> round(float(rate_density(0.5, 10.0, 1000.0, 1.0, 0.1)), 4)
    0.0678
    """
    check_above("fastest", fastest, "rate", rate)
    slower = rate / fastest
    return (Delta_0 / E) ** c * slower ** (-c / 2) / (2 * rate * np.sqrt(1 - slower))


@checked(c=AMPLITUDE_EXPONENT)
def conductivity_exponent(c: FloatOrArray) -> FloatOrArray:
    """Exponent of T in the conductivity, 2 + c (end of Section III.C).

    Notes
    -----
    Holds if Eq. 22 is valid down to zero barrier.

    Examples
    --------
    >>> float(conductivity_exponent(0.125))
    2.125
    """
    return 2 + c


@checked(
    E=_SPLITTING,
    epsilon=Real("asymmetry ε, in J"),
    T=T_KELVIN,
    omega=Real("angular frequency of the sound, in rad/s"),
    tau=Real("relaxation time of the system, in s"),
    g=_G,
    rho=RHO,
    c_s=C_S,
)
def relative_sound_speed_shift(
    E: FloatOrArray,
    epsilon: FloatOrArray,
    T: FloatOrArray,
    omega: FloatOrArray,
    tau: FloatOrArray,
    g: FloatOrArray,
    rho: FloatOrArray,
    c_s: FloatOrArray,
) -> FloatOrArray:
    """Relative change of the sound speed by one relaxing two-level system, times volume (Eq. 56).

    −(g²/2ρc_s²)(ε/E)² β/cosh²(βE/2) / (1 + ω²τ²), in m³: to be summed over the systems in a unit of
    volume. It is negative: a system that follows the strain makes the medium softer. The preprint
    prints neither the sign nor the factor ½ in βE/2.

    Examples
    --------
    >>> shift = relative_sound_speed_shift(3e-24, 2e-24, 0.15, 1e3, 1e-6, 1.6e-19, 2200.0, 4100.0)
    >>> round(float(shift) * 1e26, 2)
    -4.58
    """
    slope = 4 * thermal.fermi_slope(E / (k * T)) / (k * T)  # β/cosh²(βE/2)
    return -((g * epsilon / E) ** 2) * slope / (2 * rho * c_s**2 * (1 + (omega * tau) ** 2))
