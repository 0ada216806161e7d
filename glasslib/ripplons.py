"""The vibrations of a domain's wall and the heat that they store (Sections IV.B and IV.C, Eqs. 29-36, Figure 15).

Reduced units: frequencies in ω_D, energies in ħω_D, temperatures in T_D, lengths in bead spacings a,
masses in that of a bead; heat capacities in k_B per domain. `beads` is the size N* = (ξ/a)³ of a domain.
"""

import numpy as np
from scipy.constants import hbar, k
from scipy.special import roots_legendre, spherical_jn

from glasslib import phonons
from glasslib.checks import OutOfRange, one_of, within
from glasslib.droplet import surface_tension

# orders of the harmonics that a domain carries: one is its shift, and beyond nine it has too few beads
ORDERS = np.arange(2, 10)
DEGENERACY = 2 * ORDERS + 1

# the averages over ε are taken over |F| < _WIDE, where 1/(e^F+1) still differs from a step
_WIDE = 40.0
_node, _weight = roots_legendre(120)


def wall_mass(beads, lindemann):
    """Mass of a domain's wall, (ξ/a)²(d_L/a)², in masses of a bead (Section IV.B).

    Parameters
    ----------
    beads : float or array
        Beads in a domain, N*.
    lindemann : float or array
        d_L/a: how far a bead moves while the wall moves by one spacing.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("beads", beads) ** (2 / 3) * within("lindemann", lindemann) ** 2


def domain_radius(beads):
    """Radius of a domain taken as a sphere, R = ξ(3/4π)^⅓, in a.

    Parameters
    ----------
    beads : float or array
        Beads in a domain, N*.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `beads` is not positive.
    """
    return np.cbrt(3 * within("beads", beads) / (4 * np.pi))


def gas_response(z, l):
    """What a gas inside does to a shell, cot α_l(z) = 1/(−l + z j_{l+1}(z)/j_l(z)) (left side of Eq. 30).

    Parameters
    ----------
    z : float or array
        ωR/c_g, positive.
    l : int
        Order of the harmonic, at least 1.

    Returns
    -------
    float or array
        −1/l for z → 0; infinite where the derivative of j_l vanishes.

    Raises
    ------
    ValueError
        Where `z` is not positive or `l` below 1.
    """
    z, l = within("z", z), _order(l, 1)
    # -j/(z j'), which is the same; for z → 0, where both underflow, it is -1/l
    z = np.maximum(z, 1e-3)
    return -spherical_jn(l, z) / (z * spherical_jn(l, z, derivative=True))


def shell_frequency(l, tension, areal_density, radius):
    """Frequency of the l-th harmonic of an empty shell with constant tension, √[(l−1)(l+2)σ/ρ_W R²] (Eq. 31).

    Parameters
    ----------
    l : int or array
        Order, at least 2.
    tension, areal_density, radius : float or array
        σ, ρ_W and R, in any consistent units.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `l` is below 2 or another argument not positive.
    """
    l = _order(l, 2)
    stiffness = within("tension", tension) / (within("areal_density", areal_density) * within("radius", radius) ** 2)
    return np.sqrt((l - 1) * (l + 2) * stiffness)


def frequency(l, beads, lindemann):
    """Frequency ω_l of the ripplons of order l, in ω_D (Eqs. 32, 33).

    Parameters
    ----------
    l : int or array
        Order, at least 2; each is 2l+1 times degenerate.
    beads : float or array
        Beads in a domain, N*: the paper takes ξ/a = 5.8.
    lindemann : float or array
        d_L/a, in (0, 0.342): the paper takes 0.1.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.

    Notes
    -----
    A sphere without friction; the tension falls with the radius, which brings the factor 9/8. With
    the mass of the wall from T_g, no property of the material but ω_D is left.
    """
    R = domain_radius(beads)
    # σ in k_B T_g/a², and ρ_W = k_B T_g/(c_s a)², so that lengths in a and speeds in c_s remain
    in_speed = shell_frequency(l, 9 / 8 * surface_tension(R, lindemann), 1.0, R)
    return in_speed / np.cbrt(6 * np.pi**2)


def highest_order(beads):
    """Order of the highest harmonic that a wall made of beads can carry, π(R/a − ½) (Section IV.C).

    Parameters
    ----------
    beads : float or array
        Beads in a domain, N*.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `beads` is not positive.
    """
    return np.pi * (domain_radius(beads) - 0.5)


def state_density(energy, glass_temperature):
    """Density of the other state of a domain, n(ε) = e^{−|ε|/T_g}/T_g, on both sides of the first (Eq. 34).

    Parameters
    ----------
    energy : float or array
        ε, of either sign.
    glass_temperature : float or array
        k_B T_g, in the unit of `energy`.

    Returns
    -------
    float or array
        In one over that unit; the integral over both sides is 2, as printed.

    Raises
    ------
    ValueError
        Where `energy` is not finite or `glass_temperature` not positive.
    """
    T_g = within("glass_temperature", glass_temperature)
    return np.exp(-np.abs(within("energy", energy, low=-np.inf)) / T_g) / T_g


def log_partition_function(energy, T, omega, degeneracy=DEGENERACY):
    """ln Z of a domain: its ground state, and its other state with ripplons on top (Eq. 35).

    Parameters
    ----------
    energy : float or array
        ε of the other state, of either sign.
    T : float or array
        Temperature.
    omega, degeneracy : array
        Frequencies of the ripplons, and how many modes have each.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` or a frequency is not positive, or `energy` not finite.
    """
    F, _, _ = _thermal(energy, T, omega, degeneracy)
    return np.logaddexp(0.0, -F)[()]


def heat_capacity(energy, T, omega, degeneracy=DEGENERACY):
    """Heat capacity of one domain, β² ∂²ln Z/∂β² (Eq. 36), in k_B.

    Parameters
    ----------
    energy, T, omega, degeneracy
        As for :func:`log_partition_function`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `T` or a frequency is not positive, or `energy` not finite.

    Notes
    -----
    Far below the ripplons it is that of a two-level system. A domain with ε < 0 has its ripplons in
    full, however cold: see the chapter.
    """
    F, U, V = _thermal(energy, T, omega, degeneracy)
    return (_split(F) * U**2 + V * _fermi(F))[()]


def average_heat_capacity(T, glass_temperature, omega, degeneracy=DEGENERACY, sides="printed"):
    """Heat capacity per domain, averaged over the density n(ε) of Eq. 34, in k_B (thin line of Fig. 15).

    Parameters
    ----------
    T : float or array
        Temperature, T_D.
    glass_temperature : float
        k_B T_g/ħω_D: 2 to 5 for the glasses of the paper.
    omega, degeneracy : array
        As for :func:`heat_capacity`.
    sides : {'printed', 'one'}
        'printed': n = e^{−|ε|/T_g}/T_g, whose integral over both sides is 2; 'one': half of that, one
        state per domain as in Section III.A.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range, or `sides` neither of the two.
    """
    weight = {"printed": 1.0, "one": 0.5}[one_of("sides", sides, ("printed", "one"))]
    T, T_g = within("T", T), within("glass_temperature", glass_temperature)
    S, U, V = (value[..., None] for value in map(np.asarray, _thermal(0.0, T, omega, degeneracy)))
    t = np.asarray(T)[..., None]

    # ε = T(F - S); on both sides of ε = 0, within |F| < _WIDE, by quadrature
    kink = np.clip(S, -_WIDE, _WIDE)
    total = 0.0
    for low, high in ((-_WIDE, kink), (kink, _WIDE)):
        half = (high - low) / 2
        F = low + half * (1 + _node)
        capacity = _split(F) * (F - S + U) ** 2 + V * _fermi(F)
        total = total + np.sum(half * _weight * t * state_density(t * (F - S), T_g) * capacity, axis=-1)
    # below, the other state is always occupied: V times the whole of n(ε)
    edge = (t * (-_WIDE - S))[..., 0] / T_g
    occupied = np.where(edge < 0, np.exp(np.minimum(edge, 0)), 1 - np.expm1(-np.maximum(edge, 0)))
    return (weight * (total + V[..., 0] * occupied))[()]


def bump(glass_temperature, omega, degeneracy, beads, sides="printed"):
    """Where the heat capacity over T³ has its bump, and how high above the level of Debye phonons (Fig. 15).

    Parameters
    ----------
    glass_temperature : float
        k_B T_g/ħω_D.
    omega, degeneracy : array
        Ripplons, sharp or as the profiles of :func:`glasslib.friction.spectrum`.
    beads : float
        Beads in a domain, N*, whose phonons are counted with it.
    sides : {'printed', 'one'}
        As for :func:`average_heat_capacity`.

    Returns
    -------
    T, height : float
        Temperature in T_D, and C/T³ there over 12π⁴N*/5.

    Raises
    ------
    ValueError
        Where an argument is outside its range, or there is no bump between 0.003 and 0.3 T_D.

    Notes
    -----
    Highest inner maximum on a grid, then on a finer one, then the vertex of a parabola: good to 1e-5.
    """

    def curve(T):
        heat = average_heat_capacity(T, glass_temperature, omega, degeneracy, sides) / within("beads", beads)
        return np.log((heat + phonons.debye_heat_capacity(T)) / T**3 / (12 * np.pi**4 / 5))

    def highest(T):
        y = curve(T)
        inner = np.flatnonzero((y[1:-1] > y[:-2]) & (y[1:-1] >= y[2:])) + 1
        if not inner.size:
            words = f"got {glass_temperature:.6g} with the lowest ripplon at {np.min(omega):.4g}"
            raise OutOfRange(f"glass_temperature must leave a bump between 0.003 and 0.3 T_D, {words}")
        return inner[y[inner].argmax()], y

    T = np.geomspace(3e-3, 0.3, 80)
    top, _ = highest(T)
    T = np.geomspace(T[top - 1], T[top + 1], 21)
    top, y = highest(T)
    below, here, above = y[top - 1 : top + 2]
    off = (below - above) / (below - 2 * here + above) / 2
    return float(T[top] * (T[1] / T[0]) ** off), float(np.exp(here - (below - above) * off / 4))


def per_domain(density, sound_speed, beads):
    """What turns a measured c/T³ into k_B per domain times (T_D/T)³: 6π²ħ³ρc_s³N*/k_B⁴, kg K⁴/J (caption of Fig. 15).

    Parameters
    ----------
    density, sound_speed : float or array
        kg/m³ and m/s.
    beads : float or array
        Beads in a domain, N*.

    Returns
    -------
    float or array
        Multiply by a heat capacity in J/(kg K) over T³ in K³. The Debye temperature drops out.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    speed = within("sound_speed", sound_speed)
    return 6 * np.pi**2 * within("density", density) * within("beads", beads) * (hbar * speed / k) ** 3 / k


def _thermal(energy, T, omega, degeneracy):
    """F, βU and the heat capacity V of the ripplons: the exponent of Eq. 35, its β-derivatives times β and β²."""
    beta = 1 / within("T", T)
    x = np.asarray(beta)[..., None] * within("omega", omega)
    n = 1 / np.expm1(np.minimum(x, 700.0))  # quanta per mode
    modes = np.broadcast_to(degeneracy, x.shape[-1:])
    S, U, V = -np.log1p(n) @ modes, (x * n) @ modes, (x**2 * n * (n + 1)) @ modes
    bias = beta * within("energy", energy, low=-np.inf)
    return bias + S, bias + U, V


def _split(F):
    """1/(2 cosh F/2)², from a falling exponential."""
    cold = np.exp(-np.abs(F))
    return cold / (1 + cold) ** 2


def _fermi(F):
    """1/(e^F + 1), without overflow."""
    return np.exp(-np.logaddexp(0.0, F))


def _order(l, lowest):
    l = np.asarray(l)
    if l.dtype.kind not in "iu" or (l < lowest).any():
        raise OutOfRange(f"l must be a whole number, at least {lowest}, got {l}")
    return l
