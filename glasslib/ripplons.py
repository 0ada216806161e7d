"""The vibrations of a domain's wall and the heat that they store (Sections IV.B and IV.C, Eqs. 29-36, Figure 15).

Reduced units: frequencies in ω_D, energies in ħω_D, temperatures in T_D, lengths in bead spacings a,
masses in that of a bead; heat capacities in k_B per domain. `beads` is the size N* = (ξ/a)³ of a domain.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import hbar, k
from scipy.special import spherical_jn

from glasslib import phonons
from glasslib.arguments import (
    ASYMMETRY_SIGNS,
    BEADS,
    C_S,
    LINDEMANN,
    ONE_REDUCED_T_G,
    REDUCED_T_G,
    RHO,
    T_REDUCED,
    TENSION_BY,
    WIDEST_CAGE,
)
from glasslib.checks import FloatOrArray, IntOrArray, InvalidArgument, Number, Real, Whole, checked
from glasslib.droplet import surface_tension
from glasslib.spectrum import SPECTRUM, Spectrum
from glasslib.thermal import bose, fermi, fermi_slope, gauss_legendre

# orders of the harmonics that a domain carries: order 1 is its displacement, and beyond 9 it has too few beads
ORDERS = np.arange(2, 10)
DEGENERACY = 2 * ORDERS + 1

# averages over ε are taken over |F| < _WIDE, where 1/(e^F+1) still differs from a step
_WIDE = 40.0
_unit_node, _unit_weight = gauss_legendre(0.0, 1.0, 120)

_ENERGY = Real(
    "energy ε of the second structural state over the first, in ħω_D, of either sign", low=-np.inf
)


@checked(beads=BEADS, lindemann_ratio=LINDEMANN)
def wall_mass(beads: FloatOrArray, lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """Mass of a domain's wall, (ξ/a)²(d_L/a)², in masses of a bead (Section IV.B).

    The Lindemann ratio enters because each bead moves by d_L while the wall moves by one spacing.

    Examples
    --------
    >>> round(float(wall_mass(200.0, 0.1)), 2)
    0.34
    """
    return beads ** (2 / 3) * lindemann_ratio**2


@checked(beads=BEADS)
def domain_radius(beads: FloatOrArray) -> FloatOrArray:
    """Radius of a domain taken as a sphere, R = ξ(3/4π)^⅓, in a.

    Examples
    --------
    >>> round(float(domain_radius(200.0)), 2)
    3.63
    """
    return np.cbrt(3 * beads / (4 * np.pi))


@checked(
    z=Real("ωR/c_g, the frequency of the gas in the shell's radius"),
    l=Whole("order of the harmonic", low=1, high=200),
)
def gas_response(z: FloatOrArray, l: IntOrArray) -> FloatOrArray:
    """Response of a gas inside a shell, cot α_l(z) = 1/(−l + z j_{l+1}(z)/j_l(z)) (left side of Eq. 30).

    Returns
    -------
    float or array
        −1/l for z → 0; infinite where the derivative of j_l vanishes.

    Examples
    --------
    >>> round(float(gas_response(1e-6, 2)), 6)
    -0.5
    """
    # −j/(z j′), which is the same; for small z, where both underflow, from their power series
    small = z**2 < 2 * np.asarray(l) + 3
    safe = np.where(small, np.sqrt(2 * np.asarray(l) + 3), z)
    with np.errstate(divide="ignore"):
        ratio = -spherical_jn(l, safe) / (safe * spherical_jn(l, safe, derivative=True))
    return np.where(small, _series_response(np.where(small, z, 1.0), l), ratio)[()]


def _series_response(z: FloatOrArray, l: IntOrArray) -> FloatOrArray:
    """−j_l/(z j_l′) from the power series of the Bessel function, for z² below 2l + 3."""
    l = np.asarray(l)
    shape = np.broadcast_shapes(np.shape(z), l.shape)
    term, value, slope = np.ones(shape), np.zeros(shape), np.zeros(shape)
    for n in range(30):
        value = value + term
        slope = slope + (l + 2 * n) * term
        term = -term * z**2 / (2 * (n + 1) * (2 * l + 2 * n + 3))
    return -value / slope


@checked(
    l=Whole("order of the harmonic", low=2, high=1000),
    tension=Real("surface tension σ, in any consistent units"),
    areal_density=Real("mass of the shell per area, ρ_W"),
    radius=Real("radius R of the shell"),
)
def shell_frequency(
    l: IntOrArray, tension: FloatOrArray, areal_density: FloatOrArray, radius: FloatOrArray
) -> FloatOrArray:
    """Frequency of the l-th harmonic of an empty shell of constant tension, √[(l−1)(l+2)σ/ρ_W R²] (Eq. 31).

    Examples
    --------
    >>> float(shell_frequency(2, 1.0, 1.0, 1.0))
    2.0
    """
    return np.sqrt(
        (np.asarray(l) - 1) * (np.asarray(l) + 2) * tension / (areal_density * radius**2)
    )


@checked(
    l=Whole("order of the harmonic", low=2, high=1000),
    tension_by=TENSION_BY,
    exponent=Real(
        "power ν with which the tension falls with the radius, σ ∝ R^−ν; 1/2 in the paper",
        high=1,
        closed=True,
    ),
)
def stiffness_factor(
    l: IntOrArray, tension_by: str = "printed", exponent: FloatOrArray = 0.5
) -> FloatOrArray:
    """Stiffness of the l-th harmonic of a wall over that at constant tension, a pure number (Eq. 32).

    (2−ν)(1+ν)/2 as printed, which is that of a uniform change (9/8); if the tension depends on the volume, 1;
    on the area, 1 − ν/2; on the distance from the center, 1 − ν(1−ν)/[(l−1)(l+2)]; on the local mean
    curvature, 1 − ν(1−ν)(l−1)(l+2)/4, where a negative value means that the harmonic grows.

    Examples
    --------
    >>> stiffness_factor([2, 3, 4], "curvature").tolist()
    [0.75, 0.375, -0.125]
    """
    constant = (np.asarray(l, dtype=np.float64) - 1) * (np.asarray(l) + 2)
    bend = np.asarray(exponent) * (1 - np.asarray(exponent))
    factor = {
        "printed": (2 + bend) / 2,
        "volume": 1.0,
        "area": 1 - np.asarray(exponent) / 2,
        "distance": 1 - bend / constant,
        "curvature": 1 - bend * constant / 4,
    }[tension_by]
    return (factor * np.ones_like(constant))[()]


@checked(
    l=Whole("order of the harmonic, 2l+1 times degenerate", low=2, high=1000),
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    tension_by=TENSION_BY,
)
def mode_frequency(
    l: IntOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    tension_by: str = "printed",
) -> FloatOrArray:
    """Frequency ω_l of the ripplons of order l, in ω_D (Eqs. 32, 33).

    Notes
    -----
    A sphere without friction; the tension falls with the radius, which brings the factor 9/8 as printed,
    :func:`stiffness_factor` in general. With the mass of the wall from T_g, ω_D is the only property of the
    material that is left. The paper takes ξ/a = 5.8 and d_L/a = 0.1.

    Examples
    --------
    >>> round(float(mode_frequency(2, 5.8**3, 0.1)), 3)
    0.149
    """
    R = domain_radius(beads)
    factor = np.asarray(stiffness_factor(l, tension_by))
    if (factor <= 0).any():
        first = int(np.min(np.asarray(l)[factor <= 0]))
        raise InvalidArgument(
            f"tension_by must leave every harmonic stable, got {tension_by!r}, "
            f"with which the order l = {first} grows"
        )
    # σ in k_B T_g/a², and ρ_W = k_B T_g/(c_s a)², so that lengths in a and speeds in c_s remain
    in_speed = shell_frequency(l, factor * surface_tension(R, lindemann_ratio), 1.0, R)
    return in_speed / np.cbrt(6 * np.pi**2)


@checked(
    beads=Number(BEADS.text),
    lindemann_ratio=Number(LINDEMANN.text, high=WIDEST_CAGE),
    tension_by=TENSION_BY,
)
def spectrum(beads: float, lindemann_ratio: float, tension_by: str = "printed") -> Spectrum:
    """All ripplons of a domain without friction, of the orders 2 to 9 (Eqs. 32, 33; Section IV.C).

    Returns
    -------
    Spectrum

    Examples
    --------
    >>> spectrum(5.8**3, 0.1).modes
    96.0
    """
    omega = np.asarray(mode_frequency(ORDERS, beads, lindemann_ratio, tension_by))
    return Spectrum(omega, DEGENERACY.astype(np.float64))


@checked(beads=BEADS)
def highest_order(beads: FloatOrArray) -> FloatOrArray:
    """Order of the highest harmonic that a wall made of beads can carry, π(R/a − ½) (Section IV.C).

    Examples
    --------
    >>> round(float(highest_order(200.0)), 1)
    9.8
    """
    return np.pi * (domain_radius(beads) - 0.5)


@checked(energy=_ENERGY, reduced_T_g=REDUCED_T_G)
def asymmetry_density(energy: FloatOrArray, reduced_T_g: FloatOrArray) -> FloatOrArray:
    """Density of the asymmetry ε of a domain, n(ε) = exp(−abs(ε)/T_g)/T_g for both signs, in 1/ħω_D (Eq. 34).

    The integral over both signs is 2, as printed.

    Examples
    --------
    >>> float(asymmetry_density(0.0, 4.0))
    0.25
    """
    return np.exp(-np.abs(energy) / reduced_T_g) / reduced_T_g


@checked(96, energy=_ENERGY, T=T_REDUCED, spectrum=SPECTRUM)
def log_partition_function(
    energy: FloatOrArray, T: FloatOrArray, spectrum: Spectrum
) -> FloatOrArray:
    """ln Z of a domain: its ground state, and its second structural state with ripplons (Eq. 35).

    Examples
    --------
    >>> round(float(log_partition_function(0.0, 1e-3, Spectrum([0.15], [5]))), 6)
    0.693147
    """
    F, _, _ = _thermal(energy, T, spectrum)
    return np.logaddexp(0.0, -F)[()]


@checked(96, energy=_ENERGY, T=T_REDUCED, spectrum=SPECTRUM)
def heat_capacity(energy: FloatOrArray, T: FloatOrArray, spectrum: Spectrum) -> FloatOrArray:
    """Heat capacity of one domain, β² ∂²ln Z/∂β², in k_B (Eq. 36).

    Notes
    -----
    Far below the ripplons it is that of a two-level system. A domain with ε < 0 has its ripplons in
    full, however cold: see the chapter.

    Examples
    --------
    >>> round(float(heat_capacity(0.0, 10.0, Spectrum([0.15], [5]))), 2)
    5.0
    """
    F, U, V = _thermal(energy, T, spectrum)
    return fermi_slope(F) * U**2 + V * fermi(F)


@checked(
    96 * 120,
    T=T_REDUCED,
    reduced_T_g=ONE_REDUCED_T_G,
    spectrum=SPECTRUM,
    asymmetry_signs=ASYMMETRY_SIGNS,
)
def average_heat_capacity(
    T: FloatOrArray, reduced_T_g: float, spectrum: Spectrum, asymmetry_signs: str = "both"
) -> FloatOrArray:
    """Heat capacity per domain, averaged over the density n(ε) of Eq. 34, in k_B (thin line of Fig. 15).

    With both signs of ε, as printed, the integral of n(ε) is 2; with the negative alone it is 1, one
    state per domain as in Section III.A.

    Examples
    --------
    >>> domain = spectrum(5.8**3, 0.1)
    >>> both = average_heat_capacity(0.03, 4.4, domain)
    >>> round(float(average_heat_capacity(0.03, 4.4, domain, "negative") / both), 2)
    0.98
    """
    T = np.asarray(T)
    S, U, V = (np.asarray(value)[..., None] for value in _thermal(0.0, T, spectrum))
    t = T[..., None]

    # ε = T(F − S); on both sides of ε = 0, within −_WIDE < F < _WIDE, by quadrature
    kink = np.clip(S, -_WIDE, _WIDE)
    total = np.zeros(T.shape)
    halves = ((-_WIDE, kink), (kink, _WIDE))  # ε < 0 and ε > 0
    for low, high in halves if asymmetry_signs == "both" else halves[:1]:
        F = low + (high - low) * _unit_node
        capacity = fermi_slope(F) * (F - S + U) ** 2 + V * fermi(F)
        density = asymmetry_density(t * (F - S), reduced_T_g)
        total = total + np.sum((high - low) * _unit_weight * t * density * capacity, axis=-1)
    # below, the second state is always occupied: V times the whole of n(ε)
    edge = (t * (-_WIDE - S))[..., 0] / reduced_T_g
    occupied = np.exp(np.minimum(edge, 0))
    if asymmetry_signs == "both":
        occupied = occupied - np.expm1(-np.maximum(edge, 0))
    return (total + V[..., 0] * occupied)[()]


@checked(
    reduced_T_g=ONE_REDUCED_T_G,
    spectrum=SPECTRUM,
    beads=Number("number of beads in a domain, N*, whose phonons are counted with it"),
    asymmetry_signs=ASYMMETRY_SIGNS,
)
def boson_peak(
    reduced_T_g: float, spectrum: Spectrum, beads: float, asymmetry_signs: str = "both"
) -> tuple[float, float]:
    """Position of the boson peak, the maximum of C/T³, and its height over the Debye value (Fig. 15).

    Returns
    -------
    T, height : float
        Temperature in T_D, and C/T³ there over 12π⁴N*/5.

    Notes
    -----
    The highest inner maximum between 0.003 and 0.3 T_D on a grid, then on a finer one, then the vertex of a
    parabola: accurate to 1e-5. Where there is none, the arguments are refused.

    Examples
    --------
    >>> T, height = boson_peak(4.4, spectrum(5.8**3, 0.1), 5.8**3)
    >>> round(T, 4), round(height, 2)
    (0.0378, 1.94)
    """

    def curve(T: FloatOrArray) -> FloatOrArray:
        heat = average_heat_capacity(T, reduced_T_g, spectrum, asymmetry_signs) / beads
        return np.log((heat + phonons.debye_heat_capacity(T)) / T**3 / phonons.DEBYE_CUBE)

    def highest(T: FloatOrArray) -> tuple[int, FloatOrArray]:
        y = np.asarray(curve(T))
        inner = np.flatnonzero((y[1:-1] > y[:-2]) & (y[1:-1] >= y[2:])) + 1
        if not inner.size:
            words = f"got {reduced_T_g:.6g} with the lowest ripplon at {spectrum.lowest:.4g}"
            raise InvalidArgument(
                f"reduced_T_g must leave a maximum of C/T³ between 0.003 and 0.3 T_D, {words}"
            )
        return int(inner[y[inner].argmax()]), y

    T = np.geomspace(3e-3, 0.3, 80)
    top, _ = highest(T)
    T = np.geomspace(T[top - 1], T[top + 1], 21)
    top, y = highest(T)
    below, here, above = np.asarray(y)[top - 1 : top + 2]
    offset = (below - above) / (below - 2 * here + above) / 2
    return float(T[top] * (T[1] / T[0]) ** offset), float(
        np.exp(here - (below - above) * offset / 4)
    )


@checked(rho=RHO, c_s=C_S, beads=BEADS)
def heat_per_domain_factor(
    rho: FloatOrArray, c_s: FloatOrArray, beads: FloatOrArray
) -> FloatOrArray:
    """Factor from a measured c/T³ in J/(kg K⁴) to k_B per domain over (T/T_D)³, 6π²ħ³ρc_s³N*/k_B⁴ (caption of Fig. 15).

    The Debye temperature drops out.

    Examples
    --------
    >>> round(float(heat_per_domain_factor(2200.0, 4100.0, 200.0)))
    57962965
    """
    return 6 * np.pi**2 * rho * beads * (hbar * c_s / k) ** 3 / k


def _thermal(
    energy: FloatOrArray, T: FloatOrArray, spectrum: Spectrum
) -> tuple[FloatOrArray, FloatOrArray, FloatOrArray]:
    """F, βU and the heat capacity V of the ripplons: the exponent of Eq. 35, its β-derivatives times β and β²."""
    beta = 1 / np.asarray(T)
    x = beta[..., None] * spectrum.omega
    n = np.asarray(bose(x))
    S = -np.log1p(n) @ spectrum.degeneracy
    U = (x * n) @ spectrum.degeneracy
    V = (x**2 * n * (n + 1)) @ spectrum.degeneracy
    bias = beta * energy
    return bias + S, bias + U, V
