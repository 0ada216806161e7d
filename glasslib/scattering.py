"""How strongly two-level systems scatter phonons, and why all glasses are alike in it. SI units.

Section III.B, Eqs. 16-20.
"""

from __future__ import annotations

import numpy as np
from scipy.constants import k

from glasslib.arguments import BEAD_SIZE, BEADS, C_S, GLASS_TEMPERATURE, RHO, T_KELVIN
from glasslib.checks import FloatOrArray, Real, checked
from glasslib.tunneling import mfp_over_wavelength


@checked(
    rho=RHO,
    c_s=C_S,
    dilation=Real("dilation caused by the transition, integrated over the region, in m³"),
)
def coupling_of_dilation(
    rho: FloatOrArray, c_s: FloatOrArray, dilation: FloatOrArray
) -> FloatOrArray:
    """Coupling g of a transition to strain, ρc_s²/2 ∫d_ii dV, in J (Eq. 16).

    A strain ∇φ shifts the energies of the two states by ±g∇φ.

    Examples
    --------
    >>> round(float(coupling_of_dilation(2200.0, 4100.0, 5e-30)) * 1e20, 2)
    9.25
    """
    return rho * c_s**2 * dilation / 2


@checked(
    T=T_KELVIN.but("temperature at which all modes are classical, in K"),
    rho=RHO,
    c_s=C_S,
    a=BEAD_SIZE,
)
def thermal_strain(
    T: FloatOrArray, rho: FloatOrArray, c_s: FloatOrArray, a: FloatOrArray
) -> FloatOrArray:
    """Root mean square thermal strain of one phonon branch, √(k_B T/ρc_s²a³) (Eq. 17, footnote 5).

    The branch has one mode for every a³.

    Examples
    --------
    >>> round(float(thermal_strain(1500.0, 2200.0, 4100.0, 3.57e-10)), 3)
    0.111
    """
    return np.sqrt(k * T / _elastic_energy(rho, c_s, a))


@checked(rho=RHO, c_s=C_S, a=BEAD_SIZE, glass_temperature=GLASS_TEMPERATURE)
def coupling(
    rho: FloatOrArray, c_s: FloatOrArray, a: FloatOrArray, glass_temperature: FloatOrArray
) -> FloatOrArray:
    """Coupling of a two-level system to strain, g = √(ρc_s²a³k_B T_g), in J (Eq. 18).

    It follows from marginal stability at T_g.

    Notes
    -----
    Valid up to a factor of order one, according to the paper; for transitions with low barriers.

    Examples
    --------
    >>> round(float(coupling(2200.0, 4100.0, 3.57e-10, 1500.0)) * 1e19, 2)
    1.87
    """
    return np.sqrt(_elastic_energy(rho, c_s, a) * k * glass_temperature)


@checked(rho=RHO, c_s=C_S, a=BEAD_SIZE, displacement=Real("displacement d_L of a bead, in m"))
def surface_coupling(
    rho: FloatOrArray, c_s: FloatOrArray, a: FloatOrArray, displacement: FloatOrArray
) -> FloatOrArray:
    """Second estimate of g, from a region's border, ρc_s²a²d_L/2, in J (Section III.B).

    It follows from the displacements of the beads there.

    Examples
    --------
    >>> round(float(surface_coupling(2200.0, 4100.0, 3.57e-10, 4e-11)) * 1e19, 2)
    0.94
    """
    return _elastic_energy(rho, c_s, a) * displacement / (2 * a)


def _elastic_energy(rho: FloatOrArray, c_s: FloatOrArray, a: FloatOrArray) -> FloatOrArray:
    """ρc_s²a³, the elastic energy of one bead at a strain of order one, in J."""
    return rho * c_s**2 * a**3


@checked(beads=BEADS)
def region_concentration(beads: FloatOrArray) -> FloatOrArray:
    """Concentration of cooperative regions, (a/ξ)³ = 1/N*, a pure number (Section III.B).

    It is the theory's value of three quantities: the scattering strength P̄g²/ρc_s²; the interaction
    of neighboring regions, in k_B T_g; and the static field of all thermally active regions, in
    k_B T.

    Examples
    --------
    >>> float(region_concentration(200.0))
    0.005
    """
    return 1 / beads


@checked(
    beads=BEADS,
    x=Real("energy of the phonon over k_B T, ħω/k_B T; the paper uses that of a thermal phonon, 1"),
    orientation=Real("average over the orientations of the regions; 1/3 in the paper, 1 in Eq. 19"),
)
def predicted_mfp_over_wavelength(
    beads: FloatOrArray, x: FloatOrArray = 1.0, orientation: FloatOrArray = 1 / 3
) -> FloatOrArray:
    """Mean free path over wavelength that the theory predicts, l/λ; its inverse is Eq. 20.

    N*/(2π² o tanh(x/2)) with λ = 2πc_s/ω, where o is `orientation`. The paper uses N* = 200 here.

    Examples
    --------
    >>> round(float(predicted_mfp_over_wavelength(200.0)), 2)
    65.78
    """
    return mfp_over_wavelength(orientation * region_concentration(beads), x)


@checked(beads=BEADS)
def log_frequency_slope_of_sound_speed(beads: FloatOrArray) -> FloatOrArray:
    """Change of δc_s/c_s by relaxation when the frequency grows e-fold, (a/ξ)³/2 (Section IV.G).

    Examples
    --------
    >>> float(log_frequency_slope_of_sound_speed(200.0))
    0.0025
    """
    return region_concentration(beads) / 2
