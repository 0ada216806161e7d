"""The states of a frozen region and the barriers between them (Section III.A, Eqs. 9-14).

A region of N beads is a random energy model: its levels are drawn from a Gaussian. Energies are in
units of k_B T_g, measured from the liquid at T_g, and entropies in k_B per bead; `gamma` and `s_c`
are those of :mod:`glasslib.droplet`. Numbers of states are returned as logarithms.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import k

from glasslib.arguments import BEADS, GAMMA, GLASS_TEMPERATURE, S_C, TIMESCALE_RATIO
from glasslib.checks import FloatOrArray, Real, checked
from glasslib.droplet import cooperative_size

# The lowest barrier is γ√N − (2√2−1) T_g s_c N; the lowest state has 1 in place of this factor.
_BARRIER_SLOPE = 2 * np.sqrt(2) - 1

_N = BEADS.but("number of beads in the region")
_BARRIER = Real("barrier V, in k_B T_g", low=-np.inf)


@checked(energy=Real("energy ε above that of the liquid, in k_B T_g", low=-np.inf))
def excitation_density(energy: FloatOrArray) -> FloatOrArray:
    """Density of frozen-in states at an energy, n(ε) = e^{ε/T_g}/T_g, in 1/k_B T_g.

    One state is expected below the energy of the liquid, ε = 0.

    Examples
    --------
    >>> round(float(excitation_density(-1.0)), 3)
    0.368
    """
    return np.exp(energy)


@checked(s_c=S_C)
def bulk_excess(s_c: FloatOrArray) -> FloatOrArray:
    """Bulk energy Δε per bead of the states of Eq. 9, in k_B T_g: equal to T_g s_c.

    Examples
    --------
    >>> float(bulk_excess(0.82))
    0.82
    """
    return 1.0 * s_c


@checked(s_c=S_C)
def energy_variance(s_c: FloatOrArray) -> FloatOrArray:
    """Variance δE² per bead of the energies of Eq. 9, in (k_B T_g)²: equal to 2T_g² s_c.

    Examples
    --------
    >>> float(energy_variance(0.82))
    1.64
    """
    return 2 * s_c


@checked(E=Real("energy, in k_B T_g", low=-np.inf), N=_N, gamma=GAMMA, s_c=S_C)
def log_states(
    E: FloatOrArray, N: FloatOrArray, gamma: FloatOrArray, s_c: FloatOrArray
) -> FloatOrArray:
    """Logarithm of the number of states at energy E in a region of N beads, a Gaussian (Eq. 9).

    It is zero at the lowest state expected, the :func:`glasslib.droplet.free_energy` at T_g
    (Eqs. 10, 11).

    Examples
    --------
    >>> float(log_states(50.0, 100.0, 10.0, 0.5))
    0.0
    """
    return _log_gaussian(E, N, gamma, s_c, energy_variance(s_c))


@checked(V=_BARRIER, N=_N, gamma=GAMMA, s_c=S_C)
def log_barriers(
    V: FloatOrArray, N: FloatOrArray, gamma: FloatOrArray, s_c: FloatOrArray
) -> FloatOrArray:
    """Logarithm of the number of paths with barrier V at N beads, a Gaussian (Eq. 12).

    Eq. 9 with twice the variance.

    Examples
    --------
    >>> float(log_barriers(50.0, 100.0, 10.0, 0.5))
    25.0
    """
    return _log_gaussian(V, N, gamma, s_c, 2 * energy_variance(s_c))


def _log_gaussian(
    energy: FloatOrArray,
    N: FloatOrArray,
    gamma: FloatOrArray,
    s_c: FloatOrArray,
    variance: FloatOrArray,
) -> FloatOrArray:
    mean = N * bulk_excess(s_c) + gamma * np.sqrt(N)
    return s_c * N - (energy - mean) ** 2 / (2 * variance * N)


@checked(N=Real("number of beads that have moved", closed=True), gamma=GAMMA, s_c=S_C)
def lowest_barrier(N: FloatOrArray, gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """Barrier at N beads along the most probable path, γ√N − (2√2−1) T_g s_c N, in k_B T_g.

    The barrier at which Eq. 12 gives one path.

    Examples
    --------
    >>> round(float(lowest_barrier(100.0, 10.0, 0.5)), 2)
    8.58
    """
    return gamma * np.sqrt(N) - _BARRIER_SLOPE * s_c * N


@checked(gamma=GAMMA, s_c=S_C)
def highest_barrier(gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """V_max, the maximum of :func:`lowest_barrier`, F‡/(2√2−1), in k_B T_g (Eq. 13).

    Examples
    --------
    >>> round(float(highest_barrier(11.33, 0.82)), 1)
    21.4
    """
    return gamma**2 / (4 * _BARRIER_SLOPE * s_c)


@checked(gamma=GAMMA, s_c=S_C)
def transition_size(gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """Beads in the region at V_max, N*/[4(2√2−1)²]: a thirteenth of N* (text above Eq. 13).

    Examples
    --------
    >>> round(float(transition_size(11.33, 0.82)), 1)
    14.3
    """
    return (gamma / (2 * _BARRIER_SLOPE * s_c)) ** 2


@checked(V=_BARRIER, gamma=GAMMA, s_c=S_C)
def log_barriers_at_edge(V: FloatOrArray, gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """Logarithm of the number of paths with barrier V near V_max, (V − V_max)/(√2 T_g) (Eq. 14).

    Notes
    -----
    The tangent of Eq. 12 at V_max. At V = 0 it gives about a hundred times more paths than the
    Gaussian itself.

    Examples
    --------
    >>> round(float(log_barriers_at_edge(0.0, 11.33, 0.82)), 1)
    -15.1
    """
    return (V - highest_barrier(gamma, s_c)) / np.sqrt(2)


@checked(timescale_ratio=TIMESCALE_RATIO)
def barrierless_fraction(timescale_ratio: FloatOrArray) -> FloatOrArray:
    """Fraction of paths without a barrier, Eq. 14 at V = 0: (τ₀/τ)^{1/(4−√2)}.

    It does not depend on the wall energy or the entropy.

    Examples
    --------
    >>> round(float(barrierless_fraction(1e17)) * 1e7, 2)
    2.66
    """
    return timescale_ratio ** (-1 / (4 - np.sqrt(2)))


@checked(glass_temperature=GLASS_TEMPERATURE, region_size=Real("size ξ of a region, in m"))
def two_level_density(glass_temperature: FloatOrArray, region_size: FloatOrArray) -> FloatOrArray:
    """Density of two-level systems, P̄ = 1/(k_B T_g ξ³), in J⁻¹ m⁻³ (text below Eq. 14).

    Examples
    --------
    >>> round(float(two_level_density(1500.0, 2e-9)) / 1e45, 2)
    6.04
    """
    return 1 / (k * glass_temperature * region_size**3)


@checked(q=Real("ratio T_g/T_K of the glass transition and the Kauzmann temperature", low=1))
def heat_to_kauzmann(q: FloatOrArray) -> FloatOrArray:
    """Heat per bead that is lost between T_g and T_K, over T_g s_c: ln q/(q − 1) (Section III.A).

    For s_c proportional to 1 − T_K/T, the form that leads to the Vogel–Fulcher law. The paper takes the ratio to be 1.

    Examples
    --------
    >>> round(float(heat_to_kauzmann(1.24)), 3)
    0.896
    """
    return np.log1p(q - 1) / (q - 1)


@checked(gamma=GAMMA, s_c=S_C)
def barrier_curvature(gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """Curvature −∂²V/∂r² at the top of the most probable barrier, in k_B T_g/a² (Eq. 29).

    (9/2) V_max/r*², where r is the radius of the droplet and r* that of :func:`transition_size`
    beads.

    Examples
    --------
    >>> round(float(barrier_curvature(11.33, 0.82)), 1)
    42.5
    """
    radius = np.cbrt(3 * transition_size(gamma, s_c) / (4 * np.pi))
    return 4.5 * highest_barrier(gamma, s_c) / radius**2


@checked(gamma=GAMMA, s_c=S_C)
def barrier_frequency(gamma: FloatOrArray, s_c: FloatOrArray) -> FloatOrArray:
    """Frequency ω‡ of the wall at the top of the most probable barrier, √(−V″/M_w), in ω_D.

    Eq. 29, which is printed without the root. The mass of the wall is that of
    :func:`glasslib.ripplons.wall_mass` with the Lindemann ratio that follows from the glass
    transition temperature (Section IV.B), so that neither the ratio nor the temperature is needed.

    Notes
    -----
    Without friction, which lowers it.

    Examples
    --------
    >>> round(float(barrier_frequency(11.33, 0.82)), 3)
    0.291
    """
    diameter = np.cbrt(cooperative_size(gamma, s_c))
    return np.sqrt(barrier_curvature(gamma, s_c)) / (np.cbrt(6 * np.pi**2) * diameter)


@checked(omega=Real("frequency ω‡ of the wall at the top of its barrier, in ω_D"))
def crossover_temperature(omega: FloatOrArray) -> FloatOrArray:
    """Temperature of the crossover from tunneling to thermal activation, ω‡/2π, in T_D.

    Section IV.B.

    Examples
    --------
    >>> round(float(crossover_temperature(0.291)), 3)
    0.046
    """
    return omega / (2 * np.pi)
