"""How the coupling of a domain to a phonon falls with the phonon's wavenumber (Appendix B, Figure 24).

Reduced units: frequencies in ω_D, lengths in bead spacings a; x = kR is the wavenumber times the radius of
a domain, and `beads` its size N* = (ξ/a)³.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import spherical_jn

from glasslib.checks import one_of, within
from glasslib.ripplons import domain_radius


def wavenumber_radius(w, beads):
    """x = kR of a phonon of frequency w, (9π/2)^⅓ (ξ/a) w.

    Parameters
    ----------
    w : float or array
        Frequency, ω_D.
    beads : float or array
        Beads in a domain, N*.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return np.cbrt(6 * np.pi**2) * within("w", w) * domain_radius(beads)


def surface(x):
    """Strain of a phonon at the surface of a domain over its strain at long wavelength, 3j₁′(x) (Fig. 24 is its square/9).

    Parameters
    ----------
    x : float or array
        kR, positive.

    Returns
    -------
    float or array
        Of either sign; 1 for x → 0.

    Raises
    ------
    ValueError
        Where `x` is not positive.
    """
    return 3 * spherical_jn(1, within("x", x), derivative=True)


def volume(x):
    """The same averaged over the domain, 3j₁(x)/x, as for a uniform dilation (Eqs. B1, B2).

    Parameters
    ----------
    x : float or array
        kR, positive.

    Returns
    -------
    float or array
        Of either sign; 1 for x → 0.

    Raises
    ------
    ValueError
        Where `x` is not positive.
    """
    x = within("x", x)
    return 3 * spherical_jn(1, x) / x


def zero(which, number=1):
    """Where a form factor vanishes: 2.08, 5.94, 9.21 for the surface, 4.49, 7.73 for the volume.

    Parameters
    ----------
    which : {'surface', 'volume'}
    number : int
        First, second, and on.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Where `which` is neither of the two, or `number` below 1.
    """
    function = {"surface": surface, "volume": volume}[one_of("which", which, ("surface", "volume"))]
    within("number", number, low=1, closed=True)
    grid = np.linspace(0.1, np.pi * (number + 2), 64 * (number + 2))
    signs = np.sign(function(grid))
    at = np.flatnonzero(signs[1:] != signs[:-1])[number - 1]
    return brentq(function, grid[at], grid[at + 1], xtol=1e-14)


def volume_term_takes_over(beads, edge=1.0):
    """Frequency at which the term of second order in k is as large as the linear one, in ω_D (last paragraph of Appendix B).

    Parameters
    ----------
    beads : float or array
        Beads in a domain, N*.
    edge : float or array
        Displacement at the border over d_L: 1 there, a/ξ in Section III.B.

    Returns
    -------
    float or array
        4 edge (a/ξ)^½/(6π²)^⅓.

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return 4 * within("edge", edge) * within("beads", beads) ** (-1 / 6) / np.cbrt(6 * np.pi**2)
