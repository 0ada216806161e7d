"""How the supercooled liquid slows down (Section II): entropy, relaxation time, fragility.

Energies are in units of k_B T_g, temperatures in T_g and entropies in k_B per bead, as in
:mod:`glasslib.droplet`; where only a ratio of temperatures enters, any one unit will do.
"""

import numpy as np

from glasslib.checks import OutOfRange, within
from glasslib.droplet import barrier


def configurational_entropy(T, heat_jump, T_K):
    """Configurational entropy per bead, Δc_p (T − T_K)/T_K, k_B (text of Section II).

    Parameters
    ----------
    T : float or array
        Temperature, above `T_K`, in the same unit.
    heat_jump : float or array
        Jump Δc_p of the heat capacity at the glass transition, k_B per bead.
    T_K : float or array
        Temperature at which the entropy would vanish.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or T not above T_K.

    Notes
    -----
    A straight line through T_K: the first term of Δc_p ln(T/T_K), which a constant Δc_p gives.
    """
    return within("heat_jump", heat_jump) * _above(T, T_K)


def log_relaxation_time(gamma, s_c, T=1.0):
    """ln(τ/τ_micro) of a region that has to cross the barrier of Eq. 7: γ²/(4T² s_c), without softening.

    Parameters
    ----------
    gamma, s_c, T : float or array
        As for :func:`glasslib.droplet.barrier`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Too small near boiling, where barriers are low and the wall softens; then collisions set the time.
    """
    return barrier(gamma, s_c, T) / T


def vogel_fulcher(T, D, T_0):
    """ln(τ/τ₀) of the Vogel-Fulcher law, D T₀/(T − T₀) (Eq. 1).

    Parameters
    ----------
    T : float or array
        Temperature, above `T_0`, in the same unit.
    D : float or array
        Strength of the liquid.
    T_0 : float or array
        Temperature at which the law diverges.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive, or T not above T₀.
    """
    return within("D", D) / _above(T, T_0, "T_0")


def fragility(gamma, heat_jump):
    """Strength D of the liquid in the Vogel-Fulcher law, γ²/(4 Δc_p): 32/Δc_p for the universal wall.

    Parameters
    ----------
    gamma : float or array
        Wall coefficient at T_g, k_B T_g.
    heat_jump : float or array
        Δc_p, k_B per bead.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Holds where γ is proportional to T and the entropy a straight line.
    """
    return within("gamma", gamma) ** 2 / (4 * within("heat_jump", heat_jump))


def kauzmann_temperature(D, patience):
    """T_K/T_g of a liquid that follows the Vogel-Fulcher law and freezes at ln(τ/τ₀) = ln(patience).

    Parameters
    ----------
    D : float or array
        Strength of the liquid.
    patience : float or array
        τ/τ₀ at the glass transition, above 1.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    wait = np.log(within("patience", patience, low=1))
    return wait / (wait + within("D", D))


def fragility_index(D, patience):
    """Fragility index m, the slope of log₁₀ τ against T_g/T at T_g: (L + L²/D)/ln 10 with L = ln(patience).

    Parameters
    ----------
    D, patience : float or array
        As for :func:`kauzmann_temperature`.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is outside its range.
    """
    wait = np.log(within("patience", patience, low=1))
    return (wait + wait**2 / within("D", D)) / np.log(10)


def _above(T, floor, name="T_K"):
    """T/floor - 1, which must be positive."""
    excess = within("T", T) / within(name, floor) - 1
    if not np.all(excess > 0):
        worst = np.broadcast_to(T, np.shape(excess))[excess <= 0] if np.ndim(excess) else T
        raise OutOfRange(f"T must lie above {name} = {np.min(floor):.6g}, got {np.min(worst):.6g}")
    return excess
