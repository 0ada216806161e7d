"""The states of a frozen region and the barriers between them (Section III.A, Eqs. 9-14).

A region of N beads is a random energy model: its levels are drawn from a Gaussian. Energies are in
units of k_B T_g, measured from the liquid at T_g, and entropies in k_B per bead; `gamma` and `s_c` are
those of :mod:`glasslib.droplet`. Numbers of states are returned as logarithms.
"""

import numpy as np
from scipy.constants import k

from glasslib.checks import within
from glasslib.droplet import cooperative_size

# V(N) = γ√N − _GAIN T_g s_c N for the lowest barrier, in place of γ√N − T_g s_c N for the lowest state
_GAIN = 2 * np.sqrt(2) - 1


def excitation_density(energy):
    """Density of frozen-in states at an energy from the liquid's, n(ε) = e^{ε/T_g}/T_g, in 1/k_B T_g.

    Parameters
    ----------
    energy : float or array
        ε, k_B T_g, of either sign: one state is expected below 0.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `energy` is not finite.
    """
    return np.exp(within("energy", energy, low=-np.inf))


def bulk_excess(s_c):
    """Bulk energy Δε per bead of the states of Eq. 9, k_B T_g: equal to T_g s_c.

    Parameters
    ----------
    s_c : float or array
        Configurational entropy per bead at T_g, k_B.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `s_c` is not positive.
    """
    return within("s_c", s_c)


def energy_variance(s_c):
    """Variance δE² per bead of the energies of Eq. 9, (k_B T_g)²: equal to 2T_g² s_c.

    Parameters
    ----------
    s_c : float or array
        As for :func:`bulk_excess`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `s_c` is not positive.
    """
    return 2 * within("s_c", s_c)


def log_states(E, N, gamma, s_c):
    """Logarithm of the number of states at energy E in a region of N beads, a Gaussian (Eq. 9).

    Parameters
    ----------
    E : float or array
        Energy, k_B T_g.
    N : float or array
        Number of beads.
    gamma, s_c : float or array
        Wall coefficient, k_B T_g, and configurational entropy per bead, k_B.

    Returns
    -------
    float or array
        Zero at the lowest state expected, which is :func:`glasslib.droplet.free_energy` at T_g (Eqs. 10, 11).

    Raises
    ------
    ValueError
        Where `N`, `gamma` or `s_c` is not positive.
    """
    return _log_gaussian("E", E, N, gamma, s_c, energy_variance(s_c))


def log_barriers(V, N, gamma, s_c):
    """Logarithm of the number of paths with barrier V at N beads: Eq. 9 with twice the variance (Eq. 12).

    Parameters
    ----------
    V : float or array
        Barrier, k_B T_g.
    N, gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `N`, `gamma` or `s_c` is not positive.
    """
    return _log_gaussian("V", V, N, gamma, s_c, 2 * energy_variance(s_c))


def _log_gaussian(name, energy, N, gamma, s_c, variance):
    N = within("N", N)
    middle = N * bulk_excess(s_c) + within("gamma", gamma) * np.sqrt(N)
    return s_c * N - (within(name, energy, low=-np.inf) - middle) ** 2 / (2 * variance * N)


def lowest_barrier(N, gamma, s_c):
    """Barrier at N beads along the most probable path, γ√N − (2√2−1) T_g s_c N, in k_B T_g.

    Where Eq. 12 gives one path.

    Parameters
    ----------
    N, gamma, s_c : float or array
        As for :func:`log_states`; N may be 0.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    N = within("N", N, closed=True)
    return within("gamma", gamma) * np.sqrt(N) - _GAIN * within("s_c", s_c) * N


def highest_barrier(gamma, s_c):
    """V_max, the highest point of :func:`lowest_barrier`: F‡/(2√2−1), in k_B T_g (Eq. 13).

    Parameters
    ----------
    gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("gamma", gamma) ** 2 / (4 * _GAIN * within("s_c", s_c))


def transition_size(gamma, s_c):
    """Beads in the region at V_max: N*/[4(2√2−1)²], a thirteenth of the whole (text above Eq. 13).

    Parameters
    ----------
    gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return (within("gamma", gamma) / (2 * _GAIN * within("s_c", s_c))) ** 2


def log_barriers_at_edge(V, gamma, s_c):
    """Logarithm of the number of paths with barrier V, exponential edge: (V − V_max)/(√2 T_g) (Eq. 14).

    Parameters
    ----------
    V : float or array
        Barrier, k_B T_g.
    gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `gamma` or `s_c` is not positive.

    Notes
    -----
    The tangent of Eq. 12 at V_max. Carried down to V = 0 it counts about a hundred times more paths
    than the Gaussian itself.
    """
    return (within("V", V, low=-np.inf) - highest_barrier(gamma, s_c)) / np.sqrt(2)


def barrierless_fraction(patience):
    """Fraction of paths without a barrier, Eq. 14 at V = 0: (τ₀/τ)^{1/(4−√2)}, whatever the wall and the entropy.

    Parameters
    ----------
    patience : float or array
        τ/τ₀ at the glass transition, above 1.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `patience` is not above 1.
    """
    return within("patience", patience, low=1) ** (-1 / (4 - np.sqrt(2)))


def two_level_density(glass_temperature, region):
    """Density of two-level systems per energy and volume, P̄ = 1/(k_B T_g ξ³), J⁻¹ m⁻³ (text below Eq. 14).

    Parameters
    ----------
    glass_temperature : float or array
        T_g, K.
    region : float or array
        Size ξ of a cooperative region, m.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return 1 / (k * within("glass_temperature", glass_temperature) * within("region", region) ** 3)


def barrier_curvature(gamma, s_c):
    """Curvature −∂²V/∂r² at the top of the most probable barrier, by the droplet's radius, k_B T_g/a² (Eq. 29).

    (9/2) V_max/r*², where r* is the radius of :func:`transition_size` beads.

    Parameters
    ----------
    gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    radius = np.cbrt(3 * transition_size(gamma, s_c) / (4 * np.pi))
    return 4.5 * highest_barrier(gamma, s_c) / radius**2


def barrier_frequency(gamma, s_c):
    """Frequency ω‡ of the wall at the top of the most probable barrier, in ω_D: √(−V''/M_w) (Eq. 29).

    The print has no root. The mass of the wall is that of :func:`glasslib.ripplons.wall_mass`, with
    the Lindemann ratio that the glass transition temperature gives (Section IV.B), so that neither enters.

    Parameters
    ----------
    gamma, s_c : float or array
        As for :func:`log_states`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Without friction, which lowers it.
    """
    across = np.cbrt(cooperative_size(gamma, s_c))
    return np.sqrt(barrier_curvature(gamma, s_c)) / (np.cbrt(6 * np.pi**2) * across)


def crossover_temperature(omega):
    """Temperature above which the wall passes its barrier by heat rather than by tunneling, ω‡/2π (Section IV.B).

    Parameters
    ----------
    omega : float or array
        ω‡ in ω_D.

    Returns
    -------
    float or array
        In T_D.

    Raises
    ------
    ValueError
        Where `omega` is not positive.
    """
    return within("omega", omega) / (2 * np.pi)
