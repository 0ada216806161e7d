"""The entropic droplet: what it costs a supercooled liquid to rearrange a region (Section II).

Energies are in units of k_B T_g and entropies in k_B per molecular unit ("bead"), so that every
result is a pure number; `T` is in units of T_g.
"""

import numpy as np

from glasslib.checks import within

# a cage so wide that it confines nothing: ln(1/(πe δ²)) = 0
WIDEST_CAGE = 1 / np.sqrt(np.pi * np.e)


def surface_tension(r, lindemann):
    """Surface tension of a droplet wall at radius r, in k_B T_g/a² (text of Section IV.C).

    σ(r) = ¾ ln[1/(πe δ²)]/√r: the entropy lost in the cage, weaker on larger droplets, whose wall is rough.

    Parameters
    ----------
    r : float or array
        Radius in bead spacings a, positive.
    lindemann : float or array
        Lindemann ratio δ = d_L/a, in (0, 1/√(πe)) = (0, 0.342).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `r` is not positive, or the cage so wide that it confines nothing.
    """
    return 0.75 * _cage_logarithm(lindemann) / np.sqrt(within("r", r))


def wall_energy(lindemann):
    """Coefficient γ of the wall energy γ√N, in k_B T_g: (3/2)√(3π) ln[1/(πe δ²)] (text below Eq. 7).

    Parameters
    ----------
    lindemann : float or array
        Lindemann ratio δ = d_L/a, in (0, 1/√(πe)) = (0, 0.342).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where the cage is so wide that it confines nothing, and γ would not be positive.
    """
    return 1.5 * np.sqrt(3 * np.pi) * _cage_logarithm(lindemann)


def _cage_logarithm(lindemann):
    return -np.log(np.pi * np.e * within("lindemann", lindemann, high=WIDEST_CAGE) ** 2)


def free_energy(N, gamma, s_c, T=1.0):
    """Free energy of rearranging N beads, γ√N − T s_c N, in k_B T_g (Eq. 6).

    Parameters
    ----------
    N : float or array
        Number of beads, not negative.
    gamma : float or array
        Wall coefficient, k_B T_g.
    s_c : float or array
        Configurational entropy per bead, k_B.
    T : float or array
        Temperature in T_g.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `N` is negative or another argument not positive.

    Notes
    -----
    Says nothing beyond N*, where a larger region breaks up into several.
    """
    N = within("N", N, closed=True)
    return within("gamma", gamma) * np.sqrt(N) - within("T", T) * within("s_c", s_c) * N


def barrier(gamma, s_c, T=1.0):
    """Highest free energy on the way to another arrangement, γ²/(4 s_c T), in k_B T_g (Eq. 7).

    Parameters
    ----------
    gamma, s_c, T : float or array
        As for :func:`free_energy`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("gamma", gamma) ** 2 / (4 * within("s_c", s_c) * within("T", T))


def bottleneck_size(gamma, s_c, T=1.0):
    """Beads N‡ in the region at the barrier, (γ/2 s_c T)² (Eq. 7).

    Parameters
    ----------
    gamma, s_c, T : float or array
        As for :func:`free_energy`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return (within("gamma", gamma) / (2 * within("s_c", s_c) * within("T", T))) ** 2


def cooperative_size(gamma, s_c, T=1.0):
    """Beads N* in a region that can just rearrange, where Eq. 6 returns to zero: four times N‡.

    Parameters
    ----------
    gamma, s_c, T : float or array
        As for :func:`free_energy`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return (within("gamma", gamma) / (within("s_c", s_c) * within("T", T))) ** 2


def entropy_at_glass_transition(gamma, patience):
    """Configurational entropy per bead, in k_B, at which crossing the barrier (Eq. 7) takes `patience`.

    Parameters
    ----------
    gamma : float or array
        Wall coefficient, k_B T_g.
    patience : float or array
        Relaxation time over the time of one attempt, τ/τ₀, above 1. One hour is about 1e17.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `gamma` is not positive or `patience` not above 1.
    """
    return within("gamma", gamma) ** 2 / (4 * np.log(within("patience", patience, low=1)))


def mosaic_size(patience, lindemann):
    """Size of a cooperative region over the bead spacing, ξ/a = N*^⅓, at the glass transition.

    {8 ln(τ/τ₀) / (3√(3π) ln[1/(πe δ²)])}^⅔ (text below Eq. 7): two logarithms and no chemistry.

    Parameters
    ----------
    patience : float or array
        τ/τ₀, above 1.
    lindemann : float or array
        Lindemann ratio d_L/a, in (0, 0.342).

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    wait = np.log(within("patience", patience, low=1))
    return np.cbrt(8 * wait / (3 * np.sqrt(3 * np.pi) * _cage_logarithm(lindemann))) ** 2
