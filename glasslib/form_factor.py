"""How the coupling of a domain to a phonon falls with the wavenumber (Appendix B, Figure 24).

Reduced units: frequencies in ω_D, lengths in bead spacings a; x = kR is the wavenumber times the
radius of a domain, and `beads` its size N* = (ξ/a)³.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import spherical_jn

from glasslib.arguments import BEADS, W
from glasslib.checks import Choice, FloatOrArray, Real, Whole, checked
from glasslib.ripplons import domain_radius

_X = Real("wavenumber times the radius of the domain, kR")

# both form factors are 1 to float64 precision below this x; far below it, spherical_jn underflows
_SMALLEST_X = 1e-8


@checked(w=W, beads=BEADS)
def wavenumber_radius(w: FloatOrArray, beads: FloatOrArray) -> FloatOrArray:
    """x = kR of a phonon of frequency w, (9π/2)^⅓ (ξ/a) w.

    Examples
    --------
    >>> round(float(wavenumber_radius(0.1, 200.0)), 3)
    1.414
    """
    return np.cbrt(6 * np.pi**2) * w * domain_radius(beads)


@checked(x=_X)
def surface_form_factor(x: FloatOrArray) -> FloatOrArray:
    """Strain of a phonon at the surface of a domain over its strain at long wavelength, 3j₁′(x).

    Of either sign; 1 for x → 0. Fig. 24 shows its square over 9.

    Examples
    --------
    >>> round(float(surface_form_factor(1.0)), 4)
    0.7174
    """
    return 3 * spherical_jn(1, np.maximum(x, _SMALLEST_X), derivative=True)


@checked(x=_X)
def volume_form_factor(x: FloatOrArray) -> FloatOrArray:
    """The same ratio averaged over the domain, 3j₁(x)/x, as for a uniform dilation (Eqs. B1, B2).

    Of either sign; 1 for x → 0.

    Examples
    --------
    >>> round(float(volume_form_factor(1.0)), 4)
    0.9035
    """
    x = np.maximum(x, _SMALLEST_X)
    return 3 * spherical_jn(1, x) / x


@checked(
    which=Choice("the form factor", options=("surface", "volume")),
    number=Whole("which of its zeros, in ascending order", low=1, high=1000, scalar=True),
)
def form_factor_zero(which: str, number: int = 1) -> float:
    """Value of x = kR at which a form factor vanishes.

    2.08, 5.94, 9.21 for the surface; 4.49, 7.73 for the volume.

    Returns
    -------
    float

    Examples
    --------
    >>> round(form_factor_zero("volume"), 4)
    4.4934
    """
    function = surface_form_factor if which == "surface" else volume_form_factor
    grid = np.linspace(0.1, np.pi * (number + 2), 64 * (number + 2))
    signs = np.sign(function(grid))
    before = np.flatnonzero(signs[1:] != signs[:-1])[number - 1]
    ends = grid[before], grid[before + 1]
    return float(brentq(lambda x: float(function(x)), *ends, xtol=1e-14))


@checked(
    beads=BEADS,
    edge=Real("displacement at the border over d_L: 1 in Appendix B, a/ξ in Section III.B"),
)
def second_order_crossover_frequency(beads: FloatOrArray, edge: FloatOrArray = 1.0) -> FloatOrArray:
    """Frequency at which the term of second order in k is as large as the linear one, in ω_D.

    4 edge (a/ξ)^½/(6π²)^⅓ (last paragraph of Appendix B).

    Examples
    --------
    >>> round(float(second_order_crossover_frequency(200.0)), 3)
    0.424
    """
    return 4 * edge * beads ** (-1 / 6) / np.cbrt(6 * np.pi**2)
