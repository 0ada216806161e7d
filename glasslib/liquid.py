"""How the supercooled liquid slows down (Section II): entropy, relaxation time, fragility.

Energies are in units of k_B T_g, temperatures in T_g and entropies in k_B per bead, as in
:mod:`glasslib.droplet`; if only a ratio of temperatures enters, any unit will do.
"""

from __future__ import annotations

import numpy as np

from glasslib.arguments import GAMMA, HEAT_JUMP, S_C, STRENGTH, T_OVER_T_G, TIMESCALE_RATIO
from glasslib.checks import FloatOrArray, Real, check_above, checked
from glasslib.droplet import barrier


@checked(
    T=Real("temperature, above T_K and in the same unit"),
    heat_jump=HEAT_JUMP,
    T_K=Real("Kauzmann temperature, at which the entropy would vanish"),
)
def configurational_entropy(
    T: FloatOrArray, heat_jump: FloatOrArray, T_K: FloatOrArray
) -> FloatOrArray:
    """Configurational entropy per bead, Δc_p (T − T_K)/T_K, in k_B (text of Section II).

    Notes
    -----
    Linear in T: the first term of Δc_p ln(T/T_K), which a constant Δc_p gives.

    Examples
    --------
    >>> round(float(configurational_entropy(1.0, 1.3, 0.7)), 3)
    0.557
    """
    check_above("T", T, "T_K", T_K)
    return heat_jump * (T - T_K) / T_K


@checked(gamma=GAMMA, s_c=S_C, T=T_OVER_T_G)
def log_relaxation_time(
    gamma: FloatOrArray, s_c: FloatOrArray, T: FloatOrArray = 1.0
) -> FloatOrArray:
    """ln(τ/τ_micro) for the barrier of Eq. 7, γ²/(4T² s_c), without softening of the wall.

    Notes
    -----
    Too small near the boiling point, where barriers are low, the wall softens and collisions set
    the relaxation time.

    Examples
    --------
    >>> round(float(log_relaxation_time(11.33, 0.82)), 1)
    39.1
    """
    return barrier(gamma, s_c, T) / T


@checked(
    T=Real("temperature, above T_0 and in the same unit"),
    D=STRENGTH,
    T_0=Real("temperature at which the relaxation time diverges"),
)
def vogel_fulcher(T: FloatOrArray, D: FloatOrArray, T_0: FloatOrArray) -> FloatOrArray:
    """ln(τ/τ₀) of the Vogel–Fulcher law, D T₀/(T − T₀) (Eq. 1).

    Examples
    --------
    >>> round(float(vogel_fulcher(1.0, 16.0, 0.7)), 1)
    37.3
    """
    check_above("T", T, "T_0", T_0)
    return D * T_0 / (T - T_0)


@checked(
    gamma=GAMMA.but("coefficient γ of the wall energy γ√N at T_g, in k_B T_g"), heat_jump=HEAT_JUMP
)
def strength(gamma: FloatOrArray, heat_jump: FloatOrArray) -> FloatOrArray:
    """Strength D in the Vogel–Fulcher law, γ²/(4 Δc_p): 32/Δc_p for the universal wall.

    Notes
    -----
    For γ proportional to T and an entropy linear in T.

    Examples
    --------
    >>> round(float(strength(11.33, 1.3)), 1)
    24.7
    """
    return gamma**2 / (4 * heat_jump)


@checked(D=STRENGTH, timescale_ratio=TIMESCALE_RATIO)
def kauzmann_temperature(D: FloatOrArray, timescale_ratio: FloatOrArray) -> FloatOrArray:
    """T_K/T_g of a Vogel–Fulcher liquid, L/(L + D) with L = ln(τ/τ₀) at the glass transition.

    Examples
    --------
    >>> round(float(kauzmann_temperature(16.0, 1e17)), 2)
    0.71
    """
    log_ratio = np.log(timescale_ratio)
    return log_ratio / (log_ratio + D)


@checked(D=STRENGTH, timescale_ratio=TIMESCALE_RATIO)
def fragility_index(D: FloatOrArray, timescale_ratio: FloatOrArray) -> FloatOrArray:
    """Fragility index m, the slope of log₁₀ τ against T_g/T at T_g: (L + L²/D)/ln 10.

    L = ln(τ/τ₀) at the glass transition.

    Examples
    --------
    >>> round(float(fragility_index(16.0, 1e17)), 1)
    58.6
    """
    log_ratio = np.log(timescale_ratio)
    return (log_ratio + log_ratio**2 / D) / np.log(10)
