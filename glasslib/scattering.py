"""How strongly the two-level systems scatter phonons, and why alike in all glasses (Section III.B, Eqs. 16-20). SI units."""

import numpy as np
from scipy.constants import k

from glasslib.checks import within
from glasslib.tunneling import path_over_wavelength


def coupling_of_dilation(rho, c_s, dilation):
    """Coupling g of a transition to strain, ρc_s²/2 ∫d_ii dV, J (Eq. 16): the energy moves by ±g∇φ.

    Parameters
    ----------
    rho, c_s : float or array
        Mass density, kg/m³, and sound speed, m/s.
    dilation : float or array
        Integral over the region of the dilation that the transition brings, m³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return within("rho", rho) * within("c_s", c_s) ** 2 * within("dilation", dilation) / 2


def thermal_strain(T, rho, c_s, a):
    """Root mean square of the thermal strain of one branch of phonons, √(k_B T/ρc_s²a³) (Eq. 17, footnote 5).

    Parameters
    ----------
    T : float or array
        Temperature, K, at which all modes are classical.
    rho, c_s : float or array
        Mass density, kg/m³, and sound speed, m/s.
    a : float or array
        Bead spacing, m: one mode of the branch for every a³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return np.sqrt(k * within("T", T) / _elastic_energy(rho, c_s, a))


def coupling(rho, c_s, a, glass_temperature):
    """Coupling of a two-level system to strain from marginal stability at T_g, g = √(ρc_s²a³k_B T_g), J (Eq. 18).

    Parameters
    ----------
    rho, c_s, a : float or array
        As for :func:`thermal_strain`.
    glass_temperature : float or array
        T_g, K.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.

    Notes
    -----
    Up to a number of order one, says the paper; for transitions with low barriers.
    """
    return np.sqrt(_elastic_energy(rho, c_s, a) * k * within("glass_temperature", glass_temperature))


def surface_coupling(rho, c_s, a, displacement):
    """Second estimate of g, from the displacements at the border of a region: ρc_s²a²d_L/2, J (Section III.B).

    Parameters
    ----------
    rho, c_s, a : float or array
        As for :func:`thermal_strain`.
    displacement : float or array
        How far a bead moves, d_L, m.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return _elastic_energy(rho, c_s, a) * within("displacement", displacement) / (2 * a)


def _elastic_energy(rho, c_s, a):
    """ρc_s²a³, the elastic energy of one bead at strain of order one, J."""
    return within("rho", rho) * within("c_s", c_s) ** 2 * within("a", a) ** 3


def concentration(beads):
    """Concentration of cooperative regions, (a/ξ)³ = 1/N*, a pure number.

    The theory's value of the scattering strength P̄g²/ρc_s²; of the interaction of neighbouring regions,
    in k_B T_g; and of the static field of all thermally active ones, in k_B T (Section III.B).

    Parameters
    ----------
    beads : float or array
        Beads in a cooperative region, N* = (ξ/a)³.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `beads` is not positive.
    """
    return 1 / within("beads", beads)


def path_in_wavelengths(beads, x=1.0, orientation=1 / 3):
    """Mean free path over wavelength that the theory predicts, l/λ; its inverse is Eq. 20.

    3N*/(2π² tanh(x/2)) with λ = 2πc_s/ω, for a phonon of energy x k_B T.

    Parameters
    ----------
    beads : float or array
        Beads in a cooperative region, N*. The paper uses 200 here.
    x : float or array
        ħω/k_B T; the paper takes the thermal phonon, 1.
    orientation : float or array
        Average over the orientations of the regions; the paper takes 1/3, and Eq. 19 has 1.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where an argument is not positive.
    """
    return path_over_wavelength(within("orientation", orientation) * concentration(beads), x)


def sound_slope(beads):
    """Change of δc_s/c_s for an e-fold of frequency, by relaxation, (a/ξ)³/2 (Section IV.G).

    Parameters
    ----------
    beads : float or array
        Beads in a cooperative region, N*.

    Returns
    -------
    float or array

    Raises
    ------
    ValueError
        Where `beads` is not positive.
    """
    return concentration(beads) / 2
