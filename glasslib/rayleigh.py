"""Scattering of phonons by the vibrating walls of domains, without a transition (Appendix A).

Reduced units: frequencies in ω_D, temperatures in T_D, lengths in bead spacings a; x = kR. `beads`
is the size N* = (ξ/a)³ of a domain. `pressure` says what the energy of a displaced wall includes:
only its area ('left out', as Eqs. A7 and A9-A12 are printed), or the constant pressure inside as
well ('kept', as in Eqs. 32 and A1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import spherical_jn, wofz

from glasslib.arguments import BEADS, LINDEMANN, REDUCED_T_G, STRENGTH, T_REDUCED, TENSION_BY, W
from glasslib.checks import (
    Choice,
    Complex,
    FloatOrArray,
    IntOrArray,
    InvalidArgument,
    Real,
    Whole,
    checked,
)
from glasslib.droplet import surface_tension
from glasslib.form_factor import wavenumber_radius
from glasslib.ripplons import ORDERS, domain_radius, mode_frequency, stiffness_factor

PRESSURES = ("left out", "kept")
WAVES = ("scalar", "longitudinal", "transverse")

_PRESSURE = Choice("whether the constant pressure inside is included", options=PRESSURES)
_WAVE = Choice("kind of the wave", options=WAVES)
_L = Whole("order of the ripplon", low=2, high=200)
_X = Real("wavenumber of the phonon times the radius of the domain, kR")
_OMEGA = Real("frequency of the ripplon, in ω_D")


@checked(l=_L, pressure=_PRESSURE)
def stiffness(l: IntOrArray, pressure: str = "left out") -> FloatOrArray:
    """Force on the l-th harmonic of a wall per displacement, in σ (Eqs. A1-A3, A7).

    l(l+1) + 2 without the pressure, (l−1)(l+2) with it.

    Examples
    --------
    >>> float(stiffness(2))
    8.0
    """
    order = np.asarray(l, dtype=np.float64)
    return order * (order + 1) + (2 if pressure == "left out" else -2)


@checked(w=W.but("frequency of the phonon, in ω_D"), omega=_OMEGA)
def response(w: FloatOrArray, omega: FloatOrArray) -> FloatOrArray:
    """Displacement of a ripplon over that of the lattice at its wall (Eqs. A6, A8).

    −ω_l²/(ω_l² − ω²).

    Notes
    -----
    Without damping, so that the two frequencies must differ.

    Examples
    --------
    >>> round(float(response(0.1, 0.2)), 4)
    -1.3333
    """
    phonons, ripplons = np.broadcast_arrays(w, omega)
    if (equal := phonons == ripplons).any():
        raise InvalidArgument(f"w must differ from omega, got {phonons[equal][0]:.6g} for both")
    return -(omega**2) / (omega**2 - w**2)


@checked(l=_L, x=_X, wave=_WAVE)
def overlap(l: IntOrArray, x: FloatOrArray, wave: str = "scalar") -> FloatOrArray:
    """Amplitude with which a plane wave moves the l-th harmonic of a wall, per √(4π(2l+1)) (Eq. A9).

    j_l(x) for the paper's scalar wave; for a wave that displaces matter, its radial part: j_l′(x) for a longitudinal
    one, and √(l(l+1)/2) j_l(x)/x for a transverse one.

    Examples
    --------
    >>> round(float(overlap(2, 0.1, "longitudinal") / overlap(2, 0.1)), 1)
    20.0
    """
    if wave == "longitudinal":
        return spherical_jn(l, x, derivative=True)
    bessel = spherical_jn(l, x)
    if wave == "scalar":
        return bessel
    order = np.asarray(l, dtype=np.float64)
    return np.sqrt(order * (order + 1) / 2) * bessel / x


@checked(l=_L, x=_X, pressure=_PRESSURE)
def source(l: IntOrArray, x: FloatOrArray, pressure: str = "left out") -> FloatOrArray:
    """Contribution of a ripplon of unit amplitude to a phonon's acceleration, in σ/ρ (Eq. A9).

    Stiffness times j_l(x)/2π², up to sign and direction.

    Examples
    --------
    >>> round(float(source(2, 1.4)), 4)
    0.0459
    """
    return stiffness(l, pressure) * spherical_jn(l, x) / (2 * np.pi**2)


@checked(strength=STRENGTH)
def spread(strength: FloatOrArray) -> FloatOrArray:
    """Relative width δω_l/ω_l of the ripplon frequencies among domains, 1/(2√D) (Appendix A).

    Examples
    --------
    >>> float(spread(25.0))
    0.1
    """
    return 0.5 / np.sqrt(strength)


@checked(
    w=Complex("frequency, in ω_D"),
    x=_X,
    l=_L,
    walls=Real("number of active walls per a³"),
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    width=Real("standard deviation δω_l of the ripplon frequency, in ω_D"),
    omega=Real("mean of the ripplon frequency, in ω_D"),
    pressure=_PRESSURE,
)
def self_energy(
    w: complex | NDArray[np.complex128],
    x: FloatOrArray,
    l: IntOrArray,
    walls: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    width: FloatOrArray,
    omega: FloatOrArray,
    pressure: str = "left out",
) -> complex | NDArray[np.complex128]:
    """Contribution of the ripplons of order l to a phonon's squared frequency (Eqs. A10, A11).

    The ripplon frequencies have a Gaussian distribution. `beads` and `lindemann_ratio` determine
    the tension over the density.

    Returns
    -------
    complex or array
        In ω_D², with the sign for which ω² − c_s²k² + this vanishes for a phonon.

    Notes
    -----
    Defined for `w` in the upper half plane and on the real axis; continued analytically below it.

    Examples
    --------
    >>> energy = self_energy(0.1, 1.4, 2, 1e-4, 200.0, 0.1, width=0.02, omega=0.18)
    >>> round(float(energy.real) * 1e7, 2)
    6.93
    """
    scale = np.sqrt(2) * width
    # ⟨ω'²/(ω'² − ω²)⟩ in partial fractions, each a Faddeeva function
    poles = wofz((w - omega) / scale) + wofz((w + omega) / scale)
    mean = 1 + 0.5j * np.sqrt(np.pi) * w / scale * poles
    # the source times (2π)³/4π, the phonon at the wall, 4πj_l, and 2l+1 directions
    coupling = source(l, x, pressure) * (2 * l + 1) * 8 * np.pi**3 * spherical_jn(l, x)
    sigma_over_rho = stiffness_factor(l) * _tension_over_density(beads, lindemann_ratio)
    return walls * sigma_over_rho * coupling * mean


@checked(
    w=W,
    T=T_REDUCED.but("temperature, in T_D: a fraction T/T_g of the domains has an active wall"),
    beads=BEADS,
    lindemann_ratio=LINDEMANN,
    reduced_T_g=REDUCED_T_G,
    strength=STRENGTH,
    orders=Whole("orders of the ripplons to sum over", low=2, high=200, shared=False),
    omega=Real("frequencies of these ripplons, in ω_D", shared=False).or_none(
        "those of ripplons.mode_frequency"
    ),
    pressure=_PRESSURE,
    tension_by=TENSION_BY,
    wave=_WAVE,
    speed=Real("speed of the wave over the c_s that ω_D and a are related by"),
)
def decay_rate(
    w: FloatOrArray,
    T: FloatOrArray,
    beads: FloatOrArray,
    lindemann_ratio: FloatOrArray,
    reduced_T_g: FloatOrArray,
    strength: FloatOrArray,
    *,
    orders: IntOrArray = ORDERS,
    omega: FloatOrArray | None = None,
    pressure: str = "left out",
    tension_by: str = "printed",
    wave: str = "scalar",
    speed: FloatOrArray = 1.0,
) -> FloatOrArray:
    """Decay rate 1/τ of a phonon's amplitude, in ω_D; its energy decays twice as fast (Eq. A12).

    Examples
    --------
    >>> round(float(decay_rate(0.15, 0.003, 200.0, 0.1, 4.386, 50.0)) * 1e6, 3)
    1.665
    """
    if omega is not None and np.shape(omega) != np.shape(orders):
        shapes = f"{np.shape(omega)} and {np.shape(orders)}"
        raise InvalidArgument(f"omega must have the shape of orders, got {shapes}")
    x, total = wavenumber_radius(w, beads) / speed, np.float64(0)
    for i, order in enumerate(np.ravel(orders)):
        w_l = (
            mode_frequency(order, beads, lindemann_ratio, tension_by)
            if omega is None
            else np.ravel(omega)[i]
        )
        width = spread(strength) * w_l
        density = np.exp(-((w - w_l) ** 2) / (2 * width**2)) / np.sqrt(2 * np.pi) / width
        stiff = stiffness_factor(order, tension_by) * stiffness(order, pressure)
        moved = np.pi**2 * (2 * order + 1) * overlap(order, x, wave) ** 2
        total = total + stiff * moved * density
    return T / reduced_T_g / beads * _tension_over_density(beads, lindemann_ratio) * total


def _tension_over_density(beads: FloatOrArray, lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """σ/ρ in a³ω_D²: σ is in k_B T_g/a², and ρc_s²a³ = k_B T_g (a/d_L)²."""
    sigma = surface_tension(domain_radius(beads), lindemann_ratio)
    return sigma * lindemann_ratio**2 / (6 * np.pi**2) ** (2 / 3)
