"""The entropic droplet: the free energy of rearranging a region of a supercooled liquid (Section II).

Energies are in units of k_B T_g and entropies in k_B per molecular unit ("bead"), so that every
result is a pure number; `T` is in units of T_g.
"""

from __future__ import annotations

import numpy as np

from glasslib.arguments import GAMMA, LINDEMANN, S_C, T_OVER_T_G, TIMESCALE_RATIO
from glasslib.checks import FloatOrArray, Real, checked

_N = Real("number of beads", closed=True)
_BULK = Real(
    "bulk energy of the equilibrium state above the initial state, per bead, in k_B T_g: zero in an equilibrated"
    " liquid, negative in a glass colder than it was when it froze",
    low=-np.inf,
)


@checked(r=Real("radius, in bead spacings a"), lindemann_ratio=LINDEMANN)
def surface_tension(r: FloatOrArray, lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """Surface tension of a droplet wall at radius r, σ(r) = ¾ ln[1/(πe δ²)]/√r, in k_B T_g/a² (text of Section IV.C).

    The tension comes from the entropy lost in the cage; it is weaker on larger droplets, whose wall is rough.

    Examples
    --------
    >>> round(float(surface_tension(3.6, 0.1)), 3)
    0.973
    """
    return 0.75 * _cage_logarithm(lindemann_ratio) / np.sqrt(r)


@checked(r=Real("radius, in bead spacings a"), lindemann_ratio=LINDEMANN)
def balancing_pressure(r: FloatOrArray, lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """Pressure that holds a droplet open against its wall, (3/2) σ(r)/r, in k_B T_g/a³ (Section IV.C).

    It is not 2σ/r, since the tension falls as the droplet grows.

    Examples
    --------
    >>> round(float(balancing_pressure(3.6, 0.1)), 3)
    0.405
    """
    return 1.5 * surface_tension(r, lindemann_ratio) / r


@checked(lindemann_ratio=LINDEMANN)
def wall_energy(lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """Coefficient γ of the wall energy γ√N, (3/2)√(3π) ln[1/(πe δ²)], in k_B T_g (text below Eq. 7).

    Examples
    --------
    >>> round(float(wall_energy(0.1)), 2)
    11.33
    """
    return 1.5 * np.sqrt(3 * np.pi) * _cage_logarithm(lindemann_ratio)


def _cage_logarithm(lindemann_ratio: FloatOrArray) -> FloatOrArray:
    return -np.log(np.pi * np.e * lindemann_ratio**2)


@checked(
    mean=Real("most frequent energy φ₀, above that of the initial state, in k_B T_g", low=-np.inf),
    entropy=Real("entropy S at that energy, in k_B"),
    width=Real("width w of the distribution, in k_B T_g"),
    T=T_OVER_T_G,
)
def log_escape_sum(
    mean: FloatOrArray, entropy: FloatOrArray, width: FloatOrArray, T: FloatOrArray = 1.0
) -> FloatOrArray:
    """Logarithm of Eq. 3's sum over the final states of a region, by steepest descent: ln(k τ_micro).

    The states are Gaussian: ln(number of states) is S − (φ−φ₀)²/2w². Weighted with e^{−φ/T} the sum peaks
    where that slope is 1/T, at φ₀ − w²/T, and amounts there to S − φ₀/T + w²/2T². For a Gaussian the
    rest of the integral is √(2π) w, which is the constant c_φ of the paper.

    Examples
    --------
    >>> float(log_escape_sum(10.0, 4.0, 2.0))
    -4.0
    """
    return entropy - mean / T + (width / T) ** 2 / 2


@checked(N=_N, gamma=GAMMA, s_c=S_C, T=T_OVER_T_G, bulk=_BULK)
def escape_rate(
    N: FloatOrArray,
    gamma: FloatOrArray,
    s_c: FloatOrArray,
    T: FloatOrArray = 1.0,
    bulk: FloatOrArray = 0.0,
) -> FloatOrArray:
    """Rate at which a region of N beads escapes to another configuration, e^{−F(N)/T}, in 1/τ_micro (Eq. 4).

    Notes
    -----
    The region escapes at the rate of its bottleneck, the size at which this is least.

    Examples
    --------
    >>> float(escape_rate(0.0, 11.3, 0.82))
    1.0
    """
    return np.exp(-free_energy(N, gamma, s_c, T, bulk) / T)


@checked(N=_N, gamma=GAMMA, s_c=S_C, T=T_OVER_T_G, bulk=_BULK)
def free_energy(
    N: FloatOrArray,
    gamma: FloatOrArray,
    s_c: FloatOrArray,
    T: FloatOrArray = 1.0,
    bulk: FloatOrArray = 0.0,
) -> FloatOrArray:
    """Free energy of rearranging N beads, (Φ_eq − Φ_in) + γ√N − T s_c N, in k_B T_g (Eq. 5; Eq. 6 without the first).

    Notes
    -----
    In the liquid it holds up to N*, beyond which a region breaks up into several. At T_g the
    same expression is the lowest energy in a region of N beads of the frozen glass, measured from the
    liquid (Eq. 11), and then it holds for all N.

    Examples
    --------
    >>> float(free_energy(100.0, 10.0, 0.5))
    50.0
    """
    return gamma * np.sqrt(N) + (bulk - T * s_c) * N


@checked(gamma=GAMMA, s_c=S_C, T=T_OVER_T_G)
def barrier(gamma: FloatOrArray, s_c: FloatOrArray, T: FloatOrArray = 1.0) -> FloatOrArray:
    """Highest free energy on the way to another configuration, γ²/(4 s_c T), in k_B T_g (Eq. 7).

    Examples
    --------
    >>> float(barrier(10.0, 0.5))
    50.0
    """
    return gamma**2 / (4 * s_c * T)


@checked(gamma=GAMMA, s_c=S_C, T=T_OVER_T_G)
def bottleneck_size(gamma: FloatOrArray, s_c: FloatOrArray, T: FloatOrArray = 1.0) -> FloatOrArray:
    """Beads N‡ in the region at the barrier, (γ/2 s_c T)² (Eq. 7).

    Examples
    --------
    >>> float(bottleneck_size(10.0, 0.5))
    100.0
    """
    return (gamma / (2 * s_c * T)) ** 2


@checked(gamma=GAMMA, s_c=S_C, T=T_OVER_T_G)
def critical_radius(gamma: FloatOrArray, s_c: FloatOrArray, T: FloatOrArray = 1.0) -> FloatOrArray:
    """Radius of the region at the barrier, taken as a sphere, (3N‡/4π)^⅓, in bead spacings (Fig. 7).

    Examples
    --------
    >>> round(float(critical_radius(11.33, 0.82)), 2)
    2.25
    """
    return np.cbrt(3 * bottleneck_size(gamma, s_c, T) / (4 * np.pi))


@checked(gamma=GAMMA, s_c=S_C, T=T_OVER_T_G)
def cooperative_size(gamma: FloatOrArray, s_c: FloatOrArray, T: FloatOrArray = 1.0) -> FloatOrArray:
    """Beads N* in a region that can just rearrange, where Eq. 6 returns to zero, (γ/s_c T)²: four times N‡.

    Examples
    --------
    >>> float(cooperative_size(10.0, 0.5))
    400.0
    """
    return (gamma / (s_c * T)) ** 2


@checked(gamma=GAMMA, timescale_ratio=TIMESCALE_RATIO)
def entropy_at_glass_transition(gamma: FloatOrArray, timescale_ratio: FloatOrArray) -> FloatOrArray:
    """Configurational entropy per bead at which crossing the barrier of Eq. 7 takes τ/τ₀, γ²/(4 ln τ/τ₀), in k_B.

    Examples
    --------
    >>> round(float(entropy_at_glass_transition(11.33, 1e17)), 2)
    0.82
    """
    return gamma**2 / (4 * np.log(timescale_ratio))


@checked(timescale_ratio=TIMESCALE_RATIO, lindemann_ratio=LINDEMANN)
def mosaic_size(timescale_ratio: FloatOrArray, lindemann_ratio: FloatOrArray) -> FloatOrArray:
    """Size of a cooperative region over the bead spacing, ξ/a = N*^⅓, at the glass transition (text below Eq. 7).

    {8 ln(τ/τ₀) / (3√(3π) ln[1/(πe δ²)])}^⅔: two logarithms and no chemistry.

    Examples
    --------
    >>> round(float(mosaic_size(1e17, 0.1)), 2)
    5.76
    """
    return (
        np.cbrt(
            8
            * np.log(timescale_ratio)
            / (3 * np.sqrt(3 * np.pi) * _cage_logarithm(lindemann_ratio))
        )
        ** 2
    )
