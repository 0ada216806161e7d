"""An isotropic solid with longitudinal and transverse sound, where the paper has one speed (beyond the paper).

The paper takes three equal scalar branches of the speed c_s, a strain without direction, and one coupling g. Here a
solid has the speeds v_l and v_t, and a transition of a region is coupled to the strain tensor by a tensor γ_ij, of
random orientation from region to region. Its mean square has two parts, trace and shear, and so has each branch:

γ_l² = t² + 2s²/15 and γ_t² = s²/10, with γ_ij = tδ_ij + s_ij and s² = s_ij s_ij.

The size of γ follows from marginal stability at T_g, as Eq. 18: the thermal strains of all branches together shift a
transition by as much as in the paper, which is one condition for two numbers. `coupled_strain` says which tensor it is:

- 'equal': each branch of sound shifts a transition by the same amount, γ_l/γ_t = v_l/v_t;
- 'shear': no trace;
- 'dilation': no shear.
"""

from __future__ import annotations

import numpy as np

from glasslib.checks import Choice, FloatOrArray, InvalidArgument, Real, checked

STRAINS = ("equal", "shear", "dilation")

_V_L = Real("speed of longitudinal sound v_l, in m/s or another unit, above 2v_t/√3")
_V_T = Real("speed of transverse sound v_t, in the same unit")
_COUPLED = Choice("which part of the strain a transition is coupled to", options=STRAINS)


def _check_speeds(v_l: FloatOrArray, v_t: FloatOrArray) -> None:
    """Refuse solids without a positive bulk modulus."""
    fast, slow = np.broadcast_arrays(v_l, v_t)
    if (bad := fast <= slow * np.sqrt(4 / 3)).any():
        raise InvalidArgument(
            f"v_l must exceed 2v_t/√3 = {slow[bad][0] * np.sqrt(4 / 3):.6g}, or the bulk modulus is not positive; got {fast[bad][0]:.6g}"
        )


@checked(rho=Real("mass density ρ, in kg/m³"), v_l=_V_L, v_t=_V_T)
def bulk_modulus(rho: FloatOrArray, v_l: FloatOrArray, v_t: FloatOrArray) -> FloatOrArray:
    """Bulk modulus of an isotropic solid, ρ(v_l² − 4v_t²/3), in Pa.

    Examples
    --------
    >>> round(float(bulk_modulus(2200.0, 5968.0, 3764.0)) * 1e-9, 1)
    36.8
    """
    _check_speeds(v_l, v_t)
    return rho * (v_l**2 - 4 * v_t**2 / 3)


@checked(v_l=_V_L, v_t=_V_T)
def debye_speed(v_l: FloatOrArray, v_t: FloatOrArray) -> FloatOrArray:
    """Mean speed with the same density of phonons at low frequency, [3/(v_l⁻³ + 2v_t⁻³)]^⅓.

    Examples
    --------
    >>> round(float(debye_speed(5968.0, 3764.0)))
    4142
    """
    return np.cbrt(3 / (v_l**-3 + 2 * v_t**-3))


@checked(v_l=_V_L, v_t=_V_T, coupled_strain=_COUPLED)
def branch_strengths(
    v_l: FloatOrArray, v_t: FloatOrArray, coupled_strain: str = "equal"
) -> tuple[FloatOrArray, FloatOrArray]:
    """Scattering strength P̄γ²/ρv² of the longitudinal and of a transverse branch, over that of a scalar branch.

    Their sum over the three branches is 3, whatever the tensor. With 'equal' both are 1 for any speeds.

    Returns
    -------
    longitudinal, transverse : float or array

    Examples
    --------
    >>> longitudinal, transverse = branch_strengths(5968.0, 3764.0, "shear")
    >>> round(float(longitudinal), 3), round(float(transverse), 3)
    (0.629, 1.186)
    """
    _check_speeds(v_l, v_t)
    square = (v_t / v_l) ** 2
    one = np.ones_like(square)
    if coupled_strain == "equal":
        return one[()], one[()]
    if coupled_strain == "dilation":
        return (3 * one)[()], (0 * one)[()]
    # γ_l²/γ_t² = 4/3
    transverse = 3 / (2 + 4 / 3 * square)
    return 4 / 3 * square * transverse, transverse


@checked(v_l=_V_L, v_t=_V_T, coupled_strain=_COUPLED)
def conductivity_ratio(
    v_l: FloatOrArray, v_t: FloatOrArray, coupled_strain: str = "equal"
) -> FloatOrArray:
    """Low-temperature κ, summed over the branches, over that of three scalar branches of the Debye speed.

    Infinite for a dilation: nothing scatters transverse phonons.

    Examples
    --------
    >>> round(float(conductivity_ratio(5968.0, 3764.0)), 3)
    0.965
    """
    longitudinal, transverse = (np.asarray(s) for s in branch_strengths(v_l, v_t, coupled_strain))
    with np.errstate(divide="ignore"):
        flow = 1 / (v_l * longitudinal) + 2 / (v_t * transverse)
    return flow * debye_speed(v_l, v_t) / 3


@checked(v_l=_V_L, v_t=_V_T, coupled_strain=_COUPLED)
def relaxation_ratio(
    v_l: FloatOrArray, v_t: FloatOrArray, coupled_strain: str = "equal"
) -> FloatOrArray:
    """Rate Σγ²/v⁵ at which a transition emits phonons, over that of three scalar branches of the Debye speed.

    It holds for the width of a ripplon as well, below the cutoff of either branch (Eqs. 23, 53, 57). With 'equal' it is 1.

    Examples
    --------
    >>> round(float(relaxation_ratio(5968.0, 3764.0)), 12)
    1.0
    """
    longitudinal, transverse = branch_strengths(v_l, v_t, coupled_strain)
    return (longitudinal / v_l**3 + 2 * transverse / v_t**3) * debye_speed(v_l, v_t) ** 3 / 3


@checked(v_l=_V_L, v_t=_V_T, coupled_strain=_COUPLED)
def interaction_strength(
    v_l: FloatOrArray, v_t: FloatOrArray, coupled_strain: str = "equal"
) -> FloatOrArray:
    """Mean square of r³J/(a³k_BT_g) for two regions of random orientation in an isotropic solid.

    From the static Green tensor of the solid. In the paper it is (3/4π)²·2/3 = 0.038 (Eq. 70), which adds the
    three branches before squaring. A dilation does not interact with another: 0.

    Examples
    --------
    >>> round(float(interaction_strength(5968.0, 3764.0)), 4)
    0.0205
    """
    longitudinal, transverse = branch_strengths(v_l, v_t, coupled_strain)
    q = (v_t / v_l) ** 2
    trace_with_shear = transverse * q * (longitudinal - 4 / 3 * transverse * q) / 6
    shear_with_shear = transverse**2 * (27 - 48 * q + 28 * q**2) / 72
    return (trace_with_shear + shear_with_shear) / np.pi**2
