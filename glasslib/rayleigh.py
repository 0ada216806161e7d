"""Scattering of phonons by the ripplons as vibrating bodies, without a transition (Appendix A, Eqs. A1-A12).

Reduced units: frequencies in ω_D, temperatures in T_D, lengths in bead spacings a; x = kR. `beads` is the size
N* = (ξ/a)³ of a domain. `pressure` says what the energy of a displaced wall holds: its area alone ('left out',
as Eqs. A7 and A9-A12 are printed), or the constant pressure inside as well ('kept', as in Eqs. 32 and A1).
"""

import numpy as np
from scipy.special import spherical_jn, wofz

from glasslib.checks import OutOfRange, one_of, within
from glasslib.droplet import surface_tension
from glasslib.formfactor import wavenumber_radius
from glasslib.ripplons import ORDERS, domain_radius, frequency

PRESSURES = ("left out", "kept")


def stiffness(l, pressure="left out"):
    """Force on the l-th harmonic of a wall per displacement, in σ (Eqs. A1-A3, A7).

    Parameters
    ----------
    l : float or array
        Order, at least 2.
    pressure : {'left out', 'kept'}

    Returns
    -------
    float or array
        l(l+1) + 2 without the pressure, (l−1)(l+2) with it.

    Raises
    ------
    ValueError
        Where `l` is below 2, or `pressure` neither of the two.
    """
    l = within("l", l, low=2, closed=True)
    return l * (l + 1) + (2 if one_of("pressure", pressure, PRESSURES) == "left out" else -2)


def response(w, omega):
    """Displacement of a ripplon over that of the lattice at its wall (Eqs. A6, A8).

    Parameters
    ----------
    w, omega : float or array
        Frequency of the phonon, and of the ripplon.

    Returns
    -------
    float or array
        −ω_l²/(ω_l² − ω²).

    Raises
    ------
    ValueError
        Where a frequency is not positive, or the two are equal.
    """
    w, omega = within("w", w), within("omega", omega)
    if np.any(w == omega):
        raise OutOfRange(f"w must differ from omega, got {w!r} for both")
    return -(omega**2) / (omega**2 - w**2)


def source(l, x, pressure="left out"):
    """What a ripplon of unit amplitude adds to a phonon's acceleration, in σ/ρ, but for sign and direction (Eq. A9).

    Parameters
    ----------
    l : int
        Order, at least 2.
    x : float or array
        kR, positive.
    pressure : {'left out', 'kept'}

    Returns
    -------
    float or array
        Stiffness times j_l(x)/2π².

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    return stiffness(l, pressure) * spherical_jn(int(l), within("x", x)) / (2 * np.pi**2)


def spread(fragility):
    """Relative width δω_l/ω_l of the ripplons from one domain to another, 1/(2√D) (Appendix A).

    Parameters
    ----------
    fragility : float or array
        D of the Vogel-Fulcher law.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `fragility` is not positive.
    """
    return 0.5 / np.sqrt(within("fragility", fragility))


def self_energy(w, x, l, walls, beads, lindemann, width, omega, pressure="left out"):
    """What the ripplons of order l add to the square of a phonon's frequency (Eqs. A10, A11).

    Parameters
    ----------
    w : complex or array
        Frequency, in the upper half plane or on the real axis; below it, the continuation.
    x : float or array
        kR of the phonon.
    l : int
        Order, at least 2.
    walls : float or array
        Active walls per a³.
    beads, lindemann : float or array
        Size of a domain, and d_L/a, which fix tension over density.
    width, omega : float or array
        Spread δω_l and mean of the ripplon's frequency, a Gaussian.
    pressure : {'left out', 'kept'}

    Returns
    -------
    complex or array
        In ω_D², so that ω² − c_s²k² + this vanishes for a phonon.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    w, omega = np.asarray(w, dtype=complex), within("omega", omega)
    scale = np.sqrt(2) * within("width", width)
    # ⟨ω'²/(ω'² − ω²)⟩ in partial fractions, each a Faddeeva function
    poles = wofz((w - omega) / scale) + wofz((w + omega) / scale)
    mean = 1 + 0.5j * np.sqrt(np.pi) * w / scale * poles
    # the source (2π)³/4π times what the wall feels of the phonon, 4πj_l, and 2l+1 directions
    strength = source(l, x, pressure) * (2 * l + 1) * 8 * np.pi**3 * spherical_jn(int(l), x)
    return (within("walls", walls) * _tension_over_density(beads, lindemann) * strength * mean)[()]


def decay_rate(w, T, beads, lindemann, glass_temperature, fragility, *, orders=ORDERS, omega=None, pressure="left out"):
    """Decay rate of a phonon's amplitude, in ω_D (Eq. A12).

    Parameters
    ----------
    w : float or array
        Frequency.
    T : float or array
        Temperature: T/T_g of the domains have an active wall.
    beads, lindemann, glass_temperature : float
        Size of a domain, d_L/a, T_g.
    fragility : float
        D, for the spread of the ripplons.
    orders : array
        Which ripplons.
    omega : array, optional
        Their frequencies; those of :func:`glasslib.ripplons.frequency` if not given.
    pressure : {'left out', 'kept'}

    Returns
    -------
    float or array
        1/τ. The energy decays twice as fast.

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    w, T = within("w", w), within("T", T)
    walls = T / within("glass_temperature", glass_temperature) / within("beads", beads)
    omega = frequency(orders, beads, lindemann) if omega is None else within("omega", omega)
    x, total = wavenumber_radius(w, beads), 0.0
    for l, w_l in zip(np.atleast_1d(orders), np.atleast_1d(omega)):
        width = spread(fragility) * w_l
        density = np.exp(-((w - w_l) ** 2) / (2 * width**2)) / np.sqrt(2 * np.pi) / width
        total = total + source(l, x, pressure) * 2 * np.pi**4 * (2 * l + 1) * spherical_jn(int(l), x) * density
    return walls * _tension_over_density(beads, lindemann) * total


def _tension_over_density(beads, lindemann):
    """(9/8)σ/ρ in a³ω_D²: σ is in k_B T_g/a², and ρc_s²a³ = k_B T_g (a/d_L)²."""
    return 9 / 8 * surface_tension(domain_radius(beads), lindemann) * within("lindemann", lindemann) ** 2 / (6 * np.pi**2) ** (2 / 3)
