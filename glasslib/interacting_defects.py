"""Interacting defects: how far the interaction through strain alone fixes the scattering strength. SI units.

Defects with couplings g_i and g_j to strain interact by ±g_i g_j/(ρc_s²r³), with signs at random. The interaction is
taken without a numerical factor of order one, so that results hold up to such a factor.
"""

from __future__ import annotations

import numpy as np

from glasslib.arguments import C_S, RHO
from glasslib.checks import FloatOrArray, Real, checked

# P̄g²/(ρc_s²) of defects of one kind, whatever they are: 3/(2π³)
STRENGTH_OF_ONE_KIND = 3 / (2 * np.pi**3)

_RATIO = Real(
    "coupling of the weak defects over that of the strong ones, γ_w/γ_s", high=1, closed=True
)


@checked(
    concentration=Real("number of the defects that make the field, in 1/m³"),
    own=Real("coupling to strain of the defect that feels the field, in J"),
    other=Real("coupling to strain of the defects that make the field, in J"),
    rho=RHO,
    c_s=C_S,
)
def field_width(
    concentration: FloatOrArray,
    own: FloatOrArray,
    other: FloatOrArray,
    rho: FloatOrArray,
    c_s: FloatOrArray,
) -> FloatOrArray:
    """Half width of the distribution of fields on a defect, (2π²/3) n g g'/(ρc_s²), in J.

    The sum of ±U/r³ over defects at random places has a Lorentz distribution.

    Examples
    --------
    >>> round(float(field_width(1e27, 1e-19, 1e-19, 2200.0, 4100.0)) * 1e21, 2)
    1.78
    """
    return 2 * np.pi**2 / 3 * concentration * own * other / (rho * c_s**2)


@checked(
    own=Real("coupling to strain of the defects, in J"),
    other=Real("coupling to strain of the defects that make the fields, as many per volume, in J"),
    rho=RHO,
    c_s=C_S,
)
def splitting_density(
    own: FloatOrArray, other: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray
) -> FloatOrArray:
    """Density P̄ of small splittings if fields alone make them, 3ρc_s²/(2π³gg'), in 1/(J m³).

    A defect in the field h has the splitting 2|h|, so that P̄ = n/(π × half width). The concentration cancels.

    Notes
    -----
    Fields at random, without the hole that the interaction digs at zero field: an upper bound.

    Examples
    --------
    >>> density = splitting_density(1.6e-19, 1.6e-19, 2200.0, 4100.0)
    >>> round(float(density) * 1.6e-19**2 / (2200.0 * 4100.0**2), 4)
    0.0484
    """
    return 3 * rho * c_s**2 / (2 * np.pi**3 * own * other)


@checked(coupling_ratio=_RATIO)
def weak_defect_strength(coupling_ratio: FloatOrArray) -> FloatOrArray:
    """Scattering strength P̄γ_w²/(ρc_s²) of weakly coupled defects in the fields of strong ones, (3/2π³) γ_w/γ_s.

    The two-species model: only the weak defects tunnel at low temperature.

    Examples
    --------
    >>> round(float(weak_defect_strength(0.02)), 5)
    0.00097
    """
    return STRENGTH_OF_ONE_KIND * coupling_ratio


@checked(
    coupling_ratio=_RATIO,
    strong_field=Real(
        "half width of the field of strong defects on each other, about k_BT_g, in K"
    ),
)
def weak_field(coupling_ratio: FloatOrArray, strong_field: FloatOrArray) -> FloatOrArray:
    """Half width of the fields of strong defects on weak ones, the strong one times γ_w/γ_s, in K.

    The density of splittings of the weak defects is flat well below it only.

    Examples
    --------
    >>> float(weak_field(0.02, 700.0))
    14.0
    """
    return coupling_ratio * strong_field
