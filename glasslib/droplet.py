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


def balancing_pressure(r, lindemann):
    """Pressure that holds a droplet open against its wall, (3/2) σ(r)/r, in k_B T_g/a³ (Section IV.C).

    Not 2σ/r, since the tension falls as the droplet grows.

    Parameters
    ----------
    r, lindemann : float or array
        As for :func:`surface_tension`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        As for :func:`surface_tension`.
    """
    return 1.5 * surface_tension(r, lindemann) / r


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


def library_sum(mean, entropy, width, T=1.0):
    """Logarithm of Eq. 3's sum over a library of final states, by steepest descent.

    The library is a Gaussian: ln(number of states) is S − (φ−φ₀)²/2w². Weighted with e^{−φ/T} it peaks
    where its slope is 1/T, at φ₀ − w²/T, and there amounts to S − φ₀/T + w²/2T². For a Gaussian the
    rest of the integral is √(2π) w, which is the constant c_φ of the paper.

    Parameters
    ----------
    mean : float or array
        Most frequent energy φ₀, above that of the initial state, k_B T_g; any sign.
    entropy : float or array
        Entropy S at that energy, k_B.
    width : float or array
        Width w, k_B T_g.
    T : float or array
        Temperature in T_g.

    Returns
    -------
    float or array
        ln(k τ_micro), where k is the rate of escape.

    Raises
    ------
    ValueError
        Where `entropy`, `width` or `T` is not positive.
    """
    T, width = within("T", T), within("width", width)
    return within("entropy", entropy) - within("mean", mean, low=-np.inf) / T + (width / T) ** 2 / 2


def escape_rate(N, gamma, s_c, T=1.0, bulk=0.0):
    """Rate at which a region of N beads escapes to another arrangement, in 1/τ_micro (Eq. 4): e^{−F(N)/T}.

    Parameters
    ----------
    N, gamma, s_c, T, bulk : float or array
        As for :func:`free_energy`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `N` is negative or another argument not positive.

    Notes
    -----
    The region escapes at the rate of its bottleneck, the size at which this is least.
    """
    return np.exp(-free_energy(N, gamma, s_c, T, bulk) / T)


def free_energy(N, gamma, s_c, T=1.0, bulk=0.0):
    """Free energy of rearranging N beads, (Φ_eq − Φ_in) + γ√N − T s_c N, in k_B T_g (Eq. 5; Eq. 6 without the first).

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
    bulk : float or array
        Bulk energy that the equilibrium has above the initial state, per bead, k_B T_g: zero in an
        equilibrated liquid, negative in a glass colder than it was when it froze.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `N` is negative, `bulk` not finite or another argument not positive.

    Notes
    -----
    In the liquid it says nothing beyond N*, where a larger region breaks up into several. At T_g the
    same expression is the lowest energy in a region of N beads of the frozen glass, measured from the
    liquid (Eq. 11), and then it holds for all N.
    """
    N, gain = within("N", N, closed=True), within("T", T) * within("s_c", s_c)
    return within("gamma", gamma) * np.sqrt(N) + (within("bulk", bulk, low=-np.inf) - gain) * N


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


def critical_radius(gamma, s_c, T=1.0):
    """Radius of the region at the barrier, taken as a sphere, in bead spacings: (3N‡/4π)^⅓ (Fig. 7).

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
    return np.cbrt(3 * bottleneck_size(gamma, s_c, T) / (4 * np.pi))


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
